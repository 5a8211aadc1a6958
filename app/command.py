"""The ``halden`` command: what analysts type. Heavy imports wait until a command needs them."""

from itertools import batched
from pathlib import Path
from typing import Annotated

import typer

from app.archive import archive
from app.browse import levers, measures, scenarios
from app.calibrate import calibrate
from app.compare import compare
from app.data import data
from app.municipality import HELP, MUNICIPALITY
from app.new_municipality import new_municipality
from app.recovery import recovery
from app.sensitivity import sensitivity
from app.serving import serve
from app.trace import trace
from app.validate import validate

app = typer.Typer(
    add_completion=False,
    invoke_without_command=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="The Halden labour-market model: a Norwegian municipality, month by month, resident by resident.",
    epilog="Examples: halden run plan | halden scenarios | halden measures 1.2.3 | halden levers job_specialists",
)
app.command(epilog="Examples: halden measures | halden measures 1.2.3 | halden measures --json > measures.json")(
    measures
)
app.command(epilog="Examples: halden levers | halden levers job_specialists | halden levers --json > levers.json")(
    levers
)
app.add_typer(scenarios, name="scenarios")
app.add_typer(archive, name="archive")
app.command(epilog="Examples: halden recovery | halden recovery --truths 8 --members 60")(recovery)
app.command(epilog="Examples: halden sensitivity | halden sensitivity --walks 4 --samples 16 --sources 16")(sensitivity)
app.command(epilog="Examples: halden validate | halden validate --observed mine.csv --json > scores.json")(validate)
app.command(
    epilog="Examples: halden calibrate --show | halden calibrate --quick | halden calibrate | "
    "halden calibrate --data halden-data"
)(calibrate)
app.command(
    epilog="Examples: halden compare plan | halden compare plan goal_1 --replications 300 --excel plan.xlsx | "
    "halden compare my-scenario.toml --against plan --until 2030-12 --json > comparison.json | "
    'halden compare plan --precision "employed_residents@2025-11=20" --goal "jobs@2021-11..2025-11>=300"'
)(compare)
app.command(
    epilog="Examples: halden trace | halden trace 4711 --seed 3 | halden trace 4711 --json > life.json | "
    "halden trace 4711 --scenario plan --against baseline | halden trace --municipality aremark"
)(trace)
app.add_typer(data, name="data")
app.command(epilog="Examples: halden new-municipality 3107 | halden new-municipality 3107 --data figures --out moss")(
    new_municipality
)
app.command("app", epilog="Examples: halden app | halden app --port 8700 --no-open")(serve)


ABREAST = 5
"""Columns of a variant's own indicators, whose names are longer than the headlines' heads."""


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        from model.version import model_version

        typer.echo(f"halden {version('halden')}, model {model_version()}")
        raise typer.Exit


STANDARD_ONLY = ("recovery", "sensitivity", "validate")
"""Commands that are about the model as it stands."""


@app.callback()
def halden(
    context: typer.Context,
    model: Annotated[
        str | None,
        typer.Option(help="A variant of the model, as package.module:NAME or file.py:NAME."),
    ] = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say the version and leave.")
    ] = False,
) -> None:
    """The Halden labour-market model."""
    if model is not None:
        from app.failure import plain_failures

        with plain_failures():
            if context.invoked_subcommand in STANDARD_ONLY:
                raise ValueError(f"{context.invoked_subcommand} is about the model as it stands; allowed: no --model")
            from model.finding import find
            from model.variant import use

            use(find(model))
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@app.command(
    epilog="Examples: halden run plan | halden run my-scenario.toml --until 2030-12 --replications 50 | "
    "halden run baseline --json > baseline.json | halden run baseline --replications 100 --workers 2 --out results | "
    "halden run baseline --municipality aremark"
)
def run(
    scenario: Annotated[str, typer.Argument(help="A scenario of the catalogue, or a file ending in .toml.")],
    replications: Annotated[int, typer.Option(help="Number of replications; replication k has seed SEED + k.")] = 1,
    until: Annotated[str, typer.Option(help="The last month, YYYY-MM, from 2019-01 to 2060-12.")] = "2025-12",
    seed: Annotated[int, typer.Option(help="The first seed, 0 or more.")] = 0,
    workers: Annotated[int | None, typer.Option(help="Processes; as many as there are cores when it pays.")] = None,
    municipality: Annotated[str, typer.Option(help=HELP)] = MUNICIPALITY,
    out: Annotated[Path | None, typer.Option(help="Folder for records.csv and record.json.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON document instead of the table.")] = False,
    audit: Annotated[bool, typer.Option("--audit", help="Check the accounts after every process of a month.")] = False,
) -> None:
    """Simulate the whole municipality from January 2019 and show each November."""
    from app.failure import plain_failures

    with plain_failures():
        _run(scenario, replications, until, seed, workers, municipality, out, json, audit)


