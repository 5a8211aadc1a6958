"""Causes of what :mod:`model.matching` does: a resident looks for a job, and is hired here or elsewhere."""

from collections.abc import Iterator
from math import log

import numpy as np

from model import matching as hiring
from model import participation, search
from model.codes import Enrolment, Status
from model.dates import MONTHS_A_YEAR
from model.draws import uniform
from model.education import YOUTH, last_school_leaver
from model.meeting import Cause, Draw, Meeting
from model.programmes import multiplier
from model.rates import BAND_BY_MONTHS, MONTHS_OF_LIFE
from model.residents import NOBODY

JOB = ("employer", "region", "industry", "since", "status", "job_since")
"""Columns that taking a job may write."""


def matching(meeting: Meeting) -> Iterator[Cause]:
    """What one month's search and hiring may do to a resident."""
    who, process, month = meeting.who, meeting.process, meeting.month
    seeks = searching(meeting)
    if seeks is None:
        return
    outside = process.out_share[who.education]
    easier = 1.0 if who.status == Status.EMPLOYED else process.reach[month]
    success = outside * (process.out_success[month] * process.out_hold[month]) * easier
    away = meeting.draw(hiring.ELSEWHERE, high=min(outside, success))
    region = meeting.draw(hiring.APPLY, said="choice of region")
    taken = {"status": Status.EMPLOYED, "employer": NOBODY, "job_since": month}
    yield Cause("is hired outside the municipality", taken, JOB, (seeks, away, region))
    here = meeting.draw(hiring.ELSEWHERE, outside, 1.0)
    if not seeks.acts or not here.acts:
        return
    start = meeting.draw(hiring.APPLY, said="starting point among the posts")
    found = application(meeting, start.number)
    if found is not None:
        firm, suits, race = found
        won = {"status": Status.EMPLOYED, "employer": firm, "job_since": month}
        yield Cause("applies here, and is hired", won, JOB, (seeks, here, start, suits, race), contest=True)


def searching(meeting: Meeting) -> Draw | None:
    """Whether a resident looks for a job this month; none for one who does not search at all."""
    who, month, process = meeting.who, meeting.month, meeting.process.search
    rates, stream = process.rates, search.SEARCH
    if not who.present or who.status == Status.LAID_OFF:
        return None
    if who.status == Status.EMPLOYED:
        recent = month - who.job_since <= MONTHS_A_YEAR
        likely = rates.new_job if recent else rates.long_job
        return None if who.enrolment == Enrolment.APPRENTICE else meeting.draw(stream, high=likely)
    likely, age, pupil = rates.unemployed, month - who.birth_month, False
    if who.status == Status.OUTSIDE:
        december = month - month % MONTHS_A_YEAR + MONTHS_A_YEAR - 1
        in_december = min(december - who.birth_month, MONTHS_OF_LIFE - 1)
        if not participation.may_seek(age, in_december, who.benefit):
            return None
        pupil = who.enrolment != Enrolment.NONE or who.birth_month > last_school_leaver(month)
        group = participation.health_group(who.benefit, who.health)
        likely = process.seek.base[BAND_BY_MONTHS[in_december], who.sex, int(pupil)]
        likely *= process.seek.group[who.origin, who.education, group]
        if participation.registers(who.enrolment, who.benefit, who.birth_month, month):
            likely *= rates.marginal
        else:
            stream = participation.SEEK
    if age < YOUTH * MONTHS_A_YEAR and not pupil:
        likely *= process.youth[month]
    likely *= multiplier(who.programme, who.completed, who.programme_since, month, process.profiles.at(month))
    return meeting.draw(stream, high=likely)


def application(meeting: Meeting, start: float) -> tuple[int, Draw, Draw] | None:
    """The row of the firm whose post a seeker applies for this month, whether it suits her, and her race for it.

    The walk along the ring of posts is that of :func:`model.matching.apply_and_hire`, for one seeker.
    """
    who, market, process, month = meeting.who, meeting.market, meeting.process, meeting.month
    firms, keys = market.firms, (market.key(hiring.POSTS), market.key(hiring.SKILL))
    posts = hiring.open_posts(firms.columns, firms.used, process.skill, *keys)
    taste_key, number, level = market.key(hiring.TASTE), len(posts.place), hiring.LEVEL[who.education]
    v = hiring.first_at_or_after(posts.place, start) - 1
    for _ in range(min(hiring.TRIES, number)):
        v = v + 1 if v + 1 < number else 0
        firm = int(posts.firm[v])
        if firm == who.employer:
            continue
        pair = np.uint64(who.id) ^ posts.address[v]
        same = who.industry == firms.industry[firm]
        suits = 1.0 if same else process.taste[0]
        if level < posts.level[v]:
            suits *= process.taste[1] if level == posts.level[v] - 1 else 0.0
        if uniform(taste_key, pair) >= suits:
            continue
        weight = hiring.appeal(
            who.origin, who.health, who.status, who.since, month, process.weight, process.weight_reduced[month],
            process.spell_decay,
        ) * (process.weight[3] if same else 1.0)  # fmt: skip
        if weight <= 0.0:
            return None
        race = meeting.draw(hiring.RACE, at=pair)
        said = f"key {-log(race.number) / weight:.3g}; the lowest of a post's applicants wins"
        return firm, meeting.draw(hiring.TASTE, high=suits, at=pair), race._replace(said=said)
    return None
