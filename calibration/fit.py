"""The fit: an ensemble smoother with multiple data assimilation, from the priors to a posterior ensemble.

Every member of an ensemble of draws is run through 2019 with the same few seeds; what its readings are off the targets
moves it, in several small steps (ES-MDA, Emerick & Reynolds 2013). The error of a target is the figure's own plus the
chance of one year in one municipality, which is simulated. Blocks of members are kept as they are run, so a fit that
was stopped goes on.
"""

import hashlib
import json
import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

import numpy as np

from calibration import free
from calibration.pack import content, load_municipality
from calibration.readings import read_run
from calibration.targets import LAST, Target, of_role
from model.conditions import Conditions
from model.market import LabourMarket
from model.parameters import Parameters

FIRST_SEED = 20_000_000
"""A block of seeds that no projection uses."""
CHANCE_SEED = 21_000_000
"""Likewise, for the chance of one year."""
CHANCE_RUNS = 120
"""Runs at the prior means that say how much one year varies by chance."""
BLOCK = 20
"""Members of a block."""


class Plan(NamedTuple):
    """How a fit is made; equal plans give equal posteriors."""

    members: int = 600
    """Large enough that chance correlations among 37 targets take little of the spread: about 37 / 600."""
    steps: int = 4
    seeds: int = 4
    """Runs of a member, averaged; the same seeds for all, so that members differ by their values alone."""
    draws: int = 400
    """Members that are kept as the posterior."""
    seed: int = 2019


PLAN = Plan()
"""The fit that is committed."""
QUICK = Plan(members=120, steps=2, seeds=1, draws=60)
"""A try in a tenth of the time."""


class Fit(NamedTuple):
    """A fit and what it says of targets and values."""

    plan: Plan
    targets: tuple[Target, ...]
    chance: np.ndarray
    """[target] standard deviation by chance of one run."""
    prior: np.ndarray
    """[free value, member]"""
    posterior: np.ndarray
    """[free value, member]"""
    prior_readings: np.ndarray
    """[target, member]"""
    posterior_readings: np.ndarray
    """[target, member]"""


class Job(NamedTuple):
    """Members for a worker: values [free value, member], their runs' seeds, and what to read."""

    values: np.ndarray
    seeds: tuple[int, ...]
    readings: tuple[str, ...]
    each: bool
    """Whether every run's readings are wanted, rather than a member's mean."""


def respond(job: Job) -> np.ndarray:
    """Readings [target, member], or [target, run] when each is wanted."""
    municipality = load_municipality("halden")
    born = municipality.residents.birth_month[municipality.residents.present].copy()
    found = []
    for member in job.values.T:
        values = free.split(dict(zip(free.names(), member.tolist(), strict=True)))
        parameters, conditions = Parameters(**values.parameters), Conditions(**values.conditions)
        runs = []
        for seed in job.seeds:
            market = LabourMarket(municipality, parameters, None, conditions, rng=seed, until=LAST)
            market.run_model()
            runs.append(read_run(market, born, list(job.readings)))
        found += runs if job.each else [np.mean(runs, axis=0)]
    return np.array(found).T


