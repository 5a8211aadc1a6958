"""The page where scenarios are compared: every number is that of results, and letters mean one scenario each."""

import html
import re
from dataclasses import replace

import numpy as np
import pytest

from app.address import SHOWN, View, view_of
from app.bundled import GOALS
from app.compare_page import apart, compared, differences, each_once, nothing, statements
from app.language import Speaker
from app.reading import Reading
from results.comparison import difference, higher
from results.costs import costs, total
from results.goals import chances, plan_goals
from scenarios.settings import changes
from scenarios.shelf import load
from tests.answered import HOSTILE, answered, own, plain, sound, tables

NB, EN = Speaker("nb"), Speaker("en")
READ_IN, N = "2025-11", 5
SCENARIOS = (load("baseline"), load("lever_job_specialists"), own(base="lever_job_specialists"))


@pytest.fixture(scope="module")
def nb(tmp_path_factory: pytest.TempPathFactory) -> Reading:
    return answered(View("nb", SCENARIOS), tmp_path_factory.mktemp("archive"), N)


@pytest.fixture(params=["nb", "en"])
def reading(request: pytest.FixtureRequest, nb: Reading) -> Reading:
    return replace(nb, speaker=Speaker(request.param), view=nb.view.but(language=request.param))


def lettered(reading: Reading) -> dict[str, str]:
    return {
        one.name: f"{letter} {reading.speaker.pick(one.title)}" for letter, one in zip("ABC", SCENARIOS, strict=True)
    }


def test_the_page_is_whole_with_a_figure_for_each_indicator(reading: Reading):
    page, speaker = sound(compared(reading)), reading.speaker
    assert page.count("<figure>") == len(SHOWN)
    assert html.escape(HOSTILE) in page
    titles = list(lettered(reading).values())
    for indicator in SHOWN:
        figure = differences(reading, indicator)
        columns, *rows = tables(page)[figure.title]
        assert columns[1::3] == [f"{title}, {speaker.word('middle')}" for title in titles[1:]]
        (last,) = (row for row in rows if row[0] == READ_IN[:4])
        gained = [reading.change(indicator, one.name).mean for one in SCENARIOS[1:]]
        assert last[1::3] == [speaker.number(one, reading.digits(indicator)) for one in gained]
        assert titles[1 + int(np.argmax(gained))] in figure.finding
        assert speaker.number(max(gained), reading.digits(indicator), signed=True) in figure.finding
    for name in ("sammenligning.xlsx", "sammenligning.zip"):
        (link,) = re.findall(rf'href="(/nedlasting/{name}[^"]*)"', page)
        again = view_of(html.unescape(link).partition("?")[2])
        assert [one.digest for one in again.scenarios] == [one.digest for one in SCENARIOS]
        assert link.endswith(f"n={N}")


def test_the_table_holds_chances_effects_and_costs(reading: Reading):
    speaker, number = reading.speaker, reading.speaker.number
    (heads, *rows), *_ = tables(compared(reading)).values()
    assert heads[1:] == list(lettered(reading).values())
    for place, one in enumerate(SCENARIOS, start=1):
        known = {chance.goal: chance.reached for chance in chances(reading.found, one.name, plan_goals())}
        for row, goal in zip(rows, GOALS.values(), strict=False):
            assert row[place].endswith(f"({speaker.often(known[goal], N)})")
        for row, indicator in zip(rows[len(GOALS) :], SHOWN, strict=False):
            found = difference(reading.found, one.name, indicator, READ_IN)
            by_hand = reading.found.at(one.name, indicator, READ_IN) - reading.found.at("baseline", indicator, READ_IN)
            assert found.mean == pytest.approx(by_hand.mean())
            said = number(found.mean, reading.digits(indicator), signed=True)
            assert row[place] == "–" if place == 1 else row[place].startswith(f"{said} ")
        cost = total(costs(one, READ_IN))
        assert rows[len(GOALS) + len(SHOWN)][place] == number(cost, 1)
    specialists = 59 / 12  # years from January 2021 to November 2025, at a million a year
    assert [number(x * specialists, 1) for x in (0, 4, 8)] == rows[len(GOALS) + len(SHOWN)][1:]


def test_pairs_are_counted_one_by_one(reading: Reading):
    said, speaker, titles = statements(reading), reading.speaker, lettered(reading)
    pairs = [(1, 0), (2, 0), (2, 1)]
    assert len(said) == len(pairs)
    for one, other in pairs:
        now, then = (reading.found.at(SCENARIOS[k].name, "employed_residents", READ_IN) for k in (one, other))
        count = sum(a > b for a, b in zip(now, then, strict=True))
        assert higher(reading.found, SCENARIOS[one].name, SCENARIOS[other].name, "employed_residents", READ_IN) == count
        names = (titles[SCENARIOS[k].name] for k in (one, other))
        assert speaker.word("pair_said", one=next(names), other=next(names), often=speaker.often(count, N)) in said


def test_what_tells_them_apart_is_known_before_anything_is_simulated(reading: Reading):
    speaker = reading.speaker
    page = sound(nothing(speaker, reading.view))
    assert speaker.word("nothing_yet") in plain(page)
    (heads, *rows), = tables(page).values()  # fmt: skip
    assert heads[1:] == list(lettered(reading).values())
    assert [row[1:] for row in rows] == [["0", "4", "8"]]
    same = apart(speaker, reading.view.but(scenarios=(load("plan"), own(base="baseline", specialists=0.0))))
    assert len(tables(same)[speaker.word("apart_caption")]) == 1 + len(changes(load("plan")))


def test_a_scenario_that_is_named_twice_stands_once_and_its_letter_is_its_own():
    twice = view_of("s=plan&s=plan&s=baseline&s=plan~job_specialists:4&s=baseline&lang=en")
    assert [one.name for one in each_once(view_of("s=plan&s=plan&s=baseline")).scenarios] == ["plan", "baseline"]
    assert twice.fault is not None, "five are too many, however alike"
    assert each_once(view_of("s=plan&s=plan&lang=en")) == view_of("s=plan&lang=en")


def test_scenarios_that_change_the_same_are_said_to(nb: Reading):
    twin = own("Twin", base="lever_job_specialists")
    ask = nb.ask._replace(scenarios=(*nb.ask.scenarios, replace(twin, name="Twin")))
    values = {**nb.found.values, "Twin": nb.found.values[SCENARIOS[2].name]}
    found = replace(nb.found, values=values, scenarios={**nb.found.scenarios, "Twin": twin})
    said = statements(replace(nb, ask=ask, found=found))
    assert NB.word("pair_same", one="D Twin", other=f"C {HOSTILE}") in said
    assert len(said) == 6


def test_what_a_scenario_costs_more_is_set_against_what_it_does_more(tmp_path):
    from results.ensembles import run_experiment
    from results.report import cost_of

    found = run_experiment(["plan_strong"], 2, against="plan", archive=tmp_path, workers=1)
    one = cost_of(found, "plan_strong", "2025-11")
    more = total(costs(load("plan_strong"), "2025-11")) - total(costs(load("plan"), "2025-11"))
    assert one["more_million_nok"] == more > 0
    for per in one["per"]:
        change = difference(
            found, "plan_strong", {"additional job": "jobs"}.get(per["what"], "employed_residents"), "2025-11"
        )
        assert per["amount"] is None or per["amount"] == more / change.mean
    back = cost_of(run_experiment(["plan"], 2, against="plan_strong", archive=tmp_path, workers=1), "plan", "2025-11")
    assert back["more_million_nok"] == -more
    assert all(per["amount"] is None for per in back["per"])
