"""The six rules as a Mesa user would first write them: an object a person, an object a firm, a method a rule.

Inputs are the same tables and the same parameters; randomness is Mesa's own (``model.random``). This is the yardstick
for speed, and it checks the compiled rules from outside: both must give the same trajectories up to chance.
"""

import math
from bisect import bisect_left

import mesa

from benchmarks.six_rules import compiled
from model import Municipality
from model.codes import Benefit, Enrolment, Health, Region, Sex, Status
from model.demography import BOYS
from model.matching import LEVEL, TRIES
from model.participation import retirement
from model.rates import BAND_BY_MONTHS

YEAR = 12
COLUMNS = (
    "birth_month", "sex", "origin", "health", "education", "status", "enrolment", "benefit", "region", "industry",
    "since", "job_since",
)  # fmt: skip


class Establishment(mesa.Agent):
    """A firm with the people who work there."""

    def __init__(self, model: "PlainTown", industry: int, desired: int) -> None:
        super().__init__(model)
        self.industry = industry
        self.desired = desired
        self.staff: set[Person] = set()
        self.vacancies = 0

    def post_vacancies(self) -> None:
        """Ask for what is missing."""
        self.vacancies = max(self.desired - len(self.staff), 0)


class Person(mesa.Agent):
    """A resident, with one method a rule."""

    model: "PlainTown"
    birth_month: int
    sex: int
    origin: int
    health: int
    education: int

    def __init__(self, model: "PlainTown", facts: dict[str, int], employer: Establishment | None = None) -> None:
        super().__init__(model)
        self.__dict__.update(facts)
        self.employer = employer
        if employer is not None:
            employer.staff.add(self)

    def age(self) -> int:
        """Months lived."""
        return self.model.month - self.birth_month

    def counts_as_employed(self) -> bool:
        """Employed and, at the end of the year, of the ages that the statistics count."""
        return self.status == Status.EMPLOYED and self.model.december - self.birth_month < 75 * YEAR

    def leave_job(self, status: int) -> None:
        """End the job, if there is one."""
        if self.employer is not None:
            self.employer.staff.discard(self)
        if self.enrolment == Enrolment.APPRENTICE:
            self.enrolment = Enrolment.NONE
        if self.status != status:
            self.since = self.model.month
        self.employer, self.region, self.status = None, Region.HALDEN, status

    def take_job(self, firm: Establishment | None, region: int, industry: int) -> None:
        """Start at a firm here, or in an outside region."""
        if self.employer is not None:
            self.employer.staff.discard(self)
        if firm is not None:
            firm.staff.add(self)
        if self.status != Status.EMPLOYED:
            self.since = self.model.month
        self.employer, self.region, self.industry = firm, region, industry
        self.status, self.job_since = Status.EMPLOYED, self.model.month

    def live_or_die(self) -> None:
        """Deaths and births."""
        demography, random = self.model.demography, self.model.random
        age = min(self.age(), len(demography.fertility) - 1)
        if random.random() < demography.mortality[self.sex, age]:
            self.leave_job(Status.OUTSIDE)
            self.remove()
        elif self.sex == Sex.FEMALE and 15 * YEAR <= age < 50 * YEAR and random.random() < demography.fertility[age]:
            child = dict.fromkeys(COLUMNS, 0) | {
                "birth_month": self.model.month,
                "sex": int(random.random() < BOYS),
                "industry": -1,
                "since": -30_000,
                "job_since": -30_000,
            }
            Person(self.model, child)

    def change_capacity(self) -> None:
        """Illness, recovery and disability pension."""
        rule, random, age = self.model.capacity, self.model.random, self.age()
        recovery, idle_risk, employed_risk, ends_job, full = rule.shares
        if not 18 * YEAR <= age < 67 * YEAR:
            return
        working = self.status >= Status.LAID_OFF
        if self.health == Health.GOOD:
            if self.benefit == Benefit.OLD_AGE:
                return
            risk = rule.inflow[age] * rule.education[self.education] * (1.0 if working else idle_risk)
            if random.random() < risk:
                self.health = Health.REDUCED
                if not working or random.random() < ends_job:
                    self.benefit = Benefit.WORK_ASSESSMENT
                    self.leave_job(Status.OUTSIDE)
        elif self.benefit <= Benefit.WORK_ASSESSMENT:
            granted = rule.disability[age] * (employed_risk if working else 1.0)
            chance = random.random()
            if chance < granted:
                whole = random.random() < full
                self.benefit = Benefit.DISABILITY_FULL if whole else Benefit.DISABILITY_PARTIAL
                if whole or not working:
                    self.leave_job(Status.OUTSIDE)
            elif chance < granted + recovery:
                self.health, self.benefit = Health.GOOD, Benefit.NONE

    def take_part(self) -> None:
        """Retirement, registering as unemployed and leaving the register."""
        rule, random, age = self.model.participation, self.model.random, self.age()
        if age < 15 * YEAR:
            return
        if age >= 67 * YEAR and self.benefit != Benefit.OLD_AGE:
            self.benefit = Benefit.OLD_AGE
            if self.status == Status.UNEMPLOYED:
                self.leave_job(Status.OUTSIDE)
        if age >= 62 * YEAR:
            hazard = retirement(age, self.benefit, self.status >= Status.LAID_OFF, rule.retire)
            if random.random() < hazard:
                self.benefit = Benefit.OLD_AGE
                self.leave_job(Status.OUTSIDE)
        if self.status == Status.OUTSIDE:
            free = self.enrolment == Enrolment.NONE and self.benefit <= Benefit.WORK_ASSESSMENT
            if free and random.random() < self.seek_chance():
                self.status, self.since = Status.UNEMPLOYED, self.model.month
        elif self.status == Status.UNEMPLOYED:
            gives_up = rule.give_up[0] if self.enrolment == Enrolment.NONE else rule.give_up[1]
            if random.random() < gives_up:
                self.status, self.since = Status.OUTSIDE, self.model.month

    def seek_chance(self) -> float:
        """The chance of looking for a job from outside the labour force."""
        december_age = self.model.december - self.birth_month
        if self.age() < 15 * YEAR or december_age >= 75 * YEAR or self.benefit == Benefit.DISABILITY_FULL:
            return 0.0
        pensioner = self.benefit in (Benefit.DISABILITY_FULL, Benefit.DISABILITY_PARTIAL)
        kind = 3 if self.benefit == Benefit.OLD_AGE else 2 if pensioner else self.health
        tables = self.model.participation.seek
        base = tables.base[BAND_BY_MONTHS[december_age], self.sex, int(self.enrolment != Enrolment.NONE)]
        return base * tables.group[self.origin, self.education, kind]

    def separate(self) -> None:
        """The job ends in non-employment."""
        rule, random = self.model.separations, self.model.random
        if self.status != Status.EMPLOYED:
            return
        tenure = min(max(self.model.month - self.job_since, 0), rule.hazard.shape[1] - 1)
        ends = rule.hazard[int(self.age() < 25 * YEAR), tenure] * rule.by_origin[self.origin]
        if self.enrolment == Enrolment.APPRENTICE:
            ends *= rule.apprentice
        if random.random() < ends:
            free = self.enrolment == Enrolment.NONE and self.benefit == Benefit.NONE
            registers = free and random.random() < rule.to_register[int(self.health != Health.GOOD)]
            self.leave_job(Status.UNEMPLOYED if registers else Status.OUTSIDE)

    def seeks(self) -> bool:
        """Whether this person applies for a job this month."""
        search = self.model.matching.search
        rates = search.rates
        if self.status == Status.EMPLOYED:
            recent = self.model.month - self.job_since <= YEAR
            likely = rates.new_job if recent else rates.long_job
            return self.enrolment != Enrolment.APPRENTICE and self.model.random.random() < likely
        likely = rates.unemployed
        if self.status == Status.OUTSIDE:
            likely = self.seek_chance()
            if self.enrolment == Enrolment.NONE and self.benefit <= Benefit.WORK_ASSESSMENT:
                likely *= rates.marginal
        return self.model.random.random() < likely

    def appeal(self) -> float:
        """An employer's weight on this person."""
        rule = self.model.matching
        weight = (1.0, rule.weight[0], rule.weight[1])[self.origin]
        if self.health == Health.REDUCED:
            weight *= rule.weight_reduced[self.model.month]
        if self.status == Status.EMPLOYED:
            weight *= rule.weight[2]
        elif self.status == Status.UNEMPLOYED:
            months = max(self.model.month - self.since, 0)
            weight *= rule.weight[4] + (1.0 - rule.weight[4]) * math.exp(-months / rule.spell_decay)
        return weight


