"""The simulations behind the controls: a queue of comparisons, run in stages by a pool of processes, shared by all.

What was asked before is answered from the archive. Comparisons with the fewest replications go first, so that a new
change has its first figures soon whatever else is under way. A comparison that nobody waits for any more is stopped.
"""

import logging
import multiprocessing
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Iterable
from pathlib import Path

from app.ask import HORIZONS, STAGES, Answer, Ask, FullError
from model.variant import in_use
from results.ensembles import run_experiment
from results.executors import Pool
from results.question import Question
from results.report import HEADLINES
from results.work import WorkerError
from scenarios.shelf import load

STEPS = (20, 60, 100, 150, 200, 250, 300)
"""Replications after which a comparison that has fewer may go first."""
FIRST_BLOCK, BLOCK = 5, 10
"""Replications of a task: the first ones are small, for a figure soon."""
AT_ONCE = 2
"""Comparisons under way at once, so that no worker waits while the figures of one are put together."""
MOST_WAITING = 20
MOST_OF_A_SESSION = 4
KEPT = 20
"""Finished comparisons that are held in memory."""
MOST_LOST = 2
"""Times that a comparison is begun again after a worker was killed."""
NICE = 10
"""How far the workers let the pages go first."""
MUNICIPALITY = "halden"
log = logging.getLogger("halden.app")


def memory() -> Path:
    """Where the baseline's runs are remembered, those of a variant of the model apart from the model's own."""
    from platformdirs import user_cache_path

    return user_cache_path("halden") / "remembered" / in_use().name


def ready(municipality: str) -> None:
    """Load what a replication needs; a worker does it before the first is asked for."""
    from results.question import central
    from results.replications import loaded

    loaded(municipality)
    central()
    time.sleep(0.2)  # so that the other workers take the others' turns


class StoppedError(Exception):
    """Nobody waits for the comparison any more."""


class _Job:
    def __init__(self, ask: Ask, number: int) -> None:
        self.ask, self.number = ask, number
        self.owners: dict[str, str] = {}  # who waits, and the session each belongs to
        self.answer = Answer("waiting")
        self.ready = 0
        self.running = False
        self.lost = 0
        self.began, self.began_at = 0.0, 0

    @property
    def ended(self) -> bool:
        return self.answer.state in ("done", "cancelled", "failed")


