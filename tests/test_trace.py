"""A trace: what is told of one life, where two lives part, and what ``halden trace`` prints and refuses."""

import json
from dataclasses import replace

import numpy as np
import pytest

from model import LabourMarket, Levers, Parameters, small_town
from model.meeting import Draw
from model.variant import STANDARD
from results.eventful import eventful
from results.life import Change, Life
from results.life_words import drawn, told, value, who
from results.trace import follow, follow_all, market_of, parted, trace, twins
from tests.busy import busy_market

TOWN = small_town(600, seed=3)


def lives(levers: Levers | None = None, parameters: Parameters | None = None, name: str = "") -> list[Life]:
    market = LabourMarket(TOWN, parameters, levers, rng=2, until="2020-12")
    found = follow_all(market, list(range(1, 601)), name)
    return [life for life in found if life]


def test_changes_lead_from_the_start_to_the_row_at_the_end():
    market = busy_market(1, "2020-12")
    life = follow(market, 44)
    assert life is not None
    row = dict(life.start)
    for change in life.changes:
        assert row[change.column] == change.before
        row[change.column] = change.after
    for column, stored in row.items():
        assert getattr(market.residents, column)[43].item() == stored


def test_scenarios_that_do_not_touch_a_person_give_identical_lives():
    early = Levers(job_specialists=np.r_[np.zeros(24), np.full(12, 5.0)])
    for one, other in zip(lives(), lives(early), strict=True):
        assert one.changes == other.changes
        assert parted(one, other) is None


def test_lives_are_the_same_until_they_part_and_differ_there():
    pairs = list(zip(lives(name="a"), lives(Levers(adult_training=90.0), name="b"), strict=True))
    found = [parted(*pair) for pair in pairs]
    assert 10 < sum(one is not None for one in found) < 600
    for (one, other), parting in zip(pairs, found, strict=True):
        if parting is None:
            assert [event.outcome for event in one.events] == [event.outcome for event in other.events]
            continue
        place = parting.date, one.processes.index(parting.process)
        before = [
            [event.outcome for event in life.events if (event.date, life.processes.index(event.process)) < place]
            for life in (one, other)
        ]
        assert before[0] == before[1]
        assert parting.one or parting.other
        assert (parting.one and parting.one.outcome) != (parting.other and parting.other.outcome)
        assert parting.why


def test_the_draw_that_decides_otherwise_is_why_lives_part():
    hopeful, discouraged = lives(name="hopeful"), lives(parameters=Parameters(give_up=0.3), name="discouraged")
    partings = [parted(*pair) for pair in zip(hopeful, discouraged, strict=True)]
    gave_up = [one for one in partings if one and one.process == "Participation"]
    assert gave_up
    for one in gave_up:
        [said] = one.why
        assert said.startswith("gives up looking for work: participation.give_up ")
        assert "< 0.3000 in discouraged" in said
        assert ">= " in said
        assert said.endswith("in hopeful")


def test_a_number_of_an_earlier_month_is_told_with_its_month():
    draw = Draw("education.apprentice_places", 7, 43, 0, 0.2119, 0.0, 0.7229)
    assert drawn(draw, "2024-08") == "education.apprentice_places 0.2119 < 0.7229 (drawn 2022-08)"
    assert drawn(draw, "2022-08") == drawn(draw) == "education.apprentice_places 0.2119 < 0.7229"
    assert drawn(draw._replace(number=0.72291)) == "education.apprentice_places 0.72291 >= 0.72290"
    assert drawn(draw._replace(low=0.2, month=None)) == (
        "education.apprentice_places 0.2000 <= 0.2119 < 0.7229 (drawn once)"
    )


def test_one_who_comes_in_one_scenario_only_has_one_life():
    market = LabourMarket(TOWN, rng=2, until="2020-12")
    market.run_model()
    newcomer = int(market.residents.id[600])
    life = follow(LabourMarket(TOWN, rng=2, until="2020-12"), newcomer, "here")
    assert life is not None
    parting = parted(life, None)
    assert parting is not None
    assert (parting.date, parting.other) == (life.since, None)
    assert "nobody has this id" in parting.why[0]
    assert follow(LabourMarket(TOWN, rng=2, until="2020-12"), 2**40 + 5) is None


def test_the_frame_has_a_row_a_change():
    life = lives()[20]
    table = life.frame()
    assert tuple(table.columns) == Change._fields
    assert len(table) == len(life.changes)


