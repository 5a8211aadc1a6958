"""Wage subsidies for the long-term unemployed: how many more are in work, and what does each cost?

    uv run python examples/wage_subsidy.py --replications 100 --chart wage_subsidy.svg
    uv run halden --model examples/wage_subsidy.py compare my_subsidies.toml

An employer who takes on someone long unemployed is paid part of the wage for a year. Some would have found work anyway
and others lose a post they would have had: neither is assumed, both come of the simulation, since a subsidised job
fills an open post. The variant adds a column (since when one is subsidised), a lever, parameters with priors, an
indicator and a compiled process.
"""

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from model.codes import Enrolment, Owner, Status
from model.compiled import rule
from model.dates import MONTHS_A_YEAR
from model.declare import Prior, declared
from model.draws import stream, uniform
from model.flows import Flow
from model.jobs import leave_job, take_job
from model.levers import Levers
from model.matching import Matching
from model.parameters import Parameters
from model.participation import registers
from model.residents import NEVER
from model.screening import marked
from model.tables import Column
from model.variant import Measured, Variant, Words, before

QUEUE = stream("wage_subsidy.queue")
PLACES = stream("wage_subsidy.places")
STAYS = stream("wage_subsidy.stays")

LONG = 6
"""Months of registered unemployment before an employer is subsidised (estimate: NAV asks for need, not months)."""
LASTS = MONTHS_A_YEAR
"""Months that a subsidy lasts: NAV's longest for ordinary jobseekers."""

_EMPLOYED, _UNEMPLOYED, _OUTSIDE = int(Status.EMPLOYED), int(Status.UNEMPLOYED), int(Status.OUTSIDE)
_NOT_ENROLLED, _PRIVATE = int(Enrolment.NONE), int(Owner.PRIVATE)


@dataclass(frozen=True)
class SubsidyParameters(Parameters):
    """The model's parameters, and what becomes of those whose subsidy ends."""

    subsidy_stays: float = declared(
        0.54, "share", 0.0, 1.0, "Those who keep the job when the subsidy ends",
        "Nossen 2024, Arbeid og velferd 3: 54 % of ordinary jobseekers reach a stable job within three years; a proxy",
        "low", Prior.of("beta", a=27, b=23), of="wage_subsidies",
    )  # fmt: skip


@dataclass(frozen=True, eq=False)
class SubsidyLevers(Levers):
    """The model's levers, and subsidised jobs."""

    wage_subsidies: float = declared(
        0.0, "places a year", 0.0, 300.0, "Subsidised jobs for the long-term unemployed",
        "The baseline is the practice of 2019: no addition", "high",
    )  # fmt: skip


class WageSubsidies:
    """Subsidised jobs of one month."""

    def __init__(self, municipality, parameters, levers, conditions, months):
        self.stays = parameters.subsidy_stays
        self.places = levers["wage_subsidies"] / MONTHS_A_YEAR

    def step(self, market) -> None:
        """End the subsidies that are over, and fill this month's places: those longest without work first in line."""
        residents, firms, month = market.residents, market.firms, market.month
        since = residents.subsidised_since
        held = marked(since != NEVER)
        end_subsidies(residents.columns, since, held, firms.columns, month, self.stays, market.key(STAYS), market.flows)
        # A share of a place is one with that chance, so that a year has as many as were asked for.
        places = int(self.places[month] + market.draw(PLACES, 0))
        posts = np.flatnonzero(firms.present & (firms.owner == _PRIVATE) & (firms.vacancies > 0))
        if not places or not len(posts):
            return
        waits = (residents.status == _UNEMPLOYED) & (residents.since <= month - LONG)
        rows = marked(waits & residents.present & (residents.enrolment == _NOT_ENROLLED))
        race = np.empty(len(rows))
        line_up(race, rows, residents.columns, month, market.key(QUEUE))
        first = rows[np.argsort(race)[:places]]
        place(residents.columns, since, first, firms.columns, posts, month, market.key(PLACES), market.flows)


@rule
def line_up(race, rows, residents, month, key):
    """Each row's place in a race in which a long spell without work is an advantage."""
    for k in range(len(rows)):
        i = rows[k]
        race[k] = -np.log(uniform(key, residents.id[i])) / (month - residents.since[i])


@rule
def place(residents, since, rows, firms, posts, month, key, flows):
    """Each of the rows fills one open post of a private firm, the first at or after a point of her own."""
    for i in rows:
        start = int(uniform(key, residents.id[i]) * len(posts))
        for step in range(len(posts)):
            f = posts[(start + step) % len(posts)]
            if firms.vacancies[f] > 0:
                firms.vacancies[f] -= 1
                flows[Flow.HIRES] += 1
                take_job(residents, i, firms, f, 0, firms.industry[f], month)
                since[i] = month
                break


