"""What each lever does, alone, in the process it acts through; and what it does not do."""

from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from typing import Any

import numpy as np
import pytest

from calibration import load_municipality
from model import Conditions, LabourMarket, Levers, Parameters, simulate, small_town
from model.codes import Industry, Owner, Programme, Status
from model.declare import declarations
from model.flows import Flow
from model.programmes import Effects, Practice, search_profiles
from model.residents import Residents
from model.support import eligible

TOWN = small_town(3000, seed=8)
STEADY = Conditions(pandemic=0.0, dated_events=0.0)
STRONG: dict[str, Any] = {
    "youth_finding": 2.0, "youth_education": 2.0, "inclusion_effect": 0.5, "amenity_arrivals": 0.005,
    "talent_leaving": 0.5, "student_stays": 1.0, "access_jobs": 0.1, "access_residents": 0.05, "plant_decided": 0.5,
    "plant_attribution": 1.0, "state_success": 0.999, "fairway_done": 0.999, "fairway_growth": 0.05,
    "innovation_growth": 0.05, "innovation_jobs": 100.0, "digital_saving": 0.005, "prevention_effect": 0.03,
    "campaign_shift": 0.02, "procurement_shift": 0.1, "procurement_jobs": 2.0, "entry_gain": 0.006, "retention": 1.0,
    "zoning_months": 6.0, "preparing_months": 0.0, "site_take_up": 1.0, "jobs_per_hectare": 100.0,
    "completion_premium": 0.16,
}  # fmt: skip
"""Effects at the ends of their ranges, so that in a small town every lever is seen to act."""
REFINEMENTS = ("ips_fidelity", "work_first", "crowding_out")
"""Values that say how a lever works: while the lever is at its default they do nothing."""
LEVERS = {known.name: known for known in declarations(Levers)}


def market(parameters: Parameters | None = None, town=TOWN, until: str = "2020-12", **levers: Any) -> LabourMarket:
    return LabourMarket(town, parameters, Levers(**levers), STEADY, rng=2, until=until)


def run(*arguments, **others) -> LabourMarket:
    made = market(*arguments, **others)
    made.run_model()
    return made


def same(one: LabourMarket, two: LabourMarket) -> bool:
    return all((a == b).all() for a, b in zip(one.record, two.record, strict=True))


@pytest.mark.parametrize("name", [name for name in LEVERS if name != "processing_time"])
def test_nothing_moves_before_a_levers_lag_and_something_after_it(name: str):
    agency = int(np.flatnonzero(TOWN.firms.owner == Owner.STATE)[0])
    town = replace(TOWN, firms=TOWN.firms.copy(), firm_names={"agency": agency}, decommissioning="agency")
    town.firms.site[:] = np.minimum(town.firms.site, town.firms.reference)
    port = np.flatnonzero(town.firms.industry == Industry.MANUFACTURING)[0]
    town.firms.reference[port] = town.firms.site[port] = 150.0
    lever = LEVERS[name]
    decided = 12
    path = np.r_[np.full(decided, lever.default), lever.high]
    parameters = Parameters(**STRONG)
    companion = {"job_specialists": 10.0, "integration": 200.0, "state_jobs": 100.0} if name in REFINEMENTS else {}
    companion = {"ready_land": 50.0} if name == "plant_projects" else companion
    first, second = (
        market(parameters, town, "2030-12", **companion, **({name: path} if acts else {})) for acts in (True, False)
    )
    for one in (first, second):
        one.run_for(decided + lever.lag)
    assert same(first, second), f"{name} acts before its lag of {lever.lag} months"
    for one in (first, second):
        one.run_model()
    assert not same(first, second), f"{name} does nothing"


def test_faster_processing_brings_ready_land_sooner_and_more_firms():
    parameters = Parameters(**STRONG | {"zoning_months": 40.0})
    assert run(parameters, until="2025-12", processing_time=12.0).value("firms") > run(
        parameters, until="2025-12"
    ).value("firms")
    from model.development import land_ready

    for saved in (0.0, 12.0):
        levers = Levers(ready_land=np.r_[np.zeros(6), 10.0], processing_time=saved).paths(84)  # pyright: ignore
        ready = land_ready(levers, Parameters(zoning_months=24.0, preparing_months=18.0))
        month = 6 + 24 + 18 - int(saved)
        assert ready[month - 1] == 0.0
        assert ready[month] == 10.0


