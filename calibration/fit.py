"""The fit: an ensemble smoother with multiple data assimilation, from the priors to a posterior ensemble.

Every member of an ensemble of draws is run through 2019 with the same few seeds; what its readings are off the targets
moves it, in several small steps (ES-MDA, Emerick & Reynolds 2013). The error of a target is the figure's own plus the
chance of one year in one municipality, which is simulated. Blocks of members are kept as they are run, so a fit that
was stopped goes on.
"""

import hashlib
import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np

from calibration import free
from calibration.pack import content
from calibration.packs import HOME
from calibration.runner import Job, runner
from calibration.targets import LAST, Target, of_role
from model.variant import STANDARD, Variant, in_use

FIRST_SEED = 20_000_000
"""A block of seeds that no projection uses."""
CHANCE_SEED = 21_000_000
"""Likewise, for the chance of one year."""
CHANCE_RUNS = 120
"""Runs at the prior means that say how much one year varies by chance."""
BLOCK = 20
"""Members of a block."""


class Plan(NamedTuple):
    """How a fit is made; equal plans give equal posteriors."""

    members: int = 600
    """Large enough that chance correlations among 37 targets take little of the spread: about 37 / 600."""
    steps: int = 4
    seeds: int = 4
    """Runs of a member, averaged; the same seeds for all, so that members differ by their values alone."""
    draws: int = 400
    """Members that are kept as the posterior."""
    seed: int = 2019


PLAN = Plan()
"""The fit that is committed."""
QUICK = Plan(members=120, steps=2, seeds=1, draws=60)
"""A try in a tenth of the time."""


class Fit(NamedTuple):
    """A fit and what it says of targets and values."""

    plan: Plan
    targets: tuple[Target, ...]
    chance: np.ndarray
    """[target] standard deviation by chance of one run."""
    prior: np.ndarray
    """[free value, member]"""
    posterior: np.ndarray
    """[free value, member]"""
    prior_readings: np.ndarray
    """[target, member]"""
    posterior_readings: np.ndarray
    """[target, member]"""
    municipality: str = HOME
    variant: Variant = STANDARD
    """The variant of the model that was fitted."""


def fit(
    plan: Plan = PLAN, *, municipality: str = HOME, aims: tuple[Target, ...] | None = None, workers: int | None = None,
    kept: Path | None = None, on_done: Callable[[int, int], None] | None = None, variant: Variant | None = None,
) -> Fit:  # fmt: skip
    """Fit the free values to the dynamic targets.

    Args:
        municipality: whose targets and starting tables, by the name of its pack or the path of one.
        aims: targets to fit to; the municipality's own when not given.
        workers: processes; as many as there are cores when not given.
        kept: where blocks of readings are kept, to go on after a stop; the user's cache when not given.
        on_done: hears how many blocks are ready, of how many.
        variant: of the model; its own parameters with a prior are free too. That in use when not given.

    Raises:
        ValueError: for a plan with numbers out of range, or without the library of the fit.
        FigureError: for faulty targets.
    """
    if plan.members < 20 or plan.steps < 1 or plan.seeds < 1 or not 1 <= plan.draws <= plan.members:
        raise ValueError(f"{plan}; allowed: 20 members or more, steps and seeds from 1, and 1 to all members as draws")
    aims = aims or of_role("dynamic", municipality)
    variant = variant or in_use()
    readings, names = tuple(one.reading for one in aims), tuple(free.names(variant))
    values_of = partial(free.to_values, of=free.free(variant))
    blocks = -(-plan.members // BLOCK)
    total = (plan.steps + 1) * blocks + -(-CHANCE_RUNS // BLOCK)
    folder = (kept or _cache()) / _key(plan, aims, municipality, variant)
    seeds = tuple(range(FIRST_SEED, FIRST_SEED + plan.seeds))
    with runner(workers, total, on_done, folder) as run:
        single = np.hstack(run(chance_jobs(readings, municipality, variant)))
        covariance = np.diag([one.error**2 for one in aims]) + np.cov(single) * (1.0 + 1.0 / plan.seeds)
        normal = np.random.default_rng(plan.seed).standard_normal((len(names), plan.members))

        def responses(step: int, normal: np.ndarray) -> np.ndarray:
            values = values_of(normal)
            parts = [values[:, start : start + BLOCK] for start in range(0, plan.members, BLOCK)]
            jobs = [Job(names, part, seeds, readings, False, LAST, municipality, variant) for part in parts]
            return np.hstack(run(jobs))

        observed = np.array([one.value for one in aims])
        after, first, last = smooth(responses, observed, covariance, normal, plan.steps, plan.seed)
    chance, values = single.std(axis=1, ddof=1), values_of(normal)
    return Fit(plan, aims, chance, values, values_of(after), first, last, municipality, variant)


def chance_jobs(
    readings: tuple[str, ...], municipality: str = HOME, variant: Variant = STANDARD
) -> list[Job]:  # fmt: skip
    """Runs at the prior means that differ in seed alone: how much one year varies by chance."""
    names, means = tuple(free.names(variant)), np.array([[one.default for one in free.free(variant)]]).T
    return [
        Job(names, means, tuple(range(CHANCE_SEED + start, CHANCE_SEED + start + BLOCK)), readings, True, LAST,
            municipality, variant)
        for start in range(0, CHANCE_RUNS, BLOCK)
    ]  # fmt: skip


def smooth(
    responses: Callable[[int, np.ndarray], np.ndarray], observed: np.ndarray, covariance: np.ndarray,
    normal: np.ndarray, steps: int, seed: int,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:  # fmt: skip
    """Move an ensemble of standard normal variables to what is observed, in ``steps`` small steps (ES-MDA).

    Args:
        responses: [target, member] readings of an ensemble, asked for with the number of the step.
        observed: [target]
        covariance: [target, target] of what is observed, given the values.
        normal: [value, member] the prior ensemble.

    Returns:
        The ensemble after the last step, the readings of the prior and those of the ensemble after.

    Raises:
        ValueError: without the library of the fit.
    """
    try:
        from iterative_ensemble_smoother import ESMDA
    except ImportError:
        raise ValueError("the fit needs a library more; get it with `uv sync --extra fit`") from None
    whiten = whitening(covariance)
    smoother = ESMDA(np.ones(len(observed)), whiten @ observed, alpha=steps, seed=seed)
    first = found = responses(0, normal)
    for step in range(steps):
        smoother.prepare_assimilation(Y=whiten @ found)
        normal = smoother.assimilate_batch(X=normal)
        found = responses(step + 1, normal)
    return normal, first, found


def whitening(covariance: np.ndarray) -> np.ndarray:
    """The matrix that makes errors of this covariance independent and of unit size.

    Targets range from shares to thousands of persons; the smoother's own factor of such a covariance loses its digits.
    """
    return np.linalg.inv(np.linalg.cholesky(covariance))


def _key(plan: Plan, aims: tuple[Target, ...], municipality: str, variant: Variant) -> str:
    of = [one.reading for one in aims]
    said = json.dumps([plan, of, free.digest(variant), content(municipality), variant.version])
    return hashlib.blake2b(said.encode(), digest_size=12).hexdigest()


def _cache() -> Path:
    from platformdirs import user_cache_path

    return user_cache_path("halden") / "fits"
