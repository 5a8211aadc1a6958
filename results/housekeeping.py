"""Keeping the archive: what is there, whether it is whole, bringing archives together, exporting and throwing away."""

import hashlib
import json
import os
import re
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from calibration.whole import PART, put_whole
from results.blocks import DAMAGED, Block, blocks, covered, read_block
from results.store import ARCHIVE, MARK, RECORD, SCENARIO, ArchiveError, check_format, read_json

OLD_PART_SECONDS = 24 * 3600
"""Age at which a file half written cannot be somebody's at work."""
_KEY = re.compile(r"[0-9a-f]{24}")


class Kept(NamedTuple):
    """One scenario of one question."""

    key: str
    """The question's folder."""
    of: str
    """The municipality, and the variant of the model where it is one."""
    until: str
    current: bool
    """Whether this program's model and figures would find it again."""
    name: str
    title_nb: str
    title_en: str
    digest: str
    replications: int
    megabytes: float


def root_of(archive: Path | None) -> Path:
    """The archive's folder, checked.

    Raises:
        ArchiveError: if nothing of this program is there, or it is of a newer version.
    """
    root = archive or ARCHIVE
    check_format(root)
    if read_json(root / MARK) is None:
        raise ArchiveError(f"{root}: holds no archive (no {MARK}); allowed: a folder that halden compare has filled")
    return root


def questions(root: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """The questions' folders with their records; other folders are not looked at."""
    for folder in sorted(root.iterdir()):
        if _KEY.fullmatch(folder.name) and folder.is_dir():
            yield folder, read_json(folder / RECORD) or {}


def contents(root: Path) -> list[Kept]:
    """Every scenario of every question, the present model's first."""
    found = []
    for folder, record in questions(root):
        for scenario in sorted(one for one in folder.iterdir() if _KEY.fullmatch(one.name)):
            said = read_json(scenario / SCENARIO) or {}
            size = sum(file.stat().st_size for file in scenario.rglob("*") if file.is_file())
            found.append(
                Kept(
                    folder.name, _of(record), record.get("until", "?"), is_current(record), said.get("name", "?"),
                    said.get("title_nb", "?"), said.get("title_en", "?"), scenario.name,
                    len(covered(scenario / "values")), size / 1e6,
                )
            )  # fmt: skip
    return sorted(found, key=lambda one: (not one.current, one.key, one.name))


def _of(record: dict[str, Any]) -> str:
    return ", ".join(str(record[key]) for key in ("municipality", "variant") if key in record) or "?"


def is_current(record: dict[str, Any]) -> bool:
    """Whether a record is of the present model, figures and libraries."""
    from calibration.packs import municipalities
    from results.question import DECIDES_NO_BITS, Question

    if record.get("municipality") not in municipalities():
        return False
    mine = Question(record["municipality"], record.get("until", "2025-12")).content()
    return all(record.get(name) == value for name, value in mine.items() if name not in DECIDES_NO_BITS)


def all_blocks(folder: Path) -> list[Block]:
    """Every block below a folder."""
    places = sorted({path.parent for path in folder.rglob("*.parquet")})
    return [block for place in places for block in blocks(place)]


def verify(root: Path, on_done: Callable[[int, int], None]) -> list[str]:
    """Read every block and compare it with its hash. Damaged ones are set aside, to be run again when asked for.

    Returns:
        What is wrong, a line a block.
    """
    found = all_blocks(root)
    faults = []
    on_done(0, len(found))
    for place, block in enumerate(found, start=1):
        try:
            read_block(block, [])
        except (ValueError, OSError) as error:
            faults.append(str(error))
            block.path.rename(block.path.with_suffix(DAMAGED))
        on_done(place, len(found))
    return faults


def merge(sources: list[Path], root: Path, on_done: Callable[[int, int], None]) -> tuple[int, list[str]]:
    """Copy every block of other archives that is whole and not here yet, with records and scenarios.

    Returns:
        How many blocks were copied, and what was left because it was damaged.

    Raises:
        ArchiveError: for a source that is no archive or is of a newer version; nothing is copied then.
    """
    sources = [root_of(one) for one in sources]
    check_format(root)
    found = [(source, block) for source in sources for block in all_blocks(source)]
    copied, faults = 0, []
    on_done(0, len(found))
    for source in sources:
        texts = [source / MARK, *source.glob(f"*/{RECORD}"), *source.glob(f"*/*/{SCENARIO}")]
        for path in texts:
            target = root / path.relative_to(source)
            if read_json(target) is None and read_json(path) is not None:
                put_whole(target, path.read_bytes())
    for place, (source, block) in enumerate(found, start=1):
        target = root / block.path.relative_to(source)
        if not target.exists():
            body = block.path.read_bytes()
            if hashlib.blake2b(body, digest_size=12).hexdigest() == block.digest:
                put_whole(target, body)
                copied += 1
            else:
                faults.append(f"{block.path}: damaged, and left out")
        on_done(place, len(found))
    return copied, faults


class Pruned(NamedTuple):
    """What was thrown away, or would be."""

    folders: list[Path]
    files: list[Path]
    megabytes: float


def prune(root: Path, everything: bool, dry: bool) -> Pruned:
    """Throw away questions that the present model would not find again (or ``everything``), and broken left-overs."""
    folders = [folder for folder, record in questions(root) if everything or not is_current(record)]
    limit = time.time() - OLD_PART_SECONDS
    files = [
        path for path in root.rglob("*")
        if path.suffix == DAMAGED or (path.suffix == PART and path.stat().st_mtime < limit)
    ]  # fmt: skip
    files = [path for path in files if not any(folder in path.parents for folder in folders)]
    gone = [file for folder in folders for file in folder.rglob("*") if file.is_file()] + files
    size = sum(file.stat().st_size for file in gone) / 1e6
    if not dry:
        for folder in folders:
            shutil.rmtree(folder)
        for file in files:
            file.unlink(missing_ok=True)
    return Pruned(folders, files, size)


def export(root: Path, key: str, path: Path, on_done: Callable[[int, int], None]) -> Path:
    """Every kept value of one question as a single Parquet file, block by block, so memory stays small.

    Args:
        key: the question's key, or the beginning of it.

    Raises:
        ArchiveError: if no question, or more than one, begins so.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    found = [folder for folder, _ in questions(root) if folder.name.startswith(key)]
    if len(found) != 1:
        keys = ", ".join(folder.name for folder, _ in questions(root))
        raise ArchiveError(f"key = {key!r} names {len(found)} questions; allowed: the beginning of one of {keys}")
    parts = [(place, block) for place in sorted(found[0].glob("*/values")) for block in blocks(place)]
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}{PART}")
    writer = None
    on_done(0, len(parts))
    try:
        for number, (place, block) in enumerate(parts, start=1):
            said = read_json(place.parent / SCENARIO) or {}
            table = read_block(block)
            for name in ("digest", "name"):
                label = str(said.get(name, place.parent.name))
                table = table.add_column(0, f"scenario_{name}", pa.array([label] * len(table)))
            if writer is None:
                note = {b"halden": json.dumps(read_json(found[0] / RECORD), ensure_ascii=False).encode()}
                writer = pq.ParquetWriter(beside, table.schema.with_metadata(note), compression="zstd")
            writer.write_table(table.cast(writer.schema))
            on_done(number, len(parts))
        if writer is None:
            raise ArchiveError(f"{found[0]}: holds no replications yet")
        writer.close()
        os.replace(beside, path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    return path