@pytest.mark.parametrize("name", REFINEMENTS)
def test_what_refines_a_lever_does_nothing_without_it(name: str):
    assert same(run(**{name: LEVERS[name].high}), run())


def jobs_found(found: LabourMarket, low: int, high: int) -> int:
    """Of those without a job at the opening, how many have one at the end."""
    rows = slice(0, len(TOWN.residents))
    age = (-1 - TOWN.residents.birth_month.astype(int)) // 12
    idle = (TOWN.residents.status <= Status.UNEMPLOYED) & (age >= low) & (age < high)
    return int((found.residents.status[rows][idle] == Status.EMPLOYED).sum())


def test_follow_up_of_the_young_helps_the_young_as_much_as_its_parameter_says():
    plain = run()
    assert same(run(Parameters(youth_finding=1.0, youth_education=1.0), youth_activation=1.0), plain)
    strong = run(Parameters(youth_finding=2.0, youth_education=1.0), youth_activation=1.0)
    harmful = run(Parameters(youth_finding=0.5, youth_education=1.0), youth_activation=1.0)
    assert jobs_found(harmful, 17, 30) < jobs_found(strong, 17, 30)
    to_school = run(Parameters(youth_finding=1.0, youth_education=2.0), youth_activation=1.0)
    assert to_school.value("students") > plain.value("students")


UNLINKED = Parameters(adjustment=0.0)


def supply_pair(seed: int) -> tuple[float, float, bool]:
    """Employed residents and jobs that supply levers add in Halden without demand links; and equal wishes for staff."""
    halden = load_municipality("halden")
    levers = Levers(job_specialists=10.0, integration=40.0, employers_reached=1.0)
    with_, without = (
        LabourMarket(halden, UNLINKED, chosen, STEADY, rng=seed, until="2023-12") for chosen in (levers, Levers())
    )
    equal = True
    for _ in range(60):
        with_.step()
        without.step()
        equal &= len(with_.firms) == len(without.firms) and bool((with_.firms.desired == without.firms.desired).all())
    return (
        float(np.diff([one.value("employed_residents") for one in (without, with_)])[0]),
        float(np.diff([one.value("jobs") for one in (without, with_)])[0]),
        equal,
    )


def in_processes(work, seeds: range) -> list:
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        return list(pool.map(work, seeds, chunksize=4))


def test_supply_levers_change_who_works_and_never_what_firms_want():
    residents, jobs, equal = zip(*in_processes(supply_pair, range(700, 716)), strict=True)
    assert all(equal), "what firms want does not answer to supply when the links are off"
    assert 5 < np.mean(residents) < 100
    assert np.mean(jobs) < np.mean(residents)


TWINS = {Programme.JOB_SPECIALIST: 24, Programme.INTEGRATION: 30, Programme.ADULT_TRAINING: 24,
         Programme.ADDED_MEASURE: 24}  # fmt: skip
TREATED = 40


def first_in_queue(people: Residents, month: int, programme: Programme, rng: np.random.Generator) -> np.ndarray:
    """Rows of some of the eligible, a long wait an advantage as in the queue."""
    free = people.present & (people.programme == 0) & (people.status <= Status.UNEMPLOYED)
    rows = np.flatnonzero(free & (people.enrolment == 0) & (people.benefit <= 1))
    fits = [
        i for i in rows
        if eligible(
            int(programme), people.status[i], month - people.since[i], month - people.birth_month[i],
            people.health[i], people.origin[i],
        )
    ]  # fmt: skip
    waited = np.minimum(month - people.since[fits].astype(int), 24) + 1.0
    return np.array(fits)[np.argsort(-np.log(rng.random(len(fits))) / waited)[:TREATED]]


def twins(seed: int) -> dict[tuple[Programme, int], list[float]]:
    """Employment of participants less that of the same people without the place, at the horizon and at 36 months."""
    halden = load_municipality("halden")
    found: dict[tuple[Programme, int], list[float]] = {}
    for programme, horizon in TWINS.items():
        one, two = (LabourMarket(halden, None, None, STEADY, rng=seed, until="2025-12") for _ in range(2))
        for each in (one, two):
            each.run_for(12)
        rows = first_in_queue(one.residents, one.month, programme, np.random.default_rng(seed))
        two.residents.programme[rows], two.residents.programme_since[rows] = programme, two.month
        for month in range(1, 37):
            one.step()
            two.step()
            if month in (horizon, 36):
                here = rows[one.residents.present[rows] & two.residents.present[rows]]
                gain = (two.residents.status[here] == Status.EMPLOYED).astype(float)
                found[programme, month] = list(gain - (one.residents.status[here] == Status.EMPLOYED))
    return found


