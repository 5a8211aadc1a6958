"""What is known of the residents on 1 January 2019: the margins that the starting tables meet.

Figures come from the data files. What no source gives is an estimate: it says so, with a standard error and a reason.
"""

from dataclasses import dataclass

import numpy as np

from calibration.packs import MunicipalityPack
from model.rates import OLDEST

AGES = np.arange(OLDEST + 1)


@dataclass(frozen=True)
class Estimate:
    """A number that no source gives: our judgement, its standard error and the reason."""

    value: float
    standard_error: float
    why: str


ORIGIN_AGE_PEAK = Estimate(36.0, 3.0, "Immigrants are concentrated in working age; refugees somewhat younger")
LABOUR_SHARE_OF_FAMILY = Estimate(0.5, 0.15, "Half of family immigrants came to labour or EU immigrants")
GENERAL_SHARE_OF_UPPER = Estimate(0.35, 0.06, "Upper secondary: two thirds vocational in a manufacturing county")
LONG_SHARE_OF_HIGHER = Estimate(0.24, 0.04, "Long higher education: about a quarter outside the cities")
OLD_EDUCATION = (Estimate(0.40, 0.05, "67+: older cohorts have less education"), 0.42, 0.18)
"""Basic, upper secondary and higher education of those 67 and over."""
ASSESSMENT_SHARE = Estimate(0.55, 0.1, "Those with reduced capacity on work-assessment allowance")
PARTIAL_DISABILITY = Estimate(0.2, 0.04, "About one in five disability pensions is graded")
HEALTH_BY_EDUCATION = np.array([1.7, 1.0, 1.0, 0.65, 0.45])
"""Odds of reduced capacity or disability by education, relative to upper secondary (estimate; steep in registers)."""
EMPLOYED_BY_EDUCATION = np.array([0.45, 0.8, 1.15, 1.6, 2.0])
"""Odds of employment by education (estimate)."""
EMPLOYED_BY_HEALTH = {"reduced": 0.22, "partial": 0.25}
"""Odds of employment with reduced capacity or a graded pension, relative to good health (estimate)."""
EMPLOYED_75 = Estimate(0.02, 0.01, "A few work after 75")
EARLY_PENSION = {62: 0.06, 63: 0.11, 64: 0.17, 65: 0.23, 66: 0.30}
"""Share with old-age pension and no job before 67, of those without a disability pension (estimate)."""


COUNTY = {
    "Østfold": {"disability": "Østfold", "capacity": "Østfold"},
    "Norway": {"disability": "Norway", "capacity": "Landet"},
}
"""What the figures call the area that stands in for a municipality."""


def origins(pack: MunicipalityPack) -> np.ndarray:
    """Residents by origin: rest, labour immigrants with family, refugees with family."""
    refugees = pack.figure("immigrants", 2019, "reason=Flyktninger og deres familieinnvandrede")
    labour = pack.figure("immigrants", 2019, "reason=Arbeidsinnvandrere")
    labour += LABOUR_SHARE_OF_FAMILY.value * pack.figure("immigrants", 2019, "reason=Familieinnvandrede")
    total = float(pack.residents().sum())
    return np.round(np.array([total - labour - refugees, labour, refugees]))


def education_30_66(pack: MunicipalityPack) -> np.ndarray:
    """[rest or immigrant, level] shares of five levels among residents of 30-66, persons without a level as basic."""
    rows = []
    for group in ("group=Befolkningen unntatt innvandrere", "group=Innvandrere"):
        levels = ("Grunnskole", "Videregående skole", "Universitet og høgskole")
        persons = [_persons(pack, group, level) for level in levels]
        whole = _persons(pack, group, "alle")
        upper, higher = persons[1] / whole, persons[2] / whole
        rows.append(five_levels(1.0 - upper - higher, upper, higher))
    return np.array(rows)


def _persons(pack: MunicipalityPack, group: str, level: str) -> float:
    return pack.figure("education_30_66", 2019, f"level={level}", group, unit="persons")


def five_levels(basic: float, upper: float, higher: float) -> np.ndarray:
    """Shares of the five codes of education from three."""
    general, long = GENERAL_SHARE_OF_UPPER.value, LONG_SHARE_OF_HIGHER.value
    return np.array([basic, upper * general, upper * (1 - general), higher * (1 - long), higher * long])


