"""A comparison as files for other programs: a folder of CSV tables, and every value as one Parquet file."""

import csv
import io
import json
import os
from pathlib import Path
from typing import Any

import numpy as np

from calibration.whole import PART, put_whole
from results.ensembles import Experiment
from results.question import draw_of

QUANTILES = (0.05, 0.25, 0.50, 0.75, 0.95)
ROWS_AT_ONCE = 500
"""Replications in a row group of the Parquet file, so that memory stays bounded."""
FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""Beginnings of a text that a spreadsheet may take for a formula."""


def series(experiment: Experiment, indicators: list[str]) -> list[dict[str, Any]]:
    """Quantiles over replications, by scenario, indicator and month."""
    found = []
    for name, values in experiment.values.items():
        for indicator in indicators:
            column = values[:, :, experiment.indicators.index(indicator)].astype(np.float64)
            levels = np.quantile(column, QUANTILES, axis=0, method="weibull")
            for place, date in enumerate(experiment.dates):
                quantiles = {f"q{round(q * 100):02d}": float(levels[i, place]) for i, q in enumerate(QUANTILES)}
                row = {"scenario": name, "indicator": indicator, "date": date, "unit": experiment.units[indicator]}
                found.append(row | quantiles)
    return found


def write_csv(folder: Path, experiment: Experiment, found: dict[str, Any]) -> list[Path]:
    """``levels``, ``differences``, ``goals``, ``costs``, ``people``, ``series`` and ``draws`` as CSV, and
    ``record.json``; each file is put in place when it is whole.

    Args:
        found: the experiment's :func:`results.report.report`.
    """
    from results.report import HEADLINES

    headlines = [one for one in HEADLINES if one in experiment.indicators]
    costs = [{"scenario": one["scenario"], "until": one["until"], **lever} for one in found["costs"]
             for lever in one["levers"]]  # fmt: skip
    draws = [{"draw": number, **row} for number, row in experiment.draws().to_dict("index").items()]
    tables = {
        "levels": found["levels"], "differences": found["differences"], "goals": found["goals"], "costs": costs,
        "people": found["people"], "series": series(experiment, headlines), "draws": draws,
    }  # fmt: skip
    paths = [put_whole(folder / f"{name}.csv", _csv(rows)) for name, rows in tables.items()]
    record = json.dumps(found["record"], ensure_ascii=False, indent=1) + "\n"
    return [*paths, put_whole(folder / "record.json", record.encode())]


def _csv(rows: list[dict[str, Any]]) -> bytes:
    flat = [_flat(row) for row in rows]
    names = list(dict.fromkeys(name for row in flat for name in row))
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, names, lineterminator="\n")
    writer.writeheader()
    writer.writerows(flat)
    return text.getvalue().encode()


def _flat(row: dict[str, Any]) -> dict[str, Any]:
    """Intervals and other parts as columns of their own: ``most`` becomes ``most_low`` and ``most_high``."""
    found: dict[str, Any] = {}
    for name, value in row.items():
        if isinstance(value, dict):
            found.update({f"{name}_{key}": one for key, one in _flat(value).items()})
        elif isinstance(value, list | tuple):
            found.update(zip((f"{name}_low", f"{name}_high"), value, strict=False))
        else:
            found[name] = safe(value) if isinstance(value, str) else value
    return found


def safe(text: str) -> str:
    """A text that a spreadsheet does not take for a formula, whatever a scenario is called."""
    return f"'{text}" if text.startswith(FORMULAS) else text


def write_parquet(path: Path, experiment: Experiment) -> Path:
    """Every value: a row a scenario, replication and month, a column an indicator (float32)."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}{PART}")
    numbers = [(name, pa.float32()) for name in experiment.indicators]
    keys = [("scenario", pa.string()), ("replication", pa.int32()), ("draw", pa.int32()), ("date", pa.string())]
    note = {
        b"halden": json.dumps({"record": experiment.record(), "units": experiment.units}, ensure_ascii=False).encode()
    }
    schema = pa.schema([*keys, *numbers]).with_metadata(note)
    try:
        with pq.ParquetWriter(beside, schema, compression="zstd") as writer:
            for name, values in experiment.values.items():
                for start in range(0, len(values), ROWS_AT_ONCE):
                    part = values[start : start + ROWS_AT_ONCE]
                    writer.write_table(_table(name, start, part, experiment, schema))
        os.replace(beside, path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    return path


def _table(name: str, start: int, part: np.ndarray, experiment: Experiment, schema: Any) -> Any:
    import pyarrow as pa

    months = len(experiment.dates)
    replication = np.repeat(np.arange(start, start + len(part), dtype=np.int32), months)
    draw = np.array([draw_of(int(k)) for k in replication], np.int32)
    flat = part.reshape(len(replication), -1)
    columns = [np.ascontiguousarray(flat[:, place]) for place in range(flat.shape[1])]
    return pa.table([[name] * len(replication), replication, draw, experiment.dates * len(part), *columns], schema)
