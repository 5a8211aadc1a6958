"""Supply links: when a large employer closes, how many jobs are lost beyond its own, and at whose firms?

    uv run python examples/supply_links.py --replications 100 --chart supply_links.svg
    uv run halden --model examples/supply_links.py compare my_closure.toml

The model ties regional firms to the base industries as a whole: each of them feels a closure a little. Here some sell a
large part to one large customer, and lose it. Nobody knows who supplies whom, so links are drawn anew in every
replication. What goes through links is taken out of the general tie, so that nothing is counted twice: when all large
customers and the base shrink alike, links change who loses, not how much is lost (but for rounding). In the first year
other firms gain jobs: those who are dismissed fill open posts. What is lost beyond shows later.

The variant adds two columns of firms, two conditions (the closure, and whether there are links), parameters with priors
and a process that acts through the suppliers' own demand, ``shock``: to change ``reference`` would hand what they lose
to their competitors, since the model takes customers to be local.
"""

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from model.codes import Owner, SectorClass
from model.conditions import Conditions
from model.declare import Prior, declared
from model.demand import SMALLEST_WITH_SHOCKS, Demand
from model.draws import stream, uniforms
from model.entry import LARGE
from model.outside import largest_base_employer
from model.parameters import Parameters
from model.recording import filled
from model.residents import NOBODY
from model.tables import Column
from model.variant import Measured, Variant, Words, before

LINKED = stream("supply_links.linked")
CUSTOMER = stream("supply_links.customer")
SHARE = stream("supply_links.share")

EMPLOYER = "Norske Skog Saugbrugs"
"""The employer that closes; the largest of the base where no firm has this name."""


@dataclass(frozen=True)
class LinkParameters(Parameters):
    """The model's parameters, and how common and strong links are."""

    linked_firms: float = declared(
        0.3, "share of regional firms", 0.0, 0.6, "Regional firms with a large base firm as their main customer",
        "Own estimate: no list of suppliers is public", "estimate", Prior.of("beta", a=6, b=14),
    )  # fmt: skip
    linked_sales: float = declared(
        0.3, "share of sales", 0.0, 0.5, "What a linked firm sells to its main customer, on average",
        "Own estimate: from nothing to twice as much, evenly spread", "estimate",
        Prior.of("truncnorm", mean=0.3, sd=0.08, lo=0.1, hi=0.5),
    )  # fmt: skip


@dataclass(frozen=True, eq=False)
class LinkConditions(Conditions):
    """The model's conditions, a closure, and whether there are links."""

    closure: float = declared(
        0.0, "share of its jobs", 0.0, 1.0, f"Jobs that {EMPLOYER} gives up",
        "No change is the neutral assumption", off=0.0,
    )  # fmt: skip
    links: float = declared(
        0.0, "share", 0.0, 1.0, "Strength of supply links; 0 is the model as it stands",
        "The model as it stands has none", off=0.0,
    )  # fmt: skip