def test_trace_runs_the_scenario_as_halden_run_does():
    life = trace(40, "plan", seed=2, until="2019-06", municipality=TOWN)
    market = market_of("plan", seed=2, until="2019-06", municipality=TOWN)
    market.run_model()
    assert life == follow(market_of("plan", seed=2, until="2019-06", municipality=TOWN), 40, "plan")
    row = dict(life.start) | {change.column: change.after for change in life.changes}
    assert row["status"] == market.residents.status[39]
    one, other = twins(40, ["plan", "baseline"], seed=2, until="2019-06", municipality=TOWN)
    assert one == life
    assert other is not None
    assert replace(other, scenario="plan") == life, "the plan begins in 2021"


def test_eventful_lives_have_as_many_changes_as_their_traces():
    found = eventful(busy_market(5, "2020-12"))
    assert len(found) == 13
    assert any(one.since != "2018-12" for one in found)
    for one, life in zip(found, follow_all(busy_market(5, "2020-12"), [one.id for one in found]), strict=True):
        assert life is not None
        assert (len(life.events), life.since) == (one.changes, one.since)
        assert (value("education", life.start["education"]), value("sex", life.start["sex"])) == (
            one.education,
            one.sex,
        )
        assert f" of {one.age}, " in who(life)
    assert [one.changes for one in found[:2]] == sorted((one.changes for one in found[:2]), reverse=True)


def test_words_name_the_place_of_work_and_the_digits_tell_numbers_apart():
    for life in follow_all(busy_market(1, "2020-12"), list(range(1, 200))):
        assert life is not None
        assert who(life).startswith(f"Resident {life.resident}, 1 January 2019: ")
        for event, what in told(life):
            assert what
            assert "_since" not in what
            for draw in event.draws:
                said = drawn(draw)
                assert said.startswith(draw.stream)
                if draw.high is not None:
                    parts = said.removesuffix(" (drawn once)").split(" ")[1:]
                    numbers = [float(one) for one in parts[::2]]
                    for first, sign, second in zip(numbers[:-1], parts[1::2], numbers[1:], strict=True):
                        assert {"<": first < second, "<=": first <= second, ">=": first >= second}[sign], said


def test_halden_trace_tells_a_life_and_the_same_as_json(halden):
    status, out, _ = halden("trace", "6310", "--seed", "1", "--until", "2019-12")
    life = trace(6310, seed=1, until="2019-12")
    assert status == 0
    assert who(life).partition(",")[0] in out
    assert out.count("2019-") >= len(life.events) > 0
    assert drawn(life.events[0].draws[0]) in out
    status, out, _ = halden("trace", "6310", "--seed", "1", "--until", "2019-12", "--json")
    document = json.loads(out)
    assert status == 0
    assert [(one["date"], one["rule"], one["column"]) for one in document["changes"]] == [
        (one.date, one.rule, one.column) for one in life.changes
    ]
    assert document["changes"][0]["draws"][0]["number"] == life.changes[0].draws[0].number


def test_halden_trace_compares_two_scenarios(halden):
    status, out, _ = halden("trace", "6310", "--scenario", "plan", "--against", "baseline", "--until", "2020-12")
    assert status == 0
    assert "The same life with plan and with baseline, seed 0, every month to 2020-12" in out
    words = ("trace", "6310", "--seed", "1", "--scenario", "stress_recession", "--against", "baseline")
    status, out, _ = halden(*words, "--json")
    document = json.loads(out)
    one, other = twins(6310, ["stress_recession", "baseline"], seed=1)
    parting = parted(one, other)
    assert status == 0
    assert [life["scenario"] for life in document["lives"]] == ["stress_recession", "baseline"]
    assert parting is not None
    assert document["parting"] == {"date": parting.date, "process": parting.process, "why": list(parting.why)}
    status, out, _ = halden(*words)
    assert status == 0
    assert f"The lives part in {parting.date}, in {parting.process}:" in out


def test_halden_trace_without_an_id_lists_some_that_can_be_typed(halden):
    status, out, _ = halden("trace", "--seed", "3", "--until", "2019-06", "--json")
    found = json.loads(out)
    assert status == 0
    assert len(found) == 13
    for one in (found[0], found[-1]):
        status, out, _ = halden("trace", one["id"], "--seed", "3", "--until", "2019-06")
        assert status == 0
        assert f"{one['changes']} change" in out
    status, out, _ = halden("trace", "--seed", "3", "--until", "2019-06")
    assert status == 0
    assert found[0]["id"] in out


