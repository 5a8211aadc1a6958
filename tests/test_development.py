"""Hand-calculated cases of business development: decisions, growth, starts, land and establishments that open."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model import Conditions, LabourMarket, Levers, Parameters, small_town
from model.codes import Industry, Owner, Region, SectorClass
from model.dates import month_of
from model.decisions import PLAN_STARTS, decided, decisions, monthly_chance, plants_decided, waiting_time
from model.declare import declarations
from model.demand import Demand
from model.development import apprentices_held, decommissioning_jobs, develop, supported_growth, supported_starts
from model.entry import GROWING_MONTHS, SUPPORTED_BIT, is_supported
from model.openings import Openings
from model.outside import outside_demand, reference_jobs
from model.recording import Recording

TOWN = small_town(3000, seed=8)
LEVEL = Conditions(pandemic=0.0, dated_events=0.0, automation=0.0, base_productivity_demand=0.0)
LAGS = {known.name: known.lag for known in declarations(Levers)}
MONTHS = 144


def index(parameters: Parameters | None = None, conditions: Conditions = LEVEL, seed: int = 0, **levers: Any):
    """[month, class, owner, industry] what levers and conditions multiply firms' wishes by."""
    p, paths = parameters or Parameters(), Levers(**levers).paths(MONTHS)
    paths |= decisions(paths, p, LAGS, seed)
    found = outside_demand(TOWN, p, paths, conditions.paths(MONTHS), MONTHS)
    develop(found, TOWN, p, paths)
    return found


def added(found: np.ndarray) -> np.ndarray:
    """[month] jobs added at the reference."""
    reference = reference_jobs(TOWN.firms)
    return ((found - 1.0) * reference).sum(axis=(1, 2, 3))


def test_without_levers_nothing_is_added():
    assert (index() == 1.0).all()


@pytest.mark.parametrize(("name", "sign"), [("automation", -1), ("base_productivity_demand", 1)])
def test_base_demand_grows_by_each_months_own_yearly_rate(name: str, sign: int):
    def base(path: Any) -> np.ndarray:
        return index(conditions=replace(LEVEL, **{name: path}))[:, SectorClass.BASE, Owner.PRIVATE, 1]

    changes = month_of("2022-01")
    early, late = base(0.012), base(np.r_[np.full(changes, 0.012), 0.03])
    np.testing.assert_allclose(early, (1 + sign * 0.012) ** (np.arange(MONTHS) / 12), rtol=1e-12)
    np.testing.assert_array_equal(late[:changes], early[:changes])
    assert late[changes] / late[changes - 1] == pytest.approx((1 + sign * 0.03) ** (1 / 12))
    assert late[changes + 11] / late[changes - 1] == pytest.approx(1 + sign * 0.03)


def test_money_becomes_jobs_by_the_units_of_the_evidence():
    p = Parameters()
    spent = added(index(visitor_spending=10.0))
    assert spent[0] == pytest.approx(10 * p.visitor_additional * p.visitor_jobs)
    residents = len(TOWN.residents)
    trade = p.campaign_shift * p.retail_spending * residents * p.retail_jobs
    assert added(index(local_spending=1.0))[3] == pytest.approx(trade)
    bought = p.procurement_shift * p.purchases * residents * p.procurement_jobs
    assert added(index(local_procurement=0.5))[12] == pytest.approx(0.5 * bought)
    ten, five = added(index(innovation=10.0)), added(index(innovation=5.0))
    assert ten[24 + 11] == pytest.approx(10 * p.innovation_jobs * p.innovation_growth)
    np.testing.assert_allclose(ten, 2 * five)


def test_digital_services_take_municipal_jobs_and_only_those():
    found = index(Parameters(digital_saving=0.005), digital_services=1.0)
    years = (MONTHS - 24) / 12
    np.testing.assert_allclose(found[-1, :, Owner.MUNICIPAL], 0.995**years)
    assert (np.delete(found, Owner.MUNICIPAL, axis=2) == 1.0).all()


def test_support_makes_firms_grow_for_three_years_and_the_jobs_stay():
    one_month = np.r_[120.0, np.zeros(83)]
    grown = supported_growth(one_month, 0.05)
    assert grown[12] == pytest.approx(10 * 0.05)
    assert grown[36] == grown[-1] == pytest.approx(10 * (1.05**3 - 1))


