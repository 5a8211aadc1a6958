"""Support: places in programmes are filled up to capacity from a queue of the eligible.

While a programme lasts its participants may search less (lock-in); when it has ended they may find work more easily
for a while. Both are multipliers of search, so deadweight and displacement emerge in the matching.
"""

import numpy as np

from model.codes import Benefit, Enrolment, Health, Origin, Programme, Status
from model.compiled import rule
from model.dates import MONTHS_A_YEAR
from model.draws import stream, uniform
from model.flows import Flow
from model.screening import marked

QUEUE = stream("support.queue")

MONTHS = np.array([0, 4, 12, 5, 12])
"""Length of a place by programme: ordinary measures 4 months, a year with a job specialist, a course of 5 months, a
year of integration (estimates from NAV's and IMDi's descriptions)."""
YOUNGEST, OLDEST = 18, 62
"""Ages at which a place is given."""
FIRST_MONTHS = 3
"""Months of registered unemployment before an ordinary measure or a course (estimate)."""

_UNEMPLOYED, _OUTSIDE = int(Status.UNEMPLOYED), int(Status.OUTSIDE)
_NOT_ENROLLED, _REDUCED, _REFUGEE = int(Enrolment.NONE), int(Health.REDUCED), int(Origin.REFUGEE)
_ASSESSMENT = int(Benefit.WORK_ASSESSMENT)
_NONE, _ORDINARY, _SPECIALIST = int(Programme.NONE), int(Programme.ORDINARY), int(Programme.JOB_SPECIALIST)
_TRAINING, _INTEGRATION = int(Programme.ADULT_TRAINING), int(Programme.INTEGRATION)
PROGRAMMES = (_ORDINARY, _SPECIALIST, _TRAINING, _INTEGRATION)


def hazard_multiplier(risk_difference: float, horizon: int, finding: float, separation: float) -> float:
    """The multiplier of the job-finding hazard that raises employment by ``risk_difference`` after ``horizon`` months.

    A person without a job finds one with monthly hazard ``finding`` and loses it with ``separation``; her chance of
    being employed at the horizon is f / (f + s) (1 - exp(-(f + s) H)). The multiplier is solved for by bisection and
    is capped at 10, or at 0 for a difference that no slower search can bring about.
    """

    def employed(multiplier: float) -> float:
        f = finding * multiplier
        return f / (f + separation) * (1.0 - np.exp(-(f + separation) * horizon)) if f > 0 else 0.0

    wanted = employed(1.0) + risk_difference
    low, high = 0.0, 10.0
    if wanted >= employed(high):
        return high
    for _ in range(60):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if employed(middle) < wanted else (low, middle)
    return 0.5 * (low + high)


def search_multipliers(parameters) -> tuple[np.ndarray, np.ndarray]:
    """Multipliers of search by programme: while the place lasts, and for ``EFFECT_MONTHS`` after it has ended."""
    p = parameters
    during = np.array([1.0, p.measure_lock_in, 1.0, p.training_lock_in, p.training_lock_in])
    finding, separation = p.group_finding, p.separation * 2.0
    specialist = hazard_multiplier(p.job_specialist_effect, 24, finding, separation)
    training = hazard_multiplier(p.training_effect, 24, finding, separation)
    integration = hazard_multiplier(p.integration_effect, 30, finding, separation)
    during[_SPECIALIST] = specialist
    after = np.array([1.0, 1.0, specialist, training, integration])
    return during, after


EFFECT_MONTHS = 24
"""Months after a programme during which its effect on search lasts (the horizon of the evaluations)."""


class Support:
    """Places in programmes in one month."""

    def __init__(self, municipality, parameters, levers, conditions, months):
        p = parameters
        self.capacity = np.zeros((months, len(Programme)))
        self.capacity[:, _ORDINARY] = municipality.measure_places
        self.capacity[:, _SPECIALIST] = levers["job_specialists"] * p.job_specialist_caseload
        self.capacity[:, _TRAINING] = levers["adult_training"]
        self.capacity[:, _INTEGRATION] = levers["integration"]
        self.intake = np.full((months, len(Programme)), np.inf)
        self.intake[:, _SPECIALIST] = levers["job_specialists"] * p.job_specialist_intake / MONTHS_A_YEAR

    def step(self, market) -> None:
        """End the places that are over and fill the free ones, longest wait first."""
        month = market.month
        key = market.key(QUEUE)
        held = np.zeros(len(Programme), np.int64)
        end_places(market.residents.columns, marked(market.residents.programme != _NONE), month, held)
        for programme in PROGRAMMES:
            free = int(self.capacity[month, programme] + 0.5) - held[programme]
            limit = self.intake[month, programme]
            if np.isfinite(limit):
                free = min(free, int(limit + market.draw(QUEUE, programme)))
            if free > 0:
                self.fill(market, programme, free, key ^ np.uint64(programme))

    def fill(self, market, programme: int, free: int, key: np.uint64) -> None:
        """Give ``free`` places to the eligible by a race in which a long wait is an advantage."""
        residents, month = market.residents, market.month
        free_to_join = residents.present & (residents.programme == _NONE) & (residents.status <= _UNEMPLOYED)
        free_to_join &= (residents.enrolment == _NOT_ENROLLED) & (residents.benefit <= _ASSESSMENT)
        if programme in (_ORDINARY, _TRAINING):
            free_to_join &= residents.status == _UNEMPLOYED
        rows = marked(free_to_join)
        keys = np.empty(len(rows))
        found = queue(rows, keys, residents.columns, month, programme, key)
        first = rows[np.argsort(keys[:found])[:free]]
        residents.programme[first] = programme
        residents.programme_since[first] = month
        market.flows[Flow.PLACES_TAKEN] += len(first)


@rule
def end_places(residents, rows, month, held):
    """Free the places in the rows that have lasted their time or whose holder has a job or left; count the others."""
    for i in rows:
        programme = residents.programme[i]
        over = month - residents.programme_since[i] >= MONTHS[programme]
        if over or not residents.present[i] or residents.status[i] > _UNEMPLOYED:
            residents.programme[i] = _NONE
            residents.completed[i] = programme
            residents.completed_month[i] = month
        else:
            held[programme] += 1


@rule
def eligible(programme, status, waited, months_lived, health, origin):
    """Whether one who is not employed, enrolled or pensioned may hold a place in ``programme``."""
    if months_lived < YOUNGEST * MONTHS_A_YEAR or months_lived >= OLDEST * MONTHS_A_YEAR:
        return False
    if programme == _SPECIALIST:
        return health == _REDUCED
    if programme == _INTEGRATION:
        return origin == _REFUGEE
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
