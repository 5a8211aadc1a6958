"""A variant of the model: everything that a researcher adds, in one object that runs wherever the model runs.

    VARIANT = Variant(
        "remote_work",
        processes=(after(Capacity, RemoteWork),),
        residents={"remote": Column(np.int8, "days a week", "Days at home")},
        parameters=RemoteParameters,
        indicators=(Measured("remote_workers", "persons", "stock", "Residents who work at home", remote_workers),),
    )

Built-in rules, columns and draws stay as they are: an own column stands beside the table's, an own parameter is drawn
from its own prior, and an own process draws from its own streams. Naming a variant compiles nothing.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from model.conditions import Conditions
from model.declare import Declaration, declarations
from model.levers import Levers
from model.parameters import Parameters
from model.sources import sources
from model.tables import Column
from model.version import model_version

if TYPE_CHECKING:
    from model.indicators import Indicator
    from model.market import LabourMarket

OF_A_VIEW = ("age", "jobs", "model", "pos", "random", "rng", "row", "unique_id")
"""Names that views of residents and firms have beside their columns."""
OWN_PACKAGE = "model"


class VariantError(ValueError):
    """A variant that cannot be, or is not there; the message is one line for its author."""


class Placed(NamedTuple):
    """A process and its place in the month, relative to another."""

    process: Any
    where: Literal["before", "after", "instead of"]
    of: Any


def before(other: Any, process: Any) -> Placed:
    """``process`` just before ``other``, a process of the month or of the variant."""
    return Placed(process, "before", other)


def after(other: Any, process: Any) -> Placed:
    """``process`` just after ``other``."""
    return Placed(process, "after", other)


def instead_of(other: Any, process: Any) -> Placed:
    """``process`` in the place of ``other``."""
    return Placed(process, "instead of", other)


class Measured(NamedTuple):
    """An indicator of one's own that is counted at the opening and at the end of every month."""

    name: str
    unit: str
    kind: Literal["stock", "flow"]
    meaning: str
    measure: "Callable[[LabourMarket], float]"


class Words(NamedTuple):
    """What is one's own called in Norwegian, and what is known of a lever beside its declaration."""

    label_nb: str
    unit_nb: str = ""
    """The English unit when empty."""
    help_nb: str = ""
    help_en: str = ""
    grade: Literal["A", "B", "C", "D"] = "D"
    """Of the evidence: D is own judgement."""
    cost: float | None = None
    """Million NOK per unit; none where nothing is known."""
    cost_unit: Literal["year", "once"] = "year"
    cost_source_nb: str = ""
    cost_source_en: str = ""


