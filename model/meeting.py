"""A resident as a process meets her: the numbers its rules draw for her, and the chances they are held against.

Draws are pure functions of their address (:mod:`model.draws`), so what a rule drew can be said at any time, without
having been written down.
"""

import sys
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, NamedTuple

import numpy as np

from model.decisions import KEPT
from model.draws import NAMES, month_key, uniform


class Draw(NamedTuple):
    """One number that a rule drew, and when it acts on it."""

    stream: str
    who: int
    """The address within the stream: the resident's id, or that of what is drawn for."""
    month: int | None
    """The month of the draw; none for one that is made once and kept."""
    part: int
    """What the stream's key is combined with (exclusive or), where a rule makes several draws of one stream."""
    number: float
    """Uniform between 0 and 1."""
    low: float = 0.0
    high: float | None = None
    """The rule acts when ``low <= number < high``; none where the number is a choice or runs in a race."""
    said: str = ""
    """What the number chose or won, where it is held against no chance."""

    @property
    def acts(self) -> bool:
        """Whether the number lies where the rule acts."""
        return self.high is None or self.low <= self.number < self.high


class Cause(NamedTuple):
    """One rule of a process that may act on a resident this month."""

    rule: str
    """What happens to her, in words."""
    leaves: dict[str, Any]
    """Columns and the values that they have after the rule has acted."""
    others: tuple[str, ...] = ()
    """Further columns that it may write."""
    draws: tuple[Draw, ...] = ()
    contest: bool = False
    """Whether others' draws decide too: a race, or a queue for places."""

    @property
    def acts(self) -> bool:
        """Whether her own draws let the rule act; in a contest she may still lose."""
        return all(draw.acts for draw in self.draws)

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that the rule may write."""
        return *self.leaves, *self.others

    def left(self, after: SimpleNamespace) -> bool:
        """Whether the resident's row is as the rule leaves it."""
        return all(getattr(after, column) == value for column, value in self.leaves.items())


@dataclass(frozen=True)
class Meeting:
    """A process, the market, and one resident's row (its columns as plain values) in the present month."""

    process: Any
    market: Any
    who: SimpleNamespace

    @property
    def month(self) -> int:
        """The present month."""
        return self.market.month

    def as_left_by(self, cause: Cause) -> "Meeting":
        """The same meeting after one of the process' rules has acted."""
        return Meeting(self.process, self.market, SimpleNamespace(**{**vars(self.who), **cause.leaves}))

    def draw(
        self, of: np.uint64, low: float = 0.0, high: float | None = None, *, at: int | None = None, part: int = 0,
        month: int | None = None, kept: bool = False, said: str = "",
    ) -> Draw:  # fmt: skip
        """A draw of a stream at the resident's id, or ``at`` another address; in this month, another, or kept."""
        who = self.who.id if at is None else int(at)
        when = self.month if month is None else month
        key = month_key(np.uint64(self.market.seed), of, KEPT if kept else np.uint64(when))
        number = float(uniform(key ^ np.uint64(part), np.uint64(who)))
        bounds = (float(low), None if high is None else float(high))
        return Draw(NAMES.get(int(of), str(of)), who, None if kept else when, part, number, *bounds, said)


def columns_of(table: Any) -> tuple[str, ...]:
    """The names of a table's columns; those that a variant adds are among them."""
    return tuple(table.all_declared())


def row_of(table: Any, row: int, columns: tuple[str, ...]) -> SimpleNamespace:
    """One row of a table as plain values."""
    return SimpleNamespace(**{name: getattr(table, name)[row].item() for name in columns})


def own_cause(meeting: Meeting, columns: tuple[str, ...]) -> Cause:
    """What can be said of a process that the model does not know: the draws of its module's streams at her id."""
    module = sys.modules.get(type(meeting.process).__module__)
    constants = vars(module) if module else {}
    found = [one for name, one in constants.items() if name.isupper() and type(one) is np.uint64 and int(one) in NAMES]
    drawn = tuple(meeting.draw(value) for value in found)
    return Cause(f"{type(meeting.process).__name__} acts", {}, columns, drawn)
