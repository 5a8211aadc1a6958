"""Names in Norwegian and English of every indicator, unit, group of people, payer and condition.

The labels of indicators are composed of groups and patterns, as the indicators themselves are, so that none can be
forgotten. Jobs and employed residents are different series, so every label says which. Naming compiles nothing.
"""

from collections.abc import Mapping
from typing import Literal

from model.variant import in_use
from results.groups import AGES, CLASSES, GROUPS, INDUSTRIES, NOT_STATED, OWNERS, REGIONS, TITLES, Words
from scenarios.parties import phrase

type Language = Literal["nb", "en"]
LANGUAGES: tuple[Language, ...] = ("nb", "en")


def label(indicator: str, language: Language, regions: Mapping[str, Words] | None = None) -> str:
    """An indicator's name in a table or on an axis; commuters' with the municipality's words for its ``regions``.

    Raises:
        ValueError: for an indicator that is not the model's.
    """
    own = _own().get(indicator)
    if own is not None:
        return own[LANGUAGES.index(language)]
    return _said("indicator", LABELS if regions is None else LABELS | commuters(regions), indicator, language)


def _own() -> dict[str, Words]:
    """What the own indicators of the variant in use are called: their meaning where nothing else is said."""
    variant = in_use()
    named = {one.name: variant.words.get(one.name) for one in variant.indicators}
    return {
        one.name: (said.label_nb if (said := named[one.name]) else one.meaning, one.meaning)
        for one in variant.indicators
    }


def unit(unit: str, language: Language, difference: bool = False) -> str:
    """A unit; with ``difference``, that of the difference of two values: percentages differ by percentage points.

    Raises:
        ValueError: for a unit that no indicator has.
    """
    points = difference and unit.startswith("percent ")
    if not points and unit not in UNITS and unit in (own := _own_units()):
        return own[unit][LANGUAGES.index(language)]
    return _said("unit", UNITS, "percentage points" if points else unit, language)


def _own_units() -> dict[str, Words]:
    variant = in_use()
    return {
        one.unit: ((said.unit_nb if (said := variant.words.get(one.name)) else "") or one.unit, one.unit)
        for one in variant.indicators
    }


def meaning(indicator: str, language: Language) -> str:
    """The definition of a headline indicator, in a sentence or two.

    Raises:
        ValueError: for an indicator that is not a headline.
    """
    return _said("headline indicator", MEANINGS, indicator, language)


def group_name(group: str, name: str, language: Language) -> str:
    """A member of a group: of those by which gains are counted, or of regions, owners and payers.

    Raises:
        ValueError: for an unknown group, or a name that the group does not hold.
    """
    if group not in GROUPS:
        raise ValueError(f"group = {group!r}; allowed: {', '.join(GROUPS)}")
    return _capital(_said(f"name of {group}", GROUPS[group], name, language))


def group_title(group: str, language: Language) -> str:
    """What a group is about, such as age.

    Raises:
        ValueError: for an unknown group.
    """
    return _said("group", TITLES, group, language)


def payer(said: str, language: Language) -> str:
    """Who pays, from the plan's parties as in ``county and state``; said to be not stated where it is empty.

    Raises:
        ValueError: for an unknown party.
    """
    return _capital(phrase(said)[LANGUAGES.index(language)]) or group_name("payer", NOT_STATED, language)


def condition(name: str, language: Language) -> Words:
    """What a condition of the outside world is called, and its unit.

    Raises:
        ValueError: for an unknown condition.
    """
    from scenarios.texts import condition_texts

    known = condition_texts()
    if name not in known:
        raise ValueError(f"condition = {name!r}; allowed: {', '.join(known)}")
    one = known[name]
    return (one.label_nb, one.unit_nb) if language == "nb" else (one.label_en, one.unit_en)


def _said(what: str, table: Mapping[str, Words], name: str, language: Language) -> str:
    if name not in table:
        allowed = ", ".join(table) if len(table) <= 20 else f"one of {len(table)} names"
        raise ValueError(f"{what} = {name!r}; allowed: {allowed}")
    return table[name][LANGUAGES.index(language)]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


UNITS: dict[str, Words] = {
    "persons": ("personer", "persons"),
    "jobs": ("arbeidsplasser", "jobs"),
    "jobs a year": ("arbeidsplasser i året", "jobs a year"),
    "posts": ("stillinger", "posts"),
    "firms": ("virksomheter", "firms"),
    "percent": ("prosent", "per cent"),
    "percent of jobs": ("prosent av arbeidsplassene", "per cent of jobs"),
    "percent of residents": ("prosent av innbyggerne", "per cent of residents"),
    "percent of residents 20-66": ("prosent av innbyggerne 20–66 år", "per cent of residents aged 20–66"),
    "percent of labour force": ("prosent av arbeidsstyrken", "per cent of the labour force"),
    "percent of employed a month": ("prosent av de sysselsatte i måneden", "per cent of the employed a month"),
    "percentage points": ("prosentpoeng", "percentage points"),
    "posts per unemployed": ("stillinger per helt ledig", "posts per unemployed"),
}

