"""Reading the catalogue's tables (CSV): every row complete, every column known, every fault named."""

import csv
from pathlib import Path

CATALOGUE = Path(__file__).parent / "catalogue"


class PlanError(ValueError):
    """A faulty table of the plan or an unknown name in it; the message is one line for the user."""


def read_rows(path: Path, fields: tuple[str, ...], filled: tuple[str, ...] = ()) -> list[dict[str, str]]:
    """The rows of a table whose columns are ``fields``.

    Args:
        filled: the columns in which no cell may be empty.

    Raises:
        PlanError: if the file is unreadable, has other columns, a row has too many or too few values, or a cell that
            must be filled is empty.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            rows = list(reader)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise PlanError(f"{path}: cannot be read ({error})") from None
    if tuple(reader.fieldnames or ()) != fields:
        raise PlanError(f"{path}: columns are {reader.fieldnames}; allowed: {', '.join(fields)}")
    for number, row in enumerate(rows, start=2):
        if None in row or None in row.values():
            raise PlanError(f"{path}: line {number} has too many or too few values; allowed: {len(fields)}")
        for key in filled:
            if not row[key].strip():
                raise PlanError(f"{path}: {row[fields[0]]}: {key} is empty; allowed: a text")
    return rows


def number(path: Path, row: str, key: str, text: str) -> float | None:
    """A number, or nothing where the cell is empty.

    Raises:
        PlanError: if the cell is neither.
    """
    try:
        return float(text) if text else None
    except ValueError:
        raise PlanError(f"{path}: {row}: {key} = {text!r}; allowed: a number or nothing") from None
