"""A process or an indicator of one's own that does harm is named: month, process, column, and what to do."""

from pathlib import Path

import numpy as np
import pytest

from model import LabourMarket, Measured, Variant, after, simulate, small_town
from model.audit import ProcessError
from model.codes import Status
from model.compiled import rule
from model.matching import Matching
from model.recording import Recording
from model.tables import Column
from results.ensembles import run_experiment
from scenarios.shelf import loads
from tests.small import LEVER

TOWN = small_town(300)


class Fault:
    """Does something wrong in March 2019."""

    def __init__(self, municipality, parameters, levers, conditions, months):
        pass

    def step(self, market) -> None:
        if market.month == 2:
            self.harm(market)

    def harm(self, market) -> None:
        raise NotImplementedError


class Fails(Fault):
    def harm(self, market) -> None:
        market.residents.status[10**6] = 1


class Replaces(Fault):
    def harm(self, market) -> None:
        market.residents.status = market.residents.status * 1.0


class Changes(Fault):
    def harm(self, market) -> None:
        people = market.residents
        people.columns = people.columns._replace(status=people.columns.status * 1.0)


class Shortens(Fault):
    def harm(self, market) -> None:
        people = market.residents
        people.columns = people.columns._replace(status=people.columns.status[:3])


class WritesBeyond(Fault):
    def harm(self, market) -> None:
        market.residents.columns.sex[-1] = 1


class WrongCode(Fault):
    def harm(self, market) -> None:
        market.residents.status[4] = 9


class NotFinite(Fault):
    def harm(self, market) -> None:
        market.firms.reference[0] = np.nan


class CallsABadRule(Fault):
    def harm(self, market) -> None:
        misspelt(market.residents.columns)


@rule
def misspelt(residents):
    return residents.statos[0]


class BreaksAnAccount(Fault):
    def harm(self, market) -> None:
        market.residents.status[np.flatnonzero(market.residents.status == Status.EMPLOYED)[0]] = Status.OUTSIDE


class OwnColumn(Fault):
    def harm(self, market) -> None:
        market.residents.own["mood"] = market.residents.own["mood"].astype(np.float64)


ALWAYS = [
    (Fails, "2019-03, Fails.step: IndexError: index 1000000 is out of bounds"),
    (CallsABadRule, "2019-03, CallsABadRule.step: TypingError: Unknown attribute 'statos' of type"),
    (Replaces, "2019-03, Replaces.step: AttributeError: Residents.status cannot be replaced; write into its rows"),
    (Changes, "2019-03, after Changes: residents.status is float64; its dtype is int8: write into its rows"),
    (Shortens, "2019-03, after Shortens: residents.status has 3 rows; allowed: "),
    (OwnColumn, "2019-03, after OwnColumn: residents.mood is float64; its dtype is int8"),
]
WHEN_AUDITED = [
    (WritesBeyond, "2019-03, after WritesBeyond: residents.sex was written in row "),
    (WrongCode, "2019-03, after WrongCode: residents.status = 9 in row 4; allowed: 0 to 3, codes of Status"),
    (NotFinite, "2019-03, after NotFinite: firms.reference = nan in row 0; allowed: a finite number"),
    (BreaksAnAccount, "2019-03, after BreaksAnAccount: 1 residents' labour status contradicts their employer"),
]


@pytest.mark.parametrize(
    ("process", "said", "audit"),
    [*((*one, False) for one in ALWAYS), *((*one, True) for one in (*ALWAYS, *WHEN_AUDITED))],
)
def test_the_first_process_that_does_harm_is_named(process: type, said: str, audit: bool):
    variant = Variant(
        "a", processes=(after(Matching, process),), residents={"mood": Column(np.int8, "grade", "How it goes")}
    )
    market = LabourMarket(TOWN, rng=1, audit=audit, variant=variant)
    market.run_for(2)
    with pytest.raises(ProcessError) as refusal:
        market.step()
    assert str(refusal.value).startswith(said)
    assert "\n" not in str(refusal.value)


class NoArguments:
    def __init__(self):
        pass

    def step(self, market) -> None:
        pass


class Opens(Fault):
    def open(self, market) -> None:
        market.residents.column_of_nobody[:] = 1


class UnknownLever(Fault):
    def __init__(self, municipality, parameters, levers, conditions, months):
        levers["concerts"][0]


class WritesAPath(Fault):
    def __init__(self, municipality, parameters, levers, conditions, months):
        levers["ready_land"][:] = 1


@pytest.mark.parametrize(
    ("process", "said"),
    [
        (NoArguments, "NoArguments.__init__: TypeError: NoArguments.__init__() takes 1 positional argument but 6 were"),
        (
            Opens,
            "the opening, Opens.open: AttributeError: Residents has no column 'column_of_nobody' (test_harm.py",
        ),
        (UnknownLever, "UnknownLever.__init__: KeyError: 'concerts' (test_harm.py, line "),
        (
            WritesAPath,
            "WritesAPath.__init__: ValueError: assignment destination is read-only (test_harm.py, line ",
        ),
    ],
)
def test_a_process_that_cannot_begin_is_named(process: type, said: str):
    with pytest.raises(ProcessError) as refusal:
        LabourMarket(TOWN, rng=1, variant=Variant("a", processes=(after(Matching, process),)))
    assert str(refusal.value).startswith(said)
    assert "\n" not in str(refusal.value)


def of_many(market):
    return market.residents.status


def of_nobody(market):
    return market.residents.column_of_nobody.sum()


def in_words(market):
    return "many"


@pytest.mark.parametrize(
    ("measure", "said"),
    [
        (of_many, "of_many gives ndarray; allowed: one number"),
        (in_words, "in_words gives str; allowed: one number"),
        (of_nobody, "AttributeError: Residents has no column 'column_of_nobody' (test_harm.py, line "),
    ],
)
def test_an_indicator_that_cannot_be_measured_is_named(measure, said: str):
    variant = Variant("a", indicators=(Measured("mine", "persons", "stock", "Mine", measure),))
    with pytest.raises(ProcessError) as refusal:
        simulate(TOWN, until="2019-02", variant=variant)
    assert str(refusal.value).startswith(f"2018-12, indicator mine: {said}")


def test_processes_may_be_changed_between_months():
    """Mesa users change a model as it runs: a month steps what is there, and still guards what is one's own."""
    market = LabourMarket(TOWN, rng=1, until="2019-12")
    market.step()
    before = market.value("unemployed")
    market.processes = [one for one in market.processes if isinstance(one, Recording)]
    market.step()
    assert market.value("unemployed") == before, "nobody registers when nobody is asked"
    market.processes = [*market.processes, Fails(TOWN, market.parameters, {}, {}, 12)]
    with pytest.raises(ProcessError, match=r"2019-03, Fails.step: IndexError"):
        market.step()


class FailsWithVisitors(Fails):
    """Fails in March 2019 where visitors are sought."""

    def __init__(self, municipality, parameters, levers, conditions, months):
        self.sought = levers["visitor_spending"]

    def step(self, market) -> None:
        if self.sought[market.month]:
            super().step(market)


def test_a_fault_in_a_comparison_names_scenario_and_seed(tmp_path: Path):
    variant = Variant("a", processes=(after(Matching, FailsWithVisitors),))
    with pytest.raises(ProcessError, match=r"^mine, seed 0: 2019-03, FailsWithVisitors\.step: IndexError"):
        run_experiment(
            [loads(LEVER, "mine")], 2, archive=tmp_path, until="2019-06", variant=variant, workers=1,
        )  # fmt: skip
