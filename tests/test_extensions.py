"""The worked extensions of ``examples/``: they add their rule and nothing else, and each rule does what it says."""

from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calibration import load_municipality
from examples import childcare, mentors, remote_work, supply_links, wage_subsidy
from model import LabourMarket, Variant, simulate, small_town
from model.residents import NOBODY

TOWN = small_town(800)
FIRST = 6
"""The month in which each extension is switched on."""


class Extension(NamedTuple):
    """A variant, what switches it on, and how a run shows that it acts."""

    variant: Variant
    levers: dict[str, float]
    conditions: dict[str, float]
    lag: int = 0

    def on(self) -> dict[str, Any]:
        """Its levers and conditions from month ``FIRST`` on."""
        off = {name: getattr(self.variant.conditions(), name) for name in self.conditions}
        levers = {name: np.r_[np.zeros(FIRST), value] for name, value in self.levers.items()}
        conditions = {name: np.r_[np.full(FIRST, off[name]), value] for name, value in self.conditions.items()}
        return {"levers": self.variant.levers(**levers), "conditions": self.variant.conditions(**conditions)}


EXTENSIONS = {
    "wage_subsidy": Extension(wage_subsidy.VARIANT, {"wage_subsidies": 300}, {}),
    "remote_work": Extension(remote_work.VARIANT, {}, {"home_work": 5.0}),
    "mentors": Extension(mentors.COMPILED, {"mentors": 60}, {}),
    "mentors_sketch": Extension(mentors.SKETCH, {"mentors": 60}, {}),
    "childcare": Extension(childcare.VARIANT, {"childcare_places": 500}, {}, lag=6),
    "supply_links": Extension(supply_links.VARIANT, {}, {"closure": 1.0, "links": 1.0}),
}
ALL = pytest.mark.parametrize("extension", EXTENSIONS.values(), ids=EXTENSIONS)


@pytest.fixture(scope="module")
def halden():
    return load_municipality("halden")


def first_difference(one, two) -> int:
    """The first month whose counts differ, own counts aside; the number of months when none does."""
    months = len(one.need) - 1
    differs = np.zeros(months + 1, bool)
    for a, b in zip(one[:-1], two[:-1], strict=True):
        differs |= (a != b).reshape(months + 1, -1).any(axis=1)
    return int(np.flatnonzero(differs)[0]) - 1 if differs.any() else months


@ALL
def test_at_its_defaults_it_leaves_every_count_as_it_was(extension: Extension, halden):
    for place, until in ((TOWN, "2021-12"), (halden, "2019-12")):
        plain = simulate(place, seed=4, until=until)
        added = simulate(place, seed=4, until=until, variant=extension.variant)
        assert first_difference(plain.record, added.record) == len(plain.dates) - 1


@ALL
def test_it_changes_nothing_before_the_month_in_which_it_acts_and_something_after(extension: Extension, halden):
    plain = simulate(halden, seed=4, until="2020-12")
    added = simulate(halden, seed=4, until="2020-12", variant=extension.variant, **extension.on())
    assert FIRST + extension.lag <= first_difference(plain.record, added.record) < 24


@ALL
def test_accounts_hold_after_every_process(extension: Extension, halden):
    for place, until in ((TOWN, "2021-12"), (halden, "2020-12")):
        LabourMarket(place, rng=2, until=until, audit=True, variant=extension.variant, **extension.on()).run_model()


KEPT = {
    "wage_subsidy": (), "remote_work": ("remote",), "mentors": ("mentor_since", "word_since"),
    "mentors_sketch": ("mentor_since", "word_since"), "childcare": ("youngest_child", "added_place"),
    "supply_links": ("customer", "sales_share"),
}  # fmt: skip
"""Columns that keep what they held when one leaves; the others are cleared by their own rule."""


@pytest.mark.parametrize("name", EXTENSIONS)
def test_those_who_come_begin_blank_and_those_who_left_keep_what_they_had(name: str, halden):
    extension = EXTENSIONS[name]
    market = LabourMarket(halden, rng=2, until="2020-12", variant=extension.variant, **extension.on())
    table = market.firms if extension.variant.firms else market.residents
    born = gone = 0
    for _ in range(24):
        present = table.present.copy()
        before = {column: table.own[column][: table.used].copy() for column in KEPT[name]}
        market.step()
        month = market.month
        left = np.flatnonzero(~present)
        for column, values in before.items():
            np.testing.assert_array_equal(table.own[column][left], values[left], column)
        new = table.birth_month == month if table is market.residents else table.start_month == month
        for column, declared in table.own_declared.items():
            if column != "passed_on":
                assert (table.own[column][: table.used][new] == declared.blank).all(), column
        born, gone = born + int(new.sum()), gone + len(left)
    assert born > 50
    assert gone > 50


@settings(max_examples=6)
@given(seed=st.integers(0, 2**40), number=st.integers(1, 200))
def test_a_sketch_and_the_process_it_became_give_the_same_bits(seed: int, number: int):
    agree(TOWN, seed, number, "2019-12")


def test_they_do_so_in_halden_too(halden):
    agree(halden, 3, 100, "2020-02")


def agree(place, seed: int, number: int, until: str) -> None:
    levers, parameters = mentors.MentorLevers(mentors=number), mentors.MentorParameters(word_works=0.3)
    sketch, compiled = (
        LabourMarket(place, parameters, levers, rng=seed, until=until, variant=one)
        for one in (mentors.SKETCH, mentors.COMPILED)
    )
    sketch.run_model()
    compiled.run_model()
    for one, two in zip(sketch.record, compiled.record, strict=True):
        np.testing.assert_array_equal(one, two)
    for name in sketch.residents.all_declared():
        np.testing.assert_array_equal(getattr(sketch.residents, name), getattr(compiled.residents, name), name)
    held = compiled.residents.mentor != NOBODY
    assert 0 < held.sum() <= number
    rows = np.flatnonzero(held)
    np.testing.assert_array_equal(compiled.residents.mentee[compiled.residents.mentor[rows]], rows)
