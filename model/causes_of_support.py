"""Causes of what :mod:`model.support` does: a place in a programme is taken, and ends."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from model import support
from model.codes import Benefit, Education, Enrolment, Programme, Status
from model.draws import uniforms
from model.meeting import Cause, Draw, Meeting
from model.programmes import MONTHS
from model.screening import marked


def supporting(meeting: Meeting) -> Iterator[Cause]:
    """What one month of support may do to a resident."""
    who, month = meeting.who, meeting.month
    programme = who.programme
    if programme != Programme.NONE:
        over = month - who.programme_since >= MONTHS[programme]
        if not over and who.present and _entitled(programme, who):
            return
        words = "place in support ends: its time is over" if over else "place in support ends: no longer entitled"
        ends = Cause(words, {"completed": programme, "completed_month": month}, ("programme",))
        yield ends
        who = meeting.as_left_by(ends).who
    for programme in support.PROGRAMMES if who.present else ():
        if not min(meeting.process.capacity[month, programme], meeting.process.intake[month, programme]):
            continue  # there are no such places
        waited, age = month - who.since, month - who.birth_month
        further = programme != Programme.FURTHER_TRAINING or who.education == Education.BASIC
        if further and _entitled(programme, who) and support.eligible(
            programme, who.status, waited, age, who.health, who.origin
        ):  # fmt: skip
            queued = meeting.draw(support.QUEUE, part=programme, said="queue")
            taken = {"programme": programme, "programme_since": month}
            words = f"takes a place in support ({Programme(programme).name.lower().replace('_', ' ')})"
            yield Cause(words, taken, (), (queued,), contest=True)


def _entitled(programme: int, who: Any) -> bool:
    """Whether one with this status, school and benefit may hold a place."""
    if who.enrolment != Enrolment.NONE or who.benefit > Benefit.WORK_ASSESSMENT:
        return False
    if programme == Programme.FURTHER_TRAINING:
        return who.status == Status.EMPLOYED
    if programme in (Programme.ORDINARY, Programme.ADULT_TRAINING, Programme.ADDED_MEASURE):
        return who.status == Status.UNEMPLOYED
    return who.status <= Status.UNEMPLOYED


def queue_for(market: Any, programme: int, draw: Draw) -> str:
    """What a place taken this month was won against: her key in the queue, and the last that was given a place.

    A key is -log(number) / (months of waiting + 1); the lowest come first.
    """
    residents, month = market.residents, market.month
    rows = marked((residents.programme == programme) & (residents.programme_since == month))
    waited = np.minimum(month - residents.since[rows], 24) + 1.0
    keys = -np.log(uniforms(market.key(support.QUEUE) ^ np.uint64(programme), residents.id[rows])) / waited
    mine = keys[residents.id[rows] == np.uint64(draw.who)][0]
    return f"key {mine:.3g} in a queue that gave {len(rows)} places, to keys up to {keys.max():.3g}"
