"""``halden calibrate``: fit the model to 2019 and show what the fit says."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.municipality import HELP, MUNICIPALITY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType

    from calibration.targets import Target


def calibrate(
    quick: Annotated[bool, typer.Option(help="A try with few members; it is shown, and kept only with --out.")] = False,
    show: Annotated[bool, typer.Option(help="Only show the posterior that is there.")] = False,
    data: Annotated[
        Path | None, typer.Option(help="A data pack of halden data fetch whose figures of 2019 replace the targets'.")
    ] = None,
    targets: Annotated[
        Path | None, typer.Option(help="Further targets, a file of the form of a municipality's targets.csv.")
    ] = None,
    municipality: Annotated[str, typer.Option(help=HELP)] = MUNICIPALITY,
    out: Annotated[Path | None, typer.Option(help="Folder for the posterior; the pack's own by default.")] = None,
    workers: Annotated[int | None, typer.Option(help="Processes; as many as there are cores when not given.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print the record as JSON instead of the tables.")] = False,
) -> None:
    """Fit the free parameters to a municipality's figures of 2019, from their priors to a posterior ensemble."""
    from app.failure import plain_failures

    with plain_failures():
        if workers is not None and workers < 1:
            raise ValueError(f"workers = {workers}; allowed: a whole number of 1 or more")
        if show and targets is not None:
            raise ValueError("--targets with --show; allowed: one of them, since a fit that is shown has its targets")
        record = _shown(municipality, out) if show else _fitted(quick, data, targets, municipality, out, workers)
        _print(record, json)


def _shown(municipality: str, out: Path | None) -> dict[str, Any]:
    import sys

    from calibration.posterior import borrowed, posterior, posterior_in
    from model.variant import in_use

    if out is None and not in_use().posterior and borrowed(municipality):
        print(borrowed(municipality), file=sys.stderr)
    return (posterior_in(out, in_use()) if out else posterior(municipality)).record


def _fitted(
    quick: bool, data: Path | None, targets: Path | None, municipality: str, out: Path | None, workers: int | None
) -> dict[str, Any]:
    import sys

    from calibration.packs import read_pack
    from calibration.posterior import DRAWS, RECORD, record_of, write
    from model.variant import STANDARD, in_use

    if out is None and not quick and (targets is not None or in_use() is not STANDARD):
        raise ValueError("no --out; allowed: a folder for the posterior, since the pack's own is of its own targets")
    folder = out or read_pack(municipality).folder
    fitted = _fit(quick, _aims(data, targets, municipality), workers, municipality)
    if out is None and quick:
        return record_of(fitted)
    replaced = ", in place of an earlier fit" if (folder / DRAWS).exists() else ""
    record = write(fitted, folder).record
    print(f"written: {folder / DRAWS}, {folder / RECORD}{replaced}", file=sys.stderr)
    return record


def _print(record: dict[str, Any], as_json: bool) -> None:
    from app.browse import print_json, print_tables

    if as_json:
        print_json(record)
        return
    print_tables(*_tables(record))


def _aims(data: Path | None, targets: Path | None, municipality: str) -> "tuple[Target, ...]":
    import sys

    from calibration.targets import added, of_role

    aims = of_role("dynamic", municipality)
    if data is not None:
        from calibration.adoption import adopt
        from calibration.fetched import read

        aims, taken = adopt(read(data), municipality)
        for one in taken:
            print(f"{data}: {one.target} = {one.value:g} (table {one.table})", file=sys.stderr)
    return aims if targets is None else added(aims, targets)


def _fit(quick: bool, aims: "tuple[Target, ...]", workers: int | None, municipality: str) -> Any:
    from app.tables import progress_of
    from calibration.fit import PLAN, QUICK, fit

    with progress_of("fitting") as tell:
        plan = QUICK if quick else PLAN
        return fit(plan, municipality=municipality, aims=aims, workers=workers, on_done=tell)


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
