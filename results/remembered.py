"""First runs that are remembered: what scenarios are compared with, as it was lived, so that it is not run again.

The archive keeps counts alone, and comparing people needs the residents of both runs. A server that compares many
scenarios with one baseline keeps the baseline's Novembers here, beside its other caches, and halves the work.
"""

import io
import os
import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from results.twins import Memory, Snapshot

type Lived = tuple[np.ndarray, list[Snapshot]]
"""A run's values [month from the opening, indicator], and its residents in every November."""
LEVEL = 1
"""Of compression: the largest saving is that ids hardly change from one November to the next."""
PEOPLE = 4


class Remembered(Memory):
    """A file that a first run is kept in."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def recall(self) -> Lived | None:
        """The run as it was kept; none where it is missing or not whole."""
        return recall(self.path)

    def remember(self, lived: Lived) -> None:
        """Keep a run."""
        remember(self.path, lived)


def recall(path: Path) -> Lived | None:
    """A run that was kept; none where it is missing or not whole."""
    import pyarrow as pa

    try:
        with pa.input_stream(path, compression="zstd") as stream, np.load(io.BytesIO(stream.read())) as kept:
            values = kept["values"]
            lives = [_snapshot(kept, number) for number in range(int(kept["novembers"]))]
    except (OSError, ValueError, KeyError, EOFError):
        return None
    return values, lives


def remember(path: Path, lived: Lived) -> None:
    """Keep a run; the file is put in place when it is whole. A full disk is no reason to fail."""
    import pyarrow as pa

    values, lives = lived
    arrays = {"values": values, "novembers": np.int64(len(lives))}
    for number, one in enumerate(lives):
        for name, column in one._asdict().items():
            if name != "people":
                arrays[f"{name}_{number}"] = column
        arrays |= {f"people{place}_{number}": column for place, column in enumerate(one.people)}
    whole = io.BytesIO()
    np.savez(whole, **arrays)  # type: ignore[arg-type]
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with pa.CompressedOutputStream(str(beside), "zstd") as stream:
            stream.write(whole.getvalue())
        os.replace(beside, path)
    except OSError:
        beside.unlink(missing_ok=True)


def _snapshot(kept, number: int) -> Snapshot:
    columns = {name: kept[f"{name}_{number}"] for name in Snapshot._fields if name != "people"}
    return Snapshot(**columns, people=tuple(kept[f"people{place}_{number}"] for place in range(PEOPLE)))


def forget_others(root: Path, keys: Sequence[str]) -> None:
    """Remove what was kept for other questions: of an older model or fit, it is never asked for again."""
    if root.is_dir():
        for folder in root.iterdir():
            if folder.is_dir() and not folder.name.startswith(tuple(keys)):
                shutil.rmtree(folder, ignore_errors=True)
