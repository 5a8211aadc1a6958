"""How measurements are told while they are made: how far they have come, and a row of the table for each."""

import sys
import time
from statistics import median

SECONDS = {
    "start": 12, "change": 30, "visit": 2, "finish": 60, "cached": 3, "tab": 2, "control": 4, "load": 10, "rest": 4,
    "stop": 3,
}  # fmt: skip
"""What each kind of step takes about, for the time left."""


class Course:
    """Says how far the measurements have come, and about how long they still take.

    Args:
        steps: how many there will be of each kind.
    """

    def __init__(self, steps: dict[str, int]) -> None:
        self.whole = sum(SECONDS[kind] * number for kind, number in steps.items())
        self.done, self.current, self.began, self.said = 0, 0, time.monotonic(), 0.0

    def at(self, kind: str, what: str) -> None:
        """Begin a step."""
        self.done, self.current = self.done + self.current, SECONDS[kind]
        passed = time.monotonic() - self.began
        if passed - self.said < 5 and self.done:
            return
        self.said = passed
        left = max(0, self.whole - self.done) * (passed / self.done if self.done > 30 else 1.0)
        print(f"  {what} (about {left // 60:.0f} min {left % 60:.0f} s left)", file=sys.stderr, flush=True)


class Report:
    """The table, a row as soon as it is known."""

    def __init__(self) -> None:
        self.rows: list[dict] = []

    def row(self, name: str, values: list[float], unit: str = "s", bound: float | None = None) -> None:
        """The median of what was measured, beside its bound and all that was measured."""
        if not values:
            return
        value = median(values)
        ok = None if bound is None else value <= bound
        self.rows.append({"name": name, "value": value, "unit": unit, "bound": bound, "ok": ok, "all": values})
        digits = 2 if unit == "s" else 0
        said = "" if ok is None else "ok" if ok else "OVER"
        spread = f"{len(values)}: {min(values):.{digits}f} to {max(values):.{digits}f}" if len(values) > 1 else ""
        limit = "" if bound is None else f"{bound:g} {unit}"
        print(f"{name:<56}{f'{value:.{digits}f} {unit}':>10}  {limit:>8}  {said:<5} {spread}", flush=True)
