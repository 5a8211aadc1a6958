"""What the model's columns, codes and named firms are called in both languages, of one person or firm."""

from enum import IntEnum
from typing import Any

from app.lab_place import OPENING
from app.language import Speaker
from model.codes import (
    Benefit,
    Education,
    Enrolment,
    Health,
    Industry,
    Origin,
    Owner,
    Programme,
    Region,
    SectorClass,
    Sex,
    Status,
)
from model.dates import date_of
from model.residents import NEVER
from model.tables import Column
from model.variant import in_use
from results.groups import CLASSES, GROUPS, INDUSTRIES, OWNERS, REGIONS, Words, named

NOTHING = "–"
STATUSES = named(
    Status, ("utenfor arbeidsstyrken", "outside the labour force"), ("helt ledig", "registered unemployed"),
    ("helt permittert", "temporarily laid off in full"), ("sysselsatt", "employed"),
)  # fmt: skip
CODES: dict[type[IntEnum], dict[str, Words]] = {
    Sex: named(Sex, ("kvinne", "woman"), ("mann", "man")),
    Status: STATUSES,
    Origin: named(
        Origin, ("verken arbeidsinnvandrer eller flyktning", "neither labour immigrant nor refugee"),
        ("arbeidsinnvandrer", "labour immigrant"), ("flyktning eller i familie med en", "refugee or family of one"),
    ),
    Health: GROUPS["health"],
    Education: GROUPS["education"],
    Enrolment: named(
        Enrolment, ("ingen", "none"), ("videregående, studieforberedende", "upper secondary, general"),
        ("videregående, yrkesfag", "upper secondary, vocational"), ("lærling", "apprentice"),
        ("høyere utdanning", "higher education"),
    ),
    Benefit: named(
        Benefit, ("ingen", "none"), ("arbeidsavklaringspenger", "work assessment allowance"),
        ("uføretrygd, full", "disability pension, full"), ("uføretrygd, gradert", "disability pension, partial"),
        ("alderspensjon", "old-age pension"),
    ),
    Programme: named(
        Programme, ("ingen", "none"), ("Navs ordinære tiltak", "the employment service's ordinary measures"),
        ("jobbspesialist", "job specialist"), ("opplæring for voksne", "adult training"),
        ("språk, utdanning og arbeid samlet", "language, education and work combined"),
        ("ordinært tiltak utover dem fra 2019", "an ordinary measure beyond those of 2019"),
        ("kurs for sysselsatte i utsatte jobber", "course for one in work whose job is at risk"),
    ),
    Region: REGIONS,
    Industry: INDUSTRIES,
    SectorClass: CLASSES,
    Owner: OWNERS,
}  # fmt: skip
"""What each code is called, of one person or firm."""

COLUMNS: dict[str, dict[str, Words]] = {
    "residents": {
        "id": ("Nummer", "Number"),
        "present": ("Bor i kommunen", "Lives in the municipality"),
        "birth_month": ("Født", "Born"),
        "arrival_month": ("Flyttet hit eller født her i simuleringen", "Moved here or born here during the run"),
        "sex": ("Kjønn", "Sex"),
        "origin": ("Bakgrunn", "Background"),
        "health": ("Arbeidsevne", "Work capacity"),
        "education": ("Høyeste utdanning", "Highest education"),
        "status": ("Stilling på arbeidsmarkedet", "Labour status"),
        "enrolment": ("Utdanning i gang", "Education in progress"),
        "enrolled_since": ("Utdanning siden", "In education since"),
        "benefit": ("Varig ytelse", "Long-term benefit"),
        "employer": ("Arbeidsgiver i kommunen", "Employer in the municipality"),
        "region": ("Arbeidssted", "Place of work"),
        "industry": ("Næring i nåværende eller siste jobb", "Industry of the present or last job"),
        "since": ("Samme stilling på arbeidsmarkedet siden", "In this labour status since"),
        "job_since": ("I nåværende eller siste jobb siden", "In the present or last job since"),
        "programme": ("Tiltaksplass", "Place in support"),
        "programme_since": ("Tiltaksplass siden", "Place held since"),
        "completed": ("Siste fullførte tiltak", "Last programme completed"),
        "completed_month": ("Tiltaket fullført", "Programme completed in"),
    },
    "firms": {
        "id": ("Adressen til trekningene", "Address of its draws"),
        "present": ("I drift", "In business"),
        "industry": ("Næring", "Industry"),
        "sector_class": ("Planens næringsklasse", "The plan's class of industry"),
        "owner": ("Hvem som bestemmer bemanningen", "Who decides on staff"),
        "start_month": ("Startet her i simuleringen", "Started here during the run"),
        "staff": ("Ansatte som bor i kommunen, permitterte medregnet", "Staff who live here, those laid off included"),
        "commuters": ("Innpendlere, permitterte medregnet", "In-commuters, those laid off included"),
        "reference": ("Arbeidsplasser ønsket under forholdene i januar 2019", "Jobs wanted as in January 2019"),
        "shock": ("Egen etterspørsel mot utgangspunktet (logaritme)", "Own demand against its reference (log)"),
        "site": ("Arbeidsplasser det er areal til", "Jobs that the site has room for"),
        "desired": ("Ønskede arbeidsplasser denne måneden", "Jobs wanted this month"),
        "vacancies": ("Ledige stillinger", "Vacancies"),
        "layoffs": ("Andel av de ansatte som sies opp denne måneden", "Share of staff dismissed this month"),
    },
}
"""What each column of a table is called."""

