"""A comparison told in one language: titles, names, numbers and sentences, as they stand in documents."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import Any

from results.ensembles import Experiment
from results.goals import WITHOUT_PANDEMIC
from results.groups import Words, regions_of
from results.labels import Language, label, unit
from results.wording import FAMILIES, PRIOR_NUMBERS, pick, word

MONTHS: tuple[Words, ...] = (
    ("januar", "January"), ("februar", "February"), ("mars", "March"), ("april", "April"), ("mai", "May"),
    ("juni", "June"), ("juli", "July"), ("august", "August"), ("september", "September"), ("oktober", "October"),
    ("november", "November"), ("desember", "December"),
)  # fmt: skip
WHOLE_UNITS = ("persons", "jobs", "jobs a year", "posts", "firms")
FINE_UNITS = ("percent of employed a month", "posts per unemployed")
"""Units whose values are so small that one decimal hides them."""
RARELY, MOSTLY = 0.05, 0.95
HALF_A_TENTH = 0.075
"""Below it a share is nearer to one in twenty than to one in ten."""
FEW = 20
"""Pairs below which the numbers are called rough."""
_GOAL = re.compile(r"(\w+) in (\d{4}-\d{2}) at (most|least) (\S+?)(?: more than in (\d{4}-\d{2}))?")


@dataclass(frozen=True, eq=False)
class Telling:
    """An experiment and its report, in a language."""

    experiment: Experiment
    found: dict[str, Any]
    language: Language

    def word(self, key: str, **values: object) -> str:
        """A word or sentence of the workbook's."""
        return word(key, self.language, **values)

    def pick(self, words: Words) -> str:
        """The one of two that is in the language."""
        return pick(words, self.language)

    @cached_property
    def titles(self) -> dict[str, str]:
        """Each scenario's title by name, on one line; a title that stands twice is numbered."""
        found: dict[str, str] = {}
        seen: Counter[str] = Counter()
        for name, scenario in self.experiment.scenarios.items():
            title = "".join(letter if letter.isprintable() else " " for letter in self.pick(scenario.title))
            seen[title] += 1
            found[name] = f"{title} ({seen[title]})" if seen[title] > 1 else title
        return found

    def title(self, scenario: str) -> str:
        """A scenario's title, with the pandemic's absence said; the name itself where the experiment lacks it."""
        titles, plain = self.titles, scenario.removesuffix(WITHOUT_PANDEMIC)
        title = titles.get(plain, plain)
        return title if plain == scenario else self.word("no_pandemic", title=title)

    @cached_property
    def regions(self) -> dict[str, Words]:
        """What the municipality calls the regions around it."""
        return regions_of(self.experiment.question.municipality)

    def label(self, indicator: str) -> str:
        """An indicator's label; a user's own indicator goes by its name."""
        try:
            return label(indicator, self.language, self.regions)
        except ValueError:
            return indicator

    def unit(self, said: str, difference: bool = False) -> str:
        """A unit; that of a user's own indicator as it is."""
        try:
            return unit(said, self.language, difference)
        except ValueError:
            return said

    def month(self, date: str) -> str:
        """A month in words."""
        return f"{self.pick(MONTHS[int(date[5:]) - 1])} {date[:4]}"

    def number(self, value: float, digits: int = 0, signed: bool = False) -> str:
        """A number as it is written in the language, with no-break spaces and a real minus sign."""
        return written(value, self.language, digits, signed)

    def plain(self, value: float) -> str:
        """A number with the digits that it has."""
        text = f"{value:g}".replace("-", "−")
        return text.replace(".", ",") if self.language == "nb" else text

    def often(self, reached: int, of: int) -> str:
        """How often something came about, as a frequency that can be pictured."""
        return frequency(reached, of, self.language)

    def goal(self, name: str, definition: str) -> str:
        """A goal by its number in the plan and what it asks for."""
        nb = self.language == "nb"
        if name == "both":
            return "Begge: mål 1 (sysselsatte etter bosted) og mål 2" if nb else "Both: goal 1 (residents) and goal 2"
        asked, numbered = _GOAL.fullmatch(definition), re.match(r"goal (\d)", name)
        start = f"{'Mål' if nb else 'Goal'} {numbered[1]}. " if numbered else ""
        if not asked:
            return start + definition
        indicator, date, bound, threshold, since = asked.groups()
        least = {"least": ("minst", "at least"), "most": ("høyst", "at most")}[bound]
        least, number, label = self.pick(least), self.plain(float(threshold)), self.label(indicator)
        if since:
            when = ("i {} enn i {}" if nb else "in {} than in {}").format(self.month(date), self.month(since))
            return f"{start}{label}: {least} {number} {'høyere' if nb else 'higher'} {when}"
        unit = self.unit(self.experiment.units[indicator])
        return f"{start}{label}: {least} {number} {unit} {'i' if nb else 'in'} {self.month(date)}"

    def prior(self, prior: Any) -> str:
        """A prior by its family and numbers; fixed where there is none."""
        if prior is None:
            return self.pick(FAMILIES["fixed"])
        numbers = ("; " if self.language == "nb" else ", ").join(
            f"{self.pick(PRIOR_NUMBERS[name])} {self.plain(value)}" for name, value in prior.numbers
        )
        return f"{self.pick(FAMILIES[prior.family])}: {numbers}"

    def setting(self, name: str) -> Words:
        """What a lever or condition is called, and its unit."""
        from results.labels import condition
        from scenarios.levers import lever_texts

        texts = lever_texts()
        if name not in texts:
            return condition(name, self.language)
        one = texts[name]
        return (one.label_nb, one.unit_nb) if self.language == "nb" else (one.label_en, one.unit_en)

    def findings(self, date: str, indicators: tuple[str, ...]) -> Iterator[str]:
        """A sentence for each scenario and indicator, and one for how often both goals are reached."""
        nb = self.language == "nb"
        for one in self.found.get("differences", ()):
            if one["date"] != date or one["indicator"] not in indicators or one["mean"] is None:
                continue
            decimals = 0 if one["unit"] in WHOLE_UNITS else 2
            mean = f"{self.number(one['mean'], decimals, signed=True)} {self.word('average')}"
            said = f"{self.title(one['scenario'])} – {self.label(one['indicator'])}: {mean}"
            low, high = (one["expected"] or {}).get("most", {"low": None, "high": None}).values()
            if low is not None and high is not None:
                ends = [self.number(end, decimals, signed=True) for end in (low, high)]
                said += ("; forventet fra {} til {} (90 %)" if nb else "; expected from {} to {} (90%)").format(*ends)
            count, pairs = round(one["improved"] * one["replications"]), one["replications"]
            said += f". Høyere i {count} av {pairs} par." if nb else f". Higher in {count} of {pairs} pairs."
            if one["error"] is not None and abs(one["mean"]) <= 2 * one["error"]:
                said += " Forskjellen kan være tilfeldig." if nb else " The difference may be chance."
            yield said
        for one in self.found.get("goals", ()):
            if one["goal"] == "both" and not one.get("without_pandemic"):
                often = self.often(one["reached"], one["replications"])
                yield f"{self.title(one['scenario'])} – " + (
                    f"begge mål nås i {often}." if nb else f"both goals are reached {often}."
                )


