"""Taking and leaving a job: the only places where an employer is written, so that staff always adds up.

A rule that is asked about everybody takes the few values it needs: handing over a table's columns costs more.
"""

from model.codes import Enrolment, Region, Status
from model.compiled import rule
from model.residents import NOBODY

HALDEN = int(Region.HALDEN)
EMPLOYED = int(Status.EMPLOYED)
LAID_OFF = int(Status.LAID_OFF)
_APPRENTICE, _NOT_ENROLLED = int(Enrolment.APPRENTICE), int(Enrolment.NONE)
EMPLOYED_MONTHS_OF_LAYOFF = 3
"""One temporarily laid off in full counts as employed for three months (Statistics Norway, register-based)."""


@rule
def take_job(residents, i, firms, f, region, industry, month):
    """Resident row ``i`` starts at firm row ``f``, or in an outside ``region`` when ``f`` is -1."""
    if residents.employer[i] >= 0:
        firms.staff[residents.employer[i]] -= 1
    if f >= 0:
        firms.staff[f] += 1
    residents.employer[i] = f
    residents.region[i] = region
    residents.industry[i] = industry
    if residents.status[i] != EMPLOYED:
        residents.since[i] = month
    residents.status[i] = EMPLOYED
    residents.job_since[i] = month


@rule
def leave_job(residents, i, firms, status, month):
    """Resident row ``i`` ends the job, if there is one, and has ``status`` from this month.

    An apprentice's place is the job, so it ends too.
    """
    if residents.enrolment[i] == _APPRENTICE:
        residents.enrolment[i] = _NOT_ENROLLED
    if residents.employer[i] >= 0:
        firms.staff[residents.employer[i]] -= 1
    residents.employer[i] = NOBODY
    residents.region[i] = HALDEN
    if residents.status[i] != status:
        residents.since[i] = month
    residents.status[i] = status


@rule
def has_job(status):
    """Whether one with this labour status has an employer, here or elsewhere, temporarily laid off included."""
    return status >= LAID_OFF


@rule
def counts_as_employed(status, since, month):
    """Whether statistics count one with this labour status ``since`` a month employed at the end of ``month``."""
    return status == EMPLOYED or (status == LAID_OFF and month - since < EMPLOYED_MONTHS_OF_LAYOFF)
