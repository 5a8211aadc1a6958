"""A small town in which every kind of thing happens to people, and the check that a life is as its draws say."""

import numpy as np

from model import Conditions, LabourMarket, Levers, Municipality, Parameters, small_town
from model.codes import Industry
from model.decisions import KEPT
from model.draws import month_key, stream, uniform
from model.events import Event
from model.meeting import Cause, Draw
from results.life import Life

LEVERS = Levers(
    job_specialists=6.0, adult_training=60.0, integration=40.0, training_employed=50.0, measure_places=10.0,
    apprenticeships=20.0, municipal_apprenticeships=10.0, transport=3.0, youth_activation=0.5, talent_retention=1.0,
    student_beds=50.0, dwellings=20.0,
)  # fmt: skip


def busy_town(seed: int) -> Municipality:
    """Layoffs, a firm that shrinks and a task that moves to another firm, beside what happens in any small town."""
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


def busy_market(
    seed: int, until: str, town: Municipality | None = None, parameters: Parameters | None = None
) -> LabourMarket:  # fmt: skip
    """The busy town with levers and refugees."""
    conditions = Conditions(refugee_arrivals=24.0)
    return LabourMarket(town or busy_town(seed), parameters, LEVERS, conditions, rng=seed, until=until)


def again(draw: Draw, seed: int) -> float:
    """A draw's number, from nothing but its address."""
    month = KEPT if draw.month is None else np.uint64(draw.month)
    key = month_key(np.uint64(seed), stream(draw.stream), month)
    return float(uniform(key ^ np.uint64(draw.part), np.uint64(draw.who)))


def as_the_draws_say(life: Life) -> None:
    """Every change has a declared rule, and in every month a rule acts exactly when its draws say so.

    A rule whose draws lie where it acts leaves what it says that it leaves, contests and what a later rule of the
    process writes apart; and where none of a process' rules acts, the process changes nothing.
    """
    happened = {event[:2]: event for event in life.events}
    met: dict[tuple[str, str], list[Cause]] = {}
    for faced in life.faced:
        met.setdefault(faced[:2], []).append(faced.cause)
    row = dict(life.start)
    for place in sorted({**met, **happened}, key=lambda place: (place[0], life.processes.index(place[1]))):
        event = happened.get(place)
        changes = event.changes if event else ()
        if event:
            assert not any(rule.endswith(" acts") for rule in event.rules), event
            assert all(draw.acts and again(draw, life.seed) == draw.number for draw in event.draws), event
        if changes and changes[0].before is None:
            continue
        row |= {change.column: change.after for change in changes}
        acted = [cause for cause in met.get(place, []) if cause.acts]
        for number, cause in enumerate(acted):
            later = {column for one in acted[number + 1 :] for column in one.columns}
            left = all(row[column] == value for column, value in cause.leaves.items() if column not in later)
            assert left or cause.contest, (place, cause)
        assert {change.column for change in changes} <= {column for cause in acted for column in cause.columns}, place
