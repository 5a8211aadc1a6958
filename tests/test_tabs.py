"""The tabs of a scenario: in both languages, whole, harmless, and with the very numbers that results compute."""

import html
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app.address import GROUPS, SHOWN, TABS, View
from app.bundled import GOALS
from app.editing import with_value
from app.language import Speaker
from app.reading import Reading
from app.scenario_page import tab_of
from app.tab_people import FEW
from app.tab_people import figure as people_figure
from app.tab_result import development
from app.tab_uncertainty import figure as uncertainty_figure
from model.dates import month_of
from results.comparison import Difference, difference, level, who_gains
from results.costs import COMPUTABLE, by_payer, costs, total
from results.goals import chances, plan_goals
from results.groups import GROUPS as MEMBERS
from scenarios.levers import lever_texts
from scenarios.plan import measures
from scenarios.settings import changes
from scenarios.shelf import load, names
from tests.answered import HOSTILE, answered, own, plain, sound, tables

NB, EN = Speaker("nb"), Speaker("en")
BOTH_LANGUAGES = pytest.mark.parametrize("speaker", [NB, EN])
READ_IN, SINCE, N = "2025-11", "2021-11", 6
VIEW = View("nb", (own(),))
OUTSIDE = with_value(with_value(load("baseline"), "conditions", "krone", 0.9), "levers", "job_specialists", 4)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("archive")


@pytest.fixture(scope="module")
def reading(archive: Path) -> Reading:
    return answered(VIEW, archive, N)


def told(reading: Reading, speaker: Speaker) -> Reading:
    return replace(reading, speaker=speaker, view=reading.view.but(language=speaker.language))


def tab(reading: Reading, speaker: Speaker, **view: str) -> str:
    """A tab as its page has it."""
    seen = reading.view.but(language=speaker.language, **view)
    return sound(tab_of(speaker, seen, reading.ask, reading.found))


def at(reading: Reading, indicator: str, name: str = "", date: str = READ_IN) -> np.ndarray:
    return reading.found.at(name or reading.name, indicator, date)


@BOTH_LANGUAGES
def test_every_tab_is_whole_and_a_hostile_title_is_only_text(reading: Reading, speaker: Speaker):
    views = [{"tab": one} for one in TABS if one != "people"]
    views += [{"tab": "people", "group": group} for group in GROUPS]
    views += [{"tab": "result", "indicator": one, "runs": "1"} for one in SHOWN]
    for view in views:
        page = tab(reading, speaker, **view)
        assert page.count("<figure>") == (view["tab"] in ("result", "people", "uncertainty"))
        assert (html.escape(HOSTILE) in page) == (view["tab"] != "cost"), view
        links = {html.unescape(one) for one in re.findall(r'href="([^"]+)"', page)}
        assert {one.partition("?")[0] for one in links} <= {
            "/scenario", "/metode", "/nedlasting/sammenligning.xlsx", "/nedlasting/sammenligning.zip",
            "/nedlasting/figur.svg", "/nedlasting/figur.png", "/nedlasting/figur.csv",
        }  # fmt: skip
        assert all(("lang=en" in one) == (speaker is EN) for one in links)
        assert all(f"n={N}" in one for one in links if one.startswith("/nedlasting/"))


@BOTH_LANGUAGES
def test_figures_hold_their_findings_and_numbers(reading: Reading, speaker: Speaker):
    mine = told(reading, speaker)
    figures = {"result": development(mine), "people": people_figure(mine), "uncertainty": uncertainty_figure(mine)}
    for name, figure in figures.items():
        assert figure is not None
        page = tab(reading, speaker, tab=name)
        assert f'aria-label="{html.escape(figure.finding)}"' in page
        columns, *rows = tables(page)[figure.title]
        assert columns == figure.columns
        for shown, row in zip(rows, figure.rows, strict=True):
            for said, cell in zip(shown, row, strict=True):
                assert said == (speaker.number(cell, figure.digits) if isinstance(cell, float) else cell or "")


@BOTH_LANGUAGES
def test_the_effect_on_the_page_is_the_mean_of_pairs(reading: Reading, speaker: Speaker):
    page = tab(reading, speaker)
    for indicator in SHOWN:
        gained = at(reading, indicator) - at(reading, indicator, "baseline")
        one = difference(reading.found, reading.name, indicator, READ_IN)
        assert one.mean == pytest.approx(gained.mean())
        assert one.expected is not None
        digits = 1 if indicator == "employment_rate_20_66" else 0
        mean, low, high = (speaker.number(x, digits, signed=True) for x in (gained.mean(), *one.expected.most))
        often = speaker.often(int((gained > 0).sum()), N)
        (item,) = re.findall(rf"<li><strong>{re.escape(speaker.label(indicator))}</strong>(.*?)</li>", page)
        numbers = [item.index(part) for part in (mean, low, high, often)]
        assert numbers == sorted(numbers)
    assert f"<strong>{speaker.number(reading.change('employed_residents').mean, signed=True)} " in page


