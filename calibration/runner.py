"""Running members of a fit in processes, with answers kept so that a fit that was stopped goes on."""

import hashlib
import io
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

import numpy as np

from calibration import free
from calibration.local import local_conditions
from calibration.pack import load_municipality
from calibration.packs import HOME
from calibration.readings import read_run
from calibration.targets import LAST
from calibration.whole import put_whole
from model.engine import engine_for
from model.variant import STANDARD, Variant

Run = Callable[[list["Job"]], list[np.ndarray]]


class Job(NamedTuple):
    """Members for a worker: values [name, member], their runs' seeds, and what to read; other values at default."""

    names: tuple[str, ...]
    values: np.ndarray
    seeds: tuple[int, ...]
    readings: tuple[str, ...]
    each: bool
    """Whether every run's readings are wanted, rather than a member's mean."""
    until: str = LAST
    municipality: str = HOME
    variant: Variant = STANDARD


def respond(job: Job) -> np.ndarray:
    """Readings [target, member], or [target, run] when each is wanted."""
    municipality = load_municipality(job.municipality)
    born = municipality.residents.birth_month[municipality.residents.present].copy()
    found = []
    for member in job.values.T:
        values = free.split(dict(zip(job.names, member.tolist(), strict=True)), job.variant)
        parameters = job.variant.parameters(**values.parameters)
        conditions = local_conditions(job.municipality, job.variant.conditions(**values.conditions))
        runs = []
        for seed in job.seeds:
            market = engine_for(job.variant)(
                municipality, parameters, None, conditions, rng=seed, until=job.until, variant=job.variant
            )
            market.run_model()
            runs.append(read_run(market, born, list(job.readings)))
        found += runs if job.each else [np.mean(runs, axis=0)]
    return np.array(found).T


@contextmanager
def runner(
    workers: int | None, total: int, on_done: Callable[[int, int], None] | None, kept: Path | None = None
) -> Iterator[Run]:
    """Runs jobs in processes and answers in their order.

    Args:
        workers: processes; as many as there are cores when not given.
        total: how many jobs there will be, for ``on_done``.
        on_done: hears how many are ready, of how many.
        kept: folder in which every answer is kept and looked for; nothing is kept when not given.
    """
    ready = 0

    def tell() -> None:
        nonlocal ready
        ready += 1
        if on_done:
            on_done(ready, total)

    with ProcessPoolExecutor(workers or os.cpu_count() or 1, get_context("spawn")) as pool:

        def run(jobs: list[Job]) -> list[np.ndarray]:
            found: dict[int, np.ndarray] = {}
            flying = {}
            for place, job in enumerate(jobs):
                known = _read(kept, job)
                if known is None:
                    flying[pool.submit(respond, job)] = place
                else:
                    found[place] = known
                    tell()
            for future in as_completed(flying):
                place = flying[future]
                found[place] = future.result()
                _keep(kept, jobs[place], found[place])
                tell()
            return [found[place] for place in range(len(jobs))]

        yield run


def _path(folder: Path, job: Job) -> Path:
    said = job.values.tobytes() + repr((job.names, *job[2:-1], job.variant.version)).encode()
    return folder / f"{hashlib.blake2b(said, digest_size=12).hexdigest()}.npy"


def _read(folder: Path | None, job: Job) -> np.ndarray | None:
    if folder is None:
        return None
    try:
        return np.load(_path(folder, job))
    except (OSError, ValueError, EOFError):
        return None


def _keep(folder: Path | None, job: Job, answer: np.ndarray) -> None:
    if folder is not None:
        body = io.BytesIO()
        np.save(body, answer)
        put_whole(_path(folder, job), body.getvalue())
