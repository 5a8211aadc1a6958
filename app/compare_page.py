"""The page where up to four scenarios are compared: the table first, then pairs, differences and what tells them
apart."""

from collections.abc import Callable
from functools import partial
from html import escape
from typing import Any

import reacton
import solara

from app.address import MOST_SCENARIOS, SHOWN, AddressError, View, model_key, query, scenario_code, scenario_of
from app.asking import ask_compared, progress, use_answer
from app.bundled import GOALS
from app.figures import Figure, plain_table
from app.language import Speaker
from app.parts import Go, Say, part
from app.pictures import fan
from app.reading import READ_IN, Reading, spoken_effect
from app.scenario_page import AnswerPart, Head, answer_words, head_words
from app.tab_assumptions import plain, setting
from app.tab_cost import per
from app.tab_result import line_table, told
from results.comparison import higher
from results.costs import costs, total
from scenarios.settings import changes
from scenarios.shelf import load, names

HERE = "/sammenlign"
BEGINS_AS = ("baseline", "plan", "plan_strong")
LETTERS = "ABCD"
LOOKS = (1, 0, 2, 3)
"""How each is drawn; what the others are compared with is drawn alike on every page."""


@solara.component_vue("assets/picker.vue")
def Picker(  # noqa: N802
    words: dict[str, str], chosen: list[dict[str, str]], offered: list[dict[str, str]], most: int,
    event_add: Callable[[Any], None], event_drop: Callable[[Any], None], event_first: Callable[[Any], None],
) -> None:  # fmt: skip
    """Which scenarios are compared."""


def each_once(view: View) -> View:
    """The view with every scenario once, however often its address names it, so that letters mean the same."""
    return view.but(scenarios=tuple({(one.name, one.digest): one for one in view.scenarios}.values()))


@part
def CompareHead(speaker: Speaker, view: View, go: Go, say: Say) -> None:  # noqa: N802
    """The title, and what may be done with the comparison."""
    words = head_words(speaker) | {"title": speaker.word("compare_title"), "builds_on": ""}
    Head(
        words=words, name="", names=False, code="", link=f"{HERE}?{query(view.but(model=''))}", file="",
        links=[], opens=f"{HERE}?v=1&s=CODE&m=MODEL", model=model_key(), resets=False,
        longest=0, most=0, event_rename=lambda *_: None, event_upload=lambda *_: None, event_clear=lambda *_: None,
    )  # fmt: skip


@part
def CompareParts(speaker: Speaker, view: View, go: Go, say: Say) -> None:  # noqa: N802
    """The scenarios that are chosen."""
    word, chosen = speaker.word, each_once(view).scenarios

    def to(scenarios: tuple[Any, ...]) -> None:
        go(f"{HERE}?{query(view.but(scenarios=scenarios, model=''))}")

    def add(code: Any) -> None:
        try:
            one = scenario_of(str(code)[:2000])
        except AddressError as error:
            say(speaker.fault(error))
            return
        if len(chosen) < MOST_SCENARIOS:
            to((*chosen, one))

    def place(asked: Any) -> int | None:
        return asked if isinstance(asked, int) and 0 <= asked < len(chosen) else None

    def drop(asked: Any) -> None:
        at = place(asked)
        if at is not None and len(chosen) > 1:
            to((*chosen[:at], *chosen[at + 1 :]))

    def first(asked: Any) -> None:
        at = place(asked)
        if at:
            to((chosen[at], *chosen[:at], *chosen[at + 1 :]))

    have = {scenario_code(one) for one in chosen}
    offered = [{"code": name, "text": speaker.pick(load(name).title)} for name in names() if name not in have]
    words = {key: word(key) for key in ("compared", "add", "drop", "make_first", "against_this", "choose", "mine")}
    listed = [
        {
            "letter": letter,
            "title": speaker.pick(one.title),
            "href": f"/scenario?{query(View(speaker.language, (one,)))}",
        }
        for letter, one in zip(LETTERS, chosen, strict=False)
    ]
    Picker(words=words, chosen=listed, offered=offered, most=MOST_SCENARIOS, event_add=add, event_drop=drop,
           event_first=first)  # fmt: skip


@part
def CompareAnswer(speaker: Speaker, view: View, go: Go, say: Say) -> None:  # noqa: N802
    """What the comparison says."""
    view = each_once(view)
    ask = reacton.use_memo(lambda: ask_compared(view) if len(view.scenarios) > 1 else None, [view])
    waiting = use_answer(ask)
    if ask is None:
        AnswerPart(
            words=answer_words(speaker), tabs=[], tab="", result=f"<p>{speaker.word('choose_two')}</p>", state="done",
            said="", ready=0, of=1, left="", event_choose=lambda *_: None, event_cancel=lambda *_: None,
            event_start=lambda *_: None,
        )  # fmt: skip
        return
    found = waiting.answer.found
    result = reacton.use_memo(
        lambda: compared(Reading(speaker, view, ask, found)) if found else nothing(speaker, view),
        [view, found and found.replications],
    )
    AnswerPart(
        words=answer_words(speaker), tabs=[], tab="", result=result, event_choose=lambda *_: None,
        event_cancel=lambda *_: waiting.cancel(), event_start=lambda *_: waiting.start(), **progress(speaker, waiting),
    )  # fmt: skip


def nothing(speaker: Speaker, view: View) -> str:
    """What is known before anything is simulated: what tells the scenarios apart."""
    return f'<p class="notice">{escape(speaker.word("nothing_yet"))}</p>{apart(speaker, view)}'


