"""Hindcast: what the model would have projected from an earlier year, scored against what came.

The figures allow it for the population by age. Behaviour is the posterior's, which knows 2019; residents, moves and
refugees are what was known in the earlier year.
"""

from dataclasses import replace

import numpy as np

from calibration.hindcast import town_of
from calibration.observed import POPULATION, Observed, by_band
from calibration.packs import read_pack
from calibration.rivals import rivals
from model.dates import MONTHS_A_YEAR, date_of
from model.demography import Demography
from model.engine import Engine
from model.indicators import BAND_NAMES
from model.recording import Recording
from model.run import Run
from results.question import conditions_of, draw_of, parameters_of
from results.scores import Scored, score

START, YEARS = 2010, (2014, 2018)
"""The first of January from which it is projected, and the Decembers that are scored."""


def hindcast(replications: int, municipality: str = "halden") -> list[Scored]:
    """Score a municipality's population by age at the end of ``YEARS``, projected from ``START``."""
    from model.conditions import Conditions

    town, refugees = town_of(START, municipality)
    pack = read_pack(municipality)
    months = (YEARS[-1] - START + 1) * MONTHS_A_YEAR
    names = ["population", *(f"population_{name}" for name in BAND_NAMES)]
    rows = [(year - START + 1) * MONTHS_A_YEAR for year in YEARS]
    found = np.empty((replications, len(YEARS), len(names)))
    for k in range(replications):
        draw = draw_of(k)
        # Jobs are not known, so moves cannot answer to them.
        parameters = replace(parameters_of(draw, municipality=municipality), migration_response=0.0)
        outside = Conditions(refugee_arrivals=refugees, pandemic=0.0)
        conditions = conditions_of(draw, outside, municipality=municipality)
        market = Engine(
            town, parameters, None, conditions, rng=k, until=date_of(months - 1), processes=(Demography, Recording)
        )  # fmt: skip
        market.run_model()
        run = Run(town.name, k, market.until, market.record)
        found[k] = [[run.values(name)[row] for name in names] for row in rows]
    scored = []
    for place, year in enumerate(YEARS):
        ages = pack.residents(year + 1).sum(axis=1)
        for column, value in enumerate([ages.sum(), *by_band(ages)]):
            observed = Observed(names[column], f"{year}-12", float(value), 0.0, POPULATION, False)
            rival = rivals(observed.indicator, observed.date, last=START - 1, pack=pack)
            scored.append(score(observed, found[:, place, column], rival))
    return scored
