"""Expected results of the catalogue: a few replications of each scenario, kept beside it and replayed by a test.

They say that a scenario still gives what it gave, not that it is right. After a change of the model that is meant to
move them: ``uv run python -m results.expected`` makes them anew.
"""

import json
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

import numpy as np

REPLICATIONS, FIRST_SEED, UNTIL, DATE = 8, 3_000_000, "2025-12", "2025-11"
INDICATORS = ("population", "jobs", "employed_residents", "employment_rate_20_66", "unemployed")
MUNICIPALITY = "halden"


class Expected(NamedTuple):
    """One indicator of a scenario in November 2025: means over the replications, with standard errors."""

    level: float
    level_error: float
    change: float
    """The scenario less the baseline of the same seed."""
    change_error: float


def path_of(name: str) -> Path:
    """Where a scenario's expected results stand."""
    from scenarios.rows import CATALOGUE

    return CATALOGUE / f"{name}.expected.json"


def values(name: str, seed: int) -> list[float]:
    """The indicators of one replication, parameters at the posterior's means."""
    from results.replications import replicate
    from scenarios.settings import settings
    from scenarios.shelf import load

    run = replicate(MUNICIPALITY, settings(load(name)), seed, UNTIL)
    return [run.at(indicator, DATE) for indicator in INDICATORS]


def replay(names: list[str], workers: int = 2) -> dict[str, dict[str, Expected]]:
    """Every scenario's expected results, computed now."""
    seeds = range(FIRST_SEED, FIRST_SEED + REPLICATIONS)
    wanted = list(dict.fromkeys(["baseline", *names]))
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        jobs = {name: pool.map(partial(values, name), seeds) for name in wanted}
        found = {name: np.array(list(rows)) for name, rows in jobs.items()}
    return {name: _summary(found[name], found["baseline"]) for name in names}


def _summary(rows: np.ndarray, baseline: np.ndarray) -> dict[str, Expected]:
    def error(of: np.ndarray) -> np.ndarray:
        return of.std(axis=0, ddof=1) / np.sqrt(len(of))

    change = rows - baseline
    parts = rows.mean(axis=0), error(rows), change.mean(axis=0), error(change)
    return {name: Expected(*map(float, row)) for name, row in zip(INDICATORS, np.array(parts).T, strict=True)}


def kept(name: str) -> dict[str, Expected]:
    """What stands in a scenario's file."""
    content = json.loads(path_of(name).read_text("utf-8"))
    return {indicator: Expected(**numbers) for indicator, numbers in content["november_2025"].items()}


def keep(name: str, found: dict[str, Expected]) -> None:
    """Write a scenario's expected results."""
    numbers = {
        indicator: {key: round(value, 3) for key, value in one._asdict().items()} for indicator, one in found.items()
    }
    content = {"replications": REPLICATIONS, "first_seed": FIRST_SEED, "parameters": "posterior means"}
    text = json.dumps(content | {"november_2025": numbers}, indent=1)
    path_of(name).write_text(text + "\n", "utf-8")


def main() -> None:
    """Make every scenario's expected results anew."""
    from scenarios.shelf import names

    for name, found in replay(names()).items():
        keep(name, found)
        change = ", ".join(f"{key} {one.change:+.1f} (se {one.change_error:.1f})" for key, one in found.items())
        print(f"{name}: {change}", flush=True)


if __name__ == "__main__":
    main()
