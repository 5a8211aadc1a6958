"""Scenario files: what they may say, what they turn into, and what is said of a faulty one."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tomli_w
from hypothesis import given, settings
from hypothesis import strategies as st

from model import Conditions, Levers
from model.dates import date_of, month_of
from model.declare import declarations
from model.priors import draw_conditions
from scenarios import plan
from scenarios.levers import EFFECTS, effects, known, lever_texts, readings
from scenarios.scenario import MOST_INTENSITY, PLAN_STARTS, ScenarioFile, parse, schema, write
from scenarios.settings import changes
from scenarios.settings import settings as resolve
from scenarios.shelf import load, loads, names

TEXTS = {"title_nb": "Prøve", "title_en": "A try", "description_nb": "En prøve.", "description_en": "A try."}
FAMILIES = {"levers": Levers, "conditions": Conditions}
MODELLED = [one.id for one in plan.measures().values() if one.levers]
months = st.integers(0, month_of("2060-12")).map(date_of)


def text(**parts: Any) -> str:
    return tomli_w.dumps(TEXTS | parts)


def resolved(**parts: Any):
    return resolve(loads(text(**parts), "try"))


def dated(low: float, high: float) -> st.SearchStrategy:
    numbers = st.floats(low, high) | st.integers(int(np.ceil(low)), int(high))
    return numbers | st.dictionaries(months, numbers, min_size=1, max_size=4)


@st.composite
def files(draw) -> dict[str, Any]:
    content: dict[str, Any] = {key: draw(st.text(min_size=1, max_size=100)) for key in TEXTS}
    if draw(st.booleans()):
        content["extends"] = draw(st.sampled_from(["", *names()]))
    content["measures"] = draw(st.dictionaries(st.sampled_from(MODELLED), dated(0.0, MOST_INTENSITY), max_size=3))
    for part, family in FAMILIES.items():
        chosen = draw(st.lists(st.sampled_from(list(declarations(family))), unique_by=lambda one: one.name, max_size=3))
        content[part] = {one.name: draw(dated(one.low, one.high)) for one in chosen}
    return content


@settings(deadline=None)
@given(files())
def test_what_is_read_is_written_and_read_again_to_the_last_bit(content: dict[str, Any]):
    file = parse(tomli_w.dumps(content), "try")
    again = parse(write(file), "try")
    assert again == file
    assert write(again) == write(file)
    resolve(loads(write(file), "try"))


def test_a_scenario_builds_on_those_it_extends(tmp_path: Path):
    (tmp_path / "first.toml").write_text(
        text(extends="lever_ready_land", levers={"ready_land": {"2023-01": 20}, "job_specialists": 2}), "utf-8"
    )
    (tmp_path / "second.toml").write_text(
        text(extends="first.toml", levers={"ready_land": {"2023-01": 30}}, conditions={"krone": 0.9}), "utf-8"
    )
    found = load(str(tmp_path / "second.toml"))
    assert found.levers["ready_land"] == {"2021-01": 15.0, "2023-01": 30.0}
    assert found.levers["job_specialists"] == {"2021-01": 2.0}
    assert found.extends[-1] == "baseline"
    assert changes(found)["krone"] == {"2019-01": 0.9}


def test_a_loaded_file_cannot_be_changed():
    file = parse(text(levers={"ready_land": 4}), "try")
    with pytest.raises(ValueError, match="frozen"):
        file.title_nb = "annen"  # pyright: ignore[reportAttributeAccessIssue]
    with pytest.raises(TypeError):
        load("plan").levers["ready_land"] = {}  # pyright: ignore[reportIndexIssue]


def test_numbers_hold_from_the_plans_start_for_levers_and_always_for_conditions():
    found = resolved(levers={"ready_land": 4}, conditions={"krone": 0.9}, measures={"1.2.3": {"2022-03": 0.5}})
    land, specialists = (found.levers.paths(60)[name] for name in ("ready_land", "job_specialists"))
    assert (land > 0).argmax() == month_of(PLAN_STARTS)
    assert (specialists > 0).argmax() == month_of("2022-03") + known()["job_specialists"].lag
    assert specialists[-1] == 2.0
    assert (found.conditions.paths(60)["krone"] == 0.9).all()


def test_a_condition_set_to_its_default_is_kept_by_draws_and_one_left_alone_is_not():
    usual = Conditions.automation
    kept = resolved(conditions={"automation": usual}).conditions
    assert (draw_conditions(3, kept).paths(60)["automation"] == usual).all()
    drawn = draw_conditions(3, resolved(conditions={"krone": 0.9}).conditions).automation
    assert drawn != usual
    later = resolved(conditions={"automation": {"2022-01": usual}}).conditions
    for conditions, before in ((draw_conditions(3, later), drawn), (later, usual)):
        path = conditions.paths(60)["automation"]
        assert (path[: month_of("2022-01")] == before).all()
        assert (path[month_of("2022-01") :] == usual).all()


def test_measures_add_up_and_a_lever_named_directly_goes_before_them():
    both = resolved(measures={"2.1.1": 1.0, "2.1.3": 2.0})
    assert np.max(both.levers.ready_land) == 6 + 2 * 3
    capped = resolved(measures=dict.fromkeys(["4.7.1", "2.3.2"], 3.0))
    assert np.max(capped.levers.nnd_jobs) == 1.0
    named = resolved(measures={"2.1.1": 1.0}, levers={"ready_land": {"2023-01": 9}})
    path = np.asarray(named.levers.ready_land)
    assert path[month_of("2022-12")] == 6.0
    assert path[month_of("2023-01")] == 9.0


def test_an_empty_scenario_and_the_baseline_change_nothing():
    for found in (resolved(), resolve(load("baseline"))):
        for family, plain in zip(found, (Levers(), Conditions()), strict=True):
            for name, path in family.paths(120).items():
                np.testing.assert_array_equal(path, plain.paths(120)[name])


def test_the_catalogue_has_every_scenario_that_is_asked_for():
    found = set(names())
    assert {"baseline", "plan", "plan_strong", "jobs_first", "people_first"} <= found
    assert {f"goal_{number}" for number in range(1, 6)} <= found
    assert {f"lever_{one.name}" for one in known().values() if not one.of} <= found
    assert {"stress_recession", "stress_closure", "stress_border", "stress_refugees"} <= found
    assert len([one for one in known().values() if not one.of]) == 19
    titles = [load(name).title for name in found]
    assert len(set(titles)) == len(titles)


def test_the_plan_holds_every_modelled_measure_and_goals_divide_it():
    whole = load("plan").measures
    assert set(whole) == set(MODELLED)
    parts = [set(load(f"goal_{number}").measures) for number in range(1, 6)]
    assert set().union(*parts) == set(whole)
    assert sum(map(len, parts)) == len(whole)
    assert set(load("plan_strong").measures) == set(whole)


def test_the_adopted_level_of_a_lever_is_the_sum_of_its_measures_readings():
    for name, one in lever_texts().items():
        total = sum(reading.level for reading in readings() if reading.lever == name)
        assert (one.level or 0.0) == pytest.approx(total), name
    assert {one.measure for one in readings()} == set(MODELLED)


def test_every_lever_has_its_texts_its_grade_and_effects_with_a_source():
    for name, one in lever_texts().items():
        assert one.label_nb, name
        assert one.label_en, name
        assert len(one.help_nb) > 40, name
        assert len(one.help_en) > 40, name
        assert one.decided_by_nb, name
        assert one.decided_by_nb != one.decided_by_en, name
        assert bool(one.payer) == bool(one.payer_nb) == bool(one.payer_en), name
        assert one.unit_nb != one.unit_en, name
        assert not one.cost_source_nb or one.cost_source_nb != one.cost_source_en, name
        assert all(effect.source and effect.confidence for effect in effects(name)), name
    assert set(EFFECTS) == set(known())
    assert not lever_texts()["state_jobs"].municipal
    assert not lever_texts()["fairway"].municipal


def test_every_condition_has_an_off_switch_within_its_range_and_a_source():
    for one in declarations(Conditions):
        assert one.off is not None, one.name
        assert one.low <= one.off <= one.high, one.name
        assert one.source, one.name


def test_the_schema_knows_every_key_and_its_range():
    found = schema()
    text = json.dumps(found)
    assert set(found["properties"]) == set(ScenarioFile.model_fields)
    for family in FAMILIES.values():
        for one in declarations(family):
            assert f'"{one.name}"' in text
    parts = found["$defs"]
    land = parts["LeverChanges"]["properties"]["ready_land"]
    assert "200" in json.dumps(land)
    assert set(parts["MeasureChanges"]["properties"]) == set(MODELLED)


@pytest.mark.parametrize("words", [(), ("show", "plan"), ("schema",), ("--json",), ("show", "stress_border", "--json")])
def test_scenarios_are_shown(halden, words: tuple[str, ...]):
    status, out, err = halden("scenarios", *words)
    assert (status, err) == (0, "")
    if "--json" in words or "schema" in words:
        assert json.loads(out)
    else:
        assert "plan" in out


def test_a_value_that_changes_twice_is_shown_by_date(halden, tmp_path: Path):
    path = tmp_path / "steps.toml"
    path.write_text(tomli_w.dumps(TEXTS | {"levers": {"job_specialists": {"2021-01": 2, "2023-01": 4}}}), "utf-8")
    status, out, err = halden("scenarios", "show", str(path))
    assert (status, err) == (0, "")
    rows = [line.split() for line in out.splitlines() if "equivalents" in line]
    assert [row[:-2] for row in rows] == [["job_specialists", "2021-01", "2"], ["2023-01", "4"]]


def test_levers_are_shown(halden):
    status, out, _ = halden("levers", "--json")
    found = {one["name"]: one for one in json.loads(out)}
    assert status == 0
    assert set(found) == set(known())
    assert found["job_specialists"]["high"] == 10
    assert found["state_jobs"]["effects"][0]["prior"] == {"family": "beta", "a": 2, "b": 8}
    status, out, _ = halden("levers", "job_specialists")
    assert status == 0
    assert "Jobbspesialister" in out
    assert "(medium)" in out
    status, out, err = halden("levers", "job_specalists")
    assert (status, out) == (2, "")
    assert "did you mean 'job_specialists'?" in err


def test_a_file_is_checked_and_run(halden, tmp_path: Path):
    path = tmp_path / "mine.toml"
    path.write_text(text(extends="plan", conditions={"krone": 0.9}), "utf-8")
    status, out, _ = halden("scenarios", "check", str(path))
    assert status == 0
    assert "right" in out
    status, out, _ = halden("run", str(path), "--until", "2019-02", "--json")
    assert status == 0
    assert json.loads(out)


def test_the_example_in_the_readme_is_right():
    readme = (Path(__file__).parents[1] / "README.md").read_text("utf-8")
    example = readme.split("```toml file=mine.toml\n")[1].split("```")[0]
    found = changes(loads(example, "README.md"))
    assert found["job_specialists"] == {"2021-01": 4.0, "2023-01": 8.0}
    assert found["krone"] == {"2019-01": 0.9}
    assert found["ready_land"] == {"2021-01": 12.0}
