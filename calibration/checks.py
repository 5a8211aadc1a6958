"""The committed records of the checks: recovery, validation and sensitivity, as their commands left them."""

import json
from pathlib import Path
from typing import Any, Literal

from calibration.packs import HOME, folder_of

Check = Literal["recovery", "validation", "sensitivity"]


def path_of(check: Check, municipality: str = HOME) -> Path:
    """Where the record of a check is kept."""
    return folder_of(municipality) / f"{check}.json"


def record_of(check: Check) -> dict[str, Any]:
    """The record of a check; empty before the command has been run with ``--keep``.

    Raises:
        ValueError: for a file that is not JSON.
    """
    path = path_of(check)
    if not path.exists():
        return {}
    try:
        return json.loads(path.read_text("utf-8"))
    except ValueError as error:
        raise ValueError(f"{path}: is not JSON ({error}); make it anew with `halden {check} --keep`") from None


def of_another_model(record: dict[str, Any]) -> bool:
    """Whether a record was made with another version of the model or other starting tables than the present."""
    from calibration.pack import content
    from model.version import model_version

    made = record["record"]
    return (made["model_version"], made["starting_tables"]) != (model_version(), content())
