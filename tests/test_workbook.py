"""The workbook holds the report's numbers, in two languages, and is whole or not there."""

import io
import os
import re
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest
from openpyxl.utils.cell import range_boundaries

from results import basis
from results.ensembles import Experiment
from results.goals import chances, parse_goal, plan_goals, without_pandemic
from results.labels import LANGUAGES, Language, group_name, label
from results.report import HEADLINES, report
from results.telling import Telling
from results.wording import WORDS, word
from results.workbook import workbook, write_workbook
from scenarios.shelf import loads
from tests.small import LEVER, run, tiny

TITLE = "=1+1"
ENGLISH = re.compile(r"\b(the|of|and|with|from|own|judgement|estimate|share|year|recalled|not)\b", re.IGNORECASE)
"""Words that stand in no Norwegian text."""
SHEETS = ("summary", "series", "differences", "subgroups", "costs", "assumptions", "sources")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Experiment:
    """A comparison whose scenario's title looks like a formula."""
    folder = tmp_path_factory.mktemp("workbook")
    path = folder / "early.toml"
    path.write_text(LEVER.replace("Fra starten", TITLE).replace("From the start", TITLE), "utf-8")
    return run(str(path), folder / "archive")


@pytest.fixture(scope="module")
def found(made: Experiment) -> dict[str, Any]:
    return report(made, [parse_goal("jobs@2019-01..2019-11>=0"), parse_goal("unemployment_rate@2019-11<=3")])


@pytest.fixture(scope="module")
def bodies(made: Experiment, found: dict[str, Any]) -> dict[Language, bytes]:
    return {language: workbook(made, found, language) for language in LANGUAGES}


def opened(body: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(body))


def read(book: openpyxl.Workbook, name: str, language: Language) -> list[dict[str, Any]]:
    """The rows of a table, by the keys of their column headings."""
    sheet = next(one for one in book.worksheets if name in one.tables)
    left, top, right, bottom = range_boundaries(sheet.tables[name].ref)
    cells = list(sheet.iter_rows(top, bottom, left, right, values_only=True))
    keys = {said[LANGUAGES.index(language)]: key for key, said in WORDS.items()}
    return [dict(zip((keys[str(head)] for head in cells[0]), row, strict=True)) for row in cells[1:]]


def near(value: float | None) -> Any:
    """A number as a workbook keeps it, with 16 digits."""
    return value if value is None else pytest.approx(value, rel=1e-14)


@pytest.mark.parametrize("language", LANGUAGES)
def test_differences_are_the_reports(bodies, found: dict[str, Any], language: Language):
    rows = read(opened(bodies[language]), "differences", language)
    assert len(rows) == len(found["differences"])
    for row, one in zip(rows, found["differences"], strict=True):
        assert row["indicator"] == label(one["indicator"], language)
        assert row["date"].strftime("%Y-%m") == one["date"]
        keys = ["mean", "error", "improved", "replications", "to_halve", "pairing"]
        assert [row[key] for key in keys] == [near(one[key]) for key in keys]
        for interval in ("half", "most"):
            ends = [row[f"{interval}_low"], row[f"{interval}_high"]]
            assert ends == [near(end) for end in one[interval].values()]
        assert one["expected"] is None
        assert row["expected_most_low"] is None


def test_the_expected_effect_is_the_reports():
    rng = np.random.default_rng(3)
    one = tiny(rng.normal(100, 10, 12).round(), np.zeros(12))
    found = report(one, [])
    expected = found["differences"][0]["expected"]
    for table in ("differences", "headlines"):
        row = read(opened(workbook(one, found, "nb")), table, "nb")[0]
        for interval in ("half", "most"):
            ends = [row[f"expected_{interval}_low"], row[f"expected_{interval}_high"]]
            assert ends == [near(end) for end in expected[interval].values()]