def written(value: float, language: Language, digits: int = 0, signed: bool = False) -> str:
    """A number as it is written in a language, with no-break spaces and a real minus sign."""
    # Halves go up, as in the spreadsheet's cells.
    text = f"{Decimal(repr(abs(float(value)))).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP):,f}"
    if language == "nb":
        text = text.replace(",", "\u00a0").replace(".", ",")
    if not text.strip("0,.\u00a0"):
        return text
    return ("−" if value < 0 else "+" if signed else "") + text


def frequency(reached: int, of: int, language: Language) -> str:
    """How often something came about, as a frequency that can be pictured."""
    nb = language == "nb"
    share = reached / of if of else 0.0
    if reached == 0:
        return f"ingen av {of} simuleringer" if nb else f"in none of {of} simulations"
    if reached == of:
        return f"alle {of} simuleringer" if nb else f"in all {of} simulations"
    if share < RARELY:
        return "færre enn 1 av 20 simuleringer" if nb else "in fewer than 1 in 20 simulations"
    if share > MOSTLY:
        return "flere enn 19 av 20 simuleringer" if nb else "in more than 19 in 20 simulations"
    if share < HALF_A_TENTH:
        return "omtrent 1 av 20 simuleringer" if nb else "in about 1 in 20 simulations"
    if share > 1 - HALF_A_TENTH:
        return "omtrent 19 av 20 simuleringer" if nb else "in about 19 in 20 simulations"
    tenths = min(max(round(10 * share), 1), 9)
    return f"omtrent {tenths} av 10 simuleringer" if nb else f"in about {tenths} in 10 simulations"


def level_form(said: str) -> str:
    """The cell format of a level in a unit."""
    if said in WHOLE_UNITS:
        return "#,##0"
    return "0.0" if said.startswith("percent") and said not in FINE_UNITS else "0.00"


def change_form(said: str) -> str:
    """The cell format of a difference in a unit, with its sign."""
    return '+#,##0;"−"#,##0;0' if said in WHOLE_UNITS else '+0.00;"−"0.00;0.00'


def error_form(said: str) -> str:
    """The cell format of an error in a unit."""
    return "#,##0.0" if said in WHOLE_UNITS else "0.00"
