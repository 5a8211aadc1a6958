"""Health: work capacity is reduced, recovers, or ends in a disability pension."""

import numpy as np

from model.codes import Benefit, Health, Status
from model.compiled import rule
from model.dates import MONTHS_A_YEAR
from model.demography import monthly
from model.draws import stream, uniform
from model.flows import Flow
from model.jobs import has_job, leave_job
from model.rates import by_months_lived
from model.screening import below, marked

CAPACITY = stream("health.capacity")
GRADE = stream("health.grade")

FIRST_AGE, PENSION_AGE = 18, 67
"""Ages from which a disability pension can be granted, and at which it becomes an old-age pension."""

_GOOD, _REDUCED = int(Health.GOOD), int(Health.REDUCED)
_NONE, _ASSESSMENT, _OLD_AGE = int(Benefit.NONE), int(Benefit.WORK_ASSESSMENT), int(Benefit.OLD_AGE)
_FULL, _PARTIAL = int(Benefit.DISABILITY_FULL), int(Benefit.DISABILITY_PARTIAL)
_OUTSIDE = int(Status.OUTSIDE)


class Capacity:
    """Changes of work capacity and grants of disability pension in one month."""

    def __init__(self, municipality, parameters, levers, conditions, months):
        rates = municipality.rates
        self.inflow = by_months_lived(monthly(np.minimum(rates.reduced_inflow * parameters.reduced_inflow, 0.9)))
        granted = np.minimum(rates.disability_inflow * parameters.disability_inflow, 0.9)
        self.disability = by_months_lived(monthly(granted))
        self.education = rates.health_education
        self.shares = np.array(
            [
                float(monthly(np.array(parameters.recovery))),
                parameters.not_employed_health_risk,
                parameters.employed_disability_risk,
                parameters.illness_ends_job,
                parameters.full_disability,
            ]
        )
        self.most_good = self.inflow.max() * self.education.max() * max(parameters.not_employed_health_risk, 1.0)
        granted = self.disability.max() * max(parameters.employed_disability_risk, 1.0)
        self.most_reduced = granted + self.shares[0]

    def step(self, market) -> None:
        """Who falls ill, recovers or is granted a pension this month."""
        residents, key = market.residents, market.key(CAPACITY)
        marks = below(key, residents.id, self.most_good)
        marks |= below(key, residents.id, self.most_reduced) & (residents.health == _REDUCED)
        change_capacity(
            residents.columns, marked(marks), market.firms.columns, market.month, self.inflow, self.disability,
            self.education, self.shares, key, market.key(GRADE), market.flows,
        )  # fmt: skip


@rule
def change_capacity(residents, rows, firms, month, inflow, disability, education, shares, key, grade_key, flows):
    """One month's change of work capacity for the rows of working age."""
    recovery, idle_risk, employed_risk, ends_job, full = shares
    for i in rows:
        if not residents.present[i]:
            continue
        age = month - residents.birth_month[i]
        if age < FIRST_AGE * MONTHS_A_YEAR or age >= PENSION_AGE * MONTHS_A_YEAR:
            continue
        working = has_job(residents.status[i])
        benefit = residents.benefit[i]
        if residents.health[i] == _GOOD:
            if benefit == _OLD_AGE:
                continue
            risk = inflow[age] * education[residents.education[i]] * (1.0 if working else idle_risk)
            if uniform(key, residents.id[i]) < risk:
                fall_ill(residents, i, firms, month, working, ends_job, uniform(grade_key, residents.id[i]), flows)
        elif benefit <= _ASSESSMENT:
            granted = disability[age] * (employed_risk if working else 1.0)
            chance = uniform(key, residents.id[i])
            if chance < granted:
                flows[Flow.NEW_DISABILITY] += 1
                grant(residents, i, firms, month, full, uniform(grade_key, residents.id[i]), flows)
            elif chance < granted + recovery:
                residents.health[i] = _GOOD
                residents.benefit[i] = _NONE


@rule
def fall_ill(residents, i, firms, month, working, ends_job, chance, flows):
    """Work capacity becomes reduced; the job may end, and one without a job receives the assessment allowance."""
    residents.health[i] = _REDUCED
    if not working or chance < ends_job:
        residents.benefit[i] = _ASSESSMENT
        if working:
            flows[Flow.ILLNESS] += 1
        leave_job(residents, i, firms, _OUTSIDE, month)


@rule
def grant(residents, i, firms, month, full, chance, flows):
    """A disability pension: a full one ends the job, a partial one lets it go on; both end registration."""
    if chance < full:
        residents.benefit[i] = _FULL
        if has_job(residents.status[i]):
            flows[Flow.ILLNESS] += 1
        leave_job(residents, i, firms, _OUTSIDE, month)
        return
    residents.benefit[i] = _PARTIAL
    if not has_job(residents.status[i]):
        leave_job(residents, i, firms, _OUTSIDE, month)
