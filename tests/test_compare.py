"""``halden compare``: the same bytes for the same question, files that others read, and one line for bad input."""

import csv
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from results import filling
from tests.small import UNTIL

EARLY_GOAL = "jobs@2019-01..2019-11>=0"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("archive")


def compare(halden, archive: Path, *words: str) -> tuple[int, str, str]:
    usual = ("--until", UNTIL, "--archive", str(archive), "--workers", "1")
    return halden("compare", *words, *usual)


def test_the_same_question_gives_the_same_bytes(halden, archive: Path, scenario: str):
    words = (scenario, "--replications", "4")
    status, first, _ = compare(halden, archive, *words, "--json")
    assert status == 0
    found = json.loads(first)
    assert set(found) == {"record", "levels", "differences", "goals", "costs", "people"}
    assert compare(halden, archive, *words, "--json")[1] == first
    assert str(archive) not in first
    status, out, _ = compare(halden, archive, *words)
    assert status == 0
    assert "employed_residents" in out
    assert "Cost to 2019-11" in out


def test_a_goal_of_ones_own_is_answered_with_and_without_the_pandemic(halden, archive: Path, scenario: str):
    words = (scenario, "--replications", "4", "--json")
    _, out, _ = compare(halden, archive, *words, "--goal", EARLY_GOAL)
    goals = [one for one in json.loads(out)["goals"] if one["goal"] == EARLY_GOAL]
    assert [one["without_pandemic"] for one in goals] == [False, False, True, True]
    # The pandemic begins in 2020, so in 2019 its absence changes nothing.
    assert [one["mean"] for one in goals[:2]] == [one["mean"] for one in goals[2:]]
    _, out, _ = compare(halden, archive, *words, "--goal", EARLY_GOAL, "--no-counterfactual")
    assert len(json.loads(out)["goals"]) == 2


def test_two_pairs_tell_no_error_and_say_so(halden, archive: Path, scenario: str):
    said = " ".join(compare(halden, archive, scenario, "--replications", "2")[1].split())
    assert "nan" not in said
    assert "-: needs more pairs" in said
    assert "-: needs" not in " ".join(compare(halden, archive, scenario, "--replications", "4")[1].split())


def test_the_legend_explains_what_stands_in_the_tables_and_nothing_else(halden, archive: Path, scenario: str):
    words = (scenario, "--replications", "8")
    said = " ".join(compare(halden, archive, *words)[1].split())
    assert "not told from chance" in said, "the population does not change at all"
    assert "Not told from chance: between parameter draws, effects vary no more than chance" in said
    assert "in the group they belong to that November in baseline" in said
    assert "pandemic" not in said, "there are no goals before 2020"
    said = " ".join(compare(halden, archive, *words, "--goal", EARLY_GOAL)[1].split())
    assert "No pandemic: the same scenario in a world without it" in said
    said = " ".join(compare(halden, archive, *words, "--goal", EARLY_GOAL, "--no-counterfactual")[1].split())
    assert "pandemic" not in said


