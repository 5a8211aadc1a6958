"""The source files that a module is made of: its own, and those it imports as far as they are a researcher's own.

The standard library, installed packages and the project's packages are left out: they have versions of their own.
"""

import ast
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.util import find_spec, resolve_name
from pathlib import Path

OURS = "app", "calibration", "model", "results", "scenarios"
"""The project's packages."""
INSTALLED = "site-packages", "dist-packages"


def sources(modules: Iterable[str]) -> set[Path]:
    """The files of modules, and of everything that they import outside the packages that are left out.

    What is imported by a computed name, or read as data, cannot be seen.

    Args:
        modules: names; a package that one of them is in counts as one's own wherever it is installed.
    """
    waiting = set(modules)
    own = {_top(name) for name in waiting}
    seen: set[str] = set()
    found: set[Path] = set()
    while waiting:
        name = waiting.pop()
        seen.add(name)
        file = None if _top(name) in OURS else _file(name)
        if file is None or (_top(name) not in own and any(part in INSTALLED for part in file.parts)):
            continue
        found.add(file)
        waiting |= {one for one in _imported(name, file) if _may_be_own(one, own)} - seen
    return found


def _top(name: str) -> str:
    return name.partition(".")[0]


def _may_be_own(name: str, own: set[str]) -> bool:
    """Settled by the first part alone, so that no package is imported only to be left out."""
    top = _top(name)
    if top in own:
        return True
    if top in OURS or top in sys.stdlib_module_names:
        return False
    file = _file(top)
    return file is None or not any(part in INSTALLED for part in file.parts)


def _file(name: str) -> Path | None:
    """The Python file of a module; none for one without, such as a folder without ``__init__.py``."""
    loaded = sys.modules.get(name)
    if loaded is not None:
        file = getattr(loaded, "__file__", None)
    else:
        try:
            spec = find_spec(name)
        except (ImportError, ValueError):
            return None
        file = spec.origin if spec is not None else None
    path = Path(file).resolve() if file and file.endswith(".py") else None
    return path if path and path.is_file() else None


def _imported(name: str, file: Path) -> Iterator[str]:
    """Every module that the file's imports may mean, the packages around them among them."""
    package = name if file.name == "__init__.py" else name.rpartition(".")[0]
    stamp = file.stat()
    for level, module, names in _imports(file, stamp.st_mtime_ns, stamp.st_size):
        try:
            base = resolve_name("." * level + module, package) if level else module
        except ImportError:
            continue
        parts = base.split(".")
        yield from (".".join(parts[: count + 1]) for count in range(len(parts)))
        yield from (f"{base}.{one}" for one in names)


@cache
def _imports(file: Path, _modified: int, _size: int) -> tuple[tuple[int, str, tuple[str, ...]], ...]:
    """The imports of a file: (dots before, module, names from it). Read again when the file has changed."""
    try:
        tree = ast.parse(file.read_bytes())
    except (OSError, SyntaxError, ValueError):
        return ()
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [(0, one.name, ()) for one in node.names]
        elif isinstance(node, ast.ImportFrom):
            found.append((node.level, node.module or "", tuple(one.name for one in node.names)))
    return tuple(found)
