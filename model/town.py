"""A small invented town, for tests, examples and a first look: no figure in it is about a real place."""

import numpy as np

from model.codes import Benefit, Education, Enrolment, Health, Industry, Owner, Region, SectorClass, Status
from model.commuters import Commuters
from model.firms import Firms
from model.municipality import Municipality
from model.rates import BANDS, OLDEST, Rates
from model.residents import NEVER, NOBODY, Residents

FIRM_IDS = 1 << 42
"""Ids of the firms that exist at the opening start here, apart from all residents'."""
POOL_IDS = 1 << 43
"""Ids of the commuter pool start here."""


def plain_rates() -> Rates:
    """Smooth invented rates: Gompertz mortality, two children a woman, moves that peak in the twenties."""
    age = np.arange(OLDEST + 1)
    mortality = np.minimum(3e-5 * np.exp(0.094 * age), 0.9)
    fertility = np.where((age >= 20) & (age < 40), 0.085, 0.0)
    leaving = 0.02 + 0.07 * np.exp(-(((age - 24) / 7.0) ** 2))
    seek = np.zeros((len(BANDS), 2, 2))
    seek[1:9] = 0.08
    seek[7:9] = 0.02
    skill = np.tile([0.3, 0.45, 0.18, 0.07], (len(Industry), 1))
    return Rates(
        mortality=np.stack([mortality * 0.8, mortality]),
        fertility=fertility,
        leaving=leaving,
        leaving_origin=np.array([1.0, 1.5, 1.2]),
        leaving_employed=0.8,
        arriving=np.zeros(3),
        arriving_season=np.ones(12),
        reduced_inflow=np.where((age >= 18) & (age < 67), 0.01 + 0.0006 * np.maximum(age - 18, 0), 0.0),
        disability_inflow=np.where((age >= 18) & (age < 67), 0.05 + 0.002 * np.maximum(age - 18, 0), 0.0),
        health_education=np.array([1.6, 1.0, 1.0, 0.7, 0.5]),
        seek=seek,
        seek_origin=np.array([1.0, 1.0, 0.7]),
        seek_education=np.array([0.7, 1.0, 1.1, 1.2, 1.2]),
        seek_health=np.array([1.0, 0.4, 0.05, 0.5]),
        skill=skill,
        need=1.0 + np.where(age < 16, 1.0, 0.0) + np.where(age >= 75, 2.0, 0.0),
    )


