"""Ensembles: replications of several scenarios, kept as they are made and never made twice.

Replication k has parameter draw k mod ``DRAWS`` and seed k in every scenario, so scenarios are compared in pairs, and
draws that come back with other seeds tell what is due to the parameters from what is due to chance. The answer to a
question stands under the hash of everything that decides it; asking for more replications adds to what is there.
"""

import hashlib
import json
import os
import platform
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from results.blocks import covered, runs_of, whole_blocks, write_block
from results.replications import WorkerError
from scenarios.shelf import Scenario, load

if TYPE_CHECKING:
    import pandas as pd

ARCHIVE = Path(os.environ.get("HALDEN_ARCHIVE") or Path(__file__).parent / "archive")
DRAWS = 50
"""Parameter draws; replication k uses draw k mod 50."""
BLOCK = 10
"""Replications of a block: seconds of work, so little is lost when a run is killed."""


class Question(NamedTuple):
    """What decides an ensemble's values, apart from scenario and replication."""

    municipality: str
    until: str

    def content(self) -> dict[str, str]:
        """Everything of it, by name: two questions with the same content have the same answer."""
        from importlib.metadata import version

        from calibration.pack import content
        from model.version import model_version

        return {
            "municipality": self.municipality, "starting_tables": content(), "model_version": model_version(),
            "parameters": f"prior draws, {DRAWS}", "until": self.until, "python": platform.python_version(),
            "numpy": version("numpy"), "numba": version("numba"),
        }  # fmt: skip

    @property
    def has_november(self) -> bool:
        """Whether it reaches a November, in which people are compared."""
        from model.dates import NOVEMBER, month_of

        return month_of(self.until) >= NOVEMBER

    @property
    def key(self) -> str:
        """The hash of the content, without the version of Python, which decides no bits."""
        content = {name: said for name, said in self.content().items() if name != "python"}
        return hashlib.blake2b(json.dumps(content, sort_keys=True).encode(), digest_size=12).hexdigest()


class Task(NamedTuple):
    """What one worker runs: some replications of scenarios, the first of which the others are compared with."""

    question: Question
    settings: tuple[Any, ...]
    replications: tuple[int, ...]


class Answer(NamedTuple):
    """What comes back from a task."""

    values: np.ndarray
    """[replication, scenario, month from the opening, indicator] float32"""
    people: np.ndarray
    """[replication, scenario but the first, November, side, label] int32"""


def work(task: Task) -> Answer:
    """Run a task. A worker loads the municipality once."""
    from model.priors import draw_conditions, draw_parameters
    from results.replications import loaded
    from results.twins import LABELS, replicate_twins

    municipality = loaded(task.question.municipality)
    values, people = [], []
    for k in task.replications:
        parameters = draw_parameters(k % DRAWS)
        scenarios = [(levers, draw_conditions(k % DRAWS, conditions)) for levers, conditions in task.settings]
        found = replicate_twins(municipality, parameters, scenarios, k, task.question.until)
        values.append(np.stack([one.values for one in found]))
        people.append([one.people for one in found[1:]])
    novembers = len(people[0][0]) if people[0] else 0
    shape = len(task.replications), len(task.settings) - 1, novembers, 2, len(LABELS)
    return Answer(np.stack(values), np.array(people, np.int32).reshape(shape))


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
        """One indicator at one date, by replication."""
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

    def record(self) -> dict[str, Any]:
        """How it came to be: everything needed to make it again, and nothing about the machine."""
        from scenarios.scenario import write

        return {
            **self.question.content(), "key": self.question.key, "against": self.against,
            "replications": self.replications, "draw_of_replication": f"k mod {DRAWS}", "seed_of_replication": "k",
            "scenarios": {
                name: {"digest": one.digest, "extends": list(one.extends), "text": write(one.file)}
                for name, one in self.scenarios.items()
            },
        }  # fmt: skip