def test_twins_differ_by_the_risk_difference_at_its_horizon_and_by_its_persistence_later():
    p = Parameters()
    pooled: dict[tuple[Programme, int], list[float]] = {}
    for found in in_processes(twins, range(100, 160)):
        for key, gains in found.items():
            pooled.setdefault(key, []).extend(gains)
    expected = {
        (Programme.JOB_SPECIALIST, 24): p.job_specialist_effect,
        (Programme.JOB_SPECIALIST, 36): p.job_specialist_effect * p.job_specialist_persistence,
        (Programme.INTEGRATION, 30): p.integration_effect,
        (Programme.INTEGRATION, 36): p.integration_effect,
        (Programme.ADULT_TRAINING, 24): p.training_effect,
        (Programme.ADULT_TRAINING, 36): p.training_effect,
        (Programme.ADDED_MEASURE, 24): p.measure_effect,
    }
    for key, effect in expected.items():
        gains = np.array(pooled[key])
        # Forty participants a run push aside some of each other, so the measured effect may be a little smaller.
        error = gains.std() / np.sqrt(len(gains))
        assert effect - 0.01 - 2.5 * error < gains.mean() < effect + 2.5 * error, key


def test_high_fidelity_works_better_and_lasts_longer_than_ordinary_practice():
    effects = Effects(*(getattr(Parameters(), name) for name in Effects._fields))
    high, usual, ordinary = (
        search_profiles(effects, Practice(share, 0.0))[Programme.JOB_SPECIALIST]
        for share in (1.0, Levers.ips_fidelity, 0.0)
    )
    assert high[0] > usual[0] > ordinary[0] > 1.0
    assert high[-2] > ordinary[-2]
    none = effects._replace(job_specialist_effect=0.0, fidelity_effect=0.0)
    np.testing.assert_allclose(search_profiles(none, Practice(0.3, 0.0))[Programme.JOB_SPECIALIST], 1.0, atol=1e-6)


def test_work_practice_alone_acts_sooner_and_fades():
    effects = Effects(*(getattr(Parameters(), name) for name in Effects._fields))
    combined, alone = (search_profiles(effects, Practice(0.43, share))[Programme.INTEGRATION] for share in (0.0, 1.0))
    assert alone[0] > 1.0 > combined[0]
    assert combined[-1] > alone[-1] == 1.0


def test_courses_for_the_employed_cut_their_separations():
    for retention, fewer in ((1.0, True), (0.0, False)):
        parameters = Parameters(retention=retention, separation=0.02)
        with_, without = (
            run(parameters, until="2022-12", training_employed=value).record.flows.sum(axis=0) for value in (500.0, 0.0)
        )
        assert (with_[Flow.SEPARATIONS] < without[Flow.SEPARATIONS]) == fewer


def test_half_a_lever_gives_half_of_the_places_and_the_queue_bounds_them():
    def on_places(places: float) -> int:
        made = run(measure_places=places)
        return int((made.residents.programme == Programme.ADDED_MEASURE).sum())

    assert on_places(6.0) == 6
    assert on_places(12.0) == 12
    waiting = int((TOWN.residents.status == Status.UNEMPLOYED).sum())
    assert on_places(300.0) <= waiting


def reach_pair(seed: int) -> tuple[float, float]:
    """Employed residents that half as many more jobs within reach add in 2027-2028, and as the elasticity says."""
    halden, parameters = load_municipality("halden"), Parameters(access_residents=0.05)
    near, far = (
        simulate(halden, parameters, Levers(transport=access), STEADY, seed=seed, until="2028-12")
        .values("employed_residents")[-24:]
        .mean()
        for access in (50.0, 0.0)
    )
    return float(near - far), float(far * (1.5**0.05 - 1.0))


def test_easier_reach_raises_employment_by_its_elasticity():
    found, expected = np.mean(in_processes(reach_pair, range(800, 816)), axis=0)
    assert found == pytest.approx(expected, rel=0.2)
