"""Every change in a life has a declared cause, and each rule acts exactly when the draws that are told say so."""

import re
from enum import IntEnum
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from model import LabourMarket, Levers, Variant, before, small_town
from model.causes import CAUSES
from model.codes import Enrolment
from model.draws import NAMES, stream
from model.engine import Engine
from model.month import MONTH
from model.recording import Recording
from model.residents import NEVER
from model.tables import Column
from results.life import Life
from results.life_words import told
from results.trace import follow, follow_all, market_of
from tests.busy import as_the_draws_say, busy_market, busy_town

few = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow], phases=[Phase.generate])
MODEL = Path(__file__).parent.parent / "model"
LOOK = stream("tests.look")
SOME_NUMBER = np.uint64(7)


def rules(lives: list[Life | None]) -> set[str]:
    return {rule for life in lives if life for event in life.events for rule in event.rules}


def test_everybody_in_a_busy_town_lives_as_the_draws_say():
    plain = busy_market(2, "2020-12")
    plain.run_model()
    market = busy_market(2, "2020-12")
    lives = follow_all(market, [int(one) for one in plain.residents.id])
    for one, other in zip(plain.record, market.record, strict=True):
        np.testing.assert_array_equal(one, other, "a traced run has the bits of a plain one")
    for life in lives:
        assert life is not None
        as_the_draws_say(life)
    seen = {
        "dies", "moves out", "moves out and keeps the job as an in-commuter", "moves in (refugees)", "recovers",
        "is temporarily laid off", "is recalled from temporary layoff", "quits, or the contract ends",
        "is dismissed: the firm shrinks or closes", "is transferred with the task to another employer",
        "is hired outside the municipality", "applies here, and is hired", "registers as unemployed",
        "gives up looking for work", "retires from work", "receives the old-age pension at 67",
        "falls ill, and the job ends", "takes a place in support (job specialist)",
    }  # fmt: skip
    assert seen <= rules(lives)


@few
@given(residents=st.lists(st.integers(1, 1000), min_size=20, max_size=20), seed=st.integers(0, 2**63 - 1))
def test_anybody_lives_as_the_draws_say_whatever_the_seed(residents: list[int], seed: int):
    town = busy_town(seed % 5)
    for life in follow_all(busy_market(seed, "2020-06", town), residents):
        assert life is not None
        as_the_draws_say(life)


def test_lives_in_halden_are_as_the_draws_say():
    def market() -> Engine:
        return market_of("plan", seed=4, until="2025-12", municipality="halden")

    plain = market()
    plain.run_model()
    people = plain.residents
    young = np.flatnonzero((people.birth_month > -19 * 12) & (people.birth_month < -14 * 12))[::12]
    rows = np.unique(np.concatenate([np.arange(0, people.used, 500), young]))
    watched = market()
    lives = follow_all(watched, [int(one) for one in people.id[rows]])
    for one, other in zip(plain.record, watched.record, strict=True):
        np.testing.assert_array_equal(one, other)
    for life in lives:
        assert life is not None
        as_the_draws_say(life)
    schooling = {
        "begins school, vocational track", "begins school, general track", "begins an apprenticeship",
        "completes upper secondary school", "begins higher education, and leaves the job", "takes a short degree",
        "ends the apprenticeship with a certificate", "finds no apprenticeship, and takes a general third year",
        "finds no apprenticeship, and leaves school", "takes a short degree, and studies on", "drops out",
    }  # fmt: skip
    assert schooling <= rules(lives)


def test_an_apprentice_in_an_added_place_gets_the_certificate_as_the_draws_say():
    town = small_town(2500, seed=8)
    vocational = (town.residents.enrolment == Enrolment.SCHOOL_GENERAL) & (town.residents.id % 3 > 0)
    town.residents.enrolment[vocational] = Enrolment.SCHOOL_VOCATIONAL
    levers = Levers(municipal_apprenticeships=60.0, apprenticeships=100.0)
    market = LabourMarket(town, levers=levers, rng=1, until="2022-09")
    lives = follow_all(market, [int(one) for one in town.residents.id[vocational]])
    tests = [
        (event, place)
        for life in lives
        if life
        for event in life.events
        for place in event.draws
        if "certificate" in event.rules[0] and place.stream == "education.apprentice_places"
    ]
    added = {event.rules[0] for event, place in tests if place.low > 0.0}
    usual = {event.rules[0] for event, place in tests if place.low == 0.0}
    assert "ends the apprenticeship without a certificate" in added
    assert "ends the apprenticeship with a certificate" in usual
    for life in lives:
        assert life is not None
        as_the_draws_say(life)


