"""The starting tables of 1 January 2019 meet the margins, and the cache is only a copy of what can be built."""

import hashlib
import pickle
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calibration import load_municipality, margins, pack
from calibration.constants import PackError
from calibration.figures import DATA, read_table
from calibration.packs import read_pack
from calibration.raking import rake, rake_odds, systematic
from calibration.transitions import unemployed_shares
from model.codes import Benefit, Enrolment, Health, Origin, Owner, Programme, Status
from model.municipality import faults
from model.parameters import Parameters

HALDEN = load_municipality("halden")
PACK = read_pack("halden")
PEOPLE = HALDEN.residents
AGE = (-1 - PEOPLE.birth_month.astype(int)) // 12


def near(found: Any, wanted: Any) -> bool:
    """Within one per cent or ten persons, whichever is larger."""
    return abs(found - wanted) <= max(10.0, 0.01 * abs(wanted))


def test_age_and_sex_are_exact():
    counted = np.zeros_like(PACK.residents())
    np.add.at(counted, (np.minimum(AGE, len(counted) - 1), PEOPLE.sex), 1)
    np.testing.assert_array_equal(counted, PACK.residents())
    assert len(PEOPLE) == 31_177


def test_origin_is_met():
    for origin, wanted in zip(Origin, margins.origins(PACK), strict=True):
        assert near((PEOPLE.origin == origin).sum(), wanted), origin


def test_education_of_30_to_66_is_met_for_immigrants_and_others():
    for immigrant, shares in enumerate(margins.education_30_66(PACK)):
        group = (AGE >= 30) & (AGE < 67) & ((PEOPLE.origin != Origin.REST) == bool(immigrant))
        counted = np.bincount(PEOPLE.education[group], minlength=5)
        for found, wanted in zip(counted, shares * group.sum(), strict=True):
            assert near(found, wanted)


def test_employment_by_age_group_and_sex_is_met():
    wanted = margins.employment(PACK) * PACK.residents()
    employed = PEOPLE.status == Status.EMPLOYED
    for low, high in ((15, 20), (20, 25), (25, 40), (40, 55), (55, 62), (62, 67), (67, 75)):
        for sex in (0, 1):
            group = np.isin(AGE, np.arange(low, high)) & (PEOPLE.sex == sex)
            assert near((employed & group).sum(), wanted[low:high, sex].sum()), (low, sex)


def test_disability_and_reduced_capacity_are_met():
    people = PACK.residents()
    pensioned = np.isin(PEOPLE.benefit, (Benefit.DISABILITY_FULL, Benefit.DISABILITY_PARTIAL)) & (AGE < 67)
    assert near(pensioned.sum(), (margins.disability(PACK) * people)[:67].sum())
    reduced = (PEOPLE.health == Health.REDUCED) & ~pensioned & (AGE >= 18) & (AGE < 67)
    assert near(int(reduced.sum()), float(margins.reduced_capacity(PACK)[18:67] @ people[18:67].sum(axis=1)))


def test_employed_residents_unemployed_and_places():
    employed = (PEOPLE.status == Status.EMPLOYED) & (AGE >= 15) & (AGE < 75)
    assert near(employed.sum(), (margins.employment(PACK) * PACK.residents())[15:75].sum())
    on_place = PEOPLE.programme == Programme.ORDINARY
    assert near(int(on_place.sum()), HALDEN.measure_places)
    registered = (PEOPLE.status == Status.UNEMPLOYED) & ~on_place
    share, level = registered.sum() / (registered.sum() + employed.sum()), float(unemployed_shares(PACK)["level"])
    assert share == pytest.approx(level * PACK.constants.unemployed_share.value, rel=0.01)
    assert 0.9 <= level <= 1.1, "winter beside the year's mean"


def test_jobs_are_those_of_november_2018_and_a_third_are_public():
    jobs = HALDEN.firms.staff + HALDEN.firms.commuters
    assert jobs.sum() == 12_731
    assert abs(jobs[HALDEN.firms.owner != Owner.PRIVATE].sum() / 12_731 - 0.339) < 0.005


def test_named_employers_stand_as_single_firms_of_their_size():
    known = read_table(PACK.folder / "employers.csv", ("name", "jobs"))
    jobs = HALDEN.firms.staff + HALDEN.firms.commuters
    for name, wanted in zip(known["name"], known["jobs"].astype(int), strict=True):
        assert near(int(jobs[HALDEN.row_of(name)]), wanted), name


