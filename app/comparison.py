"""A comparison in the terminal: what changes, the goals, the cost, and who gains."""

from collections.abc import Iterator
from math import isfinite
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table

    from results.comparison import Interval
    from results.ensembles import Experiment


DASH = "-"
MORE_PAIRS = f"{DASH}: needs more pairs, since two share a parameter draw and a Monte Carlo error takes two draws."
"""What a dash in the place of a Monte Carlo error means."""


def comparison_tables(experiment: "Experiment", document: dict[str, Any]) -> "Iterator[RenderableType]":
    """The tables, one after another; ``document`` is the experiment's report."""
    from rich.markup import escape

    from app.tables import dim, plain_table
    from results.comparison import difference
    from results.report import HEADLINES, compared, read_in

    date, untold, unsure = read_in(experiment), False, False
    rows = [*HEADLINES, *(one.name for one in experiment.question.model.indicators)]
    for name in compared(experiment):
        scenario = experiment.scenarios[name]
        table = plain_table(
            f"{name} less {experiment.against}",
            "Mean effect",
            "MC error",
            "Expected, 90 %",
            "One Halden, 90 %",
            "Higher",
        )
        table.title = f"{scenario.file.title_nb} · {scenario.file.title_en}: {date}, {experiment.replications} pairs"
        for indicator in rows:
            one = difference(experiment, name, indicator, date)
            expected = "needs more pairs"
            if one.expected:
                told = one.expected.sd > 0
                expected = _between(one.expected.most, one.unit) if told else "not told from chance"
                untold |= not told
            unsure |= not isfinite(one.error)
            table.add_row(
                f"{indicator} [dim]{escape(one.unit)}[/dim]", _signed(one.mean, one.unit), _plain(one.error, one.unit),
                expected, _between(one.most, one.unit), f"{one.improved:.0%}",
            )  # fmt: skip
        yield table
        yield from _cost_lines(next(one for one in document["costs"] if one["scenario"] == name))
        people = [one for one in document["people"] if one["scenario"] == name]
        yield from _people_lines(people, experiment.against)
        yield ""
    if document["goals"]:
        yield goals_table(document)
    without = any(one["without_pandemic"] for one in document["goals"])
    legend = {
        "Mean: with its Monte Carlo error.": True,
        MORE_PAIRS: unsure,
        "Expected: the mean effect across parameter draws.": True,
        "Not told from chance: between parameter draws, effects vary no more than chance alone would make them, so how "
        "far the expected effect may lie from the mean is not known.": untold,
        "One Halden: chance included. Higher: share of pairs in which the scenario is higher. Jobs count by workplace, "
        "employed residents by residence.": True,
        "No pandemic: the same scenario in a world without it, since recovery from the trough of 2021 is not policy.":
            without,
        "Behaviour is fitted to 2019; effects of levers follow their evidence. --excel, --csv and --json hold all "
        "indicators.": True,
    }  # fmt: skip
    yield dim(" ".join(said for said, shown in legend.items() if shown))


def goals_table(document: dict[str, Any], head: str = "Goal") -> "Table":
    """How often each goal is reached, by scenario."""
    from app.tables import plain_table

    table = plain_table(head, *dict.fromkeys(one["scenario"] for one in document["goals"]))
    rows: dict[str, list[str]] = {}
    for one in document["goals"]:
        rows.setdefault(one["definition"], []).append(f"{one['reached']} of {one['replications']}")
    for definition, cells in rows.items():
        table.add_row(definition, *cells)
    return table


def _cost_lines(cost: dict[str, Any]) -> Iterator[str]:
    per = "; ".join(f"{one['said']} per {one['what']}" for one in cost["per"])
    payers = ", ".join(f"{payer} {amount:.0f}" for payer, amount in cost["by_payer"].items())
    unstated = f" Not stated: {', '.join(cost['not_stated'])}." if cost["not_stated"] else ""
    yield f"Cost to {cost['until']}: {cost['million_nok']:.0f} million NOK ({payers or 'none'}); {per}.{unstated}"


def _people_lines(people: list[dict[str, Any]], against: str) -> Iterator[str]:
    """Groups whose net is beyond twice its Monte Carlo error, by what they are grouped by.

    Who takes another education because of the scenario is counted with the education that she has without it, so it is
    said which of the two is meant.
    """
    sure: dict[str, list[str]] = {}
    for one in people:
        if one["error"] and abs(one["net"]) > 2 * one["error"]:
            sure.setdefault(one["group"], []).append(f"{one['name']} {one['net']:+.0f}")
    groups = [f"{group}: {', '.join(nets)}" for group, nets in sure.items() if group not in ("all", "moves")]
    if groups:
        yield (
            f"Net gain in persons, where beyond twice the Monte Carlo error. {'; '.join(groups)}. Counted are those "
            f"who live here in both runs, in the group they belong to that November in {against}; industry and class "
            "are those of the job that they have in one run and not in the other."
        )


def _digits(unit: str) -> int:
    from results.telling import WHOLE_UNITS

    return 0 if unit in WHOLE_UNITS else 2


def _signed(value: float, unit: str) -> str:
    if not isfinite(value):
        return DASH
    return f"{value:+,.{_digits(unit)}f}".replace(",", " ")


def _plain(value: float, unit: str) -> str:
    return f"{value:.{_digits(unit) or 1}f}" if isfinite(value) else DASH


def _between(interval: "Interval", unit: str) -> str:
    return f"{_signed(interval.low, unit)} to {_signed(interval.high, unit)}"
