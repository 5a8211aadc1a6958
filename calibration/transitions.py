"""A municipality's transition tables: deaths, births, moves, health, and how often people look for work.

Deaths: Norway's cohort ratios from 60, life-table points below. Births: a bell by age with Norway's total fertility of
2018, at the municipality's level. Moves: gross levels are the municipality's; the shape by age is the usual one of
moves (Rogers and Castro 1981) and, for those who move in, the net change by age 2014-2019. The level of moves in is set
so that the population grows as the municipality's file says.
"""

from typing import NamedTuple

import numpy as np

from calibration import margins
from calibration.cohorts import cohort_ratios
from calibration.figures import FigureError, population
from calibration.packs import MunicipalityPack
from model.codes import Education, Health, Industry, Status
from model.parameters import Parameters
from model.rates import OLDEST, Rates
from model.residents import Residents

BIRTH_YEARS = range(2014, 2019)
"""Years whose births tell the municipality's level, as far as its population is known."""
FROM_ABROAD_AGE = 31.0, 11.0
"""Those from abroad, relative to all who move in: a bell by age, its middle and width (estimate)."""
LEAVING_ORIGIN = np.array([1.0, 1.4, 1.3])
LEAVING_EMPLOYED = 0.75
"""Moving out by origin and employment, relative (estimates)."""
FIRST_MOVES = 0.96
"""Of a year's moves out, those by people who lived here when it began; newcomers make the others (from the model)."""
SEASON = np.array([0.86, 0.86, 0.88, 0.88, 0.9, 1.0, 1.2, 1.7, 1.1, 0.9, 0.86, 0.86])
"""Moves by month: August and July lead, with study years and leases (estimate)."""
WORK_NEED = np.array([(0, 1.9), (6, 1.8), (16, 0.45), (67, 1.0), (80, 3.6)])
"""Need for municipal and local services from each age, relative (estimate: municipal spending by age)."""


def mortality() -> np.ndarray:
    """[sex, age] share who die in a year."""
    ages = margins.AGES
    rates = np.zeros((2, len(ages)))
    for sex, word in enumerate(("female", "male")):
        old = 1.0 - cohort_ratios(None, word)
        smooth = np.convolve(np.pad(old, 2, mode="edge"), np.ones(5) / 5, mode="valid")
        at_66 = max(smooth[66], 1e-3)
        level = 0.8 if sex == 0 else 1.2
        points = np.log([0.0001, 0.0002 * level, 0.0004 * level, 0.0019 * level, at_66])
        young = np.exp(np.interp(ages, [5, 18, 30, 50, 66], points))
        rates[sex] = np.where(ages < 66, young, np.maximum(smooth, at_66))
        rates[sex, 0] = 0.002
        rates[sex, 100:] = np.maximum(rates[sex, 100:], 0.4)
    return np.minimum(rates, 0.95)


def fertility(pack: MunicipalityPack) -> np.ndarray:
    """[age] births a year per woman: total fertility 1.56 (Norway 2018) at the municipality's level, mean age 30."""
    return fertility_by_age() * pack.figure("total_fertility_rate", 2018, "area=Norway") * birth_level(pack)


def fertility_by_age() -> np.ndarray:
    """[age] share of all births a woman has: a bell at 16-46."""
    ages = margins.AGES
    bell = np.where((ages >= 16) & (ages <= 46), np.exp(-0.5 * ((ages - 30.3) / 5.2) ** 2), 0.0)
    return bell / bell.sum()


def birth_level(pack: MunicipalityPack) -> float:
    """Births per woman relative to Norway's, given women's ages: infants on 1 January a year later."""
    known = set(pack.population["year"])
    years = [year for year in BIRTH_YEARS if {year, year + 1} <= known]
    if not years:
        raise FigureError(
            f"{pack.folder / 'population.csv'}: years = {min(known)} to {max(known)}; allowed: two neighbouring years "
            f"at least of {BIRTH_YEARS[0]} to {BIRTH_YEARS[-1] + 1}, 2019 among them"
        )
    yearly = []
    for people in (pack.population, population("norway")):
        women, men = (people.pivot(index="year", columns="age", values=sex) for sex in ("female", "male"))
        expected = women[margins.AGES].to_numpy() @ fertility_by_age()
        births = dict(zip(women.index, expected, strict=True))
        yearly.append([(women[0][year + 1] + men[0][year + 1]) / births[year] for year in years])
    here, norway = np.array(yearly)
    return float((here / norway).mean())


