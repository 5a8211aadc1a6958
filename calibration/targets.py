"""Targets: the figures of 2019 that the model is held to in a municipality, each with its error, role and source."""

from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple, get_args

import numpy as np

from calibration.figures import CONFIDENCES, DATA, FigureError, read_table
from calibration.packs import HOME, folder_of

Role = Literal["dynamic", "start"]
FILE = DATA / HOME / "targets.csv"
LAST = "2019-12"
"""No target is later; the population of 1 January 2020 is that of the end of December 2019."""


class Target(NamedTuple):
    """One figure that the model's reading is compared with."""

    name: str
    reading: str
    """What is read from a run, see :mod:`calibration.readings`."""
    value: float
    error: float
    """Standard error of the figure: sampling, definition and proxy. Chance in the municipality comes on top."""
    role: Role
    area: str
    year: str
    source: str
    confidence: str
    note: str


@cache
def targets(path: Path = FILE) -> tuple[Target, ...]:
    """Every target, in the order of the file.

    Raises:
        FigureError: for a value or error that is no number, an unknown role or reading, a missing source, a name that
            stands twice, or two values for one reading and role that differ by more than three errors.
    """
    from calibration.readings import check_reading

    found: dict[str, Target] = {}
    for row in read_table(path, Target._fields).to_dict("records"):
        fields = {str(key): str(value).strip() for key, value in row.items()}
        name = fields["name"]
        for key in ("value", "error"):
            if not _is_number(fields[key]) or (key == "error" and float(fields[key]) < 0):
                raise FigureError(f"{path}: {name}: {key} = {fields[key]!r}; allowed: a number, errors of 0 or more")
        if fields["role"] not in get_args(Role):
            raise FigureError(f"{path}: {name}: role = {fields['role']!r}; allowed: {', '.join(get_args(Role))}")
        if fields["confidence"] not in CONFIDENCES or not fields["source"]:
            raise FigureError(f"{path}: {name}: source and confidence ({', '.join(CONFIDENCES)}) must be given")
        if name in found:
            raise FigureError(f"{path}: {name} stands twice; allowed: each name once")
        one = Target(**{**fields, "value": float(fields["value"]), "error": float(fields["error"])})  # type: ignore[arg-type]
        check_reading(path, one.name, one.reading, LAST)
        _refuse_contradiction(path, one, found)
        found[name] = one
    if not any(one.role == "dynamic" for one in found.values()):
        raise FigureError(f"{path}: holds no target of role dynamic; allowed: one at least")
    return tuple(found.values())


def _is_number(text: str) -> bool:
    try:
        return bool(np.isfinite(float(text)))
    except ValueError:
        return False


def _refuse_contradiction(path: Path, one: Target, others: dict[str, Target]) -> None:
    for other in others.values():
        if other.reading == one.reading and abs(one.value - other.value) > 3 * np.hypot(one.error, other.error):
            raise FigureError(
                f"{path}: {one.name} = {one.value:g} and {other.name} = {other.value:g} are of the same reading "
                f"{one.reading}; allowed: values within three errors of each other"
            )


def of_role(role: Role, municipality: str = HOME) -> tuple[Target, ...]:
    """A municipality's targets of one role."""
    return tuple(one for one in targets(folder_of(municipality) / FILE.name) if one.role == role)


def added(aims: tuple[Target, ...], path: Path) -> tuple[Target, ...]:
    """The targets of a fit with those of a file of the same form after them: what a variant's own values are held to.

    Raises:
        FigureError: as :func:`targets`; also for a role other than dynamic, a name that is taken, or a value that
            contradicts another target's.
    """
    taken = {one.name: one for one in (*targets(), *aims)}
    for one in targets(path):
        if one.role != "dynamic":
            raise FigureError(f"{path}: {one.name}: role = {one.role!r}; allowed: dynamic, since starts are not fitted")
        if one.name in taken:
            raise FigureError(f"{path}: {one.name} is a target already; allowed: another name")
        _refuse_contradiction(path, one, {other.name: other for other in aims})
    return (*aims, *targets(path))