def test_headlines_goals_people_and_costs_are_the_reports(bodies, made: Experiment, found: dict[str, Any]):
    book = opened(bodies["nb"])
    headlines = read(book, "headlines", "nb")
    assert [row["indicator"] for row in headlines] == [label(one, "nb") for one in HEADLINES]
    level = made.at("baseline", "jobs", "2019-11").mean()
    assert headlines[0]["baseline_level"] == pytest.approx(level)
    # The report goes scenario by scenario; the sheet goal by goal, so that scenarios stand together.
    asked = sorted(found["goals"], key=lambda one: one["goal"])
    goals = read(book, "goals", "nb")
    for row, one in zip(goals, asked, strict=True):
        assert (row["chance"], row["reached"], row["of"]) == (one["probability"], one["reached"], one["replications"])
        assert (row["goal_mean"], row["threshold"]) == (near(one["mean"]), one["threshold"])
        assert "simuleringer" in row["in_words"]
    keys = ["gains", "displaced", "net", "error"]
    for row, one in zip(read(book, "subgroups", "nb"), found["people"], strict=True):
        assert [row[key] for key in keys] == [near(one[key]) for key in keys]
    cost = found["costs"][0]
    assert read(book, "totals", "nb")[0]["amount"] == near(cost["million_nok"])
    payers = {row["payer"]: row["amount"] for row in read(book, "by_payer", "nb")}
    assert payers == {group_name("payer", who, "nb"): near(amount) for who, amount in cost["by_payer"].items()}
    amounts = [row["amount"] for row in read(book, "by_lever", "nb")]
    assert amounts == ["ikke oppgitt" if one["amount"] is None else near(one["amount"]) for one in cost["levers"]]
    answers = {row["what"]: row["amount"] for row in read(book, "per", "nb")}
    assert list(answers.values()) == [near(one["amount"]) for one in cost["per"]]


def test_series_are_quantiles_of_the_replications(bodies, made: Experiment):
    rows = read(opened(bodies["en"]), "series", "en")
    assert len(rows) == len(HEADLINES) * len(made.values) * len(made.dates)
    jobs = [
        row
        for row in rows
        if row["indicator"] == label("jobs", "en") and row["scenario"] == made.scenarios["baseline"].title[1]
    ]
    for row, date in zip(jobs, made.dates, strict=True):
        values = made.at("baseline", "jobs", date)
        assert row["date"].strftime("%Y-%m") == date
        assert row["median"] == np.median(values)
        assert row["q95"] == np.quantile(values, 0.95, method="weibull")


@pytest.mark.parametrize("language", LANGUAGES)
def test_sheets_charts_and_tables_can_be_read_by_all(bodies, language: Language):
    book = opened(bodies[language])
    assert book.sheetnames == [word(key, language) for key in SHEETS]
    charts = {sheet.title: len(sheet._charts) for sheet in book.worksheets}  # type: ignore[attr-defined]
    assert charts[word("series", language)] == len(HEADLINES)
    assert charts[word("subgroups", language)] == 1
    with zipfile.ZipFile(io.BytesIO(bodies[language])) as parts:
        drawings = [parts.read(one).decode() for one in parts.namelist() if "drawings/drawing" in one]
        described = [text for one in drawings for text in re.findall(r' descr="([^"]+)"', one)]
    assert len(described) == sum(charts.values())
    assert any(label("jobs", language) in one and "2019" in one for one in described)
    for sheet in book.worksheets:
        assert not sheet.merged_cells.ranges
        assert sheet["A1"].value
        assert sheet.sheet_properties.pageSetUpPr is not None
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert all(table.headerRowCount == 1 for table in sheet.tables.values())
    for key in ("series", "differences", "subgroups"):
        sheet = book[word(key, language)]
        (table,) = sheet.tables.values()
        assert table.autoFilter is not None
        top = int(re.findall(r"\d+", table.ref)[0])
        assert sheet.freeze_panes == f"A{top + 1}"


def test_no_text_becomes_a_formula(bodies, made: Experiment):
    for body in bodies.values():
        cells = [cell for sheet in opened(body).worksheets for row in sheet.iter_rows() for cell in row]
        assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
        assert sum(cell.value == TITLE for cell in cells) > 100
        with zipfile.ZipFile(io.BytesIO(body)) as parts:
            charts = [parts.read(one).decode() for one in parts.namelist() if one.startswith("xl/charts/chart")]
        assert not any(f"<c:f>{TITLE[1:]}</c:f>" in one for one in charts)
        assert all(TITLE in one for one in charts), "the title is shown by reference to its cell"


def test_the_same_comparison_gives_the_same_bytes(bodies, made: Experiment, found: dict[str, Any]):
    assert workbook(made, found, "nb") == bodies["nb"]
    assert bodies["nb"] != bodies["en"]


