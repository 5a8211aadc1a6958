"""From a scenario to what the model runs on: every lever and condition as a path of months."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from model.conditions import Conditions
from model.dates import date_of, month_of
from model.declare import filled
from model.levers import Levers
from model.variant import STANDARD
from scenarios.levers import known, readings
from scenarios.scenario import Dated, declared
from scenarios.shelf import Scenario


class Settings(NamedTuple):
    """Levers and conditions of one scenario, resolved before the run."""

    levers: Levers
    conditions: Conditions


def settings(scenario: Scenario) -> Settings:
    """A scenario's levers and conditions by month.

    What its measures add to a lever is summed and kept within the lever's range; a lever that is named directly has
    its own values from its first month on, whatever the measures say. A condition that is named is a path from its
    first month on, even at its default; before that month nothing is said of it, and it may be drawn from its prior.
    """
    months = 1 + max(
        (month_of(date) for part in (scenario.measures, scenario.levers, scenario.conditions)
         for path in part.values() for date in path),
        default=0,
    )  # fmt: skip
    variant = scenario.variant
    levers, declared_levers = by_measures(scenario.measures, months), known(variant)
    for name, path in scenario.levers.items():
        before = levers.get(name, np.full(months, declared_levers[name].default))
        levers[name] = steps(path, before)
    conditions: dict[str, Any] = {
        name: steps(path, np.full(months, np.nan)) for name, path in scenario.conditions.items()
    }
    return Settings(variant.levers(**_shortest(levers)), variant.conditions(**conditions))


def by_measures(intensities: Mapping[str, Dated], months: int) -> dict[str, np.ndarray]:
    """What measures at their intensities give each lever, by month."""
    found: dict[str, np.ndarray] = {}
    for one in readings():
        if one.measure in intensities:
            added = one.level * steps(intensities[one.measure], np.zeros(months))
            found[one.lever] = found.get(one.lever, np.zeros(months)) + added
    # Sums of decimal shares are rounded, so that one project stays one.
    model = known(STANDARD)
    return {name: np.clip(path.round(9), model[name].low, model[name].high) for name, path in found.items()}


def steps(path: Dated, before: np.ndarray) -> np.ndarray:
    """A path that changes at each date to its value; ``before`` (by month) holds until the first one."""
    found = before.copy()
    for date, value in sorted(path.items()):
        found[month_of(date) :] = value
    return found


def _shortest(paths: dict[str, np.ndarray]) -> dict[str, Any]:
    """Constant paths as plain numbers."""
    return {name: float(path[0]) if (path == path[0]).all() else path for name, path in paths.items()}


def changes(scenario: Scenario) -> dict[str, Dated]:
    """Every lever and condition that a scenario changes, with its value from each month in which it changes.

    What measures give is counted in, so this is what the model runs on.
    """
    resolved, found = settings(scenario), {}
    for family in resolved:
        for name, one in declared(type(family)).items():
            path = filled(getattr(family, name), one.default)
            before = np.concatenate([[one.default], path[:-1]])
            dated = {date_of(int(month)): float(path[month]) for month in np.flatnonzero(path != before)}
            if dated:
                found[name] = dated
    return found
