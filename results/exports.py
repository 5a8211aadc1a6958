"""Runs as records for other programs: one JSON document, or a CSV file with its record beside it."""

import csv
import json
import math
import os
import platform
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from model.run import Run

FIELDS = ("scenario", "replication", "date", "indicator", "value", "unit")


def record(scenario: str, runs: "list[Run]", municipality: str = "halden") -> dict[str, Any]:
    """How the runs came to be: everything needed to make them again, and nothing about the machine."""
    import numba
    import numpy as np

    from calibration.posterior import digest, fitted_in
    from model.version import model_version
    from scenarios.settings import changes
    from scenarios.shelf import load

    variant = runs[0].variant
    chosen = load(scenario, variant)
    own = {} if variant.adds_nothing else {"variant": variant.name, "variant_version": variant.version}
    return {
        "scenario": scenario,
        "scenario_digest": chosen.digest,
        "changes": changes(chosen),
        "municipality": runs[0].municipality,
        "posterior": digest(municipality, variant),
        "posterior_of": fitted_in(municipality, variant).resolve().name,
        "parameters": "posterior means",
        "replications": len(runs),
        "seeds": [run.seed for run in runs],
        "until": runs[0].until,
        "model_version": model_version(),
        **own,
        "python": platform.python_version(),
        "numpy": np.__version__,
        "numba": numba.__version__,
    }


def rows(scenario: str, runs: "list[Run]") -> Iterator[tuple]:
    """Every value of every indicator, month and replication, in the order of ``FIELDS``; undefined values are None."""
    for replication, run in enumerate(runs):
        dates = run.dates
        for name, indicator in runs[0].indicators.items():
            for date, value in zip(dates, run.values(name).tolist(), strict=True):
                yield scenario, replication, date, name, None if math.isnan(value) else value, indicator.unit


def write_json(stream: TextIO, scenario: str, runs: "list[Run]", municipality: str = "halden") -> None:
    """One document ``{"record": ..., "records": [...]}``, written as it is made."""
    stream.write(
        '{"record": ' + json.dumps(record(scenario, runs, municipality), ensure_ascii=False) + ', "records": [\n'
    )
    first = True
    for row in rows(scenario, runs):
        stream.write(("" if first else ",\n") + json.dumps(dict(zip(FIELDS, row, strict=True)), ensure_ascii=False))
        first = False
    stream.write("\n]}\n")


def write_folder(folder: Path, scenario: str, runs: "list[Run]") -> list[Path]:
    """``records.csv`` and ``record.json`` in ``folder``, each put in place by rename when it is whole.

    Raises:
        OSError: if the folder cannot be made or written; files that were there stay as they were.
    """
    folder.mkdir(parents=True, exist_ok=True)
    description = json.dumps(record(scenario, runs), ensure_ascii=False, indent=2) + "\n"
    table = _whole(folder / "records.csv", lambda file: _write_csv(file, rows(scenario, runs)))
    return [table, _whole(folder / "record.json", lambda file: file.write(description))]


def _write_csv(file: TextIO, lines: Iterable[tuple]) -> None:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(FIELDS)
    writer.writerows(lines)


def _whole(path: Path, write: Any) -> Path:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return path
