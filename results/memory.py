"""Memory that a long-lived worker no longer needs goes back to the system: the C library would keep it."""

import ctypes
import sys
from functools import cache
from typing import Any


@cache
def _library() -> Any:
    if not sys.platform.startswith("linux"):
        return None
    library = ctypes.CDLL(None)
    return library if hasattr(library, "malloc_trim") else None


def give_back() -> None:
    """Return freed memory, where the C library is one that can."""
    library = _library()
    if library is not None:
        library.malloc_trim(0)