def test_halden_trace_is_of_the_municipality_that_is_named(halden):
    where = ("--municipality", "aremark", "--seed", "3", "--until", "2019-06")
    status, out, err = halden("trace", *where)
    said = " ".join(out.split())
    assert status == 0
    assert "aremark has no fit of its own" in err
    assert "Eventful lives in Aremark with seed 3" in said
    status, listed, _ = halden("trace", *where, "--json")
    first = json.loads(listed)[0]["id"]
    assert status == 0
    assert f"halden trace {first} --seed 3 --municipality aremark" in said
    status, out, err = halden("trace", first, *where, "--scenario", "plan", "--against", "baseline", "--json")
    document = json.loads(out)
    assert status == 0
    assert "nothing is scaled to aremark" in err
    assert [life["municipality"] for life in document["lives"]] == ["Aremark", "Aremark"]
    own = trace(int(first), seed=3, until="2019-06", municipality="aremark")
    assert [one["rule"] for one in document["lives"][1]["changes"]] == [one.rule for one in own.changes]
    status, _, err = halden("trace", "9999", *where)
    assert status == 2
    assert "resident = 9999; allowed: 1 to 13" in err
    assert "'halden trace --seed 3 --municipality aremark' lists some" in err


def test_what_is_to_be_typed_is_the_run_that_was_listed(halden, monkeypatch, scenario: str):
    monkeypatch.setattr("model.variant._IN_USE", [STANDARD])
    where, given = ("--model", "examples.mentors:COMPILED"), ("--scenario", scenario, "--until", "2019-06")
    status, listed, _ = halden(*where, "trace", "--seed", "3", *given)
    typed = listed[listed.index("halden --model") :].split()
    assert status == 0
    assert typed[:4] == ["halden", *where, "trace"]
    assert "".join(typed[5:]) == "".join(("--seed", "3", *given))  # a long path may be broken in two
    status, out, _ = halden(*where, "trace", typed[4], "--seed", "3", *given, "--json")
    life = json.loads(out)
    assert status == 0
    assert (life["scenario"], life["until"]) == (scenario, "2019-06")
    assert life["start"]["mentor_since"] == "never"


def test_a_trace_tells_how_many_months_of_all_scenarios_are_run():
    heard: list[int] = []
    twins(40, ["plan", "baseline"], until="2019-06", municipality=TOWN, on_month=heard.append)
    assert heard == [*range(7), *range(6, 13)]
    heard.clear()
    eventful(market_of("plan", seed=1, until="2019-03", municipality=TOWN), heard.append)
    assert heard == [0, 1, 2, 3]


@pytest.mark.usefixtures("current_fit")
def test_a_terminal_sees_the_bar_of_both_scenarios_and_a_pipe_sees_none(halden, monkeypatch):
    words = ("trace", "5", "--scenario", "plan", "--against", "baseline", "--until", "2019-06")
    assert halden(*words)[2] == ""
    monkeypatch.setenv("FORCE_COLOR", "1")
    status, out, err = halden(*words, "--json")
    assert status == 0
    assert "plan and baseline to 2019-06" in err
    assert "time left" in err
    assert set(json.loads(out)) == {"parting", "lives"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("anna",), "resident = 'anna'; allowed: a whole number"),
        (("1.5",), "resident = '1.5'; allowed: a whole number"),
        (("0",), "resident = 0; allowed: 1 to 31177 for the residents of the opening, or the id of one who is born"),
        (("31178",), "resident = 31178; allowed: 1 to 31177"),
        (("1099511627999",), "resident = 1099511627999; allowed: 1 to 31177"),
        (("1" * 30,), "allowed: 1 to 31177"),
        (("5", "--seed", "-1"), "seed = -1; allowed: a whole number of 0 or more"),
        (("5", "--scenario", "bsaeline"), "scenario = 'bsaeline'; did you mean 'baseline'?"),
        (("5", "--against", "plam"), "scenario = 'plam'; did you mean 'plan'?"),
        (("5", "--until", "2018-12"), "until = '2018-12'; allowed: a month YYYY-MM from 2019-01"),
        (("--seed", "-1"), "seed = -1; allowed"),
        (("--against", "plan"), "against = 'plan' without a resident; allowed: with the id of one"),
    ],
)
@pytest.mark.usefixtures("current_fit")
def test_bad_input_is_one_line_and_status_2(halden, words: tuple[str, ...], said: str):
    status, out, err = halden("trace", *words, *(() if "--until" in words else ("--until", "2019-01")))
    assert (status, out) == (2, "")
    assert said in err
    assert len(err.strip().splitlines()) == 1
