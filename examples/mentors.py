"""Mentors: employed volunteers follow up young people without work. How many more are in work, and instead of whom?

    uv run python examples/mentors.py --replications 100 --chart mentors.svg
    uv run halden --model examples/mentors.py:COMPILED compare my_mentors.toml

A mentor meets one young person for a year at most, and puts in a word for her when there is an open post where the
mentor works. A post taken so is one that somebody else does not get: displacement comes of the simulation.

The rule was found out as a sketch on agents (``SKETCH``), where one can read it, and is run as a compiled process
(``COMPILED``), a hundred times faster. The two give the same bits; this script shows it.
"""

import argparse
import time
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from model.codes import Benefit, Enrolment, Status
from model.compiled import rule
from model.dates import MONTHS_A_YEAR
from model.declare import Prior, declared
from model.draws import stream, uniform, uniforms
from model.flows import Flow
from model.jobs import take_job
from model.levers import Levers
from model.market import LabourMarket
from model.matching import LEVEL, Matching
from model.parameters import Parameters
from model.residents import NEVER, NOBODY
from model.sketch import Sketch
from model.tables import Column
from model.variant import Measured, Variant, Words, before
from model.views import Firm, Resident

QUEUE = stream("mentors.queue")
PAIRS = stream("mentors.pairs")
WORD = stream("mentors.word")

LASTS = 12
"""Months that a mentor follows one up (estimate: mentor schemes last from half a year to two)."""
YOUNG, OLDEST_YOUNG, MENTOR, OLDEST_MENTOR = (years * MONTHS_A_YEAR for years in (18, 30, 30, 67))
"""Ages from and up to which one has a mentor, and is one, in months."""

_EMPLOYED, _OUTSIDE, _UNEMPLOYED = int(Status.EMPLOYED), int(Status.OUTSIDE), int(Status.UNEMPLOYED)
_ASSESSMENT, _NOT_ENROLLED = int(Benefit.WORK_ASSESSMENT), int(Enrolment.NONE)


@dataclass(frozen=True)
class MentorParameters(Parameters):
    """The model's parameters, and what a mentor's word is worth."""

    word_works: float = declared(
        0.04, "share a month", 0.0, 0.3, "A mentor's word that gets one a suitable open post where the mentor works",
        "Own estimate: about one in ten of those followed up for a year, since job specialists, who do far more, raise "
        "employment by 0.06 (trials in Norway; Dahl & Lima 2021)", "estimate", Prior.of("beta", a=4, b=96),
        of="mentors",
    )  # fmt: skip


@dataclass(frozen=True, eq=False)
class MentorLevers(Levers):
    """The model's levers, and mentors."""

    mentors: float = declared(
        0.0, "volunteers", 0.0, 500.0, "Employed volunteers who follow up one young person each",
        "The baseline is the practice of 2019: no addition", "high",
    )  # fmt: skip


class MentorSketch(Sketch):
    """The rule for one young resident, as it was found out."""

    def __init__(self, municipality, parameters, levers, conditions, months):
        super().__init__(municipality, parameters, levers, conditions, months)
        self.suits = suitable(municipality, parameters.word_works)

    def chosen(self, market):
        """Those with a mentor first, then those without, in this month's order of the queue."""
        return in_line(market, self.levers["mentors"][market.month])

    def step(self, market) -> None:
        """Ask everyone in line, while there are volunteers left."""
        self.left = int(self.levers["mentors"][market.month])
        super().step(market)

    def act(self, agent) -> None:
        """One who has a mentor goes on, gets a job by her word, or ends; one who has none may get one."""
        residents, month = self.market.views(Resident), self.market.month
        if agent.mentor == NOBODY:
            start = int(self.draw(PAIRS, agent) * len(residents))
            for step in range(len(residents) if self.left > 0 else 0):
                other = residents[(start + step) % len(residents)]
                if mentors(other.present, other.status, other.employer, other.mentee, month - other.birth_month):
                    agent.mentor, other.mentee, agent.mentor_since = other.row, agent.row, month
                    self.left -= 1
                    break
            return
        mentor = residents[agent.mentor]
        still = agent.present and agent.status in (_OUTSIDE, _UNEMPLOYED) and agent.enrolment == _NOT_ENROLLED
        if not still or not mentor.present or mentor.employer < 0 or month - agent.mentor_since >= LASTS:
            agent.mentor, mentor.mentee = NOBODY, NOBODY
            return
        self.left -= 1
        firm = self.market.views(Firm)[mentor.employer]
        if firm.vacancies > 0 and self.draw(WORD, agent) < self.suits[firm.industry, agent.education]:
            firm.vacancies -= 1
            self.market.flows[Flow.HIRES] += 1
            tables = self.market.residents.columns, self.market.firms.columns
            take_job(tables[0], agent.row, tables[1], firm.row, 0, firm.industry, month)
            agent.word_since = month


