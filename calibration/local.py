"""Conditions that are a municipality's own where nothing is said: how many refugees it settles a year."""

from functools import lru_cache
from pathlib import Path

from calibration.constants import read_constants
from calibration.packs import FILE, HOME, folder_of
from model.conditions import Conditions
from model.priors import with_values


def own_conditions(municipality: str = HOME) -> dict[str, float]:
    """The conditions whose neutral value is the municipality's, by name.

    Raises:
        PackError: if there is no such municipality, or its constants are not right.
    """
    path = folder_of(municipality) / FILE
    return {"refugee_arrivals": _refugees(path, path.stat().st_mtime_ns)}


@lru_cache(maxsize=8)
def _refugees(path: Path, changed: int) -> float:
    return read_constants(path).refugees.value


def local_conditions(municipality: str = HOME, conditions: Conditions | None = None) -> Conditions:
    """Conditions for a run of a municipality; the declared defaults are Halden's.

    Raises:
        PackError: if there is no such municipality, or its constants are not right.
    """
    return with_values(conditions or Conditions(), own_conditions(municipality))
