"""Addresses: what a page shows comes back the same, and nothing that is not allowed is believed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.address import (
    GROUPS,
    MOST_CHARACTERS,
    SHOWN,
    TABS,
    View,
    model_key,
    query,
    scenario_code,
    scenario_of,
    view_of,
)
from app.ask import HORIZONS
from app.editing import LONGEST, renamed, with_value, without_value
from app.lab_place import Place
from app.language import Speaker
from model.conditions import Conditions
from model.levers import Levers
from scenarios.plan import measures
from scenarios.scenario import declared
from scenarios.shelf import Scenario, load, names

LEVERS, CONDITIONS = declared(Levers), declared(Conditions)
ACTING = [one.id for one in measures().values() if one.levers]
MONTHS = st.builds("{}-{:02d}".format, st.integers(2021, 2030), st.integers(1, 12))


@st.composite
def changed(draw: st.DrawFn) -> Scenario:
    """A scenario that a planner may have made."""
    scenario = load(draw(st.sampled_from(names())))
    for _ in range(draw(st.integers(1, 6))):
        family = draw(st.sampled_from(("levers", "conditions", "measures")))
        if family == "measures":
            name, low, high = draw(st.sampled_from(ACTING)), 0.0, 3.0
        else:
            one = draw(st.sampled_from(list((LEVERS if family == "levers" else CONDITIONS).values())))
            name, low, high = one.name, one.low, one.high
        value = draw(st.floats(low, high))
        scenario = with_value(scenario, family, name, value, draw(st.one_of(st.just(""), MONTHS)))
    title = draw(st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=30))
    return renamed(scenario, title) if draw(st.booleans()) else scenario


@given(changed())
def test_a_scenario_comes_back_from_its_address_to_the_bit(scenario: Scenario):
    again = scenario_of(scenario_code(scenario))
    assert again.digest == scenario.digest
    assert again.title == scenario.title
    assert again.extends == scenario.extends


@given(
    st.lists(changed(), max_size=4), st.sampled_from(TABS), st.sampled_from(SHOWN), st.sampled_from(GROUPS),
    st.sampled_from(HORIZONS), st.booleans(), st.booleans(), st.sampled_from(("nb", "en")),
    st.builds(Place, st.sampled_from(names()), st.integers(0, 9999), st.one_of(st.none(), st.integers(0, 299)), MONTHS),
)  # fmt: skip
def test_a_view_comes_back_from_its_address(scenarios, tab, indicator, group, until, runs, same, language, lab):
    view = View(language, (), tab, indicator, group, until, runs, same, "abc123", lab)
    view = view.but(scenarios=tuple(scenarios))
    asked = query(view)
    found = view_of(asked)
    if len(asked) > MOST_CHARACTERS:
        assert found.fault is not None
        return
    assert found.fault is None
    assert [one.digest for one in found.scenarios] == [one.digest for one in scenarios]
    assert found.but(scenarios=(), model="") == view.but(scenarios=(), model="")
    assert found.model == (view.model if scenarios else "")
    assert query(found) == asked


@given(st.text(max_size=400))
def test_garbage_is_refused_in_words_and_never_believed(text: str):
    for asked in (text, f"s={text}", f"s=plan~{text}", f"s=plan~job_specialists:{text}", f"tab={text}", f"lab={text}"):
        view = view_of(asked)
        for language in ("nb", "en"):
            assert view.fault is None or Speaker(language).fault(view.fault)
        for scenario in view.scenarios:
            for name, path in scenario.levers.items():
                assert all(LEVERS[name].low <= value <= LEVERS[name].high for value in path.values())


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("s=nowhere", "«nowhere» er ikke navnet"), ("s=plan~job_specialists:11", "utenfor det tillatte: 0 til 10"),
        ("s=plan~job_specialists:nan", "utenfor det tillatte"), ("s=plan~job_specialists:a", "er ikke et tall"),
        ("s=plan~jobs:1", "nyere utgave"), ("s=plan~1.1.1:1", "virker ikke gjennom noe"),
        ("s=plan~job_specialists:1@2018-01", "er ikke en måned"), ("v=2&s=plan", "nyere utgave"),
        ("s=plan&s=plan&s=plan&s=plan&s=plan", "Høyst 4"), ("tab=x", "er ikke et valg"), ("i=x", "er ikke et valg"),
        ("g=x", "er ikke et valg"), ("h=2050-12", "er ikke et valg"), ("lab=plan~0~~2050-01", "modell-laben"),
        (f"s=plan~t:{'x' * 3000}", "for langt"), ("s=plan~t:", "tom eller for lang"),
        (f"s=plan~t:{'x' * 200}", "tom eller for lang"),
    ],
)  # fmt: skip
def test_what_is_not_allowed_is_said_in_the_pages_language(asked: str, said: str):
    view = view_of(asked)
    assert view.fault is not None
    assert said in Speaker("nb").fault(view.fault)
    assert Speaker("en").fault(view.fault) != Speaker("nb").fault(view.fault)
    assert view_of(f"{asked}&lang=en").language == "en"


def test_a_fault_leaves_what_can_be_shown():
    view = view_of("s=plan~job_specialists:6&tab=nonsense&i=jobs")
    assert view.fault is not None
    assert (view.tab, view.indicator) == (TABS[0], "jobs")
    assert view.scenarios[0].levers["job_specialists"] == {"2021-01": 6.0}


@given(changed())
def test_a_change_that_is_taken_back_leaves_nothing(scenario: Scenario):
    before = without_value(scenario, "levers", "dwellings")
    there = with_value(before, "levers", "dwellings", 100.0, "2023-01")
    assert there.digest != before.digest
    assert without_value(there, "levers", "dwellings").digest == before.digest


def test_the_address_of_a_changed_plan_is_short():
    scenario = with_value(load("plan"), "levers", "job_specialists", 6)
    assert query(View(scenarios=(scenario,))) == f"v=1&s=plan~job_specialists:6&m={model_key()}"
    assert scenario.title == ("Planen slik den er vedtatt, endret", "The plan as adopted, changed")
    assert len(query(View(scenarios=(scenario,) * 4))) < MOST_CHARACTERS / 4


@pytest.mark.parametrize("title", ["", "   ", "x" * (LONGEST + 1), "\n"])
def test_a_title_is_neither_empty_nor_long(title: str):
    with pytest.raises(ValueError, match="fault_title"):
        renamed(load("plan"), title)


def test_a_title_is_never_taken_for_a_scenario_of_the_catalogue():
    scenario = renamed(with_value(load("baseline"), "levers", "dwellings", 10), "plan")
    assert scenario.name not in names()
    assert scenario_of(scenario_code(scenario)).digest == scenario.digest