@dataclass(frozen=True, eq=False)
class Variant:
    """The model with additions.

    Args:
        name: a word; it names the variant in messages and records.
        processes: own processes, each with its place in the month (:func:`before`, :func:`after`,
            :func:`instead_of`), applied in their order.
        residents, firms: own columns by name. A row that comes (a birth, an arrival, a new firm) begins at the
            column's ``blank``; that of one who leaves keeps its values. A process with ``open(market)`` fills the
            opening.
        parameters, levers, conditions: dataclasses that inherit the model's and declare more.
        indicators: own indicators: computed from a record's counts (:class:`~model.indicators.Indicator`), or counted
            every month (:class:`Measured`).
        words: Norwegian names of what is one's own: levers, conditions, parameters, columns and indicators.
        sources: further files that decide what a run gives, such as a table that a process reads; modules that the
            variant's own import are known without.
        posterior: the folder of a fit of this variant (``halden --model ... calibrate --out FOLDER``); without one the
            model's own fit is used, and own parameters keep their priors.

    Raises:
        VariantError: for a name that is taken, a prior without support, or what is not of the kind that is asked for.
    """

    name: str
    processes: tuple[Placed, ...] = ()
    residents: Mapping[str, Column] = field(default_factory=dict)
    firms: Mapping[str, Column] = field(default_factory=dict)
    parameters: type[Parameters] = Parameters
    levers: type[Levers] = Levers
    conditions: type[Conditions] = Conditions
    indicators: "Sequence[Indicator | Measured]" = ()
    words: Mapping[str, Words] = field(default_factory=dict)
    sources: Sequence[Path] = ()
    posterior: Path | None = None

    def __post_init__(self) -> None:
        from model.variant_checks import check

        check(self)

    @property
    def measured(self) -> tuple[Measured, ...]:
        """Own indicators that are counted every month, in the order of a record's ``own``."""
        return tuple(one for one in self.indicators if isinstance(one, Measured))

    def own(self, family: type) -> list[Declaration]:
        """What the variant's family of parameters, levers or conditions declares beyond the model's ``family``."""
        known = {one.name for one in declarations(family)}
        return [one for one in declarations(getattr(self, family.__name__.lower())) if one.name not in known]

    def all_indicators(self) -> "dict[str, Indicator]":
        """The model's indicators by name, and the variant's after them."""
        from model.indicators import INDICATORS, Indicator, Own

        places = {one.name: place for place, one in enumerate(self.measured)}
        own = (
            Indicator(one.name, one.unit, one.kind, one.meaning, Own(places[one.name]))
            if isinstance(one, Measured) else one
            for one in self.indicators
        )  # fmt: skip
        return INDICATORS | {one.name: one for one in own}

    def month(self) -> tuple[Any, ...]:
        """The month's processes in order.

        Raises:
            VariantError: if a process is to stand beside one that the month does not have: when the variant is made.
        """
        from model.month import MONTH

        order: list[Any] = list(MONTH)
        for process, where, of in self.processes:
            if of not in order:
                raise VariantError(
                    f"variant {self.name}: {_called(process)} is to stand {where} {_called(of)}, which the month does "
                    f"not have; it has {', '.join(map(_called, order))}"
                )
            at = order.index(of)
            beside = {"before": [process, of], "after": [of, process], "instead of": [process]}
            order[at : at + 1] = beside[where]
        return tuple(order)

    def adopt(self, family: type, given: Any) -> Any:
        """``given`` as the variant's own family: what it does not say is at its default.

        Args:
            family: :class:`Parameters`, :class:`Levers` or :class:`Conditions`.
            given: one of the model's or of the variant's; the default when none.

        Raises:
            VariantError: for one of another variant.
        """
        wanted = getattr(self, family.__name__.lower())
        if given is None:
            return wanted()
        if type(given) is wanted:
            return given
        known = {one.name for one in fields(wanted)}
        foreign = [one.name for one in fields(given) if one.name not in known]
        if foreign:
            allowed = " or ".join(dict.fromkeys((_whole_name(family), _whole_name(wanted))))
            raise VariantError(
                f"variant {self.name}: {foreign[0]} of {_whole_name(type(given))} is not this variant's; "
                f"allowed: {allowed}"
            )
        return wanted(**{one.name: getattr(given, one.name) for one in fields(given)})

    @property
    def adds_nothing(self) -> bool:
        """Whether it is the model as it stands."""
        own = (self.processes, self.residents, self.firms, self.indicators, self.sources, self.posterior)
        return not any(own) and (self.parameters, self.levers, self.conditions) == (Parameters, Levers, Conditions)

    @property
    def version(self) -> str:
        """The hash of the model's version and of every file that the variant is made of, see :mod:`model.sources`."""
        if self.adds_nothing:
            return model_version()
        digest = hashlib.blake2b(f"{model_version()} {self.name}".encode(), digest_size=8)
        for name, content in sorted((path.name, path.read_bytes()) for path in self._files()):
            digest.update(name.encode())
            digest.update(content)
        return digest.hexdigest()

    def _files(self) -> set[Path]:
        parts: list[Any] = [one.process for one in self.processes]
        parts += [self.parameters, self.levers, self.conditions]
        parts += [one.measure if isinstance(one, Measured) else one.values for one in self.indicators]
        mine = {one.__module__ for one in parts if not one.__module__.startswith(f"{OWN_PACKAGE}.")}
        return sources(mine) | {Path(one).resolve() for one in self.sources}


def _called(process: Any) -> str:
    return getattr(process, "__name__", repr(process))


def _whole_name(family: type) -> str:
    return f"{family.__module__}.{family.__name__}"


STANDARD = Variant("standard")
"""The model as it stands."""

_IN_USE = [STANDARD]


def use(variant: Variant) -> None:
    """Have this program run ``variant`` wherever none is named: what ``halden --model`` does when it starts."""
    _IN_USE[0] = variant


def in_use() -> Variant:
    """The variant that runs where none is named."""
    return _IN_USE[0]
