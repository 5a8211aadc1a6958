"""What a module is made of: its file and those it imports, so that no answer and no compiled rule outlives a change."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from model.compiled import cache_folder
from model.sources import sources

PACKAGE = {
    "mine/__init__.py": "",
    "mine/variant.py": "import numpy\nfrom model.codes import Status\nfrom results import run_experiment\n"
    "from .rules import go_on\nfrom mine import words\ndef main():\n    import charts.bars\n",
    "mine/rules.py": "from mine.numbers import SHARE\nfrom missing import nothing\n",
    "mine/numbers.py": "SHARE = 0.5\n",
    "mine/words.py": "import mine.variant\n",
    "mine/unused.py": "SHARE = 0.5\n",
    "charts/bars.py": "import json\nimport altair\n",
}


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    for name, text in PACKAGE.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.syspath_prepend(tmp_path)
    yield tmp_path
    for name in [one for one in sys.modules if one.partition(".")[0] in ("mine", "charts")]:
        del sys.modules[name]


def test_a_module_is_made_of_all_that_it_imports_of_ones_own(written: Path):
    before = set(sys.modules)
    names = {"variant.py", "__init__.py", "rules.py", "numbers.py", "words.py", "bars.py"}
    assert {path.name for path in sources(["mine.variant"])} == names
    assert {path.name for path in sources(["mine.numbers"])} == {"numbers.py"}
    assert sources(["no_such_module"]) == set()
    assert {one.partition(".")[0] for one in set(sys.modules) - before} <= {"mine", "charts"}, "others stay unimported"


def test_an_installed_package_is_followed_within_itself_only(written: Path, monkeypatch: pytest.MonkeyPatch):
    home = written / "site-packages"
    for name, text in {"theirs/__init__.py": "", "theirs/a.py": "import theirs.b\nimport other", "theirs/b.py": "",
                       "other.py": ""}.items():  # fmt: skip
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(text)
    (written / "mine" / "user.py").write_text("import theirs.a\n")
    monkeypatch.syspath_prepend(home)
    assert {path.name for path in sources(["theirs.a"])} == {"a.py", "__init__.py", "b.py"}
    assert {path.name for path in sources(["mine.user"])} == {"user.py"}
    sys.modules.pop("theirs", None)


def test_a_change_of_imports_is_seen(written: Path):
    assert "unused.py" not in {path.name for path in sources(["mine.variant"])}
    (written / "mine" / "numbers.py").write_text("from mine.unused import SHARE\n")
    assert "unused.py" in {path.name for path in sources(["mine.variant"])}


def said(folder: Path, code: str) -> str:
    """What a new Python says, which finds modules in the folder."""
    home = {"PYTHONPATH": f"{Path(__file__).parents[1]}{os.pathsep}{folder}"}
    ended = subprocess.run([sys.executable, "-c", code], env=os.environ | home, stdout=subprocess.PIPE, check=True)
    return ended.stdout.decode().strip()


def test_a_compiled_rule_follows_the_values_that_it_contains(tmp_path: Path):
    """A number that is read from a file, or set from outside before the first call, is not that of an earlier run."""
    (tmp_path / "course.txt").write_text("9")
    (tmp_path / "valued.py").write_text(
        "from pathlib import Path\nfrom model.compiled import rule\nimport held\n"
        "COURSE = int(Path(__file__).with_name('course.txt').read_text())\n"
        "@rule\ndef inner():\n    return COURSE + held.SHIFT\n@rule\ndef ask():\n    return inner()\n"
    )
    (tmp_path / "held.py").write_text("SHIFT = 100\n")

    def asked(before: str = "pass") -> str:
        answer = "print(valued.ask(), sum(valued.ask.stats.cache_hits.values()))"
        return said(tmp_path, f"import valued, held; {before}; {answer}")

    assert asked() == "109 0"
    assert asked() == "109 1"
    (tmp_path / "course.txt").write_text("3")
    assert asked() == "103 0"
    assert asked("valued.COURSE = 5") == "105 0"
    assert asked("held.SHIFT = 200") == "203 0"
    assert asked() == "103 1", "every value has its own"


CALLING = "from model.compiled import rule\nfrom helper import double\n@rule\ndef ask(x):\n    return double(x)\n"
HELPER = "from constant import TIMES\nfrom model.compiled import rule\n@rule\ndef double(x):\n    return TIMES * x\n"


def test_a_compiled_rule_follows_the_files_that_it_calls(tmp_path: Path):
    """A rule calls another file's, which uses a third file's number: none of their changes gives old machine code."""

    def asked() -> str:
        return said(tmp_path, "from calling import ask; print(ask(1), sum(ask.stats.cache_hits.values()))")

    files = {"calling.py": CALLING, "helper.py": HELPER, "constant.py": "TIMES = 2\n"}
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    assert asked() == "2 0"
    assert asked() == "2 1", "kept on disk"
    (tmp_path / "constant.py").write_text("TIMES = 3\n")
    assert asked() == "3 0"
    (tmp_path / "helper.py").write_text(HELPER.replace("* x", "* x + 1"))
    assert asked() == "4 0"
    (tmp_path / "constant.py").write_text("TIMES = 2\n")
    (tmp_path / "helper.py").write_text(HELPER)
    assert asked() == "2 1", "what was compiled of the same files is found again"
    assert any(cache_folder().rglob("calling.ask-*.nbi"))
