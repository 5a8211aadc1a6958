"""Firms that start, and the land that firms take."""

from dataclasses import replace

import numpy as np
import pytest

from model import Conditions, LabourMarket, Levers, Parameters, small_town
from model.codes import Industry, Owner, SectorClass
from model.demand import Demand
from model.entry import ENTRY, ENTRY_SHARES, ENTRY_SIZES, LARGE, exit_hazard
from model.recording import Recording

TOWN = small_town(3000, seed=8)
LEVEL = Conditions(pandemic=0.0, dated_events=0.0, automation=0.0, base_productivity_demand=0.0)


def test_entry_replaces_the_jobs_of_those_closing_in_each_class_and_industry():
    market = LabourMarket(TOWN, rng=1, until="2019-12", processes=(Demand, Recording))  # pyright: ignore[reportArgumentType]
    demand, firms = market.processes[0], TOWN.firms
    scalars = demand.scalars
    lost = np.zeros((len(SectorClass), len(Industry)))
    for f in range(len(firms)):
        if firms.present[f] and firms.owner[f] == Owner.PRIVATE and firms.reference[f] < LARGE:
            lost[firms.sector_class[f], firms.industry[f]] += (
                exit_hazard(firms.reference[f], scalars) * firms.reference[f]
            )
    np.testing.assert_allclose(demand.entries * (ENTRY_SIZES @ ENTRY_SHARES), lost, rtol=1e-6)
    assert (lost[SectorClass.BASE] > 0).any()
    assert (lost[SectorClass.REGIONAL] > 0).any()


def test_new_firms_are_of_the_classes_expected():
    expected = np.zeros((len(SectorClass), len(Industry)))
    expected[SectorClass.BASE, Industry.TECHNICAL], expected[SectorClass.REGIONAL, Industry.TECHNICAL] = 0.5, 1.5
    settings = Parameters(exit_one=0.0), Levers(), LEVEL
    whole = LabourMarket(TOWN, *settings, rng=1, until="2035-12")
    demand = next(one for one in whole.processes if isinstance(one, Demand))
    market = LabourMarket(TOWN, *settings, rng=1, until="2035-12", processes=(Recording,))
    before = len(TOWN.firms)
    for _ in range(204):
        market.step()
        demand.start(market, expected, False, market.key(ENTRY))
    started = market.firms.sector_class[before:]
    assert (market.firms.industry[before:] == Industry.TECHNICAL).all()
    for sector_class, wanted in ((SectorClass.BASE, 102), (SectorClass.REGIONAL, 306)):
        assert (started == sector_class).sum() == pytest.approx(wanted, abs=4 * np.sqrt(wanted))


def test_firms_that_claim_more_land_than_is_ready_get_equal_shares_of_their_claims():
    base = np.flatnonzero((TOWN.firms.sector_class == SectorClass.BASE) & (TOWN.firms.reference > 11))[:4]
    town = replace(TOWN, firms=TOWN.firms.copy(), ready_land=1.0)
    town.firms.reference[base], town.firms.site[base] = 100.0, 50.0
    p = Parameters(
        jobs_per_hectare=10.0, site_take_up=1.0, firm_sd_small=0.0, firm_sd_large=0.0, exit_large=0.0, growth_lost=0.0
    )
    market = LabourMarket(town, p, Levers(), LEVEL, rng=1, until="2019-12", processes=(Demand, Recording))  # pyright: ignore[reportArgumentType]
    market.step()
    taken = market.firms.site[base] - 50.0
    assert (taken > 0).all()
    np.testing.assert_allclose(taken, taken[0])
    assert taken.sum() <= 10.0 + 1e-9
