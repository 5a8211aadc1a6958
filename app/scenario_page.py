"""The page of one scenario: its controls, and what they do, simulated."""

from collections.abc import Callable
from html import escape
from typing import Any

import reacton
import solara

from app.address import TABS, AddressError, View, faulty, model_key, named, query, scenario_code
from app.ask import Ask
from app.asking import ask_scenario, progress, use_answer
from app.controls import INTENSITIES, YEARS, controls, values
from app.editing import LONGEST, renamed, with_value, without_value
from app.language import Speaker
from app.parts import Go, Say, part
from app.reading import DOWNLOADS, Reading
from app.tab_assumptions import assumptions_tab
from app.tab_cost import cost_tab
from app.tab_people import people_tab
from app.tab_result import result_tab
from app.tab_uncertainty import uncertainty_tab
from scenarios.scenario import ScenarioError, parse
from scenarios.shelf import Scenario, load, names

MOST_UPLOAD = 200_000
"""Bytes of a scenario file that a browser sends."""
BEGINS_AS = "plan"
"""The scenario that the page shows when its address names none."""
HERE = "/scenario"


@solara.component_vue("assets/head.vue")
def Head(  # noqa: N802
    words: dict[str, Any], name: str, names: bool, code: str, link: str, file: str, links: list[dict[str, Any]],
    opens: str, model: str, resets: bool, longest: int, most: int,
    event_rename: Callable[[Any], None], event_upload: Callable[[Any], None], event_clear: Callable[..., None],
) -> None:  # fmt: skip
    """A page's title, and what may be done with what it shows: keep, share, take down and bring up."""


@solara.component_vue("assets/controls.vue")
def Controls(  # noqa: N802
    words: dict[str, Any], groups: list[dict[str, Any]], settings: dict[str, Any], years: list[int], unmodelled: str,
    event_change: Callable[[Any], None], event_undo: Callable[[Any], None],
) -> None:  # fmt: skip
    """Levers, measures and conditions."""


@solara.component_vue("assets/answer.vue")
def AnswerPart(  # noqa: N802
    words: dict[str, Any], state: str, said: str, ready: int, of: int, left: str, tabs: list[dict[str, str]], tab: str,
    result: str, event_choose: Callable[[Any], None], event_cancel: Callable[..., None],
    event_start: Callable[..., None],
) -> None:  # fmt: skip
    """How far simulations have come, and what they say."""


@part
def Answered(speaker: Speaker, view: View, go: Go, say: Say) -> None:  # noqa: N802
    """The right side: progress, tabs and their content."""
    ask = reacton.use_memo(lambda: ask_scenario(view), [view])
    waiting = use_answer(ask)
    shown = waiting.answer.found
    result = reacton.use_memo(lambda: tab_of(speaker, view, ask, shown), [view, shown and shown.replications])
    tabs = [{"name": one, "text": speaker.word(f"tab_{one}")} for one in TABS]
    AnswerPart(
        words=answer_words(speaker), tabs=tabs, tab=view.tab, result=result,
        event_choose=lambda tab: go(f"{HERE}?{query(view.but(tab=tab))}") if tab in TABS else None,
        event_cancel=lambda *_: waiting.cancel(), event_start=lambda *_: waiting.start(), **progress(speaker, waiting),
    )  # fmt: skip


def tab_of(speaker: Speaker, view: View, ask: Ask, found: Any) -> str:
    """The content of the chosen tab; what needs no simulation is there at once."""
    (scenario,) = view.scenarios
    reading = Reading(speaker, view, ask, found) if found else None
    files = reading.downloads() if reading else ""
    if view.tab == "cost":
        return cost_tab(speaker, scenario, reading) + files
    if view.tab == "assumptions":
        return assumptions_tab(speaker, scenario, reading, view.until) + files
    if reading is None:
        return f'<p class="notice">{escape(speaker.word("nothing_yet"))}</p>'
    return {"result": result_tab, "people": people_tab, "uncertainty": uncertainty_tab}[view.tab](reading) + files


def answer_words(speaker: Speaker) -> dict[str, str]:
    """What the answer's part says by itself."""
    words = {key: speaker.word(key) for key in ("progress", "cancel", "start", "tabs")}
    return words | {"answer": speaker.word("answer_section")}


