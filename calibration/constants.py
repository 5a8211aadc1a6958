"""The constants of a municipality: what ``municipality.toml`` of its pack says, each number with source and confidence.

    name = "Halden"
    numbers = ["0101", "3001", "3101"]
    area = "Østfold"

    [jobs]
    value = 12731
    source = "Halden's plan: employed by workplace, fourth quarter 2018"
    confidence = "medium"

An estimate names its standard error and, as its source, the reason for it.
"""

import re
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from model.codes import Industry, Region
from model.dates import month_of

Confidence = Literal["high", "medium", "low", "estimate"]
Area = Literal["Østfold", "Norway"]
"""Whose figures of health, unemployment and measures stand in for the municipality's."""
OUTSIDE = len(Region) - 1
"""Regions where residents work outside the municipality, and where in-commuters live."""

Text = Annotated[str, Field(min_length=1)]


class PackError(ValueError):
    """An unknown municipality, or a pack that is not right; the message is one line for the user."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class _Sourced(_Part):
    source: Text
    confidence: Confidence
    standard_error: float | None = Field(None, ge=0)

    @model_validator(mode="after")
    def _estimates_say_how_sure(self) -> "_Sourced":
        if self.confidence == "estimate" and self.standard_error is None:
            raise ValueError("allowed: an estimate with its standard_error")
        return self


class Number(_Sourced):
    """A number of the municipality."""

    value: float


class Shares(_Sourced):
    """Several numbers that divide a whole, in relative size."""

    value: tuple[float, ...]

    @model_validator(mode="after")
    def _none_negative(self) -> "Shares":
        if not self.value or min(self.value) < 0 or sum(self.value) <= 0:
            raise ValueError("allowed: numbers of 0 or more, one of them above 0")
        return self


class Weights(_Sourced):
    """Private industries with more or fewer jobs than the national pattern, as factors."""

    value: dict[str, Annotated[float, Field(ge=0, le=50)]]

    @model_validator(mode="after")
    def _known(self) -> "Weights":
        for name in self.value:
            if name not in Industry.__members__:
                raise ValueError(f"allowed: {', '.join(Industry.__members__)}; not {name}")
        return self


def _within(low: float, high: float):
    def check(one: Number) -> Number:
        if not low <= one.value <= high:
            raise ValueError(f"value = {one.value:g}; allowed: {low:g} to {high:g}")
        return one

    return AfterValidator(check)


def _regions(one: Shares) -> Shares:
    if len(one.value) != OUTSIDE or abs(sum(one.value) - 1.0) > 1e-6:
        raise ValueError(f"value sums to {sum(one.value):g}; allowed: {OUTSIDE} shares that sum to 1")
    return one


Count = Annotated[Number, _within(0, 5e6)]
Share = Annotated[Number, _within(0, 1)]
Percent = Annotated[Number, _within(0, 100)]
RegionShares = Annotated[Shares, AfterValidator(_regions)]


class Constants(_Part):
    """What a municipality's file says."""

    name: Text
    numbers: Annotated[list[Annotated[str, Field(pattern=r"^[0-9]{4}$")]], Field(min_length=1)]
    """Its numbers in the statistics, the oldest first."""
    area: Area
    decommissioning: str = ""
    """The nuclear decommissioning agency among the employers; empty where it has no office."""
    residents: Count
    """On 1 January 2019."""
    jobs: Count
    """Employed by workplace, November 2018."""
    public_share: Share
    """Public jobs per job."""
    manufacturing_share: Share
    """Jobs in manufacturing, mining, power and water per job."""
    manufacturing_firms: Count
    """Establishments in manufacturing without a name of their own."""
    firms: Count
    """Establishments, one-person firms included."""
    largest_unnamed: Count
    """No private firm without a name has more jobs."""
    state_offices: Shares
    """Relative jobs of the state's offices that are no employer by name."""
    industries: Weights | None = None
    """Private industries beyond manufacturing, relative to the national pattern."""
    unemployed_share: Share
    """Registered unemployed per member of the labour force, mean of 2019."""
    out_commuting_share: Share
    """Employed residents who work elsewhere."""
    out_regions: RegionShares
    in_regions: RegionShares
    growth: Annotated[Number, _within(-50_000, 50_000)]
    """Residents a year."""
    refugees: Count
    """Refugees settled a year, families included."""
    out_migration: Count
    """Persons who move out in a year, to Norway and abroad."""
    immigration: Count
    """Persons who move in from abroad in a year."""
    ready_land: Count
    """Hectares ready to build on 1 January 2019."""
    land_a_year: Count
    """Hectares made ready in a year by the practice of 2019."""
    employment_rate_20_66: Percent | None = None
    """Per cent employed of those 20-66, where a source gives it."""


class PlanGoal(_Part):
    """A goal of the municipality's plan: a level of an indicator at a date, or its change since another."""

    name: Text
    indicator: Text
    threshold: float
    date: str
    since: str = ""
    together: bool = False
    """Whether it is one of those that count as the plan's goals reached together."""
    source: Text

    @model_validator(mode="after")
    def _months(self) -> "PlanGoal":
        from model.indicators import INDICATORS

        for date in filter(None, (self.since, self.date)):
            month_of(date)
        if self.indicator not in INDICATORS:
            raise ValueError(f"indicator = {self.indicator!r}; allowed: an indicator of the model, such as jobs")
        return self


class Words(_Part):
    """A text in Norwegian and English."""

    nb: Text
    en: Text


class Plan(_Part):
    """What ``plan.toml`` says: the goals of the municipality's plan, and its words."""

    about: Words
    """A sentence about the municipality."""
    regions: Annotated[tuple[Words, ...], Field(min_length=OUTSIDE, max_length=OUTSIDE)]
    """What the regions outside are called: the nearest towns, the Oslo region, Sweden, elsewhere."""
    goals: tuple[PlanGoal, ...] = ()
    """None where no plan with goals is known."""


def read_plan(path: Path) -> Plan:
    """A municipality's goals and words, checked.

    Raises:
        PackError: in one line that names file, key, value and what is allowed.
    """
    return _read(path, Plan)


def read_constants(path: Path) -> Constants:
    """A municipality's file, checked.

    Raises:
        PackError: in one line that names file, key, value and what is allowed.
    """
    return _read(path, Constants)


def _read[Part: BaseModel](path: Path, form: type[Part]) -> Part:
    try:
        content = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise PackError(f"{path}: cannot be read ({error.strerror})") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PackError(f"{path}: is not TOML ({error})") from None
    try:
        return form.model_validate(content, strict=False)
    except ValidationError as error:
        raise PackError(f"{path}: {_said(error.errors()[0], form)}") from None


def _said(found: Any, form: type[BaseModel]) -> str:
    """What is wrong, in one line."""
    from scenarios.levers import suggestion

    place = [str(part) for part in found["loc"]]
    key = ".".join(place) or "the file"
    if found["type"] == "missing":
        return f"{key} is missing; needed in every pack (docs/data.md tells what it holds)"
    if found["type"] == "extra_forbidden":
        known = form.model_fields if len(place) == 1 else (PlanGoal if place[0] == "goals" else Number).model_fields
        return f"{key}: unknown key; {suggestion(place[-1], list(known))}"
    told = re.sub(r"^Value error, ", "", found["msg"])
    shown = repr(found["input"])
    return f"{key} = {shown if len(shown) <= 60 else f'{shown[:57]}...'}; {told}"
