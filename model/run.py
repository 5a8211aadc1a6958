"""The one seam: ``simulate`` runs one replication, and its ``Run`` gives every indicator as a labelled table."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from model.conditions import Conditions
from model.dates import date_of
from model.indicators import Counts, Indicator
from model.levers import Levers
from model.municipality import Municipality
from model.parameters import Parameters
from model.recording import Record
from model.variant import STANDARD, Variant

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class Run:
    """What happened in one replication. Row 0 of every series is the opening (1 January 2019, dated 2018-12)."""

    municipality: str
    seed: int
    until: str
    record: Record
    variant: Variant = STANDARD

    @property
    def indicators(self) -> dict[str, Indicator]:
        """Every indicator by name, the variant's after the model's."""
        return self.variant.all_indicators()

    @property
    def dates(self) -> list[str]:
        """The date of every row, ``"2018-12"`` (the opening) first."""
        return [date_of(row - 1) for row in range(len(self.record.need))]

    def values(self, indicator: str) -> np.ndarray:
        """One indicator by month (float64).

        Raises:
            ValueError: if the indicator is unknown.
        """
        if indicator not in self.indicators:
            raise ValueError(f"indicator = {indicator!r}; allowed: {', '.join(self.indicators)}")
        return np.asarray(self.indicators[indicator].values(Counts(self.record)), dtype=np.float64)

    def at(self, indicator: str, date: str) -> float:
        """One indicator at the end of one month, e.g. ``run.at("jobs", "2019-11")``.

        Raises:
            ValueError: if the indicator is unknown or the run does not reach the date.
        """
        if date not in self.dates:
            raise ValueError(f"date = {date!r}; allowed: {self.dates[0]} to {self.dates[-1]}")
        return float(self.values(indicator)[self.dates.index(date)])

    def wide(self, indicators: Sequence[str] | None = None) -> "pd.DataFrame":
        """One row a date, one column an indicator; ``attrs["units"]`` gives the units."""
        import pandas as pd

        names = list(self.indicators) if indicators is None else list(indicators)
        table = pd.DataFrame({name: self.values(name) for name in names}, index=pd.Index(self.dates, name="date"))
        table.attrs["units"] = {name: self.indicators[name].unit for name in names}
        return table

    def table(self, indicators: Sequence[str] | None = None) -> "pd.DataFrame":
        """Long form: one row a date and indicator, with columns date, indicator, value and unit."""
        import pandas as pd

        names = list(self.indicators) if indicators is None else list(indicators)
        parts = [
            pd.DataFrame(
                {"date": self.dates, "indicator": name, "value": self.values(name), "unit": self.indicators[name].unit}
            )
            for name in names
        ]
        return pd.concat(parts, ignore_index=True)


def simulate(
    municipality: Municipality,
    parameters: Parameters | None = None,
    levers: Levers | None = None,
    conditions: Conditions | None = None,
    *,
    seed: int = 0,
    until: str = "2025-12",
    variant: Variant | None = None,
    audit: bool = False,
) -> Run:
    """Run one replication from January 2019 through the month ``until``, of the model or a variant of it.

    Equal arguments give equal bits. Nothing given is changed, and the answer can be pickled.

    Raises:
        ValueError: for a date or seed out of range.
        ProcessError: when a variant's process fails, or, under ``audit``, an account does not add up after a process.
    """
    from model.engine import engine_for

    market = engine_for(variant)(
        municipality, parameters, levers, conditions, rng=seed, until=until, variant=variant, audit=audit
    )
    while market.running:
        market.step()
    return Run(market.municipality.name, seed, until, market.record, market.variant)
