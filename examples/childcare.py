"""Childcare: how many more women of 25-39 are in work if every child over one has a place?

    uv run python examples/childcare.py --replications 100 --chart childcare.svg
    uv run halden --model examples/childcare.py compare my_places.toml

What coverage was in 2019 is in the figures of 2019 already: only places that are added act. A mother without work whose
child gets one looks for work more often while it lasts, and competes for the posts there are. Expect little: nine in
ten children of one to five had a place, and in Norway childcare has mostly taken the place of grandparents and nannies
(Havnes & Mogstad 2011). Jobs in the added places themselves are left out, and so are hours of work.

Nobody in the tables has a family, so the variant adds a column: when a woman's youngest child was born. It is filled at
the opening from the children there are, and kept up by births; children who move in are not followed.
"""

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from model.codes import Sex, Status
from model.compiled import rule
from model.dates import MONTHS_A_YEAR
from model.declare import Prior, declared
from model.demography import BIRTH_BIT, NEWCOMERS, Demography
from model.draws import mix, stream, uniform, uniforms
from model.levers import Levers
from model.parameters import Parameters
from model.participation import Participation, SeekTables, health_group, may_seek, registers
from model.rates import BAND_BY_MONTHS, MONTHS_OF_LIFE, by_months_lived
from model.residents import NEVER
from model.screening import marked
from model.tables import Column
from model.variant import Measured, Variant, Words, after

FAMILIES = stream("childcare.families")
PLACES = stream("childcare.places")
SEEKS = stream("childcare.seeks")

COVERED = np.array([0.717, 0.923])
"""Children of one and of two years with a place: Norway 2016 (Directorate of education, Utdanningsspeilet 2017); 83.5 %
of both in 2018 (Statistics Norway)."""
WITHOUT_WORK = 2.0
"""Children of mothers without work who lack a place, per child of a mother in work (estimate: cash for care is drawn
mostly by mothers with a weak tie to work, Lima, Arntsen & Rudlende 2019)."""
FIRST, LAST = MONTHS_A_YEAR, 3 * MONTHS_A_YEAR
"""Months of age from and up to which a child takes an added place: from three on 97 % have one (SSB, 2018)."""
FOLLOWED = 6 * MONTHS_A_YEAR
"""Age in months below which children of the opening are given to mothers."""

_FEMALE, _OUTSIDE, _UNEMPLOYED = int(Sex.FEMALE), int(Status.OUTSIDE), int(Status.UNEMPLOYED)
_EMPLOYED, _LAID_OFF = int(Status.EMPLOYED), int(Status.LAID_OFF)
_FIRST_FERTILE, _LAST_FERTILE = 15 * MONTHS_A_YEAR, 50 * MONTHS_A_YEAR


@dataclass(frozen=True)
class ChildcareParameters(Parameters):
    """The model's parameters, and what a place does for a mother without work."""

    place_seek: float = declared(
        0.6, "share", 0.0, 5.0, "Added to the chance of looking for work while the youngest child has an added place",
        "Own estimate, wide: 0.06 more employed mothers per place (Havnes & Mogstad 2011), more after 2002 (Andresen & "
        "Havnes 2019, Kunze & Liu 2019), none where cash for care was cut (Lima, Arntsen & Rudlende 2019)",
        "low", Prior.of("triangular", min=0.0, mode=0.3, max=1.5), of="childcare_places",
    )  # fmt: skip


@dataclass(frozen=True, eq=False)
class ChildcareLevers(Levers):
    """The model's levers, and places for the youngest."""

    childcare_places: float = declared(
        0.0, "places", 0.0, 1000.0, "Childcare places added for children of one and two years",
        "The baseline is the coverage of 2019: no addition", "high", lag=6,
    )  # fmt: skip


class Families:
    """Whose youngest child was born when."""

    def __init__(self, municipality, parameters, levers, conditions, months):
        fertility = by_months_lived(municipality.rates.fertility)[:_LAST_FERTILE]
        self.by_age = np.cumsum(fertility) / max(fertility.sum(), 1e-9)

    def open(self, market) -> None:
        """Give each child under six a mother among the women who live here, of an age drawn from the birth rates."""
        residents = market.residents
        women = marked(residents.present & (residents.sex == _FEMALE))
        women = women[np.argsort(residents.birth_month[women], kind="stable")]
        children = marked(residents.present & (residents.birth_month >= -FOLLOWED))
        if len(women) and len(children):
            key = market.constant_key(FAMILIES)
            give_mothers(residents.youngest_child, children, women, residents.columns, self.by_age, key)

    def step(self, market) -> None:
        """Mothers of this month's births."""
        residents, month = market.residents, market.month
        born = residents.id[(residents.arrival_month == month) & (residents.birth_month == month)]
        if len(born):
            age = month - residents.birth_month
            women = (residents.sex == _FEMALE) & (age >= _FIRST_FERTILE) & (age < _LAST_FERTILE)
            note_births(residents.youngest_child, marked(women & residents.present), residents.id, born, month,
                        market.key(NEWCOMERS))  # fmt: skip


