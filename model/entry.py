"""Entry of firms: new ones that replace those closing, and companies started with growth capital."""

import numpy as np

from model.codes import Industry, Owner, SectorClass
from model.compiled import rule
from model.dates import MONTHS_A_YEAR
from model.draws import stream, uniform
from model.flows import Flow

ENTRY = stream("demand.entry")
ENTRY_SIZE = stream("demand.entry_size")
SUPPORTED = stream("demand.supported_entry")

_PRIVATE = int(Owner.PRIVATE)

ENTRY_SIZES = np.array([1, 2, 3, 5, 10], dtype=np.float64)
ENTRY_SHARES = np.array([0.72, 0.14, 0.08, 0.05, 0.01])
"""Jobs wanted by a new firm, and how common each size is (estimate: most new firms are one person's)."""
SMALL_SITE = 10.0
"""Jobs below which a firm rents premises and no site holds it back (estimate)."""
LARGE = 100.0
"""Jobs from which a firm closes by a dated event only."""
FIRM_BLOCK = 1 << 41
"""Ids of firms that start during a run begin here; a block is reserved per month and industry."""
SUPPORTED_BIT = 1 << 40
"""Ids of companies started with growth capital carry this bit beside ``FIRM_BLOCK``."""
SUPPORTED_SIZE = 2.0
"""Jobs wanted by such a company at its start (estimate)."""
GROWING_MONTHS = 60
"""Months during which it grows, when it survives: those that the statistics of new companies follow."""


@rule
def exit_hazard(reference, scalars):
    """Monthly chance that a private firm of this size closes; from ``LARGE`` jobs only a dated event closes it."""
    size = 3 if reference < 1.5 else 4 if reference < 10.0 else 5 if reference < 50.0 else 6
    return scalars[size] / MONTHS_A_YEAR


@rule
def is_supported(firm_id):
    """Whether a firm was started with growth capital."""
    return (firm_id & np.uint64(FIRM_BLOCK | SUPPORTED_BIT)) == np.uint64(FIRM_BLOCK | SUPPORTED_BIT)


def expected_entries(firms, scalars: np.ndarray) -> np.ndarray:
    """[class, industry] new firms a month that would replace the jobs of those closing, at the opening's stock."""
    private = firms.present & (firms.owner == Owner.PRIVATE) & (firms.reference < LARGE)
    sizes, where = np.unique(firms.reference, return_inverse=True)
    hazard = np.array([exit_hazard(size, scalars) for size in sizes])[where] if len(sizes) else np.zeros(0)
    lost = np.where(private, hazard * firms.reference, 0.0)
    jobs = np.zeros((len(SectorClass), len(Industry)))
    np.add.at(jobs, (np.asarray(firms.sector_class, np.int64), np.asarray(firms.industry, np.int64)), lost)
    return jobs / float(ENTRY_SIZES @ ENTRY_SHARES)


@rule
def start_firms(firms, used, month, expected, slots, supported, entry_key, size_key, flows):
    """Fill the month's slots for new firms by industry; the draw that decides on a start decides on its class too.

    ``expected`` [class, industry]. Answers with the firms' rows in use.
    """
    first = np.uint64(FIRM_BLOCK | SUPPORTED_BIT if supported else FIRM_BLOCK)
    for industry in range(len(slots)):
        for slot in range(slots[industry]):
            address = first + (np.uint64(month * 16 + industry) << np.uint64(20)) + np.uint64(slot)
            left = uniform(entry_key, address) * slots[industry]
            sector_class = 0
            while sector_class < len(expected) and left >= expected[sector_class, industry]:
                left -= expected[sector_class, industry]
                sector_class += 1
            if sector_class == len(expected):
                continue
            jobs = SUPPORTED_SIZE if supported else entry_size(uniform(size_key, address))
            firms.id[used] = address
            firms.present[used] = True
            firms.industry[used] = industry
            firms.sector_class[used] = sector_class
            firms.owner[used] = _PRIVATE
            firms.start_month[used] = month
            firms.staff[used] = 0
            firms.commuters[used] = 0
            firms.reference[used] = jobs
            firms.shock[used] = 0.0
            firms.site[used] = max(jobs, SMALL_SITE)
            firms.desired[used] = int(jobs)
            firms.vacancies[used] = int(jobs)
            firms.layoffs[used] = 0.0
            flows[Flow.FIRM_ENTRIES] += 1
            used += 1
    return used


@rule
def entry_size(chance):
    """Jobs wanted by a new firm."""
    size = 0
    while size < len(ENTRY_SIZES) - 1 and chance >= ENTRY_SHARES[size]:
        chance -= ENTRY_SHARES[size]
        size += 1
    return ENTRY_SIZES[size]
