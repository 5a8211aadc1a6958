"""The fit moves what the figures speak of, as the textbook says, and refuses figures and posteriors that do not fit."""

import json
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from calibration import free
from calibration.figures import FigureError, figure, figures, population
from calibration.fit import Fit, Plan, smooth
from calibration.posterior import (
    DRAWS,
    RECORD,
    PosteriorError,
    digest,
    out_of_date,
    posterior,
    posterior_in,
    record_of,
    write,
)
from calibration.readings import SHARES, read_run
from calibration.rivals import rivals
from calibration.targets import FILE, of_role, targets
from model import LabourMarket, Parameters, small_town
from model.indicators import BAND_NAMES, INDICATORS
from model.rates import BANDS
from scenarios.levers import EFFECTS


def test_the_smoother_finds_the_known_posterior_of_a_linear_problem():
    rng = np.random.default_rng(0)
    slopes = rng.normal(size=(6, 3)) * np.array([[1.0], [1e3], [1e-2], [1.0], [50.0], [1.0]])
    root = rng.normal(size=(6, 6)) * np.abs(slopes).max(axis=1, keepdims=True)
    covariance = root @ root.T
    observed = slopes @ np.array([1.0, -0.5, 0.3])
    prior = rng.standard_normal((3, 4000))
    draws, first, last = smooth(lambda step, normal: slopes @ normal, observed, covariance, prior, 4, 1)
    np.testing.assert_allclose(first, slopes @ prior)
    np.testing.assert_allclose(last, slopes @ draws)
    precision = np.eye(3) + slopes.T @ np.linalg.solve(covariance, slopes)
    mean = np.linalg.solve(precision, slopes.T @ np.linalg.solve(covariance, observed))
    spread = np.sqrt(np.diag(np.linalg.inv(precision)))
    assert np.abs(draws.mean(axis=1) - mean).max() < 0.08 * spread.max()
    np.testing.assert_allclose(draws.std(axis=1), spread, rtol=0.08)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_transforms_undo_each_other_and_keep_to_the_ranges(seed: int):
    normal = np.random.default_rng(seed).standard_normal((len(free.free()), 3))
    values = free.to_values(normal)
    for one, row in zip(free.free(), values, strict=True):
        assert ((row >= one.low) & (row <= one.high)).all()
    inside = np.array([(row > one.low) & (row < one.high) for one, row in zip(free.free(), values, strict=True)])
    np.testing.assert_allclose(free.to_normal(values)[inside], normal[inside], atol=1e-6)


def test_what_levers_do_is_not_fitted_to_figures_of_2019():
    effects = {name for names in EFFECTS.values() for name in names}
    assert not effects & set(free.names())
    with_prior = {one.name for one in fields(Parameters) if one.metadata.get("prior")}
    assert with_prior - effects <= set(free.names())


def test_every_target_has_a_source_and_none_is_later_than_2019():
    found = targets()
    assert len({one.name for one in found}) == len(found)
    for one in found:
        assert one.source
        assert one.reading.partition("@")[2] <= "2019-12"
        assert one.error > 0 or one.role == "start"


def test_targets_are_the_figures_they_name():
    known = {one.name: one.value for one in targets()}
    residents = population("halden").set_index(["year", "age"]).sum(axis=1)
    edges = (*BANDS, 200)
    for band, name in enumerate(BAND_NAMES):
        ages = [age for age in range(106) if edges[band] <= age < edges[band + 1]]
        assert known[f"population_{name}"] == residents.loc[[(2020, age) for age in ages]].sum()
    for youngest, oldest in ((0, 14), (19, 24), (40, 54), (67, 79)):
        ratios = [
            residents.loc[[(year + 1, age + 1) for age in range(youngest, oldest + 1)]].sum()
            / residents.loc[[(year, age) for age in range(youngest, oldest + 1)]].sum()
            for year in range(2014, 2019)
        ]
        assert known[f"cohort_{youngest}_{oldest}"] == pytest.approx(np.mean(ratios), abs=1e-4)
    table = figures()
    assert known["unemployment_rate"] == figure("registered_unemployment_rate_annual_mean", 2019, table=table)
    assert known["job_creation_rate"] == figure("job_creation_rate", 2017, "area=Norway", table=table)
    assert known["employed_residents_start"] == figure("employed_residents_15_74", 2018, table=table)
    assert known["out_commuter_share"] == pytest.approx(100 * figure("out_commuting_share", 2023, table=table))


