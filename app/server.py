"""The planners' app as a server: Solara's pages without its proxy to third parties, our own checks and files."""

import os
import secrets
import sys
import threading
import warnings
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response

ASSETS = Path(__file__).parent / "assets"
CDN = "/_solara/cdn"
SETTINGS = {
    "SOLARA_APP": "app.planner",
    "SOLARA_TELEMETRY_MIXPANEL_ENABLE": "false",  # else the server tells a third party of every start
    "SOLARA_ASSETS_FONTAWESOME_ENABLED": "false",
    "SOLARA_ASSETS_PROXY_CACHE_DIR": str(ASSETS / "cdn"),
    "SOLARA_SESSION_HTTP_ONLY": "true",
    "SOLARA_THEME_SHOW_BANNER": "false",
    "SOLARA_THEME_LOADER": "plain",
    "SOLARA_THEME_TITLE": "Halden",
}
LIMITS = {"SOLARA_KERNEL_CULL_TIMEOUT": "30m", "SOLARA_KERNEL_MAX_COUNT": "200"}
"""What the environment may set otherwise: how long a page is kept after its connection is lost, and how many may be
open."""
BOOT = secrets.token_hex(8)
"""Names this start of the server, so that a page can tell that it speaks with another one."""


def application(hosts: Iterable[str]) -> "Starlette":
    """The application; Solara reads its settings when it is first imported, so they are set before."""
    if "solara" in sys.modules:
        raise RuntimeError("solara was imported before its settings were made: it would ask third parties")
    os.environ.update(SETTINGS)
    from platformdirs import user_cache_path

    home = str(user_cache_path("halden") / "solara")
    for name, value in {**LIMITS, "SOLARA_HOME": home, "IPYTHONDIR": home}.items():
        os.environ.setdefault(name, value)
    # On this machine pages come without encryption; a proxy adds it.
    warnings.filterwarnings("ignore", message="Cookies with samesite=none", module="solara")
    from solara.server.starlette import lifespan, middleware, routes
    from starlette.applications import Starlette
    from starlette.middleware import Middleware
    from starlette.routing import Mount, Route
    from starlette.staticfiles import StaticFiles

    from app.files import given, no_page
    from app.planner import PAGES
    from app.reading import DOWNLOADS
    from app.shield import Shield
    from app.simulations import simulations

    ready = threading.Event()

    @asynccontextmanager
    async def living(app: Starlette) -> AsyncIterator[None]:
        threading.Thread(target=import_whole, args=(ready,), daemon=True).start()
        async with lifespan(app):
            yield
        simulations().close()

    closed = (CDN, "/resourcez", "/", "/{fullpath}", "/{fullpath:path}")
    root = next(one.endpoint for one in routes if isinstance(one, Route) and one.path == "/")
    kept = [one for one in routes if getattr(one, "path", None) not in closed]
    ours = [
        Route("/healthz", healthz), Mount(CDN, StaticFiles(directory=ASSETS / "cdn")),
        Route(f"{DOWNLOADS}/{{name}}", given), *(Route(page.address, root) for page in PAGES.values()),
    ]  # fmt: skip
    last = Route("/{fullpath:path}", no_page)
    shield = Middleware(Shield, hosts=tuple(hosts), ready=ready)
    return Starlette(routes=[*ours, *kept, last], lifespan=living, middleware=[*middleware, shield])


def import_whole(ready: threading.Event) -> None:
    """Import what must not be half imported while a page is written: Reacton looks into pandas where it finds it."""
    import pandas  # noqa: F401

    ready.set()


def healthz(request: "Request") -> "Response":
    """That the server answers, which start of it this is, and of which model."""
    from starlette.responses import JSONResponse

    from model.version import model_version

    return JSONResponse({"boot": BOOT, "model": model_version()}, headers={"cache-control": "no-store"})
