"""Demography: deaths, births, moving out and moving in.

Rates by age come from the municipality's tables. Net moves answer to jobs and dwellings through the number who move
in. One who moves out may keep the job here and become an in-commuter; one who moves in may bring a job outside, or be
an in-commuter who settles.
"""

import numpy as np

from model.codes import Benefit, Education, Enrolment, Region, Sex, Status
from model.compiled import rule
from model.dates import MONTHS_A_YEAR
from model.draws import mix, slots_for, stream, uniform
from model.education import school_year
from model.flows import Flow
from model.jobs import leave_job, take_job
from model.rates import MONTHS_OF_LIFE, by_months_lived
from model.residents import NEVER, NOBODY, Residents
from model.screening import below, marked

EXITS = stream("demography.exits")
BIRTHS = stream("demography.births")
ARRIVALS = stream("demography.arrivals")
NEWCOMERS = stream("demography.newcomers")
KEEPERS = stream("demography.keepers")

SOURCES = ("domestic", "abroad", "refugees", "graduates")
ARRIVAL_BLOCK = 1 << 40
"""Ids of arrivals start here; a block of a million is reserved per month and source."""
BIRTH_BIT = np.uint64(1 << 63)
"""Ids of those born here carry this bit, and are a hash of mother and month."""

YOUNG_LEAVERS = slice(20, 40)
"""Ages whose chance of moving out has a parameter of its own."""
NEW_MONTHS = 60
"""Months since moving in during which networks for specialists are meant to keep someone (estimate)."""
YEARS_IN_BED = 3.0
"""Years a student stays in a student dwelling, the length of a short degree."""
GRADUATES = 22, 30
"""Ages of the newcomers who have just taken a degree."""

_FEMALE, _SHORT_HIGHER = int(Sex.FEMALE), int(Education.SHORT_HIGHER)
_EMPLOYED, _ASSESSMENT = int(Status.EMPLOYED), int(Benefit.WORK_ASSESSMENT)
_UNEMPLOYED = int(Status.UNEMPLOYED)
_OUTSIDE = int(Status.OUTSIDE)
_NOT_ENROLLED = int(Enrolment.NONE)
_ELSEWHERE = int(Region.ELSEWHERE)
_FIRST_FERTILE, _LAST_FERTILE = 15 * MONTHS_A_YEAR, 50 * MONTHS_A_YEAR - 1
BOYS = 0.5134
"""Share of boys among the live-born (Norway's long-run 105.5 boys per 100 girls)."""
LONGEST_BROUGHT_TENURE = 60.0
"""Months of tenure, at most and evenly spread, in a job that a newcomer keeps outside (estimate)."""


class Demography:
    """Deaths, births and moves of one month."""

    def __init__(self, municipality, parameters, levers, conditions, months):
        rates = municipality.rates
        self.mortality = by_months_lived(monthly(np.minimum(rates.mortality * parameters.mortality, 1.0)))
        self.fertility = by_months_lived(rates.fertility * parameters.fertility / MONTHS_A_YEAR)
        leaving = rates.leaving * parameters.leaving
        leaving[YOUNG_LEAVERS] *= parameters.leaving_young
        self.leaving = by_months_lived(monthly(np.minimum(leaving, 1.0)))
        self.leaving_group = np.outer(rates.leaving_origin, [1.0, rates.leaving_employed])
        self.skilled = 1.0 + levers["talent_retention"] * (parameters.talent_leaving - 1.0)
        most = self.leaving_group.max() * max(float(self.skilled.max(initial=1.0)), 1.0)
        self.most_exits = (self.mortality.max(axis=0) + self.leaving * most).max()
        self.most_births = self.fertility.max()
        self.season = rates.arriving_season
        newcomers, self.newcomer_starts = municipality.newcomers, municipality.newcomer_starts
        if levers["student_beds"].any():
            newcomers, self.newcomer_starts = with_graduates(newcomers, self.newcomer_starts)
        self.newcomers = newcomers.columns
        yearly = np.zeros((months, len(self.newcomer_starts) - 1))
        yearly[:, :3] = rates.arriving * parameters.arriving
        yearly[:, 0] += (levers["dwellings"] + conditions["market_dwellings"]) * parameters.dwelling_newcomers
        yearly[:, 0] += levers["attractiveness"] * parameters.amenity_arrivals * len(municipality.residents)
        yearly[:, 2] = conditions["refugee_arrivals"]
        yearly[:, 3:] = levers["student_beds"][:, None] / YEARS_IN_BED * parameters.student_stays
        self.arriving = np.maximum(yearly, 0.0) / MONTHS_A_YEAR
        self.response = parameters.migration_response
        self.arrivals_keep_job = parameters.arrivals_keep_job
        self.leavers_keep_job = parameters.leavers_keep_job
        self.settlers = parameters.settling_commuters

    def step(self, market) -> None:
        """Who dies, gives birth, moves out and moves in this month."""
        month, flows = market.month, market.flows
        residents, firms, commuters = market.residents, market.firms, market.commuters
        exit_key, birth_key = market.key(EXITS), market.key(BIRTHS)
        rows = marked(below(exit_key, residents.id, self.most_exits))
        commuters.reserve(len(rows))
        commuters.used = exits(
            residents.columns, rows, firms.columns, commuters.columns, commuters.used, month, exit_key, self.mortality,
            self.leaving, self.leaving_group, self.skilled[month], market.key(KEEPERS), self.leavers_keep_job, flows,
        )  # fmt: skip
        mothers = marked(below(birth_key, residents.id, self.most_births) & (residents.sex == _FEMALE))
        expected = self.arriving[month] * self.season[month % MONTHS_A_YEAR]
        expected[:2] *= market.pull**self.response
        slots = slots_for(expected)
        residents.reserve(len(mothers) + int(slots.sum()))
        residents.used = births(
            residents.columns, residents.used, mothers, month, birth_key, self.fertility, market.key(NEWCOMERS), flows
        )
        residents.used = add_arrivals(
            residents.columns, residents.used, firms.columns, commuters.columns, commuters.used, self.newcomers,
            self.newcomer_starts, expected, slots, month, market.key(ARRIVALS), market.key(NEWCOMERS),
            self.arrivals_keep_job, self.settlers, flows,
        )  # fmt: skip


