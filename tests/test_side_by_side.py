"""Two municipalities in one table: each with its own numbers, and per thousand residents."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from results.ensembles import Experiment
from results.report import HEADLINES
from results.side_by_side import side_by_side, table
from tests.small import LEVER, UNTIL, run


@pytest.fixture(scope="module")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("scenario") / "own.toml"
    path.write_text(LEVER, "utf-8")
    return str(path)


@pytest.fixture(scope="module")
def both(scenario: str, tmp_path_factory: pytest.TempPathFactory) -> list[Experiment]:
    archive = tmp_path_factory.mktemp("archive")
    return [run(scenario, archive, municipality=name) for name in ("halden", "aremark")]


def test_each_has_its_own_numbers(both: list[Experiment]):
    rows = side_by_side(both)
    assert len(rows) == 2 * len(HEADLINES)
    for one in rows:
        experiment = both[one.municipality == "aremark"]
        now, then = (experiment.at(name, one.indicator, one.date) for name in (one.scenario, "baseline"))
        assert one.level == pytest.approx(now.mean())
        assert one.change == pytest.approx((now - then).mean())
    people = {one.municipality: one.residents for one in rows}
    assert people == {"halden": 31_177, "aremark": 1357}


def test_what_is_relative_is_per_thousand_residents_and_shares_are_not(both: list[Experiment]):
    for one in side_by_side(both):
        if "percent" in one.unit:
            assert one.change_per_1000 is one.level_per_1000 is one.error_per_1000 is None
        else:
            assert one.change_per_1000 == pytest.approx(1000 * one.change / one.residents)
            assert one.level_per_1000 == pytest.approx(1000 * one.level / one.residents)


def test_the_table_has_a_column_for_each_municipality_and_measure(both: list[Experiment]):
    rows = side_by_side(both)
    found = table(rows)
    assert list(dict.fromkeys(found.columns.get_level_values(0))) == ["halden", "aremark"]
    for one in rows:
        row = found.index.get_loc((one.scenario, one.indicator, one.unit))
        told = found[one.municipality].iloc[row]
        assert told["change"] == pytest.approx(one.change)
        assert np.isnan(told["change_per_1000"]) == (one.change_per_1000 is None)


def test_what_cannot_stand_side_by_side_is_refused(both: list[Experiment]):
    halden, aremark = both
    with pytest.raises(ValueError, match="'halden' stands twice"):
        side_by_side([halden, halden])
    with pytest.raises(ValueError, match="allowed: those of two municipalities or more"):
        side_by_side([halden])
    longer = replace(aremark, question=aremark.question._replace(until="2020-12"))
    with pytest.raises(ValueError, match=f"until = '2020-12' in aremark; allowed: '{UNTIL}', as in halden"):
        side_by_side([halden, longer])
    other = replace(aremark, scenarios={"baseline": aremark.scenarios["baseline"]})
    with pytest.raises(ValueError, match="scenarios = "):
        side_by_side([halden, other])


def test_the_command_shows_both_and_whose_goals_they_are(halden, scenario: str, tmp_path: Path):
    words = ("--until", "2025-12", "--replications", "2", "--workers", "1", "--no-counterfactual")
    places = ("--municipality", "halden", "--municipality", "aremark", "--archive", str(tmp_path))
    status, out, err = halden("compare", "plan", *words, *places)
    assert status == 0
    said = " ".join(out.split())
    assert "halden, level" in said
    assert "aremark, per 1,000" in said
    assert "Goal, halden" in said
    assert "aremark: its pack has no goals." in said
    assert "nothing is scaled to aremark" in err
    assert "no fit of its own" in err
    status, out, _ = halden("compare", "plan", *words, *places, "--json")
    document = json.loads(out)
    assert status == 0
    assert set(document["municipalities"]) == {"halden", "aremark"}
    assert document["municipalities"]["aremark"]["goals"] == []
    assert len(document["municipalities"]["halden"]["goals"]) == 12
    assert {one["municipality"] for one in document["side_by_side"]} == {"halden", "aremark"}


def test_goals_that_are_read_later_are_not_said_to_be_none(halden, tmp_path: Path):
    words = ("--until", "2020-12", "--replications", "1", "--workers", "1", "--archive", str(tmp_path))
    status, out, _ = halden("compare", "plan", *words, "--municipality", "halden", "--municipality", "aremark")
    said = " ".join(out.split())
    assert status == 0
    assert "halden: its goals are read after 2020-12, where the runs end (--until): goal 1, " in said
    assert "(2025-11)" in said
    assert "aremark: its pack has no goals." in said
    assert "nan" not in said


@pytest.mark.parametrize("option", [("--csv", "x"), ("--precision", "jobs@2025-11=5"), ("--shard", "1/2")])
def test_what_is_for_one_municipality_is_refused_for_two(halden, option: tuple[str, str]):
    places = ("--municipality", "halden", "--municipality", "aremark")
    status, out, err = halden("compare", "plan", *places, *option)
    assert (status, out) == (2, "")
    assert "allowed: " in err
    assert "one municipality at a time" in err
