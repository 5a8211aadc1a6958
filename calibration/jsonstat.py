"""A JSON-stat 2.0 dataset: the form in which Statistics Norway answers, for data and for a table's own description.

Only what a statbank table needs is read. ``value`` and ``status`` may be lists or objects keyed by position, and a
dimension's ``index`` a list or an object: the standard allows both (https://json-stat.org/format/).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import prod
from typing import Any

MISSING = {
    ".": "not applicable: the category was not in use",
    "..": "not available",
    "...": "not available yet",
    ":": "not published, so that no person or firm can be recognised",
}
"""The symbols of a cell without a number, as Statistics Norway explains them."""
UNTOLD = "?"
"""The symbol given to an empty cell that names none."""
LARGEST = 1e15
"""No figure is larger; neither are not-a-number and infinity, which JSON written by some programs holds."""
NIL = "-"
"""The symbol of a cell that is exactly zero."""


class JsonStatError(ValueError):
    """A document that is no such dataset; the message is one line for the user."""


@dataclass(frozen=True)
class Dimension:
    """One dimension: its codes in order, and what the table tells of them."""

    name: str
    codes: tuple[str, ...]
    labels: dict[str, str]
    units: dict[str, str]
    eliminable: bool
    """Whether a query may leave it out: the cells are then totals."""
    codelists: dict[str, str]
    """Groupings of its codes that the table offers: label by id."""


@dataclass(frozen=True)
class Cube:
    """A dataset: dimensions in order, and a value or a missing symbol for each combination of codes."""

    label: str
    updated: str
    dimensions: dict[str, Dimension]
    time: str
    """The dimension of time, by name."""
    contents: str
    """The dimension that says what is measured, by name."""
    values: tuple[float | None, ...] = ()
    symbols: tuple[str, ...] = ()
    """Of each cell; empty for a plain number."""

    def cells(self) -> Iterator[tuple[dict[str, str], float | None, str]]:
        """Each cell's codes by dimension, its value (nothing when missing) and its symbol."""
        names = list(self.dimensions)
        sizes = [len(one.codes) for one in self.dimensions.values()]
        for position, (value, symbol) in enumerate(zip(self.values, self.symbols, strict=True)):
            rest, codes = position, {}
            for name, size in zip(reversed(names), reversed(sizes), strict=True):
                rest, at = divmod(rest, size)
                codes[name] = self.dimensions[name].codes[at]
            yield codes, value, symbol


def read(document: Any, where: str, *, with_values: bool = True) -> Cube:
    """The dataset of a parsed JSON document; without its values when it only describes a table.

    Args:
        document: what ``json.loads`` gave.
        where: what messages call it, e.g. ``table 07459``.
        with_values: whether the cells are there.

    Raises:
        JsonStatError: if it is not a JSON-stat 2.0 dataset, or its sizes, codes and values do not fit together.
    """
    if not isinstance(document, dict) or document.get("class") != "dataset":
        raise JsonStatError(f"{where}: the answer is not a JSON-stat dataset; allowed: an object of class 'dataset'")
    version = document.get("version")
    if version != "2.0":
        raise JsonStatError(f"{where}: version = {version!r}; allowed: '2.0'")
    names, sizes, described = (document.get(key) for key in ("id", "size", "dimension"))
    if not (isinstance(names, list) and isinstance(sizes, list) and isinstance(described, dict)):
        raise JsonStatError(f"{where}: id, size or dimension is missing from the dataset")
    if len(names) != len(sizes) or len(set(names)) != len(names):
        raise JsonStatError(f"{where}: {len(names)} dimensions with {len(sizes)} sizes; allowed: as many, each once")
    dimensions = {}
    for name, size in zip(names, sizes, strict=True):
        try:
            dimensions[name] = _dimension(name, described.get(name), where)
        except (AttributeError, KeyError, TypeError):
            raise JsonStatError(f"{where}: dimension {name!r} is not described as JSON-stat has it") from None
        if len(dimensions[name].codes) != size:
            found = len(dimensions[name].codes)
            raise JsonStatError(f"{where}: dimension {name!r} has {found} codes, but size says {size}")
    told = document.get("role")
    roles = told if isinstance(told, dict) else {}
    values, symbols = _cells(document, prod(sizes), where) if with_values else ((), ())
    return Cube(
        label=str(document.get("label", "")), updated=str(document.get("updated", "")), dimensions=dimensions,
        time=_role(roles, "time", "Tid", dimensions, where),
        contents=_role(roles, "metric", "ContentsCode", dimensions, where), values=values, symbols=symbols,
    )  # fmt: skip


