"""Files to take home: the numbers that were shown, nothing simulated for them, and refusals in words."""

import csv
import io
import json
import re
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.cell import range_boundaries
from starlette.requests import Request
from starlette.responses import Response

from app import files
from app.address import View, query
from app.compare_page import differences
from app.files import no_page, slug
from app.language import Speaker
from app.overview import figure as overview_figure
from app.reading import Reading
from app.tab_people import figure as people_figure
from app.tab_result import development
from app.tab_uncertainty import figure as uncertainty_figure
from results import ensembles, store
from results.comparison import difference
from results.downloads import FORMULAS
from scenarios.shelf import load, loads, names
from tests.answered import HOSTILE, answered, own

STAGES = (2, 4)
VIEW = View("nb", (own("=1+1 " + HOSTILE),))
PAIR = View("en", (load("baseline"), *VIEW.scenarios))
EVERY = ("figur.svg?figur=development", "figur.png?figur=people", "sammenligning.xlsx", "sammenligning.zip")


@pytest.fixture(scope="module")
def reading(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reading]:
    """What is simulated: one scenario, four times; figures are shown after two and after four."""
    archive = tmp_path_factory.mktemp("archive")
    found = answered(VIEW, archive, STAGES[-1])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store, "ARCHIVE", archive)
        patch.setattr(files, "STAGES", STAGES)
        yield found


def asked(name: str, asked: str, answer=files.given) -> Response:
    """The answer to a request for a file."""
    scope = {
        "type": "http", "method": "GET", "path": f"/nedlasting/{name}", "query_string": asked.encode(),
        "headers": [(b"host", b"127.0.0.1")], "path_params": {"name": name},
    }  # fmt: skip
    return answer(Request(scope))


def given_file(view: View, name: str, **more: object) -> tuple[bytes, str]:
    """A file's content and the name under which a browser keeps it."""
    name, _, figure = name.partition("?figur=")
    rest = "".join(f"&{key}={value}" for key, value in {"figur": figure, **more}.items())
    answer = asked(name, query(view) + rest)
    assert answer.status_code == 200, answer.body
    called = re.fullmatch(r'attachment; filename="([a-z0-9-]+\.\w+)"', answer.headers["content-disposition"])
    assert called
    assert called[1].endswith(f".{name.rpartition('.')[2]}")
    return bytes(answer.body), called[1]


def refused(answer: Response, status: int, speaker: Speaker, said: str = "") -> None:
    body = bytes(answer.body).decode()
    assert answer.status_code == status
    assert f'<html lang="{speaker.language}">' in body
    assert said in body
    assert "content-disposition" not in answer.headers
    assert not re.search(r"Traceback \(most|File &quot;/|<script", body)


def test_a_scenarios_file_is_that_scenario():
    for scenario in (*map(load, names()), *VIEW.scenarios, own("x" * 80), own("æøå ÆØÅ 2")):
        body, called = given_file(View("nb", (scenario,)), "scenario.toml")
        again = loads(body.decode(), "again")
        assert (again.digest, again.title) == (scenario.digest, scenario.title)
        assert called == f"{slug(scenario.title[0])}.toml"
    assert slug("æøå ÆØÅ 2") == "aoa-aoa-2"


@given(st.text())
def test_a_files_name_is_harmless_whatever_a_scenario_is_called(title: str):
    assert re.fullmatch(r"[a-z0-9][a-z0-9-]{0,59}", slug(title))


@pytest.mark.parametrize("kind", ["svg", "png", "csv"])
def test_a_figures_file_is_the_figure_of_the_page(reading: Reading, kind: str):
    pair = Reading(Speaker("en"), PAIR, reading.ask, reading.found)
    figures = [
        (VIEW, "development", development(reading)), (VIEW, "people", people_figure(reading)),
        (VIEW, "uncertainty", uncertainty_figure(reading)), (PAIR, "difference-jobs", differences(pair, "jobs")),
        (View("en"), "overview-jobs", overview_figure(Speaker("en"), "jobs")),
    ]  # fmt: skip
    for view, name, figure in figures:
        body, called = given_file(view, f"figur.{kind}?figur={name}")
        assert figure is not None
        assert body == figure.file(kind, Speaker(view.language))[0], name
        assert called == f"{slug(figure.title)}.{kind}"


def test_a_workbook_holds_the_numbers_that_are_shown(reading: Reading):
    body, called = given_file(VIEW, "sammenligning.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(body))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"], "a title is no formula"
    sheet = next(one for one in book.worksheets if "headlines" in one.tables)
    left, top, right, bottom = range_boundaries(sheet.tables["headlines"].ref)
    rows = {row[1]: row for row in sheet.iter_rows(top, bottom, left, right, values_only=True)}
    for indicator in ("employed_residents", "employment_rate_20_66", "jobs"):
        one = difference(reading.found, reading.name, indicator, "2025-11")
        title, _, _, before, mean, error, *_ = rows[reading.speaker.label(indicator)]
        assert title == VIEW.scenarios[0].title[0]
        assert before == pytest.approx(reading.found.at("baseline", indicator, "2025-11").mean())
        assert (mean, error) == (pytest.approx(one.mean), pytest.approx(one.error))
    assert called == "sammenligning.xlsx"
    english = openpyxl.load_workbook(io.BytesIO(given_file(VIEW.but(language="en"), "sammenligning.xlsx")[0]))
    assert english.sheetnames != book.sheetnames