class PlainTown(mesa.Model):
    """The closed municipality as objects."""

    def __init__(self, town: Municipality, seed: int, until: str) -> None:
        super().__init__(rng=seed)
        source = compiled(town, seed, until)
        self.months, self.month, self.december = source.horizon, -1, -1
        (self.demography, self.capacity, self.participation, _, self.separations, self.matching, _) = source.processes
        self.firms = [
            Establishment(self, int(industry), int(desired))
            for industry, desired in zip(town.firms.industry, town.firms.desired, strict=True)
        ]
        columns = [getattr(town.residents, name).tolist() for name in COLUMNS]
        for *facts, employer in zip(*columns, town.residents.employer.tolist(), strict=True):
            Person(self, dict(zip(COLUMNS, facts, strict=True)), self.firms[employer] if employer >= 0 else None)
        self.datacollector = mesa.DataCollector(
            {
                "population": lambda m: len(m.agents_by_type[Person]),
                "employed_residents": lambda m: sum(p.counts_as_employed() for p in m.agents_by_type[Person]),
                "unemployed": lambda m: sum(p.status == Status.UNEMPLOYED for p in m.agents_by_type[Person]),
                "disability_pensioners": lambda m: sum(p.benefit in (2, 3) for p in m.agents_by_type[Person]),
                "out_commuters": lambda m: sum(p.region != Region.HALDEN for p in m.agents_by_type[Person]),
                "working_here": lambda m: sum(len(firm.staff) for firm in m.firms),
            }
        )

    def step(self) -> None:
        """One month."""
        self.month += 1
        self.december = self.month - self.month % YEAR + YEAR - 1
        for rule in ("live_or_die", "change_capacity", "take_part"):
            self.agents_by_type[Person].shuffle_do(rule)
        self.agents_by_type[Establishment].do("post_vacancies")
        self.agents_by_type[Person].shuffle_do("separate")
        self.match()
        self.datacollector.collect(self)

    def match(self) -> None:
        """Every seeker applies once; every post takes its best applicant."""
        rule, random = self.matching, self.random
        posts = sorted(
            (random.random(), number, firm, self.level(firm))
            for number, firm in enumerate(firm for firm in self.firms for _ in range(firm.vacancies))
        )
        places = [place for place, *_ in posts]
        best: dict[int, tuple[float, Person]] = {}
        for person in [p for p in self.agents_by_type[Person] if p.seeks()]:
            chance = random.random()
            if chance < rule.out_share[person.education]:
                if chance < rule.out_share[person.education] * rule.out_success[self.month]:
                    person.take_job(None, 1 + bisect_left(rule.out_region, random.random()), person.industry)
                continue
            start = bisect_left(places, random.random())
            for step in range(min(TRIES, len(posts))):
                _, number, firm, level = posts[(start + step) % len(posts)]
                if firm is person.employer:
                    continue
                same = firm.industry == person.industry
                suits = 1.0 if same else rule.taste[0]
                if LEVEL[person.education] < level:
                    suits *= rule.taste[1] if LEVEL[person.education] == level - 1 else 0.0
                if random.random() < suits:
                    weight = person.appeal() * (rule.weight[3] if same else 1.0)
                    race = -math.log(1.0 - random.random()) / weight if weight > 0 else math.inf
                    if race < best.get(number, (math.inf,))[0]:
                        best[number] = (race, person)
                    break
        firm_of = {number: firm for _, number, firm, _ in posts}
        for number, (_, person) in best.items():
            person.take_job(firm_of[number], Region.HALDEN, firm_of[number].industry)

    def level(self, firm: Establishment) -> int:
        """The skill level that a post asks for."""
        chance = self.random.random()
        return int(sum(chance >= share for share in self.matching.skill[firm.industry, :3]))
