"""Matching: seekers apply, employers choose, each post and each person at most once.

Each month a seeker sends one application, to a region outside or to a vacancy here that suits her. The posts stand
on a ring, each at its own address; a seeker starts at her own point and takes the first suitable post, so one more
post changes only the neighbours' applications. Each post goes to the applicant who wins an exponential race
(-log u / weight): weighted sampling without replacement that stays coupled between paired runs.
"""

from typing import NamedTuple

import numpy as np

from model.codes import Health, Origin, Status
from model.compiled import rule
from model.dates import MONTHS_A_YEAR
from model.draws import mix, stream, uniform
from model.flows import Flow
from model.jobs import take_job
from model.residents import NEVER, NOBODY
from model.search import Search

POSTS = stream("matching.posts")
SKILL = stream("matching.skill")
APPLY = stream("matching.apply")
TASTE = stream("matching.taste")
RACE = stream("matching.race")
ELSEWHERE = stream("matching.elsewhere")

TRIES = 6
"""Posts a seeker considers in a month before giving it up (estimate: with it about half of the posts are filled in a
month, as the national stock of vacancies and the number of hires imply)."""
ATTACHED = 2.1
"""People without work who are attached to the labour market, relative to the registered unemployed (found by how
employment in the model answers to easier reach)."""
LEVEL = np.array([0, 1, 1, 2, 3], dtype=np.int8)
"""The skill level that each education gives: anyone, upper secondary, short and long higher."""

_UNEMPLOYED, _EMPLOYED = int(Status.UNEMPLOYED), int(Status.EMPLOYED)
_LABOUR, _REFUGEE, _REDUCED = int(Origin.LABOUR), int(Origin.REFUGEE), int(Health.REDUCED)


class Matching:
    """Search and hiring of one month."""

    def __init__(self, municipality, parameters, levers, conditions, months):
        p = parameters
        rates = municipality.rates
        self.search = Search(municipality, p, levers)
        self.skill = np.ascontiguousarray(np.cumsum(rates.skill, axis=1))
        self.spell_decay = p.spell_decay
        self.taste = np.array([p.other_industry, p.below_level])
        penalty = 1.0 - (1.0 - p.hire_reduced) * (1.0 - levers["employers_reached"] * p.inclusion_effect)
        self.weight_reduced = np.minimum(penalty, 1.0)
        self.weight = np.array(
            [p.hire_labour_origin, p.hire_refugee_origin, p.hire_employed, p.hire_same_industry, p.hire_long_spell]
        )
        self.out_share = np.array([p.out_basic, p.out_upper, p.out_upper, p.out_higher, p.out_long])
        self.out_region = np.cumsum(municipality.out_regions / municipality.out_regions.sum())
        self.out_success = conditions["outside_jobs"] * rates.outside_success * p.outside_success
        self.reach = easier_reach(levers["transport"], p, municipality)
        self.out_hold = np.ones(months)
        held = municipality.layoff_share.mean(axis=0)[:months]
        self.out_hold[: len(held)] -= np.minimum(p.hiring_hold * held * conditions["pandemic"][: len(held)], 1.0)

    def step(self, market) -> None:
        """Fill vacancies here and elsewhere."""
        month, residents, commuters = market.month, market.residents, market.commuters
        posts = open_posts(market.firms.columns, market.firms.used, self.skill, market.key(POSTS), market.key(SKILL))
        seekers = self.search.seekers(market)
        apply_and_hire(
            residents.columns, commuters.columns, market.firms.columns, seekers, posts, month, self.taste, self.weight,
            self.weight_reduced[month], self.spell_decay, self.out_share, self.out_region,
            self.out_success[month] * self.out_hold[month], self.reach[month], market.key(APPLY), market.key(TASTE),
            market.key(RACE), market.key(ELSEWHERE), market.flows,
        )  # fmt: skip


def easier_reach(access: np.ndarray, parameters, municipality) -> np.ndarray:
    """What a change of access (per cent of jobs within reach) multiplies the outside success of those without work by.

    The evidence is an elasticity of employed residents. One per cent more job finding raises employment by the share
    u = s / (s + f) of the attached who are without a job, and the part of job finding that is outside is the share
    who work there.
    """
    if not access.any():
        return np.ones(len(access))
    people = municipality.residents
    present = people.present
    employed = (present & (people.status == _EMPLOYED)).sum()
    idle = ATTACHED * (present & (people.status == _UNEMPLOYED)).sum() / max(employed, 1)
    outside = (present & (people.region > 0)).sum() / max(employed, 1)
    growth = (1.0 + access / 100.0) ** parameters.access_residents - 1.0
    return np.clip(1.0 + growth / max(idle * outside, 1e-3), 0.0, 3.0)


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
def apply_and_hire(
    residents, commuters, firms, seekers, posts, month, taste, weight, weight_reduced,
    spell_decay, out_share, out_region, out_success, reach, apply_key, taste_key, race_key, out_key, flows,
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
                easier = 1.0 if residents.status[i] == _EMPLOYED else reach
                if chance < out_share[education] * out_success * easier:
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
