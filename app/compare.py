"""``halden compare``: paired comparison of scenarios, the main job."""

from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple

import typer

from app.municipality import HELP, MUNICIPALITY

if TYPE_CHECKING:
    from results.ensembles import Experiment
    from results.executors import Pool
    from results.goals import Goal

READ_ALL = 8_000
"""Replications, all scenarios counted, above which only headlines and what is asked for are read into memory."""

Language = Literal["nb", "en"]


class Options(NamedTuple):
    """What the command was asked, beyond the scenarios."""

    against: str
    replications: int
    until: str
    workers: int | None
    scheduler: str | None
    shard: str
    archive: Path | None
    precision: str | None
    at_most: int
    goal: list[str]
    goal_date: str
    goal_since: str
    counterfactual: bool
    json: bool
    csv: Path | None
    parquet: Path | None
    excel: Path | None
    language: Language
    municipality: str = MUNICIPALITY


def compare(
    scenarios: Annotated[list[str], typer.Argument(help="Scenarios of the catalogue, or files ending in .toml.")],
    against: Annotated[str, typer.Option(help="The scenario they are compared with.")] = "baseline",
    replications: Annotated[int, typer.Option(help="Paired replications: the same draw and seed in each.")] = 100,
    until: Annotated[str, typer.Option(help="The last month, YYYY-MM, from 2019-01 to 2060-12.")] = "2025-12",
    workers: Annotated[int | None, typer.Option(help="Processes; as many as there are cores when not given.")] = None,
    scheduler: Annotated[
        str | None, typer.Option(help="A Dask scheduler, tcp://HOST:PORT, or 'local', instead of processes.")
    ] = None,
    shard: Annotated[str, typer.Option(help="Run the i-th of n parts, i/n, for batch queues.")] = "1/1",
    archive: Annotated[Path | None, typer.Option(help="Where replications are kept, and found again.")] = None,
    precision: Annotated[
        str | None,
        typer.Option(help="Run until the 95 % Monte Carlo half-width is this: INDICATOR@YYYY-MM=HALF-WIDTH."),
    ] = None,
    at_most: Annotated[int, typer.Option(help="With --precision: the most replications.")] = 2000,
    goal: Annotated[
        list[str] | None,
        typer.Option(help="A goal of your own beside the plan's: INDICATOR@[FROM..]TO>=NUMBER (or <=)."),
    ] = None,
    goal_date: Annotated[str, typer.Option(help="When the plan's goals are read; as in the plan if not given.")] = "",
    goal_since: Annotated[str, typer.Option(help="From when goal 1 counts; as in the plan if not given.")] = "",
    counterfactual: Annotated[
        bool, typer.Option(help="Also show the goals without the pandemic, which is as much work again.")
    ] = True,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON document instead of the tables.")] = False,
    csv: Annotated[Path | None, typer.Option(help="Folder for CSV tables.")] = None,
    parquet: Annotated[Path | None, typer.Option(help="File for every value of every replication.")] = None,
    excel: Annotated[Path | None, typer.Option(help="File for an Excel workbook.")] = None,
    language: Annotated[Language, typer.Option(help="The workbook's language.")] = "nb",
    municipality: Annotated[
        list[str] | None, typer.Option(help=f"{HELP} Given again, municipalities stand side by side.")
    ] = None,
) -> None:
    """Compare scenarios in paired replications: what they change, how surely, at what cost, and the plan's goals."""
    from app.failure import plain_failures

    with plain_failures():
        _compare_each(
            scenarios,
            Options(
                against, replications, until, workers, scheduler, shard, archive, precision, at_most, goal or [],
                goal_date, goal_since, counterfactual, json, csv, parquet, excel, language,
            ),
            list(dict.fromkeys(municipality or [MUNICIPALITY])),
        )  # fmt: skip


def _compare_each(scenarios: list[str], asked: Options, municipalities: list[str]) -> None:
    """One municipality after another, and then side by side where there are several."""
    if len(municipalities) == 1:
        _compare(scenarios, asked._replace(municipality=municipalities[0]))
        return
    for name, value in (("--csv", asked.csv), ("--parquet", asked.parquet), ("--excel", asked.excel)):
        if value is not None:
            raise ValueError(f"{name} with several municipalities; allowed: --json, or one municipality at a time")
    if asked.precision or _shard(asked.shard)[1] > 1:
        raise ValueError("--precision and --shard with several municipalities; allowed: one municipality at a time")
    from app.beside import show

    found = [_compare(scenarios, asked._replace(municipality=one), silent=True) for one in municipalities]
    show([one for one in found if one is not None], asked.json, asked.goal_date)


