"""What a labour economist checks in Halden: levels, flow balance, drift and the local multiplier.

Ranges are those that published figures and their spread allow; nothing here was fitted to them but flow balance.
"""

from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from multiprocessing import get_context

import numpy as np
import pytest

from calibration import load_municipality
from model import Conditions, Levers, Parameters, simulate
from model.indicators import HEADLINES, Counts
from results.expected import kept
from results.question import parameters_of
from results.replications import run_replications

STEADY = Conditions(pandemic=0.0, dated_events=0.0)
FIRST_SEED = 5_000_000
GROUPS = {"sex": 1, "band": 2, "origin": 3, "education": 4, "health": 5}


@pytest.fixture(scope="module")
def runs():
    return run_replications("halden", replications=50, seed=FIRST_SEED, until="2021-12", workers=2)


def median(runs, indicator: str, *dates: str) -> float:
    """Median over replications of the mean over the dates."""
    return float(np.median([np.mean([run.at(indicator, date) for date in dates]) for run in runs]))


def year(number: int) -> list[str]:
    return [f"{number}-{month:02d}" for month in range(1, 13)]


@pytest.mark.parametrize(
    ("indicator", "dates", "low", "high"),
    [
        ("jobs", ["2019-11"], 0.96 * 12_599, 1.04 * 12_599),
        ("public_share", ["2019-11"], 31.9, 35.9),
        ("employed_residents", ["2018-12"], 0.96 * 13_800, 1.04 * 13_800),
        ("employed_residents", ["2019-11"], 0.96 * 13_800, 1.04 * 13_800),
        ("employment_rate_20_66", ["2018-12"], 66, 72),
        ("employment_rate_20_66", ["2019-11"], 66, 72),
        ("unemployment_rate", year(2019), 2.5, 4.0),
        ("population", ["2019-12"], 0.99 * 31_373, 1.01 * 31_373),
        ("population", ["2020-12"], 0.99 * 31_387, 1.01 * 31_387),
        ("job_to_job_rate_new", year(2019), 2.7, 3.3),
        ("job_to_job_rate_long", year(2019), 0.7, 0.9),
        ("separation_rate", year(2019), 0.7, 1.2),
    ],
)
def test_levels_are_those_of_the_figures(runs, indicator: str, dates: list[str], low: float, high: float):
    assert low <= median(runs, indicator, *dates) <= high


def test_the_pandemic_peaks_in_spring_2020_and_has_faded_within_a_year(runs):
    spring = [max(run.at("unemployment_rate", f"2020-{month}") for month in ("03", "04", "05")) for run in runs]
    assert 7 <= np.median(spring) <= 14
    assert median(runs, "unemployment_rate", "2021-03") < 6
    assert median(runs, "unemployment_rate", "2021-05") < 6


def test_a_tenth_of_jobs_are_created_and_destroyed_in_a_year(runs):
    for flow in ("job_creation", "job_destruction"):
        share = 100 * median(runs, flow, "2019-11") / median(runs, "jobs", "2019-11")
        assert 8.5 <= share <= 12.5, flow


def test_one_in_seven_of_18_to_67_has_a_disability_pension(runs):
    residents = load_municipality("halden").residents
    age = (-1 - residents.birth_month.astype(int)) // 12
    adult = (age >= 18) & (age < 67)
    assert 13 <= 100 * np.isin(residents.benefit[adult], (2, 3)).mean() <= 16
    assert 13 <= median(runs, "disability_share", "2021-11") <= 17


def test_no_headline_jumps_in_the_first_three_months():
    """The starting tables are in balance with the flows of the prior means, so these are the parameters here."""
    halden = load_municipality("halden")
    runs = [simulate(halden, seed=FIRST_SEED + k, until="2019-03") for k in range(150)]
    for name in HEADLINES:
        opening = runs[0].at(name, "2018-12")
        # The mean, whose error is known: the median of counts as small as the unemployed moves by its own error.
        for date in ("2019-01", "2019-02", "2019-03"):
            values = np.array([run.at(name, date) for run in runs])
            error = values.std(ddof=1) / np.sqrt(len(values))
            assert abs(values.mean() - opening) <= 0.01 * opening + 2 * error, (name, date)


