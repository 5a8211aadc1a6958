"""Participation and retirement: who begins to look for work, gives up, or retires."""

import numpy as np

from model.codes import Benefit, Enrolment, Status
from model.compiled import rule
from model.dates import MONTHS_A_YEAR
from model.demography import monthly
from model.draws import stream, uniform
from model.flows import Flow
from model.jobs import has_job, leave_job
from model.rates import BAND_OF_AGE, OLDEST

SEEK = stream("participation.seek")
GIVE_UP = stream("participation.give_up")
RETIRE = stream("participation.retire")

YOUNGEST_WORKER, FIRST_PENSION, PENSION_AGE, LAST_SEEKING_AGE = 15, 62, 67, 75

_NONE, _OLD_AGE, _FULL = int(Benefit.NONE), int(Benefit.OLD_AGE), int(Benefit.DISABILITY_FULL)
_PARTIAL = int(Benefit.DISABILITY_PARTIAL)
_NOT_ENROLLED = int(Enrolment.NONE)
_OUTSIDE, _UNEMPLOYED = int(Status.OUTSIDE), int(Status.UNEMPLOYED)


class Participation:
    """Entry to and exit from the labour force in one month."""

    def __init__(self, municipality, parameters, levers, conditions, months):
        p = parameters
        self.seek = SeekTables(municipality.rates, p)
        self.retire = monthly(np.array([p.retire_62_66, p.retire_67_74, p.retire_not_employed]))
        self.give_up = np.array([p.give_up, p.give_up_enrolled])

    def step(self, market) -> None:
        """Who retires, registers as unemployed or leaves the register this month."""
        take_part(
            market.residents.columns, market.residents.used, market.firms.columns, market.month, self.seek.base,
            self.seek.group, self.retire, self.give_up, market.key(SEEK), market.key(GIVE_UP), market.key(RETIRE),
            market.flows,
        )  # fmt: skip


class SeekTables:
    """The monthly chance of looking for work: by age band, sex and enrolment, times the multipliers of a group."""

    def __init__(self, rates, parameters):
        self.base = np.ascontiguousarray(rates.seek * parameters.seek)
        self.group = np.ascontiguousarray(
            rates.seek_origin[:, None, None] * rates.seek_education[None, :, None] * rates.seek_health[None, None, :]
        )


@rule
def health_group(residents, i):
    """0 good, 1 reduced capacity, 2 disability pension, 3 old-age pension."""
    benefit = residents.benefit[i]
    if benefit == _OLD_AGE:
        return 3
    if benefit in (_FULL, _PARTIAL):
        return 2
    return residents.health[i]


@rule
def seek_chance(residents, i, month, december, base, group):
    """The monthly chance that resident row ``i``, outside the labour force, looks for work."""
    age = (december - residents.birth_month[i]) // MONTHS_A_YEAR
    if month - residents.birth_month[i] < YOUNGEST_WORKER * MONTHS_A_YEAR or age >= LAST_SEEKING_AGE:
        return 0.0
    if residents.benefit[i] == _FULL:
        return 0.0
    enrolled = 1 if residents.enrolment[i] != _NOT_ENROLLED else 0
    return (
        base[BAND_OF_AGE[age], residents.sex[i], enrolled]
        * group[residents.origin[i], residents.education[i], health_group(residents, i)]
    )


@rule
def registers(residents, i):
    """Whether one who looks for work does so as registered unemployed: not pupils, students or pensioners."""
    return residents.enrolment[i] == _NOT_ENROLLED and health_group(residents, i) <= 1


@rule
def take_part(
    residents, used, firms, month, seek, group, retire, give_up, seek_key, give_up_key, retire_key, flows
):  # fmt: skip
    """One month of participation for every resident of 15 and over."""
    december = month - month % MONTHS_A_YEAR + MONTHS_A_YEAR - 1
    for i in range(used):
        if not residents.present[i]:
            continue
        age = min((month - residents.birth_month[i]) // MONTHS_A_YEAR, OLDEST)
        if age < YOUNGEST_WORKER:
            continue
        if age >= FIRST_PENSION:
            grow_old(residents, i, firms, month, age, retire, uniform(retire_key, residents.id[i]), flows)
        status = residents.status[i]
        if status == _OUTSIDE:
            if registers(residents, i):
                chance = seek_chance(residents, i, month, december, seek, group)
                if chance > 0.0 and uniform(seek_key, residents.id[i]) < chance:
                    residents.status[i] = _UNEMPLOYED
                    residents.since[i] = month
        elif status == _UNEMPLOYED:
            hazard = give_up[0] if residents.enrolment[i] == _NOT_ENROLLED else give_up[1]
            if uniform(give_up_key, residents.id[i]) < hazard:
                residents.status[i] = _OUTSIDE
                residents.since[i] = month


@rule
def grow_old(residents, i, firms, month, age, retire, chance, flows):
    """Retirement by age, and the old-age pension that everyone has from 67, in work or not."""
    benefit = residents.benefit[i]
    working = has_job(residents, i)
    if age >= PENSION_AGE:
        residents.benefit[i] = _OLD_AGE
        hazard = retire[1] if working else 1.0
    elif benefit == _NONE:
        hazard = retire[0] if working else retire[2]
    else:
        return
    if chance < hazard and (working or residents.status[i] == _UNEMPLOYED or residents.benefit[i] != _OLD_AGE):
        residents.benefit[i] = _OLD_AGE
        if working:
            flows[Flow.SEPARATIONS] += 1
            flows[Flow.RETIREMENTS] += 1
        leave_job(residents, i, firms, _OUTSIDE, month)