def moving_shape() -> np.ndarray:
    """[age] relative chance of moving: children with young parents, a peak at 20-27, few of the old (Rogers-Castro)."""
    ages = margins.AGES.astype(float)
    labour = np.exp(-0.10 * (ages - 21.5) - np.exp(-0.45 * (ages - 21.5)))
    return 0.012 + 0.055 * np.exp(-0.12 * ages) + 0.33 * labour


class Past(NamedTuple):
    """What is known of moves when a projection begins."""

    people: np.ndarray
    """[age, sex] residents."""
    ratios: np.ndarray
    """[sex, age] residents a year later, a year older, per resident: a mean of the years before."""
    growth: float
    """Residents a year."""
    refugees: float
    """Persons a year."""


def past(pack: MunicipalityPack) -> Past:
    """What was known on 1 January 2019, and the growth of the year that followed."""
    ratios = np.stack([cohort_ratios(pack, word) for word in ("female", "male")])
    return Past(pack.residents(), ratios, pack.constants.growth.value, pack.constants.refugees.value)


def net_change(known: Past) -> np.ndarray:
    """[age] net movers a year among residents of each age: cohort ratios, smoothed over five."""
    change, deaths = np.zeros(len(margins.AGES)), mortality()
    for sex, ratio in enumerate(known.ratios):
        net = np.where(margins.AGES < 75, ratio - 1.0 + deaths[sex], 0.0)
        change += np.convolve(np.pad(net, 2, mode="edge"), np.ones(5) / 5, mode="valid") * known.people[:, sex]
    return change


