"""What a worker does, on this machine or another: run some replications and hand back whole blocks."""

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from results.blocks import Packed, pack
from results.memory import give_back
from results.question import Question, conditions_of, draw_of, parameters_of

if TYPE_CHECKING:
    from results.twins import Memory


class WorkerError(RuntimeError):
    """A worker that ended without an answer, or may not give one; the message is one line for the user."""


class Task(NamedTuple):
    """Some replications of scenarios, the first of which the others are compared with."""

    question: Question
    content: dict[str, Any]
    """The question's content where the task was set; a worker with other code or data refuses it."""
    settings: tuple[Any, ...]
    """Levers and conditions of each scenario."""
    values: tuple[str, ...]
    """Where each scenario's values are to stand, relative to the question's folder."""
    people: tuple[str, ...]
    """Where its people are to stand; empty for the first."""
    replications: range
    remembered: str = ""
    """The folder of this machine where runs of the first scenario are remembered; none when empty."""
    names: tuple[str, ...] = ()
    """What each scenario is called, for what is said of a run that fails."""


def work(task: Task) -> list[Packed]:
    """The blocks of a task, ready to be written.

    Raises:
        WorkerError: if this worker's code, data or library versions differ from those the task was set with.
        ProcessError: when an own process fails, naming scenario and seed.
    """
    refuse_other_versions(task)
    from results.replications import loaded
    from results.twins import NONE, replicate_twins

    place = task.question.municipality
    municipality = loaded(place)
    runs = []
    for k in task.replications:
        draw, asked = draw_of(k), task.question
        of = {"municipality": place, "variant": asked.model}
        parameters = parameters_of(draw, **of)
        scenarios = [(one, conditions_of(draw, outside, **of)) for one, outside in task.settings]
        memory = _memory(task, k) if task.remembered else NONE
        runs.append(
            replicate_twins(
                municipality, parameters, scenarios, k, asked.until, asked.own, memory, asked.model, task.names
            )
        )
    blocks = []
    for number, (values, people) in enumerate(zip(task.values, task.people, strict=True)):
        found = [run[number] for run in runs]
        blocks.append(_pack_values(values, task, np.stack([one.values for one in found])))
        if people and task.question.novembers:
            blocks.append(_pack_people(people, task, np.stack([one.people for one in found])))
    give_back()
    return blocks


def _memory(task: Task, replication: int) -> "Memory":
    from pathlib import Path

    from results.remembered import Remembered

    return Remembered(Path(task.remembered) / f"{replication:07d}.npz.zst")


def refuse_other_versions(task: Task) -> None:
    """Only a worker with the same model, figures and libraries may answer: its blocks stand under their hash.

    Raises:
        WorkerError: naming what differs.
    """
    mine = task.question.content()
    for name, wanted in task.content.items():
        if mine.get(name) != wanted:
            raise WorkerError(
                f"a worker has {name.replace('_', ' ')} {mine.get(name)}, and this program {wanted}; "
                "install the same version of the project on every worker"
            )


def _pack_values(folder: str, task: Task, values: np.ndarray) -> Packed:
    """``values`` [replication, month from the opening, indicator]."""
    n, months = values.shape[:2]
    keys = {
        "replication": np.repeat(np.array(task.replications, np.int32), months),
        "month": np.tile(np.arange(-1, months - 1, dtype=np.int16), n),
    }
    rows = values.reshape(n * months, -1)
    names = list(task.question.indicators())
    columns = {name: np.ascontiguousarray(rows[:, i]) for i, name in enumerate(names)}
    return pack(folder, task.replications, keys, columns)


def _pack_people(folder: str, task: Task, people: np.ndarray) -> Packed:
    """``people`` [replication, November, side, label]."""
    from results.twins import LABELS, SIDES

    n, novembers = people.shape[:2]
    keys = {
        "replication": np.repeat(np.array(task.replications, np.int32), novembers * len(SIDES)),
        "year": np.tile(np.repeat(np.arange(2019, 2019 + novembers, dtype=np.int16), len(SIDES)), n),
        "side": np.tile(np.arange(len(SIDES), dtype=np.int8), n * novembers),
    }
    counts = people.reshape(-1, len(LABELS))
    columns = {label: np.ascontiguousarray(counts[:, i]) for i, label in enumerate(LABELS)}
    return pack(folder, task.replications, keys, columns)
