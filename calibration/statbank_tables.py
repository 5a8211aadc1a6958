"""Which tables of Statistics Norway's statbank are fetched, and what is taken of each.

The codes are those met in public code that asks the same tables; ``seen`` says of which no such code was found. A
table's own description is read before anything is asked, so a code that is gone is said and never guessed.
"""

from collections.abc import Mapping
from dataclasses import dataclass

PERSONS, PERCENT, PER_1000 = "persons", "percent of population", "per 1000"


@dataclass(frozen=True)
class Part:
    """What is taken of one dimension."""

    names: tuple[str, ...]
    """The dimension's code in the statbank; the first that the table has."""
    key: str
    """What the pack calls it; empty for a dimension held at one value, which the pack does not repeat."""
    codes: Mapping[str, str] | None = None
    """The pack's word by code; nothing for every code that fits ``pattern``."""
    pattern: str = ""
    codelist: str = ""
    """The end of the id of a grouping that is used instead of the codes themselves, where the table offers it."""
    labelled: bool = False
    """Whether the pack gives the code and the table's words for it, instead of words of its own."""
    optional: bool = False


@dataclass(frozen=True)
class Quantity:
    """One thing the table measures, and the series it becomes."""

    codes: tuple[str, ...]
    """Its code in the statbank; the first that the table has. Empty: everything in this unit."""
    series: str
    unit: str
    optional: bool = False


@dataclass(frozen=True)
class Cut:
    """One query."""

    quantities: tuple[Quantity, ...]
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True)
class StatTable:
    """One table."""

    id: str
    title: str
    when: str
    """The time in the year that the figures describe; empty for flows of the whole year."""
    cuts: tuple[Cut, ...]
    regions: tuple[str, ...] = ("Region",)
    """Dimensions of municipalities: one, two for a matrix of workplace and residence, none for the nation."""
    additive: bool = True
    """Whether the figures of merged municipalities may be added."""
    open: bool = False
    """Whether dimensions that are not named here are taken whole, since the table's description was not seen."""
    seen: str = "all codes"
    """Which of the codes stand in public code that asks this table."""


SEX = {"2": "female", "1": "male"}
BOTH_SEXES = {"0": "total", **SEX}
LEVELS = {
    "01": "basic",
    "02a": "upper secondary",
    "11": "vocational college",
    "03a": "short higher",
    "04a": "long higher",
    "09a": "unknown or none",
}
"""Education levels of Statistics Norway."""
IMMIGRANTS = {"A-G": "all", "A_C-G": "excluding immigrants", "B": "immigrants"}
PRIVATE = "A+B+D+E.0-1+9"
"""The private sector; public enterprises are counted as public."""
SECTORS = ("6100", "6500.6", "6500.7", "A+B+D+E.5-7", PRIVATE)
"""Sectors that together are all: three of government, public enterprises, and the private sector."""
BAND = r"\d+-\d+"
"""An age band, such as 15-74."""
ALL_INDUSTRIES, WORKING_AGE = {"00-99": ""}, {"15-74": ""}
_NACE = Part(("NACE2007",), "nace", pattern=r"\d\d(-\d\d)?")

