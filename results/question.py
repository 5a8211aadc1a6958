"""A question to the model: everything that decides an ensemble's values, apart from scenario and replication.

Its key is the hash of that content, so an answer is found again by what it depends on and by nothing else.
"""

import hashlib
import json
import platform
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from model.variant import Variant, in_use

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


def parameters_of(
    draw: int, *, municipality: str = "halden", variant: Variant | None = None
) -> "Parameters":  # fmt: skip
    """Parameter draw number ``draw``: the posterior's, and from their priors the effects of levers and what is a
    variant's own."""
    return _parameters(draw, municipality, variant or in_use())


@lru_cache(maxsize=8)
def _parameters(draw: int, municipality: str, variant: Variant) -> "Parameters":
    from calibration.posterior import posterior
    from model.declare import declarations
    from model.priors import drawn

    fitted = posterior(municipality, variant).values(draw)
    others = {
        one.name: drawn(one, draw) for one in declarations(variant.parameters) if one.prior and one.name not in fitted
    }  # fmt: skip
    return _fitted(variant.parameters(**others), fitted, variant)


def conditions_of(
    draw: int, conditions: "Conditions", *, municipality: str = "halden", variant: Variant | None = None
) -> "Conditions":  # fmt: skip
    """Conditions with draw number ``draw`` of those that are uncertain and that the scenario leaves alone."""
    from calibration.free import split
    from calibration.posterior import posterior
    from model.conditions import Conditions
    from model.priors import draw_conditions, with_values

    variant = variant or in_use()
    fitted = split(posterior(municipality, variant).values(draw), variant).conditions
    return draw_conditions(draw, with_values(variant.adopt(Conditions, conditions), fitted))


def central(
    conditions: "Conditions | None" = None, *, municipality: str = "halden", variant: Variant | None = None
) -> "tuple[Parameters, Conditions]":  # fmt: skip
    """Parameters and conditions at the posterior's means, for a single run; effects of levers at their priors'."""
    from calibration.free import split
    from calibration.posterior import posterior
    from model.conditions import Conditions
    from model.priors import with_values

    variant = variant or in_use()
    means = posterior(municipality, variant).mean()
    given = variant.adopt(Conditions, conditions)
    return _fitted(variant.parameters(), means, variant), with_values(given, split(means, variant).conditions)


def _fitted(parameters: "Parameters", values: dict[str, float], variant: Variant) -> "Parameters":
    from dataclasses import replace

    from calibration.free import split

    return replace(parameters, **split(values, variant).parameters)


class Question(NamedTuple):
    """Which municipality, until when, which indicators beyond the model's own, and which variant of the model."""

    municipality: str
    """The name of its pack, or the path of a folder that holds one."""
    until: str
    own: "tuple[Indicator, ...]" = ()
    variant: Variant | None = None
    """That in use when none."""

    @property
    def model(self) -> Variant:
        """The variant that answers."""
        return self.variant or in_use()

    def indicators(self) -> "dict[str, Indicator]":
        """Every indicator by name, in the order in which values are kept."""
        return self.model.all_indicators() | {one.name: one for one in self.own}

    def content(self) -> dict[str, Any]:
        """Everything that decides the values, by name: questions with the same content have the same answer."""
        from importlib.metadata import version

        from calibration.pack import content
        from calibration.packs import name_of
        from calibration.posterior import digest, fitted_in
        from model.version import model_version

        own = {"own_indicators": {one.name: _source(one) for one in self.own}} if self.own else {}
        if not self.model.adds_nothing:
            own |= {"variant": self.model.name, "variant_version": self.model.version}
        return {
            "municipality": name_of(self.municipality), "model_version": model_version(),
            "starting_tables": content(self.municipality), "posterior": digest(self.municipality, self.model),
            "posterior_of": fitted_in(self.municipality, self.model).resolve().name, "until": self.until, **own,
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
