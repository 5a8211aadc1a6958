"""A comparison in the terminal: what changes, the goals, the cost, and who gains."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import RenderableType

    from results.comparison import Interval
    from results.ensembles import Experiment


def comparison_tables(experiment: "Experiment") -> "Iterator[RenderableType]":
    """The tables, one after another."""
    from app.tables import dim, plain_table
    from results.comparison import difference, who_gains
    from results.goals import chances, plan_goals
    from results.report import HEADLINES, compared, cost_of, read_in

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
            expected = _between(one.expected.most, one.unit) if one.expected else "needs more than 50 pairs"
            table.add_row(
                f"{indicator} [dim]{one.unit}[/dim]", _signed(one.mean, one.unit), _plain(one.error, one.unit),
                expected, _between(one.most, one.unit), f"{one.improved:.0%}",
            )  # fmt: skip
        yield table
        cost = cost_of(experiment, name, date)
        per = "; ".join(f"{one['said']} per {one['what']}" for one in cost["per"])
        unstated = f" Not stated: {', '.join(cost['not_stated'])}." if cost["not_stated"] else ""
        yield f"Cost to {date}: {cost['million_nok']:.0f} million NOK; {per}.{unstated}"
        people = who_gains(experiment, name, int(date[:4])) if date.endswith("-11") else []
        nets = [
            f"{one.name} {one.net:+.0f}" for one in people if one.group != "all" and abs(one.net) > 2 * one.error > 0
        ]
        if nets:
            yield f"Who is more or less often employed, persons, beyond twice the Monte Carlo error: {', '.join(nets)}."
    if date >= "2025-11":
        table = plain_table("Goal", *experiment.scenarios)
        rows: dict[str, list[str]] = {}
        for name in experiment.scenarios:
            for one in chances(experiment, name, plan_goals()):
                rows.setdefault(one.definition, []).append(f"{one.reached} of {one.replications}")
        for definition, cells in rows.items():
            table.add_row(definition, *cells)
        yield table
    yield dim(
        "Mean: with its Monte Carlo error. Expected: the mean effect across parameter draws. One Halden: chance "
        "included. Higher: share of pairs in which the scenario is higher. Jobs count by workplace, employed residents "
        "by residence. Parameters are prior draws, not fitted yet."
    )


def _digits(unit: str) -> int:
    return 2 if "percent" in unit else 0


def _signed(value: float, unit: str) -> str:
    return f"{value:+,.{_digits(unit)}f}".replace(",", " ")


def _plain(value: float, unit: str) -> str:
    return f"{value:.{_digits(unit) or 1}f}"


def _between(interval: "Interval", unit: str) -> str:
    return f"{_signed(interval.low, unit)} to {_signed(interval.high, unit)}"
