"""A life: what changed for one resident in one replication, month by month, and what was behind it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from model.meeting import Cause, Draw
from model.tables import Column

if TYPE_CHECKING:
    import pandas as pd


class Change(NamedTuple):
    """One column of a resident's row that a process changed."""

    date: str
    process: str
    rule: str
    column: str
    before: Any
    """As the column stores it: a code, a month or a row; none for one who was not here."""
    after: Any
    draws: tuple[Draw, ...]


class Faced(NamedTuple):
    """A rule that might have acted on a resident in a month, with its draws and chances, whether it acted or not."""

    date: str
    process: str
    cause: Cause


class Event(NamedTuple):
    """What one process did to a resident in one month."""

    date: str
    process: str
    changes: tuple[Change, ...]

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules that acted, in order."""
        return tuple(dict.fromkeys(change.rule for change in self.changes))

    @property
    def draws(self) -> tuple[Draw, ...]:
        """The draws behind them, in order."""
        return tuple(dict.fromkeys(draw for change in self.changes for draw in change.draws))

    @property
    def outcome(self) -> tuple[tuple[str, Any, Any], ...]:
        """What changed, apart from why."""
        return tuple(sorted((change.column, change.before, change.after) for change in self.changes))


@dataclass(frozen=True)
class Life:
    """One resident's life in one replication of one scenario."""

    resident: int
    municipality: str
    scenario: str
    seed: int
    until: str
    since: str
    """The month in which she was born or moved in; ``2018-12`` for the opening, which is 1 January 2019."""
    start: Mapping[str, Any]
    """Her row then, by column."""
    changes: tuple[Change, ...]
    faced: tuple[Faced, ...]
    """Every rule that might have acted on her, also in the months in which nothing happened."""
    firms: Mapping[int, tuple[int, int]]
    """Industry (code) and filled jobs of each of her employers here, by row, when she was first seen there."""
    processes: tuple[str, ...]
    """The month's processes in order."""
    own: Mapping[str, Column] = field(default_factory=dict)
    """The columns of residents that a variant of the model adds, as it declares them."""

    @property
    def events(self) -> tuple[Event, ...]:
        """The changes, gathered by month and process."""
        gathered = groupby(self.changes, key=lambda change: (change.date, change.process))
        return tuple(Event(*where, tuple(changes)) for where, changes in gathered)

    def frame(self) -> "pd.DataFrame":
        """A pandas table of the changes: a row a change, codes as numbers, draws as they are told in words."""
        import pandas as pd

        from results.life_words import drawn

        rows = [(*change[:-1], "; ".join(drawn(draw, change.date) for draw in change.draws)) for change in self.changes]
        return pd.DataFrame(rows, columns=pd.Index(Change._fields))