def run_experiment(
    scenarios: Sequence[str],
    replications: int = 100,
    *,
    against: str = "baseline",
    municipality: str = "halden",
    until: str = "2025-12",
    workers: int | None = None,
    archive: Path | None = None,
    on_done: Callable[[int, int], None] | None = None,
) -> Experiment:
    """Replications 0 to ``replications - 1`` of the scenarios and of ``against``, each run once and then kept.

    Args:
        scenarios: names of the catalogue, or paths of files that end in ``.toml``.
        workers: processes; as many as there are cores when not given, and 1 for none but this one.
        archive: where blocks are kept; ``results/archive`` or ``HALDEN_ARCHIVE`` when not given.
        on_done: hears how many replications are ready, of how many that had to be run.

    Raises:
        ValueError: for numbers out of range, an unknown scenario or date, or a faulty file.
        WorkerError: if a worker process ends without an answer; what was ready is kept.
    """
    from model.dates import month_of

    for name, value in (("replications", replications), ("workers", 1 if workers is None else workers)):
        if value < 1:
            raise ValueError(f"{name} = {value}; allowed: a whole number of 1 or more")
    if month_of(until) < 0:
        raise ValueError(f"until = {until!r}; allowed: a month YYYY-MM from 2019-01")
    chosen = {name: load(name) for name in dict.fromkeys([against, *scenarios])}
    question = Question(municipality, until)
    folder = (archive or ARCHIVE) / question.key
    said: list[str] = []
    while True:
        wanted = _missing(question, folder, chosen, against, replications)
        if wanted:
            _run(question, folder, chosen, wanted, workers or os.cpu_count() or 1, on_done)
        experiment, damage = _read(question, folder, chosen, against, replications)
        said += damage
        if experiment is not None:
            experiment.said.extend(said)
            return experiment


def _values_folder(folder: Path, scenario: Scenario) -> Path:
    return folder / scenario.digest / "values"


def _people_folder(folder: Path, scenario: Scenario, first: Scenario) -> Path:
    return folder / scenario.digest / f"people-{first.digest}"


def _missing(
    question: Question, folder: Path, chosen: dict[str, Scenario], against: str, replications: int
) -> dict[range, tuple[str, ...]]:
    """Ranges of replications that must be run, and for which scenarios; the first of them is ``against``."""
    first = chosen[against]
    asked = set(range(replications))
    lacking: dict[int, list[str]] = {}
    for name, one in chosen.items():
        have = covered(_values_folder(folder, one))
        if one.digest != first.digest and question.has_november:
            have &= covered(_people_folder(folder, one, first))
        for k in asked - have:
            lacking.setdefault(k, []).append(name)
    found: dict[range, tuple[str, ...]] = {}
    for names in {tuple(names) for names in lacking.values()}:
        numbers = {k for k, these in lacking.items() if tuple(these) == names}
        for part in runs_of(numbers, BLOCK):
            found[part] = (against, *(name for name in names if name != against))
    return dict(sorted(found.items(), key=lambda item: item[0].start))


def _run(question, folder: Path, chosen, wanted: dict[range, tuple[str, ...]], workers: int, on_done) -> None:
    """Run what is missing and keep each block as it comes."""
    from results.replications import loaded
    from scenarios.settings import settings

    loaded(question.municipality)  # fills the cache on disk once, and fails here, where the message is plain
    total, ready = sum(len(part) for part in wanted), 0
    tasks = {
        part: Task(question, tuple(settings(chosen[name]) for name in names), tuple(part))
        for part, names in wanted.items()
    }
    _write_record(folder, question)

    def done(part: range, answer: Answer) -> None:
        nonlocal ready
        _keep(folder, [chosen[name] for name in wanted[part]], part, answer)
        ready += len(part)
        if on_done:
            on_done(ready, total)

    if on_done:
        on_done(0, total)
    if workers == 1 or len(tasks) == 1:
        for part, task in tasks.items():
            done(part, work(task))
        return
    with ProcessPoolExecutor(min(workers, len(tasks)), mp_context=get_context("spawn")) as pool:
        _collect(pool, tasks, done)


def _collect(pool: Executor, tasks: dict[range, Task], done: Callable[[range, Answer], None]) -> None:
    futures: dict[Future[Answer], range] = {pool.submit(work, task): part for part, task in tasks.items()}
    try:
        for future in as_completed(futures):
            done(futures.pop(future), future.result())
    except BrokenProcessPool:
        message = "a worker process ended without an answer (killed, or out of memory); what was ready is kept"
        raise WorkerError(message) from None
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        raise


