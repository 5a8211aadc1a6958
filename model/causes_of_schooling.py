"""Causes of what :mod:`model.education` does: beginning, leaving and finishing school, and apprenticeships."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from model import education
from model.codes import Benefit, Education, Enrolment, Status
from model.dates import AUGUST, JUNE, MONTHS_A_YEAR, year_end
from model.education import Place
from model.meeting import Cause, Draw, Meeting
from model.residents import NOBODY

JOB = ("employer", "region", "since")
"""Columns that the end of a job may write, beside the labour status."""


def schooling(meeting: Meeting) -> Iterator[Cause]:
    """What one month of schooling may do to a resident."""
    who, process, month = meeting.who, meeting.process, meeting.month
    season = month % MONTHS_A_YEAR
    if not who.present:
        return
    if who.enrolment == Enrolment.NONE:
        if season == AUGUST:
            yield from _beginning(meeting)
        return
    spell = month - who.enrolled_since
    hazard = process.drop_out[month, who.enrolment]
    drops, stays = meeting.draw(education.DROP_OUT, high=hazard), meeting.draw(education.DROP_OUT, hazard, 1.0)
    left: dict[str, Any] = {"enrolment": Enrolment.NONE}
    if who.enrolment == Enrolment.APPRENTICE:
        ended = left | {"status": Status.OUTSIDE, "employer": NOBODY}
        yield Cause("breaks off the apprenticeship", ended, JOB, (drops,))
        if season == AUGUST and spell >= education.APPRENTICE_MONTHS:
            yield from _final_test(meeting, stays)
        return
    yield Cause("drops out", left, (), (drops,))
    if season == JUNE and who.enrolment == Enrolment.SCHOOL_GENERAL and spell >= education.GENERAL_MONTHS:
        level = max(who.education, Education.UPPER_GENERAL)
        yield Cause("completes upper secondary school", left | {"education": level}, (), (stays,))
    elif season == JUNE and who.enrolment == Enrolment.HIGHER and spell >= education.SHORT_MONTHS:
        yield from _degrees(meeting, spell, stays)
    elif (
        season == AUGUST and who.enrolment == Enrolment.SCHOOL_VOCATIONAL and spell >= education.VOCATIONAL_MONTHS
    ):  # fmt: skip
        yield from _apprenticeship(meeting, stays)


def _final_test(meeting: Meeting, stays: Draw) -> Iterator[Cause]:
    who, process = meeting.who, meeting.process
    share, draws = process.shares[0], ()
    if who.enrolled_since >= 0:
        place = meeting.draw(education.PLACES, month=who.enrolled_since)
        added = place.number >= process.place_share
        low, high = (process.place_share, 1.0) if added else (0.0, process.place_share)
        share, draws = process.shares[4 if added else 0], (place._replace(low=float(low), high=float(high)),)
    done = {"enrolment": Enrolment.NONE}
    passes = done | {"education": max(who.education, Education.VOCATIONAL)}
    test = meeting.draw(education.COMPLETION, high=share)
    yield Cause("ends the apprenticeship with a certificate", passes, (), (stays, *draws, test))
    fails = meeting.draw(education.COMPLETION, share, 1.0)
    yield Cause("ends the apprenticeship without a certificate", done, (), (stays, *draws, fails))


def _degrees(meeting: Meeting, spell: int, stays: Draw) -> Iterator[Cause]:
    goes_on, done = meeting.process.shares[2], {"enrolment": Enrolment.NONE}
    short = {"education": max(meeting.who.education, Education.SHORT_HIGHER)}
    if spell >= education.LONG_MONTHS:
        yield Cause("takes a long degree", done | {"education": Education.LONG_HIGHER}, (), (stays,))
    elif spell < education.SHORT_MONTHS + 6:
        stops = meeting.draw(education.COMPLETION, goes_on, 1.0)
        yield Cause("takes a short degree", done | short, (), (stays, stops))
        more = meeting.draw(education.COMPLETION, high=goes_on)
        yield Cause("takes a short degree, and studies on", short, (), (stays, more))


def _apprenticeship(meeting: Meeting, stays: Draw) -> Iterator[Cause]:
    who, process, market, month = meeting.who, meeting.process, meeting.market, meeting.month
    weights, places = places_of(process, market)
    number = meeting.draw(education.PLACES).number
    kind = Place.OFFERED if number < places[Place.OFFERED] else Place.MUNICIPAL
    offered = who.benefit <= Benefit.WORK_ASSESSMENT and weights.shape[1] > 0 and weights[kind, -1] > 0.0
    most = places[kind] if offered else 0.0
    started = {
        "enrolment": Enrolment.APPRENTICE, "enrolled_since": month, "status": Status.EMPLOYED, "job_since": month,
    }  # fmt: skip
    place = meeting.draw(education.PLACES, high=most)
    firm = meeting.draw(education.PLACED_AT, said="choice among the firms that train")
    yield Cause("begins an apprenticeship", started, ("employer", "region", "industry", "since"), (stays, place, firm))
    third_year = max(1.0 - process.shares[1] * (1.0 - places[-1]), most)
    without = meeting.draw(education.PLACES, most, third_year)
    yield Cause("finds no apprenticeship, and leaves school", {"enrolment": Enrolment.NONE}, (), (stays, without))
    instead = meeting.draw(education.PLACES, third_year, 1.0)
    general = {"enrolment": Enrolment.SCHOOL_GENERAL}
    words = "finds no apprenticeship, and takes a general third year"
    yield Cause(words, general, ("enrolled_since",), (stays, instead))


def places_of(process: education.Schooling, market: Any) -> tuple[np.ndarray, np.ndarray]:
    """This August's cumulative weights of firms, and shares of applicants with a place, by kind of place."""
    weights = education.training_weights(market.firms)
    applicants = education.waiting_for_a_place(market.residents.columns, market.residents.used, market.month)
    added = np.where(weights.max(axis=1, initial=0.0) > 0.0, process.added_places[market.month], 0.0)
    return weights, np.minimum(process.place_share + np.cumsum(added / max(applicants, 1)), 1.0)


