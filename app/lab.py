"""The model lab: one run, stepped month by month, whose residents and firms can be looked at one by one.

A lab is known by its place: scenario, seed, parameter draw and month. A run is a function of these, so a lab that was
dropped is made again by replay, and is the same to the bit.
"""

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from app.lab_place import LAST, OPENING, Place, opened, town, within
from model.dates import MONTHS_A_YEAR, date_of, month_of
from results.groups import AGES
from results.telling import WHOLE_UNITS

if TYPE_CHECKING:
    from model import Firm, Resident
    from model.recording import Record

MOST_SHOWN = 20
"""Residents or firms of one answer."""
LIVED = ("present", "status", "employer", "region", "enrolment", "education", "health", "benefit", "programme")
"""The columns whose changes make up a resident's life, with those that a variant of the model adds."""


class Where(NamedTuple):
    """Which residents: by the names of a labour status, an age band and a sex, each empty for all."""

    status: str = ""
    ages: str = ""
    sex: str = ""


EVERYONE = Where()


class Latest(NamedTuple):
    """An indicator now, and its change since last month; NaN where it is not defined."""

    indicator: str
    unit: str
    value: float
    change: float


class Event(NamedTuple):
    """One thing that changed in a resident's life: a column, and its value from this month on."""

    date: str
    column: str
    value: Any


