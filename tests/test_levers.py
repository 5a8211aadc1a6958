"""What each lever does, alone, in the process it acts through."""

from typing import Any

import numpy as np

from model import LabourMarket, Levers, Parameters, small_town
from model.codes import Status

TOWN = small_town(3000, seed=8)


def run(parameters: Parameters | None = None, **levers: Any) -> LabourMarket:
    market = LabourMarket(TOWN, parameters, Levers(**levers), rng=2, until="2020-12")
    market.run_model()
    return market


def jobs_found(market: LabourMarket, low: int, high: int) -> int:
    """Of those without a job at the opening, how many have one at the end."""
    rows = slice(0, len(TOWN.residents))
    age = (-1 - TOWN.residents.birth_month.astype(int)) // 12
    idle = (TOWN.residents.status <= Status.UNEMPLOYED) & (age >= low) & (age < high)
    return int((market.residents.status[rows][idle] == Status.EMPLOYED).sum())


def test_follow_up_of_the_young_helps_the_young_as_much_as_its_parameter_says():
    plain = run()
    without_effect = run(Parameters(youth_finding=1.0, youth_education=1.0), youth_activation=1.0)
    for first, second in zip(plain.record, without_effect.record, strict=True):
        np.testing.assert_array_equal(first, second)
    strong = run(Parameters(youth_finding=2.0, youth_education=1.0), youth_activation=1.0)
    assert jobs_found(strong, 19, 28) > jobs_found(plain, 19, 28)
    to_school = run(Parameters(youth_finding=1.0, youth_education=2.0), youth_activation=1.0)
    assert to_school.value("students") > plain.value("students")
    harmful = run(Parameters(youth_finding=0.5, youth_education=1.0), youth_activation=1.0)
    assert jobs_found(harmful, 19, 28) < jobs_found(plain, 19, 28)
