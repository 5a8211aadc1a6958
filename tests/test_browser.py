"""The app in a real browser: what a planner sees, hears and can reach, and what the browser asks for."""

import re
import time
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browsing import SOON, Server, opened, own_port

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}
PLACES = (
    "/", "/scenario", "/scenario?tab=people", "/scenario?tab=cost", "/scenario?tab=uncertainty",
    "/scenario?tab=assumptions", "/sammenlign", "/tiltak", "/metode", "/hjelp", "/tilgjengelighet", "/personvern",
    "/lab",
)  # fmt: skip
ADDRESSES = tuple(
    place + ending for place in PLACES for ending in ("", f"{'&' if '?' in place else '?'}lang=en")
)  # fmt: skip


def filled(page: Page, address: str) -> None:
    """Wait for the first figures of a page that is simulated."""
    if address.startswith(("/scenario", "/sammenlign")):
        expect(page.locator(".state")).to_contain_text(re.compile("bygger på|rest on|Ferdig|complete"), timeout=SOON)
        page.locator("#panel table").first.wait_for(state="attached")


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_page_meets_wcag_fits_a_small_screen_complains_of_nothing_and_asks_this_host_alone(
    browser: Browser, server: Server, address: str
):
    page, faults, hosts = opened(browser, server.address + address)
    filled(page, address)
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert Axe().run(page, options=RULES).violations_count == 0
    assert page.evaluate("document.documentElement.lang") == ("en" if "lang=en" in address else "nb")
    page.wait_for_timeout(500)
    assert faults == []
    ours = {server.address, server.address.replace("http", "ws"), "data:", "blob:http:"}
    assert {host for host in hosts if not host.startswith("blob:")} <= ours
    page.set_viewport_size({"width": 320, "height": 640})
    page.wait_for_timeout(200)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320, "and nothing scrolls sideways"
    page.context.close()


def test_a_planner_reads_the_goals_changes_language_and_reaches_the_measures_by_keyboard(
    browser: Browser, server: Server
):
    page, _, _ = opened(browser, server.address)
    expect(page).to_have_title(re.compile("Oversikt"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Når Halden målene for sysselsetting?")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Hopp til innhold")).to_be_focused()
    for _ in range(7):
        page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="English")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Will Halden reach its employment goals?", timeout=30_000)
    page.get_by_role("link", name="The measures").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The plan's measures", timeout=30_000)
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Will Halden reach its employment goals?", timeout=30_000)
    page.context.close()


def test_a_page_says_that_the_server_is_gone_and_recovers_when_it_is_back(browser: Browser, tmp_path: Path):
    own = Server(own_port(), tmp_path)
    page, _, _ = opened(browser, own.address)
    page.get_by_role("link", name="Planen i dobbelt skala").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Planen i dobbelt skala", timeout=30_000)
    began = time.monotonic()
    own.stop()
    assert time.monotonic() - began < 10, "it stops though a page is open"
    expect(page.get_by_text("Forbindelsen er brutt")).to_be_visible(timeout=15_000)
    again = Server(own.port, tmp_path)
    page.get_by_role("button", name="Last siden på nytt").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Planen i dobbelt skala", timeout=30_000)
    expect(page.get_by_text("Forbindelsen er brutt")).not_to_be_visible()
    page.context.close()
    again.stop()


def test_a_browser_that_lies_about_its_origin_gets_no_socket(server: Server):
    import httpx

    headers = {"upgrade": "websocket", "connection": "upgrade", "origin": "http://evil.example"}
    headers |= {"sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==", "sec-websocket-version": "13"}
    answer = httpx.get(f"{server.address}/jupyter/api/kernels/x/channels", headers=headers)
    assert answer.status_code == 403
    assert httpx.get(f"{server.address}/healthz").json()["boot"]
    assert httpx.get(f"{server.address}/_solara/cdn/jquery@3/dist/jquery.js").status_code == 404
