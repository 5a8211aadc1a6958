"""Support: places in programmes are filled up to capacity from a queue of the eligible.

What a place does to job finding stands in :mod:`model.programmes`, what it does to keeping a job in separations.
"""

import numpy as np

from model.codes import Benefit, Education, Enrolment, Health, Origin, Programme, Status
from model.compiled import rule
from model.dates import MONTHS_A_YEAR
from model.draws import stream, uniform
from model.flows import Flow
from model.programmes import MONTHS
from model.screening import marked

QUEUE = stream("support.queue")

YOUNGEST, OLDEST = 18, 62
"""Ages at which a place is given."""
YOUNGEST_EMPLOYED = 25
"""Age from which one in work may take a course for those at risk."""
FIRST_MONTHS = 3
"""Months of registered unemployment before an ordinary measure or a course (estimate)."""

_UNEMPLOYED, _OUTSIDE = int(Status.UNEMPLOYED), int(Status.OUTSIDE)
_NOT_ENROLLED, _REDUCED, _REFUGEE = int(Enrolment.NONE), int(Health.REDUCED), int(Origin.REFUGEE)
_ASSESSMENT = int(Benefit.WORK_ASSESSMENT)
_NONE, _ORDINARY, _SPECIALIST = int(Programme.NONE), int(Programme.ORDINARY), int(Programme.JOB_SPECIALIST)
_TRAINING, _INTEGRATION = int(Programme.ADULT_TRAINING), int(Programme.INTEGRATION)
_ADDED, _FURTHER = int(Programme.ADDED_MEASURE), int(Programme.FURTHER_TRAINING)
PROGRAMMES = (_ORDINARY, _SPECIALIST, _TRAINING, _INTEGRATION, _ADDED, _FURTHER)
_EMPLOYED, _BASIC = int(Status.EMPLOYED), int(Education.BASIC)


class Support:
    """Places in programmes in one month."""

    def __init__(self, municipality, parameters, levers, conditions, months):
        p = parameters
        self.capacity = np.zeros((months, len(Programme)))
        self.capacity[:, _ORDINARY] = municipality.measure_places
        self.capacity[:, _SPECIALIST] = levers["job_specialists"] * p.job_specialist_caseload
        self.capacity[:, _ADDED] = levers["measure_places"]
        self.intake = np.full((months, len(Programme)), np.inf)
        self.intake[:, _SPECIALIST] = levers["job_specialists"] * p.job_specialist_intake / MONTHS_A_YEAR
        for programme, name in (
            (_TRAINING, "adult_training"), (_INTEGRATION, "integration"), (_FURTHER, "training_employed"),
        ):  # fmt: skip
            self.intake[:, programme] = levers[name] / MONTHS_A_YEAR
            self.capacity[:, programme] = np.inf

    def step(self, market) -> None:
        """End the places that are over and fill the free ones, longest wait first."""
        month = market.month
        key = market.key(QUEUE)
        held = np.zeros(len(Programme), np.int64)
        end_places(market.residents.columns, marked(market.residents.programme != _NONE), month, held)
        for programme in PROGRAMMES:
            free = np.floor(self.capacity[month, programme] + 0.5) - held[programme]
            limit = self.intake[month, programme]
            if np.isfinite(limit):
                free = min(free, np.floor(limit + market.draw(QUEUE, programme)))
            if free > 0:
                self.fill(market, programme, int(free), key ^ np.uint64(programme))

    def fill(self, market, programme: int, free: int, key: np.uint64) -> None:
        """Give ``free`` places to the eligible by a race in which a long wait is an advantage."""
        residents, month = market.residents, market.month
        free_to_join = residents.present & (residents.programme == _NONE)
        free_to_join &= (residents.enrolment == _NOT_ENROLLED) & (residents.benefit <= _ASSESSMENT)
        if programme == _FURTHER:
            free_to_join &= (residents.status == _EMPLOYED) & (residents.education == _BASIC)
        elif programme in (_ORDINARY, _TRAINING, _ADDED):
            free_to_join &= residents.status == _UNEMPLOYED
        else:
            free_to_join &= residents.status <= _UNEMPLOYED
        rows = marked(free_to_join)
        keys = np.empty(len(rows))
        found = queue(rows, keys, residents.columns, month, programme, key)
        first = rows[np.argsort(keys[:found])[:free]]
        residents.programme[first] = programme
        residents.programme_since[first] = month
        market.flows[Flow.PLACES_TAKEN] += len(first)


@rule
def end_places(residents, rows, month, held):
    """Free the places in the rows that have lasted their time or whose holder may no longer have one; count the others.

    A place ends with a job, school, a pension or moving out; one on the employment service's measures and courses also
    with leaving the register; one in work with the job.
    """
    for i in rows:
        programme = residents.programme[i]
        over = month - residents.programme_since[i] >= MONTHS[programme]
        status = residents.status[i]
        left = residents.enrolment[i] != _NOT_ENROLLED or residents.benefit[i] > _ASSESSMENT
        if programme == _FURTHER:
            left |= status != _EMPLOYED
        elif programme in (_ORDINARY, _TRAINING, _ADDED):
            left |= status != _UNEMPLOYED
        else:
            left |= status > _UNEMPLOYED
        if over or left or not residents.present[i]:
            residents.programme[i] = _NONE
            residents.completed[i] = programme
            residents.completed_month[i] = month
        else:
            held[programme] += 1


@rule
def eligible(programme, status, waited, months_lived, health, origin):
    """Whether one who is neither enrolled nor pensioned may hold a place in ``programme``."""
    if months_lived < YOUNGEST * MONTHS_A_YEAR or months_lived >= OLDEST * MONTHS_A_YEAR:
        return False
    if programme == _SPECIALIST:
        return health == _REDUCED
    if programme == _INTEGRATION:
        return origin == _REFUGEE
    if programme == _FURTHER:
        return status == _EMPLOYED and months_lived >= YOUNGEST_EMPLOYED * MONTHS_A_YEAR
    return status == _UNEMPLOYED and waited >= FIRST_MONTHS


@rule
def queue(rows, keys, residents, month, programme, key):
    """Keep the eligible of the rows, with their keys in the race; answer with how many there are."""
    n = 0
    for i in rows:
        if eligible(
            programme, residents.status[i], month - residents.since[i], month - residents.birth_month[i],
            residents.health[i], residents.origin[i],
        ):  # fmt: skip
            waited = min(month - residents.since[i], 24) + 1.0
            rows[n] = i
            keys[n] = -np.log(uniform(key, residents.id[i])) / waited
            n += 1
    return n
