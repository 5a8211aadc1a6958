"""The app without a browser: words in both languages, chances in words, addresses, and what is kept out."""

import asyncio
import hashlib
import json
import re
import string
import subprocess
import sys
import threading
import tomllib
from importlib.util import find_spec
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import bundled
from app.bundled import FILE, GOALS, REPLICATIONS, bundle, stale
from app.language import SCALE, Speaker, catalogue
from app.measures_page import measures_page
from app.overview import lines_of, overview
from app.pictures import HEIGHT, Line, fan, named_apart, svg
from app.server import ASSETS, SETTINGS
from app.serving import free_port
from app.shield import HEADERS, Shield
from scenarios.plan import measures

HERE = "http://127.0.0.1:8600"
NB, EN = Speaker("nb"), Speaker("en")


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_word_is_in_both_languages_with_the_same_places_to_fill():
    nb, en = catalogue("nb"), catalogue("en")
    assert list(nb) == list(en)
    for key, said in nb.items():
        assert said.strip(), key
        assert en[key].strip(), key
        assert places(said) == places(en[key]), key


MADE = ("by_", "cost_", "fault_", "full", "goal_", "intensity_", "tab_", "lab_")
"""Beginnings of keys that are put together from names."""


def test_every_word_is_used_and_every_word_used_exists():
    source = "".join(path.read_text("utf-8") for path in ASSETS.parent.glob("*.py"))
    known = set(catalogue("nb"))
    unused = {key for key in known if f'"{key}"' not in source and f"'{key}'" not in source}
    unused = {key for key in unused if not key.startswith(MADE)}
    assert unused <= {"direct", "indirect", "none"}, "these are strengths of measures"
    assert set(re.findall(r"""speaker\.word\(\s*["'](\w+)["']""", source)) - known <= method_words()


def method_words() -> set[str]:
    """The keys of the page of method and sources, which has words of its own."""
    return set(tomllib.loads((ASSETS.parent / "words" / "method.nb.toml").read_text("utf-8")))


@pytest.mark.parametrize(
    ("reached", "chance", "said"),
    [
        (0, "under 5\u00a0%", "svært usannsynlig"), (4, "under 5\u00a0%", "svært usannsynlig"),
        (13, "omtrent 15\u00a0%", "usannsynlig"), (50, "omtrent 50\u00a0%", "omtrent like sannsynlig som ikke"),
        (70, "omtrent 70\u00a0%", "sannsynlig"), (90, "omtrent 90\u00a0%", "svært sannsynlig"),
        (96, "over 95\u00a0%", "svært sannsynlig"), (100, "over 95\u00a0%", "svært sannsynlig"),
    ],
)  # fmt: skip
def test_a_chance_in_words(reached: int, chance: str, said: str):
    assert NB.chance(reached, 100) == chance
    assert NB.likelihood(reached, 100) == said


@given(st.integers(1, 1000), st.data())
def test_a_larger_chance_is_never_told_as_a_smaller_one(of: int, data: st.DataObject):
    first, second = sorted(data.draw(st.lists(st.integers(0, of), min_size=2, max_size=2)))
    order = [EN.word(name) for _, name in SCALE] + [EN.word("very_likely")]
    assert order.index(EN.likelihood(first, of)) <= order.index(EN.likelihood(second, of))


def test_the_bundled_answer_is_of_this_model_and_small():
    kept = bundle()
    assert not stale(kept), "uv run python -m app.bundled makes it anew"
    assert kept["replications"] == REPLICATIONS
    assert FILE.stat().st_size < 2_000_000
    for reached in kept["goals"].values():
        assert set(reached) == set(GOALS)
        assert all(0 <= count <= REPLICATIONS for count in reached.values())
        assert reached["both"] <= min(reached["goal_1_residents"], reached["goal_2_rate"])
    for row in kept["bands"]:
        assert row["q05"] <= row["q50"] <= row["q95"]


def test_the_charts_kept_with_the_answer_are_what_would_be_drawn_now():
    kept = bundle()["drawn"]
    bundle.cache_clear()
    bundle().pop("drawn")
    try:
        assert bundled.drawings() == kept, "uv run python -m app.bundled draws them anew"
    finally:
        bundle.cache_clear()


def test_an_answer_of_another_model_is_made_anew_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    old = tmp_path / "overview.json"
    old.write_text(json.dumps(bundle() | {"key": "another"}))
    made: list[int] = []

    def summary(pool: Any) -> dict[str, Any]:
        made.append(1)
        return json.loads(FILE.read_text()) | {"replications": 7}

    monkeypatch.setattr(bundled, "FILE", old)
    monkeypatch.setattr(bundled, "made_anew", lambda: tmp_path / "cache" / "anew.json")
    monkeypatch.setattr(bundled, "summary", summary)
    bundle.cache_clear()
    try:
        assert stale(bundle())
        for _ in range(2):
            bundled.renew(cast(Any, None))
            assert not stale(bundle())
            assert bundle()["replications"] == 7
    finally:
        bundle.cache_clear()
    assert made == [1]


@pytest.mark.parametrize("speaker", [NB, EN])
def test_the_first_page_holds_every_goal_scenario_and_figure_and_no_place_unfilled(speaker: Speaker):
    page = overview(speaker)
    assert not re.search(r"\{\w+\}", page)
    assert page.count("<svg") == page.count("<figcaption>") == page.count("<details>") - 1 == 3, (
        "each figure has a table; one tells what numbers mean"
    )
    for line in lines_of(speaker, bundle(), "jobs"):
        assert line.title in page
        assert speaker.number(line.middle[-1]) in page, "what is drawn stands in the table"


