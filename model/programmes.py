"""Programmes: what a place in support does to job finding, month by month since it was taken.

Evaluations give a risk difference: how many more of the participants are employed at a horizon. It is converted once
to multipliers of looking for work (registering and applying), by a two-state chain (without a job, in a job). So
treated and untreated twins differ by the risk difference at the horizon; deadweight and displacement emerge in the
matching and are not added.
"""

from collections.abc import Sequence
from functools import lru_cache
from math import exp
from typing import NamedTuple

import numpy as np

from model.codes import Programme
from model.compiled import rule
from model.levers import Levers

LAST = 36
"""Months since the start of a place after which nothing changes any more: when persistence is measured."""
_NONE = int(Programme.NONE)
MOST = 10.0
"""The highest multiplier: a risk difference that would need more is not reached."""


class Chain(NamedTuple):
    """Monthly chances of finding and losing a job with which the chain answers as the model does.

    Fitted to twins in the model at prior means and constant conditions: how many more of the eligible, in the order
    of the queue, are employed at the horizon when they look for work 1, 1.3, 1.7 and 2.5 times as much, after the
    lock-in where there is one. They describe that answer, not observed rates: who is registered leaves the register
    within months, so by 24 months only the odds of having a job matter.
    """

    finding: float
    losing: float


CHAINS = {
    Programme.JOB_SPECIALIST: Chain(0.0198, 0.0319),
    Programme.INTEGRATION: Chain(0.0846, 0.0245),
    Programme.ADULT_TRAINING: Chain(2.53, 0.44),
    Programme.ADDED_MEASURE: Chain(2.53, 0.44),
}

MONTHS = np.array([0, 4, 12, 5, 12, 4, 5])
"""Length of a place by programme: ordinary measures 4 months, a year with a job specialist, a course of 5 months, a
year of integration (estimates from NAV's and IMDi's descriptions)."""


def employed_after(chain: Chain, multipliers: Sequence[tuple[int, float]]) -> float:
    """The chance of having a job after spells of (months, multiplier of job finding), beginning without one."""
    share = 0.0
    for months, multiplier in multipliers:
        finding = chain.finding * multiplier
        moves = finding + chain.losing
        rest = finding / moves if moves else 0.0
        share = rest + (share - rest) * exp(-moves * months)
    return share


def solve(chain: Chain, before: Sequence[tuple[int, float]], months: int, wanted: float) -> float:
    """The multiplier over ``months`` after the spells ``before`` that brings the chance of a job to ``wanted``.

    It lies between 0 and ``MOST``, whichever is nearer when none brings it about.
    """
    low, high = 0.0, MOST
    for _ in range(40):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if employed_after(chain, [*before, (months, middle)]) < wanted else (low, middle)
    return 0.5 * (low + high)


def profile(
    chain: Chain, effect: float, horizon: int, lock_in: tuple[int, float] = (0, 1.0), persistence: float | None = None
) -> np.ndarray:
    """Multipliers of job finding by months since the start, 0 to ``LAST``; the last one holds ever after.

    Args:
        chain: job finding and losing without the place.
        effect: the risk difference at the horizon.
        horizon: months from the start.
        lock_in: months at the start, and the multiplier of search in them.
        persistence: share of the effect left after ``LAST`` months; when not given, what the chain leaves.
    """
    spells = [lock_in, (horizon - lock_in[0], 0.0)]
    spells[1] = (spells[1][0], solve(chain, spells[:1], spells[1][0], employed_after(chain, [(horizon, 1.0)]) + effect))
    path = np.ones(LAST + 1)
    path[: lock_in[0]] = lock_in[1]
    path[lock_in[0] : horizon] = spells[1][1]
    if persistence is not None and horizon < LAST:
        wanted = employed_after(chain, [(LAST, 1.0)]) + persistence * effect
        path[horizon:LAST] = solve(chain, spells, LAST - horizon, wanted)
    return path


class Effects(NamedTuple):
    """The parameters of programmes' effects, under their names in :class:`~model.parameters.Parameters`."""

    measure_lock_in: float
    training_lock_in: float
    job_specialist_effect: float
    job_specialist_persistence: float
    fidelity_effect: float
    fidelity_persistence: float
    measure_effect: float
    training_effect: float
    integration_effect: float
    work_first_persistence: float


class Practice(NamedTuple):
    """How programmes are run in a month: what refines their effect."""

    fidelity: float
    work_first: float


class Profiles:
    """What programmes do to looking for work, by month."""

    def __init__(self, parameters, levers):
        practice = np.stack([levers["ips_fidelity"], levers["work_first"]], axis=1)
        kinds, self.kind = np.unique(practice, axis=0, return_inverse=True)
        effects = Effects(*(getattr(parameters, name) for name in Effects._fields))
        self.of_kind = [search_profiles(effects, Practice(*map(float, kind))) for kind in kinds]

    def at(self, month: int) -> np.ndarray:
        """[programme, months since the start] multiplier of looking for work in a month."""
        return self.of_kind[self.kind[month]]


@rule
def multiplier(programme, completed, taken, month, profile):
    """How much the present or last programme changes a resident's looking for work this month."""
    one = programme if programme != _NONE else completed
    return profile[one, min(month - taken, LAST)]


@lru_cache(maxsize=256)
def search_profiles(effects: Effects, practice: Practice) -> np.ndarray:
    """[programme, months since the start] multiplier of job finding, 1 where a programme has no effect.

    Courses and ordinary measures keep their effect to the third year (Card, Kluve & Weber 2018). Integration that
    combines language, education and work keeps it for good (Danish and Finnish reforms); work practice alone acts
    sooner and fades.
    """
    p = effects
    found = np.ones((len(Programme), LAST + 1))
    found[Programme.ORDINARY, : MONTHS[Programme.ORDINARY]] = p.measure_lock_in
    lock = {one: (int(MONTHS[one]), p.training_lock_in) for one in (Programme.ADULT_TRAINING, Programme.INTEGRATION)}
    above = practice.fidelity - Levers.ips_fidelity
    found[Programme.JOB_SPECIALIST] = profile(
        CHAINS[Programme.JOB_SPECIALIST], p.job_specialist_effect + above * p.fidelity_effect, 24,
        persistence=float(np.clip(p.job_specialist_persistence + above * p.fidelity_persistence, 0.0, 1.0)),
    )  # fmt: skip
    found[Programme.ADULT_TRAINING] = profile(
        CHAINS[Programme.ADULT_TRAINING], p.training_effect, 24, lock[Programme.ADULT_TRAINING]
    )
    found[Programme.ADDED_MEASURE] = profile(
        CHAINS[Programme.ADDED_MEASURE], p.measure_effect, 24, (int(MONTHS[Programme.ADDED_MEASURE]), p.measure_lock_in)
    )
    for programme in (Programme.ADULT_TRAINING, Programme.ADDED_MEASURE):
        found[programme, 24:LAST] = found[programme, 23]
    chain = CHAINS[Programme.INTEGRATION]
    combined = profile(chain, p.integration_effect, 30, lock[Programme.INTEGRATION])
    combined[30:] = combined[29]
    alone = profile(chain, p.integration_effect, 18, persistence=p.work_first_persistence)
    found[Programme.INTEGRATION] = combined + practice.work_first * (alone - combined)
    return found
