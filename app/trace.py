"""``halden trace``: one resident's life, and where it parts from her life in another scenario."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from app.browse import AsJson
from app.municipality import HELP, MUNICIPALITY

if TYPE_CHECKING:
    from rich.table import Table

    from results.eventful import Eventful
    from results.life import Event, Life


class Options(NamedTuple):
    """What the command was asked, beyond resident and scenarios."""

    seed: int
    until: str
    municipality: str
    json: bool
    model: str | None
    """The address of the variant in use, as it was given; none for the model as it stands."""


UNTIL = "2025-12"
BASELINE = "baseline"


def trace(
    context: typer.Context,
    resident: Annotated[str | None, typer.Argument(help="A resident's id; some to begin with when not given.")] = None,
    seed: Annotated[int, typer.Option(help="The replication's seed, 0 or more.")] = 0,
    scenario: Annotated[str, typer.Option(help="A scenario of the catalogue, or a file ending in .toml.")] = BASELINE,
    against: Annotated[str | None, typer.Option(help="A second scenario: where do the two lives part?")] = None,
    until: Annotated[str, typer.Option(help="The last month, YYYY-MM, from 2019-01 to 2060-12.")] = UNTIL,
    municipality: Annotated[str, typer.Option(help=HELP)] = MUNICIPALITY,
    json: AsJson = False,
) -> None:
    """One resident's life month by month: what changed, by which rule, and the draw that decided it."""
    from app.failure import plain_failures

    asked = Options(seed, until, municipality, json, context.find_root().params.get("model"))
    with plain_failures():
        if resident is None:
            if against is not None:
                raise ValueError(
                    f"against = {against!r} without a resident; allowed: with the id of one whose two lives are to be "
                    "compared; without --against some are listed"
                )
            _list(scenario, asked)
        elif against is None:
            _tell(_whole(resident), scenario, asked)
        else:
            _compare(_whole(resident), scenario, against, asked)


@contextmanager
def _running(scenarios: list[str], asked: Options) -> Iterator[Callable[[int], None]]:
    """What must be said of such a run, and its progress; the bar is there before the imports, which take longest."""
    import sys

    from app.municipality import remarks
    from app.tables import progress
    from results.until import months_to

    with progress(f"{' and '.join(scenarios)} to {asked.until}", len(scenarios) * months_to(asked.until)) as tell:
        from model.compiled import compiled_before

        if not compiled_before():
            print("first run of this version: compiling the rules takes about 20 s, once", file=sys.stderr, flush=True)
        for said in remarks(asked.municipality, scenarios):
            print(said, file=sys.stderr)
        yield tell


def _whole(resident: str) -> int:
    if not resident.strip().isascii() or not resident.strip().isdigit():
        raise ValueError(
            f"resident = {resident!r}; allowed: a whole number: 1, 2, 3 and so on for the residents of the opening; "
            "'halden trace' without an id lists some, also of those who are born or move in"
        )
    return int(resident)


def _list(scenario: str, asked: Options) -> None:
    from app.browse import print_json, print_tables
    from app.tables import dim

    seed, until, municipality, as_json, _ = asked
    with _running([scenario], asked) as tell:
        from results.eventful import eventful
        from results.trace import market_of

        market = market_of(scenario, seed=seed, until=until, municipality=municipality)
        found = eventful(market, tell)
    if as_json:
        print_json([{**one._asdict(), "id": str(one.id)} for one in found])
        return
    print_tables(
        _eventful_table(found),
        dim(
            f"Eventful lives in {market.municipality.name} with seed {seed} and {scenario}, to {until}. Ids of the "
            "opening are 1, 2, 3 and so on; long ones moved in or were born. Type, for instance: "
            f"{_again(found[0].id, scenario, asked)}"
            if found else f"Nobody lives here with seed {seed}."
        ),
    )  # fmt: skip


def _again(resident: int, scenario: str, asked: Options) -> str:
    """The command that tells a resident's life in the run that was listed: without its options it is another run."""
    from shlex import join

    model = [] if asked.model is None else ["--model", asked.model]
    given = [
        word
        for option, value, usual in (
            ("--municipality", asked.municipality, MUNICIPALITY), ("--scenario", scenario, BASELINE),
            ("--until", asked.until, UNTIL),
        )
        if value != usual
        for word in (option, value)
    ]  # fmt: skip
    return join(["halden", *model, "trace", str(resident), "--seed", str(asked.seed), *given])


