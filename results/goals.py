"""Goals as probabilities, with their definitions.

A municipality's goals are those of its plan, and stand in ``plan.toml`` of its pack. Halden's goal 1 is 500 more
employed from 2021 to 2025, in employed persons and in jobs; goal 2 is an employment rate of 70 per cent among those of 20-66.
2021 was a trough, and recovery is not policy; so goals are also shown in a world without the pandemic.
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
    together: bool = False
    """Whether it is one of those that count as the plan's goals reached together."""

    @property
    def definition(self) -> str:
        """In words."""
        bound = f"at {'most' if self.below else 'least'} {self.threshold:g}"
        return f"{self.indicator} in {self.date} {bound}" + (f" more than in {self.since}" if self.since else "")


def plan_goals(
    date: str = "", since: str = "", more: float | None = None, rate: float | None = None, municipality: str = "halden"
) -> list[Goal]:
    """The goals of a municipality's plan; none where its pack knows of no plan.

    Args:
        date: when they are read; as the plan has it when not given.
        since: from when the goals of change that count together do; the others keep their own.
        more: the threshold of changes.
        rate: the threshold of levels.
    """
    from calibration.packs import read_pack

    known = read_pack(municipality).plan.goals
    first = {one.since for one in known if one.together and one.since}
    found = []
    for one in known:
        threshold = more if one.since else rate
        begins = since if since and one.since in first else one.since
        found.append(Goal(
            one.name, one.indicator, one.threshold if threshold is None else threshold, date or one.date, begins,
            together=one.together,
        ))  # fmt: skip
    return found


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
    """The chance of each goal, and of those that count together when more than one is asked for."""
    found, reached = [], {}
    for goal in goals:
        outcome = experiment.at(scenario, goal.indicator, goal.date)
        if goal.since:
            outcome = outcome - experiment.at(scenario, goal.indicator, goal.since)
        reached[goal.name] = outcome <= goal.threshold if goal.below else outcome >= goal.threshold
        found.append(_chance(goal, scenario, reached[goal.name], float(outcome.mean())))
    pair = [goal for goal in goals if goal.together]
    if len(pair) > 1:
        together = np.logical_and.reduce([reached[goal.name] for goal in pair])
        both = _chance(Goal("both", "", 0.0, max(goal.date for goal in pair)), scenario, together, 0.0)
        definition = " and ".join(goal.name for goal in pair)
        found.append(both._replace(definition=definition, mean=None, threshold=None))
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
