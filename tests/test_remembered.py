"""Remembered runs save work and change no bit; what was not kept whole is simply run again."""

import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from results import twins
from results.blocks import Packed
from results.question import Question
from results.remembered import Lived, forget_others, recall, remember
from results.twins import Snapshot
from results.work import Task, work
from scenarios.settings import settings as resolved
from scenarios.shelf import Scenario, load
from tests.small import UNTIL, run, same

QUESTION = Question("halden", UNTIL)
TWO = range(2)


def task(folder: str, *names: str | Scenario) -> Task:
    """Two replications of the scenarios, the first of which the others are compared with."""
    chosen = [one if isinstance(one, Scenario) else load(one) for one in names]
    return Task(
        QUESTION, QUESTION.content(), tuple(map(resolved, chosen)), tuple(f"{one.digest}/values" for one in chosen),
        ("", *(f"{one.digest}/people" for one in chosen[1:])), TWO, folder,
    )  # fmt: skip


class Counted:
    """How many runs were lived."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.runs, live = 0, twins._live

        def counted(*told):
            self.runs += 1
            return live(*told)

        monkeypatch.setattr(twins, "_live", counted)


@pytest.fixture
def lived(monkeypatch: pytest.MonkeyPatch) -> Counted:
    return Counted(monkeypatch)


@pytest.fixture(scope="module")
def plainly() -> list[Packed]:
    """The blocks of the plan and today's trend, as they are without remembering."""
    return work(task("", "baseline", "plan"))


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory, plainly: list[Packed]) -> Path:
    """A folder with two remembered runs."""
    folder = tmp_path_factory.mktemp("remembered")
    assert work(task(str(folder), "baseline", "plan")) == plainly
    return folder


def test_blocks_are_the_same_bytes_and_the_first_run_is_not_lived_again(kept: Path, plainly, lived: Counted):
    assert len(list(kept.iterdir())) == len(TWO)
    assert work(task(str(kept), "baseline", "plan")) == plainly
    assert lived.runs == len(TWO), "the plan alone"


def test_another_scenario_is_compared_with_what_is_remembered(kept: Path, lived: Counted):
    found = work(task(str(kept), "baseline", "jobs_first"))
    assert lived.runs == len(TWO)
    assert work(task("", "baseline", "jobs_first")) == found


def test_what_is_recalled_is_what_was_lived(tmp_path: Path):
    rng = np.random.default_rng(1)
    lives = [snapshot(rng, size) for size in (7, 9)]
    values = np.array([[1.5, np.nan], [2.0, -0.0]], np.float32)
    remember(tmp_path / "x" / "one", (values, lives))
    found = recall(tmp_path / "x" / "one")
    assert found is not None
    equal(found, (values, lives))
    remember(tmp_path / "none", (values, []))
    assert recall(tmp_path / "none") is not None
    assert not list(tmp_path.rglob(".*")), "nothing half-written is left"


def snapshot(rng: np.random.Generator, size: int) -> Snapshot:
    ids, counted, employed, age, employer, industry, sector_class, *people = (
        rng.integers(0, 100, size).astype(kind) for kind in (np.uint64, bool, bool, np.int16, np.int32, *[np.int8] * 6)
    )
    return Snapshot(ids, counted, employed, age, tuple(people), employer, industry, sector_class)


def equal(one: Lived, two: Lived) -> None:
    np.testing.assert_array_equal(one[0], two[0])
    assert one[0].dtype == two[0].dtype
    for now, then in zip(one[1], two[1], strict=True):
        for name, column in now._asdict().items():
            assert np.array_equal(column, getattr(then, name))
            assert [part.dtype for part in now.people] == [part.dtype for part in then.people]


@given(st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_damage_is_taken_for_a_run(kept: Path, tmp_path: Path, data: st.DataObject):
    whole = next(kept.iterdir()).read_bytes()
    place = data.draw(st.integers(0, len(whole) - 1))
    damaged = data.draw(
        st.one_of(
            st.just(whole[:place]), st.binary(max_size=200), st.binary(min_size=1, max_size=50).map(whole.__add__),
            st.integers(1, 255).map(lambda bits: whole[:place] + bytes([whole[place] ^ bits]) + whole[place + 1 :]),
        )
    )  # fmt: skip
    (tmp_path / "damaged").write_bytes(damaged)
    assert recall(tmp_path / "damaged") is None
    assert recall(tmp_path / "missing") is None


def test_a_damaged_run_is_lived_again_and_kept_anew(kept: Path, tmp_path: Path, plainly, lived: Counted):
    for place, one in enumerate(sorted(kept.iterdir())):
        (tmp_path / one.name).write_bytes(one.read_bytes()[: 1000 * place])
    assert work(task(str(tmp_path), "baseline", "plan")) == plainly
    assert lived.runs == 2 * len(TWO)
    assert {one.read_bytes() for one in tmp_path.iterdir()} == {one.read_bytes() for one in kept.iterdir()}


def test_a_scenario_alone_is_not_remembered_since_nobody_looked_at_its_residents(tmp_path: Path, plainly):
    work(task(str(tmp_path), "baseline"))
    assert not list(tmp_path.iterdir())
    assert work(task(str(tmp_path), "baseline", "plan")) == plainly
    assert work(task(str(tmp_path), "baseline")) == work(task("", "baseline"))


@pytest.mark.parametrize("full", [False, True])
def test_a_folder_that_cannot_be_written_is_no_failure(tmp_path: Path, plainly, monkeypatch, full: bool):
    if full:
        monkeypatch.setattr(os, "replace", fail)
        folder = tmp_path / "full"
    else:
        folder = tmp_path / "file"
        folder.write_text("no folder", "utf-8")
    assert work(task(str(folder / "x"), "baseline", "plan")) == plainly
    assert {path.name for path in tmp_path.rglob("*") if path.is_file()} == (set() if full else {"file"})


def fail(*_: object) -> None:
    raise OSError(28, "No space left on device")


def test_runs_of_other_questions_are_forgotten(tmp_path: Path):
    kept = ["aaa-one", "aaa-two", "bbb-one"]
    for name in (*kept, "ccc-one", "old"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "0000000.npz.zst").write_bytes(b"x")
    (tmp_path / "note").write_text("mine", "utf-8")
    forget_others(tmp_path, ["aaa", "bbb"])
    assert sorted(path.name for path in tmp_path.iterdir()) == [*kept, "note"]
    assert all(list((tmp_path / name).iterdir()) for name in kept)
    forget_others(tmp_path / "nowhere", ["aaa"])


def test_an_experiment_is_the_same_and_each_first_scenario_has_its_own_folder(tmp_path: Path, lived: Counted):
    memory = tmp_path / "memory"
    plainly = run("plan", tmp_path / "a")
    same(plainly, run("plan", tmp_path / "b", remembered=memory))
    before = lived.runs
    same(plainly, run("plan", tmp_path / "c", remembered=memory))
    assert lived.runs - before == 4, "today's trend was remembered"
    other = run("jobs_first", tmp_path / "d", 2, against="plan", remembered=memory)
    same(other, run("jobs_first", tmp_path / "e", 2, against="plan"))
    key = QUESTION.key
    wanted = {f"{key}-{load(name).digest}" for name in ("baseline", "plan")}
    assert {path.name for path in memory.iterdir()} == wanted
    forget_others(memory, [key])
    assert {path.name for path in memory.iterdir()} == wanted
