"""What the method's page calls targets, figures, rules and sources, in Norwegian and English.

Keys are those of the records and declarations themselves; a name without words is an error when the page is made.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from app.language import FOLDER, Speaker
from app.text_page import listed, quoted
from results.groups import Words
from results.labels import Language
from results.telling import FINE_UNITS, WHOLE_UNITS

_COHORT = re.compile(r"cohort_(\d+)_(\d+)")
COHORT: Words = (
    "Endring i årskullet {first}–{last} år (flytting og død)",
    "Change of the cohort aged {first}–{last} (moves, deaths)",
)  # fmt: skip
READINGS: dict[str, Words] = {
    "population": ("Innbyggere i alt", "Residents in all"),
    "births": ("Fødte som bor her ved årets slutt", "Births, living here at the end of the year"),
    "arrivals": ("Innflyttere i året", "Arrivals in the year"),
    "jobs": ("Arbeidsplasser i Halden", "Jobs in Halden"),
    "public_share": ("Offentlig andel av arbeidsplassene", "Public share of jobs"),
    "employed_residents": ("Sysselsatte etter bosted", "Employed residents"),
    "immigrant_gap": ("Innvandreres avstand i sysselsettingsgrad", "Immigrants' gap in the employment rate"),
    "unemployment_rate": ("Helt ledige, andel av arbeidsstyrken", "Unemployment rate (registered)"),
    "separation_rate": ("Slutter i måneden uten ny jobb", "Leave a job for none, a month"),
    "job_to_job_rate_new": ("Bytter jobb i måneden, inntil ett år i den", "Change job in a month, up to a year in it"),
    "job_to_job_rate_long": ("Bytter jobb i måneden, over ett år i den", "Change job in a month, over a year in it"),
    "job_creation_rate": ("Nye arbeidsplasser i året", "Jobs created in the year"),
    "job_destruction_rate": ("Tapte arbeidsplasser i året", "Jobs lost in the year"),
    "out_commuter_share": ("Utpendlere av sysselsatte etter bosted", "Out-commuters of employed residents"),
    "in_commuter_share": ("Innpendlere av arbeidsplassene", "In-commuters of jobs"),
    "new_disability": ("Nye uføretrygdede i året", "Disability pensions granted in the year"),
    "reduced_share": ("Nedsatt arbeidsevne, 20–66 år", "Reduced work capacity, ages 20–66"),
    "placed_apprentices": ("Søkere som fikk læreplass", "Applicants who got an apprenticeship"),
}
"""Readings that are no indicator, or whose indicator's label is of a month or too long for a chart."""
PERCENTAGES = (
    "job_creation_rate",
    "job_destruction_rate",
    "out_commuter_share",
    "in_commuter_share",
    "reduced_share",
    "placed_apprentices",
)
"""Readings in per cent that no indicator gives the unit of."""
AREAS: dict[str, Words] = {
    "Halden": ("Halden", "Halden"),
    "Østfold": ("Østfold", "Østfold"),
    "Norway": ("Norge", "Norway"),
}
TOLD_BY: dict[str, Words] = {
    "SSB 07459": ("SSB tabell 07459", "Statistics Norway table 07459"),
    "SSB moves 2015 and immigration 2007-2008": (
        "SSB, flyttinger 2015 og innvandring 2007–2008", "Statistics Norway, moves 2015 and immigration 2007–2008",
    ),
    "Halden's plan": ("Haldens nærings- og sysselsettingsplan", "Halden's business and employment plan"),
    "SSB 06445 extrapolated": (
        "SSB tabell 06445, ført videre ett år", "Statistics Norway table 06445, extrapolated a year",
    ),
    "NAV": ("Nav", "NAV"),
    "SSB labour force survey gross flows": (
        "SSB, bruttostrømmer i arbeidskraftundersøkelsen", "Statistics Norway, gross flows of the labour force survey",
    ),
    "SSB Rapporter 2020/12": ("SSB Rapporter 2020/12", "Statistics Norway Rapporter 2020/12"),
    "SSB Notater 2018/14": ("SSB Notater 2018/14", "Statistics Norway Notater 2018/14"),
    "SSB 11616": ("SSB tabell 11616", "Statistics Norway table 11616"),
    "Directorate of education (recalled)": (
        "Utdanningsdirektoratet, gjengitt etter hukommelsen", "Directorate of education, recalled",
    ),
}  # fmt: skip
RULES: dict[str, Words] = {
    "last value": ("siste kjente tall", "last known figure"),
    "trend": ("trenden de siste årene", "trend of the last years"),
    "cohort component": ("kohortmetoden", "cohort component"),
    "national change": ("samme endring som i landet", "the same change as in Norway"),
}
GROUPS: dict[str, Words] = {
    "population by age": ("Folkemengde etter alder", "Population by age"),
    "registered unemployment": ("Registrert ledighet", "Registered unemployment"),
    "hindcast": ("Folkemengde etter alder, prøven bakover", "Population by age, the trial backwards"),
}  # fmt: skip
ORIGINS: dict[str, Words] = {
    "chance": ("tilfeldigheter", "chance"), "behaviour": ("atferd", "behaviour"),
    "lever effects": ("virkemidlene", "the levers"), "outside world": ("ytre forhold", "conditions"),
    "interplay": ("samspillet", "interplay"),
}  # fmt: skip
MULTIPLES: dict[float, Words] = {
    0.25: ("en firedel", "a quarter"), 0.5: ("halvparten", "half"), 1.0: ("like stor", "equal"),
    2.0: ("dobbelt", "double"), 4.0: ("fire ganger", "four times"),
}  # fmt: skip
CHECKS: dict[str, Words] = {
    "calibrate": ("tilpasningen", "the fit"), "recovery": ("prøven med kjent fasit", "the trial with known answers"),
    "validate": ("prøven mot ukjente tall", "the trial against unknown figures"),
    "sensitivity": ("hvor usikkerheten kommer fra", "where uncertainty comes from"),
}  # fmt: skip
"""What each command makes."""
MONTH: dict[str, Words] = {
    "Demography": (
        "Folk fødes, dør og flytter. Flere flytter hit når det blir flere jobber og boliger.",
        "People are born, die and move. More move here when there are more jobs and dwellings.",
    ),
    "Schooling": (
        "Elever og studenter begynner, slutter og fullfører. Læreplassene rekker ikke til alle.",
        "Pupils and students begin, drop out and complete. There are not apprenticeships for everybody.",
    ),
    "Capacity": (
        "Noen får nedsatt arbeidsevne, noen blir friske, og noen får uføretrygd.",
        "Some get reduced work capacity, some recover, and some are granted a disability pension.",
    ),
    "Participation": (
        "Noen begynner å se etter arbeid, noen gir opp, og noen blir pensjonister.",
        "Some begin to look for work, some give up, and some retire.",
    ),
    "Openings": (
        "Fabrikker og offentlige arbeidsplasser som er besluttet, åpner.",
        "Plants and public agencies that have been decided open.",
    ),
    "Demand": (
        "Hver virksomhet bestemmer hvor mange den vil ha, lyser ut stillinger eller nedbemanner. Noen starter, og noen "
        "legges ned.",
        "Every firm decides how many it wants, and advertises posts or dismisses. Some start, and some close.",
    ),
    "TemporaryLayoffs": (
        "Under pandemien blir folk permittert og kalt tilbake.",
        "During the pandemic people are laid off temporarily and called back.",
    ),
    "Separations": (
        "Jobber tar slutt: Folk sier opp, kontrakter går ut, og noen mister jobben.",
        "Jobs end: people quit, contracts run out, and some are dismissed.",
    ),
    "Support": (
        "Plasser hos jobbspesialister, på kurs og i integreringsløp fylles fra en kø.",
        "Places with job specialists, on courses and in integration are filled from a queue.",
    ),
    "Matching": (
        "Ledige stillinger fylles, hver av én søker, og hver søker får høyst én jobb. Noen får jobb utenfor Halden, og "
        "noen pendler inn.",
        "Vacancies are filled, each by one applicant, and each applicant gets one job at most. Some find a job outside "
        "Halden, and some commute in.",
    ),
    "Recording": ("Alt telles opp.", "Everything is counted."),
}
"""What each process of the model does."""
INSTITUTIONS: dict[str, Words] = {
    "ssb": ("Statistisk sentralbyrå (SSB)", "Statistics Norway (SSB)"), "nav": ("Nav", "NAV"),
    "imdi": ("Integrerings- og mangfoldsdirektoratet (IMDi)", "Directorate of Integration and Diversity (IMDi)"),
    "profile": ("KommuneProfilen", "KommuneProfilen"), "plan": ("Halden kommune", "Halden municipality"),
    "college": ("Høgskolen i Østfold", "Østfold University College"),
    "press": ("Aviser og NRK", "Newspapers and NRK"),
    "county": ("Åpne filer om Telemark", "Open files about Telemark"),
    "encyclopaedia": ("Oppslagsverk på nettet", "Encyclopaedias on the web"),
}  # fmt: skip
"""Who published figures."""
HOLDS: dict[str, Words] = {
    "ssb": (
        "folkemengde, flytting, sysselsetting, pendling, jobbskifter",
        "population, moves, employment, commuting, job changes",
    ),
    "nav": (
        "ledighet, nedsatt arbeidsevne, uføretrygd", "unemployment, reduced work capacity, disability pensions",
    ),
    "imdi": (
        "bosetting av flyktninger, innvandringsgrunn, utdanning",
        "settlement of refugees, reasons for immigration, education",
    ),
    "profile": ("arbeidsplasser i industrien, fra SSB", "jobs in manufacturing, from Statistics Norway"),
    "plan": ("målene i nærings- og sysselsettingsplanen", "the goals of the business and employment plan"),
    "college": ("studenter og ansatte", "students and staff"),
    "press": (
        "ledighet, sykefravær og fruktbarhet, slik Nav og SSB oppga dem",
        "unemployment, sick leave and fertility, as NAV and Statistics Norway gave them",
    ),
    "county": ("sysselsetting blant innvandrere", "employment of immigrants"),
    "encyclopaedia": ("ansatte på Saugbrugs", "staff of Saugbrugs"),
}  # fmt: skip
"""What their figures are about."""


