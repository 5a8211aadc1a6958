"""Who moves in: the characteristics of newcomers by source, drawn from the starting population.

A domestic newcomer is like a resident of her age; one from abroad is of labour origin or the rest; a refugee is young,
with little schooling and no job at arrival (shares are estimates).
"""

import numpy as np

from calibration.packs import MunicipalityPack
from calibration.transitions import Past, gross_moves
from model.codes import Benefit, Education, Enrolment, Health, Origin, Region, Status
from model.residents import NOBODY, Residents

ROWS = (3000, 1500, 800)
"""Rows of the table by source: enough that no row is drawn often."""
LABOUR_FROM_ABROAD = 0.6
REFUGEE_BASIC = 0.65
DISABLED_MOVE = 0.5
"""Those with a full disability pension who move in, relative to others of their age (estimate)."""


def spread_over_ages(weight: np.ndarray, age: np.ndarray, number: int, rng: np.random.Generator) -> np.ndarray:
    """Rows drawn with chances as weights, as evenly over ages as whole rows can be (systematic sampling)."""
    order = np.lexsort((rng.random(len(age)), age))
    edges = np.cumsum(weight[order])
    points = (np.arange(number) + rng.random()) / number * edges[-1]
    return order[np.searchsorted(edges, points, side="right")]


def newcomer_table(
    pack: MunicipalityPack, residents: Residents, rng: np.random.Generator, known: Past | None = None
) -> tuple[Residents, np.ndarray]:
    """The table and where each source's rows begin; moves are those of 2019 unless other years are ``known``."""
    age = (-1 - residents.birth_month.astype(int)) // 12
    likely = np.where(residents.benefit == Benefit.DISABILITY_FULL, DISABLED_MOVE, 1.0)
    _, arrivals = gross_moves(pack, residents, known)
    of_age = np.bincount(age, weights=likely, minlength=arrivals.shape[1])
    rows = []
    for number, profile in zip(ROWS, arrivals, strict=True):
        rows.append(spread_over_ages((profile / np.maximum(of_age, 1.0))[age] * likely, age, number, rng))
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
    region = rng.choice(np.arange(1, len(Region)), size=n, p=pack.constants.out_regions.value)
    table.region[:] = np.where(table.status == Status.EMPLOYED, region, Region.HALDEN)
    return table, starts