def novembers(seed: int) -> np.ndarray:
    """[year, sex, band, origin, education, health, (residents, employed)] of 15-74 over twenty constant years."""
    run = simulate(load_municipality("halden"), conditions=STEADY, seed=seed, until="2038-12")
    return Counts(run.record).cells[11::12, :, 1:9, ..., :2].astype(float)


def multiplier_pair(seed: int) -> tuple[float, float]:
    """Base jobs and all jobs added by 100 base jobs, mean of 2024-2030."""
    halden = load_municipality("halden")
    roomy = replace(halden, ready_land=halden.ready_land + 20.0)
    without = simulate(halden, conditions=STEADY, seed=seed, until="2030-12")
    with_jobs = simulate(roomy, conditions=replace(STEADY, base_jobs=100.0), seed=seed, until="2030-12")
    late = slice(-84, None)
    base, jobs = (
        (with_jobs.values(name)[late] - without.values(name)[late]).mean() for name in ("jobs_class_base", "jobs")
    )
    return base, jobs


def in_processes(work, seeds: range) -> list:
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        return list(pool.map(partial(work), seeds, chunksize=4))


def test_a_base_job_brings_between_a_tenth_and_nine_tenths_of_another():
    base, jobs = np.array(in_processes(multiplier_pair, range(FIRST_SEED, FIRST_SEED + 24))).T
    assert 0.1 <= (jobs.mean() - base.mean()) / base.mean() <= 0.9


def agency_pair(draw: int) -> float:
    """Private jobs per state job when 100 state jobs come, mean of 2026-2030, with a parameter draw."""
    halden = load_municipality("halden")
    parameters = replace(parameters_of(draw), state_success=0.999)
    levers = Levers(state_jobs=100.0)
    with_, without = (
        simulate(halden, parameters, chosen, STEADY, seed=FIRST_SEED + draw, until="2030-12")
        for chosen in (levers, Levers())
    )
    late = slice(-60, None)
    private = [
        sum(run.values(f"jobs_class_{name}")[late].mean() for name in ("base", "visitor", "regional", "local"))
        for run in (with_, without)
    ]
    return (private[0] - private[1]) / 100.0


def test_state_jobs_bring_about_no_private_jobs_and_may_crowd_some_out():
    found = np.array(in_processes(agency_pair, range(40)))
    assert abs(found.mean()) < 0.4
    assert (found > 0).mean() > 0.1
    assert (found < 0).mean() > 0.1


def test_land_whose_planning_begins_in_2021_gives_few_jobs_by_2025():
    room = 15 * Parameters().jobs_per_hectare
    assert kept("lever_ready_land")["jobs"].change < 0.1 * room


def test_no_group_drifts_over_twenty_years_of_constant_conditions():
    found = np.mean(in_processes(novembers, range(FIRST_SEED, FIRST_SEED + 30)), axis=0)
    checked = 0
    for name, axis in GROUPS.items():
        # [year, group, band, (residents, employed)]; the bands are one when they are the groups.
        table = np.moveaxis(found, (axis, GROUPS["band"]), (1, 2)) if name != "band" else np.moveaxis(found, axis, 1)
        table = table[:, :, None] if name == "band" else table
        table = table.sum(axis=tuple(range(3, table.ndim - 1)))
        people = table[..., 0].sum(axis=2)
        # The population grows older, so rates are at the opening's ages. A group that halves is other people.
        same = (people.min(axis=0) > 500) & (people.min(axis=0) > 0.6 * people.max(axis=0))
        weight = table[0, :, :, 0] / table[0, :, :, 0].sum(axis=1, keepdims=True)
        rates = 100 * (table[..., 1] / np.maximum(table[..., 0], 1e-9) * weight).sum(axis=2)
        early, late = rates[:3].mean(axis=0), rates[-3:].mean(axis=0)
        np.testing.assert_allclose(late[same], early[same], atol=3.0, err_msg=name)
        checked += same.sum()
    assert checked >= 17
