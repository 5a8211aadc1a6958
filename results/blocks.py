"""Blocks of replications on disk: Parquet files that are whole or not there.

A block's name holds the replications it covers and the hash of its bytes. It is written beside its place and renamed,
so a process killed at any moment leaves no half of one; what disk or network damaged is found by the hash.
"""

import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

_NAME = re.compile(r"(\d{7})-(\d{7})-([0-9a-f]{24})\.parquet")


class Block(NamedTuple):
    """One file: replications ``start`` to ``stop - 1``."""

    start: int
    stop: int
    digest: str
    path: Path


class DamagedBlockError(ValueError):
    """A block whose bytes are not those that were written; the message is one line for the user."""


def blocks(folder: Path) -> list[Block]:
    """The folder's blocks by first replication; other files are not looked at."""
    found = []
    for path in folder.iterdir() if folder.is_dir() else ():
        match = _NAME.fullmatch(path.name)
        if match:
            found.append(Block(int(match[1]), int(match[2]), match[3], path))
    return sorted(found)


def write_block(folder: Path, start: int, keys: dict[str, np.ndarray], columns: dict[str, np.ndarray]) -> Block:
    """Keep the replications from ``start``: ``keys`` name the rows, with ``replication``, ``columns`` hold values.

    Writing what is there already changes nothing.
    """
    table = pa.table({**keys, **columns})
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd", compression_level=9, use_dictionary=False, write_statistics=False)
    body = sink.getvalue().to_pybytes()
    digest = hashlib.blake2b(body, digest_size=12).hexdigest()
    stop = int(keys["replication"].max()) + 1
    path = folder / f"{start:07d}-{stop:07d}-{digest}.parquet"
    folder.mkdir(parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(dir=folder, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(body)
        os.replace(beside, path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
    return Block(start, stop, digest, path)


def read_block(block: Block) -> pa.Table:
    """The block's table.

    Raises:
        DamagedBlockError: if the file is not what was written.
    """
    body = block.path.read_bytes()
    if hashlib.blake2b(body, digest_size=12).hexdigest() != block.digest:
        raise DamagedBlockError(f"{block.path}: damaged: its bytes are not those that were written")
    return pq.ParquetFile(pa.BufferReader(body)).read()  # read_table would load pandas, for a second


def whole_blocks(folder: Path, replications: int) -> tuple[list[tuple[Block, pa.Table]], list[str]]:
    """Blocks that hold replications below ``replications`` and are whole, each replication once, and what was damaged.

    A damaged block is set aside (``.damaged``), so that its replications are run again.
    """
    found, said, covered = [], [], 0
    for block in blocks(folder):
        if block.start >= replications or block.stop <= covered:
            continue
        try:
            found.append((block, read_block(block)))
            covered = max(covered, block.stop)
        except DamagedBlockError as error:
            said.append(f"{error}; its replications are run again")
            block.path.rename(block.path.with_suffix(".damaged"))
    return found, said


def covered(folder: Path) -> set[int]:
    """Replications that the folder's blocks hold, by their names."""
    return {k for block in blocks(folder) for k in range(block.start, block.stop)}


def runs_of(numbers: set[int], longest: int) -> Iterator[range]:
    """Numbers as ranges of neighbours, none longer than ``longest`` and none across a multiple of it."""
    ordered = sorted(numbers)
    start = 0
    for place in range(1, len(ordered) + 1):
        ends = place == len(ordered) or ordered[place] != ordered[place - 1] + 1 or ordered[place] % longest == 0
        if ends:
            yield range(ordered[start], ordered[place - 1] + 1)
            start = place