@pytest.mark.parametrize("speaker", [NB, EN])
def test_every_measure_stands_on_its_page_with_its_status(speaker: Speaker):
    page = measures_page(speaker)
    for one in measures().values():
        assert f">{one.id} " in page
    statuses = [speaker.word(one.strength) for one in measures().values()]
    for status in set(statuses):
        assert page.count(f'">{status}</span>') == statuses.count(status)


def test_names_of_lines_do_not_lie_on_each_other():
    lines = [Line(name, [2019, 2020], [0.0, 0.0], [5.0, end], [10.0, 10.0]) for name, end in (("a", 5.0), ("b", 5.1))]
    (_, low, _), (_, high, _) = named_apart(lines)
    assert high - low >= 10.0 * 16 / HEIGHT - 1e-9


def test_a_chart_is_one_picture_that_asks_for_nothing():
    drawn = svg(fan([Line("<script>alert(1)</script>", [2019, 2020], [1, 1], [2, 2], [3, 3])], [(2019, 2.0)]), "nb")
    assert drawn.startswith("<svg")
    assert "<script" not in drawn
    assert not re.findall(r"""(?:href|src)=["']?https?:""", drawn)


async def _page(scope: dict, receive: Any, send: Any) -> None:
    """An application of one page and one socket."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.accept"})
        return
    body = b'<!doctype html><html><head><meta name="viewport" content="user-scalable=no"></head></html>'
    headers = [(b"content-type", b"text/html"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body[:30], "more_body": True})
    await send({"type": "http.response.body", "body": body[30:]})


def asked(
    kind: str = "http", method: str = "GET", query: str = "", ready: threading.Event | None = None, **headers: str
) -> list[dict]:
    """What is sent in answer through the shield."""
    said = {"host": "127.0.0.1:8600", **headers}
    scope = {
        "type": kind, "method": method, "path": "/", "query_string": query.encode(),
        "headers": [(name.encode(), value.encode()) for name, value in said.items()],
    }  # fmt: skip
    sent: list[dict] = []

    async def receive() -> dict:
        return {"type": "http.request", "body": b""}

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(Shield(cast(Any, _page), ["127.0.0.1"], ready)(scope, receive, send))
    return sent


def test_a_page_has_its_language_may_be_enlarged_and_speaks_with_this_host_alone():
    start, body = asked(query="x=1&lang=en")
    assert b'<html lang="en">' in body["body"]
    assert b"user-scalable" not in body["body"]
    headers = {name.decode(): value.decode() for name, value in start["headers"]}
    assert {name: headers[name] for name in HEADERS} == HEADERS
    assert headers["content-length"] == str(len(body["body"]))
    assert "http" not in HEADERS["content-security-policy"]
    assert b'<html lang="nb">' in asked()[1]["body"]


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "localhost:8600"])
def test_a_request_for_another_host_is_refused(host: str):
    assert asked(host=host)[0]["status"] == 400
    assert asked("websocket", host=host, origin=f"http://{host}")[0]["type"] == "websocket.close"


def test_what_changes_something_or_opens_a_socket_must_come_from_our_own_pages():
    assert asked(method="POST", origin=HERE)[0]["status"] == 200
    assert asked(method="POST", origin="http://evil.example")[0]["status"] == 403
    assert asked("websocket", origin=HERE)[0]["type"] == "websocket.accept"
    assert asked("websocket", origin="http://evil.example")[0]["type"] == "websocket.close"
    assert asked("websocket")[0]["type"] == "websocket.close"


def test_a_socket_waits_until_pages_can_be_written_and_pages_do_not():
    ready = threading.Event()
    assert asked(ready=ready)[0]["status"] == 200
    threading.Timer(0.2, ready.set).start()
    assert asked("websocket", origin=HERE, ready=ready)[0]["type"] == "websocket.accept"
    assert ready.is_set()


def test_vendored_files_are_what_they_were_and_all_that_solaras_page_asks_for():
    listed = tomllib.loads((ASSETS / "vendored.toml").read_text("utf-8"))["file"]
    for one in listed:
        body = (ASSETS / "cdn" / one["path"]).read_bytes()
        assert hashlib.sha256(body).hexdigest() == one["sha256"], one["path"]
        assert one["licence"] == "MIT"
    found = {str(path.relative_to(ASSETS / "cdn")) for path in (ASSETS / "cdn").rglob("*") if path.is_file()}
    assert found == {one["path"] for one in listed}
    spec = find_spec("solara")
    assert spec is not None
    assert spec.origin is not None
    template = (Path(spec.origin).parent / "server/templates/solara.html.j2").read_text("utf-8")
    asked = re.findall(r"\{\{cdn\}\}/((?:@widgetti/solara-vuetify3-app|requirejs)@[^\"]*?)\"", template)
    wanted = {one.replace("{{ipywidget_major_version}}", "8") for one in asked}
    assert {one for one in wanted if one.endswith((".css", ".min.js", "require.js"))} <= found


def test_nothing_is_told_to_third_parties():
    assert SETTINGS["SOLARA_TELEMETRY_MIXPANEL_ENABLE"] == "false"
    code = "import sys, app.command, app.serving, app.server; sys.exit('solara' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0, "settings come before the import"


def test_a_taken_port_gives_the_next():
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert free_port("127.0.0.1", port) > port


def test_the_command_refuses_ports_and_hosts_that_are_not_allowed(halden):
    for words, said in (
        (("--port", "80"), "port = 80; allowed: 1024 to 65535"),
        (("--host", "0.0.0.0"), "allowed with --allowed-host"),
    ):
        status, _, error = halden("app", *words)
        assert (status, said in error) == (2, True)
        assert "Traceback" not in error
