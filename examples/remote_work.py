"""Remote work loosens commuting: how many more can live here with a job elsewhere?

    uv run python examples/remote_work.py --replications 100 --chart remote_work.svg
    uv run halden --model examples/remote_work.py compare my_home_offices.toml
    uv run halden --model examples/remote_work.py calibrate --targets examples/remote_work_targets.csv --out my_fit

How many hold an office job mostly from home in 2019 is fitted to one figure more (``remote_work_targets.csv``). What
people did at home in 2019 is in all other figures of 2019 already, so only what came on top acts, and it acts both
ways: residents with office skills reach jobs elsewhere, newcomers keep the job they had, and people elsewhere reach the
office posts here. Moving out is left as it is, nobody moves in because of it, and one who may no longer work at home
may give the job up. The variant adds two columns, a condition, parameters with priors, indicators and a process.
"""

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from model.codes import Education, Industry, Status
from model.compiled import rule
from model.conditions import Conditions
from model.dates import MONTHS_A_YEAR
from model.declare import Prior, declared
from model.draws import stream, uniform, uniforms
from model.flows import Flow
from model.jobs import leave_job
from model.matching import Matching, hire, hire_outside
from model.parameters import Parameters
from model.participation import registers
from model.residents import NEVER, NOBODY
from model.screening import marked
from model.tables import Column
from model.variant import Measured, Variant, Words, after

HOME = stream("remote_work.home")
REACH = stream("remote_work.reach")
PLACE = stream("remote_work.place")
BACK = stream("remote_work.back")

OFFICE_INDUSTRIES = (Industry.TECHNICAL, Industry.BUSINESS, Industry.ADMINISTRATION)
"""Where office jobs are also held with general upper secondary education (estimate)."""
HANDS_ON = (
    Industry.AGRICULTURE, Industry.CONSTRUCTION, Industry.RETAIL, Industry.TRANSPORT, Industry.HOSPITALITY,
    Industry.HEALTH_CARE,
)  # fmt: skip
"""Where higher education makes no office job (estimate). With both, 32 % of employed residents of Halden hold one: of
Norway's jobs 39 % can be done at home (Holgersen, Jia & Svenkerud 2020, Statistics Norway, Discussion Papers 935)."""
ANSWERED = 0.23
"""Of the applications of in-commuters with higher education, those that get an office post (in the model's 2019)."""

_EMPLOYED, _UNEMPLOYED, _OUTSIDE = int(Status.EMPLOYED), int(Status.UNEMPLOYED), int(Status.OUTSIDE)
_GENERAL, _SHORT_HIGHER = int(Education.UPPER_GENERAL), int(Education.SHORT_HIGHER)


@dataclass(frozen=True)
class RemoteParameters(Parameters):
    """The model's parameters, and how far work at home reaches."""

    remote_jobs: float = declared(
        0.2, "share of office jobs", 0.0, 0.6, "Office jobs held mostly from home in 2019",
        "Wide on purpose: fitted to those who usually work at home, 5.1 % of the employed (Eurostat lfsa_ehomp, 2019)",
        "low", Prior.of("beta", a=2, b=8),
    )  # fmt: skip
    remote_reach: float = declared(
        1.0, "ratio", 0.0, 5.0, "Outside jobs that one who works at home reaches, beyond those one travels to",
        "Own estimate: none to a few times as many; no study of it found", "estimate",
        Prior.of("lognormal", median=0.85, sigma=0.6),
    )  # fmt: skip
    remote_given_up: float = declared(
        0.05, "share a month", 0.0, 0.5, "Jobs had thanks to work at home that end when it may no longer be done there",
        "Own estimate: half within about a year", "estimate", Prior.of("beta", a=5, b=95),
    )  # fmt: skip


@dataclass(frozen=True, eq=False)
class RemoteConditions(Conditions):
    """The model's conditions, and work at home."""

    home_work: float = declared(
        1.0, "ratio to 2019", 0.0, 6.0, "Office jobs that may be held mostly from home",
        "No change is the neutral assumption", off=1.0,
    )  # fmt: skip


