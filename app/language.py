"""The app's words in Norwegian (bokmål) and English, and numbers as each language writes them."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from results.groups import Words
from results.labels import LANGUAGES, Language, label
from results.telling import MONTHS, frequency, written

if TYPE_CHECKING:
    from app.address import AddressError

FOLDER = Path(__file__).parent / "words"
PARTS = ("", "lab.")
"""The files of words: the pages', and the model lab's."""
ROUGHLY = 5
"""Chances are told in steps of so many per cent; finer ones would claim more than simulations know."""
SCALE = ((0.10, "very_unlikely"), (0.33, "unlikely"), (0.66, "as_likely_as_not"), (0.90, "likely"))
"""Chances up to which each expression is used; beyond the last, very likely."""


@cache
def catalogue(language: Language) -> dict[str, str]:
    """Every word by its key, from every file of the language.

    Raises:
        ValueError: for a key that stands in two of them.
    """
    found: dict[str, str] = {}
    for path in (FOLDER / f"{part}{language}.toml" for part in PARTS):
        words = tomllib.loads(path.read_text("utf-8"))
        twice = found.keys() & words.keys()
        if twice:
            raise ValueError(f"{path}: {min(twice)} stands in another file too; allowed: each key once")
        found |= words
    return found


@dataclass(frozen=True)
class Speaker:
    """Says things in a language."""

    language: Language

    @classmethod
    def of(cls, asked: str | None) -> "Speaker":
        """The one asked for, and Norwegian for whatever is not a language."""
        return cls(asked if asked in LANGUAGES else "nb")  # type: ignore[arg-type]

    @property
    def other(self) -> Language:
        """The language that this one is not."""
        return "en" if self.language == "nb" else "nb"

    def word(self, key: str, /, **values: object) -> str:
        """A word or sentence.

        Raises:
            KeyError: for a key without words.
        """
        return catalogue(self.language)[key].format(**values)

    def fault(self, error: "AddressError") -> str:
        """What is wrong with an address, a file or a change."""
        return self.word(error.word, **error.values)

    def month(self, date: str) -> str:
        """A month in words."""
        return f"{self.pick(MONTHS[int(date[5:]) - 1])} {date[:4]}"

    def pick(self, words: Words) -> str:
        """The one of two that is in the language."""
        return words[0 if self.language == "nb" else 1]

    def label(self, indicator: str) -> str:
        """What an indicator is called."""
        return label(indicator, self.language)

    def number(self, value: float, digits: int = 0, signed: bool = False) -> str:
        """A number as the language writes it."""
        return written(value, self.language, digits, signed)

    def often(self, reached: int, of: int) -> str:
        """How often something came about, as a frequency that can be pictured."""
        return frequency(reached, of, self.language)

    def chance(self, reached: int, of: int) -> str:
        """A chance in steps of five per cent."""
        share = 100.0 * reached / of
        if share < ROUGHLY:
            return self.word("under", percent=ROUGHLY)
        if share > 100 - ROUGHLY:
            return self.word("over", percent=100 - ROUGHLY)
        return self.word("about", percent=round(share / ROUGHLY) * ROUGHLY)

    def likelihood(self, reached: int, of: int) -> str:
        """A chance in words, always the same ones."""
        share = reached / of
        return self.word(next((name for most, name in SCALE if share < most), "very_likely"))