def test_tables_hold_the_numbers_that_are_shown_and_no_formula(reading: Reading):
    with zipfile.ZipFile(io.BytesIO(given_file(VIEW, "sammenligning.zip")[0])) as packed:
        tables = {
            name: list(csv.DictReader(io.StringIO(packed.read(name).decode())))
            for name in packed.namelist() if name.endswith(".csv")
        }  # fmt: skip
        record = json.loads(packed.read("record.json"))
    assert set(tables) == {
        f"{name}.csv" for name in ("levels", "differences", "goals", "costs", "people", "series", "draws")
    }  # fmt: skip
    assert (record["replications"], record["until"]) == (STAGES[-1], "2025-12")
    assert [one["digest"] for one in record["scenarios"].values()] == [
        load("baseline").digest,
        VIEW.scenarios[0].digest,
    ]
    texts = [cell for rows in tables.values() for row in rows for cell in row.values()]
    assert not [one for one in texts if one.startswith(FORMULAS) and not re.fullmatch(r"-[\d.e-]+", one)]
    assert f"'{reading.name}" in texts
    read = {(one["indicator"], one["date"]): float(one["mean"]) for one in tables["differences.csv"]}
    for indicator in ("employed_residents", "jobs"):
        assert read[indicator, "2025-11"] == pytest.approx(reading.change(indicator).mean)


@pytest.mark.parametrize(
    ("n", "held"), [("2", 2), ("4", 4), ("", 4), ("3", 4), ("0", 4), ("-1", 4), ("9" * 400, 4), ("x", 4), ("٢", 4)]
)
def test_a_file_holds_as_many_simulations_as_the_page_showed(reading: Reading, n: str, held: int):
    with zipfile.ZipFile(io.BytesIO(given_file(VIEW, "sammenligning.zip", n=quote(n))[0])) as packed:
        assert json.loads(packed.read("record.json"))["replications"] == held


@pytest.mark.parametrize("name", EVERY)
def test_what_is_not_simulated_is_refused_and_nothing_is_simulated(reading: Reading, name: str, tmp_path, monkeypatch):
    monkeypatch.setattr(store, "ARCHIVE", tmp_path)
    monkeypatch.setattr(ensembles, "fill", lambda *_: pytest.fail("a file has something simulated"))
    stem, _, figure = name.partition("?figur=")
    for language in ("nb", "en"):
        speaker = Speaker(language)
        answer = asked(stem, f"{query(VIEW.but(language=language))}&figur={figure}")
        refused(answer, 409, speaker, speaker.word("not_simulated"))
    assert not list(tmp_path.iterdir())


def test_a_damaged_block_is_refused_and_not_run_again(reading: Reading, tmp_path: Path, monkeypatch):
    shutil.copytree(store.ARCHIVE, tmp_path / "archive")
    monkeypatch.setattr(store, "ARCHIVE", tmp_path / "archive")
    for block in tmp_path.rglob("*.parquet"):
        block.write_bytes(block.read_bytes()[:-1])
    refused(asked("sammenligning.zip", query(VIEW)), 409, Speaker("nb"), Speaker("nb").word("not_simulated"))
    assert not list(tmp_path.rglob("*.parquet"))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("x", "s=plan"), ("", "s=plan"), ("figur.gif", "s=plan&figur=people"), ("figur.svg", "s=plan"),
        ("../figur.svg", "s=plan&figur=people"), ("figur.svg", "s=plan&figur=secrets"), ("scenario.toml", ""),
        ("sammenligning.xlsx", ""), ("figur.svg", "figur=people"), ("figur.csv", "figur=overview-secrets"),
        ("figur.svg", f"{query(VIEW)}&figur=difference-population"),
    ],
)  # fmt: skip
def test_an_unknown_file_is_not_found_in_the_pages_language(reading: Reading, name: str, said: str):
    for speaker, language in ((Speaker("nb"), ""), (Speaker("en"), "&lang=en")):
        refused(asked(name, said.removesuffix("&lang=en") + language), 404, speaker, speaker.word("no_page_about"))
    refused(asked(name, "lang=en", no_page), 404, Speaker("en"), Speaker("en").word("no_page"))


def test_todays_trend_alone_has_no_differences_to_draw(reading: Reading):
    trend = query(View(scenarios=(load("baseline"),)))
    for asked_for in (
        f"{trend}&figur=difference-jobs",
        f"{trend}&figur=people",
        "s=baseline&s=baseline&figur=difference-jobs",
    ):
        refused(asked("figur.svg", asked_for), 404, Speaker("nb"))


@given(st.text(max_size=60).map(quote), st.sampled_from([one.partition("?")[0] for one in EVERY] + ["scenario.toml"]))
def test_a_garbled_address_is_refused_in_words(text: str, name: str):
    for said in (f"s=x{text}~{text}", f"s=plan~x{text}:{text}", f"v={text}x&s=plan", f"s=plan&tab=!{text}"):
        refused(asked(name, said + "&lang=en"), 400, Speaker("en"), Speaker("en").word("no_file"))


def test_a_failure_is_told_by_a_code_that_only_the_log_explains(monkeypatch, caplog):
    def fail(*_: object) -> None:
        raise RuntimeError("/home/secret")

    monkeypatch.setattr(files, "_file", fail)
    answer = asked("scenario.toml", "s=plan")
    refused(answer, 500, Speaker("nb"))
    (code,) = re.findall(r"kode (\w{8})", bytes(answer.body).decode())
    assert b"secret" not in answer.body
    assert code in caplog.text
    assert "/home/secret" in caplog.text
