"""A variant adds what it says and leaves everything else as it was: draws, records, names, and other variants."""

import pickle
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from examples import wage_subsidy
from model import (
    Conditions,
    LabourMarket,
    Levers,
    Measured,
    Parameters,
    Resident,
    Sketch,
    Variant,
    Words,
    after,
    before,
    instead_of,
    simulate,
    small_town,
)
from model.codes import Status
from model.declare import Prior, declared
from model.demography import Demography
from model.draws import stream
from model.indicators import Indicator
from model.matching import Matching
from model.month import MONTH
from model.participation import Participation
from model.priors import drawn
from model.recording import Recording
from model.tables import Column
from model.variant import STANDARD, VariantError
from results.question import Question, parameters_of
from scenarios.scenario import ScenarioError
from scenarios.settings import settings as settings_of
from scenarios.shelf import load, loads

OWN = stream("test_variant.own")
TOWN = small_town(500)


class Curious:
    """Draws for everybody, writes an own column, and disturbs nobody."""

    def __init__(self, municipality, parameters, levers, conditions, months):
        self.levers = levers

    def step(self, market) -> None:
        for row in range(len(market.residents)):
            market.residents.mood[row] = 1 + int(10 * market.draw(OWN, int(market.residents.id[row])))


class Second(Curious):
    """Another of the same kind."""


class Opened(Curious):
    """Fills its column at the opening as well."""

    def open(self, market) -> None:
        market.residents.mood[:] = 7


@dataclass(frozen=True)
class MoreParameters(Parameters):
    """One more."""

    optimism: float = declared(
        0.5, "share", 0.0, 1.0, "Optimists", "Own estimate", "estimate", Prior.of("beta", a=2, b=2)
    )


@dataclass(frozen=True, eq=False)
class MoreLevers(Levers):
    """One more."""

    concerts: float = declared(0.0, "concerts a year", 0.0, 50.0, "Concerts", "Own estimate", "estimate", lag=2)


@dataclass(frozen=True, eq=False)
class MoreConditions(Conditions):
    """One more."""

    weather: float = declared(1.0, "ratio", 0.0, 2.0, "Weather", "Own estimate", "estimate", off=1.0)


def moody(market) -> float:
    return float((market.residents.mood > 5).sum())


def twice_employed(counts) -> np.ndarray:
    return 2 * counts.sum("employed")


MOOD = Column(np.int8, "grade", "How it goes")
ADDITIONS: dict[str, Any] = {
    "processes": (before(Demography, Curious), after(Matching, Second)),
    "residents": {"mood": MOOD},
    "firms": {"grade": Column(np.float32, "grade", "A grade", blank=0.5)},
    "parameters": MoreParameters,
    "levers": MoreLevers,
    "conditions": MoreConditions,
    "indicators": (
        Measured("moody", "persons", "stock", "In a good mood", moody),
        Indicator("twice_employed", "persons", "stock", "Twice the employed", twice_employed),
    ),
    "words": {"concerts": Words("Konserter", "konserter i året")},
}
FULL = Variant("full", **ADDITIONS)


def same(one, two) -> bool:
    """Whether two records hold the same bits, own counts aside."""
    return all((a == b).all() for a, b in zip(one[:-1], two[:-1], strict=True))


def test_additions_leave_every_other_draw_and_count_as_they_were():
    plain = simulate(TOWN, seed=5, until="2021-12")
    added = simulate(TOWN, seed=5, until="2021-12", variant=FULL)
    assert same(plain.record, added.record)
    assert added.values("moody")[0] == 0
    assert (added.values("moody")[1:] > 100).all(), "half of the town draws a mood above five"
    assert (added.values("twice_employed") == 2 * added.record.cells[:, :, 1].sum(axis=1)).all()
    assert list(added.indicators)[: len(plain.indicators)] == list(plain.indicators)


@given(draw=st.integers(0, 10_000))
@settings(max_examples=20)
def test_an_own_parameter_is_drawn_from_its_prior_and_leaves_the_others(draw: int):
    mine: Any = parameters_of(draw, variant=FULL)
    models = parameters_of(draw)
    assert all(getattr(mine, one.name) == getattr(models, one.name) for one in fields(Parameters))
    assert mine.optimism == drawn(FULL.own(Parameters)[0], draw)
    assert 0.0 < mine.optimism < 1.0


def test_the_month_is_the_models_with_own_processes_in_their_places():
    first = Variant("a", processes=(after(Demography, Curious), before(Recording, Second), after(Curious, Opened)))
    found = first.month()
    assert [one for one in found if one in MONTH] == list(MONTH), "the model's own keep their order"
    assert found[:3] == (Demography, Curious, Opened)
    assert found[-2:] == (Second, Recording)
    assert Variant("b", processes=(instead_of(Participation, Curious),)).month() == tuple(
        Curious if one is Participation else one for one in MONTH
    )
    assert STANDARD.month() == MONTH


def test_own_columns_follow_those_who_come_and_go():
    variant = Variant("a", processes=(after(Demography, Opened),), residents={"mood": MOOD})
    market = LabourMarket(TOWN, rng=2, until="2030-12", variant=variant)
    assert (market.residents.mood == 7).all(), "filled at the opening"
    before_run, capacity = len(market.residents), market.residents.capacity
    left = market.residents.present.copy()
    while market.running:
        market.step()
        assert (market.residents.mood > 0).all(), "those born or moved in this month have theirs"
        assert len(market.residents.whole("mood")) == market.residents.capacity
    assert len(market.residents) > before_run
    assert market.residents.capacity > capacity, "the table has grown, and the column with it"
    assert (left & ~market.residents.present[:before_run]).any(), "some have left, and keep their row"
    assert market.residents.frame()["mood"].tolist() == market.residents.mood.tolist()


