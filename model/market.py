"""The labour market as a Mesa model, whose agents are views of the tables' rows."""

from typing import Any

import mesa

from model.engine import Engine
from model.views import Firm, Resident, Views, headlines

FIRST_OWN_AGENT = 1 << 44
"""Mesa numbers a researcher's own agents from here, apart from all residents and firms."""


class LabourMarket(Engine, mesa.Model):
    """One municipality's labour market as a Mesa model, a month a step: the engine with agents.

    Arguments, state and errors are those of :class:`~model.engine.Engine`. ``agents`` are views of residents and firms,
    and the agents that a researcher has added.
    """

    def _prepare(self, seed: int) -> None:
        mesa.Model.__init__(self, rng=seed)
        self.agent_id_counter = FIRST_OWN_AGENT
        self._views = Views()
        self._collector: mesa.DataCollector | None = None

    @property
    def datacollector(self) -> mesa.DataCollector:
        """The researcher's own collector when one was set; else the headline indicators of every month so far."""
        return self._collector or headlines(self.record, self.month + 1)

    @datacollector.setter
    def datacollector(self, collector: mesa.DataCollector) -> None:
        self._collector = collector

    @property
    def agents(self):  # pyright: ignore[reportIncompatibleMethodOverride]  (views, not Mesa's register)
        """Views of every resident and firm, and the agents a researcher has added (a Mesa ``AgentSet``)."""
        return self._views.everyone(self, super().agents)

    @agents.setter
    def agents(self, agents: Any) -> None:
        raise AttributeError("model.agents is Mesa's; arrivals and leaving go through the Demography process")

    def views(self, kind: type) -> list:
        """The view of every row in use, by row, those who have left included: for a sketch, which needs no agent set.

        Args:
            kind: ``Resident`` or ``Firm``.
        """
        return self._views.every(self, kind)

    @property
    def agents_by_type(self) -> dict:
        """Agent sets by type: ``Resident``, ``Firm`` and a researcher's own."""
        return {**self._views.sets(self), **super().agents_by_type}

    @property
    def agent_types(self) -> list[type]:
        """The types of agents in the model."""
        return [Resident, Firm, *super().agent_types]
