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
from model.draws import mix, stream, uniform
from model.flows import Flow

SHOCKS = stream("demand.shocks")
CLOSING = stream("demand.closing")
ENTRY = stream("demand.entry")
ENTRY_SIZE = stream("demand.entry_size")
ROUNDING = stream("demand.rounding")
LOST_GROWTH = stream("demand.lost_growth")

_BASE, _PUBLIC, _PRIVATE = int(SectorClass.BASE), int(SectorClass.PUBLIC), int(Owner.PRIVATE)

CLASS_OF_ENTRANTS = np.array(
    [
        {
            Industry.AGRICULTURE: SectorClass.BASE,
            Industry.MANUFACTURING: SectorClass.BASE,
            Industry.RETAIL: SectorClass.VISITOR,
            Industry.HOSPITALITY: SectorClass.VISITOR,
            Industry.CULTURE: SectorClass.VISITOR,
            Industry.HEALTH_CARE: SectorClass.LOCAL,
            Industry.EDUCATION: SectorClass.LOCAL,
        }.get(industry, SectorClass.REGIONAL)
        for industry in Industry
    ],
    dtype=np.int8,
)
"""The class that a new firm of each industry belongs to."""

ENTRY_SIZES = np.array([1, 2, 3, 5, 10], dtype=np.float64)
ENTRY_SHARES = np.array([0.72, 0.14, 0.08, 0.05, 0.01])
"""Jobs wanted by a new firm, and how common each size is (estimate: most new firms are one person's)."""
FIRM_BLOCK = 1 << 41
"""Ids of firms that start during a run begin here; a block is reserved per month and industry."""
SMALL_SITE = 10.0
"""Jobs below which a firm rents premises and no site holds it back (estimate)."""
LARGE = 100.0
"""Jobs from which a firm closes by a dated event only."""
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
        self.hiring_hold = 1.0 - np.minimum(p.hiring_hold * pandemic_path(municipality.layoff_share, conditions), 1.0)
        self.outside = outside_demand(municipality, parameters, levers, conditions, months)
        self.room_added = np.diff(levers["ready_land"], prepend=0.0) * p.jobs_per_hectare
        self.extra_rows, self.extra_jobs = event_jobs(municipality, conditions["dated_events"], months)
        self.scalars = np.array(
            [
                p.firm_sd_small, p.firm_sd_large, p.firm_sd_public, p.exit_one, p.exit_small, p.exit_medium,
                p.exit_large, p.dismissal_speed, p.natural_attrition, p.site_take_up / MONTHS_A_YEAR, p.growth_lost,
            ]
        )  # fmt: skip
        self.entries = expected_entries(municipality.firms, self.scalars)
        self.linked = np.ones(len(Signals._fields))

    def step(self, market) -> None:
        """Every firm's wish for staff, and which firms start and close this month."""
        month, firms, p = market.month, market.firms, self.parameters
        self.linked += p.adjustment * (np.array(market.signals) - self.linked)
        index = self.index(month)
        room = np.array([max(market.ready_room + self.room_added[month], 0.0)])  # land in use is not taken back
        extra = np.zeros(firms.used)
        np.add.at(extra, self.extra_rows, self.extra_jobs[:, month])
        plan(
            firms.columns, firms.used, month, index, extra, self.hiring_hold[:, month], self.scalars, room,
            market.key(SHOCKS), market.key(CLOSING), market.constant_key(ROUNDING), market.key(LOST_GROWTH),
            market.flows,
        )  # fmt: skip
        market.ready_room = float(room[0])
        expected = self.entries * index[CLASS_OF_ENTRANTS, _PRIVATE, np.arange(len(Industry))]
        slots = np.ceil(4 * expected + 4).astype(np.int64)
        firms.reserve(int(slots.sum()))
        firms.used = start_firms(
            firms.columns, firms.used, month, expected, slots, market.key(ENTRY), market.key(ENTRY_SIZE), market.flows
        )

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


