"""The model's version: what decides a run's bits. Light, so that what was run before can be found without compiling."""

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path

DIGITS = 16


@cache
def model_version() -> str:
    """The hash of the model's sources and of the numpy and numba versions."""
    said = f"numpy {version('numpy')}, numba {version('numba')}"
    digest = hashlib.blake2b(said.encode(), digest_size=DIGITS // 2)
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()