FIRMS: dict[str, Words] = {
    "Norske Skog Saugbrugs": ("Norske Skog Saugbrugs", "Norske Skog Saugbrugs"),
    "Nexans Norway Halden": ("Nexans Norway, Halden", "Nexans Norway, Halden"),
    "IFE Halden": ("Institutt for energiteknikk, Halden", "Institute for Energy Technology, Halden"),
    "Halden municipality": ("Halden kommune", "Halden municipality"),
    "Østfold University College Halden": ("Høgskolen i Østfold, Halden", "Østfold University College, Halden"),
    "Halden prison": ("Halden fengsel", "Halden prison"),
    "Halden upper secondary school": ("Halden videregående skole", "Halden upper secondary school"),
    "County dental and other services": ("Fylkets tannhelse og andre tjenester", "County dental and other services"),
    "Specialist health services": ("Spesialisthelsetjenesten", "Specialist health services"),
    "Norwegian Nuclear Decommissioning": ("Norsk nukleær dekommisjonering", "Norwegian Nuclear Decommissioning"),
}
"""The firms that the sources name."""


def when(speaker: Speaker, date: str) -> str:
    """The end of a month of the run in words; the opening is a day."""
    return speaker.word("lab_opening") if date == OPENING else speaker.month(date)


def firm_name(speaker: Speaker, row: int, name: str = "") -> str:
    """What a firm is called: by its name where the sources have one, else by its row."""
    return speaker.pick(FIRMS[name]) if name in FIRMS else name or speaker.word("lab_firm_row", row=row)


def column(speaker: Speaker, table: str, name: str) -> str:
    """What a column is called; one that the variant in use adds by its meaning where it has no words."""
    if name in COLUMNS[table]:
        return speaker.pick(COLUMNS[table][name])
    variant = in_use()
    meaning = getattr(variant, table)[name].meaning
    return speaker.pick((variant.words[name].label_nb if name in variant.words else meaning, meaning))


def value(speaker: Speaker, declared: Column, value: Any) -> str:
    """What a row holds in a column: codes and months in words, and a dash for what there is not."""
    if declared.codes is not None:
        codes = [one.value for one in declared.codes]
        if value not in codes:
            return NOTHING
        code = declared.codes(value).name.lower()
        return speaker.pick(CODES[declared.codes][code]) if declared.codes in CODES else code.replace("_", " ")
    if declared.unit == "yes/no":
        return speaker.word("lab_yes") if value else speaker.word("lab_no")
    if declared.unit == "month":
        return NOTHING if value == NEVER else speaker.month(date_of(value))
    if declared.unit in ("address", "row"):
        return NOTHING if value < 0 else str(value)
    return speaker.number(value, 0 if isinstance(value, int) else 2)
