"""Watching a run: looking at the tables before and after every process, without touching anything."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from model.engine import Engine

type Look = Callable[[Any], None]
"""Is told the process that is about to act, or has acted."""
type Tell = Callable[[int], None]
"""Hears how many months have been run: 0 when the first begins, then after each."""


def run_watched(market: "Engine", before: Look, after: Look, on_month: Tell | None = None) -> None:
    """Run the market to its end, looking before and after each process; the run has the bits of a plain one."""
    tell = on_month or (lambda months: None)
    for process in market.processes:
        process.step = partial(_step, before, after, process, process.step)
    try:
        tell(0)
        while market.running:
            market.step()
            tell(market.month + 1)
    finally:
        for process in market.processes:
            del process.step


def _step(before: Look, after: Look, process: Any, step: Any, market: "Engine") -> None:
    before(process)
    step(market)
    after(process)
