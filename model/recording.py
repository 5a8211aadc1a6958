"""Recording: counts at the end of each month, from which every indicator is computed afterwards.

Residents are counted in cells of sex, age band, origin, education and health, so that any breakdown of the labour
market can be had from one run. Ages are those at the end of the year, as in the register statistics.
"""

from enum import IntEnum
from typing import NamedTuple

import numpy as np

from model.audit import measured
from model.codes import Industry, Owner, Region, SectorClass, Status
from model.counting import (
    CELL_SHAPE,
    MEASURES,
    MEASURES_OF_STATE,
    N_STATES,
    add_need,
    count_commuters,
    count_firms,
    count_idle,
    find_cells,
    find_states,
    left_school,
    tally,
)
from model.dates import MONTHS_A_YEAR, NOVEMBER, year_end
from model.demand import Signals
from model.flows import Flow
from model.rates import by_months_lived
from model.screening import marked

CELLS = int(np.prod(CELL_SHAPE))
NEED_UNIT = 1 << 20
"""Need is added up in whole numbers of this part of one resident's, so that its sum has no rounding."""


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
    own: np.ndarray
    """float64 [month, indicator] what a variant of the model counts beside the rest."""

    @classmethod
    def empty(cls, months: int, own: int = 0) -> "Record":
        """Room for the opening and ``months`` months, with ``own`` indicators of a variant."""
        rows = months + 1
        return cls(
            np.zeros((rows, int(np.prod(CELL_SHAPE)), len(MEASURES)), np.int32),
            np.zeros((rows, len(SectorClass), len(Owner), len(Industry)), np.int32),
            np.zeros((rows, len(Region)), np.int32),
            np.zeros((rows, len(Region)), np.int32),
            np.zeros((rows, len(Extra)), np.int64),
            np.zeros((rows, len(Flow)), np.int64),
            np.zeros(rows, np.float64),
            np.zeros((rows, own), np.float64),
        )


class Recording:
    """Counts the state at the end of each month."""

    def __init__(self, municipality, parameters, levers, conditions, months):
        self.need = by_months_lived(np.round(municipality.rates.need * NEED_UNIT).astype(np.int64))
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
        self.count_people(market, month, record, row, idle)
        commuters, firms = market.commuters, market.firms
        count_commuters(commuters.columns, commuters.used, firms.columns, month, record.commuters[row], idle)
        count_firms(firms.columns, firms.used, record.jobs[row], record.extra[row, Extra.VACANCIES :])
        record.jobs[row] -= idle
        if month % MONTHS_A_YEAR == NOVEMBER:
            self.turnover(market, record.extra[row])
        for place, one in enumerate(market.variant.measured):
            record.own[row, place] = measured(market, one, month)
        values = self.stocks(record, row)
        if not self.opening:
            self.opening = values
        market.signals = Signals(
            *((now / then if then else 1.0) for now, then in zip(values, self.opening, strict=True))
        )
        jobs_then = max(int(record.jobs[0].sum()), 1)
        market.pull = market.pull + (record.jobs[row].sum() / jobs_then - market.pull) / MONTHS_A_YEAR

    def count_people(self, market, month: int, record: Record, row: int, idle: np.ndarray) -> None:
        """Count residents into the record's cells and stocks, and those long laid off into ``idle``."""
        residents, december = market.residents, year_end(month)
        cell_of, state_of = np.empty(residents.used, np.int32), np.empty(residents.used, np.uint8)
        people = np.zeros((CELLS, N_STATES), np.int32)
        find_cells(cell_of, residents.columns, december)
        find_states(
            state_of, residents.columns, month, december, left_school(month), record.out[row], record.extra[row]
        )
        tally(people, cell_of, state_of, residents.present)
        record.need[row] = add_need(residents.birth_month, residents.present, december, self.need) / NEED_UNIT
        record.cells[row] = people.astype(np.float32) @ MEASURES_OF_STATE
        if record.extra[row, Extra.LAID_OFF]:
            rows = marked(residents.present & (residents.status == Status.LAID_OFF))
            count_idle(rows, residents.columns, market.firms.columns, month, idle)

    def stocks(self, record: Record, row: int) -> tuple[float, ...]:
        """Spending, base jobs, population, need and pupils, in the order of :class:`~model.demand.Signals`."""
        cells = record.cells[row]
        population, employed = cells[:, 0].sum(), cells[:, 1].sum()
        children = cells[:, 0].reshape(CELL_SHAPE)[:, 0].sum()
        spending = employed + self.spending_share * (population - children - employed)
        base = record.jobs[row, SectorClass.BASE].sum()
        pupils = record.extra[row, Extra.PUPILS]
        return float(spending), float(base), float(population), float(record.need[row]), float(pupils)

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
