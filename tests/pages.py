"""Pages of the docs as their readers use them: files that they build, Python that they run, commands that they type."""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Any, NamedTuple

import typer
from typer.core import TyperGroup

from app.command import app

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
NAMES = [str(path.relative_to(ROOT)) for path in PAGES]
_BLOCK = re.compile(
    r"(?:^<!-- not run: (?P<reason>.+?) -->\n\n?)?"
    r"^(?P<indent> *)```(?P<language>\w+)(?: file=(?P<file>\S+))?\n(?P<text>.*?)^(?P=indent)```\n",
    re.DOTALL | re.MULTILINE,
)
_LINE = re.compile(r"\(\w+\.py, line \d+\)")
"""Where a line of the reader's own stands, which is another in the page and in a file of theirs."""
_COMMAND = re.compile(r"(?:ExecStart=)?(?:uv run |\S*/bin/)?halden(?: .*)?$")
_INLINE = re.compile(r"`((?:uv run )?halden(?:\s[^`]*)?)`")
_END = "\x1e"
"""Ends what a block has printed."""


class Block(NamedTuple):
    """A fenced block of a page."""

    language: str
    file: str
    """The file that it is a part of; empty for what is run or shown."""
    text: str
    reason: str
    """Why it is not run; empty for one that is."""
    printed: str
    """What the page says it prints; empty where it says nothing."""


def blocks(page: str) -> list[Block]:
    """The fenced blocks of a page. A block of text that follows at once is what a block prints."""
    text = (ROOT / page).read_text("utf-8")
    found, matches = [], list(_BLOCK.finditer(text))
    for one, following in zip_longest(matches, matches[1:]):
        follows = following and following["language"] == "text" and not text[one.end() : following.start()].strip()
        printed = following["text"] if following and follows else ""
        found.append(Block(one["language"], one["file"] or "", one["text"], one["reason"] or "", printed))
    return found


def build(page: str, folder: Path) -> None:
    """Write the files that a page builds block by block."""
    for one in blocks(page):
        if one.file:
            with (folder / one.file).open("a", encoding="utf-8") as file:
                file.write(f"{one.text}\n\n")


def run(words: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a program in a folder, with an archive of its own."""
    environment = os.environ | {"HALDEN_ARCHIVE": str(folder / "archive"), "COLUMNS": "200"}
    return subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def script(page: str) -> list[Block]:
    """The page's blocks of Python that are run, in one script."""
    return [one for one in blocks(page) if one.language == "python" and not one.file and not one.reason]


def outputs(page: str, folder: Path) -> list[str]:
    """What each block of the page's script prints.

    Raises:
        AssertionError: if the script fails.
    """
    path = folder / "page.py"
    ends = f"\nif __name__ == '__main__':\n    print({_END!r}, end='')\n"  # workers import the script too
    path.write_text("".join(one.text + ends for one in script(page)), "utf-8")
    ended = run([sys.executable, str(path)], folder)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout.split(_END)[:-1]


def plain(text: str) -> str:
    """Text as it is read: where its lines break does not matter."""
    return _LINE.sub("(mine.py, line 1)", " ".join(text.split()))


def commands(text: str) -> Iterator[list[str]]:
    """The words after ``halden`` of every command in lines of code."""
    for line in text.replace("\\\n", " ").splitlines():
        if _COMMAND.match(line.strip()):
            words = shlex.split(line, comments=True)
            words = words[next(k for k, word in enumerate(words) if word.split("/")[-1] == "halden") + 1 :]
            ends = [k for k, word in enumerate(words) if word in (">", "|", "&&", ";")]
            yield words[: ends[0]] if ends else words


def all_commands(page: str) -> list[list[str]]:
    """Every ``halden`` command of a page: in blocks, in indented lines, and within sentences."""
    text = (ROOT / page).read_text("utf-8")
    code = "\n".join(one.text for one in blocks(page) if one.language in ("bash", "ini"))
    prose = _BLOCK.sub("", text)
    indented = "\n".join(line for line in prose.splitlines() if line.startswith("    "))
    inline = "\n".join(plain(span) for span in _INLINE.findall(prose))
    return [*commands(code), *commands(indented), *commands(inline)]


def understand(words: list[str]) -> None:
    """Have the command line read a command, without running it.

    Raises:
        TyperException: the refusal, for a command, option or value that it does not know.
        Exit: for a request for help.
    """
    command: Any = typer.main.get_command(app)
    context = command.make_context("halden", list(words))
    while isinstance(command, TyperGroup):
        rest = [*context._protected_args, *context.args]
        if not rest:
            return
        name, command, rest = command.resolve_command(context, rest)
        context = command.make_context(name, rest, parent=context)
