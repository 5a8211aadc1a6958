"""Causes: which rules, and which draws, can be behind each change that a process makes in a resident's life.

Each function of ``CAUSES`` is handed a resident as the process meets her, before it acts, and tells in the process'
order every rule that may act on her this month, with the draws that decide and the chances they are held against.
Chances come from the process' own tables, and from its own functions where it has one. ``tests/test_causes.py`` holds
this beside what the processes do.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from model import demography, health, layoffs, participation, separations, support
from model.causes_of_hiring import matching
from model.causes_of_schooling import schooling
from model.causes_of_support import queue_for, supporting
from model.codes import Benefit, Education, Enrolment, Health, Owner, Programme, Status
from model.dates import MONTHS_A_YEAR
from model.demand import Demand
from model.education import Schooling
from model.jobs import has_job
from model.matching import Matching
from model.meeting import Cause, Meeting, own_cause
from model.openings import Openings
from model.programmes import multiplier
from model.rates import BAND_BY_MONTHS, MONTHS_OF_LIFE
from model.recording import Recording
from model.residents import NOBODY

JOB = ("employer", "region", "since", "enrolment")
"""Columns that the end of a job may write, beside the labour status."""


def _demography(meeting: Meeting) -> Iterator[Cause]:
    who, process, month = meeting.who, meeting.process, meeting.month
    if not who.present:
        return
    age = min(month - who.birth_month, MONTHS_OF_LIFE - 1)
    employed = who.status == Status.EMPLOYED
    kept_here = process.skilled[month] if _skilled_newcomer(who, month) else 1.0
    death = process.mortality[who.sex, age]
    leaves = death + process.leaving[age] * process.leaving_group[who.origin, int(employed)] * kept_here
    gone = {"present": False, "status": Status.OUTSIDE, "employer": NOBODY}
    yield Cause("dies", gone, JOB, (meeting.draw(demography.EXITS, high=death),))
    out = meeting.draw(demography.EXITS, death, leaves)
    if not employed or who.employer < 0:
        yield Cause("moves out", gone, JOB, (out,))
        return
    keep = process.leavers_keep_job
    commutes = meeting.draw(demography.KEEPERS, high=keep)
    yield Cause("moves out and keeps the job as an in-commuter", gone, JOB, (out, commutes))
    yield Cause("moves out", gone, JOB, (out, meeting.draw(demography.KEEPERS, keep, 1.0)))


def _skilled_newcomer(who: Any, month: int) -> bool:
    return who.education >= Education.SHORT_HIGHER and month - who.arrival_month < demography.NEW_MONTHS


def _capacity(meeting: Meeting) -> Iterator[Cause]:
    who, process, age = meeting.who, meeting.process, meeting.month - meeting.who.birth_month
    of_working_age = health.FIRST_AGE * MONTHS_A_YEAR <= age < health.PENSION_AGE * MONTHS_A_YEAR
    if not who.present or not of_working_age:
        return
    recovery, idle_risk, employed_risk, ends_job, full = process.shares
    working = has_job(who.status)
    if who.health == Health.GOOD:
        if who.benefit == Benefit.OLD_AGE:
            return
        risk = process.inflow[age] * process.education[who.education] * (1.0 if working else idle_risk)
        ill = meeting.draw(health.CAPACITY, high=risk)
        on_allowance = {"health": Health.REDUCED, "benefit": Benefit.WORK_ASSESSMENT, "status": Status.OUTSIDE}
        if not working:
            yield Cause("falls ill, and receives the assessment allowance", on_allowance, JOB, (ill,))
            return
        job_ends = meeting.draw(health.GRADE, high=ends_job)
        yield Cause("falls ill, and the job ends", on_allowance, JOB, (ill, job_ends))
        goes_on = meeting.draw(health.GRADE, ends_job, 1.0)
        yield Cause("falls ill, and goes on working", {"health": Health.REDUCED}, (), (ill, goes_on))
    elif who.benefit <= Benefit.WORK_ASSESSMENT:
        granted = process.disability[age] * (employed_risk if working else 1.0)
        pension = meeting.draw(health.CAPACITY, high=granted)
        whole = {"benefit": Benefit.DISABILITY_FULL, "status": Status.OUTSIDE}
        part = {"benefit": Benefit.DISABILITY_PARTIAL} | ({} if working else {"status": Status.OUTSIDE})
        grade = meeting.draw(health.GRADE, high=full), meeting.draw(health.GRADE, full, 1.0)
        yield Cause("is granted a full disability pension", whole, JOB, (pension, grade[0]))
        yield Cause("is granted a partial disability pension", part, JOB, (pension, grade[1]))
        well = meeting.draw(health.CAPACITY, granted, granted + recovery)
        yield Cause("recovers", {"health": Health.GOOD, "benefit": Benefit.NONE}, (), (well,))


def _participation(meeting: Meeting) -> Iterator[Cause]:
    who, month = meeting.who, meeting.month
    age = month - who.birth_month
    if not who.present:
        return
    if who.benefit != Benefit.OLD_AGE and age >= participation.PENSION_AGE * MONTHS_A_YEAR:
        ends = {"status": Status.OUTSIDE} if who.status == Status.UNEMPLOYED else {}
        pension = Cause("receives the old-age pension at 67", {"benefit": Benefit.OLD_AGE} | ends, JOB)
        yield pension
        meeting = meeting.as_left_by(pension)
        who = meeting.who
    working = has_job(who.status)
    if age >= participation.FIRST_PENSION * MONTHS_A_YEAR:
        hazard = participation.retirement(age, who.benefit, working, meeting.process.retire)
        draw = meeting.draw(participation.RETIRE, high=hazard)
        words = "retires from work" if working else "takes an early old-age pension"
        retires = Cause(words, {"benefit": Benefit.OLD_AGE, "status": Status.OUTSIDE}, JOB, (draw,))
        yield retires
        if retires.acts:
            return
    if who.status == Status.UNEMPLOYED:
        hazard = meeting.process.give_up[0 if who.enrolment == Enrolment.NONE else 1]
        draw = meeting.draw(participation.GIVE_UP, high=hazard)
        yield Cause("gives up looking for work", {"status": Status.OUTSIDE}, ("since",), (draw,))
    elif who.status == Status.OUTSIDE:
        yield from _registering(meeting)


def _registering(meeting: Meeting) -> Iterator[Cause]:
    who, month, process = meeting.who, meeting.month, meeting.process
    age = month - who.birth_month
    in_december = min(month - month % MONTHS_A_YEAR + MONTHS_A_YEAR - 1 - who.birth_month, MONTHS_OF_LIFE - 1)
    free = participation.registers(who.enrolment, who.benefit, who.birth_month, month)
    if not free or not participation.may_seek(age, in_december, who.benefit):
        return
    group = participation.health_group(who.benefit, who.health)
    likely = process.seek.base[BAND_BY_MONTHS[in_december], who.sex, 0]
    likely *= process.seek.group[who.origin, who.education, group]
    likely *= multiplier(who.programme, who.completed, who.programme_since, month, process.profiles.at(month))
    draw = meeting.draw(participation.SEEK, high=likely)
    yield Cause("registers as unemployed", {"status": Status.UNEMPLOYED, "since": month}, (), (draw,))


def _layoffs(meeting: Meeting) -> Iterator[Cause]:
    who, month, share = meeting.who, meeting.month, meeting.process.share
    if not who.present or who.status < Status.LAID_OFF or not share[max(month - 2, 0) : month + 1].any():
        return
    firms = meeting.market.firms
    exposed = who.industry >= 0 and (who.employer < 0 or firms.owner[who.employer] == Owner.PRIVATE)
    idle = share[month, who.industry] if exposed else 0.0
    in_line = meeting.draw(layoffs.ORDER, high=idle, kept=True)
    if who.status == Status.EMPLOYED:
        yield Cause("is temporarily laid off", {"status": Status.LAID_OFF, "since": month}, (), (in_line,))
        return
    back = meeting.draw(layoffs.ORDER, idle, 1.0, kept=True)
    yield Cause("is recalled from temporary layoff", {"status": Status.EMPLOYED, "since": month}, (), (back,))
    if month - who.since >= layoffs.LONGEST:
        free = participation.registers(who.enrolment, who.benefit, who.birth_month, month)
        goes = {"status": Status.UNEMPLOYED if free else Status.OUTSIDE, "employer": NOBODY}
        yield Cause(f"loses the job after {layoffs.LONGEST} months of temporary layoff", goes, JOB, (in_line,))


def _separations(meeting: Meeting) -> Iterator[Cause]:
    market, process, month = meeting.market, meeting.process, meeting.month
    firms = market.firms
    if not meeting.who.present or not has_job(meeting.who.status):
        return
    for source, target, path in process.transfers:
        both = firms.present[source] and firms.present[target]
        if meeting.who.employer == source and path[month] > 0 and both:
            staff = firms.staff[source] + firms.commuters[source]
            moved = meeting.draw(separations.TRANSFERS, high=min(path[month] / max(staff, 1), 1.0))
            transfer = Cause("is transferred with the task to another employer", {"employer": target}, (), (moved,))
            yield transfer
            if transfer.acts:
                meeting = meeting.as_left_by(transfer)
    who = meeting.who
    dismissed = float(firms.layoffs[who.employer]) if who.employer >= 0 else 0.0
    if who.status == Status.LAID_OFF and dismissed < 1.0:
        return
    ends = _job_ends(process, who, month)
    may_register = participation.registers(who.enrolment, who.benefit, who.birth_month, month)
    free = may_register and who.benefit == Benefit.NONE
    quits = meeting.draw(separations.SEPARATIONS, high=ends)
    cut = meeting.draw(separations.SEPARATIONS, ends, ends + dismissed)
    likely = process.to_register[0 if who.health == Health.GOOD else 1]
    registers = meeting.draw(separations.DESTINATIONS, high=likely)
    leaves = meeting.draw(separations.DESTINATIONS, likely, 1.0)
    to_register, outside = ({"status": goes, "employer": NOBODY} for goes in (Status.UNEMPLOYED, Status.OUTSIDE))
    for words, draw in (("quits, or the contract ends", quits), ("is dismissed: the firm shrinks or closes", cut)):
        if free:
            yield Cause(words, to_register, JOB, (draw, registers))
        yield Cause(words, outside, JOB, (draw, leaves) if free else (draw,))


def _job_ends(process: separations.Separations, who: Any, month: int) -> float:
    """The monthly chance that her job ends for reasons other than dismissal."""
    tenure = min(max(month - who.job_since, 0), separations.LONGEST_TENURE)
    young = month - who.birth_month < separations.YOUNG * MONTHS_A_YEAR
    ends = process.hazard[int(young), tenure] * process.by_origin[who.origin]
    if who.enrolment == Enrolment.APPRENTICE:
        ends *= process.apprentice
    if who.completed == Programme.FURTHER_TRAINING and month - who.completed_month < separations.RETENTION_MONTHS:
        ends *= process.retained
    return ends


def _nobody(meeting: Meeting) -> Iterator[Cause]:
    """A process that writes no resident's row."""
    yield from ()


