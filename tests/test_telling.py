"""Frequencies and numbers in words: near what they tell, and alike in both languages."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from results.telling import frequency, written


@pytest.mark.parametrize(
    ("reached", "of", "nb", "en"),
    [
        (0, 20, "ingen av 20 simuleringer", "in none of 20 simulations"),
        (20, 20, "alle 20 simuleringer", "in all 20 simulations"),
        (4, 100, "færre enn 1 av 20 simuleringer", "in fewer than 1 in 20 simulations"),
        (5, 100, "omtrent 1 av 20 simuleringer", "in about 1 in 20 simulations"),
        (7, 100, "omtrent 1 av 20 simuleringer", "in about 1 in 20 simulations"),
        (8, 100, "omtrent 1 av 10 simuleringer", "in about 1 in 10 simulations"),
        (50, 100, "omtrent 5 av 10 simuleringer", "in about 5 in 10 simulations"),
        (92, 100, "omtrent 9 av 10 simuleringer", "in about 9 in 10 simulations"),
        (93, 100, "omtrent 19 av 20 simuleringer", "in about 19 in 20 simulations"),
        (95, 100, "omtrent 19 av 20 simuleringer", "in about 19 in 20 simulations"),
        (96, 100, "flere enn 19 av 20 simuleringer", "in more than 19 in 20 simulations"),
    ],
)
def test_a_frequency_in_words(reached: int, of: int, nb: str, en: str):
    assert (frequency(reached, of, "nb"), frequency(reached, of, "en")) == (nb, en)


@given(st.integers(1, 400), st.data())
def test_what_is_said_of_a_frequency_is_near_it(of: int, data: st.DataObject):
    reached = data.draw(st.integers(0, of))
    said = [int(number) for number in re.findall(r"\d+", frequency(reached, of, "nb"))]
    share = reached / of
    if said == [of]:
        assert share in (0.0, 1.0)
    elif "færre" in frequency(reached, of, "nb"):
        assert 0 < share < said[0] / said[1]
    elif "flere" in frequency(reached, of, "nb"):
        assert said[0] / said[1] < share < 1
    else:
        assert abs(share - said[0] / said[1]) <= (0.025 if said[1] == 20 else 0.05) + 1e-12


@given(st.integers(1, 400), st.data())
def test_a_larger_share_is_never_told_as_a_smaller_one(of: int, data: st.DataObject):
    first, second = sorted(data.draw(st.lists(st.integers(0, of), min_size=2, max_size=2)))
    assert place(first, of) <= place(second, of)


def place(reached: int, of: int) -> float:
    """Where what is said lies between never and always."""
    said = frequency(reached, of, "en")
    ends = {"none": 0.0, "all ": 1.0, "fewe": 0.025, "more": 0.975}
    part, *whole = map(int, re.findall(r"\d+", said))
    return ends[said[3:7]] if said[3:7] in ends else part / whole[0]


@given(st.floats(-1e9, 1e9), st.integers(0, 3), st.booleans())
def test_a_number_is_read_back_from_each_language(value: float, digits: int, signed: bool):
    nb, en = (written(value, language, digits, signed) for language in ("nb", "en"))
    assert nb.translate(str.maketrans("\u00a0,", ",.")) == en
    read = float(en.replace(",", "").replace("−", "-"))
    assert read == pytest.approx(value, abs=0.5 * 10**-digits + 1e-6)
    assert en.startswith("+") == (signed and read > 0)
    assert written(np.float64(value), "nb", digits, signed) == nb
