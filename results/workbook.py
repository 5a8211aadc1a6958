"""A comparison as an Excel workbook with native charts, in Norwegian or English.

The same comparison gives the same bytes: nothing in the file tells the time or the machine.
"""

import io
from datetime import datetime
from pathlib import Path
from typing import Any

from calibration.whole import put_whole
from results.ensembles import Experiment
from results.labels import Language

CREATED = datetime(2019, 1, 1)
"""The model's opening, in the place of a time of writing."""


def write_workbook(path: Path, experiment: Experiment, found: dict[str, Any], language: Language) -> Path:
    """Write the comparison; the file is put in place when it is whole, and what was there stays until then.

    Sheets: summary, month by month, all differences, who gains, costs, assumptions and sources.

    Args:
        found: the experiment's :func:`results.report.report`.

    Raises:
        OSError: if the file cannot be written.
    """
    return put_whole(path, workbook(experiment, found, language))


def workbook(experiment: Experiment, found: dict[str, Any], language: Language) -> bytes:
    """The workbook's bytes."""
    from xlsxwriter import Workbook

    from results.basis import assumptions, costs, sources
    from results.page import Book
    from results.sheets import differences, series, subgroups, summary
    from results.telling import Telling

    telling = Telling(experiment, found, language)
    body = io.BytesIO()
    # Parts are held in memory, so that a full disk leaves nothing half-written anywhere.
    made = Workbook(body, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    model, key = telling.word("model"), found.get("record", {}).get("key", "")
    made.set_properties({
        "title": f"{model}: {telling.word('summary_title')}", "author": model, "created": CREATED,
        "subject": key, "comments": telling.word("caveat"),
    })  # fmt: skip
    book = Book(made, telling, f"&L{model} · {key}&R{telling.word('page')}")
    for sheet in (summary, series, differences, subgroups, costs, assumptions, sources):
        sheet(book)
    made.close()
    return body.getvalue()
