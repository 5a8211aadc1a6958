"""How rules are compiled: to machine code with numba, kept on disk under the model's version.

A compiled rule contains the rules it calls, and numba looks for changes in a rule's own file only; so the folder of
compiled code carries the hash of every source of the model, and a researcher's rules that of every file which theirs
imports. Stale code is impossible.
"""

import hashlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numba
from platformdirs import user_cache_path

from model.sources import sources
from model.version import model_version

MODEL = "model"


def cache_folder() -> Path:
    """Where compiled rules are kept: the user's cache folder, or a temporary one where that cannot be written."""
    folder = user_cache_path("halden") / "compiled" / model_version()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        usable = os.access(folder, os.W_OK)
    except OSError:
        usable = False
    return folder if usable else Path(tempfile.gettempdir()) / f"halden-{os.getuid()}-{model_version()}"


def compiled_before() -> bool:
    """Whether this version's rules have been compiled on this machine."""
    folder = Path(os.environ.get("NUMBA_CACHE_DIR") or cache_folder())
    return folder.is_dir() and any(folder.rglob("*.nbi"))


if not os.environ.get("NUMBA_CACHE_DIR"):
    numba.config.CACHE_DIR = str(cache_folder())  # type: ignore[attr-defined]


def rule(function: Callable) -> Any:
    """Decorates a rule: compiled on first use and kept. With ``NUMBA_DISABLE_JIT=1`` it stays plain Python.

    A rule makes no arrays, it fills those it is given; so numba's reference counting is switched off. Counting the
    columns of two tables costs half a microsecond each time one rule calls another, which was half of a run.
    """
    name = function.__module__
    if name.partition(".")[0] == MODEL:
        return _compiled(function, kept=True)
    file = Path(function.__code__.co_filename).resolve()
    if not file.is_file():
        return _compiled(function, kept=False)
    others = sorted((path.name, path.read_bytes()) for path in sources([name]) - {file})
    shared = numba.config.CACHE_DIR  # type: ignore[attr-defined]
    if others and not os.environ.get("NUMBA_CACHE_DIR"):
        digest = hashlib.blake2b(repr(others).encode(), digest_size=8).hexdigest()
        numba.config.CACHE_DIR = str(Path(shared) / digest)  # type: ignore[attr-defined]
    try:
        return _compiled(function, kept=True)
    finally:
        numba.config.CACHE_DIR = shared  # type: ignore[attr-defined]


def _compiled(function: Callable, *, kept: bool) -> Any:
    return numba.njit(cache=kept, nogil=True, _nrt=False)(function)  # pyright: ignore[reportCallIssue]  (untyped)
