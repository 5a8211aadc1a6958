"""Deaths, births, moving out and moving in follow their rates, at every age and month; nobody else's do."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model import Conditions, LabourMarket, Levers, Municipality, Parameters
from model.codes import Benefit, Education, Industry, Region, Sex, Status
from model.commuters import Commuters
from model.demography import ARRIVAL_BLOCK, BIRTH_BIT, BOYS, NEWCOMERS, Demography, monthly
from model.draws import mix
from model.firms import Firms
from model.flows import Flow
from model.rates import OLDEST, Rates
from model.recording import Recording
from model.residents import NEVER, NOBODY, Residents
from model.town import plain_rates, small_town

AGES = OLDEST + 1
SIGMAS = 5


def table(kind, n: int, **columns):
    """A table of ``n`` rows; a single value fills its column."""
    return kind.from_columns({name: np.broadcast_to(value, n) for name, value in columns.items()})


def people(n: int, *, age: object = 30, **columns) -> Residents:
    """Residents who reach ``age`` in January 2019."""
    ids = np.arange(1, n + 1, dtype=np.uint64)
    return table(Residents, n, **{"id": ids, "present": True, "birth_month": np.asarray(age) * -12, **columns})


def quiet(**changes) -> Rates:
    """Rates of a place where nobody dies, is born or moves, but for the changes."""
    still = {
        "mortality": np.zeros((2, AGES)), "fertility": np.zeros(AGES), "leaving": np.zeros(AGES),
        "leaving_origin": np.ones(3), "leaving_employed": 1.0,
    }  # fmt: skip
    return Rates(**{**plain_rates().__dict__, **still, **changes})


def run(residents: Residents, rates: Rates, parameters: Parameters | None = None, **others) -> LabourMarket:
    """One month of demography, and no other process, for the residents and one firm that employs some of them."""
    pool = others.pop("pool", Commuters())
    newcomers = others.pop("newcomers", people(3, age=20))
    starts = others.pop("starts", np.array([0, 1, 2, 3]))
    conditions = others.pop("conditions", Conditions(refugee_arrivals=0.0))
    firms = table(
        Firms, 1, id=np.uint64(1 << 42), present=True, staff=int((residents.employer == 0).sum()),
        commuters=int((pool.employer == 0).sum()), industry=Industry.RETAIL,
    )  # fmt: skip
    town = Municipality.from_tables(
        "test", residents, pool, firms, newcomers=newcomers, newcomer_starts=starts, rates=rates
    )
    market = LabourMarket(
        town, parameters, others.pop("levers", None), conditions, processes=(Demography,), audit=True, **others
    )
    market.step()
    return market


def near(count: float, n: float, chance: float) -> None:
    """A count lies within five standard errors of what the chance implies."""
    assert abs(count - n * chance) <= SIGMAS * np.sqrt(n * chance * (1 - chance)) + 1e-9, (count, n * chance)


@given(st.floats(0, 1))
def test_twelve_monthly_chances_compound_to_the_yearly_one(yearly: float):
    assert 1 - (1 - monthly(np.array(yearly))) ** 12 == pytest.approx(yearly, abs=1e-12)
    assert monthly(np.array([0.0, 1.0])).tolist() == [0.0, 1.0]


def test_nothing_happens_where_every_rate_is_nought():
    residents = people(500, age=np.arange(500) % 100, sex=np.arange(500) % 2)
    market = run(residents, quiet(arriving=np.zeros(3)))
    market.run_for(23)
    assert len(market.residents) == 500
    assert market.residents.present.all()


def test_where_death_is_certain_everyone_dies_and_jobs_end():
    residents = people(40, status=Status.EMPLOYED, employer=0, job_since=-9)
    market = run(residents, quiet(mortality=np.ones((2, AGES))), Parameters(leavers_keep_job=1.0))
    assert not market.residents.present.any()
    assert market.flows[[Flow.DEATHS, Flow.DEPARTURES]].tolist() == [40, 0]
    assert (market.residents.employer == NOBODY).all()
    assert (market.residents.status == Status.OUTSIDE).all()
    assert market.firms.staff[0] == market.firms.commuters[0] == len(market.commuters) == 0


def test_death_follows_the_age_lived_in_the_month_and_the_sex():
    only_70 = np.zeros((2, AGES))
    only_70[Sex.MALE, 70] = 1.0
    born = [11 - 70 * 12, 12 - 70 * 12, 11 - 70 * 12]  # 70 in December 2019, in January 2020, a woman
    market = run(people(3, birth_month=born, sex=[1, 1, 0]), quiet(mortality=only_70))
    market.run_for(10)
    assert (market.date, market.residents.present.tolist()) == ("2019-11", [True, True, True])
    market.step()
    assert (market.date, market.residents.present.tolist()) == ("2019-12", [False, True, True])
    market.step()
    assert (market.date, market.residents.present.tolist()) == ("2020-01", [False, False, True])


def test_statistics_use_the_age_at_the_end_of_the_year():
    town = Municipality.from_tables(
        "test", people(2, birth_month=[-39 * 12 - 1, -39 * 12]), Commuters(), Firms(),
        newcomers=Residents(), newcomer_starts=np.zeros(4, int), rates=quiet(),
    )  # fmt: skip
    market = LabourMarket(town, processes=(Recording,), until="2020-12")
    counted = [market.value("population_40_54")]
    while market.running:
        market.step()
        counted.append(market.value("population_40_54"))
    # One born in December 1979 is 39 at the opening and 40 at the end of 2019; one of January 1980, a year later.
    assert counted == [0] + [1] * 12 + [2] * 12


def test_deaths_at_each_age_follow_the_table():
    n = 200_000
    age, sex = np.arange(n) % 100, np.arange(n) // 100 % 2
    rates = plain_rates()
    market = run(people(n, age=age, sex=sex), quiet(mortality=rates.mortality), Parameters(mortality=1.5), rng=3)
    chance = monthly(np.minimum(1.5 * rates.mortality, 1.0))[sex, age]
    died = ~market.residents.present[:n]
    for low in range(0, 100, 10):
        for one in Sex:
            group = (age >= low) & (age < low + 10) & (sex == one)
            expected, variance = chance[group].sum(), (chance[group] * (1 - chance[group])).sum()
            assert abs(died[group].sum() - expected) <= SIGMAS * np.sqrt(variance), (low, one)


def test_a_year_of_months_takes_the_yearly_share():
    n = 40_000
    market = run(people(n), quiet(mortality=np.full((2, AGES), 0.3)))
    market.run_for(11)
    near(n - market.residents.present.sum(), n, 0.3)


def test_moving_out_follows_age_origin_and_work():
    n = 120_000
    origin, works = np.arange(n) % 3, np.arange(n) // 3 % 2 == 1
    residents = people(n, origin=origin, status=np.where(works, 3, 0), region=np.where(works, Region.OSLO, 0))
    rates = quiet(leaving=np.full(AGES, 0.4), leaving_origin=np.array([1.0, 2.0, 0.0]), leaving_employed=0.5)
    market = run(residents, rates)
    left = ~market.residents.present[:n]
    for of, by_origin in enumerate((1.0, 2.0, 0.0)):
        for job, by_work in ((False, 1.0), (True, 0.5)):
            group = (origin == of) & (works == job)
            near(left[group].sum(), group.sum(), float(monthly(np.array(0.4))) * by_origin * by_work)
    assert market.flows[Flow.DEPARTURES] == left.sum()


def test_a_leaver_who_keeps_the_job_is_an_in_commuter_at_the_same_firm():
    status = [Status.EMPLOYED, Status.EMPLOYED, Status.LAID_OFF, Status.UNEMPLOYED]
    residents = people(
        4, status=status, employer=[0, -1, 0, -1], region=[0, Region.SWEDEN, 0, 0], job_since=[-40, -9, -9, NEVER],
        education=[Education.LONG_HIGHER, 0, 0, 0], industry=[Industry.RETAIL, 1, 1, -1],
    )  # fmt: skip
    away = quiet(leaving=np.ones(AGES))
    market = run(residents, away, Parameters(leavers_keep_job=1.0))
    assert not market.residents.present.any()
    [row] = market.commuters.frame().to_dict("records")
    assert row == {
        "id": 1, "region": Region.ELSEWHERE, "education": Education.LONG_HIGHER, "employer": 0,
        "industry": Industry.RETAIL, "job_since": -40, "laid_off_since": NEVER, "tied": True,
    }  # fmt: skip
    assert (market.firms.staff[0], market.firms.commuters[0]) == (0, 1)
    without = run(residents, away, Parameters(leavers_keep_job=0.0))
    assert len(without.commuters) == without.firms.staff[0] == without.firms.commuters[0] == 0


def test_every_woman_of_15_to_49_bears_a_child_where_birth_is_certain():
    months = np.array([15 * 12 - 1, 15 * 12, 30 * 12, 50 * 12 - 1, 50 * 12, 30 * 12])
    residents = people(6, birth_month=-months, sex=[0, 0, 0, 0, 0, 1], origin=[0, 1, 2, 0, 0, 0])
    market = run(residents, quiet(fertility=np.full(AGES, 12.0)), rng=6)
    children = market.residents.frame()[6:]
    addresses = {int(mix(np.uint64(mother) ^ market.key(NEWCOMERS)) | BIRTH_BIT) for mother in (2, 3, 4)}
    assert set(children["id"]) == addresses, "a child's address is a function of the mother and the month"
    assert market.flows[Flow.BIRTHS] == len(children) == 3
    assert (children[["birth_month", "arrival_month"]] == 0).all(axis=None)
    assert (children[["origin", "status", "benefit", "enrolment", "education"]] == 0).all(axis=None)
    assert children["present"].all()


def test_births_follow_the_rate_and_half_and_a_little_more_are_boys():
    n = 100_000
    market = run(people(n, sex=Sex.FEMALE), quiet(fertility=np.full(AGES, 0.5)), Parameters(fertility=1.2))
    born = len(market.residents) - n
    near(born, n, 0.6 / 12)
    near((market.residents.sex[n:] == Sex.MALE).sum(), born, BOYS)


def arrivals(market: LabourMarket) -> np.ndarray:
    """[month, source] how many have moved in, read from their addresses."""
    ids = market.residents.id
    block = (ids[(ids >= ARRIVAL_BLOCK) & (ids < BIRTH_BIT)] - np.uint64(ARRIVAL_BLOCK)) >> np.uint64(20)
    return np.bincount(block.astype(int), minlength=4 * market.horizon).reshape(-1, 4)


def about(count: float, expected: float) -> None:
    assert abs(count - expected) <= SIGMAS * np.sqrt(expected), (count, expected)


def test_arrivals_follow_table_season_dwellings_jobs_and_for_refugees_the_condition():
    season = np.array([0.0, 3.0, 0.0] + [1.0] * 9)
    rates = quiet(arriving=np.array([1200.0, 600.0, 99_999.0]), arriving_season=season)
    conditions = Conditions(refugee_arrivals=300.0, market_dwellings=-60.0)
    market = run(
        people(1), rates, Parameters(arriving=2.0, migration_response=0.5), conditions=conditions,
        levers=Levers(dwellings=200.0), until="2025-12",
    )  # fmt: skip
    market.pull = 4.0  # jobs have quadrupled: twice as many move in
    market.run_for(83)
    came = arrivals(market)
    assert came.sum() == market.residents.present.sum() - 1
    of_season = came.reshape(7, 12, 4).sum(axis=0)
    for month, share in enumerate(season):
        years, built = 7 * share, 5 * share  # what is built draws people from the third year on
        pulled = years * 2.0 * 2.0
        drawn = (built * 200 - years * 60) / 12 * Parameters().dwelling_newcomers * 2.0
        for source, yearly in enumerate((1200 / 12 * pulled + drawn, 600 / 12 * pulled, 300 / 12 * years, 0.0)):
            about(of_season[month, source], yearly)


def test_refugees_come_in_the_months_that_the_condition_gives():
    path: Any = np.zeros(24)
    path[5] = 600.0
    market = run(people(1), quiet(), conditions=Conditions(refugee_arrivals=path), until="2020-12")
    market.run_for(23)
    came = arrivals(market)[:, 2]
    assert came.sum() == came[5]
    about(came[5], 50.0)


def test_a_newcomer_takes_one_row_of_its_source_with_months_counted_from_the_arrival():
    newcomers = people(
        3, birth_month=[-240, -480, -720], education=[1, 2, 4], status=[0, 1, 0], benefit=[0, 0, Benefit.OLD_AGE]
    )
    rates = quiet(arriving=np.array([600.0, 600.0, 0.0]))
    market = run(people(1), rates, newcomers=newcomers, starts=np.array([0, 1, 3, 3]), until="2019-03")
    market.run_for(2)
    came = market.residents.frame()[1:]
    source = (came["id"].to_numpy() >> np.uint64(20)) % 4
    assert set(came["education"][source == 0]) == {1}
    assert set(came["education"][source == 1]) == {2, 4}
    assert (came["birth_month"] - came["arrival_month"]).tolist() == [
        {1: -240, 2: -480, 4: -720}[one] for one in came["education"]
    ]
    assert set(came["arrival_month"]) == {0, 1, 2}
    assert (came["since"] == came["arrival_month"]).all()
    assert (came["benefit"] == np.where(came["education"] == 4, Benefit.OLD_AGE, 0)).all()


@pytest.mark.parametrize(("settle", "keep"), [(0.1, 0.9), (0.3, 1.0), (0.1, 0.0), (0.0, 0.5), (0.0, 0.0)])
def test_employed_newcomers_settle_beside_their_job_keep_one_outside_or_look_for_one(settle: float, keep: float):
    n = 40_000
    pool = table(Commuters, n, id=np.arange(n, dtype=np.uint64), region=1, employer=0, industry=3, job_since=-7)
    newcomers = people(1, status=Status.EMPLOYED, region=Region.OSLO, industry=5)
    rates = quiet(arriving=np.array([12.0 * 10_000, 0.0, 0.0]))
    parameters = Parameters(settling_commuters=settle, arrivals_keep_job=keep)
    market = run(people(1), rates, parameters, pool=pool, newcomers=newcomers, starts=np.array([0, 1, 1, 1]))
    came = market.residents.frame()[1:]
    here, outside = came["employer"] == 0, came["region"] == Region.OSLO
    near(here.sum(), len(came), settle)
    near(outside.sum(), len(came), (1.0 - settle) * keep)
    assert (came["status"] == np.where(here | outside, Status.EMPLOYED, Status.UNEMPLOYED)).all()
    assert (came["job_since"][here] == -7).all(), "one who settles goes on in the same job"
    assert (came["industry"][here] == Industry.RETAIL).all()
    assert came["job_since"][outside].between(-60, 0).all()
    assert (market.firms.staff[0], market.firms.commuters[0]) == (here.sum(), n - here.sum())


def test_the_young_have_a_chance_of_moving_out_of_their_own():
    usual, half = (
        next(one for one in LabourMarket(small_town(50), p).processes if isinstance(one, Demography)).leaving
        for p in (Parameters(), Parameters(leaving_young=0.5))
    )
    yearly = plain_rates().leaving
    for age, factor in ((19, 1.0), (20, 0.5), (39, 0.5), (40, 1.0)):
        assert half[12 * age] == pytest.approx(monthly(np.array(factor * yearly[age])))
        assert usual[12 * age] == pytest.approx(monthly(np.array(yearly[age])))
