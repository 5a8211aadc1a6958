"""Eventful lives: residents to begin with when one wants to look into a life."""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from model.codes import Education, Sex
from model.dates import MONTHS_A_YEAR, date_of
from model.demography import BIRTH_BIT
from model.meeting import columns_of
from results.watching import Tell, run_watched

if TYPE_CHECKING:
    from model.engine import Engine

FIRST_AGES = 0, 20, 30, 45, 62
"""Ages at which the groups of residents begin, of each of which the most eventful life is listed first."""
EACH, NEWCOMERS, CHILDREN = 2, 2, 1
"""How many are listed of each group, of those who moved in, and of those who were born."""


NEVER_CHANGE = "id", "birth_month", "arrival_month", "sex", "origin"


class Eventful(NamedTuple):
    """One resident with an eventful life."""

    id: int
    since: str
    """The month in which she was born or moved in; ``2018-12`` for the opening."""
    age: int
    """On 1 January 2019, or when she came."""
    sex: str
    education: str
    """Then, too."""
    changes: int
    """Times that a process changed something, as a trace counts them."""


def eventful(market: "Engine", on_month: Tell | None = None) -> list[Eventful]:
    """Run the market to its end; answers with a few residents who have eventful lives, of every age and kind.

    Of each age on 1 January 2019, then of those who moved in and of those who were born, the most eventful come first;
    of equals the one with the lower row.
    """
    opening = market.residents.used
    counting = _Counting(market)
    run_watched(market, lambda process: None, counting.after, on_month)
    counts, education = counting.counts, counting.education
    people = market.residents
    here = np.arange(len(counts)) < opening
    born = people.id >= BIRTH_BIT
    start = np.maximum(people.arrival_month, 0) * ~here
    age = (start - people.birth_month.astype(np.int64)) // MONTHS_A_YEAR
    ends = (*FIRST_AGES[1:], int(age.max(initial=0)) + 1)
    groups = [(here & (age >= low) & (age < high), EACH) for low, high in zip(FIRST_AGES, ends, strict=True)]
    groups += [(~here & ~born, NEWCOMERS), (~here & born, CHILDREN)]
    rows = [row for group, most in groups for row in _most_eventful(counts, group)[:most]]
    return [
        Eventful(
            int(people.id[row]), date_of(-1 if here[row] else int(start[row])), int(age[row]),
            Sex(people.sex[row]).name.lower(), Education(education[row]).name.lower().replace("_", " "),
            int(counts[row]),
        )
        for row in rows
    ]  # fmt: skip


def _most_eventful(counts: np.ndarray, group: np.ndarray) -> np.ndarray:
    rows = np.flatnonzero(group)
    return rows[np.argsort(-counts[rows], kind="stable")]


class _Counting:
    """Counts how often each resident's row is changed by a process, comparing whole columns with what they were."""

    def __init__(self, market: "Engine") -> None:
        self.residents = market.residents
        self.columns = [name for name in columns_of(market.residents) if name not in NEVER_CHANGE]
        self.seen = {name: getattr(self.residents, name).copy() for name in self.columns}
        self.counts = np.zeros(len(self.residents), np.int32)
        self.education = self.residents.education.copy()

    def after(self, process: object) -> None:
        """Count those whom the process changed or brought here."""
        known = len(self.counts)
        changed = np.zeros(self.residents.used, bool)
        changed[known:] = True
        for name in self.columns:
            now, before = getattr(self.residents, name), self.seen[name]
            same = now[:known] == before
            if not same.all() or len(now) > known:
                changed[:known] |= ~same
                self.seen[name] = now.copy()
        self.counts = np.append(self.counts, np.zeros(self.residents.used - known, np.int32))
        self.counts += changed
        self.education = np.append(self.education, self.residents.education[known:])
