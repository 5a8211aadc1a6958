"""Goals as probabilities, with their definitions.

The plan's goal 1 is 500 more employed from 2021 to 2025. The plan defines it in employed persons and argues it with
jobs in Halden, so both are counted. Goal 2 is an employment rate of 70 per cent among those of 20-66. 2021 was a
trough, and recovery is not policy; so goal 1 is also shown from November 2019, and in a world without the pandemic.
"""

import re
from dataclasses import replace
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from results.comparison import monte_carlo_error
from results.ensembles import Experiment, unknown
from scenarios.shelf import Scenario

WITHOUT_PANDEMIC = " (no pandemic)"
"""Ends the name of a scenario that is run without the pandemic."""
TROUGH = "2019-11"
"""The November before the pandemic."""
_FORM = re.compile(r"(\w+)@(?:(\d{4}-\d{2})\.\.)?(\d{4}-\d{2})\s*(>=|<=)\s*(-?\d+(?:\.\d+)?)")


class Goal(NamedTuple):
    """An indicator that must reach a threshold at a date: its level, or its change since another date."""

    name: str
    indicator: str
    threshold: float
    date: str
    since: str = ""
    below: bool = False
    """Whether it must be at most the threshold rather than at least."""

    @property
    def definition(self) -> str:
        """In words."""
        bound = f"at {'most' if self.below else 'least'} {self.threshold:g}"
        return f"{self.indicator} in {self.date} {bound}" + (f" more than in {self.since}" if self.since else "")


def plan_goals(date: str = "2025-11", since: str = "2021-11", more: float = 500, rate: float = 70) -> list[Goal]:
    """The plan's goals, at the dates and thresholds given; the first and the last are those that ``both`` means."""
    return [
        Goal("goal 1, employed residents", "employed_residents", more, date, since),
        Goal("goal 1, jobs in Halden", "jobs", more, date, since),
        Goal(f"goal 1, employed residents, since {TROUGH}", "employed_residents", more, date, TROUGH),
        Goal(f"goal 1, jobs in Halden, since {TROUGH}", "jobs", more, date, TROUGH),
        Goal("goal 2, employment rate 20-66", "employment_rate_20_66", rate, date),
    ]


BOTH = ("goal 1, employed residents", "goal 2, employment rate 20-66")


def parse_goal(text: str) -> Goal:
    """A goal from ``indicator@date>=number``, or ``indicator@from..to>=number`` for a change.

    Raises:
        ValueError: for another form, an unknown indicator, or dates out of order.
    """
    from model.variant import in_use

    found = _FORM.fullmatch(text.strip())
    if not found:
        raise ValueError(
            f"goal = {text!r}; allowed: INDICATOR@DATE>=NUMBER, or INDICATOR@FROM..TO>=NUMBER for a change, with >= or "
            "<=, for instance jobs@2021-11..2025-11>=500"
        )
    indicator, since, date, sign, threshold = found.groups()
    known = in_use().all_indicators()
    if indicator not in known:
        raise ValueError(unknown("indicator", indicator, list(known)))
    return checked(Goal(text.strip(), indicator, float(threshold), date, since or "", sign == "<="))


def checked(goal: Goal) -> Goal:
    """The goal, if its dates are months in order.

    Raises:
        ValueError: if they are not.
    """
    from model.dates import month_of

    if month_of(goal.date) <= month_of(goal.since or "2018-12"):
        raise ValueError(
            f"goal {goal.name!r}: from {goal.since or '2018-12'} to {goal.date}; allowed: from an earlier month to a "
            "later one"
        )
    return goal


def within(goals: list[Goal], until: str) -> list[Goal]:
    """The goals that a run to ``until`` can answer."""
    from model.dates import month_of

    return [goal for goal in goals if month_of(goal.date) <= month_of(until)]


def without_pandemic(scenario: Scenario) -> Scenario:
    """The same scenario in a world without the pandemic."""
    off = {"2019-01": 0.0, **dict.fromkeys(scenario.conditions.get("pandemic", {}), 0.0)}
    title_nb, title_en = scenario.title
    file = scenario.file.model_copy(
        update={
            "title_nb": f"{title_nb}, uten pandemien", "title_en": f"{title_en}, without the pandemic",
            "conditions": scenario.file.conditions.model_copy(update={"pandemic": off}),
        }
    )  # fmt: skip
    conditions = MappingProxyType({**scenario.conditions, "pandemic": off})
    return replace(scenario, name=scenario.name + WITHOUT_PANDEMIC, file=file, conditions=conditions)


class Chance(NamedTuple):
    """How often a goal is reached, and how far off it is."""

    goal: str
    definition: str
    indicator: str
    date: str
    since: str
    """From when a change counts; empty for a level."""
    scenario: str
    without_pandemic: bool
    probability: float
    error: float
    """Monte Carlo standard error, and at least that of Laplace's rule, so that 0 of n is not certain."""
    reached: int
    replications: int
    mean: float | None
    """Of what is compared with the threshold; none for both goals together."""
    threshold: float | None


def chances(experiment: Experiment, scenario: str, goals: list[Goal]) -> list[Chance]:
    """The chance of each goal, and of goal 1 and goal 2 together when both are asked for."""
    found, reached = [], {}
    for goal in goals:
        outcome = experiment.at(scenario, goal.indicator, goal.date)
        if goal.since:
            outcome = outcome - experiment.at(scenario, goal.indicator, goal.since)
        reached[goal.name] = outcome <= goal.threshold if goal.below else outcome >= goal.threshold
        found.append(_chance(goal, scenario, reached[goal.name], float(outcome.mean())))
    if all(name in reached for name in BOTH):
        together = reached[BOTH[0]] & reached[BOTH[1]]
        last = max(goal.date for goal in goals if goal.name in BOTH)
        both = _chance(Goal("both", "", 0.0, last), scenario, together, 0.0)
        found.append(both._replace(definition=" and ".join(BOTH), mean=None, threshold=None))
    return found


def _chance(goal: Goal, scenario: str, reached: np.ndarray, mean: float) -> Chance:
    count, n = int(reached.sum()), len(reached)
    likely = (count + 1) / (n + 2)
    error = max(float(np.sqrt(likely * (1 - likely) / n)), np.nan_to_num(monte_carlo_error(reached.astype(float))))
    alone = scenario.endswith(WITHOUT_PANDEMIC)
    return Chance(
        goal.name, goal.definition, goal.indicator, goal.date, goal.since, scenario, alone, count / n, float(error),
        count, n, mean, goal.threshold,
    )  # fmt: skip
