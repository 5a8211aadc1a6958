"""A page of a workbook: one sheet, written from the top, with a title, sentences and tables.

Every text is written as text, so that nothing a user named becomes a formula. No cells are merged, every table has a
header row, and the sheet is read from top to bottom.
"""

import textwrap
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from results.telling import Telling

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook

NAVY, BLUE, ORANGE, GREEN, PURPLE, GREY, LINE = (
    "#0B3D63", "#0B5394", "#B45309", "#1B6E3C", "#6B3FA0", "#595959", "#C9D3DC",
)  # fmt: skip
A4 = 9
MONTH_FORM = "yyyy-mm"
HEAD: dict[str, Any] = {
    "bold": True, "font_color": "#FFFFFF", "bg_color": NAVY, "text_wrap": True, "valign": "bottom", "border": 1,
    "border_color": LINE,
}  # fmt: skip
BODY: dict[str, Any] = {"valign": "top", "bottom": 1, "bottom_color": LINE}
LINE_HEIGHT, MOST_HEIGHT = 15, 409
"""Points of a line of the usual font, and of the highest row that spreadsheets allow."""
FILTER_BUTTON = 3
"""Characters that it covers."""
FILLED = 1.1
"""Letters of wrapped text to a character of a column's width, which is that of a digit."""


class Number(NamedTuple):
    """A number and its cell format; nothing where it is not defined."""

    value: float | None
    form: str = "General"


class Month(NamedTuple):
    """A month, as a date that spreadsheets count with."""

    date: str


class Long(NamedTuple):
    """A text that runs on over the empty cells to its right rather than being wrapped."""

    text: str


type Cell = str | Number | Month | Long | None


class Book:
    """The workbook of one telling, with its formats, each made once."""

    def __init__(self, workbook: "Workbook", telling: Telling, footer: str) -> None:
        self.workbook, self.telling, self.footer = workbook, telling, footer
        self.formats: dict[tuple, Format] = {}

    def style(self, **properties: Any) -> "Format":
        """A format with the properties."""
        key = tuple(sorted(properties.items()))
        if key not in self.formats:
            self.formats[key] = self.workbook.add_format(properties)
        return self.formats[key]


class Rows(NamedTuple):
    """Where a table's data stand: first and last row, counted from 0; the last comes first where there are none."""

    first: int
    last: int


class Page:
    """One sheet; ``row`` is the next that is free."""

    def __init__(self, book: Book, name: str, title: str, widths: Sequence[float], wrapped: bool = True) -> None:
        self.book, self.name, self.widths, self.wrapped = book, name, widths, wrapped
        self.sheet = sheet = book.workbook.add_worksheet(name)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        sheet.set_footer(book.footer)
        sheet.write_string(0, 0, title, book.style(bold=True, font_size=16, font_color=NAVY))
        sheet.set_row(0, 24)
        self.row = 1

    def sentences(self, texts: Iterable[str], **properties: Any) -> None:
        """Sentences, each from a row of its own; one longer than the sheet's columns goes on in the next row."""
        for text in texts:
            for line in textwrap.wrap(text, int(sum(self.widths))):
                self.sheet.write_string(self.row, 0, line, self.book.style(**properties))
                self.row += 1

    def lead(self, *texts: str) -> None:
        """What stands below the title."""
        self.sentences([text for text in texts if text], font_color=GREY)

    def heading(self, text: str) -> None:
        """The heading of a part, after an empty row."""
        self.row += 1
        self.sheet.write_string(self.row, 0, text, self.book.style(bold=True, font_size=12, font_color=NAVY))
        self.row += 1

    def table(
        self, name: str, heads: Sequence[str], rows: Sequence[Sequence[Cell]], fixed: bool = False, column: int = 0
    ) -> Rows:
        """A table with a header row, or a word on there being nothing to show.

        Args:
            name: what spreadsheets call the table.
            heads: keys of the column headings.
            fixed: the header stays in sight and on every printed page, and its columns can be filtered.
            column: the first column, counted from 0.
        """
        if not rows:
            self.sentences([self.book.telling.word("nothing")])
            return Rows(self.row, self.row - 1)
        head, first, last = self.row, self.row + 1, self.row + len(rows)
        titles = [self.book.telling.word(key) for key in heads]
        looks = _looks(rows)
        columns = [
            {"header": title, "header_format": self.book.style(**HEAD, **look)}
            for title, look in zip(titles, looks, strict=True)
        ]
        options = {"name": name, "columns": columns, "style": None, "autofilter": fixed}
        self.sheet.add_table(head, column, last, column + len(heads) - 1, options)
        # Only some programs fit rows to wrapped text by themselves, so heights are set.
        self._fit(head, titles, column, FILTER_BUTTON if fixed else 0)
        for row, cells in enumerate(rows, start=first):
            if self.wrapped:
                self._fit(row, cells, column)
            for place, (cell, look) in enumerate(zip(cells, looks, strict=True), start=column):
                self.write(row, place, cell, look)
        if fixed:
            self.sheet.freeze_panes(first, 0)
            self.sheet.repeat_rows(head)
        self.row = last + 1
        return Rows(first, last)

    def print_whole(self, rows: int, columns: int) -> None:
        """Print the first rows and columns alone, on one upright page."""
        self.sheet.print_area(0, 0, rows - 1, columns - 1)
        self.sheet.set_portrait()
        self.sheet.fit_to_pages(1, 1)

    def _fit(self, row: int, cells: Iterable[Cell], column: int, taken: int = 0) -> None:
        """Make a row as high as its wrapped texts need, where each has its column's width less what is taken."""
        lines = [
            len(textwrap.wrap(cell, max(int(self.widths[place] * FILLED) - taken, 1)))
            for place, cell in enumerate(cells, start=column) if isinstance(cell, str)
        ]  # fmt: skip
        if max(lines, default=1) > 1:
            self.sheet.set_row(row, min(LINE_HEIGHT * max(lines), MOST_HEIGHT))

    def write(self, row: int, column: int, cell: Cell, look: dict[str, Any]) -> None:
        """One cell of a table, with the look of its column."""
        look = {**BODY, **look}
        match cell:
            case str():
                wrapped = self.wrapped and look["align"] == "left"
                self.sheet.write_string(row, column, cell, self.book.style(**look, text_wrap=wrapped))
            case Long(text):
                self.sheet.write_string(row, column, text, self.book.style(**look))
            case Number(float() | int() as value, form):
                self.sheet.write_number(row, column, value, self.book.style(**look, num_format=form))
            case Month(date):
                moment = datetime(int(date[:4]), int(date[5:]), 1)
                self.sheet.write_datetime(row, column, moment, self.book.style(**look, num_format=MONTH_FORM))
            case _:
                self.sheet.write_blank(row, column, None, self.book.style(**look))


def _looks(rows: Sequence[Sequence[Cell]]) -> list[dict[str, Any]]:
    """How each column stands: numbers at the right, and the text after them a little away."""
    looks, before = [], False
    for cells in zip(*rows, strict=True):
        of_numbers = sum(isinstance(cell, Number) for cell in cells) * 2 > len(cells)
        looks.append({"align": "right"} if of_numbers else {"align": "left", "indent": int(before)})
        before = of_numbers
    return looks
