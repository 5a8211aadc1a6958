"""Priors: parameter draws from what is known before the model is fitted.

Draw k of a parameter is the quantile of its prior at one uniform number, addressed by the parameter's name and k. So a
new parameter leaves the others' draws as they were, and draw k is the same everywhere.
"""

from typing import Any

import numpy as np

from model.conditions import Conditions
from model.decisions import KEPT
from model.declare import Declaration, Prior, declarations, filled
from model.draws import month_key, stream, uniform
from model.parameters import Parameters

SEED = np.uint64(20181231)
"""Of the draws; no run uses it."""


def quantile(prior: Prior, chance: Any) -> Any:
    """The value below which the prior has this chance; of an array, each one's.

    The functions of :mod:`scipy.special` are called directly: a frozen distribution takes a thousand times as long.
    """
    from scipy.special import betaincinv, ndtri

    chance = np.asarray(chance, np.float64)
    if prior.family == "fixed":
        found = np.full(chance.shape, float(prior["value"]))
    elif prior.family == "normal":
        found = prior["mean"] + prior["sd"] * ndtri(chance)
    elif prior.family == "truncnorm":
        low, high = _ends(prior)
        found = prior["mean"] + prior["sd"] * ndtri(low + chance * (high - low))
        found = np.clip(found, prior["lo"], prior["hi"])
    elif prior.family == "lognormal":
        found = prior["median"] * np.exp(prior["sigma"] * ndtri(chance))
    elif prior.family == "beta":
        found = betaincinv(prior["a"], prior["b"], chance)
    else:
        low, mode, high = prior["min"], prior["mode"], prior["max"]
        rising = low + np.sqrt(chance * (high - low) * (mode - low))
        falling = high - np.sqrt((1.0 - chance) * (high - low) * (high - mode))
        found = np.where(chance < (mode - low) / (high - low), rising, falling)
    return found if found.ndim else float(found)


def chance_below(prior: Prior, value: Any) -> Any:
    """The prior's chance of a lower value: undoes :func:`quantile`.

    Raises:
        ValueError: for a prior of the family ``fixed``, which is no distribution.
    """
    from scipy.special import betainc, ndtr

    value = np.asarray(value, np.float64)
    if prior.family == "normal":
        found = ndtr((value - prior["mean"]) / prior["sd"])
    elif prior.family == "truncnorm":
        low, high = _ends(prior)
        found = np.clip((ndtr((value - prior["mean"]) / prior["sd"]) - low) / (high - low), 0.0, 1.0)
    elif prior.family == "lognormal":
        found = ndtr(np.log(np.maximum(value, 1e-300) / prior["median"]) / prior["sigma"])
    elif prior.family == "beta":
        found = betainc(prior["a"], prior["b"], np.clip(value, 0.0, 1.0))
    elif prior.family == "triangular":
        low, mode, high = prior["min"], prior["mode"], prior["max"]
        value = np.clip(value, low, high)
        rising = (value - low) ** 2 / ((high - low) * max(mode - low, 1e-300))
        falling = 1.0 - (high - value) ** 2 / ((high - low) * max(high - mode, 1e-300))
        found = np.where(value < mode, rising, falling)
    else:
        raise ValueError(f"prior family = {prior.family!r}; allowed: a distribution")
    return found if found.ndim else float(found)


def _ends(prior: Prior) -> tuple[float, float]:
    """What the untruncated normal has below the two ends of a truncated one."""
    from scipy.special import ndtr

    low, high = ((prior[end] - prior["mean"]) / prior["sd"] for end in ("lo", "hi"))
    return float(ndtr(low)), float(ndtr(high))


def mean(prior: Prior) -> float:
    """The prior's mean, by its quantiles at 2,000 evenly spread chances."""
    return float(np.mean(quantile(prior, (np.arange(2000) + 0.5) / 2000)))


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
    """Conditions with draw number ``draw`` of those that have a prior, wherever nothing is said of them.

    A path is kept from the first month that it sets, even at the default: what is set is told from what is not.
    """
    values = {one.name: drawn(one, draw) for one in declarations(type(conditions)) if one.prior}
    return with_values(conditions, values)


def with_values(conditions: Conditions, values: dict[str, float]) -> Conditions:
    """Conditions with ``values`` where nothing is said: left at their default, or before a path's first month."""
    from dataclasses import replace

    defaults = {one.name: one.default for one in declarations(type(conditions))}
    chosen: dict[str, Any] = {}
    for name, value in values.items():
        said = getattr(conditions, name)
        if np.ndim(said):
            chosen[name] = filled(said, value)
        elif said == defaults[name]:
            chosen[name] = value
    return replace(conditions, **chosen)
