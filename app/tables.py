"""Tables for the terminal."""

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table
    from rich.text import Text

    from model.declare import Declaration
    from scenarios.levers import LeverText
    from scenarios.plan import Measure, Strategy
    from scenarios.shelf import Scenario

SHORT = {
    "population": ("Residents", "persons"),
    "jobs": ("Jobs here", "workplace"),
    "employed_residents": ("Employed", "res. 15-74"),
    "employment_rate_20_66": ("Empl. rate", "% of 20-66"),
    "employment_rate_15_74": ("Empl. rate", "% of 15-74"),
    "unemployed": ("Unemployed", "registered"),
    "unemployment_rate": ("Unemployed", "% of l. force"),
}
"""Column heads of the headline indicators."""


def november_table(values: "pd.DataFrame", title: str, units: Mapping[str, str]) -> "Table":
    """Each November's indicators, with their units by name; with quantiles, the median with 5 and 95 % below it."""
    from rich import box
    from rich.markup import escape
    from rich.table import Table

    table = Table(title=title, title_justify="left", header_style="bold", box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    table.add_column("November", no_wrap=True)
    for name in values.columns:
        head, unit = SHORT.get(str(name), (str(name), escape(units[str(name)])))
        table.add_column(f"{head}\n[dim]{unit}[/dim]", justify="right", no_wrap=True)
    for date, rows in values.groupby(level="date", sort=False):
        middle = rows.xs(0.5, level="quantile").iloc[0]
        label = "1 Jan 2019" if date == "2018-12" else str(date)[:4]
        table.add_row(label, *(_number(units[str(name)], value) for name, value in middle.items()))
        if len(rows) > 1 and date != "2018-12":
            low, high = rows.iloc[0], rows.iloc[-1]
            table.add_row(
                "[dim]5-95 %[/dim]",
                *(f"[dim]{_number(units[n], low[n])}-{_number(units[n], high[n])}[/dim]" for n in values.columns),
            )
    return table


def measures_table(measures: "list[Measure]", strategies: "dict[str, Strategy]") -> "Table":
    """The plan's tree: measures under their strategies."""
    table = plain_table("Tiltak", "Tittel", "Title", "Strength", "Levers")
    told = ""
    for one in measures:
        if one.strategy != told:
            told = one.strategy
            strategy = strategies[told]
            table.add_row(f"[bold]{told}[/bold]", f"[bold]{strategy.title_nb}[/bold]", "", "", "")
        levers = "\n".join(one.levers) or "not modelled"
        table.add_row(one.id, one.title_nb, one.title_en, one.strength, levers)
    return table


def measure_sheet(measure: "Measure") -> "Table":
    """Everything known of one measure."""
    from scenarios.levers import GRADES, lever_text

    facts = {
        "Tiltak": measure.id,
        "Tittel": measure.title_nb,
        "Title": measure.title_en,
        "What": measure.summary_en,
        "Strength": measure.strength,
        "Levers": ", ".join(measure.levers) or "not modelled",
        "Channel": measure.channel_en,
        "Read as": readings_of(measure.id),
        "Because": measure.reason_en,
    }
    for name in measure.levers:
        text = lever_text(name)
        facts[f"Evidence, {name}"] = f"{text.grade}: {GRADES[text.grade][1]} (halden levers {name})"
        facts[f"Cost, {name}"] = cost_of(text)
    return _sheet(facts)


def readings_of(measure: str) -> str:
    """What the measure is read as in the scenario of the plan."""
    from scenarios.levers import known, readings

    read = [one for one in readings() if one.measure == measure]
    return "; ".join(f"{one.lever} {one.level:g} {known()[one.lever].unit}" for one in read) or "nothing"


def dim(said: str) -> "Text":
    """A remark below a table."""
    from rich.text import Text

    return Text(said, style="dim")


def plain_table(*heads: str) -> "Table":
    """A table without frame."""
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, header_style="bold", padding=(0, 1, 0, 0))
    for head in heads:
        table.add_column(head)
    return table


def _sheet(facts: dict[str, str]) -> "Table":
    from rich.markup import escape
    from rich.table import Table

    sheet = Table.grid(padding=(0, 2))
    for name, fact in facts.items():
        sheet.add_row(f"[bold]{name}[/bold]", escape(fact))
    return sheet


def cost_of(text: "LeverText") -> str:
    """What one unit costs, and who pays."""
    if text.cost is None:
        return "not stated" + (f" ({text.cost_source_en})" if text.cost_source_en else "")
    per = {"year": "per unit and year", "once": "per unit, once"}.get(text.cost_unit, text.cost_unit)
    return f"{text.cost:g} million NOK {per}" + (f", paid by {text.payer}" if text.payer else "")


