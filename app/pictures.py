"""Charts: specifications of Altair, drawn as SVG or PNG on the server, so that nothing but the picture is sent."""

from collections.abc import Sequence
from typing import Any, NamedTuple

WIDTH, HEIGHT = 600, 290
BLUE, ORANGE, GREEN, GREY, BLACK, PURPLE = "#0B5394", "#B45309", "#1B6E3C", "#595959", "#000000", "#6B3FA0"
LINES = ((BLUE, [1, 0]), (GREY, [6, 3]), (ORANGE, [2, 2]), (PURPLE, [8, 2, 2, 2]), (GREEN, [12, 4]))
"""Colour and dash of scenarios in their order: never colour alone."""
ROW = 26
"""Height of a row of a chart by group."""
LOCALES: dict[str, dict[str, Any]] = {
    "nb": {"decimal": ",", "thousands": "\u00a0", "grouping": [3], "currency": ["", "\u00a0kr"]},
    "en": {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["NOK ", ""]},
}
VEGA = "6.1"


class Line(NamedTuple):
    """One scenario's middle simulation by year, and where 9 of 10 lie."""

    title: str
    years: Sequence[int]
    low: Sequence[float]
    middle: Sequence[float]
    high: Sequence[float]
    inner: tuple[Sequence[float], Sequence[float]] | None = None
    """Where half of the simulations lie."""
    runs: Sequence[Sequence[float]] = ()
    """Single simulations."""
    look: int | None = None
    """Which of ``LINES`` it is drawn with; its place when not given."""


class Goal(NamedTuple):
    """A mark that a line should reach."""

    year: int
    value: float
    title: str


class Dot(NamedTuple):
    """One row of a chart by group: a value and the ends of its interval."""

    title: str
    low: float
    middle: float
    high: float
    series: str = ""


def fan(lines: Sequence[Line], observed: Sequence[tuple[int, float]] = (), goal: Goal | None = None,
        zero: bool = False, bands: int = 1) -> Any:  # fmt: skip
    """Lines by year, the first of them with a band, each named at its end; observed figures as dots; a goal as a mark.

    Args:
        zero: whether nought is drawn, as for differences.
        bands: how many of the lines have a band.
    """
    import altair as alt

    x = alt.X("year:Q", axis=alt.Axis(format="d", title=None, tickMinStep=1, grid=False))
    y = alt.Y("middle:Q", scale=alt.Scale(zero=zero), title=None)
    layers = []
    looks = [LINES[(place if one.look is None else one.look) % len(LINES)] for place, one in enumerate(lines)]
    for one, (colour, _) in list(zip(lines, looks, strict=True))[:bands]:
        inner = [(*one.inner, 0.22)] if one.inner else []
        for low, high, opacity in ((one.low, one.high, 0.16), *inner):
            rows = [{"year": a, "low": b, "high": c} for a, b, c in zip(one.years, low, high, strict=True)]
            area = alt.Chart(alt.Data(values=rows)).mark_area(opacity=opacity, color=colour)
            layers.append(area.encode(x, alt.Y("low:Q", title=None), alt.Y2("high:Q")))
        for run in one.runs:
            rows = [{"year": a, "middle": b} for a, b in zip(one.years, run, strict=True)]
            thin = alt.Chart(alt.Data(values=rows)).mark_line(color=colour, strokeWidth=0.7, opacity=0.55)
            layers.append(thin.encode(x, y))
    if zero:
        layers.append(alt.Chart(alt.Data(values=[{"middle": 0}])).mark_rule(color=BLACK, strokeWidth=1).encode(y))
    for one, (colour, dash) in zip(lines, looks, strict=True):
        rows = [{"year": a, "middle": b} for a, b in zip(one.years, one.middle, strict=True)]
        line = alt.Chart(alt.Data(values=rows)).mark_line(color=colour, strokeDash=dash, strokeWidth=2.5)
        layers.append(line.encode(x, y))
    for (colour, _), one in zip(looks, named_apart(lines), strict=True):
        layers.append(_said(*one, colour, x, y))
    if observed:
        dots = alt.Data(values=[{"year": year, "middle": value} for year, value in observed])
        layers.append(alt.Chart(dots).mark_point(color=BLACK, filled=True, size=60, opacity=1).encode(x, y))
    if goal:
        mark = alt.Data(values=[{"year": goal.year, "middle": goal.value}])
        cross = alt.Chart(mark).mark_point(color=GREEN, shape="diamond", size=160, strokeWidth=3, opacity=1)
        layers.append(cross.encode(x, y))
        layers.append(_said(goal.year, goal.value, goal.title, GREEN, x, y, -14))
    return _finished(alt.layer(*layers).properties(width=WIDTH, height=HEIGHT), right=190)