class Lab:
    """One run of a scenario from the catalogue, open to be looked into.

    Args:
        scenario, seed, draw: as in :class:`Place`.

    Raises:
        ValueError: for what is not allowed.
    """

    def __init__(self, scenario: str = "baseline", seed: int = 0, draw: int | None = None) -> None:
        self.origin = Place(scenario, seed, draw, OPENING)
        self.market = opened(self.origin)

    @property
    def date(self) -> str:
        """The last month that was run."""
        return self.market.date

    def close(self) -> None:
        """Give the memory back at once: a Mesa model holds itself, and would wait for the garbage collector."""
        vars(self.market).clear()

    @property
    def place(self) -> Place:
        """What this lab would be made again from."""
        return Place(self.origin.scenario, self.origin.seed, self.origin.draw, self.date)

    def step(self, months: int = 1) -> None:
        """Run so many months more.

        Raises:
            ValueError: for fewer than none, or more than are left until ``LAST``.
        """
        within("months", months, 0, month_of(LAST) - self.market.month)
        for _ in range(months):
            self.market.step()

    def step_to(self, date: str) -> None:
        """Run to the end of a month.

        Raises:
            ValueError: for a month that has been run, or one after ``LAST``.
        """
        if not self.market.month <= month_of(date) <= month_of(LAST):
            raise ValueError(f"date = {date!r}; allowed: {self.date} to {LAST}")
        self.step(month_of(date) - self.market.month)

    @property
    def dates(self) -> list[str]:
        """The date of every value of a series: the opening and each month that was run."""
        return [date_of(month) for month in range(-1, self.market.month + 1)]

    def series(self, indicator: str) -> np.ndarray:
        """One indicator by month, the opening first.

        Raises:
            ValueError: if the indicator is unknown.
        """
        from model.indicators import Counts

        known = self.market.indicators
        if indicator not in known:
            raise ValueError(f"indicator = {indicator!r}; allowed: {', '.join(known)}")
        return np.asarray(known[indicator].values(Counts(self._record(0))), dtype=np.float64)

    def indicators(self) -> list[Latest]:
        """Every indicator as it is now."""
        from model.indicators import Counts

        # A rate is of last month's employed, so its change needs three rows.
        counts, found = Counts(self._record(max(self.market.month - 1, 0))), []
        for name, one in self.market.indicators.items():
            values = np.asarray(one.values(counts), dtype=np.float64)
            change = values[-1] - values[-2] if len(values) > 1 else np.nan
            found.append(Latest(name, one.unit, float(values[-1]), float(change)))
        return found

    def what_happened(self) -> list[tuple[str, int]]:
        """The last month's flows by indicator: how many were born, hired, dismissed and so on."""
        known = self.market.indicators
        return [
            (one.indicator, round(one.value))
            for one in self.indicators()
            if known[one.indicator].kind == "flow" and one.unit in WHOLE_UNITS
        ]

    def _record(self, first: int) -> "Record":
        """What was counted from row ``first`` to now."""
        from model.recording import Record

        return Record(*(part[first : self.market.month + 2] for part in self.market.record))

    def rows(self, where: Where) -> np.ndarray:
        """Rows of the residents who live here now and are as asked.

        Raises:
            ValueError: for an unknown status, age band or sex.
        """
        from model.codes import Sex, Status

        people = self.market.residents
        chosen = people.present.copy()
        for column, codes, name in (("status", Status, where.status), ("sex", Sex, where.sex)):
            if name:
                allowed = {one.name.lower(): one for one in codes}
                chosen &= getattr(people, column) == allowed[_known(column, name, allowed)]
        if where.ages:
            first, _, last = _known("ages", where.ages, AGES).partition("_")
            age = (max(self.market.month, 0) - people.birth_month) // MONTHS_A_YEAR
            chosen &= age >= int(first)
            if last != "over":
                chosen &= age <= int(last)
        return np.flatnonzero(chosen)

    def residents(self, where: Where = EVERYONE, limit: int = MOST_SHOWN, turn: int = 0) -> "list[Resident]":
        """A random sample of residents, as Mesa's agents; another ``turn`` gives another sample.

        The columns are asked first, since views of all take a hundred times as long and three times the memory.

        Raises:
            ValueError: for what is not allowed.
        """
        from model import Resident

        rows = self.rows(where)
        size = min(within("limit", limit, 1, MOST_SHOWN), len(rows))
        # Looking must change nothing, so the sample has draws of its own.
        own = np.random.default_rng([self.origin.seed, self.market.month + 1, within("turn", turn, 0, 2**31)])
        return [Resident(self.market, int(row)) for row in np.sort(own.choice(rows, size, replace=False))]

    def resident(self, id: int) -> "Resident":
        """One who lives here, or has done so during the run, as Mesa's agent.

        Raises:
            ValueError: if nobody has that id.
        """
        from model import Resident

        rows = np.flatnonzero(self.market.residents.id == np.uint64(within("id", id, 0, 2**64 - 1)))
        if not len(rows):
            raise ValueError(f"id = {id}; allowed: the id of one who has lived here by {self.date}")
        return Resident(self.market, int(rows[0]))

    def life(self, id: int) -> list[Event]:
        """What has changed in a resident's life since January 2019: the run is replayed, and the row watched.

        The first events, all of one date, are what was known at the opening, or when the resident was born or moved in.

        Raises:
            ValueError: if nobody has that id.
        """
        row, found = self.resident(id).row, []
        names = (*LIVED, *self.market.variant.residents)
        known: dict[str, Any] = {"present": False}
        twin = Lab(self.origin.scenario, self.origin.seed, self.origin.draw)
        for date in self.dates:
            twin.step_to(date)
            people = twin.market.residents
            if row < people.used and (people.present[row] or known["present"]):
                now = {name: getattr(people, name)[row].item() for name in names}
                if not now["present"]:
                    now = known | {"present": False}
                found += [Event(date, name, now[name]) for name in names if now[name] != known.get(name)]
                known = now
        twin.close()
        return found

    def firms(self, limit: int = MOST_SHOWN) -> "list[Firm]":
        """The firms in business with the most jobs, the largest first, as Mesa's agents.

        Raises:
            ValueError: for a limit that is not allowed.
        """
        from model import Firm

        firms = self.market.firms
        jobs = np.where(firms.present, firms.staff + firms.commuters, -1)
        rows = np.argsort(-jobs, kind="stable")[: within("limit", limit, 1, MOST_SHOWN)]
        return [Firm(self.market, int(row)) for row in rows if firms.present[row]]

    def firm(self, row: int) -> "Firm":
        """One firm, which may have closed, as Mesa's agent.

        Raises:
            ValueError: for a row without a firm.
        """
        from model import Firm

        return Firm(self.market, within("row", row, 0, len(self.market.firms) - 1))

    def firm_name(self, row: int) -> str:
        """The name of a firm that the sources name; empty for others."""
        return _firm_names().get(row, "")


@cache
def _firm_names() -> dict[int, str]:
    return {row: name for name, row in town().firm_names.items()}


def _known(what: str, name: str, allowed: Iterable[str]) -> str:
    if name not in allowed:
        raise ValueError(f"{what} = {name!r}; allowed: {', '.join(allowed)}")
    return name
