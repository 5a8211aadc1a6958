"""Counting residents, commuters and firms at the end of a month: the loops behind :mod:`model.recording`.

Residents are counted in cells of sex, age band, origin, education and health. Each resident's cell and state are
found without a branch, so that both run on vectors; one pass then counts people by cell and state, and a matrix
product turns states into the measures of a cell.
"""

import numpy as np

from model.codes import Benefit, Education, Enrolment, Health, Origin, Programme, SectorClass, Sex, Status
from model.compiled import rule
from model.dates import MONTHS_A_YEAR, year_end
from model.education import last_school_leaver
from model.jobs import EMPLOYED_MONTHS_OF_LAYOFF
from model.rates import BANDS, MONTHS_OF_LIFE
from model.residents import NEVER

CELL_SHAPE = (len(Sex), len(BANDS), len(Origin), len(Education), len(Health))
MEASURES = ("population", "employed", "unemployed", "outside", "disability", "enrolled", "working_here")
"""What is counted in each cell."""
N_STATES = 1 << (len(MEASURES) - 1)
"""States of a resident: one bit for each measure but the first, in their order."""
MEASURES_OF_STATE = np.array(
    [[1] + [state >> bit & 1 for bit in range(len(MEASURES) - 1)] for state in range(N_STATES)], np.float32
)
"""[state, measure] what a resident in this state adds (single precision counts exactly to 16 million)."""

_LAID_OFF, _EMPLOYED, _UNEMPLOYED = int(Status.LAID_OFF), int(Status.EMPLOYED), int(Status.UNEMPLOYED)
_OUTSIDE = int(Status.OUTSIDE)
_NOT_ENROLLED, _APPRENTICE = int(Enrolment.NONE), int(Enrolment.APPRENTICE)
_FULL, _PARTIAL, _OLD_AGE = int(Benefit.DISABILITY_FULL), int(Benefit.DISABILITY_PARTIAL), int(Benefit.OLD_AGE)
_NO_PLACE, _BASE = int(Programme.NONE), int(SectorClass.BASE)
_N_BANDS, _N_ORIGIN, _N_EDUCATION, _N_HEALTH = CELL_SHAPE[1:]
_EDGES = tuple(band * MONTHS_A_YEAR for band in BANDS[1:])
_FIRST_PUPIL, _LAST_PUPIL = 16 * MONTHS_A_YEAR, 19 * MONTHS_A_YEAR - 1


def left_school(month: int) -> int:
    """Months lived at the year's end from which one may be outside: those who have left compulsory school."""
    return year_end(month) - int(last_school_leaver(month))


@rule
def find_cells(cell_of, residents, december):
    """Fill in each row's cell, with the age at the end of the year as in the register statistics."""
    for i in range(len(cell_of)):
        age = december - residents.birth_month[i]
        band = 0
        for edge in _EDGES:
            band += age >= edge
        cell = (residents.sex[i] * _N_BANDS + band) * _N_ORIGIN + residents.origin[i]
        cell_of[i] = (cell * _N_EDUCATION + residents.education[i]) * _N_HEALTH + residents.health[i]


@rule
def find_states(state_of, residents, month, december, school_age, out, stocks):
    """Fill in each row's state; add up the employed by region and the other stocks.

    ``stocks`` holds apprentices, others enrolled, residents of 16-18, places held, temporarily laid off, of these
    employed, and employed with up to a year in the job.
    """
    out_1 = out_2 = out_3 = out_4 = working_here = 0
    apprentices = enrolled_all = pupils = places = laid_off_all = laid_off_employed = recent = 0
    for i in range(len(state_of)):
        here = residents.present[i]
        status, benefit, region = residents.status[i], residents.benefit[i], residents.region[i]
        age = december - residents.birth_month[i]
        adult = age >= _EDGES[0]
        laid_off = (status == _LAID_OFF) & here
        # Statistics Norway counts one temporarily laid off in full as employed for three months.
        still_employed = laid_off & (month - residents.since[i] < EMPLOYED_MONTHS_OF_LAYOFF)
        employed = ((status == _EMPLOYED) & here) | still_employed
        on_place = residents.programme[i] != _NO_PLACE
        registered = laid_off | ((status == _UNEMPLOYED) & (not on_place))
        pensioner = ((benefit == _FULL) | (benefit == _PARTIAL)) & adult
        enrolled = (residents.enrolment[i] != _NOT_ENROLLED) & adult
        counted = employed | registered | pensioner | enrolled | on_place | (benefit == _OLD_AGE)
        outside = (age >= school_age) & (not counted)
        works_here = employed & (region == 0)
        state_of[i] = (
            np.uint8(employed)
            | np.uint8(registered) << np.uint8(1)
            | np.uint8(outside) << np.uint8(2)
            | np.uint8(pensioner) << np.uint8(3)
            | np.uint8(enrolled) << np.uint8(4)
            | np.uint8(works_here) << np.uint8(5)
        )
        working_here += works_here
        out_1 += employed & (region == 1)
        out_2 += employed & (region == 2)
        out_3 += employed & (region == 3)
        out_4 += employed & (region == 4)
        apprentices += enrolled & here & (residents.enrolment[i] == _APPRENTICE)
        enrolled_all += enrolled & here
        pupils += here & (age >= _FIRST_PUPIL) & (age <= _LAST_PUPIL)
        places += here & on_place & adult
        laid_off_all += laid_off
        laid_off_employed += still_employed
        recent += employed & (month - residents.job_since[i] <= MONTHS_A_YEAR)
    out[0], out[1], out[2], out[3], out[4] = working_here, out_1, out_2, out_3, out_4
    stocks[0], stocks[1], stocks[2] = apprentices, enrolled_all - apprentices, pupils
    stocks[3], stocks[4], stocks[5], stocks[6] = places, laid_off_all, laid_off_employed, recent


@rule
def tally(people, cell_of, state_of, present):
    """Count those present into ``people`` [cell, state]."""
    for i in range(len(cell_of)):
        people[cell_of[i], state_of[i]] += present[i]


@rule
def add_need(birth_month, present, december, need):
    """The sum of the whole numbers ``need`` [months lived at the year's end] over those present."""
    total = 0
    for i in range(len(birth_month)):
        total += need[min(december - birth_month[i], MONTHS_OF_LIFE - 1)] * present[i]
    return total


@rule
def count_idle(rows, residents, firms, month, idle):
    """Count those in the rows who are laid off too long to count as employed, by their firm's class and industry."""
    for i in rows:
        f = residents.employer[i]
        if f >= 0 and month - residents.since[i] >= EMPLOYED_MONTHS_OF_LAYOFF:
            idle[firms.sector_class[f], firms.owner[f], firms.industry[f]] += 1


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
def count_firms(firms, used, jobs, stocks):
    """Count filled jobs by class, owner and industry; ``stocks`` gets vacancies, firms, site room and its use."""
    for f in range(used):
        people = firms.staff[f] + firms.commuters[f]
        jobs[firms.sector_class[f], firms.owner[f], firms.industry[f]] += people
        stocks[0] += firms.vacancies[f]
        if firms.present[f]:
            stocks[1] += 1
            if firms.sector_class[f] == _BASE:
                stocks[2] += int(firms.site[f])
                stocks[3] += people
