"""Recording: counts at the end of each month, from which every indicator is computed afterwards.

Residents are counted in cells of sex, age band, origin, education and health, so that any breakdown of the labour
market can be had from one run. Ages are those at the end of the year, as in the register statistics.
"""

from enum import IntEnum
from typing import NamedTuple

import numpy as np

from model.codes import (
    Benefit,
    Education,
    Enrolment,
    Health,
    Industry,
    Origin,
    Owner,
    Programme,
    Region,
    SectorClass,
    Sex,
    Status,
)
from model.compiled import rule
from model.dates import MONTHS_A_YEAR, NOVEMBER
from model.demand import Signals
from model.flows import Flow
from model.jobs import EMPLOYED_MONTHS_OF_LAYOFF, counts_as_employed
from model.rates import BAND_BY_MONTHS, BANDS, MONTHS_OF_LIFE, by_months_lived
from model.residents import NEVER

CELL_SHAPE = (len(Sex), len(BANDS), len(Origin), len(Education), len(Health))
MEASURES = ("population", "employed", "unemployed", "outside", "disability", "enrolled", "working_here")
"""What is counted in each cell."""
SITE_CLASS = int(SectorClass.BASE)

_LAID_OFF, _EMPLOYED, _UNEMPLOYED = int(Status.LAID_OFF), int(Status.EMPLOYED), int(Status.UNEMPLOYED)
_NOT_ENROLLED, _APPRENTICE = int(Enrolment.NONE), int(Enrolment.APPRENTICE)
_FULL, _PARTIAL, _OLD_AGE = int(Benefit.DISABILITY_FULL), int(Benefit.DISABILITY_PARTIAL), int(Benefit.OLD_AGE)
_NO_PLACE = int(Programme.NONE)
_N_ORIGIN, _N_EDUCATION, _N_HEALTH, _N_BANDS = len(Origin), len(Education), len(Health), len(BANDS)
_FIRST_ADULT_BAND = 1
_AUGUST = 7
_FIRST_PUPIL, _LAST_PUPIL = 16 * MONTHS_A_YEAR, 19 * MONTHS_A_YEAR - 1


class Extra(IntEnum):
    """Places in the month's array of other stocks."""

    APPRENTICES = 0
    STUDENTS = 1
    PUPILS = 2
    """Residents of 16-18, the ages of upper secondary school."""
    ON_PLACES = 3
    LAID_OFF = 4
    LAID_OFF_EMPLOYED = 5
    """Temporarily laid off, and still counted as employed."""
    SHORT_TENURE = 6
    """Employed residents with up to a year in the job."""
    VACANCIES = 7
    FIRMS = 8
    SITE_ROOM = 9
    SITE_USED = 10
    JOB_CREATION = 11
    JOB_DESTRUCTION = 12


class Record(NamedTuple):
    """Counts by month; row 0 is the opening, row t + 1 the end of month t."""

    cells: np.ndarray
    """int32 [month, cell, measure] residents."""
    jobs: np.ndarray
    """int32 [month, class, owner, industry] filled jobs here."""
    out: np.ndarray
    """int32 [month, region] employed residents by where they work."""
    commuters: np.ndarray
    """int32 [month, region] in-commuters counted as employed, by where they live."""
    extra: np.ndarray
    """int64 [month, place] other stocks, see :class:`Extra`."""
    flows: np.ndarray
    """int64 [month, flow] what happened during the month, see :class:`~model.flows.Flow`."""
    need: np.ndarray
    """float64 [month] need for services, by age."""

    @classmethod
    def empty(cls, months: int) -> "Record":
        """Room for the opening and ``months`` months."""
        rows = months + 1
        return cls(
            np.zeros((rows, int(np.prod(CELL_SHAPE)), len(MEASURES)), np.int32),
            np.zeros((rows, len(SectorClass), len(Owner), len(Industry)), np.int32),
            np.zeros((rows, len(Region)), np.int32),
            np.zeros((rows, len(Region)), np.int32),
            np.zeros((rows, len(Extra)), np.int64),
            np.zeros((rows, len(Flow)), np.int64),
            np.zeros(rows, np.float64),
        )


