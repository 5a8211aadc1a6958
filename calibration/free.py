"""The free values of the fit: every parameter and condition with a prior, but for those through which levers act.

Figures of 2019 say nothing of what levers do, so their effects keep the priors of the evidence review. Each free value
is moved to a standard normal variable by its prior's distribution function, so every prior is exact and every value
the fit can reach is possible.
"""

import hashlib
import json
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np

from model.declare import Declaration, declarations
from model.priors import chance_below, quantile
from model.variant import STANDARD, Variant
from scenarios.levers import acting

FAR = 6.0
"""Standard deviations beyond which the normal variable is not followed: one in a billion."""


class Values(NamedTuple):
    """One draw of the free values, as the model takes them."""

    parameters: dict[str, float]
    conditions: dict[str, float]


@cache
def free(variant: Variant = STANDARD) -> tuple[Declaration, ...]:
    """The free values in the order of their declarations, parameters first; a variant's own at each family's end."""
    effects = {name for names in acting(variant).values() for name in names}
    families = (*declarations(variant.parameters), *declarations(variant.conditions))
    return tuple(one for one in families if one.prior is not None and one.name not in effects)


def names(variant: Variant = STANDARD) -> list[str]:
    """Their names."""
    return [one.name for one in free(variant)]


def digest(variant: Variant = STANDARD) -> str:
    """A hash of what is free and of its priors and ranges: a posterior of other priors does not fit."""
    content = [[one.name, one.low, one.high, one.prior.family, one.prior.numbers] for one in free(variant) if one.prior]
    return hashlib.blake2b(json.dumps(content).encode(), digest_size=12).hexdigest()


def named(wanted: Sequence[str]) -> tuple[Declaration, ...]:
    """Some of the free values, in the order given.

    Raises:
        ValueError: for a name that is not free.
    """
    known = {one.name: one for one in free()}
    for name in wanted:
        if name not in known:
            raise ValueError(f"free value = {name!r}; allowed: {', '.join(known)}")
    return tuple(known[name] for name in wanted)


def to_values(normal: np.ndarray, of: Sequence[Declaration] | None = None) -> np.ndarray:
    """[free value, draw] from standard normal variables of the same shape, kept within the declared ranges.

    ``of`` names the rows; all free values when not given.
    """
    from scipy.special import ndtr

    chance = ndtr(np.clip(normal, -FAR, FAR))
    rows = [
        np.clip(quantile(one.prior, row), one.low, one.high)
        for one, row in zip(of or free(), chance, strict=True) if one.prior is not None
    ]  # fmt: skip
    return np.array(rows)


def to_normal(values: np.ndarray) -> np.ndarray:
    """The standard normal variables of values [free value, draw]: undoes :func:`to_values`."""
    from scipy.special import ndtri

    rows = [chance_below(one.prior, row) for one, row in zip(free(), values, strict=True) if one.prior is not None]
    return np.clip(ndtri(np.array(rows)), -FAR, FAR)


def split(known: dict[str, float], variant: Variant = STANDARD) -> Values:
    """Free values by name, parameters and conditions apart."""
    of_conditions = {one.name for one in declarations(variant.conditions)}
    return Values(
        {name: value for name, value in known.items() if name not in of_conditions},
        {name: value for name, value in known.items() if name in of_conditions},
    )
