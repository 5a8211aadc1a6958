"""Scores by hand, rivals that know nothing later, and figures of a user's own."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from calibration import rivals as naive
from calibration.figures import FigureError
from calibration.observed import Observed, held_out, read_observed
from calibration.packs import read_pack
from calibration.rivals import NATIONAL, Past, Rival, cohort_component, known_past, last_value, rivals, trend
from results.scores import score, with_error
from results.validation import Validation, in_words, said

PACK = read_pack("halden")


def seen(value: float, error: float = 0.0, indicator: str = "jobs", fitted: bool = False) -> Observed:
    return Observed(indicator, "2021-11", value, error, "test", fitted)


def test_the_score_of_two_replications_by_hand():
    # Fair CRPS: mean distance to the figure, less half the mean distance between the replications.
    assert score(seen(2.0), np.array([1.0, 3.0]), []).crps == pytest.approx(1.0 - 0.5 * 2.0)
    assert score(seen(5.0), np.array([1.0, 3.0]), []).crps == pytest.approx(3.0 - 0.5 * 2.0)


def test_the_score_of_a_rival_by_hand():
    found = score(seen(10.0), np.array([9.0, 11.0, 10.5]), [Rival("a", 10.0, 1.0), Rival("b", 12.0, 1e-9)])
    at_centre = 2 * norm.pdf(0) - 1 / np.sqrt(np.pi)
    assert found.rivals["a"][1] == pytest.approx(at_centre)
    assert found.rivals["b"][1] == pytest.approx(2.0)
    assert found.best_rival == "a"
    assert found.skill == pytest.approx(1 - found.crps / at_centre)


@settings(deadline=None)
@given(st.floats(-3, 3), st.floats(0.1, 50))
def test_the_score_of_many_replications_is_that_of_their_distribution(off: float, scale: float):
    quantiles = scale * norm.ppf((np.arange(4000) + 0.5) / 4000)
    exact = scale * (off * (2 * norm.cdf(off) - 1) + 2 * norm.pdf(off) - 1 / np.sqrt(np.pi))
    assert score(seen(off * scale), quantiles, []).crps == pytest.approx(exact, rel=0.01, abs=1e-3 * scale)


def test_intervals_bias_and_coverage():
    found = score(seen(94.5), np.arange(1.0, 100.0), [])
    assert found.intervals == {50: pytest.approx((25.0, 75.0)), 90: pytest.approx((5.0, 95.0))}
    assert found.covered == {50: False, 90: True}
    assert found.bias == pytest.approx(-44.5)
    assert found.skill is None


def test_a_figures_own_error_widens_what_is_projected():
    ensemble = np.full(400, 7.0)
    assert with_error(ensemble, 3.0).std() == pytest.approx(3.0, rel=0.02)
    assert with_error(ensemble, 3.0).mean() == pytest.approx(7.0)
    assert with_error(ensemble, 0.0) is ensemble


def test_rivals_by_hand():
    past = Past(2010, np.array([5.0, 1.0, 2.0, 3.0, 4.0, 5.0]))
    assert last_value(past, 2018) == 5.0
    assert trend(past, 2018) == pytest.approx(8.0), "the line through the last five"
    changes = np.array([-4.0, 1.0, 1.0, 1.0, 1.0])
    assert naive._spread(last_value, past, 9) == pytest.approx(np.sqrt(9 * np.mean(changes**2)))
    # From 2012 on, one year ahead, no change was off by one in every year.
    assert naive._spread(last_value, past, 1) == pytest.approx(1.0)


def test_a_population_that_stands_still_ages_as_it_did():
    years = naive._population_years(PACK)
    assert max(years) == 2019
    assert cohort_component("population", 2015, 2015, PACK) == years[2015].sum()
    assert abs(cohort_component("population", 2015, 2019, PACK) / years[2019].sum() - 1) < 0.01


@pytest.mark.parametrize("indicator", ["population", "population_25_29", "jobs", "employed_residents", "unemployed"])
def test_rivals_know_nothing_after_2019(indicator: str):
    month = 12 if indicator.startswith("population") else 11
    past = known_past(indicator, month, PACK)
    assert past is not None
    assert past.last <= 2019
    found = {one.name: one for one in rivals(indicator, f"2021-{month}")}
    assert {"last value", "trend"} <= set(found)
    assert found["last value"].mean == past.values[-1]
    assert all(one.sd > 0 for one in found.values())
    assert (NATIONAL in found) == (indicator == "unemployed")
    assert ("cohort component" in found) == indicator.startswith("population")
    assert ("national growth" in found) == (indicator in ("jobs", "employed_residents"))


def test_the_held_out_figures_are_haldens_and_later_than_the_fits():
    figures = held_out()
    known = {(one.indicator, one.date): one for one in figures}
    assert known["population", "2020-12"].value == 31_387
    assert known["population", "2021-12"].value == 31_444
    assert known["unemployed", "2020-03"].value == 1476
    assert known["unemployed", "2020-07"].value == 798
    assert known["unemployment_rate", "2020-11"].value == 4.4
    assert all(one.fitted == (one.date == "2019-12") for one in figures)
    bands = [one.value for one in figures if one.indicator.startswith("population_") and one.date == "2020-12"]
    assert len(bands) == 10
    assert sum(bands) == 31_387


def test_the_summary_says_where_a_rival_wins():
    won = score(seen(100.0), np.linspace(95, 105, 50), [Rival("last value", 120.0, 1.0)])
    lost = score(seen(100.0, indicator="unemployed"), np.linspace(150, 160, 50), [Rival("trend", 100.0, 1.0)])
    found = said(Validation({}, [won, lost], [], []))
    assert found["summary"]["other figures"]["won"] == 1
    assert found["summary"]["registered unemployment"]["won"] == 0
    assert found["figures"][0]["skill"] > 0 > found["figures"][1]["skill"]
    assert {"skill", "crps", "coverage", "rivals"} <= set(found["figures"][0])
    assert any("A rival wins at unemployed 2021-11: trend" in line for line in in_words(found))


@pytest.mark.parametrize(
    ("text", "said_"),
    [
        ("indicator,date\njobs,2021-11\n", "lacks the column 'value'"),
        ("indicator,date,value\njob,2021-11,3\n", "did you mean 'jobs'?"),
        ("indicator,date,value\njobs,2021-13,3\n", "a month YYYY-MM"),
        ("indicator,date,value\njobs,2018-12,3\n", "allowed: a month from 2019-01"),
        ("indicator,date,value\njobs,2021-11,many\n", "value = 'many'; allowed: a number"),
        ("indicator,date,value\njobs,2021-11,\n", "value = ''"),
        ("indicator,date,value,error\njobs,2021-11,3,-1\n", "error 0 or more"),
        ("indicator,date,value\njobs,2021-11,3\njobs,2021-11,4\n", "stands twice"),
        ("indicator,date,value\n", "holds no figure"),
    ],
)
def test_a_faulty_file_of_figures_is_said(text: str, said_: str, tmp_path: Path):
    path = tmp_path / "mine.csv"
    path.write_text(text, "utf-8")
    with pytest.raises(FigureError, match=r"mine\.csv") as error:
        read_observed(path)
    assert said_ in str(error.value)


def test_the_command_scores_a_users_figures(halden, tmp_path: Path):
    path = tmp_path / "mine.csv"
    path.write_text(
        "# from the municipality\nindicator,date,value,error,source\njobs,2021-11,12700,50,ours\n"
        "employment_gap,2021-11,5,,\npopulation,2021-12,31444,,SSB\n".replace("employment_gap", "vacancies"),
        "utf-8",
    )
    status, out, _ = halden("validate", "--observed", str(path), "--replications", "20", "--json")
    assert status == 0
    found = json.loads(out)
    by_name = {one["indicator"]: one for one in found["figures"]}
    assert by_name["vacancies"]["skill"] is None
    assert by_name["vacancies"]["rivals"] == {}
    assert set(by_name["jobs"]["rivals"]) == {"last value", "trend", "national growth"}
    assert by_name["population"]["crps"] > 0
    assert found["record"]["replications"] == 20
    status, _, err = halden("validate", "--observed", str(path), "--keep")
    assert status == 2
    assert "allowed: one of the two" in err
    status, _, err = halden("validate", "--observed", str(tmp_path / "none.csv"))
    assert status == 2
    assert "none.csv: cannot be read" in err
    status, _, err = halden("validate", "--replications", "3")
    assert status == 2
    assert "allowed: a whole number of 20 or more" in err