def young_education(age: int) -> np.ndarray:
    """Shares of the five levels at 16-29, where schooling is under way (estimate: the school rules' path, rounded)."""
    points = np.array([18, 19, 20, 21, 23, 25, 27, 30])
    basic = np.interp(age, points, [0.99, 0.60, 0.47, 0.38, 0.33, 0.30, 0.28, 0.26])
    vocational = np.interp(age, points, [0.0, 0.02, 0.10, 0.19, 0.23, 0.24, 0.25, 0.26])
    short = np.interp(age, points, [0.0, 0.0, 0.0, 0.01, 0.09, 0.16, 0.21, 0.25])
    long = np.interp(age, points, [0.0, 0.0, 0.0, 0.0, 0.01, 0.04, 0.07, 0.08])
    return np.array([basic, max(1.0 - basic - vocational - short - long, 0.0), vocational, short, long])


def disability(pack: MunicipalityPack) -> np.ndarray:
    """[age, sex] share with a disability pension: the county's shape by age and its share of 18-67 by sex."""
    area = f"area={COUNTY[pack.constants.area]['disability']}"
    middles = [23, 34.5, 42, 47, 52, 57, 62, 66]
    bands = ["18-29", "30-39", "40-44", "45-49", "50-54", "55-59", "60-64"]
    shares = [pack.figure("disability_share_by_age", 2016, area, f"age={band}") for band in bands]
    shares.append(shares[-1] + 2.0)
    share = np.interp(AGES, middles, shares, left=shares[0]) / 100
    share = np.where(AGES < 23, np.interp(AGES, [18, 23], [0.02, shares[0] / 100]), share)
    share = np.where((AGES >= 18) & (AGES < 67), share, 0.0)
    people = pack.residents().astype(float)
    women = pack.figure("disability_pension_share_18_67", 2019, area, "sex=female")
    both = pack.figure("disability_pension_share_18_67", 2019, area)
    of_working_age = people[18:67].sum(axis=0)
    men = (both * of_working_age.sum() - women * of_working_age[0]) / of_working_age[1]
    table = np.outer(share, [1.0, 1.0])
    for sex, wanted in enumerate((women, men)):
        table[:, sex] *= wanted / 100 * of_working_age[sex] / (table[:, sex] @ people[:, sex])
    return np.minimum(table, 0.6)


def reduced_capacity(pack: MunicipalityPack) -> np.ndarray:
    """[age] share with registered reduced capacity and no disability pension, the county's: Østfold 6.4 % of 18-66."""
    area = f"area={COUNTY[pack.constants.area]['capacity']}"
    young = pack.figure("reduced_work_capacity_share", 2019, area, "age=18-29år") / 100
    whole = pack.figure("reduced_work_capacity_share", 2019, area, "age=18-66år") / 100
    share = np.interp(AGES, [18, 20, 25, 40, 52, 60, 66], [0.5, 0.9, 1.05, 1.05, 1.1, 0.95, 0.6])
    people = pack.residents().sum(axis=1)
    youth, rest = slice(18, 30), slice(30, 67)
    share[youth] *= young * people[youth].sum() / (share[youth] @ people[youth])
    others = whole * people[18:67].sum() - young * people[youth].sum()
    share[rest] *= others / (share[rest] @ people[rest])
    return np.where((AGES >= 18) & (AGES < 67), share, 0.0)


def employment(pack: MunicipalityPack) -> np.ndarray:
    """[age, sex] share employed: the national shape by age, moved in log odds to the municipality's 15-74 by sex.

    The shape: Østfold 2006 for 15-19, less a fifth for the fall since; national 2020-2021 from 25 on.
    """
    points: dict[float, float] = {17: 0.30, 22: 0.67}
    for age, band in ((27, "25-29"), (34.5, "30-39"), (47, "40-54"), (58, "55-61"), (64, "62-66"), (70, "67-74")):
        points[age] = pack.figure("employment_rate_by_age", "2020-2021?", "area=Norway", f"age={band}") / 100
    ages, rates = np.array(list(points)), np.array(list(points.values()))
    logit = np.interp(AGES, ages, np.log(rates / (1 - rates)))
    logit += np.where(AGES < 17, (AGES - 17) * 0.55, 0.0) - np.where(AGES > 70, (AGES - 70) * 0.12, 0.0)
    people = pack.residents()
    table = np.zeros((len(AGES), 2))
    for sex, word in enumerate(("female", "male")):
        wanted = pack.figure("employment_rate_15_74", 2018, f"sex={word}") / 100 * people[15:75, sex].sum()
        low, high = -3.0, 3.0
        for _ in range(60):
            shift = 0.5 * (low + high)
            found = (people[15:75, sex] / (1 + np.exp(-(logit[15:75] + shift)))).sum()
            low, high = (shift, high) if found < wanted else (low, shift)
        table[:, sex] = 1 / (1 + np.exp(-(logit + low)))
    table[:15] = 0.0
    table[75:] = np.where(AGES[75:, None] < 85, EMPLOYED_75.value, 0.0)
    return table
