"""The firms of 1 January 2019: the large employers by name, the others with a heavy-tailed size distribution.

12,731 jobs in November 2018 (the plan), 33.9 % of them public. Manufacturing is the mean of 19.6 % (2017) and the
plan's 18 %. Other private industries follow national employment, since no source gives Halden's (estimates).
"""

import numpy as np

from calibration.figures import DATA, figure, read_table
from model.codes import Industry, Owner, SectorClass
from model.firms import Firms
from model.residents import NEVER
from model.town import FIRM_IDS

JOBS = 12_731
"""Employed by workplace, November 2018 (plan)."""
PUBLIC_SHARE = 4271 / 12_599
"""Public jobs per job, 2019 (plan)."""
FIRMS = 2798
"""Establishments (2017, from shares of KommuneProfilen)."""
VACANCY_RATE = 0.022
"""Open posts per job at month end (national vacancy statistics 2018-2019: about 2.2-2.6 %, recalled; estimate)."""
UNFILLED = 0.031
"""Jobs wanted beyond those filled, per job: open posts, and posts left since they were counted, less the staff of firms
that have more than they want (the model's own steady state)."""
UNEVEN = 0.14
"""How far small and medium firms stand above or below what they want, relative, half of them each (the model's own
steady state: without it the first months would see too few openings)."""

NATIONAL: dict[Industry, tuple[tuple[str, float], ...]] = {
    Industry.AGRICULTURE: (("A agriculture", 1.0),),
    Industry.CONSTRUCTION: (("F construction", 1.0),),
    Industry.RETAIL: (("G trade", 0.55),),
    Industry.TRANSPORT: (("G trade", 0.45), ("H transport", 0.9)),
    Industry.HOSPITALITY: (("I accommodation, food", 1.0),),
    Industry.TECHNICAL: (("J information", 0.6), ("M professional", 0.6)),
    Industry.BUSINESS: (("K finance", 0.6), ("L real estate", 1.0), ("N business services", 0.9)),
    Industry.EDUCATION: (("P education", 0.15),),
    Industry.HEALTH_CARE: (("Q health, social", 0.22),),
    Industry.CULTURE: (("R-S personal services", 0.85),),
}
"""Private jobs: national employment of 2019 by industry, and the share that is private or found outside large cities
(estimates)."""

CLASS = {
    Industry.AGRICULTURE: SectorClass.BASE,
    Industry.MANUFACTURING: SectorClass.BASE,
    Industry.RETAIL: SectorClass.VISITOR,
    Industry.HOSPITALITY: SectorClass.VISITOR,
    Industry.CULTURE: SectorClass.VISITOR,
    Industry.HEALTH_CARE: SectorClass.LOCAL,
    Industry.EDUCATION: SectorClass.LOCAL,
}
"""The plan's class by industry; the others are regional."""
TECHNICAL_BASE_SHARE = 0.5
"""Half of the technical firms sell outside the region (estimate)."""

ONE_PERSON = {
    Industry.MANUFACTURING: 0.35,
    Industry.HEALTH_CARE: 0.5,
    Industry.RETAIL: 0.45,
    Industry.HOSPITALITY: 0.35,
}
ONE_PERSON_OTHERS = 0.68
"""Share of one-person firms (estimate: national register, higher where the self-employed are many)."""
SLACK = (1.1, 1.8)
"""Jobs that a base firm's site has room for, relative to its jobs: evenly spread (estimate)."""
LARGEST_UNNAMED = 150
"""No private firm without a name has more jobs (the largest are known by name)."""
STATE_OFFICES = (90, 80, 70, 60, 50, 40, 30, 25)
"""Relative jobs of the state's other offices, in administration (estimate)."""


def private_jobs() -> dict[Industry, int]:
    """Private jobs by industry."""
    private = JOBS - round(JOBS * PUBLIC_SHARE)
    share_2017 = figure("employed_by_workplace_industry", 2017, "nace=10-33") / figure("employed_by_workplace", 2017)
    manufacturing = round((share_2017 + 0.18) / 2 * JOBS)
    national = {
        industry: sum(
            share * figure("employed_by_industry", 2019, "area=Norway", f"industry={n}") for n, share in parts
        )
        for industry, parts in NATIONAL.items()
    }
    rest = private - manufacturing
    whole = {industry: int(rest * value / sum(national.values())) for industry, value in national.items()}
    whole[Industry.RETAIL] += rest - sum(whole.values())
    return {Industry.MANUFACTURING: manufacturing, **whole}


