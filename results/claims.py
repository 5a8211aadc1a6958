"""Claims: which block a process is at work on, so that callers with the same question share the work.

A claim is a lock that the operating system holds for the process, and lets go when the process ends however it ends.
Where the file system or the system knows no such locks nobody is refused: work is then done twice, which harms nothing.
"""

import os
from pathlib import Path
from types import TracebackType
from typing import Self

try:
    import fcntl
except ImportError:  # not on this system
    fcntl = None

FOLDER = "claims"


class Claims:
    """The claims of one caller in one folder; leaving the context gives all of them back."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / FOLDER
        self._held: dict[str, int] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for name in list(self._held):
            self.give_back(name)

    def take(self, name: str) -> bool:
        """Whether the claim is now ours, or locks are not to be had here; false when another holds it."""
        if fcntl is None:
            return True
        self.folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(self.folder / name, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            return False
        except OSError:
            os.close(handle)
            return True
        self._held[name] = handle
        return True

    def give_back(self, name: str) -> None:
        """Let others have it. Its file goes too, so that no folder fills up with them."""
        handle = self._held.pop(name, None)
        if handle is not None:
            (self.folder / name).unlink(missing_ok=True)
            os.close(handle)