def _eventful_table(found: "list[Eventful]") -> "Table":
    from app.tables import plain_table

    table = plain_table("Id", "Here since", "Age then", "Sex", "Education then", "Changes")
    for one in found:
        since = "the opening" if one.since == "2018-12" else one.since
        table.add_row(str(one.id), since, str(one.age), one.sex, one.education, str(one.changes))
    return table


def _tell(resident: int, scenario: str, asked: Options) -> None:
    from app.browse import print_json, print_tables
    from app.tables import dim, plain_table

    seed, until, municipality, as_json, _ = asked
    with _running([scenario], asked) as tell:
        from results import trace as tracing
        from results.life_words import drawn, told, who

        life = tracing.trace(resident, scenario, seed=seed, until=until, municipality=municipality, on_month=tell)
    if as_json:
        print_json(_facts(life))
        return
    changes = _counted(len(life.events))
    ran = f"{life.municipality}, {scenario}, seed {seed}, to {until}"
    if not life.events:
        print_tables(_plain(who(life)), _plain(f"Nothing changes in this life: {ran}."))
        return
    table = plain_table("Month", "What happened", "Draws")
    for event, what in told(life):
        table.add_row(event.date, _said(event, what), "\n".join(drawn(draw, event.date) for draw in event.draws))
    print_tables(_plain(who(life)), table, dim(f"{changes}: {ran}. {READING}"))


def _counted(changes: int) -> str:
    return f"{changes} change{'s' * (changes != 1)}"


READING = (
    "A draw is a uniform number between 0 and 1, named after its stream; beside it stands the chance it was held "
    "against, where there is one."
)


def _said(event: "Event", what: str) -> str:
    from rich.markup import escape

    return f"[bold]{event.process}[/bold]: {escape('; '.join(event.rules))}\n{escape(what)}"


def _compare(resident: int, scenario: str, against: str, asked: Options) -> None:
    from app.browse import print_json, print_tables
    from app.tables import dim, plain_table

    seed, until, municipality, as_json, _ = asked
    scenarios = [scenario, against]
    with _running(scenarios, asked) as tell:
        from results import trace as tracing
        from results.life_words import told, who

        lives = tracing.twins(resident, scenarios, seed=seed, until=until, municipality=municipality, on_month=tell)
    first = next(life for life in lives if life)
    parting = tracing.parted(*lives)
    if as_json:
        place = None if parting is None else {key: getattr(parting, key) for key in ("date", "process", "why")}
        print_json({"parting": place, "lives": [None if life is None else _facts(life) for life in lives]})
        return
    if parting is None:
        same = f"The same life with {scenario} and with {against}, seed {seed}, every month to {until}"
        counted = _counted(len(first.events))
        print_tables(_plain(who(first)), _plain(f"{same} in {first.municipality}: {counted} in both."))
        return
    words = [{event[:2]: _said(event, what) for event, what in told(life)} if life else {} for life in lives]
    table = plain_table("Month", scenario, against)
    for date, process, *_ in tracing.pairs(*lives):
        table.add_row(date, *(one.get((date, process), "") for one in words))
    why = [f"  {one}" for one in parting.why]
    print_tables(
        _plain(who(first)), _plain(f"The lives part in {parting.date}, in {parting.process}:"), *map(_plain, why),
        table,
        dim(
            f"Where the two lives differ, {first.municipality}, seed {seed}, to {until}; until {parting.date} they are "
            "the same."
        ),
    )  # fmt: skip


def _plain(said: str) -> Any:
    from rich.text import Text

    return Text(said)


def _facts(life: "Life") -> dict[str, Any]:
    """A life as JSON; ids and addresses are text, since they are larger than the whole numbers of many programs."""
    from results.life_words import value

    return {
        "resident": str(life.resident), "municipality": life.municipality, "scenario": life.scenario,
        "seed": life.seed, "until": life.until, "since": life.since,
        "start": {name: value(name, one, life.own) for name, one in life.start.items() if name != "id"},
        "firms": {
            str(row): {"industry": value("industry", industry), "jobs": jobs}
            for row, (industry, jobs) in life.firms.items()
        },
        "changes": [
            {
                "date": one.date, "process": one.process, "rule": one.rule, "column": one.column,
                "before": value(one.column, one.before, life.own), "after": value(one.column, one.after, life.own),
                "draws": [{**draw._asdict(), "who": str(draw.who)} for draw in one.draws],
            }
            for one in life.changes
        ],
    }  # fmt: skip
