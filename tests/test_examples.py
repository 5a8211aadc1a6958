"""The scripts of ``examples/`` and the Python of the docs run as they stand, and say what they promise."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SMALL = ("--replications", "2", "--until", "2021-12")


def run(script: Path, archive: Path, *words: str) -> str:
    environment = os.environ | {"HALDEN_ARCHIVE": str(archive)}
    ended = subprocess.run(
        [sys.executable, str(script), *words], env=environment, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


EXAMPLES = [
    ("batch", (), "employed_residents in 2021-11: "),
    ("sweep", ("--numbers", "2", "8"), "for each"),
    ("custom_indicator", (), "lever_drop_out_prevention: "),
    ("cluster", (), "goal_2: "),
]


@pytest.mark.parametrize(("name", "words", "said"), EXAMPLES)
def test_an_example_runs(name: str, words: tuple[str, ...], said: str, tmp_path: Path):
    assert said in run(ROOT / "examples" / f"{name}.py", tmp_path, *SMALL, *words)


def test_every_example_is_run():
    assert {name for name, _, _ in EXAMPLES} == {path.stem for path in (ROOT / "examples").glob("*.py")}


@pytest.mark.parametrize("page", ["docs/batches.md", "docs/cluster.md", "docs/inspect.md"])
def test_the_python_of_a_page_runs(page: str, tmp_path: Path):
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / page).read_text("utf-8"), re.DOTALL)
    assert blocks
    script = tmp_path / "page.py"
    script.write_text("\n".join(blocks), "utf-8")
    assert run(script, tmp_path / "archive")
