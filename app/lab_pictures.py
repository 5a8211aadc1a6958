"""Charts of one run by month, as SVG text."""

from functools import lru_cache
from typing import NamedTuple

from app.pictures import BLUE, ORANGE, Line, named_apart, svg
from model.dates import FIRST_YEAR, MONTHS_A_YEAR

WIDTH, HEIGHT = 400, 240
LEFT, RIGHT, TOP, BOTTOM = 60, 180, 10, 30
"""Room for the axis and for the names, equal in every chart."""
STYLES = ((BLUE, [1, 0]), (ORANGE, [6, 3]))
"""Colour and dash of the lines in their order: never colour alone."""
DRAWN = 64
"""Charts that are remembered, so that looking at a resident draws none anew."""


class Months(NamedTuple):
    """One series by month, the opening first."""

    title: str
    values: tuple[float, ...]


@lru_cache(maxsize=DRAWN)
def months(lines: tuple[Months, ...], language: str) -> str:
    """One or two lines by month on an axis that does not begin at zero, each named at its end."""
    import altair as alt

    times = [FIRST_YEAR + row / MONTHS_A_YEAR for row in range(len(lines[0].values))]
    last = max(FIRST_YEAR + 1, -int(-times[-1] // 1))
    years = list(range(FIRST_YEAR, last + 1))
    axis = alt.Axis(format="d", title=None, values=years, grid=False, labelFlush=False)
    x = alt.X("time:Q", axis=axis, scale=alt.Scale(domain=[FIRST_YEAR, last], nice=False))
    y = alt.Y("value:Q", scale=alt.Scale(zero=False), title=None, axis=alt.Axis(tickMinStep=1, tickCount=6))
    ends = named_apart([Line(one.title, times, *(3 * (one.values,))) for one in lines])  # type: ignore[arg-type]
    layers = []
    for one, (colour, dash), (_, height, _) in zip(lines, STYLES, ends, strict=False):
        rows = [{"time": time, "value": value} for time, value in zip(times, one.values, strict=True)]
        drawn, end = alt.Data(values=rows), alt.Data(values=[{"time": times[-1], "value": height, "said": one.title}])
        layers.append(alt.Chart(drawn).mark_line(color=colour, strokeDash=dash, strokeWidth=2).encode(x, y))
        named = alt.Chart(end).mark_text(align="left", dx=6, color=colour, fontSize=14, fontWeight="bold")
        layers.append(named.encode(x, y, alt.Text("said:N")))
    room = {"left": LEFT, "right": RIGHT, "top": TOP, "bottom": BOTTOM}
    chart = (
        alt.layer(*layers)
        .properties(width=WIDTH, height=HEIGHT, autosize="none", padding=room)
        .configure(font="sans-serif")
        .configure_axis(labelFontSize=14)
        .configure_view(stroke=None)
    )
    return svg(chart, language)
