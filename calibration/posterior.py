"""The posterior: the draws of the free values that a fit has left, and the record of that fit.

They stand in ``posterior.csv`` (a row a draw, a column a free value) and ``posterior.json`` of a municipality's pack. A
pack without a fit of its own uses Halden's: behaviour carries over between municipalities, figures do not. What the
fit does not touch, the effects of levers, keeps its priors.
"""

import csv
import hashlib
import io
import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from calibration.packs import HOME, file_of, folder_of, name_of
from calibration.whole import put_json, put_whole
from model.variant import STANDARD, Variant, in_use

if TYPE_CHECKING:
    from calibration.fit import Fit

DRAWS, RECORD = "posterior.csv", "posterior.json"
DIGITS = 7
REFIT = "fit anew with `halden calibrate`"


class PosteriorError(ValueError):
    """A posterior that cannot be used; the message is one line for the user."""


class Posterior(NamedTuple):
    """Draws of the free values."""

    names: tuple[str, ...]
    draws: np.ndarray
    """[draw, free value]"""
    record: dict[str, Any]
    digest: str
    """A hash of the draws."""

    def values(self, draw: int) -> dict[str, float]:
        """One draw by name; draws come back after the last."""
        return dict(zip(self.names, self.draws[draw % len(self.draws)].tolist(), strict=True))

    def mean(self) -> dict[str, float]:
        """The mean of every free value."""
        return dict(zip(self.names, self.draws.mean(axis=0).tolist(), strict=True))


def fitted_in(municipality: str = HOME, variant: Variant | None = None) -> Path:
    """The folder of the posterior that is used: the variant's own, the municipality's pack's, or Halden's where neither
    has one.

    Args:
        municipality: the name of its pack, or the path of one.
        variant: of the model; that in use when not given.

    Raises:
        PackError: if there is no such municipality.
    """
    own = (variant or in_use()).posterior
    return own or file_of(folder_of(municipality), DRAWS).parent


def borrowed(municipality: str) -> str:
    """What to say of a municipality that uses Halden's posterior; empty for one with a fit of its own."""
    if fitted_in(municipality, STANDARD) == folder_of(municipality):
        return ""
    here = name_of(municipality)
    return f"{here} has no fit of its own: behaviour is that of the fit to Halden's 2019, figures are its own"


def posterior(municipality: str = HOME, variant: Variant | None = None) -> Posterior:
    """The posterior that a municipality, or a variant of the model, uses; its record says so when it is Halden's.

    Raises:
        PackError: if there is no such municipality.
        PosteriorError: as :func:`posterior_in`.
    """
    variant = variant or in_use()
    folder = fitted_in(municipality, variant)
    if variant.posterior:
        return posterior_in(folder, variant)
    found, said = posterior_in(folder), borrowed(municipality)
    return found._replace(record=found.record | {"fitted_to": HOME, "borrowed": said}) if said else found


@cache
def posterior_in(folder: Path, variant: Variant = STANDARD) -> Posterior:
    """The posterior in a folder, of the model or of a variant that was fitted.

    Raises:
        PosteriorError: if a file is missing or unreadable, the draws are not those of the record, or the record is of
            other free values or priors than the present ones.
    """
    from calibration import free

    try:
        body = (folder / DRAWS).read_bytes()
        record = json.loads((folder / RECORD).read_text("utf-8"))
    except OSError as error:
        raise PosteriorError(f"{error.filename}: cannot be read ({error.strerror}); {REFIT}") from None
    except ValueError as error:
        raise PosteriorError(f"{folder / RECORD}: is not JSON ({error}); {REFIT}") from None
    found = hashlib.blake2b(body, digest_size=12).hexdigest()
    if record.get("digest") != found:
        raise PosteriorError(f"{folder / DRAWS}: digest {found}; the record says {record.get('digest')}; {REFIT}")
    if record.get("free_values") != free.digest(variant):
        raise PosteriorError(f"{folder / RECORD}: is of other free values or priors than the model's; {REFIT}")
    head, *rows = csv.reader(io.StringIO(body.decode("utf-8")))
    draws = np.array(rows, np.float64)
    low, high = (np.array([getattr(one, end) for one in free.free(variant)]) for end in ("low", "high"))
    if head != free.names(variant) or not ((draws >= low) & (draws <= high)).all():
        raise PosteriorError(f"{folder / DRAWS}: columns or values are not those of the free values; {REFIT}")
    return Posterior(tuple(head), draws, record, found)