def levers_table(texts: "list[LeverText]") -> "Table":
    """The levers with the values that refine them."""
    table = plain_table("Lever", "Virkemiddel", "Unit", "Range", "Lag", "Evidence", "Level", "Decided by")
    for one in texts:
        known = one.declaration
        name = f"  {one.name}" if known.of else one.name
        level = "" if one.level is None else f"{one.level:g}"
        reach, lag = f"{known.low:g} to {known.high:g}", f"{known.lag} mo." if known.lag else ""
        table.add_row(name, one.label_nb, known.unit, reach, lag, one.grade, level, one.decided_by)
    return table


def lever_sheet(text: "LeverText") -> "Table":
    """Everything known of one lever."""
    from rich.markup import escape

    from scenarios.levers import GRADES, effects
    from scenarios.plan import measures

    known = text.declaration
    owner = known.of or text.name
    facts = {
        "Lever": text.name + (f" (refines {known.of})" if known.of else ""),
        "Virkemiddel": text.label_nb,
        "Label": text.label_en,
        "Hjelp": text.help_nb,
        "Help": text.help_en,
        "Unit": f"{known.unit}, {known.low:g} to {known.high:g}; {known.default:g} changes nothing",
        "Lag": f"first effect {known.lag} months after the decision",
        "Level": f"{text.level:g}: {text.level_en}" if text.level is not None else "the plan is read without it",
        "Cost": cost_of(text) + (f". {text.cost_source_en}" if text.cost is not None else ""),
        "Decided by": text.decided_by
        + ("" if text.municipal else "; the municipality only influences whether it comes about"),
        "Evidence": f"{text.grade}: {GRADES[text.grade][1]}",
        "Measures": " ".join(one.id for one in measures().values() if owner in one.levers),
    }
    sheet = _sheet(facts)
    for effect in effects(text.name):
        sheet.add_row(
            "[bold]Effect[/bold]", escape(f"{effect.label}: {_valued(effect)}. {effect.source} ({effect.confidence})")
        )
    return sheet


def _valued(effect: "Declaration") -> str:
    """A parameter's value and prior."""
    prior = "fixed"
    if effect.prior:
        prior = f"{effect.prior.family} " + ", ".join(f"{name} {value:g}" for name, value in effect.prior.numbers)
    return f"{effect.default:g} {effect.unit} ({prior})"


def scenarios_table(scenarios: "list[Scenario]") -> "Table":
    """The catalogue."""
    table = plain_table("Scenario", "Tittel", "Title")
    for one in scenarios:
        table.add_row(one.name, *one.title)
    return table


def scenario_sheet(scenario: "Scenario", changes: dict[str, dict[str, float]]) -> "list[Table]":
    """A scenario's texts and what it changes."""
    from model.variant import in_use
    from scenarios.levers import known
    from scenarios.scenario import declared

    declarations = {**known(), **declared(in_use().conditions)}
    file = scenario.file
    facts = {
        "Scenario": scenario.name, "Tittel": file.title_nb, "Title": file.title_en, "Beskrivelse": file.description_nb,
        "Description": file.description_en, "Extends": " < ".join(scenario.extends) or "nothing",
        "Measures": " ".join(scenario.measures) or "none",
    }  # fmt: skip
    table = plain_table("Changes", "From", "Value", "Unit")
    for name, path in changes.items():
        for place, (date, value) in enumerate(path.items()):
            table.add_row("" if place else name, date, f"{value:g}", declarations[name].unit)
    return [_sheet(facts), table]


def _number(unit: str, value: float) -> str:
    from results.telling import WHOLE_UNITS

    if value != value:
        return "-"
    digits = 0 if unit in WHOLE_UNITS else 1 if unit.startswith("percent") else 2
    return f"{value:,.{digits}f}".replace(",", " ")


@contextmanager
def progress(what: str, total: int) -> Iterator[Callable[[int], None]]:
    """A bar with time left on standard error; a plain line every other second when that is not a terminal.

    Who has to get ready before the first is begun says 0 then, so that time left is not reckoned from that as well.
    """
    import time

    from rich.console import Console

    console = Console(stderr=True)
    if console.is_terminal:
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        left = TextColumn("time left"), TimeRemainingColumn()
        with Progress(
            TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), *left, console=console, transient=True
        ) as bar:
            task = bar.add_task(what, total=total)
            yield lambda ready: bar.update(task, completed=ready)
        return
    began = said = time.monotonic()

    def tell(ready: int) -> None:
        nonlocal began, said
        now = time.monotonic()
        if ready == 0:
            began = said = now
        if now - said > 2.0 and 1 < ready < total:
            said = now
            remaining = (now - began) / ready * (total - ready)
            print(f"{what}: {ready} of {total}, about {remaining:.0f} s left", file=sys.stderr, flush=True)

    yield tell


@contextmanager
def progress_of(what: str) -> Iterator[Callable[[int, int], None]]:
    """A bar that hears how many are ready, of how many, and shows itself when it first hears."""
    with ExitStack() as shown:
        bar: list[Callable[[int], None]] = []

        def tell(ready: int, total: int) -> None:
            if not bar:
                bar.append(shown.enter_context(progress(what, total)))
            bar[0](ready)

        yield tell
