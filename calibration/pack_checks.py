"""Whether a data pack is consistent: units, ranges, and the sums that must hold.

An identity within a table that does not hold is an error. Two tables that should agree but differ are a remark, since
definitions may differ: except the number of residents, which is one register.
"""

from collections.abc import Iterator

import pandas as pd

from calibration.fetched import DataPackError, Pack, dimensions
from calibration.nav import UNITS as NAV_UNITS
from calibration.statbank_tables import PER_1000, TABLES, UNITS

ROUNDED = 2.0
"""Persons by which each cell of a sum may be off, since small cells are rounded in some tables."""
BETWEEN_TABLES = 0.02
"""Relative difference between two tables beyond which it is remarked on."""
SIGNED = ("natural_change", "net_migration_all", "population_change")
"""Series that may be negative."""
RATE_ROUNDING = 0.11
"""Percentage points by which rates with one decimal may be off."""


def check(pack: Pack) -> list[str]:
    """Check a pack that was read, and answer with remarks.

    Raises:
        DataPackError: naming file, key and value, and what is allowed.
    """
    for table in pack.record.tables:
        _check_cells(pack, table.id)
        if table.id in TABLES and len(TABLES[table.id].regions) > 1:
            _check_matrix(pack, table.id)
    remarks: list[str] = []
    for year in (pack.record.year - 1, pack.record.year):
        _check_sums(pack, year)
        remarks += _between(pack, year)
    for table in pack.record.tables:
        symbols = pd.Series([cell.symbol for cell in table.missing]).value_counts()
        if len(symbols):
            told = ", ".join(f"{count} with {symbol!r}" for symbol, count in symbols.items())
            remarks.append(f"{table.file}: cells without a number: {told}")
    remarks += [f"{absent.id}: not in the pack, since the table {absent.why}" for absent in pack.record.absent]
    return remarks


def _wrong(pack: Pack, table: str, told: str) -> DataPackError:
    return DataPackError(f"{pack.folder / f'{table}.csv'}: {told}")


def _check_cells(pack: Pack, table: str) -> None:
    """Units, years and ranges of each figure, and that none stands twice."""
    rows = pack.tables[table]
    years = (str(pack.record.year - 1), str(pack.record.year))
    units = {**UNITS, **NAV_UNITS}
    names = dimensions(rows)
    for position, (series, year, unit, value) in enumerate(
        zip(rows["series"], rows["year"], rows["unit"], rows["value"], strict=True)
    ):
        what = f"{series}, {year}, {names[position] or 'no dimension'}"
        if series not in units:
            raise _wrong(pack, table, f"series = {series!r} in data row {position + 1}; allowed: {', '.join(units)}")
        if unit != units[series]:
            raise _wrong(pack, table, f"unit = {unit!r} of {what}; allowed: {units[series]}")
        if year not in years:
            raise _wrong(pack, table, f"year = {year!r} of {series}; allowed: {' or '.join(years)}")
        if unit == "persons" and (value % 1 or (value < 0 and series not in SIGNED)):
            raise _wrong(pack, table, f"value = {value:g} of {what}; allowed: a whole number of persons")
        if unit == PER_1000 and not 0 <= value <= 1000:
            raise _wrong(pack, table, f"value = {value:g} of {what}; allowed: 0 to 1000 per 1000")
    twice = rows.assign(dims=names).duplicated(["series", "year", "month_or_quarter", "dims"])
    if twice.any():
        position = twice.to_list().index(True)
        raise _wrong(pack, table, f"{rows['series'].iloc[position]}, {names[position]} stands more than once")


def _check_matrix(pack: Pack, table: str) -> None:
    """Each flow of commuters must begin or end in the municipality."""
    own = pack.record.municipality.number
    for ends in pack.tables[table][["dim1", "dim2"]].itertuples(index=False, name=None):
        if f"workplace={own}" != ends[0] and f"residence={own}" != ends[1]:
            told = ", ".join(ends)
            raise _wrong(pack, table, f"{told}; allowed: a flow with {own} as workplace or residence")


def _check_sums(pack: Pack, year: int) -> None:
    """What must add up within one table; a sum with a missing part is not judged."""
    for table, series in (
        ("07984", "employed_by_workplace_industry"),
        ("07984", "employed_by_residence_industry"),
        ("13470", "employed_by_workplace_industry"),
    ):
        found = pack.figures(table, series, year)
        _check_sum(pack, table, year, series, found, "nace=00-99", _missing(pack, table, series, year))
    for series, whole in (("employed_by_workplace_age", "workplace"), ("employed_by_residence_age", "residence")):
        _check_ages(pack, year, series, f"employed_by_{whole}_industry")
    _check_rates(pack, year)
    _check_flows(pack, year)
    levels = pack.figures("09429", "education", year)
    for level in sorted({name.split(", ")[1] for name in levels.index}):
        sexes = levels[[name for name in levels.index if name.endswith(f", {level}")]]
        sexes.index = pd.Index([name.split(", ")[0] for name in sexes.index])
        _check_sum(pack, "09429", year, f"education, {level}", sexes, "sex=total", False)
    groups = pack.figures("13563", "labour_status", year)
    for rest in sorted({name.rsplit(", ", 1)[0] for name in groups.index}):
        parts = groups[[name for name in groups.index if name.startswith(f"{rest}, group=")]]
        if len(parts) == 3:
            parts.index = pd.Index([name.rsplit(", ", 1)[1] for name in parts.index])
            _check_sum(pack, "13563", year, f"labour_status, {rest}", parts, "group=all", False)


