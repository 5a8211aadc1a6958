"""The residents of 1 January 2019: a synthetic population that meets the margins, one row a person.

Age and sex are met exactly. Origin, education and health stand in one raked table, rounded to whole persons age by
age. Enrolment, benefit and labour status are then given to persons by systematic sampling of raked chances.
"""

import numpy as np

from calibration import margins
from calibration.packs import MunicipalityPack
from calibration.raking import diffuse, rake, rake_odds, systematic
from calibration.transitions import unemployed_shares
from model.codes import Benefit, Education, Enrolment, Health, Origin, Status
from model.parameters import Parameters
from model.rates import BANDS
from model.residents import NEVER, Residents

GOOD, REDUCED, DISABLED = range(3)
"""Health and disability in the raked table."""


def joint_table(pack: MunicipalityPack) -> np.ndarray:
    """[age, sex, origin, education, health] residents, raked to the margins."""
    people = pack.residents().astype(np.float64)
    ages = margins.AGES
    seed = np.zeros((len(ages), 2, len(Origin), len(Education), 3))
    spread = np.exp(-(((ages - margins.ORIGIN_AGE_PEAK.value) / 15.0) ** 2)) + 0.05
    background = np.stack([np.full(len(ages), 8.0), spread * (ages >= 18) + 0.15 * spread, spread + 0.1], axis=1)
    origin_by_age = rake(
        background * people.sum(axis=1)[:, None], [((0,), people.sum(axis=1)), ((1,), margins.origins(pack))]
    )
    education = education_shares(pack, np.stack([origin_by_age[:, 0], origin_by_age[:, 1:].sum(axis=1)]))
    health = np.zeros((len(ages), 2, 3))
    health[:, :, DISABLED] = margins.disability(pack)
    health[:, :, REDUCED] = margins.reduced_capacity(pack)[:, None]
    health[:, :, GOOD] = 1.0 - health.sum(axis=2)
    gradient = np.ones((len(Education), 3))
    gradient[:, 1:] = margins.HEALTH_BY_EDUCATION[:, None]
    seed[:] = background[:, None, :, None, None] * health[:, :, None, None, :] * gradient[None, None, None, :, :]
    immigrant = np.array([0, 1, 1])
    seed *= education[immigrant].transpose(1, 0, 2)[:, None, :, :, None]
    by_origin_and_education = origin_by_age[:, :, None] * education[immigrant].transpose(1, 0, 2)
    return rake(
        seed, [((0, 2, 3), by_origin_and_education), ((0, 1, 4), health * people[:, :, None]), ((0, 1), people)]
    )


def education_shares(pack: MunicipalityPack, persons_of: np.ndarray) -> np.ndarray:
    """[rest or immigrant, age, level] shares, given [rest or immigrant, age] persons."""
    known = margins.education_30_66(pack)
    table = np.zeros((2, len(margins.AGES), len(Education)))
    table[:, :18, Education.BASIC] = 1.0
    basic, upper, higher = margins.OLD_EDUCATION
    for age in margins.AGES[18:]:
        if age < 30:
            table[:, age] = margins.young_education(int(age))
        elif age < 67:
            # Younger cohorts have more education: the level's share tilts with age and keeps its mean over 30-66.
            tilt = (age - 48.0) / 18.0 * np.array([0.22, 0.0, 0.08, -0.2, -0.35])
            table[:, age] = known * np.exp(tilt)
        else:
            table[:, age] = margins.five_levels(basic.value, upper, higher)
    table /= table.sum(axis=2, keepdims=True)
    for _ in range(20):
        for group in range(2):
            weights = persons_of[group, 30:67, None]
            found = (table[group, 30:67] * weights).sum(axis=0) / weights.sum()
            table[group, 30:67] *= known[group] / found
            table[group, 30:67] /= table[group, 30:67].sum(axis=1, keepdims=True)
    return table


