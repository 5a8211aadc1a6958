"""``halden app``: the planners' app in the browser, served from this machine."""

import errno
import logging
import socket
import threading
import time
from importlib.util import find_spec
from typing import Annotated

import typer

HOME = "127.0.0.1"
LOOPBACK = (HOME, "localhost", "::1")
STOPS_WITHIN = 2
"""Seconds that open pages are given when the server is told to stop."""
MOST_BYTES = 2_000_000
"""Of one message from a browser."""
MOST_WORKERS = 256
GIVES_WAY = 3
"""Seconds after the start in which the first reader, for whom the browser often is opened, has the machine alone."""
PORTS = 20
"""Further ports that are tried when the one asked for is taken."""
log = logging.getLogger("halden.app")


def serve(
    port: Annotated[int, typer.Option(help="The port, 1024 to 65535; the next free one when it is taken.")] = 8600,
    host: Annotated[
        str, typer.Option(help="The address it listens on; other machines reach it only behind a proxy.")
    ] = HOME,
    allowed_host: Annotated[
        list[str] | None,
        typer.Option(
            envvar="HALDEN_ALLOWED_HOST", help="A host name that a proxy passes on, needed beyond this machine."
        ),
    ] = None,
    workers: Annotated[
        int | None, typer.Option(help="Processes that simulate; as many as there are cores when not given.")
    ] = None,
    no_open: Annotated[bool, typer.Option("--no-open", help="Do not open the browser.")] = False,
) -> None:
    """Open the planners' app: Halden's goals, the plan's measures, and what they do, in Norwegian and English."""
    from app.failure import fail, plain_failures

    with plain_failures():
        if not 1024 <= port <= 65535:
            raise ValueError(f"port = {port}; allowed: 1024 to 65535")
        if host not in LOOPBACK and not allowed_host:
            raise ValueError(
                f"host = {host!r} lets other machines in; allowed with --allowed-host NAME, behind a proxy that checks "
                "who asks"
            )
        # Looked for and not imported: its settings must be made first.
        if find_spec("solara") is None:
            fail("the app needs more packages; get them with `uv sync --extra app`")
        if workers is not None and not 1 <= workers <= MOST_WORKERS:
            raise ValueError(f"workers = {workers}; allowed: 1 to {MOST_WORKERS}")
        _run(host, free_port(host, port), [*LOOPBACK, *(allowed_host or [])], workers, not no_open)


def free_port(host: str, wanted: int) -> int:
    """The port, or the next that is free.

    Raises:
        ValueError: if none of the next ports is free either, or the address is not this machine's.
    """
    for port in range(wanted, min(wanted + PORTS, 65536)):
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.socket(family) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                trial.bind((host, port))
            except OSError as error:
                if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
                    raise ValueError(f"host = {host!r}: not an address of this machine") from None
                continue
        return port
    raise ValueError(f"port = {wanted}: taken, and so are the {PORTS - 1} after it; allowed: another --port")


def prepare() -> None:
    """Make ready beside the first readers.

    A stop of the server in the midst of it is no fault; another fault is told in the log, and the pages go on.
    """
    from app.simulations import simulations

    try:
        make_ready()
    except Exception:
        if simulations().open:
            log.exception("not all was made ready")


def make_ready() -> None:
    """Write the first page, give way to its first reader, write every other page that is the same for all once, start
    the workers, and have them simulate the first of the plan, which most people look at next."""
    from app.asking import WAITS, ask_scenario
    from app.bundled import bundle, renew, stale
    from app.language import Speaker
    from app.planner import PAGES, seen
    from app.simulations import simulations
    from results.labels import LANGUAGES

    first = PAGES["overview"].write
    assert first is not None
    first(Speaker("nb"))
    time.sleep(GIVES_WAY)
    simulations().warm()
    plan, seen_of_it = ask_scenario(seen(PAGES["scenario"], "")), None
    simulations().join(plan, "server", "server")
    for language in LANGUAGES:
        for page in PAGES.values():
            if page.write is not None:
                page.write(Speaker(language))
    while seen_of_it is None or (seen_of_it.found is None and seen_of_it.state in WAITS):
        seen_of_it = simulations().look(plan, seen_of_it, 1.0)
    simulations().leave(plan, "server")  # the rest is for those who ask for it
    if stale(bundle()):
        from app.overview import overview

        renew(simulations().pool)
        overview.cache_clear()


def _run(host: str, port: int, hosts: list[str], workers: int | None, show: bool) -> None:
    import uvicorn

    from app.server import application
    from app.simulations import open_simulations

    open_simulations(workers)
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}/"
    config = uvicorn.Config(
        application(hosts), host, port, log_level="error", access_log=False, server_header=False,
        timeout_graceful_shutdown=STOPS_WITHIN, ws_max_size=MOST_BYTES,
    )  # fmt: skip

    class Announced(uvicorn.Server):
        """A server that says where it is once it answers."""

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            threading.Thread(target=prepare, daemon=True).start()
            print(f"{address} (stop with Ctrl+C)", flush=True)
            if show:
                import webbrowser

                webbrowser.open(address)

    Announced(config).run()
