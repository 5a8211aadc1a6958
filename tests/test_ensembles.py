"""Ensembles are kept, extended and repaired without a bit of difference; their statistics are the textbooks'."""

import json
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.command import main
from results import ensembles
from results.blocks import runs_of
from results.comparison import difference, expected_effect, level, who_gains
from results.costs import cost_per, costs, total
from results.ensembles import DRAWS, Experiment, Question, run_experiment
from results.goals import BOTH, Goal, chances, plan_goals
from scenarios.shelf import load, loads

UNTIL = "2019-12"
LEVER = """
title_nb = "Fra starten"
title_en = "From the start"
description_nb = "Besøk og lærlinger fra januar 2019."
description_en = "Visitors and apprentices from January 2019."
[levers]
visitor_spending = {"2019-01" = 300}
municipal_apprenticeships = {"2019-01" = 60}
"""


@pytest.fixture(scope="module")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("scenario") / "early.toml"
    path.write_text(LEVER, "utf-8")
    return str(path)


def run(scenario: str, archive: Path, replications: int = 4, **others) -> Experiment:
    return run_experiment([scenario], replications, until=UNTIL, archive=archive, **{"workers": 1, **others})


def same(one: Experiment, two: Experiment) -> None:
    for name in one.values:
        np.testing.assert_array_equal(one.values[name], two.values[name])
    for name in one.people:
        np.testing.assert_array_equal(one.people[name], two.people[name])


@pytest.fixture(scope="module")
def made(scenario: str, tmp_path_factory: pytest.TempPathFactory) -> Experiment:
    return run(scenario, tmp_path_factory.mktemp("archive"))


def test_workers_and_block_sizes_change_no_bit(scenario: str, made: Experiment, tmp_path: Path, monkeypatch):
    monkeypatch.setattr(ensembles, "BLOCK", 3)
    same(made, run(scenario, tmp_path / "two", workers=2))
    monkeypatch.setattr(ensembles, "BLOCK", 1)
    same(made, run(scenario, tmp_path / "three", workers=3))


def test_what_was_run_is_never_run_again_and_more_is_added(scenario: str, made: Experiment, tmp_path: Path):
    heard: list[tuple[int, int]] = []
    run(scenario, tmp_path, 2, on_done=lambda ready, of: heard.append((ready, of)))
    assert heard[-1] == (2, 2)
    heard.clear()
    run(scenario, tmp_path, 2, on_done=lambda ready, of: heard.append((ready, of)))
    assert heard == []
    found = run(scenario, tmp_path, 4, on_done=lambda ready, of: heard.append((ready, of)))
    assert heard[-1] == (2, 2)
    same(made, found)


