"""The controls of a scenario: the plan's levers by goal, its measures, and the conditions of the outside world.

Everything is made from the declarations: label, unit, range, adopted level, cost, evidence and source.
"""

from functools import cache
from html import escape
from typing import Any

from app.address import START
from app.editing import own_changes
from app.language import Speaker
from model.dates import month_of
from model.levers import Levers
from model.variant import in_use
from results.labels import condition
from scenarios.levers import GRADES, LeverText, lever_texts, readings
from scenarios.plan import measures, strategies
from scenarios.scenario import MOST_INTENSITY, declared
from scenarios.settings import settings
from scenarios.shelf import Scenario
from scenarios.texts import Text, condition_texts, lever_effects

READ_IN = "2025-11"
"""The month whose level a control shows."""
YEARS = tuple(range(2021, 2031))
"""From when a change may hold."""
GOALS = 5


@cache
def controls(speaker: Speaker) -> list[dict[str, Any]]:
    """Every control by group, without values: five goals with levers and measures, then the conditions."""
    texts = lever_texts()
    moved: dict[str, list[str]] = {name: [] for name in texts}
    for one in readings():
        moved[one.lever].append(one.measure)
    groups, own = [], [one.name for one in in_use().own(Levers)]
    for goal in range(1, GOALS + 1):
        mine = [name for name, text in texts.items() if name not in own and _goal(text, moved) == goal]
        titles = [speaker.pick((one.title_nb, one.title_en)) for one in strategies().values() if one.goal == goal]
        groups.append({
            "name": f"goal{goal}", "title": speaker.word("goal_number", number=goal), "about": "; ".join(titles),
            "controls": [_lever(speaker, texts[name], moved[name]) for name in mine],
            "measures": [
                {"name": one.id, "label": f"{one.id} {speaker.pick((one.title_nb, one.title_en))}"}
                for one in measures().values() if one.levers and one.id.startswith(f"{goal}.")
            ],
        })  # fmt: skip
    if own:
        groups.append({
            "name": "own", "title": speaker.word("own_levers"), "about": speaker.word("own_levers_about"),
            "controls": [_lever(speaker, texts[name], []) for name in own], "measures": [],
        })  # fmt: skip
    outside = [_condition(speaker, name) for name in declared(in_use().conditions)]
    about = speaker.word("conditions_about")
    title = speaker.word("conditions")
    return [*groups, {"name": "conditions", "title": title, "about": about, "controls": outside, "measures": []}]


def _goal(text: LeverText, moved: dict[str, list[str]]) -> int:
    """The goal under which a lever stands: that of the first measure that moves it, or its main lever."""
    name = text.declaration.of or text.name
    return int(moved[name][0].split(".")[0])


def _step(low: float, high: float) -> float:
    width = high - low
    return 0.01 if width <= 1 else 0.1 if width <= 5 else 1.0


def _lever(speaker: Speaker, text: LeverText, moved: list[str]) -> dict[str, Any]:
    one, word = text.declaration, speaker.word
    unit = speaker.pick((text.unit_nb, one.unit))
    facts = []
    if text.level is not None:
        facts.append(word("adopted", level=_plain(speaker, text.level), unit=unit))
    if text.cost and not one.unit.startswith("million NOK"):
        key = f"cost_{text.cost_unit.replace(' ', '_')}" + (
            "_full" if (one.unit, text.cost_unit) == ("share", "year") else ""
        )
        facts.append(word(key, cost=_plain(speaker, text.cost)))
    facts.append(word("grade", grade=text.grade))
    return {
        "family": "levers", "name": text.name, "label": speaker.pick((text.label_nb, text.label_en)), "unit": unit,
        "low": one.low, "high": one.high, "step": _step(one.low, one.high), "adopted": text.level,
        "part": bool(one.of), "refs": ", ".join(moved), "facts": " · ".join(facts), "help": _help(speaker, text),
        "dated": True,
    }  # fmt: skip


