"""Labour demand: how many jobs each firm wants, which ties the sectors together.

Base firms follow demand from outside, automation and their own shock, within their site. Visitor firms follow
residents' spending, regional firms the base's activity, spending and population, local and municipal services the
population by age, county schools the pupils, the state its own decisions. So a local multiplier emerges; none is
assumed. Linked demand adjusts gradually.
"""

from typing import NamedTuple

import numpy as np

from model.codes import Industry, Owner, SectorClass
from model.compiled import rule
from model.dates import MONTHS_A_YEAR
from model.development import decommissioning_jobs, develop, land_ready, port_growth, supported_starts
from model.draws import mix, slots_for, stream, uniform
from model.entry import (
    ENTRY,
    ENTRY_SIZE,
    GROWING_MONTHS,
    LARGE,
    SMALL_SITE,
    SUPPORTED,
    exit_hazard,
    expected_entries,
    is_supported,
    start_firms,
)
from model.flows import Flow
from model.outside import event_jobs, largest_base_employer, outside_demand, pandemic_path

SHOCKS = stream("demand.shocks")
CLOSING = stream("demand.closing")
ROUNDING = stream("demand.rounding")
LOST_GROWTH = stream("demand.lost_growth")

_BASE, _PUBLIC, _PRIVATE = int(SectorClass.BASE), int(SectorClass.PUBLIC), int(Owner.PRIVATE)

SMALLEST_WITH_SHOCKS = 1.5
"""A one-person firm closes or goes on; it does not shrink."""


class Signals(NamedTuple):
    """What linked demand answers to, last month's state divided by the opening's."""

    spending: float
    """Residents' spending: the employed spend one, others a share."""
    base: float
    """Filled jobs of the base class."""
    population: float
    need: float
    """Need for services, by age."""
    pupils: float
    """Residents of school age, 16-18."""


class Demand:
    """Wanted jobs, vacancies, dismissals, firm entry and exit of one month."""

    def __init__(self, municipality, parameters, levers, conditions, months):
        p = self.parameters = parameters
        firms = municipality.firms
        self.hiring_hold = 1.0 - np.minimum(p.hiring_hold * pandemic_path(municipality.layoff_share, conditions), 1.0)
        self.outside = outside_demand(municipality, parameters, levers, conditions, months)
        develop(self.outside, municipality, parameters, levers)
        land = np.diff(land_ready(levers, p), prepend=0.0) + municipality.land_a_year / MONTHS_A_YEAR
        self.room_added = land * p.jobs_per_hectare
        self.extra_rows, self.extra_jobs = event_jobs(municipality, conditions["dated_events"], months)
        self.agency = municipality.row_of(municipality.decommissioning) if municipality.decommissioning else -1
        self.agency_jobs = levers["nnd_jobs"] * decommissioning_jobs(p, months)
        self.port_rows, self.port_growth = port_growth(firms, levers, p)
        self.largest, self.largest_share = largest_base_employer(firms), conditions["largest_employer"]
        self.scalars = np.array(
            [
                p.firm_sd_small, p.firm_sd_large, p.firm_sd_public, p.exit_one, p.exit_small, p.exit_medium,
                p.exit_large, p.dismissal_speed, p.natural_attrition, p.site_take_up / MONTHS_A_YEAR, p.growth_lost,
                1.0 - p.start_survival ** (1.0 / GROWING_MONTHS), p.start_growth ** (1.0 / GROWING_MONTHS),
            ]
        )  # fmt: skip
        self.entries = expected_entries(firms, self.scalars)
        self.more_entries = levers["processing_time"] * p.entry_gain / MONTHS_A_YEAR
        self.supported = supported_starts(levers, p)
        self.served = local_jobs(firms)
        self.linked = np.ones(len(Signals._fields))

    def step(self, market) -> None:
        """Every firm's wish for staff, and which firms start and close this month."""
        month, firms, p = market.month, market.firms, self.parameters
        self.linked += p.adjustment * (np.array(market.signals) - self.linked)
        index = self.index(month)
        crowded = self.served / np.maximum(local_jobs(firms), 1.0)
        index[LOCAL_CLASSES, _PRIVATE] *= np.where(self.served > 0, crowded, 1.0) ** p.competition
        room = np.array([max(market.ready_room + self.room_added[month], 0.0)])  # land in use is not taken back
        extra, scale = np.zeros(firms.used), np.ones(firms.used)
        np.add.at(extra, self.extra_rows, self.extra_jobs[:, month])
        if self.agency >= 0:
            extra[self.agency] += self.agency_jobs[month]
        scale[self.port_rows] = self.port_growth[month]
        if self.largest >= 0:
            scale[self.largest] *= self.largest_share[month]
        plan(
            firms.columns, firms.used, month, index, extra, scale, self.hiring_hold[:, month], self.scalars, room,
            np.empty(firms.used), market.key(SHOCKS), market.key(CLOSING), market.constant_key(ROUNDING),
            market.key(LOST_GROWTH), market.flows,
        )  # fmt: skip
        market.ready_room = float(room[0])
        share = self.entries / max(self.entries.sum(), 1e-9)
        expected = self.entries + share * self.more_entries[month] * firms.present.sum()
        expected *= index[:, _PRIVATE]
        self.start(market, np.maximum(expected, 0.0), False, market.key(ENTRY))
        if self.supported[month].any():
            self.start(market, self.supported[month], True, market.key(SUPPORTED))

    def start(self, market, expected: np.ndarray, supported: bool, key: np.uint64) -> None:
        """Start the month's new firms; ``expected`` [class, industry]."""
        firms, slots = market.firms, slots_for(expected.sum(axis=0))
        firms.reserve(int(slots.sum()))
        firms.used = start_firms(
            firms.columns, firms.used, market.month, expected, slots, supported, key, market.key(ENTRY_SIZE),
            market.flows,
        )  # fmt: skip

    def index(self, month: int) -> np.ndarray:
        """[class, owner, industry] jobs wanted relative to the reference, before each firm's own shock."""
        p = self.parameters
        s = Signals(*self.linked)
        index = self.outside[month].copy()
        index[SectorClass.VISITOR] *= s.spending**p.visitor_local_share
        others = 1.0 - p.regional_base_share - p.regional_spending_share
        index[SectorClass.REGIONAL] *= (
            s.base**p.regional_base_share * s.spending**p.regional_spending_share * s.population**others
        )
        index[SectorClass.LOCAL] *= s.need
        index[SectorClass.PUBLIC, Owner.MUNICIPAL] *= s.need**p.municipal_need_share
        index[SectorClass.PUBLIC, Owner.COUNTY] *= s.pupils**p.county_pupil_share
        return index


