"""Separations to non-employment: quits, contract ends and dismissals, by tenure. Moves between jobs are matching's."""

import numpy as np

from model.codes import Benefit, Enrolment, Health, Programme, Status
from model.compiled import rule
from model.dates import MONTHS_A_YEAR
from model.draws import stream, uniform
from model.flows import Flow
from model.jobs import leave_job
from model.participation import registers
from model.residents import NEVER, NOBODY
from model.screening import below, marked

SEPARATIONS = stream("separations.end")
DESTINATIONS = stream("separations.destination")
TRANSFERS = stream("separations.transfer")

LONGEST_TENURE = 240
"""Months after which the hazard is the last one of the table."""
RETENTION_MONTHS = 24
"""Months after a course during which one in work keeps the job more easily (estimate)."""
YOUNG = 25
"""Age below which contracts end more often."""

_EMPLOYED, _LAID_OFF = int(Status.EMPLOYED), int(Status.LAID_OFF)
_UNEMPLOYED, _OUTSIDE = int(Status.UNEMPLOYED), int(Status.OUTSIDE)
_APPRENTICE, _NO_BENEFIT = int(Enrolment.APPRENTICE), int(Benefit.NONE)
_GOOD, _FURTHER = int(Health.GOOD), int(Programme.FURTHER_TRAINING)


def separation_hazards(parameters) -> np.ndarray:
    """[young, tenure in months] monthly chance that a job ends in non-employment, dismissals aside.

    The hazard falls exponentially with tenure from ``separation_new`` to ``separation_long`` times the level.
    """
    p = parameters
    tenure = np.arange(LONGEST_TENURE + 1)
    shape = p.separation_long + (p.separation_new - p.separation_long) * np.exp(-tenure / p.separation_decay)
    hazard = p.separation * shape
    return np.minimum(np.stack([hazard, hazard * p.separation_young]), 1.0)


class Separations:
    """Jobs that end in one month."""

    def __init__(self, municipality, parameters, levers, conditions, months):
        p = parameters
        self.hazard = separation_hazards(p)
        self.apprentice, self.retained = p.apprentice_protection, 1.0 - p.retention
        self.by_origin = np.array([1.0, p.separation_labour_origin, p.separation_refugee_origin])
        self.to_register = np.array([p.separated_register, p.separated_register_ill])
        switch = conditions["dated_events"]
        self.transfers = [
            (
                municipality.row_of(event.firm),
                municipality.row_of(event.to_firm),
                np.diff(event.path(months), prepend=0.0) * switch,
            )
            for event in municipality.events
            if event.kind == "transfer"
        ]

    def step(self, market) -> None:
        """Whose job ends this month, here and outside, and who is transferred with the task."""
        for source, target, persons_by_month in self.transfers:
            persons = persons_by_month[market.month]
            if persons > 0 and market.firms.present[source] and market.firms.present[target]:
                self.transfer(market, source, target, persons)
        residents, commuters, firms = market.residents, market.commuters, market.firms
        key, most = market.key(SEPARATIONS), self.hazard.max()
        most_resident = most * self.by_origin.max()
        rows = at_risk(key, residents.id, residents.employer, firms.columns.layoffs, most_resident)
        end_jobs(
            residents.columns, rows, firms.columns, market.month, self.hazard, self.by_origin, self.apprentice,
            self.retained, self.to_register, key, market.key(DESTINATIONS), market.flows,
        )  # fmt: skip
        rows = at_risk(key, commuters.id, commuters.employer, firms.columns.layoffs, most)
        end_commuters_jobs(commuters.columns, rows, firms.columns, market.month, self.hazard, key, market.flows)

    def transfer(self, market, source: int, target: int, persons: float) -> None:
        """Move a share of one firm's staff, and the wish for it, to another firm: nobody's job ends."""
        firms = market.firms.columns
        staff = firms.staff[source] + firms.commuters[source]
        share = min(persons / max(staff, 1), 1.0)
        moved = move_staff(
            market.residents.columns, market.residents.used, market.commuters.columns, market.commuters.used, firms,
            source, target, share, market.key(TRANSFERS),
        )  # fmt: skip
        firms.reference[source] *= 1.0 - share
        firms.reference[target] += moved
        firms.site[target] += moved


