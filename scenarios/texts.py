"""What the effects of levers and the outside world's conditions are called in Norwegian, with the source of each.

The model declares them in English, with unit, range and prior; here both languages stand together, by name. Source:
``catalogue/effects.csv`` and ``catalogue/conditions.csv``. Authors and years are cited alike in both languages.
"""

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

from model.conditions import Conditions
from model.declare import Declaration, declarations
from model.parameters import Parameters
from scenarios.levers import EFFECTS
from scenarios.rows import CATALOGUE, PlanError, read_rows

COLUMNS = ("name", "label_nb", "unit_nb", "source_nb")
CONFIDENCE: dict[str, tuple[str, str]] = {
    "high": ("høy", "high"),
    "medium": ("middels", "medium"),
    "low": ("lav", "low"),
    "estimate": ("eget anslag", "own estimate"),
}
"""How sure a declared value is, nb and en."""


class Text(NamedTuple):
    """An effect or a condition: label, unit and source in both languages."""

    declaration: Declaration
    """Value, range, prior and confidence, as the model declares them."""
    label_nb: str
    unit_nb: str
    source_nb: str

    @property
    def label_en(self) -> str:
        """What it is called in English."""
        return self.declaration.label

    @property
    def unit_en(self) -> str:
        """Its unit in English."""
        return self.declaration.unit

    @property
    def source_en(self) -> str:
        """Its source in English."""
        return self.declaration.source


@cache
def effect_texts(folder: Path = CATALOGUE) -> dict[str, Text]:
    """Every parameter through which a lever acts, by name.

    Raises:
        PlanError: if the file is faulty, or does not hold exactly those parameters.
    """
    names = {name for one in EFFECTS.values() for name in one}
    return _texts(folder / "effects.csv", (one for one in declarations(Parameters) if one.name in names))


@cache
def condition_texts(folder: Path = CATALOGUE) -> dict[str, Text]:
    """Every condition of the outside world, by name.

    Raises:
        PlanError: if the file is faulty, or does not hold exactly the model's conditions.
    """
    return _texts(folder / "conditions.csv", declarations(Conditions))


def lever_effects(name: str) -> list[Text]:
    """The parameters through which a lever acts."""
    return [effect_texts()[effect] for effect in EFFECTS[name]]


def _texts(path: Path, wanted: Iterable[Declaration]) -> dict[str, Text]:
    declared, found = {one.name: one for one in wanted}, {}
    for row in read_rows(path, COLUMNS, filled=COLUMNS):
        name = row.pop("name")
        if name not in declared:
            raise PlanError(f"{path}: name = {name!r}; allowed: {', '.join(declared)}")
        if name in found:
            raise PlanError(f"{path}: name {name} stands twice")
        found[name] = Text(declared[name], **row)
    missing = [name for name in declared if name not in found]
    if missing:
        raise PlanError(f"{path}: name {missing[0]} is missing")
    return found
