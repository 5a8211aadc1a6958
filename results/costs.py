"""What a scenario costs, by who pays, and the cost of each additional employed resident and job."""

from math import isnan
from typing import NamedTuple

import numpy as np

from model.dates import MONTHS_A_YEAR, month_of
from results.groups import NOT_STATED
from scenarios.levers import lever_texts
from scenarios.parties import parties
from scenarios.settings import settings
from scenarios.shelf import Scenario

COMPUTABLE = 2.0
"""Standard errors that a mean effect must be away from nought for a cost per unit of it to mean anything."""
NEEDS_PAIRS = "not computable: needs more pairs"
"""Said where the effect has no Monte Carlo error yet."""


class Cost(NamedTuple):
    """One lever's cost to the end of a month."""

    lever: str
    amount: float | None
    """Million NOK; none where the plan and the evidence give no ground for a figure."""
    payer: str
    """Who pays, as the plan and the evidence name them."""
    source: str

    @property
    def shares(self) -> dict[str, float]:
        """Million NOK by payer. No source says how several share, so they share evenly (estimate)."""
        payers = parties(self.payer) or (NOT_STATED,)
        return {one: (self.amount or 0.0) / len(payers) for one in payers}


class CostPer(NamedTuple):
    """Million NOK per additional employed resident or job at the date; none where the effect is about nought."""

    what: str
    amount: float | None
    low: float | None
    """At the upper end of the expected effect's 90 % interval; none where the expected effect is not told from
    chance, so that it has no interval."""
    high: float | None
    """At its lower end; none where that is no gain, or there is no interval."""
    said: str


def costs(scenario: Scenario, until: str) -> list[Cost]:
    """The cost of every lever that the scenario changes, from January 2019 to the end of a month.

    Yearly costs follow the level month by month. What is paid once is paid for each unit added: for contracts and
    places a year, every one that begins; for levels that add up, the highest.
    """
    months = month_of(until) + 1
    levers = settings(scenario).levers
    found = []
    for name, text in lever_texts().items():
        value = np.atleast_1d(np.asarray(getattr(levers, name), dtype=np.float64))
        path = value[np.minimum(np.arange(months), len(value) - 1)]
        if (path == text.declaration.default).all():
            continue
        amount = None
        if text.cost is not None and text.cost_unit == "year":
            amount = text.cost * float(path.sum()) / MONTHS_A_YEAR
        elif text.cost is not None and text.cost_unit == "once":
            a_year = "a year" in text.declaration.unit
            amount = text.cost * (float(path.sum()) / MONTHS_A_YEAR if a_year else float(path.max()))
        found.append(Cost(name, amount, text.payer, text.cost_source_en))
    return found


def total(found: list[Cost]) -> float:
    """Million NOK of those that have a figure."""
    return sum(cost.amount or 0.0 for cost in found)


def by_payer(found: list[Cost]) -> dict[str, float]:
    """Million NOK of each who pays, the largest first."""
    sums: dict[str, float] = {}
    for cost in found:
        for payer, amount in cost.shares.items():
            sums[payer] = sums.get(payer, 0.0) + amount
    return dict(sorted(((payer, amount) for payer, amount in sums.items() if amount), key=lambda one: -one[1]))


def cost_per(
    amount: float, what: str, mean: float, error: float, expected: tuple[float, float] | None = None,
    complete: bool = True,
) -> CostPer:  # fmt: skip
    """Cost of one more of something, given its mean effect and Monte Carlo error.

    Args:
        amount: million NOK more than without.
        expected: the interval of the expected effect, from which the cost's interval follows.
        complete: false when some of the cost is not stated, so that the figure is the least it can be.
    """
    if not amount > 0:
        return CostPer(what, None, None, None, "not computable: no cost is stated")
    if isnan(error):
        return CostPer(what, None, None, None, NEEDS_PAIRS)
    if not mean > COMPUTABLE * error:
        return CostPer(what, None, None, None, "not computable: the effect is about nought")
    if expected is None or expected[0] == expected[1]:  # equal ends are no interval: the spread is not told from chance
        expected = 0.0, 0.0
    low, high = (amount / one if one > 0 else None for one in reversed(expected))
    said = f"{'' if complete else 'at least '}{amount / mean:.1f} million NOK"
    return CostPer(what, amount / mean, low, high, said)
