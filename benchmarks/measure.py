"""The measurements: processor seconds, memory, growth with residents, compilation and start."""

import os
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from statistics import median

import numpy as np

from benchmarks.enlarge import enlarged
from benchmarks.plain import PlainTown
from benchmarks.six_rules import closed, compiled
from model import Municipality, Run, simulate

UNTIL = "2025-12"
COMPARED = (
    "population",
    "employed_residents",
    "unemployed",
    "disability_pensioners",
    "out_commuters",
    "working_here",
)


def cpu_seconds(work: Callable[[], object], times: int) -> float:
    """Median processor seconds of ``times`` calls, after one that is not counted."""
    work()
    taken = []
    for _ in range(times):
        began = time.process_time()
        work()
        taken.append(time.process_time() - began)
    return median(taken)


def replication(municipality: Municipality) -> float:
    """Processor seconds of one warm replication of the whole model, January 2019 to December 2025."""
    return cpu_seconds(lambda: simulate(municipality, seed=1, until=UNTIL), 9)


def final_values(town: Municipality, seed: int, until: str, *, plain: bool) -> np.ndarray:
    """The compared stocks at the end of one run of the six rules."""
    if plain:
        model = PlainTown(town, seed, until)
        for _ in range(model.months):
            model.step()
        return model.datacollector.get_model_vars_dataframe()[list(COMPARED)].to_numpy()[-1].astype(float)
    market = compiled(town, seed, until)
    market.run_model()
    run = Run(town.name, seed, until, market.record)
    return np.array([run.values(name)[-1] for name in COMPARED])


def side_by_side(municipality: Municipality, plain_runs: int, compiled_runs: int, until: str = UNTIL) -> dict:
    """Both sides of the six rules: processor seconds, the ratio, and each stock's difference in standard errors."""
    town = closed(municipality)
    final_values(town, 0, "2019-02", plain=False)
    taken: dict[bool, list[float]] = {True: [], False: []}
    values: dict[bool, list[np.ndarray]] = {True: [], False: []}
    for plain, runs in ((True, plain_runs), (False, compiled_runs)):
        for seed in range(runs):
            began = time.process_time()
            values[plain].append(final_values(town, 1000 * plain + seed, until, plain=plain))
            taken[plain].append(time.process_time() - began)
    means = {plain: np.mean(values[plain], axis=0) for plain in values}
    spread = np.std(values[False], axis=0, ddof=1)
    error = spread * np.sqrt(1 / plain_runs + 1 / compiled_runs)
    return {
        "plain": median(taken[True]),
        "compiled": median(taken[False]),
        "ratio": median(taken[True]) / median(taken[False]),
        "stocks": {
            name: (means[True][k], means[False][k], (means[True][k] - means[False][k]) / max(error[k], 1e-9))
            for k, name in enumerate(COMPARED)
        },
    }


def growth(municipality: Municipality, sizes: tuple[int, ...], until: str = "2019-12") -> list[tuple[int, float]]:
    """Residents and processor seconds of a year for one, ten and a hundred times the municipality."""
    points = []
    for times in sizes:
        large = enlarged(municipality, times)
        points.append((len(large.residents), cpu_seconds(lambda large=large: simulate(large, seed=1, until=until), 1)))
    return points


def memory(municipality: Municipality) -> float:
    """Peak megabytes that one replication allocates, tables, record and answer included."""
    simulate(municipality, seed=1, until="2019-02")
    tracemalloc.start()
    simulate(municipality, seed=1, until=UNTIL)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak / 1e6


def starts() -> dict[str, float]:
    """Wall seconds of ``halden run baseline`` with nothing compiled, and of the same again."""
    command = [sys.executable, "-m", "app", "run", "baseline"]
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"XDG_CACHE_HOME": folder}
        taken = []
        for _ in range(3):
            began = time.perf_counter()
            subprocess.run(command, env=environment, capture_output=True, check=True)
            taken.append(time.perf_counter() - began)
    began = time.perf_counter()
    subprocess.run([sys.executable, "-m", "app", "--help"], capture_output=True, check=True)
    return {"cold": taken[0], "warm": min(taken[1:]), "help": time.perf_counter() - began}