def with_graduates(newcomers: Residents, starts: np.ndarray) -> tuple[Residents, np.ndarray]:
    """The table of newcomers with a fourth source: the young of the first who have a degree and do not study."""
    age = -newcomers.birth_month // MONTHS_A_YEAR
    young = (age >= GRADUATES[0]) & (age <= GRADUATES[1]) & (np.arange(len(newcomers)) < starts[1])
    fits = young & (newcomers.education >= _SHORT_HIGHER) & (newcomers.enrolment == _NOT_ENROLLED)
    rows = np.concatenate([np.arange(starts[-1]), np.flatnonzero(fits)])
    columns = {name: getattr(newcomers, name)[rows] for name in newcomers.declared()}
    return Residents.from_columns(columns, headroom=1.0), np.append(starts, len(rows))


def monthly(yearly: np.ndarray) -> np.ndarray:
    """The monthly chance that compounds to a yearly chance."""
    return 1.0 - (1.0 - np.asarray(yearly, dtype=np.float64)) ** (1.0 / MONTHS_A_YEAR)


@rule
def exits(
    residents, rows, firms, commuters, commuters_used, month, key, mortality, leaving, leaving_group, skilled,
    keeper_key, keep_job, flows,
):  # fmt: skip
    """Who of the rows dies or moves out; some who move keep the job here. Answers with the commuters' rows in use.

    One draw decides between death (the lowest part of the unit interval), moving out (the next) and staying.
    """
    for i in rows:
        if not residents.present[i]:
            continue
        age = min(month - residents.birth_month[i], MONTHS_OF_LIFE - 1)
        chance = uniform(key, residents.id[i])
        death = mortality[residents.sex[i], age]
        employed = residents.status[i] == _EMPLOYED
        if chance < death:
            flows[Flow.DEATHS] += 1
        elif chance < death + leaving[age] * leaving_group[residents.origin[i], 1 if employed else 0] * (
            skilled
            if residents.education[i] >= _SHORT_HIGHER and month - residents.arrival_month[i] < NEW_MONTHS
            else 1.0
        ):
            flows[Flow.DEPARTURES] += 1
            if employed and residents.employer[i] >= 0 and uniform(keeper_key, residents.id[i]) < keep_job:
                keep_job_as_commuter(residents, i, firms, commuters, commuters_used)
                commuters_used += 1
        else:
            continue
        leave_job(residents, i, firms, _OUTSIDE, month)
        residents.present[i] = False
    return commuters_used


