"""Changing a scenario: each change gives a new one, that extends the catalogue's scenario it began as."""

from collections.abc import Mapping
from typing import Any

from app.address import DESCRIPTION, START, AddressError, changed_titles, file_of, named
from scenarios.scenario import ScenarioFile
from scenarios.shelf import Scenario, load, names

FAMILIES = ("measures", "levers", "conditions")
LONGEST = 80
"""Letters of a title."""


def content_of(scenario: Scenario) -> dict[str, Any]:
    """What a scenario's file holds; of the catalogue's own, a file that extends it."""
    if scenario.name in names():
        nb, en = changed_titles(scenario.name)
        return {
            "title_nb": nb, "title_en": en,
            "description_nb": DESCRIPTION[0], "description_en": DESCRIPTION[1], "extends": scenario.name,
            **{family: {} for family in FAMILIES},
        }  # fmt: skip
    file: ScenarioFile = scenario.file
    head = {name: getattr(file, name) for name in ("title_nb", "title_en", "description_nb", "description_en")}
    return {**head, "extends": file.extends, **file.changes()}


def with_value(scenario: Scenario, family: str, name: str, value: float, since: str = "") -> Scenario:
    """The scenario with a measure's intensity, a lever's or a condition's level from a month on, whatever the scenario
    it builds on says of later months.

    Raises:
        AddressError: for an unknown name or a value out of range.
    """
    if family not in FAMILIES:
        raise AddressError("fault_unknown", key=family, value="", said="")
    content = content_of(scenario)
    start = since or START[family == "conditions"]
    later = [date for date in _inherited(content["extends"], family, name) if date > start]
    content[family] = {**content[family], name: dict.fromkeys([start, *later], value)}
    return named(file_of(content))


def _inherited(extends: str, family: str, name: str) -> Mapping[str, float]:
    """What the scenario that is built on says of a measure, lever or condition."""
    return getattr(load(extends), family).get(name, {}) if extends else {}


def without_value(scenario: Scenario, family: str, name: str) -> Scenario:
    """The scenario without its own change of a measure, lever or condition."""
    content = content_of(scenario)
    content[family] = {key: path for key, path in content[family].items() if key != name}
    return named(file_of(content))


def renamed(scenario: Scenario, title: str) -> Scenario:
    """The scenario under a title, the same in both languages.

    Raises:
        AddressError: for a title that is empty or too long.
    """
    title = " ".join("".join(letter if letter.isprintable() else " " for letter in title).split())
    if not 0 < len(title) <= LONGEST:
        raise AddressError("fault_title", most=LONGEST)
    return named(file_of(content_of(scenario) | {"title_nb": title, "title_en": title}))


def own_changes(scenario: Scenario) -> dict[str, dict[str, dict[str, float]]]:
    """What a scenario changes beyond the catalogue's scenario it builds on."""
    if scenario.name in names():
        return {family: {} for family in FAMILIES}
    return scenario.file.changes()