def digest(municipality: str = HOME, variant: Variant | None = None) -> str:
    """The hash of the draws that are used (:func:`fitted_in`), without looking at them: what finds an answer again.

    Raises:
        PosteriorError: if there are none.
    """
    try:
        return hashlib.blake2b((fitted_in(municipality, variant) / DRAWS).read_bytes(), digest_size=12).hexdigest()
    except OSError as error:
        raise PosteriorError(f"{error.filename}: cannot be read ({error.strerror}); {REFIT}") from None


def out_of_date(record: dict[str, Any], municipality: str = HOME) -> str:
    """What to say when the model or the starting tables have changed since a fit; empty when they have not."""
    from calibration.pack import content

    own = in_use() if in_use().posterior else STANDARD
    of = municipality if fitted_in(municipality, STANDARD) == folder_of(municipality) else HOME
    now = {"model_version": own.version, "starting_tables": content(of)}
    changed = [name.replace("_", " ") for name, value in now.items() if record.get(name) != value]
    return f"the posterior is of another {' and '.join(changed)}; {REFIT}" if changed else ""


def write(fitted: "Fit", folder: Path) -> Posterior:
    """Keep a fit's posterior and its record, the draws first; each file is put in place when it is whole.

    Raises:
        OSError: if the folder cannot be written; files that were there stay as they were.
    """
    from calibration import free

    chosen = fitted.posterior[:, : fitted.plan.draws].T
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(free.names(fitted.variant))
    writer.writerows([f"{value:.{DIGITS}g}" for value in draw] for draw in chosen)
    body = text.getvalue().encode()
    record = record_of(fitted) | {"digest": hashlib.blake2b(body, digest_size=12).hexdigest()}
    put_whole(folder / DRAWS, body)
    put_json(folder / RECORD, record)
    posterior_in.cache_clear()
    return posterior_in(folder, fitted.variant)


def record_of(fitted: "Fit") -> dict[str, Any]:
    """How a fit was made and what came of it, by target and by free value."""
    from importlib.metadata import version

    from calibration import free
    from calibration.pack import content

    aims, values = [], []
    for place, one in enumerate(fitted.targets):
        then, now = fitted.prior_readings[place], fitted.posterior_readings[place]
        error = float(np.hypot(one.error, fitted.chance[place]))
        aims.append({
            **one._asdict(), "chance": _round(fitted.chance[place]),
            "prior_mean": _round(then.mean()), "prior_sd": _round(then.std(ddof=1)),
            "posterior_mean": _round(now.mean()), "posterior_sd": _round(now.std(ddof=1)),
            "off": _round((np.median(now) - one.value) / error),
        })  # fmt: skip
    for place, one in enumerate(free.free(fitted.variant)):
        then, now = fitted.prior[place], fitted.posterior[place]
        values.append({
            "name": one.name, "prior_mean": _round(then.mean()), "prior_sd": _round(then.std(ddof=1)),
            "posterior_mean": _round(now.mean()), "posterior_sd": _round(now.std(ddof=1)),
            "left": _round(now.std(ddof=1) / then.std(ddof=1)),
        })  # fmt: skip
    return {
        "made_by": "halden calibrate", "method": "ES-MDA", "plan": fitted.plan._asdict(),
        "municipality": name_of(fitted.municipality),
        "model_version": fitted.variant.version, "starting_tables": content(fitted.municipality),
        "free_values": free.digest(fitted.variant),
        "libraries": {name: version(name) for name in ("numpy", "numba", "scipy", "iterative-ensemble-smoother")},
        "targets": aims, "values": values,
    }  # fmt: skip


def _round(value: float) -> float:
    return float(f"{value:.6g}")
