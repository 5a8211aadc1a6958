"""A trace: one resident's life month by month, with the rule and the draws behind every change.

The run is a plain one; that resident's row alone is looked at before and after each process.
"""

from collections.abc import Iterator, Sequence
from functools import partial
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from calibration.packs import HOME
from model.appearing import appears
from model.causes import behind, causes
from model.dates import date_of
from model.demography import ARRIVAL_BLOCK
from model.meeting import Cause, Meeting, columns_of, row_of
from results.life import Change, Event, Faced, Life
from results.watching import Tell, run_watched

if TYPE_CHECKING:
    from model.engine import Engine
    from model.municipality import Municipality

LARGEST_ID = 2**64 - 1


def trace(
    resident: int,
    scenario: str = "baseline",
    *,
    seed: int = 0,
    until: str = "2025-12",
    municipality: "str | Municipality" = HOME,
    variant: Any = None,
    on_month: Tell | None = None,
) -> Life:
    """One resident's life in one replication, with the parameters at the means of the fit, as in ``halden run``.

    Args:
        resident: the id; 1 to N for the residents of the opening.
        scenario: a name of the catalogue, or the path of a file that ends in ``.toml``.
        seed: the replication's.
        until: the last month.
        municipality: the name of a pack or the path of one, or the tables themselves.
        variant: a variant of the model, handed on to it when given.
        on_month: hears how many months have been run.

    Raises:
        ValueError: for an id that nobody has in this run, an unknown scenario or municipality, or a date or seed out
            of range.
    """
    [life] = twins(
        resident, [scenario], seed=seed, until=until, municipality=municipality, variant=variant, on_month=on_month
    )
    assert life is not None
    return life


def twins(
    resident: int,
    scenarios: Sequence[str],
    *,
    seed: int = 0,
    until: str = "2025-12",
    municipality: "str | Municipality" = HOME,
    variant: Any = None,
    on_month: Tell | None = None,
) -> list[Life | None]:
    """As :func:`trace`, in several scenarios with the same seed; none where she is not born or does not move in.

    The months that ``on_month`` hears are those of all scenarios together.

    Raises:
        ValueError: as :func:`trace`; for an id, when nobody has it in any of the scenarios.
    """
    lives = []
    markets = [market_of(one, seed=seed, until=until, municipality=municipality, variant=variant) for one in scenarios]
    for market, scenario in zip(markets, scenarios, strict=True):
        might_live = resident >= ARRIVAL_BLOCK or (resident > 0 and np.uint64(resident) in market.residents.id)
        if not might_live or resident > LARGEST_ID:
            lives.append(None)
            continue
        tell = None if on_month is None else partial(_further, on_month, len(lives) * market.horizon)
        lives.append(follow(market, resident, scenario, tell))
    if not any(lives):
        place = municipality if isinstance(municipality, str) else HOME
        raise ValueError(nobody(resident, seed, markets[0].municipality, place))
    return lives


def _further(tell: Tell, before: int, months: int) -> None:
    tell(before + months)


def market_of(
    scenario: str, *, seed: int, until: str, municipality: "str | Municipality", variant: Any = None
) -> "Engine":
    """A market that has not begun, with the scenario and the parameters at the means of the fit.

    Raises:
        ValueError: for an unknown scenario or municipality, or a date or seed out of range.
    """
    from model.engine import engine_for
    from results.question import central
    from results.replications import loaded
    from results.until import months_to
    from scenarios.settings import settings
    from scenarios.shelf import load

    chosen = settings(load(scenario, variant))
    months_to(until)
    parameters, conditions = central(
        chosen.conditions, municipality=municipality if isinstance(municipality, str) else HOME, variant=variant
    )
    place = loaded(municipality) if isinstance(municipality, str) else municipality
    kind = engine_for(variant)
    return kind(place, parameters, chosen.levers, conditions, rng=seed, until=until, variant=variant)


def nobody(resident: int, seed: int, municipality: "Municipality", place: str = HOME) -> str:
    """What to say of an id that nobody has; ``place`` is what the command line calls the municipality."""
    where = "" if place == HOME else f" --municipality {place}"
    return (
        f"resident = {resident}; allowed: 1 to {len(municipality.residents)} for the residents of the opening, or the "
        f"id of one who is born or moves in with seed {seed}: 'halden trace --seed {seed}{where}' lists "
        "some"
    )


def follow(market: "Engine", resident: int, scenario: str = "", on_month: Tell | None = None) -> Life | None:
    """Run the market to its end and tell one resident's life; none for one who never lived here.

    The market may have processes of one's own: their changes are told with the draws of their module's streams.
    """
    [life] = follow_all(market, [resident], scenario, on_month)
    return life


