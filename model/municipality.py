"""A municipality: the starting tables of 1 January 2019, its transition tables and its dated events."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from model.codes import Benefit, Industry, Region, Status
from model.commuters import Commuters
from model.events import Event
from model.firms import Firms
from model.rates import Rates
from model.residents import Residents


@dataclass(frozen=True, eq=False, repr=False)
class Municipality:
    """Everything that distinguishes one municipality from another. It is never changed by a run."""

    name: str
    residents: Residents
    commuters: Commuters
    firms: Firms
    newcomers: Residents
    """Characteristics of those who move in, one row each: months are relative to the arrival."""
    newcomer_starts: np.ndarray
    """[source + 1] where each source's rows begin in ``newcomers``: domestic, abroad, refugees."""
    rates: Rates
    firm_names: Mapping[str, int] = field(default_factory=dict)
    """Rows of the firms that are known by name."""
    events: tuple[Event, ...] = ()
    decommissioning: str = ""
    """Name of the nuclear decommissioning agency among the firms; empty where it has no office."""
    measure_places: float = 0.0
    """Places on the employment service's ordinary measures."""
    out_regions: np.ndarray = field(default_factory=lambda: np.array([0.6, 0.25, 0.02, 0.13]))
    """[outside region] relative number of jobs that residents take there."""
    layoff_share: np.ndarray = field(default_factory=lambda: np.zeros((len(Industry), 0)))
    """[industry, month] share of private staff temporarily laid off in full by the pandemic."""
    lost_demand: np.ndarray = field(default_factory=lambda: np.zeros((len(Industry), 0)))
    """[industry, month] share of private jobs that the pandemic made superfluous."""
    ready_land: float = 0.0
    """Hectares ready to build on 1 January 2019."""
    land_a_year: float = 0.0
    """Hectares made ready in a year by the practice of 2019."""

    def __repr__(self) -> str:
        return f"Municipality({self.name!r}, {len(self.residents)} residents, {len(self.firms)} firms)"

    @classmethod
    def from_tables(
        cls, name: str, residents: Residents, commuters: Commuters, firms: Firms, **others
    ) -> "Municipality":
        """A municipality whose tables agree with each other.

        Raises:
            ValueError: if ids repeat, an employer does not exist, a firm's staff is not its people, a labour status
                and an employer contradict each other, or someone under 15 works.
        """
        municipality = cls(name, residents, commuters, firms, **others)
        for fault in faults(residents, commuters, firms, -1):
            raise ValueError(f"municipality {name!r}: {fault}")
        for label, table in (("residents", residents), ("commuters", commuters), ("firms", firms)):
            if len(np.unique(table.id)) != len(table):
                raise ValueError(f"municipality {name!r}: ids of {label} repeat")
        if municipality.decommissioning:
            municipality.row_of(municipality.decommissioning)
        for event in municipality.events:
            municipality.row_of(event.firm)
            if event.to_firm:
                municipality.row_of(event.to_firm)
        return municipality

    def row_of(self, firm: str) -> int:
        """The row of a firm known by name.

        Raises:
            ValueError: if no firm has that name.
        """
        if firm not in self.firm_names:
            raise ValueError(
                f"firm {firm!r} is unknown in {self.name!r}; known: {', '.join(self.firm_names) or 'none'}"
            )
        return self.firm_names[firm]


def faults(residents: Residents, commuters: Commuters, firms: Firms, month: int) -> list[str]:
    """What does not add up in the tables at the end of ``month``: an empty list when all accounts hold."""
    found: list[str] = []
    present = residents.present
    employer = residents.employer
    works_here = employer >= 0
    if (works_here & ~present).any():
        found.append(f"{(works_here & ~present).sum()} people who have left still have an employer here")
    for label, rows in (("resident", employer), ("in-commuter", commuters.employer)):
        if len(rows) and rows.max() >= len(firms):
            found.append(f"a {label}'s employer is row {rows.max()}; the firms end at row {len(firms) - 1}")
            return found
    staff = np.bincount(employer[works_here], minlength=len(firms))[: len(firms)]
    in_commuters = np.bincount(commuters.employer[commuters.employer >= 0], minlength=len(firms))[: len(firms)]
    for label, counted, written in (("staff", staff, firms.staff), ("commuters", in_commuters, firms.commuters)):
        wrong = np.flatnonzero(counted != written)
        if len(wrong):
            f = wrong[0]
            found.append(f"{label} of firm row {f} is {written[f]}, but {counted[f]} people name it as employer")
    has_job = residents.status >= Status.LAID_OFF
    placed = works_here | (residents.region != Region.HALDEN)
    if (present & (has_job != placed)).any():
        found.append(f"{(present & (has_job != placed)).sum()} residents' labour status contradicts their employer")
    if (works_here & (residents.region != Region.HALDEN)).any():
        found.append("a resident works at a firm here and in another region at once")
    age = (np.maximum(month, 0) - residents.birth_month.astype(np.int64)) // 12
    if (present & has_job & (age < 15)).any():
        found.append(f"{(present & has_job & (age < 15)).sum()} residents under 15 have a job")
    if (present & has_job & (residents.benefit == Benefit.DISABILITY_FULL)).any():
        found.append("a resident with a full disability pension has a main job")
    unemployed = residents.status == Status.UNEMPLOYED
    if (present & unemployed & (residents.benefit == Benefit.OLD_AGE)).any():
        found.append("a resident with an old-age pension is registered as unemployed")
    if (firms.staff < 0).any() or (firms.commuters < 0).any() or (firms.vacancies < 0).any():
        found.append("a firm has a negative number of staff, in-commuters or vacancies")
    closed = ~firms.present & (firms.layoffs < 1.0)
    if (closed & (firms.staff + firms.commuters > 0)).any():
        found.append("a firm that has closed still has people")
    return found