def test_apprentices_are_held_for_two_years_from_august():
    held = apprentices_held(np.r_[np.full(12, 10.0), np.zeros(36)])
    assert held.tolist() == [0.0] * 7 + [10.0] * 24 + [0.0] * 17


def test_decommissioning_grows_to_its_two_dated_levels():
    path = decommissioning_jobs(Parameters(nnd_jobs_2025=12.0, nnd_jobs_2030=60.0), 200)
    assert [path[month_of(date)] for date in ("2024-12", "2025-06", "2025-12", "2030-12", "2032-01")] == [
        0, 6, 12, 60, 60,
    ]  # fmt: skip


def test_the_agency_alone_gets_its_jobs():
    row = int(np.flatnonzero(TOWN.firms.owner == Owner.STATE)[0])
    town = replace(TOWN, firm_names={"agency": row}, decommissioning="agency")
    p = Parameters(nnd_jobs_2025=12.0, nnd_jobs_2030=12.0, firm_sd_public=0.0)

    def wanted(**levers: Any) -> np.ndarray:
        market = LabourMarket(town, p, Levers(**levers), LEVEL, rng=3, until="2026-01", processes=(Demand, Recording))  # pyright: ignore[reportArgumentType]
        market.run_model()
        return np.asarray(market.firms.desired[: len(TOWN.firms)], np.int64)

    more = wanted(nnd_jobs=1.0) - wanted()
    assert more[row] == 12
    assert np.delete(more, row).sum() == 0


def test_a_strong_krone_and_an_open_border_send_shoppers_abroad():
    def shops(**conditions: float) -> float:
        return index(conditions=Conditions(pandemic=0.0, **conditions))[0, SectorClass.VISITOR, 0, 3]

    closed = shops(border_trade=0.0)
    assert closed == pytest.approx(1 + Parameters().border_elasticity)
    assert closed > shops(border_trade=0.5) > shops() == 1.0 > shops(krone=1.2) > shops(border_trade=2.0) > 0.9


@given(st.floats(0.01, 0.99), st.integers(0, 40))
def test_the_monthly_chance_gives_the_chance_by_the_end_of_2025(chance: float, lag: int):
    months = month_of("2025-12") - PLAN_STARTS - lag + 1
    assert 1 - (1 - monthly_chance(chance, lag)) ** months == pytest.approx(chance)


def test_a_waiting_time_is_geometric():
    hazard, n = 0.1, 10_000
    waits = [waiting_time((k + 0.5) / n, hazard) for k in range(n)]
    for month in (0, 1, 5, 20):
        assert np.mean([wait <= month for wait in waits]) == pytest.approx(1 - 0.9 ** (month + 1), abs=1e-3)
    assert waiting_time(0.5, 0.0) == np.inf
    assert waiting_time(0.5, 1.0) == 0.0


def test_as_many_pursuits_succeed_as_the_probability_says():
    pursued = Levers(state_jobs=np.r_[np.zeros(PLAN_STARTS), 60.0])  # pyright: ignore[reportArgumentType]
    paths = pursued.paths(84)
    won = [decisions(paths, Parameters(), LAGS, seed)["state_jobs_won"][-1] for seed in range(3000)]
    assert set(won) == {0.0, 60.0}
    assert np.mean(np.array(won) > 0) == pytest.approx(Parameters().state_success, abs=0.03)


@given(st.integers(0, 2**62), st.floats(0.001, 0.5))
def test_a_larger_pursuit_never_loses_what_a_smaller_one_won(key: int, hazard: float):
    small, large = np.r_[np.zeros(5), np.full(55, 10.0)], np.r_[np.zeros(5), np.full(55, 25.0)]
    ones, twos = (decided(path, hazard, np.uint64(key)) for path in (small, large))
    np.testing.assert_allclose(twos, 2.5 * ones)
    assert (np.diff(ones) >= 0).all()
    few, many = (plants_decided(np.full(60, n), hazard, np.uint64(key)) for n in (1.0, 3.0))
    assert (many >= few).all()


def test_what_is_given_up_before_it_is_decided_never_comes():
    path = np.r_[np.full(3, 40.0), np.zeros(57)]
    keys = np.arange(1, 400, dtype=np.uint64)
    won = np.array([decided(path, 0.1, key)[-1] for key in keys])
    assert set(won) == {0.0, 40.0}
    assert (won > 0).mean() == pytest.approx(1 - 0.9**3, abs=0.07)


