"""Places in programmes: who gets one, how many, how long, and when a place ends early."""

import numpy as np
import pytest

from model import LabourMarket, Levers, Parameters, small_town
from model.codes import Benefit, Enrolment, Origin, Programme, Status
from model.declare import declarations
from model.municipality import Municipality
from model.recording import Recording
from model.support import MONTHS, Support

LAGS = {known.name: known.lag for known in declarations(Levers)}
COURSES = {
    Programme.ADULT_TRAINING: "adult_training",
    Programme.INTEGRATION: "integration",
    Programme.FURTHER_TRAINING: "training_employed",
}


def waiting_town() -> Municipality:
    """A town whose unemployed have waited long, with many refugees."""
    town = small_town(4000, seed=3)
    town.residents.since[:] = -10
    town.residents.origin[::3] = Origin.REFUGEE
    town.residents.education[:] = 0
    return town


def supported(months: int, **levers: float) -> LabourMarket:
    """The town after some months in which nothing happens but support."""
    market = LabourMarket(
        waiting_town(), Parameters(), Levers(**levers), rng=1, until="2030-12", processes=(Support, Recording)
    )
    for _ in range(months):
        market.step()
    return market


@pytest.mark.parametrize(("programme", "lever"), COURSES.items())
def test_as_many_begin_a_course_in_a_year_as_the_lever_says(programme: Programme, lever: str):
    market = supported(LAGS[lever], **{lever: 30.0})
    begun = []
    for _ in range(24):
        market.step()
        # Some holders find a job at once: their places are not given to others.
        people = market.residents
        new = (people.programme == programme) & (people.programme_since == market.month)
        begun.append(int(new.sum()))
        people.status[np.flatnonzero(new)[:1]] = Status.OUTSIDE if programme == Programme.FURTHER_TRAINING else 3
    assert set(begun) <= {2, 3}
    assert sum(begun) == pytest.approx(60, abs=8)


def test_a_course_lasts_its_months():
    market = supported(1, adult_training=144.0)
    on_course = market.residents.programme == Programme.ADULT_TRAINING
    assert on_course.sum() == 12
    assert (market.residents.status[on_course] == Status.UNEMPLOYED).all()
    for _ in range(int(MONTHS[Programme.ADULT_TRAINING]) - 1):
        market.step()
        assert (market.residents.programme[on_course] == Programme.ADULT_TRAINING).all()
    market.step()
    assert (market.residents.completed[on_course] == Programme.ADULT_TRAINING).all()


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("benefit", Benefit.OLD_AGE), ("benefit", Benefit.DISABILITY_PARTIAL), ("enrolment", Enrolment.HIGHER),
        ("status", Status.OUTSIDE), ("status", Status.EMPLOYED), ("present", False),
    ],
)  # fmt: skip
def test_a_place_ends_with_the_reason_for_it(column: str, value: int):
    market = supported(1, measure_places=20.0)
    holders = np.flatnonzero(market.residents.programme == Programme.ADDED_MEASURE)
    assert len(holders) == 20
    getattr(market.residents, column)[holders[:7]] = value
    if value == Status.EMPLOYED:
        market.residents.region[holders[:7]] = 1
    market.step()
    kept = market.residents.programme[holders] == Programme.ADDED_MEASURE
    assert kept.tolist() == [False] * 7 + [True] * 13


def test_one_without_register_keeps_a_place_with_a_job_specialist():
    market = supported(LAGS["job_specialists"] + 1, job_specialists=10.0)
    holders = np.flatnonzero(market.residents.programme == Programme.JOB_SPECIALIST)
    assert len(holders)
    market.residents.status[holders] = Status.OUTSIDE
    market.step()
    assert (market.residents.programme[holders] == Programme.JOB_SPECIALIST).all()


def test_one_on_a_measure_is_not_counted_as_outside():
    with_places, without = supported(1, measure_places=20.0), supported(1)
    assert with_places.value("programme_places") == without.value("programme_places") + 20
    assert with_places.value("unemployed") == without.value("unemployed") - 20
    assert with_places.value("outside") == without.value("outside")
