"""The scripts of ``examples/`` run as they stand, and say what they promise."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LATER = ("--until", "2022-12")
SMALL = ("--replications", "2", "--until", "2021-12")


def run(script: Path, archive: Path, *words: str, cwd: Path = ROOT) -> str:
    environment = os.environ | {"HALDEN_ARCHIVE": str(archive)}
    ended = subprocess.run(
        [sys.executable, str(script), *words], env=environment, cwd=cwd, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


EXAMPLES = [
    ("batch", (), "employed_residents in 2021-11: "),
    ("sweep", ("--numbers", "2", "8"), "for each"),
    ("custom_indicator", (), "lever_drop_out_prevention: "),
    ("cluster", (), "goal_2: "),
    ("wage_subsidy", LATER, "in subsidised jobs, "),
    ("remote_work", LATER, "2022-11, as in 2021, for good: "),
    ("mentors", LATER, "sketch and process agree to the last bit"),
    ("childcare", LATER, "for each place "),
    ("supply_links", LATER, "2022-11, with links: "),
]


@pytest.mark.parametrize(("name", "words", "said"), EXAMPLES)
def test_an_example_runs(name: str, words: tuple[str, ...], said: str, tmp_path: Path):
    assert said in run(ROOT / "examples" / f"{name}.py", tmp_path, *SMALL, *words, cwd=tmp_path)
    if words == LATER:
        assert (tmp_path / f"{name}.svg").read_text("utf-8").startswith("<svg")


def test_every_example_is_run():
    assert {name for name, _, _ in EXAMPLES} == {path.stem for path in (ROOT / "examples").glob("*.py")}