class Mentors:
    """The same rule, compiled."""

    def __init__(self, municipality, parameters, levers, conditions, months):
        self.places = levers["mentors"]
        self.suits = suitable(municipality, parameters.word_works)

    def step(self, market) -> None:
        """Follow up those with a mentor, and find one for others while there are volunteers left."""
        residents, places = market.residents, self.places[market.month]
        follow_up(
            in_line(market, places), int(places), residents.columns, residents.used, residents.mentor, residents.mentee,
            residents.mentor_since, residents.word_since, market.firms.columns, market.month, self.suits,
            market.key(PAIRS), market.key(WORD), market.flows,
        )  # fmt: skip


@rule
def mentors(present, status, employer, mentee, age):
    """Whether one is a volunteer without anyone to follow up: employed here, of 30 to 66 years."""
    return present and status == _EMPLOYED and employer >= 0 and mentee == NOBODY and MENTOR <= age < OLDEST_MENTOR


@rule
def follow_up(
    line, left, residents, used, mentor, mentee, since, word_since, firms, month, suits, pair_key, word_key, flows
):  # fmt: skip
    """The rule of :class:`MentorSketch` for everyone in line."""
    for i in line:
        if mentor[i] == NOBODY:
            start = int(uniform(pair_key, residents.id[i]) * used)
            for step in range(used if left > 0 else 0):
                m = (start + step) % used
                age = month - residents.birth_month[m]
                if mentors(residents.present[m], residents.status[m], residents.employer[m], mentee[m], age):
                    mentor[i], mentee[m], since[i] = m, i, month
                    left -= 1
                    break
            continue
        m = mentor[i]
        idle = residents.status[i] == _OUTSIDE or residents.status[i] == _UNEMPLOYED
        still = residents.present[i] and idle and residents.enrolment[i] == _NOT_ENROLLED
        if not still or not residents.present[m] or residents.employer[m] < 0 or month - since[i] >= LASTS:
            mentor[i], mentee[m] = NOBODY, NOBODY
            continue
        left -= 1
        f = residents.employer[m]
        suits_her = suits[firms.industry[f], residents.education[i]]
        if firms.vacancies[f] > 0 and uniform(word_key, residents.id[i]) < suits_her:
            firms.vacancies[f] -= 1
            flows[Flow.HIRES] += 1
            take_job(residents, i, firms, f, 0, firms.industry[f], month)
            word_since[i] = month


def suitable(municipality, word_works: float) -> np.ndarray:
    """[industry, education] the monthly chance of a post by a mentor's word: she cannot do all that stand open."""
    skill = np.cumsum(municipality.rates.skill, axis=1)
    return word_works * np.minimum(skill[:, LEVEL], 1.0)


def in_line(market, places: float) -> np.ndarray:
    """Rows of those with a mentor, and then of young people without work in the order of this month's queue."""
    residents, age = market.residents, market.month - market.residents.birth_month
    held = np.flatnonzero(residents.mentor != NOBODY)
    if not int(places):
        return held
    waits = residents.present & np.isin(residents.status, (_OUTSIDE, _UNEMPLOYED)) & (residents.mentor == NOBODY)
    waits &= (age >= YOUNG) & (age < OLDEST_YOUNG) & (residents.enrolment == _NOT_ENROLLED)
    rows = np.flatnonzero(waits & (residents.benefit <= _ASSESSMENT))
    queue = np.argsort(uniforms(market.key(QUEUE), residents.id[rows]))
    return np.concatenate([held, rows[queue[: int(places)]]])


def young_employed(market) -> float:
    """Employed residents of 18 to 29."""
    residents, age = market.residents, market.month - market.residents.birth_month
    young = residents.present & (age >= YOUNG) & (age < OLDEST_YOUNG)
    return float((young & (residents.status == _EMPLOYED)).sum())


def by_word(market) -> float:
    """Residents in the job that a mentor's word got them."""
    residents = market.residents
    held = (residents.word_since != NEVER) & (residents.word_since == residents.job_since)
    return float((held & residents.present & (residents.status == _EMPLOYED)).sum())


