"""Whoever knows Mesa knows this model: models, sets, collectors, batches and copies work as expected."""

import copy
import multiprocessing
import pickle
from collections.abc import Iterator
from functools import partial

import mesa
import numpy as np
import pytest
from mesa.batchrunner import batch_run

from model import Firm, LabourMarket, Resident, simulate, small_town
from model.indicators import HEADLINES

TOWN = small_town(300, seed=5)


class Council(mesa.Agent):
    """A researcher's own agent beside residents and firms."""

    def __init__(self, model: mesa.Model, seats: int = 35) -> None:
        super().__init__(model)
        self.seats = seats


class Collected(LabourMarket):
    """A model with its own collector, made as in any Mesa model."""

    def __init__(self, size: int = 100, rng: int | None = None) -> None:
        super().__init__(small_town(size), rng=rng, until="2019-06")
        self.datacollector = mesa.DataCollector(
            model_reporters={"jobs": lambda m: m.value("jobs"), "month": "month", "size": partial(len_of)},
            agenttype_reporters={Resident: {"status": "status", "age": lambda r: r.age}, Firm: {"staff": "staff"}},
        )

    def step(self) -> None:
        super().step()
        self.datacollector.collect(self)


def len_of(model: LabourMarket) -> int:
    return len(model.agents_by_type[Resident])


def market(**others) -> LabourMarket:
    return LabourMarket(TOWN, rng=42, **others)


def assert_same_state(one: LabourMarket, two: LabourMarket) -> None:
    for table in ("residents", "commuters", "firms"):
        for name in getattr(one, table).declared():
            np.testing.assert_array_equal(getattr(getattr(one, table), name), getattr(getattr(two, table), name), name)
    for first, second in zip(one.record, two.record, strict=True):
        np.testing.assert_array_equal(first, second)


@pytest.fixture
def start_method() -> Iterator[None]:
    before = multiprocessing.get_start_method(allow_none=True)
    yield
    multiprocessing.set_start_method(before, force=True)


def test_a_model_without_arguments_steps_through_its_months():
    model = LabourMarket()
    assert (model.month, model.steps, model.time, model.running) == (-1, 0, 0.0, True)
    model.step()
    assert (model.month, model.date, model.steps, model.time) == (0, "2019-01", 1, 1.0)
    model.run_for(12)
    assert (model.month, model.date, model.steps, model.time) == (12, "2020-01", 13, 13.0)


def test_run_model_ends_after_the_last_month_and_a_further_step_says_why():
    model = market(until="2019-04")
    model.run_model()
    assert (model.running, model.date, model.steps) == (False, "2019-04", 4)
    with pytest.raises(RuntimeError, match="the run ends in 2019-04"):
        model.step()


def test_the_seed_is_given_as_rng_and_must_be_a_whole_number():
    assert market().seed == 42
    assert LabourMarket(TOWN).seed == 0
    for wrong in (-1, 2**63):
        with pytest.raises(ValueError, match="allowed: a whole number of 0 or more"):
            LabourMarket(TOWN, rng=wrong)


def test_a_step_on_the_model_equals_a_step_of_simulate():
    model = market(until="2019-12")
    model.run_model()
    run = simulate(TOWN, seed=42, until="2019-12")
    for first, second in zip(model.record, run.record, strict=True):
        np.testing.assert_array_equal(first, second)


def test_mesa_generators_exist_seeded_and_change_nothing_in_the_run():
    disturbed, plain = market(), market()
    assert disturbed.rng.random() == np.random.default_rng(42).random()
    assert disturbed.random.random() == plain.random.random()
    disturbed.rng.random(1000)
    disturbed.agents_by_type[Resident].shuffle(inplace=True)
    for model in (disturbed, plain):
        model.run_for(6)
    assert_same_state(disturbed, plain)


def test_the_scenario_attribute_is_mesas_own():
    model = market()
    assert type(model.scenario).__module__.startswith("mesa.")
    assert model.scenario.model is model


def test_a_researchers_own_agents_live_beside_residents_and_firms():
    model = market()
    assert model.agent_types == [Resident, Firm]
    council = Council(model)
    assert model.agent_types == [Resident, Firm, Council]
    assert model.agents_by_type[Council].to_list() == [council]
    assert council in model.agents
    ids = [agent.unique_id for agent in model.agents]
    assert len(set(ids)) == len(ids)
    model.run_for(2)
    council.remove()
    assert council not in model.agents


