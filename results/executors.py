"""Where tasks run: in this process, in processes of this machine, or on a Dask cluster. All are ``Executor``s."""

import logging
import os
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from multiprocessing import get_context, parent_process
from threading import Thread
from types import TracebackType
from typing import Any, Self

from results.warming import shares, warm
from results.work import WorkerError

CONNECT_SECONDS = 10
"""How long a scheduler may take to answer."""
LOCAL = "local"
QUIET_DASK = {"distributed.worker.profile.enabled": False, "distributed.scheduler.worker-saturation": "inf"}
"""Dask's sampling profiler takes a third of a worker that runs Python; and tasks are to wait at the workers."""
LOST = (
    "a worker or the scheduler ended without an answer (killed, or out of memory); what was ready is kept, and asking "
    "again goes on from there"
)


def end_with_parent(nice: int = 0) -> None:
    """Have this worker end when its parent does, however that ends: it would wait for work for ever.

    Args:
        nice: how far it lets other programs go first, where the system knows of that.
    """
    if nice and hasattr(os, "nice"):
        os.nice(nice)
    parent = parent_process()
    if parent is not None:
        Thread(target=lambda: (parent.join(), os._exit(1)), daemon=True).start()


class InProcess(Executor):
    """Runs a task when it is submitted, here: for debugging, and where processes cost more than they save."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future:
        """The finished future of ``fn(*args, **kwargs)``."""
        future: Future = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


class Pool:
    """Opens an executor when the first task comes, and keeps it for those that follow.

    Args:
        workers: processes, as many as there are cores when not given; 1 for none but this one.
        scheduler: ``tcp://host:port`` of a Dask scheduler, or ``local`` for a Dask cluster on this machine.
        nice: how far processes of this machine let other programs go first, 0 to 19.
        apart: have a process even for one worker or a single task, so that this one stays free.

    Raises:
        ValueError: for fewer than one worker, or a scheduler address of another form.
    """

    def __init__(
        self, workers: int | None = None, scheduler: str | None = None, nice: int = 0, apart: bool = False
    ) -> None:
        if workers is not None and workers < 1:
            raise ValueError(f"workers = {workers}; allowed: a whole number of 1 or more")
        if scheduler is not None and scheduler != LOCAL and not scheduler.startswith(("tcp://", "tls://")):
            raise ValueError(f"scheduler = {scheduler!r}; allowed: 'local' or an address such as tcp://host:8786")
        self.workers = workers or os.cpu_count() or 1
        self.scheduler, self.nice, self.apart = scheduler, nice, apart
        self.room: Callable[[], int] = lambda: 1
        """How many tasks to keep submitted: more than there are workers, so that none waits for us."""
        self._opened: Executor | None = None
        self._warming: list[Future] = []
        self._closing = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if error is not None and isinstance(self._opened, ProcessPoolExecutor):
            self._opened.shutdown(wait=False, cancel_futures=True)
        self._closing.close()

    def executor(self, tasks: int) -> Executor:
        """The executor, for so many tasks to come: a single task is not worth a process.

        Raises:
            ValueError: without Dask installed.
            WorkerError: for a scheduler that does not answer.
        """
        if self._opened is not None:
            return self._opened
        if self.scheduler is not None:
            self._opened = self._dask(self.scheduler)
        elif not self.apart and (self.workers == 1 or tasks == 1):
            return InProcess()
        else:
            pool = ProcessPoolExecutor(self.workers, get_context("spawn"), end_with_parent, (self.nice,))
            self._opened = self._closing.enter_context(pool)
            self.room = lambda: self.workers + 1
            from model.compiled import compiled_before

            if not compiled_before():
                self._warming = [pool.submit(warm, names) for names in shares(self.workers) if names]
        return self._opened

    def warmed(self) -> None:
        """Wait until the workers have compiled the rules; at once where that was done before.

        Raises:
            WorkerError: if a worker ends without an answer.
        """
        try:
            for one in self._warming:
                one.result()
        except BrokenProcessPool:
            raise WorkerError(LOST) from None
        self._warming = []

    def _dask(self, scheduler: str) -> Executor:
        try:
            import dask.config
            from distributed import Client, LocalCluster
        except ImportError:
            raise ValueError(
                f"scheduler = {scheduler!r} needs Dask; get it with `uv sync --extra cluster`, or use --workers"
            ) from None
        # What Dask and its event loop have to say of lost connections is said by us, in one line.
        spoken = [one for one in logging.root.manager.loggerDict if one.split(".")[0] == "distributed"]
        for name in (*spoken, "tornado.application", "asyncio"):
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)
        address: Any = scheduler
        if scheduler == LOCAL:
            here: dict[str, Any] = {"host": "127.0.0.1", "dashboard_address": "127.0.0.1:0", "threads_per_worker": 1}
            here |= {"n_workers": self.workers, "silence_logs": logging.CRITICAL}
            with dask.config.set(QUIET_DASK):
                address = self._closing.enter_context(LocalCluster(**here))
        try:
            client: Any = self._closing.enter_context(Client(address, timeout=CONNECT_SECONDS, set_as_default=False))
        except (OSError, TimeoutError, ValueError) as error:
            said = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise WorkerError(f"scheduler {scheduler}: no answer within {CONNECT_SECONDS} s ({said})") from None

        def room() -> int:
            try:
                return 2 * max(1, sum(client.nthreads().values()))
            except OSError:
                raise WorkerError(LOST) from None

        self.room = room
        # A task gives the same blocks wherever it runs, so Dask runs that of a lost worker on another.
        return client.get_executor(pure=False)
