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
from model.variant import Words, in_use
from scenarios.levers import EFFECTS, acting
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


def effect_texts(folder: Path = CATALOGUE) -> dict[str, Text]:
    """Every parameter through which a lever acts, by name, and those of the variant in use.

    Raises:
        PlanError: if the file is faulty, or does not hold exactly those of the model.
    """
    return _effects(folder) | _own(one for one in in_use().own(Parameters) if one.of)


def condition_texts(folder: Path = CATALOGUE) -> dict[str, Text]:
    """Every condition of the outside world, by name, and those of the variant in use.

    Raises:
        PlanError: if the file is faulty, or does not hold exactly the model's conditions.
    """
    return _conditions(folder) | _own(in_use().own(Conditions))


def lever_effects(name: str) -> list[Text]:
    """The parameters through which a lever acts."""
    return [effect_texts()[effect] for effect in acting()[name]]


def _own(declared: Iterable[Declaration]) -> dict[str, Text]:
    """What a variant says of values of its own; sources are cited alike in both languages."""
    words = in_use().words
    return {
        one.name: Text(one, said.label_nb, said.unit_nb or one.unit, one.source)
        for one in declared
        for said in [words.get(one.name, Words(one.label))]
    }


@cache
def _effects(folder: Path) -> dict[str, Text]:
    names = {name for one in EFFECTS.values() for name in one}
    return _texts(folder / "effects.csv", (one for one in declarations(Parameters) if one.name in names))


@cache
def _conditions(folder: Path) -> dict[str, Text]:
    return _texts(folder / "conditions.csv", declarations(Conditions))


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
