"""The app in a real browser: what a planner sees, hears and can reach, and what the browser asks for."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

from app.serving import free_port

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
"""Without the middle ones the browser itself looks for servers of its maker."""
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}
ADDRESSES = ("/", "/?lang=en", "/tiltak", "/tiltak?lang=en")


class Server:
    """The command, run as a planner runs it."""

    def __init__(self, port: int) -> None:
        self.port = port
        command = [sys.executable, "-m", "app", "app", "--no-open", "--port", str(port)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        self.address = self.process.stdout.readline().split()[0].rstrip("/")

    def stop(self) -> None:
        """End it as a system does, with pages open."""
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)
        if self.process.stdout is not None:
            self.process.stdout.close()


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    running = Server(free_port("127.0.0.1", 8900))
    yield running
    running.stop()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("google-chrome") or shutil.which("chrome")
    if path is None and not os.environ.get("CI"):
        pytest.skip("no Chromium is found on this machine")
    assert path, "under CI the browser must be there"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield started
        started.close()


def opened(browser: Browser, address: str, width: int = 1280) -> tuple[Page, list[str], list[str]]:
    """A page in a browser of its own, what its console complained of, and every host it asked."""
    page = browser.new_context(viewport={"width": width, "height": 800}).new_page()
    faults: list[str] = []
    hosts: list[str] = []
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda asked: hosts.append(re.sub(r"^(\w+:(?://[^/]*)?).*", r"\1", asked.url)))
    page.on("websocket", lambda socket: hosts.append(re.sub(r"^(\w+://[^/]*).*", r"\1", socket.url)))
    page.goto(address)
    expect(page.locator(".halden h1")).to_be_visible(timeout=30_000)
    return page, faults, hosts


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_page_meets_wcag_complains_of_nothing_and_asks_this_host_alone(
    browser: Browser, server: Server, address: str
):
    page, faults, hosts = opened(browser, server.address + address)
    for summary in page.locator("details > summary").all()[:3]:
        summary.click()
    assert Axe().run(page, options=RULES).violations_count == 0
    assert page.evaluate("document.documentElement.lang") == ("en" if "lang=en" in address else "nb")
    page.wait_for_timeout(500)
    assert faults == []
    ours = {server.address, server.address.replace("http", "ws"), "data:", "blob:http:"}
    assert {host for host in hosts if not host.startswith("blob:")} <= ours
    page.context.close()


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_page_scrolls_sideways_on_a_small_screen(browser: Browser, server: Server, address: str):
    page, _, _ = opened(browser, server.address + address, width=320)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.context.close()


def test_a_planner_reads_the_goals_changes_language_and_reaches_the_measures_by_keyboard(
    browser: Browser, server: Server
):
    page, _, _ = opened(browser, server.address)
    expect(page).to_have_title(re.compile("Oversikt"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Når Halden målene for sysselsetting?")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Hopp til innhold")).to_be_focused()
    for _ in range(3):
        page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="English")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Will Halden reach its employment goals?", timeout=30_000)
    page.get_by_role("link", name="The measures").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The plan's measures", timeout=30_000)
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Will Halden reach its employment goals?", timeout=30_000)
    page.context.close()


def test_a_page_says_that_the_server_is_gone_which_stops_though_a_page_is_open(browser: Browser):
    own = Server(free_port("127.0.0.1", 8950))
    page, _, _ = opened(browser, own.address)
    own.stop()
    expect(page.get_by_text("Forbindelsen er brutt")).to_be_visible(timeout=15_000)
    page.context.close()


def test_a_browser_that_lies_about_its_origin_gets_no_socket(server: Server):
    import httpx

    headers = {"upgrade": "websocket", "connection": "upgrade", "origin": "http://evil.example"}
    headers |= {"sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==", "sec-websocket-version": "13"}
    answer = httpx.get(f"{server.address}/jupyter/api/kernels/x/channels", headers=headers)
    assert answer.status_code == 403
    assert httpx.get(f"{server.address}/healthz").json()["boot"]
    assert httpx.get(f"{server.address}/_solara/cdn/jquery@3/dist/jquery.js").status_code == 404
