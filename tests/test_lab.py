"""The model lab: a run that is stepped by hand is the run itself, looking changes nothing, and all is said twice."""

import json
import re
import time
from dataclasses import replace
from typing import Any, cast

import numpy as np
import pytest

from app.lab import EVERYONE, LIVED, MOST_SHOWN, Lab, Where
from app.lab_code import code
from app.lab_page import Laboratory, words_of
from app.lab_pictures import Months, months
from app.lab_place import LAST, MOST_SEED, OPENING, Place, town
from app.lab_view import View, Wishes, choices, shown
from app.lab_words import CODES, COLUMNS, FIRMS, value
from app.labs import Labs
from app.language import FOLDER, Speaker
from model import Firm, Resident, Words, simulate
from model.codes import Status
from model.firms import Firms
from model.indicators import INDICATORS
from model.residents import Residents
from model.variant import STANDARD, use
from results.question import central, conditions_of, parameters_of
from scenarios.settings import settings
from scenarios.shelf import load
from tests.test_variant import FULL, MOOD

NB, EN = Speaker("nb"), Speaker("en")
PLACE = Place("plan", 5, None, "2020-11")


@pytest.fixture(scope="module")
def lab() -> Lab:
    stepped = Lab(PLACE.scenario, PLACE.seed)
    stepped.step_to(PLACE.date)
    return stepped


def everything(lab: Lab) -> list[bytes]:
    tables = (lab.market.residents, lab.market.firms, lab.market.commuters)
    return [column.tobytes() for table in tables for column in table.columns] + [
        part.tobytes() for part in lab.market.record
    ]


@pytest.mark.parametrize("draw", [None, 7])
def test_a_lab_is_the_run_of_its_scenario_seed_and_parameters_to_the_bit(draw: int | None):
    stepped = Lab("plan", 3, draw)
    for ahead in (1, 12, 0, 5):
        stepped.step(ahead)
    levers, conditions = settings(load("plan"))
    if draw is None:
        parameters, conditions = central(conditions)
    else:
        parameters, conditions = parameters_of(draw), conditions_of(draw, conditions)
    run = simulate(town(), parameters, levers, conditions, seed=3, until="2020-06")
    assert (stepped.date, stepped.dates) == ("2020-06", run.dates)
    latest = {one.indicator: one for one in stepped.indicators()}
    assert list(latest) == list(INDICATORS)
    for name in INDICATORS:
        series = run.values(name)
        np.testing.assert_array_equal(stepped.series(name), series, name)
        np.testing.assert_array_equal([latest[name].value, latest[name].change], [series[-1], series[-1] - series[-2]])


def test_what_happened_are_the_flows_of_the_last_month(lab: Lab):
    happened = dict(lab.what_happened())
    change = lab.series("population")[-1] - lab.series("population")[-2]
    assert happened["births"] - happened["deaths"] + happened["arrivals"] - happened["departures"] == change
    assert happened["hires"] == lab.series("hires")[-1]


def test_a_dropped_lab_is_made_again_by_replay_and_is_the_same(lab: Lab):
    labs = Labs(most=1)
    with labs.at(PLACE) as first:
        before = everything(first)
    assert before == everything(lab)
    with labs.at(Place("baseline", 5, None, "2019-03")):
        pass
    assert [one.place for one in labs.kept] == [Place("baseline", 5, None, "2019-03")]
    with labs.at(PLACE) as again:
        assert again is not first
        assert everything(again) == before


def test_a_lab_goes_on_from_where_it_is_and_back_in_time_by_replay():
    labs = Labs()
    place = Place("baseline", 1, None, "2019-02")
    with labs.at(place) as one, labs.at(place) as two:
        assert two is not one, "a lab is in one pair of hands at a time"
        february = everything(two)
        assert everything(one) == february
    with labs.at(Place("baseline", 1, None, "2019-06")) as on:
        assert on in (one, two)
        assert on.date == "2019-06"
    with labs.at(place) as back:
        assert everything(back) == february
    assert len(labs.kept) == 2


