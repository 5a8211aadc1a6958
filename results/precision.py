"""Stopping by precision: replications are added until the mean difference is known as closely as asked.

The number that is run depends on the values alone, so the same question stops at the same number again.
"""

import math
import re
from collections.abc import Callable
from typing import NamedTuple

from results.comparison import difference
from results.ensembles import Experiment, unknown
from results.filling import BLOCK

FEWEST = 20
"""Replications before the first look: with fewer the error itself is a guess."""
NORMAL_95 = 1.959964
"""Half-width of a 95 % interval in standard errors (normal)."""
GROWTH = 4
"""Replications are at most multiplied by this between looks, since the first estimate of the error is rough."""
_FORM = re.compile(r"(\w+)@(\d{4}-\d{2})=(\d+(?:\.\d+)?)")


class Precision(NamedTuple):
    """The half-width of the 95 % Monte Carlo interval of a mean difference that is asked for."""

    indicator: str
    date: str
    half_width: float


class Reached(NamedTuple):
    """How a run by precision ended."""

    experiment: Experiment
    half_width: float
    """The widest of the scenarios compared."""
    met: bool
    """False when the cap was hit first."""


def parse_precision(text: str) -> Precision:
    """A precision from ``indicator@date=half-width``.

    Raises:
        ValueError: for another form, an unknown indicator or date, or a half-width that is not above nought.
    """
    from model.dates import month_of
    from model.variant import in_use

    found = _FORM.fullmatch(text.strip())
    if not found or float(found[3]) <= 0:
        raise ValueError(
            f"precision = {text!r}; allowed: INDICATOR@DATE=HALF-WIDTH above 0, for instance "
            "employed_residents@2025-11=20"
        )
    known = in_use().all_indicators()
    if found[1] not in known:
        raise ValueError(unknown("indicator", found[1], list(known)))
    month_of(found[2])
    return Precision(found[1], found[2], float(found[3]))


def run_to_precision(run: Callable[[int], Experiment], wanted: Precision, cap: int) -> Reached:
    """Add replications with ``run(replications)`` until the precision is met in every scenario, or ``cap`` is reached.

    Raises:
        ValueError: for a cap below the fewest, or a date beyond the run.
    """
    if cap < FEWEST:
        raise ValueError(f"at most = {cap}; allowed with a precision: {FEWEST} or more")
    number = FEWEST
    while True:
        found = run(number)
        width = half_width(found, wanted)
        if width <= wanted.half_width or number >= cap:
            return Reached(found, width, width <= wanted.half_width)
        needed = math.ceil(number * (width / wanted.half_width) ** 2 / BLOCK) * BLOCK
        number = min(max(needed, number + BLOCK), GROWTH * number, cap)


def half_width(experiment: Experiment, wanted: Precision) -> float:
    """The widest 95 % Monte Carlo half-width among the scenarios that are compared."""
    errors = [
        difference(experiment, name, wanted.indicator, wanted.date).error
        for name in experiment.scenarios if name != experiment.against
    ]  # fmt: skip
    return NORMAL_95 * max(errors, default=0.0)
