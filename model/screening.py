"""Screening: which rows a rule needs to look at.

Most months nothing happens to most people. When a chance is the highest that anyone can have, whoever draws above it
is safe, whatever her own chance; so a process marks the few who may be concerned, and its rule decides for each of
them with the chance that applies. The result is the same as if the rule had looked at everybody. Marking has no
branch, so that it runs on vectors at a tenth of the cost.
"""

import numpy as np

from model.compiled import rule
from model.draws import first_bits


def below(key: np.uint64, ids: np.ndarray, chance: float) -> np.ndarray:
    """Marks (bool) of the ids whose draw may lie below ``chance``; a draw that equals it may be marked too."""
    marks = np.empty(len(ids), np.bool_)
    mark_below(marks, key, ids, limit(chance))
    return marks


def limit(chance: float) -> np.uint64:
    """The whole number that :func:`~model.draws.first_bits` lie below when the draw lies below ``chance``."""
    return np.uint64(np.ceil(min(max(chance, 0.0), 1.0) * 2.0**53))


def marked(marks: np.ndarray) -> np.ndarray:
    """The marked rows (int64, rising); numpy's own search is several times slower when one row in twenty is marked."""
    rows = np.empty(len(marks) + 1, np.int64)
    return rows[: list_marked(rows, marks)]


@rule
def mark_below(marks, key, ids, limit):
    """Mark each id whose draw lies below the limit."""
    for i in range(len(ids)):
        marks[i] = first_bits(key, ids[i]) < limit


@rule
def list_marked(rows, marks):
    """Fill in the marked rows; answer with how many there are."""
    n = 0
    for i in range(len(marks)):
        rows[n] = i
        n += marks[i]
    return n
