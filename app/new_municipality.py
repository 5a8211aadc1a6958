"""``halden new-municipality``: a pack for another municipality, from register figures and labelled estimates."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.console import RenderableType

    from calibration.fetched import Pack
    from calibration.scaffold import Origin


def new_municipality(
    number: Annotated[str, typer.Argument(help="Its number, of today or before, such as 3107.")],
    data: Annotated[
        Path | None, typer.Option(help="A folder of halden data fetch, instead of fetching the figures now.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="The folder to make; its name when not given.")] = None,
    nav: Annotated[Path | None, typer.Option(help="A CSV file of NAV's monthly figures, saved by you.")] = None,
    ssb_url: Annotated[str | None, typer.Option(help="Base address of PxWebApi 2; data.ssb.no when not given.")] = None,
) -> None:
    """Make the pack of another municipality: figures where they are known, labelled estimates for the rest."""
    from app.failure import plain_failures

    with plain_failures():
        _make(number, data, out, nav, ssb_url)


def _make(number: str, data: Path | None, out: Path | None, nav: Path | None, address: str | None) -> None:
    import re
    import sys
    import tempfile

    from rich.console import Console

    from calibration.constants import PackError
    from calibration.fetched import read
    from calibration.scaffold import refuse_taken, scaffold

    if not re.fullmatch(r"[0-9]{4}", number):
        raise PackError(f"municipality = {number!r}; allowed: four digits, such as 3107 (Fredrikstad)")
    if data is not None and nav is not None:
        raise PackError("--nav with --data: the data pack has its own figures; allowed: one of the two")
    if out is not None:
        refuse_taken(out)
    with tempfile.TemporaryDirectory() as beside:
        pack = read(data) if data is not None else _fetched(number, Path(beside) / "data", nav, address)
        place = pack.record.municipality
        if number not in place.numbers:
            told = f"{place.name} ({', '.join(place.numbers)})"
            raise PackError(f"{pack.folder}: is of {told}; allowed: a data pack of municipality {number}")
        folder = out or Path(_plain(place.name))
        origins = scaffold(pack, folder)
    console = Console(width=None if sys.stdout.isatty() else 140)
    for one in _tables(folder, pack, origins):
        console.print(one)
    sys.stdout.flush()


def _fetched(number: str, folder: Path, nav: Path | None, address: str | None) -> "Pack":
    from app.data import say_wait
    from app.tables import progress
    from calibration.fetched import read
    from calibration.fetching import fetch_pack
    from calibration.packs import START
    from calibration.pxweb import SSB
    from calibration.statbank_tables import TABLES

    with progress(f"tables of municipality {number}, {START}", len(TABLES)) as tell:
        fetch_pack(folder, number, START, nav=nav, address=address or SSB, on_done=tell, on_wait=say_wait)
    return read(folder)


def _plain(name: str) -> str:
    """A municipality's name as a folder's: the Norwegian one of several, in small letters, with hyphens for spaces."""
    import re

    return re.sub(r"[^\w]+", "-", name.split(" - ")[0].casefold()).strip("-")


def _tables(folder: Path, pack: "Pack", origins: "list[Origin]") -> "list[RenderableType]":
    from app.tables import dim, plain_table

    table = plain_table("Constant", "Value", "Standard error", "Where it came from", "")
    for one in origins:
        values = one.shares or (one.value,)
        error = "" if one.standard_error is None else f"{one.standard_error:g}"
        said = "estimate: replace" if one.estimated else one.confidence
        table.add_row(one.key, " ".join(f"{value:g}" for value in values), error, one.source, said)
    left = sum(one.estimated for one in origins)
    place = pack.record.municipality
    return [
        f"{folder}: {place.number} {place.name}; {len(origins) - left} constants from figures, {left} estimates",
        table,
        dim(
            "Beside these: population.csv is SSB 07459; figures.csv says of each row whether it is an estimate "
            "(immigrants by reason and their education always are); employers.csv has the municipality "
            "alone and events.csv none. docs/data.md tells what each file holds."
        ),
        f"Next: halden run baseline --municipality {_argument(folder)}; then put figures in the estimates' place, and "
        f"uv run python -m calibration.balance {_argument(folder)} keeps employment from drifting.",
    ]


def _argument(folder: Path) -> str:
    """The folder as an option takes it: a path even where it is a plain name."""
    return str(folder) if folder.is_absolute() or len(folder.parts) > 1 else f"./{folder}"
