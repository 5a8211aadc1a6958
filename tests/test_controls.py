"""Controls and editing: each lever, measure and condition once, as it is declared, and every change can be undone."""

import html
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.address import AddressError, scenario_of
from app.controls import INTENSITIES, YEARS, controls, values
from app.editing import own_changes, renamed, with_value, without_value
from app.language import Speaker
from model import Conditions, Levers
from model.dates import month_of
from results.labels import condition
from scenarios.levers import lever_texts, readings
from scenarios.plan import measures
from scenarios.scenario import MOST_INTENSITY, declared
from scenarios.settings import settings
from scenarios.shelf import Scenario, load, names
from scenarios.texts import condition_texts, lever_effects

READ_IN = "2025-11"
BOTH_LANGUAGES = pytest.mark.parametrize("speaker", [Speaker("nb"), Speaker("en")])
LEVERS, CONDITIONS = declared(Levers), declared(Conditions)
ACTING = [one.id for one in measures().values() if one.levers]
RANGES = {
    **{("levers", name): (one.low, one.high) for name, one in LEVERS.items()},
    **{("conditions", name): (one.low, one.high) for name, one in CONDITIONS.items()},
    **{("measures", name): (0.0, MOST_INTENSITY) for name in ACTING},
}
MONTHS = st.sampled_from(["", *(f"{year}-01" for year in YEARS)])


@BOTH_LANGUAGES
def test_every_lever_measure_and_condition_has_one_control_and_nothing_else(speaker: Speaker):
    groups = controls(speaker)
    found = [(one["family"], one["name"]) for group in groups for one in group["controls"]]
    found += [("measures", one["name"]) for group in groups for one in group["measures"]]
    assert sorted(found) == sorted(RANGES)
    assert [group["name"] for group in groups] == [*(f"goal{number}" for number in range(1, 6)), "conditions"]
    for group in groups[:5]:
        assert all(f"goal{one['name'][0]}" == group["name"] for one in group["measures"])
    assert all(one["family"] == "conditions" for one in groups[5]["controls"])
    assert not groups[5]["measures"]


@BOTH_LANGUAGES
def test_a_controls_range_unit_and_label_are_the_declared_ones(speaker: Speaker):
    texts = lever_texts()
    for one in (one for group in controls(speaker) for one in group["controls"]):
        name = one["name"]
        if one["family"] == "levers":
            text, wanted = texts[name], LEVERS[name]
            label, unit = speaker.pick((text.label_nb, text.label_en)), speaker.pick((text.unit_nb, text.unit_en))
            assert one["adopted"] == text.level
            assert one["part"] == bool(wanted.of)
            assert one["refs"] == ", ".join(each.measure for each in readings() if each.lever == name)
            sources = [speaker.pick((each.source_nb, each.source_en)) for each in lever_effects(name)]
        else:
            wanted, (label, unit) = CONDITIONS[name], condition(name, speaker.language)
            sources = [speaker.pick((condition_texts()[name].source_nb, condition_texts()[name].source_en))]
        assert (one["low"], one["high"], one["label"], one["unit"]) == (wanted.low, wanted.high, label, unit)
        assert 0 < one["step"] <= (wanted.high - wanted.low) / 2
        assert all(html.escape(source) in one["help"] for source in sources), name


@BOTH_LANGUAGES
def test_what_controls_say_is_filled_in_and_whole(speaker: Speaker):
    said = json.dumps(controls(speaker), ensure_ascii=False)
    assert not re.search(r"\{\w*\}", said)
    assert not re.search(r"\b(None|nan)\b", said)
    for group in controls(speaker):
        assert group["title"]
        assert group["about"]
        for one in group["controls"]:
            assert one["facts"]
            for tag in ("p", "ul", "li", "span"):
                assert len(re.findall(rf"<{tag}[ >]", one["help"])) == one["help"].count(f"</{tag}>"), one["name"]
    nb, en = (controls(Speaker(language)) for language in ("nb", "en"))
    for one, other in zip(nb, en, strict=True):
        assert [a["name"] for a in one["controls"]] == [a["name"] for a in other["controls"]]


def decided(scenario: Scenario, name: str) -> float:
    """A lever's level in November 2025, as it was decided."""
    path = getattr(settings(scenario).levers, name)
    return float(path if isinstance(path, int | float) else path[min(month_of(READ_IN), len(path) - 1)])


@pytest.mark.parametrize("name", names())
def test_what_controls_show_is_what_the_model_runs_on(name: str):
    scenario = load(name)
    found = values(scenario)
    assert set(found) == {name for _, name in RANGES}
    outside = settings(scenario).conditions.paths(month_of(READ_IN) + 1)
    for lever in LEVERS:
        assert found[lever]["value"] == pytest.approx(decided(scenario, lever), abs=1e-6)
    for one in CONDITIONS:
        assert found[one]["value"] == pytest.approx(outside[one][-1], abs=1e-6)
    for one in ACTING:
        path = scenario.measures.get(one, {})
        assert found[one]["value"] == ([0.0, *(path[date] for date in sorted(path) if date <= READ_IN)][-1])
    assert not any(one["own"] for one in found.values()), "nothing is changed yet"


