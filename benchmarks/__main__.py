"""``python -m benchmarks``: every measurement in one table, with the bound it is held to."""

import argparse

from rich.console import Console
from rich.table import Table

from benchmarks.measure import growth, memory, replication, side_by_side, starts
from calibration import load_municipality


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--plain-runs", type=int, default=3, help="replications of the plain objects (default 3)")
    options.add_argument(
        "--sizes", type=int, nargs="+", default=[1, 10, 100], help="copies of Halden (default 1 10 100)"
    )
    chosen = options.parse_args()
    console = Console()
    halden = load_municipality("halden")
    table = Table("measurement", "value", "bound", title="Halden, all residents, January 2019 to December 2025")
    with console.status("one replication"):
        table.add_row("one replication, warm (CPU)", f"{replication(halden):.3f} s", "0.10 s")
    with console.status("plain objects beside compiled rules: minutes"):
        both = side_by_side(halden, chosen.plain_runs, 20)
    table.add_row("six rules as plain Mesa objects (CPU)", f"{both['plain']:.1f} s", "")
    table.add_row("the same six rules compiled (CPU)", f"{both['compiled']:.3f} s", "")
    table.add_row("ratio", f"{both['ratio']:.0f}", "60 or more")
    with console.status("memory"):
        used = memory(halden)
    table.add_row("peak memory of a replication, beyond imports", f"{used:.0f} MB", "150 MB")
    with console.status("start"):
        taken = starts()
    table.add_row("first run on a machine, compiling", f"{taken['cold']:.1f} s", "25 s")
    table.add_row("halden run baseline, warm", f"{taken['warm']:.1f} s", "4 s")
    table.add_row("halden --help", f"{taken['help']:.2f} s", "0.3 s")
    with console.status("growth"):
        points = growth(halden, tuple(chosen.sizes))
    for residents, seconds in points:
        each = seconds / residents * 1e6
        table.add_row(f"a year, {residents:,} residents (CPU)", f"{seconds:.3f} s", f"{each:.2f} s a million")
    console.print(table)
    equal = Table("stock, December 2025", "plain objects", "compiled", "difference, standard errors")
    for name, (plain, fast, z) in both["stocks"].items():
        equal.add_row(name, f"{plain:,.0f}", f"{fast:,.0f}", f"{z:+.1f}")
    console.print(equal)
    console.print("Both sides run the same rules on the same tables, each with its own random numbers.")


if __name__ == "__main__":
    main()
