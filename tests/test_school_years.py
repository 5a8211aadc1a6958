"""School years: who is in compulsory school, and when those who move in as pupils and students began."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model import LabourMarket, Parameters, small_town
from model.codes import Education, Enrolment, Status
from model.dates import AUGUST, month_of, year_end
from model.demography import Demography
from model.education import Schooling, last_school_leaver, school_year
from model.recording import Recording


@pytest.mark.parametrize(
    ("month", "august"),
    [("2019-08", "2019-08"), ("2019-12", "2019-08"), ("2020-01", "2019-08"), ("2020-07", "2019-08")],
)
def test_a_school_year_begins_in_august(month: str, august: str):
    assert school_year(month_of(month)) == month_of(august)


@given(st.integers(0, 400))
def test_compulsory_school_ends_in_august_of_the_year_of_turning_16(month: int):
    born = last_school_leaver(month)
    turns_16 = year_end(born) // 12 + 16
    assert born == year_end(born), "the last to leave were born in December"
    assert month >= turns_16 * 12 + AUGUST
    assert month < (turns_16 + 1) * 12 + AUGUST


def test_no_pupil_of_compulsory_school_is_ever_registered_but_some_work():
    market = LabourMarket(small_town(6000, seed=2), rng=3, until="2021-12")
    working = 0
    while market.running:
        market.step()
        people = market.residents
        pupils = people.present & (people.birth_month > last_school_leaver(market.month))
        assert not (pupils & (people.status == Status.UNEMPLOYED)).any()
        working += (pupils & (people.status == Status.EMPLOYED)).sum()
    assert working > 0


def test_students_who_move_in_at_any_time_of_the_year_take_their_degree():
    town = small_town(3000, seed=5)
    newcomers = town.newcomers
    newcomers.enrolment[:], newcomers.enrolled_since[:] = Enrolment.HIGHER, -5
    newcomers.education[:], newcomers.birth_month[:] = Education.UPPER_GENERAL, -20 * 12
    newcomers.status[:] = Status.OUTSIDE
    p = Parameters(higher_drop_out=0.0, long_degree=0.0, leaving=0.2, mortality=0.5)
    market = LabourMarket(town, p, rng=1, until="2023-12", processes=(Demography, Schooling, Recording))
    for _ in range(12):
        market.step()
    came = market.residents.arrival_month >= 0
    students = came & (market.residents.enrolment == Enrolment.HIGHER)
    rows = np.flatnonzero(students)
    assert len(np.unique(market.residents.arrival_month[rows])) == 12
    assert ((market.residents.enrolled_since[rows] - AUGUST) % 12 == 0).all()
    while market.running:
        market.step()
    stayed = rows[market.residents.present[rows]]
    assert len(stayed) > 20
    assert (market.residents.education[stayed] == Education.SHORT_HIGHER).all()