LOCAL_CLASSES = [SectorClass.VISITOR, SectorClass.REGIONAL, SectorClass.LOCAL]
"""Classes whose firms share their customers with others of their industry."""


def local_jobs(firms) -> np.ndarray:
    """[industry] jobs that the private firms of ``LOCAL_CLASSES`` want at their reference."""
    served = np.zeros(len(Industry))
    add_local_jobs(served, firms.columns, firms.used)
    return served


@rule
def add_local_jobs(served, firms, used):
    """Add each private firm of a class that serves local customers to its industry."""
    for f in range(used):
        local = firms.sector_class[f] != _BASE and firms.sector_class[f] != _PUBLIC
        if firms.present[f] and local and firms.owner[f] == _PRIVATE:
            served[firms.industry[f]] += firms.reference[f]


@rule
def normal(chance):
    """A standard normal deviate from a uniform one: rising, so draws stay coupled (Acklam's approximation, 1e-9)."""
    if chance < 0.02425 or chance > 0.97575:
        q = np.sqrt(-2.0 * np.log(min(chance, 1.0 - chance)))
        top = ((((-7.784894002430293e-03 * q - 3.223964580411365e-01) * q - 2.400758277161838) * q
                - 2.549732539343734) * q + 4.374664141464968) * q + 2.938163982698783  # fmt: skip
        below = (((7.784695709041462e-03 * q + 3.224671290700398e-01) * q + 2.445134137142996) * q
                 + 3.754408661907416) * q + 1.0  # fmt: skip
        return top / below if chance < 0.5 else -top / below
    q = chance - 0.5
    r = q * q
    top = (((((-3.969683028665376e01 * r + 2.209460984245205e02) * r - 2.759285104469687e02) * r
             + 1.383577518672690e02) * r - 3.066479806614716e01) * r + 2.506628277459239) * q  # fmt: skip
    below = ((((-5.447609879822406e01 * r + 1.615858368580409e02) * r - 1.556989798598866e02) * r
              + 6.680131188771972e01) * r - 1.328068155288572e01) * r + 1.0  # fmt: skip
    return top / below