@BOTH_LANGUAGES
def test_a_goal_is_reached_as_often_as_in_the_runs(reading: Reading, speaker: Speaker):
    found = reading.found
    better = found.values[reading.name].copy()
    for indicator, more in zip(SHOWN, (300, 1.5, 600), strict=True):
        better[:, found.dates.index(READ_IN), found.indicators.index(indicator)] += more
    reading = replace(reading, found=replace(found, values={**found.values, reading.name: better}))
    page = tables(tab(reading, speaker))[speaker.word("goals_caption", date=speaker.month(READ_IN))]
    for place, name in ((1, reading.name), (2, "baseline")):
        residents, jobs = (at(reading, i, name) - at(reading, i, name, SINCE) >= 500 for i in (SHOWN[0], SHOWN[2]))
        rate = at(reading, SHOWN[1], name) >= 70
        by_hand = {"goal_1_residents": residents, "goal_1_jobs": jobs, "goal_2_rate": rate, "both": residents & rate}
        known = {one.goal: one.reached for one in chances(reading.found, name, plan_goals())}
        for row, (said, goal) in zip(page[1:], GOALS.items(), strict=True):
            reached = int(by_hand[said].sum())
            assert known[goal] == reached
            assert row[place] == (
                f"{speaker.chance(reached, N)} – {speaker.likelihood(reached, N)} ({speaker.often(reached, N)})"
            )
    assert all(row[1] != row[2] for row in page[1:]), "so that neither is told in the other's place"
    assert page[0][1] == HOSTILE
    assert {goal.name for goal in plan_goals() if goal.together} < set(GOALS.values())


@BOTH_LANGUAGES
def test_levels_are_quantiles_of_the_runs(reading: Reading, speaker: Speaker):
    columns, *rows = tables(tab(reading, speaker))[speaker.label("employed_residents")]
    assert columns[1].startswith(HOSTILE)
    (last,) = (row for row in rows if row[0] == READ_IN[:4])
    levels = np.quantile(at(reading, "employed_residents"), [0.5, 0.05, 0.95], method="weibull")
    assert last[1:4] == [speaker.number(one) for one in levels]
    by_name = tables(tab(reading, speaker, tab="uncertainty"))[
        speaker.word("levels_caption", date=speaker.month(READ_IN))
    ]
    for row, indicator in zip(by_name[1:4], SHOWN, strict=True):
        one = level(reading.found, reading.name, indicator, READ_IN)
        assert row[:2] == [HOSTILE, speaker.label(indicator)]
        assert row[2] == speaker.number(float(np.median(at(reading, indicator))), reading.digits(indicator))
        assert row[4] == speaker.word("from_to", low=speaker.number(one.most.low, reading.digits(indicator)),
                                      high=speaker.number(one.most.high, reading.digits(indicator)))  # fmt: skip


@BOTH_LANGUAGES
@pytest.mark.parametrize("group", GROUPS)
def test_those_who_gain_are_those_who_are_counted(reading: Reading, speaker: Speaker, group: str):
    mine = replace(told(reading, speaker), view=reading.view.but(language=speaker.language, group=group))
    figure = people_figure(mine)
    assert figure is not None
    found = [one for one in who_gains(reading.found, reading.name, 2025) if one.group == group]
    found = [one for one in found if one.gains + one.displaced > 0]
    counted = reading.found.people[reading.name][:, 2025 - 2019]
    for row, one in zip(figure.rows, found, strict=True):
        place = reading.found.labels.index(f"{group}:{one.name}")
        gains, displaced = counted[:, :, place].mean(axis=0)
        few = speaker.word("fewer_than", number=FEW)
        assert row[0].lower() == speaker.pick(MEMBERS[group][one.name]).lower()
        assert row[1:3] == [few if gains < FEW else gains, few if displaced < FEW else displaced]
        assert row[3] == pytest.approx(gains - displaced)
        assert row[4] == pytest.approx(2 * one.error)
    assert sum(row[3] for row in figure.rows) == pytest.approx(
        next(one.net for one in who_gains(reading.found, reading.name, 2025) if one.group == "all")
    )


def test_few_persons_are_not_told_one_by_one(reading: Reading):
    people = np.zeros_like(reading.found.people[reading.name])
    women, men = (reading.found.labels.index(f"sex:{one}") for one in ("female", "male"))
    people[:, 6, 0, women], people[:, 6, 1, women] = [4, 5, 4, 5, 4, 5], 5
    people[:, 6, 0, men] = 40
    few = replace(reading, found=replace(reading.found, people={reading.name: people}))
    rows = tables(tab(few, NB, tab="people", group="sex"))[
        "Netto flere sysselsatte etter bosted, etter kjønn, november 2025"
    ]
    assert rows[1:] == [["Kvinner", "færre enn 5", "5", "−1", "0"], ["Menn", "40", "færre enn 5", "40", "0"]]


