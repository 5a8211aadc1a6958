"""Groups by which people, jobs and costs are counted, in Norwegian and English: the model's codes, the plan's parties.

Words are lower-case, as inside a sentence. Industries are written as Statistics Norway writes them (SN2007).
"""

from enum import IntEnum

from model.codes import Education, Health, Industry, Origin, Owner, Region, SectorClass, Sex
from model.rates import BANDS
from scenarios.parties import PARTIES

type Words = tuple[str, str]
"""Norwegian (bokmål) and English."""


def named(codes: type[IntEnum], *words: Words) -> dict[str, Words]:
    """Words by the codes' names; a code without words is an error at once."""
    return {one.name.lower(): said for one, said in zip(codes, words, strict=True)}


def _bands() -> dict[str, Words]:
    """The age bands, by the names that indicators give them."""
    ends = [*(first - 1 for first in BANDS[1:]), None]
    return {
        f"{first}_{'over' if last is None else last}": (
            (f"{first} år og over", f"ages {first} and over") if last is None
            else (f"{first}–{last} år", f"ages {first}–{last}")
        )
        for first, last in zip(BANDS, ends, strict=True)
    }  # fmt: skip


AGES = _bands()
REGIONS = named(
    Region, ("Halden", "Halden"), ("Nedre Glomma", "Nedre Glomma"), ("Osloregionen", "the Oslo region"),
    ("Sverige", "Sweden"), ("andre steder", "other places"),
)  # fmt: skip


def regions_of(municipality: str) -> dict[str, Words]:
    """What a municipality's pack calls itself and the regions around it."""
    from calibration.packs import read_pack

    pack = read_pack(municipality)
    here = (pack.constants.name, pack.constants.name)
    return named(Region, here, *((one.nb, one.en) for one in pack.plan.regions))


INDUSTRIES = named(
    Industry,
    ("jordbruk, skogbruk og fiske", "agriculture, forestry and fishing"),
    ("industri, bergverksdrift, elektrisitet, vann og renovasjon", "manufacturing, mining, electricity, water, waste"),
    ("bygge- og anleggsvirksomhet", "construction"),
    ("detaljhandel, unntatt med motorvogner", "retail trade, except of motor vehicles"),
    ("motorvogner, engroshandel, transport og lagring", "motor vehicles, wholesale trade, transport and storage"),
    ("overnattings- og serveringsvirksomhet", "accommodation and food service"),
    (
        "informasjon og kommunikasjon, faglig, vitenskapelig og teknisk tjenesteyting",
        "information and communication, professional, scientific and technical services",
    ),
    (
        "finansiering og forsikring, eiendomsdrift, forretningsmessig tjenesteyting",
        "finance and insurance, real estate, administrative and support services",
    ),
    ("offentlig administrasjon, forsvar, sosialforsikring", "public administration, defence, social security"),
    ("undervisning", "education"),
    ("helse- og sosialtjenester", "human health and social work"),
    ("kultur, fritid og personlig tjenesteyting", "culture, recreation and personal services"),
)
CLASSES = named(
    SectorClass, ("basisnæring", "base industry"), ("besøksnæring", "visitor industry"),
    ("regional næring", "regional industry"), ("lokal næring", "local industry"), ("offentlig", "public sector"),
)  # fmt: skip
OWNERS = named(
    Owner, ("private arbeidsgivere", "private employers"), ("kommunen", "the municipality"),
    ("fylkeskommunen", "the county"), ("staten", "the state"),
)  # fmt: skip
NOT_STATED = "not stated"
OUTSIDE: dict[str, Words] = {"elsewhere": ("arbeidsplass utenfor kommunen", "job outside the municipality")}

GROUPS: dict[str, dict[str, Words]] = {
    "all": {"all": ("alle som bor her i begge", "all who live here in both")},
    "sex": named(Sex, ("kvinner", "women"), ("menn", "men")),
    "age": AGES,
    "origin": named(
        Origin, ("resten av befolkningen", "rest of the population"), ("arbeidsinnvandrere", "labour immigrants"),
        ("flyktninger og deres familie", "refugees and their families"),
    ),
    "education": named(
        Education, ("grunnskole eller mindre", "compulsory school or less"),
        ("videregående, studieforberedende", "upper secondary, general"),
        ("fag- eller svennebrev", "trade or journeyman's certificate"),
        ("høyere utdanning, inntil fire år", "higher education, up to four years"),
        ("høyere utdanning, mer enn fire år", "higher education, more than four years"),
    ),
    "health": named(
        Health, ("uten nedsatt arbeidsevne", "without reduced work capacity"),
        ("nedsatt arbeidsevne", "reduced work capacity"),
    ),
    "industry": INDUSTRIES | OUTSIDE,
    "class": CLASSES | OUTSIDE,
    "moves": {
        "only_in_scenario": ("bor her bare i scenarioet", "live here in the scenario alone"),
        "only_in_baseline": ("bor her bare i sammenligningen", "live here only in what it is compared with"),
    },
    "region": REGIONS,
    "owner": OWNERS,
    "payer": PARTIES | {NOT_STATED: ("ikke oppgitt", "not stated")},
}  # fmt: skip
"""Members of each group. Industry and class are those of the job that one has and the twin has not."""

TITLES: dict[str, Words] = {
    "all": ("Alle", "All"), "sex": ("Kjønn", "Sex"), "age": ("Alder", "Age"), "origin": ("Bakgrunn", "Background"),
    "education": ("Utdanning", "Education"), "health": ("Arbeidsevne", "Work capacity"),
    "industry": ("Næring", "Industry"), "class": ("Planens næringsklasse", "The plan's class of industry"),
    "moves": ("Flytting", "Moves"), "region": ("Region", "Region"), "owner": ("Eier", "Owner"),
    "payer": ("Hvem betaler", "Who pays"),
}  # fmt: skip
