"""Raking: a table that meets several margins (iterative proportional fitting), and whole persons out of it."""

from collections.abc import Sequence

import numpy as np

TOLERANCE = 1e-6
"""Largest relative gap of a margin that counts as met."""


class MarginError(ValueError):
    """Margins that contradict each other, or that no cell of the seed can meet."""


def rake(seed: np.ndarray, margins: Sequence[tuple[tuple[int, ...], np.ndarray]], *, rounds: int = 500) -> np.ndarray:
    """The table nearest to ``seed`` (in information) that meets the margins.

    Each margin is the axes it keeps and the totals over the others, in the order of the axes.

    Raises:
        MarginError: if totals of two margins differ, a total has no cell to stand in, or the fit does not converge.
    """
    totals = [float(np.sum(total)) for _, total in margins]
    if max(totals) - min(totals) > TOLERANCE * max(*totals, 1.0):
        raise MarginError(f"the margins have different totals: {', '.join(f'{total:.2f}' for total in totals)}")
    table = seed.astype(np.float64)
    gap = np.inf
    for _ in range(rounds):
        gap = 0.0
        for axes, wanted in margins:
            others = tuple(axis for axis in range(table.ndim) if axis not in axes)
            found = table.sum(axis=others)
            empty = (found <= 0) & (wanted > 0)
            if empty.any():
                raise MarginError(f"margin over axes {axes}: {wanted[empty][0]:.2f} wanted where the seed has no cell")
            gap = max(gap, float(np.max(np.abs(found - wanted) / np.maximum(wanted, 1.0), initial=0.0)))
            factor = np.divide(wanted, found, out=np.zeros_like(found), where=found > 0)
            table *= np.expand_dims(factor, others)
        if gap < TOLERANCE:
            return table
    raise MarginError(f"the margins were not met after {rounds} rounds: the worst is {100 * gap:.3f} % off")


def diffuse(groups: np.ndarray) -> np.ndarray:
    """Whole numbers near ``groups`` [group, cell] that keep every group's total, and each cell's total within one.

    Groups are rounded in order by largest remainder, and what a cell gained or lost is carried to the next group.

    Raises:
        MarginError: if a group's total is not a whole number.
    """
    whole = np.zeros(groups.shape, dtype=np.int64)
    carry = np.zeros(groups.shape[1])
    for g, expected in enumerate(groups):
        total = round(float(expected.sum()))
        if abs(expected.sum() - total) > 1e-3:
            raise MarginError(f"group {g} has {expected.sum():.4f} persons; allowed: a whole number")
        wished = np.where(expected > 0, np.maximum(expected + carry, 0.0), 0.0)
        low = np.floor(wished).astype(np.int64)
        order = np.argsort(-(wished - low), kind="stable")
        short = total - int(low.sum())
        for cell in order[: max(short, 0)]:
            low[cell] += 1
        while short < 0:
            cell = int(np.argmax(np.where(low > 0, low - wished, -np.inf)))
            low[cell] -= 1
            short += 1
        whole[g] = low
        carry += expected - low
    return whole


def systematic(chance: np.ndarray, start: float = 0.5) -> np.ndarray:
    """Which rows are drawn with the given chances: any run of rows holds its expected number within one."""
    steps = np.floor(np.cumsum(chance) + start)
    return np.diff(steps, prepend=np.floor(start)) > 0


def rake_odds(odds: np.ndarray, groupings: Sequence[tuple[np.ndarray, np.ndarray]], *, rounds: int = 200) -> np.ndarray:
    """Chances odds / (1 + odds), with the odds scaled by group until each group's expected number is met.

    Each grouping is every row's group number and the wanted number by group; a negative number is not a target.

    Raises:
        MarginError: if the fit does not come within a person of every target.
    """
    scaled = odds.astype(np.float64)
    worst = np.inf
    for _ in range(rounds):
        worst = 0.0
        for group, wanted in groupings:
            chance = scaled / (1.0 + scaled)
            found = np.bincount(group, weights=chance, minlength=len(wanted))
            people = np.bincount(group, weights=scaled > 0, minlength=len(wanted))
            target = np.clip(wanted, 0.0, 0.999 * people)
            aimed = (wanted >= 0) & (people > 0)
            worst = max(worst, float(np.max(np.abs(found - target)[aimed], initial=0.0)))
            rate, goal = found / np.maximum(people, 1), target / np.maximum(people, 1)
            ratio = (np.clip(goal, 1e-9, 1 - 1e-9) / (1 - np.clip(goal, 1e-9, 1 - 1e-9))) / (
                np.clip(rate, 1e-9, 1 - 1e-9) / (1 - np.clip(rate, 1e-9, 1 - 1e-9))
            )
            scaled *= np.where(aimed, ratio, 1.0)[group]
        if worst < 0.5:
            break
    if worst > 5.0:
        raise MarginError(f"a group is {worst:.1f} persons off its target after {rounds} rounds")
    return scaled / (1.0 + scaled)
