"""Residents and firms as Mesa agents: each is a view of one row, whose attributes are the table's columns.

Views are for reading, debugging, teaching and sketching a rule. They are built on first use and kept, since an agent
set holds weak references; those who arrive get theirs on the next use, and a view of one who left keeps the row.
"""

from functools import partial
from typing import Any

import mesa
import numpy as np
from mesa.agent import AgentSet

from model.firms import FirmColumns
from model.indicators import HEADLINES, INDICATORS, Counts
from model.recording import Record
from model.residents import ResidentColumns

_OWN = ("model", "row", "unique_id", "pos")


def _column(table: str, place: int) -> property:
    """A view's attribute: one column of its table, at the view's row. It is written by ``Row.__setattr__``."""
    return property(lambda view: getattr(view.model, table).columns[place].item(view.row))


def columns_of(table: str, columns: type) -> Any:
    """Gives a class of views an attribute for each of the table's columns: a third of the time of looking them up."""

    def decorate(views: type) -> type:
        for place, name in enumerate(columns._fields):  # type: ignore[attr-defined]
            setattr(views, name, _column(table, place))
        return views

    return decorate


class Row(mesa.Agent):
    """An agent whose attributes live in one row of a table: reading gives a Python scalar, setting writes the table."""

    table_name = ""

    def __init__(self, model: Any, row: int | None = None) -> None:
        if row is None:
            raise TypeError(
                f"{type(self).__name__} cannot be created: a view shows a row that exists; arrivals, births and new "
                "firms go through the month's processes"
            )
        object.__setattr__(self, "model", model)
        object.__setattr__(self, "row", row)
        object.__setattr__(self, "pos", None)
        object.__setattr__(self, "unique_id", int(self._table().columns.id[row]))

    def _table(self) -> Any:
        return getattr(self.__dict__["model"], self.table_name)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or "model" not in self.__dict__:
            raise AttributeError(name)
        table = self._table()
        if name not in table.own:
            raise AttributeError(
                f"{type(self).__name__} has no column {name!r}; it has {', '.join(table.all_declared())}"
            )
        return table.own[name].item(self.row)

    def __setattr__(self, name: str, value: Any) -> None:
        if name in _OWN:
            raise AttributeError(f"{name} of a view cannot be set")
        table = self._table()
        if name not in table.all_declared():
            raise AttributeError(
                f"{type(self).__name__} has no column {name!r}; it has {', '.join(table.all_declared())}"
            )
        column = table.whole(name)
        if column.dtype.kind in "biu" and column.dtype.type(value) != value:
            raise ValueError(f"{type(self).__name__}.{name} = {value!r}; allowed: what {column.dtype} holds")
        column[self.row] = value

    def __getstate__(self) -> dict:
        return dict(self.__dict__)

    def __setstate__(self, state: dict) -> None:
        self.__dict__.update(state)

    def remove(self) -> None:
        """Not for a view.

        Raises:
            TypeError: always.
        """
        raise TypeError(f"a {type(self).__name__} cannot be removed: leaving goes through the month's processes")


@columns_of("residents", ResidentColumns)
class Resident(Row):
    """One resident."""

    table_name = "residents"

    @property
    def age(self) -> int:
        """Age in whole years in the present month."""
        return (max(self.model.month, 0) - self.birth_month) // 12


@columns_of("firms", FirmColumns)
class Firm(Row):
    """One firm."""

    table_name = "firms"

    @property
    def jobs(self) -> int:
        """Filled jobs: staff and in-commuters, temporarily laid off included."""
        return self.staff + self.commuters


class Views:
    """The views of one model: one a row, built on first use and kept, so a set that a user holds stays whole."""

    def __init__(self) -> None:
        self.kept: dict[type, list] = {}

    def every(self, model: Any, kind: type[Row]) -> list:
        """The view of every row in use, by row."""
        views = self.kept.setdefault(kind, [])
        views.extend(kind(model, row) for row in range(len(views), getattr(model, kind.table_name).used))
        return views

    def rows(self, model: Any, kind: type[Row]) -> list:
        """Views of the rows that are present."""
        views = self.every(model, kind)
        return [views[row] for row in np.flatnonzero(getattr(model, kind.table_name).present)]

    def sets(self, model: Any) -> dict[type, AgentSet]:
        """An agent set for residents and one for firms."""
        return {kind: AgentSet(self.rows(model, kind), random=model.random) for kind in (Resident, Firm)}

    def everyone(self, model: Any, others: Any) -> AgentSet:
        """Residents, firms and the researcher's own agents in one set."""
        return AgentSet([*self.rows(model, Resident), *self.rows(model, Firm), *others], random=model.random)

    def __getstate__(self) -> dict:
        return {"kept": {}}


def headlines(record: Record, months: int) -> mesa.DataCollector:
    """Mesa's collector, holding the headline indicators of the opening (time 0) and of ``months`` months."""
    reporters = {name: partial(_latest, name) for name in HEADLINES}
    collector = mesa.DataCollector(model_reporters=reporters)  # pyright: ignore[reportArgumentType]
    counts = Counts(Record(*(part[: months + 1] for part in record)))
    for name in HEADLINES:
        collector.model_vars[name] = INDICATORS[name].values(counts).tolist()
    collector._collection_steps = [float(row) for row in range(months + 1)]
    return collector


def _latest(name: str, model: Any) -> float:
    return model.value(name)
