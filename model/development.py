"""Business development: what the levers on demand add to, or take from, the jobs that firms want.

Each effect has the unit of its evidence: jobs per million kroner, growth a year, a share of purchases. Local links,
competition between firms, sites and the labour market answer to them in the processes; no multiplier is added here.
"""

import numpy as np

from model.codes import Industry, Owner, SectorClass
from model.dates import AUGUST, MONTHS_A_YEAR, month_of
from model.declare import delayed
from model.education import APPRENTICE_MONTHS
from model.outside import grown, reference_jobs

SUPPORTED_MONTHS = 36
"""Months during which a firm grows faster after support."""
START_INDUSTRIES = {Industry.MANUFACTURING: 0.5, Industry.TECHNICAL: 0.5}
"""Where companies start with growth capital (estimate: those that may grow beyond the local market)."""
ACCESS_ON_JOBS = 12
"""Months by which jobs follow a change of access later than residents do."""
FAIRWAY_ON_GROWTH = 12
"""Months from a lowered fairway to the growth it brings."""
PORT_INDUSTRY, PORT_JOBS = Industry.MANUFACTURING, 100.0
"""Base firms that depend on the port: manufacturers of this many jobs or more (estimate)."""


def develop(index: np.ndarray, municipality, parameters, levers) -> None:
    """Multiply ``index`` ([month, class, owner, industry]) by what the levers on demand do."""
    p, reference = parameters, reference_jobs(municipality.firms)
    residents = len(municipality.residents)
    base = supported_growth(levers["growth_capital"] * p.capital_jobs, p.capital_growth)
    base += np.cumsum(levers["innovation"]) * p.innovation_jobs * p.innovation_growth / MONTHS_A_YEAR
    base -= levers["state_jobs_won"] * levers["crowding_out"]
    index[:, SectorClass.BASE] *= grown(base, reference[SectorClass.BASE].sum())[:, None, None]

    visitors = levers["visitor_spending"] * p.visitor_additional * p.visitor_jobs
    index[:, SectorClass.VISITOR] *= grown(visitors, reference[SectorClass.VISITOR].sum())[:, None, None]
    trade = levers["local_spending"] * p.campaign_shift * p.retail_spending * residents * p.retail_jobs
    shops = reference[SectorClass.VISITOR, :, Industry.RETAIL].sum()
    index[:, SectorClass.VISITOR, :, Industry.RETAIL] *= grown(trade, shops)[:, None]
    bought = levers["local_procurement"] * p.procurement_shift * p.purchases * residents * p.procurement_jobs
    index[:, SectorClass.REGIONAL] *= grown(bought, reference[SectorClass.REGIONAL].sum())[:, None, None]

    digital = (1.0 - p.digital_saving) ** (np.cumsum(levers["digital_services"]) / MONTHS_A_YEAR)
    own = apprentices_held(levers["municipal_apprenticeships"] * p.municipal_additionality)
    municipal = digital * grown(own, reference[:, Owner.MUNICIPAL].sum())
    index[:, :, Owner.MUNICIPAL] *= municipal[:, None, None]
    access = (1.0 + delayed(levers["transport"], ACCESS_ON_JOBS) / 100.0) ** p.access_jobs
    index[:, :, Owner.PRIVATE] *= access[:, None, None]


def supported_growth(jobs_a_year: np.ndarray, growth: float) -> np.ndarray:
    """Jobs added in firms that were supported: each month's firms grow faster for ``SUPPORTED_MONTHS`` and stay there.

    Args:
        jobs_a_year: jobs in the firms supported, a year, by month.
        growth: extra growth a year.
    """
    age = np.minimum(np.arange(len(jobs_a_year)), SUPPORTED_MONTHS)
    return np.convolve(jobs_a_year / MONTHS_A_YEAR, (1.0 + growth) ** (age / MONTHS_A_YEAR) - 1.0)[: len(jobs_a_year)]


def apprentices_held(contracts_a_year: np.ndarray) -> np.ndarray:
    """Contracts running in each month, when a year's begin in August."""
    begins = np.where(np.arange(len(contracts_a_year)) % MONTHS_A_YEAR == AUGUST, contracts_a_year, 0.0)
    return np.convolve(begins, np.ones(APPRENTICE_MONTHS))[: len(contracts_a_year)]


def decommissioning_jobs(parameters, months: int) -> np.ndarray:
    """Net new jobs of the decommissioning agency by month: none before 2025, then evenly to the two dated levels."""
    dates = [month_of("2024-12"), month_of("2025-12"), month_of("2030-12")]
    return np.interp(np.arange(months), dates, [0.0, parameters.nnd_jobs_2025, parameters.nnd_jobs_2030])


def port_growth(firms, levers, parameters) -> tuple[np.ndarray, np.ndarray]:
    """Rows of the port-dependent firms, and what a lowered fairway multiplies their wish by, month by month."""
    base = firms.present & (firms.sector_class == SectorClass.BASE) & (firms.industry == PORT_INDUSTRY)
    rows = np.flatnonzero(base & (firms.reference >= PORT_JOBS))
    years = np.cumsum(delayed(levers["fairway_lowered"], FAIRWAY_ON_GROWTH)) / MONTHS_A_YEAR
    return rows, (1.0 + parameters.fairway_growth) ** years


def land_ready(levers, parameters) -> np.ndarray:
    """Hectares of the lever that are ready to use in each month.

    Land whose planning begins in a month is ready after zoning and preparation; months cut from processing by then
    are months sooner.
    """
    begun = levers["ready_land"]
    lead = parameters.zoning_months + parameters.preparing_months - levers["processing_time"]
    ready = np.zeros(len(begun))
    for month in np.flatnonzero(np.diff(begun, prepend=0.0)):
        comes = month + max(round(lead[month]), 0)
        if comes < len(ready):
            ready[comes:] += begun[month] - (begun[month - 1] if month else 0.0)
    return ready


def supported_starts(levers, parameters) -> np.ndarray:
    """[month, class, industry] companies started with growth capital that are expected in a month."""
    share = np.zeros((len(SectorClass), len(Industry)))
    for industry, part in START_INDUSTRIES.items():
        share[SectorClass.BASE, industry] = part
    return np.multiply.outer(levers["growth_capital"] * parameters.capital_starts / MONTHS_A_YEAR, share)
