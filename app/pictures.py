"""Charts as SVG text: specifications of Altair, drawn on the server, so that nothing but the picture is sent."""

from collections.abc import Sequence
from typing import Any, NamedTuple

WIDTH, HEIGHT = 760, 300
BLUE, ORANGE, GREEN, GREY, BLACK = "#0B5394", "#B45309", "#1B6E3C", "#595959", "#000000"
LINES = ((GREY, [1, 0]), (BLUE, [6, 3]), (ORANGE, [2, 2]))
"""Colour and dash of scenarios in their order: never colour alone."""


class Line(NamedTuple):
    """One scenario's middle simulation by year, and where 9 of 10 lie."""

    title: str
    years: Sequence[int]
    low: Sequence[float]
    middle: Sequence[float]
    high: Sequence[float]


def fan(
    lines: Sequence[Line], observed: Sequence[tuple[int, float]], goal: tuple[int, float] | None, locale: dict[str, Any]
) -> str:
    """Lines by year, the first with its band, each named at its end; observed figures as dots; a goal as a mark.

    Args:
        goal: the year and value of the goal.
        locale: how numbers are written: Vega's ``decimal``, ``thousands``, ``grouping`` and ``currency``.
    """
    import altair as alt
    import vl_convert

    rows = [
        {"title": one.title, "year": year, "low": low, "middle": middle, "high": high}
        for one in lines
        for year, low, middle, high in zip(one.years, one.low, one.middle, one.high, strict=True)
    ]
    x = alt.X("year:Q", axis=alt.Axis(format="d", title=None, tickMinStep=1, grid=False))
    y = alt.Y("middle:Q", scale=alt.Scale(zero=False), title=None)
    first = alt.Data(values=[row for row in rows if row["title"] == lines[0].title])
    layers = [
        alt.Chart(first)
        .mark_area(opacity=0.22, color=LINES[0][0])
        .encode(x, alt.Y("low:Q", title=None), alt.Y2("high:Q"))
    ]
    for one, (colour, dash) in zip(lines, LINES, strict=False):
        own = alt.Data(values=[row for row in rows if row["title"] == one.title])
        layers.append(alt.Chart(own).mark_line(color=colour, strokeDash=dash, strokeWidth=2.5).encode(x, y))
    for place, one in enumerate(named_apart(lines)):
        end = alt.Data(values=[{"year": one[0], "middle": one[1], "said": one[2]}])
        text = alt.Chart(end).mark_text(align="left", dx=6, color=LINES[place][0], fontSize=13, fontWeight="bold")
        layers.append(text.encode(x, y, alt.Text("said:N")))
    if observed:
        dots = alt.Data(values=[{"year": year, "middle": value} for year, value in observed])
        layers.append(alt.Chart(dots).mark_point(color=BLACK, filled=True, size=60, opacity=1).encode(x, y))
    if goal:
        mark = alt.Data(values=[{"year": goal[0], "middle": goal[1]}])
        cross = alt.Chart(mark).mark_point(color=GREEN, shape="diamond", size=160, strokeWidth=3, opacity=1)
        layers.append(cross.encode(x, y))
    chart = (
        alt.layer(*layers)
        .properties(width=WIDTH, height=HEIGHT, padding={"left": 5, "right": 190, "top": 10, "bottom": 5})
        .configure(font="sans-serif")
        .configure_axis(labelFontSize=13)
        .configure_view(stroke=None)
    )
    return vl_convert.vegalite_to_svg(chart.to_json(), vl_version="6.1", format_locale=locale)


def named_apart(lines: Sequence[Line]) -> list[tuple[int, float, str]]:
    """Where each line's name stands: at its end, moved so that names do not lie on each other."""
    span = max(max(one.high) for one in lines) - min(min(one.low) for one in lines)
    apart = span * 16 / HEIGHT
    order = sorted(range(len(lines)), key=lambda place: lines[place].middle[-1])
    heights: dict[int, float] = {}
    last = float("-inf")
    for place in order:
        heights[place] = last = max(lines[place].middle[-1], last + apart)
    return [(one.years[-1], heights[place], one.title) for place, one in enumerate(lines)]
