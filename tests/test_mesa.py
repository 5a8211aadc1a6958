"""Whoever knows Mesa knows this model: agents, sets, collectors, batches, copies and sketches work as expected."""

import copy
import gc
import multiprocessing
import pickle
from collections.abc import Iterator
from functools import partial

import mesa
import numpy as np
import pytest
from mesa.agent import AgentSet
from mesa.batchrunner import batch_run

from model import Firm, LabourMarket, Parameters, Resident, simulate, small_town
from model.codes import Benefit, Status
from model.indicators import HEADLINES
from model.participation import GIVE_UP, Participation
from model.rates import Rates
from model.recording import Recording
from model.separations import DESTINATIONS, SEPARATIONS, Separations, separation_hazards
from model.town import plain_rates

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


def test_agents_are_mesa_agents_with_unique_ids():
    model = market()
    model.run_for(6)
    agents = model.agents.to_list()
    assert all(isinstance(agent, mesa.Agent) for agent in agents)
    ids = [agent.unique_id for agent in agents]
    assert len(set(ids)) == len(ids) == model.residents.present.sum() + model.firms.present.sum()
    first = model.agents_by_type[Resident].to_list()[0]
    assert first.unique_id == model.residents.id[first.row]
    assert first.model is model


def test_select_get_agg_and_groupby_read_the_table():
    model = market()
    people = model.agents_by_type[Resident]
    assert isinstance(people, AgentSet)
    table = model.residents
    assert len(people.select(lambda r: r.status == Status.EMPLOYED)) == (table.status == Status.EMPLOYED).sum()
    assert people.get("birth_month") == table.birth_month.tolist()
    assert people.get(["sex", "origin"]) == np.stack([table.sex, table.origin], axis=1).tolist()
    assert people.agg("age", max) == (-table.birth_month // 12).max()
    assert people.groupby("sex").count() == {sex: (table.sex == sex).sum() for sex in (0, 1)}
    assert model.agents_by_type[Firm].agg("jobs", sum) == model.value("jobs")


def test_attributes_are_python_scalars():
    model = market()
    resident, firm = model.agents_by_type[Resident].to_list()[0], model.agents_by_type[Firm].to_list()[0]
    assert type(resident.status) is int
    assert type(resident.present) is bool
    assert type(firm.reference) is float


def test_set_and_assignment_write_through_to_the_tables():
    model = market()
    old = model.agents_by_type[Resident].select(lambda r: r.age >= 80)
    old.set("benefit", Benefit.WORK_ASSESSMENT)
    age = -model.residents.birth_month // 12
    assert (model.residents.benefit[age >= 80] == Benefit.WORK_ASSESSMENT).all()
    assert not (model.residents.benefit[age < 80] == Benefit.WORK_ASSESSMENT).any()
    firm = model.agents_by_type[Firm].to_list()[2]
    firm.site = 77.0
    assert model.firms.site[2] == 77.0


def test_do_and_shuffle_do_visit_everyone_once():
    model = market()
    for visit in ("do", "shuffle_do"):
        seen: list[int] = []
        getattr(model.agents_by_type[Resident], visit)(lambda r, seen=seen: seen.append(r.row))
        assert sorted(seen) == list(range(model.residents.used))


def test_an_unknown_attribute_names_the_columns():
    resident = market().agents_by_type[Resident].to_list()[0]
    with pytest.raises(AttributeError, match="Resident has no column 'wage'; it has id, present"):
        _ = resident.wage
    with pytest.raises(AttributeError, match="Resident has no column 'wage'"):
        resident.wage = 3
    for fixed in ("unique_id", "row", "model"):
        with pytest.raises(AttributeError, match=f"{fixed} of a view cannot be set"):
            setattr(resident, fixed, 1)
    with pytest.raises(AttributeError, match="arrivals and leaving"):
        market().agents = []


def test_the_age_of_a_view_is_that_of_the_present_month():
    model = market()
    resident = model.agents_by_type[Resident].to_list()[0]
    resident.birth_month = -25 * 12
    assert resident.age == 25
    model.month = 11
    assert resident.age == 25
    model.month = 12
    assert resident.age == 26


@pytest.mark.parametrize("kind", [Resident, Firm])
def test_a_view_can_neither_be_created_nor_removed_by_hand(kind: type):
    model = market()
    with pytest.raises(TypeError, match=f"{kind.__name__} cannot be created.*through the month's processes"):
        kind(model)
    with pytest.raises(TypeError, match=f"{kind.__name__} cannot be removed: leaving goes through"):
        model.agents_by_type[kind].to_list()[0].remove()


def test_views_stay_alive_when_nobody_but_a_set_holds_them():
    model = market()
    held = model.agents_by_type[Resident].select(lambda r: r.row < 50)
    gc.collect()
    assert len(held) == 50
    model.run_for(3)
    model.agents  # noqa: B018  (building views again must not drop those held)
    gc.collect()
    assert len(held) == 50
    assert sorted(held.get("row")) == list(range(50))


def test_a_resident_is_the_same_object_every_month():
    model = market()
    before = {r.unique_id: r for r in model.agents_by_type[Resident]}
    model.run_for(12)
    after = {r.unique_id: r for r in model.agents_by_type[Resident]}
    assert all(after[who] is before[who] for who in before.keys() & after.keys())
    assert len(before.keys() & after.keys()) > 200


def test_arrivals_get_views_and_those_who_left_are_no_longer_among_the_agents():
    model = market()
    before = set(model.agents_by_type[Resident].get("unique_id"))
    model.run_for(12)
    after = set(model.agents_by_type[Resident].get("unique_id"))
    assert after == set(model.residents.id[model.residents.present].tolist())
    assert after - before
    assert before - after
    assert len(model.agents) == model.residents.present.sum() + model.firms.present.sum()


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


class Sketch:
    """A process is any class with this constructor and a step."""

    def __init__(self, municipality, parameters, levers, conditions, months):
        self.parameters = parameters


class GivingUpOnViews(Sketch):
    """Pensions at 67 and giving up, written on the agents as a first sketch of the rule."""

    def step(self, market: LabourMarket) -> None:
        def month_of(resident: Resident) -> None:
            if resident.age >= 67 and resident.benefit != Benefit.OLD_AGE:
                resident.benefit = Benefit.OLD_AGE
                gives_up = True
            else:
                hazard = self.parameters.give_up_enrolled if resident.enrolment else self.parameters.give_up
                gives_up = market.draw(GIVE_UP, resident.id) < hazard
            if resident.status == Status.UNEMPLOYED and gives_up:
                resident.status = Status.OUTSIDE
                resident.since = market.month

        market.agents_by_type[Resident].shuffle_do(month_of)


class SeparationsOnViews(Sketch):
    """Ends of jobs, written on the agents as a first sketch of the rule."""

    def step(self, market: LabourMarket) -> None:
        hazard = separation_hazards(self.parameters)
        by_origin = (1.0, self.parameters.separation_labour_origin, self.parameters.separation_refugee_origin)
        firms = {firm.row: firm for firm in market.agents_by_type[Firm]}

        def month_of(resident: Resident) -> None:
            tenure = min(market.month - resident.job_since, hazard.shape[1] - 1)
            young = market.month - resident.birth_month < 25 * 12
            if market.draw(SEPARATIONS, resident.id) >= hazard[int(young), tenure] * by_origin[resident.origin]:
                return
            firm = firms.get(resident.employer)
            if firm is not None:
                firm.staff -= 1
            p = self.parameters
            likely = p.separated_register_ill if resident.health else p.separated_register
            free = resident.enrolment == 0 and resident.benefit == Benefit.NONE
            registers = free and market.draw(DESTINATIONS, resident.id) < likely
            resident.status = Status.UNEMPLOYED if registers else Status.OUTSIDE
            resident.employer, resident.region, resident.since = -1, 0, market.month

        market.agents_by_type[Resident].select(lambda r: r.status == Status.EMPLOYED).shuffle_do(month_of)


def town_where_nobody_seeks():
    rates = plain_rates()
    fields = {**rates.__dict__, "seek": np.zeros_like(rates.seek)}
    town = small_town(400, seed=9)
    object.__setattr__(town, "rates", Rates(**fields))
    return town


@pytest.mark.parametrize(
    ("process", "sketch", "parameters"),
    [
        (Participation, GivingUpOnViews, Parameters(retire_62_66=0.0, retire_67_74=0.0, retire_not_employed=0.0)),
        (Separations, SeparationsOnViews, Parameters(separation=0.03)),
    ],
)
def test_a_rule_sketched_on_the_agents_agrees_with_the_compiled_process(process, sketch, parameters):
    town = town_where_nobody_seeks()
    compiled = LabourMarket(town, parameters, rng=8, processes=(process, Recording))
    sketched = LabourMarket(town, parameters, rng=8, processes=(sketch, Recording))
    for model in (compiled, sketched):
        model.run_for(14)
        model.commuters = town.commuters.copy()  # the sketch leaves in-commuters out
        model.firms.commuters[:] = town.firms.commuters
    changed = (compiled.residents.status != town.residents.status).sum()
    assert changed >= 5
    for name in compiled.residents.declared():
        np.testing.assert_array_equal(getattr(compiled.residents, name), getattr(sketched.residents, name), name)
    np.testing.assert_array_equal(compiled.firms.staff, sketched.firms.staff)
