"""A parameter sweep: how many job specialists, and what each further one adds.

uv run python examples/sweep.py --replications 100
"""

import argparse

from results.comparison import difference
from results.ensembles import run_experiment
from scenarios.shelf import loads

TEXT = """
title_nb = "{number} jobbspesialister"
title_en = "{number} job specialists"
description_nb = "Fra januar 2021."
description_en = "From January 2021."
[levers.job_specialists]
"2021-01" = {number}
"""


def main() -> None:
    """Run the numbers of specialists beside the baseline, all with the same draws and seeds."""
    options = argparse.ArgumentParser()
    options.add_argument("--replications", type=int, default=100)
    options.add_argument("--until", default="2025-12")
    options.add_argument("--numbers", type=int, nargs="+", default=[2, 4, 8])
    chosen = options.parse_args()

    scenarios = [loads(TEXT.format(number=number), f"specialists_{number}") for number in chosen.numbers]
    experiment = run_experiment(scenarios, chosen.replications, until=chosen.until)

    print("specialists  employed residents  Monte Carlo error  for each")
    for number in chosen.numbers:
        found = difference(experiment, f"specialists_{number}", "employed_residents", f"{chosen.until[:4]}-11")
        print(f"{number:11d}  {found.mean:+18.1f}  {found.error:17.1f}  {found.mean / number:+8.2f}")


if __name__ == "__main__":
    main()
