"""The finished answer that the first page opens with: the plan, and the plan made stronger, against today's trend.

It is a summary of real replications, kept beside the code with the model's version and made anew when that differs:
``uv run python -m app.bundled``.
"""

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from results.question import Question

if TYPE_CHECKING:
    from results.executors import Pool

FILE = Path(__file__).parent / "assets" / "overview.json"
SCENARIOS = ("plan", "plan_strong")
UNTIL, READ_IN = "2030-12", "2025-11"
REPLICATIONS = 300
INDICATORS = ("employed_residents", "employment_rate_20_66", "jobs")
GOALS = {
    "goal_1_residents": "goal 1, employed residents", "goal_1_jobs": "goal 1, jobs in Halden",
    "goal_2_rate": "goal 2, employment rate 20-66", "both": "both",
}  # fmt: skip
"""The app's words for goals, and the goals' names."""


def summary(
    replications: int = REPLICATIONS, on_done: Callable[[int, int], None] | None = None, pool: "Pool | None" = None
) -> dict[str, Any]:
    """The answer, from replications that are run now or were run before."""
    from results.comparison import difference
    from results.downloads import series
    from results.ensembles import run_experiment
    from results.goals import chances, plan_goals

    found = run_experiment(SCENARIOS, replications, until=UNTIL, indicators=INDICATORS, on_done=on_done, pool=pool)
    names = list(found.scenarios)
    asked = {said: name for name, said in GOALS.items()}
    reached = {
        name: {asked[one.goal]: one.reached for one in chances(found, name, plan_goals()) if one.goal in asked}
        for name in names
    }
    bands = [
        {key: row[key] for key in ("scenario", "indicator", "date", "q05", "q50", "q95")}
        for row in series(found, list(INDICATORS))
        if row["date"].endswith("-11")
    ]
    gained = {}
    for name in SCENARIOS:
        change = difference(found, name, "employed_residents", READ_IN)
        ends = change.expected.most if change.expected else change.most
        gained[name] = {"mean": change.mean, "error": change.error, "low": ends.low, "high": ends.high}
    return {
        "key": found.question.key, "units": found.units, "observed": {one: known_figures(one) for one in INDICATORS},
        "replications": replications, "goals": reached, "bands": bands, "gained": gained,
    }  # fmt: skip


def known_figures(indicator: str) -> list[tuple[int, float]]:
    """The figures known by November: those of the opening count for November 2018."""
    from calibration.targets import targets

    return sorted(
        (int(one.reading[-7:-3]), one.value)
        for one in targets()
        if one.reading in (f"{indicator}@2018-12", f"{indicator}@2019-11")
    )


def drawings() -> dict[str, dict[str, str]]:
    """The first page's charts as SVG by language, kept with the answer: to draw them takes most of the page's time."""
    from app.language import Speaker
    from app.overview import figure
    from results.labels import LANGUAGES

    return {one: {name: figure(Speaker(one), name).svg(Speaker(one)) for name in INDICATORS} for one in LANGUAGES}


@cache
def bundle() -> dict[str, Any]:
    """The answer that is kept with the code, or the one that was made anew on this machine since the model changed."""
    kept = json.loads(FILE.read_text("utf-8"))
    anew = made_anew()
    return json.loads(anew.read_text("utf-8")) if stale(kept) and anew.is_file() else kept


def made_anew() -> Path:
    """Where an answer of the model that is here stands when the one kept with the code is of another."""
    from platformdirs import user_cache_path

    return user_cache_path("halden") / f"overview-{Question('halden', UNTIL).key}.json"


def renew(pool: "Pool") -> None:
    """Make the answer anew, for this machine, if the one that is kept is of another model."""
    from calibration.whole import put_whole

    if not stale(bundle()):
        return
    made_anew().parent.mkdir(parents=True, exist_ok=True)
    put_whole(made_anew(), json.dumps(summary(pool=pool)).encode())
    bundle.cache_clear()


def stale(kept: dict[str, Any]) -> bool:
    """Whether the answer is of another model, fit or starting population than is here."""
    return kept["key"] != Question("halden", UNTIL).key


def main() -> None:
    """Make the answer anew and keep it."""
    from calibration.whole import put_whole

    made = summary(on_done=lambda ready, of: print(f"{ready} of {of}", flush=True))
    put_whole(FILE, json.dumps(made, indent=1).encode())
    bundle.cache_clear()
    print(put_whole(FILE, json.dumps(made | {"drawn": drawings()}, indent=1).encode()))


if __name__ == "__main__":
    main()
