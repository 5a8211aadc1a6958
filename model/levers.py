"""Levers: what the municipality, or a partner it lobbies, can set, month by month. The defaults change nothing.

A value is dated by the decision; what the processes read comes after the lever's lag. A value that refines a lever
(``of``) does nothing by itself while the lever is at its default, or stands for another channel of the same lever.
"""

from dataclasses import dataclass

from model.declare import MonthlyPaths, declared

_NONE_IS_BASELINE = "The baseline is the practice of 2019: no addition"
_REVIEWED = "Split between the variants that gives the mean of the evidence review"


@dataclass(frozen=True, eq=False)
class Levers(MonthlyPaths):
    """Additions to the practice of 2019. A number holds always; a path gives one value a month from January 2019."""

    # fmt: off
    job_specialists: float = declared(0.0, "full-time equivalents", 0.0, 10.0, "Job specialists added", _NONE_IS_BASELINE, "high", lag=6)
    ips_fidelity: float = declared(0.43, "share", 0.0, 1.0, "Of the job specialists, those who follow individual placement and support with high fidelity", _REVIEWED, "estimate", of="job_specialists")
    youth_activation: float = declared(0.0, "share", 0.0, 1.0, "Share of NAV's users under 30 with intensified follow-up", _NONE_IS_BASELINE, "high", lag=6)
    measure_places: float = declared(0.0, "places", 0.0, 300.0, "Places added on NAV's ordinary measures, held open at any time", _NONE_IS_BASELINE, "high", of="youth_activation")
    employers_reached: float = declared(0.0, "share", 0.0, 1.0, "Share of employers reached by inclusion work", _NONE_IS_BASELINE, "high", lag=6)
    integration: float = declared(0.0, "places a year", 0.0, 300.0, "Places in combined language, education and work", _NONE_IS_BASELINE, "high")
    work_first: float = declared(0.0, "share", 0.0, 1.0, "Of the integration places, those with work practice alone", _NONE_IS_BASELINE, "high", of="integration")
    apprenticeships: float = declared(0.0, "contracts a year", 0.0, 100.0, "Apprenticeship contracts supported in private firms", _NONE_IS_BASELINE, "high")
    municipal_apprenticeships: float = declared(0.0, "contracts a year", 0.0, 100.0, "Apprenticeship contracts added in the municipal organisation", _NONE_IS_BASELINE, "high", of="apprenticeships")
    drop_out_prevention: float = declared(0.0, "pupils a cohort", 0.0, 1000.0, "Pupils of each cohort reached by drop-out prevention", _NONE_IS_BASELINE, "high")
    adult_training: float = declared(0.0, "places a year", 0.0, 500.0, "Courses for the registered unemployed", _NONE_IS_BASELINE, "high")
    training_employed: float = declared(0.0, "places a year", 0.0, 500.0, "Courses for the employed at risk, those with basic education", _NONE_IS_BASELINE, "high", lag=6, of="adult_training")
    ready_land: float = declared(0.0, "hectares", 0.0, 200.0, "Industrial land whose planning has begun, cumulative", _NONE_IS_BASELINE, "high")
    state_jobs: float = declared(0.0, "jobs", 0.0, 500.0, "State and county jobs pursued, cumulative", _NONE_IS_BASELINE, "high", lag=24)
    crowding_out: float = declared(0.0, "base jobs per state job", 0.0, 0.6, "Base jobs lost per state job through rents and wages, which the model lacks: an assumption to try", "Faggio & Overman 2014: 0.4 in tradables at most; Norway: very limited", "low", of="state_jobs")
    nnd_jobs: float = declared(0.0, "share", 0.0, 1.0, "Share of the decommissioning agency's net growth that is placed in the municipality", _NONE_IS_BASELINE, "high", lag=48)
    plant_projects: float = declared(0.0, "projects", 0.0, 5.0, "Plant projects pursued, cumulative", _NONE_IS_BASELINE, "high", lag=24)
    fairway: float = declared(0.0, "share", 0.0, 1.0, "Effort to have the fairway lowered", _NONE_IS_BASELINE, "high", lag=48)
    growth_capital: float = declared(0.0, "million NOK a year", 0.0, 100.0, "Start-up and growth capital", _NONE_IS_BASELINE, "high", lag=12)
    innovation: float = declared(0.0, "million NOK a year", 0.0, 100.0, "External research and innovation money for firms", _NONE_IS_BASELINE, "high", lag=24)
    digital_services: float = declared(0.0, "share", 0.0, 1.0, "Digital municipal services, which need fewer staff", _NONE_IS_BASELINE, "high", lag=24, of="innovation")
    visitor_spending: float = declared(0.0, "million NOK a year", 0.0, 500.0, "Spending at events and by visitors, before what would have been spent here anyway", _NONE_IS_BASELINE, "high")
    local_spending: float = declared(0.0, "share", 0.0, 1.0, "Campaign for shopping in the centre; 1 is a full one", _NONE_IS_BASELINE, "high", lag=3)
    local_procurement: float = declared(0.0, "share", 0.0, 1.0, "Effort to buy locally what the municipality buys; 1 is a full one", _NONE_IS_BASELINE, "high", lag=12, of="local_spending")
    transport: float = declared(0.0, "per cent", -20.0, 50.0, "Change in the number of jobs within reach", _NONE_IS_BASELINE, "high", lag=12)
    attractiveness: float = declared(0.0, "share", 0.0, 1.0, "Effort on culture, sport and the town centre; 1 is a full one", _NONE_IS_BASELINE, "high", lag=24)
    talent_retention: float = declared(0.0, "share", 0.0, 1.0, "Effort to keep residents with higher education; 1 is a full one", _NONE_IS_BASELINE, "high", lag=12, of="attractiveness")
    dwellings: float = declared(0.0, "dwellings a year", 0.0, 300.0, "Dwellings built beyond the trend", _NONE_IS_BASELINE, "high", lag=24, of="attractiveness")
    student_beds: float = declared(0.0, "beds", 0.0, 1000.0, "Student dwellings added", _NONE_IS_BASELINE, "high", lag=36, of="attractiveness")
    processing_time: float = declared(0.0, "months", 0.0, 24.0, "Months cut from planning and building cases", _NONE_IS_BASELINE, "high")
    # fmt: on
