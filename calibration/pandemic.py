"""The pandemic's path: temporary layoffs by industry from March 2020 to December 2021, and jobs that were lost.

Level and course are Norway's: the excess of registered unemployed over the same month of 2019, per member of the
labour force (NAV). How industries differ is an estimate after the national pattern. A municipality's own figures of
2020 are not used; they score the projections.
"""

import numpy as np
import pandas as pd

from calibration.figures import SHARED, figure, figures, population, read_table
from calibration.packs import MunicipalityPack
from model.codes import Industry, Owner, Status
from model.dates import month_of
from model.firms import Firms
from model.residents import Residents

PEAK = {
    Industry.AGRICULTURE: 0.03,
    Industry.MANUFACTURING: 0.09,
    Industry.CONSTRUCTION: 0.09,
    Industry.RETAIL: 0.13,
    Industry.TRANSPORT: 0.12,
    Industry.HOSPITALITY: 0.48,
    Industry.TECHNICAL: 0.08,
    Industry.BUSINESS: 0.13,
    Industry.EDUCATION: 0.08,
    Industry.HEALTH_CARE: 0.10,
    Industry.CULTURE: 0.32,
}
"""Share of private staff laid off in full at the peak, relative between industries (estimate: NAV's national counts by
occupation in March 2020 put travel, hospitality and personal services far ahead)."""
LOST = {Industry.HOSPITALITY: 0.08, Industry.CULTURE: 0.05}
"""Share of jobs lost beyond layoffs at the worst (estimate; hospitality fell 21 % in 2020, layoffs included)."""
LAST = "2021-12"
JOBSEEKERS = SHARED / "nav_jobseekers_ostfold_norway_monthly_2011_2026.csv"
COUNTY = {"Østfold": ("Østfold", "ostfold"), "Norway": ("Landet", "norway")}
"""What NAV's file and the population files call the area that stands in for a municipality."""


def course() -> np.ndarray:
    """[month from January 2019] excess of Norway's registered unemployed, as a share of the labour force of 2019."""
    table = read_table(JOBSEEKERS, ("Dato", "Antall personer"))
    table = table[
        (table["Geografisk enhet"] == "Landet")
        & (table["Arbeidsmarkedsstatus"] == "Helt ledige")
        & (table["Kjønn"] == "Begge kjønn")
    ]
    known = pd.Series(table["Antall personer"].astype(float).to_numpy(), index=table["Dato"].str[:7])
    excess = np.zeros(month_of(LAST) + 1)
    for month in range(month_of("2020-03"), len(excess)):
        date = f"{2019 + month // 12}-{month % 12 + 1:02d}"
        excess[month] = max(float(known[date] - known[f"2019-{date[5:]}"]), 0.0)
    rate = (
        figure("registered_unemployment_rate_annual_mean", 2019, "area=Landet", table=figures(SHARED / "figures.csv"))
        / 100.0
    )
    unemployed = np.mean([known[f"2019-{month:02d}"] for month in range(1, 13)])
    return excess * rate / unemployed


def layoff_paths(residents: Residents, firms: Firms, unemployed: float) -> tuple[np.ndarray, np.ndarray]:
    """[industry, month] share of private staff laid off in full, and share of private jobs lost."""
    shape = course()
    exposed = residents.status == Status.EMPLOYED
    private = (residents.employer < 0) | (firms.owner[np.maximum(residents.employer, 0)] == Owner.PRIVATE)
    staff = np.bincount(residents.industry[exposed & private], minlength=len(Industry))[: len(Industry)]
    peak = np.array([PEAK.get(industry, 0.0) for industry in Industry])
    worst = shape[month_of("2020-03")]
    peak *= worst * (exposed.sum() + unemployed) / float(staff @ peak)
    lost = np.array([LOST.get(industry, 0.0) for industry in Industry])
    later = np.where(
        np.arange(len(shape)) > month_of("2020-03"), np.minimum(shape / shape[month_of("2020-04")], 1.0), 0
    )
    return np.minimum(np.outer(peak, shape / worst), 0.95), np.outer(lost, later)


def measure_places(pack: MunicipalityPack) -> float:
    """Places on ordinary measures: the county's mean of 2019 times the municipality's share of its population."""
    nav, area = COUNTY[pack.constants.area]
    table = read_table(JOBSEEKERS, ("Dato", "Antall personer"))
    table = table[
        (table["Geografisk enhet"] == nav)
        & (table["Arbeidsmarkedsstatus"] == "Arbeidssøkere på tiltak")
        & (table["Kjønn"] == "Begge kjønn")
        & table["Dato"].str.startswith("2019")
    ]
    county = population(area)
    whole = county[county["year"] == 2019][["female", "male"]].to_numpy().sum()
    return float(table["Antall personer"].astype(float).mean() * float(pack.residents().sum()) / whole)
