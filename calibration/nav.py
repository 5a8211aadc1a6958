"""NAV's monthly registered unemployed of a municipality, from a file that the user has saved.

NAV publishes them as files each month and offers no open interface that was found, so nothing is fetched: the user
saves the figures as CSV in the form of NAV's own deliveries, one row per month, status and sex.
"""

import csv
import io
import re
from pathlib import Path

from calibration.figures import FigureError
from calibration.place import Place
from calibration.statbank import Row

COLUMNS = ("Geografisk enhet", "Arbeidsmarkedsstatus", "Kjønn", "Antall personer", "Andel av arbeidsstyrken", "Dato")
STATUSES = {
    "Helt ledige": "registered_unemployed",
    "Delvis ledige": "partly_unemployed",
    "Arbeidssøkere på tiltak": "jobseekers_on_measures",
}
"""NAV's statuses, and the series of persons each becomes."""
SEXES = {"Begge kjønn": "total", "Kvinner": "female", "Menn": "male"}
RATE = "registered_unemployment_rate"
RATE_UNIT = "percent of labour force"
UNITS = {**dict.fromkeys(STATUSES.values(), "persons"), RATE: RATE_UNIT}
WITHHELD = ("*", ":", "")
"""What stands for a number that NAV does not publish."""


def rows(path: Path, place: Place, year: int) -> list[Row]:
    """The municipality's months of a year and the year before it.

    Persons by status and sex, and the fully unemployed in per cent of the labour force; the file gives that share as a
    fraction, 0.031 for 3.1 per cent.

    Raises:
        FigureError: if the file cannot be read, lacks a column or the municipality, or a cell is not as it should be.
    """
    table = _table(path)
    wanted = (str(year - 1), str(year))
    names = {place.name.casefold(), *place.numbers}
    found: list[Row] = []
    units = set()
    for line, cells in enumerate(table, start=2):
        unit = cells["Geografisk enhet"].strip()
        units.add(unit)
        status = STATUSES.get(cells["Arbeidsmarkedsstatus"].strip())
        if unit.casefold() not in names or status is None:
            continue
        date, sex = cells["Dato"].strip(), SEXES.get(cells["Kjønn"].strip())
        if sex is None:
            raise _wrong(path, line, "Kjønn", cells, ", ".join(SEXES))
        if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])(-\d\d)?", date):
            raise _wrong(path, line, "Dato", cells, "a day or a month, YYYY-MM-DD or YYYY-MM")
        if date[:4] not in wanted:
            continue
        persons = _number(path, line, "Antall personer", cells, 1_000_000)
        where = (date[:4], date[5:7], (f"sex={sex}",))
        kind = cells["Arbeidsmarkedsstatus"].strip()
        found.append(Row(status, *where, persons, "" if persons is not None else ":", "persons", f"{kind}, NAV"))
        if status == "registered_unemployed":
            share = _number(path, line, "Andel av arbeidsstyrken", cells, 1)
            rate = None if share is None else round(100 * share, 6)
            found.append(Row(RATE, *where, rate, "" if rate is not None else ":", RATE_UNIT, f"{kind}, NAV"))
    if not found:
        told = ", ".join(sorted(units)[:8]) + (", ..." if len(units) > 8 else "")
        allowed = f"rows of {place.name} in {wanted[0]} or {wanted[1]}"
        raise FigureError(f"{path}: Geografisk enhet = {told or 'nothing'}; allowed: {allowed}")
    return found


def _table(path: Path) -> list[dict[str, str]]:
    try:
        text = path.read_text("utf-8-sig")
    except OSError as error:
        raise FigureError(f"{path}: cannot be read ({error.strerror})") from None
    except UnicodeDecodeError as error:
        raise FigureError(f"{path}: byte {error.start} is not UTF-8; allowed: CSV saved as UTF-8") from None
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    separator = ";" if lines and ";" in lines[0] else ","
    table = csv.DictReader(io.StringIO("\n".join(lines)), delimiter=separator, restval="")
    missing = [column for column in COLUMNS if column not in (table.fieldnames or ())]
    if missing:
        has = ", ".join(table.fieldnames or ["nothing"])
        raise FigureError(f"{path}: lacks the column {missing[0]!r}; it has {has}")
    return list(table)


def _number(path: Path, line: int, column: str, cells: dict[str, str], most: float) -> float | None:
    text = re.sub(r"\s", "", cells[column]).replace(",", ".")
    if text in WITHHELD:
        return None
    whole = most > 1
    if not re.fullmatch(r"\d+" if whole else r"\d+(\.\d+)?", text) or float(text) > most:
        allowed = "a whole number of persons" if whole else "a share from 0 to 1"
        raise _wrong(path, line, column, cells, allowed)
    return float(text)


def _wrong(path: Path, line: int, column: str, cells: dict[str, str], allowed: str) -> FigureError:
    return FigureError(f"{path}: data row {line - 1}: {column} = {cells[column]!r}; allowed: {allowed}")
