"""Replications of one scenario: run k has seed S + k, in one process or several, with the same bits."""

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import TYPE_CHECKING

from results.work import WorkerError

if TYPE_CHECKING:
    from model.run import Run
    from scenarios.settings import Settings

WORTH_A_PROCESS = 30
"""Replications below which starting processes costs more than it saves."""


class AccountError(ValueError):
    """Accounts that do not add up: the replication's seed, the month, the process and the identity, in one line."""


def replicate(
    municipality: str, settings: "Settings | None", seed: int, until: str, audit: bool = False
) -> "Run":  # fmt: skip
    """One replication at the means of the posterior; the baseline without settings.

    A worker loads the municipality once, from the cache.

    Raises:
        AccountError: under ``audit``, when an account does not add up after a process.
    """
    from model.run import simulate
    from results.question import central

    levers, conditions = settings or (None, None)
    parameters, conditions = central(conditions)
    run = _audited if audit else simulate
    return run(loaded(municipality), parameters, levers, conditions, seed=seed, until=until)


def _audited(municipality, parameters, levers, conditions, *, seed: int, until: str) -> "Run":
    """As :func:`~model.run.simulate`, with the accounts checked after every process."""
    from model.market import LabourMarket
    from model.run import Run

    market = LabourMarket(municipality, parameters, levers, conditions, rng=seed, until=until, audit=True)
    while market.running:
        try:
            market.step()
        except RuntimeError as fault:
            raise AccountError(f"seed {seed}: {fault}") from None
    return Run(market.municipality.name, seed, until, market.record)


def audit_held(runs: "list[Run]") -> str:
    """What to say of runs whose accounts were checked and hold."""
    from model.month import MONTH

    months, many = len(runs[0].dates) - 1, f", in each of {len(runs)} replications" if len(runs) > 1 else ""
    return f"all accounts held after each of {months} months x {len(MONTH)} processes{many}"


_KEPT: dict = {}


def loaded(name: str):
    """A municipality, loaded once in a process."""
    if name not in _KEPT:
        from calibration.pack import load_municipality

        _KEPT[name] = load_municipality(name)
    return _KEPT[name]


def run_replications(
    municipality: str,
    settings: "Settings | None" = None,
    *,
    replications: int,
    seed: int,
    until: str,
    workers: int | None = None,
    on_done: Callable[[int], None] | None = None,
    audit: bool = False,
) -> "list[Run]":
    """Every replication, in order of seed, whichever was ready first.

    ``workers`` processes, or as many as there are cores when the work is worth it; ``on_done`` hears how many are
    ready after each. Under ``audit`` the accounts of each are checked after every process.

    Raises:
        ValueError: for numbers out of range, an unknown municipality or date, or a faulty data file; ``AccountError``
            for accounts that do not add up.
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
    if workers == 1:
        runs = []
        for one in seeds:
            runs.append(replicate(municipality, settings, one, until, audit))
            tell(len(runs))
        return runs
    loaded(municipality)  # fills the cache on disk once, and fails here, where the message is plain
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        futures = [pool.submit(replicate, municipality, settings, one, until, audit) for one in seeds]
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
