"""Sensitivity: which values a projection hangs on. Morris screening of all, Sobol indices of the foremost.

Both methods are SALib's. Screening walks through the ranges one factor at a time; what a step changes is the factor's
elementary effect. A walk keeps one seed, so chance does not hide small effects.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from results.evaluations import Reading, evaluate
from results.factors import Factor, factors, point

HEADLINES = ("employed_residents", "jobs", "employment_rate_20_66", "unemployed")
"""The first decides which factors are foremost."""
DATE = "2025-11"
WALKS, SAMPLES, FOREMOST = 12, 128, 10
LEVELS = 4
"""Levels of a factor in Morris's design (the usual number)."""
SEED = 30_000_000
"""A block of seeds that no projection uses."""
Tell = Callable[[str], Callable[[int, int], None]]


class Effect(NamedTuple):
    """Morris's measures of one factor on each headline, in the headline's unit over the whole range."""

    factor: Factor
    importance: np.ndarray
    """[headline] mean absolute elementary effect."""
    mean: np.ndarray
    """[headline] mean elementary effect: its sign says the direction."""
    spread: np.ndarray
    """[headline] standard deviation: large where the effect hangs on the other factors."""


class Index(NamedTuple):
    """Sobol's indices of one factor on one headline."""

    name: str
    first: float
    total: float
    error: float
    """Half-width of the 95 % interval of the total."""


def screen(walks: int = WALKS, *, workers: int | None = None, on_done=None) -> list[Effect]:
    """Screen every factor; the foremost on the first headline come first.

    Raises:
        ValueError: for fewer than two walks, or without the library.
    """
    morris_sample, morris = _salib("morris")
    if walks < 2:
        raise ValueError(f"trajectories = {walks}; allowed: a whole number of 2 or more")
    every = factors()
    problem = _problem(every)
    shares = morris_sample.sample(problem, walks, num_levels=LEVELS, seed=2019)
    steps = len(every) + 1
    points = [point(every, row, SEED + k // steps) for k, row in enumerate(shares)]
    values = evaluate(points, Reading(HEADLINES, DATE), workers=workers, on_done=on_done)
    found = [
        morris.analyze(problem, shares, values[:, k], num_levels=LEVELS, seed=2019, print_to_console=False)
        for k in range(len(HEADLINES))
    ]
    table = {key: np.array([np.asarray(one[key], float) for one in found]) for key in ("mu_star", "mu", "sigma")}
    effects = [
        Effect(one, table["mu_star"][:, k], table["mu"][:, k], table["sigma"][:, k]) for k, one in enumerate(every)
    ]
    return sorted(effects, key=lambda one: -one.importance[0])


def indices(
    chosen: list[Factor], samples: int = SAMPLES, *, workers: int | None = None, on_done=None
) -> tuple[dict[str, list[Index]], dict[str, float]]:
    """Sobol indices of the chosen factors and the standard deviation they cause together, by headline.

    The other factors stand at the middle of their ranges, and one seed is used throughout.

    Raises:
        ValueError: for samples that are no power of two, or without the library.
    """
    sobol_sample, sobol = _salib("sobol")
    if samples < 2 or samples & (samples - 1):
        raise ValueError(f"samples = {samples}; allowed: a power of two from 2")
    every = factors()
    places = [next(k for k, one in enumerate(every) if one.name == wanted.name) for wanted in chosen]
    problem = _problem(chosen)
    shares = sobol_sample.sample(problem, samples, calc_second_order=False, seed=2019)
    points = []
    for row in shares:
        whole = np.full(len(every), 0.5)
        whole[places] = row
        points.append(point(every, whole, SEED))
    values = evaluate(points, Reading(HEADLINES, DATE), workers=workers, on_done=on_done)
    found, spread = {}, {}
    for k, name in enumerate(HEADLINES):
        one = sobol.analyze(problem, values[:, k], calc_second_order=False, seed=2019, print_to_console=False)
        found[name] = [
            Index(factor.name, *(float(one[key][place]) for key in ("S1", "ST", "ST_conf")))
            for place, factor in enumerate(chosen)
        ]
        spread[name] = float(values[:, k].std())
    return found, spread


def _problem(of: list[Factor]) -> dict[str, Any]:
    return {"num_vars": len(of), "names": [one.name for one in of], "bounds": [[0.0, 1.0]] * len(of)}


def _salib(method: str) -> tuple[Any, Any]:
    try:
        from importlib import import_module

        return import_module(f"SALib.sample.{method}"), import_module(f"SALib.analyze.{method}")
    except ImportError:
        raise ValueError("sensitivity needs a library more; get it with `uv sync --extra fit`") from None


def said(effects: list[Effect], found: dict[str, list[Index]], spread: dict[str, float]) -> dict[str, Any]:
    """Both analyses as plain values."""
    return {
        "date": DATE, "headlines": list(HEADLINES),
        "screening": [
            {
                "name": one.factor.name, "label_nb": label_nb(one.factor), "kind": one.factor.kind,
                "unit": one.factor.unit,
                "low": _round(one.factor.levels[0]), "high": _round(one.factor.levels[-1]),
                **{
                    name: {"importance": _round(one.importance[k]), "mean": _round(one.mean[k]),
                           "spread": _round(one.spread[k])}
                    for k, name in enumerate(HEADLINES)
                },
            }
            for one in effects
        ],
        "indices": {name: [one._asdict() | {key: _round(getattr(one, key)) for key in ("first", "total", "error")}
                           for one in ones] for name, ones in found.items()},
        "spread": {name: _round(value) for name, value in spread.items()},
    }  # fmt: skip


def label_nb(factor: Factor) -> str:
    """What a condition or lever is called in Norwegian; empty for values of behaviour, which planners do not meet."""
    from results.labels import condition
    from scenarios.levers import lever_texts

    if factor.kind == "lever":
        return lever_texts()[factor.name].label_nb
    return condition(factor.name, "nb")[0] if factor.kind == "condition" else ""


def _round(value: float) -> float:
    return float(f"{value:.4g}")
