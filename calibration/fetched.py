"""A data pack: the fetched figures of one municipality and year, in a folder that is whole or not there.

A table is one CSV file in the form of ``data/halden/figures.csv``; ``pack.json`` tells where each came from, when, and
the hash of its file, and lists the cells that have no number.
"""

import csv
import hashlib
import io
import json
import os
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from calibration.figures import FigureError, figures
from calibration.place import Place
from calibration.statbank import Row

RECORD = "pack.json"
FORMAT = 1
"""Of the folder; another number is another form."""


class DataPackError(ValueError):
    """A data pack is missing, damaged or inconsistent, or cannot be written; the message is one line for the user."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Missing(_Part):
    """A cell without a number, and the symbol that says why."""

    series: str
    year: str
    when: str
    dims: list[str]
    symbol: str


class PackTable(_Part):
    """One table of a pack."""

    id: Annotated[str, Field(pattern=r"^[A-Za-z0-9]+$")]
    title: str
    file: Annotated[str, Field(pattern=r"^[A-Za-z0-9]+\.csv$")]
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    rows: int
    source: list[str]
    updated: str
    fetched: str
    missing: list[Missing]


class PackPlace(_Part):
    """The municipality."""

    number: Annotated[str, Field(pattern=r"^[0-9]{4}$")]
    name: str
    numbers: list[str]
    asked: str


class Absent(_Part):
    """A table that has neither the year nor the year before."""

    id: str
    why: str


class Record(_Part):
    """What ``pack.json`` says."""

    format: Literal[1]
    municipality: PackPlace
    year: int
    licence: str
    tables: list[PackTable]
    absent: list[Absent]


@dataclass(frozen=True)
class Source:
    """A table on its way into a pack."""

    id: str
    title: str
    addresses: list[str]
    updated: str
    fetched: str
    rows: list[Row]
    kind: str = "statbank"


@dataclass(frozen=True)
class Pack:
    """A pack that was read: its record, and each table's figures."""

    folder: Path
    record: Record
    tables: dict[str, pd.DataFrame]

    def figures(self, table: str, series: str, year: int) -> pd.Series:
        """The values of a series, by their dimensions in one text, e.g. ``sex=female, age=30``; empty when not held."""
        known = self.tables.get(table)
        if known is None:
            return pd.Series(dtype=float)
        rows = known[(known["series"] == series) & (known["year"] == str(year))]
        return pd.Series(rows["value"].to_numpy(float), index=dimensions(rows))


def dimensions(rows: pd.DataFrame) -> list[str]:
    """Each row's dimensions as one text."""
    columns = [name for name in rows.columns if name.startswith("dim")]
    return [", ".join(one for one in cells if one) for cells in rows[columns].itertuples(index=False, name=None)]


def check_free(folder: Path, replace: bool) -> None:
    """Whether a pack may be written there.

    Raises:
        DataPackError: if something stands there that is no pack, or a pack that is not to be replaced.
    """
    if not folder.exists() and not folder.is_symlink():
        return
    if not (folder / RECORD).is_file():
        raise DataPackError(f"{folder}: stands there and is no data pack; allowed: a folder that is not there yet")
    if not replace:
        raise DataPackError(
            f"{folder}: a data pack stands there; allowed: another --out, or --replace to take its place"
        )


def write(
    folder: Path, place: Place, year: int, licence: str, sources: Iterable[Source], absent: dict[str, str],
    *, replace: bool = False,
) -> Path:  # fmt: skip
    """Write a pack beside its place, check it, and put it there by rename.

    Raises:
        DataPackError: if the place is taken, or what was fetched is not consistent.
        OSError: if it cannot be written; what stood there stays.
    """
    from calibration.pack_checks import check

    check_free(folder, replace)
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        beside.chmod(0o755)
        tables = [_write_table(beside, source) for source in sources]
        record = Record(
            format=FORMAT, licence=licence, year=year, tables=tables,
            municipality=PackPlace(
                number=place.number, name=place.name, numbers=list(place.numbers), asked=place.asked
            ),
            absent=[Absent(id=name, why=why) for name, why in absent.items()],
        )  # fmt: skip
        _write_whole(beside / RECORD, json.dumps(record.model_dump(), ensure_ascii=False, indent=1) + "\n")
        check(read(beside))
        _put(beside, folder)
    except BaseException as error:
        shutil.rmtree(beside, ignore_errors=True)
        if isinstance(error, FigureError | DataPackError):
            raise DataPackError(f"{str(error).replace(f'{beside}/', '')}; nothing was written") from None
        raise
    return folder


