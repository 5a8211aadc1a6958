"""Recovery: does the fit find values that are known, with intervals that hold as often as they say?

Truths are drawn from the prior on a reduced problem: the values that the figures of 2019 say most of are free, the
others stand at their prior means. Each truth lives one 2019 in Halden; what is read of it, with the figures' errors,
is all that the fit sees. Then its intervals are compared with the truth, and the projections from its draws with what
the truth itself became.
"""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np

from calibration import free
from calibration.fit import BLOCK, chance_jobs, smooth
from calibration.runner import Job, Run, runner
from calibration.targets import of_role

REDUCED = (
    "leaving", "arriving", "fertility", "mortality", "disability_inflow", "retire_67_74", "separation", "seek",
    "search_new_job", "search_long_job", "search_unemployed", "firm_sd_small",
)  # fmt: skip
"""Values of which the figures of 2019 leave least of the prior's spread."""
HEADLINES = ("population", "employed_residents", "jobs", "unemployed")
PROJECTED_TO = "2021-11"
INTERVAL = 0.9
IDENTIFIED = 0.9
"""A value is identified when on average its posterior spread is below this share of the prior's."""
RANKS = 10
TRUTH_SEED, FIT_SEED, PROJECTION_SEED = 40_000_000, 41_000_000, 42_000_000
"""Blocks of seeds that nothing else uses."""


class Plan(NamedTuple):
    """How recovery is tried."""

    truths: int = 40
    members: int = 200
    steps: int = 3
    projected: int = 60
    """Members that are projected."""
    seed: int = 7


class Recovered(NamedTuple):
    """What the fit said of one truth."""

    truth: np.ndarray
    """[value, then headline]"""
    ensemble: list[np.ndarray]
    """The draws of each value, then of each headline."""
    left: np.ndarray
    """[value] spread left of the prior's."""


