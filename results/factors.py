"""Factors: everything a projection depends on, each with the range over which sensitivity is asked for."""

from dataclasses import replace
from functools import cache
from typing import Any, Literal, NamedTuple

import numpy as np

from model.conditions import Conditions
from model.declare import declarations
from model.levers import Levers
from model.parameters import Parameters
from model.priors import quantile
from results.evaluations import Point

Kind = Literal["parameter", "lever effect", "condition", "lever"]
LOW, HIGH = 0.05, 0.95
"""Ranges of uncertain values reach between these quantiles."""
CONDITION_RANGES: dict[str, tuple[float, float]] = {
    "national_demand": (0.95, 1.05),
    "outside_jobs": (0.9, 1.1),
    "pandemic": (0.5, 1.5),
    "border_trade": (0.5, 1.5),
    "krone": (0.9, 1.1),
    "refugee_arrivals": (0.0, 60.0),
    "base_jobs": (-100.0, 100.0),
    "largest_employer": (0.8, 1.2),
    "market_dwellings": (-50.0, 50.0),
    "dated_events": (0.0, 1.0),
}
"""Conditions without a prior: half as far as the stress scenarios go, or so (estimates; nobody knows them)."""


class Factor(NamedTuple):
    """One value and its range: ``levels`` at evenly spread shares of the way from low to high."""

    name: str
    kind: Kind
    levels: np.ndarray
    unit: str

    def at(self, share: float) -> float:
        """The value a share (0 to 1) of the way through the range."""
        return float(np.interp(share, np.linspace(0.0, 1.0, len(self.levels)), self.levels))


def factors() -> list[Factor]:
    """Parameters and conditions between the 5 and 95 % quantiles of posterior or prior, and the plan's levers.

    A lever goes from none to the plan as adopted; its range is a share of that.
    """
    from calibration.posterior import posterior

    fitted = posterior()
    shares = np.linspace(LOW, HIGH, 19)
    effects = _lever_effects()
    found = []
    for family in (Parameters, Conditions):
        for one in declarations(family):
            if one.name in fitted.names:
                levels = np.quantile(fitted.draws[:, fitted.names.index(one.name)], shares)
            elif one.prior:
                levels = np.clip(quantile(one.prior, shares), one.low, one.high)
            elif one.name in CONDITION_RANGES:
                levels = np.array(CONDITION_RANGES[one.name])
            else:
                continue
            kind: Kind = "condition" if family is Conditions else "lever effect" if one.name in effects else "parameter"
            found.append(Factor(one.name, kind, levels, one.unit))
    return found + [Factor(name, "lever", np.array([0.0, 1.0]), "share of the plan's level") for name in plan_levers()]


def _lever_effects() -> set[str]:
    from scenarios.levers import EFFECTS

    return {name for names in EFFECTS.values() for name in names}


@cache
def plan_levers() -> dict[str, Any]:
    """The path of every lever that the plan moves."""
    from scenarios.settings import settings
    from scenarios.shelf import load

    chosen = settings(load("plan")).levers
    defaults = {one.name: one.default for one in declarations(Levers)}
    return {
        name: getattr(chosen, name) for name in defaults if np.any(np.asarray(getattr(chosen, name)) != defaults[name])
    }


def point(of: list[Factor], shares: np.ndarray, seed: int) -> Point:
    """The run in which each factor stands a share of the way through its range."""
    values: dict[str, dict[str, Any]] = {kind: {} for kind in ("parameter", "lever effect", "condition", "lever")}
    for one, share in zip(of, shares, strict=True):
        values[one.kind][one.name] = one.at(float(share))
    paths, defaults = plan_levers(), {one.name: one.default for one in declarations(Levers)}
    levers = {
        name: defaults[name] + share * (np.asarray(paths[name]) - defaults[name])
        for name, share in values["lever"].items()
    }
    return Point(
        Parameters(**values["parameter"], **values["lever effect"]),
        replace(Levers(), **levers), Conditions(**values["condition"]), seed,
    )  # fmt: skip