class RemoteWork:
    """Who works at home, and who takes or leaves a job because of it, in one month."""

    def __init__(self, municipality, parameters, levers, conditions, months):
        p, rates = parameters, municipality.rates
        self.then = p.remote_jobs
        self.share = np.minimum(p.remote_jobs * conditions["home_work"], 1.0)
        self.given_up = p.remote_given_up
        out_share = np.array([p.out_basic, p.out_upper, p.out_upper, p.out_higher, p.out_long])
        self.outward = p.remote_reach * rates.outside_success * p.outside_success * out_share
        self.demand = conditions["outside_jobs"]
        self.seeking = np.array([p.search_unemployed, p.search_new_job, p.search_long_job])
        self.inward = p.remote_reach * min(rates.commuter_search * p.search_commuter, 1.0) * ANSWERED
        self.regions = np.cumsum(municipality.out_regions / municipality.out_regions.sum())

    def open(self, market) -> None:
        """Who works at home at the opening."""
        self.note(market, self.share[0] if len(self.share) else self.then)

    def note(self, market, share: float) -> None:
        """Write who works at home: office jobs of those whose lasting draw lies below the share."""
        residents = market.residents
        at_home = (uniforms(market.constant_key(HOME), residents.id) < share) & (residents.status == _EMPLOYED)
        at_home &= office(residents.industry, residents.education)
        np.copyto(residents.remote, at_home, where=residents.present)

    def step(self, market) -> None:
        """Give up what can no longer be done at home, take what can, here and from elsewhere."""
        month, residents, firms, flows = market.month, market.residents, market.firms.columns, market.flows
        share, home = self.share[month], market.constant_key(HOME)
        draws = uniforms(home, residents.id)
        thanks = residents.remote_since != NEVER
        if thanks.any():
            come_back(
                residents.columns, residents.remote_since, marked(thanks), draws, firms, month, share, self.given_up,
                market.key(BACK), flows,
            )  # fmt: skip
        if share > self.then:
            more = residents.present & (draws >= self.then) & (draws < share)
            more &= office(residents.industry, residents.education)
            reach_out(
                residents.columns, residents.remote_since, marked(more), firms, month, self.seeking,
                self.outward * self.demand[month], self.regions, market.key(REACH), market.key(PLACE), flows,
            )  # fmt: skip
            self.reach_in(market, share, home)
        self.note(market, share)

    def reach_in(self, market, share: float, home: np.uint64) -> None:
        """People elsewhere take office posts that stand open here, if they may work at home."""
        firms, pool, month = market.firms, market.commuters, market.month
        posts = np.flatnonzero(firms.present & (firms.vacancies > 0) & np.isin(firms.industry, OFFICE_INDUSTRIES))
        draws, apply = uniforms(home, pool.id), uniforms(market.key(REACH), pool.id)
        free = (pool.employer == NOBODY) & ~pool.tied & (pool.education >= _SHORT_HIGHER) & (apply < self.inward)
        for i in np.flatnonzero(free & (draws >= self.then) & (draws < share)):
            open_posts = posts[firms.vacancies[posts] > 0]
            if len(open_posts):
                f = open_posts[int(market.draw(PLACE, pool.id[i]) * len(open_posts))]
                hire(market.residents.columns, pool.columns, firms.columns, -1 - i, f, month, market.flows)


def office(industry: np.ndarray, education: np.ndarray) -> np.ndarray:
    """Marks of the jobs that can be done at home, by industry of the present or last job and education."""
    higher = (education >= _SHORT_HIGHER) & (industry >= 0) & ~np.isin(industry, HANDS_ON)
    return higher | ((education == _GENERAL) & np.isin(industry, OFFICE_INDUSTRIES))


@rule
def reach_out(residents, since, rows, firms, month, seeking, outward, regions, key, place_key, flows):
    """Who of the rows takes a job elsewhere this month: newcomers without work keep theirs, others find one."""
    for i in rows:
        status = residents.status[i]
        if status == _UNEMPLOYED:
            likely = 1.0 if residents.arrival_month[i] == month else seeking[0] * outward[residents.education[i]]
        elif status == _EMPLOYED and residents.job_since[i] < month:
            recent = month - residents.job_since[i] <= MONTHS_A_YEAR
            likely = (seeking[1] if recent else seeking[2]) * outward[residents.education[i]]
        else:
            continue
        if uniform(key, residents.id[i]) < likely:
            hire_outside(residents, i, firms, month, regions, uniform(place_key, residents.id[i]), flows)
            since[i] = month


@rule
def come_back(residents, since, rows, draws, firms, month, share, given_up, key, flows):
    """Forget jobs that have ended; some whose job may no longer be done at home give it up and look for another."""
    for i in rows:
        held = residents.present[i] and residents.status[i] == _EMPLOYED and residents.job_since[i] == since[i]
        if not held:
            since[i] = NEVER
        elif draws[i] >= share and uniform(key, residents.id[i]) < given_up:
            flows[Flow.SEPARATIONS] += 1
            free = registers(residents.enrolment[i], residents.benefit[i], residents.birth_month[i], month)
            leave_job(residents, i, firms, _UNEMPLOYED if free else _OUTSIDE, month)
            since[i] = NEVER


def remote_share(market) -> float:
    """Of a hundred employed residents, those who work mostly at home."""
    residents = market.residents
    employed = residents.present & (residents.status == _EMPLOYED)
    return 100.0 * float((residents.remote[employed] > 0).sum()) / max(int(employed.sum()), 1)


def remote_outside(market) -> float:
    """Residents with a job elsewhere that they have thanks to more work at home."""
    residents = market.residents
    return float((residents.present & (residents.remote_since != NEVER)).sum())