@rule
def keep_job_as_commuter(residents, i, firms, commuters, row):
    """One who moves out goes on in the same job, as the commuter in row ``row``."""
    commuters.id[row] = residents.id[i]
    commuters.region[row] = _ELSEWHERE
    commuters.education[row] = residents.education[i]
    commuters.employer[row] = residents.employer[i]
    commuters.industry[row] = residents.industry[i]
    commuters.job_since[row] = residents.job_since[i]
    commuters.laid_off_since[row] = NEVER
    commuters.tied[row] = True
    firms.commuters[residents.employer[i]] += 1


@rule
def births(residents, used, rows, month, birth_key, fertility, key, flows):
    """One new resident per mother among the rows, addressed by mother and month. Answers with the rows in use."""
    for mother in rows:
        age = month - residents.birth_month[mother]
        fertile = residents.present[mother] and residents.sex[mother] == _FEMALE
        if not fertile or not _FIRST_FERTILE <= age <= _LAST_FERTILE:
            continue
        if uniform(birth_key, residents.id[mother]) >= fertility[age]:
            continue
        address = mix(residents.id[mother] ^ key)
        residents.id[used] = address | BIRTH_BIT
        residents.present[used] = True
        residents.birth_month[used] = month
        residents.arrival_month[used] = month
        residents.sex[used] = 1 if uniform(key, address) < BOYS else 0
        residents.origin[used] = 0
        flows[Flow.BIRTHS] += 1
        used += 1
    return used


@rule
def add_arrivals(
    residents, used, firms, commuters, commuters_used, newcomers, starts, expected, slots, month, key, who_key,
    keep_job, settlers, flows,
):  # fmt: skip
    """Fill the month's arrival slots: each slot has its own address, so one more arrival renames nobody.

    A newcomer takes the characteristics of one row of the municipality's table of newcomers. Answers with the
    residents' rows in use.
    """
    for source in range(len(expected)):
        rows = starts[source + 1] - starts[source]
        if rows == 0:
            continue
        for slot in range(slots[source]):
            address = np.uint64(ARRIVAL_BLOCK) + (np.uint64(month * 4 + source) << np.uint64(20)) + np.uint64(slot)
            if uniform(key, address) >= expected[source] / slots[source]:
                continue
            t = starts[source] + int(uniform(who_key, address) * rows)
            residents.id[used] = address
            residents.present[used] = True
            residents.birth_month[used] = newcomers.birth_month[t] + month
            residents.arrival_month[used] = month
            residents.sex[used] = newcomers.sex[t]
            residents.origin[used] = newcomers.origin[t]
            residents.health[used] = newcomers.health[t]
            residents.education[used] = newcomers.education[t]
            residents.enrolment[used] = newcomers.enrolment[t]
            enrolled = newcomers.enrolment[t] != _NOT_ENROLLED
            residents.enrolled_since[used] = school_year(month + 1 + newcomers.enrolled_since[t]) if enrolled else NEVER
            residents.benefit[used] = newcomers.benefit[t]
            residents.industry[used] = newcomers.industry[t]
            residents.status[used] = newcomers.status[t]
            residents.since[used] = month
            residents.employer[used] = NOBODY
            residents.region[used] = 0
            if newcomers.status[t] == _EMPLOYED:
                bring_job(
                    residents, used, firms, commuters, commuters_used, newcomers.region[t], month, key, keep_job,
                    settlers,
                )  # fmt: skip
            flows[Flow.ARRIVALS] += 1
            used += 1
    return used


@rule
def bring_job(residents, i, firms, commuters, commuters_used, region, month, key, keep_job, settlers):
    """The employed newcomer in row ``i`` settles beside a job held here, keeps one outside, or looks for one.

    Pupils, students and pensioners do not register when they look for one.
    """
    chance = uniform(key ^ np.uint64(1), residents.id[i])
    free = residents.enrolment[i] == _NOT_ENROLLED and residents.benefit[i] <= _ASSESSMENT
    residents.status[i] = _UNEMPLOYED if free else _OUTSIDE
    if chance < settlers:
        start = int(chance / settlers * commuters_used)
        for step in range(commuters_used):
            row = (start + step) % commuters_used
            f = commuters.employer[row]
            if f >= 0 and commuters.laid_off_since[row] == NEVER:
                commuters.employer[row] = NOBODY
                firms.commuters[f] -= 1
                take_job(residents, i, firms, f, 0, commuters.industry[row], month)
                residents.job_since[i] = commuters.job_since[row]
                return
        return
    chance = (chance - settlers) / (1.0 - settlers)
    if chance < keep_job:
        residents.status[i] = _EMPLOYED
        residents.region[i] = region
        residents.job_since[i] = month - int(chance / keep_job * LONGEST_BROUGHT_TENURE)
