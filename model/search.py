"""Job search: who looks for a job this month.

Seekers are the registered unemployed, the employed who search, those outside the labour force who look for work, and
the pool of in-commuters. A programme may slow search while it lasts, and quicken it afterwards.
"""

from typing import NamedTuple

import numpy as np

from model.codes import Benefit, Enrolment, Programme, Status
from model.compiled import rule
from model.dates import MONTHS_A_YEAR
from model.draws import first_bits, stream, uniform
from model.education import YOUTH, last_school_leaver
from model.flows import Flow
from model.participation import SEEK, YOUNGEST_WORKER, SeekTables, health_group, may_seek, registers
from model.programmes import Profiles, multiplier
from model.rates import BAND_BY_MONTHS, BANDS, MONTHS_OF_LIFE
from model.residents import NEVER, NOBODY
from model.screening import below, limit, marked

SEARCH = stream("matching.search")
LEAVES = np.uint64(1)
"""Added to the key of ``SEARCH``: an in-commuter's leaving for a job elsewhere."""
OLD_BAND = BANDS.index(62)
"""The first band in which few seek, whatever their group."""

_OUTSIDE, _UNEMPLOYED, _EMPLOYED = int(Status.OUTSIDE), int(Status.UNEMPLOYED), int(Status.EMPLOYED)
_ORDINARY = int(Programme.ORDINARY)
_ASSESSMENT, _FULL = int(Benefit.WORK_ASSESSMENT), int(Benefit.DISABILITY_FULL)
_NOT_ENROLLED, _APPRENTICE = int(Enrolment.NONE), int(Enrolment.APPRENTICE)


class SearchRates(NamedTuple):
    """Monthly chances of applying for a job."""

    unemployed: float
    new_job: float
    long_job: float
    pool: float
    """Members of the commuter pool who have no job here."""
    marginal: float
    """Outside the labour force and free to register: relative to the chance of registering."""
    leaves_new: float
    """In-commuters with up to a year's tenure who leave for a job elsewhere."""
    leaves_long: float


class Search:
    """Who looks for a job in one month."""

    def __init__(self, municipality, parameters, levers):
        p, rates = parameters, municipality.rates
        self.seek = SeekTables(rates, p)
        pool = min(rates.commuter_search * p.search_commuter, 1.0)
        self.rates = SearchRates(
            p.search_unemployed, p.search_new_job, p.search_long_job, pool, p.search_marginal, p.commuter_leaves_new,
            p.commuter_leaves_long,
        )  # fmt: skip
        self.profiles = Profiles(p, levers)
        self.youth = 1.0 + levers["youth_activation"] * (p.youth_finding - 1.0)
        self.limits = limits(self.seek, self.rates, max(float(self.youth.max(initial=1.0)), 1.0))

    def seekers(self, market) -> np.ndarray:
        """Rows of the residents who seek, and of the commuter pool's as ``-1 - row``."""
        residents, commuters, month = market.residents, market.commuters, market.month
        key, rates = market.key(SEARCH), self.rates
        marks = np.empty(residents.used, np.bool_)
        mark_seekers(marks, residents.columns, month, key, market.key(SEEK), *self.limits)
        rows = marked(marks)
        found = find_seekers(
            rows, residents.columns, month, BAND_BY_MONTHS, self.seek.base, self.seek.group, rates,
            self.profiles.at(month), self.youth[month], market.key(SEEK), key,
        )  # fmt: skip
        marks = below(key, commuters.id, max(rates.new_job, rates.long_job, rates.pool))
        leaving = below(key ^ LEAVES, commuters.id, max(rates.leaves_new, rates.leaves_long))
        pool = marked(marks | (leaving & (commuters.employer >= 0)))
        found_in_pool = find_commuters(pool, commuters.columns, market.firms.columns, month, rates, key, market.flows)
        return np.concatenate([rows[:found], pool[:found_in_pool]])


def limits(seek: SeekTables, rates: SearchRates, youth: float) -> list[np.uint64]:
    """The highest chance of seeking: in a recent or long job, free to register, enrolled or on a benefit, and old.

    ``youth`` is the highest factor that follow-up of the young brings.
    """
    idle, drawing = seek.base[:, :, 0].max() * seek.group[:, :, :2].max(), seek.base.max() * seek.group[:, :, :3].max()
    old = seek.base[OLD_BAND:].max() * seek.group.max()
    return [
        limit(chance) for chance in (rates.new_job, rates.long_job, youth * idle * rates.marginal, youth * drawing, old)
    ]


