"""What both sides of the comparison run: six core rules, a closed town, and firms that want the staff they had.

The rules are deaths, births, work capacity, participation with retirement, separations, and search with matching.
Nobody moves in or out and there is no commuter pool, so that the mirror stays short enough to be read beside the model.
"""

from dataclasses import replace

import numpy as np

from model import Conditions, LabourMarket, Municipality
from model.codes import Owner, Programme
from model.commuters import Commuters
from model.demography import Demography
from model.health import Capacity
from model.matching import Matching
from model.participation import Participation
from model.recording import Recording
from model.separations import Separations


class SteadyDemand:
    """Every firm wants the staff it began with."""

    def __init__(self, municipality, parameters, levers, conditions, months): ...

    def step(self, market) -> None:
        """Vacancies are what is missing; nobody is dismissed."""
        firms = market.firms
        firms.vacancies[:] = np.maximum(firms.desired - firms.staff, 0)
        firms.layoffs[:] = 0.0


RULES = (Demography, Capacity, Participation, SteadyDemand, Separations, Matching, Recording)
CONDITIONS = Conditions(refugee_arrivals=0.0, pandemic=0.0, dated_events=0.0)


def closed(municipality: Municipality) -> Municipality:
    """The municipality without moves, commuter pool, events and places in programmes."""
    firms, residents = municipality.firms.copy(), municipality.residents.copy()
    residents.programme[:] = Programme.NONE
    firms.commuters[:] = 0
    firms.desired[:] = firms.staff
    firms.owner[:] = Owner.PRIVATE
    rates = municipality.rates
    still = replace(rates, leaving=np.zeros_like(rates.leaving), arriving=np.zeros_like(rates.arriving))
    return replace(
        municipality,
        residents=residents,
        firms=firms,
        commuters=Commuters(),
        rates=still,
        events=(),
        measure_places=0.0,
    )


def compiled(town: Municipality, seed: int, until: str) -> LabourMarket:
    """The model with the six rules, ready to run."""
    return LabourMarket(town, conditions=CONDITIONS, rng=seed, until=until, processes=RULES)
