"""Temporary layoffs in full: the pandemic's shares by industry, the same people first in and last out."""

import numpy as np

from model.codes import Industry, Owner, Status
from model.compiled import rule
from model.draws import stream, uniform
from model.flows import Flow
from model.jobs import leave_job
from model.participation import registers
from model.residents import NEVER, NOBODY
from model.screening import below, marked

ORDER = stream("layoffs.order")

LONGEST = 12
"""Months after which the employment relation ends (in 2020-2021 the limit was 49 to 52 weeks)."""

_EMPLOYED, _LAID_OFF, _UNEMPLOYED = int(Status.EMPLOYED), int(Status.LAID_OFF), int(Status.UNEMPLOYED)
_OUTSIDE, _PRIVATE = int(Status.OUTSIDE), int(Owner.PRIVATE)


class TemporaryLayoffs:
    """Who is laid off and who is recalled in one month: nothing to do while no industry lays off."""

    def __init__(self, municipality, parameters, levers, conditions, months):
        self.share = np.zeros((months, len(Industry)))
        known = municipality.layoff_share[:, :months].T
        self.share[: len(known)] = known
        self.share *= conditions["pandemic"][:, None]
        self.share = np.minimum(self.share, 1.0)

    def step(self, market) -> None:
        """Lay off and recall until each industry's share is laid off."""
        share = self.share[market.month]
        before = self.share[market.month - 1] if market.month else 0.0 * share
        if not (share.any() or before.any() or (market.month > 1 and self.share[market.month - 2].any())):
            return
        key, residents, commuters = market.constant_key(ORDER), market.residents, market.commuters
        marks = (residents.status == _LAID_OFF) | below(key, residents.id, share.max())
        rows = marked(marks & (residents.status >= _LAID_OFF))
        lay_off(residents.columns, rows, market.firms.columns, market.month, share, key, market.flows)
        marks = (commuters.laid_off_since != NEVER) | below(key, commuters.id, share.max())
        rows = marked(marks & (commuters.employer != NOBODY))
        lay_off_commuters(commuters.columns, rows, market.firms.columns, market.month, share, key)


@rule
def lay_off(residents, rows, firms, month, share, key, flows):
    """A resident is laid off while her fixed place in the order lies below her industry's share."""
    for i in rows:
        status = residents.status[i]
        if not residents.present[i]:
            continue
        f = residents.employer[i]
        exposed = f < 0 or firms.owner[f] == _PRIVATE
        industry = residents.industry[i]
        idle = exposed and industry >= 0 and uniform(key, residents.id[i]) < share[industry]
        if status == _EMPLOYED and idle:
            residents.status[i] = _LAID_OFF
            residents.since[i] = month
        elif status == _LAID_OFF:
            if not idle:
                residents.status[i] = _EMPLOYED
                residents.since[i] = month
            elif month - residents.since[i] >= LONGEST:
                free = registers(residents.enrolment[i], residents.benefit[i], residents.birth_month[i], month)
                goes = _UNEMPLOYED if free else _OUTSIDE
                leave_job(residents, i, firms, goes, month)
                flows[Flow.SEPARATIONS] += 1


@rule
def lay_off_commuters(commuters, rows, firms, month, share, key):
    """The same rule for in-commuters."""
    for i in rows:
        f = commuters.employer[i]
        idle = firms.owner[f] == _PRIVATE and uniform(key, commuters.id[i]) < share[commuters.industry[i]]
        if not idle:
            commuters.laid_off_since[i] = NEVER
        elif commuters.laid_off_since[i] == NEVER:
            commuters.laid_off_since[i] = month
        elif month - commuters.laid_off_since[i] >= LONGEST:
            commuters.laid_off_since[i] = NEVER
            commuters.employer[i] = NOBODY
            firms.commuters[f] -= 1
