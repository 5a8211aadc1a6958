"""Blocks of replications on disk: Parquet files that are whole or not there.

A block's name holds the replications it covers and the hash of its bytes. It is written beside its place and renamed,
so a process killed at any moment leaves no half of one; what disk or network damaged is found by the hash.
"""

import hashlib
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from calibration.whole import put_whole

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

_NAME = re.compile(r"(\d{7})-(\d{7})-([0-9a-f]{24})\.parquet")
DAMAGED = ".damaged"


class Packed(NamedTuple):
    """A block that is still to be written."""

    folder: str
    """Relative to the question's folder."""
    name: str
    body: bytes


class Block(NamedTuple):
    """One file: replications ``start`` to ``stop - 1``."""

    start: int
    stop: int
    digest: str
    path: Path


class DamagedBlockError(ValueError):
    """A block whose bytes are not those that were written; the message is one line for the user."""


def pack(folder: str, replications: range, keys: "dict[str, np.ndarray]", columns: "dict[str, np.ndarray]") -> Packed:
    """A block of replications: ``keys`` name the rows, with ``replication``, and ``columns`` hold values."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    sink = pa.BufferOutputStream()
    pq.write_table(
        pa.table({**keys, **columns}), sink, compression="zstd", compression_level=9, use_dictionary=False,
        write_statistics=False,
    )  # fmt: skip
    body = sink.getvalue().to_pybytes()
    digest = hashlib.blake2b(body, digest_size=12).hexdigest()
    return Packed(folder, f"{replications.start:07d}-{replications.stop:07d}-{digest}.parquet", body)


def put(root: Path, packed: Packed) -> Path:
    """Write a block below ``root``. Writing what is there already changes nothing."""
    return put_whole(root / packed.folder / packed.name, packed.body)


def blocks(folder: Path) -> list[Block]:
    """The folder's blocks by first replication; other files are not looked at."""
    found = []
    try:
        names = os.listdir(folder)
    except (FileNotFoundError, NotADirectoryError):
        return []
    for name in names:
        match = _NAME.fullmatch(name)
        if match:
            found.append(Block(int(match[1]), int(match[2]), match[3], folder / name))
    return sorted(found)


def read_block(block: Block, columns: list[str] | None = None) -> "pa.Table":
    """The block's table, or some columns of it.

    Raises:
        DamagedBlockError: if the file is not what was written.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    body = block.path.read_bytes()
    if hashlib.blake2b(body, digest_size=12).hexdigest() != block.digest:
        raise DamagedBlockError(f"{block.path}: damaged: its bytes are not those that were written")
    return pq.ParquetFile(pa.BufferReader(body)).read(columns)  # read_table would load pandas, for a second


def column(table: "pa.Table", name: str) -> "np.ndarray":
    """One column as numbers. (pyarrow's own conversion loads pandas, for a second.)"""
    import numpy as np

    return np.concatenate([np.from_dlpack(chunk) for chunk in table[name].chunks])


def whole_blocks(
    folder: Path, replications: int, columns: list[str] | None = None
) -> Iterator[tuple[Block, "pa.Table | str"]]:
    """Blocks that hold replications below ``replications``, each with its table, or with what is wrong with it.

    A damaged block is set aside (``.damaged``), so that its replications are run again.
    """
    covered = 0
    for block in blocks(folder):
        if block.start >= replications or block.stop <= covered:
            continue
        try:
            yield block, read_block(block, columns)
            covered = max(covered, block.stop)
        except DamagedBlockError as error:
            block.path.rename(block.path.with_suffix(DAMAGED))
            yield block, f"{error}; its replications are run again"


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
