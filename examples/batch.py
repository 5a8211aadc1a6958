"""A batch: what the plan changes, with its uncertainty, and every value as a table.

uv run python examples/batch.py --replications 100
"""

import argparse

from results.comparison import difference
from results.ensembles import run_experiment
from results.goals import chances, plan_goals


def main() -> None:
    """Run the plan beside the baseline and say what comes of it."""
    options = argparse.ArgumentParser()
    options.add_argument("--replications", type=int, default=100)
    options.add_argument("--until", default="2025-12")
    chosen = options.parse_args()
    date = f"{chosen.until[:4]}-11"

    experiment = run_experiment(["plan"], chosen.replications, until=chosen.until)

    for indicator in ("jobs", "employed_residents"):
        found = difference(experiment, "plan", indicator, date)
        print(f"{indicator} in {date}: {found.mean:+.0f} (Monte Carlo error {found.error:.1f})")
        if found.expected:
            print(f"  expected effect, 90 %: {found.expected.most.low:+.0f} to {found.expected.most.high:+.0f}")
        print(f"  what one Halden may experience, 90 %: {found.most.low:+.0f} to {found.most.high:+.0f}")
    if date >= "2025-11":
        for chance in chances(experiment, "plan", plan_goals()):
            print(f"{chance.definition}: {chance.reached} of {chance.replications}")

    table = experiment.frame()  # a pandas table: scenario, replication and date; a column an indicator
    print(table.groupby(["scenario", "date"])["unemployment_rate"].median().unstack("scenario").tail(3))


if __name__ == "__main__":  # workers import this file, so what it does stands under this line
    main()