class SupplyLinks:
    """The closure, and what suppliers sell to their main customers, in one month."""

    def __init__(self, municipality, parameters, levers, conditions, months):
        self.parameters, self.links = parameters, conditions["links"]
        self.closure = conditions["closure"]
        firms, known = municipality.firms, municipality.firm_names
        self.employer = known.get(EMPLOYER, largest_base_employer(firms))
        self.reference = firms.reference[self.employer] if self.employer >= 0 else 0.0
        base = firms.present & (firms.sector_class == SectorClass.BASE)
        self.customers = np.flatnonzero(base & (firms.reference >= LARGE))
        if not len(self.customers) and self.employer >= 0:
            self.customers = np.array([self.employer])
        self.opening, self.general, self.mean_share = filled(firms), 1.0, 0.0

    def open(self, market) -> None:
        """Draw which regional firms have a main customer, which one (in proportion to jobs), and what share it buys."""
        firms, p = market.firms, self.parameters
        supplies = suppliers(firms)
        jobs = float(firms.reference[supplies].sum())
        if not len(self.customers) or not jobs:
            return
        linked, customer, share = (
            uniforms(market.constant_key(one), firms.id) for one in (LINKED, CUSTOMER, SHARE)
        )  # fmt: skip
        linked = supplies & (linked < p.linked_firms)
        size = np.cumsum(self.opening[self.customers])
        which = np.minimum(np.searchsorted(size, customer * size[-1], side="right"), len(size) - 1)
        firms.customer[linked] = self.customers[which[linked]]
        share = np.where(linked, 2.0 * p.linked_sales * share, 0.0)
        mean = float((share * firms.reference).sum()) / jobs
        # Links cannot take more out of the general tie than it holds.
        within = min(p.regional_base_share / mean, 1.0) if mean else 1.0
        firms.sales_share[:], self.mean_share = within * share, within * mean

    def step(self, market) -> None:
        """Change each supplier's own demand by what its customer's jobs and the base as a whole have changed."""
        firms, month, p = market.firms, market.month, self.parameters
        if self.closure[month] > 0.0 and self.employer >= 0:
            firms.reference[self.employer] = self.reference * (1.0 - self.closure[month])
        self.general += p.adjustment * (market.signals.base - self.general)  # as demand follows it
        if not (self.links[month] or firms.passed_on.any()):
            return
        now = np.zeros(firms.used)
        now[: len(self.opening)] = filled(firms)[: len(self.opening)] / np.maximum(self.opening, 1)
        ratio = np.where(firms.customer != NOBODY, now[firms.customer], 1.0)
        wanted = self.links[month] * change(firms.sales_share, ratio, self.mean_share, self.general)
        wanted = np.where(suppliers(firms), wanted, 0.0).astype(np.float32)
        firms.shock[:] += wanted - firms.passed_on
        firms.passed_on[:] = wanted


def suppliers(firms) -> np.ndarray:
    """Marks of the firms that may have a main customer: private regional firms of more than one person."""
    regional = firms.present & (firms.sector_class == SectorClass.REGIONAL) & (firms.owner == Owner.PRIVATE)
    return regional & (firms.reference >= SMALLEST_WITH_SHOCKS)


def change(share: np.ndarray, ratio: np.ndarray, mean_share: float, general: float) -> np.ndarray:
    """Log change of a supplier's own demand.

    Its customer's part of its sales follows the customer's jobs (``ratio``, to the opening), and everyone's tie to the
    base (``general``, likewise) is weaker by the mean share that goes by links.
    """
    sales = np.maximum(1.0 - share + share * ratio, 0.01)
    return np.log(sales) - mean_share * np.log(max(general, 0.01))


def of_employer(market) -> float:
    """Jobs at the employer that may close."""
    return float(filled(market.firms)[_links(market).employer]) if _links(market).employer >= 0 else 0.0


def of_its_suppliers(market) -> float:
    """Jobs at the firms whose main customer it is."""
    firms = market.firms
    return float(filled(firms)[(firms.customer == _links(market).employer) & (firms.customer != NOBODY)].sum())


def _links(market) -> SupplyLinks:
    return next(one for one in market.processes if isinstance(one, SupplyLinks))


VARIANT = Variant(
    "supply_links",
    processes=(before(Demand, SupplyLinks),),
    firms={
        "customer": Column(np.int32, "row", "Row of the main customer, -1 for none", blank=NOBODY),
        "sales_share": Column(np.float32, "share", "Share of sales that goes to the main customer"),
        "passed_on": Column(np.float32, "log", "Part of the firm's own demand that its customer's course has brought"),
    },
    parameters=LinkParameters,
    conditions=LinkConditions,
    indicators=(
        Measured("employer_jobs", "jobs", "stock", "Jobs at the employer that may close", of_employer),
        Measured("supplier_jobs", "jobs", "stock", "Jobs at its suppliers", of_its_suppliers),
    ),
    words={
        "closure": Words("Jobber Norske Skog Saugbrugs legger ned", "andel av jobbene"),
        "links": Words("Leverandørbånd til store kunder", "andel"),
        "linked_firms": Words("Regionale bedrifter med en stor hovedkunde", "andel"),
        "linked_sales": Words("Salg til hovedkunden, i gjennomsnitt", "andel av salget"),
        "employer_jobs": Words("Jobber i bedriften som kan legges ned", "jobber"),
        "supplier_jobs": Words("Jobber hos leverandørene", "jobber"),
        "customer": Words("Hovedkundens rad"),
        "sales_share": Words("Andel av salget som går til hovedkunden"),
        "passed_on": Words("Del av egen etterspørsel som fulgte av hovedkundens"),
    },
)  # fmt: skip

