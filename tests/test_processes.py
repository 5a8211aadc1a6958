"""Hand-calculated cases of the month's processes."""

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import norm

from model import Conditions, LabourMarket, Levers, Parameters, small_town
from model.codes import Benefit, Education, Enrolment, Health, Industry, Owner, Region, SectorClass, Status
from model.dates import date_of, month_of, year_end
from model.demand import Demand, normal
from model.demography import Demography, monthly
from model.education import Schooling
from model.health import Capacity
from model.layoffs import TemporaryLayoffs
from model.matching import Matching
from model.municipality import Municipality, faults
from model.participation import Participation
from model.rates import Rates
from model.recording import Recording
from model.separations import Separations, separation_hazards


def town(size: int = 1000, *, firms: bool = True, **rates):
    """A small town with some of its rates changed."""
    made = small_town(size, jobs_per_resident=0.4 if firms else 0.0, seed=3)
    object.__setattr__(made, "rates", Rates(**{**made.rates.__dict__, **rates}))
    return made


def run(municipality, processes, months: int, parameters=None, levers=None, conditions=None, seed: int = 1, start=None):
    market = LabourMarket(
        municipality, parameters, levers, conditions, rng=seed, until="2035-12", processes=(*processes, Recording)
    )
    market.month = -1 if start is None else start - 1
    for _ in range(months):
        market.month += 1
        market.flows[:] = 0
        for process in market.processes:
            process.step(market)
    return market


def test_months_and_dates_at_year_ends():
    assert [month_of(date) for date in ("2018-12", "2019-01", "2019-12", "2020-01", "2025-12")] == [-1, 0, 11, 12, 83]
    assert [date_of(month) for month in (-1, 0, 11, 12)] == ["2018-12", "2019-01", "2019-12", "2020-01"]
    assert [year_end(month) for month in (0, 11, 12, 23)] == [11, 11, 23, 23]


def test_twelve_months_compound_to_the_year():
    for yearly in (0.0, 0.01, 0.3, 0.99):
        assert 1 - (1 - monthly(np.array(yearly))) ** 12 == pytest.approx(yearly)


