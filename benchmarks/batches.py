"""``python -m benchmarks.batches``: what ensembles cost beyond the model, and what pairing gains.

Every ratio is taken within one run on one machine: the model alone, blocks, an interruption and Dask in turn.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import psutil
from rich.console import Console

from model import Parameters
from results.comparison import difference
from results.ensembles import Experiment, run_experiment
from results.executors import Pool
from results.question import conditions_of, draw_of, parameters_of
from results.replications import loaded
from results.twins import replicate_twins
from scenarios.settings import settings
from scenarios.shelf import load

UNTIL = "2025-12"
PAIRED = "lever_job_specialists"


class Watched:
    """Wall seconds from the first to the last block, and the largest memory of any process, while something runs."""

    def __init__(self) -> None:
        self.blocks: list[float] = []
        self.megabytes = 0.0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> "Watched":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def tell(self, ready: int, of: int) -> None:
        """Hear of a block."""
        if ready:
            self.blocks.append(time.perf_counter())

    def _look(self) -> None:
        here = psutil.Process()
        while not self._stop.wait(0.25):
            for one in (here, *here.children(recursive=True)):
                try:
                    self.megabytes = max(self.megabytes, one.memory_info().rss / 1e6)
                except psutil.Error:
                    continue


def bare(names: tuple[str, ...], replication: int) -> float:
    """Processor seconds of one replication of each scenario, the model alone: nothing compared, nothing kept."""
    from model.run import simulate

    municipality, draw = loaded("halden"), draw_of(replication)
    parameters = parameters_of(draw)
    resolved = [(levers, conditions_of(draw, conditions)) for levers, conditions in map(settings, map(load, names))]
    began = time.process_time()
    for levers, conditions in resolved:
        simulate(municipality, parameters, levers, conditions, seed=replication, until=UNTIL)
    return time.process_time() - began


def model_alone(names: tuple[str, ...], replications: int, workers: int) -> tuple[float, float]:
    """Wall and processor seconds of the replications in a warm pool of processes that keeps nothing."""
    with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
        list(pool.map(bare, [names] * 2 * workers, range(2 * workers)))
        began = time.perf_counter()
        taken = list(pool.map(bare, [names] * replications, range(replications)))
        return time.perf_counter() - began, sum(taken)


def timed(pool: Pool, names: tuple[str, ...], replications: int, archive: Path) -> tuple[float, float, Watched]:
    """Wall seconds of a whole experiment in a warm pool, wall seconds from first to last block, and what was seen."""
    against, *others = names
    with tempfile.TemporaryDirectory() as folder:  # opens the pool and warms every worker
        run_experiment(others, 40, against=against, until="2019-02", pool=pool, archive=Path(folder))
    with Watched() as seen:
        began = time.perf_counter()
        run_experiment(
            others, replications, against=against, until=UNTIL, pool=pool, archive=archive, on_done=seen.tell
        )
        whole = time.perf_counter() - began
    return whole, seen.blocks[-1] - seen.blocks[0], seen


def interrupted(pool: Pool, names: tuple[str, ...], replications: int, archive: Path) -> float:
    """Wall seconds of an experiment that is stopped half-way and taken up again."""

    def stop(ready: int, of: int) -> None:
        if ready >= of / 2:
            raise KeyboardInterrupt

    against, *others = names
    began = time.perf_counter()
    for hear in (stop, None):
        try:
            run_experiment(others, replications, against=against, until=UNTIL, pool=pool, archive=archive, on_done=hear)
        except KeyboardInterrupt:
            continue
    return time.perf_counter() - began


def megabytes_of(archive: Path) -> float:
    """What an archive takes on disk."""
    return sum(path.stat().st_size for path in archive.rglob("*") if path.is_file()) / 1e6


def read_again(archive: Path, replications: int) -> float:
    """Median wall seconds of the command for a finished comparison, start-up included."""
    words = [sys.executable, "-m", "app", "compare", "plan", "--replications", str(replications)]
    taken = []
    for _ in range(5):
        began = time.perf_counter()
        subprocess.run(
            [*words, "--no-counterfactual", "--archive", str(archive)], capture_output=True, check=True
        )  # fmt: skip
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def fixed(replication: int) -> np.ndarray:
    """[scenario] employed residents in November 2025 of one pair, every parameter at its default."""
    resolved = [settings(load(name)) for name in ("baseline", PAIRED)]
    pair = replicate_twins(loaded("halden"), Parameters(), resolved, replication, UNTIL)
    from model.indicators import INDICATORS

    return np.array([one.values[-2, list(INDICATORS).index("employed_residents")] for one in pair], float)


def pairing(replications: int, workers: int, archive: Path) -> tuple[float, float]:
    """How many times pairing cuts the variance: at fixed parameters, and with drawn ones."""
    with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
        then, now = np.array(list(pool.map(fixed, range(replications)))).T
    at_fixed = float((then.var(ddof=1) + now.var(ddof=1)) / (now - then).var(ddof=1))
    found: Experiment = run_experiment([PAIRED], replications, until=UNTIL, workers=workers, archive=archive)
    return at_fixed, difference(found, PAIRED, "employed_residents", "2025-11").pairing


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--replications", type=int, default=100, help="of each comparison (default 100)")
    options.add_argument("--large", type=int, default=0, help="also so many of four scenarios, for memory (e.g. 1000)")
    options.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    chosen = options.parse_args()
    console = Console()
    print(f"{chosen.replications} pairs, {chosen.workers} processes; measurement, value, bound", flush=True)
    pair, many, workers = ("baseline", "plan"), chosen.replications, chosen.workers

    def row(name: str, value: str, bound: str) -> None:
        print(f"{name:<48}{value:>12}   {bound}", flush=True)

    loaded("halden")
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        with console.status("the model alone"):
            alone, processor = model_alone(pair, many, workers)
        row("the model alone, wall", f"{alone:.1f} s", "")
        with console.status("blocks"), Pool(workers) as pool:
            whole, between, _ = timed(pool, pair, many, root / "blocks")
            row("ensemble with blocks, wall", f"{whole:.1f} s", "25 s for 100 pairs on two cores")
            row("overhead of comparing and keeping", f"{whole / alone - 1:+.1%}", "10 %")
            share = processor * (many - 10) / many / (workers * between)
            row("cores used by the model, first to last block", f"{share:.0%}", "90 % at 1,000")
            stopped = interrupted(pool, pair, many, root / "resumed")
            row("overhead of stopping half-way and going on", f"{stopped / whole - 1:+.1%}", "10 %")
        with console.status("Dask"), Pool(workers, "local") as pool:
            dask, _, _ = timed(pool, pair, many, root / "dask")
            row("overhead of Dask", f"{dask / whole - 1:+.1%}", "10 %")
        row("storage per replication", f"{megabytes_of(root / 'blocks') / many * 1e3:.0f} kB", "60 kB")
        row("finished comparison, the command", f"{read_again(root / 'blocks', many):.2f} s", "1.5 s")
        with console.status("pairing"):
            at_fixed, drawn = pairing(many, workers, root / "pairing")
        row("pairing cuts the variance, parameters fixed", f"{at_fixed:.0f} times", "20 times")
        row("pairing cuts the variance, parameters drawn", f"{drawn:.0f} times", "20 times")
        if chosen.large:
            with console.status("memory"), Pool(workers) as pool:
                names = ("baseline", "plan", "goal_1", "goal_2")
                _, _, seen = timed(pool, names, chosen.large, root / "large")
            row(f"largest process, {chosen.large} x 4 scenarios", f"{seen.megabytes:.0f} MB", "1,000 MB")


if __name__ == "__main__":
    main()