def fit(
    plan: Plan = PLAN, *, workers: int | None = None, kept: Path | None = None,
    on_done: Callable[[int, int], None] | None = None,
) -> Fit:  # fmt: skip
    """Fit the free values to the dynamic targets.

    Args:
        workers: processes; as many as there are cores when not given.
        kept: where blocks of readings are kept, to go on after a stop; the user's cache when not given.
        on_done: hears how many blocks are ready, of how many.

    Raises:
        ValueError: for a plan with numbers out of range, or without the library of the fit.
        FigureError: for faulty targets.
    """
    try:
        from iterative_ensemble_smoother import ESMDA
    except ImportError:
        raise ValueError("the fit needs a library more; get it with `uv sync --extra fit`") from None
    if plan.members < 20 or plan.steps < 1 or plan.seeds < 1 or not 1 <= plan.draws <= plan.members:
        raise ValueError(f"{plan}; allowed: 20 members or more, steps and seeds from 1, and 1 to all members as draws")
    aims = of_role("dynamic")
    readings = tuple(one.reading for one in aims)
    blocks = -(-plan.members // BLOCK)
    total = (plan.steps + 1) * blocks + -(-CHANCE_RUNS // BLOCK)
    folder = (kept or _cache()) / _key(plan, aims)
    seeds = tuple(range(FIRST_SEED, FIRST_SEED + plan.seeds))
    with ProcessPoolExecutor(workers or os.cpu_count() or 1, get_context("spawn")) as pool:
        run = _Runner(pool, folder, readings, total, on_done)
        means = np.array([[one.default for one in free.free()]]).T
        single = np.hstack(run("chance", [
            Job(means, tuple(range(CHANCE_SEED + start, CHANCE_SEED + start + BLOCK)), readings, True)
            for start in range(0, CHANCE_RUNS, BLOCK)
        ]))  # fmt: skip
        covariance = np.diag([one.error**2 for one in aims]) + np.cov(single) * (1.0 + 1.0 / plan.seeds)
        whiten = whitening(covariance)
        smoother = ESMDA(np.ones(len(aims)), whiten @ [one.value for one in aims], alpha=plan.steps, seed=plan.seed)
        normal = np.random.default_rng(plan.seed).standard_normal((len(free.free()), plan.members))

        def responses(name: str) -> np.ndarray:
            values = free.to_values(normal)
            parts = [values[:, start : start + BLOCK] for start in range(0, plan.members, BLOCK)]
            return np.hstack(run(name, [Job(part, seeds, readings, False) for part in parts]))

        prior, first = free.to_values(normal), responses("step-0")
        found = first
        for step in range(plan.steps):
            smoother.prepare_assimilation(Y=whiten @ found)
            normal = smoother.assimilate_batch(X=normal)
            found = responses(f"step-{step + 1}")
    return Fit(plan, aims, single.std(axis=1, ddof=1), prior, free.to_values(normal), first, found)


def whitening(covariance: np.ndarray) -> np.ndarray:
    """The matrix that makes errors of this covariance independent and of unit size.

    Targets range from shares to thousands of persons; the smoother's own factor of such a covariance loses its digits.
    """
    return np.linalg.inv(np.linalg.cholesky(covariance))


class _Runner:
    """Runs jobs, and keeps each answer so that it is not run again."""

    def __init__(self, pool, folder: Path, readings: tuple[str, ...], total: int, on_done) -> None:
        self.pool, self.folder, self.total, self.on_done = pool, folder, total, on_done
        self.ready = 0

    def __call__(self, name: str, jobs: list[Job]) -> list[np.ndarray]:
        found: dict[int, np.ndarray] = {}
        flying = {}
        for place, job in enumerate(jobs):
            path = self.folder / f"{name}-{place:04d}-{_hash(job)}.npy"
            try:
                found[place] = np.load(path)
                self._tell()
            except (OSError, ValueError, EOFError):
                flying[self.pool.submit(respond, job)] = place, path
        for future in as_completed(flying):
            place, path = flying[future]
            found[place] = future.result()
            path.parent.mkdir(parents=True, exist_ok=True)
            beside = path.with_suffix(f".{os.getpid()}.part")
            with beside.open("wb") as file:
                np.save(file, found[place])
            os.replace(beside, path)
            self._tell()
        return [found[place] for place in range(len(jobs))]

    def _tell(self) -> None:
        self.ready += 1
        if self.on_done:
            self.on_done(self.ready, self.total)


def _hash(job: Job) -> str:
    return hashlib.blake2b(job.values.tobytes() + repr(job[1:]).encode(), digest_size=8).hexdigest()


def _key(plan: Plan, aims: tuple[Target, ...]) -> str:
    said = json.dumps([plan, [one.reading for one in aims], free.digest(), content()])
    return hashlib.blake2b(said.encode(), digest_size=12).hexdigest()


def _cache() -> Path:
    from platformdirs import user_cache_path

    return user_cache_path("halden") / "fits"
