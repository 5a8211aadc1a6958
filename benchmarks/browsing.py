"""The app as it is used: its server, started as planners start it, and pages in a real browser that time themselves."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
from platformdirs import user_cache_path
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from app.language import Speaker
from app.serving import HOME, free_port
from app.simulations import STAGES

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
"""Without the middle ones the browser itself looks for servers of its maker."""
FIRST_PORT = 8700
PATIENCE = 300
"""Seconds after which what is waited for counts as broken."""
QUIET = 0.1
"""Of one core: what a server at rest uses at most."""
OWN = ("remembered", "solara")
"""What the server keeps in its cache that must begin empty; the rest (compiled rules, starting tables) is warm."""
LEVER = "job_specialists"
WATCH = """
window.bench = {
  shown: (css) => {
    const box = document.querySelector(css)?.getBoundingClientRect();
    return Boolean(box && box.width && box.height);
  },
  says: (texts) => {
    const said = document.querySelector('.answer-part .state')?.textContent ?? '';
    return texts.some((one) => said.includes(one));
  },
  panel: () => document.getElementById('panel')?.textContent ?? '',
  shows: (lever, value) => {
    const control = document.getElementById(lever).closest('.control');
    return control.querySelector('input[type=number]').value === value && control.classList.contains('changed');
  },
  until: (holds, since) => new Promise((done, fail) => {
    const look = setInterval(() => {
      const now = performance.now();
      let found = false;
      try { found = holds(); } catch { /* not there yet */ }
      if (!found && now - since < 1000 * PATIENCE) return;
      clearInterval(look);
      if (found) done((now - since) / 1000);
      else fail(new Error(`not within PATIENCE s: ${holds}; the page says: ${document.body.innerText.slice(0, 500)}`));
    }, 10);
  }),
  arm: (event, holds) => {
    bench.found = new Promise((done, fail) => addEventListener(event, () => {
      bench.since = performance.now();
      bench.until(holds, bench.since).then(done, fail);
    }, { capture: true, once: true }));
    bench.found.catch(() => {});
  },
};
""".replace("PATIENCE", str(PATIENCE))
"""Runs in every page. Times begin in the page, at the event or when the address was asked for, and end when the page's
content is there, looked at every 10 ms."""
READABLE = "bench.shown('.halden h1') && bench.shown('.halden figure svg')"
NUMBERS = "bench.shown('[data-testid=verdict]')"
RUNNING = f"bench.says({json.dumps([Speaker('nb').word('running', ready='', of=STAGES[-1]).split()[0]])}) "
RUNNING += "&& bench.shown('.answer-part progress')"


def rests_on(*replications: int) -> str:
    """The condition that the status line says that numbers rest on one of so many simulations."""
    word = Speaker("nb").word
    texts = [word("narrows", shown=one) for one in replications] + [word("done", of=one) for one in replications]
    return f"bench.says({json.dumps(texts)})"


class Server:
    """The command as a subprocess, on a free port of this machine, with an archive and a cache of its own.

    Args:
        folder: where both are kept; a server started there again finds them.
    """

    def __init__(self, folder: Path) -> None:
        self.cache, self.log = folder / "cache" / "halden", folder / "log"
        self.cache.mkdir(parents=True, exist_ok=True)
        shared = user_cache_path("halden")
        for one in shared.iterdir() if shared.is_dir() else ():
            beside = self.cache / one.name
            if one.name not in OWN and not beside.exists():
                beside.symlink_to(one)
        own = {"XDG_CACHE_HOME": str(folder / "cache"), "HALDEN_ARCHIVE": str(folder / "archive")}
        port = free_port(HOME, FIRST_PORT)
        command = [sys.executable, "-m", "app", "app", "--no-open", "--port", str(port)]
        began = time.perf_counter()
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                command, env=os.environ | own, stdout=subprocess.PIPE, stderr=log, text=True
            )  # fmt: skip
        self.known = psutil.Process(self.process.pid)
        try:
            assert self.process.stdout is not None
            said = self.process.stdout.readline()
            if not said:
                raise RuntimeError(f"the server did not start: {self.log.read_text()[-2000:]}")
            self.address = said.split()[0].rstrip("/")
            with urllib.request.urlopen(f"{self.address}/healthz", timeout=PATIENCE) as answer:
                assert json.load(answer)["boot"]
        except BaseException:
            self.end()
            raise
        self.ready = time.perf_counter() - began
        """Seconds from the command until it answered."""

    def workers(self) -> list[psutil.Process]:
        """The processes that simulate; the one that keeps track of shared memory is none of them."""
        return [one for one in self.known.children() if "spawn_main" in " ".join(one.cmdline())]

    def worked(self) -> float:
        """Processor seconds of all workers so far."""
        return sum(sum(one.cpu_times()[:2]) for one in self.workers())

    def rest(self) -> None:
        """Wait until neither the server nor its workers do anything.

        Raises:
            TimeoutError: if that never comes.
        """
        until = time.monotonic() + PATIENCE
        before = self._used()
        while time.monotonic() < until:
            time.sleep(1)
            now = self._used()
            if now - before < QUIET:
                return
            before = now
        raise TimeoutError(f"the server was not at rest within {PATIENCE} s")

    def _used(self) -> float:
        times = [one.cpu_times() for one in (self.known, *self.known.children())]
        return sum(one.user + one.system for one in times)

    def remembers(self, runs: int) -> None:
        """Wait until so many of the baseline's runs are remembered, as they are when a comparison needed them.

        Raises:
            TimeoutError: if that never comes.
        """
        until = time.monotonic() + PATIENCE
        while sum(one.is_file() for one in (self.cache / "remembered").rglob("*")) < runs:
            if time.monotonic() > until:
                raise TimeoutError(f"fewer than {runs} of the baseline's runs are remembered")
            time.sleep(0.2)

    def stop(self) -> float:
        """Seconds from the system's signal until the server and all its workers are gone."""
        children = self.known.children(recursive=True)
        began = time.perf_counter()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)
        while any(map(lives, children)):
            if time.perf_counter() - began > 30:
                raise RuntimeError("a worker outlived the server")
            time.sleep(0.01)
        taken = time.perf_counter() - began
        self.end()
        return taken

    def end(self) -> None:
        """End it whatever it does."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait(30)
        if self.process.stdout is not None:
            self.process.stdout.close()


def lives(process: psutil.Process) -> bool:
    """Whether a process still does something; one that ended may stay listed until the system has asked why."""
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def megabytes(process: psutil.Process) -> float:
    """What a process holds in memory."""
    return process.memory_info().rss / 1e6


def private(process: psutil.Process) -> float:
    """What of that no other process holds too: libraries are shared."""
    return process.memory_full_info().uss / 1e6


def peak(process: psutil.Process) -> float:
    """The most megabytes that a process has held."""
    line = next(one for one in Path(f"/proc/{process.pid}/status").read_text().splitlines() if one.startswith("VmHWM"))
    return int(line.split()[1]) * 1024 / 1e6


class Visitors:
    """Planners at a server, each in a browser of their own that has seen nothing before."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.faults: list[str] = []
        """What pages complained of."""

    def come(self) -> BrowserContext:
        """A new planner."""
        context = self.browser.new_context(viewport={"width": 1280, "height": 800})
        context.set_default_timeout(PATIENCE * 1000)
        context.add_init_script(WATCH)
        context.on("weberror", lambda fault: self.faults.append(str(fault.error)))
        context.on("console", lambda said: self.faults.append(said.text) if said.type == "error" else None)
        return context

    @contextmanager
    def one(self) -> Iterator[BrowserContext]:
        """A planner who leaves again."""
        context = self.come()
        yield context
        leave(context)


