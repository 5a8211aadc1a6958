"""A municipality as a pack: everything about Halden put together, built once and kept by content."""

import hashlib
import os
import pickle
import tempfile
from pathlib import Path

import numpy as np

from model.events import Event
from model.municipality import Municipality
from model.version import model_version

SEED = 20190101
"""Of the synthesis; no run uses it."""
UNEMPLOYED_SHARE = 0.0307
"""Registered unemployed per member of the labour force: the mean of 2019 (NAV)."""
READY_LAND = 6.0
"""Hectares ready to build (estimate: the plan calls the stock small)."""
LAND_A_YEAR = 2.0
"""Hectares made ready in a year by the practice of 2019 (estimate)."""
DECOMMISSIONING = "Norwegian Nuclear Decommissioning"
"""The agency that takes over the Halden reactor."""
PACKS = ("halden",)
SOURCES = (
    "balance", "establishments", "figures", "margins", "newcomers", "pack", "pandemic", "people", "raking",
    "transitions", "workplaces",
)  # fmt: skip
"""The modules that the starting tables are made by."""
NOT_SOURCES = (
    "targets.csv", "posterior.csv", "posterior.json", "recovery.json", "validation.json", "sensitivity.json",
)  # fmt: skip
"""Files of ``data/`` that the starting tables do not depend on."""


class PackError(ValueError):
    """An unknown municipality; the message is one line for the user."""


def load_municipality(name: str = "halden") -> Municipality:
    """A municipality by name, from the cache when its sources are unchanged.

    Raises:
        PackError: if there is no pack of that name.
        FigureError: if a data file is unreadable or inconsistent.
    """
    if name not in PACKS:
        raise PackError(f"municipality = {name!r}; allowed: {', '.join(PACKS)}")
    path = cache_path(name)
    known = _read(path)
    if known is not None:
        return known
    built = build()
    _write(path, built)
    return built


def content() -> str:
    """The hash of everything the pack is made of: its sources and data, and the model's version."""
    digest = hashlib.blake2b(model_version().encode(), digest_size=12)
    folder = Path(__file__).parent
    data = [path for path in (folder / "data").iterdir() if path.is_file() and path.name not in NOT_SOURCES]
    for path in sorted([*(folder / f"{name}.py" for name in SOURCES), *data]):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def cache_path(name: str) -> Path:
    """Where the built pack is kept."""
    from platformdirs import user_cache_path

    return user_cache_path("halden") / "starting-tables" / f"{name}-{content()}.pickle"


def _read(path: Path) -> Municipality | None:
    """The kept pack; nothing when there is none or the file is damaged, for it is only a copy of what can be built."""
    try:
        stamped = path.read_bytes()
        digest, body = stamped[:32], stamped[32:]
        if hashlib.blake2b(body, digest_size=32).digest() != digest:
            return None
        kept = pickle.loads(body)
    except (OSError, pickle.UnpicklingError, EOFError, AttributeError, ImportError, IndexError):
        return None
    return kept if isinstance(kept, Municipality) else None


def _write(path: Path, built: Municipality) -> None:
    """Keep the pack by atomic rename; a cache that cannot be written is no failure."""
    body = pickle.dumps(built)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(hashlib.blake2b(body, digest_size=32).digest() + body)
        os.replace(file.name, path)
    except OSError:
        return


def dated_events() -> tuple[Event, ...]:
    """Halden's dated events."""
    from calibration.figures import DATA, FigureError, read_table

    path = DATA / "events_halden.csv"
    names = ("name", "kind", "firm", "to_firm", "start", "months", "jobs", "source", "confidence")
    try:
        return tuple(
            Event(
                row["name"], row["kind"], row["firm"], row["start"], int(row["months"]), float(row["jobs"]),
                row["source"], row["confidence"], row["to_firm"],
            )
            for row in read_table(path, names).to_dict("records")
        )  # fmt: skip
    except ValueError as error:
        raise FigureError(f"{path}: {error}") from None


def build() -> Municipality:
    """Halden on 1 January 2019, from the figures."""
    from calibration import margins
    from calibration.establishments import establishments
    from calibration.newcomers import newcomer_table
    from calibration.pandemic import layoff_paths, measure_places
    from calibration.people import give_status, persons
    from calibration.transitions import transition_rates, unemployed_shares
    from calibration.workplaces import OUT_REGIONS, place

    rng = np.random.default_rng(SEED)
    residents = persons(rng)
    employed = float((margins.employment() * margins.residents())[15:75].sum())
    level = float(unemployed_shares().get("level", 1.0))
    unemployed = round(level * employed * UNEMPLOYED_SHARE / (1.0 - UNEMPLOYED_SHARE))
    places = measure_places()
    give_status(residents, unemployed + places)
    _take_places(residents, round(places), rng)
    firms, names = establishments(rng)
    commuters = place(residents, firms, rng)
    newcomers, starts = newcomer_table(residents, rng)
    layoffs, lost = layoff_paths(residents, firms, unemployed)
    return Municipality.from_tables(
        "Halden", residents, commuters, firms,
        newcomers=newcomers, newcomer_starts=starts, rates=transition_rates(residents), firm_names=names,
        events=dated_events(), decommissioning=DECOMMISSIONING, measure_places=places, out_regions=OUT_REGIONS,
        layoff_share=layoffs, lost_demand=lost, ready_land=READY_LAND, land_a_year=LAND_A_YEAR,
    )  # fmt: skip


def _take_places(residents, places: int, rng: np.random.Generator) -> None:
    """Some of those without work are on ordinary measures, at any point of their months there."""
    from model.codes import Programme, Status
    from model.support import MONTHS

    jobless = np.flatnonzero(residents.status == Status.UNEMPLOYED)
    rows = rng.choice(jobless, size=min(places, len(jobless)), replace=False)
    residents.programme[rows] = Programme.ORDINARY
    residents.programme_since[rows] = -rng.integers(1, MONTHS[Programme.ORDINARY] + 1, len(rows))
