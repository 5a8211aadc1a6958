"""Evaluations: many single runs at points of one's own choosing, for the analysis of what drives a projection."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import NamedTuple

import numpy as np

from model.conditions import Conditions
from model.levers import Levers
from model.parameters import Parameters
from results.executors import LOST, end_with_parent
from results.replications import loaded
from results.work import WorkerError

BLOCK = 20
"""Points of a task."""


class Point(NamedTuple):
    """What one run depends on."""

    parameters: Parameters
    levers: Levers
    conditions: Conditions
    seed: int


class Reading(NamedTuple):
    """What is read from each run: indicators at one date."""

    indicators: tuple[str, ...]
    date: str
    municipality: str = "halden"


def evaluate(
    points: Sequence[Point], reading: Reading, *, workers: int | None = None,
    on_done: Callable[[int, int], None] | None = None,
) -> np.ndarray:  # fmt: skip
    """[point, indicator] what each point's run reads.

    Raises:
        ValueError: for an unknown indicator or date.
        WorkerError: if a worker ends without an answer.
    """
    found = np.empty((len(points), len(reading.indicators)))
    loaded(reading.municipality)  # fills the cache on disk once
    ready = 0
    with ProcessPoolExecutor(workers or os.cpu_count() or 1, get_context("spawn"), end_with_parent) as pool:
        parts = {
            pool.submit(read_points, list(points[start : start + BLOCK]), reading): start
            for start in range(0, len(points), BLOCK)
        }
        try:
            for part in as_completed(parts):
                values = part.result()
                found[parts[part] : parts[part] + len(values)] = values
                ready += len(values)
                if on_done:
                    on_done(ready, len(points))
        except BrokenProcessPool:
            raise WorkerError(LOST) from None
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return found


def read_points(points: list[Point], reading: Reading) -> np.ndarray:
    """[point, indicator] here, one run after the other."""
    from model.run import simulate

    municipality = loaded(reading.municipality)
    rows = []
    for one in points:
        run = simulate(
            municipality, one.parameters, one.levers, one.conditions, seed=one.seed, until=reading.date
        )  # fmt: skip
        rows.append([run.at(name, reading.date) for name in reading.indicators])
    return np.array(rows)
