"""Tables that contradict each other are told from those that do not, and make no municipality."""

import numpy as np
import pytest

from model import Municipality, small_town
from model.codes import Benefit, Status
from model.commuters import Commuters
from model.events import Event
from model.municipality import faults
from model.town import plain_rates


def broken(change) -> list[str]:
    town = small_town(300)
    change(town)
    return faults(town.residents, town.commuters, town.firms, -1)


def first(mask: np.ndarray) -> int:
    return int(np.flatnonzero(mask)[0])


@pytest.mark.parametrize(
    ("said", "change"),
    [
        ("staff of firm row 0", lambda t: t.firms.staff.__setitem__(0, t.firms.staff[0] + 1)),
        ("commuters of firm row 0", lambda t: t.firms.commuters.__setitem__(0, t.firms.commuters[0] + 1)),
        (
            "contradicts their employer",
            lambda t: t.residents.status.__setitem__(first(t.residents.employer >= 0), Status.OUTSIDE),
        ),
        (
            "under 15 have a job",
            lambda t: t.residents.birth_month.__setitem__(first(t.residents.status == Status.EMPLOYED), -14 * 12),
        ),
        (
            "full disability pension has a main job",
            lambda t: t.residents.benefit.__setitem__(
                first(t.residents.status == Status.EMPLOYED), Benefit.DISABILITY_FULL
            ),
        ),
        (
            "old-age pension is registered",
            lambda t: t.residents.benefit.__setitem__(
                first(t.residents.status == Status.UNEMPLOYED), Benefit.OLD_AGE
            ),
        ),
        ("another region at once", lambda t: t.residents.region.__setitem__(first(t.residents.employer >= 0), 2)),
        (
            "have left still have an employer",
            lambda t: t.residents.present.__setitem__(first(t.residents.employer >= 0), False),
        ),
        ("a firm that has closed", lambda t: t.firms.present.__setitem__(first(t.firms.staff > 0), False)),
        ("the firms end at row", lambda t: t.residents.employer.__setitem__(0, 10_000)),
        ("negative number", lambda t: t.firms.vacancies.__setitem__(0, -1)),
    ],
)  # fmt: skip
def test_a_contradiction_in_the_tables_is_named(said: str, change):
    assert not broken(lambda town: None)
    assert any(said in fault for fault in broken(change)), broken(change)


def test_tables_that_contradict_each_other_make_no_municipality():
    town = small_town(100)
    others = {"newcomers": town.newcomers, "newcomer_starts": town.newcomer_starts, "rates": plain_rates()}
    town.firms.staff[0] += 1
    with pytest.raises(ValueError, match="municipality 'odd': staff of firm row 0 is"):
        Municipality.from_tables("odd", town.residents, town.commuters, town.firms, **others)
    town.firms.staff[0] -= 1
    town.residents.id[1] = town.residents.id[0]
    with pytest.raises(ValueError, match="ids of residents repeat"):
        Municipality.from_tables("odd", town.residents, town.commuters, town.firms, **others)
    town.residents.id[1] = 2
    event = Event("closing", "jobs", "the mill", "2020-12", 1, -10, "test", "estimate")
    with pytest.raises(ValueError, match="firm 'the mill' is unknown in 'odd'; known: none"):
        Municipality.from_tables("odd", town.residents, town.commuters, town.firms, events=(event,), **others)
    fine = Municipality.from_tables("odd", town.residents, Commuters(), _without_commuters(town), **others)
    assert fine.name == "odd"


def _without_commuters(town: Municipality):
    firms = town.firms.copy()
    firms.commuters[:] = 0
    return firms