def test_no_more_labs_are_kept_than_there_is_room_for():
    labs = Labs(most=2)
    for seed in range(4):
        with labs.at(Place("baseline", seed, None, OPENING)):
            pass
    assert [one.place.seed for one in labs.kept] == [2, 3]


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ({"scenario": "nonsense"}, "scenario = 'nonsense'; allowed: baseline"),
        ({"scenario": "../plan"}, r"scenario = '\.\./plan'"),
        ({"seed": -1}, "seed = -1; allowed: a whole number, 0 to 9999"),
        ({"seed": 10_000}, "seed = 10000"),
        ({"seed": True}, "seed = True"),
        ({"draw": 10**6}, "draw = 1000000; allowed: a whole number, 0 to "),
        ({"date": "2031-01"}, "months = 145; allowed: a whole number, 0 to 144"),
        ({"date": "2019-13"}, "date = '2019-13'"),
        ({"date": "soon"}, "date = 'soon'"),
    ],
)
def test_a_place_that_is_not_allowed_is_refused(place: dict[str, Any], said: str):
    with pytest.raises(ValueError, match=said):
        Place(**place)


def test_what_is_asked_of_a_lab_is_bounded(lab: Lab):
    refused = [
        (lambda: lab.step(122), "months = 122; allowed: a whole number, 0 to 121"),
        (lambda: lab.step(-1), "months = -1"),
        (lambda: lab.step_to("2020-10"), "date = '2020-10'; allowed: 2020-11 to 2030-12"),
        (lambda: lab.step_to("2031-01"), "date = '2031-01'"),
        (lambda: lab.series("nonsense"), "indicator = 'nonsense'; allowed: population"),
        (lambda: lab.residents(limit=MOST_SHOWN + 1), "limit = 21; allowed: a whole number, 1 to 20"),
        (lambda: lab.residents(turn=-1), "turn = -1"),
        (lambda: lab.residents(Where("rich")), "status = 'rich'; allowed: outside, unemployed"),
        (lambda: lab.residents(Where(ages="7_9")), "ages = '7_9'; allowed: 0_14"),
        (lambda: lab.residents(Where(sex="both")), "sex = 'both'; allowed: female, male"),
        (lambda: lab.resident(0), "id = 0; allowed: the id of one who has lived here by 2020-11"),
        (lambda: lab.resident(2**64), "id = 18446744073709551616"),
        (lambda: lab.life(0), "id = 0"),
        (lambda: lab.firms(0), "limit = 0"),
        (lambda: lab.firm(10**7), "row = 10000000; allowed: a whole number, 0 to "),
    ]
    for ask, said in refused:
        with pytest.raises(ValueError, match=said):
            ask()
    assert lab.date == PLACE.date


@pytest.mark.parametrize("where", [EVERYONE, Where("unemployed", "30_39", "female"), Where("employed", "75_over", "")])
def test_residents_are_those_that_mesa_selects(lab: Lab, where: Where):
    found = lab.residents(where)
    assert len(found) == MOST_SHOWN
    names: dict[str, Any] = {}
    exec(code(lab.place, where, found[0].unique_id, 3), names)
    rows = set(names["chosen"].get("row"))
    assert rows == set(lab.rows(where).tolist())
    assert {one.row for one in found} <= rows
    assert names["resident"].row == found[0].row
    assert names["firm"].row == 3
    assert [one.row for one in names["largest"]] == [one.row for one in lab.firms()]
    assert names["jobs"] == lab.series("jobs")[-1]
    assert names["months"]["jobs"].tolist() == lab.series("jobs").tolist()


def test_a_sample_is_the_same_each_time_and_another_turn_gives_another(lab: Lab):
    first, same, other = ([one.row for one in lab.residents(turn=turn)] for turn in (0, 0, 1))
    assert first == same != other


