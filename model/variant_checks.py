"""What a variant may be: names that are not taken, priors with support, parts of the right kind."""

import inspect
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from model.conditions import Conditions
from model.declare import Declaration, declarations
from model.levers import Levers
from model.parameters import Parameters
from model.tables import Column

if TYPE_CHECKING:
    from model.variant import Variant

FAMILIES = Parameters, Levers, Conditions


def check(variant: "Variant") -> None:
    """Refuse what cannot be.

    Raises:
        VariantError: naming the variant, what is wrong, and what is allowed.
    """
    from model.variant import VariantError

    for fault in _faults(variant):
        raise VariantError(f"variant {variant.name}: {fault}")


def _faults(variant: "Variant") -> Iterator[str]:
    if not variant.name.isidentifier():
        yield f"name = {variant.name!r}; allowed: a word of letters, digits and _"
    for family in FAMILIES:
        yield from _family_faults(variant, family)
    if variant.residents or variant.firms:
        yield from _column_faults(variant)
    if variant.processes:
        yield from _process_faults(variant)
    if variant.indicators:
        yield from _indicator_faults(variant)
    named = {one.name for family in FAMILIES for one in variant.own(family)} | {one.name for one in variant.indicators}
    named |= {*variant.residents, *variant.firms}
    for name in variant.words:
        if name not in named:
            yield f"words of {name!r}; allowed: what is the variant's own ({', '.join(sorted(named)) or 'nothing'})"
    levers = {one.name for one in variant.own(Levers)}
    for one in variant.own(Parameters):
        if one.of and one.of not in levers:
            where = f"{variant.parameters.__name__}.{one.name}"
            yield f"{where}: of = {one.of!r}; allowed: an own lever ({', '.join(levers) or 'none'})"


def _family_faults(variant: "Variant", family: type) -> Iterator[str]:
    wanted = getattr(variant, family.__name__.lower())
    if not (isinstance(wanted, type) and issubclass(wanted, family)):
        yield f"{wanted!r}; allowed: a class that inherits {family.__name__}"
        return
    if wanted is not family and not (is_dataclass(wanted) and "__dataclass_fields__" in vars(wanted)):
        yield f"{wanted.__name__} is no dataclass of its own; put @dataclass(frozen=True) above it"
        return
    model = {one.name: one for one in declarations(family)}
    for item in fields(wanted):
        if item.name not in model and "unit" not in item.metadata:
            yield f"{wanted.__name__}.{item.name} is not declared; allowed: {item.name}: float = declared(...)"
    for one in declarations(wanted):
        if one.name in model:
            if one != model[one.name]:
                yield f"{wanted.__name__}.{one.name} is taken: the model declares it; allowed: another name"
            continue
        for said in declaration_faults(one):
            yield f"{wanted.__name__}.{one.name}: {said}"


def declaration_faults(one: Declaration) -> Iterator[str]:
    """What is wrong with a declared value: its range, its default, its source, or its prior."""
    if not one.low < one.high:
        yield f"range {one.low:g} to {one.high:g}; allowed: a low end below the high end"
        return
    if not one.low <= one.default <= one.high:
        yield f"default = {one.default:g}; allowed: {one.low:g} to {one.high:g} {one.unit}"
    if not one.source.strip() or not one.unit.strip() or not one.label.strip():
        yield "unit, label or source is empty; allowed: a text each (an estimate says that it is one)"
    if one.prior is not None:
        yield from prior_faults(one)


_NEEDS = {
    "fixed": ("value",), "normal": ("mean", "sd"), "truncnorm": ("mean", "sd", "lo", "hi"),
    "lognormal": ("median", "sigma"), "beta": ("a", "b"), "triangular": ("min", "mode", "max"),
}  # fmt: skip
"""The numbers that each family of priors needs."""
_ABOVE_NOUGHT = ("sd", "median", "sigma", "a", "b")
_IN_ORDER = {"truncnorm": ("lo", "hi"), "triangular": ("min", "mode", "max")}
LEAST_WITHIN = 0.5
"""Of a prior, at least this part must lie within the declared range: what lies outside is moved to its ends."""


