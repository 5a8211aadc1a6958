"""Every change in a life has a declared cause, and each rule acts exactly when the draws that are told say so."""

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from model import Conditions, LabourMarket, Levers, Municipality, small_town
from model.codes import Industry
from model.decisions import KEPT
from model.draws import month_key, stream, uniform
from model.events import Event
from model.meeting import Draw
from results.trace import Life, follow_all

MODEL = Path(__file__).parent.parent / "model"
LEVERS = Levers(
    job_specialists=6.0, adult_training=60.0, integration=40.0, training_employed=50.0, measure_places=10.0,
    apprenticeships=20.0, municipal_apprenticeships=10.0, transport=3.0, youth_activation=0.5, talent_retention=1.0,
    student_beds=50.0, dwellings=20.0,
)  # fmt: skip


def busy_town(seed: int) -> Municipality:
    """A town in which every rule acts: refugees, layoffs, a firm that shrinks, a task that moves, certificates."""
    town = small_town(1000, seed=seed)
    shares = np.abs(np.sin(np.arange(30.0)))
    for name, value in {
        "layoff_share": np.where(np.arange(30) < 16, 0.2, 0.0) * shares * np.ones((len(Industry), 1)),
        "lost_demand": 0.1 * shares * np.ones((len(Industry), 1)),
        "firm_names": {"mill": 0, "plant": 1},
        "events": (
            Event("change", "jobs", "mill", "2019-03", 3, -5, "test", "estimate"),
            Event("move", "transfer", "mill", "2019-08", 2, 10, "test", "estimate", to_firm="plant"),
        ),
    }.items():
        object.__setattr__(town, name, value)
    return town


def lives_of(market: LabourMarket, residents: list[int]) -> list[Life]:
    found = follow_all(market, residents)
    assert all(found)
    return [life for life in found if life]


def again(draw: Draw, seed: int) -> float:
    """A draw's number from its address alone."""
    month = KEPT if draw.month is None else np.uint64(draw.month)
    key = month_key(np.uint64(seed), stream(draw.stream), month)
    return float(uniform(key ^ np.uint64(draw.part), np.uint64(draw.who)))


def explained(life: Life) -> None:
    """Every change has a declared rule, and a rule acts exactly when its draws say that it does."""
    happened = {event[:2]: event for event in life.events}
    for event in life.events:
        assert not any(rule.endswith(" acts") for rule in event.rules), event
        assert all(draw.acts for draw in event.draws), event
        assert all(again(draw, life.seed) == draw.number for draw in event.draws), event
    row = dict(life.start)
    met: dict[tuple[str, str], list] = {}
    for faced in life.faced:
        met.setdefault(faced[:2], []).append(faced.cause)
    for place in sorted({**met, **happened}, key=lambda place: (place[0], life.processes.index(place[1]))):
        event = happened.get(place)
        changes = event.changes if event else ()
        row |= {change.column: change.after for change in changes}
        acted = [cause for cause in met.get(place, []) if cause.acts]
        for cause in acted:
            if not cause.contest:
                assert all(row[column] == value for column, value in cause.leaves.items()), (place, cause, row)
        may_change = {column for cause in acted for column in cause.columns}
        if place[1] == "Demography" and event and event.changes[0].before is None:
            continue
        assert {change.column for change in changes} <= may_change, (place, changes)


@pytest.mark.parametrize("town_seed", range(4))
def test_everybody_in_a_busy_town_lives_as_the_draws_say(town_seed: int):
    town = busy_town(town_seed)
    conditions = Conditions(refugee_arrivals=24.0)
    plain = LabourMarket(town, levers=LEVERS, conditions=conditions, rng=town_seed, until="2021-12")
    plain.run_model()
    everybody = [int(one) for one in plain.residents.id]
    market = LabourMarket(town, levers=LEVERS, conditions=conditions, rng=town_seed, until="2021-12")
    lives = lives_of(market, everybody)
    for one, other in zip(plain.record, market.record, strict=True):
        np.testing.assert_array_equal(one, other)
    for life in lives:
        explained(life)
    print(Counter(rule for life in lives for event in life.events for rule in event.rules))
