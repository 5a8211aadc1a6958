"""The plan: five goals, 28 strategies and 87 measures of Halden's business and employment plan 2021-2025.

Each measure names the levers it acts through in the model, and how strongly: direct, indirect, or none with the reason.
Source: ``catalogue/measures.csv`` and ``catalogue/strategies.csv``, coded from the plan's text (short titles are ours).
"""

from collections import Counter
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple, get_args

from scenarios.rows import CATALOGUE, PlanError, read_rows

Strength = Literal["direct", "indirect", "none"]


class Strategy(NamedTuple):
    """One strategy; the first part of its id is its goal."""

    id: str
    title_nb: str
    title_en: str

    @property
    def goal(self) -> int:
        """The goal it belongs to, 1-5."""
        return int(self.id.split(".")[0])


class Measure(NamedTuple):
    """One measure of the plan."""

    id: str
    title_nb: str
    title_en: str
    strength: Strength
    levers: tuple[str, ...]
    """The levers it acts through, the main one first; none when the model has no channel."""
    channel_nb: str
    channel_en: str
    """How it acts."""
    reason_nb: str
    reason_en: str
    """Why it is coded so, and what to beware of."""
    summary_en: str

    @property
    def strategy(self) -> str:
        """The id of its strategy."""
        return self.id.rpartition(".")[0]


@cache
def strategies(folder: Path = CATALOGUE) -> dict[str, Strategy]:
    """Every strategy by id, in the plan's order.

    Raises:
        PlanError: if the file is unreadable, a text is empty or an id repeats.
    """
    rows = read_rows(folder / "strategies.csv", Strategy._fields, filled=Strategy._fields)
    return _unique([Strategy(**row) for row in rows], folder)


@cache
def measures(folder: Path = CATALOGUE) -> dict[str, Measure]:
    """Every measure by id, in the plan's order.

    Raises:
        PlanError: if the file is unreadable, a text is empty, an id repeats, a strategy is unknown, or strength and
            levers disagree.
    """
    path = folder / "measures.csv"
    found = []
    filled = tuple(field for field in Measure._fields if field != "levers")
    for row in read_rows(path, Measure._fields, filled=filled):
        one = Measure(**{**row, "levers": tuple(row["levers"].split())})  # type: ignore[arg-type]
        if one.strength not in get_args(Strength):
            allowed = ", ".join(get_args(Strength))
            raise PlanError(f"{path}: measure {one.id}: strength = {one.strength!r}; allowed: {allowed}")
        if one.strategy not in strategies(folder):
            raise PlanError(f"{path}: measure {one.id}: strategy {one.strategy!r} is unknown")
        if (one.strength == "none") != (not one.levers):
            raise PlanError(f"{path}: measure {one.id}: a measure has levers unless its strength is none")
        found.append(one)
    return _unique(found, folder)


def measure(id: str) -> Measure:
    """One measure by id, e.g. ``"1.2.3"``.

    Raises:
        PlanError: if the plan has no such measure; the message names the nearest.
    """
    known = measures()
    if id not in known:
        siblings = [name for name in known if name.startswith(id.rpartition(".")[0] + ".")] or list(known)
        raise PlanError(f"measure = {id!r}; allowed: {siblings[0]} to {siblings[-1]} (halden measures lists all)")
    return known[id]


def strengths() -> dict[str, int]:
    """How many measures are direct, indirect and without a channel."""
    return dict(Counter(one.strength for one in measures().values()))


def _unique(found: list, folder: Path) -> dict:
    twice = [name for name, count in Counter(one.id for one in found).items() if count > 1]
    if twice:
        raise PlanError(f"{folder}: id {twice[0]} stands twice")
    return {one.id: one for one in found}