def pandemic_path(share: np.ndarray, conditions) -> np.ndarray:
    """[industry, month] a share the pandemic has in each industry, over all months, as strong as the condition says."""
    strength = conditions["pandemic"]
    path = np.zeros((len(share), len(strength)))
    path[:, : share.shape[1]] = share[:, : len(strength)]
    return path * strength


def outside_demand(municipality, parameters, levers, conditions, months: int) -> np.ndarray:
    """[month, class, owner, industry] jobs wanted relative to the reference for reasons outside the municipality.

    Demand, productivity and automation move the base, border trade the visitor class, state decisions county and
    state jobs, and the pandemic private firms of every class. Jobs that a lever adds are spread over their kind.
    """
    firms = municipality.firms
    is_base = firms.present & (firms.sector_class == SectorClass.BASE)
    is_state = firms.present & ((firms.owner == Owner.STATE) | (firms.owner == Owner.COUNTY))
    trend = 1.0 + conditions["base_productivity_demand"] - conditions["automation"]
    base = conditions["national_demand"] * trend ** (np.arange(months) / MONTHS_A_YEAR)
    base *= 1.0 + levers["base_jobs"] / max(float(firms.reference[is_base].sum()), 1.0)
    state = 1.0 + levers["state_jobs"] / max(float(firms.reference[is_state].sum()), 1.0)
    border = (2.0 - conditions["border_trade"]) ** parameters.border_elasticity
    lost = np.minimum(pandemic_path(municipality.lost_demand, conditions), 1.0)
    index = np.ones((months, len(SectorClass), len(Owner), len(Industry)))
    index[:, SectorClass.BASE] *= base[:, None, None]
    index[:, SectorClass.VISITOR] *= border[:, None, None]
    index[:, :, [Owner.COUNTY, Owner.STATE]] *= state[:, None, None, None]
    index[:, :, Owner.PRIVATE] *= 1.0 - lost.T[:, None, :]
    return index


def event_jobs(municipality, switch: np.ndarray, months: int) -> tuple[np.ndarray, np.ndarray]:
    """Rows of firms with dated events, and the jobs each event adds by month."""
    events = [event for event in municipality.events if event.kind == "jobs"]
    rows = np.array([municipality.row_of(event.firm) for event in events], dtype=np.int64)
    jobs = np.array([event.path(months) * switch for event in events]).reshape(len(events), months)
    return rows, jobs


@rule
def exit_hazard(reference, scalars):
    """Monthly chance that a private firm of this size closes; from ``LARGE`` jobs only a dated event closes it."""
    size = 3 if reference < 1.5 else 4 if reference < 10.0 else 5 if reference < 50.0 else 6
    return scalars[size] / MONTHS_A_YEAR