COMPILED = Variant(
    "mentors",
    processes=(before(Matching, Mentors),),
    residents={
        "mentor": Column(np.int32, "row", "Row of one's mentor, -1 for none", blank=NOBODY),
        "mentee": Column(np.int32, "row", "Row of the one whom one follows up, -1 for none", blank=NOBODY),
        "mentor_since": Column(np.int16, "month", "Month the following up began", blank=NEVER),
        "word_since": Column(np.int16, "month", "Month a mentor's word got one a job", blank=NEVER),
    },
    parameters=MentorParameters,
    levers=MentorLevers,
    indicators=(
        Measured("young_employed", "persons", "stock", "Employed residents of 18 to 29", young_employed),
        Measured("jobs_by_word", "persons", "stock", "Residents in jobs that a mentor's word got them", by_word),
    ),
    words={
        "mentors": Words("Mentorer for unge uten arbeid", "frivillige", "", "", "D"),
        "word_works": Words("Mentors ord som gir en passende ledig jobb der mentor arbeider", "andel i måneden"),
        "young_employed": Words("Sysselsatte innbyggere 18-29 år", "personer"),
        "jobs_by_word": Words("Innbyggere i jobb de fikk ved mentors ord", "personer"),
        "mentor": Words("Mentors rad"),
        "mentee": Words("Raden til den en følger opp"),
        "mentor_since": Words("Fulgt opp siden"),
        "word_since": Words("Fikk jobb ved mentors ord"),
    },
)  # fmt: skip
SKETCH = replace(COMPILED, name="mentors_sketch", processes=(before(Matching, MentorSketch),))

SCENARIO = """
title_nb = "Mentorer"
title_en = "Mentors"
description_nb = "Hundre frivillige fra 2021."
description_en = "A hundred volunteers from 2021."
[levers]
mentors = 100
"""
SHOWN = {"young_employed": "more employed of 18-29", "employed_residents": "more employed residents in all"}


def main() -> None:
    """Sketch and process agree; then a hundred mentors against none."""
    from calibration import load_municipality
    from results.comparison import difference
    from results.ensembles import run_experiment
    from scenarios.shelf import loads

    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--replications", type=int, default=100)
    options.add_argument("--until", default="2025-12")
    options.add_argument("--chart", type=Path, default=Path("mentors.svg"))
    chosen = options.parse_args()

    show_agreement(load_municipality("halden"))
    scenario = loads(SCENARIO, "mentors", COMPILED)
    experiment = run_experiment([scenario], chosen.replications, until=chosen.until, variant=COMPILED)

    november = f"{chosen.until[:4]}-11"
    held = experiment.at(scenario.name, "jobs_by_word", november).mean()
    young, everyone = (difference(experiment, scenario.name, one, november) for one in SHOWN)
    print(
        f"{november}: {held:.0f} in a job that a mentor's word got them; {young.mean:+.1f} employed of 18-29 "
        f"(error {young.error:.1f}), {everyone.mean:+.1f} employed residents in all (error {everyone.error:.1f})"
    )
    draw(experiment, scenario.name, chosen.chart)


def show_agreement(municipality) -> None:
    """Run sketch and process a year each with the same draws, and say whether they agree and what a month takes."""
    records, seconds = {}, {}
    for variant in (COMPILED, SKETCH, COMPILED):  # the first run compiles
        levers = MentorLevers(mentors=100)
        market = LabourMarket(municipality, levers=levers, rng=1, until="2019-12", variant=variant)
        start = time.perf_counter()
        market.run_model()
        seconds[variant] = 1000 * (time.perf_counter() - start) / (market.month + 1)
        records[variant] = market.record
    same = all(map(np.array_equal, records[SKETCH], records[COMPILED]))
    print(
        f"sketch and process {'agree to the last bit' if same else 'DIFFER'} over a year; a month of everything takes "
        f"{seconds[SKETCH]:.0f} ms with the sketch and {seconds[COMPILED]:.1f} ms with the process"
    )


def draw(experiment, name: str, path: Path) -> None:
    """Jobs by word beside what employment gains, year by year, as a chart."""
    import altair as alt

    from results.comparison import difference

    rows = []
    for date in (one for one in experiment.dates if one.endswith("-11")):
        year, held = int(date[:4]), float(experiment.at(name, "jobs_by_word", date).mean())
        rows.append({"year": year, "what": "in jobs by a mentor's word", "persons": held, "low": held, "high": held})
        for indicator, meaning in SHOWN.items():
            one = difference(experiment, name, indicator, date)
            rows.append({"year": year, "what": meaning, "persons": one.mean,
                         "low": one.mean - 2 * one.error, "high": one.mean + 2 * one.error})  # fmt: skip
    base = alt.Chart(alt.Data(values=rows)).encode(
        alt.X("year:O", title=None, axis=alt.Axis(labelAngle=0)),
        alt.Color("what:N", title=None, sort=None, legend=alt.Legend(symbolOpacity=1)),
    )
    band = base.mark_errorband(opacity=0.15).encode(alt.Y("low:Q", title="persons"), alt.Y2("high:Q"))
    lines = base.mark_line(point=True).encode(alt.Y("persons:Q"))
    (band + lines).properties(width=420, height=260, title="A hundred mentors from 2021").save(path)
    print(f"written: {path}")


if __name__ == "__main__":
    main()
