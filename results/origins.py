"""Where uncertainty comes from: chance, behaviour, what levers do, and the outside world, as shares of variance.

The four sources are drawn independently (pick-freeze), and Sobol's first-order and total indices say how much of the
variance each brings. Behaviour is a draw of the posterior, the outside world another draw's conditions, what levers do
a draw of their priors, and chance a seed.
"""

from typing import Any

import numpy as np

from calibration.posterior import posterior
from model.priors import draw_conditions, draw_parameters
from results.evaluations import Point, Reading, evaluate
from results.sensitivity import DATE, HEADLINES, SEED, _round, _salib

SOURCES = ("chance", "behaviour", "lever effects", "outside world")
SAMPLES = 256
SEEDS = 1 << 20


def points_of(shares: np.ndarray, scenario: str) -> list[Point]:
    """A run for each row of [row, source] numbers between 0 and 1, in one scenario."""
    from dataclasses import replace

    from calibration.free import split
    from model.priors import with_values
    from scenarios.settings import settings
    from scenarios.shelf import load

    levers, conditions = settings(load(scenario))
    fitted = posterior()
    draws = len(fitted.draws)
    found = []
    for chance, behaviour, effects, outside in shares:
        values = split(fitted.values(int(behaviour * draws)))
        world = split(fitted.values(int(outside * draws)))
        found.append(Point(
            replace(draw_parameters(int(effects * SEEDS)), **values.parameters), levers,
            draw_conditions(int(outside * draws), with_values(conditions, world.conditions)),
            SEED + int(chance * SEEDS),
        ))  # fmt: skip
    return found


def origins(samples: int = SAMPLES, *, workers: int | None = None, on_done=None) -> dict[str, Any]:
    """By headline and by the plan's effect on it: standard deviation and each source's shares of the variance.

    Raises:
        ValueError: for samples that are no power of two, or without the library.
    """
    sobol_sample, sobol = _salib("sobol")
    if samples < 2 or samples & (samples - 1):
        raise ValueError(f"samples = {samples}; allowed: a power of two from 2")
    problem = {"num_vars": len(SOURCES), "names": list(SOURCES), "bounds": [[0.0, 1.0]] * len(SOURCES)}
    shares = np.minimum(sobol_sample.sample(problem, samples, calc_second_order=False, seed=2019), 1.0 - 1e-12)
    reading = Reading(HEADLINES, DATE)
    both = evaluate(
        [*points_of(shares, "baseline"), *points_of(shares, "plan")], reading, workers=workers, on_done=on_done
    )
    level, other = both[: len(shares)], both[len(shares) :]
    found: dict[str, Any] = {}
    for what, values in (("level", level), ("effect of the plan", other - level)):
        for k, name in enumerate(HEADLINES):
            one = sobol.analyze(problem, values[:, k], calc_second_order=False, seed=2019, print_to_console=False)
            found.setdefault(name, {})[what] = {
                "mean": _round(values[:, k].mean()), "sd": _round(values[:, k].std(ddof=1)),
                "sources": {
                    source: {key: _round(one[symbol][place]) for key, symbol in
                             (("first", "S1"), ("total", "ST"), ("error", "ST_conf"))}
                    for place, source in enumerate(SOURCES)
                },
            }  # fmt: skip
    return found
