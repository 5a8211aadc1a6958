"""Waiting for an answer on a page: the question is put after a pause, and what is shown follows it."""

import threading
from collections.abc import Callable
from typing import Any, NamedTuple

import reacton
from solara.scope import get_kernel_id, get_session_id

from app.address import MOST_SCENARIOS, View, file_of, named
from app.ask import STAGES, Answer, Ask, FullError
from app.editing import content_of
from app.language import Speaker
from app.simulations import simulations
from scenarios.shelf import Scenario, load

PAUSE = 0.5
"""Seconds after the last change until its simulations are asked for."""
PATIENCE = 1.0
"""Seconds between looks at how far it has come."""
NOT_HEARD: Any = None
SAME = ("Dagens utvikling under samme ytre forhold", "Current trend under the same conditions")
WAITS = ("asked", "waiting", "running")


class Waiting(NamedTuple):
    """An answer as far as it has come, and what may be done about it."""

    answer: Answer
    cancel: Callable[[], None]
    start: Callable[[], None]


def ask_scenario(view: View) -> Ask:
    """The question of a scenario's page."""
    (scenario,) = view.scenarios
    against = load("baseline")
    if view.same and scenario.conditions:
        against = alike(scenario)
    return Ask((scenario,), against, view.until)


def alike(scenario: Scenario) -> Scenario:
    """Today's trend under a scenario's conditions."""
    titles = {"title_nb": SAME[0], "title_en": SAME[1]}
    conditions = {name: dict(path) for name, path in scenario.conditions.items()}
    return named(file_of(content_of(load("baseline")) | titles | {"conditions": conditions}))


def ask_compared(view: View) -> Ask:
    """The question of the page where scenarios are compared; the first is the one they are compared with."""
    from dataclasses import replace

    first, *others = view.scenarios[:MOST_SCENARIOS]
    seen = {first.name: first.digest}
    named = []
    for place, one in enumerate(others, start=1):
        name = one.name
        if seen.setdefault(name, one.digest) != one.digest:
            name = f"{name} ({'ABCD'[place]})"
            one = replace(one, name=name)
            seen[name] = one.digest
        named.append(one)
    return Ask(tuple(named), first, view.until)


def use_answer(ask: Ask | None) -> Waiting:
    """The answer to a question, which changes while it is simulated; a component calls it where hooks are allowed."""
    again, set_again = reacton.use_state(0)
    heard, set_heard = reacton.use_state(NOT_HEARD)
    owner = reacton.use_memo(lambda: f"{get_kernel_id()}/{id(set_heard)}", [])
    session = reacton.use_memo(get_session_id, [])
    stopping = reacton.use_ref(threading.Event())
    key = (ask.key if ask else None, again)

    def wait() -> Callable[[], None]:
        stop = stopping.current = threading.Event()
        if ask is not None:
            threading.Thread(target=_watch, args=(ask, owner, session, stop, lambda one: set_heard((key, one))),
                             daemon=True).start()  # fmt: skip

        def leave() -> None:
            stop.set()
            if ask is not None:
                simulations().leave(ask, owner)

        return leave

    reacton.use_effect(wait, [key])
    answer = heard[1] if heard and heard[0] == key else (ask and simulations().known(ask)) or Answer("asked")

    def cancel() -> None:
        stopping.current.set()
        set_heard((key, answer._replace(state="cancelled")))
        if ask is not None:
            simulations().leave(ask, owner)

    return Waiting(answer, cancel, lambda: set_again(again + 1))


def _watch(ask: Ask, owner: str, session: str, stop: threading.Event, tell: Callable[[Answer], None]) -> None:
    queue = simulations()
    known = queue.known(ask)
    if known is None and stop.wait(PAUSE):
        return
    try:
        queue.join(ask, owner, session)
    except FullError as refused:
        tell(Answer("full", said=refused.word, place=refused.most))
        return
    if stop.is_set():
        queue.leave(ask, owner)
        return
    seen = None
    while not stop.is_set():
        answer = queue.look(ask, seen, PATIENCE)
        if stop.is_set():
            return
        if answer != seen:
            tell(answer)
        if answer.state not in WAITS:
            return
        seen = answer


def progress(speaker: Speaker, waiting: Waiting) -> dict[str, Any]:
    """What a page says of an answer under way."""
    answer, word = waiting.answer, speaker.word
    total = STAGES[-1]
    left = ""
    if answer.seconds is not None and answer.state in WAITS:
        left = word("seconds_left", seconds=max(1, round(answer.seconds)))
    if answer.state == "asked":
        said = word("asked")
    elif answer.state == "waiting":
        said = word("queue", place=answer.place)
    elif answer.state == "running":
        shown = answer.found.replications if answer.found else 0
        said = word("running", ready=answer.ready, of=total)
        said += " " + (word("narrows", shown=shown) if shown else word("first_soon", first=STAGES[0]))
    elif answer.state == "cancelled":
        said = word("was_cancelled")
    elif answer.state == "full":
        said = word(answer.said, most=answer.place)
    elif answer.state == "failed":
        said = word("error", id=answer.said)
    else:
        said = word("done", of=answer.found.replications if answer.found else total)
    return {"state": answer.state, "said": said, "ready": answer.ready, "of": total, "left": left}