RESIDENTS: Words = ("Innbyggere", "Residents")
JOBS: Words = ("Arbeidsplasser (etter arbeidssted)", "Jobs (by workplace)")
EMPLOYED: Words = ("Sysselsatte etter bosted", "Employed residents (by residence)")
RATE: Words = ("Sysselsettingsgrad", "Employment rate")
WORKING_AGES: dict[str, Words] = {"15_74": ("15–74 år", "ages 15–74"), "20_66": ("20–66 år", "ages 20–66")}

STOCKS: dict[str, Words] = {
    "population": RESIDENTS,
    "jobs": ("Arbeidsplasser (sysselsatte etter arbeidssted)", "Jobs (employed persons by workplace)"),
    "public_share": ("Offentlig andel av arbeidsplassene (etter arbeidssted)", "Public share of jobs (by workplace)"),
    "employed_residents": EMPLOYED,
    "immigrant_gap": (
        "Sysselsettingsgrad, 20–66 år: resten av befolkningen minus flyktninger og arbeidsinnvandrere",
        "Employment rate, ages 20–66: rest of the population less refugees and labour immigrants",
    ),
    "unemployed": ("Helt ledige", "Registered unemployed"),
    "unemployment_rate": ("Helt ledige i prosent av arbeidsstyrken", "Unemployment rate (registered)"),
    "labour_force": ("Arbeidsstyrke", "Labour force"),
    "outside": (
        "Utenfor: verken i arbeid, utdanning, helt ledig eller pensjonert",
        "Outside: neither in work, education, registered unemployed nor retired",
    ),
    "disability_pensioners": ("Uføretrygdede", "Disability pensioners"),
    "disability_share": ("Uføretrygdede per innbygger, 20–66 år", "Disability pensioners per resident, ages 20–66"),
    "out_commuters": ("Utpendlere", "Out-commuters"),
    "in_commuters": ("Innpendlere", "In-commuters"),
    "working_here": ("Sysselsatte etter bosted som arbeider i kommunen", "Employed residents who work here"),
    "vacancies": ("Ledige stillinger", "Vacancies"),
    "apprentices": ("Lærlinger", "Apprentices"),
    "students": ("Elever og studenter som bor her", "Pupils and students who live here"),
    "programme_places": ("Innbyggere på tiltaksplass", "Residents with a place in a support programme"),
    "laid_off": ("Helt permitterte", "Temporarily laid off in full"),
    "firms": ("Virksomheter", "Firms (establishments)"),
    "job_creation": (
        "Nye arbeidsplasser i virksomheter som vokste eller startet, siste år",
        "Jobs created in firms that grew or started, last year",
    ),
    "job_destruction": (
        "Tapte arbeidsplasser i virksomheter som krympet eller ble lagt ned, siste år",
        "Jobs destroyed in firms that shrank or closed, last year",
    ),
    "job_to_job_rate_new": (
        "Bytter arbeidsgiver, inntil ett år i jobben", "Change of employer, up to a year in the job",
    ),
    "job_to_job_rate_long": (
        "Bytter arbeidsgiver, mer enn ett år i jobben", "Change of employer, more than a year in the job",
    ),
    "separation_rate": ("Slutter i jobb uten ny jobb", "Separation from job to non-employment"),
    "tightness": ("Stramhet: ledige stillinger per helt ledig", "Tightness: vacancies per registered unemployed"),
    "site_use": ("Bruk av næringsarealene, basisnæringer", "Use of sites, base industries"),
}  # fmt: skip

