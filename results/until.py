"""How far a run goes: the last month that may be asked for."""

from model.dates import LAST_YEAR, month_of


def months_to(until: str) -> int:
    """How many months a run has that ends with the month ``until``.

    Raises:
        ValueError: for what is no month from January 2019 on.
    """
    try:
        months = month_of(until) + 1
    except ValueError:
        months = 0
    if months < 1:
        raise ValueError(f"until = {until!r}; allowed: a month YYYY-MM from 2019-01 to {LAST_YEAR}-12")
    return months