@cache
def sentences(language: Language) -> dict[str, str]:
    """The page's headings and sentences by key."""
    return tomllib.loads((FOLDER / f"method.{language}.toml").read_text("utf-8"))


@dataclass(frozen=True)
class Namer:
    """Says names and values in a language."""

    speaker: Speaker

    def name(self, table: Mapping, key: object) -> str:
        """A name of one of the tables.

        Raises:
            KeyError: for a name that the table does not hold.
        """
        return self.speaker.pick(table[key])

    def said(self, key: str, **values: object) -> str:
        """A heading or sentence of the page's.

        Raises:
            KeyError: for a key without words.
        """
        return sentences(self.speaker.language)[key].format(**values)

    def words(self, *keys: str) -> list[str]:
        """Several headings."""
        return [self.said(key) for key in keys]

    def reading(self, reading: str) -> str:
        """What a reading of the model is called; its time, after an at sign, is left out."""
        indicator = reading.partition("@")[0]
        cohort = _COHORT.fullmatch(indicator)
        if cohort:
            return self.speaker.pick(COHORT).format(first=cohort[1], last=cohort[2])
        return self.name(READINGS, indicator) if indicator in READINGS else self.speaker.label(indicator)

    def dated(self, indicator: str, date: str) -> str:
        """A figure with its month."""
        return f"{self.reading(indicator)}, {self.speaker.month(date)}"

    def percent(self, share: float) -> str:
        """A share in whole per cent."""
        return self.speaker.number(100 * share) + self.sign

    @property
    def sign(self) -> str:
        """The sign of per cent, with the space that the language puts before it."""
        return self.speaker.pick(("\u00a0%", "%"))

    def value(self, reading: str, value: float) -> str:
        """A reading's value, with the decimals that its unit needs."""
        from model.indicators import INDICATORS

        indicator = reading.partition("@")[0]
        if indicator.startswith("cohort_"):
            return self.speaker.number(100 * (value - 1), 1, signed=True) + self.sign
        unit = "percent" if indicator in PERCENTAGES else INDICATORS[indicator].unit
        digits = 0 if unit in WHOLE_UNITS else 2 if unit in FINE_UNITS else 1
        points = f" {self.speaker.pick(('prosentpoeng', 'points'))}"
        ends = points if unit == "percentage points" else self.sign if unit.startswith("percent") else ""
        return self.speaker.number(value, digits) + ends

    def listed(self, names: Iterable[str]) -> str:
        """Several names as one phrase."""
        return listed(self.speaker, names)

    def quoted(self, names: Iterable[str]) -> str:
        """Several names as one phrase, each in quotation marks."""
        return listed(self.speaker, quoted(self.speaker, names))
