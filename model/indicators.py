"""Indicators: every outcome by name, with its unit and what it means, computed from a record of counts."""

from collections.abc import Callable, Iterator
from typing import Literal, NamedTuple

import numpy as np

from model.codes import Education, Health, Industry, Origin, Owner, Region, SectorClass, Sex
from model.flows import Flow
from model.recording import CELL_SHAPE, MEASURES, Extra, Record

BAND_NAMES = ("0_14", "15_19", "20_24", "25_29", "30_39", "40_54", "55_61", "62_66", "67_74", "75_over")
AGES_15_74, AGES_20_66, AGES_15_19 = slice(1, 9), slice(2, 8), slice(1, 2)
_SEX, _BAND, _ORIGIN, _EDUCATION, _HEALTH = range(5)


class Indicator(NamedTuple):
    """One outcome."""

    name: str
    unit: str
    kind: Literal["stock", "flow"]
    """A stock is counted at the end of the month, a flow during it."""
    meaning: str
    values: Callable[["Counts"], np.ndarray]
    """The value by month; NaN where it is not defined."""


class Counts:
    """A record with its cells opened up: ``[month, sex, band, origin, education, health, measure]``."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.cells = record.cells.reshape(len(record.cells), *CELL_SHAPE, len(MEASURES))

    def sum(self, measure: str, **groups: int | slice) -> np.ndarray:
        """Residents counted under ``measure``, in the given groups of sex, band, origin, education and health.

        Raises:
            ValueError: for an unknown measure.
        """
        if measure not in MEASURES:
            raise ValueError(f"measure = {measure!r}; allowed: {', '.join(MEASURES)}")
        picked = self.cells[..., MEASURES.index(measure)]
        for axis, name in reversed(list(enumerate(("sex", "band", "origin", "education", "health"), start=1))):
            if name in groups:
                index = groups[name]
                picked = picked[
                    (slice(None),) * axis + (index if isinstance(index, slice) else slice(index, index + 1),)
                ]
        return picked.reshape(len(picked), -1).sum(axis=1)


class Own(NamedTuple):
    """Reads what a variant of the model counted every month, by its place."""

    place: int

    def __call__(self, counts: Counts) -> np.ndarray:
        """What was counted, by month."""
        return counts.record.own[:, self.place]


def ratio(top: np.ndarray, below: np.ndarray, scale: float = 100.0) -> np.ndarray:
    """``scale * top / below``, NaN where there is nobody below the line."""
    below = np.asarray(below, dtype=float)
    return np.divide(scale * np.asarray(top, dtype=float), below, out=np.full(below.shape, np.nan), where=below > 0)


def _labour(name: str, said: str, **groups: int | slice) -> Iterator[Indicator]:
    """Employed residents and employment rate of one group of 15-74 (or of the band named)."""
    groups.setdefault("band", AGES_15_74)
    yield Indicator(
        f"employed_residents_{name}", "persons", "stock", f"Employed residents, {said}",
        lambda c: c.sum("employed", **groups),
    )  # fmt: skip
    yield Indicator(
        f"employment_rate_{name}", "percent of residents", "stock", f"Employed residents per resident, {said}",
        lambda c: ratio(c.sum("employed", **groups), c.sum("population", **groups)),
    )  # fmt: skip


def _population() -> Iterator[Indicator]:
    yield Indicator("population", "persons", "stock", "Residents", lambda c: c.sum("population"))
    for band, name in enumerate(BAND_NAMES):
        yield Indicator(
            f"population_{name}", "persons", "stock", f"Residents of {name.replace('_', '-')}, age at year end",
            lambda c, band=band: c.sum("population", band=band),
        )  # fmt: skip
    for flow in (Flow.BIRTHS, Flow.DEATHS, Flow.ARRIVALS, Flow.DEPARTURES):
        yield _flow(flow.name.lower(), "persons", flow, f"{flow.name.capitalize()} of residents")


def _flow(name: str, unit: str, flow: Flow, meaning: str) -> Indicator:
    return Indicator(name, unit, "flow", meaning, lambda c: c.record.flows[:, flow])


def _jobs() -> Iterator[Indicator]:
    yield Indicator(
        "jobs", "jobs", "stock", "Employed persons by workplace here, in-commuters included",
        lambda c: c.record.jobs.sum(axis=(1, 2, 3)),
    )  # fmt: skip
    for one in SectorClass:
        yield Indicator(
            f"jobs_class_{one.name.lower()}", "jobs", "stock", f"Jobs in the plan's class {one.name.lower()}",
            lambda c, one=one: c.record.jobs[:, one].sum(axis=(1, 2)),
        )  # fmt: skip
    for one in Owner:
        yield Indicator(
            f"jobs_owner_{one.name.lower()}", "jobs", "stock", f"Jobs of {one.name.lower()} employers",
            lambda c, one=one: c.record.jobs[:, :, one].sum(axis=(1, 2)),
        )  # fmt: skip
    for one in Industry:
        yield Indicator(
            f"jobs_industry_{one.name.lower()}", "jobs", "stock", f"Jobs in {one.name.lower().replace('_', ' ')}",
            lambda c, one=one: c.record.jobs[:, :, :, one].sum(axis=(1, 2)),
        )  # fmt: skip
    yield Indicator(
        "public_share", "percent of jobs", "stock", "Jobs of municipal, county and state employers per job",
        lambda c: ratio(c.record.jobs[:, :, 1:].sum(axis=(1, 2, 3)), c.record.jobs.sum(axis=(1, 2, 3))),
    )  # fmt: skip


def _employment() -> Iterator[Indicator]:
    yield Indicator(
        "employed_residents", "persons", "stock", "Employed residents of 15-74, wherever they work",
        lambda c: c.sum("employed", band=AGES_15_74),
    )  # fmt: skip
    yield from _labour("15_74", "15-74")
    yield from _labour("20_66", "20-66", band=AGES_20_66)
    for one in Sex:
        yield from _labour(one.name.lower(), f"{one.name.lower()}, 15-74", sex=one)
        yield from _labour(f"20_66_{one.name.lower()}", f"{one.name.lower()}, 20-66", sex=one, band=AGES_20_66)
    for band, name in enumerate(BAND_NAMES[1:9], start=1):
        yield from _labour(f"age_{name}", name.replace("_", "-"), band=band)
    for one in Origin:
        yield from _labour(f"origin_{one.name.lower()}", f"origin {one.name.lower()}, 15-74", origin=one)
    for one in Education:
        yield from _labour(f"education_{one.name.lower()}", f"{one.name.lower()} education, 15-74", education=one)
    for one in Health:
        yield from _labour(f"health_{one.name.lower()}", f"{one.name.lower()} work capacity, 15-74", health=one)
    yield Indicator(
        "immigrant_gap", "percentage points", "stock",
        "Employment rate 20-66 of origin rest, less that of refugees and labour immigrants together",
        lambda c: ratio(c.sum("employed", band=AGES_20_66, origin=0), c.sum("population", band=AGES_20_66, origin=0))
        - ratio(
            c.sum("employed", band=AGES_20_66, origin=slice(1, 3)),
            c.sum("population", band=AGES_20_66, origin=slice(1, 3)),
        ),
    )  # fmt: skip


def _unemployment() -> Iterator[Indicator]:
    yield Indicator(
        "unemployed", "persons", "stock", "Registered fully unemployed, temporarily laid off in full included",
        lambda c: c.sum("unemployed"),
    )  # fmt: skip
    yield Indicator(
        "unemployment_rate", "percent of labour force", "stock", "Registered unemployed per member of the labour force",
        lambda c: ratio(c.sum("unemployed"), labour_force(c)),
    )  # fmt: skip
    yield Indicator(
        "labour_force", "persons", "stock", "Employed residents and registered unemployed, each person once",
        labour_force,
    )  # fmt: skip
    yield Indicator(
        "outside", "persons", "stock",
        "Residents from lower secondary school to 66 not employed, unemployed, on a measure, enrolled or pensioned",
        lambda c: c.sum("outside", band=slice(1, 8)),
    )  # fmt: skip
    yield Indicator(
        "disability_pensioners", "persons", "stock", "Residents with a disability pension, full or partial",
        lambda c: c.sum("disability"),
    )  # fmt: skip
    yield Indicator(
        "disability_share", "percent of residents 20-66", "stock", "Disability pensioners per resident of 20-66",
        lambda c: ratio(c.sum("disability"), c.sum("population", band=AGES_20_66)),
    )  # fmt: skip


def labour_force(counts: Counts) -> np.ndarray:
    """Employed and registered unemployed of 15-74; the laid off who still count as employed are counted once."""
    short_layoffs = counts.record.extra[:, Extra.LAID_OFF_EMPLOYED]
    return counts.sum("employed", band=AGES_15_74) + counts.sum("unemployed") - short_layoffs


def earlier(values: np.ndarray) -> np.ndarray:
    """Last month's values: what a flow is a share of. The opening has no month before it."""
    return np.concatenate([[0], values[:-1]])


