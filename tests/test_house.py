"""The house stands: packages import only from the left, and no module shadows a folder or the standard library."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ORDER = ["model", "scenarios", "calibration", "results", "app"]
SHADOWS = {"random", "calendar", "types"}


def imported_packages(path: Path) -> set[str]:
    """The top-level packages that a module names in any import statement, also inside functions."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found.add(node.module.split(".")[0])
    return found


def breaches(package: str, imports: set[str]) -> set[str]:
    """The packages to the right of ``package`` among ``imports``."""
    return imports & set(ORDER[ORDER.index(package) + 1 :])


@pytest.mark.parametrize("package", ORDER)
def test_packages_import_only_from_the_left(package: str):
    modules = sorted((ROOT / package).rglob("*.py"))
    assert modules
    for module in modules:
        assert not breaches(package, imported_packages(module)), module


def test_the_check_sees_a_breach(tmp_path: Path):
    module = tmp_path / "m.py"
    module.write_text("def f():\n    from results.ensemble import Ensemble\n    import app.words\n", "utf-8")
    assert breaches("model", imported_packages(module)) == {"results", "app"}
    assert breaches("app", imported_packages(module)) == set()


@pytest.mark.parametrize("package", ORDER)
def test_no_module_shadows_a_folder_or_the_standard_library(package: str):
    for module in (ROOT / package).glob("*.py"):
        assert module.stem not in SHADOWS, module
        assert not (module.parent / module.stem).is_dir(), module


@pytest.mark.parametrize("package", ORDER)
def test_code_stands_at_the_first_level(package: str):
    nested = [p for p in (ROOT / package).rglob("*.py") if p.parent != ROOT / package]
    assert nested == []
