"""A traced life in English words: who she is, what changed, the draws behind it, and why two lives part."""

from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from model.codes import Industry, Region, Sex, Status
from model.dates import FIRST_YEAR, MONTHS_A_YEAR, date_of, month_of
from model.meeting import Cause, Draw
from model.residents import NEVER, Residents
from model.tables import Column
from results.groups import REGIONS

if TYPE_CHECKING:
    from results.life import Change, Event, Life

FOLLOWS = (
    "since", "job_since", "enrolled_since", "programme_since", "completed", "completed_month", "industry", "region",
    "employer",
)  # fmt: skip
"""Columns that change along with others, and are told by them."""


NO_OWN: Mapping[str, Column] = MappingProxyType({})


@cache
def _declared() -> dict[str, Column]:
    return Residents.declared()


def named(code: Any) -> str:
    """A code's name in words."""
    return "outside the labour force" if code is Status.OUTSIDE else code.name.lower().replace("_", " ")


def value(column: str, stored: Any, own: Mapping[str, Column] = NO_OWN) -> Any:
    """What a column's value means: the name of a code, the date of a month, whether; any other as it is stored.

    Args:
        column: its name.
        stored: as the table stores it.
        own: the columns that a variant adds.
    """
    known = _declared().get(column) or own.get(column)
    if known is None or stored is None:
        return stored
    if known.codes is not None:
        return named(known.codes(stored)) if stored in set(known.codes) else "none"
    if known.unit == "month":
        return "never" if stored == NEVER else date_of(stored)
    return bool(stored) if known.unit == "yes/no" else stored


def workplace(life: "Life", row: Mapping[str, Any]) -> str:
    """Where one with this row works."""
    if row["employer"] < 0:
        return f"in {REGIONS[Region(row['region']).name.lower()][1]}"
    industry, jobs = life.firms[row["employer"]]
    return f"at firm row {row['employer']} ({named(Industry(industry))}, {jobs} job{'s' * (jobs != 1)})"


def situation(life: "Life", row: Mapping[str, Any]) -> str:
    """Labour status and, for one with a job, where."""
    status = Status(row["status"])
    return f"{named(status)} {workplace(life, row)}" if status >= Status.LAID_OFF else named(status)


def who(life: "Life") -> str:
    """Who the resident is at the start of what is told of her."""
    row, opening = life.start, life.since == date_of(-1)
    month = month_of(life.since)
    age = (max(month, 0) - row["birth_month"]) // MONTHS_A_YEAR
    sex = "woman" if row["sex"] == Sex.FEMALE else "man"
    when = f"1 January {FIRST_YEAR}" if opening else life.since
    facts = [f"{sex} of {age}", situation(life, row), f"education {value('education', row['education'])}"]
    facts += [
        f"{column} {value(column, row[column])}"
        for column in ("enrolment", "health", "benefit", "programme", "origin")
        if row[column]
    ]
    if row["job_since"] != NEVER and row["status"] >= Status.LAID_OFF:
        facts.append(f"in the job since {value('job_since', row['job_since'])}")
    return f"Resident {life.resident}, {when}: {', '.join(facts)}"


def told(life: "Life") -> "Iterator[tuple[Event, str]]":
    """Every event of a life, and what changed, in words."""
    row = dict(life.start)
    for event in life.events:
        before = dict(row)
        row |= {change.column: change.after for change in event.changes}
        yield event, _changed(life, event, before, row)


def _changed(life: "Life", event: "Event", before: Mapping[str, Any], row: Mapping[str, Any]) -> str:
    columns = {change.column for change in event.changes}
    if event.changes[0].before is None:
        return who(life).partition(": ")[2]
    was, now = situation(life, before), situation(life, row)
    if "present" in columns:
        return f"{was} -> no longer a resident"
    said = []
    same_job = before["status"] >= Status.LAID_OFF and workplace(life, before) == workplace(life, row)
    if was != now:
        said.append(f"status {named(Status(before['status'])) if same_job else was} -> {now}")
    elif "job_since" in columns:
        said.append(f"{now}, in a new job")
    if "programme_since" in columns and "programme" not in columns:
        said.append(f"programme {value('programme', row['programme'])}, a new place")
    told_alone = [change for change in event.changes if change.column not in ("status", *FOLLOWS)]
    said += [_one(change, life.own) for change in told_alone]
    return ", ".join(said or [_one(change, life.own) for change in event.changes])