def examine(
    plan: Plan | None = None, *, workers: int | None = None, on_done: Callable[[int, int], None] | None = None
) -> dict[str, Any]:
    """Try recovery and the second method; the record says which model and figures they are of.

    Raises:
        ValueError: for a plan with numbers out of range, or without the libraries of the fit.
    """
    from calibration import second_method
    from calibration.pack import content
    from model.version import model_version

    plan, other = plan or Plan(), second_method.Plan()
    aims = of_role("dynamic")
    chance = chance_jobs(tuple(one.reading for one in aims))
    blocks, points = -(-plan.members // BLOCK), -(-other.points // BLOCK)
    total = len(chance) + 2 * plan.truths + blocks + plan.truths * (plan.steps * blocks + plan.projected)
    total += points + (other.steps + 1) * -(-other.members // BLOCK)
    with runner(workers, total, on_done) as run:
        # The chance of one year counts twice: in what is observed, and in the one run of a member.
        covariance = np.diag([one.error**2 for one in aims]) + 2.0 * np.cov(np.hstack(run(chance)))
        found = said(list(recover(plan, covariance, run)), plan)
        second = second_method.compare(other, covariance, run)
    return {
        "record": {"model_version": model_version(), "starting_tables": content(), "free_values": free.digest()},
        "recovery": found, "second_method": second,
    }  # fmt: skip


def recover(plan: Plan, covariance: np.ndarray, run: Run) -> Iterator[Recovered]:
    """Draw truths and fit each; ``covariance`` is that of the targets, chance of one year included.

    Raises:
        ValueError: for a plan with numbers out of range, or without the library of the fit.
    """
    if plan.truths < 1 or plan.members < 20 or plan.steps < 1 or not 1 <= plan.projected <= plan.members:
        raise ValueError(f"{plan}; allowed: truths and steps from 1, 20 members or more, some of them projected")
    aims, chosen = of_role("dynamic"), free.named(REDUCED)
    readings, rng = tuple(one.reading for one in aims), np.random.default_rng(plan.seed)
    truths = rng.standard_normal((len(chosen), plan.truths))
    prior = rng.standard_normal((len(chosen), plan.members))
    values = free.to_values(truths, chosen)
    seen = run([
        Job(REDUCED, values[:, [k]], (TRUTH_SEED + k,), readings, False) for k in range(plan.truths)
    ])  # fmt: skip
    later = project(values, TRUTH_SEED, run)
    first = respond_all(prior, readings, FIT_SEED, run)
    errors = np.array([one.error for one in aims])
    spread = free.to_values(prior, chosen).std(axis=1, ddof=1)
    for k in range(plan.truths):
        observed = seen[k][:, 0] + errors * rng.standard_normal(len(errors))

        def responses(step: int, normal: np.ndarray, k: int = k) -> np.ndarray:
            # Seeds differ between truths, or all fits would share the same luck.
            return first if step == 0 else respond_all(normal, readings, FIT_SEED + 100 * k + step, run)

        normal, _, _ = smooth(responses, observed, covariance, prior, plan.steps, plan.seed + k)
        draws = free.to_values(normal, chosen)
        projected = project(draws[:, : plan.projected], PROJECTION_SEED + 1000 * k, run)
        yield Recovered(
            np.concatenate([values[:, k], later[:, k]]), [*draws, *projected], draws.std(axis=1, ddof=1) / spread
        )


def respond_all(normal: np.ndarray, readings: tuple[str, ...], seed: int, run: Run) -> np.ndarray:
    """[reading, member] of an ensemble; members share one seed."""
    values = free.to_values(normal, free.named(REDUCED))
    parts = [values[:, start : start + BLOCK] for start in range(0, values.shape[1], BLOCK)]
    return np.hstack(run([Job(REDUCED, part, (seed,), readings, False) for part in parts]))


def project(values: np.ndarray, seed: int, run: Run) -> np.ndarray:
    """[headline, member] at ``PROJECTED_TO``; every member has a seed of its own, since one future is projected."""
    readings = tuple(f"{name}@{PROJECTED_TO}" for name in HEADLINES)
    jobs = [
        Job(REDUCED, values[:, [k]], (seed + k,), readings, False, PROJECTED_TO) for k in range(values.shape[1])
    ]  # fmt: skip
    return np.hstack(run(jobs))


def said(found: list[Recovered], plan: Plan) -> dict[str, Any]:
    """Coverage and rank histograms by value and headline, and pooled over the identified and the headlines."""
    names = [*REDUCED, *HEADLINES]
    left = np.mean([one.left for one in found], axis=0)
    pooled = [k for k in range(len(names)) if k >= len(REDUCED) or left[k] < IDENTIFIED]
    ranks = np.array([[rank(one.ensemble[k], one.truth[k]) for k in range(len(names))] for one in found])
    covered = np.array([[holds(one.ensemble[k], one.truth[k]) for k in range(len(names))] for one in found])
    low, high = binomial_limits(len(found), INTERVAL)
    rows = []
    for k, name in enumerate(names):
        rows.append({
            "name": name, "left": round(float(left[k]), 3) if k < len(REDUCED) else None, "pooled": k in pooled,
            "covered": int(covered[:, k].sum()), "within_limits": bool(low <= covered[:, k].sum() <= high),
            "ranks": np.bincount(ranks[:, k], minlength=RANKS).tolist(),
        })  # fmt: skip
    return {
        "plan": plan._asdict(), "interval": INTERVAL, "projected_to": PROJECTED_TO, "binomial_limits": [low, high],
        "coverage": round(float(covered[:, pooled].mean()), 4),
        "ranks": np.bincount(ranks[:, pooled].ravel(), minlength=RANKS).tolist(), "values": rows,
    }  # fmt: skip


def holds(ensemble: np.ndarray, truth: float) -> bool:
    """Whether the central interval of an ensemble holds the truth."""
    low, high = np.quantile(ensemble, [(1 - INTERVAL) / 2, (1 + INTERVAL) / 2], method="weibull")
    return bool(low <= truth <= high)


def rank(ensemble: np.ndarray, truth: float) -> int:
    """In which of ``RANKS`` equal parts of the ensemble the truth lies."""
    return min(int((ensemble < truth).mean() * RANKS), RANKS - 1)


def binomial_limits(trials: int, chance: float) -> tuple[int, int]:
    """How often a true chance is met in so many trials, 99 times of 100."""
    from scipy.stats import binom

    low, high = binom.ppf([0.005, 0.995], trials, chance)
    return int(low), int(high)