def _other() -> Iterator[Indicator]:
    for one in list(Region)[1:]:
        yield Indicator(
            f"out_commuters_{one.name.lower()}", "persons", "stock",
            f"Employed residents who work in {one.name.title()}",
            lambda c, one=one: c.record.out[:, one],
        )  # fmt: skip
        yield Indicator(
            f"in_commuters_{one.name.lower()}", "persons", "stock", f"In-commuters who live in {one.name.title()}",
            lambda c, one=one: c.record.commuters[:, one],
        )  # fmt: skip
    yield Indicator(
        "out_commuters", "persons", "stock", "Employed residents who work elsewhere",
        lambda c: c.record.out[:, 1:].sum(axis=1),
    )  # fmt: skip
    yield Indicator(
        "in_commuters", "persons", "stock", "Persons employed here who live elsewhere",
        lambda c: c.record.commuters.sum(axis=1),
    )  # fmt: skip
    yield Indicator(
        "working_here", "persons", "stock", "Employed residents who work here", lambda c: c.sum("working_here")
    )
    for place, name, unit, meaning in (
        (Extra.VACANCIES, "vacancies", "posts", "Open posts"),
        (Extra.APPRENTICES, "apprentices", "persons", "Residents with an apprenticeship"),
        (Extra.STUDENTS, "students", "persons", "Residents in upper secondary school or higher education"),
        (Extra.ON_PLACES, "programme_places", "persons", "Residents with a place in a support programme"),
        (Extra.LAID_OFF, "laid_off", "persons", "Residents temporarily laid off in full"),
        (Extra.FIRMS, "firms", "firms", "Establishments, one-person firms included"),
        (
            Extra.JOB_CREATION,
            "job_creation",
            "jobs a year",
            "Jobs added by growing and new firms since last November",
        ),
        (Extra.JOB_DESTRUCTION, "job_destruction", "jobs a year", "Jobs lost at shrinking and closed firms since then"),
    ):
        yield Indicator(name, unit, "stock", meaning, lambda c, place=place: c.record.extra[:, place])
    yield Indicator(
        "job_to_job_rate_new", "percent of employed a month", "flow",
        "Changes of employer by residents with up to a year in the job, per employed resident of that tenure",
        lambda c: ratio(c.record.flows[:, Flow.JOB_TO_JOB_NEW], earlier(c.record.extra[:, Extra.SHORT_TENURE])),
    )  # fmt: skip
    yield Indicator(
        "job_to_job_rate_long", "percent of employed a month", "flow",
        "Changes of employer by residents with more than a year in the job, per employed resident of that tenure",
        lambda c: ratio(
            c.record.flows[:, Flow.JOB_TO_JOB] - c.record.flows[:, Flow.JOB_TO_JOB_NEW],
            earlier(c.sum("employed") - c.record.extra[:, Extra.SHORT_TENURE]),
        ),
    )  # fmt: skip
    yield Indicator(
        "separation_rate", "percent of employed a month", "flow",
        "Quits, contract ends and dismissals to non-employment, per employed resident",
        lambda c: ratio(c.record.flows[:, Flow.SEPARATIONS], earlier(c.sum("employed"))),
    )  # fmt: skip
    yield Indicator(
        "tightness", "posts per unemployed", "stock", "Vacancies per registered unemployed",
        lambda c: ratio(c.record.extra[:, Extra.VACANCIES], c.sum("unemployed"), 1.0),
    )  # fmt: skip
    yield Indicator(
        "site_use", "percent", "stock", "Filled jobs of base firms per job that their sites have room for",
        lambda c: ratio(c.record.extra[:, Extra.SITE_USED], c.record.extra[:, Extra.SITE_ROOM]),
    )  # fmt: skip
    for flow, unit, meaning in (
        (Flow.HIRES, "posts", "Posts here that were filled"),
        (Flow.OUTSIDE_HIRES, "persons", "Residents who took a job elsewhere"),
        (Flow.JOB_TO_JOB, "persons", "Employed residents who changed employer"),
        (Flow.SEPARATIONS, "jobs", "Residents' jobs that ended in non-employment by quits, contract ends, dismissals"),
        (Flow.ILLNESS, "jobs", "Residents' jobs that ended by reduced capacity or a disability pension"),
        (Flow.DISMISSALS, "jobs", "Jobs ended by firms that shrank or closed"),
        (Flow.FIRM_ENTRIES, "firms", "Firms that started"),
        (Flow.FIRM_EXITS, "firms", "Firms that closed"),
        (Flow.NEW_APPRENTICES, "persons", "Apprenticeships begun"),
        (Flow.UNPLACED_APPRENTICES, "persons", "Pupils who sought an apprenticeship in vain"),
        (Flow.CERTIFICATES, "persons", "Trade certificates"),
        (Flow.NEW_DISABILITY, "persons", "Disability pensions granted"),
        (Flow.RETIREMENTS, "persons", "Retirements from work"),
        (Flow.PLACES_TAKEN, "persons", "Places in support programmes taken"),
        (Flow.BLOCKED_JOBS, "jobs", "Jobs that base firms wanted and had no site for"),
    ):
        yield _flow(flow.name.lower(), unit, flow, meaning)


INDICATORS: dict[str, Indicator] = {
    indicator.name: indicator
    for source in (_population, _jobs, _employment, _unemployment, _other)
    for indicator in source()
}
"""Every indicator by name."""

HEADLINES = (
    "population", "jobs", "employed_residents", "employment_rate_20_66", "employment_rate_15_74", "unemployed",
    "unemployment_rate",
)  # fmt: skip
"""The indicators that stand first everywhere."""