def test_readings_by_hand():
    market = LabourMarket(small_town(), rng=3, until="2019-12")
    born = market.residents.birth_month[market.residents.present].copy()
    market.run_model()
    names = ["jobs@2019-11", "births@2019", "unemployment_rate@2019", "cohort_0_200@2019", "out_commuter_share@2019-06"]
    jobs, births, rate, cohort, out = read_run(market, born, names)
    wide = {name: np.asarray(INDICATORS[name].values(_counts(market)), float) for name in INDICATORS}
    assert jobs == wide["jobs"][11]
    assert births == wide["births"][1:].sum()
    assert rate == pytest.approx(wide["unemployment_rate"][1:].mean())
    assert cohort == pytest.approx(
        (wide["population"][-1] - (market.residents.birth_month[market.residents.present] >= 0).sum()) / len(born)
    )
    assert out == pytest.approx(100 * wide["out_commuters"][6] / wide["employed_residents"][6])


def _counts(market: LabourMarket):
    from model.indicators import Counts

    return Counts(market.record)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("jobs,jobs@2019-11,12599,60", "jobs,jobs@2019-11,many,60"), "jobs: value = 'many'; allowed: a number"),
        (("jobs,jobs@2019-11,12599,60", "jobs,jobs@2019-11,12599,-1"), "jobs: error = '-1'"),
        (("jobs,jobs@2019-11", "jobs,jobs@2021-11"), "allowed: an indicator"),
        (("jobs,jobs@2019-11", "jobs,job@2019-11"), "reading = 'job@2019-11'"),
        (("jobs,jobs@2019-11", "public_share,jobs@2019-11"), "public_share stands twice"),
        (("jobs,jobs@2019-11,12599,60,dynamic", "jobs,jobs@2019-11,12599,60,hoped"), "role = 'hoped'"),
        (("jobs_start,jobs@2018-12,12731", "jobs_start,jobs@2019-11,14000"), "of the same reading"),
        (("dynamic", "start"), "no target of role dynamic"),
    ],
)
def test_faulty_targets_are_refused_in_one_line(tmp_path: Path, change: tuple[str, str], said: str):
    text = FILE.read_text("utf-8")
    assert change[0] in text
    path = tmp_path / "targets.csv"
    path.write_text(text.replace(*change), "utf-8")
    with pytest.raises(FigureError) as refusal:
        targets(path)
    assert said in str(refusal.value)
    assert "\n" not in str(refusal.value)
    assert str(path) in str(refusal.value)


def invented() -> Fit:
    """A fit that was never made, of the right shape."""
    plan, aims, rng = Plan(30, 2, 1, 10, 1), of_role("dynamic"), np.random.default_rng(2)
    values = free.to_values(rng.standard_normal((len(free.free()), plan.members)))
    readings = rng.normal(size=(len(aims), plan.members)) + [[one.value] for one in aims]
    return Fit(plan, aims, np.ones(len(aims)), values, values, readings, readings)


def test_a_posterior_is_kept_and_read_as_it_was(tmp_path: Path):
    made = invented()
    kept = write(made, tmp_path)
    assert kept.names == tuple(free.names())
    np.testing.assert_allclose(kept.draws, made.posterior[:, :10].T, rtol=1e-6)
    assert kept.values(13) == kept.values(3)
    assert kept.record["targets"] == record_of(made)["targets"]
    assert out_of_date(kept.record) == ""
    changed = {**kept.record, "model_version": "of before"}
    assert out_of_date(changed) == "the posterior is of another model version; fit anew with `halden calibrate`"