def opened(**levers: Any) -> LabourMarket:
    parameters = Parameters(
        state_success=0.999, state_local_hires=0.75, plant_decided=0.5, plant_attribution=1.0, plant_jobs=40.0,
        jobs_per_hectare=10.0, zoning_months=6.0, preparing_months=0.0, site_take_up=0.0, exit_one=0.0, exit_small=0.0,
        exit_medium=0.0, exit_large=0.0,
    )  # fmt: skip
    market = LabourMarket(TOWN, parameters, Levers(**levers), LEVEL, rng=1, until="2035-12")
    market.run_model()
    return market


def test_a_relocated_agency_opens_with_a_quarter_of_its_staff():
    before = len(TOWN.firms)
    market = LabourMarket(
        TOWN, Parameters(state_success=0.999, state_local_hires=0.75), Levers(state_jobs=80.0), LEVEL,
        rng=1, until="2030-12", processes=(Openings, Recording),
    )  # fmt: skip
    market.run_model()
    assert len(market.firms) == before + 1
    assert (market.firms.owner[before], market.firms.reference[before]) == (Owner.STATE, 80.0)
    assert market.firms.commuters[before] == 20
    came = market.commuters.employer == before
    assert (market.commuters.region[came] == Region.ELSEWHERE).all()


def test_a_plant_waits_for_ready_land():
    def plants(market: LabourMarket) -> int:
        new = market.firms.id[len(TOWN.firms) :]
        return int(((new >> np.uint64(39)) == np.uint64(((1 << 41) + (1 << 39)) >> 39)).sum())

    assert plants(opened(plant_projects=1.0)) == 0
    assert plants(opened(plant_projects=1.0, ready_land=4.0)) == 1


def test_state_jobs_crowd_out_some_base_jobs():
    p = Parameters(state_success=0.999)
    base = reference_jobs(TOWN.firms)[SectorClass.BASE].sum()
    found = index(p, state_jobs=50.0, crowding_out=0.4)[-1, SectorClass.BASE]
    np.testing.assert_allclose(found, 1 - 0.4 * 50 / base)


def test_companies_that_capital_starts_survive_and_grow_as_the_statistics_say():
    p = Parameters(capital_starts=5.0, competition=0.0, firm_sd_small=0.0, firm_sd_large=0.0)
    path = np.r_[np.full(12, 100.0), np.zeros(200)]
    market = LabourMarket(
        TOWN, p, Levers(growth_capital=path), LEVEL, rng=3, until="2035-12", processes=(Demand, Recording)
    )  # pyright: ignore[reportArgumentType]
    market.run_for(24)  # the money comes in the second year
    started = np.array([is_supported(firm) for firm in market.firms.id])
    expected = supported_starts(market.levers.paths(36), p).sum()
    assert started.sum() == pytest.approx(expected, abs=4 * np.sqrt(expected))
    market.run_for(GROWING_MONTHS)
    firms = market.firms
    rows = np.flatnonzero(started)
    alive = firms.present[rows]
    assert alive.mean() == pytest.approx(p.start_survival, abs=0.12)
    assert firms.reference[rows][alive].mean() == pytest.approx(2 * p.start_growth, rel=0.1)
    assert not any(int(firm) & SUPPORTED_BIT for firm in TOWN.firms.id)


def test_more_firms_in_a_local_trade_share_its_customers():
    def wanted(competition: float, extra: int) -> float:
        firms = TOWN.firms.copy()
        private = (firms.owner == Owner.PRIVATE) & (firms.sector_class == SectorClass.VISITOR)
        shop = np.flatnonzero(private & (firms.industry == Industry.RETAIL))
        market = LabourMarket(
            TOWN, Parameters(competition=competition, exit_one=0.0, exit_small=0.0, exit_medium=0.0, exit_large=0.0,
                             firm_sd_small=0.0, firm_sd_large=0.0),
            None, LEVEL, rng=1, processes=(Demand, Recording),
        )  # fmt: skip
        market.firms.reference[shop[0]] += extra
        market.step()
        return float(market.firms.desired[shop[1:]].sum())

    assert wanted(0.0, 500) == wanted(0.0, 0)
    alone, crowded = wanted(1.0, 0), wanted(1.0, 500)
    total = sum(
        reference_jobs(TOWN.firms)[one, Owner.PRIVATE, Industry.RETAIL].sum()
        for one in (SectorClass.VISITOR, SectorClass.REGIONAL, SectorClass.LOCAL)
    )
    assert crowded == pytest.approx(alone * total / (total + 500), rel=0.15)