TABLES: dict[str, StatTable] = {
    one.id: one
    for one in (
        StatTable(
            "07459", "Population by sex and age, 1 January", "01-01",
            (
                Cut(
                    (Quantity(("Personer1",), "population_by_age", PERSONS),),
                    (Part(("Kjonn",), "sex", SEX), Part(("Alder",), "age", pattern=r"\d{3}\+?")),
                ),
            ),
        ),
        StatTable(
            "06445", "Employed residents in per cent of the population, by sex and age", "Q4",
            (
                Cut(
                    (Quantity(("Sysselsatte", "SysselsatteProsent"), "employment_rate_by_age", PERCENT),),
                    (Part(("Kjonn",), "sex", BOTH_SEXES), Part(("Alder",), "age", pattern=BAND)),
                ),
            ),
            additive=False,
        ),
        StatTable(
            "07984", "Employed by workplace and by residence, by industry, and by sex and age", "Q4",
            (
                Cut(
                    (
                        Quantity(("SysselsatteArb",), "employed_by_workplace_industry", PERSONS),
                        Quantity(("Sysselsatte",), "employed_by_residence_industry", PERSONS),
                    ),
                    (_NACE, Part(("Kjonn",), "", {"0": ""}), Part(("Alder",), "", WORKING_AGE)),
                ),
                Cut(
                    (
                        Quantity(("SysselsatteArb",), "employed_by_workplace_age", PERSONS),
                        Quantity(("Sysselsatte",), "employed_by_residence_age", PERSONS),
                    ),
                    (
                        Part(("NACE2007",), "", ALL_INDUSTRIES), Part(("Kjonn",), "sex", SEX),
                        Part(("Alder",), "age", pattern=BAND),
                    ),
                ),
            ),
        ),
        StatTable(
            "13470", "Employed by workplace, by industry", "Q4",
            (
                Cut(
                    (Quantity(("SysselsatteArb",), "employed_by_workplace_industry", PERSONS),),
                    (Part(("NACE2007",), "nace", pattern=_NACE.pattern, codelist="NACE2007arb11"),),
                ),
            ),
        ),
        StatTable(
            "13472", "Employed by workplace, by sector", "Q4",
            (
                Cut(
                    (Quantity(("SysselEtterArbste",), "employed_by_workplace_sector", PERSONS),),
                    (
                        Part(("Sektor",), "sector", dict.fromkeys(SECTORS, ""), labelled=True),
                        Part(("NACE2007",), "", ALL_INDUSTRIES, optional=True),
                    ),
                ),
            ),
        ),
        StatTable(
            "03321", "Commuters: employed by municipality of workplace and of residence", "Q4",
            (Cut((Quantity(("Sysselsatte",), "commuters", PERSONS),)),),
            regions=("ArbstedKomm", "Bokommuen"),
        ),
        StatTable(
            "11616", "Employed by residence and by workplace, and commuters", "Q4",
            (
                Cut(
                    (
                        Quantity(("Bosatt", "Bosatte", "SysselBosted"), "employed_by_residence", PERSONS, True),
                        Quantity(("Arbeidssted", "SysselArbsted"), "employed_by_workplace", PERSONS, True),
                        Quantity(("Innpendlere",), "in_commuters", PERSONS),
                        Quantity(("Utpendlere",), "out_commuters", PERSONS),
                    ),
                    (
                        Part(("Kjonn",), "", {"0": ""}, optional=True),
                        Part(("Alder",), "", WORKING_AGE, optional=True),
                    ),
                ),
            ),
            seen="Region, Innpendlere, Utpendlere, Tid",
        ),
        StatTable(
            "12539", "Employed by immigrant group", "Q4",
            (
                Cut(
                    (
                        Quantity((), "employed_by_immigrant_group", PERSONS, True),
                        Quantity((), "employment_rate_by_immigrant_group", PERCENT, True),
                    ),
                    (
                        Part(("Kjonn",), "sex", BOTH_SEXES, optional=True),
                        Part(("InnvandrKat", "Landbakgrunn", "Bakgrunn"), "group", labelled=True, optional=True),
                        Part(("Alder",), "age", pattern=rf"{BAND}|\d+\+?", optional=True),
                    ),
                ),
            ),
            additive=False, open=True, seen="none",
        ),
        StatTable(
            "13563", "Residents by main labour-force status, age and immigrant category", "Q4",
            (
                Cut(
                    (Quantity(("Bosatte",), "labour_status", PERSONS),),
                    (
                        Part(("HovArbStyrkStatus",), "status", labelled=True),
                        Part(("Alder",), "age", pattern=BAND), Part(("InnvandrKat",), "group", IMMIGRANTS),
                    ),
                ),
            ),
        ),
        StatTable(
            "06913", "Births, deaths and moves", "",
            (
                Cut(
                    (
                        Quantity(("Folkemengde",), "population_total", PERSONS),
                        Quantity(("Levende", "Levendefodte"), "births", PERSONS),
                        Quantity(("Dode",), "deaths", PERSONS),
                        Quantity(("Fodselsoverskudd",), "natural_change", PERSONS),
                        Quantity(("Innflyttinger",), "in_migration_all", PERSONS),
                        Quantity(("Utflyttinger",), "out_migration_all", PERSONS),
                        Quantity(("Nettoinnflytting",), "net_migration_all", PERSONS),
                        Quantity(("Folketilvekst",), "population_change", PERSONS),
                    ),
                ),
            ),
        ),
        StatTable(
            "07902", "Life table of Norway: probability of death by sex and age", "",
            (
                Cut(
                    (Quantity(("Dodssannsynlighet",), "death_probability", PER_1000),),
                    (Part(("Kjonn",), "sex", SEX), Part(("AlderX",), "age", pattern=r"\d+\+?")),
                ),
            ),
            regions=(),
        ),
        StatTable(
            "08921", "Education of residents of 16 and over, by sex and age", "10-01",
            (
                Cut(
                    (Quantity(("Personer",), "education_by_age", PERSONS),),
                    (
                        Part(("Kjonn",), "sex", SEX), Part(("Alder",), "age", pattern=rf"{BAND}|\d+\+"),
                        Part(("UtdanNivaa", "Nivaa"), "level", LEVELS),
                    ),
                ),
            ),
        ),
        StatTable(
            "09429", "Education of residents of 16 and over, by sex", "10-01",
            (
                Cut(
                    (Quantity(("Personer",), "education", PERSONS),),
                    (Part(("Kjonn",), "sex", BOTH_SEXES), Part(("Nivaa", "UtdanNivaa"), "level", LEVELS)),
                ),
            ),
            seen="all codes, with PersonerProsent for Personer",
        ),
    )
}  # fmt: skip

UNITS = {
    quantity.series: quantity.unit for table in TABLES.values() for cut in table.cuts for quantity in cut.quantities
}
"""The unit of each series that a pack may hold."""


def unit_family(word: str) -> str:
    """The kind of unit that the statbank's word stands for, in Norwegian or English; empty for a word not known."""
    told = word.lower().replace("\u00a0", " ")
    if any(part in told for part in ("per cent", "percent", "prosent", "%")):
        return PERCENT
    if any(part in told for part in ("per 1 000", "per 1000", "per mille", "promille", "‰")):
        return PER_1000
    if any(part in told for part in ("person", "number", "antall", "employed", "sysselsatte", "commuters", "deaths")):
        return PERSONS
    return ""