def test_a_fit_that_takes_the_place_of_an_earlier_one_says_so(halden, monkeypatch, tmp_path: Path):
    monkeypatch.setattr("calibration.fit.fit", lambda *given, **named: invented())
    for said in ("", ", in place of an earlier fit"):
        status, _, err = halden("calibrate", "--quick", "--out", str(tmp_path / "fit"))
        assert status == 0
        assert f"written: {tmp_path / 'fit' / DRAWS}, {tmp_path / 'fit' / RECORD}{said}\n" in err


@pytest.mark.parametrize(
    ("name", "before", "after", "said"),
    [
        (RECORD, '"free_values": "', '"free_values": "0', "is of other free values or priors"),
        (RECORD, "{", "", "is not JSON"),
        (DRAWS, ".", ",", "the record says"),
    ],
)
def test_a_posterior_of_something_else_is_refused(tmp_path: Path, name: str, before: str, after: str, said: str):
    write(invented(), tmp_path)
    path = tmp_path / name
    path.write_text(path.read_text("utf-8").replace(before, after, 1), "utf-8")
    posterior_in.cache_clear()
    with pytest.raises(PosteriorError) as refusal:
        posterior_in(tmp_path)
    assert said in str(refusal.value)
    assert "halden calibrate" in str(refusal.value)
    (tmp_path / DRAWS).unlink()
    posterior_in.cache_clear()
    with pytest.raises(PosteriorError, match="cannot be read"):
        posterior_in(tmp_path)
    posterior_in.cache_clear()


def test_the_committed_posterior_is_of_the_present_model():
    known = posterior()
    assert out_of_date(known.record) == ""
    assert digest() == known.digest
    assert len(known.draws) >= 300
    assert json.loads(json.dumps(known.record["plan"]))["draws"] == len(known.draws)


def test_the_committed_posterior_meets_the_targets_as_often_as_their_errors_say():
    off = np.array([abs(one["off"]) for one in posterior().record["targets"]])
    # Of targets with honest errors one in twenty lies beyond two of them; this is the 99 % limit of the binomial.
    assert (off > 2.0).sum() <= stats.binom.ppf(0.99, len(off), 0.0455)
    assert off.max() < 3.0


def test_the_large_targets_are_met_within_one_per_cent():
    large = {one["name"]: one for one in posterior().record["targets"]}
    for name in ("jobs", "employed_residents", "employment_rate_20_66"):
        assert large[name]["posterior_mean"] == pytest.approx(large[name]["value"], rel=0.01), name
    people = [large[f"population_{name}"] for name in BAND_NAMES]
    assert sum(one["posterior_mean"] for one in people) == pytest.approx(sum(one["value"] for one in people), rel=0.01)


def test_the_shares_that_are_read_are_used():
    assert set(SHARES) <= {one.reading.partition("@")[0] for one in targets()}


def test_the_page_is_that_of_the_committed_posterior():
    from calibration.page import CHARTS, PAGE, page

    text, charts = page()
    assert PAGE.read_text("utf-8") == text, "uv run python -m calibration.page"
    assert {path.name for path in CHARTS.iterdir()} == set(charts)


def test_errors_of_the_population_by_age_are_how_far_single_years_lay_from_the_years_before():
    chance = {one["name"]: one["chance"] for one in posterior().record["targets"]}
    for name in (f"population_{band}" for band in BAND_NAMES):
        spread = next(one.sd for one in rivals(name, "2019-12", last=2018) if one.name == "cohort component")
        beyond = max(spread**2 - chance[name] ** 2, 5.0**2) ** 0.5
        stated = next(one.error for one in targets() if one.name == name)
        assert stated == pytest.approx(beyond, abs=2.0), name