FORM = """
title_nb = "{nb}"
title_en = "{en}"
description_nb = "{nb}."
description_en = "{en}."
[conditions]
{change}
"""
CLOSES = 'closure = {"2022-01" = 1.0}'
SCENARIOS = {
    "closure": FORM.format(nb="Saugbrugs legges ned i 2022", en="Saugbrugs closes in 2022", change=CLOSES),
    "links": FORM.format(nb="Leverandørbånd", en="Supply links", change="links = 1.0"),
    "closure with links": FORM.format(
        nb="Saugbrugs legges ned i 2022, med leverandørbånd", en="Saugbrugs closes in 2022, with supply links",
        change=f"{CLOSES}\nlinks = 1.0",
    ),
}  # fmt: skip


def main() -> None:
    """The closure without links, and with them."""
    from results.ensembles import run_experiment
    from scenarios.shelf import loads

    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--replications", type=int, default=100)
    options.add_argument("--until", default="2025-12")
    options.add_argument("--chart", type=Path, default=Path("supply_links.svg"))
    chosen = options.parse_args()
    scenarios = [loads(text, name, VARIANT) for name, text in SCENARIOS.items()]

    experiment = run_experiment(scenarios, chosen.replications, until=chosen.until, variant=VARIANT)

    november = f"{chosen.until[:4]}-11"
    for pair, meaning in PAIRS.items():
        own, _ = lost(experiment, *pair, "employer", november)
        beyond, error = lost(experiment, *pair, "beyond", november)
        at_suppliers, _ = lost(experiment, *pair, "suppliers", november)
        each = f", {beyond / own:.2f} for each of its own" if own > 1 else ""
        print(
            f"{november}, {meaning}: {own:.0f} jobs lost at {EMPLOYER} and {beyond:.0f} beyond it (error {error:.0f})"
            f"{each}; {at_suppliers:.0f} of them at the firms drawn as its suppliers"
        )
    draw(experiment, chosen.chart)


PAIRS = {("closure", "baseline"): "without links", ("closure with links", "links"): "with links"}
SHOWN = {"beyond": "beyond its own", "suppliers": "of them at its suppliers"}


def lost(experiment, closed: str, open_: str, what: str, date: str) -> tuple[float, float]:
    """Jobs that the closure costs at the employer, beyond it, or at its suppliers, with the Monte Carlo error."""
    from results.comparison import monte_carlo_error

    def fewer(indicator: str) -> np.ndarray:
        return experiment.at(open_, indicator, date) - experiment.at(closed, indicator, date)

    by_replication = {
        "employer": lambda: fewer("employer_jobs"), "suppliers": lambda: fewer("supplier_jobs"),
        "beyond": lambda: fewer("jobs") - fewer("employer_jobs"),
    }[what]()  # fmt: skip
    return float(by_replication.mean()), monte_carlo_error(by_replication)


def draw(experiment, path: Path) -> None:
    """Jobs lost beyond the employer's own, year by year, without and with links, as a chart."""
    import altair as alt

    rows = []
    for date in (one for one in experiment.dates if one.endswith("-11")):
        for pair, links in PAIRS.items():
            for what, meaning in SHOWN.items():
                mean, error = lost(experiment, *pair, what, date)
                rows.append({"year": int(date[:4]), "links": links, "what": meaning, "jobs": mean,
                             "low": mean - 2 * error, "high": mean + 2 * error})  # fmt: skip
    base = alt.Chart().encode(
        alt.X("year:O", title=None, axis=alt.Axis(labelAngle=0)),
        alt.Color("links:N", title=None, sort=None, legend=alt.Legend(symbolOpacity=1)),
    )
    band = base.mark_errorband(opacity=0.15).encode(alt.Y("low:Q", title="jobs lost"), alt.Y2("high:Q"))
    lines = base.mark_line(point=True).encode(alt.Y("jobs:Q"))
    panels = alt.layer(band, lines, data=alt.Data(values=rows)).properties(width=300, height=260)
    title = f"{EMPLOYER} closes in 2022: jobs lost"
    panels.facet(column=alt.Column("what:N", title=title, sort=list(SHOWN.values()))).save(path)
    print(f"written: {path}")


if __name__ == "__main__":
    main()
