"""What stands between the network and the app: hosts, origins, headers, and the page's language.

Solara's own page has no language, forbids zooming, and its sockets answer any origin; here that is put right. The
policy on content lets a browser speak with this host alone, whatever a library should try.
"""

import asyncio
import re
from collections.abc import Iterable
from threading import Event

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = "; ".join(
    (
        "default-src 'self'",
        # Vue compiles templates in the browser, and widgets load modules from blobs, which are of our own making.
        "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:",
        "style-src 'self' 'unsafe-inline'", "img-src 'self' data: blob:", "font-src 'self' data:",
        "connect-src 'self' blob:", "frame-ancestors 'none'", "base-uri 'self'", "form-action 'self'",
        "object-src 'none'",
    )
)  # fmt: skip
HEADERS = {
    "content-security-policy": POLICY, "x-content-type-options": "nosniff", "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=()", "x-frame-options": "DENY",
}  # fmt: skip
LOADING = {"nb": "Laster siden …", "en": "Loading the page …"}
_LOADER = re.compile(rb'<v-card style="width: 600px">.*?</v-card>', re.DOTALL)
_VIEWPORT = re.compile(rb'<meta name="viewport"[^>]*>')
_FOREIGN = 403
_REFUSED_SOCKET = 1008


class Shield:
    """Wraps an application.

    Args:
        app: what is wrapped.
        hosts: host names, without ports, that requests may name.
        ready: set when pages can be written; sockets wait for it.
    """

    def __init__(self, app: ASGIApp, hosts: Iterable[str], ready: Event | None = None) -> None:
        self.app, self.ready = app, ready
        self.hosts = frozenset(one.lower() for one in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse what is foreign, and give every answer its headers."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if not self.known(headers.get("host", "")):
            await _refuse(scope, receive, send, 400, "unknown host")
        elif self.foreign(scope, headers):
            await _refuse(scope, receive, send, _FOREIGN, "foreign origin")
        elif scope["type"] == "websocket":
            if self.ready is not None and not self.ready.is_set():
                await asyncio.to_thread(self.ready.wait)
            await self.app(scope, receive, send)
        else:
            await self.app(scope, receive, Answer(send, language_of(scope)))

    def known(self, host: str) -> bool:
        """Whether a request names this server."""
        return host.rsplit(":", 1)[0].strip("[]").lower() in self.hosts

    def foreign(self, scope: Scope, headers: Headers) -> bool:
        """Whether another site's page asks: sockets and changes must come from our own pages."""
        origin = headers.get("origin")
        if scope["type"] == "http" and scope["method"] in ("GET", "HEAD"):
            return False
        if origin is None:
            return scope["type"] == "websocket"
        return origin.split("://", 1)[-1].lower() != headers.get("host", "").lower()


def language_of(scope: Scope) -> str:
    """The language that an address asks for."""
    return "en" if b"lang=en" in scope.get("query_string", b"").split(b"&") else "nb"


async def _refuse(scope: Scope, receive: Receive, send: Send, status: int, said: str) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": _REFUSED_SOCKET, "reason": said})
        return
    await PlainTextResponse(said, status, headers=HEADERS)(scope, receive, send)


class Answer:
    """Sends an answer on with the headers; a page also with its language, and free to be zoomed."""

    def __init__(self, send: Send, language: str) -> None:
        self.send, self.language = send, language
        self.start: Message | None = None
        self.body = b""

    async def __call__(self, message: Message) -> None:
        """Pass a message on; a page's parts are held until it is whole."""
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers.update(HEADERS)
            if "set-cookie" in headers:
                headers["set-cookie"] = cookie(headers["set-cookie"])
            if headers.get("content-type", "").startswith("text/html"):
                self.start = message
                return
        elif message["type"] == "http.response.body" and self.start is not None:
            self.body += message.get("body", b"")
            if message.get("more_body"):
                return
            body = page_of(self.body, self.language)
            MutableHeaders(scope=self.start)["content-length"] = str(len(body))
            await self.send(self.start)
            message = {"type": "http.response.body", "body": body}
            self.start = None
        await self.send(message)


def cookie(said: str) -> str:
    """Solara's cookie, for as long as the browser is open and for this site alone: no frame of another holds us."""
    kept = [
        one for one in said.split(";") if one.strip().split("=")[0].lower() not in ("expires", "max-age", "samesite")
    ]
    return ";".join([*kept, " SameSite=Lax"])


def page_of(body: bytes, language: str) -> bytes:
    """Solara's page with a language, a width that readers may enlarge, and a word while it loads."""
    loading = f'<p role="status" style="padding:2rem">{LOADING[language]}</p>'.encode()
    body = _LOADER.sub(loading, body, count=1)
    body = re.sub(rb"<html(?![^>]*\blang=)", b'<html lang="' + language.encode() + b'"', body, count=1)
    return _VIEWPORT.sub(b'<meta name="viewport" content="width=device-width, initial-scale=1">', body, count=1)
