"""The plan as data: 5 goals, 28 strategies, 87 measures, each with a lever or an honest reason."""

import json
import shutil
from pathlib import Path

import pytest

from scenarios import plan


def test_the_plan_is_whole():
    assert len(plan.measures()) == 87
    assert len(plan.strategies()) == 28
    assert {strategy.goal for strategy in plan.strategies().values()} == {1, 2, 3, 4, 5}
    assert {one.strategy for one in plan.measures().values()} == set(plan.strategies())
    assert plan.strengths() == {"direct": 43, "indirect": 32, "none": 12}


def test_every_measure_has_its_texts_in_both_languages():
    for one in plan.measures().values():
        assert one.summary_en, one.id
        for nb, en in ((one.title_nb, one.title_en), (one.channel_nb, one.channel_en), (one.reason_nb, one.reason_en)):
            assert nb, one.id
            assert en, one.id
            assert nb != en, one.id
        assert one.reason_nb.endswith("."), one.id


def test_a_measure_without_a_channel_says_so():
    said = {one.channel_nb for one in plan.measures().values() if one.strength == "none"}
    assert said == {"ingen kanal i modellen"}


def test_nineteen_levers_are_named():
    assert len({lever for one in plan.measures().values() for lever in one.levers}) == 19


def test_job_specialists_are_measure_1_2_3():
    one = plan.measure("1.2.3")
    assert (one.title_nb, one.strength, one.levers[0]) == ("Jobbspesialister", "direct", "job_specialists")


def test_json_is_a_list_of_objects(halden):
    status, out, _ = halden("measures", "--json")
    found = json.loads(out)
    assert status == 0
    assert len(found) == 87
    assert set(found[0]) == {"id", "title_nb", "title_en", "strength", "levers", "reason_nb", "reason_en"}


def test_the_sheet_of_one_measure_says_what_it_does(halden):
    status, out, _ = halden("measures", "1.2.3")
    assert status == 0
    assert "Jobbspesialister" in out
    assert "job_specialists" in out
    status, out, _ = halden("measures")
    assert status == 0
    assert "43 direct, 32 indirect, 12 not modelled" in out


@pytest.mark.parametrize("wrong", ["1.2.9", "9.9.9", "job"])
def test_an_unknown_measure_is_one_line(halden, wrong: str):
    status, out, err = halden("measures", wrong)
    assert (status, out) == (2, "")
    assert f"measure = '{wrong}'; allowed: " in err
    assert len(err.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ("1.2.3,Jobb", "1.2.4,Jobb", "id 1.2.4 stands twice"),
        ("1.2.3,Jobb", "7.2.3,Jobb", "strategy '7.2' is unknown"),
        (
            ",direct,job_specialists",
            ",direkte,job_specialists",
            "strength = 'direkte'; allowed: direct, indirect",
        ),
        (",direct,job_specialists", ",none,job_specialists", "has levers unless its strength is none"),
        ("id,title_nb", "id,tittel", "columns are"),
        (",Bare informasjon.,", ",,", "measures.csv: 3.1.4: reason_nb is empty; allowed: a text"),
    ],
)
def test_a_damaged_plan_file_is_named(tmp_path: Path, was: str, now: str, said: str):
    shutil.copytree(plan.CATALOGUE, tmp_path / "catalogue")
    path = tmp_path / "catalogue" / "measures.csv"
    text = path.read_text("utf-8")
    assert was in text
    path.write_text(text.replace(was, now, 1), "utf-8")
    with pytest.raises(plan.PlanError, match=said):
        plan.measures(tmp_path / "catalogue")
