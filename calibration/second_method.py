"""A second method beside the smoother: an emulator and Markov chains, on the reduced problem with Halden's figures.

Each reading is emulated by a quadratic in the standard normal variables, fitted by least squares to runs at random
points of the prior; what it leaves unexplained is counted as error. The chains are emcee's. The smoother assumes that
readings are near linear over its steps; the chains assume that a quadratic is near enough. If both say the same, it
hangs on neither.
"""

from typing import Any, NamedTuple

import numpy as np

from calibration import free
from calibration.fit import smooth
from calibration.recovery import REDUCED, respond_all
from calibration.runner import Run
from calibration.targets import of_role

SEED = 43_000_000
"""A block of seeds that nothing else uses."""


class Plan(NamedTuple):
    """How the two methods are compared."""

    points: int = 800
    """Runs the emulator learns from."""
    members: int = 400
    steps: int = 4
    walkers: int = 48
    length: int = 3000
    burn: int = 1000
    seed: int = 11


def quadratic(normal: np.ndarray) -> np.ndarray:
    """[term, point] one, every variable, and every product of two."""
    rows, columns = np.triu_indices(len(normal))
    return np.vstack([np.ones(normal.shape[1]), normal, normal[rows] * normal[columns]])


def compare(plan: Plan, covariance: np.ndarray, run: Run) -> dict[str, Any]:
    """Both posteriors of the reduced problem, by value: means and spreads, and how far they are apart.

    Raises:
        ValueError: without the libraries of the fit.
    """
    try:
        import emcee
    except ImportError:
        raise ValueError("the second method needs a library more; get it with `uv sync --extra fit`") from None
    aims, chosen = of_role("dynamic"), free.named(REDUCED)
    readings, observed = tuple(one.reading for one in aims), np.array([one.value for one in aims])
    rng = np.random.default_rng(plan.seed)
    prior = rng.standard_normal((len(chosen), plan.members))

    def responses(step: int, normal: np.ndarray) -> np.ndarray:
        return respond_all(normal, readings, SEED, run)

    smoothed, _, _ = smooth(responses, observed, covariance, prior, plan.steps, plan.seed)
    points = rng.standard_normal((len(chosen), plan.points))
    runs = respond_all(points, readings, SEED, run)
    terms = quadratic(points)
    weights, *_ = np.linalg.lstsq(terms.T, runs.T, rcond=None)
    residual = runs.T - terms.T @ weights
    # Both methods run with one seed, or their luck would be compared; what it does is in the covariance already.
    error = covariance + np.cov(residual.T) * plan.points / max(plan.points - len(terms), 1)
    precise = np.linalg.inv(error)

    def log_density(normal: np.ndarray) -> np.ndarray:
        off = observed - quadratic(normal.T).T @ weights
        return -0.5 * (np.einsum("ki,ij,kj->k", off, precise, off) + (normal**2).sum(axis=1))

    np.random.seed(plan.seed)  # emcee's moves take numpy's global generator
    sampler = emcee.EnsembleSampler(plan.walkers, len(chosen), log_density, vectorize=True)
    start = 0.1 * np.random.default_rng(plan.seed).standard_normal((plan.walkers, len(chosen)))
    sampler.run_mcmc(start, plan.length)
    chain = np.asarray(sampler.get_chain(discard=plan.burn, flat=True)).T
    explained = 1.0 - residual.var(axis=0) / np.maximum(runs.var(axis=1), 1e-300)
    rows = []
    for k, name in enumerate(REDUCED):
        rows.append({
            "name": name, "smoother": _both(smoothed[k]), "chains": _both(chain[k]),
            "apart": round(float((smoothed[k].mean() - chain[k].mean()) / chain[k].std()), 3),
            "spread_ratio": round(float(smoothed[k].std(ddof=1) / chain[k].std()), 3),
        })  # fmt: skip
    return {
        "plan": plan._asdict(), "unit": "standard deviations of the prior",
        "emulator_explains": round(float(np.median(explained)), 4),
        "acceptance": round(float(np.mean(sampler.acceptance_fraction)), 3), "values": rows,
    }  # fmt: skip


def _both(draws: np.ndarray) -> dict[str, float]:
    return {"mean": round(float(draws.mean()), 4), "sd": round(float(draws.std(ddof=1)), 4)}
