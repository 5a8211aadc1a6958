"""Scenario files: dated differences from the baseline, written in TOML, by measure of the plan or by lever.

    title_nb = "Jobbspesialister"
    title_en = "Job specialists"
    description_nb = "Fire årsverk fra 2022, seks fra 2024."
    description_en = "Four full-time equivalents from 2022, six from 2024."
    extends = "baseline"

    [measures]
    "1.2.4" = 1.0

    [levers.job_specialists]
    "2022-01" = 4
    "2024-01" = 6

    [conditions]
    refugee_arrivals = 60

A measure's number is an intensity: 1 is the plan as it is read in ``catalogue/readings.csv``. A plain number holds
from the plan's first month for measures and levers, and from January 2019 for conditions; a table dates each change.
"""

import math
import re
import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, NamedTuple

import tomli_w
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    WithJsonSchema,
    create_model,
)
from pydantic_core import ErrorDetails, PydanticCustomError

from model.conditions import Conditions
from model.dates import LAST_YEAR, month_of
from model.declare import Declaration, declarations
from model.levers import Levers
from model.variant import STANDARD, Variant, in_use
from scenarios.levers import suggestion
from scenarios.plan import measures

PLAN_STARTS, FIRST_MONTH = "2021-01", "2019-01"
MOST_INTENSITY = 3.0
"""Three times the plan's reading: beyond it, name the levers."""
MOST_BYTES = 1_000_000
SURE = 0.8
"""The likeness from which an unknown word is a misspelling, and not a word of a variant."""

type Dated = dict[str, float]


class Fault(NamedTuple):
    """What is wrong with a value of a scenario, in parts, so that it can be said in any language."""

    kind: str
    """``toml``, ``large``, ``unknown``, ``channel``, ``missing``, ``month``, ``range``, ``dated``, ``length``,
    ``type`` or ``extends``."""
    key: str = ""
    value: str = ""
    said: str = ""
    """What is allowed, in English."""
    allowed: Mapping[str, Any] = MappingProxyType({})
    """Its numbers: ``low``, ``high`` and ``unit`` of a range."""


class ScenarioError(ValueError):
    """A faulty scenario file; the message is one line for the user, and ``fault`` is the same in parts."""

    def __init__(self, said: str, fault: Fault | None = None) -> None:
        super().__init__(said)
        self.fault = fault


def _month(date: str) -> str:
    try:
        early = month_of(date) < 0
    except ValueError:
        early = True
    if early:
        raise PydanticCustomError("month", "{said}", {"said": f"allowed: a month 2019-01 to {LAST_YEAR}-12"})
    return date


def _dated(start: str):
    def spread(value: Any) -> Any:
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if not number and not (isinstance(value, dict) and value):
            said = "allowed: a number, or a table of months and numbers"
            raise PydanticCustomError("dated", "{said}", {"said": said})
        return {start: value} if number else value

    return BeforeValidator(spread)


def dated(low: float, high: float, unit: str, label: str, start: str) -> Any:
    """The type of a value that changes by date, within a range."""

    def check(value: Any) -> float:
        fine = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
        if not fine or not low <= value <= high:
            said = f"allowed: {low:g} to {high:g} {unit}"
            raise PydanticCustomError("range", "{said}", {"said": said, "low": low, "high": high, "unit": unit})
        return float(value)

    within = {"type": "number", "minimum": low, "maximum": high}
    by_month = {"type": "object", "patternProperties": {r"^20[1-6]\d-(0[1-9]|1[0-2])$": within}, "minProperties": 1}
    schema = {"description": f"{label} ({unit})", "oneOf": [within, by_month | {"additionalProperties": False}]}
    months = dict[Annotated[str, AfterValidator(_month)], Annotated[float, BeforeValidator(check)]]
    return Annotated[months, _dated(start), AfterValidator(_in_order), WithJsonSchema(schema)]


def _in_order(path: Dated) -> Dated:
    return dict(sorted(path.items()))


