"""A comparison in the terminal: what changes, the goals, the cost, and who gains."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table

    from results.comparison import Interval
    from results.ensembles import Experiment


def comparison_tables(experiment: "Experiment", document: dict[str, Any]) -> "Iterator[RenderableType]":
    """The tables, one after another; ``document`` is the experiment's report."""
    from app.tables import dim, plain_table
    from results.comparison import difference
    from results.report import HEADLINES, compared, read_in

    date = read_in(experiment)
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
        for indicator in HEADLINES:
            one = difference(experiment, name, indicator, date)
            expected = "needs more pairs"
            if one.expected:
                told = one.expected.sd > 0
                expected = _between(one.expected.most, one.unit) if told else "not told from chance"
            table.add_row(
                f"{indicator} [dim]{one.unit}[/dim]", _signed(one.mean, one.unit), _plain(one.error, one.unit),
                expected, _between(one.most, one.unit), f"{one.improved:.0%}",
            )  # fmt: skip
        yield table
        yield from _cost_lines(next(one for one in document["costs"] if one["scenario"] == name))
        people = [one for one in document["people"] if one["scenario"] == name]
        yield from _people_lines(people)
        yield ""
    if document["goals"]:
        yield goals_table(document)
    yield dim(
        "Mean: with its Monte Carlo error. Expected: the mean effect across parameter draws. One Halden: chance "
        "included. Higher: share of pairs in which the scenario is higher. Jobs count by workplace, employed residents "
        "by residence. No pandemic: the same scenario in a world without it, since recovery from the trough of 2021 is "
        "not policy. Behaviour is fitted to 2019; effects of levers follow their evidence. --excel, --csv and --json "
        "hold all indicators."
    )


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


def _people_lines(people: list[dict[str, Any]]) -> Iterator[str]:
    """Groups whose net is beyond twice its Monte Carlo error, by what they are grouped by."""
    sure: dict[str, list[str]] = {}
    for one in people:
        if one["error"] and abs(one["net"]) > 2 * one["error"]:
            sure.setdefault(one["group"], []).append(f"{one['name']} {one['net']:+.0f}")
    groups = [f"{group}: {', '.join(nets)}" for group, nets in sure.items() if group not in ("all", "moves")]
    if groups:
        yield f"Net gain in persons, where beyond twice the Monte Carlo error. {'; '.join(groups)}."


def _digits(unit: str) -> int:
    return 2 if "percent" in unit else 0


def _signed(value: float, unit: str) -> str:
    return f"{value:+,.{_digits(unit)}f}".replace(",", " ")


def _plain(value: float, unit: str) -> str:
    return f"{value:.{_digits(unit) or 1}f}"


def _between(interval: "Interval", unit: str) -> str:
    return f"{_signed(interval.low, unit)} to {_signed(interval.high, unit)}"
