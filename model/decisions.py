"""Decisions taken by others: whether, and when, what the municipality pursues comes about.

The state decides on its jobs and the fairway, companies on their plants; the municipality can only pursue them. Each
pursuit meets a constant monthly chance from the first month in which it can be decided. The draws are made once for a
run and kept, so a larger pursuit never undoes a smaller one's luck.
"""

import numpy as np

from model.dates import MONTHS_A_YEAR, month_of
from model.draws import month_key, stream, uniform

STATE_JOBS = stream("decisions.state_jobs")
PLANTS = stream("decisions.plants")
FAIRWAY = stream("decisions.fairway")

KEPT = np.uint64(0xFFFFFFFF)
"""Stands for the month in the address of a draw that is made once and kept."""
PLAN_STARTS, PLAN_ENDS = month_of("2021-01"), month_of("2025-12")


def monthly_chance(by_2025: float, lag: int) -> float:
    """The monthly chance that gives ``by_2025`` at the plan's end, for what is pursued from its start."""
    months = PLAN_ENDS - (PLAN_STARTS + lag) + 1
    return 1.0 - (1.0 - by_2025) ** (1.0 / months)


def waiting_time(chance: float, hazard: float) -> float:
    """Months until an event of constant monthly chance, 0 for the first month; rarer events come later."""
    if hazard <= 0.0:
        return np.inf
    return 0.0 if hazard >= 1.0 else float(np.floor(np.log(chance) / np.log1p(-hazard)))


def decided(pursued: np.ndarray, hazard: float, key: np.uint64) -> np.ndarray:
    """How much of what is pursued has been decided, month by month.

    Every rise of the path is a pursuit with its own draw, addressed by its month. One still undecided when the path
    falls below it is given up; what has been decided stays.

    Args:
        pursued: what may be decided in each month, cumulative.
        hazard: the monthly chance.
        key: of the draws.
    """
    done = np.zeros(len(pursued))
    for month in np.flatnonzero(np.diff(pursued, prepend=0.0) > 0):
        low = pursued[month - 1] if month else 0.0
        comes = month + waiting_time(float(uniform(key, np.uint64(month))), hazard)
        if comes < len(pursued):
            still = pursued[month : int(comes) + 1].min()
            done[int(comes) :] += np.clip(still - low, 0.0, pursued[month] - low)
    return done


def plants_decided(pursued: np.ndarray, hazard: float, key: np.uint64) -> np.ndarray:
    """As :func:`decided`, for projects that are each decided alone: the first, the second and so on."""
    layers = range(int(np.ceil(pursued.max(initial=0.0))))
    return sum(
        (decided(np.clip(pursued - n, 0.0, 1.0), hazard, key ^ (np.uint64(n + 1) << np.uint64(32))) for n in layers),
        start=np.zeros(len(pursued)),
    )


def decisions(levers: dict[str, np.ndarray], parameters, lags: dict[str, int], seed: int) -> dict[str, np.ndarray]:
    """What has been decided by each month: ``state_jobs_won`` (jobs), ``plants_built``, ``fairway_lowered`` (share)."""
    p = parameters
    key = {one: np.uint64(month_key(np.uint64(seed), one, KEPT)) for one in (STATE_JOBS, PLANTS, FAIRWAY)}
    plant = p.plant_decided * p.plant_attribution / MONTHS_A_YEAR
    fairway = monthly_chance(p.fairway_done, lags["fairway"])
    return {
        "state_jobs_won": decided(
            levers["state_jobs"], monthly_chance(p.state_success, lags["state_jobs"]), key[STATE_JOBS]
        ),
        "plants_built": plants_decided(levers["plant_projects"], plant, key[PLANTS]),
        "fairway_lowered": decided(levers["fairway"], fairway, key[FAIRWAY]),
    }
