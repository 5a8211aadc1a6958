"""What stands in an address: everything a page shows, short, with a version, and checked before it is believed.

    /scenario?v=1&s=plan~job_specialists:6~refugee_arrivals:60~t:Med+seks&tab=people&m=1a2b3c4d

A scenario is the name it builds on and then what it changes: measures, levers and conditions with their value, and
with months where it changes by date (``4@2022-01,6@2024-01``); ``t`` is its title, and ``te`` the English one where it
is another.
"""

from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlencode

from app.ask import HORIZONS
from app.lab_place import Place
from results.labels import LANGUAGES, Language
from scenarios.scenario import FIRST_MONTH, PLAN_STARTS, ScenarioError, ScenarioFile, checked, declared, write
from scenarios.shelf import Scenario, load, loads, names

VERSION = "1"
MOST_CHARACTERS = 2000
MOST_SCENARIOS = 4
KEY, LONGEST_KEY = 8, 24
"""Characters of a model's key here, and the most that are looked at in an address."""
TABS = ("result", "people", "cost", "uncertainty", "assumptions")
SHOWN = ("employed_residents", "employment_rate_20_66", "jobs")
"""Indicators that charts may show."""
GROUPS = ("age", "sex", "origin", "education", "health", "industry", "class")
START = PLAN_STARTS, FIRST_MONTH
"""From when a plain number holds: for measures and levers, and for conditions."""
DESCRIPTION = ("Laget i planleggernes app.", "Made in the planners' app.")


class AddressError(ValueError):
    """An address, or a file, that cannot be believed.

    Args:
        word: the key of the sentence that says so in a page's language.
        values: what that sentence names.
    """

    def __init__(self, word: str, **values: Any) -> None:
        super().__init__(word)
        self.word, self.values = word, values


@dataclass(frozen=True)
class View:
    """What a page shows."""

    language: Language = "nb"
    scenarios: tuple[Scenario, ...] = ()
    """One on the page of a scenario, up to four where they are compared; none for what the page begins with."""
    tab: str = TABS[0]
    indicator: str = SHOWN[0]
    group: str = GROUPS[0]
    until: str = HORIZONS[0]
    runs: bool = False
    """Whether single simulations are drawn beside the band."""
    same: bool = False
    """Whether the baseline has the scenario's conditions, so that the difference is what its measures do."""
    model: str = ""
    """The key of the model that made the numbers when the address was made; that of the model here when empty."""
    lab: Place = field(default_factory=Place)
    """The run of the model lab."""
    fault: AddressError | None = field(default=None, compare=False)

    def but(self, **changes: Any) -> "View":
        """The same with changes."""
        return replace(self, **{"fault": None, **changes})


def scenario_code(scenario: Scenario) -> str:
    """A scenario as it stands in an address."""
    if scenario.name in names():
        return scenario.name
    file = scenario.file
    parts = [file.extends or "baseline"]
    for part, changes in file.changes().items():
        parts += [f"{name}:{_path(path, START[part == 'conditions'])}" for name, path in changes.items()]
    if (file.title_nb, file.title_en) != changed_titles(file.extends or "baseline"):
        parts.append(f"t:{_title(file.title_nb)}")
        if file.title_en != file.title_nb:
            parts.append(f"te:{_title(file.title_en)}")
    return "~".join(parts)


def changed_titles(base: str) -> tuple[str, str]:
    """What a scenario that builds on another is called, nb and en, until it has a name of its own."""
    nb, en = load(base).title
    return f"{nb}, endret", f"{en}, changed"


def _path(path: dict[str, float], start: str) -> str:
    if list(path) == [start]:
        return _number(path[start])
    return ",".join(f"{_number(value)}@{date}" for date, value in path.items())


def _number(value: float) -> str:
    return repr(value).removesuffix(".0")


def _title(title: str) -> str:
    return title.replace("%", "%25").replace("~", "%7E")


@lru_cache(maxsize=512)
def scenario_of(code: str) -> Scenario:
    """The scenario of an address.

    Raises:
        AddressError: for a name, key, value or month that is not allowed.
    """
    base, *parts = code.split("~")
    if base not in names():
        raise AddressError("fault_scenario", value=_shown(base))
    if not parts:
        return load(base)
    content: dict[str, Any] = {"extends": base, "measures": {}, "levers": {}, "conditions": {}}
    titles, given = {"t": "", "te": ""}, set()
    for one in parts:
        key, _, value = one.partition(":")
        if key in titles:
            titles[key] = unquote(value)
            given.add(key)
        else:
            part = "measures" if "." in key else "conditions" if key in _conditions() else "levers"
            content[part][key] = _dated(key, value)
    nb, en = changed_titles(base) if "t" not in given else (titles["t"], titles["te"] or titles["t"])
    content |= {"title_nb": nb, "title_en": en}
    content |= {"description_nb": DESCRIPTION[0], "description_en": DESCRIPTION[1]}
    return named(file_of(content))