def test_a_lost_a_damaged_and_a_half_written_block_are_run_again(scenario: str, made: Experiment, tmp_path: Path):
    run(scenario, tmp_path)
    files = sorted(tmp_path.rglob("*.parquet"))
    assert len(files) == 3
    files[0].unlink()
    same(made, run(scenario, tmp_path))
    for broken in sorted(tmp_path.rglob("*.parquet")):
        body = broken.read_bytes()
        broken.write_bytes(body[: len(body) // 2])
        (broken.parent / "x.part").write_bytes(body[:100])
        found = run(scenario, tmp_path)
        assert f"{broken}: damaged" in found.said[0]
        same(made, found)
    assert run(scenario, tmp_path).said == []


def test_a_run_killed_after_its_first_block_goes_on_to_the_same_bits(scenario: str, tmp_path: Path):
    words = ["compare", scenario, "--replications", "30", "--until", "2019-03", "--workers", "1"]
    killed = subprocess.Popen(
        [sys.executable, "-m", "app", *words, "--archive", str(tmp_path / "killed")],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    while killed.poll() is None and len(list((tmp_path / "killed").rglob("*.parquet"))) < 3:
        time.sleep(0.01)
    killed.kill()
    killed.wait()
    heard: list[int] = []
    whole = run_experiment([scenario], 30, until="2019-03", archive=tmp_path / "whole", workers=1)
    again = run_experiment(
        [scenario], 30, until="2019-03", archive=tmp_path / "killed", workers=1,
        on_done=lambda ready, of: heard.append(of),
    )  # fmt: skip
    same(whole, again)
    assert not heard or heard[0] < 30, "what the killed run had kept is not run again"


def test_a_scenario_that_changes_nothing_is_the_baseline(tmp_path: Path, scenario: str):
    empty = LEVER.split("[levers]")[0]
    path = tmp_path / "empty.toml"
    path.write_text(empty, "utf-8")
    found = run(str(path), tmp_path / "archive", 2)
    np.testing.assert_array_equal(found.values[str(path)], found.values["baseline"])
    assert who_gains(found, str(path), 2019) == []


def test_gains_less_displacement_is_the_change_in_employed_residents(made: Experiment, scenario: str):
    change = difference(made, scenario, "employed_residents", "2019-11")
    by_label = {f"{one.group}:{one.name}": one.net for one in who_gains(made, scenario, 2019)}
    total_net = by_label["all:all"] + by_label["moves:only_in_scenario"] + by_label["moves:only_in_baseline"]
    assert total_net == pytest.approx(change.mean)
    for group in ("sex", "age", "origin", "education", "health"):
        parts = sum(net for label, net in by_label.items() if label.startswith(f"{group}:"))
        assert parts == pytest.approx(by_label["all:all"])


def test_the_frame_holds_every_value_with_its_unit(made: Experiment, scenario: str):
    frame = made.frame()
    assert len(frame) == 2 * 4 * 13
    value = frame.loc[(scenario, 2, "2019-11"), "jobs"]
    assert value == made.at(scenario, "jobs", "2019-11")[2]
    assert frame.attrs["units"]["jobs"] == "jobs"
    record = made.record()
    assert record["scenarios"][scenario]["digest"] == load(scenario).digest
    assert loads(record["scenarios"][scenario]["text"], "again").digest == load(scenario).digest


def tiny(now: list[float], then: list[float], indicator: str = "jobs", dates: tuple[str, ...] = ("2025-11",)):
    """An experiment of one indicator; values are by replication, or by replication and date."""
    shaped = {
        name: np.array(values, np.float32).reshape(len(values), len(dates), 1)
        for name, values in (("plan", now), ("baseline", then))
    }
    return Experiment(
        Question("halden", "2025-12"), "baseline", {name: load(name) for name in shaped}, len(now), list(dates),
        [indicator], {indicator: "jobs"}, shaped, {}, [],
    )  # fmt: skip


@given(st.lists(st.tuples(st.integers(0, 9999), st.integers(0, 9999)), min_size=2, max_size=40))
def test_a_difference_is_what_numpy_says(pairs: list[tuple[int, int]]):
    now, then = np.array(pairs, float).T
    found = difference(tiny(list(now), list(then)), "plan", "jobs", "2025-11")
    gained = now - then
    assert found.mean == pytest.approx(gained.mean())
    assert found.error == pytest.approx(gained.std(ddof=1) / np.sqrt(len(gained)))
    assert found.most == pytest.approx(tuple(np.quantile(gained, [0.05, 0.95])))
    assert found.improved == np.mean(now > then)
    assert level(tiny(list(now), list(then)), "plan", "jobs", "2025-11").median == pytest.approx(np.median(now))
    if gained.var(ddof=1) > 0:
        assert found.pairing == pytest.approx((now.var(ddof=1) + then.var(ddof=1)) / gained.var(ddof=1))


@pytest.mark.parametrize(("of_draws", "of_chance"), [(10.0, 5.0), (10.0, 30.0), (0.0, 20.0)])
def test_the_spread_of_the_expected_effect_is_recovered(of_draws: float, of_chance: float):
    rng = np.random.default_rng(4)
    found = []
    for _ in range(200):
        effect = rng.normal(50.0, of_draws, DRAWS)
        gained = effect[np.arange(200) % DRAWS] + rng.normal(0.0, of_chance, 200)
        one = expected_effect(gained)
        assert one is not None
        found.append(one.sd**2)
    assert np.mean(found) == pytest.approx(of_draws**2, abs=0.1 * of_draws**2 + 0.1 * of_chance**2)
    assert expected_effect(np.arange(float(DRAWS))) is None


def test_goals_by_hand():
    dates = ("2019-11", "2021-11", "2025-11")
    jobs = [[100, 90, 150], [100, 100, 110], [100, 60, 120], [100, 50, 40]]
    found = tiny([0.0] * 4, [0.0] * 4, "jobs", ("2025-11",))
    found = replace(found, dates=list(dates), values={"plan": np.array(jobs, np.float32)[:, :, None]})
    since = chances(found, "plan", [Goal("more", "jobs", 50, "2025-11", "2021-11")])[0]
    assert (since.reached, since.probability, since.mean) == (2, 0.5, pytest.approx(30.0))
    plain = chances(found, "plan", [Goal("level", "jobs", 110, "2025-11")])[0]
    assert plain.reached == 3
    assert plain.error == pytest.approx(np.sqrt(4 / 6 * 2 / 6 / 4))
    assert plain.definition == "jobs in 2025-11 at least 110"
    assert {one.name for one in plan_goals()} >= set(BOTH)


def test_costs_by_hand():
    text = LEVER.split("[levers]")[0]
    chosen = loads(
        text + "[levers]\njob_specialists = 4\nready_land = 10\nmunicipal_apprenticeships = {'2021-01' = 12, "
        "'2023-01' = 0}\nstudent_beds = 5\n", "costs",
    )  # fmt: skip
    found = {one.lever: one for one in costs(chosen, "2025-12")}
    assert found["job_specialists"].amount == pytest.approx(4 * 1.0 * 5)
    assert found["ready_land"].amount == pytest.approx(10 * 6.0)
    assert found["municipal_apprenticeships"].amount == pytest.approx(24 * 0.6)
    assert found["student_beds"].amount is None
    assert total(list(found.values())) == pytest.approx(20 + 60 + 14.4)
    assert cost_per(100.0, "job", 50.0, 5.0).amount == pytest.approx(2.0)
    assert cost_per(100.0, "job", 9.0, 5.0).amount is None
    assert cost_per(0.0, "job", 50.0, 5.0).amount is None
    assert costs(load("baseline"), "2025-12") == []


@given(st.sets(st.integers(0, 60)), st.integers(1, 12))
def test_ranges_cover_numbers_once_and_keep_to_blocks(numbers: set[int], longest: int):
    found = list(runs_of(numbers, longest))
    assert sorted(k for part in found for k in part) == sorted(numbers)
    assert all(len(part) <= longest and part[0] // longest == part[-1] // longest for part in found)


def halden(capsys, monkeypatch, *words: str) -> tuple[int, str, str]:
    monkeypatch.setattr(sys, "argv", ["halden", *words])
    with pytest.raises(SystemExit) as leaving:
        main()
    said = capsys.readouterr()
    return int(leaving.value.code or 0), said.out, said.err


def test_the_same_question_gives_the_same_bytes(capsys, monkeypatch, tmp_path: Path, scenario: str):
    words = ("compare", scenario, "--replications", "3", "--until", UNTIL, "--archive", str(tmp_path), "--workers", "1")
    status, first, _ = halden(capsys, monkeypatch, *words, "--json")
    assert status == 0
    assert set(json.loads(first)) == {"record", "levels", "differences", "goals", "costs", "people"}
    assert halden(capsys, monkeypatch, *words, "--json")[1] == first
    status, out, _ = halden(capsys, monkeypatch, *words)
    assert status == 0
    assert "employed_residents" in out
    assert "Cost to 2019-11" in out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("plna",), "did you mean 'plan'?"),
        (("plan", "--against", "nothing"), "scenario = 'nothing'"),
        (("plan", "--replications", "0"), "replications = 0; allowed: a whole number of 1 or more"),
        (("plan", "--workers", "0"), "workers = 0; allowed"),
        (("plan", "--until", "2018-12"), "until = '2018-12'; allowed"),
        (("plan", "--until", "soon"), "date = 'soon'; allowed"),
    ],
)
def test_bad_input_is_one_line_and_status_2(capsys, monkeypatch, tmp_path: Path, words: tuple[str, ...], said: str):
    status, out, err = halden(capsys, monkeypatch, "compare", *words, "--archive", str(tmp_path / "archive"))
    assert (status, out) == (2, "")
    assert said in err
    assert len(err.strip().splitlines()) == 1
    assert not (tmp_path / "archive").exists()
