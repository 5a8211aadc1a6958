"""What an exception of a researcher's code says, in one line, with the line of code that raised it."""

import re
import traceback
from pathlib import Path

from model.sources import INSTALLED, OURS

MOST = 240
"""Characters of a message; numba's name every column of a table."""
_AT = re.compile(r'File "([^"]+)", line (\d+)')


def raised(error: BaseException) -> str:
    """Kind, message and place of an exception: ``KeyError: 'leav' (mine.py, line 14)``."""
    told = str(error)
    said = " ".join(_without_head(told).split())
    said = said if len(said) <= MOST else f"{said[:MOST]}..."
    kind = type(error).__name__
    return f"{kind}: {said}{_place(error, told)}" if said else f"{kind}{_place(error, told)}"


def _without_head(told: str) -> str:
    """Numba begins with the step that it was at, and ends with the code; what is wrong stands between."""
    lines = [line for line in told.splitlines() if line.strip()]
    if len(lines) > 1 and lines[0].startswith("Failed in nopython mode"):
        lines = lines[1:]
    ends = next((place for place, line in enumerate(lines) if place and line.startswith(("File ", "During:"))), None)
    return "\n".join(lines[:ends])


def _place(error: BaseException, told: str) -> str:
    named = _AT.search(told)
    if named and type(error).__module__.startswith("numba."):
        return f" ({Path(named[1]).name}, line {named[2]})"
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        file = Path(frame.filename)
        if _is_own(file):
            return f" ({file.name}, line {frame.lineno})"
    return ""


def _is_own(file: Path) -> bool:
    """Whether it is neither of an installed package, nor of Python, nor of this project."""
    ours = Path(__file__).parents[1]
    elsewhere = any(part in INSTALLED for part in file.parts) or Path(traceback.__file__).parent in file.parents
    return file.is_file() and not elsewhere and not any(ours / name in file.parents for name in OURS)
