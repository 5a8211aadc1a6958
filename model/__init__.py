"""The simulated municipality: tables, draws, processes and one month's order."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from model.conditions import Conditions
    from model.levers import Levers
    from model.market import LabourMarket
    from model.municipality import Municipality
    from model.parameters import Parameters
    from model.run import Run, simulate
    from model.sketch import Sketch
    from model.town import small_town
    from model.variant import Measured, Variant, Words, after, before, instead_of
    from model.views import Firm, Resident

__all__ = [
    "Conditions", "Firm", "LabourMarket", "Levers", "Measured", "Municipality", "Parameters", "Resident", "Run",
    "Sketch", "Variant", "Words", "after", "before", "instead_of", "simulate", "small_town",
]  # fmt: skip

_HOMES = {
    "Conditions": "conditions",
    "Firm": "views",
    "LabourMarket": "market",
    "Levers": "levers",
    "Measured": "variant",
    "Municipality": "municipality",
    "Parameters": "parameters",
    "Resident": "views",
    "Run": "run",
    "Sketch": "sketch",
    "Variant": "variant",
    "Words": "variant",
    "after": "variant",
    "before": "variant",
    "instead_of": "variant",
    "simulate": "run",
    "small_town": "town",
}


def __getattr__(name: str) -> Any:
    """Import on first use: Mesa and numba take most of a second, which a light import need not pay."""
    import importlib

    if name not in _HOMES:
        raise AttributeError(f"module 'model' has no attribute {name!r}")
    return getattr(importlib.import_module(f"model.{_HOMES[name]}"), name)