class Frozen(BaseModel):
    """A part of a file: no key but its own, and no change once it is loaded."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _family(name: str, family: type, start: str) -> type[Frozen]:
    known: dict[str, Any] = {
        one.name: (dated(one.low, one.high, one.unit, one.label, start) | None, None) for one in declarations(family)
    }
    return create_model(name, __base__=Frozen, **known)


LeverChanges = _family("LeverChanges", Levers, PLAN_STARTS)
ConditionChanges = _family("ConditionChanges", Conditions, FIRST_MONTH)
MeasureChanges = create_model(
    "MeasureChanges",
    __base__=Frozen,
    __config__=None,
    **{  # type: ignore[call-overload]
        f"measure_{one.id.replace('.', '_')}": (
            dated(0.0, MOST_INTENSITY, "times the plan's reading", one.title_en, PLAN_STARTS) | None,
            Field(None, alias=one.id),
        )
        for one in measures().values()
        if one.levers
    },
)

Line = Annotated[str, StringConstraints(min_length=1, max_length=120, strict=True)]
Paragraph = Annotated[str, StringConstraints(min_length=1, max_length=2000, strict=True)]


class ScenarioFile(Frozen):
    """One file as it is written."""

    title_nb: Line
    title_en: Line
    description_nb: Paragraph
    description_en: Paragraph
    extends: Annotated[str, StringConstraints(max_length=200, strict=True)] = ""
    """The scenario whose differences come first: a name of the catalogue, or a file beside this one."""
    measures: MeasureChanges = MeasureChanges()  # type: ignore[valid-type]
    levers: LeverChanges = LeverChanges()  # type: ignore[valid-type]
    conditions: ConditionChanges = ConditionChanges()  # type: ignore[valid-type]

    def changes(self) -> dict[str, dict[str, Dated]]:
        """Measures, levers and conditions that are named, each as numbers by month."""
        parts = ("measures", "levers", "conditions")
        return {part: getattr(self, part).model_dump(by_alias=True, exclude_none=True) for part in parts}


@cache
def file_type(variant: Variant) -> type[ScenarioFile]:
    """The scenario files of a variant, which know its own levers and conditions."""
    if (variant.levers, variant.conditions) == (Levers, Conditions):
        return ScenarioFile
    levers = _family("LeverChanges", variant.levers, PLAN_STARTS)
    conditions = _family("ConditionChanges", variant.conditions, FIRST_MONTH)
    own: dict[str, Any] = {"levers": (levers, levers()), "conditions": (conditions, conditions())}
    return create_model("ScenarioFile", __base__=ScenarioFile, **own)


def parse(text: str, where: str, variant: Variant | None = None) -> ScenarioFile:
    """A scenario file from its text, for the variant in use when none is given.

    Args:
        where: the name that messages begin with.

    Raises:
        ScenarioError: naming file, key, value and what is allowed.
    """
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ScenarioError(f"{where}: not valid TOML: {error}", Fault("toml", said=str(error))) from None
    except RecursionError:
        said = "nested too deeply"
        raise ScenarioError(f"{where}: not valid TOML: {said}", Fault("toml", said=said)) from None
    return checked(content, where, variant)


def checked(content: dict[str, Any], where: str, variant: Variant | None = None) -> ScenarioFile:
    """A scenario file from its content, for the variant in use when none is given.

    Raises:
        ScenarioError: naming file, key, value and what is allowed.
    """
    kind = file_type(variant or in_use())
    try:
        return kind.model_validate(content)
    except ValidationError as error:
        faults = error.errors()
        fault, said = _fault(faults[0], kind), 1
        shown = f"{fault.key}{': month ' if fault.kind == 'month' else ' = '}{fault.value}"
        if fault.kind == "missing":  # all at once: a file without titles lacks four
            missing = [str(one["loc"][-1]) for one in faults if one["type"] == "missing"]
            shown, said = f"{', '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing", len(missing)
        more = f" (and {len(faults) - said} more)" if len(faults) > said else ""
        joint = ": " if fault.kind in ("unknown", "channel") else "; "
        raise ScenarioError(f"{where}: {shown}{joint}{fault.said}{more}", fault) from None


def read(path: Path, variant: Variant | None = None) -> ScenarioFile:
    """A scenario file from disk, for the variant in use when none is given.

    Raises:
        ScenarioError: as :func:`parse`, and for a file that is missing, too large or not UTF-8.
    """
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            said = f"allowed: {MOST_BYTES / 1e6:.0f} MB at most"
            raise ScenarioError(f"{path}: {size / 1e6:.1f} MB; {said}", Fault("large", said=said))
        text = path.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise ScenarioError(f"{path}: byte {error.start} is not UTF-8; allowed: a text file in UTF-8") from None
    except OSError as error:
        raise ScenarioError(f"{path}: cannot be read ({error.strerror or error})") from None
    return parse(text, str(path), variant)


def write(file: ScenarioFile) -> str:
    """The text of a file: reading it gives an equal one, to the last bit."""
    head = file.model_dump(include={"title_nb", "title_en", "description_nb", "description_en"})
    if file.extends:
        head["extends"] = file.extends
    return tomli_w.dumps(head | {part: changes for part, changes in file.changes().items() if changes})


def schema() -> dict[str, Any]:
    """The JSON Schema of the scenario files of the variant in use: editors complete keys and check values with it."""
    found = file_type(in_use()).model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **found, "title": "Halden scenario"}


def _fault(found: ErrorDetails, kind_of_file: type[ScenarioFile]) -> Fault:
    """A fault's key, value and what is allowed."""
    place = [_printable(str(part)) for part in found["loc"] if part != "[key]"]
    key, value, kind = ".".join(place), _shown(found.get("input")), found["type"]
    context = found.get("ctx", {})
    if kind == "extra_forbidden":
        return _unknown(place, value, kind_of_file)
    if kind == "missing":
        return Fault("missing", key, said="allowed: a text")
    if kind == "month":
        return Fault("month", ".".join(place[:-1]), value, found["msg"])
    if kind in ("range", "dated"):
        numbers = {name: context[name] for name in ("low", "high", "unit") if name in context}
        return Fault(kind, key, value, found["msg"], MappingProxyType(numbers))
    if kind in ("string_too_long", "string_too_short"):
        most = context.get("max_length")
        said = f"allowed: {f'{most} characters at most' if most else 'at least one character'}"
        return Fault("length", key, value, said)
    of_parts = place[-1] in ("measures", "levers", "conditions")
    return Fault("type", key, value, f"allowed: {'a table' if of_parts else 'a text'}")


