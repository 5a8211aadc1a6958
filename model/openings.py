"""Openings: the plants and public agencies that have been decided start as establishments of their own."""

import numpy as np

from model.codes import Education, Industry, Owner, Region, SectorClass
from model.residents import NEVER

FIRST_FIRM, FIRST_FOLLOWER = (1 << 41) + (1 << 39), (1 << 43) + (1 << 40)
"""Ids of these establishments, and of the staff who come along, start here; a block is reserved per month."""
_PLANT, _AGENCY = 0, 1


class Openings:
    """Establishments that open in one month."""

    def __init__(self, municipality, parameters, levers, conditions, months):
        self.agencies = np.diff(levers["state_jobs_won"], prepend=0.0)
        self.plants = np.diff(levers["plants_built"], prepend=0.0) * parameters.plant_jobs
        self.come_along = 1.0 - parameters.state_local_hires
        self.waiting = 0.0

    def step(self, market) -> None:
        """An agency opens with those of its staff who follow; a plant when there is ready land for it."""
        month = market.month
        agency = self.agencies[month]
        if agency > 0:
            row = found(market, _AGENCY, agency, Industry.ADMINISTRATION, SectorClass.PUBLIC, Owner.STATE)
            follow(market, row, round(agency * self.come_along))
        self.waiting += self.plants[month]
        if 0 < self.waiting <= market.ready_room:
            market.ready_room -= self.waiting
            found(market, _PLANT, self.waiting, Industry.MANUFACTURING, SectorClass.BASE, Owner.PRIVATE)
            self.waiting = 0.0


def found(market, kind: int, jobs: float, industry: Industry, sector_class: SectorClass, owner: Owner) -> int:
    """Add an establishment that wants ``jobs`` and has a site for them; answers with its row."""
    firms = market.firms
    firms.reserve(1)
    row = firms.used
    firms.used += 1
    columns = firms.columns
    columns.id[row] = np.uint64(FIRST_FIRM + (market.month << 20) + kind)
    columns.present[row] = True
    columns.industry[row], columns.sector_class[row], columns.owner[row] = industry, sector_class, owner
    columns.start_month[row] = market.month
    columns.staff[row] = columns.commuters[row] = columns.vacancies[row] = 0
    columns.reference[row] = columns.site[row] = jobs
    columns.shock[row] = columns.layoffs[row] = 0.0
    columns.desired[row] = int(jobs)
    return row


def follow(market, firm: int, persons: int) -> None:
    """``persons`` of a relocated agency keep their posts and commute in from elsewhere."""
    pool = market.commuters
    pool.reserve(persons)
    rows = slice(pool.used, pool.used + persons)
    pool.used += persons
    columns = pool.columns
    columns.id[rows] = np.uint64(FIRST_FOLLOWER + (market.month << 20)) + np.arange(persons, dtype=np.uint64)
    columns.region[rows], columns.education[rows] = Region.ELSEWHERE, Education.SHORT_HIGHER
    columns.employer[rows], columns.industry[rows] = firm, market.firms.industry[firm]
    columns.job_since[rows], columns.laid_off_since[rows] = market.month, NEVER
    columns.tied[rows] = True
    market.firms.commuters[firm] += persons
