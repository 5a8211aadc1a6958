"""Readings: what a run says of a target.

``indicator@2019-11`` is an indicator's value at the end of a month, ``indicator@2019`` the mean of the year's months,
or their sum for a flow in persons or jobs. Some readings are shares of two indicators, and ``cohort_A_B@2019`` follows
those of A to B years on 1 January 2019 through the year.
"""

import re
from pathlib import Path

import numpy as np

from model.codes import Health
from model.dates import MONTHS_A_YEAR, month_of, year_end
from model.engine import Engine
from model.indicators import AGES_20_66, INDICATORS, Counts, ratio
from model.variant import in_use

_COHORT = re.compile(r"cohort_(\d+)_(\d+)")


def _creation(counts: Counts) -> np.ndarray:
    return ratio(_values("job_creation", counts), np.full(len(counts.cells), _values("jobs", counts)[0]))


def _destruction(counts: Counts) -> np.ndarray:
    return ratio(_values("job_destruction", counts), np.full(len(counts.cells), _values("jobs", counts)[0]))


def _reduced(counts: Counts) -> np.ndarray:
    reduced = counts.sum("population", band=AGES_20_66, health=int(Health.REDUCED))
    pensioned = counts.sum("disability", band=AGES_20_66)
    return ratio(reduced - pensioned, counts.sum("population", band=AGES_20_66))


def _values(name: str, counts: Counts) -> np.ndarray:
    return np.asarray(INDICATORS[name].values(counts), np.float64)


SHARES = {
    "job_creation_rate": _creation,
    "job_destruction_rate": _destruction,
    "out_commuter_share": lambda c: ratio(_values("out_commuters", c), _values("employed_residents", c)),
    "in_commuter_share": lambda c: ratio(_values("in_commuters", c), _values("jobs", c)),
    "reduced_share": _reduced,
    "placed_apprentices": lambda c: ratio(
        np.cumsum(_values("new_apprentices", c)),
        np.cumsum(_values("new_apprentices", c) + _values("unplaced_apprentices", c)),
    ),
}
"""Readings that are no indicator of the model."""
CUMULATED = ("placed_apprentices",)
"""Shares over the year so far, read at its end."""


def check_reading(path: Path, name: str, reading: str, last: str) -> None:
    """Refuse a reading that no run could give, or of a month after ``last``.

    Raises:
        FigureError: naming the file, the target and what is allowed.
    """
    from calibration.figures import FigureError

    what, _, when = reading.partition("@")
    known = what in in_use().all_indicators() or what in SHARES or _COHORT.fullmatch(what)
    try:
        early = month_of(when if "-" in when else f"{when}-12") <= month_of(last)
    except ValueError:
        early = False
    if not known or not early:
        raise FigureError(
            f"{path}: {name}: reading = {reading!r}; allowed: an indicator, {', '.join(SHARES)} or cohort_A_B, with @ "
            f"and a month or year up to {last}"
        )


def read_run(market: Engine, born: np.ndarray, readings: list[str]) -> np.ndarray:
    """The readings of a finished run; ``born`` are the opening residents' months of birth."""
    counts = Counts(market.record)
    return np.array([_read(market, counts, born, one) for one in readings])


def _read(market: Engine, counts: Counts, born: np.ndarray, reading: str) -> float:
    what, _, when = reading.partition("@")
    cohort = _COHORT.fullmatch(what)
    if cohort:
        return _cohort(market, born, int(cohort[1]), int(cohort[2]))
    known = market.indicators
    values = SHARES[what](counts) if what in SHARES else np.asarray(known[what].values(counts), np.float64)
    if "-" in when:
        return float(values[month_of(when) + 1])
    year = values[month_of(f"{when}-01") + 1 : month_of(f"{when}-12") + 2]
    if what in CUMULATED:
        return float(year[-1])
    flow = what in known and known[what].kind == "flow" and "percent" not in known[what].unit
    return float(year.sum() if flow else year.mean())


def _cohort(market: Engine, born: np.ndarray, youngest: int, oldest: int) -> float:
    """Residents at the end per resident of the same years of birth at the opening."""
    end = year_end(-1)
    then = (end - born.astype(np.int32)) // MONTHS_A_YEAR
    people = market.residents
    now = (end - people.birth_month[people.present].astype(np.int32)) // MONTHS_A_YEAR
    before = ((then >= youngest) & (then <= oldest)).sum()
    return float(((now >= youngest) & (now <= oldest)).sum() / before)