class Simulations:
    """The queue.

    Args:
        workers: processes; as many as there are cores when not given.
    """

    def __init__(self, workers: int | None = None) -> None:
        self.workers = workers
        self.pool = self._opened()
        self.jobs: OrderedDict[tuple, _Job] = OrderedDict()
        self.changed = threading.Condition()
        self.number = 0
        self.open = True
        for _ in range(AT_ONCE):
            threading.Thread(target=self._work, daemon=True).start()

    def warm(self) -> None:
        """Have every worker compile what is not compiled yet, and load the municipality."""
        from results.remembered import forget_others

        forget_others(memory(), [Question(MUNICIPALITY, until).key for until in HORIZONS])
        executor = self.pool.executor(self.pool.workers)
        for _ in range(self.pool.workers):
            executor.submit(ready, MUNICIPALITY)

    def known(self, ask: Ask) -> Answer | None:
        """The answer that is held in memory, without asking for it."""
        with self.changed:
            job = self.jobs.get(ask.key)
            return self._answer(job) if job and job.answer.found else None

    def join(self, ask: Ask, owner: str, session: str) -> None:
        """Have someone wait for a comparison, which is queued unless it is known or under way.

        Raises:
            FullError: if the session, or all together, have too many waiting.
        """
        with self.changed:
            job = self.jobs.get(ask.key)
            if job is None or job.answer.state in ("cancelled", "failed"):
                waiting = [one for one in self.jobs.values() if not one.ended]
                if sum(session in one.owners.values() for one in waiting) >= MOST_OF_A_SESSION:
                    raise FullError("full_session", MOST_OF_A_SESSION)
                if len(waiting) >= MOST_WAITING:
                    raise FullError("full", MOST_WAITING)
                self.number += 1
                job = _Job(ask, self.number)
                self.jobs[ask.key] = job
            job.owners[owner] = session
            self.jobs.move_to_end(ask.key)
            self.changed.notify_all()

    def leave(self, ask: Ask, owner: str) -> None:
        """Have someone wait no more; without anyone who waits, the comparison stops."""
        with self.changed:
            job = self.jobs.get(ask.key)
            if job is None:
                return
            job.owners.pop(owner, None)
            if not job.owners and not job.ended:
                job.answer = job.answer._replace(state="cancelled")
            self.changed.notify_all()

    def look(self, ask: Ask, seen: Answer | None = None, patience: float = 0.0) -> Answer:
        """How far a comparison has come; waits until that differs from what was seen, or patience ends."""
        until = time.monotonic() + patience
        with self.changed:
            while True:
                job = self.jobs.get(ask.key)
                answer = self._answer(job) if job else Answer("cancelled")
                left = until - time.monotonic()
                if answer._replace(seconds=None) != (seen and seen._replace(seconds=None)) or left <= 0:
                    return answer
                self.changed.wait(left)

    def close(self) -> None:
        """Stop everything at once; the processes are this program's own."""
        with self.changed:
            self.open = False
            self.changed.notify_all()
        for process in multiprocessing.active_children():
            process.terminate()
        self.pool.__exit__(None, None, None)

    def _answer(self, job: _Job) -> Answer:
        if job.ended:
            return job.answer
        before = [one for one in self._waiting() if _order(one) < _order(job)]
        place = 0 if job.running else len(before) + 1
        seconds = None
        if job.ready > job.began_at:
            pace = (time.monotonic() - job.began) / (job.ready - job.began_at)
            seconds = pace * (STAGES[-1] - job.ready)
        state = "running" if job.running or job.ready else "waiting"
        return job.answer._replace(state=state, ready=job.ready, place=place, seconds=seconds)

    def _waiting(self) -> Iterable[_Job]:
        return [one for one in self.jobs.values() if not one.ended and not one.running]

    def _work(self) -> None:
        while True:
            with self.changed:
                while self.open and not self._waiting():
                    self.changed.wait()
                if not self.open:
                    return
                job = min(self._waiting(), key=_order)
                job.running = True
                if not job.began:
                    job.began = time.monotonic()
                self.changed.notify_all()
            try:
                self._step(job)
            except StoppedError:
                pass
            except WorkerError as error:
                with self.changed:
                    if not self.open:
                        return
                    log.warning("%s", error)
                    self.pool = self._opened()
                    job.lost += 1
                    if job.lost > MOST_LOST:
                        name = secrets.token_hex(4)
                        log.error("a comparison lost its workers %d times (%s)", job.lost, name)
                        job.answer = Answer("failed", said=name)
            except Exception:
                name = secrets.token_hex(4)
                log.exception("a comparison failed (%s)", name)
                with self.changed:
                    job.answer = Answer("failed", said=name)
            with self.changed:
                job.running = False
                self._forget()
                self.changed.notify_all()

    def _step(self, job: _Job) -> None:
        goal = next(one for one in STEPS if one > job.ready)
        shown, heard = goal in STAGES, False

        def tell(ready: int, of: int) -> None:
            nonlocal heard
            heard = True
            with self.changed:
                if job.ended or not self.open:
                    raise StoppedError
                if ready == 0:  # what is kept already was not simulated now, and tells nothing of the pace
                    job.began, job.began_at = time.monotonic(), goal - of
                job.ready = max(job.ready, goal - of + ready)
                self.changed.notify_all()

        found = run_experiment(
            job.ask.scenarios, goal, against=job.ask.against, municipality=MUNICIPALITY, until=job.ask.until,
            pool=self.pool, indicators=HEADLINES if shown else (), on_done=tell,
            block=FIRST_BLOCK if goal == STEPS[0] else BLOCK, remembered=self._remembered(job.ask),
        )  # fmt: skip
        with self.changed:
            if job.ended:
                return
            job.ready = goal
            if not heard:
                job.began, job.began_at = time.monotonic(), goal
            if shown:
                state = "done" if goal == STAGES[-1] else "running"
                job.answer = Answer(state, found, goal)
            self.changed.notify_all()

    def _remembered(self, ask: Ask) -> Path | None:
        """Runs are remembered of the baseline alone, which nearly all are compared with."""
        return memory() if ask.against.digest == load("baseline").digest else None

    def _opened(self) -> Pool:
        pool = Pool(self.workers, nice=NICE, apart=True)
        pool.executor(pool.workers)
        return pool

    def _forget(self) -> None:
        for key in [key for key, one in self.jobs.items() if one.ended and not one.answer.found]:
            if not self.jobs[key].owners:
                del self.jobs[key]
        old = [key for key, one in self.jobs.items() if one.ended and not one.owners]
        for key in old[: max(0, len(self.jobs) - KEPT)]:
            del self.jobs[key]


def _order(job: _Job) -> tuple[int, int]:
    return job.ready, job.number


_OPENED: list[Simulations] = []


def open_simulations(workers: int | None = None) -> Simulations:
    """Open the queue of this server, which is one."""
    if not _OPENED:
        _OPENED.append(Simulations(workers))
    return _OPENED[0]


def simulations() -> Simulations:
    """The queue of this server."""
    return open_simulations()
