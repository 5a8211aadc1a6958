"""What a scenario costs, by who pays, and the cost of each additional employed resident and job."""

from typing import NamedTuple

import numpy as np

from model.dates import MONTHS_A_YEAR, month_of
from scenarios.levers import lever_texts
from scenarios.settings import settings
from scenarios.shelf import Scenario

COMPUTABLE = 2.0
"""Standard errors that a mean effect must be away from nought for a cost per unit of it to mean anything."""


class Cost(NamedTuple):
    """One lever's cost to the end of a month."""

    lever: str
    amount: float | None
    """Million NOK; none where the plan and the evidence give no ground for a figure."""
    payer: str
    source: str


class CostPer(NamedTuple):
    """Million NOK per additional employed resident or job at the date; none where the effect is about nought."""

    what: str
    amount: float | None
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
        found.append(Cost(name, amount, text.payer or text.decided_by, text.cost_source))
    return found


def total(found: list[Cost]) -> float:
    """Million NOK of those that have a figure."""
    return sum(cost.amount or 0.0 for cost in found)


def cost_per(amount: float, what: str, mean: float, error: float) -> CostPer:
    """Cost of one more of something, given its mean effect and Monte Carlo error."""
    if not amount > 0:
        return CostPer(what, None, "not computable: no cost is stated")
    if not mean > COMPUTABLE * error:
        return CostPer(what, None, "not computable: the effect is about nought")
    return CostPer(what, amount / mean, f"{amount / mean:.1f} million NOK")