@rule
def give_mothers(youngest, children, women, residents, by_age, key):
    """Each child gets the woman whose age at its birth is nearest the one drawn; ``women`` by month of birth, rising.

    Of those born in the same month one is drawn. A woman who gets several is the mother of the youngest at least.
    """
    for c in children:
        chance = uniform(key, residents.id[c])
        age = 0
        while age < len(by_age) - 1 and chance >= by_age[age]:
            age += 1
        wanted = residents.birth_month[c] - age
        low, high = (
            first_born(women, residents.birth_month, wanted),
            first_born(women, residents.birth_month, wanted + 1),
        )
        at = low + int(uniform(key ^ np.uint64(1), residents.id[c]) * (high - low))
        mother = women[min(at, len(women) - 1)]
        if residents.birth_month[c] - residents.birth_month[mother] >= _FIRST_FERTILE:
            youngest[mother] = max(youngest[mother], residents.birth_month[c])


@rule
def first_born(women, birth_month, wanted):
    """The first place in ``women`` of one born in the month wanted or later."""
    low, high = 0, len(women)
    while low < high:
        middle = (low + high) // 2
        if birth_month[women[middle]] < wanted:
            low = middle + 1
        else:
            high = middle
    return low


@rule
def note_births(youngest, women, ids, born, month, key):
    """Find each newborn's mother: a newborn's id is a hash of hers (:func:`model.demography.births`)."""
    for i in women:
        child = mix(ids[i] ^ key) | BIRTH_BIT
        for one in born:
            if one == child:
                youngest[i] = month


class AddedPlaces:
    """Who has an added place, and which mothers look for work because of it, in one month."""

    def __init__(self, municipality, parameters, levers, conditions, months):
        self.places = levers["childcare_places"]
        self.seek = SeekTables(municipality.rates, parameters)
        self.more = parameters.place_seek

    def step(self, market) -> None:
        """Fill the places, the same children first every month; more mothers without work begin to look for it."""
        residents, month, places = market.residents, market.month, int(self.places[market.month])
        residents.added_place[:] = residents.added_place & ~residents.present
        if not places:
            return
        rows = lack_place(residents, month, market.constant_key(PLACES))
        first = rows[np.argsort(uniforms(market.constant_key(PLACES) ^ np.uint64(1), residents.id[rows]))[:places]]
        residents.added_place[first] = True
        look_for_work(
            residents.columns, first, month, BAND_BY_MONTHS, self.seek.base, self.seek.group, self.more,
            market.key(SEEKS),
        )  # fmt: skip


def lack_place(residents, month: int, key: np.uint64) -> np.ndarray:
    """Rows of mothers whose youngest child is one or two years old and has no place at the coverage of 2019."""
    age = month - residents.youngest_child.astype(np.int64)
    mothers = marked(residents.present & (age >= FIRST) & (age < LAST))
    years = age[mothers] // MONTHS_A_YEAR - 1
    working = residents.status[mothers] >= _LAID_OFF
    share = working.mean() if len(mothers) else 1.0
    lacking = (1.0 - COVERED[years]) / (share + (1.0 - share) * WITHOUT_WORK) * np.where(working, 1.0, WITHOUT_WORK)
    return mothers[uniforms(key, residents.id[mothers]) < lacking]


@rule
def look_for_work(residents, rows, month, bands, seek, group, more, key):
    """Who of the mothers in the rows registers because of the place: ``more`` times the chance that she has without."""
    december = month - month % MONTHS_A_YEAR + MONTHS_A_YEAR - 1
    for i in rows:
        benefit, born = residents.benefit[i], residents.birth_month[i]
        if residents.status[i] != _OUTSIDE or not registers(residents.enrolment[i], benefit, born, month):
            continue
        age = min(december - born, MONTHS_OF_LIFE - 1)
        if not may_seek(month - born, age, benefit):
            continue
        health = health_group(benefit, residents.health[i])
        likely = seek[bands[age], residents.sex[i], 0] * group[residents.origin[i], residents.education[i], health]
        if uniform(key, residents.id[i]) < more * likely:
            residents.status[i] = _UNEMPLOYED
            residents.since[i] = month


def added_places(market) -> float:
    """Added places that are taken."""
    return float((market.residents.added_place & market.residents.present).sum())