def _keep(folder: Path, scenarios: list[Scenario], part: range, answer: Answer) -> None:
    from model.indicators import INDICATORS
    from results.twins import LABELS, SIDES

    n, months = answer.values.shape[0], answer.values.shape[2]
    replication = np.array(part, np.int32)
    rows = {
        "replication": np.repeat(replication, months),
        "month": np.tile(np.arange(-1, months - 1, dtype=np.int16), n),
    }
    for place, one in enumerate(scenarios):
        values = answer.values[:, place].reshape(n * months, -1)
        columns = {name: np.ascontiguousarray(values[:, i]) for i, name in enumerate(INDICATORS)}
        write_block(_values_folder(folder, one), part.start, rows, columns)
        if place == 0 or not answer.people.shape[2]:
            continue
        people = answer.people[:, place - 1]
        novembers = people.shape[1]
        keys = {
            "replication": np.repeat(replication, novembers * len(SIDES)),
            "year": np.tile(np.repeat(np.arange(2019, 2019 + novembers, dtype=np.int16), len(SIDES)), n),
            "side": np.tile(np.arange(len(SIDES), dtype=np.int8), n * novembers),
        }
        counts = people.reshape(-1, len(LABELS))
        columns = {label: np.ascontiguousarray(counts[:, i]) for i, label in enumerate(LABELS)}
        write_block(_people_folder(folder, one, scenarios[0]), part.start, keys, columns)


def _write_record(folder: Path, question: Question) -> None:
    from model.indicators import INDICATORS

    folder.mkdir(parents=True, exist_ok=True)
    units = {name: one.unit for name, one in INDICATORS.items()}
    text = json.dumps({"format": 1, **question.content(), "indicators": units}, indent=1) + "\n"
    beside = folder / f"record.{os.getpid()}.part"
    beside.write_text(text, "utf-8")
    os.replace(beside, folder / "record.json")


def _read(
    question: Question, folder: Path, chosen: dict[str, Scenario], against: str, replications: int
) -> tuple[Experiment | None, list[str]]:
    """The experiment from its blocks; none when a block was damaged and must be run again."""
    from model.dates import date_of, month_of

    months = month_of(question.until) + 2
    units = json.loads((folder / "record.json").read_text("utf-8"))["indicators"]
    values, people, labels, said = {}, {}, [], []
    for name, one in chosen.items():
        values[name], damage = _joined(_values_folder(folder, one), replications, months, list(units))
        said += damage
        if one.digest != chosen[against].digest and question.has_november:
            people[name], labels, damage = _people(_people_folder(folder, one, chosen[against]), replications)
            said += damage
    if said:
        return None, said
    dates = [date_of(row - 1) for row in range(months)]
    return Experiment(
        question, against, chosen, replications, dates, list(units), units, values, people, labels
    ), said  # fmt: skip


def _joined(folder: Path, replications: int, months: int, names: list[str]) -> tuple[np.ndarray, list[str]]:
    found, said = whole_blocks(folder, replications)
    values = np.full((replications, months, len(names)), np.nan, np.float32)
    for block, table in found:
        stop = min(block.stop, replications)
        part = np.stack([table[name].to_numpy() for name in names], axis=1).reshape(-1, months, len(names))
        values[block.start : stop] = part[: stop - block.start]
    return values, said


def _people(folder: Path, replications: int) -> tuple[np.ndarray, list[str], list[str]]:
    found, said = whole_blocks(folder, replications)
    labels: list[str] = []
    people = np.zeros((replications, 0, 2, 0), np.int32)
    for block, table in found:
        labels = [name for name in table.column_names if ":" in name]
        counts = np.stack([table[name].to_numpy() for name in labels], axis=1)
        part = counts.reshape(block.stop - block.start, -1, 2, len(labels))
        if not people.size:
            people = np.zeros((replications, *part.shape[1:]), np.int32)
        stop = min(block.stop, replications)
        people[block.start : stop] = part[: stop - block.start]
    return people, labels, said
