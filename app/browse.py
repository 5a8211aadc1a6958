"""Commands that show what can be compared: the plan's measures, the levers, and the scenarios."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from rich.console import RenderableType

    from scenarios.levers import LeverText

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of the table.")]

scenarios = typer.Typer(
    help="The catalogue of scenarios, and help with writing one.",
    epilog="Examples: halden scenarios | halden scenarios show plan | halden scenarios check my.toml | "
    "halden scenarios schema > scenario.schema.json",
    invoke_without_command=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def print_tables(*shown: "RenderableType") -> None:
    """Show tables and remarks on standard output."""
    import sys

    from rich.console import Console

    console = Console(width=None if sys.stdout.isatty() else 120)
    for one in shown:
        console.print(one)
    sys.stdout.flush()


def print_json(content: Any) -> None:
    """Print a document as JSON."""
    import json
    import sys

    print(json.dumps(content, ensure_ascii=False, indent=1))
    sys.stdout.flush()


def measures(
    id: Annotated[str | None, typer.Argument(help="One measure, e.g. 1.2.3; all when not given.")] = None,
    json: AsJson = False,
) -> None:
    """The plan's 87 measures: the lever each acts through, how strongly, or why it is not modelled."""
    from app.failure import plain_failures

    with plain_failures():
        from scenarios import plan

        chosen = list(plan.measures().values()) if id is None else [plan.measure(id)]
        if json:
            keys = ("id", "title_nb", "title_en", "strength", "levers", "reason_nb", "reason_en")
            print_json([{key: getattr(one, key) for key in keys} for one in chosen])
            return
        from app.tables import dim, measure_sheet, measures_table

        if id is not None:
            print_tables(measure_sheet(chosen[0]))
            return
        count = plan.strengths()
        summary = f"{count['direct']} direct, {count['indirect']} indirect, {count['none']} not modelled."
        print_tables(measures_table(chosen, plan.strategies()), dim(summary))


def levers(
    name: Annotated[str | None, typer.Argument(help="One lever; all when not given.")] = None, json: AsJson = False
) -> None:
    """The levers: unit, range, channel, evidence, sources and cost."""
    from app.failure import plain_failures

    with plain_failures():
        from scenarios.levers import lever_text, lever_texts

        chosen = list(lever_texts().values()) if name is None else [lever_text(name)]
        if json:
            print_json([_lever_facts(one) for one in chosen])
            return
        from app.tables import dim, lever_sheet, levers_table

        if name is not None:
            print_tables(lever_sheet(chosen[0]))
            return
        print_tables(
            levers_table(chosen),
            dim(
                "Evidence: A causal and Norwegian, B causal elsewhere, C descriptive, D own judgement. "
                "An indented name refines the lever above it. Level: what the plan is read at."
            ),
        )


def _lever_facts(text: "LeverText") -> dict[str, Any]:
    """One lever as JSON."""
    from scenarios.levers import effects

    known = text.declaration
    return {
        **text._asdict(), "of": known.of, "unit": known.unit, "low": known.low, "high": known.high,
        "default": known.default, "lag_months": known.lag,
        "effects": [
            {"name": one.name, "meaning": one.label, "default": one.default, "unit": one.unit,
             "prior": {"family": one.prior.family, **dict(one.prior.numbers)} if one.prior else None,
             "source": one.source, "confidence": one.confidence}
            for one in effects(text.name)
        ],
    }  # fmt: skip


@scenarios.callback()
def listing(context: typer.Context, json: AsJson = False) -> None:
    """The catalogue of scenarios."""
    if context.invoked_subcommand is not None:
        return
    from app.failure import plain_failures

    with plain_failures():
        from scenarios.shelf import load, names

        found = [load(name) for name in names()]
        if json:
            keys = ("title_nb", "title_en", "description_nb", "description_en", "extends")
            print_json([{"name": one.name, **{key: getattr(one.file, key) for key in keys}} for one in found])
            return
        from app.tables import scenarios_table

        print_tables(scenarios_table(found))


@scenarios.command(epilog="Examples: halden scenarios show plan | halden scenarios show my.toml --json")
def show(
    scenario: Annotated[str, typer.Argument(help="A scenario of the catalogue, or a file ending in .toml.")],
    json: AsJson = False,
) -> None:
    """Everything a scenario changes, with what it extends, month by month."""
    from app.failure import plain_failures

    with plain_failures():
        from scenarios.settings import changes
        from scenarios.shelf import load

        found = load(scenario)
        if json:
            parts = {part: dict(getattr(found, part)) for part in ("measures", "levers", "conditions")}
            texts = found.file.model_dump(exclude={"measures", "levers", "conditions", "extends"})
            print_json({"name": found.name, **texts, "extends": found.extends, **parts, "resolved": changes(found)})
            return
        from app.tables import scenario_sheet

        print_tables(*scenario_sheet(found, changes(found)))


@scenarios.command(epilog="Example: halden scenarios check my.toml")
def check(file: Annotated[Path, typer.Argument(help="A scenario file.")]) -> None:
    """Whether a scenario file is right; if not, what is wrong with it in one line."""
    from app.failure import plain_failures

    with plain_failures():
        from scenarios.scenario import ScenarioError
        from scenarios.settings import changes
        from scenarios.shelf import load

        if file.suffix != ".toml":
            raise ScenarioError(f"{file}: allowed: a file whose name ends in .toml")
        found = load(str(file))
        typer.echo(f"{file}: right; {found.file.title_nb}; changes {', '.join(changes(found)) or 'nothing'}")


@scenarios.command(epilog="Example: halden scenarios schema > scenario.schema.json")
def schema() -> None:
    """The JSON Schema of a scenario file: editors that know it complete keys and check values."""
    from app.failure import plain_failures

    with plain_failures():
        from scenarios.scenario import schema as found

        print_json(found())
