"""From a municipality's number and a year to a data pack."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from calibration import nav as nav_file
from calibration.fetched import Record, Source, check_free, read, write
from calibration.pack_checks import check
from calibration.place import PEOPLE, find
from calibration.pxweb import SSB, PxWeb, PxWebError
from calibration.statbank import Extract, extract
from calibration.statbank_tables import TABLES


class FetchedPack(NamedTuple):
    """A pack that was written."""

    folder: Path
    record: Record
    remarks: list[str]


def cache_folder() -> Path:
    """Where answers of the statbank are kept for a day."""
    from platformdirs import user_cache_path

    return user_cache_path("halden") / "statbank"


def fetch_pack(
    folder: Path, municipality: str, year: int, tables: Sequence[str] = tuple(TABLES), *, nav: Path | None = None,
    address: str = SSB, replace: bool = False, fresh: bool = False,
    on_done: Callable[[int], object] = lambda ready: None,
    on_wait: Callable[[float, str], object] = lambda seconds, why: None,
) -> FetchedPack:  # fmt: skip
    """Fetch tables for a municipality and put them in a folder, whole or not at all.

    Args:
        folder: the folder to make.
        municipality: four digits, a number of today or before.
        year: 1 January of it; the year before is taken as well.
        tables: ids of ``TABLES``.
        nav: a CSV file of NAV's monthly figures.
        address: base address of PxWebApi 2.
        replace: take the place of a pack that stands there.
        fresh: ask again for what was fetched within a day.
        on_done: told after each table how many are ready.
        on_wait: told before each wait for the statbank how many seconds it takes, and why.

    Raises:
        PxWebError: if the statbank cannot be asked, refuses, or a table has changed; for an unknown municipality or
            year.
        DataPackError: if the folder is taken, or what was fetched does not add up.
        FigureError: if NAV's file is wrong.
        OSError: if the folder cannot be written.
    """
    check_free(folder, replace)
    extracts: list[Extract] = []
    with PxWeb(address, cache=cache_folder(), fresh=fresh, on_wait=on_wait) as client:
        licence = client.learn_limits()
        place = find(client, municipality)
        months = nav_file.rows(nav, place, year) if nav is not None else []
        for ready, name in enumerate(tables, start=1):
            extracts.append(extract(client, TABLES[name], place, year))
            if name == PEOPLE:
                _check_year(extracts, year)
            on_done(ready)
    _check_year(extracts, year)
    sources = [
        Source(one.table.id, one.title, one.addresses, one.updated, one.fetched, one.rows)
        for one in extracts
        if not one.absent
    ]
    if nav is not None:
        title = "Registered unemployed by month, NAV, from a file supplied by the user"
        sources.append(Source("nav", title, [nav.name], "", "", months, "user_file"))
    absent = {one.table.id: one.absent for one in extracts if one.absent}
    write(folder, place, year, licence, sources, absent, replace=replace)
    written = read(folder)
    return FetchedPack(folder, written.record, check(written))


def _check_year(extracts: list[Extract], year: int) -> None:
    """Whether the tables have the year itself: the table of residents when it is among them, else any."""
    judged = [one for one in extracts if one.table.id == PEOPLE] or extracts
    if not any(str(year) in one.years for one in judged):
        told = "; ".join(f"table {one.table.id} {one.span}" for one in judged)
        raise PxWebError(f"year = {year}; allowed: a year of the tables ({told}); nothing was written")
