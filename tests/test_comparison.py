"""Statistics over replications are the textbooks': errors, intervals, goals, precision, costs, by hand or by numpy."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from results.comparison import (
    Difference,
    difference,
    draws_of,
    due_to_draws,
    expected_effect,
    higher,
    level,
    monte_carlo_error,
)
from results.costs import by_payer, cost_per, costs, total
from results.goals import Goal, chances, parse_goal, plan_goals, without_pandemic
from results.precision import FEWEST, NORMAL_95, Precision, parse_precision, run_to_precision
from results.question import draw_of
from scenarios.settings import settings
from scenarios.shelf import load, loads
from tests.small import LEVER, tiny

WHOLE = st.integers(0, 9999)


@given(st.lists(st.tuples(WHOLE, WHOLE), min_size=4, max_size=40))
def test_a_difference_is_what_numpy_says(pairs: list[tuple[int, int]]):
    now, then = np.array(pairs, float).T
    found = difference(tiny(now, then), "plan", "jobs", "2025-11")
    gained = now - then
    assert found.mean == pytest.approx(gained.mean())
    assert found.most == pytest.approx(tuple(np.quantile(gained, [0.05, 0.95], method="weibull")))
    assert found.half == pytest.approx(tuple(stats.mstats.mquantiles(gained, [0.25, 0.75], alphap=0, betap=0)))
    assert found.improved == np.mean(now > then)
    assert level(tiny(now, then), "plan", "jobs", "2025-11").median == pytest.approx(np.median(now))
    if gained.var(ddof=1) > 0:
        assert found.pairing == pytest.approx((now.var(ddof=1) + then.var(ddof=1)) / gained.var(ddof=1))


@given(st.lists(st.tuples(WHOLE, WHOLE), min_size=2, max_size=30))
def test_the_error_is_that_of_the_means_of_draws(pairs: list[tuple[int, int]]):
    values = np.array(pairs, float)
    assert monte_carlo_error(values.ravel()) == pytest.approx(stats.sem(values.mean(axis=1)))
    alone = np.arange(len(pairs))
    assert monte_carlo_error(values[:, 0], alone) == pytest.approx(stats.sem(values[:, 0]))


@given(st.lists(st.tuples(WHOLE, WHOLE), min_size=1, max_size=30))
def test_higher_counts_pairs_and_ties_are_neither(pairs: list[tuple[int, int]]):
    now, then = np.array(pairs, float).T
    found = tiny(now, then)
    one, other = (higher(found, *names, "jobs", "2025-11") for names in (("plan", "baseline"), ("baseline", "plan")))
    assert one == sum(a > b for a, b in pairs)
    assert one + other + sum(a == b for a, b in pairs) == len(pairs)
    assert higher(found, "plan", "plan", "jobs", "2025-11") == 0


def gained(*numbers: float) -> Difference:
    return difference(tiny(numbers, [0.0] * len(numbers)), "plan", "jobs", "2025-11")


def test_what_is_due_to_draws_by_hand():
    # Four draws of two. Draws' means 10, 20, 30, 40 and 1 to either side of each: mean squares 2 * 500 / 3 between
    # and 8 / 4 within, so draws vary by (1000 / 3 - 2) / 2 = 165.67, which is more than all that is seen, 1008 / 7.
    assert due_to_draws(gained(9, 11, 19, 21, 29, 31, 39, 41)) == 1.0
    # Means 2, 4, 6, 8 and 3 to either side: 40 / 3 between and 18 within, so chance alone explains it.
    assert due_to_draws(gained(-1, 5, 1, 7, 3, 9, 5, 11)) == 0.0
    # Means 0, 10, 20, 30 and 10 to either side: 1000 / 3 between and 200 within, of 1800 / 7 in all.
    one = gained(-10, 10, 0, 20, 10, 30, 20, 40)
    assert one.variance == pytest.approx(1800 / 7)
    assert due_to_draws(one) == pytest.approx((1000 / 3 - 200) / 2 / (1800 / 7))


@pytest.mark.parametrize("numbers", [(1.0,), (1.0, 2.0), (1.0, 2.0, 3.0, 4.0), (5.0,) * 8])
def test_where_nothing_varies_or_is_known_nothing_is_due_to_draws(numbers: tuple[float, ...]):
    assert due_to_draws(gained(*numbers)) is None
    assert np.isnan(gained(*numbers).variance) == (len(numbers) == 1)


@given(st.lists(WHOLE, min_size=6, max_size=40))
def test_what_is_due_to_draws_is_a_share_of_a_variance_that_numpy_knows(numbers: list[int]):
    one = gained(*map(float, numbers))
    assert one.variance == pytest.approx(np.var(numbers, ddof=1))
    share = due_to_draws(one)
    assert (share is None) == (len(set(numbers)) == 1)
    assert share is None or 0.0 <= share <= 1.0


def test_two_neighbours_share_a_draw_and_one_draw_tells_no_error():
    assert draws_of(5).tolist() == [0, 0, 1, 1, 2]
    assert np.isnan(monte_carlo_error(np.array([1.0, 2.0])))
    assert expected_effect(np.array([1.0, 2.0, 3.0, 4.0])) is None


@pytest.mark.parametrize(("of_draws", "of_chance"), [(10.0, 5.0), (10.0, 30.0), (0.0, 20.0)])
def test_the_spread_of_the_expected_effect_is_recovered(of_draws: float, of_chance: float):
    rng = np.random.default_rng(4)
    found = []
    for _ in range(400):
        one = expected_effect(_gained(rng, of_draws, of_chance, 100))
        assert one is not None
        found.append(one.sd**2)
    # A variance that comes out below nought is shown as nought, so where there is none the mean lies a little above.
    assert np.mean(found) == pytest.approx(of_draws**2, abs=0.1 * of_draws**2 + 0.1 * of_chance**2)


@pytest.mark.parametrize(("of_draws", "of_chance"), [(10.0, 10.0), (3.0, 20.0), (20.0, 3.0)])
def test_intervals_cover_what_they_say(of_draws: float, of_chance: float):
    rng = np.random.default_rng(5)
    mean_covered = np.zeros(500, bool)
    effect_covered, experienced = [], []
    for trial in range(500):
        gained = _gained(rng, of_draws, of_chance, 100)
        error = monte_carlo_error(gained)
        mean_covered[trial] = abs(gained.mean() - 50.0) <= stats.t.ppf(0.975, 49) * error
        if of_draws >= of_chance:
            one = expected_effect(gained)
            assert one is not None
            effect_covered.append(np.mean([one.most.low <= e <= one.most.high for e in rng.normal(50.0, of_draws, 50)]))
        low, high = difference(tiny(gained, 0 * gained), "plan", "jobs", "2025-11").most
        new = rng.normal(50.0, np.hypot(of_draws, of_chance), 50)
        experienced.append(np.mean((low <= new) & (new <= high)))
    # Three binomial standard errors of 500 trials.
    assert abs(mean_covered.mean() - 0.95) < 3 * np.sqrt(0.95 * 0.05 / 500)
    assert np.mean(experienced) == pytest.approx(0.90, abs=0.02)
    if effect_covered:
        assert np.mean(effect_covered) == pytest.approx(0.90, abs=0.02)


def _gained(rng: np.random.Generator, of_draws: float, of_chance: float, number: int) -> np.ndarray:
    """Effects of mean 50 that vary by draw and by chance."""
    effect = rng.normal(50.0, of_draws, draw_of(number - 1) + 1)
    return effect[draws_of(number)] + rng.normal(0.0, of_chance, number)


def test_goals_by_hand():
    dates = ("2019-11", "2021-11", "2025-11")
    jobs = [[100, 90, 150], [100, 100, 110], [100, 60, 120], [100, 50, 40]]
    found = tiny([0.0] * 4, [0.0] * 4, "jobs", ("2025-11",))
    found = replace(found, dates=list(dates), values={"plan": np.array(jobs, np.float32)[:, :, None]})
    since = chances(found, "plan", [Goal("more", "jobs", 50, "2025-11", "2021-11")])[0]
    assert (since.reached, since.probability, since.mean) == (2, 0.5, pytest.approx(30.0))
    plain = chances(found, "plan", [Goal("level", "jobs", 110, "2025-11")])[0]
    assert plain.reached == 3
    # Reached by draw: 2 of 2 and 1 of 2, so the draws' shares are 1 and 0.5 and their mean's error is 0.25.
    assert plain.error == pytest.approx(0.25)
    assert plain.definition == "jobs in 2025-11 at least 110"
    less = chances(found, "plan", [parse_goal("jobs@2019-11..2025-11<=10")])[0]
    assert (less.reached, less.definition) == (2, "jobs in 2025-11 at most 10 more than in 2019-11")
    never = chances(found, "plan", [Goal("never", "jobs", 1e6, "2025-11")])[0]
    assert never.error == pytest.approx(np.sqrt(1 / 6 * 5 / 6 / 4)), "0 of 4 is not certain"


def test_both_goals_are_reached_in_the_same_replication():
    dates = ("2019-11", "2021-11", "2025-11")
    people = [[0, 0, 600], [0, 0, 600], [0, 0, 0], [0, 0, 0]]
    rate = [[0, 0, 71], [0, 0, 60], [0, 0, 71], [0, 0, 60]]
    values = np.stack([np.array(one, np.float32) for one in (people, people, rate)], axis=2)
    found = replace(
        tiny([0.0] * 4, [0.0] * 4), dates=list(dates), values={"plan": values},
        indicators=["employed_residents", "jobs", "employment_rate_20_66"],
    )  # fmt: skip
    by_name = {one.goal: one for one in chances(found, "plan", plan_goals())}
    assert [by_name[goal.name].reached for goal in plan_goals() if goal.together] == [2, 2]
    assert by_name["both"].reached == 1
    assert "goal 1, employed residents, since 2019-11" in by_name


def test_without_the_pandemic_nothing_else_changes():
    plain, without = load("plan"), without_pandemic(load("plan"))
    assert without.digest != plain.digest
    assert np.all(settings(without).conditions.pandemic == 0.0)
    assert settings(without).levers.paths(84).keys() == settings(plain).levers.paths(84).keys()
    for name, path in settings(plain).levers.paths(84).items():
        np.testing.assert_array_equal(path, settings(without).levers.paths(84)[name])
    twice = loads(LEVER.split("[levers]")[0] + '[conditions]\npandemic = {"2020-01" = 0.5, "2021-01" = 1.5}', "mine")
    assert np.all(settings(without_pandemic(twice)).conditions.pandemic == 0.0)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("jobs", "allowed: INDICATOR@DATE>=NUMBER"),
        ("jobs@2025-11=500", "allowed: INDICATOR@DATE>=NUMBER"),
        ("job@2025-11>=500", "did you mean 'jobs'?"),
        ("jobs@2025-11..2021-11>=500", "from an earlier month to a later one"),
        ("jobs@2025-13>=500", "date = '2025-13'"),
    ],
)
def test_a_malformed_goal_is_refused(text: str, said: str):
    with pytest.raises(ValueError, match=r"goal|indicator|date") as refusal:
        parse_goal(text)
    assert said in str(refusal.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("employed_residents", "allowed: INDICATOR@DATE=HALF-WIDTH"),
        ("employed_residents@2025-11=0", "above 0"),
        ("employed@2025-11=20", "indicator = 'employed'"),
        ("jobs@2025-00=20", "date = '2025-00'"),
    ],
)
def test_a_malformed_precision_is_refused(text: str, said: str):
    with pytest.raises(ValueError, match=r"precision|indicator|date") as refusal:
        parse_precision(text)
    assert said in str(refusal.value)


@pytest.mark.parametrize("sd", [5.0, 50.0, 150.0])
def test_replications_are_added_until_the_precision_is_met(sd: float):
    values = np.random.default_rng(1).normal(100.0, sd, 2000)
    asked: list[int] = []

    def run(number: int):
        asked.append(number)
        return tiny(values[:number], [0.0] * number)

    wanted = Precision("jobs", "2025-11", 10.0)
    ended = run_to_precision(run, wanted, 2000)
    assert ended.met
    assert ended.half_width <= 10.0
    assert ended.half_width == pytest.approx(NORMAL_95 * monte_carlo_error(values[: asked[-1]]), rel=1e-4)
    assert asked[0] == FEWEST
    assert asked == sorted(set(asked))
    # No more than is needed: about (1.96 sd / 10) squared, and one step of growth.
    assert asked[-1] <= max(FEWEST, 2 * (NORMAL_95 * sd / 10.0) ** 2)
    capped = run_to_precision(run, Precision("jobs", "2025-11", 0.01), 60)
    assert not capped.met
    assert capped.experiment.replications == 60


def test_costs_by_hand():
    text = LEVER.split("[levers]")[0]
    chosen = loads(
        text + "[levers]\njob_specialists = 4\nready_land = 10\nmunicipal_apprenticeships = {'2021-01' = 12, "
        "'2023-01' = 0}\nstudent_beds = 5\n", "costs",
    )  # fmt: skip
    found = {one.lever: one for one in costs(chosen, "2025-12")}
    assert found["job_specialists"].amount == pytest.approx(4 * 1.0 * 5)
    assert found["ready_land"].amount == pytest.approx(10 * 6.0)
    assert found["municipal_apprenticeships"].amount == pytest.approx(24 * 0.6)
    assert found["student_beds"].amount is None
    assert total(list(found.values())) == pytest.approx(20 + 60 + 14.4)
    assert by_payer(list(found.values())) == pytest.approx(
        {"municipality": 10 + 30 + 14.4, "landowners": 30, "state": 10}
    )
    assert costs(load("baseline"), "2025-12") == []


def test_cost_per_additional_by_hand():
    one = cost_per(100.0, "job", 50.0, 5.0, (25.0, 100.0))
    assert (one.amount, one.low, one.high) == (2.0, 1.0, 4.0)
    assert cost_per(100.0, "job", 50.0, 5.0, (-5.0, 100.0)).high is None
    assert cost_per(100.0, "job", 50.0, 5.0, complete=False).said == "at least 2.0 million NOK"
    assert cost_per(100.0, "job", 9.0, 5.0).said == "not computable: the effect is about nought"
    assert cost_per(100.0, "job", -50.0, 5.0).amount is None
    assert cost_per(0.0, "job", 50.0, 5.0).amount is None
    untold = cost_per(100.0, "job", 50.0, 5.0, (50.0, 50.0))
    assert (untold.amount, untold.low, untold.high) == (2.0, None, None), "a spread not told from chance is no interval"
    assert cost_per(100.0, "job", 50.0, float("nan")).said == "not computable: needs more pairs"