VARIANT = Variant(
    "remote_work",
    processes=(after(Matching, RemoteWork),),
    residents={
        "remote": Column(np.int8, "yes/no", "Works mostly at home"),
        "remote_since": Column(np.int16, "month", "Month a job was taken thanks to more work at home", blank=NEVER),
    },
    parameters=RemoteParameters,
    conditions=RemoteConditions,
    indicators=(
        Measured("remote_share", "percent of employed", "stock", "Employed residents mostly at home", remote_share),
        Measured("remote_outside", "persons", "stock", "Jobs elsewhere thanks to more work at home", remote_outside),
    ),
    words={
        "home_work": Words("Kontorjobber som kan holdes mest hjemmefra", "forhold til 2019"),
        "remote_jobs": Words("Kontorjobber holdt mest hjemmefra i 2019", "andel av kontorjobbene"),
        "remote_reach": Words("Jobber utenfor som den på hjemmekontor når, utover dem en reiser til", "forhold"),
        "remote_given_up": Words("Jobber som sies opp når de ikke lenger kan gjøres hjemme", "andel i måneden"),
        "remote_share": Words("Sysselsatte mest på hjemmekontor", "prosent av sysselsatte"),
        "remote_outside": Words("Jobber utenfor takket være mer hjemmekontor", "personer"),
        "remote": Words("Mest på hjemmekontor"),
        "remote_since": Words("Fikk jobb takket være mer hjemmekontor"),
    },
)  # fmt: skip

AS_IT_WENT = """
title_nb = "Hjemmekontor som det gikk"
title_en = "Work at home as it went"
description_nb = "Vanligvis hjemme (Eurostat): 5,1 % i 2019, 16,7 % i 2021, så 8,7, 7,1, 6,6 og 5,9 %."
description_en = "Usually at home (Eurostat): 5.1 % in 2019, 16.7 % in 2021, then 8.7, 7.1, 6.6 and 5.9 %."
[conditions]
home_work = {"2021-01" = 3.27, "2022-01" = 1.71, "2023-01" = 1.39, "2024-01" = 1.29, "2025-01" = 1.16}
"""
FOR_GOOD = """
title_nb = "Hjemmekontor som i 2021, for godt"
title_en = "Work at home as in 2021, for good"
description_nb = "16,7 % arbeider mest hjemme fra 2021, uten at det går tilbake."
description_en = "16.7 % work mostly at home from 2021, and it does not go back."
[conditions]
home_work = {"2021-01" = 3.27}
"""
SCENARIOS = {"as it went": AS_IT_WENT, "as in 2021, for good": FOR_GOOD}
SHOWN = {
    "out_commuters": "residents who work elsewhere", "in_commuters": "others who work here",
    "employed_residents": "employed residents",
}  # fmt: skip


def main() -> None:
    """Work at home as it went, and as in 2021 for good, each against the level of 2019."""
    from results.comparison import difference
    from results.ensembles import run_experiment
    from scenarios.shelf import loads

    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--replications", type=int, default=100)
    options.add_argument("--until", default="2025-12")
    options.add_argument("--chart", type=Path, default=Path("remote_work.svg"))
    chosen = options.parse_args()
    scenarios = [loads(text, name, VARIANT) for name, text in SCENARIOS.items()]

    experiment = run_experiment(scenarios, chosen.replications, until=chosen.until, variant=VARIANT)

    november = f"{chosen.until[:4]}-11"
    for name in SCENARIOS:
        at_home, thanks = (experiment.at(name, one, november).mean() for one in ("remote_share", "remote_outside"))
        said = [f"{november}, {name}: {at_home:.1f} % of employed residents work mostly at home"]
        said += [f"{thanks:.0f} residents have a job elsewhere thanks to it"]
        for indicator, meaning in SHOWN.items():
            one = difference(experiment, name, indicator, november)
            said.append(f"{one.mean:+.1f} {meaning} (error {one.error:.1f})")
        print("; ".join(said))
    draw(experiment, chosen.chart)


def draw(experiment, path: Path) -> None:
    """What changes against the level of 2019, year by year, as a chart."""
    import altair as alt

    from results.comparison import difference

    rows = []
    for name in SCENARIOS:
        for date in (one for one in experiment.dates if one.endswith("-11")):
            for indicator, meaning in SHOWN.items():
                one = difference(experiment, name, indicator, date)
                rows.append({"year": int(date[:4]), "what": meaning, "scenario": name, "persons": one.mean,
                             "low": one.mean - 2 * one.error, "high": one.mean + 2 * one.error})  # fmt: skip
    base = alt.Chart().encode(
        alt.X("year:O", title=None, axis=alt.Axis(labelAngle=0)),
        alt.Color("what:N", title=None, sort=list(SHOWN.values()), legend=alt.Legend(orient="bottom", symbolOpacity=1)),
    )
    title = "persons, against work at home as in 2019"
    band = base.mark_errorband(opacity=0.15).encode(alt.Y("low:Q", title=title), alt.Y2("high:Q"))
    lines = base.mark_line(point=True).encode(alt.Y("persons:Q"))
    panels = alt.layer(band, lines, data=alt.Data(values=rows)).properties(width=300, height=260)
    panels.facet(column=alt.Column("scenario:N", title="Work at home", sort=list(SCENARIOS))).save(path)
    print(f"written: {path}")


if __name__ == "__main__":
    main()
