"""What the docs show is so: Python runs, prints what is said, scenario files are right, commands are understood."""

import re
import sys
import tomllib
from collections import Counter
from pathlib import Path

import pytest
import typer

from tests.pages import NAMES, ROOT, all_commands, blocks, build, commands, outputs, plain, run, script, understand

NOT_RUN = {"docs/extend.md": 4}
"""Blocks that a page marks as not run, with its reason."""
LIGHT = ("levers", "measures", "scenarios", "--help", "--version")
"""Commands that answer at once."""
OF_BLOCKS = ("bash", "python", "toml")


@pytest.mark.parametrize("page", [name for name in NAMES if script(name)])
def test_the_python_of_a_page_runs_and_prints_what_is_said(page: str, tmp_path: Path):
    build(page, tmp_path)
    for block, printed in zip(script(page), outputs(page, tmp_path), strict=True):
        if block.printed:
            assert plain(printed) == plain(block.printed)


@pytest.mark.parametrize("page", NAMES)
def test_every_command_of_a_page_is_understood(page: str):
    for words in all_commands(page):
        said = refusal(words)
        # A sentence may name a command without what is given to it.
        assert not said or (said.startswith("Missing argument") and len(words) <= 2), said


@pytest.mark.parametrize("words", [["prun"], ["run"], ["run", "plan", "--untill", "2020-12"], ["archive", "x"]])
def test_a_command_that_is_not_there_is_seen(words: list[str]):
    assert any(said in refusal(words) for said in ("'prun'", "Missing argument", "--untill", "'x'"))


def refusal(words: list[str]) -> str:
    """What the command line says against a command; nothing when it understands."""
    try:
        understand(words)
    except typer.Exit as leaving:
        return "" if not leaving.exit_code else str(leaving.exit_code)
    except typer.TyperException as refused:
        return refused.format_message()
    return ""


def of_a_variant(words: list[str]) -> bool:
    return "--model" in words


@pytest.mark.parametrize("page", [name for name in NAMES if all_commands(name)])
def test_light_commands_and_those_with_a_variant_say_what_the_page_says(page: str, tmp_path: Path):
    build(page, tmp_path)
    inline = [words for words in all_commands(page) if set(words) & set(LIGHT) and not of_a_variant(words)]
    for words in dict.fromkeys(map(tuple, inline)):
        ended = run([sys.executable, "-m", "app", *words], tmp_path)
        assert (ended.returncode, ended.stderr) == (0, ""), words
    for block in blocks(page):
        ours = [words for words in commands(block.text) if of_a_variant(words)]
        if block.language == "bash" and ours and not block.reason:
            ended = [run([sys.executable, "-m", "app", *words], tmp_path) for words in ours]
            if block.printed:
                assert plain("".join(one.stdout + one.stderr for one in ended)) == plain(block.printed)
            else:
                assert all(one.returncode == 0 for one in ended), [one.stderr for one in ended]


@pytest.mark.parametrize("page", NAMES)
def test_toml_is_read_and_a_scenario_is_checked_by_a_command_of_the_page(page: str):
    for block in blocks(page):
        if block.language == "toml" and "title_nb" in tomllib.loads(block.text):
            checks = [words for words in all_commands(page) if words[-3:] == ["scenarios", "check", block.file]]
            assert checks, f"{page}: no `halden scenarios check {block.file}`"


def test_what_is_not_run_is_said_and_counted():
    marked = Counter(page for page in NAMES for block in blocks(page) if block.reason)
    assert marked == NOT_RUN
    for page in NAMES:
        assert (ROOT / page).read_text("utf-8").count("<!-- not run:") == marked[page], "a mark stands before its block"


def test_every_block_that_could_be_run_is_found():
    for page in NAMES:
        fences = re.findall(r"^ *```(\w+)", (ROOT / page).read_text("utf-8"), re.MULTILINE)
        assert Counter(fences) == Counter(block.language for block in blocks(page)), page


@pytest.mark.parametrize("page", NAMES)
def test_links_between_pages_lead_somewhere(page: str):
    text = re.sub(r"```.*?```", "", (ROOT / page).read_text("utf-8"), flags=re.DOTALL)
    for link in re.findall(r"\]\(([^)#\s]*)(?:#[^)]*)?\)", text):
        if link and "://" not in link:
            assert ((ROOT / page).parent / link).exists(), link
