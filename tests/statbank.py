"""A statbank on this machine for the tests: it speaks PxWebApi 2."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.statbank_tables import SUMS, tables

Fault = Callable[[BaseHTTPRequestHandler], None]


def says(status: int, body: str = "", **headers: str) -> Fault:
    """A fault that answers with a status."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        if handler.close_connection:
            handler.send_header("Connection", "close")
        handler.send_header("Content-Length", str(len(body.encode())))
        handler.end_headers()
        handler.wfile.write(body.encode())

    return answer


def cuts_off(handler: BaseHTTPRequestHandler) -> None:
    """A fault that promises more than it sends."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b'{"class":')


class Statbank:
    """The running service, what it was asked, and the faults it is to show, in turn, by a part of the path."""

    def __init__(self, address: str):
        self.address = address
        self.tables = tables()
        self.config: dict[str, Any] = {
            "apiVersion": "2.0.0", "maxDataCells": 800_000, "maxCallsPerTimeWindow": 10_000, "timeWindow": 60,
            "license": "https://www.ssb.no/en/diverse/lisens",
        }  # fmt: skip
        self.asked: list[str] = []
        self.faults: dict[str, list[Fault]] = {}

    def fault(self, path: str) -> Fault | None:
        for part, waiting in self.faults.items():
            if part in path and waiting:
                return waiting.pop(0)
        return None

    def document(self, path: str) -> tuple[int, dict[str, Any]]:
        parts = urlsplit(path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        words = parts.path.strip("/").split("/")
        try:
            match words:
                case ["config"]:
                    return 200, self.config
                case ["codelists", name]:
                    values = [
                        {"code": code, "label": label, "valueMap": numbers}
                        for code, (label, numbers) in SUMS[name].items()
                    ]
                    return 200, {"id": name, "type": "Aggregation", "values": values}
                case ["tables", name, "metadata"]:
                    return 200, self.tables[name].describe()
                case ["tables", name, "data"]:
                    return 200, self.tables[name].answer(query)
        except KeyError as error:
            missing = len(words) > 1 and words[0] == "tables" and words[1] not in self.tables
            return (404 if missing else 400), {"title": "Not valid", "detail": f"unknown {error}"}
        return 404, {"title": "Not found"}


@contextmanager
def running() -> Iterator[Statbank]:
    """A statbank on a free port of this machine."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            statbank.asked.append(self.path)
            fault = statbank.fault(self.path)
            if fault is not None:
                self.close_connection = True
                fault(self)
                return
            status, document = statbank.document(self.path)
            says(status, json.dumps(document), Content_Type="application/json")(self)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    statbank = Statbank(f"http://127.0.0.1:{server.server_address[1]}")
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield statbank
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