def test_the_draws_told_are_those_of_the_market():
    lives = follow_all(busy_market(3, "2020-12"), list(range(300, 400)))
    told = {(event.date, draw) for one in lives if one for event in one.events for draw in event.draws}
    market, compared = busy_market(3, "2020-12"), 0
    while market.running:
        market.step()
        for date, draw in told:
            if date == market.date and draw.month == market.month and not draw.part:
                assert market.draw(stream(draw.stream), draw.who) == draw.number
                compared += 1
    assert compared > 100


def test_a_child_knows_the_mother_whose_draw_she_came_of():
    market = small_market()
    market.run_model()
    [child] = market.residents.id[market.residents.id >= np.uint64(1 << 63)][:1]
    life = follow(small_market(), int(child))
    assert life is not None
    first = life.changes[0]
    mother = int(first.rule.removeprefix("is born to resident "))
    assert mother in market.residents.id
    assert (first.before, first.after, first.date) == (None, True, life.since)
    birth, sex = first.draws
    assert (birth.stream, birth.who, birth.acts) == ("demography.births", mother, True)
    assert sex.acts


def small_market() -> LabourMarket:
    return LabourMarket(small_town(900, seed=6), rng=1, until="2020-06")


def test_every_process_of_the_month_and_every_stream_is_declared():
    assert set(CAUSES) == set(MONTH)
    written = set()
    for path in MODEL.glob("*.py"):
        written |= set(re.findall(r'^\w+ = stream\("(.+?)"\)', path.read_text("utf-8"), re.MULTILINE))
    assert written <= set(NAMES.values())
    assert all(int(stream(name)) == value for value, name in NAMES.items())


class Windfall:
    """Somebody's own process: in March 2019 those with an even id who draw high take a long degree."""

    def __init__(self, *arguments: object) -> None: ...

    def step(self, market: LabourMarket) -> None:
        for row in range(100):
            who = int(market.residents.id[row])
            if market.month == 2 and who % 2 == 0 and market.draw(LOOK, who) > 0.5:
                market.residents.education[row] = 4


def test_a_process_of_ones_own_is_told_with_the_draws_of_its_modules_streams():
    processes = (Windfall, *MONTH)
    lives = follow_all(LabourMarket(small_town(200), rng=1, until="2019-03", processes=processes), list(range(1, 101)))
    told = [
        (life, event) for life in lives if life for event in life.events if event.process == "Windfall"
    ]  # fmt: skip
    assert told
    for life, event in told:
        assert event.date == "2019-03"
        assert event.rules == ("Windfall acts",)
        assert [change.column for change in event.changes] == ["education"]
        [draw] = event.draws
        assert (draw.stream, draw.who, draw.high) == ("tests.look", life.resident, None)
        assert draw.number > 0.5


@pytest.mark.parametrize("fails", [False, True])
def test_a_run_that_was_watched_is_left_as_it_was(fails: bool):
    market = small_market()
    if fails:
        market.processes[-1].step = None
        with pytest.raises(TypeError):
            follow(market, 1)
    else:
        follow(market, 1)
    assert not any("step" in vars(process) for process in market.processes)


class Mood(IntEnum):
    """How one is."""

    GLUM = 0
    VERY_GLAD = 1


class Writes:
    """Writes the first resident's own columns in March 2019."""

    def __init__(self, municipality, parameters, levers, conditions, months):
        pass

    def step(self, market) -> None:
        if market.month == 2:
            people = market.residents
            people.met_since[0], people.met[0], people.mood[0], people.friend[0] = 2, 1, Mood.VERY_GLAD, 12


def test_own_columns_are_told_as_they_are_declared():
    own = {
        "met_since": Column(np.int16, "month", "Month of meeting", blank=NEVER),
        "met": Column(np.int8, "yes/no", "Has met somebody"),
        "mood": Column(np.int8, "code", "How one is", Mood),
        "friend": Column(np.int32, "row", "Row of a friend, -1 for none", blank=-1),
    }
    variant = Variant("a", processes=(before(Recording, Writes),), residents=own)
    life = follow(LabourMarket(small_town(600, seed=3), rng=2, until="2019-06", variant=variant), 1)
    assert life is not None
    [said] = [what for event, what in told(life) if event.process == "Writes"]
    assert set(said.split(", ")) == {
        "met_since never -> 2019-03", "met no -> yes", "mood glum -> very glad", "friend none -> row 12",
    }  # fmt: skip
