"""What runs: the tables, the month's processes, and the record of what happened.

Mesa and pandas take longer to import than a run takes, so what looks at no agents runs without them, to the same bits.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from model.audit import audit, make, open_process, step_own
from model.conditions import Conditions
from model.dates import date_of, month_of
from model.decisions import KEPT, decisions
from model.declare import declarations
from model.draws import month_key, month_keys, uniform
from model.flows import Flow
from model.indicators import Counts, Indicator
from model.levers import Levers
from model.municipality import Municipality
from model.parameters import Parameters
from model.recording import Record
from model.town import small_town
from model.variant import Variant, in_use


class Engine:
    """One municipality's labour market, a month a step.

    The state is ``residents``, ``commuters`` and ``firms`` (tables of columns). ``month`` is the last month that was
    run (0 is January 2019, -1 the opening) and ``record`` what was counted.
    The run ends (``running`` is false) after the month ``until``.

    Args:
        municipality: the starting tables; a small invented town when none is given.
        parameters, levers, conditions: the defaults when not given.
        rng: the seed, a whole number of 0 or more; every draw of a built-in process is a function of it.
        until: the last month, e.g. ``"2025-12"``.
        processes: the month's processes in order; the variant's month when not given.
        audit: check tables and accounts after every process, and name the first that broke one.
        variant: what is added to the model; that in use (:func:`model.variant.use`) when not given.

    Raises:
        ValueError: for a date or seed out of range, or parameters, levers or conditions of another variant.
        ProcessError: if an own process cannot be made or opened, or an own indicator not be measured.
    """

    def __init__(
        self,
        municipality: Municipality | None = None,
        parameters: Parameters | None = None,
        levers: Levers | None = None,
        conditions: Conditions | None = None,
        *,
        rng: int | None = None,
        until: str = "2025-12",
        processes: Sequence[Any] | None = None,
        audit: bool = False,
        variant: Variant | None = None,
    ) -> None:
        seed = 0 if rng is None else int(rng)
        if not 0 <= seed < 2**63:
            raise ValueError(f"seed = {seed}; allowed: a whole number of 0 or more")
        self._prepare(seed)
        self.seed = seed
        self.municipality = small_town() if municipality is None else municipality
        self.variant = variant or in_use()
        self.parameters: Any = self.variant.adopt(Parameters, parameters)
        self.levers: Any = self.variant.adopt(Levers, levers)
        self.conditions: Any = self.variant.adopt(Conditions, conditions)
        self.until = until
        self.horizon = month_of(until) + 1
        self.audit = audit
        self.residents = self.municipality.residents.copy()
        self.commuters = self.municipality.commuters.copy()
        self.firms = self.municipality.firms.copy()
        for table, own in ((self.residents, self.variant.residents), (self.firms, self.variant.firms)):
            for name, column in own.items():
                table.add(name, column)
        self.record = Record.empty(self.horizon, len(self.variant.measured))
        self.month = -1
        self.flows = np.zeros(len(Flow), np.int64)
        self.pull = 1.0
        self.ready_room = self.municipality.ready_land * self.parameters.jobs_per_hectare
        self.signals: Any = None
        self.november = np.zeros(0, np.int64)
        set_paths = self.levers.paths(self.horizon)
        lags = {item.name: item.lag for item in declarations(type(self.levers))}
        set_paths |= decisions(set_paths, self.parameters, lags, seed)
        paths = set_paths, self.conditions.paths(self.horizon)
        for path in (*paths[0].values(), *paths[1].values()):
            path.flags.writeable = False  # all processes are given the same
        chosen = self.variant.month() if processes is None else processes
        given = self.municipality, self.parameters, *paths, self.horizon
        self.processes = [make(process, *given) for process in chosen]
        self._keys: dict[np.uint64, np.ndarray] = {}
        for process in self.processes:
            open_process(self, process)
        self.running = self.horizon > 0

    def _prepare(self, seed: int) -> None:
        """What comes before all else: Mesa's own beginning, in a Mesa model."""

    def run_model(self) -> None:
        """Run to the last month."""
        while self.running:
            self.step()

    def step(self) -> None:
        """One month: every process in order.

        Raises:
            RuntimeError: past the last month.
            ProcessError: when a variant's process fails or changes a column's dtype, or, under ``audit``, when an
                account does not add up after a process.
        """
        if self.month + 1 >= self.horizon:
            raise RuntimeError(f"the run ends in {self.until}; a longer one is LabourMarket(until='YYYY-MM')")
        self.month += 1
        self.flows[:] = 0
        for process in self.processes:
            if type(process).__module__.startswith("model."):
                process.step(self)
            else:
                step_own(self, process)
            if self.audit:
                audit(self, process)
        self.running = self.month + 1 < self.horizon

    def key(self, stream: np.uint64) -> np.uint64:
        """The key of a stream's draws this month."""
        return self.keys(stream)[self.month]

    def keys(self, stream: np.uint64) -> np.ndarray:
        """The keys of a stream's draws in every month of the run."""
        keys = self._keys.get(stream)
        if keys is None:
            keys = self._keys[stream] = np.empty(self.horizon, np.uint64)
            month_keys(keys, np.uint64(self.seed), stream)
        return keys

    def constant_key(self, stream: np.uint64) -> np.uint64:
        """The key of a stream whose draws are made once and kept for the whole run."""
        return np.uint64(month_key(np.uint64(self.seed), stream, KEPT))

    def draw(self, stream: np.uint64, who: int) -> float:
        """One uniform draw of this month."""
        return float(uniform(self.key(stream), np.uint64(who)))

    @property
    def date(self) -> str:
        """The last month that was run, e.g. ``"2019-11"``."""
        return date_of(self.month)

    def value(self, indicator: str) -> float:
        """One indicator's latest value, e.g. ``model.value("jobs")``.

        Raises:
            ValueError: if the indicator is unknown.
        """
        known = self.indicators
        if indicator not in known:
            raise ValueError(f"indicator = {indicator!r}; allowed: {', '.join(known)}")
        row = self.month + 1
        latest = Record(*(part[max(row - 1, 0) : row + 1] for part in self.record))
        return float(known[indicator].values(Counts(latest))[-1])

    @property
    def indicators(self) -> dict[str, Indicator]:
        """Every indicator by name, the variant's after the model's."""
        return self.variant.all_indicators()


def engine_for(variant: Variant | None) -> type[Engine]:
    """What runs a variant (that in use when none): with agents where the variant's own processes may look at them."""
    if (variant or in_use()).adds_nothing:
        return Engine
    from model.market import LabourMarket

    return LabourMarket