def gross_moves(
    pack: MunicipalityPack, residents: Residents, known: Past | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """[age] moving out for one of origin REST without a job, [source, age] moves in a year; sources add up to all.

    Sources: from Norway, from abroad, refugees. All who move in at an age are those who left at it and the net change
    there; the ages of those from abroad and of refugees are estimates, and the others came from Norway.
    """
    known = known or past(pack)
    out = pack.constants.out_migration.value
    age = (-1 - residents.birth_month.astype(int)) // 12
    weight = LEAVING_ORIGIN[residents.origin] * np.where(residents.status == Status.EMPLOYED, LEAVING_EMPLOYED, 1.0)
    shape = moving_shape()
    leaving = shape * out * FIRST_MOVES / float((shape[age] * weight).sum())
    leavers = np.bincount(age, weights=leaving[age] * weight, minlength=OLDEST + 1)[: OLDEST + 1]
    natural = float((fertility(pack) * known.people[:, 0]).sum() - (mortality() * known.people.T).sum())
    everyone = np.maximum(leavers + net_change(known), 0.15 * leavers + 1e-6)
    everyone *= (out + known.growth - natural) / everyone.sum()
    middle, width = FROM_ABROAD_AGE
    abroad = everyone * np.exp(-(((margins.AGES - middle) / width) ** 2))
    abroad *= (pack.constants.immigration.value - known.refugees) / abroad.sum()
    refugees = everyone * np.where(margins.AGES < 50, 1.0, 0.05)
    refugees *= known.refugees / refugees.sum()
    return leaving, np.stack([everyone - abroad - refugees, abroad, refugees])


def health_flows(pack: MunicipalityPack, residents: Residents) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """[age] falling ill among the healthy, [age] pensions granted among those with reduced capacity, [education] risk.

    Pensions: the national inflow by age 2016, at the level of the county. Falling ill keeps the stock of reduced
    capacity at its share as people age, recover and are granted pensions.
    """
    p = Parameters()
    ages = margins.AGES
    middles = [18.5, 22, 27, 32, 37, 42, 47, 52, 57, 62, 66]
    bands = ["18-19", "20-24", "25-29", "30-34", "35-39", "40-44", "45-49", "50-54", "55-59", "60-64", "65-67"]
    inflow = [pack.figure("disability_inflow_rate_by_age", 2016, "area=Norway", f"age={band}") / 1000 for band in bands]
    county, norway = (
        pack.figure("disability_inflow_per_1000_nondisabled", 2016, f"area={area}")
        for area in (margins.COUNTY[pack.constants.area]["disability"], "Norway")
    )
    level = county / norway
    granted = np.interp(ages, middles, inflow) * level
    working_age = (ages >= 18) & (ages < 67)
    age = (-1 - residents.birth_month.astype(int)) // 12
    reduced = (residents.health == Health.REDUCED) & (residents.benefit <= 1)
    employed = residents.status == Status.EMPLOYED
    share_employed = employed[reduced & (age < 67)].mean()
    exposure = 1.0 - share_employed * (1.0 - p.employed_disability_risk)
    stock = margins.reduced_capacity(pack)
    disability = np.where(working_age, np.minimum(granted / np.maximum(stock, 1e-3) / exposure, 0.6), 0.0)
    by_education = margins.HEALTH_BY_EDUCATION[np.arange(len(Education))]
    healthy = (residents.health == Health.GOOD) & (age >= 18) & (age < 67) & (residents.benefit == 0)
    by_education = by_education / by_education[residents.education[healthy]].mean()
    idle = 1.0 + (p.not_employed_health_risk - 1.0) * (1.0 - employed[healthy].mean())
    pensioners = margins.disability(pack) @ np.array([0.5, 0.5])
    gone = stock * p.recovery + granted
    needed = gone + np.gradient(stock)
    well = np.maximum(1.0 - stock - pensioners, 0.3)
    inflow_ill = np.where(working_age, np.maximum(needed / well / idle, 0.0), 0.0)
    inflow_ill[18] += stock[18] * 0.5
    return np.minimum(inflow_ill, 0.5), disability, by_education


def skill_shares(residents: Residents) -> np.ndarray:
    """[industry, level] what vacancies ask for: the education of those employed, an eighth of it a step less."""
    here = residents.employer >= 0
    level = np.array([0, 1, 1, 2, 3])[residents.education[here]]
    table = np.zeros((len(Industry), 4))
    np.add.at(table, (residents.industry[here], level), 1.0)
    table += 0.5
    table /= table.sum(axis=1, keepdims=True)
    easier = table * 0.88
    easier[:, 0] += table[:, 0] * 0.12
    easier[:, :-1] += table[:, 1:] * 0.12
    return easier


def seek_tables(pack: MunicipalityPack) -> dict[str, np.ndarray | float]:
    """The balanced chances of looking for work."""
    made = {name: value for name, value in pack.balance.items() if name not in ("parameters", "unemployed")}
    return {name: np.array(value) if isinstance(value, list) else float(value) for name, value in made.items()}


def unemployed_shares(pack: MunicipalityPack) -> dict[str, np.ndarray]:
    """December's shares of the registered unemployed by band, origin and education; ``level``: winter over the year.

    They are the model's own in flow balance, so that the first months show no transient.
    """
    return {name: np.array(value) for name, value in pack.balance.get("unemployed", {}).items()}


def transition_rates(pack: MunicipalityPack, residents: Residents, known: Past | None = None) -> Rates:
    """All of a municipality's rates; moves are those of 2019 unless other years are ``known``."""
    leaving, arrivals = gross_moves(pack, residents, known)
    reduced, disability, by_education = health_flows(pack, residents)
    first, relative = WORK_NEED.T
    need = relative[np.searchsorted(first, margins.AGES, side="right") - 1]
    people = pack.residents().sum(axis=1)
    return Rates(
        mortality=mortality(),
        fertility=fertility(pack),
        leaving=leaving,
        leaving_origin=LEAVING_ORIGIN,
        leaving_employed=LEAVING_EMPLOYED,
        arriving=arrivals.sum(axis=1),
        arriving_season=SEASON / SEASON.mean(),
        reduced_inflow=reduced,
        disability_inflow=disability,
        health_education=by_education,
        skill=skill_shares(residents),
        need=need / (need @ people / people.sum()),
        **seek_tables(pack),  # type: ignore[arg-type]
    )
