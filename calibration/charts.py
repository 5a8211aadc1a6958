"""Charts of the calibration's page, drawn from its records as SVG; the same records give the same bytes."""

import io
from collections.abc import Callable
from typing import Any

import numpy as np

BLUE, ORANGE, GREY, DARK = "#0b5cad", "#c2410c", "#9aa5b1", "#1f2933"
WIDTH = 7.5
"""Inches."""
ROW = 0.22
"""Inches of a row in a chart of rows."""


def draw(height: float, paint: Callable[[Any], None]) -> bytes:
    """An SVG of one pair of axes that ``paint`` fills in.

    Raises:
        ValueError: without the library of the charts.
    """
    try:
        import matplotlib as mpl
        from matplotlib.backends.backend_svg import FigureCanvasSVG
        from matplotlib.figure import Figure
    except ImportError:
        raise ValueError("the charts need a library more; get it with `uv sync --extra fit`") from None
    style: dict[Any, Any] = {
        "svg.hashsalt": "halden", "svg.fonttype": "none", "font.size": 8, "axes.spines.top": False,
        "axes.spines.right": False, "text.color": DARK, "axes.labelcolor": DARK,
    }  # fmt: skip
    with mpl.rc_context(style):
        figure = Figure(figsize=(WIDTH, height), layout="constrained")
        axes = figure.add_subplot()
        paint(axes)
        body = io.BytesIO()
        FigureCanvasSVG(figure).print_svg(body, metadata={"Date": None})
    return body.getvalue()


def _rows(axes: Any, names: list[str]) -> np.ndarray:
    places = np.arange(len(names))[::-1]
    axes.set_yticks(places, names)
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(-0.7, len(names) - 0.3)
    return places


def fit_chart(targets: list[dict[str, Any]]) -> bytes:
    """How far prior and posterior are from each target, in standard errors of figure and chance."""

    def paint(axes: Any) -> None:
        places = _rows(axes, [one["name"] for one in targets])
        errors = np.array([np.hypot(one["error"], one["chance"]) for one in targets])
        value = np.array([one["value"] for one in targets])
        axes.axvspan(-2, 2, color=GREY, alpha=0.2, lw=0)
        axes.axvline(0, color=GREY, lw=0.8)
        for when, colour, marker, shift in (("prior", GREY, "s", 0.15), ("posterior", BLUE, "o", -0.15)):
            mean, sd = (np.array([one[f"{when}_{what}"] for one in targets]) for what in ("mean", "sd"))
            axes.errorbar(
                (mean - value) / errors, places + shift, xerr=1.64 * sd / errors, fmt=marker, color=colour, ms=4,
                lw=1.2, label=f"{when}, 90 %",
            )  # fmt: skip
        axes.set_xlabel("off the figure, in standard errors of figure and chance; shaded: two errors")
        axes.legend(loc="lower right", frameon=False)

    return draw(1.0 + ROW * len(targets), paint)


def spread_chart(values: list[dict[str, Any]]) -> bytes:
    """How much of each value's spread the figures leave."""
    shown = sorted(values, key=lambda one: one["left"])[:40]

    def paint(axes: Any) -> None:
        places = _rows(axes, [one["name"] for one in shown])
        axes.barh(places, [100 * one["left"] for one in shown], color=BLUE, height=0.6)
        axes.axvline(100, color=GREY, lw=0.8)
        axes.set_xlabel("per cent of the prior's spread left by the figures; the 40 values they say most of")

    return draw(1.0 + ROW * len(shown), paint)


def rank_chart(recovery: dict[str, Any]) -> bytes:
    """Rank histogram of the truths, pooled; flat when intervals are right."""
    counts = np.array(recovery["ranks"])

    def paint(axes: Any) -> None:
        parts = np.arange(1, len(counts) + 1)
        axes.bar(parts, counts, color=BLUE, width=0.85)
        axes.axhline(counts.mean(), color=ORANGE, lw=1.2, ls="--")
        axes.text(len(counts) + 0.55, counts.mean(), "flat", color=ORANGE, va="center")
        axes.set_xticks(parts)
        axes.set_xlabel("in which tenth of the draws the truth lies")
        axes.set_ylabel("truths")

    return draw(2.4, paint)


def sensitivity_chart(record: dict[str, Any], shown: int = 25) -> bytes:
    """The factors that matter most for the first headline, by kind."""
    first = record["headlines"][0]
    ones = record["screening"][:shown]
    colours = {"parameter": BLUE, "lever effect": "#6d28d9", "condition": ORANGE, "lever": "#15803d"}

    def paint(axes: Any) -> None:
        places = _rows(axes, [one["name"] for one in ones])
        for kind, colour in colours.items():
            of = [k for k, one in enumerate(ones) if one["kind"] == kind]
            if of:
                axes.barh(places[of], [ones[k][first]["importance"] for k in of], color=colour, height=0.6, label=kind)
        axes.set_xlabel(f"{first.replace('_', ' ')} {record['date']}: mean change over the factor's range, persons")
        axes.legend(loc="lower right", frameon=False)

    return draw(1.0 + ROW * len(ones), paint)


def sources_chart(record: dict[str, Any]) -> bytes:
    """Where the variance of each headline and of the plan's effect comes from."""
    rows = [(name, what, one) for name, whats in record["sources"].items() for what, one in whats.items()]
    names = [f"{name.replace('_', ' ')}: {what}" for name, what, _ in rows]
    sources = list(rows[0][2]["sources"])
    colours = dict(zip(sources, (GREY, BLUE, "#6d28d9", ORANGE), strict=True))

    def paint(axes: Any) -> None:
        places = _rows(axes, names)
        left = np.zeros(len(rows))
        for source in sources:
            share = np.array([max(100 * one["sources"][source]["first"], 0.0) for _, _, one in rows])
            axes.barh(places, share, left=left, color=colours[source], height=0.6, label=source)
            left += share
        axes.set_xlabel("per cent of the variance; what is lacking to 100 is interplay")
        axes.legend(loc="upper center", bbox_to_anchor=(0.5, 1.18), ncols=4, frameon=False)

    return draw(1.2 + 0.3 * len(rows), paint)


def validation_chart(record: dict[str, Any]) -> bytes:
    """What was projected and observed, each figure relative to what was observed."""
    ones = record["figures"]

    def paint(axes: Any) -> None:
        places = _rows(axes, [f"{one['indicator']} {one['date']}" for one in ones])
        for place, one in zip(places, ones, strict=True):
            scale = 100 / one["value"]
            for share, width in (("90", 2.0), ("50", 5.0)):
                low, high = (scale * end - 100 for end in one["intervals"][share])
                axes.plot([low, high], [place, place], color=BLUE, lw=width, alpha=0.55, solid_capstyle="butt")
            rival = one["rivals"].get(one["best_rival"] or "")
            if rival:
                axes.plot(scale * rival["mean"] - 100, place, "D", color=ORANGE, ms=4)
        axes.axvline(0, color=DARK, lw=1.0)
        axes.plot([], [], color=BLUE, lw=5, alpha=0.55, label="model, 50 and 90 %")
        axes.plot([], [], "D", color=ORANGE, ms=4, label="best rival")
        axes.set_xlabel("per cent off what was observed")
        axes.legend(loc="upper center", bbox_to_anchor=(0.5, 1.1), ncols=2, frameon=False)

    return draw(1.0 + ROW * len(ones), paint)