def file_of(content: dict[str, Any]) -> ScenarioFile:
    """A scenario file of a content that a user chose.

    Raises:
        AddressError: for a fault of its values.
    """
    try:
        return checked(content, "")
    except ScenarioError as error:
        raise faulty(error) from None


def named(file: ScenarioFile) -> Scenario:
    """A scenario of the app, which goes by its Norwegian title, and never by a name of the catalogue.

    Raises:
        AddressError: for a fault of what it extends.
    """
    name = f"{file.title_nb} *" if file.title_nb in names() else file.title_nb
    try:
        return loads(write(file), name)
    except ScenarioError as error:
        raise faulty(error) from None


def faulty(error: ScenarioError) -> AddressError:
    """The fault of a scenario file as the app says it."""
    if error.fault is None:
        return AddressError("fault_file", said=str(error))
    fault = error.fault
    return AddressError(f"fault_{fault.kind}", key=fault.key, value=fault.value, said=fault.said, **fault.allowed)


def _conditions() -> dict[str, Any]:
    from model.variant import in_use

    return declared(in_use().conditions)


def _dated(key: str, text: str) -> Any:
    try:
        if "@" not in text:
            return float(text)
        found = {}
        for one in text.split(","):
            value, _, date = one.partition("@")
            found[date] = float(value)
        return found
    except ValueError:
        raise AddressError("fault_number", key=_shown(key), value=_shown(text)) from None


def _shown(text: str) -> str:
    text = "".join(letter for letter in text if letter.isprintable())
    return text if len(text) <= 40 else text[:39] + "…"


def query(view: View) -> str:
    """What follows the question mark: only what differs from what a page begins with."""
    plain = View()
    pairs: list[tuple[str, str]] = []
    if view.scenarios:
        pairs += [("v", VERSION), *(("s", scenario_code(one)) for one in view.scenarios)]
    for key, name in (("tab", "tab"), ("i", "indicator"), ("g", "group"), ("h", "until")):
        if getattr(view, name) != getattr(plain, name):
            pairs.append((key, getattr(view, name)))
    pairs += [(key, "1") for key, on in (("runs", view.runs), ("same", view.same)) if on]
    if view.lab != plain.lab:
        draw = "" if view.lab.draw is None else str(view.lab.draw)
        pairs.append(("lab", "~".join((view.lab.scenario, str(view.lab.seed), draw, view.lab.date))))
    if view.scenarios:
        pairs.append(("m", view.model or model_key()))
    if view.language != "nb":
        pairs.append(("lang", view.language))
    return urlencode(pairs, safe="~:@,", quote_via=quote)


def view_of(asked: str | None) -> View:
    """The view of an address; of one that cannot be believed what can be, and its ``fault``."""
    asked = asked or ""
    language: Language = "en" if f"lang={LANGUAGES[1]}" in asked.split("&") else "nb"
    if len(asked) > MOST_CHARACTERS:
        return View(language, fault=AddressError("fault_long", most=MOST_CHARACTERS))
    pairs = dict(parse_qsl(asked))
    if pairs.get("v", VERSION) != VERSION:
        return View(language, fault=AddressError("fault_version"))
    view, fault = View(language), None
    try:
        codes = [value for key, value in parse_qsl(asked) if key == "s"]
        if len(codes) > MOST_SCENARIOS:
            raise AddressError("fault_many", most=MOST_SCENARIOS)
        view = view.but(scenarios=tuple(map(scenario_of, codes)))
        view = view.but(lab=_lab(pairs["lab"])) if "lab" in pairs else view
    except AddressError as error:
        fault = error
    for key, name, allowed in (("tab", "tab", TABS), ("i", "indicator", SHOWN), ("g", "group", GROUPS),
                               ("h", "until", HORIZONS)):  # fmt: skip
        if key in pairs and pairs[key] not in allowed:
            fault = fault or AddressError("fault_choice", key=key, value=_shown(pairs[key]), allowed=", ".join(allowed))
        elif key in pairs:
            view = view.but(**{name: pairs[key]})
    model = pairs.get("m", "")
    model = model if len(model) <= LONGEST_KEY and model.isalnum() and model != model_key() else ""
    return view.but(runs="runs" in pairs, same="same" in pairs, model=model, fault=fault)


@cache
def model_key() -> str:
    """The short name of what decides every number: the model, its fit, and the starting tables."""
    from results.question import Question

    return Question("halden", HORIZONS[0]).key[:KEY]


def _lab(text: str) -> Place:
    try:
        name, seed, draw, date = text.split("~")
        return Place(name, int(seed), int(draw) if draw else None, date)
    except ValueError:
        raise AddressError("fault_lab", value=_shown(text)) from None
