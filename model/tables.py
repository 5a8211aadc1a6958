"""Tables of NumPy columns: the state of the municipality.

A table's columns are a named tuple of arrays, so that a compiled rule reads ``residents.status[i]``. Rows are
preallocated with headroom, never move, and are marked as no longer present when someone leaves.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from typing import Any, ClassVar, Self, get_args, get_type_hints

import numpy as np

_PARTS = ("columns", "used", "own", "own_declared")
HEADROOM = 1.35
"""Rows allocated per row in use: seven years' births, arrivals and new firms fit without growing."""


@dataclass(frozen=True)
class Column:
    """How one column is stored and what it means: declared once, beside the column's name."""

    dtype: type
    unit: str
    meaning: str
    codes: type[IntEnum] | None = None
    blank: float = 0
    """The value of a row that has not been filled."""


class Table:
    """Rows ``0 .. used - 1`` of the columns that a subclass declares as ``Columns``.

    Attribute access (``residents.status``) gives the column's rows in use, as a view: writing to it writes the table.
    Columns that a variant of the model adds (:meth:`add`) stand beside them, so that built-in rules take what they
    always take.
    """

    Columns: ClassVar[type]
    columns: Any
    used: int
    own: dict[str, np.ndarray]
    """Columns that a variant adds, by name."""
    own_declared: dict[str, Column]

    def __init__(self, capacity: int = 0) -> None:
        self.used, self.own, self.own_declared = 0, {}, {}
        self.columns = self.Columns(
            *(np.full(capacity, column.blank, column.dtype) for column in self.declared().values())
        )

    @classmethod
    @cache
    def declared(cls) -> dict[str, Column]:
        """Every column by name, in order."""
        hints = get_type_hints(cls.Columns, include_extras=True)
        return {name: get_args(hint)[1] for name, hint in hints.items()}

    @classmethod
    def from_columns(cls, values: Mapping[str, np.ndarray], *, headroom: float = HEADROOM) -> Self:
        """A table of the given columns; those not named are blank.

        Raises:
            ValueError: for an unknown column, unequal lengths, a value outside the column's codes or its dtype.
        """
        known = cls.declared()
        lengths = {name: len(column) for name, column in values.items()}
        if len(set(lengths.values())) > 1:
            raise ValueError(f"{cls.__name__}: columns of unequal length {lengths}")
        rows = next(iter(lengths.values()), 0)
        table = cls(int(rows * headroom) + 64)
        table.used = rows
        for name, column in values.items():
            if name not in known:
                raise ValueError(f"{cls.__name__}: unknown column {name!r}; allowed: {', '.join(known)}")
            check_values(f"{cls.__name__}.{name}", np.asarray(column), known[name])
            getattr(table.columns, name)[:rows] = column
        return table

    def add(self, name: str, column: Column) -> None:
        """Add a column, blank in every row; rows that come later begin blank."""
        self.own[name], self.own_declared[name] = np.full(self.capacity, column.blank, column.dtype), column

    def all_declared(self) -> dict[str, Column]:
        """Every column by name, those that a variant added last."""
        return self.declared() | self.own_declared

    def whole(self, name: str) -> np.ndarray:
        """A column with the rows that are not in use yet."""
        return self.own[name] if name in self.own else getattr(self.columns, name)

    def __len__(self) -> int:
        return self.used

    def __getattr__(self, name: str) -> np.ndarray:
        columns = self.__dict__.get("columns")
        if columns is None or name.startswith("_"):
            raise AttributeError(f"{type(self).__name__} has no column {name!r}")
        if hasattr(columns, name):
            return getattr(columns, name)[: self.used]
        if name in self.own:
            return self.own[name][: self.used]
        raise AttributeError(f"{type(self).__name__} has no column {name!r}")

    def __setattr__(self, name: str, value: Any) -> None:
        if name not in _PARTS:
            raise AttributeError(
                f"{type(self).__name__}.{name} cannot be replaced; write into its rows: {name}[:] = values"
            )
        object.__setattr__(self, name, value)

    @property
    def capacity(self) -> int:
        """Rows allocated."""
        return len(self.columns[0])

    def reserve(self, rows: int) -> None:
        """Make room for ``rows`` more rows, growing by half when the headroom is used up."""
        wanted = self.used + rows
        if wanted <= self.capacity:
            return
        grown = max(wanted, self.capacity + self.capacity // 2)
        fresh = type(self)(grown)
        for old, new in zip(self.columns, fresh.columns, strict=True):
            new[: self.used] = old[: self.used]
        self.columns, before, self.own = fresh.columns, self.own, {}
        for name, column in self.own_declared.items():
            self.add(name, column)
            self.own[name][: self.used] = before[name][: self.used]

    def copy(self) -> Self:
        """An independent copy with the same capacity."""
        twin = type(self)()
        twin.columns = self.Columns(*(column.copy() for column in self.columns))
        twin.used = self.used
        twin.own, twin.own_declared = {name: one.copy() for name, one in self.own.items()}, dict(self.own_declared)
        return twin

    def frame(self):
        """The rows in use as a pandas table, codes as numbers: for inspection, never in a process."""
        import pandas as pd

        return pd.DataFrame({name: getattr(self, name).copy() for name in self.all_declared()})


def check_values(name: str, values: np.ndarray, column: Column) -> None:
    """Refuse values that the column's codes or dtype cannot hold.

    Raises:
        ValueError: naming the column, the value and what is allowed.
    """
    if not len(values):
        return
    low, high = values.min(), values.max()
    if column.codes is not None:
        allowed_low, allowed_high = min(min(column.codes), int(column.blank)), max(column.codes)
    elif np.issubdtype(column.dtype, np.integer):
        info = np.iinfo(column.dtype)
        allowed_low, allowed_high = info.min, info.max
    else:
        if not np.isfinite(values).all():
            raise ValueError(f"{name}: holds a value that is not finite")
        return
    if low < allowed_low or high > allowed_high:
        bad = low if low < allowed_low else high
        raise ValueError(f"{name} = {bad}; allowed: {allowed_low} to {allowed_high}")
