"""``python -m benchmarks.app``: how fast the planners' app is, and what it takes, in a real browser.

The server is the real one, with an archive and remembered runs of its own that begin empty; rules are compiled before.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from itertools import count, cycle, islice
from pathlib import Path

import psutil
from playwright.sync_api import BrowserContext, Page

from app.address import TABS, View, query
from app.simulations import STAGES
from benchmarks.browsing import (
    NUMBERS,
    READABLE,
    RUNNING,
    Server,
    Visitors,
    answered,
    cancel,
    change,
    chromium,
    click,
    go_on,
    leave,
    megabytes,
    peak,
    private,
    rests_on,
    visit,
)
from benchmarks.reporting import Course, Report
from results.executors import Pool
from scenarios.shelf import load

FIRST, SECOND, LAST = STAGES
HERE = "/scenario"
FINISHED = f"{HERE}?{query(View(scenarios=(load('plan'),)))}"
VALUES = (f"{1.01 + 0.07 * number:g}" for number in count())
"""Levels of the lever, never the same twice, and none that the plan has."""


class Measuring:
    """The measurements, in the order in which each finds what it needs."""

    def __init__(self, visitors: Visitors, report: Report, course: Course, folder: Path, quick: bool) -> None:
        self.visitors, self.report, self.course, self.folder, self.quick = visitors, report, course, folder, quick
        self.server: Server
        self.tabs: list[BrowserContext] = []

    def starts(self, times: int) -> None:
        """Start so many times, each as on a new machine: the first page, and two changes. The last goes on.

        What a change needs of the baseline is remembered: of the first only what the server readied when it started.
        """
        found: dict[str, list[float]] = {name: [] for name in ("ready", "page", "held", *BOUNDS, "stop")}
        for number in range(1, times + 1):
            self.course.at("start", f"start {number} of {times}")
            self.server = Server(self.folder / f"server-{number}")
            found["ready"].append(self.server.ready)
            with self.visitors.one() as planner:
                _, taken = visit(planner, self.server.address, READABLE)
                found["page"].append(taken)
                self.server.rest()
                found["held"].append(megabytes(self.server.known))
                page, _ = visit(planner, f"{self.server.address}{HERE}", "bench.shown('.answer-part .state')")
                cancel(page)
                for which in ("first", "second"):
                    self.course.at("change", f"the {which} change after start {number} of {times}")
                    self.server.remembers(FIRST if which == "first" else SECOND)
                    self.server.rest()
                    shown = f"{NUMBERS} && {rests_on(FIRST, SECOND, LAST)}"
                    before = self.server.worked()
                    found[f"{which}, {FIRST}"].append(change(page, next(VALUES), shown))
                    found[f"{which}, {SECOND}"].append(go_on(page, f"{NUMBERS} && {rests_on(SECOND, LAST)}"))
                    found[f"{which}, worked"].append(self.server.worked() - before)
                    cancel(page)
                if number < times:
                    found["stop"].append(self.server.stop())
        self.report.row("server ready, rules compiled before", found["ready"], bound=3)
        self.report.row("first page readable, first visit after the start", found["page"], bound=3)
        for name, (said, bound) in BOUNDS.items():
            self.report.row(said, found[name], bound=bound)
        self.report.row("server at rest after the start, a page open", found["held"], "MB")
        self.report.row("stop, a page open", found["stop"], bound=2)

    def visits(self, times: int) -> None:
        """The first page when others have seen it, in a new browser and in one that has been here."""
        new, again = [], []
        with self.visitors.one() as planner:
            for number in range(1, times + 1):
                self.course.at("visit", f"visit {number} of {times}")
                with self.visitors.one() as other:
                    new.append(visit(other, self.server.address, READABLE)[1])
                page, taken = visit(planner, self.server.address, READABLE)
                again += [taken] if number > 1 else []
                page.close()
        self.report.row("first page readable, later visits of new browsers", new, bound=3)
        self.report.row("first page readable, later visits of the same browser", again, bound=3)

    def finish(self) -> None:
        """Simulate the plan to the last stage, for what comes."""
        self.course.at("finish", "the plan is simulated to the end")
        with self.visitors.one() as planner:
            visit(planner, self.server.address + FINISHED, rests_on(LAST))
        self.server.rest()

    def cached(self, times: int) -> None:
        """A scenario that is finished: followed from the first page, and by its address."""
        followed, fresh = [], []
        shown = f"location.pathname === '{HERE}' && {NUMBERS} && {rests_on(LAST)}"
        with self.visitors.one() as planner:
            page, _ = visit(planner, self.server.address, READABLE)
            for number in range(1, times + 1):
                self.course.at("cached", f"finished answer {number} of {times}")
                followed.append(click(page, f'main a[href="{FINISHED}"]', shown))
                click(page, 'nav a[href="/"]', f"location.pathname === '/' && {READABLE}")
                tab, taken = visit(planner, self.server.address + FINISHED, shown)
                fresh.append(taken)
                tab.close()
        self.report.row("finished answer, a link followed", followed, bound=0.5)
        self.report.row("finished answer, its address in a new tab", fresh)

    def open_tabs(self, many: int) -> list[Page]:
        """Have so many planners come, each with a finished answer before them, on every kind of tab."""
        pages = []
        for number, tab in enumerate(islice(cycle(TABS), many), start=1):
            self.course.at("tab", f"tab {number} of {many}")
            self.tabs.append(self.visitors.come())
            address = f"{HERE}?{query(View(scenarios=(load('plan'),), tab=tab))}"
            pages.append(visit(self.tabs[-1], self.server.address + address, rests_on(LAST))[0])
        return pages

    def close_tabs(self) -> None:
        """Have them leave."""
        while self.tabs:
            leave(self.tabs.pop())

    def busy(self, many: int, times: int) -> None:
        """Many tabs open and two ensembles running: how soon a control answers, and a new page."""
        pages = [page for page, tab in zip(self.open_tabs(many), cycle(TABS), strict=False) if tab in WAITING]
        controls, new = [], {"/": [], FINISHED: []}
        with self.visitors.one() as one, self.visitors.one() as other:
            running = [visit(planner, self.server.address + FINISHED, NUMBERS)[0] for planner in (one, other)]
            for number, page in enumerate(islice(cycle(pages), times), start=1):
                self.course.at("control", f"control {number} of {times}, {many} tabs, two ensembles running")
                self._keep_running(running)
                value = next(VALUES)
                controls.append(change(page, value, answered(value)))
                page.go_back()
                page.evaluate(f"() => bench.until(() => {rests_on(LAST)}, performance.now())")
            for number in range(1, 2 if self.quick else 4):
                self.course.at("load", f"new page {number}, {many} tabs, two ensembles running")
                for address, holds in (("/", READABLE), (FINISHED, f"{NUMBERS} && {rests_on(LAST)}")):
                    self._keep_running(running)
                    with self.visitors.one() as planner:
                        new[address].append(visit(planner, self.server.address + address, holds)[1])
            for page in running:
                cancel(page)
        said = f"{many} tabs open, two ensembles"
        self.report.row(f"control, {said}", controls, bound=0.3)
        self.report.row(f"first page, {said}", new["/"], bound=5)
        self.report.row(f"finished answer, new browser, {said}", new[FINISHED], bound=5)

    def _keep_running(self, pages: list[Page]) -> None:
        for page in pages:
            if not page.locator(".answer-part progress").count():
                value = next(VALUES)
                change(page, value, answered(value))
        # The changes of the trials before went first; these go on when the queue has seen that nobody waits for them.
        for page in pages:
            page.evaluate(f"() => bench.until(() => {RUNNING}, performance.now())")

    def memory(self, many: int, rounds: int) -> None:
        """What the server and its workers hold, and whether tabs that are closed and opened again leave anything."""
        self.course.at("rest", "memory at rest")
        self.server.rest()
        server, workers = self.server.known, self.server.workers()
        self.report.row(f"server at rest, {many} tabs open", [megabytes(server)], "MB", 600)
        self.report.row("of it shared with no other process", [private(server)], "MB")
        self.report.row("server, at most", [peak(server)], "MB")
        self.report.row(f"threads of the server, {many} tabs open", [server.num_threads()], "")
        self.report.row("largest worker at rest", [max(map(megabytes, workers))], "MB", 350)
        self.report.row("of it shared with no other process", [max(map(private, workers))], "MB")
        self.report.row("largest worker, at most", [max(map(peak, workers))], "MB")
        held = []
        for number in range(1, rounds + 1):
            self.course.at("rest", f"{many} tabs closed and opened, round {number} of {rounds}")
            self.close_tabs()
            self.open_tabs(many)
            self.server.rest()
            held.append(megabytes(server))
        self.report.row("server after round 1 of closing and opening all tabs", held[:1], "MB")
        self.report.row(f"server after round {rounds}", held[-1:], "MB")
        self.report.row(f"growth from round 1 to round {rounds}", [held[-1] - held[0]], "MB", 20)
        self.report.row(f"threads of the server after round {rounds}", [server.num_threads()], "")
        self.report.rows.append({"name": "server after each round", "unit": "MB", "all": held})

    def stop(self, many: int) -> None:
        """End the server while all look at it."""
        self.course.at("stop", "stop")
        self.report.row(f"stop, {many} tabs open", [self.server.stop()], bound=2)


BOUNDS = {
    f"{which}, {many}": (f"{many} simulations after {how}", bound)
    for which, how in (("first", "the first change of a new machine"), ("second", "a change"))
    for many, bound in ((FIRST, 4), (SECOND, 25))
} | {
    f"{which}, worked": (f"processor seconds of the workers, {which} change", None)
    for which in ("first", "second")
}  # fmt: skip
WAITING = ("result", "people", "uncertainty")
"""The tabs that show nothing until there are simulations."""


def once_on_a_machine() -> None:
    """Do what is done once on a machine, so that every start is a warm one: compile, and make what is out of date."""
    from app.bundled import bundle, renew, stale
    from model.compiled import compiled_before

    if not compiled_before():
        print("  the rules are compiled", file=sys.stderr, flush=True)
        subprocess.run([sys.executable, "-m", "app", "run", "baseline"], capture_output=True, check=True)
    if stale(bundle()):
        print("  the first page's answer is of another model: it is made anew, minutes", file=sys.stderr, flush=True)
        with Pool() as pool:
            renew(pool)


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="a short try: few trials, whose numbers mean little")
    options.add_argument("--json", type=Path, metavar="FILE", help="keep what was measured, every trial of it")
    chosen = options.parse_args()
    quick = chosen.quick
    starts, visits, tabs, trials, rounds = (1, 2, 5, 3, 2) if quick else (3, 6, 20, 15, 10)
    once_on_a_machine()
    course = Course({
        "start": starts, "change": 2 * starts, "visit": visits, "finish": 1, "cached": visits,
        "tab": tabs * (rounds + 1), "control": trials, "load": 1 if quick else 3, "rest": 1 + rounds, "stop": 1,
    })  # fmt: skip
    before, report = psutil.cpu_percent(2), Report()
    print(f"{os.cpu_count()} cores, {before:.0f} % of them used by other programs at the start", flush=True)
    print("measurement, median, bound; trials: least to most", flush=True)
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        visitors = Visitors(browser)
        measuring = Measuring(visitors, report, course, Path(folder), quick)
        try:
            measuring.starts(starts)
            measuring.visits(visits)
            measuring.finish()
            measuring.cached(visits)
            measuring.busy(tabs, trials)
            measuring.memory(tabs, rounds)
            faults = list(visitors.faults)  # what pages say when the server is stopped is meant
            measuring.stop(tabs)
        finally:
            if hasattr(measuring, "server"):
                measuring.server.end()
        after = psutil.cpu_percent(2)
        logs = "".join(path.read_text() for path in sorted(Path(folder).glob("server-*/log")))
        head = {"cores": os.cpu_count(), "used_by_others": [before, after], "chromium": browser.version, "quick": quick}
    print(f"{after:.0f} % of the cores used by other programs at the end", flush=True)
    for who, said in (("pages", faults), ("the server", logs.splitlines())):
        if said:
            print(f"{who} complained, {len(said)} lines:", *said[:10], sep="\n  ", flush=True)
    if chosen.json:
        chosen.json.write_text(json.dumps(head | {"faults": faults, "log": logs, "rows": report.rows}, indent=1))


if __name__ == "__main__":
    main()