@rule
def plan(
    firms, used, month, index, extra, scale, hold, scalars, room, wishes, shock_key, closing_key, rounding_key,
    lost_key, flows,
):  # fmt: skip
    """Each firm's shock and wish, the land it takes, and its vacancies and dismissals; one that closes dismisses all.

    ``wishes`` (by firm) is room for the rule's own use; ``room`` holds the land that is ready, and what is left of it.
    """
    sd_small, sd_large, sd_public = scalars[0], scalars[1], scalars[2]
    speed, attrition, take_up, growth_lost = scalars[7], scalars[8], scalars[9], scalars[10]
    start_closes, start_grows = scalars[11], scalars[12]
    claimed = freed = 0.0
    for f in range(used):
        firms.layoffs[f] = 0.0
        firms.vacancies[f] = 0
        if not firms.present[f]:
            continue
        firm_id = firms.id[f]
        reference = firms.reference[f]
        private = firms.owner[f] == _PRIVATE
        closes = exit_hazard(reference, scalars) if private and reference < LARGE else 0.0
        if is_supported(firm_id) and month - firms.start_month[f] <= GROWING_MONTHS:
            closes = start_closes
            reference *= start_grows
            firms.reference[f] = reference
        if closes > 0.0 and uniform(closing_key, firm_id) < closes:
            firms.present[f] = False
            firms.layoffs[f] = 1.0
            if firms.sector_class[f] == _BASE:
                freed += max(firms.site[f] - SMALL_SITE, 0.0)  # smaller premises are rented, not land
            firms.desired[f] = 0
            flows[Flow.FIRM_EXITS] += 1
            continue
        if reference >= SMALLEST_WITH_SHOCKS and (mix(firm_id) + np.uint64(month)) % np.uint64(MONTHS_A_YEAR) == 0:
            sd = sd_public
            if private:
                sd = sd_large + (sd_small - sd_large) * (2.0 / max(reference, 2.0)) ** 0.5
            firms.shock[f] += sd * normal(uniform(shock_key, firm_id)) - 0.5 * sd * sd
        wish = reference * index[firms.sector_class[f], firms.owner[f], firms.industry[f]] * np.exp(firms.shock[f])
        wishes[f] = max((wish + extra[f]) * scale[f], 0.0)
        if firms.sector_class[f] == _BASE:
            claimed += claim(firms.site[f], wishes[f], room[0] * take_up)
    enough = min(room[0] / claimed, 1.0) if claimed > 0.0 else 0.0
    most = room[0] * take_up
    room[0] = max(room[0] - claimed * enough, 0.0) + freed
    for f in range(used):
        if not firms.present[f]:
            continue
        firm_id, wish = firms.id[f], wishes[f]
        if firms.sector_class[f] == _BASE and wish > firms.site[f]:
            wish = find_room(firms, f, wish, most, enough, growth_lost, uniform(lost_key, firm_id), flows)
        firms.desired[f] = int(wish + uniform(rounding_key, firm_id))
        filled = firms.staff[f] + firms.commuters[f]
        gap = firms.desired[f] - filled
        if gap > 0:
            firms.vacancies[f] = int(gap * hold[firms.industry[f]] + 0.5)
        elif gap < 0:
            excess = max(-gap - attrition * filled, 0.0)
            firms.layoffs[f] = min(speed * excess / max(filled, 1), 1.0)


@rule
def claim(site, wish, most):
    """Room that a base firm asks for this month: what it lacks, up to ``most``; small premises are rented."""
    return min(wish - site, most) if wish > site and wish > SMALL_SITE else 0.0


@rule
def find_room(firms, f, wish, most, enough, growth_lost, chance, flows):
    """A base firm that wants more than its site holds takes ready land, waits, or lets the growth go elsewhere.

    When the firms claim more land than is ready, each gets the share ``enough`` of its claim.
    """
    if wish <= SMALL_SITE:
        firms.site[f] = SMALL_SITE
        return wish
    firms.site[f] += claim(firms.site[f], wish, most) * enough
    if wish > firms.site[f]:
        flows[Flow.BLOCKED_JOBS] += int(wish - firms.site[f] + 0.5)
        if chance < growth_lost:
            firms.shock[f] += np.log(firms.site[f] / wish)
        wish = firms.site[f]
    return wish
