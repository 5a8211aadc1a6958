"""A comparison as one document: record, levels, differences, goals, costs and who gains. The same question gives the
same bytes."""

import json
import math
from collections.abc import Iterable
from typing import Any

from model.dates import MONTHS_A_YEAR, NOVEMBER, date_of, month_of
from results.comparison import difference, level, who_gains
from results.costs import by_payer, cost_per, costs, total
from results.ensembles import Experiment
from results.goals import Goal, chances, plan_goals, within

HEADLINES = (
    "jobs", "employed_residents", "employment_rate_20_66", "employment_rate_15_74", "unemployed", "unemployment_rate",
    "population",
)  # fmt: skip


def read_in(experiment: Experiment) -> str:
    """The last November of the runs, or their last month when there is none: where a comparison is read."""
    last = month_of(experiment.question.until)
    november = last - (last - NOVEMBER) % MONTHS_A_YEAR
    return date_of(november if november >= 0 else last)


def compared(experiment: Experiment) -> list[str]:
    """The scenarios that are compared with the baseline."""
    return [name for name in experiment.scenarios if name != experiment.against]


def report(
    experiment: Experiment, goals: Iterable[Goal] | None = None, without: Experiment | None = None
) -> dict[str, Any]:
    """Everything a comparison says, as plain values.

    Args:
        goals: those of the municipality's plan when not given; those beyond the horizon are left out.
        without: the same scenarios without the pandemic.
    """
    date = read_in(experiment)
    dates = [one for one in experiment.dates[1:] if one.endswith("-11")] or [date]
    its_own = plan_goals(municipality=experiment.question.municipality) if goals is None else goals
    wanted = within(list(its_own), experiment.question.until)
    names, headlines = list(experiment.scenarios), [one for one in HEADLINES if one in experiment.indicators]
    found: dict[str, Any] = {
        "record": experiment.record(),
        "levels": [
            level(experiment, name, indicator, one)._asdict()
            for name in names for indicator in headlines for one in dates
        ],
        "differences": [
            {"scenario": name, **difference(experiment, name, indicator, one)._asdict()}
            for name in compared(experiment) for indicator in experiment.indicators for one in dates
            if one == date or indicator in headlines
        ],
        "goals": [
            chance._asdict()
            for one in (experiment, without) if one is not None
            for name in one.scenarios for chance in chances(one, name, wanted)
        ],
        "costs": [cost_of(experiment, name, date) for name in compared(experiment)],
        "people": [
            {"scenario": name, **one._asdict()}
            for name in compared(experiment) if date.endswith("-11")
            for one in who_gains(experiment, name, int(date[:4]))
        ],
    }  # fmt: skip
    return plain(found)


def cost_of(experiment: Experiment, scenario: str, date: str) -> dict[str, Any]:
    """One scenario's costs to a date, and what it costs more than the one it is compared with for each additional
    employed resident and job at that date."""
    found = costs(experiment.scenarios[scenario], date)
    amount, unstated = total(found), [one.lever for one in found if one.amount is None]
    more = amount - total(costs(experiment.scenarios[experiment.against], date))
    per = []
    for what, indicator in (("additional employed resident", "employed_residents"), ("additional job", "jobs")):
        if indicator in experiment.indicators:
            change = difference(experiment, scenario, indicator, date)
            expected = change.expected.most if change.expected else None
            per.append(cost_per(more, what, change.mean, change.error, expected, not unstated)._asdict())
    return {
        "scenario": scenario, "until": date, "million_nok": amount, "more_million_nok": more,
        "by_payer": by_payer(found),
        "levers": [one._asdict() for one in found], "not_stated": unstated, "per": per,
    }  # fmt: skip


def as_json(found: dict[str, Any]) -> str:
    """The document as text."""
    return json.dumps(found, ensure_ascii=False, indent=1, allow_nan=False)


def plain(value: Any) -> Any:
    """Named tuples as objects, and numbers that are not finite as nothing."""
    if hasattr(value, "_asdict"):
        return plain(value._asdict())
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value
