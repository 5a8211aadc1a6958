"""The accounts add up in every month of every run: every process, town, parameter value and path."""

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from model import Conditions, LabourMarket, Levers, Municipality, Parameters, small_town
from model.audit import ProcessError
from model.codes import Benefit, Enrolment, Industry, Programme, Region, Status
from model.declare import declarations
from model.demand import Demand
from model.demography import Demography
from model.events import Event
from model.flows import Flow
from model.indicators import INDICATORS
from model.matching import Matching
from model.month import MONTH
from model.municipality import faults
from model.recording import Recording
from model.run import Run
from model.support import PROGRAMMES

few = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow], phases=[Phase.generate])
seeds = st.integers(0, 2**63 - 1)
spreads = st.integers(0, 10_000)


@st.composite
def towns(draw, most: int = 2000) -> Municipality:
    town = small_town(
        draw(st.integers(0, most)),
        jobs_per_resident=draw(st.sampled_from([0.0, 0.1, 0.4, 0.8])),
        seed=draw(st.integers(0, 1000)),
    )
    shares = np.random.default_rng(draw(spreads)).random(24)
    replace(town, "layoff_share", np.tile(shares, (len(Industry), 1)) * draw(st.sampled_from([0.0, 0.3])))
    replace(town, "lost_demand", np.tile(shares, (len(Industry), 1)) * draw(st.sampled_from([0.0, 0.3])))
    replace(town, "ready_land", draw(st.floats(0, 20)))
    if len(town.firms) > 1:
        jobs = draw(st.integers(-40, 40))
        replace(town, "firm_names", {"mill": 0, "plant": 1})
        replace(town, "events", (
            Event("change", "jobs", "mill", "2019-03", 3, jobs, "test", "estimate"),
            Event("move", "transfer", "mill", "2019-08", 2, abs(jobs), "test", "estimate", to_firm="plant"),
        ))  # fmt: skip
    return town


def replace(town: Municipality, name: str, value: object) -> None:
    object.__setattr__(town, name, value)


def parameters(spread: int) -> Parameters:
    """Parameters across their declared ranges: half at their default, the others anywhere, some at an end."""
    rng = np.random.default_rng(spread)
    chosen = {
        known.name: min(known.low + np.clip(rng.uniform(-0.2, 1.2), 0, 1) * (known.high - known.low), known.high)
        for known in declarations(Parameters)
        if rng.random() < 0.5
    }
    return Parameters(**chosen)


def paths(family: type, spread: int):
    """Levers or conditions across their ranges: constants and monthly paths, some jumping from end to end."""
    rng = np.random.default_rng(spread)
    chosen: dict[str, object] = {}
    for known in declarations(family):
        if rng.random() < 0.7:
            places = np.clip(rng.uniform(-0.5, 1.5, rng.choice([1, 2, 24])), 0, 1)
            path = np.minimum(known.low + places * (known.high - known.low), known.high)
            chosen[known.name] = float(path[0]) if len(path) == 1 else path
    return family(**chosen)


def record_holds(market: LabourMarket) -> None:
    """Identities between the record's series."""
    run = Run("town", market.seed, market.until, market.record)
    known = slice(0, market.month + 2)
    value = {name: run.values(name)[known] for name in INDICATORS}
    flows = value["births"] - value["deaths"] + value["arrivals"] - value["departures"]
    np.testing.assert_array_equal(np.diff(value["population"]), flows[1:])
    employed = market.record.cells[known, :, 1].sum(axis=1)
    np.testing.assert_array_equal(employed, value["working_here"] + value["out_commuters"])
    np.testing.assert_array_equal(employed, market.record.out[known].sum(axis=1))
    np.testing.assert_array_equal(value["jobs"], value["working_here"] + value["in_commuters"])
    classes = sum(value[name] for name in value if name.startswith("jobs_class_"))
    np.testing.assert_array_equal(classes, value["jobs"])
    assert (market.record.jobs[known] >= 0).all()
    bands = sum(value[name] for name in value if name.startswith("population_"))
    np.testing.assert_array_equal(bands, value["population"])
    fourth = value["employed_residents"] + value["unemployed"] - value["labour_force"]
    assert (fourth >= 0).all(), "the labour force counts nobody twice"
    np.testing.assert_array_equal(
        market.record.cells[known, :, 1:7].max(axis=2) <= market.record.cells[known, :, 0], True
    )