def at_risk(key: np.uint64, ids: np.ndarray, employer: np.ndarray, layoffs: np.ndarray, most: float) -> np.ndarray:
    """Rows whose draw lies below the highest hazard and their firm's share of dismissals: the rest keep their jobs."""
    if not len(layoffs):
        return marked(below(key, ids, most))
    marks = np.empty(len(ids), np.bool_)
    mark_at_risk(marks, key, ids, employer, layoffs, most)
    return marked(marks)


@rule
def mark_at_risk(marks, key, ids, employer, layoffs, most):
    """Mark each row of :func:`at_risk`; one without a firm is marked as if at the first."""
    for i in range(len(ids)):
        marks[i] = uniform(key, ids[i]) < most + layoffs[max(employer[i], 0)]


@rule
def end_jobs(
    residents, rows, firms, month, hazard, by_origin, apprentice, retained, to_register, key, destination_key, flows
):  # fmt: skip
    """One month of separations for the employed and laid off in the rows."""
    for i in rows:
        status = residents.status[i]
        if status < _LAID_OFF or not residents.present[i]:
            continue
        f = residents.employer[i]
        dismissed = firms.layoffs[f] if f >= 0 else 0.0
        if status == _LAID_OFF and dismissed < 1.0:
            continue
        tenure = min(max(month - residents.job_since[i], 0), LONGEST_TENURE)
        ends = (
            hazard[1 if month - residents.birth_month[i] < YOUNG * MONTHS_A_YEAR else 0, tenure]
            * by_origin[residents.origin[i]]
        )
        if residents.enrolment[i] == _APPRENTICE:
            ends *= apprentice
        if residents.completed[i] == _FURTHER and month - residents.completed_month[i] < RETENTION_MONTHS:
            ends *= retained
        chance = uniform(key, residents.id[i])
        if chance >= ends + dismissed:
            continue
        if chance >= ends:
            flows[Flow.DISMISSALS] += 1
        flows[Flow.SEPARATIONS] += 1
        free = residents.benefit[i] == _NO_BENEFIT and registers(
            residents.enrolment[i], residents.benefit[i], residents.birth_month[i], month
        )
        likely = to_register[0] if residents.health[i] == _GOOD else to_register[1]
        goes = _UNEMPLOYED if free and uniform(destination_key, residents.id[i]) < likely else _OUTSIDE
        leave_job(residents, i, firms, goes, month)


@rule
def end_commuters_jobs(commuters, rows, firms, month, hazard, key, flows):
    """One month of separations for the in-commuters in the rows."""
    for i in rows:
        f = commuters.employer[i]
        if f < 0:
            continue
        if commuters.laid_off_since[i] != NEVER and firms.layoffs[f] < 1.0:
            continue
        tenure = min(max(month - commuters.job_since[i], 0), LONGEST_TENURE)
        chance = uniform(key, commuters.id[i])
        if chance < hazard[0, tenure] + firms.layoffs[f]:
            flows[Flow.COMMUTER_SEPARATIONS] += 1
            if chance >= hazard[0, tenure]:
                flows[Flow.DISMISSALS] += 1
            commuters.employer[i] = NOBODY
            commuters.laid_off_since[i] = NEVER
            firms.commuters[f] -= 1


@rule
def move_staff(residents, used, commuters, commuters_used, firms, source, target, share, key):
    """Each of a firm's people moves to the target firm with chance ``share``; answers with how many did."""
    moved = 0
    for i in range(used):
        if residents.employer[i] == source and uniform(key, residents.id[i]) < share:
            residents.employer[i] = target
            firms.staff[source] -= 1
            firms.staff[target] += 1
            moved += 1
    for i in range(commuters_used):
        if commuters.employer[i] == source and uniform(key, commuters.id[i]) < share:
            commuters.employer[i] = target
            firms.commuters[source] -= 1
            firms.commuters[target] += 1
            moved += 1
    return moved
