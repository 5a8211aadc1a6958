"""Levers: what the municipality, or a partner it lobbies, can set, month by month. The defaults change nothing."""

from dataclasses import dataclass

from model.declare import MonthlyPaths, declared

_NONE_IS_BASELINE = "The baseline is the level of 2019: no addition"


@dataclass(frozen=True, eq=False)
class Levers(MonthlyPaths):
    """Additions to the practice of 2019. A number holds always; a path gives one value a month from January 2019."""

    job_specialists: float = declared(
        0.0, "full-time equivalents", 0.0, 10.0, "Job specialists added", _NONE_IS_BASELINE, "high"
    )
    adult_training: float = declared(
        0.0, "places", 0.0, 500.0, "Adult training places held open at any time", _NONE_IS_BASELINE, "high"
    )
    youth_activation: float = declared(
        0.0, "share", 0.0, 1.0, "Share of NAV's users under 30 with intensified follow-up", _NONE_IS_BASELINE, "high"
    )
    integration: float = declared(
        0.0, "places", 0.0, 300.0, "Places in combined language, education and work", _NONE_IS_BASELINE, "high"
    )
    apprenticeships: float = declared(
        0.0, "contracts a year", 0.0, 100.0, "Apprenticeship contracts added", _NONE_IS_BASELINE, "high"
    )
    employers_reached: float = declared(
        0.0, "share", 0.0, 1.0, "Share of employers reached by inclusion work", _NONE_IS_BASELINE, "high"
    )
    ready_land: float = declared(
        0.0, "hectares", 0.0, 200.0, "Ready-to-build industrial land added, cumulative", _NONE_IS_BASELINE, "high"
    )
    base_jobs: float = declared(
        0.0, "jobs", -2000.0, 2000.0, "Jobs added in the base industries", _NONE_IS_BASELINE, "high"
    )
    state_jobs: float = declared(0.0, "jobs", -1000.0, 1000.0, "State and county jobs added", _NONE_IS_BASELINE, "high")
    housing: float = declared(
        0.0, "share of in-migration", -0.5, 1.0, "Extra in-migration drawn by dwellings and residential quality",
        _NONE_IS_BASELINE, "high",
    )  # fmt: skip
