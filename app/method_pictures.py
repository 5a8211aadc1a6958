"""Charts of the method's page: the fit, projections beside simple rules, and where uncertainty comes from."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from app.pictures import BLACK, BLUE, GREY, ORANGE

ROW = 22
"""Height of a row."""
NAMES = 340
"""Width of the rows' names."""
PLOT, BAR = 440, 110
"""Widths of a chart's field, and of a column of bars."""


class Met(NamedTuple):
    """How far the fitted model is from a figure, in standard errors: its middle, and where 9 of 10 draws lie."""

    title: str
    middle: float
    low: float
    high: float


class Beside(NamedTuple):
    """The model's error as a multiple of the best simple rule's."""

    title: str
    ratio: float


class Share(NamedTuple):
    """How much of a headline's variance is due to one source, in per cent."""

    title: str
    group: str
    source: str
    percent: float
    said: str


def fit_picture(rows: Sequence[Met], within: float, said: str) -> Any:
    """A row a figure: the model's interval about nought, where the figure lies; errors that count as met are shaded.

    Args:
        rows: the figures in order.
        within: standard errors that count as met.
        said: what the axis measures.
    """
    import altair as alt

    data = alt.Data(values=[one._asdict() for one in rows])
    y, x = _rows(rows), alt.X("middle:Q", title=said, axis=alt.Axis(grid=False, tickCount=7))
    band = alt.Chart(alt.Data(values=[{"low": -within, "high": within}])).mark_rect(color=GREY, opacity=0.14)
    base = alt.Chart(data)
    layers = [
        band.encode(alt.X("low:Q", title=said), alt.X2("high:Q")),
        alt.Chart(alt.Data(values=[{"middle": 0}])).mark_rule(color=BLACK).encode(x),
        base.mark_rule(color=BLUE, strokeWidth=3, opacity=0.55).encode(y, alt.X("low:Q"), alt.X2("high:Q")),
        base.mark_point(color=BLUE, filled=True, size=55, opacity=1).encode(y, x),
    ]
    return _finished(alt.layer(*layers).properties(width=PLOT, height=alt.Step(ROW)))


def beside_picture(rows: Sequence[Beside], words: tuple[str, str], ticks: dict[float, str], said: str) -> Any:
    """A row a figure: the model's error on a doubling scale, the simple rule's at the line.

    Args:
        rows: the figures in order.
        words: what it is called when the model is better, and when the rule is.
        ticks: what stands at multiples.
        said: what the axis measures.
    """
    import altair as alt

    data = alt.Data(values=[one._asdict() | {"one": 1, "who": words[one.ratio >= 1]} for one in rows])
    ends = min(*ticks, *(one.ratio for one in rows)) / 1.1, max(*ticks, *(one.ratio for one in rows)) * 1.1
    labels = " : ".join(f"datum.value == {value} ? '{text}'" for value, text in ticks.items())
    axis = alt.Axis(values=list(ticks), labelExpr=f"{labels} : ''", labelFlush=False, labelLimit=200)
    scale = alt.Scale(type="log", base=2, domain=list(ends), nice=False)
    y, x = _rows(rows), alt.X("ratio:Q", title=said, scale=scale, axis=axis)
    legend = alt.Legend(title=None, orient="top", labelLimit=320)
    colour = alt.Color("who:N", scale=alt.Scale(domain=list(words), range=[BLUE, ORANGE]), legend=legend)
    shape = alt.Shape("who:N", scale=alt.Scale(domain=list(words), range=["circle", "diamond"]), legend=legend)
    base = alt.Chart(data)
    layers = [
        alt.Chart(alt.Data(values=[{"one": 1}]))
        .mark_rule(color=BLACK, strokeWidth=1.5)
        .encode(alt.X("one:Q", scale=scale)),
        base.mark_rule(strokeWidth=2, opacity=0.5).encode(y, x, alt.X2("one:Q"), colour),
        base.mark_point(filled=True, size=90, opacity=1).encode(y, x, colour, shape),
    ]
    return _finished(alt.layer(*layers).properties(width=PLOT, height=alt.Step(ROW)))


def shares_picture(rows: Sequence[Share]) -> Any:
    """Bars with their numbers: a part for each group of headlines, in it a column a source and a row a headline."""
    import altair as alt

    header = alt.Header(labelFontSize=13, labelLimit=BAR + 20, labelAnchor="start", title=None)
    x = alt.X("percent:Q", title=None, axis=None, scale=alt.Scale(domain=[0, 150]))
    charts = []
    for group in dict.fromkeys(one.group for one in rows):
        own = [one for one in rows if one.group == group]
        base = alt.Chart(alt.Data(values=[one._asdict() for one in own])).encode(_rows(own))
        layers = alt.layer(
            base.mark_bar(color=BLUE, height=12).encode(x),
            base.mark_text(align="left", dx=4, fontSize=13).encode(x, alt.Text("said:N")),
        ).properties(width=BAR, height=alt.Step(ROW))
        column = alt.Column("source:N", sort=list(dict.fromkeys(one.source for one in own)), header=header)
        title = alt.TitleParams(group, anchor="start", fontSize=14, fontWeight="bold", offset=10)
        charts.append(layers.facet(column=column, spacing=12).properties(title=title))
    return _finished(alt.vconcat(*charts, spacing=24))


def _rows(rows: Sequence[Any]) -> Any:
    import altair as alt

    axis = alt.Axis(labelLimit=NAMES, ticks=False, domain=False, labelPadding=8)
    return alt.Y("title:N", sort=list(dict.fromkeys(one.title for one in rows)), title=None, axis=axis)


def _finished(chart: Any) -> Any:
    return (
        chart.properties(padding={"left": 5, "right": 15, "top": 10, "bottom": 5}, background="#FFFFFF")
        .configure(font="sans-serif")
        .configure_axis(labelFontSize=13, titleFontSize=13, titleFontWeight="normal", titlePadding=10)
        .configure_legend(labelFontSize=13, symbolOpacity=1)
        .configure_view(stroke=None)
    )
