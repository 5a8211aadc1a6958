"""Job search and matching: seekers apply, employers choose, each post and each person at most once.

Seekers are the unemployed, the employed who search, those outside who look for work, and the pool of in-commuters.
Each month a seeker sends one application, to a region outside or to a vacancy here that suits her. The posts stand
on a ring, each at its own address; a seeker starts at her own point and takes the first suitable post, so one more
post changes only the neighbours' applications. Each post goes to the applicant who wins an exponential race
(-log u / weight): weighted sampling without replacement that stays coupled between paired runs.
"""

from typing import NamedTuple

import numpy as np

from model.codes import Enrolment, Health, Origin, Programme, Status
from model.compiled import rule
from model.dates import MONTHS_A_YEAR
from model.draws import mix, stream, uniform
from model.flows import Flow
from model.jobs import take_job
from model.participation import SEEK, SeekTables, health_group, may_seek, registers
from model.rates import BAND_BY_MONTHS, MONTHS_OF_LIFE
from model.residents import NEVER, NOBODY
from model.support import EFFECT_MONTHS, search_multipliers

POSTS = stream("matching.posts")
SKILL = stream("matching.skill")
SEARCH = stream("matching.search")
APPLY = stream("matching.apply")
TASTE = stream("matching.taste")
RACE = stream("matching.race")
ELSEWHERE = stream("matching.elsewhere")

TRIES = 6
"""Posts a seeker considers in a month before giving it up (estimate: with it about half of the posts are filled in a
month, as the national stock of vacancies and the number of hires imply)."""
LEVEL = np.array([0, 1, 1, 2, 3], dtype=np.int8)
"""The skill level that each education gives: anyone, upper secondary, short and long higher."""

_OUTSIDE, _UNEMPLOYED, _EMPLOYED = int(Status.OUTSIDE), int(Status.UNEMPLOYED), int(Status.EMPLOYED)
_NO_PROGRAMME = int(Programme.NONE)
_NOT_ENROLLED, _APPRENTICE = int(Enrolment.NONE), int(Enrolment.APPRENTICE)
_LABOUR, _REFUGEE, _REDUCED = int(Origin.LABOUR), int(Origin.REFUGEE), int(Health.REDUCED)


class Matching:
    """Search and hiring of one month."""

    def __init__(self, municipality, parameters, levers, conditions, months):
        p = parameters
        rates = municipality.rates
        self.seek = SeekTables(rates, p)
        self.skill = np.ascontiguousarray(np.cumsum(rates.skill, axis=1))
        self.during, self.after = search_multipliers(p)
        self.search = np.array(
            [
                p.search_unemployed, p.search_new_job, p.search_long_job,
                min(rates.commuter_search * p.search_commuter, 1.0), p.search_marginal,
                p.commuter_leaves_new, p.commuter_leaves_long, p.spell_decay,
            ]
        )  # fmt: skip
        self.taste = np.array([p.other_industry, p.below_level])
        penalty = 1.0 - (1.0 - p.hire_reduced) * (1.0 - levers["employers_reached"] * p.inclusion_effect)
        self.weight_reduced = np.minimum(penalty, 1.0)
        self.weight = np.array(
            [p.hire_labour_origin, p.hire_refugee_origin, p.hire_employed, p.hire_same_industry, p.hire_long_spell]
        )
        self.out_share = np.array([p.out_basic, p.out_upper, p.out_upper, p.out_higher, p.out_long])
        self.out_region = np.cumsum(municipality.out_regions / municipality.out_regions.sum())
        self.out_success = conditions["outside_jobs"] * rates.outside_success * p.outside_success
        self.out_hold = np.ones(months)
        held = municipality.layoff_share.mean(axis=0)[:months]
        self.out_hold[: len(held)] -= np.minimum(p.hiring_hold * held * conditions["pandemic"][: len(held)], 1.0)

    def step(self, market) -> None:
        """Fill vacancies here and elsewhere."""
        month, residents, commuters = market.month, market.residents, market.commuters
        posts = open_posts(market.firms.columns, market.firms.used, self.skill, market.key(POSTS), market.key(SKILL))
        seekers = np.empty(residents.used + commuters.used, np.int64)
        found = find_seekers(
            seekers, residents.columns, residents.used, commuters.columns, commuters.used, market.firms.columns, month,
            BAND_BY_MONTHS, self.seek.base, self.seek.group, self.search, self.during, self.after, market.key(SEEK),
            market.key(SEARCH), market.flows,
        )  # fmt: skip
        apply_and_hire(
            residents.columns, commuters.columns, market.firms.columns, seekers[:found], posts, month, self.taste,
            self.weight, self.weight_reduced[month], self.search[7], self.out_share, self.out_region,
            self.out_success[month] * self.out_hold[month], market.key(APPLY), market.key(TASTE), market.key(RACE),
            market.key(ELSEWHERE), market.flows,
        )  # fmt: skip


