"""``halden validate``: projections against figures that the fit did not know, beside naive rivals."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.municipality import HELP, MUNICIPALITY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType


def validate(
    observed: Annotated[
        Path | None,
        typer.Option(help="CSV of your own figures: indicator,date,value and, where known, error,source."),
    ] = None,
    replications: Annotated[int, typer.Option(help="Replications of the baseline.")] = 200,
    workers: Annotated[int | None, typer.Option(help="Processes; as many as there are cores when not given.")] = None,
    municipality: Annotated[str, typer.Option(help=HELP)] = MUNICIPALITY,
    keep: Annotated[bool, typer.Option(help="Keep the answer as the record that docs/calibration.md shows.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print everything as JSON instead of the tables.")] = False,
) -> None:
    """Score the baseline's projections from January 2019 by CRPS, bias and coverage, beside naive rivals."""
    from app.failure import plain_failures

    with plain_failures():
        _validate(observed, replications, workers, municipality, keep, json)


def _validate(
    observed: Path | None, replications: int, workers: int | None, municipality: str, keep: bool, as_json: bool
) -> None:
    import sys

    from app.browse import print_json, print_tables
    from app.municipality import remarks
    from app.tables import progress_of
    from calibration.checks import path_of
    from calibration.observed import held_out, read_observed
    from calibration.whole import put_json
    from results.validation import said, validate

    if keep and observed is not None:
        raise ValueError("--keep with --observed: the record holds the project's own figures; allowed: one of the two")
    figures = read_observed(observed) if observed else held_out(municipality)
    for told in remarks(municipality):
        print(told, file=sys.stderr)
    with progress_of("projecting the baseline") as tell:
        scores = validate(
            figures, replications, municipality=municipality, back=observed is None, workers=workers, on_done=tell
        )
        found = said(scores)
    if keep:
        put_json(path_of("validation", municipality), found)
    if as_json:
        print_json(found)
        return
    print_tables(*_tables(found))
    for line in found["in_words"]:
        typer.echo(line)


def _tables(found: dict[str, Any]) -> "Iterator[RenderableType]":
    from app.tables import dim, plain_table

    for title, ones in (
        ("Held out", found["figures"]),
        ("Known to the fit", found["known"]),
        ("Hindcast", found["hindcast"]),
    ):
        if not ones:
            continue
        table = plain_table(title, "Date", "Observed", "Projected", "50 %", "90 %", "CRPS", "Best rival", "Skill")
        for one in ones:
            rival = one["best_rival"]
            said = f"{rival} {one['rivals'][rival]['crps']:.3g}" if rival else "none"
            skill = "" if one["skill"] is None else f"{one['skill']:+.2f}"
            table.add_row(
                one["indicator"], one["date"], f"{one['value']:.5g}", f"{one['median']:.5g}",
                *(_interval(one, share) for share in ("50", "90")), f"{one['crps']:.3g}", said, skill,
            )  # fmt: skip
        yield table
    table = plain_table("Summary", "Figures", "Won", "Skill", "Bias, relative", "In 50 %", "In 90 %")
    for name, one in found["summary"].items():
        table.add_row(
            name, str(one["figures"]), f"{one['won']} of {one['with_rivals']}",
            "" if one["skill"] is None else f"{one['skill']:+.2f}", f"{one['relative_bias']:+.1%}",
            *(f"{one['coverage'][share]:.0%}" for share in ("50", "90")),
        )  # fmt: skip
    yield table
    record = found["record"]
    yield dim(
        f"{record['replications']} replications of the baseline, posterior draws, from January 2019. CRPS: mean "
        "absolute error of the whole distribution, in the figure's unit. Skill: 1 less CRPS over the best rival's; "
        "above 0 the model wins. A rival's spread is its own past error at the same distance. * outside the interval."
    )


def _interval(one: dict[str, Any], share: str) -> str:
    low, high = one["intervals"][share]
    return f"{low:.5g}-{high:.5g}{'' if one['coverage'][share] else ' *'}"
