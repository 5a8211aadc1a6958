"""``halden recovery``: does the fit find truths that are known, and does a second method agree with it?"""

from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType


def recovery(
    truths: Annotated[int, typer.Option(help="Truths drawn from the prior.")] = 40,
    members: Annotated[int, typer.Option(help="Members of each truth's fit.")] = 200,
    workers: Annotated[int | None, typer.Option(help="Processes; as many as there are cores when not given.")] = None,
    keep: Annotated[bool, typer.Option(help="Keep the answer as the record that docs/calibration.md shows.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print everything as JSON instead of the tables.")] = False,
) -> None:
    """Fit known truths on a reduced problem, count how often intervals hold, and compare with a second method."""
    from app.failure import plain_failures

    with plain_failures():
        _recovery(truths, members, workers, keep, json)


def _recovery(truths: int, members: int, workers: int | None, keep: bool, as_json: bool) -> None:
    from app.browse import print_json, print_tables
    from app.tables import progress_of
    from calibration.checks import path_of
    from calibration.recovery import Plan, examine
    from calibration.whole import put_json

    plan = Plan(truths=truths, members=members, projected=min(Plan().projected, members))
    with progress_of("recovering truths") as tell:
        record = examine(plan, workers=workers, on_done=tell)
    if keep:
        put_json(path_of("recovery"), record)
    if as_json:
        print_json(record)
        return
    print_tables(*_tables(record))


def _tables(record: dict[str, Any]) -> "Iterator[RenderableType]":
    from app.tables import dim, plain_table

    found, second = record["recovery"], record["second_method"]
    low, high = found["binomial_limits"]
    truths = found["plan"]["truths"]
    table = plain_table("Value", "Spread left", "Held by 90 %", "Ranks of the truth, 10 parts")
    for one in found["values"]:
        left = "" if one["left"] is None else f"{one['left']:.0%}"
        mark = "" if one["within_limits"] else " *"
        table.add_row(
            one["name"], left, f"{one['covered']} of {truths}{mark}", " ".join(f"{count:2d}" for count in one["ranks"])
        )
    table.add_row("pooled", "", f"{found['coverage']:.1%}", " ".join(f"{count:2d}" for count in found["ranks"]))
    yield table
    table = plain_table("Value", "Smoother", "Emulator and chains", "Apart, SD", "Spreads' ratio")
    for one in second["values"]:
        table.add_row(
            one["name"], *(f"{one[method]['mean']:+.2f} ±{one[method]['sd']:.2f}" for method in ("smoother", "chains")),
            f"{one['apart']:+.2f}", f"{one['spread_ratio']:.2f}",
        )  # fmt: skip
    yield table
    yield dim(
        f"Each truth is drawn from the prior and lives one 2019. Pooled: values with spread left below 90 %, and the "
        f"headlines of {found['projected_to']}. * outside {low}-{high}, where a true 90 % lies 99 times of 100. Second "
        "method: Halden's own figures, in standard deviations of the prior; the emulator explains "
        f"{second['emulator_explains']:.0%} of a reading's variance (median)."
    )
