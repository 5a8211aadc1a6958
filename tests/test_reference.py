"""The reference of the API is made from docstrings, holds every public name, and reads as text."""

import html
import importlib
import re
import subprocess
from pathlib import Path

import pytest

import calibration
import model
from model.month import MONTH
from tests.pages import ROOT

HARMLESS = (
    "Error parsing type annotation",  # a name that is imported for type checkers alone, or a type variable of Mesa's
    "Cannot determine where scenarios.scenario.",  # fields that pydantic makes from the declarations
)
"""What pdoc cannot know, and says."""
WANTED = (
    "calibration.posterior.posterior", "calibration.targets.targets", "model.compiled.rule", "model.declare.Prior",
    "model.declare.declared", "model.draws.stream", "model.draws.uniforms", "model.indicators.Indicator",
    "model.engine.Engine.key", "model.jobs.leave_job", "model.jobs.take_job", "model.screening.below",
    "model.screening.marked", "model.tables.Column", "model.variant.Variant.version", "results.comparison.difference",
    "results.comparison.who_gains", "results.ensembles.run_experiment", "results.executors.Pool",
    "results.goals.chances", "results.precision.run_to_precision", "scenarios.shelf.load", "scenarios.shelf.loads",
)  # fmt: skip
"""Where the model is extended and used, beside what the packages name themselves."""


MARKUP = re.compile(r":(func|class|mod|meth|data):|``|^\s*(Args|Raises|Returns):", re.MULTILINE)


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The reference, and what was said while it was made."""
    folder = tmp_path_factory.mktemp("api")
    ended = subprocess.run([ROOT / ".ci" / "api", folder], capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    return folder, ended.stderr


def address(package: object, name: str) -> str:
    found = getattr(package, name)
    return f"{found.__module__}.{found.__qualname__}"


def named() -> list[str]:
    ours = [address(package, name) for package in (model, calibration) for name in package.__all__]
    return sorted({*ours, *WANTED, *(f"{one.__module__}.{one.__name__}.step" for one in MONTH)})


def shown(folder: Path, name: str) -> bool:
    """Whether the page of the name's module holds it."""
    module, _, rest = name.rpartition(".")
    while not (folder / f"{module.replace('.', '/')}.html").exists():
        module, _, above = module.rpartition(".")
        rest = f"{above}.{rest}"
    return f'id="{rest}"' in (folder / f"{module.replace('.', '/')}.html").read_text("utf-8")


def test_it_is_made_without_warnings_of_our_own(reference: tuple[Path, str]):
    said = [line.removeprefix("Warn: ") for line in reference[1].splitlines() if line.startswith("Warn: ")]
    assert [line for line in said if not line.startswith(HARMLESS)] == []


def test_it_holds_every_public_name(reference: tuple[Path, str]):
    assert [name for name in named() if not shown(reference[0], name)] == []
    assert not shown(reference[0], "model.variant.Nothing")


def test_every_module_has_a_page(reference: tuple[Path, str]):
    for package in ("model", "scenarios", "calibration", "results"):
        modules = {path.stem for path in (ROOT / package).glob("[a-z]*.py")}
        assert {path.stem for path in (reference[0] / package).glob("*.html")} == modules


def test_no_markup_is_left_in_the_text(reference: tuple[Path, str]):
    for page in reference[0].rglob("*.html"):
        docstrings = re.findall(r'<div class="docstring">(.*?)</div>', page.read_text("utf-8"), re.DOTALL)
        text = re.sub(r"<(pre|code|h6).*?</\1>|<[^>]+>", "", "\n".join(docstrings), flags=re.DOTALL)
        assert not MARKUP.search(html.unescape(text)), page


@pytest.mark.parametrize("name", [name for name in WANTED if name.count(".") == 2])
def test_what_is_wanted_is_there(name: str):
    module, _, rest = name.rpartition(".")
    assert hasattr(importlib.import_module(module), rest)
