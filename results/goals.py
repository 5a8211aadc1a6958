"""The plan's two goals as probabilities, with their definitions.

Goal 1 is 500 more employed from 2021 to 2025. The plan defines it in employed persons and argues it with jobs in
Halden, so both are counted. Goal 2 is an employment rate of 70 per cent among those of 20-66. 2021 was a trough, and
recovery is not policy; so goal 1 is also shown from November 2019.
"""

from typing import NamedTuple

import numpy as np

from results.ensembles import Experiment


class Goal(NamedTuple):
    """An indicator that must reach a threshold at a date: its level, or its change since another date."""

    name: str
    indicator: str
    threshold: float
    date: str
    since: str = ""

    @property
    def definition(self) -> str:
        """In words."""
        what = f"{self.indicator} in {self.date}"
        return f"{what} at least {self.threshold:g}" + (f" more than in {self.since}" if self.since else "")


def plan_goals(date: str = "2025-11", since: str = "2021-11", more: float = 500, rate: float = 70) -> list[Goal]:
    """The plan's goals, at the dates and thresholds given."""
    return [
        Goal("goal 1, employed residents", "employed_residents", more, date, since),
        Goal("goal 1, jobs in Halden", "jobs", more, date, since),
        Goal("goal 1, employed residents, since 2019", "employed_residents", more, date, "2019-11"),
        Goal("goal 1, jobs in Halden, since 2019", "jobs", more, date, "2019-11"),
        Goal("goal 2, employment rate 20-66", "employment_rate_20_66", rate, date),
    ]


BOTH = ("goal 1, employed residents", "goal 2, employment rate 20-66")


class Chance(NamedTuple):
    """How often a goal is reached, and how far off it is."""

    goal: str
    definition: str
    scenario: str
    probability: float
    error: float
    """Monte Carlo standard error; by Laplace's rule, so that 0 of n is not certain."""
    reached: int
    replications: int
    mean: float
    """Of what is compared with the threshold."""
    threshold: float


def _outcome(experiment: Experiment, scenario: str, goal: Goal) -> np.ndarray:
    values = experiment.at(scenario, goal.indicator, goal.date)
    return values - experiment.at(scenario, goal.indicator, goal.since) if goal.since else values


def chances(experiment: Experiment, scenario: str, goals: list[Goal]) -> list[Chance]:
    """The chance of each goal, and of goal 1 and goal 2 together."""
    found, reached = [], {}
    for goal in goals:
        outcome = _outcome(experiment, scenario, goal)
        reached[goal.name] = outcome >= goal.threshold
        found.append(
            _chance(goal.name, goal.definition, scenario, reached[goal.name], float(outcome.mean()), goal.threshold)
        )
    if all(name in reached for name in BOTH):
        together = reached[BOTH[0]] & reached[BOTH[1]]
        found.append(_chance("both", " and ".join(BOTH), scenario, together, float("nan"), float("nan")))
    return found


def _chance(name: str, said: str, scenario: str, reached: np.ndarray, mean: float, threshold: float) -> Chance:
    count, n = int(reached.sum()), len(reached)
    likely = (count + 1) / (n + 2)
    error = float(np.sqrt(likely * (1 - likely) / n))
    return Chance(name, said, scenario, count / n, error, count, n, mean, threshold)
