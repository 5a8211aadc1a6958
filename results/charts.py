"""Native charts of a workbook. Scenarios differ by colour and by dash or pattern, so that neither alone is needed."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from results.page import BLUE, GREEN, GREY, LINE, NAVY, ORANGE, PURPLE, Book, Page, Rows

if TYPE_CHECKING:
    from xlsxwriter.chart import Chart

COLOURS = (NAVY, ORANGE, GREEN, PURPLE, BLUE)
DASHES = ("solid", "dash", "long_dash_dot", "long_dash", "dash_dot")
BAND_DASH = "round_dot"
PATTERNS = ("", "wide_upward_diagonal", "horizontal_brick", "small_check", "wide_downward_diagonal")
WIDTH, HEIGHT = 640, 340
CHART_COLUMN, ROWS_OF_A_CHART = 92, 18
"""Characters of a column, and rows of 20 pixels, that a chart covers with a gap beside and below it."""
FIXED = 3
"""A chart stays where it is when rows are filtered away, and shows them all the same."""


class Look(NamedTuple):
    """How one scenario is drawn."""

    colour: str
    dash: str
    pattern: str


class Part(NamedTuple):
    """One scenario's rows in a table, and its title."""

    title: str
    rows: Rows


def look(place: int) -> Look:
    """The look of scenario number ``place``; the first 25 are all different."""
    turn = place + place // len(COLOURS)
    return Look(COLOURS[place % len(COLOURS)], DASHES[turn % len(DASHES)], PATTERNS[turn % len(PATTERNS)])


def line_chart(
    page: Page, anchor: tuple[int, int], title: str, unit: str, form: str, parts: Sequence[Part], band: str,
    columns: dict[str, int], description: str,
) -> None:  # fmt: skip
    """Medians by month with the ends of the 90 % band, of each scenario.

    Args:
        band: what the legend calls the band.
        columns: those of ``name``, ``date``, ``median``, ``low`` and ``high`` in the page's table.
    """
    chart = _chart(page.book, {"type": "line"}, title)
    hidden = []
    for place, (named, (first, last)) in enumerate(parts):
        one = look(place)

        def cells(column: str, first: int = first, last: int = last) -> list[Any]:
            return [page.name, first, columns[column], last, columns[column]]

        # A name that is a cell shows its text: one that is a text and begins with "=" would be a formula.
        for column, name, line in (
            ("median", [page.name, first, columns["name"]], {"width": 2.25, "dash_type": one.dash}),
            ("low", f"{band}: {named}", {"width": 1.0, "dash_type": BAND_DASH}),
            ("high", f"{band}: {named}", {"width": 1.0, "dash_type": BAND_DASH}),
        ):
            chart.add_series({
                "name": name, "categories": cells("date"), "values": cells(column),
                "line": {"color": one.colour, **line},
            })  # fmt: skip
        hidden.append(3 * place + 2)
    chart.set_x_axis({
        "date_axis": True, "num_format": "yyyy", "major_unit": 1, "major_unit_type": "years", "label_position": "low",
        "num_font": {"color": GREY}, "line": {"color": GREY},
    })  # fmt: skip
    _finish(page, chart, anchor, unit, form, description, hidden)


def bar_chart(
    page: Page, anchor: tuple[int, int], title: str, unit: str, form: str, parts: Sequence[Part],
    columns: dict[str, int], description: str,
) -> None:  # fmt: skip
    """A bar for every row, of each scenario, with its error both ways.

    Args:
        columns: those of ``name``, ``category``, ``value`` and ``error`` in the page's table.
    """
    from xlsxwriter.utility import quote_sheetname, xl_range_abs

    chart = _chart(page.book, {"type": "column"}, title)
    for place, (_, (first, last)) in enumerate(parts):
        one = look(place)
        drawn: dict[str, Any] = {"fill": {"color": one.colour}}
        if one.pattern:
            drawn = {"pattern": {"pattern": one.pattern, "fg_color": one.colour, "bg_color": "#FFFFFF"}}
        errors = xl_range_abs(first, columns["error"], last, columns["error"])
        both = f"={quote_sheetname(page.name)}!{errors}"
        chart.add_series({
            "name": [page.name, first, columns["name"]],
            "categories": [page.name, first, columns["category"], last, columns["category"]],
            "values": [page.name, first, columns["value"], last, columns["value"]],
            "border": {"color": one.colour}, **drawn,
            "y_error_bars": {"type": "custom", "plus_values": both, "minus_values": both, "line": {"color": GREY}},
        })  # fmt: skip
    chart.set_x_axis({"label_position": "low", "num_font": {"color": GREY}, "line": {"color": GREY}})
    _finish(page, chart, anchor, unit, form, description, [])


def _chart(book: Book, kind: dict[str, str], title: str) -> "Chart":
    chart = book.workbook.add_chart(kind)
    assert chart is not None
    chart.set_title({"name": title, "name_font": {"size": 12, "color": NAVY}, "overlay": False})
    return chart


def _finish(
    page: Page, chart: "Chart", anchor: tuple[int, int], unit: str, form: str, description: str, hidden: list[int]
) -> None:
    chart.set_y_axis({
        "name": unit, "name_font": {"bold": False, "color": GREY}, "num_font": {"color": GREY}, "num_format": form,
        "major_gridlines": {"visible": True, "line": {"color": LINE, "width": 0.75}}, "line": {"none": True},
    })  # fmt: skip
    chart.show_hidden_data()
    chart.set_legend({"position": "bottom", "delete_series": hidden})
    chart.set_size({"width": WIDTH, "height": HEIGHT})
    page.sheet.insert_chart(*anchor, chart, {"description": description, "object_position": FIXED})
