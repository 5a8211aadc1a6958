"""The same batch on a Dask cluster: only the scheduler's address differs, and the answer does not.

uv run --extra cluster python examples/cluster.py --scheduler local
uv run --extra cluster python examples/cluster.py --scheduler tcp://scheduler:8786 --replications 10000
"""

import argparse

from results.comparison import difference
from results.ensembles import run_experiment
from results.executors import Pool


def main() -> None:
    """Run two experiments in one connection to the cluster."""
    options = argparse.ArgumentParser()
    options.add_argument("--replications", type=int, default=100)
    options.add_argument("--until", default="2025-12")
    options.add_argument("--scheduler", default="local")
    chosen = options.parse_args()

    with Pool(scheduler=chosen.scheduler) as pool:
        for name in ("goal_1", "goal_2"):
            experiment = run_experiment(
                [name], chosen.replications, until=chosen.until, pool=pool,
                indicators=["jobs", "employed_residents"],
                on_done=lambda ready, of: print(f"{ready} of {of}", flush=True),
            )  # fmt: skip
            found = difference(experiment, name, "jobs", f"{chosen.until[:4]}-11")
            print(f"{name}: {found.mean:+.1f} jobs (Monte Carlo error {found.error:.1f})")


if __name__ == "__main__":
    main()
