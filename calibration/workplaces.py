"""Who works where on 1 January 2019: residents here, residents elsewhere, and in-commuters.

In-commuters hold the jobs that residents who work here leave. In Halden the sources agree: 13,800 employed residents
(58.7 % of 15-74, Statistics Norway) of whom 29.4 % work elsewhere leave 9,770 here; 12,731 jobs (the plan) then need
2,960 in-commuters, 23.3 % of jobs, which is the published share.
"""

import numpy as np

from calibration.figures import FigureError
from calibration.packs import MunicipalityPack
from calibration.raking import rake, rake_odds, systematic
from model.codes import Education, Enrolment, Industry, Region, Status
from model.commuters import Commuters
from model.education import TRAINING_INDUSTRIES
from model.firms import Firms
from model.parameters import Parameters
from model.residents import NEVER, NOBODY, Residents
from model.separations import separation_hazards
from model.town import POOL_IDS

OUT_BY_EDUCATION = np.array([0.85, 1.0, 1.0, 1.05, 1.5])
OUT_MEN = 1.25
"""Odds of working elsewhere (estimates: men and those with long higher education commute more)."""
FREE_POOL = 2.0
"""Members of the commuter pool without a job here, per in-commuter (estimate: a finite pool)."""
OTHER_EXITS = (0.033, 0.013)
"""Monthly exits from a job other than separations: changes of job, dismissals, retirement, moves; up to a year's
tenure, and above."""

AFFINITY = np.array(
    [
        # basic general vocational short long
        [1.2, 0.8, 1.2, 0.6, 0.4],  # agriculture
        [1.0, 0.7, 1.6, 0.6, 0.6],  # manufacturing
        [1.1, 0.6, 1.9, 0.3, 0.2],  # construction
        [1.4, 1.5, 1.0, 0.4, 0.2],  # retail
        [1.3, 1.1, 1.2, 0.5, 0.3],  # transport
        [1.7, 1.4, 0.9, 0.4, 0.2],  # hospitality
        [0.3, 0.8, 0.6, 1.8, 3.0],  # technical
        [1.1, 1.1, 0.8, 1.0, 0.8],  # business
        [0.8, 1.0, 0.9, 1.5, 1.3],  # administration
        [0.4, 0.6, 0.4, 2.2, 3.6],  # education
        [0.7, 0.8, 1.1, 1.7, 1.2],  # health and care
        [1.0, 1.3, 1.1, 0.9, 0.7],  # culture
    ]
)
"""[industry, education] relative frequency (estimate: order of national register shares)."""
WOMEN = np.array([0.3, 0.25, 0.08, 0.62, 0.25, 0.6, 0.35, 0.45, 0.7, 0.65, 0.8, 0.6])
"""Share of women by industry (estimate, national order). Administration holds the whole municipality, most of it care
and schools."""


def work_outside(pack: MunicipalityPack, residents: Residents) -> np.ndarray:
    """Which employed residents work elsewhere, apprentices aside."""
    employed = residents.status == Status.EMPLOYED
    odds = OUT_BY_EDUCATION[residents.education] * np.where(residents.sex == 1, OUT_MEN, 1.0)
    odds = np.where(employed & (residents.enrolment != Enrolment.APPRENTICE), odds, 0.0)
    wanted = pack.constants.out_commuting_share.value * employed.sum()
    return systematic(rake_odds(odds, [(np.zeros(len(odds), int), np.array([wanted]))]))