def test_new_rows_begin_blank_and_copies_are_apart():
    market = LabourMarket(TOWN, rng=2, until="2021-12", variant=Variant("a", residents={"mood": MOOD}))
    market.residents.mood[:] = 9
    used = len(market.residents)
    twin = pickle.loads(pickle.dumps(market))
    market.run_for(12)
    assert (market.residents.mood[:used] == 9).all()
    assert (market.residents.mood[used:] == 0).all()
    assert len(twin.residents.mood) == used
    assert not hasattr(TOWN.residents, "mood"), "the municipality is never changed"


def test_views_read_and_write_own_columns():
    market = LabourMarket(TOWN, rng=2, variant=Variant("a", residents={"mood": MOOD}))
    resident = market.agents_by_type[Resident].to_list()[3]
    resident.mood = 4
    assert resident.mood == 4
    assert market.residents.mood[resident.row] == 4
    with pytest.raises(AttributeError, match=r"has no column 'moods'; it has id, .*, mood"):
        resident.moods  # noqa: B018


class Sketched(Sketch):
    """Counts who is outside and has luck."""

    seen = 0

    def act(self, agent) -> None:
        if agent.status == Status.OUTSIDE and self.draw(OWN, agent) < 0.25:
            self.seen += 1


def test_a_sketch_asks_everyone_who_is_present_with_the_draws_of_a_compiled_process():
    market = LabourMarket(TOWN, rng=2, variant=Variant("a", processes=(before(Recording, Sketched),)))
    market.step()
    people = market.residents
    rows = np.flatnonzero(people.present & (people.status == Status.OUTSIDE))
    lucky = sum(market.draw(OWN, int(people.id[row])) < 0.25 for row in rows)
    assert next(one for one in market.processes if isinstance(one, Sketched)).seen == lucky > 10


def test_a_scenario_may_name_own_levers_and_conditions():
    text = """
title_nb = "a"
title_en = "a"
description_nb = "b"
description_en = "b"
extends = "plan"
[levers]
concerts = {"2022-01" = 12}
[conditions]
weather = 0.5
"""
    scenario = loads(text, "mine", FULL)
    levers, conditions = settings_of(scenario)
    path = levers.path("concerts", 60)
    assert path[38:].tolist() == [12.0] * 22, "two months after the decision"
    assert not path[:38].any()
    assert conditions.path("weather", 2).tolist() == [0.5, 0.5]
    of_the_plan = settings_of(load("plan")).levers
    assert (levers.path("job_specialists", 60) == of_the_plan.path("job_specialists", 60)).all()
    with pytest.raises(ScenarioError, match=r"mine: levers.concerts = .*unknown lever"):
        loads(text, "mine")
    with pytest.raises(ScenarioError, match=r"levers.concerts.2022-01 = 99; allowed: 0 to 50 concerts a year"):
        loads(text.replace("12", "99"), "mine", FULL)
    with pytest.raises(ScenarioError, match=r"levers.concerto = .*did you mean 'concerts'"):
        loads(text.replace("concerts =", "concerto ="), "mine", FULL)


def test_settings_of_the_model_are_adopted_and_those_of_another_variant_refused():
    given = Parameters(fertility=1.1)
    adopted = FULL.adopt(Parameters, given)
    assert (adopted.fertility, adopted.optimism) == (1.1, 0.5)
    assert FULL.adopt(Parameters, adopted) is adopted
    assert isinstance(FULL.adopt(Conditions, None), MoreConditions)
    with pytest.raises(
        VariantError, match=r"standard: optimism of .*MoreParameters .*: model\.parameters\.Parameters$"
    ):
        STANDARD.adopt(Parameters, adopted)
    with pytest.raises(VariantError, match=r"concerts of .*model\.levers\.Levers or examples\..*\.SubsidyLevers$"):
        LabourMarket(TOWN, None, MoreLevers(), variant=wage_subsidy.VARIANT)


def test_a_question_of_the_model_has_the_same_key_whoever_asks_and_a_variant_one_of_its_own():
    plain = Question("halden", "2020-12")
    assert plain.key == plain._replace(variant=STANDARD).key == plain._replace(variant=Variant("nothing")).key
    mine = plain._replace(variant=wage_subsidy.VARIANT)
    assert mine.key != plain.key
    assert mine.content()["variant"] == "wage_subsidy"
    assert pickle.loads(pickle.dumps(mine)).key == mine.key, "a worker finds the same"


def test_a_variant_changes_its_version_with_any_file_it_is_made_of(tmp_path: Path):
    rules = tmp_path / "rules.py"
    rules.write_text("A = 1\n")
    variant = Variant("a", residents={"mood": MOOD}, sources=(rules,))
    first = variant.version
    assert first == variant.version != STANDARD.version
    rules.write_text("A = 2\n")
    assert variant.version != first


def test_a_run_and_a_market_that_were_looked_at_can_be_pickled():
    run = simulate(TOWN, seed=1, until="2019-06", variant=FULL)
    market = LabourMarket(TOWN, rng=1, until="2019-06", variant=FULL)
    market.run_model()
    assert run.at("moody", "2019-06") == market.value("moody")
    again, twin = pickle.loads(pickle.dumps((run, market)))
    assert again.at("moody", "2019-06") == twin.value("moody") == run.at("moody", "2019-06")
