"""Who is born and who moves in, as the figures before 2019 have it."""

import numpy as np
import pytest

from calibration import load_municipality
from calibration.figures import figure, population
from calibration.newcomers import spread_over_ages
from calibration.packs import read_pack
from calibration.transitions import birth_level, fertility, gross_moves, net_change, past
from model.codes import Status

HALDEN = load_municipality("halden")
PACK = read_pack("halden")


def test_births_of_the_past_years_give_haldens_level():
    bell = fertility(PACK) / fertility(PACK).sum()
    ratios = []
    for year in range(2014, 2019):
        births_a_woman = []
        for area in ("halden", "norway"):
            table = population(area)
            women = table[table["year"] == year].sort_values("age")["female"].to_numpy()
            infants = table[(table["year"] == year + 1) & (table["age"] == 0)][["female", "male"]].to_numpy().sum()
            births_a_woman.append(infants / sum(bell[age] * women[age] for age in range(15, 50)))
        ratios.append(births_a_woman[0] / births_a_woman[1])
    assert birth_level(PACK) == pytest.approx(np.mean(ratios))
    total = figure("total_fertility_rate", 2018, "area=Norway")
    assert fertility(PACK).sum() == pytest.approx(total * np.mean(ratios))


def test_the_sources_of_newcomers_add_up_to_who_left_and_the_net_change_at_each_age():
    leaving, arrivals = gross_moves(PACK, HALDEN.residents)
    assert (arrivals >= 0.0).all()
    assert arrivals.sum(axis=1) == pytest.approx(HALDEN.rates.arriving)
    known = past(PACK)
    out = figure("out_migration_domestic", 2015) + figure("emigration", 2008)
    natural = float(fertility(PACK) @ known.people[:, 0]) - float((HALDEN.rates.mortality * known.people.T).sum())
    assert arrivals.sum() == pytest.approx(out + known.growth - natural), "the population grows as it did"
    people, rates = HALDEN.residents, HALDEN.rates
    age = np.minimum((-1 - people.birth_month.astype(int)) // 12, len(leaving) - 1)
    chance = leaving[age] * rates.leaving_origin[people.origin]
    chance *= np.where(people.status == Status.EMPLOYED, rates.leaving_employed, 1.0)
    leavers = np.bincount(age, weights=chance, minlength=len(leaving))
    wanted = np.maximum(leavers + net_change(known), 0.15 * leavers)
    assert arrivals.sum(axis=0) / arrivals.sum() == pytest.approx(wanted / wanted.sum(), rel=1e-5, abs=1e-9)


def test_the_table_of_newcomers_has_the_ages_of_each_source():
    _, arrivals = gross_moves(PACK, HALDEN.residents)
    age = np.minimum((-1 - HALDEN.newcomers.birth_month.astype(int)) // 12, arrivals.shape[1] - 1)
    for source, (first, last) in enumerate(zip(HALDEN.newcomer_starts, HALDEN.newcomer_starts[1:], strict=False)):
        wanted = np.cumsum(arrivals[source]) / arrivals[source].sum() * (last - first)
        found = np.cumsum(np.bincount(age[first:last], minlength=arrivals.shape[1]))
        assert np.abs(found - wanted).max() <= 2.0, "whole rows allow no closer"


def test_rows_are_spread_over_ages_by_their_weights_alone():
    age = np.repeat([0, 1, 2], [10, 20, 70])
    weight = np.repeat([3.0, 0.0, 1.0], [10, 20, 70])
    rows = spread_over_ages(weight, age, 100, np.random.default_rng(3))
    assert np.bincount(age[rows], minlength=3).tolist() == pytest.approx([30, 0, 70], abs=1)
    assert len(np.unique(rows[age[rows] == 2])) > 60, "each is as likely as the next"
