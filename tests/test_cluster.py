"""A Dask cluster of separate processes gives the same bits, also when a worker is killed; faults are one clear line."""

import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from results import filling
from results.work import WorkerError
from tests.small import run, same

ROOT = Path(__file__).parent.parent
UNTIL = "2019-03"
QUIET = ("--no-dashboard",)


def started(module: str, *words: str, cwd: Path = ROOT, log: Path) -> subprocess.Popen[bytes]:
    """A Dask process of its own on the loopback address, which imports the project from ``cwd``."""
    code = f"import sys; sys.path.insert(0, {str(cwd)!r}); from distributed.cli.{module} import main; main()"
    with log.open("wb") as file:
        return subprocess.Popen([sys.executable, "-c", code, *words], stdout=file, stderr=file, cwd=cwd)


def worker(address: str, log: Path, cwd: Path = ROOT) -> subprocess.Popen[bytes]:
    words = (address, "--host", "127.0.0.1", "--nthreads", "1", "--no-nanny", *QUIET, "--local-directory")
    return started("dask_worker", *words, str(log.parent / log.stem), cwd=cwd, log=log)


def ended(process: subprocess.Popen) -> None:
    process.kill()
    process.wait()


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    process, address = scheduling(tmp_path_factory.mktemp("dask") / "scheduler.log")
    yield address
    ended(process)


def scheduling(log: Path) -> tuple[subprocess.Popen[bytes], str]:
    """A scheduler's process and address."""
    process = started("dask_scheduler", "--host", "127.0.0.1", "--port", "0", *QUIET, log=log)
    found = None
    for _ in range(600):
        found = re.search(r"Scheduler at:\s+(tcp://[\d.:]+)", log.read_text("utf-8"))
        if found or process.poll() is not None:
            break
        time.sleep(0.1)
    assert found, log.read_text("utf-8")
    return process, found[1]


def test_a_cluster_gives_the_same_bits_though_a_worker_is_killed(scenario: str, scheduler: str, tmp_path: Path):
    workers = [worker(scheduler, tmp_path / f"{place}.log") for place in range(2)]
    heard: list[int] = []

    def kill_one(ready: int, of: int) -> None:
        heard.append(ready)
        if ready >= 2 and workers[0].poll() is None:
            ended(workers[0])

    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(filling, "BLOCK", 1)
            found = run(scenario, tmp_path / "dask", 12, until=UNTIL, scheduler=scheduler, on_done=kill_one)
    finally:
        for one in workers:
            ended(one)
    assert heard[-1] == 12
    same(run(scenario, tmp_path / "here", 12, until=UNTIL), found)


def test_a_worker_with_another_version_of_the_code_is_refused(scenario: str, scheduler: str, tmp_path: Path):
    other = tmp_path / "other"
    for package in ("model", "scenarios", "calibration", "results"):
        shutil.copytree(ROOT / package, other / package, ignore=shutil.ignore_patterns("archive", "__pycache__"))
    with (other / "model" / "rates.py").open("a", encoding="utf-8") as file:
        file.write("# another version\n")
    process = worker(scheduler, tmp_path / "other.log", cwd=other)
    try:
        with pytest.raises(WorkerError, match="a worker has model version") as refusal:
            run(scenario, tmp_path / "archive", 2, until=UNTIL, scheduler=scheduler)
    finally:
        ended(process)
    assert "install the same version of the project on every worker" in str(refusal.value)
    assert not list((tmp_path / "archive").rglob("*.parquet"))


def test_a_scheduler_that_does_not_answer_is_said(scenario: str, tmp_path: Path, monkeypatch):
    from results import executors

    monkeypatch.setattr(executors, "CONNECT_SECONDS", 1)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    with pytest.raises(WorkerError, match=f"scheduler {address}: no answer within 1 s") as refusal:
        run(scenario, tmp_path, 2, until=UNTIL, scheduler=address)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("address", ["somewhere", "http://127.0.0.1:8786", "tcp:127.0.0.1"])
def test_an_address_of_another_form_is_refused(scenario: str, tmp_path: Path, address: str):
    with pytest.raises(ValueError, match="allowed: 'local' or an address"):
        run(scenario, tmp_path, 2, until=UNTIL, scheduler=address)


def test_the_local_cluster_gives_the_same_bits(scenario: str, tmp_path: Path):
    found = run(scenario, tmp_path / "local", 4, until=UNTIL, scheduler="local", workers=2)
    same(run(scenario, tmp_path / "here", 4, until=UNTIL), found)


def test_a_lost_scheduler_is_said_in_one_line_and_what_was_ready_is_kept(scenario: str, tmp_path: Path):
    process, address = scheduling(tmp_path / "scheduler.log")
    one = worker(address, tmp_path / "worker.log")
    code = "from results import filling; filling.BLOCK = 1; from app.command import main; main()"
    words = ["compare", scenario, "--replications", "300", "--until", UNTIL, "--no-counterfactual"]
    asking = subprocess.Popen(
        [sys.executable, "-c", code, *words, "--scheduler", address, "--archive", str(tmp_path / "archive")],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        while asking.poll() is None and not list((tmp_path / "archive").rglob("*.parquet")):
            time.sleep(0.05)
        ended(process)
        _, said = asking.communicate(timeout=120)
    finally:
        for left in (one, process, asking):
            ended(left)
    assert asking.returncode == 2
    assert "the scheduler ended without an answer" in said
    assert "Traceback" not in said
    heard: list[int] = []
    run(scenario, tmp_path / "archive", 3, until=UNTIL, on_done=lambda ready, of: heard.append(of))
    assert not heard or heard[0] < 3
