"""What each lever does alone at the level the plan is read at: paired replications with the uncertainty of draws.

``uv run python -m results.lever_effects`` runs them (some minutes) and writes ``docs/lever_effects.md``. Replication k
has parameter draw k and seed k in every scenario, and a scenario is compared with the baseline of the same k.
"""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np

REPLICATIONS, FIRST_SEED, UNTIL = 60, 4_000_000, "2030-12"
DATES, INDICATORS = ("2025-12", "2030-12"), ("jobs", "employed_residents")
MUNICIPALITY = "halden"
PAGE = Path(__file__).parents[1] / "docs" / "lever_effects.md"


def scenarios() -> list[str]:
    """The levers' own scenarios and the packages."""
    from scenarios.shelf import names

    packages = ("goal_1", "goal_2", "goal_3", "goal_4", "goal_5", "plan", "plan_strong", "jobs_first", "people_first")
    return [name for name in names() if name.startswith("lever_")] + list(packages)


def differences(k: int) -> np.ndarray:
    """[scenario, indicator, date] of replication k, less the baseline."""
    from calibration import load_municipality
    from model.run import simulate
    from results.question import conditions_of, parameters_of
    from scenarios.settings import settings
    from scenarios.shelf import load

    halden, parameters = load_municipality(MUNICIPALITY), parameters_of(k)
    found = []
    for name in ("baseline", *scenarios()):
        levers, conditions = settings(load(name))
        run = simulate(
            halden, parameters, levers, conditions_of(k, conditions), seed=FIRST_SEED + k, until=UNTIL
        )  # fmt: skip
        found.append([[run.at(indicator, date) for date in DATES] for indicator in INDICATORS])
    return np.array(found[1:]) - np.array(found[0])


def effects(replications: int = REPLICATIONS, workers: int = 2) -> np.ndarray:
    """[replication, scenario, indicator, date] differences from the baseline."""
    from rich.progress import track

    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        return np.array(list(track(pool.map(differences, range(replications)), "pairs", total=replications)))


def page(found: np.ndarray) -> str:
    """The page, from the differences."""
    from scenarios.levers import lever_texts

    lines = [
        "# What each lever does alone",
        "",
        f"Each lever at the level the plan is read at, from January 2021: {len(found)} paired replications, parameters",
        "drawn from the posterior, effects of levers from their priors. A figure is the scenario less the baseline in",
        "December: the mean with its Monte Carlo error, and below it the 5, 50 and 95 % quantiles of the paired",
        "differences. The quantiles hold what one Halden may experience: effects that nobody has measured, decisions",
        "of others that fall either way, and chance in who meets which vacancy, which alone spreads two runs by some",
        "tens of jobs. The mean per unit is the mean divided by the level.",
        "",
        "Made by `uv run python -m results.lever_effects`; not to be edited.",
        "",
        "| Scenario | Level | Jobs 2025 | Employed residents 2025 | Jobs 2030 | Employed residents 2030 "
        "| Jobs a unit 2030 | Employed a unit 2030 |",
        "|---|---|---|---|---|---|---|---|",
    ]
    texts = lever_texts()
    for place, name in enumerate(scenarios()):
        text = texts.get(name.removeprefix("lever_"))
        cells = [_cell(found[:, place, indicator, date]) for date in range(2) for indicator in range(2)]
        level, unit = (text.level, text.declaration.unit) if text else (None, "")
        per = [f"{found[:, place, indicator, 1].mean() / level:.2f}" if level else "" for indicator in range(2)]
        lines.append(" | ".join(["| " + name, f"{level:g} {unit}" if level else "", *cells, *per]) + " |")
    return "\n".join(lines) + "\n"


def _cell(values: np.ndarray) -> str:
    low, middle, high = np.quantile(values, [0.05, 0.5, 0.95])
    error = values.std(ddof=1) / np.sqrt(len(values))
    return f"{values.mean():+.1f} ± {error:.1f}<br>{low:+.0f} / {middle:+.0f} / {high:+.0f}"


def main() -> None:
    """Run the pairs and write the page."""
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page(effects()), "utf-8")


if __name__ == "__main__":
    main()