def sizes(jobs: int, firms: int, one_person: float) -> np.ndarray:
    """Whole jobs of ``firms`` firms, largest first: one-person firms, and a Pareto tail from two jobs up."""
    single = min(round(firms * one_person), jobs)
    rest, left = firms - single, jobs - single
    if rest <= 0 or left < 2 * rest:
        return np.ones(jobs, dtype=np.int64)
    quantile = (np.arange(rest) + 0.5) / rest
    low, high = 1.01, 20.0
    for _ in range(60):
        tail = 0.5 * (low + high)
        drawn = np.minimum(2.0 * (1 - quantile) ** (-1 / tail), LARGEST_UNNAMED)
        low, high = (tail, high) if drawn.sum() > left else (low, tail)
    drawn = np.maximum(np.floor(np.minimum(2.0 * (1 - quantile) ** (-1 / low), LARGEST_UNNAMED)), 2).astype(np.int64)
    gap = left - int(drawn.sum())
    step = 1 if gap > 0 else -1
    at = rest - 2
    while gap:
        if drawn[at] + step >= 2:
            drawn[at] += step
            gap -= step
        at = at - 1 if at > rest // 2 else rest - 2
    return np.concatenate([drawn[::-1], np.ones(single, np.int64)])


def establishments(rng: np.random.Generator) -> tuple[Firms, dict[str, int]]:
    """Every firm, with ``desired`` as its filled jobs until people are placed, and the rows known by name."""
    named = read_table(DATA / "employers_halden.csv", ("name", "industry", "sector_class", "owner", "jobs"))
    columns: list[tuple[Industry, SectorClass, Owner, int]] = [
        (Industry[row.industry], SectorClass[row.sector_class], Owner[row.owner], int(row.jobs))  # type: ignore[index]
        for row in named.itertuples()
    ]
    names = {str(name): row for row, name in enumerate(named["name"])}
    public = round(JOBS * PUBLIC_SHARE) - sum(jobs for *_, owner, jobs in columns if owner != Owner.PRIVATE)
    for part in np.diff(np.round(np.cumsum((0, *STATE_OFFICES)) / sum(STATE_OFFICES) * public)).astype(int):
        columns.append((Industry.ADMINISTRATION, SectorClass.PUBLIC, Owner.STATE, int(part)))
    jobs = private_jobs()
    for industry, _, owner, size in columns:
        if owner == Owner.PRIVATE:
            jobs[industry] -= size
    number = _numbers(jobs, FIRMS - len(columns))
    for industry, total in jobs.items():
        for k, size in enumerate(sizes(total, number[industry], ONE_PERSON.get(industry, ONE_PERSON_OTHERS))):
            of_class = CLASS.get(industry, SectorClass.REGIONAL)
            if industry == Industry.TECHNICAL and k % 2 < 2 * TECHNICAL_BASE_SHARE:
                of_class = SectorClass.BASE
            columns.append((industry, of_class, Owner.PRIVATE, int(size)))
    industry, sector_class, owner, size = (np.array(column, dtype=np.int64) for column in zip(*columns, strict=True))
    n = len(size)
    slack = rng.uniform(*SLACK, n)
    uneven = np.where(size < LARGEST_UNNAMED, rng.choice([-UNEVEN, UNEVEN], n), 0.0)
    wanted = 1.0 + UNFILLED * size.sum() / size[size > 1].sum() + uneven
    firms = Firms.from_columns(
        {
            "id": np.uint64(FIRM_IDS) + np.arange(n, dtype=np.uint64),
            "present": np.ones(n, bool),
            "industry": industry,
            "sector_class": sector_class,
            "owner": owner,
            "start_month": np.full(n, NEVER),
            "desired": size,
            "reference": np.where(size == 1, 1.0, size * wanted),
            "site": np.where(sector_class == SectorClass.BASE, size * slack + 1, size * 1.5 + 10),
        }
    )
    vacant = rng.choice(n, size=round(VACANCY_RATE * JOBS), p=size * (size > 1) / size[size > 1].sum())
    firms.vacancies[:] = np.bincount(vacant, minlength=n)
    return firms, names


def _numbers(jobs: dict[Industry, int], firms: int) -> dict[Industry, int]:
    """Firms by industry: 120 unnamed in manufacturing (122 in 2017), the others by their jobs."""
    manufacturing = 120
    others = {industry: total for industry, total in jobs.items() if industry != Industry.MANUFACTURING}
    left = firms - manufacturing
    number = {industry: round(left * total / sum(others.values())) for industry, total in others.items()}
    number[Industry.RETAIL] += left - sum(number.values())
    return {Industry.MANUFACTURING: manufacturing, **number}
