"""How parameters, levers and conditions are declared: value, unit, range, label and source in one place.

The validator's messages, the sampler of priors, the documentation and the app's controls are generated from these
declarations, so each fact is written once.
"""

import math
from collections.abc import Iterator
from dataclasses import MISSING, Field, field, fields
from typing import Any, Literal, NamedTuple

import numpy as np

Confidence = Literal["high", "medium", "low", "estimate"]
"""High, medium and low as in the figures; an estimate is our own judgement and says so."""


class Prior(NamedTuple):
    """A distribution: its family and the numbers that family needs, e.g. ``Prior("beta", a=12, b=36)``."""

    family: Literal["fixed", "normal", "truncnorm", "lognormal", "beta", "triangular"]
    numbers: tuple[tuple[str, float], ...]

    @classmethod
    def of(cls, family: Any, **numbers: float) -> "Prior":
        """A prior from named numbers."""
        return cls(family, tuple(numbers.items()))

    def __getitem__(self, name: Any) -> Any:
        return dict(self.numbers)[name] if isinstance(name, str) else tuple.__getitem__(self, name)


class Declaration(NamedTuple):
    """What is known of one declared value."""

    name: str
    default: Any
    unit: str
    low: float
    high: float
    label: str
    source: str
    confidence: Confidence
    prior: Prior | None
    lag: int
    """Months from the decision to the first effect."""
    of: str
    """The lever that this value refines; empty for a lever of its own."""
    off: float | None
    """The value that switches a condition off."""


def declared(
    default: float,
    unit: str,
    low: float,
    high: float,
    label: str,
    source: str,
    confidence: Confidence = "estimate",
    prior: Prior | None = None,
    *,
    lag: int = 0,
    of: str = "",
    off: float | None = None,
) -> Any:
    """A dataclass field with its unit, allowed range, label, source, confidence, prior, lag and off switch."""
    facts = {
        "unit": unit,
        "low": low,
        "high": high,
        "label": label,
        "source": source,
        "confidence": confidence,
        "prior": prior,
        "lag": lag,
        "of": of,
        "off": off,
    }
    return field(default=default, metadata=facts)


def declarations(family: type) -> Iterator[Declaration]:
    """Every declared value of a family, in order."""
    for item in fields(family):
        if "unit" in item.metadata:
            yield Declaration(item.name, _default(item), **item.metadata)


def _default(item: Field) -> Any:
    return None if item.default is MISSING else item.default


def check_range(family: str, declaration: Declaration, value: Any) -> None:
    """Refuse a value that is not finite or lies outside its declared range.

    Raises:
        ValueError: naming family, key, value and what is allowed.
    """
    values = np.asarray(value, dtype=float)
    fine = values.size and np.isfinite(values).all()
    if fine and declaration.low <= values.min() and values.max() <= declaration.high:
        return
    shown = value if values.ndim == 0 else f"a path from {values.min()} to {values.max()}" if values.size else "empty"
    low = "any" if math.isinf(declaration.low) else f"{declaration.low:g}"
    high = "any" if math.isinf(declaration.high) else f"{declaration.high:g}"
    raise ValueError(f"{family}.{declaration.name} = {shown}; allowed: {low} to {high} {declaration.unit}")


class MonthlyPaths:
    """Base of levers and conditions: every declared value is a number or a path of monthly values.

    A path's first value is January 2019's; its last value holds ever after. Months before the first that is set may be
    NaN: there the default holds, or what is drawn. A lever's value is the decision; its path, which the processes
    read, follows after the lever's lag.
    """

    def __post_init__(self) -> None:
        for declaration in declarations(type(self)):
            value = getattr(self, declaration.name)
            check_range(type(self).__name__, declaration, set_part(value))
            if np.ndim(value):
                path = np.array(value, dtype=np.float64)
                path.flags.writeable = False
                object.__setattr__(self, declaration.name, path)

    def path(self, name: str, months: int) -> np.ndarray:
        """One value's path over ``months`` months from January 2019 (float64), as it takes effect."""
        return self.paths(months)[name]

    def paths(self, months: int) -> dict[str, np.ndarray]:
        """Every path by name."""
        reach = np.arange(months)
        found = {}
        for item in declarations(type(self)):
            value = filled(getattr(self, item.name), item.default)
            found[item.name] = delayed(value[np.minimum(reach, len(value) - 1)], item.lag, item.default)
        return found


def set_part(value: Any) -> Any:
    """A path without the months before the first that is set; any other value as it is."""
    if np.ndim(value) != 1:
        return value
    path = np.asarray(value, dtype=np.float64)
    said = np.flatnonzero(~np.isnan(path))
    return path[said[0] :] if len(said) else path


def filled(value: Any, before: float) -> np.ndarray:
    """A value as a path of one month or more, with ``before`` where it is not set."""
    path = np.atleast_1d(np.asarray(value, dtype=np.float64))
    return np.where(np.isnan(path), before, path)


def delayed(path: np.ndarray, months: int, before: float = 0.0) -> np.ndarray:
    """The path ``months`` months later; ``before`` holds until then."""
    return np.concatenate([np.full(months, before), path])[: len(path)]
