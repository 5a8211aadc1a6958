"""Paired comparison: what a scenario changes, and how sure we can be.

Replication k of the scenario and of the baseline share draw and seed, so each difference is one Halden's. Three things
are kept apart: the mean effect and its Monte Carlo error; how uncertain the expected effect is, because parameters are
(two replications of each draw, with different seeds, show it); and what one Halden may experience, chance included.
"""

from typing import NamedTuple

import numpy as np

from results.ensembles import Experiment
from results.question import draw_of

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
    """Monte Carlo standard error of the mean; draws are its independent parts, since replications share them."""
    expected: Expected | None
    """None when too few replications share a draw."""
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
    variance: float
    """Of the difference over replications; NaN for a single one."""


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
        monte_carlo_error(gained), expected_effect(gained), _interval(gained, INNER),
        _interval(gained, OUTER), float((gained > 0).mean()), 3 * len(gained),
        float(apart / spread) if spread > 0 else np.inf, float(spread),
    )  # fmt: skip


def higher(experiment: Experiment, scenario: str, other: str, indicator: str, date: str) -> int:
    """In how many replications one scenario is higher than another, pair by pair."""
    return int((experiment.at(scenario, indicator, date) > experiment.at(other, indicator, date)).sum())


def due_to_draws(one: Difference) -> float | None:
    """Share of the difference's variance that lies between parameter draws; the rest is chance. None where it does not
    vary, or too few replications share a draw."""
    if one.expected is None or not one.variance > 0:
        return None
    return min(one.expected.sd**2 / one.variance, 1.0)


def draws_of(number: int) -> np.ndarray:
    """The parameter draw of replications 0 to ``number - 1``."""
    return np.array([draw_of(k) for k in range(number)])


def monte_carlo_error(values: np.ndarray, draw: np.ndarray | None = None) -> float:
    """Standard error of the mean over replications, NaN with fewer than two draws.

    Replications of one draw are not independent, so deviations are added up by draw first (the cluster-robust error;
    with equally many replications a draw it is that of the draws' means).
    """
    draw = draws_of(len(values)) if draw is None else draw
    sums = np.bincount(draw, values - values.mean())
    if len(sums) < 2:
        return float("nan")
    return float(np.sqrt(len(sums) / (len(sums) - 1) * (sums**2).sum()) / len(values))


def expected_effect(gained: np.ndarray, draw: np.ndarray | None = None) -> Expected | None:
    """The expected effect's spread across draws; none with fewer than three draws that come back.

    One-way analysis of variance: the variance between draws is what the draws' means vary beyond chance. Quantiles are
    those of the draws' means, shrunk towards the whole until their variance is that.
    """
    draw = draws_of(len(gained)) if draw is None else draw
    number = np.bincount(draw)
    groups, n = len(number), len(gained)
    if n - groups < 3:
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
    return Level(
        scenario, indicator, date, experiment.units[indicator], float(values.mean()), monte_carlo_error(values),
        float(np.median(values)), _interval(values, INNER), _interval(values, OUTER),
    )  # fmt: skip


def _interval(values: np.ndarray, quantiles: tuple[float, float]) -> Interval:
    """Quantiles p(n + 1) of the order statistics (Weibull), between which a further value falls as often as said."""
    low, high = np.quantile(values, quantiles, method="weibull")
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
        group, name = label.split(":")
        mean_gains, mean_displaced, mean_net = (float(one.mean()) for one in (gains, displaced, net))
        found.append(Gains(group, name, year, mean_gains, mean_displaced, mean_net, monte_carlo_error(net)))
    return found
