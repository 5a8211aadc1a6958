"""A rule that is sketched on agents agrees with the compiled process."""

import numpy as np
import pytest

from model import Firm, LabourMarket, Parameters, Resident, small_town
from model.codes import Benefit, Status
from model.participation import GIVE_UP, Participation
from model.rates import Rates
from model.recording import Recording
from model.separations import DESTINATIONS, SEPARATIONS, Separations, separation_hazards
from model.town import plain_rates


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