class Recording:
    """Counts the state at the end of each month."""

    def __init__(self, municipality, parameters, levers, conditions, months):
        self.need = by_months_lived(municipality.rates.need)
        self.spending_share = parameters.spending_not_employed
        self.opening: tuple[float, ...] = ()

    def step(self, market) -> None:
        """Count this month into the record, and tell demand what it answers to next month."""
        self.count(market, market.month)
        market.record.flows[market.month + 1] = market.flows

    def open(self, market) -> None:
        """Count the opening, which every signal is relative to."""
        self.count(market, -1)
        market.november = filled(market.firms)

    def count(self, market, month: int) -> None:
        """Fill the record's row for the end of ``month``."""
        record, row = market.record, month + 1
        idle = np.zeros(record.jobs.shape[1:], np.int32)
        record.need[row] = count_residents(
            market.residents.columns, market.residents.used, market.firms.columns, month, BAND_BY_MONTHS, self.need,
            record.cells[row], record.out[row], record.extra[row], idle,
        )  # fmt: skip
        count_commuters(
            market.commuters.columns, market.commuters.used, market.firms.columns, month, record.commuters[row], idle
        )
        count_firms(market.firms.columns, market.firms.used, record.jobs[row], record.extra[row])
        record.jobs[row] -= idle
        if month % MONTHS_A_YEAR == NOVEMBER:
            self.turnover(market, record.extra[row])
        values = self.stocks(record, row)
        if not self.opening:
            self.opening = values
        market.signals = Signals(
            *((now / then if then else 1.0) for now, then in zip(values, self.opening, strict=True))
        )
        jobs_then = max(int(record.jobs[0].sum()), 1)
        market.pull = market.pull + (record.jobs[row].sum() / jobs_then - market.pull) / MONTHS_A_YEAR

    def stocks(self, record: Record, row: int) -> tuple[float, ...]:
        """Spending, base jobs, population, need and pupils, in the order of :class:`~model.demand.Signals`."""
        cells = record.cells[row].reshape(*CELL_SHAPE, len(MEASURES)).sum(axis=(0, 2, 3, 4))
        adults, employed = cells[_FIRST_ADULT_BAND:, 0].sum(), cells[:, 1].sum()
        spending = employed + self.spending_share * (adults - employed)
        base = record.jobs[row, SectorClass.BASE].sum()
        pupils = record.extra[row, Extra.PUPILS]
        return float(spending), float(base), float(cells[:, 0].sum()), float(record.need[row]), float(pupils)

    def turnover(self, market, extra: np.ndarray) -> None:
        """Jobs created and destroyed since last November, summed over firms that grew and firms that shrank."""
        now = filled(market.firms)
        before = np.zeros(len(now), np.int64)
        before[: len(market.november)] = market.november
        change = now - before
        extra[Extra.JOB_CREATION] = change[change > 0].sum()
        extra[Extra.JOB_DESTRUCTION] = -change[change < 0].sum()
        market.november = now


def filled(firms) -> np.ndarray:
    """Filled jobs of every firm row, temporarily laid off included."""
    return firms.staff.astype(np.int64) + firms.commuters


@rule
def count_residents(residents, used, firms, month, bands, need, cells, out, extra, idle):
    """Count residents into cells; answers with their need for services."""
    total_need = 0.0
    # Everyone is at lower secondary school until the summer of the year of turning sixteen.
    left_school = (16 if month % MONTHS_A_YEAR >= _AUGUST else 17) * MONTHS_A_YEAR
    december = month - month % MONTHS_A_YEAR + MONTHS_A_YEAR - 1
    for i in range(used):
        if not residents.present[i]:
            continue
        age = min(december - residents.birth_month[i], MONTHS_OF_LIFE - 1)
        total_need += need[age]
        band = bands[age]
        cell = residents.sex[i] * _N_BANDS + band
        cell = (cell * _N_ORIGIN + residents.origin[i]) * _N_EDUCATION + residents.education[i]
        cell = cell * _N_HEALTH + residents.health[i]
        cells[cell, 0] += 1
        if band < _FIRST_ADULT_BAND:
            continue
        extra[Extra.PUPILS] += _FIRST_PUPIL <= age <= _LAST_PUPIL
        status = residents.status[i]
        enrolment = residents.enrolment[i]
        benefit = residents.benefit[i]
        employed = counts_as_employed(status, residents.since[i], month)
        on_place = residents.programme[i] != _NO_PLACE
        registered = status == _LAID_OFF or (status == _UNEMPLOYED and not on_place)
        pensioner = benefit in (_FULL, _PARTIAL)
        if employed:
            cells[cell, 1] += 1
            out[residents.region[i]] += 1
            cells[cell, 6] += residents.employer[i] >= 0
            extra[Extra.SHORT_TENURE] += month - residents.job_since[i] <= MONTHS_A_YEAR
        if registered:
            cells[cell, 2] += 1
        if pensioner:
            cells[cell, 4] += 1
        if enrolment != _NOT_ENROLLED:
            cells[cell, 5] += 1
            extra[Extra.APPRENTICES] += enrolment == _APPRENTICE
            extra[Extra.STUDENTS] += enrolment != _APPRENTICE
        elif not (employed or registered or pensioner or benefit == _OLD_AGE or age < left_school):
            cells[cell, 3] += 1
        extra[Extra.ON_PLACES] += on_place
        if status == _LAID_OFF:
            extra[Extra.LAID_OFF] += 1
            extra[Extra.LAID_OFF_EMPLOYED] += employed
            f = residents.employer[i]
            if f >= 0 and not employed:
                idle[firms.sector_class[f], firms.owner[f], firms.industry[f]] += 1
    return total_need


@rule
def count_commuters(commuters, used, firms, month, by_region, idle):
    """Count in-commuters by region; those laid off for three months or more are not employed."""
    for i in range(used):
        f = commuters.employer[i]
        if f < 0:
            continue
        since = commuters.laid_off_since[i]
        if since == NEVER or month - since < EMPLOYED_MONTHS_OF_LAYOFF:
            by_region[commuters.region[i]] += 1
        else:
            idle[firms.sector_class[f], firms.owner[f], firms.industry[f]] += 1


@rule
def count_firms(firms, used, jobs, extra):
    """Count filled jobs by class, owner and industry, vacancies, firms and the use of sites."""
    for f in range(used):
        people = firms.staff[f] + firms.commuters[f]
        jobs[firms.sector_class[f], firms.owner[f], firms.industry[f]] += people
        extra[Extra.VACANCIES] += firms.vacancies[f]
        if firms.present[f]:
            extra[Extra.FIRMS] += 1
            if firms.sector_class[f] == SITE_CLASS:
                extra[Extra.SITE_ROOM] += int(firms.site[f])
                extra[Extra.SITE_USED] += people
