"""The archive: where blocks stand, and what is there.

    archive.json                                    the format
    <question>/record.json                          what decides the values: versions, figures, horizon; units
    <question>/<scenario>/scenario.json             what the scenario changes, and its text
    <question>/<scenario>/values/<block>.parquet    replication, month, an indicator a column
    <question>/<scenario>/people-<first>/<block>.parquet   who gains and who is displaced against another scenario

Names are hashes of what decides the content, so nothing there can be out of date.
"""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from calibration.whole import put_json
from results.blocks import covered
from results.question import Question
from scenarios.shelf import Scenario

ARCHIVE = Path(os.environ.get("HALDEN_ARCHIVE") or Path(__file__).parent / "archive")
FORMAT = 1
MARK, RECORD, SCENARIO = "archive.json", "record.json", "scenario.json"


class ArchiveError(ValueError):
    """An archive that this program cannot use; the message is one line for the user."""


def check_format(root: Path) -> None:
    """Refuse an archive that a newer version wrote.

    Raises:
        ArchiveError: naming the file and the formats.
    """
    found = read_json(root / MARK)
    if found is not None and found.get("format") not in range(1, FORMAT + 1):
        raise ArchiveError(
            f"{root / MARK}: format = {found.get('format')!r}; allowed: 1 to {FORMAT}: the archive is of a newer "
            "version of this program, or of another one"
        )


def read_json(path: Path) -> dict[str, Any] | None:
    """A file's object; none when it is missing or not whole, since such files are made anew."""
    try:
        found = json.loads(path.read_text("utf-8"))
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return None
    return found if isinstance(found, dict) else None


@dataclass(frozen=True)
class Store:
    """One question's folder of an archive."""

    root: Path
    question: Question
    folder: Path

    @classmethod
    def of(cls, question: Question, root: Path | None = None) -> "Store":
        """The question's folder; nothing is made yet.

        Raises:
            ArchiveError: for an archive of a newer version.
        """
        root = root or ARCHIVE
        check_format(root)
        return cls(root, question, root / question.key)

    @staticmethod
    def values(scenario: Scenario) -> str:
        """Where a scenario's values stand."""
        return f"{scenario.digest}/values"

    @staticmethod
    def people(scenario: Scenario, first: Scenario) -> str:
        """Where its people stand, compared with ``first``."""
        return f"{scenario.digest}/people-{first.digest}"

    def compares(self, scenario: Scenario, first: Scenario) -> bool:
        """Whether people are compared: not with oneself, and not before the first November."""
        return scenario.digest != first.digest and self.question.novembers > 0

    def lacking(self, chosen: dict[str, Scenario], against: str, asked: range) -> dict[int, tuple[str, ...]]:
        """The replications of ``asked`` that must be run, and for which scenarios."""
        first = chosen[against]
        found: dict[int, list[str]] = {}
        for name, one in chosen.items():
            have = covered(self.folder / self.values(one))
            if self.compares(one, first):
                have &= covered(self.folder / self.people(one, first))
            for k in set(asked) - have:
                found.setdefault(k, []).append(name)
        return {k: tuple(names) for k, names in found.items()}

    def describe(self, scenarios: dict[str, Scenario]) -> None:
        """Write what the folder and the scenarios are, where that is not said yet."""
        from scenarios.scenario import write
        from scenarios.settings import changes

        _put_json(self.root / MARK, {"format": FORMAT, "made_by": "halden"})
        indicators = {one.name: one.unit for one in self.question.indicators().values()}
        content = {"format": FORMAT, **self.question.content(), "key": self.question.key, "indicators": indicators}
        _put_json(self.folder / RECORD, content)
        for name, one in scenarios.items():
            said = {"name": name, "title_nb": one.title[0], "title_en": one.title[1], "digest": one.digest}
            path = self.folder / one.digest / SCENARIO
            _put_json(path, {**said, "changes": changes(one), "extends": one.extends, "text": write(one.file)})

    def units(self) -> dict[str, str]:
        """The indicators' units by name, in the order of the columns."""
        found = read_json(self.folder / RECORD)
        if found is None:
            self.describe({})
            found = read_json(self.folder / RECORD) or {}
        return found["indicators"]


def _put_json(path: Path, content: dict[str, Any]) -> None:
    if read_json(path) is None:
        put_json(path, content)
