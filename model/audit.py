"""What is checked of a process: that its tables are whole, and that the accounts add up after it.

A variant's own process is checked for its columns' dtypes every month, which costs microseconds; everything else is
checked when a run is audited, after every process, so that the first one to break something is named.
"""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Any

import numpy as np

from model.dates import date_of
from model.municipality import faults
from model.raised import raised
from model.tables import Column, Table

if TYPE_CHECKING:
    from model.engine import Engine

TABLES = "residents", "commuters", "firms"


class ProcessError(RuntimeError):
    """A process that failed or left the tables in disorder: month, process, column and rule, in one line."""


def step_own(market: "Engine", process: Any) -> None:
    """One month of a variant's own process.

    Raises:
        ProcessError: if it raises anything, or replaces a column by one of another dtype or length.
    """
    with _guarded(f"{date_of(market.month)}, {type(process).__name__}.step"):
        process.step(market)
    for fault in _of_shape(market):
        raise ProcessError(f"{date_of(market.month)}, after {type(process).__name__}: {fault}")


def make(process: Any, *arguments: Any) -> Any:
    """A process, made of its class.

    Raises:
        ProcessError: if a variant's own raises anything.
    """
    with _guarded(f"{getattr(process, '__name__', process)}.__init__") if _is_own(process) else nullcontext():
        return process(*arguments)


def open_process(market: "Engine", process: Any) -> None:
    """Have a process that has ``open`` fill the opening.

    Raises:
        ProcessError: if a variant's own raises anything.
    """
    if hasattr(process, "open"):
        kind = type(process)
        with _guarded(f"the opening, {kind.__name__}.open") if _is_own(kind) else nullcontext():
            process.open(market)


def measured(market: "Engine", one: Any, month: int) -> float:
    """What an own indicator counts at the end of a month.

    Raises:
        ProcessError: if it raises anything, or gives what is no number.
    """
    where = f"{date_of(month)}, indicator {one.name}"
    with _guarded(where):
        value = one.measure(market)
    if np.ndim(value) or not isinstance(value, int | float | np.number | np.bool_):
        raise ProcessError(f"{where}: {one.measure.__name__} gives {type(value).__name__}; allowed: one number")
    return float(value)


def _is_own(process: Any) -> bool:
    return not process.__module__.startswith("model.")


@contextmanager
def _guarded(where: str) -> Iterator[None]:
    try:
        yield
    except ProcessError:
        raise
    except Exception as error:
        raise ProcessError(f"{where}: {raised(error)}") from error


def audit(market: "Engine", process: Any) -> None:
    """Check tables and accounts after a process.

    Raises:
        ProcessError: naming month, process, column and rule.
    """
    for check in (_of_shape, _of_values, _of_accounts):
        for fault in check(market):
            raise ProcessError(f"{date_of(market.month)}, after {type(process).__name__}: {fault}")


def _tables(market: "Engine") -> Iterator[tuple[str, Table]]:
    for name in TABLES:
        yield name, getattr(market, name)


def _of_shape(market: "Engine") -> Iterator[str]:
    """Columns whose dtype or length is not what was declared."""
    for where, table in _tables(market):
        for name, column in table.all_declared().items():
            values = table.whole(name)
            if values.dtype != column.dtype:
                yield (
                    f"{where}.{name} is {values.dtype}; its dtype is {np.dtype(column.dtype)}: write into its rows "
                    "instead of replacing the column"
                )
            elif len(values) != table.capacity:
                yield f"{where}.{name} has {len(values)} rows; allowed: {table.capacity}, as the table's others"


def _of_values(market: "Engine") -> Iterator[str]:
    """Values outside a column's codes, and rows that were written beyond those in use."""
    for where, table in _tables(market):
        for name, column in table.all_declared().items():
            values = table.whole(name)
            beyond = np.flatnonzero(values[table.used :] != np.array(column.blank, column.dtype))
            if len(beyond):
                yield (
                    f"{where}.{name} was written in row {table.used + beyond[0]}; the rows in use end at "
                    f"{table.used - 1} (an index of -1 is the last row of all)"
                )
            yield from _outside(f"{where}.{name}", values[: table.used], column)


def _outside(name: str, values: np.ndarray, column: Column) -> Iterator[str]:
    if column.codes is not None:
        low, high = min(min(column.codes), int(column.blank)), max(column.codes)
        wrong = np.flatnonzero((values < low) | (values > high))
        allowed = f"{low} to {high}, codes of {column.codes.__name__}"
    elif np.issubdtype(column.dtype, np.floating):
        wrong, allowed = np.flatnonzero(~np.isfinite(values)), "a finite number"
    else:
        return
    if len(wrong):
        yield f"{name} = {values[wrong[0]]} in row {wrong[0]}; allowed: {allowed}"


def _of_accounts(market: "Engine") -> Iterator[str]:
    yield from faults(market.residents, market.commuters, market.firms, market.month)
