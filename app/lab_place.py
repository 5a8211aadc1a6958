"""The place of a lab: scenario, seed, parameter draw and month, which is all that must be remembered of it."""

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from model.dates import month_of
from scenarios.settings import settings
from scenarios.shelf import load, names

if TYPE_CHECKING:
    from model import LabourMarket, Municipality

OPENING, FIRST, LAST = "2018-12", "2019-01", "2030-12"
MOST_SEED = 9999
MONTHS = month_of(LAST) + 1
"""Months of a whole run."""


@dataclass(frozen=True)
class Place:
    """What a lab is made again from.

    Args:
        scenario: a name of the catalogue.
        seed: 0 to 9999.
        draw: a draw of the posterior, and of the effects' priors; none for central values.
        date: the last month that was run, ``"2018-12"`` (the opening) to ``"2030-12"``.

    Raises:
        ValueError: for what is not allowed.
    """

    scenario: str = "baseline"
    seed: int = 0
    draw: int | None = None
    date: str = FIRST

    def __post_init__(self) -> None:
        if self.scenario not in names():
            raise ValueError(f"scenario = {self.scenario!r}; allowed: {', '.join(names())}")
        within("seed", self.seed, 0, MOST_SEED)
        if self.draw is not None:
            within("draw", self.draw, 0, draws() - 1)
        within("months", self.months, 0, MONTHS)

    @property
    def months(self) -> int:
        """Months that were run."""
        return month_of(self.date) + 1


def opened(place: Place) -> "LabourMarket":
    """The run of a place before its first month."""
    from model import LabourMarket
    from results.question import central, conditions_of, parameters_of

    levers, conditions = settings(load(place.scenario))
    if place.draw is None:
        parameters, conditions = central(conditions)
    else:
        parameters, conditions = parameters_of(place.draw), conditions_of(place.draw, conditions)
    return LabourMarket(town(), parameters, levers, conditions, rng=place.seed, until=LAST)


def draws() -> int:
    """How many draws the posterior has."""
    from calibration.posterior import posterior

    return len(posterior().draws)


def within(name: str, value: int, low: int, high: int) -> int:
    """A whole number within its range.

    Raises:
        ValueError: naming the value and what is allowed.
    """
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise ValueError(f"{name} = {value!r}; allowed: a whole number, {low} to {high}")
    return value


@cache
def town() -> "Municipality":
    """Halden's starting tables, which no run changes."""
    from calibration.pack import load_municipality

    return load_municipality()