@part
def ScenarioHead(speaker: Speaker, view: View, go: Go, say: Say) -> None:  # noqa: N802
    """The head: title, name, and what may be done with the scenario."""
    (scenario,) = view.scenarios

    def become(change: Callable[[], Scenario]) -> None:
        attempt(speaker, go, say, lambda: address(view, change()))

    title = speaker.pick(scenario.title)
    trend = load("baseline")
    pair = (trend, scenario) if scenario.digest != trend.digest else (trend,)
    compared = view.but(scenarios=pair, tab=TABS[0])
    links = [{"text": speaker.word("compare_with"), "href": f"/sammenlign?{query(compared)}", "download": False}]
    base = scenario.name if scenario.name in names() else scenario.file.extends or "baseline"
    words = head_words(speaker)
    words |= {
        "title": speaker.word("scenario_title", title=title),
        "builds_on": speaker.word("builds_on", title=speaker.pick(load(base).title)),
    }  # fmt: skip
    link = f"{HERE}?{query(view.but(model=''))}"
    Head(
        words=words, name=title, names=True, code=scenario_code(scenario), link=link,
        file=f"{DOWNLOADS}/scenario.toml?{query(View(scenarios=view.scenarios))}", links=links,
        opens=f"{HERE}?v=1&s=CODE&m=MODEL" + ("&lang=en" if speaker.language == "en" else ""), model=model_key(),
        resets=scenario.name not in names(), longest=LONGEST, most=MOST_UPLOAD,
        event_rename=lambda title: become(lambda: renamed(scenario, str(title)[:1000])),
        event_upload=lambda text: become(lambda: uploaded(str(text))),
        event_clear=lambda *_: become(lambda: load(base)),
    )  # fmt: skip


def attempt(speaker: Speaker, go: Go, say: Say, change: Callable[[], str]) -> None:
    """Go where a change leads, or say why it may not be."""
    try:
        href = change()
    except AddressError as error:
        say(speaker.fault(error))
    else:
        say("")
        go(href)


def address(view: View, scenario: Scenario) -> str:
    """The page's address with another scenario.

    Raises:
        AddressError: for a scenario that is too long for one.
    """
    from app.address import MOST_CHARACTERS

    found = query(view.but(scenarios=(scenario,), model=""))
    if len(found) > MOST_CHARACTERS:
        raise AddressError("fault_long", most=MOST_CHARACTERS)
    return f"{HERE}?{found}"


def uploaded(text: str) -> Scenario:
    """A scenario from a file's text, which may build on the catalogue alone.

    Raises:
        AddressError: for a file that is too large, or faulty.
    """
    if len(text.encode()) > MOST_UPLOAD:
        raise AddressError("fault_large")
    try:
        return named(parse(text, ""))
    except ScenarioError as error:
        raise faulty(error) from None


def head_words(speaker: Speaker) -> dict[str, Any]:
    """What the head says by itself."""
    keys = (
        "head", "name", "rename", "save", "copy", "download", "upload", "clear", "mine", "mine_about", "older",
        "remove", "not_saved", "saved", "removed", "copied", "too_large",
    )  # fmt: skip
    return {key: speaker.word(key) for key in keys}


@part
def ScenarioControls(speaker: Speaker, view: View, go: Go, say: Say) -> None:  # noqa: N802
    """The left side: every control with its value."""
    (scenario,) = view.scenarios
    settings = reacton.use_memo(lambda: values(scenario), [scenario.digest, scenario.name])

    def change(asked: Any) -> None:
        family, name, value = str(asked["family"]), str(asked["name"]), float(asked["value"])
        since = str(asked.get("since") or "")
        attempt(speaker, go, say, lambda: address(view, with_value(scenario, family, name, value, since)))

    def undo(asked: Any) -> None:
        family, name = str(asked["family"]), str(asked["name"])
        attempt(speaker, go, say, lambda: address(view, without_value(scenario, family, name)))

    keys = (
        "controls", "search", "meaning", "since", "several_dates", "reset", "measures_of", "measures_about",
        "unmodelled",
    )  # fmt: skip
    words: dict[str, Any] = {key: speaker.word(key) for key in keys}
    words["allowed"] = speaker.word("allowed", low="{low}", high="{high}", unit="{unit}")
    words["intensities"] = [speaker.word(f"intensity_{number}") for number in INTENSITIES]
    Controls(
        words=words, groups=controls(speaker), settings=settings, years=list(YEARS),
        unmodelled="/tiltak" + ("?lang=en" if speaker.language == "en" else ""), event_change=change, event_undo=undo,
    )  # fmt: skip
