"""Tables for the terminal."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table

    from scenarios.plan import Measure, Strategy

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


def headline_table(values: "pd.DataFrame", title: str) -> "Table":
    """Each November's headline indicators; with quantiles, the median with 5 and 95 % below it."""
    from rich import box
    from rich.table import Table

    table = Table(title=title, title_justify="left", header_style="bold", box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    table.add_column("November", no_wrap=True)
    for name in values.columns:
        head, unit = SHORT.get(str(name), (str(name), ""))
        table.add_column(f"{head}\n[dim]{unit}[/dim]", justify="right", no_wrap=True)
    for date, rows in values.groupby(level="date", sort=False):
        middle = rows.xs(0.5, level="quantile").iloc[0]
        label = "1 Jan 2019" if date == "2018-12" else str(date)[:4]
        table.add_row(label, *(_number(str(name), value) for name, value in middle.items()))
        if len(rows) > 1 and date != "2018-12":
            low, high = rows.iloc[0], rows.iloc[-1]
            table.add_row(
                "[dim]5-95 %[/dim]",
                *(f"[dim]{_number(str(n), low[n])}-{_number(str(n), high[n])}[/dim]" for n in values.columns),
            )
    return table


def measures_table(measures: "list[Measure]", strategies: "dict[str, Strategy]") -> "Table":
    """The plan's tree: measures under their strategies."""
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, header_style="bold", padding=(0, 1, 0, 0))
    for head in ("Tiltak", "Tittel", "Title", "Strength", "Levers"):
        table.add_column(head)
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
    from rich.table import Table

    sheet = Table.grid(padding=(0, 2))
    facts = {
        "Tiltak": measure.id,
        "Tittel": measure.title_nb,
        "Title": measure.title_en,
        "What": measure.summary_en,
        "Strength": measure.strength,
        "Levers": ", ".join(measure.levers) or "not modelled",
        "Channel": measure.channel,
        "Because": measure.reason,
    }
    for name, fact in facts.items():
        sheet.add_row(f"[bold]{name}[/bold]", fact)
    return sheet


def _number(name: str, value: float) -> str:
    if value != value:
        return "-"
    return f"{value:.1f}" if "rate" in name else f"{value:,.0f}".replace(",", " ")


@contextmanager
def progress(what: str, total: int) -> Iterator[Callable[[int], None]]:
    """A bar with time left on standard error; a plain line every other second when that is not a terminal."""
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
        nonlocal said
        now = time.monotonic()
        if now - said > 2.0 and 1 < ready < total:
            said = now
            remaining = (now - began) / ready * (total - ready)
            print(f"{what}: {ready} of {total}, about {remaining:.0f} s left", file=sys.stderr, flush=True)

    yield tell
