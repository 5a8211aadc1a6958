"""What an IT department is told to type and to copy is right: options, files, ports, settings, and how it starts."""

import configparser
import json
import os
import re
import signal
import subprocess
import sys
import threading
import tomllib
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import ProxyHandler, Request, build_opener

import pytest
from typer.main import get_command

from app.command import app
from app.server import LIMITS, SETTINGS
from app.serving import MOST_BYTES, serve
from app.shield import HEADERS
from app.simulations import MOST_OF_A_SESSION, MOST_WAITING
from tests.browsing import own_port

ROOT = Path(__file__).parent.parent
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
PAGE = (ROOT / "docs/deploy.md").read_text("utf-8")
PORT = next(str(value) for value in serve.__defaults__ or () if isinstance(value, int))
NAME = "halden.example.no"


def in_json(pattern: str) -> list[str]:
    """The words of the Dockerfile's only instruction of a kind, which stand in JSON."""
    (found,) = re.findall(rf"^{pattern} (\[.*\])$", DOCKERFILE, re.MULTILINE)
    return json.loads(found)


START, CHECK, VOLUMES = in_json("CMD"), in_json(" +CMD"), in_json("VOLUME")


def example(language: str) -> str:
    """The page's only example in a language."""
    (found,) = re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
    return found


def calls(text: str) -> list[list[str]]:
    """Every call of ``halden`` in a text, without what a shell does with it."""
    found = re.findall(r"(?:^|[\s`/])halden ((?:app|archive|compare|run)\b[^\n`#&|>]*)", text, re.MULTILINE)
    return [one.split() for one in found]


def unknown(words: list[str]) -> list[str]:
    """The options of a call that its command does not have."""
    command, words = get_command(app), list(words)
    while words and words[0] in (inside := getattr(command, "commands", {})):
        command = inside[words.pop(0)]
    known = {name for one in command.params for name in one.opts}
    return [word for word in words if word.startswith("--") and word not in known]


def test_the_check_sees_an_option_that_is_not_there():
    assert calls("RUN x && halden run plan --no > /dev/null\n`halden archive`") == [
        ["run", "plan", "--no"],
        ["archive"],
    ]
    assert unknown(["run", "plan", "--no"]) == ["--no"]
    assert unknown(["archive", "prune", "--all", "--port"]) == ["--port"]


@pytest.mark.parametrize("text", [DOCKERFILE, PAGE], ids=["Dockerfile", "page"])
def test_every_command_has_the_options_it_is_given(text: str):
    assert calls(text)
    assert {" ".join(words): unknown(words) for words in calls(text) if unknown(words)} == {}


def test_the_image_holds_every_package_and_nothing_else():
    let_through = set(re.findall(r"^!(.+)$", (ROOT / ".dockerignore").read_text("utf-8"), re.MULTILINE))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    packages = project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    files = {"pyproject.toml", ".python-version", project["project"]["readme"], *project["project"]["license-files"]}
    assert let_through == {*packages, *files}
    copied = [path for line in re.findall(r"^COPY (.+)$", DOCKERFILE, re.MULTILINE) for path in line.split()[:-1]]
    assert set(copied) <= {".", *let_through}
    assert all((ROOT / path).exists() for path in let_through)
    extras = set(re.findall(r"--extra (\w+)", DOCKERFILE + PAGE))
    assert extras <= set(project["project"]["optional-dependencies"])


def test_the_usual_port_is_named_everywhere():
    assert re.findall(r"^EXPOSE (\d+)$", DOCKERFILE, re.MULTILINE) == [PORT]
    assert set(re.findall(r"(?:127\.0\.0\.1:|--port )(\d+)", DOCKERFILE + PAGE)) == {PORT, "4180"}, "and oauth2-proxy's"


@pytest.fixture
def start(tmp_path: Path) -> tuple[list[str], dict[str, str], int]:
    """The image's start command, on this machine's address and a free port, and its environment."""
    port = own_port()
    assert START[2].startswith("exec halden app --host 0.0.0.0 "), "exec, so that signals reach the app"
    command = START[2].replace("0.0.0.0", "127.0.0.1").replace(f"--port {PORT}", f"--port {port}")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = os.environ | {"PATH": path, "HALDEN_ARCHIVE": str(tmp_path)}
    environment.pop("HALDEN_ALLOWED_HOST", None)
    return [*START[:2], command], environment, port


