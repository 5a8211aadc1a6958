"""Recovery on a linear problem whose answer is known, and what the committed records of the checks must say."""

import numpy as np
import pytest

from calibration import free, recovery, second_method
from calibration.checks import record_of
from calibration.recovery import HEADLINES, REDUCED, Plan, Recovered, binomial_limits, holds, rank, said
from calibration.runner import Job
from calibration.targets import of_role

RNG = np.random.default_rng(5)
READINGS = [one.reading for one in of_role("dynamic")]
FIGURES = np.array([one.value for one in of_role("dynamic")])
SCALE = np.array([max(one.error, 1e-3) for one in of_role("dynamic")])
SLOPES = RNG.normal(size=(len(READINGS), len(REDUCED))) * SCALE[:, None]
LATER = RNG.normal(size=(len(HEADLINES), len(REDUCED)))
CHANCE = 0.7
"""Standard deviation of one run's chance, in errors of the figure."""


def linear(jobs: list[Job]) -> list[np.ndarray]:
    """Readings that are linear in the normal variables, with chance by seed."""
    answers = []
    for job in jobs:
        places = [free.names().index(name) for name in job.names]
        whole = np.array([[one.default] for one in free.free()]).repeat(job.values.shape[1], axis=1)
        whole[places] = job.values
        normal = free.to_normal(whole)[places]
        rng = np.random.default_rng(job.seeds[0])
        if len(job.readings) == len(HEADLINES):
            answers.append(LATER @ normal + rng.normal(size=(len(HEADLINES), 1)))
        else:
            chance = CHANCE * SCALE * rng.normal(size=len(SCALE))
            answers.append(SLOPES @ normal + (FIGURES + chance)[:, None])
    return answers


def covariance(chance: float) -> np.ndarray:
    return np.diag([one.error**2 for one in of_role("dynamic")]) + chance * np.diag((CHANCE * SCALE) ** 2)


def test_intervals_hold_nine_truths_of_ten_when_readings_are_linear():
    plan = Plan(truths=60, members=400, steps=2, projected=200)
    found = said(list(recovery.recover(plan, covariance(2.0), linear)), plan)
    assert 0.85 <= found["coverage"] <= 0.95
    assert sum(found["ranks"]) == 60 * sum(one["pooled"] for one in found["values"])
    assert all(one["within_limits"] for one in found["values"])


def test_intervals_that_are_too_narrow_are_seen():
    plan = Plan(truths=40, members=200, steps=2, projected=60)
    found = said(list(recovery.recover(plan, 0.05 * covariance(2.0), linear)), plan)
    assert found["coverage"] < 0.8
    assert not all(one["within_limits"] for one in found["values"])


def test_the_second_method_agrees_where_readings_are_linear():
    plan = second_method.Plan(points=300, members=600, steps=2, length=1500, burn=500)
    found = second_method.compare(plan, covariance(2.0), linear)
    assert found["emulator_explains"] > 0.999
    for one in found["values"]:
        assert abs(one["apart"]) < 0.35
        assert one["spread_ratio"] == pytest.approx(1.0, abs=0.2)


def test_ranks_and_intervals_by_hand():
    ensemble = np.arange(1.0, 100.0)
    assert [rank(ensemble, truth) for truth in (0.0, 15.0, 99.5)] == [0, 1, 9]
    assert holds(ensemble, 5.0)
    assert holds(ensemble, 95.0)
    assert not holds(ensemble, 4.9)
    assert binomial_limits(40, 0.9) == (30, 40)
    one = Recovered(np.zeros(len(REDUCED) + len(HEADLINES)), [np.linspace(-1, 1, 50)] * 16, np.full(len(REDUCED), 0.5))
    assert said([one], Plan(truths=1))["coverage"] == 1.0


def test_the_committed_record_says_that_the_fit_finds_what_is_known():
    found = record_of("recovery")["recovery"]
    assert found["plan"]["truths"] >= 40
    assert 0.85 <= found["coverage"] <= 0.95
    assert [one["name"] for one in found["values"] if not one["within_limits"]] == []
    assert {one["name"] for one in found["values"] if one["pooled"]} >= set(HEADLINES)


def test_the_committed_record_says_that_the_second_method_agrees():
    second = record_of("recovery")["second_method"]
    assert second["emulator_explains"] > 0.8
    for one in second["values"]:
        assert abs(one["apart"]) < 0.75, one["name"]
        assert 0.6 < one["spread_ratio"] < 1.6, one["name"]


def test_the_committed_validation_scores_every_held_out_figure():
    from calibration.observed import held_out

    record = record_of("validation")
    scored = {(one["indicator"], one["date"]) for one in record["figures"]}
    assert scored == {(one.indicator, one.date) for one in held_out() if not one.fitted}
    assert record["in_words"]


def test_the_committed_sensitivity_covers_every_factor():
    from results.factors import factors

    assert {one["name"] for one in record_of("sensitivity")["screening"]} == {one.name for one in factors()}