def test_most_firms_are_small_and_most_jobs_are_in_large_ones():
    size = np.sort(HALDEN.firms.staff + HALDEN.firms.commuters)[::-1]
    assert (size <= 4).mean() > 0.6
    assert size[: len(size) // 10].sum() > 0.5 * size.sum()


def test_facts_about_one_person_do_not_contradict_each_other():
    assert not faults(PEOPLE, HALDEN.commuters, HALDEN.firms, -1)
    pupils = np.isin(PEOPLE.enrolment, (Enrolment.SCHOOL_GENERAL, Enrolment.SCHOOL_VOCATIONAL))
    assert AGE[pupils].min() >= 15
    assert AGE[pupils].max() <= 24
    working_pupils = (PEOPLE.status == Status.EMPLOYED) & pupils
    assert working_pupils.sum() > 50, "pupils with a job are employed"
    assert ((PEOPLE.status == Status.EMPLOYED) & (PEOPLE.benefit == Benefit.OLD_AGE)).sum() > 100
    assert (PEOPLE.job_since[PEOPLE.status == Status.EMPLOYED] <= -1).all()


def test_building_twice_gives_the_same_bits():
    again = pack.build()
    for table in ("residents", "commuters", "firms", "newcomers"):
        for kept, made in zip(getattr(HALDEN, table).columns, getattr(again, table).columns, strict=True):
            np.testing.assert_array_equal(kept, made)


@pytest.mark.parametrize("damage", [b"", b"short", b"x" * 4000])
def test_a_damaged_cache_is_built_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: bytes):
    monkeypatch.setattr(pack, "cache_path", lambda name: tmp_path / f"{name}.pickle")
    monkeypatch.setattr(pack, "build", lambda name: HALDEN)
    assert load_municipality("halden") is HALDEN
    whole = (tmp_path / "halden.pickle").read_bytes()
    assert len(load_municipality("halden").residents) == 31_177
    (tmp_path / "halden.pickle").write_bytes(damage)
    assert load_municipality("halden") is HALDEN
    assert (tmp_path / "halden.pickle").read_bytes() == whole


def test_a_cache_with_another_object_is_not_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pack, "cache_path", lambda name: tmp_path / f"{name}.pickle")
    monkeypatch.setattr(pack, "build", lambda name: HALDEN)
    body = pickle.dumps({"not": "a municipality"})
    (tmp_path / "halden.pickle").write_bytes(hashlib.blake2b(body, digest_size=32).digest() + body)
    assert load_municipality("halden") is HALDEN


def test_an_unknown_municipality_is_named():
    with pytest.raises(PackError, match="municipality = 'sarpsborg'; allowed: aremark, halden"):
        load_municipality("sarpsborg")


@given(
    st.lists(st.floats(0.5, 50), min_size=2, max_size=6),
    st.lists(st.floats(0.5, 50), min_size=2, max_size=6),
    st.integers(0, 1000),
)
@settings(deadline=None, max_examples=40)
def test_raking_meets_both_margins(rows: list[float], columns: list[float], seed: int):
    first, second = np.array(rows), np.array(columns)
    second *= first.sum() / second.sum()
    table = rake(
        np.random.default_rng(seed).uniform(0.5, 2, (len(first), len(second))), [((0,), first), ((1,), second)]
    )
    np.testing.assert_allclose(table.sum(axis=1), first, rtol=1e-3)
    np.testing.assert_allclose(table.sum(axis=0), second, rtol=1e-3)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=200))
def test_systematic_sampling_takes_the_expected_number_within_one(chances: list[float]):
    taken = systematic(np.array(chances))
    assert abs(taken.sum() - sum(chances)) <= 1
    assert not taken[np.array(chances) == 0].any()


def test_raked_odds_keep_their_order_and_meet_the_number():
    odds = np.array([0.5, 1.0, 2.0, 4.0] * 50)
    chance = rake_odds(odds, [(np.zeros(200, int), np.array([60.0]))])
    assert chance.sum() == pytest.approx(60, abs=0.5)
    assert (np.diff(chance[:4]) > 0).all()


def test_defaults_follow_the_flow_balance():
    made = tomllib.loads((DATA / "halden" / "balance.toml").read_text("utf-8"))["parameters"]
    for name, value in made.items():
        assert getattr(Parameters(), name) == pytest.approx(value, rel=0.005), name
