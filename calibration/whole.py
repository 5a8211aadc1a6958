"""Writing a file whole: it is there complete, or as it was before."""

import json
import os
import tempfile
from pathlib import Path
from typing import Any

PART = ".part"
"""Ends the name of a file that is still being written."""


def put_whole(path: Path, body: bytes) -> Path:
    """Write a file beside its place and rename it.

    Raises:
        OSError: if the folder cannot be written; a file that was there stays as it was.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(dir=path.parent, suffix=PART)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(body)
        os.chmod(beside, 0o644)
        os.replace(beside, path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
    return path


def put_json(path: Path, content: Any) -> Path:
    """Write plain values as JSON, for people and programs to read."""
    return put_whole(path, (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode())
