"""A resident as a process meets her: the numbers its rules draw for her, and the chances they are held against.

Draws are pure functions of their address (:mod:`model.draws`), so what a rule drew can be said at any time, without
having been written down.
"""

import re
import sys
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

import numpy as np

from model.decisions import KEPT
from model.draws import month_key, stream, uniform

STREAMS = (
    "decisions.fairway", "decisions.plants", "decisions.state_jobs", "demand.closing", "demand.entry",
    "demand.entry_size", "demand.lost_growth", "demand.rounding", "demand.shocks", "demand.supported_entry",
    "demography.arrivals", "demography.births", "demography.exits", "demography.keepers", "demography.newcomers",
    "education.apprentice_firm", "education.apprentice_places", "education.completion", "education.drop_out",
    "education.higher_entry", "education.tracks", "health.capacity", "health.grade", "layoffs.order",
    "matching.apply", "matching.elsewhere", "matching.posts", "matching.race", "matching.search", "matching.skill",
    "matching.taste", "participation.give_up", "participation.retire", "participation.seek",
    "separations.destination", "separations.end", "separations.transfer", "support.queue",
)  # fmt: skip
"""Names of the model's streams: a stream's constant is a hash, from which its name cannot be read."""
NAMES = {int(stream(name)): name for name in STREAMS}


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
    return tuple(getattr(table, "all_declared", table.declared)())


def row_of(table: Any, row: int, columns: tuple[str, ...]) -> SimpleNamespace:
    """One row of a table as plain values."""
    return SimpleNamespace(**{name: getattr(table, name)[row].item() for name in columns})


def own_cause(meeting: Meeting, columns: tuple[str, ...]) -> Cause:
    """What can be said of a process that the model does not know: the draws of its module's streams at her id."""
    module = sys.modules.get(type(meeting.process).__module__)
    constants = vars(module) if module else {}
    found = {name: value for name, value in constants.items() if name.isupper() and type(value) is np.uint64}
    names = _named(module, found)
    drawn = tuple(meeting.draw(found[name])._replace(stream=said) for name, said in names.items())
    return Cause(f"{type(meeting.process).__name__} acts", {}, columns, drawn)


def _named(module: Any, found: dict[str, np.uint64]) -> dict[str, str]:
    """Streams among a module's constants, with their names; where its source cannot be read, every candidate."""
    file = getattr(module, "__file__", None)
    text = Path(file).read_text("utf-8") if file and Path(file).is_file() else None
    written = dict(re.findall(r"^(\w+)\s*(?::[^=\n]+)?=\s*stream\(\s*[\"'](.+?)[\"']\s*\)", text or "", re.MULTILINE))
    names = {}
    for constant, value in found.items():
        if int(value) in NAMES:
            names[constant] = NAMES[int(value)]
        elif constant in written and stream(written[constant]) == value:
            names[constant] = written[constant]
        elif text is None:
            names[constant] = constant
    return names