def follow_all(
    market: "Engine", residents: Sequence[int], scenario: str = "", on_month: Tell | None = None
) -> list[Life | None]:
    """As :func:`follow`, for several residents in the same run."""
    watches = [_Watch(market, resident) for resident in residents]

    def before(process: Any) -> None:
        for watch in watches:
            watch.before(process)

    def after(process: Any) -> None:
        for watch in watches:
            watch.after(process)

    run_watched(market, before, after, on_month)
    return [watch.life(scenario) for watch in watches]


class _Watch:
    """Looks at one row before and after each process."""

    def __init__(self, market: "Engine", resident: int) -> None:
        self.market, self.id = market, np.uint64(resident)
        self.columns = columns_of(market.residents)
        self.changes: list[Change] = []
        self.faced: list[Faced] = []
        self.firms: dict[int, tuple[int, int]] = {}
        self.since = date_of(market.month)
        self.told: tuple[Cause, ...] = ()
        self.rows_looked_through = 0
        self.row = self.find()
        self.start = self.now = self.look() if self.row >= 0 else None

    def find(self) -> int:
        """The resident's row among those that are new; -1 when she is not there."""
        first, residents = self.rows_looked_through, self.market.residents
        found = np.flatnonzero(residents.id[first:] == self.id)
        self.rows_looked_through = residents.used
        return first + int(found[0]) if len(found) else -1

    def look(self) -> SimpleNamespace:
        """The row as it is now."""
        seen, firms = row_of(self.market.residents, self.row, self.columns), self.market.firms
        if seen.employer >= 0 and seen.employer not in self.firms:
            jobs = int(firms.staff[seen.employer]) + int(firms.commuters[seen.employer])
            self.firms[seen.employer] = int(firms.industry[seen.employer]), jobs
        return seen

    def before(self, process: Any) -> None:
        """Note what the process may do to the resident."""
        if self.now is not None:
            self.told = causes(Meeting(process, self.market, self.now))
            date, name = date_of(self.market.month), type(process).__name__
            self.faced += (Faced(date, name, cause) for cause in self.told)

    def after(self, process: Any) -> None:
        """Note what the process did to the resident, or that it brought her here."""
        date, name = date_of(self.market.month), type(process).__name__
        if self.now is None:
            self.row = self.find()
            if self.row >= 0:
                self.start = self.now = self.look()
                self.since = date
                cause = appears(Meeting(process, self.market, self.start))
                self.changes.append(Change(date, name, cause.rule, "present", None, True, cause.draws))
            return
        before, after = self.now, self.look()
        if after == before:
            return
        for cause, columns in behind(Meeting(process, self.market, before), self.told, after):
            self.changes += (
                Change(date, name, cause.rule, column, getattr(before, column), getattr(after, column), cause.draws)
                for column in columns
            )
        self.now = after

    def life(self, scenario: str) -> Life | None:
        """What was seen."""
        if self.start is None:
            return None
        market = self.market
        names = tuple(type(process).__name__ for process in market.processes)
        return Life(
            int(self.id), market.municipality.name, scenario, market.seed, market.until, self.since, vars(self.start),
            tuple(self.changes), tuple(self.faced), self.firms, names,
            market.residents.own_declared,
        )  # fmt: skip


class Parting(NamedTuple):
    """Where two lives of the same resident part."""

    date: str
    process: str
    one: Event | None
    """What happened there in the one life; none where nothing did."""
    other: Event | None
    why: tuple[str, ...]


def parted(one: Life | None, other: Life | None) -> Parting | None:
    """The first month in which two lives of a resident part, and why; none if they never do.

    A life is none for one who never lived here in that run.
    """
    from results.life_words import why

    first = next(pairs(one, other), None)
    if first is None:
        return None
    date, process, mine, theirs = first
    return Parting(date, process, mine, theirs, why(one, other, first))


def pairs(one: Life | None, other: Life | None) -> Iterator[tuple[str, str, Event | None, Event | None]]:
    """Where two lives differ, in order: the month, the process, and what it did in each."""
    lives = one, other
    order = {name: place for life in lives if life for place, name in enumerate(life.processes)}
    found = [{event[:2]: event for event in life.events} if life else {} for life in lives]
    for place in sorted({**found[0], **found[1]}, key=lambda place: (place[0], order[place[1]])):
        mine, theirs = found[0].get(place), found[1].get(place)
        if mine is None or theirs is None or mine.outcome != theirs.outcome:
            yield *place, mine, theirs
