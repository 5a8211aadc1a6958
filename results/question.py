"""A question to the model: everything that decides an ensemble's values, apart from scenario and replication.

Its key is the hash of that content, so an answer is found again by what it depends on and by nothing else.
"""

import hashlib
import json
import platform
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from model.conditions import Conditions
    from model.indicators import Indicator
    from model.parameters import Parameters

REPLICATIONS_OF_A_DRAW = 2
"""Neighbouring replications share a parameter draw and differ in seed. Two are the fewest that tell what is due to the
parameters from what is due to chance, and with two a given number of runs holds the most draws."""
DECIDES_NO_BITS = ("python",)


def draw_of(replication: int) -> int:
    """The parameter draw of a replication; its seed is its own number."""
    return replication // REPLICATIONS_OF_A_DRAW


@lru_cache(maxsize=8)
def parameters_of(draw: int, *, municipality: str = "halden") -> "Parameters":
    """Parameter draw number ``draw``: the municipality's posterior's, and from their priors the effects of levers."""
    from calibration.posterior import posterior
    from model.declare import declarations
    from model.parameters import Parameters
    from model.priors import drawn

    fitted = posterior(municipality).values(draw)
    effects = {
        one.name: drawn(one, draw) for one in declarations(Parameters) if one.prior and one.name not in fitted
    }  # fmt: skip
    return _fitted(Parameters(**effects), fitted)


def conditions_of(draw: int, conditions: "Conditions", *, municipality: str = "halden") -> "Conditions":
    """Conditions with draw number ``draw`` of those that are uncertain and that the scenario leaves alone."""
    from calibration.free import split
    from calibration.local import own_conditions
    from calibration.posterior import posterior
    from model.priors import draw_conditions, with_values

    fitted = split(posterior(municipality).values(draw)).conditions
    return draw_conditions(draw, with_values(conditions, own_conditions(municipality) | fitted))


def central(
    conditions: "Conditions | None" = None, *, municipality: str = "halden"
) -> "tuple[Parameters, Conditions]":  # fmt: skip
    """Parameters and conditions at the posterior's means, for a single run; effects of levers at their priors'."""
    from calibration.free import split
    from calibration.local import own_conditions
    from calibration.posterior import posterior
    from model.conditions import Conditions
    from model.parameters import Parameters
    from model.priors import with_values

    means = posterior(municipality).mean()
    outside = own_conditions(municipality) | split(means).conditions
    return _fitted(Parameters(), means), with_values(conditions or Conditions(), outside)


def _fitted(parameters: "Parameters", values: dict[str, float]) -> "Parameters":
    from dataclasses import replace

    from calibration.free import split

    return replace(parameters, **split(values).parameters)


class Question(NamedTuple):
    """Which municipality, until when, and which indicators beyond the model's own."""

    municipality: str
    """The name of its pack, or the path of a folder that holds one."""
    until: str
    own: "tuple[Indicator, ...]" = ()

    def content(self) -> dict[str, Any]:
        """Everything that decides the values, by name: questions with the same content have the same answer."""
        from importlib.metadata import version

        from calibration.pack import content
        from calibration.packs import name_of
        from calibration.posterior import digest, fitted_in
        from model.version import model_version

        own = {"own_indicators": {one.name: _source(one) for one in self.own}} if self.own else {}
        return {
            "municipality": name_of(self.municipality), "model_version": model_version(),
            "starting_tables": content(self.municipality), "posterior": digest(self.municipality),
            "posterior_of": fitted_in(self.municipality).resolve().name, "until": self.until, **own,
            "python": platform.python_version(),
            "numpy": version("numpy"), "numba": version("numba"),
        }  # fmt: skip

    @property
    def key(self) -> str:
        """The hash of the content, without the version of Python, which decides no bits."""
        content = {name: said for name, said in self.content().items() if name not in DECIDES_NO_BITS}
        return hashlib.blake2b(json.dumps(content, sort_keys=True).encode(), digest_size=12).hexdigest()

    @property
    def novembers(self) -> int:
        """How many Novembers it reaches; in them people are compared."""
        from model.dates import MONTHS_A_YEAR, NOVEMBER, month_of

        return max(0, (month_of(self.until) - NOVEMBER) // MONTHS_A_YEAR + 1)

    @property
    def months(self) -> int:
        """Rows of a replication: the opening and every month."""
        from model.dates import month_of

        return month_of(self.until) + 2


def _source(indicator: "Indicator") -> str:
    """The hash of the file that an indicator's function stands in.

    Raises:
        ValueError: for a function that a worker could not find again.
    """
    import inspect

    function = indicator.values
    if "<locals>" in function.__qualname__ or "<lambda>" in function.__qualname__:
        raise ValueError(
            f"indicator {indicator.name}: its function is {function.__qualname__}; allowed: a named function at the "
            "first level of a module, so that workers find it"
        )
    file = inspect.getsourcefile(function)
    body = Path(file).read_bytes() if file else inspect.getsource(function).encode()
    return hashlib.blake2b(indicator.unit.encode() + body, digest_size=12).hexdigest()
