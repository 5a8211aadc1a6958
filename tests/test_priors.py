"""Priors: each default is its prior's mean, draws follow it, and a draw depends on its name and number alone."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from model import Conditions, Parameters
from model.declare import Declaration, Prior, declarations
from model.priors import chance_below, draw_conditions, draw_parameters, drawn, mean, quantile

WITH_PRIOR = [one for family in (Parameters, Conditions) for one in declarations(family) if one.prior]


@pytest.mark.parametrize("one", WITH_PRIOR, ids=lambda one: one.name)
def test_a_default_is_its_priors_mean(one: Declaration):
    assert one.prior is not None
    spread = quantile(one.prior, 0.95) - quantile(one.prior, 0.05)
    assert one.default == pytest.approx(mean(one.prior), abs=0.04 * spread)


@given(st.sampled_from(WITH_PRIOR), st.floats(0.001, 0.998))
def test_quantiles_rise_and_cover_the_declared_range(one: Declaration, chance: float):
    assert one.prior is not None
    assert quantile(one.prior, chance) <= quantile(one.prior, chance + 0.001)
    assert one.low <= drawn(one, int(chance * 1000)) <= one.high


@pytest.mark.parametrize(
    ("prior", "at", "value"),
    [
        (Prior.of("normal", mean=2.0, sd=1.0), 0.8413447, 3.0),
        (Prior.of("lognormal", median=15.0, sigma=0.5), 0.5, 15.0),
        (Prior.of("triangular", min=0.0, mode=1.0, max=2.0), 0.125, 0.5),
        (Prior.of("beta", a=1.0, b=1.0), 0.3, 0.3),
        (Prior.of("truncnorm", mean=0.0, sd=1.0, lo=-1.0, hi=1.0), 0.5, 0.0),
        (Prior.of("fixed", value=4.0), 0.9, 4.0),
    ],
)
def test_quantiles_are_those_of_the_family(prior: Prior, at: float, value: float):
    assert quantile(prior, at) == pytest.approx(value, abs=1e-6)


def frozen(prior: Prior) -> Any:
    """The prior as a distribution of scipy."""
    if prior.family == "normal":
        return stats.norm(prior["mean"], prior["sd"])
    if prior.family == "truncnorm":
        mean, sd = prior["mean"], prior["sd"]
        return stats.truncnorm((prior["lo"] - mean) / sd, (prior["hi"] - mean) / sd, mean, sd)
    if prior.family == "lognormal":
        return stats.lognorm(prior["sigma"], scale=prior["median"])
    if prior.family == "beta":
        return stats.beta(prior["a"], prior["b"])
    low, mode, high = prior["min"], prior["mode"], prior["max"]
    return stats.triang((mode - low) / (high - low), low, high - low)


@pytest.mark.parametrize("one", WITH_PRIOR, ids=lambda one: one.name)
def test_quantiles_and_chances_are_those_of_scipys_distributions(one: Declaration):
    assert one.prior is not None
    chance = np.array([1e-6, 0.003, 0.2, 0.5, 0.77, 0.999])
    values = frozen(one.prior).ppf(chance)
    np.testing.assert_allclose(quantile(one.prior, chance), values, rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(chance_below(one.prior, values), chance, rtol=1e-6, atol=1e-9)


def test_draws_follow_the_prior_and_are_independent_of_each_other():
    by_name = {one.name: one for one in WITH_PRIOR}
    found = np.array([[drawn(by_name[name], k) for k in range(2000)] for name in ("plant_jobs", "retire_62_66")])
    prior = by_name["plant_jobs"].prior
    assert prior is not None
    for chance in (0.1, 0.5, 0.9):
        assert (found[0] < quantile(prior, chance)).mean() == pytest.approx(chance, abs=0.03)
    assert abs(np.corrcoef(found)[0, 1]) < 0.06


def test_a_draw_keeps_what_a_scenario_sets():
    assert draw_parameters(3) == draw_parameters(3) != draw_parameters(4)
    assert draw_conditions(3, Conditions(automation=0.02)).automation == 0.02
    assert draw_conditions(3, Conditions()).automation != Conditions().automation
    assert draw_conditions(3, Conditions(krone=0.9)).krone == 0.9


def test_every_parameter_has_a_prior():
    assert [one.name for one in declarations(Parameters) if one.prior is None] == []