def state_holds(market: LabourMarket) -> None:
    """What the tables must satisfy at the end of a month."""
    people, month = market.residents, market.month
    here = people.present
    assert not faults(people, market.commuters, market.firms, month)
    assert len(np.unique(people.id)) == len(people)
    assert len(np.unique(market.firms.id)) == len(market.firms)
    left = ~here
    assert (people.status[left] == Status.OUTSIDE).all()
    apprentices = here & (people.enrolment == Enrolment.APPRENTICE)
    assert (people.status[apprentices] >= Status.LAID_OFF).all(), "an apprentice has an employer"
    assert (people.employer[apprentices] >= 0).all()
    unemployed = here & (people.status == Status.UNEMPLOYED)
    assert (people.benefit[unemployed] <= Benefit.WORK_ASSESSMENT).all(), "a pensioner is not registered unemployed"
    idle = people.region[here & (people.status <= Status.UNEMPLOYED)]
    assert (idle == Region.HALDEN).all()
    for name in ("birth_month", "arrival_month", "since"):
        assert (getattr(people, name)[here] <= month).all(), name
    worker = here & (people.status >= Status.LAID_OFF)
    assert (people.job_since[worker] <= month).all()
    assert np.isfinite(market.firms.shock).all()
    assert np.isfinite(market.firms.site).all()
    assert (market.firms.desired >= 0).all()
    assert market.ready_room >= 0
    assert all(np.isfinite(signal) and signal >= 0 for signal in market.signals)


@given(towns(), spreads, spreads, spreads, seeds, st.integers(12, 24))
@few
def test_the_accounts_hold_after_every_process_whatever_the_town_the_parameters_and_the_paths(
    town, values, levers, conditions, seed, months
):
    market = LabourMarket(
        town,
        parameters(values),
        paths(Levers, levers),
        paths(Conditions, conditions),
        rng=seed,
        until="2020-12",
        audit=True,
    )
    for _ in range(months):
        market.step()
        state_holds(market)
    record_holds(market)


@given(towns(), seeds)
@few
def test_the_accounts_hold_at_the_defaults(town, seed):
    market = LabourMarket(town, rng=seed, until="2020-12", audit=True)
    market.run_model()
    state_holds(market)
    record_holds(market)


@given(towns(600), spreads, spreads, spreads, seeds)
@few
def test_jobs_are_staff_and_in_commuters_less_those_laid_off_for_three_months(town, values, levers, conditions, seed):
    market = LabourMarket(
        town, parameters(values), paths(Levers, levers), paths(Conditions, conditions), rng=seed, until="2019-12"
    )
    for _ in range(12):
        market.step()
        people, pool, month = market.residents, market.commuters, market.month
        filled = int(market.firms.staff.sum() + market.firms.commuters.sum())
        long = (
            people.present & (people.status == Status.LAID_OFF) & (people.employer >= 0) & (month - people.since >= 3)
        )
        laid_off = (pool.employer >= 0) & (pool.laid_off_since > -1)
        long_pool = laid_off & (month - pool.laid_off_since.astype(int) >= 3)
        assert market.value("jobs") == filled - long.sum() - long_pool.sum()
        assert market.value("in_commuters") == market.firms.commuters.sum() - long_pool.sum()


@given(towns(), spreads, spreads, seeds)
@few
def test_places_held_never_exceed_what_is_given(town, values, levers, seed):
    market = LabourMarket(town, parameters(values), paths(Levers, levers), rng=seed, until="2020-06")
    support = next(process for process in market.processes if type(process).__name__ == "Support")
    held_before = dict.fromkeys(PROGRAMMES, 0)
    for month in range(18):
        market.step()
        for programme in PROGRAMMES:
            holders = market.residents.present & (market.residents.programme == programme)
            most = max(support.capacity[month, programme] + 0.5, held_before[programme])
            assert holders.sum() <= most, Programme(programme).name
            new = holders & (market.residents.programme_since == month)
            assert new.sum() <= support.intake[month, programme] + 1, Programme(programme).name
            held_before[programme] = int(holders.sum())


