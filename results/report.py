"""A comparison as one document: record, levels, differences, goals, costs and who gains. The same question gives the
same bytes."""

import json
import math
from typing import Any

from model.dates import MONTHS_A_YEAR, NOVEMBER, date_of, month_of
from results.comparison import difference, level, who_gains
from results.costs import cost_per, costs, total
from results.ensembles import Experiment
from results.goals import chances, plan_goals

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


def report(experiment: Experiment) -> dict[str, Any]:
    """Everything a comparison says, as plain values."""
    date = read_in(experiment)
    dates = [one for one in experiment.dates[1:] if one.endswith("-11")] or [date]
    names = list(experiment.scenarios)
    goals = plan_goals() if date >= "2025-11" else []
    found: dict[str, Any] = {
        "record": experiment.record(),
        "levels": [
            level(experiment, name, indicator, one)._asdict()
            for name in names for indicator in HEADLINES for one in dates
        ],
        "differences": [
            {"scenario": name, **difference(experiment, name, indicator, one)._asdict()}
            for name in compared(experiment) for indicator in experiment.indicators for one in {date: None}
        ] + [
            {"scenario": name, **difference(experiment, name, indicator, one)._asdict()}
            for name in compared(experiment) for indicator in HEADLINES for one in dates if one != date
        ],
        "goals": [chance._asdict() for name in names for chance in chances(experiment, name, goals)],
        "costs": [cost_of(experiment, name, date) for name in compared(experiment)],
        "people": [
            {"scenario": name, **one._asdict()}
            for name in compared(experiment) if date.endswith("-11")
            for one in who_gains(experiment, name, int(date[:4]))
        ],
    }  # fmt: skip
    return _plain(found)


def cost_of(experiment: Experiment, scenario: str, date: str) -> dict[str, Any]:
    """One scenario's costs to a date, and per additional employed resident and job at that date."""
    found = costs(experiment.scenarios[scenario], date)
    amount = total(found)
    per = []
    for what, indicator in (("additional employed resident", "employed_residents"), ("additional job", "jobs")):
        change = difference(experiment, scenario, indicator, date)
        per.append(cost_per(amount, what, change.mean, change.error)._asdict())
    return {
        "scenario": scenario, "until": date, "million_nok": amount, "levers": [one._asdict() for one in found],
        "not_stated": [one.lever for one in found if one.amount is None], "per": per,
    }  # fmt: skip


def as_json(found: dict[str, Any]) -> str:
    """The document as text."""
    return json.dumps(found, ensure_ascii=False, indent=1, allow_nan=False)


def _plain(value: Any) -> Any:
    """Named tuples as objects, and numbers that are not finite as nothing."""
    if hasattr(value, "_asdict"):
        return _plain(value._asdict())
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value
