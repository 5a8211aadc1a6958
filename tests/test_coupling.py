"""Two runs live the same lives until something touches them, in whatever order and by whatever means they are run."""

import hashlib
import os
import subprocess
import sys
from typing import Any

import numpy as np
import pytest

from model import Conditions, LabourMarket, Levers, Parameters, simulate, small_town
from model.demography import ARRIVAL_BLOCK, SOURCES
from model.draws import stream
from model.entry import FIRM_BLOCK
from model.month import MONTH
from model.residents import NEVER
from model.tables import Table

TOWN = small_town(900, seed=6)
LIFE = ("birth_month", "sex", "origin")


def same_tables(one: LabourMarket, two: LabourMarket) -> None:
    for name in ("residents", "commuters", "firms"):
        first: Table = getattr(one, name)
        second: Table = getattr(two, name)
        for column in first.declared():
            np.testing.assert_array_equal(getattr(first, column), getattr(second, column), f"{name}.{column}")


@pytest.mark.parametrize(
    ("lever", "value"),
    [("job_specialists", 5.0), ("adult_training", 100.0), ("integration", 20.0), ("visitor_spending", 300.0)],
)
def test_a_lever_from_a_month_on_leaves_every_month_before_it_untouched(lever: str, value: float):
    path = np.r_[np.zeros(12), np.full(12, value)]
    with_lever = LabourMarket(TOWN, levers=Levers(**{lever: path}), rng=3, until="2020-12")
    without = LabourMarket(TOWN, rng=3, until="2020-12")
    for model in (with_lever, without):
        model.run_for(12)
    same_tables(with_lever, without)
    for model in (with_lever, without):
        model.run_for(12)
    assert any((a != b).any() for a, b in zip(with_lever.record, without.record, strict=True)), "the lever acts"


def test_a_process_that_only_looks_and_draws_disturbs_nobody():
    class Curious:
        def __init__(self, *arguments): ...

        def step(self, market) -> None:
            for who in market.residents.id[:20]:
                market.draw(stream("curious.look"), who)

    with_curious = LabourMarket(TOWN, rng=4, until="2020-06", processes=(Curious, *MONTH[:5], Curious, *MONTH[5:]))
    plain = LabourMarket(TOWN, rng=4, until="2020-06")
    for model in (with_curious, plain):
        model.run_model()
    same_tables(with_curious, plain)


def lives(market: LabourMarket) -> dict[int, tuple]:
    """What demography and health decide, by id: whether present, health and how she came."""
    people = market.residents
    columns = [getattr(people, name).tolist() for name in ("present", "health", *LIFE)]
    return dict(zip(people.id.tolist(), zip(*columns, strict=True), strict=True))


def test_one_more_child_changes_the_births_and_deaths_of_nobody_else():
    crowded = small_town(900, seed=6)
    people = crowded.residents
    people.reserve(1)
    row = people.used
    people.used += 1
    people.id[row], people.present[row], people.birth_month[row] = 999_999, True, -30
    for name in ("since", "job_since", "enrolled_since"):
        getattr(people, name)[row] = NEVER
    with_child = LabourMarket(crowded, rng=5, until="2019-12")
    plain = LabourMarket(TOWN, rng=5, until="2019-12")
    for model in (with_child, plain):
        model.run_model()
    more, usual = lives(with_child), lives(plain)
    assert set(more) - set(usual) <= {999_999}
    unlike = [who for who in usual if more[who] != usual[who]]
    assert len(unlike) <= 0.005 * len(usual), "work, and so health, may differ for a few who met her on the market"


def refugees_by_month(path: Any) -> list[set[int]]:
    """Ids of the refugees who came in each month of 2019."""
    town = small_town(3000, seed=6)
    model = LabourMarket(town, conditions=Conditions(refugee_arrivals=path), rng=6, until="2019-12")
    model.run_model()
    people, source = model.residents, SOURCES.index("refugees")
    ids = people.id[(people.id >= ARRIVAL_BLOCK) & (people.id < FIRM_BLOCK)]
    block = (ids - np.uint64(ARRIVAL_BLOCK)) >> np.uint64(20)
    return [set(ids[block == month * 4 + source].tolist()) for month in range(12)]


def test_more_refugees_in_one_month_rename_nobody_who_comes_in_another():
    wave = np.full(12, 120.0)
    wave[2] = 600.0
    usual, more = refugees_by_month(np.full(12, 120.0)), refugees_by_month(wave)
    assert len(more[2]) > 2 * len(usual[2])
    for month in set(range(12)) - {2}:
        assert usual[month] == more[month] != set()


def test_the_order_of_rows_decides_no_life():
    shuffled = small_town(900, seed=6)
    order = np.random.default_rng(0).permutation(len(shuffled.residents))
    for name in shuffled.residents.declared():
        column = getattr(shuffled.residents, name)
        column[:] = column[order]
    one, two = (LabourMarket(town, rng=7, until="2019-12") for town in (TOWN, shuffled))
    for model in (one, two):
        model.run_model()
    first, second = ({int(i): k for k, i in enumerate(model.residents.id)} for model in (one, two))
    assert set(first) == set(second)
    rows = np.array([[first[who], second[who]] for who in first])
    for name in ("present", "status", "employer", "education", "benefit", "health", "job_since"):
        np.testing.assert_array_equal(
            getattr(one.residents, name)[rows[:, 0]], getattr(two.residents, name)[rows[:, 1]], name
        )


FINGERPRINT = """
import hashlib, warnings
warnings.simplefilter("ignore")
from model import Levers, Parameters, simulate, small_town
levers = Levers(job_specialists=1.0, visitor_spending=30.0)
run = simulate(small_town(150, seed=2), Parameters(), levers, seed=11, until="2020-06")
print(hashlib.blake2b(b"".join(part.tobytes() for part in run.record)).hexdigest())
"""


def test_plain_python_gives_the_bits_of_the_compiled_rules():
    run = simulate(
        small_town(150, seed=2),
        Parameters(),
        Levers(job_specialists=1.0, visitor_spending=30.0),
        seed=11,
        until="2020-06",
    )
    compiled = hashlib.blake2b(b"".join(part.tobytes() for part in run.record)).hexdigest()
    plain = subprocess.run(
        [sys.executable, "-c", FINGERPRINT],
        capture_output=True, text=True, check=True, env=os.environ | {"NUMBA_DISABLE_JIT": "1"},
    )  # fmt: skip
    assert plain.stdout.strip() == compiled