def _role(roles: dict, role: str, usual: str, dimensions: dict[str, Dimension], where: str) -> str:
    told = [name for name in [*(roles.get(role) or []), usual] if name in dimensions]
    if not told:
        raise JsonStatError(f"{where}: no dimension of {role}, such as {usual!r}; it has {', '.join(dimensions)}")
    return told[0]


def _dimension(name: str, described: Any, where: str) -> Dimension:
    category = described.get("category") if isinstance(described, dict) else None
    if not isinstance(category, dict):
        raise JsonStatError(f"{where}: dimension {name!r} is not described")
    labels = category.get("label") or {}
    index = category.get("index", list(labels))
    if isinstance(index, dict):
        index = sorted(index, key=lambda code: index[code])
    if not isinstance(index, list) or not all(isinstance(code, str) for code in index) or len(set(index)) != len(index):
        raise JsonStatError(f"{where}: the codes of dimension {name!r} are not a list of different texts")
    more = described.get("extension") or {}
    offered = next((value for key, value in more.items() if key.lower() == "codelists"), None) or []
    named = [one for one in offered if isinstance(one, dict) and "id" in one]
    return Dimension(
        name=name, codes=tuple(index), labels={code: str(labels.get(code, code)) for code in index},
        units={code: str((unit or {}).get("base", "")) for code, unit in (category.get("unit") or {}).items()},
        eliminable=bool(more.get("elimination")),
        codelists={str(one["id"]): str(one.get("label", "")) for one in named},
    )  # fmt: skip


def _cells(document: dict, count: int, where: str) -> tuple[tuple[float | None, ...], tuple[str, ...]]:
    values = _spread(document.get("value"), count, "value", where)
    status = document.get("status")
    told = [status] * count if isinstance(status, str) else _spread(status or {}, count, "status", where)
    found: list[float | None] = []
    symbols: list[str] = []
    for position, (value, symbol) in enumerate(zip(values, told, strict=True)):
        numeric = isinstance(value, int | float) and not isinstance(value, bool) and -LARGEST <= value <= LARGEST
        if value is not None and not numeric:
            raise JsonStatError(f"{where}: value {position} = {value!r}; allowed: a number or null")
        mark = "" if symbol is None else str(symbol)
        if mark in MISSING:
            value = None
        elif value is None:
            value, mark = (0.0, mark) if mark == NIL else (None, mark or UNTOLD)
        found.append(None if value is None else float(value))
        symbols.append(mark)
    return tuple(found), tuple(symbols)


def _spread(held: Any, count: int, key: str, where: str) -> list[Any]:
    """One entry a cell, from a list or from an object keyed by position."""
    if isinstance(held, list):
        if len(held) != count:
            raise JsonStatError(f"{where}: {len(held)} entries in {key!r}, but the dimensions make {count} cells")
        return held
    if not isinstance(held, dict):
        raise JsonStatError(f"{where}: {key!r} is missing; allowed: a list, or an object keyed by position")
    spread: list[Any] = [None] * count
    for place, entry in held.items():
        if not (place.isascii() and place.isdigit() and int(place) < count):
            raise JsonStatError(f"{where}: {key!r} has the position {place!r}; allowed: 0 to {count - 1}")
        spread[int(place)] = entry
    return spread
