"""Participation and retirement: who begins to look for work, gives up, or retires."""

import numpy as np

from model.codes import Benefit, Enrolment, Programme, Status
from model.compiled import rule
from model.dates import MONTHS_A_YEAR
from model.demography import monthly
from model.draws import stream, uniform
from model.education import last_school_leaver
from model.flows import Flow
from model.jobs import has_job, leave_job
from model.programmes import Profiles, multiplier
from model.rates import BAND_BY_MONTHS, MONTHS_OF_LIFE
from model.screening import below, marked

SEEK = stream("participation.seek")
GIVE_UP = stream("participation.give_up")
RETIRE = stream("participation.retire")

YOUNGEST_WORKER, FIRST_PENSION, PENSION_AGE, LAST_SEEKING_AGE = 15, 62, 67, 75

_NONE, _OLD_AGE, _FULL = int(Benefit.NONE), int(Benefit.OLD_AGE), int(Benefit.DISABILITY_FULL)
_PARTIAL, _ASSESSMENT = int(Benefit.DISABILITY_PARTIAL), int(Benefit.WORK_ASSESSMENT)
_NOT_ENROLLED = int(Enrolment.NONE)
_OUTSIDE, _UNEMPLOYED, _ORDINARY = int(Status.OUTSIDE), int(Status.UNEMPLOYED), int(Programme.ORDINARY)


class Participation:
    """Entry to and exit from the labour force in one month."""

    def __init__(self, municipality, parameters, levers, conditions, months):
        p = parameters
        self.seek = SeekTables(municipality.rates, p)
        self.retire = monthly(np.array([p.retire_62_66, p.retire_67_74, p.retire_not_employed]))
        self.profiles = Profiles(p, levers)
        self.give_up = np.array([p.give_up, p.give_up_enrolled])
        self.most_seek = self.seek.base.max() * self.seek.group.max()

    def step(self, market) -> None:
        """Who retires, registers as unemployed or leaves the register this month."""
        residents, firms, month = market.residents, market.firms.columns, market.month
        retire_key, seek_key, give_up_key = market.key(RETIRE), market.key(SEEK), market.key(GIVE_UP)
        due = residents.present & (residents.benefit != _OLD_AGE)
        due &= residents.birth_month <= month - PENSION_AGE * MONTHS_A_YEAR
        pension(residents.columns, marked(due), firms, month)
        old = residents.birth_month <= month - FIRST_PENSION * MONTHS_A_YEAR
        old &= below(retire_key, residents.id, self.retire.max())
        retire(residents.columns, marked(old), firms, month, self.retire, retire_key, market.flows)
        unemployed = marked(residents.status == _UNEMPLOYED)
        outside = below(seek_key, residents.id, self.most_seek)
        outside |= (residents.programme > _ORDINARY) | (residents.completed > _ORDINARY)
        outside &= (residents.status == _OUTSIDE) & (residents.enrolment == _NOT_ENROLLED)
        outside &= (residents.benefit <= _ASSESSMENT) & (residents.birth_month <= last_school_leaver(month))
        leave_register(residents.columns, unemployed, month, self.give_up, give_up_key)
        register(
            residents.columns, marked(outside), month, BAND_BY_MONTHS, self.seek.base, self.seek.group,
            self.profiles.at(month), seek_key,
        )  # fmt: skip


class SeekTables:
    """The monthly chance of looking for work: by age band, sex and enrolment, times the multipliers of a group."""

    def __init__(self, rates, parameters):
        self.base = np.ascontiguousarray(rates.seek * parameters.seek)
        self.group = np.ascontiguousarray(
            rates.seek_origin[:, None, None] * rates.seek_education[None, :, None] * rates.seek_health[None, None, :]
        )


@rule
def health_group(benefit, health):
    """0 good, 1 reduced capacity, 2 disability pension, 3 old-age pension."""
    if benefit == _OLD_AGE:
        return 3
    if benefit in (_FULL, _PARTIAL):
        return 2
    return health


@rule
def may_seek(age, december_age, benefit):
    """Whether one outside the labour force may look for work at all; ages in months, now and at the end of the year."""
    young = age < YOUNGEST_WORKER * MONTHS_A_YEAR
    return not young and december_age < LAST_SEEKING_AGE * MONTHS_A_YEAR and benefit != _FULL


@rule
def registers(enrolment, benefit, birth_month, month):
    """Whether one who looks for work does so as registered unemployed: not pupils, students or pensioners."""
    return enrolment == _NOT_ENROLLED and benefit <= _ASSESSMENT and birth_month <= last_school_leaver(month)


@rule
def pension(residents, rows, firms, month):
    """An old-age pension for everyone in the rows; work may go on, registration as unemployed ends."""
    for i in rows:
        residents.benefit[i] = _OLD_AGE
        if residents.status[i] == _UNEMPLOYED:
            leave_job(residents, i, firms, _OUTSIDE, month)


@rule
def retire(residents, rows, firms, month, hazards, key, flows):
    """Who of the rows retires this month."""
    for i in rows:
        age = month - residents.birth_month[i]
        if not residents.present[i]:
            continue
        working = has_job(residents.status[i])
        hazard = retirement(age, residents.benefit[i], working, hazards)
        if uniform(key, residents.id[i]) < hazard:
            residents.benefit[i] = _OLD_AGE
            flows[Flow.RETIREMENTS] += working
            leave_job(residents, i, firms, _OUTSIDE, month)


@rule
def leave_register(residents, rows, month, give_up, key):
    """Who of the registered unemployed in the rows stops looking for work."""
    for i in rows:
        if residents.present[i]:
            hazard = give_up[0] if residents.enrolment[i] == _NOT_ENROLLED else give_up[1]
            if uniform(key, residents.id[i]) < hazard:
                residents.status[i] = _OUTSIDE
                residents.since[i] = month


@rule
def register(residents, rows, month, bands, seek, group, profile, key):
    """Who of those outside the labour force in the rows registers as unemployed."""
    december = month - month % MONTHS_A_YEAR + MONTHS_A_YEAR - 1
    for i in rows:
        benefit = residents.benefit[i]
        if not residents.present[i] or not registers(residents.enrolment[i], benefit, residents.birth_month[i], month):
            continue
        age = month - residents.birth_month[i]
        december_age = min(december - residents.birth_month[i], MONTHS_OF_LIFE - 1)
        if not may_seek(age, december_age, benefit):
            continue
        likely = (
            seek[bands[december_age], residents.sex[i], 0]
            * group[residents.origin[i], residents.education[i], health_group(benefit, residents.health[i])]
        )
        likely *= multiplier(
            residents.programme[i], residents.completed[i], residents.programme_since[i], month, profile
        )
        if uniform(key, residents.id[i]) < likely:
            residents.status[i] = _UNEMPLOYED
            residents.since[i] = month


@rule
def retirement(age, benefit, working, retire):
    """The monthly chance of retiring: from work at any age, without work only before everyone's pension at 67."""
    if age >= PENSION_AGE * MONTHS_A_YEAR:
        return retire[1] if working else 0.0
    if benefit != _NONE:
        return 0.0
    return retire[0] if working else retire[2]
