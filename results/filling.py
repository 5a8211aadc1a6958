"""Filling the archive: run what is lacking, on any executor, and keep each block as it comes.

Callers with the same question share the work: each claims the blocks it runs, and takes over those of a caller that
was killed. A block is a pure function of its task, so nothing depends on who runs it, where, or in which order.
"""

import hashlib
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, Future, wait
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import NamedTuple

from results.blocks import Packed, put, runs_of
from results.claims import Claims
from results.executors import LOST, Pool
from results.store import Store
from results.work import Task, WorkerError, work
from scenarios.settings import settings
from scenarios.shelf import Scenario

BLOCK = 10
"""Replications of a block: seconds of work, so little is lost when a run is killed."""
LOOK_AGAIN = 0.2
"""Seconds between looks at what another caller is at work on."""

Progress = Callable[[int, int], None]


class Part(NamedTuple):
    """Replications that must be run, and the scenarios; the first is the one that others are compared with."""

    replications: range
    names: tuple[str, ...]

    @property
    def claim(self) -> str:
        """The name under which callers claim it; who lacks other scenarios of the same runs has another part."""
        digest = hashlib.blake2b("\n".join(self.names).encode(), digest_size=6).hexdigest()
        return f"{self.replications.start:07d}-{self.replications.stop:07d}-{digest}"


def fill(
    store: Store, chosen: dict[str, Scenario], against: str, replications: int, shard: tuple[int, int], pool: Pool,
    on_done: Progress | None, block: int | None = None, remembered: Path | None = None,
) -> None:  # fmt: skip
    """Run what is lacking of this shard's part of the replications.

    Raises:
        ValueError: for a shard out of range.
        WorkerError: if a worker ends without an answer; what was ready is kept.
    """
    part, parts = shard
    if not 1 <= part <= parts:
        raise ValueError(f"shard = {part}/{parts}; allowed: i/n with i from 1 to n")
    todo = deque(
        one for one in lacking_parts(store, chosen, against, replications, block)
        if one.replications.start // BLOCK % parts == part - 1
    )  # fmt: skip
    if not todo:
        return
    from calibration.posterior import posterior
    from results.replications import loaded

    executor = pool.executor(len(todo))  # its workers compile while the tables are made here
    posterior(store.question.municipality, store.question.model)  # refuses one that does not fit the model
    loaded(store.question.municipality)  # fills the cache on disk once, and fails here, where the message is plain
    store.describe(chosen)
    total, ready = sum(len(one.replications) for one in todo), 0

    def kept(one: Part) -> None:
        nonlocal ready
        ready += len(one.replications)
        if on_done:
            on_done(ready, total)

    if on_done:
        on_done(0, total)
    pool.warmed()
    with Claims(store.folder) as claims:
        _Run(store, chosen, against, store.question.content(), executor, pool.room, claims, kept, remembered).run(todo)


def lacking_parts(
    store: Store, chosen: dict[str, Scenario], against: str, replications: int, block: int | None = None
) -> list[Part]:
    """What must be run, in parts no larger than a block."""
    by_names: dict[tuple[str, ...], set[int]] = {}
    for k, names in store.lacking(chosen, against, range(replications)).items():
        others = tuple(name for name in names if name != against)
        by_names.setdefault((against, *others), set()).add(k)
    parts = [Part(one, names) for names, numbers in by_names.items() for one in runs_of(numbers, block or BLOCK)]
    return sorted(parts, key=lambda one: (one.replications.start, one.names))


class _Run(NamedTuple):
    """One caller at work."""

    store: Store
    chosen: dict[str, Scenario]
    against: str
    content: dict
    executor: Executor
    room: Callable[[], int]
    claims: Claims
    kept: Callable[[Part], None]
    remembered: Path | None

    def run(self, todo: deque[Part]) -> None:
        """Until every part is kept, by us or by another caller."""
        flying: dict[Future[list[Packed]], Part] = {}
        elsewhere: list[Part] = []
        try:
            while todo or flying or elsewhere:
                while todo and len(flying) < self.room():
                    part = todo.popleft()
                    if not self.claims.take(part.claim):
                        elsewhere.append(part)
                    elif self.done(part):  # by another caller, since we looked
                        self.claims.give_back(part.claim)
                        self.kept(part)
                    else:
                        flying[self.executor.submit(work, self.task(part))] = part
                if flying:
                    ready, _ = wait(flying, return_when=FIRST_COMPLETED)
                    for future in ready:
                        self.keep(flying.pop(future), future.result())
                elif elsewhere:
                    time.sleep(LOOK_AGAIN)
                    todo.extend(elsewhere)
                    elsewhere.clear()
        except (BrokenProcessPool, CancelledError):
            raise WorkerError(LOST) from None
        except BaseException as error:
            for future in flying:
                future.cancel()
            if type(error).__name__ == "KilledWorker":  # Dask's, which is not imported for its sake
                raise WorkerError(LOST) from None
            raise

    def done(self, part: Part) -> bool:
        """Whether every scenario of a part is kept."""
        chosen = {name: self.chosen[name] for name in part.names}
        return not self.store.lacking(chosen, self.against, part.replications)

    def task(self, part: Part) -> Task:
        """What a worker is told."""
        first, chosen = self.chosen[self.against], [self.chosen[name] for name in part.names]
        folder = self.remembered and self.remembered / f"{self.store.question.key}-{first.digest}"
        people = tuple(self.store.people(one, first) if self.store.compares(one, first) else "" for one in chosen)
        return Task(
            self.store.question, self.content, tuple(settings(one) for one in chosen),
            tuple(self.store.values(one) for one in chosen), people, part.replications, str(folder or ""), part.names,
        )  # fmt: skip

    def keep(self, part: Part, blocks: list[Packed]) -> None:
        """Write a part's blocks."""
        for block in blocks:
            put(self.store.folder, block)
        self.claims.give_back(part.claim)
        self.kept(part)
