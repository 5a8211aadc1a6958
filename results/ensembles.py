"""Ensembles: replications of several scenarios, kept as they are made and never made twice.

Replication k has the same parameter draw and seed in every scenario, so scenarios are compared in pairs. The answer to
a question stands under the hash of everything that decides it; asking for more replications adds to what is there.
"""

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from model.variant import Variant, in_use
from results.blocks import column, whole_blocks
from results.executors import Pool
from results.filling import Progress, fill
from results.question import REPLICATIONS_OF_A_DRAW, Question
from results.store import Store
from scenarios.shelf import Scenario, load

if TYPE_CHECKING:
    import pandas as pd

    from model.indicators import Indicator

SIDES = 2


class ShardError(ValueError):
    """What was asked for is kept, but other shards' replications are lacking; the message is one line for the user."""


@dataclass(frozen=True, eq=False)
class Experiment:
    """Replications of several scenarios. ``values[scenario]`` is [replication, month from the opening, indicator]."""

    question: Question
    against: str
    scenarios: dict[str, Scenario]
    replications: int
    dates: list[str]
    indicators: list[str]
    units: dict[str, str]
    values: dict[str, np.ndarray]
    people: dict[str, np.ndarray]
    """[replication, November, side, label] persons, for every scenario but the one that is compared with."""
    labels: list[str]
    """The groups by which ``people`` are counted, as group:name."""
    said: list[str] = field(default_factory=list)
    """What had to be run again, and why."""

    def at(self, scenario: str, indicator: str, date: str) -> np.ndarray:
        """One indicator at one date, by replication (float64).

        Raises:
            ValueError: for a scenario, indicator or date that the experiment does not hold.
        """
        for what, one, known in (
            ("scenario", scenario, list(self.values)), ("indicator", indicator, self.indicators),
            ("date", date, self.dates),
        ):  # fmt: skip
            if one not in known:
                raise ValueError(unknown(what, one, known))
        return self.values[scenario][:, self.dates.index(date), self.indicators.index(indicator)].astype(np.float64)

    def frame(self) -> "pd.DataFrame":
        """A pandas table: a row a scenario, replication and date, a column an indicator.

        A table rather than a labelled cube, because it is what stands in the Parquet files and what R and DuckDB read.
        """
        import pandas as pd

        parts = []
        for name, values in self.values.items():
            index = pd.MultiIndex.from_product(
                [[name], range(len(values)), self.dates], names=["scenario", "replication", "date"]
            )
            parts.append(pd.DataFrame(values.reshape(-1, len(self.indicators)), index=index, columns=self.indicators))
        table = pd.concat(parts)
        table.attrs["units"] = self.units
        return table

    def draws(self) -> "pd.DataFrame":
        """The parameter draws, a row a draw and a column a parameter; replication k has draw ``draw_of(k)``."""
        import pandas as pd

        from model.declare import declarations
        from results.question import draw_of, parameters_of

        model, place = self.question.model, self.question.municipality
        names = [one.name for one in declarations(model.parameters)]
        draws = [
            parameters_of(draw, municipality=place, variant=model) for draw in range(draw_of(self.replications - 1) + 1)
        ]
        rows = [[getattr(draw, name) for name in names] for draw in draws]
        return pd.DataFrame(rows, columns=names).rename_axis("draw")

    def record(self) -> dict[str, Any]:
        """How it came to be: everything needed to make it again, and nothing about the machine."""
        from scenarios.scenario import write
        from scenarios.settings import changes

        return {
            **self.question.content(), "key": self.question.key, "against": self.against,
            "replications": self.replications, "draw_of_replication": f"k div {REPLICATIONS_OF_A_DRAW}",
            "draws": -(-self.replications // REPLICATIONS_OF_A_DRAW), "seed_of_replication": "k",
            "scenarios": {
                name: {
                    "digest": one.digest, "extends": list(one.extends), "changes": changes(one),
                    "text": write(one.file),
                }
                for name, one in self.scenarios.items()
            },
        }  # fmt: skip


def run_experiment(
    scenarios: Sequence[str | Scenario],
    replications: int = 100,
    *,
    against: str | Scenario = "baseline",
    municipality: str = "halden",
    until: str = "2025-12",
    workers: int | None = None,
    scheduler: str | None = None,
    pool: Pool | None = None,
    shard: tuple[int, int] = (1, 1),
    archive: Path | None = None,
    indicators: Sequence[str] | None = None,
    own_indicators: "Sequence[Indicator]" = (),
    on_done: Progress | None = None,
    block: int | None = None,
    remembered: Path | None = None,
    variant: Variant | None = None,
) -> Experiment:
    """Replications 0 to ``replications - 1`` of the scenarios and of ``against``, each run once and then kept.

    Args:
        scenarios: names of the catalogue, paths of files that end in ``.toml``, or scenarios from
            :func:`scenarios.shelf.loads`.
        municipality: the name of a pack, or the path of a folder that holds one.
        workers: processes; as many as there are cores when not given, and 1 for none but this one.
        scheduler: a Dask scheduler's address, or ``local``, instead of processes.
        pool: an open pool to use instead of one of ``workers`` or ``scheduler`` of our own.
        shard: run only the i-th of n equal parts; what others have kept is read all the same.
        archive: where blocks are kept; ``results/archive`` or ``HALDEN_ARCHIVE`` when not given.
        indicators: which to read; all when not given. All are kept whichever are read.
        own_indicators: further indicators of your own, computed from each replication's record.
        on_done: hears how many replications are ready, of how many that had to be run; what it raises stops the run.
        block: the most replications of a task; fewer than usual give the first ones sooner.
        remembered: a folder where the runs of ``against`` are remembered as they were lived, about 0.5 MB each: then
            they are not run again for the next scenario. For servers that compare many with one.
        variant: of the model, whose own levers and conditions scenarios may name; that in use when not given.

    Raises:
        ValueError: for numbers out of range, an unknown scenario, indicator or date, a faulty file, an archive of a
            newer version. ``ShardError`` when other shards are not done.
        WorkerError: if a worker ends without an answer; what was ready is kept.
    """
    from model.dates import month_of

    if replications < 1:
        raise ValueError(f"replications = {replications}; allowed: a whole number of 1 or more")
    if month_of(until) < 0:
        raise ValueError(f"until = {until!r}; allowed: a month YYYY-MM from 2019-01")
    variant = variant or in_use()
    loaded = [one if isinstance(one, Scenario) else load(one, variant) for one in (against, *scenarios)]
    chosen = {one.name: one for one in loaded}
    for one in loaded:
        if chosen[one.name].digest != one.digest:
            raise ValueError(f"scenario = {one.name!r}: two different scenarios have this name; allowed: one each")
    first = loaded[0].name
    store = Store.of(Question(municipality, until, tuple(own_indicators), variant), archive)
    said: list[str] = []
    ours = nullcontext(pool) if pool is not None else Pool(workers, scheduler)
    while True:
        with ours as open_pool:
            fill(store, chosen, first, replications, shard, open_pool, on_done, block, remembered)
        lacking = store.lacking(chosen, first, range(replications))
        if lacking:
            raise ShardError(
                f"shard {shard[0]}/{shard[1]} is kept; {len(lacking)} of {replications} replications are for other "
                "shards: run them, then merge their archives (halden archive merge)"
            )
        experiment = _read(store, chosen, first, replications, indicators, said)
        if experiment is not None:
            return experiment


def _read(
    store: Store, chosen: dict[str, Scenario], against: str, replications: int, wanted: Sequence[str] | None,
    said: list[str],
) -> Experiment | None:  # fmt: skip
    """The experiment from its blocks; none when a block was damaged and must be run again."""
    from model.dates import date_of

    units = store.units()
    names = list(units) if wanted is None else list(wanted)
    for name in names:
        if name not in units:
            raise ValueError(unknown("indicator", name, list(units)))
    values, people, labels, faults = {}, {}, [], len(said)
    for name, one in chosen.items():
        folder = store.folder / store.values(one)
        values[name] = _values(folder, replications, store.question.months, names, said)
        if store.compares(one, chosen[against]):
            folder = store.folder / store.people(one, chosen[against])
            people[name], labels = _people(folder, replications, store.question.novembers, said)
    if len(said) > faults:
        return None
    dates = [date_of(row - 1) for row in range(store.question.months)]
    units = {name: units[name] for name in names}
    return Experiment(
        store.question, against, chosen, replications, dates, names, units, values, people, labels, said
    )  # fmt: skip


def _values(folder: Path, replications: int, months: int, names: list[str], said: list[str]) -> np.ndarray:
    values = np.full((replications, months, len(names)), np.nan, np.float32)
    for block, table in whole_blocks(folder, replications, names):
        if isinstance(table, str):
            said.append(table)
            continue
        stop = min(block.stop, replications)
        for place, name in enumerate(names):
            numbers = column(table, name).reshape(-1, months)
            values[block.start : stop, :, place] = numbers[: stop - block.start]
    return values


def _people(folder: Path, replications: int, novembers: int, said: list[str]) -> tuple[np.ndarray, list[str]]:
    labels: list[str] = []
    people = np.zeros((replications, novembers, SIDES, 0), np.int32)
    for block, table in whole_blocks(folder, replications):
        if isinstance(table, str):
            said.append(table)
            continue
        labels = [name for name in table.column_names if ":" in name]
        if not people.size:
            people = np.zeros((replications, novembers, SIDES, len(labels)), np.int32)
        stop = min(block.stop, replications)
        for place, name in enumerate(labels):
            counts = column(table, name).reshape(-1, novembers, SIDES)
            people[block.start : stop, :, :, place] = counts[: stop - block.start]
    return people, labels


def unknown(what: str, one: str, known: list[str]) -> str:
    """What to say of a name that is not known."""
    from scenarios.levers import suggestion

    return f"{what} = {one!r}; {suggestion(one, known)}"