def test_the_norwegian_workbook_is_norwegian_throughout():
    one = tiny([12.0, 14.0], [10.0, 9.0])
    found = report(one, [parse_goal("jobs@2025-11>=12")])
    nb, en = (opened(workbook(one, found, language)) for language in LANGUAGES)
    cells = [cell.value for sheet in nb for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
    assert len(cells) > 400
    assert not [text for text in cells if ENGLISH.search(text)]
    for table, keys in (("by_lever", ("lever", "cost_source")), ("effects", ("effect", "unit"))):
        pairs = [
            (row[key], other[key])
            for row, other in zip(read(nb, table, "nb"), read(en, table, "en"), strict=True)
            for key in keys
        ]
        assert len(pairs) > 20
        assert not [said for said, other in pairs if said and said == other]


def test_a_failure_leaves_the_old_file(made: Experiment, found: dict[str, Any], tmp_path: Path, monkeypatch):
    path = tmp_path / "comparison.xlsx"
    path.write_bytes(b"old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    for module, name in ((os, "replace"), (basis, "sources")):
        with monkeypatch.context() as patch:
            patch.setattr(module, name, full)
            with pytest.raises(OSError, match="No space left"):
                write_workbook(path, made, found, "nb")
        assert [one.read_bytes() for one in tmp_path.iterdir()] == [b"old"]
    assert write_workbook(path, made, found, "nb") == path
    assert path.read_bytes() != b"old"


def test_what_is_not_defined_is_an_empty_cell():
    one = tiny([12.0], [10.0])
    found = report(one, [])
    assert found["differences"][0]["error"] is None
    book = opened(workbook(one, found, "en"))
    row = read(book, "differences", "en")[0]
    assert (row["mean"], row["error"], row["pairing"]) == (2.0, None, None)
    assert read(book, "series", "en")[0]["median"] == 12.0
    assert book["Subgroups"]["A2"].value == word("no_people", "en")
    whole = {key: value for key, value in found.items() if key == "record"}
    assert opened(workbook(one, whole, "nb")).sheetnames == [word(key, "nb") for key in SHEETS]


def test_a_users_own_indicator_goes_by_its_name():
    one = replace(tiny([2.0, 3.0], [1.0, 1.0], "posts_per_firm"), units={"posts_per_firm": "posts per firm"})
    row = read(opened(workbook(one, report(one, []), "nb")), "differences", "nb")[0]
    assert (row["indicator"], row["unit"], row["mean"]) == ("posts_per_firm", "posts per firm", 1.5)


def test_goals_are_told_in_words():
    units = {"jobs": "jobs", "employment_rate_20_66": "percent of residents"}
    one = replace(tiny([0.0, 0.0], [0.0, 0.0]), units=units)
    nb, en = (Telling(one, {}, language) for language in LANGUAGES)
    first, last = plan_goals()[0], plan_goals()[-1]
    expected = "Mål 1. Sysselsatte etter bosted: minst 500 høyere i november 2025 enn i november 2021"
    assert nb.goal(first.name, first.definition) == expected
    assert en.goal(last.name, last.definition) == (
        "Goal 2. Employment rate, ages 20–66: at least 70 per cent of residents in November 2025"
    )
    own = parse_goal("jobs@2025-11<=12500.5")
    assert nb.goal(own.name, own.definition).endswith(": høyst 12500,5 arbeidsplasser i november 2025")
    assert nb.often(0, 100) == "ingen av 100 simuleringer"
    assert nb.often(2, 100) == "færre enn 1 av 20 simuleringer"
    assert nb.often(68, 100) == "omtrent 7 av 10 simuleringer"
    assert en.often(98, 100) == "in more than 19 in 20 simulations"
    assert en.often(4, 4) == "in all 4 simulations"
    without = without_pandemic(one.scenarios["plan"])
    apart = replace(one, values={without.name: one.values["plan"]})
    chance = chances(apart, without.name, [parse_goal("jobs@2025-11>=0")])[0]
    assert nb.title(chance.scenario) == "Planen slik den er vedtatt, uten pandemien"


def test_numbers_are_written_as_in_the_language():
    nb, en = (Telling(tiny([0.0], [0.0]), {}, language) for language in LANGUAGES)
    assert nb.number(12599.4) == "12\u00a0599"
    assert nb.number(-0.25, 1, signed=True) == "−0,3"
    assert en.number(1234.5, 1, signed=True) == "+1,234.5"
    assert nb.number(-0.01, 1, signed=True) == "0,0"


def test_scenarios_of_one_title_are_told_apart():
    one = tiny([0.0], [0.0])
    twice = {name: loads(LEVER, name) for name in ("plan", "baseline")}
    telling = Telling(replace(one, scenarios=twice), {}, "nb")
    assert [telling.title(name) for name in twice] == ["Fra starten", "Fra starten (2)"]
