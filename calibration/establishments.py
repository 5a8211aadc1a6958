"""The firms of 1 January 2019: the large employers by name, the others with a heavy-tailed size distribution.

How many jobs and establishments there are, and the shares of public jobs and of manufacturing, are the municipality's.
Other private industries follow national employment, with the factors that a pack gives, since no source gives a
municipality's own (estimates).
"""

from typing import NamedTuple

import numpy as np

from calibration.figures import FigureError, read_table
from calibration.packs import MunicipalityPack
from model.codes import Industry, Owner, SectorClass
from model.firms import Firms
from model.residents import NEVER
from model.town import FIRM_IDS

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


class Employer(NamedTuple):
    """An employer that is known by name."""

    name: str
    industry: Industry
    sector_class: SectorClass
    owner: Owner
    jobs: int


def employers(pack: MunicipalityPack) -> list[Employer]:
    """The employers that stand as single firms.

    Raises:
        FigureError: naming the file, for a code that is unknown, jobs that are no whole number, or a name that stands
            twice.
    """
    path = pack.folder / "employers.csv"
    found: dict[str, Employer] = {}
    for row in read_table(path, (*Employer._fields, "source", "confidence")).to_dict("records"):
        name = str(row["name"])
        for key, codes in (("industry", Industry), ("sector_class", SectorClass), ("owner", Owner)):
            if row[key] not in codes.__members__:
                raise FigureError(f"{path}: {name}: {key} = {row[key]!r}; allowed: {', '.join(codes.__members__)}")
        if not str(row["jobs"]).isdigit():
            raise FigureError(f"{path}: {name}: jobs = {row['jobs']!r}; allowed: a whole number of 0 or more")
        if name in found:
            raise FigureError(f"{path}: {name} stands twice; allowed: each name once")
        found[name] = Employer(
            name, Industry[row["industry"]], SectorClass[row["sector_class"]], Owner[row["owner"]], int(row["jobs"])
        )
    return list(found.values())


def private_jobs(pack: MunicipalityPack) -> dict[Industry, int]:
    """Private jobs by industry."""
    all_jobs, public = round(pack.constants.jobs.value), public_jobs(pack)
    private = all_jobs - public
    manufacturing = round(pack.constants.manufacturing_share.value * all_jobs)
    factors = pack.constants.industries.value if pack.constants.industries else {}
    national = {
        industry: factors.get(industry.name, 1.0)
        * sum(share * pack.figure("employed_by_industry", 2019, "area=Norway", f"industry={n}") for n, share in parts)
        for industry, parts in NATIONAL.items()
    }
    rest = private - manufacturing
    whole = {industry: int(rest * value / sum(national.values())) for industry, value in national.items()}
    whole[Industry.RETAIL] += rest - sum(whole.values())
    return {Industry.MANUFACTURING: manufacturing, **whole}


def public_jobs(pack: MunicipalityPack) -> int:
    """Public jobs, whoever the owner is."""
    return round(round(pack.constants.jobs.value) * pack.constants.public_share.value)


def sizes(jobs: int, firms: int, one_person: float, largest: int) -> np.ndarray:
    """Whole jobs of ``firms`` firms, largest first: one-person firms, and a Pareto tail from two jobs up."""
    single = min(round(firms * one_person), jobs)
    rest, left = firms - single, jobs - single
    if rest <= 0 or left < 2 * rest:
        return np.ones(jobs, dtype=np.int64)
    quantile = (np.arange(rest) + 0.5) / rest
    low, high = 1.01, 20.0
    for _ in range(60):
        tail = 0.5 * (low + high)
        drawn = np.minimum(2.0 * (1 - quantile) ** (-1 / tail), largest)
        low, high = (tail, high) if drawn.sum() > left else (low, tail)
    drawn = np.maximum(np.floor(np.minimum(2.0 * (1 - quantile) ** (-1 / low), largest)), 2).astype(np.int64)
    gap = left - int(drawn.sum())
    step = 1 if gap > 0 else -1
    at = rest - 2
    while gap:
        if drawn[at] + step >= 2:
            drawn[at] += step
            gap -= step
        at = at - 1 if at > rest // 2 else rest - 2
    return np.concatenate([drawn[::-1], np.ones(single, np.int64)])