FLOWS: dict[str, Words] = {
    "births": ("Fødte", "Births"), "deaths": ("Døde", "Deaths"), "arrivals": ("Innflyttere", "Arrivals"),
    "departures": ("Utflyttere", "Departures"), "hires": ("Besatte stillinger her", "Posts filled here"),
    "outside_hires": ("Innbyggere som fikk jobb utenfor kommunen", "Residents who took a job elsewhere"),
    "job_to_job": ("Sysselsatte etter bosted som byttet arbeidsgiver", "Employed residents who changed employer"),
    "separations": ("Innbyggeres jobber som endte uten ny jobb", "Residents' jobs that ended in non-employment"),
    "illness": (
        "Innbyggeres jobber som endte med nedsatt arbeidsevne eller uføretrygd",
        "Residents' jobs that ended by reduced capacity or a disability pension",
    ),
    "dismissals": (
        "Jobber som endte da virksomheten krympet eller ble lagt ned", "Jobs ended by firms that shrank or closed",
    ),
    "firm_entries": ("Nye virksomheter", "Firms that started"),
    "firm_exits": ("Nedlagte virksomheter", "Firms that closed"),
    "new_apprentices": ("Nye lærekontrakter", "Apprenticeships begun"),
    "unplaced_apprentices": ("Elever som søkte læreplass forgjeves", "Pupils who sought an apprenticeship in vain"),
    "certificates": ("Fag- og svennebrev", "Trade certificates"),
    "new_disability": ("Nye uføretrygdede", "Disability pensions granted"),
    "retirements": ("Pensjoneringer fra jobb", "Retirements from work"),
    "places_taken": ("Tiltaksplasser tatt i bruk", "Places in support programmes taken"),
    "blocked_jobs": (
        "Arbeidsplasser basisnæringene ønsket og manglet areal til", "Jobs that base firms wanted and had no site for",
    ),
}  # fmt: skip
"""What happens during a month; a stock is counted at its end."""


def _with(words: Words, *parts: Words, by: str = ", ") -> Words:
    nb, en = (by.join(said) for said in zip(words, *parts, strict=True))
    return nb, en


def _labour(name: str, *group: Words) -> dict[str, Words]:
    return {f"employed_residents_{name}": _with(EMPLOYED, *group), f"employment_rate_{name}": _with(RATE, *group)}


def _composed() -> dict[str, Words]:
    """The labels of what is counted by group."""
    found = {f"population_{name}": _with(RESIDENTS, years) for name, years in AGES.items()}
    for kind, names in (("class", CLASSES), ("owner", OWNERS), ("industry", INDUSTRIES)):
        found |= {f"jobs_{kind}_{name}": _with(JOBS, said) for name, said in names.items()}
    for name, years in WORKING_AGES.items():
        found |= _labour(name, years)
    for name, said in GROUPS["sex"].items():
        found |= _labour(name, said, WORKING_AGES["15_74"]) | _labour(f"20_66_{name}", said, WORKING_AGES["20_66"])
    for name, years in list(AGES.items())[1:-1]:
        found |= _labour(f"age_{name}", years)
    for group in ("origin", "education", "health"):
        for name, said in GROUPS[group].items():
            found |= _labour(f"{group}_{name}", said, WORKING_AGES["15_74"])
    return found | commuters(REGIONS)


def commuters(regions: Mapping[str, Words]) -> dict[str, Words]:
    """The labels of commuters by region, the first region being the municipality itself."""
    found = {}
    for name, said in list(regions.items())[1:]:
        found[f"out_commuters_{name}"] = _with(("Utpendlere til", "Out-commuters to"), said, by=" ")
        found[f"in_commuters_{name}"] = _with(("Innpendlere fra", "In-commuters from"), said, by=" ")
    return found


LABELS: dict[str, Words] = {
    **STOCKS, **_composed(),
    **{name: _with(said, ("i måneden", "in the month"), by=" ") for name, said in FLOWS.items()},
}  # fmt: skip

MEANINGS: dict[str, Words] = {
    "population": (
        "Alle som bor i kommunen, i alle aldre, ved utgangen av måneden.",
        "All who live in the municipality, of every age, at the end of the month.",
    ),
    "jobs": (
        "Personer med hovedarbeidsforhold i kommunen, innpendlere medregnet. En annen serie enn sysselsatte etter "
        "bosted.",
        "Persons whose main job is in the municipality, in-commuters included. Another series than employed residents.",
    ),
    "employed_residents": (
        "Innbyggere 15–74 år som er sysselsatt, uansett hvor de arbeider. En annen serie enn arbeidsplasser.",
        "Residents aged 15–74 who are employed, wherever they work. Another series than jobs.",
    ),
    "employment_rate_20_66": (
        "Sysselsatte etter bosted i prosent av alle innbyggere 20–66 år, ikke av arbeidsstyrken.",
        "Employed residents per cent of all residents aged 20–66, not of the labour force.",
    ),
    "employment_rate_15_74": (
        "Sysselsatte etter bosted i prosent av alle innbyggere 15–74 år, ikke av arbeidsstyrken.",
        "Employed residents per cent of all residents aged 15–74, not of the labour force.",
    ),
    "unemployed": (
        "Innbyggere som er registrert helt ledige hos Nav, helt permitterte medregnet.",
        "Residents registered as fully unemployed with NAV, those temporarily laid off in full included.",
    ),
    "unemployment_rate": (
        "Helt ledige i prosent av arbeidsstyrken: sysselsatte etter bosted og helt ledige, hver person talt én gang.",
        "Registered unemployed per cent of the labour force: employed residents and registered unemployed, each person "
        "once.",
    ),
}
