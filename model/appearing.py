"""Appearing: how a resident who was not there at the opening came to be, born here or moved in."""

from typing import Any

import numpy as np

from model import demography
from model.codes import Sex, Status
from model.dates import MONTHS_A_YEAR
from model.demography import ARRIVAL_BLOCK, BIRTH_BIT, SOURCES, Demography
from model.draws import mix, slots_for
from model.meeting import Cause, Meeting, own_cause
from model.screening import below, marked

SLOT_BITS, SOURCES_A_MONTH = 20, 4
"""How ids of arrivals are made up: a block of a million for each month and each of four sources."""


def appears(meeting: Meeting) -> Cause:
    """How the resident, whom the process has just added, came to be."""
    if not isinstance(meeting.process, Demography):
        return own_cause(meeting, ("present",))
    return _born(meeting) if meeting.who.id & int(BIRTH_BIT) else _moved_in(meeting)


def _born(meeting: Meeting) -> Cause:
    market, process, month = meeting.market, meeting.process, meeting.month
    residents, key = market.residents, market.key(demography.NEWCOMERS)
    fertile = below(market.key(demography.BIRTHS), residents.id, process.most_births)
    for row in marked(fertile & (residents.sex == Sex.FEMALE)):
        mother = int(residents.id[row])
        address = mix(np.uint64(mother) ^ key)
        if int(address) | int(BIRTH_BIT) == meeting.who.id:
            chance = process.fertility[month - residents.birth_month[row]]
            child = meeting.draw(demography.BIRTHS, high=chance, at=mother)
            boy = (0.0, demography.BOYS) if meeting.who.sex == Sex.MALE else (demography.BOYS, 1.0)
            sex = meeting.draw(demography.NEWCOMERS, *boy, at=address)
            return Cause(f"is born to resident {mother}", {"present": True}, (), (child, sex))
    return Cause("is born", {"present": True})


def _moved_in(meeting: Meeting) -> Cause:
    who, process, market = meeting.who, meeting.process, meeting.market
    source = ((who.id - ARRIVAL_BLOCK) >> SLOT_BITS) % SOURCES_A_MONTH
    expected = process.arriving[meeting.month] * process.season[meeting.month % MONTHS_A_YEAR]
    expected[:2] *= market.pull**process.response
    comes = meeting.draw(demography.ARRIVALS, high=expected[source] / slots_for(expected)[source])
    alike = meeting.draw(demography.NEWCOMERS, said="choice of characteristics")
    draws = comes, alike, *_job_brought(meeting)
    return Cause(f"moves in ({SOURCES[source]})", {"present": True}, (), draws)


def _job_brought(meeting: Meeting) -> tuple[Any, ...]:
    """Whether a newcomer who was employed settles beside a job held here, keeps one outside, or looks for one."""
    who, process = meeting.who, meeting.process
    rows = process.newcomer_starts[-1]
    source = ((who.id - ARRIVAL_BLOCK) >> SLOT_BITS) % SOURCES_A_MONTH
    start, end = process.newcomer_starts[source : source + 2]
    row = start + int(meeting.draw(demography.NEWCOMERS).number * (end - start))
    if row >= rows or process.newcomers.status[row] != Status.EMPLOYED:
        return ()
    settles = process.settlers
    keeps = settles + (1.0 - settles) * process.arrivals_keep_job
    bounds = ((0.0, settles), (settles, keeps)) if who.status == Status.EMPLOYED else ((keeps, 1.0),)
    found = [meeting.draw(demography.ARRIVALS, *one, part=1) for one in bounds]
    return tuple(draw for draw in found if draw.acts)
