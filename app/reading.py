"""A comparison as a page reads it: its scenarios by letter, their lines over the years, and links to its files."""

from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import Any
from urllib.parse import urlencode

from app.address import SHOWN, View, query
from app.ask import Ask
from app.bundled import bundle
from app.language import Speaker
from app.pictures import Line
from results.comparison import Difference, difference
from results.downloads import series
from results.ensembles import Experiment
from results.goals import Chance, chances, plan_goals, within
from results.labels import meaning, unit
from results.telling import WHOLE_UNITS

READ_IN = "2025-11"
"""The November in which the plan's goals are read, and so every number that is not a line."""
SINCE = "2021-11"
RUNS = 20
"""Single simulations that are drawn."""
DOWNLOADS = "/nedlasting"


@dataclass(frozen=True, eq=False)
class Reading:
    """A comparison, in a language, on a page."""

    speaker: Speaker
    view: View
    ask: Ask
    found: Experiment

    @property
    def name(self) -> str:
        """The scenario a page is about."""
        return self.ask.scenarios[0].name

    def title(self, name: str) -> str:
        """What a scenario is called."""
        return self.speaker.pick(self.found.scenarios[name].title)

    @property
    def replications(self) -> int:
        """Of each scenario."""
        return self.found.replications

    def chances(self, name: str) -> dict[str, Chance]:
        """The plan's goals by name, and both."""
        return {one.goal: one for one in chances(self.found, name, within(plan_goals(), self.found.question.until))}

    def change(self, indicator: str, name: str = "", date: str = READ_IN) -> Difference:
        """What a scenario changes."""
        return difference(self.found, name or self.name, indicator, date)

    def digits(self, indicator: str) -> int:
        """Decimals that an indicator is written with."""
        return digits_of(indicator)

    def unit(self, indicator: str, change: bool = False) -> str:
        """Its unit, or that of a difference."""
        return unit(bundle()["units"][indicator], self.speaker.language, change)

    @cached_property
    def novembers(self) -> list[str]:
        """The dates of lines."""
        return [date for date in self.found.dates if date.endswith("-11")]

    def line(self, name: str, indicator: str, look: int, runs: bool = False) -> Line:
        """A scenario's level over the years."""
        rows = [
            row for row in series(self._alone(name), [indicator]) if row["date"] in self.novembers
        ]  # fmt: skip
        columns = {key: [row[key] for row in rows] for key in ("q05", "q25", "q50", "q75", "q95")}
        single = []
        if runs:
            at = [self.found.at(name, indicator, date) for date in self.novembers]
            single = [[float(one[k]) for one in at] for k in range(min(RUNS, self.replications))]
        return Line(
            self.title(name), [int(date[:4]) for date in self.novembers], columns["q05"], columns["q50"],
            columns["q95"], (columns["q25"], columns["q75"]), single, look,
        )  # fmt: skip

    def gained(self, name: str, indicator: str, look: int) -> Line:
        """What a scenario changes over the years: the mean, and how uncertain the expected change is."""
        found = [self.change(indicator, name, date) for date in self.novembers]
        ends = [one.expected.most if one.expected else one.most for one in found]
        return Line(
            self.title(name), [int(date[:4]) for date in self.novembers], [one.low for one in ends],
            [one.mean for one in found], [one.high for one in ends], look=look,
        )  # fmt: skip

    def _alone(self, name: str) -> Any:
        from dataclasses import replace

        return replace(self.found, values={name: self.found.values[name]})

    def files(self, figure: str) -> str:
        """The address of a figure's files, which end in ``{file}``."""
        return self.link(f"{DOWNLOADS}/figur.{{file}}", figur=figure)

    def meanings(self) -> str:
        """What the numbers mean, their units, and where the figures they start from are from."""
        speaker = self.speaker
        items = "".join(
            f"<dt>{escape(speaker.label(one))} ({escape(self.unit(one))})</dt>"
            f"<dd>{escape(meaning(one, speaker.language))}</dd>"
            for one in SHOWN
        )
        return (
            f"<details><summary>{speaker.word('meanings')}</summary><dl>{items}</dl>"
            f'<p class="small">{speaker.word("sources")}</p></details>'
        )

    def downloads(self) -> str:
        """Links to the comparison as files."""
        word = self.speaker.word
        links = " ".join(
            f'<a class="button" href="{escape(self.link(f"{DOWNLOADS}/{name}"), quote=True)}" download>{word(key)}</a>'
            for key, name in (("excel", "sammenligning.xlsx"), ("csv_files", "sammenligning.zip"))
        )
        return f'{self.meanings()}<p class="tools">{links}</p><p class="small">{word("stamp", n=self.replications)}</p>'

    def link(self, path: str, **more: str) -> str:
        """The address of a file of this comparison, with as many replications as are shown."""
        extra = urlencode({**more, "n": str(self.replications)})
        return f"{path}?{query(self.view)}&{extra}"


def whole(indicator: str) -> bool:
    """Whether an indicator that pages show counts persons or jobs, and is no rate."""
    return bundle()["units"][indicator] in WHOLE_UNITS


def digits_of(indicator: str) -> int:
    """Decimals that an indicator is written with."""
    return 0 if whole(indicator) else 1


def observed(indicator: str) -> list[tuple[int, float]]:
    """The figures known by November."""
    return [(year, value) for year, value in bundle()["observed"][indicator]]


def spoken_effect(speaker: Speaker, one: Difference, digits: int, unit: str) -> str:
    """A change in words: the mean, and between what the expected change lies."""
    number = speaker.number
    mean = number(one.mean, digits, signed=True)
    if one.expected is None or not one.expected.sd > 0:
        return speaker.word("effect_alone", mean=mean, unit=unit, error=number(2 * one.error, max(digits, 1)))
    low, high = (number(end, digits, signed=True) for end in one.expected.most)
    return speaker.word("effect_said", mean=mean, unit=unit, low=low, high=high)
