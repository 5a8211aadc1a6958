"""The files of a new municipality's pack, from a data pack and the constants made of it."""

import csv
import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import tomli_w

from calibration.adoption import COUNT_ERROR, SHARE_ERROR, taken
from calibration.fetched import Pack
from calibration.figures import FIGURE_COLUMNS, SHARED, read_table
from calibration.pack_checks import commuters
from calibration.packs import START, MunicipalityPack, read_pack
from calibration.targets import Target, of_role
from model.codes import Industry, Owner, SectorClass

if TYPE_CHECKING:
    from calibration.scaffold import Origin

SEXES = ("female", "male")
GROUPS = ("Befolkningen unntatt innvandrere", "Innvandrere")
SCHOOLS = {
    "Grunnskole": ("basic",), "Videregående skole": ("upper secondary", "vocational college"),
    "Universitet og høgskole": ("short higher", "long higher"),
}  # fmt: skip
"""Levels of the figures by those of Statistics Norway's table."""
PRIME = ("30-39", "40-49", "50-59", "60-66")
REASONS = ("Arbeidsinnvandrere", "Familieinnvandrede", "Flyktninger og deres familieinnvandrede")
RATE_ERROR = 3.0
"""Standard error of a rate that is the mean of other municipalities, percentage points (estimate: their spread)."""
NEAR = SHARED / "employment_rate_15_74_ostfold_municipalities_2005_2018.csv"

Figure = tuple[str, int, str, str, str, float, str, str, str, str, str, str]


def write(data: Pack, folder: Path, origins: "list[Origin]", residents: dict[int, np.ndarray]) -> None:
    """Every file of the pack."""
    name, halden = data.record.municipality.name, read_pack()
    _put(folder / "municipality.toml", _constants(data, origins))
    _put(folder / "plan.toml", _plan(data, residents))
    _put(folder / "population.csv", _population(data, residents))
    figures = [*_employment(data), *_immigrants(residents, halden), *_education(data, residents, halden)]
    _put(folder / "figures.csv", _table(FIGURE_COLUMNS, figures))
    _put(folder / "employers.csv", _employers(data, origins, halden))
    _put(
        folder / "events.csv",
        f"# Dated events in {name}; none is known yet. start: YYYY-MM; firm, to_firm: of employers.csv. Kinds:\n"
        "# jobs: wanted jobs added (negative: lost), phased in evenly over the months;\n"
        "# transfer: persons moved from one firm to another.\n"
        "name,kind,firm,to_firm,start,months,jobs,source,confidence\n",
    )
    head = (
        f"# What the model is held to in {START}. Add figures of your own; docs/data.md tells what each column means.\n"
    )
    _put(folder / "targets.csv", head + _table(Target._fields, _targets(data, residents, origins)))


def employment_rates(data: Pack) -> dict[str, tuple[float, str, str]]:
    """Per cent employed of 15-74 by sex in November 2018: value, source and confidence."""
    known = data.figures("06445", "employment_rate_by_age", START - 1)
    found = {}
    for sex in ("total", *SEXES):
        value = known.get(f"sex={sex}, age=15-74")
        if value is not None:
            found[sex] = (float(value), f"SSB 06445, {START - 1}", "high")
            continue
        table = read_table(NEAR, ("sex", "year", "percent"))
        rows = table[(table["sex"] == sex) & (table["year"] == str(START - 1))]["percent"].astype(float)
        told = f"estimate: mean of Østfold's municipalities in {START - 1}, standard error {RATE_ERROR:g}"
        found[sex] = (round(float(rows.mean()), 1), told, "low")
    return found


def _put(path: Path, text: str) -> None:
    path.write_text(text, "utf-8")