def _one(change: "Change", own: Mapping[str, Column]) -> str:
    before, after = (_in_words(change.column, stored, own) for stored in (change.before, change.after))
    return f"{change.column} {before} -> {after}"


def _in_words(column: str, stored: Any, own: Mapping[str, Column]) -> str:
    """A value as a word: yes or no, and the row of a table for what else is a number like any other."""
    known, meant = own.get(column), value(column, stored, own)
    if isinstance(meant, bool):
        return "yes" if meant else "no"
    if known is not None and known.unit == "row":
        return "none" if stored < 0 else f"row {stored}"
    return str(meant)


def drawn(draw: Draw, date: str = "") -> str:
    """A draw and what it was held against, with as many digits as tell them apart.

    Args:
        draw: the draw.
        date: the month of what came of it, when that is to be told apart from the month of the draw.
    """
    when = " (drawn once)" if draw.month is None else ""
    if draw.month is not None and date not in ("", date_of(draw.month)):
        when = f" (drawn {date_of(draw.month)})"
    if draw.high is None:
        return f"{draw.stream} {draw.number:.4f}{when}" + (f" ({draw.said})" if draw.said else "")
    digits = 4
    while digits < 16 and _unclear(draw, digits):
        digits += 1
    low, number, high = (f"{one:.{digits}f}" for one in (draw.low, draw.number, draw.high))
    if draw.number >= draw.high:
        return f"{draw.stream} {number} >= {high}{when}"
    if draw.number < draw.low:
        return f"{draw.stream} {number} < {low}{when}"
    if draw.low <= 0.0:
        return f"{draw.stream} {number} < {high}{when}"
    if draw.high == 1.0:
        return f"{draw.stream} {number} >= {low}{when}"
    return f"{draw.stream} {low} <= {number} < {high}{when}"


def _unclear(draw: Draw, digits: int) -> bool:
    number = round(draw.number, digits)
    return draw.high is not None and number in (round(draw.low, digits), round(draw.high, digits))


def why(one: "Life | None", other: "Life | None", first: Any) -> tuple[str, ...]:
    """Why two lives part where they first differ: the draw that decided otherwise, or what she competed for."""
    date, process, mine, theirs = first
    said, shared = [], set(mine.rules if mine else ()) & set(theirs.rules if theirs else ())
    for life, against, event in ((one, other, mine), (other, one, theirs)):
        if life is None or event is None:
            continue
        if against is None or month_of(against.since) > month_of(date):
            said.append(f"{'; '.join(event.rules)} in {life.scenario}: in the other run nobody has this id")
            continue
        own, met = ([faced.cause for faced in side.faced if faced[:2] == (date, process)] for side in (life, against))
        for rule in event.rules:
            if life is other and rule in shared:
                continue
            acted = next((cause for cause in own if cause.rule == rule and _acted(cause, event)), None)
            said.append(_because(life.scenario, against.scenario, rule, acted, met))
    return tuple(said)


def _acted(cause: Cause, event: "Event") -> bool:
    """Whether the cause leaves what the event left."""
    left = {change.column: change.after for change in event.changes}
    return cause.acts and all(left.get(column, stored) == stored for column, stored in cause.leaves.items())


def _because(here: str, there: str, rule: str, acted: Cause | None, met: list[Cause]) -> str:
    """Why the rule that acted in one run did not do the same in the other, where she met ``met``."""
    same = [cause for cause in met if cause.rule == rule]
    draws = acted.draws if acted else ()
    for draw in draws if same else draws[:1]:
        twins = [twin for cause in same or met for twin in cause.draws if twin[:4] == draw[:4]]
        if twins and not any(twin.acts for twin in twins):
            return f"{rule}: {drawn(draw)} in {here}, {drawn(twins[0])} in {there}"
    if not acted or not acted.contest:
        if any(cause.acts for cause in same):
            return f"{rule} in both, with the same draws: what there was to choose among is not the same"
        return f"{rule} in {here}; in {there} there was nothing that this could come of"
    if not same:
        return f"{rule} in {here}; in {there} no such place or post was open"
    employers = [cause.leaves.get("employer") for cause in (acted, *same)]
    if employers[0] in employers[1:]:
        return f"{rule} in {here}; in {there} the same draws did not win against those who wanted the same"
    firms = " or ".join(str(row) for row in employers[1:])
    return f"{rule}: applies to firm row {employers[0]} in {here} and {firms} in {there}, as other posts are open"
