"""A municipality from its pack: everything about it put together, built once and kept by content."""

import hashlib
import os
import pickle
import tempfile
from pathlib import Path

import numpy as np

from calibration.figures import SHARED
from calibration.packs import BALANCE, HOME, file_of, folder_of, name_of, read_pack
from model.municipality import Municipality
from model.version import model_version

SEED = 20190101
"""Of the synthesis; no run uses it."""
SOURCES = (
    "balance", "cohorts", "constants", "establishments", "figures", "margins", "newcomers", "pack", "packs", "pandemic",
    "people", "raking", "transitions", "workplaces",
)  # fmt: skip
"""The modules that the starting tables are made by."""
NOT_SOURCES = ("plan.toml", "targets.csv", "posterior.csv")
"""Tables of a pack that the starting tables do not depend on."""


def load_municipality(name: str = HOME) -> Municipality:
    """A municipality by the name of its pack, or the path of a folder that holds one; kept while sources are unchanged.

    Raises:
        PackError: if there is no such pack, or it is not right.
        FigureError: if a data file is unreadable or inconsistent.
    """
    path = cache_path(name)
    known = _read(path)
    if known is not None:
        return known
    built = build(name)
    _write(path, built)
    return built


def content(name: str = HOME) -> str:
    """The hash of everything a municipality is made of: code, shared figures, its pack, and the model's version.

    Raises:
        PackError: if there is no such pack.
    """
    digest = hashlib.blake2b(model_version().encode(), digest_size=12)
    folder, code = folder_of(name), Path(__file__).parent
    parts = ([code / f"{one}.py" for one in SOURCES], _tables(SHARED), _tables(folder), [file_of(folder, BALANCE)])
    for part in parts:
        for path in part:
            digest.update(path.name.encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _tables(folder: Path) -> list[Path]:
    """The files of figures and constants in a folder; what else stands there, notes say, changes nothing."""
    return [one for one in sorted(folder.iterdir()) if one.suffix in (".csv", ".toml") and one.name not in NOT_SOURCES]


def cache_path(name: str) -> Path:
    """Where the built pack is kept."""
    from platformdirs import user_cache_path

    return user_cache_path("halden") / "starting-tables" / f"{name_of(name)}-{content(name)}.pickle"


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


def build(name: str = HOME) -> Municipality:
    """A municipality on 1 January 2019, from the figures of its pack."""
    from calibration import margins
    from calibration.establishments import establishments
    from calibration.newcomers import newcomer_table
    from calibration.pandemic import layoff_paths, measure_places
    from calibration.people import give_status, persons
    from calibration.transitions import transition_rates, unemployed_shares
    from calibration.workplaces import place

    pack, rng = read_pack(name), np.random.default_rng(SEED)
    constants = pack.constants
    residents = persons(pack, rng)
    employed = float((margins.employment(pack) * pack.residents())[15:75].sum())
    level, share = float(unemployed_shares(pack).get("level", 1.0)), constants.unemployed_share.value
    unemployed = round(level * employed * share / (1.0 - share))
    places = measure_places(pack)
    give_status(pack, residents, unemployed + places)
    _take_places(residents, round(places), rng)
    firms, names = establishments(pack, rng)
    commuters = place(pack, residents, firms, rng)
    newcomers, starts = newcomer_table(pack, residents, rng)
    layoffs, lost = layoff_paths(residents, firms, unemployed)
    return Municipality.from_tables(
        constants.name, residents, commuters, firms,
        newcomers=newcomers, newcomer_starts=starts, rates=transition_rates(pack, residents), firm_names=names,
        events=pack.events(), decommissioning=constants.decommissioning, measure_places=places,
        out_regions=np.array(constants.out_regions.value), layoff_share=layoffs, lost_demand=lost,
        ready_land=constants.ready_land.value, land_a_year=constants.land_a_year.value,
    )  # fmt: skip


def _take_places(residents, places: int, rng: np.random.Generator) -> None:
    """Some of those without work are on ordinary measures, at any point of their months there."""
    from model.codes import Programme, Status
    from model.support import MONTHS

    jobless = np.flatnonzero(residents.status == Status.UNEMPLOYED)
    rows = rng.choice(jobless, size=min(places, len(jobless)), replace=False)
    residents.programme[rows] = Programme.ORDINARY
    residents.programme_since[rows] = -rng.integers(1, MONTHS[Programme.ORDINARY] + 1, len(rows))
