"""Replications of one scenario: run k has seed S + k, in one process or several, with the same bits."""

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import TYPE_CHECKING

from model.variant import Variant, in_use
from results.work import WorkerError

if TYPE_CHECKING:
    from model.run import Run
    from scenarios.settings import Settings

WORTH_A_PROCESS = 30
"""Replications below which starting processes costs more than it saves."""


def replicate(
    municipality: str, settings: "Settings | None", seed: int, until: str, variant: Variant | None = None,
    audit: bool = False,
) -> "Run":  # fmt: skip
    """One replication at the means of the posterior; the baseline without settings.

    A worker loads the municipality once, from the cache.

    Raises:
        ProcessError: when an own process fails, or, under ``audit``, an account does not add up after a process.
    """
    from model.audit import ProcessError
    from model.run import simulate
    from results.question import central

    levers, conditions = settings or (None, None)
    parameters, conditions = central(conditions, municipality=municipality, variant=variant)
    try:
        return simulate(
            loaded(municipality), parameters, levers, conditions, seed=seed, until=until, variant=variant, audit=audit
        )
    except ProcessError as fault:
        raise ProcessError(f"seed {seed}: {fault}") from fault


def audit_held(runs: "list[Run]") -> str:
    """What to say of runs whose accounts were checked and hold."""
    months, processes = len(runs[0].dates) - 1, len(runs[0].variant.month())
    many = f", in each of {len(runs)} replications" if len(runs) > 1 else ""
    return f"all accounts held after each of {months} months x {processes} processes{many}"


_KEPT: dict = {}


def loaded(name: str):
    """A municipality, loaded once in a process, and again when its pack has changed."""
    from calibration.pack import content, load_municipality

    now = content(name)
    if name not in _KEPT or _KEPT[name][0] != now:
        _KEPT[name] = now, load_municipality(name)
    return _KEPT[name][1]


def run_replications(
    municipality: str,
    settings: "Settings | None" = None,
    *,
    replications: int,
    seed: int,
    until: str,
    workers: int | None = None,
    on_done: Callable[[int], None] | None = None,
    variant: Variant | None = None,
    audit: bool = False,
) -> "list[Run]":
    """Every replication, in order of seed, whichever was ready first, of the variant in use when none is given.

    ``workers`` processes, or as many as there are cores when the work is worth it; ``on_done`` hears how many are
    ready after each. Under ``audit`` the accounts of each are checked after every process.

    Raises:
        ValueError: for numbers out of range, an unknown municipality or date, or a faulty data file.
        ProcessError: when an own process fails, or, under ``audit``, an account does not add up after a process.
        WorkerError: if a worker process ends without an answer.
    """
    import os

    for name, value, low in (("replications", replications, 1), ("seed", seed, 0), ("workers", workers or 1, 1)):
        if value < low:
            raise ValueError(f"{name} = {value}; allowed: a whole number of {low} or more")
    seeds = range(seed, seed + replications)
    if workers is None:
        workers = 1 if replications < WORTH_A_PROCESS else (os.cpu_count() or 1)
    workers = min(workers, replications)
    tell = on_done or (lambda ready: None)
    variant = variant or in_use()
    if workers == 1:
        runs = []
        for one in seeds:
            runs.append(replicate(municipality, settings, one, until, variant, audit))
            tell(len(runs))
        return runs
    loaded(municipality)  # fills the cache on disk once, and fails here, where the message is plain
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        futures = [pool.submit(replicate, municipality, settings, one, until, variant, audit) for one in seeds]
        try:
            for ready, future in enumerate(as_completed(futures), start=1):
                future.result()
                tell(ready)
        except BrokenProcessPool:
            message = "a worker process ended without an answer (killed, or out of memory); fewer --workers need less"
            raise WorkerError(message) from None
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
        return [future.result() for future in futures]
