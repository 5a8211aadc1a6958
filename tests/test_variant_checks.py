"""What a variant cannot be is refused when it is made, in one line that says what is allowed."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest

from model import Levers, Measured, Parameters, Variant, Words, after, before
from model.declare import Prior, declared
from model.matching import Matching
from model.tables import Column
from model.variant import VariantError
from tests.test_variant import FULL, MOOD, Curious, Second, moody


def renamed(parameters: type, **changed: Any) -> type:
    """A family with one declaration changed."""
    name, value = next(iter(changed.items()))
    body = {"__annotations__": {name: float}, name: value}
    return dataclass(frozen=True)(type("Mine", (parameters,), body))


def own(prior: Prior | None = None, default: float = 0.5, source: str = "Own estimate", low: float = 0.0) -> type:
    value = declared(default, "share", low, 1.0, "A share", source, "estimate", prior)
    return renamed(Parameters, mine=value)


@dataclass(frozen=True, eq=False)
class Undeclared(Levers):
    """A plain number beside the levers."""

    more: float = 5.0


class NoStep:
    """Not a process."""


FAULTS: list[tuple[dict[str, Any], str]] = [
    ({"name": "not a word"}, "name = 'not a word'; allowed: a word"),
    ({"residents": {"status": MOOD}}, "column 'status' of residents is taken; allowed: another name than id, present"),
    ({"residents": {"row": MOOD}}, "column 'row' of residents is taken"),
    ({"firms": {"jobs": MOOD}}, "column 'jobs' of firms is taken"),
    ({"firms": {"copy": MOOD}}, "column 'copy' of firms is taken"),
    ({"residents": {"a b": MOOD}}, "column 'a b' of residents; allowed: a word"),
    ({"residents": {"mood": Column(object, "a", "b")}}, "column 'mood' of residents has dtype"),
    ({"residents": {"mood": Column(np.int8, "", "b")}}, "unit or meaning is empty"),
    ({"residents": {"mood": Column(np.int8, "a", "b", blank=-300)}}, "blank = -300; allowed: what int8 holds"),
    ({"residents": {"mood": Column(np.int8, "a", "b", blank=0.5)}}, "blank = 0.5; allowed: what int8 holds"),
    ({"parameters": Levers}, "allowed: a class that inherits Parameters"),
    ({"parameters": type("Plain", (Parameters,), {})}, "Plain is no dataclass of its own; put @dataclass"),
    ({"levers": Undeclared}, "Undeclared.more is not declared; allowed: more: float = declared(...)"),
    ({"parameters": renamed(Parameters, fertility=declared(2.0, "a", 0.0, 3.0, "b", "c"))}, "Mine.fertility is taken"),
    ({"parameters": own(default=2.0)}, "Mine.mine: default = 2; allowed: 0 to 1 share"),
    ({"parameters": own(source=" ")}, "Mine.mine: unit, label or source is empty"),
    ({"parameters": own(low=1.0)}, "Mine.mine: range 1 to 1; allowed"),
    ({"parameters": own(Prior.of("beta", a=0, b=1))}, "prior beta(a=0, b=1) has no support; allowed: a above 0"),
    ({"parameters": own(Prior.of("triangular", min=1, mode=0, max=2))}, "has no support; allowed: min below mode"),
    ({"parameters": own(Prior.of("normal", mean=5, sd=1))}, "has 0% of its support in 0 to 1; allowed: most of it"),
    ({"parameters": own(Prior.of("normal", mean=5))}, "prior normal(mean=5); allowed: finite mean, sd"),
    ({"parameters": own(Prior.of("cauchy", mean=5))}, "prior family = 'cauchy'; allowed: fixed, normal"),
    ({"processes": (after(Matching, NoStep),)}, "process NoStep; allowed: a class with step(self, market)"),
    ({"processes": (Curious,)}, "process Curious has no place; allowed: before(...), after(...) or instead_of(another"),
    (
        {"processes": (after(Second, Curious),)},
        "Curious is to stand after Second, which the month does not have; it has",
    ),
    ({"processes": (after(Matching, Curious), before(Matching, Curious))}, "process Curious stands twice"),
    ({"indicators": (Measured("jobs", "a", "stock", "b", moody),)}, "indicator 'jobs' is taken"),
    ({"indicators": (Measured("a", "a", "stock", "b", lambda market: 1.0),)}, "allowed: a named function at the first"),
    ({"indicators": (Measured("a", "a", "stok", "b", moody),)}, "kind = 'stok'; allowed: 'stock' or 'flow'"),  # type: ignore[arg-type]
    ({"indicators": ("jobs",)}, "indicator 'jobs'; allowed: an Indicator, or Measured"),
    ({"words": {"concerts": Words("Konserter")}}, "words of 'concerts'; allowed: what is the variant's own (nothing)"),
]


@pytest.mark.parametrize(("parts", "said"), FAULTS, ids=[said[:40] for _, said in FAULTS])
def test_what_cannot_be_is_refused_in_one_line(parts: dict[str, Any], said: str):
    with pytest.raises(VariantError) as refusal:
        Variant(**{"name": "mine", **parts})
    assert said in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_a_class_inside_a_function_is_refused():
    class Local(Curious):
        pass

    with pytest.raises(VariantError, match="process Local is defined inside a function"):
        Variant("a", processes=(after(Matching, Local),))


def test_replacing_a_part_checks_it_again():
    with pytest.raises(VariantError, match="is taken"):
        replace(FULL, residents={"status": MOOD})