def expected_entries(firms, scalars: np.ndarray) -> np.ndarray:
    """New firms a month by industry that would replace the jobs of those closing, at the opening's stock."""
    private = firms.present & (firms.owner == Owner.PRIVATE) & (firms.reference < LARGE)
    sizes, where = np.unique(firms.reference, return_inverse=True)
    hazard = np.array([exit_hazard(size, scalars) for size in sizes])[where] if len(sizes) else np.zeros(0)
    lost = np.where(private, hazard * firms.reference, 0.0)
    jobs = np.bincount(firms.industry, weights=lost, minlength=len(Industry))[: len(Industry)]
    return jobs / float(ENTRY_SIZES @ ENTRY_SHARES)


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
    firms, used, month, index, extra, hold, scalars, room, shock_key, closing_key, rounding_key, lost_key, flows
):  # fmt: skip
    """Each firm's shock, wish, vacancies and dismissals; a firm that closes dismisses all its staff."""
    sd_small, sd_large, sd_public = scalars[0], scalars[1], scalars[2]
    speed, attrition, take_up, growth_lost = scalars[7], scalars[8], scalars[9], scalars[10]
    for f in range(used):
        firms.layoffs[f] = 0.0
        firms.vacancies[f] = 0
        if not firms.present[f]:
            continue
        firm_id = firms.id[f]
        reference = firms.reference[f]
        private = firms.owner[f] == _PRIVATE
        if private and reference < LARGE and uniform(closing_key, firm_id) < exit_hazard(reference, scalars):
            firms.present[f] = False
            firms.layoffs[f] = 1.0
            if firms.sector_class[f] == _BASE:
                room[0] += firms.site[f]
            firms.desired[f] = 0
            flows[Flow.FIRM_EXITS] += 1
            continue
        if reference >= SMALLEST_WITH_SHOCKS and (mix(firm_id) + np.uint64(month)) % np.uint64(MONTHS_A_YEAR) == 0:
            sd = sd_public
            if private:
                sd = sd_large + (sd_small - sd_large) * (2.0 / max(reference, 2.0)) ** 0.5
            firms.shock[f] += sd * normal(uniform(shock_key, firm_id)) - 0.5 * sd * sd
        wish = reference * index[firms.sector_class[f], firms.owner[f], firms.industry[f]] * np.exp(firms.shock[f])
        wish = max(wish + extra[f], 0.0)
        if firms.sector_class[f] == _BASE and wish > firms.site[f]:
            wish = find_room(firms, f, wish, room, take_up, growth_lost, uniform(lost_key, firm_id), flows)
        firms.desired[f] = int(wish + uniform(rounding_key, firm_id))
        filled = firms.staff[f] + firms.commuters[f]
        gap = firms.desired[f] - filled
        if gap > 0:
            firms.vacancies[f] = int(gap * hold[firms.industry[f]] + 0.5)
        elif gap < 0:
            excess = max(-gap - attrition * filled, 0.0)
            firms.layoffs[f] = min(speed * excess / max(filled, 1), 1.0)


@rule
def find_room(firms, f, wish, room, take_up, growth_lost, chance, flows):
    """A base firm that wants more than its site holds takes ready land, waits, or lets the growth go elsewhere."""
    if wish <= SMALL_SITE:
        firms.site[f] = SMALL_SITE
        return wish
    lacking = wish - firms.site[f]
    taken = min(lacking, room[0] * take_up)
    firms.site[f] += taken
    room[0] -= taken
    if wish > firms.site[f]:
        flows[Flow.BLOCKED_JOBS] += int(wish - firms.site[f] + 0.5)
        if chance < growth_lost:
            firms.shock[f] += np.log(firms.site[f] / wish)
        wish = firms.site[f]
    return wish


@rule
def start_firms(firms, used, month, expected, slots, entry_key, size_key, flows):
    """Fill the month's slots for new firms by industry. Answers with the firms' rows in use."""
    for industry in range(len(expected)):
        for slot in range(slots[industry]):
            block = np.uint64(month * 16 + industry) << np.uint64(20)
            address = np.uint64(FIRM_BLOCK) + block + np.uint64(slot)
            if uniform(entry_key, address) >= expected[industry] / slots[industry]:
                continue
            chance = uniform(size_key, address)
            size = 0
            while size < len(ENTRY_SIZES) - 1 and chance >= ENTRY_SHARES[size]:
                chance -= ENTRY_SHARES[size]
                size += 1
            firms.id[used] = address
            firms.present[used] = True
            firms.industry[used] = industry
            firms.sector_class[used] = CLASS_OF_ENTRANTS[industry]
            firms.owner[used] = _PRIVATE
            firms.start_month[used] = month
            firms.staff[used] = 0
            firms.commuters[used] = 0
            firms.reference[used] = ENTRY_SIZES[size]
            firms.shock[used] = 0.0
            firms.site[used] = max(ENTRY_SIZES[size], SMALL_SITE)
            firms.desired[used] = int(ENTRY_SIZES[size])
            firms.vacancies[used] = int(ENTRY_SIZES[size])
            firms.layoffs[used] = 0.0
            flows[Flow.FIRM_ENTRIES] += 1
            used += 1
    return used
