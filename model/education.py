"""Education: upper secondary school in two tracks, apprenticeships, higher education, drop-out and completion.

A school year begins in August and ends in June. A pupil of the vocational track who has finished two years needs an
apprenticeship; places are rationed, and the municipality can add some.
"""

from enum import IntEnum

import numpy as np

from model.codes import Benefit, Education, Enrolment, Industry, Owner, Status
from model.compiled import rule
from model.dates import AUGUST, JUNE, MONTHS_A_YEAR, year_end
from model.draws import stream, uniform
from model.flows import Flow
from model.jobs import leave_job, take_job
from model.screening import below, marked

TRACKS = stream("education.tracks")
DROP_OUT = stream("education.drop_out")
COMPLETION = stream("education.completion")
HIGHER_ENTRY = stream("education.higher_entry")
PLACES = stream("education.apprentice_places")
PLACED_AT = stream("education.apprentice_firm")

GENERAL_MONTHS, VOCATIONAL_MONTHS, APPRENTICE_MONTHS, SHORT_MONTHS, LONG_MONTHS = 34, 22, 24, 34, 58
"""Months from August of the first year to the end of the last: three years, two, two, three and five."""
SCHOOL_AGE, LAST_SCHOOL_AGE, LAST_ENTRY_AGE = 16, 21, 30
"""Ages at year end when upper secondary begins, when re-entry of those who left ends, and entry to higher education."""

YOUTH = 30
"""Age below which the employment service's intensified follow-up is given."""

_BASIC, _GENERAL, _VOCATIONAL = int(Education.BASIC), int(Education.UPPER_GENERAL), int(Education.VOCATIONAL)
_SHORT, _LONG = int(Education.SHORT_HIGHER), int(Education.LONG_HIGHER)
_NONE, _IN_GENERAL, _IN_VOCATIONAL = (
    int(Enrolment.NONE),
    int(Enrolment.SCHOOL_GENERAL),
    int(Enrolment.SCHOOL_VOCATIONAL),
)
_APPRENTICE, _HIGHER = int(Enrolment.APPRENTICE), int(Enrolment.HIGHER)
_OUTSIDE, _EMPLOYED = int(Status.OUTSIDE), int(Status.EMPLOYED)
_ASSESSMENT, _FULL = int(Benefit.WORK_ASSESSMENT), int(Benefit.DISABILITY_FULL)

TRAINING_INDUSTRIES = {
    Industry.MANUFACTURING: 1.0,
    Industry.CONSTRUCTION: 2.0,
    Industry.RETAIL: 0.5,
    Industry.TRANSPORT: 0.6,
    Industry.HOSPITALITY: 0.8,
    Industry.TECHNICAL: 0.4,
    Industry.HEALTH_CARE: 0.5,
    Industry.EDUCATION: 0.3,
    Industry.CULTURE: 0.8,
}
"""Apprentices per job, relative to manufacturing. Estimates: building leads, care and trade take fewer."""


class Place(IntEnum):
    """Kinds of places of apprenticeship, in the order in which applicants take them."""

    OFFERED = 0
    """By firms, with or without support."""
    MUNICIPAL = 1
    """Added in the municipal organisation."""


_OFFERED, _MUNICIPAL = int(Place.OFFERED), int(Place.MUNICIPAL)