def women_25_39(market) -> float:
    """Employed women of 25 to 39."""
    residents, years = market.residents, (market.month - market.residents.birth_month) // MONTHS_A_YEAR
    women = residents.present & (residents.sex == _FEMALE) & (years >= 25) & (years < 40)
    return float((women & (residents.status == _EMPLOYED)).sum())


VARIANT = Variant(
    "childcare",
    processes=(after(Demography, Families), after(Participation, AddedPlaces)),
    residents={
        "youngest_child": Column(np.int16, "month", "Month of birth of a woman's youngest child", blank=NEVER),
        "added_place": Column(np.bool_, "yes/no", "The youngest child has a place beyond the coverage of 2019"),
    },
    parameters=ChildcareParameters,
    levers=ChildcareLevers,
    indicators=(
        Measured("added_places", "places", "stock", "Added childcare places that are taken", added_places),
        Measured("employed_women_25_39", "persons", "stock", "Employed women of 25 to 39", women_25_39),
    ),
    words={
        "childcare_places": Words(
            "Flere barnehageplasser for de yngste", "plasser",
            "Plasser til ett- og toåringer utover dekningen i 2019. Mødre uten arbeid søker da oftere.",
            "Places for children of one and two beyond the coverage of 2019. Mothers without work look for it more.",
            "B", 0.25, "year",
            "Eget anslag: om lag 250 000 kroner for en plass under tre år",
            "Own estimate: about NOK 250,000 for a place under three years",
        ),
        "place_seek": Words("Økt sjanse for å søke arbeid når barnet har fått plass", "andel"),
        "added_places": Words("Nye barnehageplasser i bruk", "plasser"),
        "employed_women_25_39": Words("Sysselsatte kvinner 25-39 år", "personer"),
        "youngest_child": Words("Yngste barn født"),
        "added_place": Words("Yngste barn har plass utover dekningen i 2019"),
    },
)  # fmt: skip

SHOWN = {"employed_women_25_39": "more employed women of 25-39", "employed_residents": "more employed residents in all"}
SCENARIO = """
title_nb = "Plass til alle over ett år"
title_en = "A place for every child over one"
description_nb = "Så mange plasser som det trengs, fra 2021."
description_en = "As many places as are needed, from 2021."
[levers]
childcare_places = 1000
"""


def main() -> None:
    """A place for every child over one against the coverage of 2019."""
    from results.comparison import difference
    from results.ensembles import run_experiment
    from scenarios.shelf import loads

    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--replications", type=int, default=100)
    options.add_argument("--until", default="2025-12")
    options.add_argument("--chart", type=Path, default=Path("childcare.svg"))
    chosen = options.parse_args()
    scenario = loads(SCENARIO, "childcare", VARIANT)

    experiment = run_experiment([scenario], chosen.replications, until=chosen.until, variant=VARIANT)

    november = f"{chosen.until[:4]}-11"
    taken = experiment.at(scenario.name, "added_places", november).mean()
    women, everyone = (difference(experiment, scenario.name, one, november) for one in SHOWN)
    print(
        f"{november}: {taken:.0f} added places; {women.mean:+.1f} employed women of 25-39 (error {women.error:.1f}), "
        f"{everyone.mean:+.1f} employed residents in all (error {everyone.error:.1f})"
    )
    if taken:
        each = women.mean / taken, women.error / taken
        print(f"for each place {each[0]:+.3f} women (error {each[1]:.3f}); studies find about +0.06")
    draw(experiment, scenario.name, chosen.chart)


def draw(experiment, name: str, path: Path) -> None:
    """What changes against the coverage of 2019, year by year, as a chart."""
    import altair as alt

    from results.comparison import difference

    rows = []
    for date in (one for one in experiment.dates if one.endswith("-11")):
        for indicator, meaning in SHOWN.items():
            one = difference(experiment, name, indicator, date)
            rows.append({"year": int(date[:4]), "what": meaning, "persons": one.mean,
                         "low": one.mean - 2 * one.error, "high": one.mean + 2 * one.error})  # fmt: skip
    base = alt.Chart(alt.Data(values=rows)).encode(
        alt.X("year:O", title=None, axis=alt.Axis(labelAngle=0)),
        alt.Color("what:N", title=None, sort=None, legend=alt.Legend(symbolOpacity=1)),
    )
    band = base.mark_errorband(opacity=0.15).encode(alt.Y("low:Q", title="persons"), alt.Y2("high:Q"))
    lines = base.mark_line(point=True).encode(alt.Y("persons:Q"))
    (band + lines).properties(width=420, height=260, title="A place for every child over one, from 2021").save(path)
    print(f"written: {path}")


if __name__ == "__main__":
    main()
