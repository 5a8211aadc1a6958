"""What many tests need: the ``halden`` command, and a scenario that acts from the start."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright
from xdist.scheduler import LoadFileScheduling

from app.command import main
from app.server import SETTINGS
from app.simulations import NICE
from calibration import fetching, pxweb
from tests.browsing import ARGUMENTS, Server, own_port
from tests.small import LEVER
from tests.statbank import Statbank, running

os.environ.update(SETTINGS)  # Solara reads them when it is first imported
settings.register_profile("any machine", deadline=None)  # how long an example takes is the machine's business
settings.load_profile("any machine")

Command = Callable[..., tuple[int, str, str]]
MOST_WORKERS = 4
"""Many tests start as many processes as there are cores, so that more workers only get in each other's way."""
IN_A_BROWSER = ("test_browser.py", "test_planner.py")
DEAR = (*IN_A_BROWSER, "test_docs.py", "test_notebooks.py", "test_examples.py", "test_ensembles.py", "test_cluster.py")
"""Files that take a minute or more: they begin first, so that no worker is left alone with one at the end."""

GAVE_WAY = pytest.StashKey[bool]()


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """As many workers as cores; none for a single file, which is run here, since one worker would run all of it."""
    files = {word.partition("::")[0] for word in config.args}
    if len(files) == 1 and (config.invocation_params.dir / files.pop()).is_file():
        return 0
    return min(os.cpu_count() or 1, MOST_WORKERS)


class ByFile(LoadFileScheduling):
    """The tests of a file are run by one worker; those in a browser by one too, with one server and one browser."""

    def _split_scope(self, nodeid: str) -> str:
        file = super()._split_scope(nodeid)
        return "in a browser" if file.endswith(IN_A_BROWSER) else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByFile | None:
    """By file, where ``--dist`` says so."""
    return ByFile(config, log) if config.option.dist == "loadfile" else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Beside each other, dear files first, those in a browser before all."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        return
    places = {name: place for place, name in enumerate(DEAR)}
    items.sort(key=lambda item: places.get(item.path.name, len(DEAR)))


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Have what is not in a browser go after what is, where a page is waited for: the app's own workers are as nice."""
    beside_others = "PYTEST_XDIST_WORKER" in os.environ and hasattr(os, "nice")
    if beside_others and not item.config.stash.get(GAVE_WAY, False) and item.path.name not in IN_A_BROWSER:
        item.config.stash[GAVE_WAY] = True
        os.nice(NICE)


@pytest.fixture
def halden(capsys: pytest.CaptureFixture, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Runs the command with the words given: its status, and what it said on standard output and error."""

    def run(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["halden", *words])
        with pytest.raises(SystemExit) as leaving:
            main()
        said = capsys.readouterr()
        return int(leaving.value.code or 0), said.out, said.err

    return run


@pytest.fixture
def current_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    """The fit that is kept is of the present model, which it is not while the model is worked on."""
    monkeypatch.setattr("calibration.posterior.out_of_date", lambda *asked: "")


@pytest.fixture(scope="session")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The path of a scenario file whose levers act from January 2019."""
    path = tmp_path_factory.mktemp("scenario") / "early.toml"
    path.write_text(LEVER, "utf-8")
    return str(path)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The planners' app, running on this machine."""
    running = Server(own_port(), tmp_path_factory.mktemp("archive"))
    yield running
    running.stop()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium; without it a test is skipped, and fails where it must be there.

    It ends with its file: while it is open an event loop runs, beside which other tests cannot start theirs.
    """
    path = shutil.which("chromium") or shutil.which("google-chrome") or shutil.which("chrome")
    if path is None and not os.environ.get("CI"):
        pytest.skip("no Chromium is found on this machine")
    assert path, "under CI the browser must be there"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture
def bank(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Statbank]:
    """A statbank on this machine, with a cache of its own and no long waits."""
    monkeypatch.setattr(fetching, "cache_folder", lambda: tmp_path / "cache")
    monkeypatch.setattr(pxweb, "FIRST_WAIT", 0.001)
    with running() as statbank:
        yield statbank