class Watched:
    """Matching between two looks at the tables."""

    def __init__(self, *arguments):
        self.matching = Matching(*arguments)

    def step(self, market) -> None:
        firms, people, pool = market.firms, market.residents, market.commuters
        vacancies = firms.vacancies.copy()
        employer, job_since = people.employer.copy(), people.job_since.copy()
        pool_employer = pool.employer.copy()
        self.matching.step(market)
        filled = vacancies - firms.vacancies
        assert (filled >= 0).all(), "no firm has more vacancies than before"
        assert (firms.vacancies >= 0).all(), "no post is filled twice"
        moved = (people.employer != employer) & (people.employer >= 0)
        pool_moved = (pool.employer != pool_employer) & (pool.employer >= 0)
        hired = np.bincount(people.employer[moved], minlength=len(firms))
        hired += np.bincount(pool.employer[pool_moved], minlength=len(firms))
        np.testing.assert_array_equal(hired, filled, "each filled post is one person, each person one post")
        assert market.flows[Flow.HIRES] == filled.sum()
        elsewhere = (people.job_since != job_since) & (people.region != Region.HALDEN)
        new_outside = elsewhere | ((people.employer != employer) & (people.region != Region.HALDEN))
        assert new_outside.sum() <= market.flows[Flow.OUTSIDE_HIRES]
        started = people.present & (people.job_since == market.month)
        assert started.sum() >= moved.sum()


@given(towns(), spreads, seeds)
@few
def test_matching_fills_no_vacancy_twice_and_hires_nobody_twice(town, values, seed):
    watched = tuple(Watched if process is Matching else process for process in MONTH)
    market = LabourMarket(town, parameters(values), rng=seed, until="2019-12", processes=watched)
    hires = 0
    for _ in range(12):
        market.step()
        hires += market.flows[Flow.HIRES]
    if len(town.firms) and town.firms.staff.sum() > 100:
        assert hires > 0


@pytest.mark.parametrize("size", [0, 1, 2])
@pytest.mark.parametrize("jobs", [0.0, 0.4])
def test_a_town_of_nobody_or_nearly_nobody_runs_to_the_end(size: int, jobs: float):
    market = LabourMarket(small_town(size, jobs_per_resident=jobs), rng=1, audit=True)
    market.run_model()
    record_holds(market)
    if size == 0:
        rest = [INDICATORS[name] for name in ("jobs", "hires", "births", "deaths")]
        run = Run("town", 1, market.until, market.record)
        assert all(run.values(one.name).sum() == 0 for one in rest)


def test_a_town_without_firms_gets_them_only_from_outside_jobs():
    town = small_town(500, jobs_per_resident=0.0)
    market = LabourMarket(town, rng=1, audit=True)
    market.run_model()
    record_holds(market)
    run = Run("town", 1, market.until, market.record)
    assert run.values("jobs").sum() == 0
    assert run.values("out_commuters")[-1] > 0
    assert np.isnan(run.values("public_share")).all()


def test_a_town_without_unemployed_has_no_tightness_until_somebody_registers():
    town = small_town(500)
    town.residents.status[town.residents.status == Status.UNEMPLOYED] = Status.OUTSIDE
    market = LabourMarket(town, rng=1, audit=True, until="2019-12")
    assert np.isnan(market.value("tightness"))
    assert market.value("unemployment_rate") == 0
    market.run_model()
    assert market.value("unemployed") > 0
    record_holds(market)


def test_a_run_never_changes_the_municipality_it_starts_from():
    town = small_town(400)
    before = [c.copy() for table in (town.residents, town.commuters, town.firms, town.newcomers) for c in table.columns]
    levers = Levers(ready_land=30.0, job_specialists=3.0, state_jobs=20.0, growth_capital=5.0)
    LabourMarket(town, levers=levers, rng=1).run_model()
    after = [c for table in (town.residents, town.commuters, town.firms, town.newcomers) for c in table.columns]
    for was, now in zip(before, after, strict=True):
        np.testing.assert_array_equal(was, now)


def test_the_audit_names_the_month_and_the_process_that_broke_an_account():
    class Thief:
        def __init__(self, *arguments): ...

        def step(self, market) -> None:
            if market.month == 2:
                market.firms.staff[0] += 1

    market = LabourMarket(small_town(200), processes=(Demography, Thief, Demand, Recording), audit=True)
    market.run_for(2)
    with pytest.raises(ProcessError, match="2019-03, after Thief: staff of firm row 0 is"):
        market.step()
