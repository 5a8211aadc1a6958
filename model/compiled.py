"""How rules are compiled: to machine code with numba, kept on disk under the model's version.

A compiled rule contains the rules it calls and the values of names outside it, and numba looks for changes in a rule's
own file only. So the folder of compiled code carries the hash of every source of the model; a researcher's rules are
kept under the hash of every file that theirs imports, and under the values that they contain.
"""

import hashlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

import numba
import numpy as np
from numba.core.caching import FunctionCache
from numba.core.dispatcher import Dispatcher
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
    compiled, file = _compiled(function, kept=False), Path(function.__code__.co_filename).resolve()
    if not isinstance(compiled, Dispatcher) or not file.is_file():
        return compiled
    others = sorted((path.name, path.read_bytes()) for path in sources([name]) - {file})
    shared = numba.config.CACHE_DIR  # type: ignore[attr-defined]
    if others and not os.environ.get("NUMBA_CACHE_DIR"):
        digest = hashlib.blake2b(repr(others).encode(), digest_size=8).hexdigest()
        numba.config.CACHE_DIR = str(Path(shared) / digest)  # type: ignore[attr-defined]
    try:
        # What numba's own enable_caching does, with another key.
        compiled._cache = _ByValues(function)  # pyright: ignore[reportAttributeAccessIssue]
    finally:
        numba.config.CACHE_DIR = shared  # type: ignore[attr-defined]
    return compiled


class _ByValues(FunctionCache):
    """Machine code by the values that it contains, beside numba's own key."""

    def _index_key(self, sig: Any, codegen: Any) -> tuple:
        return (*super()._index_key(sig, codegen), values_in(self._py_func))


def values_in(function: Callable) -> str:
    """A hash of the values of names outside a rule that its machine code contains, and those of the rules it calls."""
    digest, waiting, seen = hashlib.blake2b(digest_size=16), [function], set()
    while waiting:
        one = waiting.pop()
        seen.add(one)
        names = sorted(_names(one.__code__))
        spaces = [
            one.__globals__,
            *(vars(held) for n in names if isinstance(held := one.__globals__.get(n), ModuleType)),
        ]
        for name, value in ((name, space[name]) for name in names for space in spaces if name in space):
            if isinstance(value, Dispatcher) and value.py_func not in seen:
                waiting.append(value.py_func)
            elif isinstance(value, np.ndarray):
                digest.update(f"{name} {value.dtype} {value.shape}".encode() + value.tobytes())
            elif isinstance(value, _PLAIN):
                digest.update(f"{name} {value!r}".encode())
    return digest.hexdigest()


_PLAIN = bool, int, float, complex, str, bytes, tuple, np.generic


def _names(code: CodeType) -> set[str]:
    inner = [_names(one) for one in code.co_consts if isinstance(one, CodeType)]
    return set(code.co_names).union(*inner)


def _compiled(function: Callable, *, kept: bool) -> Any:
    return numba.njit(cache=kept, nogil=True, _nrt=False)(function)  # pyright: ignore[reportCallIssue]  (untyped)
