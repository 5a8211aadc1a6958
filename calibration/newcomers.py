"""Who moves in: the characteristics of newcomers by source, drawn from the starting population.

A domestic newcomer is like a resident of her age; one from abroad is of labour origin or the rest; a refugee is young,
with little schooling and no job at arrival (shares are estimates).
"""

import numpy as np

from calibration import margins
from calibration.transitions import Past, gross_moves, past
from calibration.workplaces import OUT_REGIONS
from model.codes import Benefit, Education, Enrolment, Health, Origin, Region, Status
from model.residents import NOBODY, Residents

ROWS = (3000, 1500, 800)
"""Rows of the table by source: enough that no row is drawn often."""
LABOUR_FROM_ABROAD = 0.6
REFUGEE_BASIC = 0.65


def newcomer_table(
    residents: Residents, rng: np.random.Generator, known: Past | None = None
) -> tuple[Residents, np.ndarray]:
    """The table and where each source's rows begin; moves are those of 2019 unless other years are ``known``."""
    age = (-1 - residents.birth_month.astype(int)) // 12
    people = (known or past()).people.sum(axis=1)
    _, arrivals, _ = gross_moves(residents, known)
    ages = margins.AGES.astype(float)
    abroad = arrivals * np.exp(-(((ages - 31.0) / 11.0) ** 2))
    refugees = arrivals * np.where(ages < 50, 1.0, 0.05)
    rows = []
    for number, profile in zip(ROWS, (arrivals, abroad, refugees), strict=True):
        weight = (profile / np.maximum(people, 1))[age]
        weight = np.where(residents.benefit == Benefit.DISABILITY_FULL, 0.5 * weight, weight)
        rows.append(rng.choice(len(age), size=number, p=weight / weight.sum()))
    chosen = np.concatenate(rows)
    table = Residents.from_columns(
        {name: getattr(residents, name)[chosen] for name in residents.declared()}, headroom=1.0
    )
    n = len(chosen)
    starts = np.concatenate([[0], np.cumsum(ROWS)])
    foreign, refugee = slice(starts[1], starts[2]), slice(starts[2], starts[3])
    table.origin[: starts[1]] = np.where(
        table.origin[: starts[1]] == Origin.REFUGEE, Origin.REST, table.origin[: starts[1]]
    )
    table.origin[foreign] = np.where(rng.random(ROWS[1]) < LABOUR_FROM_ABROAD, Origin.LABOUR, Origin.REST)
    table.origin[refugee] = Origin.REFUGEE
    for part in (foreign, refugee):
        old = table.benefit[part] == Benefit.OLD_AGE
        table.benefit[part] = np.where(old, Benefit.OLD_AGE, Benefit.NONE)
        table.health[part] = Health.GOOD
        table.enrolment[part] = Enrolment.NONE
    grown = -table.birth_month[refugee] // 12 >= 19
    table.education[refugee] = np.where(
        grown & (rng.random(ROWS[2]) > REFUGEE_BASIC), table.education[refugee], Education.BASIC
    )
    table.status[refugee] = Status.OUTSIDE
    table.status[:] = np.where(table.status == Status.UNEMPLOYED, Status.OUTSIDE, table.status)
    apprentice = table.enrolment == Enrolment.APPRENTICE
    table.enrolment[apprentice] = Enrolment.NONE
    table.employer[:] = NOBODY
    region = rng.choice(np.arange(1, len(Region)), size=n, p=OUT_REGIONS)
    table.region[:] = np.where(table.status == Status.EMPLOYED, region, Region.HALDEN)
    return table, starts
