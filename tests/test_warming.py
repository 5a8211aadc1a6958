"""Workers share the compiling of the month's rules: every process once, in parts of nearly equal cost."""

import pytest

from model.month import MONTH
from results.executors import Pool
from results.warming import COST, shares, warm


def test_every_process_with_rules_of_its_own_is_compiled_by_someone():
    assert {one.__name__ for one in MONTH} - set(COST) == {"Openings", "Recording"}


@pytest.mark.parametrize("parts", [1, 2, 3, 20])
def test_each_process_is_in_one_part_and_parts_are_nearly_equal(parts: int):
    found = shares(parts)
    assert sorted(name for part in found for name in part) == sorted(COST)
    costs = [sum(COST[name] for name in part) for part in found]
    assert max(costs) <= max(sum(COST.values()) / parts + max(COST.values()) / 2, max(COST.values()))


@pytest.mark.parametrize("name", COST)
def test_a_process_can_be_warmed_alone(name: str):
    warm([name])


def test_a_pool_waits_for_its_workers_and_says_when_one_fails(monkeypatch: pytest.MonkeyPatch):
    with Pool(1) as pool:
        pool.warmed()  # nothing was opened, so nothing is waited for
    monkeypatch.setattr("model.compiled.compiled_before", lambda: False)
    with Pool(2) as pool:
        executor = pool.executor(5)
        pool.warmed()
        assert executor.submit(sum, [1, 2]).result() == 3
