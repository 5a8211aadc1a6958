"""Sensitivity and sources of variance on functions whose answers are known, and the factors themselves."""

import numpy as np
import pytest

from calibration import free
from model import Conditions, Levers, Parameters
from model.declare import declarations
from results import origins, sensitivity
from results.evaluations import Point, Reading, evaluate
from results.factors import Factor, factors, plan_levers, point

EVERY = factors()
BY_NAME = {one.name: one for one in EVERY}


def share(one: Factor, value: float) -> float:
    """Where in its range a value stands."""
    return float(np.interp(value, one.levels, np.linspace(0, 1, len(one.levels))))


def known_answer(points: list[Point], reading: Reading, **_) -> np.ndarray:
    """Fifty times where mortality stands, less twenty times where automation does; other headlines are constant."""
    rows = np.zeros((len(points), len(reading.indicators)))
    for k, one in enumerate(points):
        rows[k, 0] = 50 * share(BY_NAME["mortality"], one.parameters.mortality)
        rows[k, 0] -= 20 * share(BY_NAME["automation"], float(one.conditions.automation))
        rows[k, 1:] = one.parameters.mortality
    return rows


def test_every_free_value_condition_and_lever_of_the_plan_is_a_factor():
    assert set(free.names()) <= set(BY_NAME)
    assert set(plan_levers()) <= set(BY_NAME)
    assert {one.name for one in declarations(Conditions)} <= set(BY_NAME)
    assert len(BY_NAME) == len(EVERY)
    for one in EVERY:
        assert (np.diff(one.levels) >= 0).all()
        assert one.levels[-1] > one.levels[0], one.name


def test_the_ends_of_the_ranges_can_be_run():
    for end in (0.0, 1.0):
        made = point(EVERY, np.full(len(EVERY), end), 3)
        assert isinstance(made.parameters, Parameters)
    assert made.levers.path("job_specialists", 84)[-1] > 0
    none = point(EVERY, np.zeros(len(EVERY)), 3).levers
    assert all((none.path(name, 84) == Levers().path(name, 84)).all() for name in plan_levers())


def test_screening_finds_a_known_effect(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sensitivity, "evaluate", known_answer)
    effects = sensitivity.screen(3)
    assert [one.factor.name for one in effects[:2]] == ["mortality", "automation"]
    assert effects[0].importance[0] == pytest.approx(50)
    assert effects[0].mean[0] == pytest.approx(50)
    assert effects[1].mean[0] == pytest.approx(-20)
    assert effects[0].spread[0] == pytest.approx(0, abs=1e-6)
    assert all(one.importance[0] == 0 for one in effects[2:])


def test_indices_share_the_variance_of_a_known_function(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sensitivity, "evaluate", known_answer)
    chosen = [BY_NAME[name] for name in ("mortality", "automation", "seek")]
    found, spread = sensitivity.indices(chosen, 512)
    shares = {one.name: one.first for one in found["employed_residents"]}
    assert shares["mortality"] == pytest.approx(2500 / 2900, abs=0.04)
    assert shares["automation"] == pytest.approx(400 / 2900, abs=0.04)
    assert shares["seek"] == pytest.approx(0, abs=0.01)
    assert spread["employed_residents"] == pytest.approx(np.sqrt(2900 / 12), rel=0.03)


def test_variance_that_is_all_chance_is_said_to_be(monkeypatch: pytest.MonkeyPatch):
    def answer(points: list[Point], reading: Reading, **_) -> np.ndarray:
        chance = np.array([one.seed - sensitivity.SEED for one in points]) / origins.SEEDS
        chance[len(points) // 2 :] *= 3  # the second half are the plan's runs
        return np.tile(chance[:, None], (1, len(reading.indicators)))

    monkeypatch.setattr(origins, "evaluate", answer)
    found = origins.origins(64)
    for of in found.values():
        for one in of.values():
            assert one["sources"]["chance"]["first"] == pytest.approx(1, abs=0.1)
            assert one["sources"]["behaviour"]["first"] == pytest.approx(0, abs=0.1)
    assert found["jobs"]["effect of the plan"]["mean"] == pytest.approx(1.0, abs=0.1)


def test_evaluations_are_those_of_a_run_whoever_makes_them():
    points = [point(EVERY, np.full(len(EVERY), 0.5), seed) for seed in (1, 2, 3)]
    reading = Reading(("jobs", "unemployed"), "2019-02")
    one, two = (evaluate(points, reading, workers=workers) for workers in (1, 2))
    np.testing.assert_array_equal(one, two)
    assert len(np.unique(one[:, 0])) > 1


@pytest.mark.parametrize(
    ("options", "said"),
    [(("--samples", "12"), "a power of two"), (("--sources", "0"), "a power of two"), (("--walks", "1"), "2 or more")],
)
def test_faulty_sizes_are_said(halden, options: tuple[str, str], said: str):
    status, _, err = halden("sensitivity", *options)
    assert status == 2
    assert said in err
