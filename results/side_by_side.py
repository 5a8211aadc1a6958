"""Municipalities side by side: the same scenarios in each, in its own persons and per thousand of its residents.

Nothing is scaled. A scenario's levels are what its file says, in persons, places, hectares and kroner, so the same
level is much in a small municipality and little in a large one; what is per thousand residents says how much.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from results.comparison import difference
from results.ensembles import Experiment
from results.report import HEADLINES, compared, read_in

if TYPE_CHECKING:
    import pandas as pd

PER = 1000.0
"""Residents on 1 January 2019."""


class Beside(NamedTuple):
    """One indicator of one scenario in one municipality."""

    municipality: str
    scenario: str
    indicator: str
    unit: str
    date: str
    residents: float
    """On 1 January 2019."""
    level: float
    """Mean over replications, in the scenario."""
    change: float
    """Mean of the paired differences from the scenario that all are compared with."""
    error: float
    """Monte Carlo standard error of the change."""
    level_per_1000: float | None
    """Per 1,000 residents; none for what is a share already."""
    change_per_1000: float | None
    error_per_1000: float | None


def side_by_side(
    experiments: Sequence[Experiment], indicators: Sequence[str] = HEADLINES, date: str = ""
) -> list[Beside]:
    """Each scenario's indicators in each municipality, a row each: by scenario, indicator, municipality.

    Args:
        experiments: one a municipality, of the same scenarios, against the same one and to the same month.
        date: the month they are read in; the last November when not given.

    Raises:
        ValueError: for fewer than two, for one municipality twice, or for experiments that cannot be compared.
    """
    _refuse_unlike(experiments)
    first = experiments[0]
    when = date or read_in(first)
    return [
        _row(one, scenario, indicator, when)
        for scenario in compared(first)
        for indicator in indicators
        for one in experiments
    ]


def table(rows: Sequence[Beside]) -> "pd.DataFrame":
    """The rows as one pandas table: a row a scenario and indicator, columns by municipality and measure."""
    import pandas as pd

    flat = pd.DataFrame([one._asdict() for one in rows])
    order = list(dict.fromkeys(flat["municipality"]))
    measures = ["level", "change", "error", "level_per_1000", "change_per_1000", "error_per_1000"]
    wide = flat.pivot(index=["scenario", "indicator", "unit"], columns="municipality", values=measures)
    wide = wide.swaplevel(axis=1)[[(place, measure) for place in order for measure in measures]]
    return wide.reindex(pd.MultiIndex.from_frame(flat[["scenario", "indicator", "unit"]].drop_duplicates()))


def name_of(experiment: Experiment) -> str:
    """What the municipality of an experiment is called in records."""
    from calibration.packs import name_of

    return name_of(experiment.question.municipality)


def _row(one: Experiment, scenario: str, indicator: str, date: str) -> Beside:
    found = difference(one, scenario, indicator, date)
    residents = _residents(one)
    level = float(one.at(scenario, indicator, date).mean())
    relative = "percent" not in found.unit
    per = [PER * value / residents if relative else None for value in (level, found.mean, found.error)]
    return Beside(
        name_of(one), scenario, indicator, found.unit, date, residents, level, found.mean, found.error, *per
    )  # fmt: skip


def _residents(one: Experiment) -> float:
    from results.replications import loaded

    return float(len(loaded(one.question.municipality).residents))


def _refuse_unlike(experiments: Sequence[Experiment]) -> None:
    if len(experiments) < 2:
        raise ValueError(f"experiments = {len(experiments)}; allowed: those of two municipalities or more")
    names = [name_of(one) for one in experiments]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice:
        raise ValueError(f"municipality = {twice!r} stands twice; allowed: each once")
    first = experiments[0]
    for name, one in zip(names, experiments, strict=True):
        for what, mine, other in (
            ("until", one.question.until, first.question.until), ("against", one.against, first.against),
            ("scenarios", _said(one), _said(first)),
        ):  # fmt: skip
            if mine != other:
                raise ValueError(f"{what} = {mine!r} in {name}; allowed: {other!r}, as in {names[0]}")


def _said(one: Experiment) -> dict[str, str]:
    return {name: scenario.digest for name, scenario in one.scenarios.items()}
