"""The plain objects of the benchmark and the compiled rules live the same lives, up to chance."""

import numpy as np

from benchmarks.enlarge import enlarged
from benchmarks.measure import COMPARED, final_values, side_by_side
from benchmarks.six_rules import closed, compiled
from model import small_town
from model.municipality import faults
from model.separations import Separations

TOWN = small_town(1500, seed=4)


def test_plain_objects_and_compiled_rules_agree_within_chance():
    both = side_by_side(TOWN, 24, 200, until="2021-12")
    assert set(both["stocks"]) == set(COMPARED)
    for name, (_, _, difference) in both["stocks"].items():
        assert abs(difference) < 4, name


def test_a_rule_twice_as_strong_would_be_noticed():
    town, place = closed(TOWN), COMPARED.index("employed_residents")
    usual = [final_values(town, seed, "2021-12", plain=False)[place] for seed in range(60)]
    doubled = []
    for seed in range(24):
        market = compiled(town, seed, "2021-12")
        separations = next(process for process in market.processes if isinstance(process, Separations))
        separations.hazard = 2 * separations.hazard
        market.run_model()
        doubled.append(market.value("employed_residents"))
    error = np.std(usual, ddof=1) * np.sqrt(1 / 24 + 1 / 60)
    assert abs(np.mean(doubled) - np.mean(usual)) > 4 * error


def test_an_enlarged_town_adds_up_and_runs():
    large = enlarged(TOWN, 3)
    assert len(large.residents) == 3 * len(TOWN.residents)
    assert not faults(large.residents, large.commuters, large.firms, -1)
    assert len(np.unique(large.residents.id)) == len(large.residents)
    assert large.firms.staff.sum() == 3 * TOWN.firms.staff.sum()