def leave(context: BrowserContext) -> None:
    """Close tabs and browser as a planner does, so that the server hears of it."""
    for page in context.pages:
        page.close()
    context.close()


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's own browser.

    Raises:
        RuntimeError: without one.
    """
    path = shutil.which("chromium") or shutil.which("google-chrome") or shutil.which("chrome")
    if path is None:
        raise RuntimeError("no Chromium is found on this machine; install it with `apt install chromium`")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


def visit(context: BrowserContext, address: str, holds: str) -> tuple[Page, float]:
    """A new tab, and seconds from when the address was asked for until the page's content is there."""
    page = context.new_page()
    page.goto(address, wait_until="commit")
    return page, page.evaluate(f"() => bench.until(() => {holds}, 0)")


def click(page: Page, css: str, holds: str) -> float:
    """Seconds from a click on a link until the page's content is there."""
    page.evaluate(f"() => bench.arm('click', () => {holds})")
    page.locator(css).first.click()
    return page.evaluate("() => bench.found")


def change(page: Page, value: str, holds: str) -> float:
    """Set the lever through its number field; seconds from the change until the page's content is there."""
    field = page.locator(f".control:has(#{LEVER}) input[type=number]")
    field.fill(value)
    page.evaluate(f"() => bench.arm('change', () => {holds})")
    field.press("Enter")
    return page.evaluate("() => bench.found")


def go_on(page: Page, holds: str) -> float:
    """Seconds from the last change or click until further content is there."""
    return page.evaluate(f"() => bench.until(() => {holds}, bench.since)")


def answered(value: str) -> str:
    """The condition that a page follows a change: its address, its control, and no old result beside them."""
    waiting = json.dumps(Speaker("nb").word("nothing_yet"))
    return (
        f"location.search.includes('{LEVER}:{value}') && bench.shows('{LEVER}', '{value}') "
        f"&& bench.panel().includes({waiting}) && !{NUMBERS}"
    )


def cancel(page: Page) -> None:
    """Stop what the page waits for, if it waits."""
    button = page.locator(".answer-part button", has_text=Speaker("nb").word("cancel"))
    page.evaluate("() => bench.until(() => document.querySelector('.answer-part .state'), performance.now())")
    if button.count():
        button.click()
        button.wait_for(state="detached")