def establishments(pack: MunicipalityPack, rng: np.random.Generator) -> tuple[Firms, dict[str, int]]:
    """Every firm, with ``desired`` as its filled jobs until people are placed, and the rows known by name.

    Raises:
        FigureError: if employers by name have more jobs than their sector or industry has in all.
    """
    named, constants = employers(pack), pack.constants
    names = {one.name: row for row, one in enumerate(named)}
    columns = [(one.industry, one.sector_class, one.owner, one.jobs) for one in named]
    offices, largest = constants.state_offices.value, round(constants.largest_unnamed.value)
    public = public_jobs(pack) - sum(jobs for *_, owner, jobs in columns if owner != Owner.PRIVATE)
    jobs = private_jobs(pack)
    for industry, _, owner, size in columns:
        if owner == Owner.PRIVATE:
            jobs[industry] = jobs.get(industry, 0) - size
    _refuse_too_many(pack, {"public": public, **{one.name.lower(): left for one, left in jobs.items()}})
    for part in np.diff(np.round(np.cumsum((0, *offices)) / sum(offices) * public)).astype(int):
        columns.append((Industry.ADMINISTRATION, SectorClass.PUBLIC, Owner.STATE, int(part)))
    unnamed, manufacturing = round(constants.firms.value) - len(columns), round(constants.manufacturing_firms.value)
    if unnamed <= manufacturing:
        raise FigureError(
            f"{pack.folder / 'municipality.toml'}: firms = {constants.firms.value:g}; allowed: more than the "
            f"{len(columns) + manufacturing} named employers, state offices and manufacturing firms"
        )
    number = _numbers(jobs, unnamed, manufacturing)
    for industry, total in jobs.items():
        one_person = ONE_PERSON.get(industry, ONE_PERSON_OTHERS)
        for k, size in enumerate(sizes(total, number[industry], one_person, largest)):
            of_class = CLASS.get(industry, SectorClass.REGIONAL)
            if industry == Industry.TECHNICAL and k % 2 < 2 * TECHNICAL_BASE_SHARE:
                of_class = SectorClass.BASE
            columns.append((industry, of_class, Owner.PRIVATE, int(size)))
    industry, sector_class, owner, size = (np.array(column, dtype=np.int64) for column in zip(*columns, strict=True))
    n = len(size)
    slack = rng.uniform(*SLACK, n)
    uneven = np.where(size < largest, rng.choice([-UNEVEN, UNEVEN], n), 0.0)
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
    vacant = rng.choice(n, size=round(VACANCY_RATE * constants.jobs.value), p=size * (size > 1) / size[size > 1].sum())
    firms.vacancies[:] = np.bincount(vacant, minlength=n)
    return firms, names


def _refuse_too_many(pack: MunicipalityPack, left: dict[str, int]) -> None:
    for what, jobs in left.items():
        if jobs < 0:
            raise FigureError(
                f"{pack.folder / 'employers.csv'}: {what}: employers by name have {-jobs} jobs more than there are; "
                "allowed: at most the jobs that municipality.toml leaves them"
            )


def _numbers(jobs: dict[Industry, int], firms: int, manufacturing: int) -> dict[Industry, int]:
    """Firms without a name by industry: those of manufacturing are known, the others go by their jobs."""
    others = {industry: total for industry, total in jobs.items() if industry != Industry.MANUFACTURING}
    left = firms - manufacturing
    number = {industry: round(left * total / sum(others.values())) for industry, total in others.items()}
    number[Industry.RETAIL] += left - sum(number.values())
    return {Industry.MANUFACTURING: manufacturing, **number}
