"""Priors: parameter draws from what is known before the model is fitted.

Draw k of a parameter is the quantile of its prior at one uniform number, addressed by the parameter's name and k. So a
new parameter leaves the others' draws as they were, and draw k is the same everywhere.
"""

import numpy as np

from model.conditions import Conditions
from model.decisions import KEPT
from model.declare import Declaration, Prior, declarations
from model.draws import month_key, stream, uniform
from model.parameters import Parameters

SEED = np.uint64(20181231)
"""Of the draws; no run uses it."""


def quantile(prior: Prior, chance: float) -> float:
    """The value below which the prior has this chance."""
    from scipy import stats

    if prior.family == "fixed":
        return float(prior["value"])
    if prior.family == "normal":
        return float(stats.norm.ppf(chance, prior["mean"], prior["sd"]))
    if prior.family == "truncnorm":
        mean, sd = prior["mean"], prior["sd"]
        return float(stats.truncnorm.ppf(chance, (prior["lo"] - mean) / sd, (prior["hi"] - mean) / sd, mean, sd))
    if prior.family == "lognormal":
        return float(prior["median"] * np.exp(prior["sigma"] * stats.norm.ppf(chance)))
    if prior.family == "beta":
        return float(stats.beta.ppf(chance, prior["a"], prior["b"]))
    low, mode, high = prior["min"], prior["mode"], prior["max"]
    return float(stats.triang.ppf(chance, (mode - low) / (high - low), low, high - low))


def mean(prior: Prior) -> float:
    """The prior's mean, by its quantiles at 2,000 evenly spread chances."""
    return float(np.mean([quantile(prior, (k + 0.5) / 2000) for k in range(2000)]))


def drawn(declaration: Declaration, draw: int) -> float:
    """Draw number ``draw`` of one value, kept within its declared range; its default when it has no prior."""
    if declaration.prior is None:
        return declaration.default
    key = np.uint64(month_key(SEED, stream(f"priors.{declaration.name}"), KEPT))
    value = quantile(declaration.prior, float(uniform(key, np.uint64(draw))))
    return float(np.clip(value, declaration.low, declaration.high))


def draw_parameters(draw: int) -> Parameters:
    """Parameter draw number ``draw``, 0 or more."""
    return Parameters(**{one.name: drawn(one, draw) for one in declarations(Parameters) if one.prior})


def draw_conditions(draw: int, conditions: Conditions) -> Conditions:
    """Conditions with draw number ``draw`` of those that have a prior and are left at their default.

    A path is kept, whatever its values: so one that is set to its default is told from one that nobody sets.
    """
    from dataclasses import replace

    chosen = {
        one.name: drawn(one, draw)
        for one in declarations(Conditions)
        if one.prior and np.ndim(getattr(conditions, one.name)) == 0 and getattr(conditions, one.name) == one.default
    }
    return replace(conditions, **chosen)