def compared(reading: Reading) -> str:
    """The comparison's HTML."""
    speaker = reading.speaker
    parts = [overview_table(reading), f"<h2>{speaker.word('pairs_title')}</h2><ul>"]
    parts += [f"<li>{escape(one)}</li>" for one in statements(reading)]
    parts.append(f"</ul><h2>{speaker.word('differences_title')}</h2>")
    parts += [
        differences(reading, indicator).html(speaker, reading.files(f"difference-{indicator}")) for indicator in SHOWN
    ]
    parts.append(apart(speaker, reading.view))
    return "".join([*parts, reading.downloads()])


def lettered(reading: Reading) -> dict[str, str]:
    """Every scenario's letter and title by name."""
    order = [reading.found.against, *(one.name for one in reading.ask.scenarios)]
    return {
        name: f"{letter} {reading.title(name)}" for letter, name in zip(LETTERS, dict.fromkeys(order), strict=False)
    }


def overview_table(reading: Reading) -> str:
    """Chances, effects and costs, a column a scenario."""
    speaker, titles, n = reading.speaker, lettered(reading), reading.replications
    word, against = speaker.word, reading.found.against
    rows: list[list[Any]] = []
    chances = {name: reading.chances(name) for name in titles}
    for said, goal in GOALS.items():
        meaning = word("both_meaning" if said == "both" else said)
        rows.append([meaning, *(told(speaker, chances[name][goal].reached, n) for name in titles)])
    for indicator in SHOWN:
        cells = [
            "–" if name == against
            else spoken_effect(speaker, reading.change(indicator, name), reading.digits(indicator),
                               reading.unit(indicator, True))
            for name in titles
        ]  # fmt: skip
        rows.append([word("extra_of", label=speaker.label(indicator)), *cells])
    found = {name: costs(reading.found.scenarios[name], READ_IN) for name in titles}
    rows.append([word("cost_row", date=speaker.month(READ_IN)), *(
        speaker.number(total(found[name]), 1) for name in titles
    )])  # fmt: skip
    row: list[Any] = [word("per_resident_row")]
    for name in titles:
        complete = all(one.amount is not None for one in found[name])
        change = reading.change("employed_residents", name)
        cost, more = total(found[name]), total(found[name]) - total(found[against])
        if name == against:
            row.append("–")
        elif cost > 0 and not more > 0:
            row.append(word("no_more_cost"))
        else:
            row.append(per(speaker, more, "per_resident", change, complete))
    rows.append(row)
    caption = word("compare_caption", date=speaker.month(READ_IN), n=n, against=titles[against])
    return plain_table(speaker, caption, [word("what"), *titles.values()], rows)


def statements(reading: Reading) -> list[str]:
    """For every pair of scenarios, in how many simulations the one has more in work than the other."""
    speaker, titles = reading.speaker, lettered(reading)
    order, n = list(titles), reading.replications
    found = []
    for place, other in enumerate(order):
        for name in order[place + 1 :]:
            if reading.found.scenarios[name].digest == reading.found.scenarios[other].digest:
                found.append(speaker.word("pair_same", one=titles[name], other=titles[other]))
                continue
            count = higher(reading.found, name, other, "employed_residents", READ_IN)
            often = speaker.often(count, n)
            found.append(speaker.word("pair_said", one=titles[name], other=titles[other], often=often))
    return found


def differences(reading: Reading, indicator: str) -> Figure:
    """What each scenario changes over the years, against the first."""
    speaker, titles = reading.speaker, lettered(reading)
    against = reading.found.against
    others = [name for name in titles if name != against]
    lines = [
        reading.gained(name, indicator, LOOKS[place])._replace(title=titles[name])
        for place, name in enumerate(titles) if name != against
    ]  # fmt: skip
    digits, label = max(reading.digits(indicator), 0), speaker.label(indicator)
    best = max(others, key=lambda name: reading.change(indicator, name).mean)
    finding = speaker.word(
        "difference_finding", title=titles[best], year=READ_IN[:4], label=label,
        mean=speaker.number(reading.change(indicator, best).mean, digits, signed=True),
        unit=reading.unit(indicator, True),
    )  # fmt: skip
    columns, rows = line_table(speaker, lines, [])
    columns, rows = columns[:-1], [row[:-1] for row in rows]
    title = speaker.word("difference_title", label=label, against=titles[against])
    chart = partial(fan, lines, zero=True, bands=len(lines))
    return Figure(title, finding, speaker.word("difference_note"), chart, columns, rows, digits)


def apart(speaker: Speaker, view: View) -> str:
    """Levers and conditions that are not alike in all scenarios, with their last level."""
    found = [changes(one) for one in view.scenarios]
    rows: list[list[Any]] = []
    for name in dict.fromkeys(name for one in found for name in one):
        if all(one.get(name) == found[0].get(name) for one in found):
            continue
        label, unit, usual = setting(speaker, name)
        cells = [plain(speaker, max(one[name].items())[1] if name in one else usual) for one in found]
        rows.append([f"{label} ({unit})", *cells])
    if not rows:
        return f"<h2>{speaker.word('apart_title')}</h2><p>{speaker.word('apart_none')}</p>"
    titles = [f"{letter} {speaker.pick(one.title)}" for letter, one in zip(LETTERS, view.scenarios, strict=False)]
    caption = speaker.word("apart_caption")
    table = plain_table(speaker, caption, [speaker.word("changed"), *titles], rows)
    return f"<h2>{speaker.word('apart_title')}</h2>{table}"