def prior_faults(one: Declaration) -> Iterator[str]:
    """What is wrong with a declared value's prior."""
    prior = one.prior
    assert prior is not None
    numbers = dict(prior.numbers)
    said = f"prior {prior.family}({', '.join(f'{name}={value:g}' for name, value in numbers.items())})"
    if prior.family not in _NEEDS:
        yield f"prior family = {prior.family!r}; allowed: {', '.join(_NEEDS)}"
        return
    if set(numbers) != set(_NEEDS[prior.family]) or not np.isfinite(list(numbers.values())).all():
        yield f"{said}; allowed: finite {', '.join(_NEEDS[prior.family])}"
        return
    for name in _ABOVE_NOUGHT:
        if name in numbers and numbers[name] <= 0:
            yield f"{said} has no support; allowed: {name} above 0"
            return
    order = [numbers[name] for name in _IN_ORDER.get(prior.family, ())]
    if order != sorted(order) or (order and order[0] == order[-1]):
        yield f"{said} has no support; allowed: {' below '.join(_IN_ORDER[prior.family])}"
        return
    from model.priors import quantile

    chances = (np.arange(200) + 0.5) / 200
    within = np.mean([one.low <= value <= one.high for value in np.atleast_1d(quantile(prior, chances))])
    if within < LEAST_WITHIN:
        yield f"{said} has {within:.0%} of its support in {one.low:g} to {one.high:g}; allowed: most of it"


def _column_faults(variant: "Variant") -> Iterator[str]:
    from model.firms import Firms
    from model.residents import Residents
    from model.tables import Table
    from model.variant import OF_A_VIEW

    for table, own in ((Residents, variant.residents), (Firms, variant.firms)):
        where = table.__name__.lower()
        for name, column in own.items():
            if not name.isidentifier() or name.startswith("_"):
                yield f"column {name!r} of {where}; allowed: a word of letters, digits and _"
            elif name in table.declared() or name in OF_A_VIEW or hasattr(Table, name):
                taken = ", ".join(table.declared())
                yield f"column {name!r} of {where} is taken; allowed: another name than {taken}"
            elif not isinstance(column, Column):
                yield f"column {name!r} of {where} is {column!r}; allowed: Column(dtype, unit, meaning)"
            elif np.dtype(column.dtype).kind not in "biuf":
                yield f"column {name!r} of {where} has dtype {column.dtype!r}; allowed: a NumPy number or bool"
            elif not column.unit or not column.meaning:
                yield f"column {name!r} of {where}: unit or meaning is empty; allowed: a text each"
            elif not _holds(column):
                held = np.dtype(column.dtype)
                yield f"column {name!r} of {where}: blank = {column.blank!r}; allowed: what {held} holds"


def _holds(column: Column) -> bool:
    try:
        return bool(np.array(column.blank, column.dtype) == column.blank)
    except (OverflowError, TypeError, ValueError):
        return False


def _process_faults(variant: "Variant") -> Iterator[str]:
    from model.variant import Placed

    for one in variant.processes:
        if not isinstance(one, Placed):
            said = getattr(one, "__name__", repr(one))
            yield f"process {said} has no place; allowed: before(...), after(...) or instead_of(another, {said})"
            return
        process = one.process
        name = getattr(process, "__name__", repr(process))
        if not isinstance(process, type) or not callable(getattr(process, "step", None)):
            yield f"process {name}; allowed: a class with step(self, market)"
        elif "<locals>" in process.__qualname__:
            yield f"process {name} is defined inside a function; allowed: the first level of a module"
    seen = [process for process, *_ in variant.processes]
    for process in seen:
        if seen.count(process) > 1:
            yield f"process {process.__name__} stands twice; allowed: once (a subclass may stand beside it)"
            return
    variant.month()


def _indicator_faults(variant: "Variant") -> Iterator[str]:
    from model.indicators import INDICATORS, Indicator
    from model.variant import Measured

    seen: set[str] = set()
    for one in variant.indicators:
        if not isinstance(one, Indicator | Measured):
            yield f"indicator {one!r}; allowed: an Indicator, or Measured"
            return
        if one.name in INDICATORS or one.name in seen:
            yield f"indicator {one.name!r} is taken; allowed: another name"
        if one.kind not in ("stock", "flow"):
            yield f"indicator {one.name}: kind = {one.kind!r}; allowed: 'stock' or 'flow'"
        function: Any = one.measure if isinstance(one, Measured) else one.values
        if not inspect.isfunction(function) or "<" in function.__qualname__:
            yield f"indicator {one.name}: {function!r}; allowed: a named function at the first level of a module"
        seen.add(one.name)