def test_tables_and_values_are_read_by_others(halden, archive: Path, scenario: str, tmp_path: Path):
    target = tmp_path / "tables"
    words = (scenario, "--replications", "4", "--csv", str(target), "--parquet", str(tmp_path / "all.parquet"))
    status, out, _ = compare(halden, archive, *words, "--json")
    assert status == 0
    found = json.loads(out)
    assert sorted(path.name for path in target.iterdir()) == [
        "costs.csv", "differences.csv", "draws.csv", "goals.csv", "levels.csv", "people.csv", "record.json",
        "series.csv",
    ]  # fmt: skip
    with (target / "differences.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(found["differences"])
    jobs = next(row for row in rows if row["indicator"] == "jobs")
    said = next(one for one in found["differences"] if one["indicator"] == "jobs")
    assert float(jobs["mean"]) == said["mean"]
    assert [float(jobs["most_low"]), float(jobs["most_high"])] == list(said["most"].values())
    table = pd.read_parquet(tmp_path / "all.parquet")
    assert len(table) == 2 * 4 * 13
    one = table[(table["scenario"] == scenario) & (table["date"] == "2019-11")]["jobs"]
    other = table[(table["scenario"] == "baseline") & (table["date"] == "2019-11")]["jobs"]
    assert np.mean(one.to_numpy(float) - other.to_numpy(float)) == pytest.approx(said["mean"])
    assert table["draw"].tolist() == (table["replication"] // 2).tolist()
    assert json.loads(pq.read_schema(tmp_path / "all.parquet").metadata[b"halden"])["record"] == found["record"]


def test_the_workbook_is_written_in_the_language_asked_for(halden, archive, scenario: str, tmp_path):
    import openpyxl

    names = {}
    for language in ("nb", "en"):
        path = tmp_path / f"{language}.xlsx"
        words = (scenario, "--replications", "4", "--excel", str(path), "--language", language)
        assert compare(halden, archive, *words)[0] == 0
        names[language] = openpyxl.load_workbook(path).sheetnames
    assert len(names["nb"]) == len(names["en"]) == 7
    assert names["nb"] != names["en"]


def test_a_precision_is_met_and_the_number_stays_the_same(halden, archive: Path, scenario: str):
    words = (scenario, "--precision", "jobs@2019-11=40", "--at-most", "40", "--json")
    status, first, err = compare(halden, archive, *words)
    assert status == 0
    assert "after 20 replications, 40 reached" in err
    assert compare(halden, archive, *words)[1] == first
    words = (scenario, "--precision", "jobs@2019-11=0.01", "--at-most", "22", "--json")
    _, _, err = compare(halden, archive, *words)
    assert "after 22 replications, 0.01 not reached: 22 replications were the most allowed" in err


def test_a_shard_says_what_is_kept(halden, monkeypatch, scenario: str, tmp_path: Path):
    monkeypatch.setattr(filling, "BLOCK", 2)
    status, out, err = compare(halden, tmp_path, scenario, "--replications", "4", "--shard", "1/2")
    assert (status, out) == (0, "")
    assert "shard 1/2 is kept; 2 of 4 replications are for other shards" in err
    status, out, _ = compare(halden, tmp_path, scenario, "--replications", "4", "--shard", "2/2")
    assert status == 0
    assert "employed_residents" in out


def test_shards_run_their_part_without_the_pandemic_too(halden, monkeypatch, scenario: str, tmp_path: Path):
    monkeypatch.setattr(filling, "BLOCK", 2)
    words = (scenario, "--replications", "4", "--goal", EARLY_GOAL, "--json")
    assert compare(halden, tmp_path, *words, "--shard", "1/2")[:2] == (0, "")
    status, out, _ = compare(halden, tmp_path, *words, "--shard", "2/2")
    assert status == 0
    assert sum(one["without_pandemic"] for one in json.loads(out)["goals"]) == 2
    monkeypatch.setattr(filling, "work", None)  # nothing is left to run
    assert compare(halden, tmp_path, *words)[1] == out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("plna",), "did you mean 'plan'?"),
        (("plan", "--against", "nothing"), "scenario = 'nothing'"),
        (("plan", "--replications", "0"), "replications = 0; allowed: a whole number of 1 or more"),
        (("plan", "--workers", "0"), "workers = 0; allowed"),
        (("plan", "--until", "2018-12"), "until = '2018-12'; allowed"),
        (("plan", "--until", "soon"), "date = 'soon'; allowed"),
        (("plan", "--shard", "3/2"), "shard = '3/2'; allowed: i/n"),
        (("plan", "--scheduler", "here"), "scheduler = 'here'; allowed: 'local' or an address"),
        (("plan", "--precision", "jobs=20"), "precision = 'jobs=20'; allowed: INDICATOR@DATE=HALF-WIDTH"),
        (("plan", "--precision", "job@2025-11=20"), "indicator = 'job'; did you mean 'jobs'?"),
        (("plan", "--precision", "jobs@2030-11=20"), "date = '2030-11'"),
        (("plan", "--precision", "jobs@2025-11=20", "--at-most", "5"), "at most = 5; allowed"),
        (("plan", "--goal", "jobs>500"), "goal = 'jobs>500'; allowed"),
        (("plan", "--goal-date", "soon"), "date = 'soon'; allowed"),
        (("plan", "--goal-date", "2021-11"), "from an earlier month to a later one"),
        (("plan", "--language", "sv"), "'sv' is not one of 'nb', 'en'"),
    ],
)
def test_bad_input_is_one_line_and_status_2(halden, tmp_path: Path, words: tuple[str, ...], said: str):
    status, out, err = halden("compare", *words, "--archive", str(tmp_path / "archive"))
    assert (status, out) == (2, "")
    assert said in err
    assert len(err.strip().splitlines()) == 1
    assert not (tmp_path / "archive").exists()


def test_a_folder_that_cannot_be_written_is_said(halden, scenario: str, tmp_path: Path):
    (tmp_path / "file").write_text("not a folder", "utf-8")
    for place in (tmp_path / "file" / "archive", Path("/proc/halden")):
        status, out, err = compare(halden, place, scenario, "--replications", "1")
        assert (status, out) == (2, "")
        assert len(err.strip().splitlines()) == 1
        assert str(place.parent) in err
