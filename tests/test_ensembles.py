"""Ensembles give the same bits whoever runs them, in whatever blocks, and however often they are interrupted."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import psutil
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from model.indicators import Counts, Indicator
from model.recording import Extra
from results import blocks, filling
from results.blocks import runs_of
from results.comparison import difference, who_gains
from results.ensembles import Experiment, ShardError, run_experiment
from results.executors import Pool
from results.question import Question
from results.work import Task, WorkerError, work
from scenarios.settings import settings as resolved
from scenarios.shelf import load, loads
from tests.small import LEVER, UNTIL, run, same

SHORT = "2019-02"


@pytest.fixture(scope="module")
def made(scenario: str, tmp_path_factory: pytest.TempPathFactory) -> Experiment:
    return run(scenario, tmp_path_factory.mktemp("archive"))


@pytest.fixture(scope="module")
def short(scenario: str, tmp_path_factory: pytest.TempPathFactory) -> Experiment:
    return run(scenario, tmp_path_factory.mktemp("archive"), 6, until=SHORT)


def test_workers_and_block_sizes_change_no_bit(scenario: str, made: Experiment, tmp_path: Path, monkeypatch):
    monkeypatch.setattr(filling, "BLOCK", 3)
    same(made, run(scenario, tmp_path / "two", workers=2))
    monkeypatch.setattr(filling, "BLOCK", 1)
    same(made, run(scenario, tmp_path / "three", workers=3))


@given(st.permutations(range(3)), st.integers(1, 3))
@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_shards_in_any_order_change_no_bit(
    scenario: str, short: Experiment, tmp_path_factory: pytest.TempPathFactory, order: list[int], parts: int
):
    archive = tmp_path_factory.mktemp("shards")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(filling, "BLOCK", 2)
        *first, last = [shard for shard in order if shard < parts]
        for shard in first:
            with pytest.raises(ShardError, match=f"shard {shard + 1}/{parts} is kept"):
                run(scenario, archive, 6, until=SHORT, shard=(shard + 1, parts))
        same(short, run(scenario, archive, 6, until=SHORT, shard=(last + 1, parts)))


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


def test_a_lost_or_broken_record_is_written_again(scenario: str, made: Experiment, tmp_path: Path):
    run(scenario, tmp_path)
    for path in (*tmp_path.glob("*/record.json"), *tmp_path.glob("*/*/scenario.json"), tmp_path / "archive.json"):
        path.write_text('{"half', "utf-8")
    same(made, run(scenario, tmp_path))


class Killed(BaseException):
    """Stands for a process that ends between two instructions."""


@given(st.lists(st.tuples(st.integers(0, 12), st.booleans()), min_size=1, max_size=3))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_killed_at_any_write_any_number_of_times_it_goes_on_to_the_same_bits(
    scenario: str, short: Experiment, tmp_path_factory: pytest.TempPathFactory, kills: list[tuple[int, bool]]
):
    archive = tmp_path_factory.mktemp("killed")
    whole = os.replace
    for at, after in kills:
        done = 0

        def replace(beside, path, at=at, after=after):
            nonlocal done
            done += 1
            if done > at and not after:
                raise Killed
            whole(beside, path)
            if done > at:
                raise Killed

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(filling, "BLOCK", 2)
            patch.setattr(os, "replace", replace)
            try:
                run(scenario, archive, 6, until=SHORT)
            except Killed:
                for place in {path.parent for path in archive.rglob("*.parquet")}:
                    for block in blocks.blocks(place):
                        blocks.read_block(block)
    same(short, run(scenario, archive, 6, until=SHORT))


def start(scenario: str, archive: Path, workers: int) -> subprocess.Popen[str]:
    """A comparison of 40 pairs as a process of its own, in blocks of 2."""
    code = "from results import filling; filling.BLOCK = 2; from app.command import main; main()"
    words = [scenario, "--replications", "40", "--until", "2019-03", "--workers", str(workers)]
    return subprocess.Popen(
        [sys.executable, "-c", code, "compare", *words, "--no-counterfactual", "--archive", str(archive)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def wait_for_blocks(process: subprocess.Popen[str], archive: Path, number: int) -> None:
    while process.poll() is None and len(list(archive.rglob("*.parquet"))) < number:
        time.sleep(0.01)


@pytest.fixture(scope="module")
def forty(scenario: str, tmp_path_factory: pytest.TempPathFactory) -> Experiment:
    return run(scenario, tmp_path_factory.mktemp("forty"), 40, until="2019-03", workers=2)


def test_after_the_parent_is_killed_the_rest_is_run_to_the_same_bits(scenario: str, forty: Experiment, tmp_path: Path):
    killed = start(scenario, tmp_path, 2)
    wait_for_blocks(killed, tmp_path, 5)
    children = psutil.Process(killed.pid).children(recursive=True)
    killed.kill()
    killed.communicate()
    _, alive = psutil.wait_procs(children, timeout=30)
    assert not alive, "workers end with their parent"
    heard: list[int] = []
    again = run(scenario, tmp_path, 40, until="2019-03", on_done=lambda ready, of: heard.append(of))
    same(forty, again)
    assert heard[0] < 40, "what the killed run had kept is not run again"


def test_a_killed_worker_is_said_and_what_was_ready_is_kept(scenario: str, forty: Experiment, tmp_path: Path):
    started = start(scenario, tmp_path, 2)
    wait_for_blocks(started, tmp_path, 3)
    workers = [
        one for one in psutil.Process(started.pid).children(recursive=True) if "spawn_main" in " ".join(one.cmdline())
    ]
    os.kill(workers[0].pid, signal.SIGKILL)
    _, said = started.communicate(timeout=120)
    assert started.returncode == 2
    assert "a worker or the scheduler ended without an answer" in said
    assert "Traceback" not in said
    heard: list[int] = []
    same(forty, run(scenario, tmp_path, 40, until="2019-03", on_done=lambda ready, of: heard.append(of)))
    assert heard[0] < 40


def test_two_callers_with_the_same_question_share_the_work(scenario: str, forty: Experiment, tmp_path: Path):
    both = [start(scenario, tmp_path, 1) for _ in range(2)]
    said = [one.communicate(timeout=240) for one in both]
    assert [one.returncode for one in both] == [0, 0], said
    same(forty, run(scenario, tmp_path, 40, until="2019-03"))
    assert said[0][0] == said[1][0]
    assert not list(tmp_path.rglob("claims/*"))
    made = [path for path in tmp_path.rglob("*.parquet") if path.parent.name == "values"]
    assert len(made) == 2 * 20, "no block was written twice under another name"


def test_a_block_that_another_caller_holds_is_taken_over(scenario: str, short: Experiment, tmp_path: Path):
    run(scenario, tmp_path, 2, until=SHORT)
    holder = "\n".join([
        "import sys, time, pathlib", "from results.claims import Claims",
        "claims = Claims(pathlib.Path(sys.argv[1]))", "print(claims.take(sys.argv[2]), flush=True)", "time.sleep(600)",
    ])  # fmt: skip
    folder = next(path.parent for path in tmp_path.glob("*/record.json"))
    claim = filling.Part(range(2, 6), ("baseline", scenario)).claim
    other = subprocess.Popen([sys.executable, "-c", holder, str(folder), claim], stdout=subprocess.PIPE, text=True)
    assert other.stdout is not None
    assert other.stdout.readline() == "True\n"
    looks: list[float] = []

    def sleep(seconds: float) -> None:
        looks.append(seconds)
        if len(looks) == 3:
            other.kill()
            other.wait()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(filling.time, "sleep", sleep)
        same(short, run(scenario, tmp_path, 6, until=SHORT))
    other.stdout.close()
    assert len(looks) >= 3


def test_a_full_disk_is_said_and_leaves_the_archive_whole(scenario: str, short: Experiment, tmp_path: Path):
    run(scenario, tmp_path, 2, until=SHORT)
    # A limit on the size of files is a disk with no room left for the process under it.
    code = (
        "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000)); "
        "from app.command import main; main()"
    )  # fmt: skip
    words = ["compare", scenario, "--replications", "6", "--until", SHORT, "--workers", "1", "--archive", str(tmp_path)]
    ended = subprocess.run([sys.executable, "-B", "-c", code, *words], capture_output=True, text=True, check=False)
    assert ended.returncode == 2
    assert ended.stderr.startswith("halden: ")
    assert "cannot be" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert not list(tmp_path.rglob("*.part"))
    same(short, run(scenario, tmp_path, 6, until=SHORT))


def test_a_scenario_that_changes_nothing_is_the_baseline(tmp_path: Path):
    found = run_experiment(
        [loads(LEVER.split("[levers]")[0], "empty")], 2, until=UNTIL, archive=tmp_path / "archive", workers=1
    )
    np.testing.assert_array_equal(found.values["empty"], found.values["baseline"])
    assert who_gains(found, "empty", 2019) == []


def test_a_run_before_the_first_november_compares_no_people(short: Experiment, scenario: str):
    assert short.people == {}
    assert who_gains(short, scenario, 2019) == []


def test_gains_less_displacement_is_the_change_in_employed_residents(made: Experiment, scenario: str):
    change = difference(made, scenario, "employed_residents", "2019-11")
    by_label = {f"{one.group}:{one.name}": one.net for one in who_gains(made, scenario, 2019)}
    total_net = by_label["all:all"] + by_label["moves:only_in_scenario"] + by_label["moves:only_in_baseline"]
    assert total_net == pytest.approx(change.mean)
    for group in ("sex", "age", "origin", "education", "health", "industry", "class"):
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
    draws = made.draws()
    assert len(draws) == record["draws"] == 2
    assert draws["job_specialist_effect"].nunique() == 2


def test_only_what_is_asked_for_is_read(made: Experiment, scenario: str, tmp_path: Path):
    found = run(scenario, tmp_path, indicators=["jobs", "population"])
    assert found.values[scenario].shape == (4, 13, 2)
    np.testing.assert_array_equal(found.at(scenario, "jobs", UNTIL), made.at(scenario, "jobs", UNTIL))
    with pytest.raises(ValueError, match="did you mean 'jobs'"):
        run(scenario, tmp_path, indicators=["job"])
    with pytest.raises(ValueError, match="date = '2031-01'"):
        found.at(scenario, "jobs", "2031-01")


def vacancies_per_firm(counts: Counts) -> np.ndarray:
    """An indicator of a user's own."""
    return counts.record.extra[:, Extra.VACANCIES] / counts.record.extra[:, Extra.FIRMS]


