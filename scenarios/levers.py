"""What the plan and the evidence say of each lever: words, cost, who decides, and the level the plan is read at.

Unit, range, lag and effects are declared in the model; here stand the texts in both languages, keyed by the lever's
name. Source: ``catalogue/levers.csv`` and ``catalogue/readings.csv``. The plan states almost no quantities, so each
measure has a cautious reading of our own, and a lever's adopted level is the sum of its measures' readings.
"""

import difflib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple, get_args

from model.declare import Declaration, declarations
from model.levers import Levers
from model.parameters import Parameters
from model.variant import STANDARD, Variant, Words, in_use
from scenarios.parties import parties, phrase
from scenarios.plan import measures
from scenarios.rows import CATALOGUE, PlanError, number, read_rows

Grade = Literal["A", "B", "C", "D"]
GRADES = {
    "A": ("Årsakseffekt målt i Norge", "A causal effect measured in Norway"),
    "B": (
        "Årsakseffekt målt, men i andre land, på andre grupper eller med sprikende svar",
        "A causal effect measured, but abroad, on other groups or with contradicting answers",
    ),
    "C": ("Beskrivende tall eller før-og-etter", "Descriptive figures or before and after"),
    "D": ("Eget skjønn: ingen måling funnet", "Own judgement: no measurement found"),
}
"""What each evidence grade means, nb and en."""


class LeverText(NamedTuple):
    """One lever, or one value that refines a lever."""

    name: str
    label_nb: str
    label_en: str
    unit_nb: str
    help_nb: str
    help_en: str
    grade: Grade
    cost: float | None
    """Million NOK per unit; none where the plan gives no ground for one."""
    cost_unit: str
    """``year`` (per unit and year), ``once`` (per unit added), ``when built`` or ``when done``."""
    payer: str
    """Parties (:mod:`scenarios.parties`), as in ``county and state``."""
    cost_source_nb: str
    cost_source_en: str
    decided_by: str
    """Parties, as in ``municipality with NAV``."""
    level: float | None
    """The level the plan is read at, in the lever's unit."""
    level_nb: str
    level_en: str

    @property
    def declaration(self) -> Declaration:
        """Unit, range, default, lag and source, as the model declares them."""
        return known()[self.name]

    @property
    def unit_en(self) -> str:
        """Its unit in English."""
        return self.declaration.unit

    @property
    def payer_nb(self) -> str:
        """Who pays, as inside a sentence; empty where it is not stated."""
        return phrase(self.payer)[0]

    @property
    def payer_en(self) -> str:
        """Who pays, in English."""
        return phrase(self.payer)[1]

    @property
    def decided_by_nb(self) -> str:
        """Who decides, as inside a sentence."""
        return phrase(self.decided_by)[0]

    @property
    def decided_by_en(self) -> str:
        """Who decides, in English."""
        return phrase(self.decided_by)[1]

    @property
    def municipal(self) -> bool:
        """Whether the municipality sets it itself; otherwise it only influences the chance."""
        return "municipality" in parties(self.decided_by)


MAY_BE_EMPTY = ("cost", "cost_unit", "payer", "cost_source_nb", "cost_source_en", "level", "level_nb", "level_en")
"""What the plan and the evidence may be silent on."""


class Reading(NamedTuple):
    """How far one measure moves one lever at intensity 1."""

    measure: str
    lever: str
    level: float


EFFECTS: dict[str, tuple[str, ...]] = {
    "job_specialists": (
        "job_specialist_caseload", "job_specialist_intake", "job_specialist_effect", "job_specialist_persistence",
    ),
    "ips_fidelity": ("fidelity_effect", "fidelity_persistence"),
    "youth_activation": ("youth_finding", "youth_education"),
    "measure_places": ("measure_effect", "measure_lock_in"),
    "employers_reached": ("inclusion_effect",),
    "integration": ("integration_effect", "training_lock_in"),
    "work_first": ("work_first_persistence",),
    "apprenticeships": ("apprentice_additionality", "marginal_certificate", "completion_premium"),
    "municipal_apprenticeships": ("municipal_additionality", "marginal_certificate", "completion_premium"),
    "drop_out_prevention": ("prevention_effect", "completion_premium"),
    "adult_training": ("training_effect", "training_lock_in"),
    "training_employed": ("retention",),
    "ready_land": ("zoning_months", "preparing_months", "jobs_per_hectare", "site_take_up"),
    "state_jobs": ("state_success", "state_local_hires"),
    "crowding_out": (),
    "nnd_jobs": ("nnd_jobs_2025", "nnd_jobs_2030"),
    "plant_projects": ("plant_decided", "plant_attribution", "plant_jobs"),
    "fairway": ("fairway_done", "fairway_growth"),
    "growth_capital": ("capital_growth", "capital_jobs", "capital_starts", "start_survival", "start_growth"),
    "innovation": ("innovation_growth", "innovation_jobs"),
    "digital_services": ("digital_saving",),
    "visitor_spending": ("visitor_additional", "visitor_jobs"),
    "local_spending": ("campaign_shift", "retail_spending", "retail_jobs"),
    "local_procurement": ("procurement_shift", "purchases", "procurement_jobs"),
    "transport": ("access_residents", "access_jobs"),
    "attractiveness": ("amenity_arrivals",),
    "talent_retention": ("talent_leaving",),
    "dwellings": ("dwelling_newcomers",),
    "student_beds": ("student_stays",),
    "processing_time": ("zoning_months", "entry_gain"),
}  # fmt: skip
"""The parameters through which each lever acts; what they are called stands in :mod:`scenarios.texts`."""