@rule
def mark_seekers(marks, residents, month, key, seek_key, recent, long, idle, drawing, old):
    """Mark the employed and those outside whose draw lies below the highest chance of their kind.

    All registered are marked, and all with a programme that may raise their chance.
    """
    leavers = last_school_leaver(month)
    latest, latest_old = month - YOUNGEST_WORKER * MONTHS_A_YEAR, month - BANDS[OLD_BAND] * MONTHS_A_YEAR
    for i in range(len(marks)):
        status, benefit, born = residents.status[i], residents.benefit[i], residents.birth_month[i]
        search, seek = first_bits(key, residents.id[i]), first_bits(seek_key, residents.id[i])
        employed_limit = recent if month - residents.job_since[i] <= MONTHS_A_YEAR else long
        seeks_on_the_job = (status == _EMPLOYED) & (search < employed_limit)
        could_register = (residents.enrolment[i] == _NOT_ENROLLED) & (benefit <= _ASSESSMENT) & (born <= leavers)
        lucky = search < idle if could_register else seek < (old if born <= latest_old else drawing)
        lucky |= (residents.programme[i] > _ORDINARY) | (residents.completed[i] > _ORDINARY)
        may = (born <= latest) & (benefit != _FULL)
        marks[i] = seeks_on_the_job | (status == _UNEMPLOYED) | ((status == _OUTSIDE) & may & lucky)


@rule
def find_seekers(rows, residents, month, bands, seek, group, rates, profile, youth, seek_key, key):
    """Keep those of the rows who look for a job this month; answer with how many there are."""
    december = month - month % MONTHS_A_YEAR + MONTHS_A_YEAR - 1
    n = 0
    for i in rows:
        if not residents.present[i]:
            continue
        status = residents.status[i]
        draw_key = key
        if status == _EMPLOYED:
            likely = rates.new_job if month - residents.job_since[i] <= MONTHS_A_YEAR else rates.long_job
            if residents.enrolment[i] == _APPRENTICE:
                continue
        else:
            likely, pupil = rates.unemployed, False
            if status == _OUTSIDE:
                age = month - residents.birth_month[i]
                december_age = min(december - residents.birth_month[i], MONTHS_OF_LIFE - 1)
                benefit, enrolment = residents.benefit[i], residents.enrolment[i]
                if not may_seek(age, december_age, benefit):
                    continue
                pupil = enrolment != _NOT_ENROLLED or residents.birth_month[i] > last_school_leaver(month)
                likely = (
                    seek[bands[december_age], residents.sex[i], 1 if pupil else 0]
                    * group[residents.origin[i], residents.education[i], health_group(benefit, residents.health[i])]
                )
                if registers(enrolment, benefit, residents.birth_month[i], month):
                    likely *= rates.marginal
                else:
                    draw_key = seek_key
            if month - residents.birth_month[i] < YOUTH * MONTHS_A_YEAR and not pupil:
                likely *= youth
            likely *= multiplier(
                residents.programme[i], residents.completed[i], residents.programme_since[i], month, profile
            )
        if uniform(draw_key, residents.id[i]) < likely:
            rows[n] = i
            n += 1
    return n


@rule
def find_commuters(rows, commuters, firms, month, rates, key, flows):
    """Keep those of the rows who look for a job here, as ``-1 - row``; answer with how many there are.

    An in-commuter may also leave for a job elsewhere, which vacates the post.
    """
    n = 0
    for i in rows:
        f = commuters.employer[i]
        if f < 0:
            if commuters.tied[i]:
                continue
            likely = rates.pool
        elif commuters.laid_off_since[i] != NEVER:
            continue
        else:
            recent = month - commuters.job_since[i] <= MONTHS_A_YEAR
            likely = rates.new_job if recent else rates.long_job
            leaves = rates.leaves_new if recent else rates.leaves_long
            if uniform(key ^ LEAVES, commuters.id[i]) < leaves:
                commuters.employer[i] = NOBODY
                firms.commuters[f] -= 1
                flows[Flow.COMMUTER_SEPARATIONS] += 1
                continue
        if uniform(key, commuters.id[i]) < likely:
            rows[n] = -1 - i
            n += 1
    return n