def test_code_of_a_draw_is_of_that_draw():
    place, names = Place("plan", 3, 7, "2019-02"), {}
    exec(code(place, EVERYONE, None, None), names)
    drawn = Lab("plan", 3, 7)
    drawn.step_to("2019-02")
    assert names["jobs"] == drawn.series("jobs")[-1]


def test_a_life_ends_in_the_present_and_looking_changes_nothing(lab: Lab):
    before = everything(lab)
    people = lab.market.residents
    here = [one.row for one in lab.residents(limit=3)]
    arrived = np.flatnonzero(people.present & (people.arrival_month >= 3))[:1]
    gone = np.flatnonzero(~people.present)[:1]
    for row in [*here, *arrived, *gone]:
        told: dict[str, Any] = {}
        dates = []
        for one in lab.life(int(people.id[row])):
            assert told.get(one.column) != one.value, "an event is a change"
            told[one.column] = one.value
            dates.append(one.date)
        assert dates == sorted(dates)
        now = {name: getattr(people, name)[row].item() for name in LIVED}
        if people.present[row]:
            assert told == now
        else:
            assert told["present"] is False
    assert lab.life(int(people.id[arrived[0]]))[0].date > "2019-03"
    assert everything(lab) == before


def test_a_resident_and_a_firm_are_mesas_agents(lab: Lab):
    one = lab.residents(Where("employed"), limit=1)[0]
    assert isinstance(one, Resident)
    assert lab.resident(int(one.id)).row == one.row
    assert one.status == Status.EMPLOYED
    assert isinstance(lab.firm(0), Firm)
    jobs = [firm.jobs for firm in lab.firms()]
    assert jobs == sorted(jobs, reverse=True)
    assert jobs[0] == (lab.market.firms.staff + lab.market.firms.commuters).max()


def test_the_page_has_every_word_that_it_writes_itself():
    source = (FOLDER.parent / "assets" / "lab.vue").read_text("utf-8")
    written = set(re.findall(r"words\.(\w+)", source)) | {f"lab_{name}_filter" for name in Where._fields}
    for speaker in (NB, EN):
        words = words_of(speaker)
        assert set(words) == written
        assert not [said for said in words.values() if "{" in said]


def test_every_column_code_and_named_firm_has_words():
    for name, table in (("residents", Residents), ("firms", Firms)):
        declared = table.declared()
        assert list(COLUMNS[name]) == list(declared)
        for one in declared.values():
            assert one.codes is None or set(CODES[one.codes]) == {code.name.lower() for code in one.codes}
            for speaker in (NB, EN):
                assert value(speaker, one, one.dtype(one.blank).item()), one
    assert set(FIRMS) == set(town().firm_names)


@pytest.mark.parametrize("speaker", [NB, EN])
def test_the_page_says_everything_in_its_language(speaker: Speaker, lab: Lab):
    one = lab.residents(Where("employed"), limit=1)[0]
    found = shown(speaker, PLACE, Wishes(resident=one.unique_id, firm=0))
    assert not re.search(r"\{\w+\}", json.dumps(found)), "no place is left unfilled"
    for figure, name in zip(found["figures"], ("jobs", "vacancies"), strict=True):
        series = lab.series(name)
        assert figure["svg"].startswith('<svg role="img" aria-label="')
        assert [row["cells"][2] for row in figure["table"]["rows"]] == [speaker.number(one) for one in series.tolist()]
    assert len(found["all"]["rows"]) == len(INDICATORS)
    assert len(found["person"]["columns"]["rows"]) == len(Residents.declared()) - 1, "employer and region are one"
    assert len(found["firm"]["columns"]["rows"]) == len(Firms.declared())
    assert "seed=5" in found["code"].replace("rng", "seed")
    assert choices(speaker)["scenario"][0]["key"] == "baseline"


