"""``halden sensitivity``: which values a projection hangs on, and where its uncertainty comes from."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType

SHOWN = 25
"""Factors of the table; --json and docs/calibration.md have all."""
WIDEST = 24
"""Characters of the longest bar."""


def sensitivity(
    walks: Annotated[int, typer.Option(help="Walks of Morris's screening; each takes a run a factor.")] = 12,
    samples: Annotated[int, typer.Option(help="Samples of the Sobol indices, a power of two.")] = 128,
    sources: Annotated[int, typer.Option(help="Samples of the shares of variance, a power of two.")] = 256,
    workers: Annotated[int | None, typer.Option(help="Processes; as many as there are cores when not given.")] = None,
    keep: Annotated[bool, typer.Option(help="Keep the answer as the record that docs/calibration.md shows.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print everything as JSON instead of the tables.")] = False,
) -> None:
    """Screen every parameter, condition and lever, and share the variance of the headlines among their causes."""
    from app.failure import plain_failures

    with plain_failures():
        _sensitivity(walks, samples, sources, workers, keep, json)


def _sensitivity(walks: int, samples: int, sources: int, workers: int | None, keep: bool, as_json: bool) -> None:
    from app.browse import print_json, print_tables
    from app.tables import progress_of
    from calibration.checks import path_of
    from calibration.pack import content
    from calibration.posterior import digest
    from calibration.whole import put_json
    from model.version import model_version
    from results.origins import origins
    from results.sensitivity import FOREMOST, indices, said, screen

    for name, value in (("samples", samples), ("sources", sources)):
        if value < 2 or value & (value - 1):
            raise ValueError(f"{name} = {value}; allowed: a power of two from 2")
    with progress_of("screening every factor") as tell:
        effects = screen(walks, workers=workers, on_done=tell)
    with progress_of("Sobol indices of the foremost") as tell:
        found, spread = indices([one.factor for one in effects[:FOREMOST]], samples, workers=workers, on_done=tell)
    with progress_of("shares of variance") as tell:
        shares = origins(sources, workers=workers, on_done=tell)
    record = {
        "record": {
            "model_version": model_version(), "starting_tables": content(), "posterior": digest(),
            "walks": walks, "samples": samples, "sources": sources,
        },
        **said(effects, found, spread), "sources": shares,
    }  # fmt: skip
    if keep:
        put_json(path_of("sensitivity"), record)
    if as_json:
        print_json(record)
        return
    print_tables(*_tables(record))


def _tables(record: dict[str, Any]) -> "Iterator[RenderableType]":
    from app.tables import dim, plain_table

    first = record["headlines"][0]
    longest = max(one[first]["importance"] for one in record["screening"])
    table = plain_table("Factor", "Kind", "Range", f"{first} {record['date']}", "", "Jobs", "Rate 20-66", "Unemployed")
    for one in record["screening"][:SHOWN]:
        size = one[first]["importance"]
        table.add_row(
            one["name"], one["kind"], f"{one['low']:g} to {one['high']:g}", "█" * round(WIDEST * size / longest),
            f"{size:.0f} ({one[first]['mean']:+.0f})",
            *(f"{one[name]['importance']:.2g}" if "rate" in name else f"{one[name]['importance']:.0f}"
              for name in record["headlines"][1:]),
        )  # fmt: skip
    yield table
    table = plain_table("Sobol, total (first)", *record["headlines"])
    for place, one in enumerate(record["indices"][first]):
        table.add_row(
            one["name"],
            *(f"{ones[place]['total']:.2f} ({ones[place]['first']:.2f})" for ones in record["indices"].values()),
        )  # fmt: skip
    table.add_row("standard deviation", *(f"{value:.3g}" for value in record["spread"].values()))
    yield table
    table = plain_table("Variance", "Of", "Mean", "SD", *next(iter(record["sources"].values()))["level"]["sources"])
    for name, whats in record["sources"].items():
        for what, one in whats.items():
            shares = (f"{share['first']:.0%}" for share in one["sources"].values())
            table.add_row(name, what, f"{one['mean']:.5g}", f"{one['sd']:.3g}", *shares)
    yield table
    yield dim(
        "Screening: mean absolute change over the whole range of the factor (in brackets the mean change), other "
        "factors anywhere in theirs. Ranges of uncertain values are their 5-95 %, of conditions without a prior our "
        "estimate, of levers none to the plan. Sobol: share of variance with interactions (without). Variance: first-"
        "order shares of independent sources; what is lacking to 100 % is their interplay."
    )
