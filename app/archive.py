"""``halden archive``: what is kept of earlier runs, and keeping it in order."""

from pathlib import Path
from typing import Annotated

import typer

from app.tables import progress_of

archive = typer.Typer(
    help="What is kept of earlier comparisons: list, verify, export, merge and prune.",
    epilog="Examples: halden archive | halden archive verify | halden archive export 3f2a values.parquet | "
    "halden archive merge shard-1 shard-2 | halden archive prune --dry-run",
    invoke_without_command=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

Folder = Annotated[Path | None, typer.Option("--archive", help="The archive's folder, when it is not the usual one.")]


@archive.callback()
def listed(
    context: typer.Context,
    folder: Folder = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON instead of the table.")] = False,
) -> None:
    """List what is kept."""
    if context.invoked_subcommand is not None:
        return
    from app.browse import print_json, print_tables
    from app.failure import plain_failures

    with plain_failures():
        from results.housekeeping import contents, root_of

        found = contents(root_of(folder))
        if json:
            print_json([one._asdict() for one in found])
            return
        from app.tables import plain_table

        table = plain_table("Question", "Of", "Until", "Scenario", "Tittel", "Replications", "MB", "Model")
        for one in found:
            table.add_row(
                one.key[:8], one.of, one.until, one.name, one.title_nb, f"{one.replications}", f"{one.megabytes:.1f}",
                "present" if one.current else "earlier",
            )  # fmt: skip
        print_tables(table)


@archive.command()
def verify(folder: Folder = None) -> None:
    """Read every block and compare it with its hash; damaged ones are set aside and run again when asked for."""
    import sys

    from app.failure import BAD_INPUT, plain_failures

    with plain_failures():
        from results import housekeeping

        with progress_of("verifying") as tell:
            faults = housekeeping.verify(housekeeping.root_of(folder), tell)
        for fault in faults:
            print(fault, file=sys.stderr)
        print(f"{len(faults)} damaged blocks, set aside" if faults else "every block is whole")
        if faults:
            raise SystemExit(BAD_INPUT)


@archive.command()
def export(
    key: Annotated[str, typer.Argument(help="The question's key in the list, or the beginning of it.")],
    path: Annotated[Path, typer.Argument(help="The Parquet file to write.")],
    folder: Folder = None,
) -> None:
    """Write every kept value of one question to a single Parquet file, for pandas, DuckDB or R."""
    from app.failure import plain_failures

    with plain_failures():
        from results import housekeeping

        with progress_of("exporting") as tell:
            housekeeping.export(housekeeping.root_of(folder), key, path, tell)
        print(f"written: {path}")


@archive.command()
def merge(
    sources: Annotated[list[Path], typer.Argument(help="Archives to copy from; they stay as they are.")],
    folder: Folder = None,
) -> None:
    """Bring the blocks of other archives into this one: shards of a batch queue, or a colleague's runs."""
    import sys

    from app.failure import plain_failures

    with plain_failures():
        from results import housekeeping
        from results.store import ARCHIVE

        with progress_of("merging") as tell:
            copied, faults = housekeeping.merge(sources, folder or ARCHIVE, tell)
        for fault in faults:
            print(fault, file=sys.stderr)
        print(f"{copied} blocks copied to {folder or ARCHIVE}")


@archive.command()
def prune(
    folder: Folder = None,
    everything: Annotated[bool, typer.Option("--all", help="What the present model made, too.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would go, and leave it.")] = False,
) -> None:
    """Throw away what the present model and figures would not find again, and broken left-overs."""
    from app.failure import plain_failures

    with plain_failures():
        from results import housekeeping

        gone = housekeeping.prune(housekeeping.root_of(folder), everything, dry_run)
        for path in (*gone.folders, *gone.files):
            print(path)
        print(f"{gone.megabytes:.1f} MB {'would go' if dry_run else 'gone'}")
