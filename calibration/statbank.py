"""One table of the statbank for one municipality: described, asked for, checked and made tidy."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import prod
from typing import NamedTuple

from calibration.jsonstat import UNTOLD, Cube, Dimension, read
from calibration.place import Place, bare, grouping, members
from calibration.pxweb import Choice, PxWeb, PxWebError
from calibration.statbank_tables import Cut, Part, Quantity, StatTable, unit_family

ENDS = ("workplace", "residence")
"""The two dimensions of municipalities in a matrix of commuters."""


class Row(NamedTuple):
    """One figure; no value when the cell is missing, and then its symbol."""

    series: str
    year: str
    when: str
    """The time in the year: a day, a month, a quarter, or empty for the whole year."""
    dims: tuple[str, ...]
    value: float | None
    symbol: str
    unit: str
    definition: str


@dataclass
class Extract:
    """What was taken of a table."""

    table: StatTable
    title: str = ""
    updated: str = ""
    addresses: list[str] = field(default_factory=list)
    fetched: str = ""
    rows: list[Row] = field(default_factory=list)
    years: tuple[str, ...] = ()
    span: str = ""
    """The years that the table has, in words."""
    absent: str = ""
    """Why nothing was taken, in words."""


def extract(client: PxWeb, table: StatTable, place: Place, year: int) -> Extract:
    """The figures of a year and the year before it.

    The starting tables of 1 January carry the employment of the November before, so both years are taken where the
    table has them.

    Raises:
        PxWebError: if the table has changed: a dimension, a code or a unit is not as declared, or all cells are empty.
        JsonStatError: if the service answers with something else than a dataset.
    """
    where = f"table {table.id}"
    described = read(client.metadata(table.id).document, where, with_values=False)
    found = Extract(table, title=described.label, updated=described.updated)
    years = described.dimensions[described.time].codes
    if not all(re.fullmatch(r"[0-9]{4}", code) for code in years):
        raise PxWebError(
            f"{where}: {described.time} = {years[0]!r}; allowed: years of four digits; the table has changed"
        )
    found.years = tuple(code for code in (str(year - 1), str(year)) if code in years)
    found.span = f"has {min(years)} to {max(years)}" if years else "has no years"
    if not found.years:
        found.absent = found.span
        return found
    for cut in table.cuts:
        for quantities, choices in _queries(client, described, table, cut, place, found.years):
            answer = client.data(table.id, choices)
            found.addresses.append(answer.address)
            found.fetched = max(found.fetched, answer.fetched)
            cube = read(answer.document, where)
            _check_answer(cube, choices, where)
            found.rows += _rows(cube, described, table, cut, quantities, place)
    _drop_repeated(found)
    if not any(row.value for row in found.rows):
        numbers = ", ".join(place.numbers)
        raise PxWebError(f"{where}: only empty cells for {numbers} in {' and '.join(found.years)}; it may have changed")
    return found


def _drop_repeated(found: Extract) -> None:
    """Keep one of each row: those who live and work in the municipality stand in both halves of the matrix."""
    kept: dict[tuple[str, str, tuple[str, ...]], Row] = {}
    for row in found.rows:
        first = kept.setdefault((row.series, row.year, row.dims), row)
        if (first.value, first.symbol) != (row.value, row.symbol):
            raise PxWebError(
                f"table {found.table.id}: {row.series}, {row.year}, {', '.join(row.dims)} is {first.value} in one "
                f"answer and {row.value} in another; try again with --fresh"
            )
    found.rows = list(kept.values())


def _queries(
    client: PxWeb, described: Cube, table: StatTable, cut: Cut, place: Place, years: tuple[str, ...]
) -> Iterator[tuple[dict[str, Quantity], dict[str, Choice]]]:
    """Each query of a cut: the quantities by their code, and what is chosen of each dimension."""
    where = f"table {table.id}"
    quantities = _quantities(described, cut, where)
    choices = {described.contents: Choice(tuple(quantities)), described.time: Choice(years)}
    for part in cut.parts:
        dimension = _dimension_of(described, part.names)
        if dimension is None and not part.optional:
            raise _gone(described, " or ".join(map(repr, part.names)), where)
        if dimension is not None:
            choice = _choice(dimension, part, where)
            if choice is not None:
                choices[dimension.name] = choice
    for name in table.regions:
        if name not in described.dimensions:
            raise _gone(described, repr(name), where)
    left = [one for one in described.dimensions.values() if one.name not in (*choices, *table.regions)]
    for dimension in left:
        if not dimension.eliminable and not (table.open or len(dimension.codes) == 1):
            raise PxWebError(f"{where}: the dimension {dimension.name!r} is new; the table has changed")
        if not dimension.eliminable:
            choices[dimension.name] = Choice()
    for regions in _regions(client, described, table, place):
        query = {**choices, **regions}
        cells = prod(
            len(described.dimensions[name].codes) if one.codes == ("*",) else len(one.codes)
            for name, one in query.items()
        )
        if cells > client.most_cells:
            raise PxWebError(f"{where}: {cells} cells; allowed: {client.most_cells} in one call; the table has changed")
        yield quantities, query


def _quantities(described: Cube, cut: Cut, where: str) -> dict[str, Quantity]:
    contents = described.dimensions[described.contents]
    chosen: dict[str, Quantity] = {}
    for quantity in cut.quantities:
        if quantity.codes:
            codes = [code for code in quantity.codes if code in contents.codes][:1]
        else:
            codes = [code for code in contents.codes if unit_family(contents.units.get(code, "")) == quantity.unit]
        if not codes and not quantity.optional:
            raise PxWebError(
                f"{where}: the code {quantity.codes[0]!r} of {described.contents} is gone; "
                f"it has {', '.join(contents.codes)}; the table has changed"
            )
        for code in codes:
            word = contents.units.get(code, "")
            if unit_family(word) not in ("", quantity.unit):
                raise PxWebError(f"{where}: unit of {code} = {word!r}; allowed: {quantity.unit}; the table has changed")
            chosen[code] = quantity
    if not chosen:
        raise PxWebError(f"{where}: nothing in persons or per cent; it has {', '.join(contents.codes)}")
    return chosen


def _dimension_of(described: Cube, names: tuple[str, ...]) -> Dimension | None:
    return next((described.dimensions[name] for name in names if name in described.dimensions), None)


def _gone(described: Cube, names: str, where: str) -> PxWebError:
    has = ", ".join(described.dimensions)
    return PxWebError(f"{where}: the dimension {names} is gone; it has {has}; the table has changed")


def _choice(dimension: Dimension, part: Part, where: str) -> Choice | None:
    """What a query takes of a dimension; nothing when it may and must be left out."""
    if part.codelist:
        offered = next((name for name in dimension.codelists if name.endswith(part.codelist)), "")
        if offered:
            return Choice(codelist=offered)
    if part.codes is None:
        if part.pattern and not any(re.fullmatch(part.pattern, code) for code in dimension.codes):
            raise PxWebError(f"{where}: no code of {dimension.name} looks as before; the table has changed")
        return Choice()
    gone = [code for code in part.codes if code not in dimension.codes]
    if gone and not part.key and dimension.eliminable:
        return None
    if gone:
        has = ", ".join(dimension.codes[:12]) + (", ..." if len(dimension.codes) > 12 else "")
        raise PxWebError(
            f"{where}: the code {gone[0]!r} of {dimension.name} is gone; it has {has}; the table has changed"
        )
    return Choice(tuple(part.codes))


def _regions(client: PxWeb, described: Cube, table: StatTable, place: Place) -> Iterator[dict[str, Choice]]:
    """What each query takes of the dimensions of municipalities."""
    own = {name: _own(client, described.dimensions[name], table, place) for name in table.regions}
    if len(own) < 2:
        yield own
        return
    for name in own:
        yield {other: choice if other == name else Choice(codelist=choice.codelist) for other, choice in own.items()}


def _own(client: PxWeb, dimension: Dimension, table: StatTable, place: Place) -> Choice:
    if table.additive:
        codelist, groups = grouping(client, dimension)
        codes = [str(group["code"]) for group in groups if set(members(group)) & set(place.numbers)]
        if len(codes) == 1:
            return Choice(tuple(codes), codelist)
    numbers = tuple(number for number in place.numbers if number in dimension.codes)
    if not numbers:
        raise PxWebError(f"table {table.id}: {dimension.name} has none of {', '.join(place.numbers)} ({place.name})")
    return Choice(numbers)


def _check_answer(cube: Cube, choices: dict[str, Choice], where: str) -> None:
    for name, choice in choices.items():
        if name not in cube.dimensions:
            raise PxWebError(f"{where}: the answer lacks the dimension {name!r} that was asked for")
        lacking = [code for code in choice.codes if code != "*" and code not in cube.dimensions[name].codes]
        if lacking:
            raise PxWebError(f"{where}: the answer lacks {name} = {lacking[0]!r} that was asked for")


def _rows(
    cube: Cube, described: Cube, table: StatTable, cut: Cut, quantities: dict[str, Quantity], place: Place
) -> Iterator[Row]:
    parts = {}
    for part in cut.parts:
        dimension = _dimension_of(cube, part.names)
        if dimension is not None:
            parts[dimension.name] = part
    named = {*parts, *table.regions, cube.time, cube.contents}
    others = [name for name in cube.dimensions if name not in named and len(cube.dimensions[name].codes) > 1]
    own = {bare(code) for code in place.numbers}
    gathered: dict[tuple[str, str, tuple[str, ...]], list[tuple[float | None, str]]] = {}
    for codes, value, symbol in cube.cells():
        dims = []
        for name, end in zip(table.regions, ENDS, strict=False) if len(table.regions) > 1 else ():
            region = bare(codes[name])
            word = place.number if region in own else f"{region} {cube.dimensions[name].labels[codes[name]]}"
            dims.append(f"{end}={word}")
        for name, part in parts.items():
            code = codes[name]
            if part.pattern and not re.fullmatch(part.pattern, code):
                break
            if part.key:
                dims.append(f"{part.key}={_word(code, part, cube.dimensions[name])}")
        else:
            dims += [f"{name.lower()}={codes[name]} {cube.dimensions[name].labels[codes[name]]}" for name in others]
            key = (codes[cube.contents], codes[cube.time], tuple(dims))
            gathered.setdefault(key, []).append((value, symbol))
    contents = described.dimensions[described.contents].labels
    for (content, year, dims), cells in gathered.items():
        quantity = quantities[content]
        value, symbol = _together(cells, table, place)
        if len(table.regions) > 1 and value == 0:
            continue  # A matrix of all municipalities is mostly zeros; a pair that is not listed is zero.
        definition = f"{contents[content]}. {described.label}"
        yield Row(quantity.series, year, table.when, dims, value, symbol, quantity.unit, definition)


def _word(code: str, part: Part, dimension: Dimension) -> str:
    if part.labelled:
        return f"{code} {dimension.labels[code]}"
    if part.codes is not None:
        return part.codes[code]
    return re.sub(r"(?<!\d)0+(?=\d)", "", code) if part.key == "age" else code


def _together(cells: list[tuple[float | None, str]], table: StatTable, place: Place) -> tuple[float | None, str]:
    """One figure from the figures under each number that the municipality has had.

    A number that is not in use in the year has a point or a zero. Of those in use, counts are added; a rate is that of
    the only one in use.
    """
    used = [cell for cell in cells if cell[1] != "." and cell[0] != 0]
    if not used:
        return next((cell for cell in cells if cell[0] is not None), cells[0])
    if len(used) > 1 and not table.additive:
        raise PxWebError(
            f"table {table.id}: {place.name} was {len(used)} municipalities then, and rates cannot be added; "
            f"leave it out with --without {table.id}"
        )
    missing = next((symbol or UNTOLD for value, symbol in used if value is None), "")
    return (None, missing) if missing else (sum(value for value, _ in used if value is not None), "")