def _said(year: float, value: float, text: str, colour: str, x: Any, y: Any, above: int = 0) -> Any:
    import altair as alt

    data = alt.Data(values=[{"year": year, "middle": value, "said": text}])
    align, dx = ("right", 0) if above else ("left", 6)
    mark = alt.Chart(data).mark_text(align=align, dx=dx, dy=above, color=colour, fontSize=14, fontWeight="bold")
    return mark.encode(x, y, alt.Text("said:N"))


def ranges(rows: Sequence[Dot], title: str = "") -> Any:
    """A row a group: its value as a dot, its interval as a line, and nought."""
    import altair as alt

    data = alt.Data(values=[one._asdict() for one in rows])
    order = list(dict.fromkeys(one.title for one in rows))
    names = list(dict.fromkeys(one.series for one in rows))
    y = alt.Y("title:N", sort=order, title=None, axis=alt.Axis(labelLimit=330, ticks=False, domain=False))
    x = alt.X("middle:Q", title=title or None, axis=alt.Axis(grid=True))
    extra: dict[str, Any] = {}
    if len(names) > 1:
        colours = [LINES[place % len(LINES)][0] for place in range(len(names))]
        scale = alt.Scale(domain=names, range=colours)
        shapes = alt.Scale(domain=names, range=["circle", "square", "triangle-up", "diamond"][: len(names)])
        legend = alt.Legend(title=None, orient="top", labelLimit=300)
        extra = {"color": alt.Color("series:N", scale=scale, legend=legend), "yOffset": alt.YOffset("series:N")}
        extra["shape"] = alt.Shape("series:N", scale=shapes, legend=legend)
    base = alt.Chart(data)
    plain: dict[str, Any] = {} if extra else {"color": BLUE}
    rule = base.mark_rule(strokeWidth=3, opacity=0.6, **plain).encode(
        y, alt.X("low:Q", title=title or None), alt.X2("high:Q"),
        **{name: one for name, one in extra.items() if name != "shape"},
    )  # fmt: skip
    dot = base.mark_point(filled=True, size=90, opacity=1, **plain).encode(y, x, **extra)
    nought = alt.Chart(alt.Data(values=[{"middle": 0}])).mark_rule(color=BLACK, strokeWidth=1).encode(x)
    height = alt.Step(ROW * max(1, len(names) * 0.7))
    return _finished(alt.layer(nought, rule, dot).properties(width=WIDTH - 120, height=height))


def _finished(chart: Any, right: int = 10) -> Any:
    return (
        chart.properties(padding={"left": 5, "right": right, "top": 10, "bottom": 5}, background="#FFFFFF")
        .configure(font="sans-serif")
        .configure_axis(labelFontSize=14, titleFontSize=14, titleFontWeight="normal")
        .configure_legend(labelFontSize=14)
        .configure_view(stroke=None)
    )


def svg(chart: Any, language: str) -> str:
    """The chart as SVG text, its numbers as the language writes them."""
    import vl_convert

    return vl_convert.vegalite_to_svg(chart.to_json(), vl_version=VEGA, format_locale=LOCALES[language])


def png(chart: Any, language: str) -> bytes:
    """The chart as PNG, with twice as many dots as it is wide."""
    import vl_convert

    return vl_convert.vegalite_to_png(chart.to_json(), vl_version=VEGA, scale=2, format_locale=LOCALES[language])


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