def test_deaths_are_the_sum_of_the_rates():
    place = town(20_000, arriving=np.zeros(3))
    people = place.residents
    age = -1 - people.birth_month.astype(int)
    expected = monthly(place.rates.mortality)[people.sex, age // 12].sum()
    deaths = [run(place, [Demography], 1, seed=seed).value("deaths") for seed in range(30)]
    assert abs(np.mean(deaths) - expected) < 4 * math.sqrt(expected / 30)


def test_when_all_must_die_nobody_is_left_and_no_job_is_held():
    place = town(mortality=np.ones((2, 106)), fertility=np.zeros(106), arriving=np.zeros(3))
    market = run(place, [Demography], 1, conditions=Conditions(refugee_arrivals=0.0))
    assert not market.residents.present.any()
    assert market.firms.staff.sum() == 0


def test_a_leaver_who_keeps_the_job_becomes_an_in_commuter_at_the_same_firm():
    place = town(leaving=np.ones(106), mortality=np.zeros((2, 106)), arriving=np.zeros(3))
    jobs = place.firms.staff + place.firms.commuters
    market = run(place, [Demography], 1, Parameters(leavers_keep_job=1.0, leaving=1.0))
    kept = place.residents.present & (place.residents.employer >= 0)
    stayed = market.residents.present[: len(kept)] & kept
    assert (kept & ~stayed).sum() > 50
    np.testing.assert_array_equal((market.firms.staff + market.firms.commuters)[: len(jobs)], jobs)


def test_at_sixteen_school_begins_in_august_and_only_then():
    place = town(4000)
    august = run(place, [Schooling], 1, Parameters(general_track=0.45, upper_secondary=0.97), start=7)
    age = (11 - place.residents.birth_month.astype(int)) // 12
    begins = (age == 16) & (place.residents.enrolment == Enrolment.NONE) & (place.residents.education == 0)
    share = (august.residents.enrolment[begins] == Enrolment.SCHOOL_GENERAL).mean()
    assert abs(share - 0.45) < 4 * math.sqrt(0.45 * 0.55 / begins.sum())
    march = run(place, [Schooling], 1, start=2)
    assert (march.residents.enrolment[begins] == Enrolment.NONE).all()


def test_one_with_a_full_disability_pension_does_not_enrol_and_one_with_a_partial_does():
    place = town(4000)
    people = place.residents
    people.education[people.enrolment == Enrolment.NONE] = Education.UPPER_GENERAL
    age = (11 - people.birth_month.astype(int)) // 12
    rows = np.flatnonzero((age >= 19) & (age <= 22) & (people.enrolment == Enrolment.NONE))
    rows = rows[people.status[rows] != Status.EMPLOYED]
    people.benefit[rows[::2]], people.benefit[rows[1::2]] = Benefit.DISABILITY_FULL, Benefit.DISABILITY_PARTIAL
    august = run(place, [Schooling], 1, Parameters(higher_entry=1.0), start=7)
    assert (august.residents.enrolment[rows[::2]] == Enrolment.NONE).all()
    assert (august.residents.enrolment[rows[1::2]] == Enrolment.HIGHER).all()


def test_an_apprentice_has_a_certificate_after_two_years_and_keeps_the_job():
    place = town(4000)
    people = place.residents
    age = (11 - people.birth_month.astype(int)) // 12
    rows = np.flatnonzero((age == 19) & (people.status != Status.EMPLOYED) & (people.benefit == Benefit.NONE))
    people.enrolment[rows], people.enrolled_since[rows] = Enrolment.SCHOOL_VOCATIONAL, 7 - 24
    sure = Parameters(
        apprentice_places=1.0, certificate_pass=1.0, apprentice_drop_out=0.0, vocational_drop_out=0.0,
    )  # fmt: skip
    first = run(place, [Schooling], 1, sure, start=7)
    assert (first.residents.enrolment[rows] == Enrolment.APPRENTICE).all()
    assert first.value("apprentices") >= len(rows)
    later = run(place, [Schooling], 25, sure, start=7)
    assert (later.residents.enrolment[rows] == Enrolment.NONE).all()
    assert (later.residents.education[rows] == Education.VOCATIONAL).all()
    assert (later.residents.status[rows] == Status.EMPLOYED).all()


def awaiting_apprenticeship() -> tuple[Municipality, np.ndarray]:
    """A town, and the rows of its only pupils: they have finished two vocational years and seek a place this August."""
    place = town(4000)
    people = place.residents
    age = (11 - people.birth_month.astype(int)) // 12
    rows = np.flatnonzero((age == 19) & (people.status != Status.EMPLOYED) & (people.benefit == Benefit.NONE))
    people.enrolment[:] = Enrolment.NONE
    people.enrolment[rows], people.enrolled_since[rows] = Enrolment.SCHOOL_VOCATIONAL, 7 - 24
    return place, rows


def test_places_that_the_municipality_adds_are_taken_up_at_its_employers():
    place, rows = awaiting_apprenticeship()
    municipal = place.firms.present & (place.firms.owner == Owner.MUNICIPAL)
    place.firms.industry[municipal] = Industry.ADMINISTRATION
    p = Parameters(vocational_drop_out=0.0, apprentice_places=0.0, municipal_additionality=0.8)
    market = run(place, [Schooling], 1, p, Levers(municipal_apprenticeships=len(rows) / 2 / 0.8), start=7)
    placed = rows[market.residents.enrolment[rows] == Enrolment.APPRENTICE]
    assert abs(len(placed) - len(rows) / 2) < 4 * math.sqrt(len(rows) / 4)
    assert municipal[market.residents.employer[placed]].all()
    assert not faults(market.residents, market.commuters, market.firms, 7)


def test_places_that_firms_offer_are_the_same_with_and_without_municipal_ones():
    place, rows = awaiting_apprenticeship()
    p = Parameters(vocational_drop_out=0.0, apprentice_places=0.3, apprentice_additionality=1.0)
    few = Levers(apprenticeships=len(rows) * 0.2)
    plain, both = (
        run(place, [Schooling], 1, p, levers, start=7)
        for levers in (few, replace(few, municipal_apprenticeships=len(rows) * 0.2))
    )
    before = plain.residents.enrolment[rows] == Enrolment.APPRENTICE
    np.testing.assert_array_equal(plain.residents.employer[rows[before]], both.residents.employer[rows[before]])
    more = rows[~before & (both.residents.enrolment[rows] == Enrolment.APPRENTICE)]
    assert len(more) > 0
    assert (place.firms.owner[both.residents.employer[more]] == Owner.MUNICIPAL).all()


def test_municipal_apprentices_take_the_jobs_added_for_them_and_leave_no_vacancy():
    place, rows = awaiting_apprenticeship()
    place.firms.owner[place.firms.owner == Owner.MUNICIPAL] = Owner.COUNTY
    f = int(np.argmax(place.firms.reference))
    place.firms.owner[f], place.firms.sector_class[f] = Owner.MUNICIPAL, SectorClass.PUBLIC
    place.firms.reference[f] = place.firms.staff[f] + place.firms.commuters[f]
    sure = steady(vocational_drop_out=0.0, apprentice_places=0.0, municipal_additionality=1.0)
    level = Conditions(pandemic=0.0, automation=0.0, base_productivity_demand=0.0)
    plain, more = (
        run(place, [Schooling, Demand], 1, sure, Levers(municipal_apprenticeships=places), level, start=7)
        for places in (0.0, float(len(rows)))
    )
    for name in ("staff", "desired"):
        assert getattr(more.firms, name)[f] - getattr(plain.firms, name)[f] == pytest.approx(len(rows), abs=1)
    assert more.firms.vacancies[f] == pytest.approx(plain.firms.vacancies[f], abs=1)


def test_a_full_disability_pension_ends_the_job_and_recovery_gives_it_up():
    place = town(reduced_inflow=np.zeros(106), disability_inflow=np.ones(106))
    place.residents.health[place.residents.status == Status.EMPLOYED] = Health.REDUCED
    granted = run(place, [Capacity], 1, Parameters(full_disability=1.0, recovery=0.0, employed_disability_risk=1.0))
    sick = (place.residents.health == Health.REDUCED) & (place.residents.benefit == Benefit.NONE)
    new = sick & (granted.residents.benefit[: len(sick)] == Benefit.DISABILITY_FULL)
    share = 1 - 0.1 ** (1 / 12)  # a yearly chance is nine in ten at most
    assert abs(new.sum() - share * sick.sum()) < 4 * math.sqrt(share * (1 - share) * sick.sum())
    assert (granted.residents.status[: len(sick)][new] == Status.OUTSIDE).all()
    healed = run(town(reduced_inflow=np.zeros(106), disability_inflow=np.zeros(106)), [Capacity], 24,
                 Parameters(recovery=0.9))  # fmt: skip
    had = (healed.residents.health == Health.REDUCED) & (healed.residents.benefit <= Benefit.WORK_ASSESSMENT)
    age = (healed.month - healed.residents.birth_month.astype(int)) // 12
    before = ((place.residents.benefit == Benefit.NONE) & (healed.residents.health[: len(place.residents)] == 0)).sum()
    assert (had & (age < 65)).sum() < 0.05 * before


def test_everyone_draws_a_pension_from_67_and_retirement_compounds_to_its_yearly_share():
    place = town(6000, seek=np.zeros((10, 2, 2)))
    market = run(place, [Participation], 12, Parameters(retire_62_66=0.2, give_up=0.0))
    people = market.residents
    age = (11 - people.birth_month.astype(int)) // 12
    assert (people.benefit[(age >= 67) & people.present] == Benefit.OLD_AGE).all()
    began = (-place.residents.birth_month.astype(int)) // 12
    group = (began >= 62) & (began < 66) & (place.residents.status == Status.EMPLOYED)
    group &= place.residents.benefit == Benefit.NONE
    retired = (people.status[group] == Status.OUTSIDE).mean()
    assert abs(retired - 0.2) < 4 * math.sqrt(0.2 * 0.8 / group.sum())


def steady(**parameters) -> Parameters:
    return Parameters(firm_sd_small=0.0, firm_sd_large=0.0, firm_sd_public=0.0, exit_one=0.0, exit_small=0.0,
                      exit_medium=0.0, exit_large=0.0, **parameters)  # fmt: skip


def test_base_jobs_are_added_to_what_firms_want():
    place = town()
    level = Conditions(pandemic=0.0, automation=0.0, base_productivity_demand=0.0)
    place.firms.site[:] = 1e6
    plain = run(place, [Demand], 1, steady(), conditions=level)
    more = run(place, [Demand], 1, steady(), conditions=replace(level, base_jobs=50.0))
    base = place.firms.present & (place.firms.sector_class == SectorClass.BASE)
    rows = slice(0, len(base))
    added = (more.firms.desired[rows] - plain.firms.desired[rows]).astype(int)
    assert abs(added[base].sum() - 50) < 4 * math.sqrt(base.sum() / 4)
    assert (added[~base] == 0).all()
    np.testing.assert_allclose(plain.firms.desired[rows], place.firms.reference, atol=1)


def test_a_base_firm_waits_for_ready_land():
    place = town()
    base = np.flatnonzero(place.firms.present & (place.firms.sector_class == SectorClass.BASE))
    place.firms.reference[base], place.firms.site[base] = 60.0, 40.0
    level = Conditions(pandemic=0.0, automation=0.0, base_productivity_demand=0.0)
    hold = steady(growth_lost=0.0, site_take_up=1.0, jobs_per_hectare=10.0)
    waiting = run(place, [Demand], 12, hold, conditions=level)
    assert waiting.firms.desired[base].max() <= 41
    soon = replace(hold, zoning_months=6.0, preparing_months=0.0)
    served = run(place, [Demand], 18, soon, Levers(ready_land=200.0), level)
    assert served.firms.desired[base].min() >= 59


def test_the_normal_deviate_is_the_quantile():
    for chance in (1e-6, 0.01, 0.02425, 0.3, 0.5, 0.77, 0.98, 1 - 1e-6):
        assert normal(chance) == pytest.approx(norm.ppf(chance), abs=1e-8)


def test_hazards_fall_with_tenure_from_new_to_long():
    p = Parameters()
    hazard = separation_hazards(p)
    assert hazard[0, 0] == pytest.approx(p.separation * p.separation_new)
    assert hazard[0, -1] == pytest.approx(p.separation * p.separation_long, rel=1e-3)
    at = p.separation_long + (p.separation_new - p.separation_long) * math.exp(-14 / p.separation_decay)
    assert hazard[0, 14] == pytest.approx(p.separation * at)
    np.testing.assert_allclose(hazard[1], p.separation_young * hazard[0])


def test_a_closing_firm_loses_everyone_and_dismissals_are_counted():
    place = town()
    f = int(np.argmax(place.firms.staff))
    market = LabourMarket(place, rng=1, processes=(Separations, Recording))
    market.firms.layoffs[f], market.firms.present[f] = 1.0, False
    staff = market.firms.staff[f] + market.firms.commuters[f]
    market.step()
    assert market.firms.staff[f] == market.firms.commuters[f] == 0
    assert market.value("dismissals") >= staff - 2


def test_the_laid_off_stay_employed_for_three_months_and_return():
    place = town(3000)
    path = np.zeros((len(Industry), 24))
    path[:, 2:8] = 0.4
    object.__setattr__(place, "layoff_share", path)
    place.firms.owner[:] = Owner.PRIVATE
    counts = {month: run(place, [TemporaryLayoffs], month + 1) for month in (1, 2, 4, 5, 8)}
    employed = {month: market.value("employed_residents") for month, market in counts.items()}
    assert employed[2] == employed[4] == employed[1]
    idle = (counts[2].residents.status == Status.LAID_OFF).sum()
    assert abs(idle - 0.4 * employed[1]) < 5 * math.sqrt(0.24 * employed[1])
    assert 0 < employed[1] - employed[5] <= idle
    assert employed[8] >= employed[1] - 2, "recalled, but for those who turned 75"
    assert (counts[8].residents.status != Status.LAID_OFF).all()
    off = run(place, [TemporaryLayoffs], 6, conditions=Conditions(pandemic=0.0))
    assert (off.residents.status != Status.LAID_OFF).all()


def test_nobody_laid_off_is_dismissed_while_the_firm_goes_on():
    place = town(3000)
    place.residents.status[place.residents.employer >= 0] = Status.LAID_OFF
    place.commuters.laid_off_since[place.commuters.employer >= 0] = -1
    place.firms.layoffs[:] = 0.5
    place.firms.layoffs[0] = 1.0
    market = run(place, [Separations], 1, Parameters(separation=0.03))
    for table in (market.residents, market.commuters):
        before = getattr(place, "residents" if table is market.residents else "commuters").employer
        assert (table.employer[: len(before)][before == 0] < 0).all()
        np.testing.assert_array_equal(table.employer[: len(before)][before > 0], before[before > 0])


def test_who_commutes_for_one_job_never_looks_for_another_when_it_is_over():
    place = town(3000)
    place.firms.vacancies[:] = 3
    place.commuters.tied[:] = True
    gone = place.commuters.employer < 0
    market = run(place, [Matching], 6)
    assert (market.commuters.employer[: len(gone)][gone] < 0).all()
    place.commuters.tied[:] = False
    assert (run(place, [Matching], 6).commuters.employer[: len(gone)][gone] >= 0).any()


@pytest.mark.parametrize(("name", "column"), [("hire_refugee_origin", "origin"), ("hire_reduced", "health")])
def test_whom_employers_give_no_weight_is_never_hired_here(name: str, column: str):
    place = town(3000)
    place.firms.vacancies[:] = 3
    code = 2 if column == "origin" else 1
    before = (getattr(place.residents, column) == code) & (place.residents.employer < 0)
    market = run(place, [Matching], 6, Parameters(**{name: 0.0}))
    assert (market.residents.employer[: len(before)][before] < 0).all()
    hired = run(place, [Matching], 6, Parameters(**{name: 1.0}))
    assert (hired.residents.employer[: len(before)][before] >= 0).any()


def test_unemployment_settles_where_finding_and_losing_jobs_balance():
    """Only jobs outside, found with one chance and lost with another: u = s / (s + f)."""
    place = town(4000, firms=False, outside_success=1.0, seek=np.zeros((10, 2, 2)))
    people = place.residents
    people.benefit[:], people.enrolment[:], people.health[:], people.origin[:] = 0, 0, 0, 0
    people.birth_month[:] = -40 * 12
    people.status[:], people.region[:] = Status.EMPLOYED, Region.OSLO
    people.job_since[:] = -100
    whole = {name: 1.0 for name in ("out_basic", "out_upper", "out_higher", "out_long", "separated_register")}
    finding, losing = 0.2, 0.02
    p = Parameters(
        search_unemployed=finding, search_new_job=0.0, search_long_job=0.0, separation=losing, separation_new=1.0,
        separation_long=1.0, separation_young=1.0, **whole,
    )  # fmt: skip
    market = LabourMarket(place, p, rng=1, until="2027-12", processes=(Separations, Matching, Recording))
    shares = []
    while market.running:
        market.step()
        if market.month >= 36:
            shares.append((market.residents.status == Status.UNEMPLOYED).mean())
    # Within a month one who loses the job may find another: s (1 - f) is what reaches the month's end.
    lost = losing * (1 - finding)
    expected = lost / (lost + finding)
    error = math.sqrt(expected * (1 - expected) / 4000 / (len(shares) * (lost + finding) / 2))
    assert abs(np.mean(shares) - expected) < 4 * error
