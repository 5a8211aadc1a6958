"""The municipality in an earlier year, as far as the figures reach: residents by age and sex, and how they moved.

Jobs, commuting and benefits before 2017 are not known, so nobody works here and only demography can be projected. Other
characteristics are those of residents of the same age and sex in 2019. Moves follow the same rules as for 2019, from
the cohort ratios and the growth of the years before.
"""

from dataclasses import replace

import numpy as np

from calibration.figures import DATA, population, read_table
from calibration.newcomers import newcomer_table
from calibration.pack import SEED, load_municipality
from calibration.transitions import Past, fertility, transition_rates
from model.codes import Region, Status
from model.municipality import Municipality
from model.rates import OLDEST, Rates
from model.residents import NOBODY, Residents

YEARS_BEFORE = 5
"""Years whose cohort ratios are averaged."""


def residents_of(year: int) -> np.ndarray:
    """[age, sex] residents on 1 January of a year."""
    table = population("halden")
    rows = table[table["year"] == year].sort_values("age")
    if rows.empty:
        raise ValueError(f"year = {year}; allowed: {table['year'].min()} to {table['year'].max()}")
    return rows[["female", "male"]].to_numpy()


def past_of(year: int) -> Past:
    """What was known of moves on 1 January of a year.

    Raises:
        ValueError: for a year without the figures of the years before.
    """
    yearly = []
    for one in range(year - YEARS_BEFORE, year):
        now, then = residents_of(one).astype(float), residents_of(one + 1).astype(float)
        ratio = np.ones((2, OLDEST + 1))
        ratio[:, :-1] = (then[1:] / np.maximum(now[:-1], 1.0)).T
        yearly.append(ratio)
    growth = (residents_of(year).sum() - residents_of(year - 2).sum()) / 2.0
    return Past(residents_of(year), np.mean(yearly, axis=0), float(growth), _refugees(year))


def _refugees(year: int) -> float:
    """Refugees a year that the municipality was asked to settle in the three years before (IMDi)."""
    table = read_table(DATA / "refugee_settlement_halden_1995_2021.csv", ("type", "year", "value"))
    asked = table[(table["type"] == "Anmodning om bosetting") & table["year"].isin([str(year - k) for k in (1, 2, 3)])]
    return float(asked["value"].astype(float).mean())


def town_of(year: int) -> tuple[Municipality, float]:
    """The municipality on 1 January of a year, for demography alone, and the refugees that come a year.

    Raises:
        ValueError: for a year without the figures of the years before.
    """
    halden, known, rng = load_municipality("halden"), past_of(year), np.random.default_rng(SEED)
    people = halden.residents
    age = np.minimum((-1 - people.birth_month.astype(int)) // 12, OLDEST)
    chosen = []
    for (years, sex), persons in np.ndenumerate(known.people):
        rows = np.flatnonzero(people.present & (people.sex == sex))
        near = rows[np.abs(age[rows] - years) == np.abs(age[rows] - years).min()]
        chosen.append(rng.choice(near, int(persons)))
    rows = np.concatenate(chosen)
    residents = Residents.from_columns({name: getattr(people, name)[rows] for name in people.declared()})
    wanted = np.repeat(np.arange(OLDEST + 1).repeat(2), known.people.ravel())
    residents.birth_month[:] -= ((wanted - age[rows]) * 12).astype(residents.birth_month.dtype)
    residents.id[:] = np.arange(1, len(rows) + 1)
    rates = with_births_of(year, without_work(transition_rates(residents, known), residents), known)
    residents.status[:], residents.employer[:], residents.region[:] = Status.OUTSIDE, NOBODY, Region.HALDEN
    firms, commuters = halden.firms.copy(), halden.commuters.copy()
    firms.staff[:] = firms.commuters[:] = 0
    commuters.employer[:] = NOBODY
    newcomers, starts = newcomer_table(residents, rng, known)
    newcomers.status[:], newcomers.region[:] = Status.OUTSIDE, Region.HALDEN
    town = replace(
        halden, name=f"Halden {year}", residents=residents, firms=firms, commuters=commuters, newcomers=newcomers,
        newcomer_starts=starts, rates=rates, events=(), decommissioning="",
    )  # fmt: skip
    return town, known.refugees


def without_work(rates: Rates, residents: Residents) -> Rates:
    """Rates in which moving out does not hang on having a job: at each age the mean of those with and without one."""
    age = np.minimum((-1 - residents.birth_month.astype(int)) // 12, OLDEST)
    employed = np.bincount(age, weights=residents.status == Status.EMPLOYED, minlength=OLDEST + 1)
    share = employed / np.maximum(np.bincount(age, minlength=OLDEST + 1), 1)
    return replace(rates, leaving=rates.leaving * (1.0 - share * (1.0 - rates.leaving_employed)), leaving_employed=1.0)


def with_births_of(year: int, rates: Rates, known: Past) -> Rates:
    """Rates with that year's fertility; as the growth is known, so many fewer moved in."""
    more = births_a_woman(year) / births_a_woman(2019)
    arriving = rates.arriving.copy()
    arriving[0] -= (more - 1.0) * float(rates.fertility @ known.people[:, 0])
    return replace(rates, fertility=rates.fertility * more, arriving=arriving)


def births_a_woman(year: int) -> float:
    """Children under one on 1 January per birth that the fertility of 2018 would have given the year before."""
    return float(residents_of(year)[0].sum() / (fertility() @ residents_of(year - 1)[:, 0]))