@pytest.mark.skipif(os.name == "nt", reason="the image's shell is not there")
def test_the_image_starts_only_when_told_its_name_and_then_answers_to_no_other_and_stops_when_told(start):
    command, environment, port = start
    refused = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (refused.returncode, "HALDEN_ALLOWED_HOST" in refused.stderr) == (2, True)

    running = subprocess.Popen(command, env=environment | {"HALDEN_ALLOWED_HOST": NAME}, stdout=subprocess.PIPE)
    try:
        assert running.stdout is not None
        assert f":{port}/".encode() in running.stdout.readline()
        open_ = build_opener(ProxyHandler({})).open
        address = f"http://127.0.0.1:{port}/healthz"
        assert open_(Request(address, headers={"host": NAME}), timeout=30).status == 200
        with pytest.raises(HTTPError, match="400") as other:
            open_(Request(address, headers={"host": "evil.example"}), timeout=30)
        other.value.close()
        check = [sys.executable, *CHECK[1:-1], CHECK[-1].replace(f":{PORT}/", f":{port}/")]
        outgoing = environment | {"http_proxy": "http://127.0.0.1:9"}
        assert subprocess.run(check, env=outgoing, check=False).returncode == 0
    finally:
        running.send_signal(signal.SIGTERM)
        running.communicate(timeout=60)
    assert running.returncode in (0, -signal.SIGTERM)


def test_the_health_check_fails_when_the_answer_is_an_error():
    class Broken(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_error(500)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Broken) as server:
        threading.Thread(target=server.handle_request, daemon=True).start()
        check = CHECK[-1].replace(f":{PORT}/", f":{server.server_port}/")
        assert check != CHECK[-1]
        assert subprocess.run([sys.executable, "-c", check], capture_output=True, check=False).returncode != 0


def test_the_compose_file_gives_the_image_what_it_needs_and_opens_no_port_to_the_network():
    yaml = pytest.importorskip("yaml")
    service = yaml.safe_load(example("yaml"))["services"]["halden"]
    assert service["ports"] == [f"127.0.0.1:{PORT}:{PORT}"]
    assert {one.split(":")[1] for one in service["volumes"]} == set(VOLUMES)
    assert {name for name in service["environment"] if name in START[2]} == {"HALDEN_ALLOWED_HOST"}
    assert service["read_only"] is True


def test_the_unit_runs_as_nobody_else_with_folders_of_its_own_and_may_compile():
    unit = configparser.RawConfigParser(strict=False)
    unit.optionxform = str  # type: ignore[assignment, method-assign]
    unit.read_string(example("ini"))
    service = dict(unit["Service"])
    assert service["User"] == service["CacheDirectory"] == service["StateDirectory"] == "halden"
    assert "MemoryDenyWriteExecute" not in service
    said = set(re.findall(r"^Environment=(.+)$", example("ini"), re.MULTILINE))
    assert said == {"XDG_CACHE_HOME=/var/cache", "HALDEN_ARCHIVE=/var/lib/halden/archive"}
    assert all(one in DOCKERFILE for one in said), "the image has the same folders"
    assert set(VOLUMES) == {"/var/cache/halden", "/var/lib/halden"}
    assert service["ExecStart"].split()[:2] == [f"{service['WorkingDirectory']}/.venv/bin/halden", "app"]


def test_the_proxy_passes_on_what_the_app_asks_for():
    nginx = example("nginx")
    assert nginx.count("{") == nginx.count("}")
    passed = ("Host $host", "X-Forwarded-Proto $scheme", "Upgrade $http_upgrade", "Connection $connection_upgrade")
    assert [one for one in passed if f"proxy_set_header {one};" not in nginx] == []
    assert set(re.findall(r"server_name (\S+);", nginx)) == {NAME}
    login = tomllib.loads(example("toml"))
    assert login["redirect_url"] == f"https://{NAME}/oauth2/callback"
    assert f"http://{login['http_address']};" in nginx


def test_the_page_tells_every_setting_with_its_value_every_header_and_the_bounds():
    for name, value in (SETTINGS | LIMITS).items():
        if name.startswith("SOLARA_KERNEL") or name == "SOLARA_THEME_TITLE":
            assert f"| `{name}` | {value} |" in PAGE
        assert f"`{name}`" in PAGE
    assert set(re.findall(r"`(SOLARA_\w+)`", PAGE)) <= set(SETTINGS | LIMITS)
    for header in HEADERS:
        assert f"`{header}" in PAGE.lower()
    assert f"{MOST_BYTES // 1_000_000} MB (`MOST_BYTES`" in PAGE
    waiting = f"At most {MOST_WAITING} comparisons wait to be simulated, {MOST_OF_A_SESSION} of them one browser's"
    assert waiting in " ".join(PAGE.split())


def test_what_the_page_points_to_is_there_and_the_readme_points_to_the_page():
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", PAGE)
    files = re.findall(r"`((?:app|calibration|tests)/[\w./]+)`|(tests/\w+\.py)", PAGE)
    assert links
    assert files
    assert [one for one in links if not (ROOT / "docs" / one).exists()] == []
    assert [one for pair in files for one in pair if one and not (ROOT / one).exists()] == []
    assert "(docs/deploy.md)" in (ROOT / "README.md").read_text("utf-8")
