"""``halden calibrate``: fit the model to 2019 and show what the fit says."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType


def calibrate(
    quick: Annotated[bool, typer.Option(help="A try with few members; it is shown, and kept only with --out.")] = False,
    show: Annotated[bool, typer.Option(help="Only show the posterior that is there.")] = False,
    out: Annotated[Path | None, typer.Option(help="Folder for the posterior; the project's own by default.")] = None,
    workers: Annotated[int | None, typer.Option(help="Processes; as many as there are cores when not given.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print the record as JSON instead of the tables.")] = False,
) -> None:
    """Fit the free parameters to the figures of 2019, from their priors to a posterior ensemble."""
    from app.failure import plain_failures

    with plain_failures():
        _calibrate(quick, show, out, workers, json)


def _calibrate(quick: bool, show: bool, out: Path | None, workers: int | None, as_json: bool) -> None:
    import sys

    from app.browse import print_json, print_tables
    from calibration.posterior import DATA, posterior, record_of, write

    if workers is not None and workers < 1:
        raise ValueError(f"workers = {workers}; allowed: a whole number of 1 or more")
    if show:
        record = posterior(out or DATA).record
    else:
        fitted = _fit(quick, workers)
        record = record_of(fitted)
        if out is not None or not quick:
            folder = out or DATA
            record = write(fitted, folder).record
            print(f"written: {folder / 'posterior.csv'}, {folder / 'posterior.json'}", file=sys.stderr)
    if as_json:
        print_json(record)
        return
    print_tables(*_tables(record))


def _fit(quick: bool, workers: int | None) -> Any:
    from contextlib import ExitStack

    from app.tables import progress
    from calibration.fit import PLAN, QUICK, fit

    with ExitStack() as shown:
        bar: list[Any] = []

        def tell(ready: int, total: int) -> None:
            if not bar:
                bar.append(shown.enter_context(progress("fitting", total)))
            bar[0](ready)

        return fit(QUICK if quick else PLAN, workers=workers, on_done=tell)


def _tables(record: dict[str, Any]) -> "Iterator[RenderableType]":
    from app.tables import dim, plain_table

    table = plain_table("Target, 2019", "Figure", "Error", "Chance", "Prior", "Posterior", "Off, errors")
    for one in record["targets"]:
        table.add_row(
            one["name"], f"{one['value']:.5g}", f"{one['error']:.3g}", f"{one['chance']:.3g}",
            *_spread(one, 5), f"{one['off']:+.1f}",
        )  # fmt: skip
    yield table
    table = plain_table("Free value", "Prior", "Posterior", "Spread left")
    for one in sorted(record["values"], key=lambda one: one["left"]):
        table.add_row(
            one["name"], *_spread(one, 4), f"{one['left']:.0%}",
        )  # fmt: skip
    yield table
    plan = record["plan"]
    yield dim(
        f"{record['method']}, {plan['members']} members, {plan['steps']} steps, {plan['seeds']} seeds, {plan['draws']} "
        "draws kept. Error: of the figure. Chance: of one year in one municipality. Off: the posterior's median less "
        "the figure, in standard errors of both. Spread left near 100 %: figures of 2019 say nothing of that value."
    )


def _spread(one: dict[str, Any], digits: int) -> list[str]:
    """Prior and posterior, each as mean and standard deviation."""
    return [f"{one[f'{when}_mean']:.{digits}g} ±{one[f'{when}_sd']:.3g}" for when in ("prior", "posterior")]