def test_the_lab_shows_what_a_variant_adds_and_its_code_uses_it():
    mine = replace(FULL, words={"mood": Words("Humør")})
    use(mine)
    try:
        lab = Lab("baseline", 77)
        lab.step()
        row = int(np.flatnonzero(lab.market.residents.present)[0])
        id, mood = int(lab.market.residents.id[row]), int(lab.market.residents.mood[row])
        for speaker, said in ((NB, "Humør"), (EN, MOOD.meaning)):
            view = View(speaker, lab)
            person = view.person(id)
            assert person is not None
            assert [said, speaker.number(mood)] in [one["cells"] for one in person["columns"]["rows"]]
            told = [one["cells"][1] for one in person["life"]["rows"]]
            assert said not in told[0], "blank when she is first seen"
            assert f"{said}: {speaker.number(mood)}" in told[1]
        program = code(lab.place, EVERYONE, id, None)
        assert "# To run with the variant full, give it to model.variant.use here." in program, "it is local here"
        use(FULL)
        program = code(lab.place, EVERYONE, id, None)
        assert re.search(r"from model.variant import use\n.*from [\w.]+ import FULL\n\nuse\(FULL\)\n", program, re.S)
        compile(program, "lab", "exec")
    finally:
        use(STANDARD)


def test_the_page_says_who_and_what_is_not_found():
    found = shown(EN, Place(), Wishes(Where("laid_off", "0_14"), resident=0, firm=10**9))
    assert found["person"] == {"fault": "Nobody with number 0 has lived here so far."}
    assert found["firm"]["fault"].startswith("The number must be a whole number from 0 to ")
    assert (found["sample"]["caption"], found["sample"]["rows"]) == ("No resident fits the choices this month.", [])


def test_a_chart_of_one_value_and_one_with_a_hostile_name_are_pictures():
    svg = months((Months("<script>alert(1)</script>", (5.0,)), Months("b", (5.0,))), "nb")
    assert svg.startswith("<svg")
    assert "<script" not in svg


@pytest.mark.parametrize("speaker", [NB, EN])
def test_the_component_renders_steps_and_follows_a_resident(speaker: Speaker):
    import reacton

    went: list[dict[str, Any]] = []

    @reacton.component
    def Page() -> None:  # noqa: N802
        at, put = reacton.use_state({"scenario": "plan", "seed": 5, "month": "2019-01", "draw": None})

        def go(**place: Any) -> None:
            went.append(place)
            put(place)

        Laboratory(speaker=speaker, go=go, **at)

    _, rendered = reacton.render(Page(), handle_error=False)
    try:
        view = cast(Any, rendered.find().widget)
        waited(lambda: view.seen and speaker.month("2019-01") in view.status)
        view.vue_event_step(12)
        assert went == [{"scenario": "plan", "seed": 5, "month": "2020-01", "draw": None}]
        waited(lambda: speaker.month("2020-01") in view.status)
        view.vue_event_random(0)
        waited(lambda: view.seen["person"])
        followed = view.seen["person"]["key"]
        view.vue_event_step(1000)
        waited(lambda: speaker.month(LAST) in view.status)
        assert view.seen["person"]["key"] == followed
        assert view.left == {"last": 0, "goal": 0}
        for seed, draw in (("10000", ""), ("", ""), ("1.5", ""), ("6", "x"), ("6", "400000")):
            view.vue_event_apply({"scenario": "baseline", "seed": seed, "draw": draw})
            waited(lambda: str(MOST_SEED) in view.fault)  # a thread that still draws puts it on the page
        view.vue_event_apply({"scenario": "baseline", "seed": 6, "draw": "7"})
        assert went[-1] == {"scenario": "baseline", "seed": 6, "month": LAST, "draw": 7}
        waited(lambda: view.status.startswith(speaker.pick(load("baseline").title)))
        view.vue_event_select({"status": "employed", "ages": "nonsense", "sex": ""})
        assert view.where["status"] == "unemployed", "what is not in the menus is not asked for"
        assert view.fault == ""
    finally:
        rendered.close()


def waited(done: Any) -> None:
    until = time.monotonic() + 15
    while not done():
        assert time.monotonic() < until, "the page did not come"
        time.sleep(0.02)