def known(variant: Variant | None = None) -> dict[str, Declaration]:
    """Every value of the levers by name, a variant's own last."""
    return {one.name: one for one in declarations((variant or in_use()).levers)}


def acting(variant: Variant | None = None) -> dict[str, tuple[str, ...]]:
    """The parameters through which each lever acts; of a variant's own levers, those that name the lever (``of``)."""
    variant = variant or in_use()
    own = variant.own(Parameters)
    return EFFECTS | {
        lever.name: tuple(one.name for one in own if one.of == lever.name) for lever in variant.own(Levers)
    }


def effects(name: str) -> list[Declaration]:
    """The parameters through which a lever acts, as declared with prior and source."""
    declared = {one.name: one for one in declarations(in_use().parameters)}
    return [declared[effect] for effect in acting()[name]]


def lever_texts(folder: Path = CATALOGUE) -> dict[str, LeverText]:
    """Every lever by name, in the model's order, and those of the variant in use after them.

    Raises:
        PlanError: if the file is faulty, or does not hold exactly the model's levers.
    """
    return _catalogued(folder) | {one.name: _own_text(one, in_use()) for one in in_use().own(Levers)}


def _own_text(one: Declaration, variant: Variant) -> LeverText:
    """What a variant says of a lever of its own, which the plan does not know."""
    said = variant.words.get(one.name, Words(one.label))
    return LeverText(
        one.name, said.label_nb, one.label, said.unit_nb or one.unit, said.help_nb, said.help_en, said.grade, said.cost,
        said.cost_unit, "", said.cost_source_nb, said.cost_source_en, "municipality", None, "", "",
    )  # fmt: skip


@cache
def _catalogued(folder: Path) -> dict[str, LeverText]:
    """Every lever of the model by name.

    Raises:
        PlanError: if the file is faulty, or does not hold exactly the model's levers.
    """
    path = folder / "levers.csv"
    found = {}
    filled = tuple(field for field in LeverText._fields if field not in MAY_BE_EMPTY)
    for row in read_rows(path, LeverText._fields, filled=filled):
        name = row["name"]
        values = {key: number(path, name, key, row[key]) for key in ("cost", "level")}
        one = LeverText(**{**row, **values})  # type: ignore[arg-type]
        if one.grade not in get_args(Grade):
            raise PlanError(f"{path}: {name}: grade = {one.grade!r}; allowed: {', '.join(get_args(Grade))}")
        _check_words(path, one)
        found[name] = one
    model = known(STANDARD)
    if list(found) != list(model):
        odd = set(found) ^ set(model) or {"their order"}
        raise PlanError(f"{path}: its levers and the model's differ in {', '.join(sorted(odd))}")
    return found


def _check_words(path: Path, one: LeverText) -> None:
    """Parties must be known, and what is said in one language be said in the other."""
    for key in ("payer", "decided_by"):
        try:
            parties(getattr(one, key))
        except ValueError as error:
            raise PlanError(f"{path}: {one.name}: {key} = {error}") from None
    for key in ("cost_source", "level"):
        nb, en = getattr(one, f"{key}_nb"), getattr(one, f"{key}_en")
        if (not nb) != (not en):
            raise PlanError(f"{path}: {one.name}: {key}_nb = {nb!r}, {key}_en = {en!r}; allowed: both or neither")


@cache
def readings(folder: Path = CATALOGUE) -> tuple[Reading, ...]:
    """How far every measure with a channel moves its levers.

    Raises:
        PlanError: if the file is faulty, a measure or lever is unknown, or a measure names a lever that is not its own.
    """
    path = folder / "readings.csv"
    plan, found = measures(folder), []
    for row in read_rows(path, Reading._fields):
        level = number(path, row["measure"], "level", row["level"])
        if row["measure"] not in plan or row["lever"] not in known(STANDARD) or level is None:
            raise PlanError(
                f"{path}: measure {row['measure']!r}, lever {row['lever']!r}, level {row['level']!r} unknown"
            )
        if (known(STANDARD)[row["lever"]].of or row["lever"]) not in plan[row["measure"]].levers:
            raise PlanError(f"{path}: measure {row['measure']} does not act through {row['lever']}")
        found.append(Reading(row["measure"], row["lever"], level))
    return tuple(found)


def lever_text(name: str) -> LeverText:
    """One lever by name.

    Raises:
        PlanError: if there is none of that name; the message suggests the nearest.
    """
    texts = lever_texts()
    if name not in texts:
        raise PlanError(f"lever = {name!r}; {suggestion(name, texts)}")
    return texts[name]


def suggestion(word: str, allowed: Iterable[str]) -> str:
    """What to say of an unknown word: the nearest, or all that are allowed."""
    names = list(allowed)
    near = difflib.get_close_matches(word, names, n=1, cutoff=0.6)
    return f"did you mean {near[0]!r}?" if near else f"allowed: {', '.join(names)}"