def _unknown(place: list[str], value: str, kind: type[ScenarioFile]) -> Fault:
    """What to say of a key that is not known where it stands."""
    parts = {part: type(kind.model_fields[part].default) for part in ("measures", "levers", "conditions")}
    key, whole = place[-1], ".".join(place)
    if len(place) == 1:
        return Fault("unknown", whole, value, f"unknown key; {suggestion(key, ScenarioFile.model_fields)}")
    if place[0] == "measures" and key in measures():
        said = f"the measure has no channel in the model: {measures()[key].reason_en}"
        return Fault("channel", whole, value, said)
    known = [field.alias or name for name, field in parts[place[0]].model_fields.items()]
    if place[0] == "measures":
        said = f"no such measure; {suggestion(key, known)} (halden measures lists all)"
        return Fault("unknown", whole, value, said)
    hint, what = suggestion(key, known), f"unknown {place[0][:-1]}"
    other = {"levers": "conditions", "conditions": "levers"}[place[0]]
    if key in parts[other].model_fields:
        hint = f"it belongs under [{'conditions' if place[0] == 'levers' else 'levers'}]"
    elif in_use() is STANDARD and kind is ScenarioFile and not get_close_matches(key, known, cutoff=SURE):
        what += " (one of a variant needs halden --model FILE ...)"
    return Fault("unknown", whole, value, f"{what}; {hint}")


def _printable(key: str) -> str:
    """A key as it may stand in a message: short, and without characters that a terminal acts on."""
    return (key if key.isprintable() else repr(key)[1:-1])[:60]


def _shown(value: Any) -> str:
    text = re.sub(r"\s+", " ", repr(value))
    return text if len(text) <= 60 else text[:57] + "..."


def declared(family: type) -> dict[str, Declaration]:
    """The declarations of a family by name."""
    return {one.name: one for one in declarations(family)}
