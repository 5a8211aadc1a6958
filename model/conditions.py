"""Conditions: what the outside world sets, month by month, each with a default and an off switch."""

from dataclasses import dataclass

from model.declare import MonthlyPaths, Prior, declared


@dataclass(frozen=True, eq=False)
class Conditions(MonthlyPaths):
    """The outside world. A number holds always; a path gives one value a month from January 2019.

    The pandemic's layoffs by industry and the dated events stand in the municipality's pack; here they are switched
    on, off or scaled.
    """

    national_demand: float = declared(
        1.0, "ratio to January 2019", 0.5, 1.5, "National and international demand for the base industries",
        "No change is the neutral assumption; Norway's employment grew about 1 % a year 2015-2019", off=1.0,
    )  # fmt: skip
    outside_jobs: float = declared(
        1.0, "ratio to January 2019", 0.2, 2.0, "Openings in the regions that residents commute to",
        "No change is the neutral assumption", off=1.0,
    )  # fmt: skip
    pandemic: float = declared(
        1.0, "share of the recorded path", 0.0, 2.0, "The pandemic's temporary layoffs and lost demand; 0 is off",
        "NAV's registered unemployed by month, Norway 2020-2021; hospitality -21 % employed in 2020 (SSB)", "medium",
        off=0.0,
    )  # fmt: skip
    border_trade: float = declared(
        1.0, "ratio to 2019", 0.0, 2.0, "Residents' shopping in Sweden; 0 is a closed border",
        "Border trade fell 87.7 % in 2020 (SSB); the pandemic's own closing is part of the pandemic", "medium",
        off=1.0,
    )  # fmt: skip
    krone: float = declared(
        1.0, "ratio to 2019", 0.5, 1.5, "Swedish kronor per Norwegian krone; a strong krone sends shoppers to Sweden",
        "No change is the neutral assumption; 0.93 Norwegian kronor a Swedish one in 2019 (Norges Bank)", off=1.0,
    )  # fmt: skip
    refugee_arrivals: float = declared(
        16.0, "persons a year", 0.0, 600.0, "Refugees settled, families included",
        "IMDi: 16 settled in 2018, 12 in 2019", "high", off=0.0,
    )  # fmt: skip
    automation: float = declared(
        0.0068, "share of base jobs a year", 0.0, 0.05, "Base jobs lost a year to automation and productivity",
        "Frey & Osborne 2013; Arntz et al. 2016; Nedelkoska & Quintini 2018: 0.5-2 % a year of highly automatable jobs",
        "low", Prior.of("lognormal", median=0.006, sigma=0.5), off=0.0,
    )  # fmt: skip
    base_productivity_demand: float = declared(
        0.0108, "share of base jobs a year", -0.05, 0.05, "Yearly growth of base jobs from sales, before automation",
        "Set so that all jobs are steady over twenty constant years, with automation and what sites hold back",
        "estimate", Prior.of("normal", mean=0.0108, sd=0.006), off=0.0,
    )  # fmt: skip
    base_jobs: float = declared(
        0.0, "jobs", -2000.0, 2000.0, "Jobs that the base industries gain or lose by decisions taken elsewhere",
        "No change is the neutral assumption", off=0.0,
    )  # fmt: skip
    largest_employer: float = declared(
        1.0, "share of its jobs", 0.0, 2.0, "Jobs wanted by the largest base employer; 0 closes it",
        "No change is the neutral assumption", off=1.0,
    )  # fmt: skip
    market_dwellings: float = declared(
        0.0, "dwellings a year", -150.0, 300.0, "Dwellings completed beyond the trend, or short of it, by the market",
        "No change is the neutral assumption", off=0.0,
    )  # fmt: skip
    dated_events: float = declared(
        1.0, "share", 0.0, 1.0, "The pack's dated events (closings, expansions, transfers); 0 is off",
        "Each event carries its own source in the pack", "high", off=0.0,
    )  # fmt: skip