class Posts(NamedTuple):
    """The month's open posts, in the order of their places on the ring."""

    place: np.ndarray
    firm: np.ndarray
    level: np.ndarray
    address: np.ndarray
    best: np.ndarray
    """The key of the best applicant."""
    winner: np.ndarray
    """The best applicant's place in the list of seekers."""


def open_posts(firms, used: int, skill: np.ndarray, post_key: np.uint64, skill_key: np.uint64) -> Posts:
    """Every vacancy of every firm, at its own address."""
    n = int(firms.vacancies[:used].sum())
    place, firm, level, address = np.empty(n), np.empty(n, np.int64), np.empty(n, np.int8), np.empty(n, np.uint64)
    list_posts(place, firm, level, address, firms, used, skill, post_key, skill_key)
    order = np.argsort(place)
    return Posts(place[order], firm[order], level[order], address[order], np.empty(n), np.empty(n, np.int64))


@rule
def list_posts(place, firm, level, address, firms, used, skill, post_key, skill_key):
    """Fill in each post's place on the ring, firm row, skill level and address."""
    k = 0
    for f in range(used):
        for slot in range(firms.vacancies[f]):
            where = mix(firms.id[f]) + np.uint64(slot)
            address[k] = where
            firm[k] = f
            place[k] = uniform(post_key, where)
            chance = uniform(skill_key, where)
            wanted = 0
            while wanted < 3 and chance >= skill[firms.industry[f], wanted]:
                wanted += 1
            level[k] = wanted
            k += 1


@rule
def first_at_or_after(place, start):
    """The first post on the ring at or after a point: as many as there are when none is."""
    low, high = 0, len(place)
    while low < high:
        middle = (low + high) // 2
        if place[middle] < start:
            low = middle + 1
        else:
            high = middle
    return low


@rule
def multiplier(programme, completed, completed_month, month, during, after):
    """How much a programme changes a resident's search this month."""
    if programme != _NO_PROGRAMME:
        return during[programme]
    if month - completed_month < EFFECT_MONTHS:
        return after[completed]
    return 1.0


@rule
def find_seekers(
    found, residents, used, commuters, commuters_used, firms, month, bands, seek, group, search, during, after,
    seek_key, key, flows,
):  # fmt: skip
    """Fill in the rows of this month's seekers, pool members as ``-1 - row``; answer with how many there are.

    An in-commuter may also leave for a job elsewhere here, which vacates the post.
    """
    december = month - month % MONTHS_A_YEAR + MONTHS_A_YEAR - 1
    n = 0
    most = max(search[1], search[2])
    for i in range(used):
        if not residents.present[i]:
            continue
        status = residents.status[i]
        likely = 0.0
        draw_key = key
        if status == _EMPLOYED:
            chance = uniform(key, residents.id[i])
            if chance < most:
                likely = search[1] if month - residents.job_since[i] <= MONTHS_A_YEAR else search[2]
                if chance < likely and residents.enrolment[i] != _APPRENTICE:
                    found[n] = i
                    n += 1
            continue
        if status == _UNEMPLOYED:
            likely = search[0]
        elif status == _OUTSIDE:
            age = month - residents.birth_month[i]
            december_age = min(december - residents.birth_month[i], MONTHS_OF_LIFE - 1)
            benefit, enrolment = residents.benefit[i], residents.enrolment[i]
            if not may_seek(age, december_age, benefit):
                continue
            likely = (
                seek[bands[december_age], residents.sex[i], 1 if enrolment != _NOT_ENROLLED else 0]
                * group[residents.origin[i], residents.education[i], health_group(benefit, residents.health[i])]
            )
            if registers(enrolment, benefit):
                likely *= search[4]
            else:
                draw_key = seek_key
        if status <= _UNEMPLOYED:
            likely *= multiplier(
                residents.programme[i], residents.completed[i], residents.completed_month[i], month, during, after
            )
        if likely > 0.0 and uniform(draw_key, residents.id[i]) < likely:
            found[n] = i
            n += 1
    for i in range(commuters_used):
        f = commuters.employer[i]
        if f < 0:
            likely = search[3]
        elif commuters.laid_off_since[i] != NEVER:
            continue
        else:
            recent = month - commuters.job_since[i] <= MONTHS_A_YEAR
            likely = search[1] if recent else search[2]
            leaves = search[5] if recent else search[6]
            if uniform(key ^ np.uint64(1), commuters.id[i]) < leaves:
                commuters.employer[i] = NOBODY
                firms.commuters[f] -= 1
                flows[Flow.COMMUTER_SEPARATIONS] += 1
                continue
        if uniform(key, commuters.id[i]) < likely:
            found[n] = -1 - i
            n += 1
    return n