def test_controls_of_the_plan_show_its_adopted_levels():
    found = values(load("plan"))
    for name, text in lever_texts().items():
        if text.level is not None:
            assert found[name]["value"] == pytest.approx(text.level), name
    assert all(found[one]["value"] == 1.0 for one in ACTING)
    assert max(INTENSITIES) == MOST_INTENSITY


@st.composite
def changes(draw: st.DrawFn) -> tuple[str, str, float, str]:
    family, name = draw(st.sampled_from(sorted(RANGES)))
    return family, name, draw(st.floats(*RANGES[family, name])), draw(MONTHS)


@given(st.sampled_from(names()), st.lists(changes(), min_size=1, max_size=5, unique_by=lambda one: one[1]))
def test_a_control_shows_its_change_and_everything_can_be_undone(name: str, made: list):
    plain = scenario = load(name)
    for family, one, value, since in made:
        scenario = with_value(scenario, family, one, value, since)
        shown = values(scenario)[one]
        start = since or ("2019-01" if family == "conditions" else "2021-01")
        assert (shown["own"], shown["since"], shown["dated"]) == (True, start, False)
        if start <= READ_IN:
            assert shown["value"] == pytest.approx(value, abs=1e-6)
        assert scenario.extends[0] == name
        titled = renamed(scenario, "Another")
        assert titled.digest == scenario.digest
        assert titled.title == ("Another", "Another")
    assert sum(map(len, own_changes(scenario).values())) == len(made)
    for family, one, _, _ in reversed(made):
        scenario = without_value(scenario, family, one)
    assert scenario.digest == plain.digest
    assert values(scenario) == values(plain)


LATER = [
    (name, condition) for name in names() for condition, path in load(name).conditions.items() if max(path) > "2019-01"
]


@pytest.mark.parametrize(("name", "condition"), LATER)
def test_a_new_number_holds_whatever_the_scenario_says_of_later_months(name: str, condition: str):
    one, stressed = CONDITIONS[condition], load(name)
    first = min(stressed.conditions[condition])
    for since, value in (("", one.low), (first, one.high), ("2030-12", one.high)):
        scenario = with_value(stressed, "conditions", condition, value, since)
        path = settings(scenario).conditions.paths(month_of("2031-01"))[condition]
        assert (path[month_of(since or "2019-01") :] == value).all()
        assert values(scenario)[condition]["dated"] is False
        assert without_value(scenario, "conditions", condition).digest == stressed.digest


@given(changes(), st.floats(0.001, 1e6))
def test_a_value_out_of_range_is_refused_and_names_the_range(change: tuple, beyond: float):
    family, name, _, since = change
    low, high = RANGES[family, name]
    for value in (high + beyond, low - beyond, float("nan"), float("inf")):
        with pytest.raises(AddressError) as refusal:
            with_value(load("plan"), family, name, value, since)
        assert refusal.value.word == "fault_range"
        assert (refusal.value.values["low"], refusal.value.values["high"]) == (low, high)
        for language in ("nb", "en"):
            assert f"{low:g}" in Speaker(language).fault(refusal.value)


@pytest.mark.parametrize(
    ("family", "name", "since", "word"),
    [
        ("levers", "jobs", "", "fault_unknown"), ("conditions", "ready_land", "", "fault_unknown"),
        ("measures", "1.1.1", "", "fault_channel"), ("measures", "9.9.9", "", "fault_unknown"),
        ("title_nb", "x", "", "fault_unknown"), ("levers", "ready_land", "2018-01", "fault_month"),
        ("levers", "ready_land", "soon", "fault_month"),
    ],
)  # fmt: skip
def test_what_is_no_control_cannot_be_set(family: str, name: str, since: str, word: str):
    with pytest.raises(AddressError) as refusal:
        with_value(load("plan"), family, name, 1.0, since)
    assert refusal.value.word == word
    assert Speaker("nb").fault(refusal.value) != Speaker("en").fault(refusal.value)


def test_a_dated_change_is_said_to_be_and_a_new_number_replaces_it():
    scenario = scenario_of("plan~job_specialists:5@2022-01,6@2024-01,7@2027-01")
    shown = values(scenario)["job_specialists"]
    assert shown == {"value": 6.0, "own": True, "since": "2022-01", "dated": True}
    measured = scenario_of("plan~1.2.3:2@2022-01,3@2027-01")
    assert values(measured)["1.2.3"] == {"value": 2.0, "own": True, "since": "2022-01", "dated": True}
    replaced = with_value(scenario, "levers", "job_specialists", 3, "2023-01")
    assert own_changes(replaced)["levers"] == {"job_specialists": {"2023-01": 3.0}}
    assert decided(replaced, "job_specialists") == 3.0
    before = settings(replaced).levers.paths(month_of(READ_IN))["job_specialists"]
    assert before[month_of("2022-12")] == 4.0, "the plan's until then"
