"""Dated events of the outside world: closings, expansions and transfers at named firms."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from model.dates import month_of


@dataclass(frozen=True)
class Event:
    """One dated event. ``jobs`` are wanted jobs added (negative: lost), or persons moved to ``to_firm``."""

    name: str
    kind: Literal["jobs", "transfer"]
    firm: str
    start: str
    months: int
    jobs: float
    source: str
    confidence: str
    to_firm: str = ""

    def __post_init__(self) -> None:
        month_of(self.start)
        if self.kind == "transfer" and (not self.to_firm or self.jobs < 0):
            raise ValueError(f"event {self.name!r}: a transfer needs to_firm and a positive number of persons")
        if self.months < 1:
            raise ValueError(f"event {self.name!r}: months = {self.months}; allowed: 1 or more")

    def path(self, months: int) -> np.ndarray:
        """Jobs added in each month from January 2019, phased in evenly over the event's months."""
        elapsed = np.arange(months) - month_of(self.start) + 1
        return self.jobs * np.clip(elapsed / self.months, 0.0, 1.0)
