"""Paired comparison: what a scenario changes, and how sure we can be.

Replication k of the scenario and of the baseline share draw and seed, so each difference is one Halden's. Three things
are kept apart: the mean effect and its Monte Carlo error; how uncertain the expected effect is, because parameters are
(draws that come back with other seeds show it); and what one Halden may experience, chance included.
"""

from typing import NamedTuple

import numpy as np

from results.ensembles import DRAWS, Experiment

INNER, OUTER = (0.25, 0.75), (0.05, 0.95)
"""Quantiles of the intervals of 50 and 90 %."""


class Interval(NamedTuple):
    """A lower and an upper end."""

    low: float
    high: float


class Expected(NamedTuple):
    """How uncertain the expected effect is across parameter draws."""

    sd: float
    half: Interval
    """50 %"""
    most: Interval
    """90 %"""


class Difference(NamedTuple):
    """One indicator at one date: the scenario less the baseline."""

    indicator: str
    date: str
    unit: str
    replications: int
    mean: float
    error: float
    """Monte Carlo standard error of the mean."""
    expected: Expected | None
    """None when fewer than two replications share a draw."""
    half: Interval
    """What one Halden may experience, 50 %."""
    most: Interval
    """The same, 90 %."""
    improved: float
    """Share of replications in which the scenario is higher."""
    to_halve: int
    """Further replications that would halve the Monte Carlo error."""
    pairing: float
    """Variance of the difference of unpaired runs over that of the pairs."""


class Level(NamedTuple):
    """One scenario's own value of an indicator at a date."""

    scenario: str
    indicator: str
    date: str
    unit: str
    mean: float
    error: float
    median: float
    half: Interval
    most: Interval


def difference(experiment: Experiment, scenario: str, indicator: str, date: str) -> Difference:
    """What a scenario changes."""
    now, then = (experiment.at(name, indicator, date) for name in (scenario, experiment.against))
    gained = now - then
    spread = gained.var(ddof=1) if len(gained) > 1 else np.nan
    apart = now.var(ddof=1) + then.var(ddof=1) if len(gained) > 1 else np.nan
    return Difference(
        indicator, date, experiment.units[indicator], len(gained), float(gained.mean()),
        float(np.sqrt(spread / len(gained))), expected_effect(gained), _interval(gained, INNER),
        _interval(gained, OUTER), float((gained > 0).mean()), 3 * len(gained),
        float(apart / spread) if spread > 0 else np.inf,
    )  # fmt: skip


def expected_effect(gained: np.ndarray, draws: int = DRAWS) -> Expected | None:
    """The expected effect's spread across draws, where replication k has draw k mod ``draws``.

    One-way analysis of variance: the variance between draws is what the draws' means vary beyond chance. Quantiles are
    those of the draws' means, shrunk towards the whole until their variance is that. Draws with one replication say
    nothing about chance, so at least as many replications again as there are draws are needed.
    """
    draw = np.arange(len(gained)) % draws
    number = np.bincount(draw)
    groups, n = len(number), len(gained)
    if n - groups < 2 or groups < 3:
        return None
    means = np.bincount(draw, gained) / number
    within = ((gained - means[draw]) ** 2).sum() / (n - groups)
    between = (number * (means - gained.mean()) ** 2).sum() / (groups - 1)
    typical = (n - (number**2).sum() / n) / (groups - 1)
    variance = max((between - within) / typical, 0.0)
    scale = np.sqrt(variance / max(means.var(ddof=1), 1e-12))
    shrunk = gained.mean() + min(scale, 1.0) * (means - gained.mean())
    return Expected(float(np.sqrt(variance)), _interval(shrunk, INNER), _interval(shrunk, OUTER))


def level(experiment: Experiment, scenario: str, indicator: str, date: str) -> Level:
    """One scenario's own value."""
    values = experiment.at(scenario, indicator, date)
    error = float(values.std(ddof=1) / np.sqrt(len(values))) if len(values) > 1 else np.nan
    return Level(
        scenario, indicator, date, experiment.units[indicator], float(values.mean()), error, float(np.median(values)),
        _interval(values, INNER), _interval(values, OUTER),
    )  # fmt: skip


def _interval(values: np.ndarray, quantiles: tuple[float, float]) -> Interval:
    low, high = np.quantile(values, quantiles)
    return Interval(float(low), float(high))


class Gains(NamedTuple):
    """Persons of one group who are employed in the scenario alone, and in the baseline alone, in a November."""

    group: str
    name: str
    year: int
    gains: float
    displaced: float
    net: float
    error: float
    """Monte Carlo standard error of ``net``."""


def who_gains(experiment: Experiment, scenario: str, year: int) -> list[Gains]:
    """Means over replications, by group. Gross numbers hold chance too: who meets which vacancy; the net does not."""
    if scenario not in experiment.people:  # it changes nothing, so it is the baseline under another name
        return []
    people = experiment.people[scenario][:, year - 2019].astype(np.float64)
    found = []
    for place, label in enumerate(experiment.labels):
        gains, displaced = people[:, 0, place], people[:, 1, place]
        net = gains - displaced
        error = float(net.std(ddof=1) / np.sqrt(len(net))) if len(net) > 1 else np.nan
        group, name = label.split(":")
        found.append(
            Gains(group, name, year, float(gains.mean()), float(displaced.mean()), float(net.mean()), error)
        )  # fmt: skip
    return found