def _missing(pack: Pack, table: str, series: str, year: int) -> bool:
    """Whether a series of that year has cells without a number."""
    told = [one for one in pack.record.tables if one.id == table]
    return any(cell.series == series and cell.year == str(year) for one in told for cell in one.missing)


def _check_sum(pack: Pack, table: str, year: int, what: str, found: pd.Series, whole: str, partial: bool) -> None:
    if whole not in found.index or len(found) < 2 or partial:
        return
    total, parts = float(found[whole]), float(found.drop(whole).sum())
    if abs(total - parts) > ROUNDED * len(found):
        raise _wrong(
            pack, table, f"{what}, {year}: {whole} is {total:g}, but its {len(found) - 1} parts sum to {parts:g}"
        )


def _check_ages(pack: Pack, year: int, series: str, whole: str) -> None:
    """The bands of both sexes, without those that cover others, must add up to the table's own total."""
    found, total = pack.figures("07984", series, year), pack.figures("07984", whole, year).get("nace=00-99")
    bands = {name: tuple(map(int, name.split("age=")[1].split("-"))) for name in found.index}
    spans = set(bands.values())
    plain = {a for a in spans if not any(b != a and a[0] <= b[0] and b[1] <= a[1] for b in spans)}
    parts = found[[name for name in found.index if bands[name] in plain]]
    whole_span = plain and (min(a for a, _ in plain), max(b for _, b in plain)) == (15, 74)
    if total is None or not whole_span or _missing(pack, "07984", series, year):
        return
    if abs(parts.sum() - total) > ROUNDED * (len(parts) + 1):
        told = f"{series}, {year}: sexes and ages sum to {parts.sum():g}, but {whole} nace=00-99 is {total:g}"
        raise _wrong(pack, "07984", told)


def _check_rates(pack: Pack, year: int) -> None:
    """A rate of both sexes must lie between theirs."""
    rates = pack.figures("06445", "employment_rate_by_age", year)
    for name in rates.index:
        if name.startswith("sex=total, "):
            age = name.removeprefix("sex=total, ")
            sexes = [rates.get(f"{sex}, {age}") for sex in ("sex=female", "sex=male")]
            known = [float(one) for one in sexes if one is not None]
            if len(known) == 2 and not min(known) - RATE_ROUNDING <= rates[name] <= max(known) + RATE_ROUNDING:
                told = f"employment_rate_by_age, {year}, {age}: {rates[name]:g} of both sexes"
                raise _wrong(pack, "06445", f"{told}; allowed: between {min(known):g} and {max(known):g}, theirs")


def _check_flows(pack: Pack, year: int) -> None:
    """Births less deaths, and moves in less moves out."""
    for net, plus, minus in (
        ("natural_change", "births", "deaths"),
        ("net_migration_all", "in_migration_all", "out_migration_all"),
    ):
        told, come, gone = (pack.figures("06913", series, year).get("") for series in (net, plus, minus))
        if told is not None and come is not None and gone is not None and told != come - gone:
            difference = f"{plus} - {minus} = {come - gone:g}"
            raise _wrong(pack, "06913", f"{net}, {year}: {told:g} is not {difference}")


def commuters(pack: Pack, year: int) -> tuple[pd.Series, pd.Series, float]:
    """Those who work in the municipality by residence, those who live there by workplace, and those who do both."""
    own = pack.record.municipality.number
    rows = pack.tables.get("03321")
    if rows is None:
        return pd.Series(dtype=float), pd.Series(dtype=float), 0.0
    rows = rows[rows["year"] == str(year)]
    ends = [rows[column].str.split("=", n=1).str[1] for column in ("dim1", "dim2")]
    work = pd.Series(rows["value"].to_numpy(float), index=ends[1])[(ends[0] == own).to_numpy()]
    home = pd.Series(rows["value"].to_numpy(float), index=ends[0])[(ends[1] == own).to_numpy()]
    return work, home, float(work.get(own, 0.0))


def _between(pack: Pack, year: int) -> Iterator[str]:
    """Figures that two tables should share."""
    people = pack.figures("07459", "population_by_age", year)
    total = pack.figures("06913", "population_total", year).get("")
    partial = _missing(pack, "07459", "population_by_age", year)
    if len(people) and total is not None and not partial and people.sum() != total:
        told = f"population_by_age, {year}: sexes and ages sum to {people.sum():g}"
        raise _wrong(pack, "07459", f"{told}; allowed: {total:g}, the residents in 06913.csv")
    work, home, stay = commuters(pack, year)
    jobs = pack.figures("07984", "employed_by_workplace_industry", year).get("nace=00-99")
    at_home = pack.figures("07984", "employed_by_residence_industry", year).get("nace=00-99")
    sectors = pack.figures("13472", "employed_by_workplace_sector", year)
    pairs = {
        "jobs": ("07984", jobs, "03321", work.sum()),
        "employed residents": ("07984", at_home, "03321", home.sum()),
        "in-commuters": ("11616", pack.figures("11616", "in_commuters", year).get(""), "03321", work.sum() - stay),
        "out-commuters": ("11616", pack.figures("11616", "out_commuters", year).get(""), "03321", home.sum() - stay),
        "jobs, private and public": ("07984", jobs, "13472", sectors.sum()),
        "residents of 16 and over by education": (
            "09429",
            pack.figures("09429", "education", year).filter(like="sex=total").sum(),
            "08921",
            pack.figures("08921", "education_by_age", year).sum(),
        ),
    }
    for what, (one, first, other, second) in pairs.items():
        if first and second and abs(first - second) > BETWEEN_TABLES * max(first, second):
            yield f"{what}, {year}: {first:.0f} in {one}.csv, {second:.0f} in {other}.csv"