class Schooling:
    """Enrolment, drop-out and completion of one month."""

    def __init__(self, municipality, parameters, levers, conditions, months):
        p = parameters
        self.tracks = np.array([p.general_track, max(p.upper_secondary, p.general_track), p.reentry])
        counts = causal_share(municipality, p.completion_premium)
        reached = np.minimum(levers["drop_out_prevention"] / max(cohort(municipality), 1.0), 1.0)
        helped = reached * p.prevention_effect * counts
        self.drop_out = np.zeros((months, len(Enrolment)))
        self.drop_out[:, _IN_GENERAL] = fewer_drop_outs(p.general_drop_out, GENERAL_MONTHS, helped)
        self.drop_out[:, _IN_VOCATIONAL] = fewer_drop_outs(p.vocational_drop_out, VOCATIONAL_MONTHS, helped)
        self.drop_out[:, _APPRENTICE] = p.apprentice_drop_out
        self.drop_out[:, _HIGHER] = p.higher_drop_out
        finishes = (1.0 - p.apprentice_drop_out) ** APPRENTICE_MONTHS
        marginal = min(p.marginal_certificate / max(finishes, 1e-9), 1.0) * counts
        self.shares = np.array([p.certificate_pass, p.third_year_instead, p.long_degree, p.student_quits_job, marginal])
        self.higher_entry = np.zeros(120)
        self.higher_entry[19:23] = p.higher_entry
        self.higher_entry[23 : LAST_ENTRY_AGE + 1] = p.late_higher_entry
        self.place_share = p.apprentice_places
        self.activation = 1.0 + levers["youth_activation"] * (p.youth_education - 1.0)
        self.added_places = np.zeros((months, len(Place)))
        self.added_places[:, _OFFERED] = levers["apprenticeships"] * p.apprentice_additionality
        self.added_places[:, _MUNICIPAL] = levers["municipal_apprenticeships"] * p.municipal_additionality

    def step(self, market) -> None:
        """Drop-outs every month; completions in June; certificates, apprenticeships and entries in August."""
        month, residents, firms = market.month, market.residents, market.firms
        season = month % MONTHS_A_YEAR
        weights, places = np.empty((len(Place), 0)), np.full(len(Place), self.place_share)
        if season == AUGUST:
            weights = training_weights(firms)
            seekers = waiting_for_a_place(residents.columns, residents.used, month)
            added = np.where(weights.max(axis=1, initial=0.0) > 0.0, self.added_places[month], 0.0)
            places = np.minimum(self.place_share + np.cumsum(added / max(seekers, 1)), 1.0)
        rows = marked(self.concerned(residents, market.key(DROP_OUT), month))
        attend(
            residents.columns, rows, firms.columns, month, season, year_end(month), self.tracks,
            self.drop_out[month], self.shares, self.higher_entry, self.activation[month], self.place_share,
            places, weights, market.key(TRACKS), market.key(DROP_OUT), market.key(COMPLETION),
            market.key(HIGHER_ENTRY), market.keys(PLACES), market.key(PLACED_AT), market.flows,
        )  # fmt: skip

    def concerned(self, residents, drop_out_key: np.uint64, month: int) -> np.ndarray:
        """Marks of those who may leave, finish or begin this month."""
        season = month % MONTHS_A_YEAR
        marks = residents.enrolment != _NONE
        if season == AUGUST:
            age = (year_end(month) - residents.birth_month) // MONTHS_A_YEAR
            marks |= (age >= SCHOOL_AGE) & (age <= LAST_ENTRY_AGE)
        elif season != JUNE:
            marks &= below(drop_out_key, residents.id, self.drop_out[month].max())
        return marks


def causal_share(municipality, premium: float) -> float:
    """The share of a completion brought about by a lever that counts as one in the tables.

    Those who complete differ from those who do not by more than completion does to them. The tables hold the whole
    difference in employment at 25-30; the evidence is the causal part.
    """
    people = municipality.residents
    age = -people.birth_month // MONTHS_A_YEAR
    young = people.present & (age >= 25) & (age <= 30)
    employed = people.status == _EMPLOYED
    with_, without = young & np.isin(people.education, (_GENERAL, _VOCATIONAL)), young & (people.education == _BASIC)
    gap = employed[with_].mean() - employed[without].mean() if with_.any() and without.any() else 0.0
    return min(premium / gap, 1.0) if gap > 0 else 1.0


def cohort(municipality) -> float:
    """Residents of one year of age at 16-18."""
    age = -municipality.residents.birth_month // MONTHS_A_YEAR
    return float((municipality.residents.present & (age >= 16) & (age <= 18)).sum()) / 3.0


def fewer_drop_outs(hazard: float, months: int, effect: np.ndarray) -> np.ndarray:
    """The monthly chance of dropping out that raises completion after ``months`` by ``effect``."""
    completes = np.clip((1.0 - hazard) ** months + effect, 1e-6, 1.0)
    return 1.0 - completes ** (1.0 / months)


def training_weights(firms) -> np.ndarray:
    """[kind, firm] cumulative weight of each firm as a place of apprenticeship.

    Firms offer places by their reference jobs times their industry's use; what the municipal organisation adds is
    spread over the municipal employers by their jobs, whatever their industry, as are the jobs it adds for apprentices.
    """
    use = np.zeros(len(Industry))
    for industry, relative in TRAINING_INDUSTRIES.items():
        use[industry] = relative
    weight = np.zeros((len(Place), len(firms.id)))
    weight[_OFFERED] = np.where(
        firms.present & (firms.owner != Owner.STATE), firms.reference * use[firms.industry], 0.0
    )
    weight[_MUNICIPAL] = np.where(firms.present & (firms.owner == Owner.MUNICIPAL), firms.reference, 0.0)
    return np.cumsum(weight, axis=1)


@rule
def school_year(month):
    """The August in which the school year of a month began."""
    return (month - AUGUST) // MONTHS_A_YEAR * MONTHS_A_YEAR + AUGUST


