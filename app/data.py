"""Commands for figures: fetching Statistics Norway's and NAV's for a municipality, and checking what was fetched."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.table import Table

    from calibration.fetched import Pack
    from calibration.improvements import Comparison

TOLD_WAIT = 3.0
"""Seconds from which a wait for the statbank is told of."""

data = typer.Typer(
    help="Figures of Statistics Norway and NAV: fetched into a data pack, and checked.",
    epilog="Examples: halden data fetch | halden data check halden-data",
    invoke_without_command=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


@data.callback()
def figures(context: typer.Context) -> None:
    """Figures of Statistics Norway and NAV: fetched into a data pack, and checked."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@data.command(
    epilog="Examples: halden data fetch | halden data fetch --tables 07459,06913 --out people | "
    "halden data fetch --municipality 3107 --year 2024 --nav ledige.csv --out fredrikstad"
)
def fetch(
    municipality: Annotated[str, typer.Option(help="Its number, of today or before: 0101, 3001 and 3101.")] = "3101",
    year: Annotated[int, typer.Option(help="1 January of this year; the year before is fetched as well.")] = 2019,
    out: Annotated[Path, typer.Option(help="The folder to make.")] = Path("halden-data"),
    tables: Annotated[str, typer.Option(help="Only these tables, with commas between; all when not given.")] = "",
    without: Annotated[str, typer.Option(help="Not these tables, with commas between.")] = "",
    nav: Annotated[Path | None, typer.Option(help="A CSV file of NAV's monthly figures, saved by you.")] = None,
    ssb_url: Annotated[str | None, typer.Option(help="Base address of PxWebApi 2; data.ssb.no when not given.")] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Take the place of a data pack that is there.")] = False,
    fresh: Annotated[bool, typer.Option("--fresh", help="Ask again for what was fetched within a day.")] = False,
) -> None:
    """Fetch a municipality's figures from Statistics Norway's statbank into a data pack."""
    from app.failure import plain_failures

    with plain_failures():
        _fetch(municipality, year, out, _chosen(tables, without), nav, ssb_url, replace, fresh)


def _chosen(tables: str, without: str) -> list[str]:
    from calibration.statbank_tables import TABLES

    asked, left = ([one.strip() for one in told.split(",") if one.strip()] for told in (tables, without))
    for key, names in (("tables", asked), ("without", left)):
        for name in names:
            if name not in TABLES:
                raise ValueError(f"{key} = {name!r}; allowed: {', '.join(TABLES)}")
    chosen = [name for name in TABLES if name not in left and (not asked or name in asked)]
    if not chosen:
        raise ValueError(f"without = {without!r}; allowed: fewer tables, so that at least one is left")
    return chosen


def _fetch(
    municipality: str, year: int, out: Path, tables: list[str], nav: Path | None, address: str | None, replace: bool,
    fresh: bool,
) -> None:  # fmt: skip
    import sys

    from app.tables import progress
    from calibration.fetching import fetch_pack
    from calibration.pxweb import SSB

    with progress(f"tables of municipality {municipality}, {year}", len(tables)) as tell:
        found = fetch_pack(
            out, municipality, year, tables, nav=nav, address=address or SSB, replace=replace, fresh=fresh,
            on_done=tell, on_wait=say_wait,
        )  # fmt: skip
    for remark in found.remarks:
        print(remark, file=sys.stderr)
    place, rows = found.record.municipality, sum(table.rows for table in found.record.tables)
    print(
        f"{out}: {place.number} {place.name}, {year - 1} and {year}: {rows} figures from {len(found.record.tables)} "
        f"tables. Compare them with those in use: halden data check {out}"
    )
    sys.stdout.flush()


def say_wait(seconds: float, why: str) -> None:
    """Tell of a wait for the statbank that is long enough to be noticed."""
    import sys

    if seconds >= TOLD_WAIT:
        print(f"waiting {seconds:.0f} s: {why}", file=sys.stderr, flush=True)


@data.command(epilog="Examples: halden data check halden-data | halden data check halden-data --json > check.json")
def check(
    folder: Annotated[Path, typer.Argument(help="A folder made by halden data fetch.")],
    json: Annotated[bool, typer.Option("--json", help="Print JSON instead of the table.")] = False,
) -> None:
    """Check a data pack, and show which figures in use it confirms or improves."""
    from app.failure import plain_failures

    with plain_failures():
        from calibration.fetched import read
        from calibration.pack_checks import check as find

        pack = read(folder)
        remarks = find(pack)
        # The figures in use bring the whole model with them, so a damaged pack is told of before they are loaded.
        from calibration.improvements import comparisons

        found = comparisons(pack)
        if json:
            _print_json(pack, remarks, found)
        else:
            _print(pack, remarks, found)


def _print_json(pack: "Pack", remarks: list[str], found: "list[Comparison]") -> None:
    import json
    import sys
    from dataclasses import asdict

    tables = [table.model_dump(exclude={"missing"}) for table in pack.record.tables]
    content = {
        "municipality": pack.record.municipality.model_dump(), "year": pack.record.year,
        "licence": pack.record.licence, "tables": tables, "remarks": remarks,
        "comparisons": [{**asdict(one), "verdict": one.verdict} for one in found],
    }  # fmt: skip
    print(json.dumps(content, ensure_ascii=False, indent=1))
    sys.stdout.flush()


def _print(pack: "Pack", remarks: list[str], found: "list[Comparison]") -> None:
    import sys

    from rich.console import Console

    place = pack.record.municipality
    print(f"{pack.folder}: right; {place.number} {place.name}, {pack.record.year - 1} and {pack.record.year}")
    for remark in remarks:
        print(f"remark: {remark}")
    sys.stdout.flush()
    console = Console(width=None if sys.stdout.isatty() else 120)
    if found:
        console.print(_table(found))
    else:
        console.print("Not compared: no pack of the project is about this municipality.", style="dim")
    sys.stdout.flush()


def _table(found: "list[Comparison]") -> "Table":
    from app.tables import plain_table

    table = plain_table("Figure in use", "Year", "In use", "Error", "Fetched", "Table", "What the pack does")
    for name in ("In use", "Error", "Fetched"):
        next(column for column in table.columns if column.header == name).justify = "right"
    for one in found:
        error = "" if one.error is None else f"{one.error:.1f}"
        fetched = "" if one.fetched is None else _number(one.fetched, one.unit)
        in_use = _number(one.in_use, one.unit)
        table.add_row(one.what, str(one.year), in_use, error, fetched, one.table, one.verdict)
    return table


def _number(value: float, unit: str) -> str:
    return f"{value:,.0f}".replace(",", " ") if unit.startswith("persons") else f"{value:.1f} {unit}"