def _help(speaker: Speaker, text: LeverText) -> str:
    word = speaker.word
    parts = [f"<p>{escape(speaker.pick((text.help_nb, text.help_en)))}</p>"]
    reading = speaker.pick((text.level_nb, text.level_en))
    if reading:
        parts.append(f"<p>{word('reading')} {escape(reading)}</p>")
    parts.append(f"<p>{word('grade', grade=text.grade)}: {escape(speaker.pick(GRADES[text.grade]))}.</p>")
    lag = text.declaration.lag
    if lag:
        parts.append(f"<p>{word('lag', months=lag)}</p>")
    rows = "".join(effect(speaker, one) for one in lever_effects(text.name))
    if rows:
        parts.append(f"<p>{word('effects')}</p><ul>{rows}</ul>")
    return "".join(parts)


def effect(speaker: Speaker, one: Text) -> str:
    """An effect of a lever as an item of a list: what it is, how large, and after whom."""
    label, unit = (speaker.pick(pair) for pair in ((one.label_nb, one.label_en), (one.unit_nb, one.unit_en)))
    source = speaker.pick((one.source_nb, one.source_en))
    value = f"{_plain(speaker, one.declaration.default)} {unit}"
    return f'<li>{escape(label)}: {escape(value)}. <span class="small">{escape(source)}</span></li>'


def _condition(speaker: Speaker, name: str) -> dict[str, Any]:
    one = declared(in_use().conditions)[name]
    text = condition_texts()[name]
    source = escape(speaker.pick((text.source_nb, text.source_en)))
    label, unit = condition(name, speaker.language)
    facts = speaker.word("usual", level=_plain(speaker, one.default), unit=unit)
    return {
        "family": "conditions", "name": name, "label": label, "unit": unit, "low": one.low, "high": one.high,
        "step": 0.001 if one.high - one.low <= 0.1 else _step(one.low, one.high), "adopted": None, "part": False,
        "refs": "", "facts": facts, "help": f"<p>{source}</p>", "dated": False,
    }  # fmt: skip


def _plain(speaker: Speaker, value: float) -> str:
    text = f"{value:g}".replace("-", "−")
    return text.replace(".", ",") if speaker.language == "nb" else text


def values(scenario: Scenario) -> dict[str, dict[str, Any]]:
    """What every control shows: its level when goals are read, whether the scenario itself sets it, and from when."""
    own = own_changes(scenario)
    found: dict[str, dict[str, Any]] = {}
    resolved = settings(scenario)
    for family, part in (("levers", resolved.levers), ("conditions", resolved.conditions)):
        months = month_of(READ_IN) + 1
        defaults = declared(type(part))
        paths = part.paths(months) if family == "conditions" else {
            name: _held(getattr(part, name), one.default, months) for name, one in defaults.items()
        }  # fmt: skip
        for name in defaults:
            path = own[family].get(name)
            found[name] = _value(float(paths[name][-1]), path, START[family == "conditions"])
    for one in measures().values():
        if one.levers:
            level = _latest(scenario.measures.get(one.id, {}))
            found[one.id] = _value(level, own["measures"].get(one.id), START[0])
    return found


def _held(value: Any, default: float, months: int) -> Any:
    """A lever's decisions by month, before its lag."""
    import numpy as np

    from model.declare import filled

    path = filled(value, default)
    return path[np.minimum(np.arange(months), len(path) - 1)]


def _latest(path: dict[str, float] | Any) -> float:
    reached = [value for date, value in sorted(path.items()) if date <= READ_IN]
    return reached[-1] if reached else 0.0


def _value(level: float, path: dict[str, float] | None, start: str) -> dict[str, Any]:
    first, dated = next(iter(path or {}), start), len({*(path or {}).values()}) > 1
    return {"value": round(level, 6), "own": path is not None, "since": first, "dated": dated}


INTENSITIES = tuple(range(int(MOST_INTENSITY) + 1))
"""Times the plan's reading that a measure may be set to."""
