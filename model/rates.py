"""Transition tables of a municipality: rates by age and group that its figures, not the model, decide."""

from dataclasses import dataclass, fields

import numpy as np

from model.dates import MONTHS_A_YEAR

OLDEST = 105
"""The last age class: 105 years and over."""

BANDS = (0, 15, 20, 25, 30, 40, 55, 62, 67, 75)
"""First ages of the age bands that Statistics Norway uses for employment."""

MONTHS_OF_LIFE = (OLDEST + 1) * MONTHS_A_YEAR
"""Length of a table by months lived: a loop over people looks up by months, and need not divide."""


def by_months_lived(by_age: np.ndarray) -> np.ndarray:
    """A table by age in years (the last axis, 0-105) as one by months lived."""
    return np.ascontiguousarray(np.repeat(by_age, MONTHS_A_YEAR, axis=-1))


BAND_BY_MONTHS = by_months_lived((np.searchsorted(BANDS, np.arange(OLDEST + 1), side="right") - 1).astype(np.int8))
"""The band by months lived."""


@dataclass(frozen=True, eq=False)
class Rates:
    """Rates by age (0-105) and group; see each field for its shape and unit."""

    mortality: np.ndarray
    """[sex, age] share who die in a year."""
    fertility: np.ndarray
    """[age] live births a year per woman."""
    leaving: np.ndarray
    """[age] share who move out in a year, for one of origin REST who is not employed."""
    leaving_origin: np.ndarray
    """[origin] multiplier of ``leaving``."""
    leaving_employed: float
    """Multiplier of ``leaving`` for the employed."""
    arriving: np.ndarray
    """[source] persons who move in a year: domestic, labour and other immigration, refugees (from conditions)."""
    arriving_season: np.ndarray
    """[month of the year] share of a year's moves times twelve."""
    reduced_inflow: np.ndarray
    """[age] share of those in good health whose work capacity is reduced in a year."""
    disability_inflow: np.ndarray
    """[age] share of those with reduced capacity who are granted disability pension in a year."""
    health_education: np.ndarray
    """[education] multiplier of ``reduced_inflow``."""
    seek: np.ndarray
    """[band, sex, enrolled] monthly chance that one outside the labour force looks for work."""
    seek_origin: np.ndarray
    """[origin] multiplier of ``seek``."""
    seek_education: np.ndarray
    """[education] multiplier of ``seek``."""
    seek_health: np.ndarray
    """[good, reduced, disability pension, old-age pension] multiplier of ``seek``."""
    skill: np.ndarray
    """[industry, level] share of vacancies that ask for: anyone, upper secondary, short higher, long higher."""
    need: np.ndarray
    """[age] need for municipal and local services, relative to the average resident."""
    commuter_search: float = 0.02
    """Monthly chance that a member of the commuter pool without a job here applies for one."""
    outside_success: float = 0.35
    """Share of residents' applications outside that give a job."""

    def __post_init__(self) -> None:
        for item in fields(self):
            value = np.asarray(getattr(self, item.name))
            if not np.isfinite(value).all() or value.min() < 0:
                raise ValueError(f"Rates.{item.name} = {value.min()}; allowed: finite numbers of 0 or more")