@rule
def apply_and_hire(
    residents, commuters, firms, seekers, posts, month, taste, weight, weight_reduced,
    spell_decay, out_share, out_region, out_success, apply_key, taste_key, race_key, out_key, flows,
):  # fmt: skip
    """Every seeker applies once, outside or to a suitable post here, and every post takes its best applicant."""
    number = len(posts.place)
    for v in range(number):
        posts.best[v] = np.inf
        posts.winner[v] = -1
    for s in range(len(seekers)):
        row = seekers[s]
        resident = row >= 0
        i = row if resident else -1 - row
        person = residents.id[i] if resident else commuters.id[i]
        education = residents.education[i] if resident else commuters.education[i]
        industry = residents.industry[i] if resident else commuters.industry[i]
        employer = residents.employer[i] if resident else commuters.employer[i]
        start = uniform(apply_key, person)
        if resident:
            chance = uniform(out_key, person)
            if chance < out_share[education]:
                if chance < out_share[education] * out_success:
                    hire_outside(residents, i, firms, month, out_region, start, flows)
                continue
        v = first_at_or_after(posts.place, start) - 1
        for _ in range(min(TRIES, number)):
            v = v + 1 if v + 1 < number else 0
            if posts.firm[v] == employer:
                continue
            pair = person ^ posts.address[v]
            chance = uniform(taste_key, pair)
            same = industry == firms.industry[posts.firm[v]]
            suits = 1.0 if same else taste[0]
            if LEVEL[education] < posts.level[v]:
                suits *= taste[1] if LEVEL[education] == posts.level[v] - 1 else 0.0
            if chance >= suits:
                continue
            w = weight[2]
            if resident:
                w = appeal(
                    residents.origin[i], residents.health[i], residents.status[i], residents.since[i], month, weight,
                    weight_reduced, spell_decay,
                )  # fmt: skip
            if same:
                w *= weight[3]
            if w > 0.0:
                race = -np.log(uniform(race_key, pair)) / w
                if race < posts.best[v]:
                    posts.best[v] = race
                    posts.winner[v] = s
            break
    for v in range(number):
        if posts.winner[v] >= 0:
            hire(residents, commuters, firms, seekers[posts.winner[v]], posts.firm[v], month, flows)


@rule
def appeal(origin, health, status, since, month, weight, weight_reduced, spell_decay):
    """An employer's weight on a resident, 1 for one of origin REST and good health newly unemployed."""
    w = 1.0
    if origin == _LABOUR:
        w *= weight[0]
    elif origin == _REFUGEE:
        w *= weight[1]
    if health == _REDUCED:
        w *= weight_reduced
    if status == _EMPLOYED:
        w *= weight[2]
    elif status == _UNEMPLOYED:
        months = max(month - since, 0)
        w *= weight[4] + (1.0 - weight[4]) * np.exp(-months / spell_decay)
    return w


@rule
def hire_outside(residents, i, firms, month, out_region, chance, flows):
    """Resident row ``i`` takes a job in a region drawn by where residents work outside."""
    region = 1
    while region < len(out_region) and chance >= out_region[region - 1]:
        region += 1
    if residents.status[i] == _EMPLOYED:
        flows[Flow.JOB_TO_JOB] += 1
        flows[Flow.JOB_TO_JOB_NEW] += month - residents.job_since[i] <= MONTHS_A_YEAR
    take_job(residents, i, firms, NOBODY, region, residents.industry[i], month)
    flows[Flow.OUTSIDE_HIRES] += 1


@rule
def hire(residents, commuters, firms, row, f, month, flows):
    """The winner takes the post."""
    firms.vacancies[f] -= 1
    flows[Flow.HIRES] += 1
    if row >= 0:
        if residents.status[row] == _EMPLOYED:
            flows[Flow.JOB_TO_JOB] += 1
            flows[Flow.JOB_TO_JOB_NEW] += month - residents.job_since[row] <= MONTHS_A_YEAR
        take_job(residents, row, firms, f, 0, firms.industry[f], month)
        return
    i = -1 - row
    if commuters.employer[i] >= 0:
        firms.commuters[commuters.employer[i]] -= 1
    else:
        flows[Flow.COMMUTER_HIRES] += 1
    commuters.employer[i] = f
    commuters.industry[i] = firms.industry[f]
    commuters.job_since[i] = month
    commuters.laid_off_since[i] = NEVER
    firms.commuters[f] += 1