def _run(
    scenario: str, replications: int, until: str, seed: int, workers: int | None, municipality: str, out: Path | None,
    as_json: bool, audit: bool,
) -> None:  # fmt: skip
    import sys

    from results.until import months_to
    from scenarios.settings import settings
    from scenarios.shelf import load

    chosen = settings(load(scenario))
    months_to(until)
    if workers is not None and workers < 1:
        raise ValueError(f"workers = {workers}; allowed: a whole number of 1 or more")
    if replications < 1:
        raise ValueError(f"replications = {replications}; allowed: a whole number of 1 or more")

    from app.municipality import remarks
    from app.tables import november_table, progress
    from model.compiled import compiled_before
    from results.replications import audit_held, run_replications

    if not compiled_before():
        print("first run of this version: compiling the rules takes about 20 s, once", file=sys.stderr, flush=True)
    for said in remarks(municipality, [scenario]):
        print(said, file=sys.stderr)
    with progress(f"{scenario} to {until}", replications) as tell:
        runs = run_replications(
            municipality, chosen, replications=replications, seed=seed, until=until, workers=workers, on_done=tell,
            audit=audit,
        )  # fmt: skip
    if audit:
        print(audit_held(runs), file=sys.stderr)
    if out is not None:
        from results.exports import write_folder

        for path in write_folder(out, scenario, runs, municipality):
            print(f"written: {path}", file=sys.stderr)
    if as_json:
        from results.exports import write_json

        write_json(sys.stdout, scenario, runs, municipality)
        sys.stdout.flush()
        return

    from rich.console import Console

    from model.indicators import HEADLINES
    from results.novembers import novembers

    shown = "one possible course" if replications == 1 else f"median of {replications} replications, 5-95 % below"
    console = Console(width=None if sys.stdout.isatty() else 120)
    units = {name: one.unit for name, one in runs[0].indicators.items()}
    title = f"{runs[0].municipality}, {scenario}: {shown}"
    console.print(november_table(novembers(runs, HEADLINES), title, units))
    own = [one.name for one in runs[0].variant.indicators]
    for few in batched(own, ABREAST):
        console.print(november_table(novembers(runs, few), f"Indicators of {runs[0].variant.name}", units))
    console.print(
        "Jobs count employed persons by workplace, in-commuters included; employed residents count by residence, "
        "out-commuters included: two different series. Read in November. Parameters at the means of the fit to 2019.",
        style="dim",
    )
    sys.stdout.flush()


def _misplaced(refusal: typer.TyperException) -> str:
    """What to say of --model after the command that it stands before; empty for another refusal."""
    context = getattr(refusal, "ctx", None)
    if getattr(refusal, "option_name", "") != "--model" or context is None:
        return ""
    _, _, words = context.command_path.partition(" ")
    return f"--model stands before the command: halden --model FILE {words} ..."


def main() -> None:
    """Run the command line; a refusal is one line, with status 2."""
    from app.failure import INTERRUPTED, fail

    try:
        status = app(standalone_mode=False)
    except typer.TyperException as refusal:
        fail(_misplaced(refusal) or refusal.format_message())
    except typer.Abort:
        fail("interrupted", INTERRUPTED)
    raise SystemExit(status or 0)