def _compare(
    scenarios: list[str], asked: Options, silent: bool = False
) -> "tuple[Experiment, dict[str, Any]] | None":  # fmt: skip
    """One municipality's comparison, printed unless ``silent``; nothing when it is left to other shards."""
    import sys

    from app.municipality import remarks
    from results.ensembles import ShardError
    from results.executors import Pool
    from results.goals import checked, parse_goal, plan_goals, within
    from results.precision import parse_precision, run_to_precision
    from results.report import as_json, report

    place = asked.municipality
    about = remarks(place, [asked.against, *scenarios])
    own = [parse_goal(text) for text in asked.goal]
    goals = [*map(checked, plan_goals(asked.goal_date, asked.goal_since, municipality=place)), *own]
    wanted = parse_precision(asked.precision) if asked.precision else None
    _refuse_dates_beyond(asked.until, [*(goal.date for goal in own), *([wanted.date] if wanted else [])])
    needed = [one.indicator for one in goals] + ([wanted.indicator] if wanted else [])
    reach = within(goals, asked.until)
    counterfactual, without = asked.counterfactual and bool(reach), None
    try:
        with Pool(asked.workers, asked.scheduler) as pool:
            if counterfactual and _shard(asked.shard)[1] > 1:  # first, since a shard ends where others are lacking
                with suppress(ShardError):
                    _without_pandemic(pool, scenarios, asked, asked.replications, reach)
            if wanted:
                ended = run_to_precision(
                    lambda number: _run(pool, scenarios, asked, number, needed), wanted, asked.at_most
                )
                found = ended.experiment
                how = "reached" if ended.met else f"not reached: {asked.at_most} replications were the most allowed"
                print(
                    f"95 % Monte Carlo half-width {ended.half_width:.3g} after {found.replications} replications, "
                    f"{wanted.half_width:g} {how}", file=sys.stderr,
                )  # fmt: skip
            else:
                found = _run(pool, scenarios, asked, asked.replications, needed)
            if counterfactual:
                without = _without_pandemic(pool, scenarios, asked, found.replications, reach)
    except ShardError as kept:
        print(kept, file=sys.stderr)
        return None
    for said in (*about, *found.said, *(without.said if without else ())):
        print(said, file=sys.stderr)
    document = report(found, goals, without)
    if silent:
        return found, document
    _write(found, document, asked)
    if asked.json:
        print(as_json(document))
        sys.stdout.flush()
        return found, document
    from rich.console import Console

    from app.comparison import comparison_tables

    console = Console(width=None if sys.stdout.isatty() else 120)
    for one in comparison_tables(found, document):
        console.print(one)
    sys.stdout.flush()
    return found, document


def _run(
    pool: "Pool", scenarios: list[Any], asked: Options, replications: int, needed: list[str], **others: Any
) -> "Experiment":
    from app.tables import progress
    from model.variant import in_use
    from results.ensembles import run_experiment
    from results.report import HEADLINES

    against = others.get("against", asked.against)
    titles = ", ".join(getattr(one, "name", one) for one in scenarios)
    few = replications * (1 + len(scenarios)) <= READ_ALL
    first = [*HEADLINES, *(one.name for one in in_use().indicators)]
    with ExitStack() as shown:
        bar: list[Callable[[int], None]] = []

        def tell(ready: int, total: int) -> None:
            if not bar:
                _say_compiling()
                name = getattr(against, "name", against)
                bar.append(shown.enter_context(progress(f"{titles} against {name}", total)))
            bar[0](ready)

        return run_experiment(
            scenarios, replications, against=against, municipality=asked.municipality, until=asked.until,
            pool=pool, shard=_shard(asked.shard), archive=asked.archive,
            indicators=others.get("indicators") or (None if few else list(dict.fromkeys([*first, *needed]))),
            on_done=tell,
        )  # fmt: skip


def _without_pandemic(
    pool: "Pool", scenarios: list[str], asked: Options, replications: int, goals: "list[Goal]"
) -> "Experiment":
    """The same scenarios without the pandemic; only what the goals need is read."""
    from results.goals import without_pandemic
    from scenarios.shelf import load

    against, *others = [without_pandemic(load(name)) for name in dict.fromkeys([asked.against, *scenarios])]
    indicators = list(dict.fromkeys(goal.indicator for goal in goals))
    return _run(pool, others, asked, replications, [], against=against, indicators=indicators)


def _refuse_dates_beyond(until: str, dates: list[str]) -> None:
    from model.dates import month_of

    for date in dates:
        if month_of(date) > month_of(until):
            raise ValueError(f"date = {date!r}; allowed: a month up to {until}, where the runs end (--until)")


def _say_compiling() -> None:
    import sys

    from model.compiled import compiled_before

    if not compiled_before():
        print("first run of this version: compiling the rules takes about 20 s, once", file=sys.stderr, flush=True)


def _shard(text: str) -> tuple[int, int]:
    part, _, parts = text.partition("/")
    if not (part.isdecimal() and parts.isdecimal() and 1 <= int(part) <= int(parts)):
        raise ValueError(f"shard = {text!r}; allowed: i/n with i from 1 to n, for instance 2/10")
    return int(part), int(parts)


def _write(found: "Experiment", document: dict[str, Any], asked: Options) -> None:
    import sys

    paths = []
    if asked.csv is not None:
        from results.downloads import write_csv

        paths += write_csv(asked.csv, found, document)
    if asked.parquet is not None:
        from results.downloads import write_parquet

        paths.append(write_parquet(asked.parquet, found))
    if asked.excel is not None:
        from results.workbook import write_workbook

        paths.append(write_workbook(asked.excel, found, document, asked.language))
    for path in paths:
        print(f"written: {path}", file=sys.stderr)
