"""An indicator of one's own: how many of the young without completed upper secondary school are in work.

    uv run python examples/custom_indicator.py --replications 100

An indicator is a function of a replication's counts, by sex, age band, origin, education and health. It is computed
where the runs are and kept beside the model's own; its file is part of what the answer is found by.
"""

import argparse

import numpy as np

from model.codes import Education
from model.indicators import BAND_NAMES, Counts, Indicator, ratio
from results.comparison import difference
from results.ensembles import run_experiment

YOUNG = slice(BAND_NAMES.index("20_24"), BAND_NAMES.index("25_29") + 1)


def young_basic_rate(counts: Counts) -> np.ndarray:
    """Employed per resident of 20-29 with basic education, per cent, by month."""
    groups = {"band": YOUNG, "education": int(Education.BASIC)}
    return ratio(counts.sum("employed", **groups), counts.sum("population", **groups))


OWN = Indicator(
    "employment_rate_20_29_basic", "percent of residents", "stock",
    "Employed residents per resident of 20-29 with basic education", young_basic_rate,
)  # fmt: skip


def main() -> None:
    """Compare prevention of drop-out, and follow-up of the young, in that indicator."""
    options = argparse.ArgumentParser()
    options.add_argument("--replications", type=int, default=100)
    options.add_argument("--until", default="2025-12")
    chosen = options.parse_args()
    scenarios = ["lever_youth_activation", "lever_drop_out_prevention"]

    experiment = run_experiment(scenarios, chosen.replications, until=chosen.until, own_indicators=[OWN])

    for name in scenarios:
        found = difference(experiment, name, OWN.name, f"{chosen.until[:4]}-11")
        print(f"{name}: {found.mean:+.2f} percentage points (Monte Carlo error {found.error:.2f})")


if __name__ == "__main__":
    main()