def persons(pack: MunicipalityPack, rng: np.random.Generator) -> Residents:
    """Everybody, with age, sex, origin, education, health, benefit and enrolment; labour status still outside."""
    table = joint_table(pack)
    ages, sexes = table.shape[:2]
    counts = diffuse(table.reshape(ages * sexes, -1)).reshape(table.shape)
    age, sex, origin, education, health = (
        np.repeat(index, counts.ravel()) for index in np.indices(table.shape).reshape(5, -1)
    )
    n = len(age)
    month = rng.permuted(np.tile(np.arange(1, 13), n // 12 + 1)[:n])
    residents = Residents.from_columns(
        {
            "id": np.arange(1, n + 1, dtype=np.uint64),
            "present": np.ones(n, bool),
            "birth_month": -(age * 12 + month),
            "sex": sex,
            "origin": origin,
            "education": education,
            "health": np.where(health == GOOD, Health.GOOD, Health.REDUCED),
        }
    )
    partial = systematic(np.where(health == DISABLED, margins.PARTIAL_DISABILITY.value, 0.0))
    assessed = systematic(np.where(health == REDUCED, margins.ASSESSMENT_SHARE.value, 0.0))
    early = systematic(
        np.where(health == GOOD, np.array([margins.EARLY_PENSION.get(a, 0.0) for a in range(106)])[age], 0)
    )
    benefit = np.select(
        [age >= 67, health == DISABLED, assessed, early],
        [Benefit.OLD_AGE, Benefit.DISABILITY_FULL, Benefit.WORK_ASSESSMENT, Benefit.OLD_AGE],
        Benefit.NONE,
    )
    residents.benefit[:] = np.where(partial & (age < 67), Benefit.DISABILITY_PARTIAL, benefit)
    enrol(residents, age, rng)
    return residents


def enrol(residents: Residents, age: np.ndarray, rng: np.random.Generator) -> None:
    """Give residents of 16-29 the enrolment that the school rules lead to, spread over school years."""
    p = Parameters()
    able = residents.benefit != Benefit.DISABILITY_FULL
    draw = rng.permutation(len(age)) / len(age)
    vocational = rng.permutation(len(age)) / len(age) < 1.0 - p.general_track / p.upper_secondary
    began = NEVER * np.ones(len(age), int)
    code = np.zeros(len(age), int)
    basic = able & (residents.education == Education.BASIC)
    stay = {16: 0.95, 17: 0.90, 18: 0.83}
    for years, share in stay.items():
        pupils = basic & (age == years) & (draw < share)
        began[pupils] = -5 - 12 * (years - 16)
        code[pupils] = np.where(vocational[pupils], Enrolment.SCHOOL_VOCATIONAL, Enrolment.SCHOOL_GENERAL)
        if years == 18:
            turned = pupils & vocational
            placed = turned & (rng.random(len(age)) < p.apprentice_places)
            code[turned] = Enrolment.SCHOOL_GENERAL
            code[placed] = Enrolment.APPRENTICE
            began[placed] = -5
    second = basic & (age == 19) & (draw < 0.52 * p.apprentice_places * 0.72)
    code[second], began[second] = Enrolment.APPRENTICE, -17
    for first, last, share, years in ((19, 24, 0.45, 3), (25, 29, 0.16, 3)):
        eligible = able & np.isin(residents.education, [Education.UPPER_GENERAL]) & (age >= first) & (age <= last)
        students = eligible & (draw < share)
        code[students] = Enrolment.HIGHER
        limit = np.clip(age - 18, 1, years)
        began[students] = (-5 - 12 * (rng.random(len(age)) * limit).astype(int))[students]
    masters = able & (residents.education == Education.SHORT_HIGHER) & (age >= 22) & (age <= 27) & (draw < 0.18)
    code[masters], began[masters] = Enrolment.HIGHER, np.where(draw < 0.09, -41, -53)[masters]
    residents.enrolment[:] = code
    residents.enrolled_since[:] = began


def give_status(pack: MunicipalityPack, residents: Residents, unemployed: float) -> None:
    """Employed by age and sex, origin and education; ``unemployed`` persons registered without work; others outside."""
    age = (-1 - residents.birth_month.astype(int)) // 12
    people = pack.residents()
    benefit, enrolment = residents.benefit, residents.enrolment
    odds = margins.EMPLOYED_BY_EDUCATION[residents.education]
    odds = odds * np.array([1.0, 1.15, 0.55])[residents.origin]
    reduced = (residents.health == Health.REDUCED) & (age < 67)
    odds = np.where(reduced, odds * margins.EMPLOYED_BY_HEALTH["reduced"], odds)
    odds = np.where(benefit == Benefit.WORK_ASSESSMENT, odds * 0.4, odds)
    odds = np.where(
        benefit == Benefit.DISABILITY_PARTIAL,
        odds * margins.EMPLOYED_BY_HEALTH["partial"] / margins.EMPLOYED_BY_HEALTH["reduced"],
        odds,
    )
    odds = np.where((benefit == Benefit.OLD_AGE) & (age < 67), 0.0, odds)
    student = enrolment == Enrolment.HIGHER
    pupil = (enrolment == Enrolment.SCHOOL_GENERAL) | (enrolment == Enrolment.SCHOOL_VOCATIONAL)
    odds = np.where(student, odds * 0.6, np.where(pupil, odds * 0.35, odds))
    odds = np.where((benefit == Benefit.DISABILITY_FULL) | (age < 15) | (age > 84), 0.0, odds)
    odds = np.where(enrolment == Enrolment.APPRENTICE, 0.0, odds)
    apprentices = enrolment == Enrolment.APPRENTICE
    cell = age * 2 + residents.sex
    wanted = margins.employment(pack) * people - np.bincount(cell, weights=apprentices, minlength=people.size).reshape(
        -1, 2
    )
    # At 18 there may be more apprentices than employed: the group's other ages have so many fewer.
    young = wanted[15:20]
    lacking = -np.minimum(young, 0.0).sum(axis=0)
    young[:] = np.maximum(young, 0.0) * (1.0 - lacking / np.maximum(young, 0.0).sum(axis=0))
    wanted = wanted.ravel()
    chance = rake_odds(odds, [(cell, np.maximum(wanted, 0.0))])
    gaps = origin_targets(pack, residents, age, chance, apprentices)
    working = (age >= 15) & (age < 75)
    chance = rake_odds(
        odds, [(np.where(working, residents.origin, 3).astype(int), gaps), (cell, np.maximum(wanted, 0.0))]
    )
    employed = systematic(chance) | apprentices
    residents.status[:] = np.where(employed, Status.EMPLOYED, Status.OUTSIDE)
    jobless = (
        ~employed & (age >= 16) & (age < 67) & (enrolment == Enrolment.NONE) & (benefit <= Benefit.WORK_ASSESSMENT)
    )
    weight = np.where(jobless, np.where(benefit == Benefit.WORK_ASSESSMENT, 0.1, 1.0), 0.0)
    shares = unemployed_shares(pack)
    band = np.searchsorted(BANDS, age, side="right") - 1
    groups = {"band": band, "origin": residents.origin.astype(int), "education": residents.education.astype(int)}
    targets = [(group, unemployed * shares[name]) for name, group in groups.items() if name in shares]
    targets.append((np.zeros(len(age), int), np.array([unemployed])))
    registered = systematic(rake_odds(weight, targets))
    residents.status[registered] = Status.UNEMPLOYED


def origin_targets(
    pack: MunicipalityPack, residents: Residents, age: np.ndarray, chance: np.ndarray, apprentices: np.ndarray
) -> np.ndarray:
    """Employed of 15-74 wanted by origin, apprentices aside: Telemark's rates 2019, moved to the municipality's mean.

    The last number stands for residents of other ages, who are no target.
    """
    rates = [
        pack.figure("employment_rate_by_immigrant_group", 2019, "area=Telemark", f"group={group}") / 100
        for group in ("rest of population", "group1", "group2")
    ]
    working = (age >= 15) & (age < 75)
    total = (chance + apprentices)[working].sum()
    persons_of = np.bincount(residents.origin[working], minlength=3)
    odds = np.array(rates) / (1 - np.array(rates))
    low, high = 0.1, 10.0
    for _ in range(60):
        middle = np.sqrt(low * high)
        low, high = (
            (middle, high) if (persons_of * middle * odds / (1 + middle * odds)).sum() < total else (low, middle)
        )
    wanted = persons_of * low * odds / (1 + low * odds)
    wanted -= np.bincount(residents.origin[working], weights=apprentices[working], minlength=3)
    return np.append(wanted, -1.0)