@BOTH_LANGUAGES
def test_costs_by_hand_and_by_results(reading: Reading, speaker: Speaker):
    page = tab(reading, speaker, tab="cost")
    found, number = costs(reading.ask.scenarios[0], READ_IN), speaker.number
    assert speaker.word("cost_total", amount=number(total(found), 1), date=speaker.month(READ_IN)) in plain(page)
    rows = {row[0]: row for row in tables(page)[speaker.word("cost_levers")]}
    text = lever_texts()["job_specialists"]
    months = month_of(READ_IN) - month_of("2021-01") + 1
    assert text.cost is not None
    assert rows[speaker.pick((text.label_nb, text.label_en))][1] == number(8 * text.cost * months / 12, 1)
    assert len(rows) - 1 == len(found) > len([one for one in found if one.amount is None]) > 0
    payers = tables(page)[speaker.word("who_pays")][1:]
    assert [row[1] for row in payers] == [number(one, 1) for one in by_payer(found).values()]
    for row, indicator in zip(tables(page)[speaker.word("cost_per_title")][1:], (SHOWN[0], SHOWN[2]), strict=True):
        gained = at(reading, indicator) - at(reading, indicator, "baseline")
        told = gained.mean() > COMPUTABLE * reading.change(indicator).error
        amount = number(total(found) / gained.mean(), 1)
        assert row[1].startswith(speaker.word("at_least", amount=amount) if told else speaker.word("no_effect"))


def test_a_cost_of_nothing_gained_cannot_be_computed(reading: Reading):
    values = {name: reading.found.values["baseline"] for name in reading.found.values}
    nothing = replace(reading, found=replace(reading.found, values=values))
    for speaker, said in ((NB, "ikke beregnbar: virkningen er om lag null"), (EN, "not computable")):
        rows = tables(tab(nothing, speaker, tab="cost"))[speaker.word("cost_per_title")][1:]
        assert all(row[1].startswith(said) for row in rows)
        assert speaker.word("share_of_draws", share="", rest="")[:30] not in tab(nothing, speaker, tab="uncertainty")


def test_three_uncertainties_have_one_mean_and_further_pairs_halve_the_error(reading: Reading):
    one: Difference = reading.change("employed_residents")
    for row in uncertainty_figure(reading).rows:
        assert row[1] <= row[2] == one.mean <= row[3]
    rows = tables(tab(reading, NB, tab="uncertainty"))[NB.word("calculation_title")][1:]
    assert rows[0][1:] == [NB.number(one.mean, 1, signed=True), NB.number(2 * one.error, 2), str(3 * N)]
    assert NB.word("rough", n=N) in tab(reading, NB, tab="uncertainty")


@BOTH_LANGUAGES
def test_todays_trend_alone_changes_nothing(reading: Reading, archive: Path, speaker: Speaker):
    trend = answered(View(speaker.language, (load("baseline"),)), archive, N)
    pages = {one: plain(tab(trend, speaker, tab=one)) for one in TABS}
    for name, key in (("people", "people_none"), ("cost", "cost_none"), ("assumptions", "nothing_changed")):
        assert speaker.word(key) in pages[name]
    unit = trend.unit("employed_residents", True)
    assert speaker.word("effect_alone", mean="0", unit=unit, error=speaker.number(0, 1)) in pages["result"]
    assert len(development(trend).columns) == 1 + 3 + 3 + 1, "one line, the plan's beside it, and what is observed"


@BOTH_LANGUAGES
def test_against_the_same_conditions_only_measures_count(archive: Path, speaker: Speaker):
    view = View(speaker.language, (OUTSIDE,), same=True)
    same, trend = answered(view, archive, 3), answered(view.but(same=False), archive, 3)
    np.testing.assert_array_equal(at(same, "jobs"), at(trend, "jobs"))
    assert (at(same, "jobs", same.found.against) != at(trend, "jobs", "baseline")).any()
    assert changes(same.ask.against) == {"krone": {"2019-01": 0.9}}
    for one in TABS:
        tab(same, speaker, tab=one)
    assert speaker.pick(same.ask.against.title) in plain(tab(same, speaker))
    for one, key, on in ((same, "against_trend", False), (trend, "against_same", True)):
        (link,) = re.findall(rf'href="([^"]+)">{speaker.word(key)}<', tab(one, speaker))
        assert ("same=1" in link) == on


@BOTH_LANGUAGES
def test_cost_and_assumptions_of_every_scenario_need_no_simulation(speaker: Speaker):
    for name in names():
        view = View(speaker.language, (load(name),))
        pages = {one: sound(tab_of(speaker, view.but(tab=one), None, None)) for one in TABS}  # type: ignore[arg-type]
        assert "<figure>" not in "".join(pages.values())
        changed = tables(pages["assumptions"]).get(speaker.word("changes_caption"), [[]])[1:]
        assert len(changed) == len(changes(load(name)))
        taken = [id for id, path in load(name).measures.items() if any(path.values())]
        for id in taken:
            assert f"{id} {speaker.pick((measures()[id].title_nb, measures()[id].title_en))}" in plain(
                pages["assumptions"]
            )
        for one in ("result", "people", "uncertainty"):
            assert plain(pages[one]).strip() == speaker.word("nothing_yet")
