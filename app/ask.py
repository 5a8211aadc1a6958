"""A question to the model, as a page asks it, and how far its answer has come."""

from typing import NamedTuple

from results.ensembles import Experiment
from scenarios.shelf import Scenario

HORIZONS = ("2025-12", "2030-12")
"""The last months that may be asked for."""
STAGES = (20, 100, 300)
"""Replications after which figures are shown."""


class Ask(NamedTuple):
    """A question to the model: scenarios, and the one they are compared with."""

    scenarios: tuple[Scenario, ...]
    against: Scenario
    until: str

    @property
    def key(self) -> tuple:
        """What tells questions apart: what scenarios change, and what they are called."""
        return (self.until, *((one.name, one.title, one.digest) for one in (self.against, *self.scenarios)))


class FullError(Exception):
    """Too many comparisons wait; ``word`` is the key of the sentence that says so."""

    def __init__(self, word: str, most: int) -> None:
        super().__init__(word)
        self.word, self.most = word, most


class Answer(NamedTuple):
    """How far a comparison has come."""

    state: str
    """``asked``, ``waiting``, ``running``, ``done``, ``cancelled``, ``full`` or ``failed``."""
    found: Experiment | None = None
    ready: int = 0
    """Replications that are simulated."""
    place: int = 0
    """In the queue, from 1."""
    seconds: float | None = None
    """Left until the last stage, when that can be told."""
    said: str = ""
    """The id of a failure, or the key of the sentence that refuses."""