CAUSES: Mapping[type, Callable[[Meeting], Iterator[Cause]]] = {
    demography.Demography: _demography,
    Schooling: schooling,
    health.Capacity: _capacity,
    participation.Participation: _participation,
    Openings: _nobody,
    Demand: _nobody,
    layoffs.TemporaryLayoffs: _layoffs,
    separations.Separations: _separations,
    support.Support: supporting,
    Matching: matching,
    Recording: _nobody,
}
"""What each process may do to a resident; a process that is not here is a researcher's own."""


def causes(meeting: Meeting) -> tuple[Cause, ...]:
    """Every rule of the process that may act on the resident this month, in its order; to be asked before it acts."""
    known = CAUSES.get(type(meeting.process))
    return tuple(known(meeting)) if known else ()


def behind(meeting: Meeting, told: tuple[Cause, ...], after: Any) -> list[tuple[Cause, tuple[str, ...]]]:
    """The causes that acted, and the columns that each changed; to be asked after the process has acted.

    Args:
        meeting: the resident as the process met her.
        told: its :func:`causes`.
        after: her row now.
    """
    left = [name for name, value in vars(after).items() if differs(getattr(meeting.who, name), value)]
    found = []
    for cause in told:
        columns = tuple(name for name in left if name in cause.columns)
        if columns and cause.acts and (cause.left(after) or not cause.contest):
            found.append((_settled(meeting, cause), columns))
            left = [name for name in left if name not in columns]
    if left:
        found.append((own_cause(meeting, tuple(left)), tuple(left)))
    return found


def differs(before: Any, after: Any) -> bool:
    """Whether a column's value has changed; one that is not a number has not changed when it still is none."""
    return before != after and not (before != before and after != after)


def _settled(meeting: Meeting, cause: Cause) -> Cause:
    """The cause with what is known of a queue only once it has been served."""
    if not isinstance(meeting.process, support.Support) or not cause.contest:
        return cause
    [draw] = cause.draws
    return cause._replace(draws=(draw._replace(said=queue_for(meeting.market, cause.leaves["programme"], draw)),))
