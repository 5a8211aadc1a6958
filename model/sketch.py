"""A sketch: a rule written for one Mesa agent, run over everybody as a process of the month.

    class Volunteers(Sketch):
        agents = Resident

        def act(self, resident):
            if resident.status == Status.OUTSIDE and self.draw(VOLUNTEERS, resident) < 0.01:
                resident.volunteer = 1

A sketch is for finding out what a rule should be: it costs tens of milliseconds a month where a compiled process costs
a tenth of one. The rule that survives is written as a compiled process, and shown to be equal.
"""

from typing import Any, ClassVar

import numpy as np

from model.views import Resident, Row


class Sketch:
    """Base of sketches. The constructor keeps what a process is given; ``act`` is the rule for one agent."""

    agents: ClassVar[type[Row]] = Resident
    """The agents that are asked: :class:`~model.views.Resident` or :class:`~model.views.Firm`."""

    def __init__(self, municipality: Any, parameters: Any, levers: dict, conditions: dict, months: int) -> None:
        self.municipality, self.parameters = municipality, parameters
        self.levers, self.conditions = levers, conditions
        self.market: Any = None

    def chosen(self, market: Any) -> np.ndarray:
        """Rows that are asked this month: of all who are present, unless a subclass leaves out who cannot matter."""
        return np.flatnonzero(getattr(market, self.agents.table_name).present)

    def act(self, agent: Any) -> None:
        """The rule for one agent.

        Raises:
            NotImplementedError: unless a subclass says what it is.
        """
        raise NotImplementedError(f"{type(self).__name__} has no act(self, agent)")

    def step(self, market: Any) -> None:
        """Ask everyone who is chosen, in the order of their rows."""
        self.market = market
        views = market.views(self.agents)
        for row in np.asarray(self.chosen(market), np.int64).tolist():
            self.act(views[row])

    def draw(self, stream: np.uint64, agent: Row) -> float:
        """The agent's uniform draw of this month, the same that a compiled process gets for her."""
        return self.market.draw(stream, agent.unique_id)
