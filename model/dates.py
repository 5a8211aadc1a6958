"""Months as whole numbers: month 0 is January 2019; -1 is the opening, which stands for December 2018."""

import re

FIRST_YEAR = 2019
MONTHS_A_YEAR = 12
NOVEMBER = 10
"""November's place in its year: Statistics Norway counts employment in its third week."""

AUGUST, JUNE = 7, 5
"""A school year's first and last month, counted from January = 0."""

LAST_YEAR = 2060
_FORM = re.compile(r"(\d{4})-(\d{2})")


def month_of(date: str) -> int:
    """The month of a date such as ``"2025-12"`` (83).

    Raises:
        ValueError: if the text is not YYYY-MM between 2018-12 and 2060-12.
    """
    found = _FORM.fullmatch(date)
    month = -2 if not found else (int(found[1]) - FIRST_YEAR) * MONTHS_A_YEAR + int(found[2]) - 1
    in_year = bool(found) and 1 <= int(found[2]) <= MONTHS_A_YEAR  # type: ignore[index]
    if not in_year or not -1 <= month < (LAST_YEAR - FIRST_YEAR + 1) * MONTHS_A_YEAR:
        raise ValueError(f"date = {date!r}; allowed: a month YYYY-MM from 2018-12 to {LAST_YEAR}-12")
    return month


def date_of(month: int) -> str:
    """The date of a month, e.g. ``"2019-01"`` for 0."""
    return f"{FIRST_YEAR + month // MONTHS_A_YEAR}-{month % MONTHS_A_YEAR + 1:02d}"


def year_end(month: int) -> int:
    """The December of a month's year: statistics of a year use the age at its end."""
    return month - month % MONTHS_A_YEAR + MONTHS_A_YEAR - 1