@rule
def last_school_leaver(month):
    """The latest month of birth of those who have left compulsory school, in August of the year they turn 16."""
    return (school_year(month) // MONTHS_A_YEAR - SCHOOL_AGE + 1) * MONTHS_A_YEAR - 1


@rule
def waiting_for_a_place(residents, used, month):
    """Pupils who have finished two years of the vocational track and need an apprenticeship."""
    count = 0
    for i in range(used):
        waited = month - residents.enrolled_since[i]
        count += residents.present[i] and residents.enrolment[i] == _IN_VOCATIONAL and waited >= VOCATIONAL_MONTHS
    return count


@rule
def attend(
    residents, rows, firms, month, season, december, tracks, drop_out, shares, higher_entry, activation, usual_places,
    places, weights, track_key, drop_key, completion_key, higher_key, place_keys, firm_key, flows,
):  # fmt: skip
    """One month of schooling for the rows.

    ``places`` holds the share of applicants that has a place, by kind: each kind's places come on top of those before.
    """
    for i in rows:
        if not residents.present[i]:
            continue
        enrolment = residents.enrolment[i]
        if enrolment == _NONE:
            if season != AUGUST:
                continue
            age = (december - residents.birth_month[i]) // MONTHS_A_YEAR
            if age < SCHOOL_AGE or age > LAST_ENTRY_AGE:
                continue
            enrol(residents, i, firms, month, age, tracks, higher_entry, activation, shares[3], track_key, higher_key)
            continue
        spell = month - residents.enrolled_since[i]
        if uniform(drop_key, residents.id[i]) < drop_out[enrolment]:
            if enrolment == _APPRENTICE:
                leave_job(residents, i, firms, _OUTSIDE, month)
            residents.enrolment[i] = _NONE
        elif enrolment == _APPRENTICE:
            if season == AUGUST and spell >= APPRENTICE_MONTHS:
                residents.enrolment[i] = _NONE
                begun = residents.enrolled_since[i]
                added = begun >= 0 and uniform(place_keys[begun], residents.id[i]) >= usual_places
                if uniform(completion_key, residents.id[i]) < (shares[4] if added else shares[0]):
                    residents.education[i] = max(residents.education[i], _VOCATIONAL)
                    flows[Flow.CERTIFICATES] += 1
        elif season == JUNE and enrolment == _IN_GENERAL and spell >= GENERAL_MONTHS:
            residents.enrolment[i] = _NONE
            residents.education[i] = max(residents.education[i], _GENERAL)
        elif season == JUNE and enrolment == _HIGHER and spell >= SHORT_MONTHS:
            finish_higher(residents, i, spell, shares[2], uniform(completion_key, residents.id[i]))
        elif season == AUGUST and enrolment == _IN_VOCATIONAL and spell >= VOCATIONAL_MONTHS:
            chance = uniform(place_keys[month], residents.id[i])
            able = residents.benefit[i] <= _ASSESSMENT
            kind = _OFFERED if chance < places[_OFFERED] else _MUNICIPAL
            if able and chance < places[kind] and weights.shape[1] > 0 and weights[kind, -1] > 0.0:
                start_apprenticeship(residents, i, firms, month, weights[kind], uniform(firm_key, residents.id[i]))
                flows[Flow.NEW_APPRENTICES] += 1
            else:
                flows[Flow.UNPLACED_APPRENTICES] += 1
                if chance > 1.0 - shares[1] * (1.0 - places[-1]):
                    residents.enrolment[i] = _IN_GENERAL
                    residents.enrolled_since[i] = month - (GENERAL_MONTHS - 10)
                else:
                    residents.enrolment[i] = _NONE


@rule
def enrol(residents, i, firms, month, age, tracks, higher_entry, activation, quits_job, track_key, higher_key):
    """Whether a resident who is not enrolled begins school or higher education this August.

    One with a full disability pension does not: education would lead to a job that the pension rules out.
    """
    if residents.benefit[i] == _FULL:
        return
    education = residents.education[i]
    begins = _NONE
    followed_up = residents.status[i] != _EMPLOYED and age < YOUTH
    reentry = min(tracks[2] * (activation if followed_up else 1.0), 1.0)
    if education == _BASIC and age <= LAST_SCHOOL_AGE:
        chance = uniform(track_key, residents.id[i])
        if age > SCHOOL_AGE:
            if chance >= reentry:
                return
            chance = chance / reentry
        if chance < tracks[0]:
            begins = _IN_GENERAL
        elif chance < tracks[1]:
            begins = _IN_VOCATIONAL
    elif education == _GENERAL and uniform(higher_key, residents.id[i]) < higher_entry[age] * (
        activation if followed_up else 1.0
    ):
        begins = _HIGHER
    if begins != _NONE:
        residents.enrolment[i] = begins
        residents.enrolled_since[i] = month
        if residents.status[i] != _EMPLOYED or uniform(higher_key ^ np.uint64(1), residents.id[i]) < quits_job:
            leave_job(residents, i, firms, _OUTSIDE, month)


@rule
def finish_higher(residents, i, spell, long_degree, chance):
    """A short degree after three years; some go on, and take a long one after five."""
    if spell >= LONG_MONTHS:
        residents.education[i] = _LONG
        residents.enrolment[i] = _NONE
    elif spell < SHORT_MONTHS + 6:
        residents.education[i] = max(residents.education[i], _SHORT)
        if chance >= long_degree:
            residents.enrolment[i] = _NONE


@rule
def start_apprenticeship(residents, i, firms, month, weights, chance):
    """The pupil in row ``i`` becomes an apprentice at a firm drawn by training weight."""
    f = np.searchsorted(weights, chance * weights[-1], side="right")
    residents.enrolment[i] = _APPRENTICE
    residents.enrolled_since[i] = month
    take_job(residents, i, firms, f, 0, firms.industry[f], month)
