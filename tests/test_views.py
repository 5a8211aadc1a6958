"""Agents are views of the tables' rows: what is read is there, what is written is written there."""

import gc

import mesa
import numpy as np
import pytest
from mesa.agent import AgentSet

from model import Firm, Resident
from model.codes import Benefit, Status
from tests.test_mesa import market


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


def test_a_value_that_a_column_cannot_hold_is_refused():
    model = market()
    resident = model.agents_by_type[Resident].to_list()[0]
    before = resident.status
    for value in (0.7, 300, "many", np.nan):
        with pytest.raises((ValueError, OverflowError)):
            resident.status = value
    assert resident.status == before
    with pytest.raises(ValueError, match=r"Resident.since = 0.5; allowed: what int16 holds"):
        resident.since = 0.5
    resident.status = np.int64(1)
    assert resident.status == 1
