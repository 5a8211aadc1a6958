"""Small experiments for the tests of results: a scenario that acts from the start, and arrays made by hand."""

from pathlib import Path

import numpy as np

from results.ensembles import Experiment, run_experiment
from results.question import Question
from scenarios.shelf import load

UNTIL = "2019-12"
LEVER = """
title_nb = "Fra starten"
title_en = "From the start"
description_nb = "Besøk og lærlinger fra januar 2019."
description_en = "Visitors and apprentices from January 2019."
[levers]
visitor_spending = {"2019-01" = 300}
municipal_apprenticeships = {"2019-01" = 60}
"""


def run(scenario: str, archive: Path, replications: int = 4, **others) -> Experiment:
    """The scenario against the baseline, in this process unless told otherwise."""
    return run_experiment([scenario], replications, archive=archive, **{"workers": 1, "until": UNTIL, **others})


def same(one: Experiment, two: Experiment) -> None:
    """Both hold the same bits."""
    assert one.values.keys() == two.values.keys()
    for name in one.values:
        np.testing.assert_array_equal(one.values[name], two.values[name])
    assert one.people.keys() == two.people.keys()
    for name in one.people:
        np.testing.assert_array_equal(one.people[name], two.people[name])


def tiny(now, then, indicator: str = "jobs", dates: tuple[str, ...] = ("2025-11",)) -> Experiment:
    """An experiment of one indicator from numbers by replication, or by replication and date."""
    shaped = {
        name: np.array(values, np.float32).reshape(len(values), len(dates), 1)
        for name, values in (("plan", now), ("baseline", then))
    }
    return Experiment(
        Question("halden", "2025-12"), "baseline", {name: load(name) for name in shaped}, len(now), list(dates),
        [indicator], {indicator: "jobs"}, shaped, {}, [],
    )  # fmt: skip


def nothing_but(folder: Path, *names: str) -> bool:
    return {path.name for path in folder.iterdir()} == set(names)
