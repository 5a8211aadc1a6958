"""A municipality by its number, and the numbers it has had: 0101 became 3001 in 2020 and 3101 in 2024."""

import re
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from calibration.jsonstat import Dimension, read
from calibration.pxweb import PxWeb, PxWebError

SUMS = "agg_KommSummer"
"""How Statistics Norway's groupings begin that carry today's municipalities back in time, by adding former ones."""
PEOPLE = "07459"
"""The table whose description tells which municipalities there are and were."""


@dataclass(frozen=True)
class Place:
    """A municipality."""

    number: str
    """The newest number."""
    name: str
    numbers: tuple[str, ...]
    """Every number it, or a municipality that became part of it, has had; the newest first."""
    asked: str
    """The number that was asked for."""


def grouping(client: PxWeb, dimension: Dimension) -> tuple[str, list[dict[str, Any]]]:
    """The grouping of today's municipalities that a table offers: its id and groups; empty when it offers none."""
    found = next((name for name in dimension.codelists if name.startswith(SUMS)), "")
    if not found:
        return "", []
    answer = client.codelist(found)
    values = answer.document.get("values") if isinstance(answer.document, dict) else None
    if not isinstance(values, list) or not all(_is_group(one) for one in values):
        raise PxWebError(f"{answer.address}: values is not a list of codes; allowed: a codelist of PxWebApi 2")
    return found, values


def _is_group(one: Any) -> bool:
    return isinstance(one, dict) and "code" in one and isinstance(one.get("valueMap") or [], list)


def members(group: dict[str, Any]) -> tuple[str, ...]:
    """The municipality numbers that one group adds up, its own first."""
    own = bare(str(group["code"]))
    return (own, *sorted((str(one) for one in group.get("valueMap") or () if str(one) != own), reverse=True))


def bare(code: str) -> str:
    """A region's code without the letter that a grouping puts before it: K-3101 is 3101."""
    return re.sub(r"^[A-Z][-.]", "", code)


def find(client: PxWeb, asked: str) -> Place:
    """The municipality of a number, old or new.

    Raises:
        PxWebError: for what is no municipality number, or one that Statistics Norway has never used.
    """
    if not re.fullmatch(r"[0-9]{4}", asked):
        raise PxWebError(f"municipality = {asked!r}; allowed: four digits, such as 3101 (Halden)")
    regions = read(client.metadata(PEOPLE).document, f"table {PEOPLE}", with_values=False).dimensions.get("Region")
    if regions is None:
        raise PxWebError(f"table {PEOPLE}: the dimension 'Region' is gone; the table has changed")
    _, groups = grouping(client, regions)
    for group in groups:
        numbers = members(group)
        if asked in numbers:
            return Place(numbers[0], _name(str(group.get("label", ""))), numbers, asked)
    if asked in regions.codes:
        return Place(asked, _name(regions.labels[asked]), (asked,), asked)
    known = sorted({code for code in regions.codes if re.fullmatch(r"[0-9]{4}", code)})
    near = ", ".join(f"{one} {regions.labels[one]}" for one in get_close_matches(asked, known, 3, 0.5) or known[:1])
    raise PxWebError(
        f"municipality = {asked!r}; allowed: a number that Statistics Norway has used in table {PEOPLE}, such as {near}"
    )


def _name(label: str) -> str:
    """A region's label without the years it was in use and the word municipality."""
    return re.sub(r"\s*(\([^)]*\d{4}[^)]*\)|municipality)\s*", " ", label).strip()
