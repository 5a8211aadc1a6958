"""The queue behind the controls: who goes first, who shares, who may wait, and what stops."""

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from app import serving
from app import simulations as module
from app.ask import STAGES, Answer, Ask, FullError
from app.simulations import MOST_OF_A_SESSION, MOST_WAITING, STEPS, Simulations
from model.variant import STANDARD, Variant, use
from results.work import WorkerError
from scenarios.shelf import load


class Runs:
    """Stands in for the model: remembers what was asked, and answers when it is let."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, int]] = []
        self.free = threading.Event()
        self.fault: Callable[[], None] = lambda: None

    def __call__(self, scenarios: Any, replications: int, on_done: Any, **_: Any) -> Any:
        name = scenarios[0].name
        before = max((n for one, n in self.asked if one == name), default=0)
        self.asked.append((name, replications))
        on_done(0, replications - before)
        self.fault()
        while not self.free.wait(0.01):
            on_done(0, replications - before)
        on_done(replications - before, replications - before)
        return ("found", name, replications)


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> Runs:
    found = Runs()
    monkeypatch.setattr(module, "run_experiment", found)
    return found


@pytest.fixture
def queue(runs: Runs, monkeypatch: pytest.MonkeyPatch) -> Iterator[Simulations]:
    monkeypatch.setattr(module, "AT_ONCE", 1)
    monkeypatch.setattr(module.multiprocessing, "active_children", list)
    found = Simulations(workers=1)
    yield found
    runs.free.set()
    found.close()


NAMES = ["plan", "plan_strong", *[f"goal_{number}" for number in range(1, 6)], "jobs_first", "people_first"]


def ask(name: str, until: str = "2025-12") -> Ask:
    return Ask((load(name),), load("baseline"), until)


def waited(queue: Simulations, one: Ask, fine: Callable[[Answer], bool]) -> Answer:
    """The first answer that is fine."""
    seen = None
    until = time.monotonic() + 10
    while time.monotonic() < until:
        seen = queue.look(one, seen, 1.0)
        if fine(seen):
            return seen
    raise AssertionError(f"not within ten seconds: {seen}")


def test_figures_come_at_every_stage_and_never_another(queue: Simulations, runs: Runs):
    shown = set()
    queue.join(ask("plan"), "tab", "session")
    runs.free.set()
    seen = None
    while seen is None or seen.state != "done":
        seen = queue.look(ask("plan"), seen, 1.0)
        if seen.found:
            shown.add(seen.found)
    assert {replications for _, _, replications in shown} <= set(STAGES)
    assert seen.found == ("found", "plan", STAGES[-1])
    assert [n for _, n in runs.asked] == list(STEPS)


def test_the_one_with_fewest_simulations_goes_first(queue: Simulations, runs: Runs):
    queue.join(ask("plan"), "one", "a")
    waited(queue, ask("plan"), lambda seen: seen.state == "running")
    queue.join(ask("goal_1"), "two", "b")
    assert queue.look(ask("goal_1")).place == 1
    runs.free.set()
    waited(queue, ask("goal_1"), lambda seen: seen.state == "done")
    assert runs.asked[:2] == [("plan", STEPS[0]), ("goal_1", STEPS[0])]
    assert runs.asked.index(("goal_1", STEPS[0])) < runs.asked.index(("plan", STEPS[1]))


def test_a_second_who_asks_shares_and_one_who_leaves_does_not_stop_the_other(queue: Simulations, runs: Runs):
    queue.join(ask("plan"), "one", "a")
    queue.join(ask("plan"), "two", "b")
    queue.leave(ask("plan"), "one")
    runs.free.set()
    waited(queue, ask("plan"), lambda seen: seen.state == "done")
    assert len(runs.asked) == len(STEPS), "simulated once"
    queue.join(ask("plan"), "three", "c")
    assert queue.look(ask("plan")).state == "done", "and then at once"


def test_what_nobody_waits_for_stops_within_a_second_and_may_be_asked_again(queue: Simulations, runs: Runs):
    queue.join(ask("plan"), "one", "a")
    waited(queue, ask("plan"), lambda seen: seen.state == "running")
    began = time.monotonic()
    queue.leave(ask("plan"), "one")
    waited(queue, ask("plan"), lambda seen: seen.state == "cancelled")
    assert time.monotonic() - began < 1
    runs.free.set()
    queue.join(ask("plan"), "one", "a")
    waited(queue, ask("plan"), lambda seen: seen.state == "done")


def test_a_session_has_few_waiting_and_others_are_not_hindered(queue: Simulations, runs: Runs):
    for number in range(MOST_OF_A_SESSION):
        queue.join(ask(NAMES[number]), f"tab {number}", "greedy")
    with pytest.raises(FullError, match="full_session"):
        queue.join(ask(NAMES[-1]), "tab", "greedy")
    queue.join(ask(NAMES[0]), "another tab", "greedy")
    queue.join(ask(NAMES[-1]), "tab", "modest")
    runs.free.set()
    waited(queue, ask(NAMES[-1]), lambda seen: seen.state == "done")


def test_there_is_a_most_for_all_together(queue: Simulations, runs: Runs):
    asked = [ask(name, until) for name in NAMES for until in ("2025-12", "2026-12", "2030-12")]
    for number, one in enumerate(asked[:MOST_WAITING]):
        queue.join(one, f"tab {number}", f"session {number}")
    with pytest.raises(FullError, match="full"):
        queue.join(asked[MOST_WAITING], "tab", "late")
    assert queue.look(asked[MOST_WAITING]).state == "cancelled", "and nothing of it is kept"


def test_a_failure_has_an_id_and_the_queue_goes_on(queue: Simulations, runs: Runs, caplog: pytest.LogCaptureFixture):
    def break_down() -> None:
        raise RuntimeError("secret")

    runs.fault = break_down
    queue.join(ask("plan"), "one", "a")
    failed = waited(queue, ask("plan"), lambda seen: seen.state == "failed")
    assert failed.said in caplog.text
    assert "secret" not in failed.said
    runs.fault = lambda: None
    runs.free.set()
    queue.join(ask("plan"), "one", "a")
    waited(queue, ask("plan"), lambda seen: seen.state == "done")


def test_a_killed_worker_is_replaced_and_the_comparison_begun_again(queue: Simulations, runs: Runs):
    pools, lost = [queue.pool], iter([True])

    def be_killed() -> None:
        if next(lost, False):
            raise WorkerError("killed")

    runs.fault = be_killed
    runs.free.set()
    queue.join(ask("plan"), "one", "a")
    waited(queue, ask("plan"), lambda seen: seen.state == "done")
    assert queue.pool is not pools[0]


def test_finished_comparisons_are_forgotten_in_the_end(queue: Simulations, runs: Runs, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "KEPT", 2)
    runs.free.set()
    for name in NAMES[:5]:
        queue.join(ask(name), name, name)
        waited(queue, ask(name), lambda seen: seen.state == "done")
        queue.leave(ask(name), name)
    queue.join(ask(NAMES[5]), "last", "last")
    waited(queue, ask(NAMES[5]), lambda seen: seen.state == "done")
    assert len(queue.jobs) <= 3
    assert queue.known(ask(NAMES[0])) is None
    assert queue.known(ask(NAMES[4])) is not None


def test_a_stop_while_all_is_made_ready_is_no_fault_and_a_fault_is_told(
    queue: Simulations, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    def lost() -> None:
        raise WorkerError("a worker ended")

    monkeypatch.setattr(serving, "make_ready", lost)
    monkeypatch.setattr(module, "open_simulations", lambda: queue)
    serving.prepare()
    assert "not all was made ready" in caplog.text
    assert "a worker ended" in caplog.text
    caplog.clear()
    queue.close()
    serving.prepare()
    assert caplog.text == ""


def test_what_is_remembered_of_a_variant_stands_apart():
    plain = module.memory()
    use(Variant("mine"))
    try:
        assert module.memory().parent == plain.parent
        assert module.memory() != plain
    finally:
        use(STANDARD)
