"""Figures as pages show them and as files hold them: the same numbers, each language's way, and never a formula."""

import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.figures import FILES, Figure, plain_table
from app.language import Speaker
from app.pictures import Dot, ranges
from results.downloads import FORMULAS
from tests.answered import HOSTILE, plain, sound, tables

NB, EN = Speaker("nb"), Speaker("en")
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0\r\n"), max_size=20)
CELLS = st.one_of(st.none(), TEXTS, st.sampled_from(["=1+1", "+1", "-1+1", "@x", "\t=1"]), st.floats(-1e6, 1e6))
ROWS = st.lists(st.tuples(TEXTS, CELLS, CELLS), min_size=1, max_size=4)


def figure(rows: list, columns: tuple[str, ...] = ("a", "b", "c"), digits: int = 1) -> Figure:
    return Figure(
        HOSTILE, f"Found: {HOSTILE}", "Note.", lambda: ranges([Dot(HOSTILE, -1.0, 0.5, 2.0)]), columns, rows, digits
    )


def read(body: bytes, delimiter: str) -> list[list[str]]:
    assert body.startswith(b"\xef\xbb\xbf"), "a spreadsheet takes the file for UTF-8"
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline=""), delimiter=delimiter))


@pytest.mark.parametrize(("speaker", "delimiter", "point"), [(NB, ";", ","), (EN, ",", ".")])
@given(ROWS)
def test_a_csv_holds_each_number_the_languages_way_and_no_text_is_a_formula(speaker, delimiter, point, rows):
    made = Figure("", "", "", lambda: None, ("=a", "b", "c"), rows, 1)
    columns, *found = read(made.csv(speaker), delimiter)
    assert columns == ["'=a", "b", "c"]
    assert len(found) == len(rows)
    for row, cells in zip(rows, found, strict=True):
        for cell, said in zip(row, cells, strict=True):
            if isinstance(cell, float):
                assert re.fullmatch(rf"-?\d+{re.escape(point)}\d{{3}}", said)
                assert float(said.replace(",", ".")) == pytest.approx(cell, abs=0.0005)
            else:
                assert not said.startswith(FORMULAS)
                assert said.removeprefix("'") == (cell or "").removeprefix("'")


@pytest.mark.parametrize("speaker", [NB, EN])
@given(ROWS, TEXTS)
def test_a_table_shows_every_cell_as_it_is_and_as_text(speaker: Speaker, rows: list, caption: str):
    page = plain_table(speaker, caption, ("a", "b", caption), rows, 1)
    assert set(re.findall(r"<(\w+)", page)) == {"div", "table", "caption", "thead", "tbody", "tr", "th", "td"}
    ((said, (heads, *found)),) = tables(page).items()
    assert (said, heads) == (caption, ["a", "b", caption])
    for row, cells in zip(rows, found, strict=True):
        for cell, shown in zip(row, cells, strict=True):
            assert shown == (speaker.number(cell, 1) if isinstance(cell, float) else cell or "")
    assert page.count('<th scope="row">') == len(rows), "the first cell of a row names it"


def test_numbers_are_written_each_languages_way():
    rows = [("x", 12345.67, -0.04)]
    assert tables(plain_table(NB, "c", ("a", "b", "c"), rows, 1))["c"][1] == ["x", "12\u00a0345,7", "0,0"]
    assert tables(plain_table(EN, "c", ("a", "b", "c"), rows, 1))["c"][1] == ["x", "12,345.7", "0.0"]
    assert read(figure(rows, digits=0).csv(NB), ";")[1] == ["x", "12345,67", "-0,04"]
    assert read(figure(rows, digits=0).csv(EN), ",")[1] == ["x", "12345.67", "-0.04"]


@pytest.mark.parametrize("speaker", [NB, EN])
def test_a_figure_has_its_finding_its_table_and_its_files(speaker: Speaker):
    made = figure([(HOSTILE, 1.5, -2.0)])
    page = sound(made.html(speaker, "/nedlasting/figur.{file}?x=%7Bfile%7D"))
    assert f"Found: {HOSTILE}" in plain(page)
    assert tables(page)[HOSTILE][1] == [HOSTILE, speaker.number(1.5, 1), speaker.number(-2.0, 1)]
    drawn = made.file("svg", speaker)[0].decode()
    assert drawn.split(" ", 1)[1] in page, "what is downloaded is what is shown"
    assert re.findall(r'href="([^"]+)"', page) == [f"/nedlasting/figur.{one}?x=%7Bfile%7D" for one in FILES]


@pytest.mark.parametrize("speaker", [NB, EN])
def test_a_figures_files_are_what_their_names_say(speaker: Speaker):
    made = figure([("x", 1.5, -2.0)])
    found = {kind: made.file(kind, speaker) for kind in FILES}
    assert found["svg"][0].startswith(b"<svg")
    assert found["png"][0].startswith(b"\x89PNG\r\n\x1a\n")
    assert found["csv"][0] == made.csv(speaker)
    assert [media.split(";")[0] for _, media in found.values()] == ["image/svg+xml", "image/png", "text/csv"]
    width = float(re.findall(rb'width="([\d.]+)"', found["svg"][0])[0])
    assert int.from_bytes(found["png"][0][16:20]) == pytest.approx(2 * width, abs=4), "twice as fine as the page's"


def test_a_picture_writes_numbers_as_its_language_does():
    made = Figure("", "", "", lambda: ranges([Dot("a", -2000.5, 0.0, 2000.5)]), (), ())
    nb, en = (made.file("svg", one)[0].decode() for one in (NB, EN))
    assert "2\u00a0000" in nb
    assert "2,000" in en
