"""Municipality packs: folders that hold everything that distinguishes one municipality from another.

A pack is ``municipality.toml`` (constants), ``plan.toml`` (goals and words), ``figures.csv``, ``population.csv``,
``employers.csv``, ``events.csv`` and ``targets.csv``; what it may leave out stands in ``BORROWED``. Figures that all
share, Norway's and the county's, stand in ``data/norway``. The project's own packs stand beside it; any other
folder that holds a pack is as good.
"""

import os
import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from calibration.constants import Constants, PackError, Plan, read_constants, read_plan
from calibration.figures import DATA, SHARED, FigureError, figures_of, population, read_table
from model.events import Event

if TYPE_CHECKING:
    import pandas as pd

HOME = "halden"
"""The municipality that everything is about when none is named."""
FILE, PLAN, BALANCE = "municipality.toml", "plan.toml", "balance.toml"
NEEDED = (FILE, PLAN, "figures.csv", "population.csv", "employers.csv", "events.csv", "targets.csv")
BORROWED = (BALANCE, "posterior.csv", "posterior.json")
"""Files that are Halden's where a pack has none of its own: behaviour carries over, figures do not."""
START = 2019
"""The year whose 1 January the starting tables describe."""

_EVENTS = ("name", "kind", "firm", "to_firm", "start", "months", "jobs", "source", "confidence")


def municipalities() -> tuple[str, ...]:
    """The project's own packs, by name."""
    return tuple(sorted(path.parent.name for path in DATA.glob(f"*/{FILE}")))


def folder_of(municipality: str) -> Path:
    """The folder of a pack of the project, or the folder that a path names.

    Raises:
        PackError: for a name that is no pack, or a path that holds none.
    """
    known = municipalities()
    if municipality in known:
        return DATA / municipality
    folder = Path(municipality)
    if os.sep not in municipality and not folder.is_dir():
        raise PackError(f"municipality = {municipality!r}; allowed: {', '.join(known)}, or the folder of a pack")
    if not (folder / FILE).is_file():
        raise PackError(f"{folder}: holds no {FILE}; allowed: a folder made by halden new-municipality")
    return folder


def name_of(municipality: str) -> str:
    """What a municipality is called in records: the name of its folder, wherever that stands."""
    return folder_of(municipality).resolve().name


def file_of(folder: Path, name: str) -> Path:
    """A file of a pack's folder, or Halden's where there is none and it may be borrowed."""
    own = folder / name
    return DATA / HOME / name if name in BORROWED and not own.exists() else own


@dataclass(frozen=True, eq=False)
class MunicipalityPack:
    """One municipality's folder, read: its constants, goals, figures and tables."""

    folder: Path
    constants: Constants
    plan: Plan
    """The goals of its plan, and what the municipality and the regions around it are called."""

    @cached_property
    def figures(self) -> "pd.DataFrame":
        """Its own figures and those that all packs share."""
        return figures_of(self.folder / "figures.csv", SHARED / "figures.csv")

    def figure(self, series: str, year: int | str, *dimensions: str, unit: str = "") -> float:
        """One figure of the municipality, or of another area named by a dimension.

        Raises:
            FigureError: naming the pack's file, if no figure or several different figures answer to it.
        """
        from calibration.figures import figure

        known = self.figures if not unit else self.figures[self.figures["unit"] == unit]
        try:
            return figure(series, year, *dimensions, table=known)
        except FigureError as error:
            raise FigureError(f"{self.folder / 'figures.csv'}: {error}; docs/data.md tells what a pack holds") from None

    @cached_property
    def population(self) -> "pd.DataFrame":
        """Residents on 1 January by year, age and sex, see :func:`calibration.figures.population`."""
        return population(path=self.folder / "population.csv")

    def residents(self, year: int = START) -> np.ndarray:
        """[age, sex] residents on 1 January of a year (women, men).

        Raises:
            FigureError: for a year that the pack's population does not hold.
        """
        table = self.population
        rows = table[table["year"] == year].sort_values("age")
        if rows.empty:
            years = f"{table['year'].min()} to {table['year'].max()}"
            raise FigureError(f"{self.folder / 'population.csv'}: year = {year}; allowed: {years}")
        return rows[["female", "male"]].to_numpy()

    def events(self) -> tuple[Event, ...]:
        """The municipality's dated events.

        Raises:
            FigureError: naming the file, for a row that is no event.
        """
        path = self.folder / "events.csv"
        try:
            return tuple(
                Event(
                    row["name"], row["kind"], row["firm"], row["start"], int(row["months"]), float(row["jobs"]),
                    row["source"], row["confidence"], row["to_firm"],
                )
                for row in read_table(path, _EVENTS).to_dict("records")
            )  # fmt: skip
        except FigureError:
            raise
        except ValueError as error:
            raise FigureError(f"{path}: {error}") from None

    @cached_property
    def balance(self) -> dict:
        """The balanced chances of looking for work, and who is then unemployed; Halden's until a pack has its own."""
        path = file_of(self.folder, BALANCE)
        try:
            return tomllib.loads(path.read_text("utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise PackError(f"{path}: is not TOML ({error}); uv run python -m calibration.balance makes it") from None


def read_pack(municipality: str = HOME) -> MunicipalityPack:
    """The pack of a name or path, its files there and its constants checked.

    Raises:
        PackError: for an unknown name, a path that holds no pack, a missing file, an unknown or missing key, a value
            out of range, or a total that is not that of the population by age.
        FigureError: for a file of figures that is not right.
    """
    folder = folder_of(municipality)
    lacking = [name for name in NEEDED if not (folder / name).is_file()]
    if lacking:
        raise PackError(f"{folder}: pack {folder.resolve().name!r} lacks {lacking[0]}; needed: {', '.join(NEEDED)}")
    pack = MunicipalityPack(folder, read_constants(folder / FILE), read_plan(folder / PLAN))
    told, counted = pack.constants.residents.value, pack.residents().sum()
    if told != counted:
        raise PackError(
            f"{folder / FILE}: residents = {told:g}; allowed: {counted}, the sum of population.csv on 1 January {START}"
        )
    return pack


def pack_of_number(number: str) -> MunicipalityPack | None:
    """The project's pack of a municipality's number, of today or before; none where there is none."""
    return next((pack for pack in map(read_pack, municipalities()) if number in pack.constants.numbers), None)
