"""The municipality in an earlier year, as far as the figures reach: residents by age and sex, and how they moved.

Jobs, commuting and benefits before 2017 are not known, so nobody works here and only demography can be projected. Other
characteristics are those of residents of the same age and sex in 2019. Moves follow the same rules as for 2019, from
the cohort ratios and the growth of the years before.
"""

from dataclasses import replace

import numpy as np

from calibration.figures import FigureError, read_table
from calibration.newcomers import newcomer_table
from calibration.pack import SEED, load_municipality
from calibration.packs import HOME, MunicipalityPack, read_pack
from calibration.transitions import Past, fertility, transition_rates
from model.codes import Region, Status
from model.municipality import Municipality
from model.rates import OLDEST, Rates
from model.residents import NOBODY, Residents

YEARS_BEFORE = 5
"""Years whose cohort ratios are averaged."""


def past_of(year: int, pack: MunicipalityPack) -> Past:
    """What was known of moves on 1 January of a year.

    Raises:
        ValueError: for a year without the figures of the years before.
    """
    yearly = []
    for one in range(year - YEARS_BEFORE, year):
        now, then = pack.residents(one).astype(float), pack.residents(one + 1).astype(float)
        ratio = np.ones((2, OLDEST + 1))
        ratio[:, :-1] = (then[1:] / np.maximum(now[:-1], 1.0)).T
        yearly.append(ratio)
    growth = (pack.residents(year).sum() - pack.residents(year - 2).sum()) / 2.0
    return Past(pack.residents(year), np.mean(yearly, axis=0), float(growth), _refugees(year, pack))


def _refugees(year: int, pack: MunicipalityPack) -> float:
    """Refugees a year that the municipality was asked to settle in the three years before (IMDi)."""
    path, years = pack.folder / "refugee_settlement.csv", [str(year - k) for k in (1, 2, 3)]
    table = read_table(path, ("type", "year", "value"))
    asked = table[(table["type"] == "Anmodning om bosetting") & table["year"].isin(years) & (table["value"] != ".")]
    if asked.empty:
        raise FigureError(f"{path}: no request of {' or '.join(years)}; allowed: one of these years at least")
    return float(asked["value"].astype(float).mean())


def town_of(year: int, municipality: str = HOME) -> tuple[Municipality, float]:
    """The municipality on 1 January of a year, for demography alone, and the refugees that come a year.

    Raises:
        ValueError: for a year without the figures of the years before.
    """
    pack, today = read_pack(municipality), load_municipality(municipality)
    known, rng = past_of(year, pack), np.random.default_rng(SEED)
    people = today.residents
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
    rates = with_births_of(year, without_work(transition_rates(pack, residents, known), residents), known, pack)
    residents.status[:], residents.employer[:], residents.region[:] = Status.OUTSIDE, NOBODY, Region.HALDEN
    firms, commuters = today.firms.copy(), today.commuters.copy()
    firms.staff[:] = firms.commuters[:] = 0
    commuters.employer[:] = NOBODY
    newcomers, starts = newcomer_table(pack, residents, rng, known)
    newcomers.status[:], newcomers.region[:] = Status.OUTSIDE, Region.HALDEN
    town = replace(
        today, name=f"{today.name} {year}", residents=residents, firms=firms, commuters=commuters, newcomers=newcomers,
        newcomer_starts=starts, rates=rates, events=(), decommissioning="",
    )  # fmt: skip
    return town, known.refugees


def without_work(rates: Rates, residents: Residents) -> Rates:
    """Rates in which moving out does not hang on having a job: at each age the mean of those with and without one."""
    age = np.minimum((-1 - residents.birth_month.astype(int)) // 12, OLDEST)
    employed = np.bincount(age, weights=residents.status == Status.EMPLOYED, minlength=OLDEST + 1)
    share = employed / np.maximum(np.bincount(age, minlength=OLDEST + 1), 1)
    return replace(rates, leaving=rates.leaving * (1.0 - share * (1.0 - rates.leaving_employed)), leaving_employed=1.0)


def with_births_of(year: int, rates: Rates, known: Past, pack: MunicipalityPack) -> Rates:
    """Rates with that year's fertility; as the growth is known, so many fewer moved in."""
    more = births_a_woman(year, pack) / births_a_woman(2019, pack)
    arriving = rates.arriving.copy()
    arriving[0] -= (more - 1.0) * float(rates.fertility @ known.people[:, 0])
    return replace(rates, fertility=rates.fertility * more, arriving=arriving)


def births_a_woman(year: int, pack: MunicipalityPack) -> float:
    """Children under one on 1 January per birth that the fertility of 2018 would have given the year before."""
    return float(pack.residents(year)[0].sum() / (fertility(pack) @ pack.residents(year - 1)[:, 0]))
