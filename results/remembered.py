"""First runs that are remembered: what scenarios are compared with, as it was lived, so that it is not run again.

The archive keeps counts alone, and comparing people needs the residents of both runs. A server that compares many
scenarios with one baseline keeps the baseline's Novembers here, beside its other caches, and halves the work.
"""

import contextlib
import hashlib
import io
import os
import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from results.twins import Memory, Snapshot

type Lived = tuple[np.ndarray, list[Snapshot]]
"""A run's values [month from the opening, indicator], and its residents in every November."""
PEOPLE = 4
MARK = 16
"""Bytes at a file's beginning: the hash of the rest, since what reads archives notices damage in too many ways."""


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
        whole = path.read_bytes()
    except OSError:
        return None
    if whole[:MARK] != _mark(whole[MARK:]):
        return None
    with pa.input_stream(pa.py_buffer(whole[MARK:]), compression="zstd") as stream:
        arrays = io.BytesIO(stream.read())
    with np.load(arrays) as kept:
        return kept["values"], [_snapshot(kept, number) for number in range(int(kept["novembers"]))]


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
    whole, packed = io.BytesIO(), pa.BufferOutputStream()
    np.savez(whole, **arrays)  # type: ignore[arg-type]
    with pa.CompressedOutputStream(packed, "zstd") as stream:
        stream.write(whole.getbuffer())
    body = packed.getvalue().to_pybytes()
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(_mark(body) + body)
        os.replace(beside, path)
    except OSError:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)


def _mark(body: bytes) -> bytes:
    return hashlib.blake2b(body, digest_size=MARK).digest()


def _snapshot(kept, number: int) -> Snapshot:
    columns = {name: kept[f"{name}_{number}"] for name in Snapshot._fields if name != "people"}
    return Snapshot(**columns, people=tuple(kept[f"people{place}_{number}"] for place in range(PEOPLE)))


def forget_others(root: Path, keys: Sequence[str]) -> None:
    """Remove what was kept for other questions: of an older model or fit, it is never asked for again."""
    if root.is_dir():
        for folder in root.iterdir():
            if folder.is_dir() and not folder.name.startswith(tuple(keys)):
                shutil.rmtree(folder, ignore_errors=True)