def test_own_agents_change_nothing_in_the_run():
    with_council, without = market(), market()
    Council.create_agents(with_council, 3, seats=[5, 7, 9])
    for model in (with_council, without):
        model.run_for(6)
    assert_same_state(with_council, without)
    assert with_council.agents_by_type[Council].get("seats") == [5, 7, 9]


def test_the_collector_holds_the_headlines_of_every_month_when_none_is_set():
    model = market()
    assert model.datacollector.get_model_vars_dataframe().shape == (1, len(HEADLINES))
    model.run_for(6)
    frame = model.datacollector.get_model_vars_dataframe()
    expected = simulate(TOWN, seed=42, until="2019-06").wide(HEADLINES)
    np.testing.assert_array_equal(frame.to_numpy(), expected.to_numpy())
    assert list(frame.columns) == list(HEADLINES)


def test_value_is_the_latest_of_any_indicator():
    model = market()
    model.run_for(5)
    run = simulate(TOWN, seed=42, until="2019-05")
    for name in ("jobs", "employed_residents", "separation_rate", "job_to_job_rate_long", "hires", "out_commuters"):
        assert model.value(name) == run.values(name)[-1]
    with pytest.raises(ValueError, match=r"indicator = 'nonsense'; allowed: population"):
        model.value("nonsense")


def test_a_collector_of_ones_own_records_models_and_types_of_agents():
    model = Collected(rng=3)
    model.run_model()
    frame = model.datacollector.get_model_vars_dataframe()
    assert frame["month"].tolist() == [0, 1, 2, 3, 4, 5]
    assert frame["jobs"].tolist() == simulate(small_town(100), seed=3, until="2019-06").values("jobs")[1:].tolist()
    people = model.datacollector.get_agenttype_vars_dataframe(Resident)
    assert list(people.columns) == ["status", "age"]
    assert people.groupby(level=0).size().tolist() == frame["size"].tolist()
    staff = model.datacollector.get_agenttype_vars_dataframe(Firm)
    assert staff["staff"].groupby(level=0).sum().iloc[-1] == model.firms.staff.sum()


@pytest.mark.usefixtures("start_method")
def test_a_batch_of_the_model_itself_gives_the_headlines():
    rows = batch_run(
        LabourMarket, {"municipality": [TOWN], "until": "2019-03"}, rng=[1, 2], data_collection_period=1,
        display_progress=False,
    )  # fmt: skip
    assert len(rows) == 2 * 4
    jobs = [row["jobs"] for row in rows if row["iteration"] == 1]
    assert jobs == simulate(TOWN, seed=2, until="2019-03").values("jobs").tolist()


@pytest.mark.usefixtures("start_method")
def test_a_batch_of_a_model_with_its_own_collector_gives_what_it_collects():
    rows = batch_run(Collected, {"size": [80, 100]}, rng=[3], display_progress=False)
    last = {row["size"]: row["jobs"] for row in rows if "status" in row}
    assert len(last) > 1
    model = Collected(100, rng=3)
    model.run_model()
    assert rows[-1]["jobs"] == model.value("jobs")


@pytest.mark.parametrize("twin_of", [copy.deepcopy, lambda model: pickle.loads(pickle.dumps(model))])
def test_a_copy_made_midway_goes_on_to_the_same_bits(twin_of):
    model = market()
    model.run_for(7)
    held = model.agents_by_type[Resident]
    twin = twin_of(model)
    assert_same_state(model, twin)
    assert twin.residents.columns.status is not model.residents.columns.status
    for one in (model, twin):
        one.run_for(9)
    assert_same_state(model, twin)
    assert (twin.steps, twin.time, twin.month) == (16, 16.0, 15)
    assert all(agent.model is twin for agent in twin.agents)
    assert len(held) == len(held.get("status"))


def test_a_copy_shares_nothing_with_its_original():
    model = market()
    model.run_for(2)
    twin = copy.deepcopy(model)
    before = [column.copy() for column in model.residents.columns]
    twin.run_for(6)
    twin.agents_by_type[Resident].set("sex", 1)
    for column, was in zip(model.residents.columns, before, strict=True):
        np.testing.assert_array_equal(column, was)