def small_town(residents: int = 800, *, jobs_per_resident: float = 0.4, seed: int = 1) -> Municipality:
    """An invented town of 0 or more residents whose tables agree with each other.

    ``jobs_per_resident`` sets the jobs in its firms; a fifth of the jobs are held by in-commuters, and a quarter of
    employed residents work elsewhere.
    """
    rng = np.random.default_rng(seed)
    n = residents
    age = rng.integers(0, 90, n)
    people = Residents.from_columns(
        {
            "id": np.arange(1, n + 1, dtype=np.uint64),
            "present": np.ones(n, bool),
            "birth_month": -(age * 12 + rng.integers(1, 13, n)),
            "sex": rng.integers(0, 2, n),
            "origin": rng.choice(3, n, p=[0.88, 0.06, 0.06]),
            "education": np.where(age < 19, 0, rng.choice(5, n, p=[0.25, 0.15, 0.27, 0.23, 0.10])),
        }
    )
    adult, old = (age >= 19) & (age < 67), age >= 67
    draw = rng.random(n)
    people.health[:] = np.where(adult & (draw < 0.15), Health.REDUCED, Health.GOOD)
    people.benefit[:] = np.where(
        old, Benefit.OLD_AGE, np.where(adult & (draw < 0.08), Benefit.DISABILITY_FULL, Benefit.NONE)
    )
    people.enrolment[:] = np.where((age >= 16) & (age < 19), Enrolment.SCHOOL_GENERAL, Enrolment.NONE)
    people.enrolled_since[:] = np.where(people.enrolment > 0, -5 - 12 * np.clip(age - 16, 0, 2), NEVER)
    wanted = round(n * jobs_per_resident)
    firms = _firms(wanted, rng)
    posts = np.repeat(np.arange(len(firms)), firms.staff)
    rng.shuffle(posts)
    workers = rng.permutation(np.flatnonzero(adult & (people.benefit == Benefit.NONE)))
    local = int(min(len(posts) * 0.8, len(workers) * 0.65))
    here, away = workers[:local], workers[local : local + local // 3]
    people.status[here], people.status[away] = Status.EMPLOYED, Status.EMPLOYED
    people.employer[here] = posts[:local]
    people.region[away] = rng.integers(1, len(Region), len(away))
    people.industry[here] = firms.industry[posts[:local]]
    people.industry[away] = rng.integers(0, len(Industry), len(away))
    people.job_since[workers[: local + len(away)]] = -rng.integers(1, 120, local + len(away))
    jobless = workers[local + len(away) :]
    people.status[jobless[: len(jobless) // 3]] = Status.UNEMPLOYED
    people.since[:] = -rng.integers(1, 12, n)
    pool = _pool(posts[local:], firms, len(posts) // 2, rng)
    firms.staff[:] = np.bincount(posts[:local], minlength=len(firms))[: len(firms)]
    firms.commuters[:] = np.bincount(posts[local:], minlength=len(firms))[: len(firms)]
    newcomers, starts = newcomers_like(people)
    return Municipality.from_tables(
        "small town", people, pool, firms,
        newcomers=newcomers, newcomer_starts=starts,
        rates=_with_arrivals(plain_rates(), np.array([0.03 * n, 0.005 * n, 0.0])), measure_places=n * 0.002,
    )  # fmt: skip


def _with_arrivals(rates: Rates, arriving: np.ndarray) -> Rates:
    return Rates(**{**rates.__dict__, "arriving": arriving})


def _firms(jobs: int, rng: np.random.Generator) -> Firms:
    sizes: list[int] = []
    while sum(sizes) < jobs:
        sizes.append(min(int(rng.pareto(1.1)) + 1, max(jobs // 8, 1), jobs - sum(sizes)))
    n = len(sizes)
    industry = rng.integers(0, len(Industry), n)
    class_of = np.array(
        [SectorClass.BASE] * 2 + [SectorClass.REGIONAL, SectorClass.VISITOR, SectorClass.REGIONAL, SectorClass.VISITOR]
        + [SectorClass.BASE, SectorClass.REGIONAL] + [SectorClass.PUBLIC] * 2 + [SectorClass.LOCAL, SectorClass.VISITOR]
    )  # fmt: skip
    sector_class = class_of[industry]
    owner = np.where(sector_class == SectorClass.PUBLIC, rng.integers(1, 4, n), Owner.PRIVATE)
    return Firms.from_columns(
        {
            "id": np.uint64(FIRM_IDS) + np.arange(n, dtype=np.uint64),
            "present": np.ones(n, bool),
            "industry": industry,
            "sector_class": sector_class,
            "owner": owner,
            "start_month": np.full(n, NEVER),
            "staff": np.array(sizes, dtype=np.int64),
            "reference": np.array(sizes) * 1.02,
            "site": np.array(sizes) * 1.2 + 2,
            "desired": np.array(sizes, dtype=np.int64),
        }
    )


def _pool(posts: np.ndarray, firms: Firms, free: int, rng: np.random.Generator) -> Commuters:
    n = len(posts) + free
    employer = np.concatenate([posts, np.full(free, NOBODY)]).astype(np.int64)
    industry = rng.integers(0, len(Industry), n)
    industry[: len(posts)] = firms.industry[posts]
    return Commuters.from_columns(
        {
            "id": np.uint64(POOL_IDS) + np.arange(n, dtype=np.uint64),
            "region": rng.integers(1, len(Region), n),
            "education": rng.choice(5, n, p=[0.25, 0.15, 0.27, 0.23, 0.10]),
            "employer": employer,
            "industry": industry,
            "job_since": np.where(employer >= 0, -rng.integers(1, 120, n), NEVER),
        }
    )


def newcomers_like(residents: Residents) -> tuple[Residents, np.ndarray]:
    """Newcomers with the characteristics of the town's own people of 0-45, the same for every source."""
    age = -residents.birth_month // 12
    rows = np.flatnonzero(age < 45)
    table = Residents.from_columns(
        {name: getattr(residents, name)[np.tile(rows, 3)] for name in residents.declared()}, headroom=1.0
    )
    table.employer[:] = NOBODY
    table.region[:] = np.where(table.status == Status.EMPLOYED, np.maximum(table.region, Region.NEDRE_GLOMMA), 0)
    table.origin[len(rows) :] = np.repeat([1, 2], len(rows))
    table.education[:] = np.where(age[np.tile(rows, 3)] < 19, Education.BASIC, table.education)
    return table, np.arange(4) * len(rows)