def test_an_indicator_of_ones_own_is_computed_in_the_workers_and_kept(made: Experiment, scenario: str, tmp_path: Path):
    own = Indicator("vacancies_per_firm", "posts per firm", "stock", "Open posts per firm", vacancies_per_firm)
    found = run(scenario, tmp_path, own_indicators=[own], workers=2)
    expected = found.at(scenario, "vacancies", UNTIL) / found.at(scenario, "firms", UNTIL)
    np.testing.assert_allclose(found.at(scenario, "vacancies_per_firm", UNTIL), expected, rtol=1e-6)
    np.testing.assert_array_equal(found.at(scenario, "jobs", UNTIL), made.at(scenario, "jobs", UNTIL))
    nameless = own._replace(values=lambda counts: counts.record.need)
    with pytest.raises(ValueError, match="a named function at the first level of a module"):
        run(scenario, tmp_path, own_indicators=[nameless])


def test_a_worker_with_other_code_or_figures_is_refused(scenario: str):
    question = Question("halden", SHORT)
    for name in ("model_version", "starting_tables", "numpy"):
        content = {**question.content(), name: "another"}
        task = Task(question, content, (resolved(load(scenario)),), ("x/values",), ("",), range(1))
        with pytest.raises(WorkerError, match=f"a worker has {name.replace('_', ' ')}"):
            work(task)


def test_two_scenarios_of_one_name_are_refused(tmp_path: Path):
    one, two = loads(LEVER, "mine"), loads(LEVER.replace("300", "200"), "mine")
    with pytest.raises(ValueError, match="two different scenarios have this name"):
        run_experiment([one, two], 2, until=SHORT, archive=tmp_path)
    assert not list(tmp_path.iterdir())


def test_one_pool_serves_several_experiments(scenario: str, made: Experiment, tmp_path: Path, monkeypatch):
    monkeypatch.setattr(filling, "BLOCK", 2)
    with Pool(2) as pool:
        run(scenario, tmp_path, 4, until=SHORT, pool=pool)
        same(made, run(scenario, tmp_path, 4, pool=pool))


@given(st.sets(st.integers(0, 60)), st.integers(1, 12))
def test_ranges_cover_numbers_once_and_keep_to_blocks(numbers: set[int], longest: int):
    found = list(runs_of(numbers, longest))
    assert sorted(k for part in found for k in part) == sorted(numbers)
    assert all(len(part) <= longest and part[0] // longest == part[-1] // longest for part in found)