@rule
def end_subsidies(residents, since, rows, firms, month, stays, key, flows):
    """A subsidy ends with the job or after a year; then some keep the job, and the others are without work again."""
    for i in rows:
        working = residents.present[i] and residents.status[i] == _EMPLOYED and residents.job_since[i] == since[i]
        if working and month - since[i] < LASTS:
            continue
        since[i] = NEVER
        if working and uniform(key, residents.id[i]) >= stays:
            flows[Flow.SEPARATIONS] += 1
            free = registers(residents.enrolment[i], residents.benefit[i], residents.birth_month[i], month)
            leave_job(residents, i, firms, _UNEMPLOYED if free else _OUTSIDE, month)


def subsidised(market) -> float:
    """Residents in subsidised jobs."""
    return float((market.residents.subsidised_since != NEVER).sum())


VARIANT = Variant(
    "wage_subsidy",
    processes=(before(Matching, WageSubsidies),),
    residents={"subsidised_since": Column(np.int16, "month", "Month the subsidised job began", blank=NEVER)},
    parameters=SubsidyParameters,
    levers=SubsidyLevers,
    indicators=(Measured("subsidised_jobs", "persons", "stock", "Residents in subsidised jobs", subsidised),),
    words={
        "wage_subsidies": Words(
            "Lønnstilskudd for langtidsledige", "plasser i året",
            "Arbeidsgiver får dekket en del av lønnen i ett år. Hvem som ville fått jobb uansett, regnes ut.",
            "An employer is paid part of the wage for a year. Who would have found work anyway is simulated.",
            "C", 0.2, "year",
            "Eget anslag: halve lønnen i ett år, om lag 200 000 kroner",
            "Own estimate: half of a year's wage, about NOK 200,000",
        ),
        "subsidy_stays": Words("De som beholder jobben når tilskuddet tar slutt", "andel"),
        "subsidised_jobs": Words("Innbyggere i jobb med lønnstilskudd", "personer"),
        "subsidised_since": Words("I jobb med lønnstilskudd siden"),
    },
)  # fmt: skip

SCENARIO = """
title_nb = "Lønnstilskudd"
title_en = "Wage subsidies"
description_nb = "Seksti plasser i året fra 2021."
description_en = "Sixty places a year from 2021."
[levers]
wage_subsidies = 60
"""


def main() -> None:
    """Sixty subsidised jobs a year against none: who is in work, and at what cost."""
    from results.comparison import difference
    from results.ensembles import run_experiment
    from scenarios.shelf import loads

    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--replications", type=int, default=100)
    options.add_argument("--until", default="2025-12")
    options.add_argument("--chart", type=Path, default=Path("wage_subsidy.svg"))
    chosen = options.parse_args()
    scenario = loads(SCENARIO, "wage subsidies", VARIANT)

    experiment = run_experiment([scenario], chosen.replications, until=chosen.until, variant=VARIANT)

    november = f"{chosen.until[:4]}-11"
    held = experiment.at(scenario.name, "subsidised_jobs", november).mean()
    more = difference(experiment, scenario.name, "employed_residents", november)
    print(f"{november}: {held:.0f} in subsidised jobs, {more.mean:+.1f} employed residents (error {more.error:.1f})")
    if more.mean > 2 * more.error:
        print(f"each additional one takes {held / more.mean:.1f} subsidised jobs")
    draw(experiment, scenario.name, chosen.chart)


def draw(experiment, name: str, path: Path) -> None:
    """Subsidised jobs beside what employment gains, year by year, as a chart."""
    import altair as alt

    from results.comparison import difference

    rows = []
    for date in (one for one in experiment.dates if one.endswith("-11")):
        change = difference(experiment, name, "employed_residents", date)
        held = float(experiment.at(name, "subsidised_jobs", date).mean())
        rows.append({"year": int(date[:4]), "what": "in subsidised jobs", "persons": held})
        rows.append({"year": int(date[:4]), "what": "more employed residents", "persons": change.mean,
                     "low": change.mean - 2 * change.error, "high": change.mean + 2 * change.error})  # fmt: skip
    x = alt.X("year:O", title=None)
    base = alt.Chart(alt.Data(values=rows)).encode(x, alt.Color("what:N", title=None))
    lines = base.mark_line(point=True).encode(alt.Y("persons:Q", title="persons"))
    band = base.mark_errorbar().encode(alt.Y("low:Q", title="persons"), alt.Y2("high:Q"))
    (lines + band).properties(width=420, height=260, title="Wage subsidies: sixty places a year").save(path)
    print(f"written: {path}")


if __name__ == "__main__":
    main()
