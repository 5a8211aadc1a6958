"""What tests in a browser share: the server as a planner starts it, Chromium, and a page that is watched."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from app.serving import PORTS, free_port

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
"""Without the middle ones the browser itself looks for servers of its maker."""
SOON = 300_000
"""Milliseconds in which simulations come on any machine."""
FIRST_PORT = 11_000
"""Above every port that browsers refuse; with a thousand ranges of ``PORTS``, below those that systems hand out."""


def own_port() -> int:
    """A free port, out of a range that no other process which runs tests looks at.

    Between the search and the server's start another would else find the same port free.
    """
    return free_port("127.0.0.1", FIRST_PORT + os.getpid() % 1000 * PORTS)


class Server:
    """The command, run as a planner runs it, with an archive of its own."""

    def __init__(self, port: int, archive: Path) -> None:
        command = [sys.executable, "-m", "app", "app", "--no-open", "--port", str(port)]
        self.port, self.archive = port, archive
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, text=True, env={**os.environ, "HALDEN_ARCHIVE": str(archive)}
        )
        assert self.process.stdout is not None
        self.address = self.process.stdout.readline().split()[0].rstrip("/")

    def stop(self) -> None:
        """End it as a system does, with pages open."""
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)
        if self.process.stdout is not None:
            self.process.stdout.close()


def opened(browser: Browser, address: str, width: int = 1280) -> tuple[Page, list[str], list[str]]:
    """A page in a browser of its own, what its console complained of, and every host it asked."""
    context = browser.new_context(viewport={"width": width, "height": 800}, accept_downloads=True)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    faults: list[str] = []
    hosts: list[str] = []
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda asked: hosts.append(re.sub(r"^(\w+:(?://[^/]*)?).*", r"\1", asked.url)))
    page.on("websocket", lambda socket: hosts.append(re.sub(r"^(\w+://[^/]*).*", r"\1", socket.url)))
    page.goto(address)
    expect(page.locator(".halden h1")).to_be_visible(timeout=30_000)
    return page, faults, hosts