def _table(columns: Iterable[str], rows: Iterable[Iterable[Any]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue()


def _constants(data: Pack, origins: "list[Origin]") -> str:
    from calibration.scaffold import area_of, table_of

    place = data.record.municipality
    content = {
        "name": place.name, "numbers": sorted(place.numbers), "area": area_of(data),
        **{one.key: table_of(one) for one in origins},
    }  # fmt: skip
    return (
        f"# {place.name}: made by halden new-municipality. Numbers whose confidence is estimate stand in until you\n"
        "# have better ones: put in the value, its source, and high, medium or low as its confidence.\n"
    ) + tomli_w.dumps(content)


def _plan(data: Pack, residents: dict[int, np.ndarray]) -> str:
    from calibration.scaffold import nearest

    name, people = data.record.municipality.name, int(residents[START].sum())
    _, home, _ = commuters(data, START - 1)
    towns = [one.partition(" ")[2] for one in nearest(home, data.record.municipality.number)] if len(home) else []
    near = {"nb": " og ".join(towns) or "de nærmeste byene", "en": " and ".join(towns) or "the nearest towns"}
    content = {
        "about": {"nb": f"{name} har {people} innbyggere 1. januar {START}.",
                  "en": f"{name} has {people} residents on 1 January {START}."},
        "regions": [
            near, {"nb": "Osloregionen", "en": "the Oslo region"}, {"nb": "Sverige", "en": "Sweden"},
            {"nb": "andre steder", "en": "other places"},
        ],
    }  # fmt: skip
    return (
        f"# {name}: what it and the regions around it are called, and the goals of its plan. None is known yet; a\n"
        "# goal is a table [[goals]] with name, indicator, threshold, date and source, and since for a change.\n"
    ) + tomli_w.dumps(content)


def _population(data: Pack, residents: dict[int, np.ndarray]) -> str:
    rows = [
        (year, age, sex, count)
        for year, people in residents.items()
        for age, (women, men) in enumerate(people.tolist())
        for sex, count in (("female", women), ("male", men), ("total", women + men))
    ]
    return (
        f"# Population on 1 January by single year of age (105 = 105+) and sex. {data.record.municipality.name}.\n"
        f"# Source: SSB 07459. Add years from 2014 on, and the ratios of moves rest on more people.\n"
    ) + _table(("year", "age", "sex", "pop"), rows)


def _employment(data: Pack) -> Iterator[Figure]:
    for sex, (value, source, confidence) in employment_rates(data).items():
        yield _figure(
            "employment_rate_15_74", START - 1, (f"sex={sex}",), value, "percent of population 15-74",
            "employed residents in per cent of the population, fourth quarter", source, confidence,
        )  # fmt: skip


def _immigrants(residents: dict[int, np.ndarray], halden: MunicipalityPack) -> Iterator[Figure]:
    scale = residents[START].sum() / halden.residents().sum()
    for reason in REASONS:
        persons = round(scale * halden.figure("immigrants", START, f"reason={reason}"))
        yield _figure(
            "immigrants", START, (f"reason={reason}",), persons, "persons", "immigrants by reason, 1 January",
            "estimate: Halden's share of residents, standard error 40 %; IMDi has the figure", "low",
        )  # fmt: skip


def _education(data: Pack, residents: dict[int, np.ndarray], halden: MunicipalityPack) -> Iterator[Figure]:
    """Levels of 30-66 for immigrants and others: Halden's, moved to the municipality's own levels where it has them."""
    known = data.figures("08921", "education_by_age", START)
    usual = {level: _halden(halden, level, "Hele befolkningen") for level in SCHOOLS}
    own = {
        level: sum(float(known.get(f"sex={sex}, age={age}, level={one}", 0.0)) for sex in SEXES for age in PRIME
                   for one in names)
        for level, names in SCHOOLS.items()
    }  # fmt: skip
    told = "estimate: Halden's levels, standard error 5 percentage points"
    factors = dict.fromkeys(SCHOOLS, 1.0)
    if sum(own.values()):
        told = "estimate: levels of all are SSB 08921; how immigrants differ is Halden's"
        factors = {
            level: own[level] / sum(own.values()) / (usual[level] / sum(usual.values())) for level in SCHOOLS
        }  # fmt: skip
    people = float(residents[START][30:67].sum())
    whole = _halden(halden, "alle", "Hele befolkningen")
    for group in GROUPS:
        persons = people * _halden(halden, "alle", group) / whole
        weights = {level: _halden(halden, level, group) * factors[level] for level in SCHOOLS}
        for level, weight in weights.items():
            count = round(persons * weight / sum(weights.values()))
            yield _school(level, group, count, told)
        yield _school("alle", group, round(persons), told)


def _halden(halden: MunicipalityPack, level: str, group: str) -> float:
    return halden.figure("education_30_66", START, f"level={level}", f"group={group}", unit="persons")


def _school(level: str, group: str, count: int, source: str) -> Figure:
    return _figure(
        "education_30_66", START, (f"level={level}", f"group={group}"), count, "persons",
        "highest completed education of residents 30-66", source, "low",
    )  # fmt: skip


def _figure(
    series: str, year: int, dims: tuple[str, ...], value: float, unit: str, definition: str, source: str,
    confidence: str,
) -> Figure:  # fmt: skip
    one, two = (*dims, "", "")[:2]
    kind = "derived" if source.startswith("estimate") else "statbank"
    return series, year, "", one, two, value, unit, definition, source, kind, confidence, ""


def _employers(data: Pack, origins: "list[Origin]", halden: MunicipalityPack) -> str:
    from calibration.scaffold import MUNICIPAL

    name = data.record.municipality.name
    value = {one.key: one.value for one in origins}
    public = round(value["jobs"]) * value["public_share"]
    sectors = data.figures("13472", "employed_by_workplace_sector", START)
    known = sectors[[str(one).startswith(f"sector={MUNICIPAL} ") for one in sectors.index]].sum()
    if known:
        told, confidence = f"SSB 13472, {START}: all of the municipal sector", "high"
    else:
        of_halden = round(halden.constants.jobs.value * halden.constants.public_share.value)
        known = public * _municipal(halden) / of_halden
        told, confidence = "estimate: Halden's share of public jobs", "estimate"
    jobs = min(round(known), int(public))
    row = (
        f"{name} municipality", Industry.ADMINISTRATION.name, SectorClass.PUBLIC.name, Owner.MUNICIPAL.name, jobs,
        round(0.1 * jobs), told, confidence,
    )  # fmt: skip
    columns = ("name", "industry", "sector_class", "owner", "jobs", "standard_error", "source", "confidence")
    return (
        f"# Large employers in {name} that stand as single firms. Add the private firms that matter, and hospitals,\n"
        f"# schools and offices. industry: {', '.join(Industry.__members__)}.\n"
        f"# sector_class: {', '.join(SectorClass.__members__)}; owner: {', '.join(Owner.__members__)}.\n"
    ) + _table(columns, [row])


def _municipal(halden: MunicipalityPack) -> float:
    from calibration.establishments import employers

    return float(sum(one.jobs for one in employers(halden) if one.owner == Owner.MUNICIPAL))


def _targets(data: Pack, residents: dict[int, np.ndarray], origins: "list[Origin]") -> Iterator[Target]:
    """What the data pack gives of 2019, and national figures of behaviour."""
    place, models = data.record.municipality.name, {one.name: one for one in of_role("dynamic")}
    for one in taken(data):
        like = models[one.target]
        error = SHARE_ERROR if "share" in one.target or "rate" in one.target else COUNT_ERROR * abs(one.value)
        yield like._replace(
            value=round(one.value, 4), error=round(max(error, 0.01), 4), area=place, year=str(START),
            source=f"SSB {one.table}" if one.table != "nav" else "NAV", confidence="high", note="",
        )  # fmt: skip
    yield from (one for one in models.values() if one.area == "Norway")
    start = {one.name: one for one in of_role("start")}
    for name, key in (("population_start", "residents"), ("jobs_start", "jobs")):
        found = next(one for one in origins if one.key == key)
        yield start[name]._replace(
            value=found.value, error=found.standard_error or 0.0, area=place, source=found.source,
            confidence="low" if found.estimated else found.confidence,
        )  # fmt: skip