def _put(beside: Path, folder: Path) -> None:
    """Rename into place; an older pack is set aside first and comes back if that fails."""
    if not folder.exists():
        os.rename(beside, folder)
        return
    aside = Path(tempfile.mkdtemp(prefix=f".{folder.name}.older.", dir=folder.parent))
    os.rename(folder, aside / folder.name)
    try:
        os.rename(beside, folder)
    except BaseException:
        os.rename(aside / folder.name, folder)
        aside.rmdir()
        raise
    shutil.rmtree(aside, ignore_errors=True)


def _write_table(folder: Path, source: Source) -> PackTable:
    known = [row for row in source.rows if row.value is not None]
    width = max([2, *(len(row.dims) for row in known)])
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    head = ("series", "year", "month_or_quarter", *(f"dim{n + 1}" for n in range(width)), "value", "unit")
    writer.writerow((*head, "definition", "source", "source_kind", "confidence", "note"))
    named = f"SSB {source.id}" if source.kind == "statbank" else "NAV"
    note = f"updated {source.updated}" if source.updated else ""
    for row in known:
        dims = (*row.dims, *[""] * (width - len(row.dims)))
        value = f"{row.value:.10g}"
        told = (row.definition, named, source.kind, "high" if source.kind == "statbank" else "medium", note)
        writer.writerow((row.series, row.year, row.when, *dims, value, row.unit, *told))
    name = f"{source.id}.csv"
    content = _write_whole(folder / name, text.getvalue())
    return PackTable(
        id=source.id, title=source.title, file=name, sha256=hashlib.sha256(content).hexdigest(), rows=len(known),
        source=source.addresses, updated=source.updated, fetched=source.fetched,
        missing=[
            Missing(series=row.series, year=row.year, when=row.when, dims=list(row.dims), symbol=row.symbol)
            for row in source.rows
            if row.value is None
        ],
    )  # fmt: skip


def _write_whole(path: Path, text: str) -> bytes:
    content = text.encode()
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return content


def read(folder: Path) -> Pack:
    """A pack from disk, its files as they were fetched.

    Raises:
        DataPackError: if there is no pack, its record is wrong, or a file is missing or was changed.
        FigureError: if a file is not a table of figures.
    """
    path = folder / RECORD
    try:
        record = Record.model_validate_json(path.read_bytes())
    except OSError as error:
        raise DataPackError(
            f"{path}: cannot be read ({error.strerror}); allowed: a folder of halden data fetch"
        ) from None
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the file"
        raise DataPackError(f"{path}: {where} = {repr(first['input'])[:60]}; {first['msg']}") from None
    if len({table.id for table in record.tables}) < len(record.tables):
        raise DataPackError(f"{path}: tables: an id stands more than once")
    tables = {}
    for table in record.tables:
        file = folder / table.file
        try:
            content = file.read_bytes()
        except OSError as error:
            raise DataPackError(f"{file}: cannot be read ({error.strerror}), but {RECORD} lists it") from None
        digest = hashlib.sha256(content).hexdigest()
        if digest != table.sha256:
            raise DataPackError(
                f"{file}: sha256 = {digest[:12]}..., but {RECORD} says {table.sha256[:12]}...; the file was changed "
                "after it was fetched: fetch it anew"
            )
        tables[table.id] = figures(file)
        if len(tables[table.id]) != table.rows:
            raise DataPackError(
                f"{path}: rows of {table.id} = {table.rows}, but {table.file} has {len(tables[table.id])}"
            )
    return Pack(folder, record, tables)
