"""Warming up: the first run on a machine compiles the month's rules, and several workers share that work.

What one worker has compiled lies in the cache on disk, where the others find it.
"""

from collections.abc import Iterable

COST = {"Demography": 11, "Schooling": 10, "Matching": 13, "Demand": 11, "Participation": 5, "Capacity": 4,
        "TemporaryLayoffs": 4, "Separations": 3, "Support": 2}  # fmt: skip
"""Processes by how long their rules take to compile, relative; Demand needs what Recording counts, so they go
together."""
MONTH = 14
"""March 2020, when temporary layoffs have begun: a month in which every rule of the processes is called."""


def shares(parts: int) -> list[list[str]]:
    """The processes in so many parts of nearly equal cost: the dearest first, each to the part with least."""
    found: list[list[str]] = [[] for _ in range(parts)]
    for name in sorted(COST, key=lambda one: -COST[one]):
        min(found, key=lambda part: sum(COST[one] for one in part)).append(name)
    return found


def warm(names: Iterable[str]) -> None:
    """Compile the rules of some processes, by one month of theirs in a small town."""
    import numpy as np

    from model.codes import Industry
    from model.engine import engine_for
    from model.month import MONTH as PROCESSES
    from model.recording import Recording
    from model.town import small_town

    wanted = set(names)
    town = small_town(300)
    object.__setattr__(town, "layoff_share", np.full((len(Industry), MONTH + 1), 0.1))
    chosen = [one for one in PROCESSES if one.__name__ in wanted]
    if "Demand" in wanted:
        chosen.append(Recording)
    market = engine_for(None)(town, until="2020-12", processes=chosen)
    market.month = MONTH
    for process in market.processes:
        process.step(market)