def place(pack: MunicipalityPack, residents: Residents, firms: Firms, rng: np.random.Generator) -> Commuters:
    """Give every employed resident a workplace and every post a person; answers with the commuter pool.

    Raises:
        FigureError: if more residents work here than there are jobs.
    """
    away = work_outside(pack, residents)
    here = np.flatnonzero((residents.status == Status.EMPLOYED) & ~away)
    posts = np.repeat(np.arange(len(firms)), firms.desired)
    n_in = len(posts) - len(here)
    if n_in < 0:
        raise FigureError(
            f"{pack.folder / 'municipality.toml'}: out_commuting_share = {pack.constants.out_commuting_share.value:g} "
            f"leaves {len(here)} residents who work here, but jobs = {len(posts)}; allowed: as many jobs or more"
        )
    region_out = rng.choice(np.arange(1, len(Region)), size=int(away.sum()), p=pack.constants.out_regions.value)
    residents.region[away] = region_out
    education_in = rng.choice(residents.education[here], n_in)
    sex_in = rng.choice(residents.sex[here], n_in)
    apprentice = residents.enrolment[here] == Enrolment.APPRENTICE
    kind = np.concatenate([np.where(apprentice, 10, residents.education[here] * 2 + residents.sex[here]),
                           education_in * 2 + sex_in])  # fmt: skip
    industry = firms.industry[posts]
    seed = np.ones((11, len(Industry)))
    for education in range(len(Education)):
        seed[education * 2] = AFFINITY[:, education] * WOMEN
        seed[education * 2 + 1] = AFFINITY[:, education] * (1 - WOMEN)
    seed[10] = [TRAINING_INDUSTRIES.get(one, 0.4) for one in Industry]
    people = np.bincount(kind, minlength=11).astype(float)
    table = rake(seed, [((0,), people), ((1,), np.bincount(industry, minlength=len(Industry)).astype(float))])
    order = _match(table, kind, industry, rng)
    employer = np.empty(len(kind), np.int64)
    employer[order] = posts
    residents.employer[here] = employer[: len(here)]
    residents.industry[here] = firms.industry[employer[: len(here)]]
    firms.staff[:] = np.bincount(employer[: len(here)], minlength=len(firms))
    firms.commuters[:] = np.bincount(employer[len(here) :], minlength=len(firms))
    national = np.bincount(industry, minlength=len(Industry)) / len(industry)
    for rows in (np.flatnonzero(away), np.flatnonzero(residents.status == Status.UNEMPLOYED)):
        weights = AFFINITY[:, residents.education[rows]] * national[:, None]
        chosen = (weights / weights.sum(axis=0)).cumsum(axis=0) < rng.random(len(rows))
        residents.industry[rows] = np.minimum(chosen.sum(axis=0), len(Industry) - 1)
    spells(residents, rng)
    return _pool(pack, employer[len(here) :], education_in, firms, rng)


def _match(table: np.ndarray, kind: np.ndarray, industry: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """An order of people such that person ``order[k]`` takes post ``k`` and kinds meet industries as in the table."""
    order = np.empty(len(industry), np.int64)
    free = {k: list(rng.permutation(np.flatnonzero(kind == k))) for k in range(len(table))}
    for one in range(table.shape[1]):
        rows = np.flatnonzero(industry == one)
        wished = table[:, one]
        take = np.floor(wished).astype(int)
        for k in np.argsort(-(wished - take), kind="stable")[: len(rows) - take.sum()]:
            take[k] += 1
        chosen: list[int] = []
        for k in range(len(table)):
            for _ in range(min(take[k], len(free[k]))):
                chosen.append(int(free[k].pop()))
        while len(chosen) < len(rows):
            chosen.append(int(free[max(free, key=lambda k: len(free[k]))].pop()))
        order[rng.permutation(rows)] = chosen
    return order


def tenures(number: int, rng: np.random.Generator) -> np.ndarray:
    """Months in the job, from the stationary distribution of the exit hazards."""
    hazard = separation_hazards(Parameters())[0]
    months = np.arange(480)
    leave = hazard[np.minimum(months, len(hazard) - 1)] + np.where(months <= 12, *OTHER_EXITS)
    stays = np.cumprod(1.0 - leave)
    return rng.choice(months, size=number, p=stays / stays.sum()) + 1


def spells(residents: Residents, rng: np.random.Generator) -> None:
    """When each job and each spell without one began."""
    n = len(residents)
    working_life = np.maximum(-1 - residents.birth_month.astype(int) - 15 * 12, 1)
    began = -np.minimum(tenures(n, rng), working_life)
    apprentice = residents.enrolment == Enrolment.APPRENTICE
    employed = residents.status == Status.EMPLOYED
    residents.job_since[:] = np.where(employed, np.where(apprentice, residents.enrolled_since, began), NEVER)
    jobless = -1 - rng.exponential(np.where(residents.status == Status.UNEMPLOYED, 6.0, 40.0)).astype(int)
    limit = np.maximum(working_life, 1)
    residents.since[:] = np.where(employed, residents.job_since, -np.minimum(-jobless, limit))


def _pool(
    pack: MunicipalityPack, employer: np.ndarray, education: np.ndarray, firms: Firms, rng: np.random.Generator
) -> Commuters:
    free = round(FREE_POOL * len(employer))
    n = len(employer) + free
    job = np.concatenate([employer, np.full(free, NOBODY)])
    last = np.concatenate([firms.industry[employer], rng.choice(firms.industry[employer], free)])
    return Commuters.from_columns(
        {
            "id": np.uint64(POOL_IDS) + np.arange(n, dtype=np.uint64),
            "region": rng.choice(np.arange(1, len(Region)), size=n, p=pack.constants.in_regions.value),
            "education": np.concatenate([education, rng.choice(education, free)]),
            "employer": job,
            "industry": last,
            "job_since": np.where(job >= 0, -tenures(n, rng), NEVER),
        }
    )