def _beginning(meeting: Meeting) -> Iterator[Cause]:
    who, process, month = meeting.who, meeting.process, meeting.month
    age = (year_end(month) - who.birth_month) // MONTHS_A_YEAR
    of_age = education.SCHOOL_AGE <= age <= education.LAST_ENTRY_AGE
    if not of_age or who.benefit == Benefit.DISABILITY_FULL:
        return
    followed_up = who.status != Status.EMPLOYED and age < education.YOUTH
    factor = process.activation[month] if followed_up else 1.0
    general, either, reentry = process.tracks
    if who.education == Education.BASIC and age <= education.LAST_SCHOOL_AGE:
        again = 1.0 if age == education.SCHOOL_AGE else min(reentry * factor, 1.0)
        for words, enrolment, low, high in (
            ("begins school, general track", Enrolment.SCHOOL_GENERAL, 0.0, general * again),
            ("begins school, vocational track", Enrolment.SCHOOL_VOCATIONAL, general * again, either * again),
        ):
            yield from _begins(meeting, words, enrolment, meeting.draw(education.TRACKS, low, high))
    elif who.education == Education.UPPER_GENERAL:
        entry = meeting.draw(education.HIGHER_ENTRY, high=process.higher_entry[age] * factor)
        yield from _begins(meeting, "begins higher education", Enrolment.HIGHER, entry)


def _begins(meeting: Meeting, words: str, enrolment: int, entry: Draw) -> Iterator[Cause]:
    enrolled = {"enrolment": enrolment, "enrolled_since": meeting.month}
    leaves = enrolled | {"status": Status.OUTSIDE, "employer": NOBODY}
    if meeting.who.status != Status.EMPLOYED:
        yield Cause(words, leaves, JOB, (entry,))
        return
    quits_job = meeting.process.shares[3]
    quits = meeting.draw(education.HIGHER_ENTRY, high=quits_job, part=1)
    yield Cause(f"{words}, and leaves the job", leaves, JOB, (entry, quits))
    keeps = meeting.draw(education.HIGHER_ENTRY, quits_job, 1.0, part=1)
    yield Cause(f"{words}, and keeps the job", enrolled, (), (entry, keeps))
