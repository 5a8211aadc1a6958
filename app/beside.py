"""Municipalities side by side in the terminal: changes in each, per thousand residents too, and each plan's goals."""

from collections.abc import Iterator, Sequence
from math import isfinite
from typing import TYPE_CHECKING, Any

from app.comparison import DASH, MORE_PAIRS

if TYPE_CHECKING:
    from rich.console import RenderableType

    from results.ensembles import Experiment
    from results.side_by_side import Beside

type Found = tuple[Experiment, dict[str, Any]]
"""An experiment and its report."""


def show(found: "Sequence[Found]", as_json: bool, goal_date: str = "") -> None:
    """Print the municipalities' comparisons beside each other.

    Args:
        found: each municipality's.
        as_json: as one JSON document.
        goal_date: when the plans' goals were asked to be read; as in the plans when empty.
    """
    import sys

    from results.side_by_side import name_of, side_by_side

    rows = side_by_side([experiment for experiment, _ in found])
    if as_json:
        from results.report import as_json as text
        from results.report import plain

        documents = {name_of(experiment): document for experiment, document in found}
        print(text({"side_by_side": plain(rows), "municipalities": documents}))
        sys.stdout.flush()
        return
    from rich.console import Console

    console = Console(width=None if sys.stdout.isatty() else 140)
    for one in _tables(found, rows, goal_date):
        console.print(one)
    sys.stdout.flush()


def _tables(found: "Sequence[Found]", rows: "list[Beside]", goal_date: str) -> "Iterator[RenderableType]":
    from app.comparison import goals_table
    from app.tables import dim, plain_table
    from results.side_by_side import name_of

    first = found[0][0]
    for scenario in dict.fromkeys(one.scenario for one in rows):
        file = first.scenarios[scenario].file
        mine = [one for one in rows if one.scenario == scenario]
        places = dict.fromkeys(one.municipality for one in mine)
        heads = [f"{place}{head}" for place in places for head in (", level", ", change", ", per 1,000")]
        table = plain_table(f"{scenario} less {first.against}", *heads)
        table.title = f"{file.title_nb} · {file.title_en}: {mine[0].date}, {first.replications} pairs"
        for indicator in dict.fromkeys(one.indicator for one in mine):
            of_it = [one for one in mine if one.indicator == indicator]
            cells = [cell for one in of_it for cell in _cells(one)]
            table.add_row(f"{indicator} [dim]{of_it[0].unit}[/dim]", *cells)
        yield table
    for experiment, document in found:
        place = name_of(experiment)
        yield goals_table(document, f"Goal, {place}") if document["goals"] else dim(_no_goals(experiment, goal_date))
    more = "" if all(isfinite(one.error) for one in rows) else f" {MORE_PAIRS}"
    people = "; ".join(f"{one} {size:,.0f}".replace(",", " ") for one, size in _sizes(rows).items())
    yield dim(
        f"Change: mean of paired differences ± Monte Carlo standard error.{more} Per 1,000: the change per 1,000 "
        f"residents of 1 January 2019 ({people}); shares are in percentage points and have none. Levels of levers are "
        "the same numbers in each municipality: nothing is scaled. Jobs count by workplace, employed residents by "
        "residence."
    )


def _no_goals(experiment: "Experiment", goal_date: str) -> str:
    """Why a municipality has no table of goals: its pack has none, or the runs end before they are read."""
    from results.goals import plan_goals
    from results.side_by_side import name_of

    place, until = experiment.question.municipality, experiment.question.until
    goals = plan_goals(goal_date, municipality=place)
    if not goals:
        return f"{name_of(experiment)}: its pack has no goals."
    told = "; ".join(f"{goal.name} ({goal.date})" for goal in goals)
    return f"{name_of(experiment)}: its goals are read after {until}, where the runs end (--until): {told}."


def _sizes(rows: "list[Beside]") -> dict[str, float]:
    return {one.municipality: one.residents for one in rows}


def _cells(one: "Beside") -> list[str]:
    digits = 2 if "percent" in one.unit else 0
    level = f"{one.level:,.{digits}f}".replace(",", " ")
    error = f"{one.error:.{digits or 1}f}" if isfinite(one.error) else DASH
    change = f"{one.change:+,.{digits or 1}f} ±{error}".replace(",", " ")
    return [level, change, "" if one.change_per_1000 is None else f"{one.change_per_1000:+.2f}"]
