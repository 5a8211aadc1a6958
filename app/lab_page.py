"""The page of the model lab: one run, stepped month by month, in its own thread, inside the app's shell."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import reacton
import solara
from solara.tasks import use_task

from app.address import View, query
from app.lab import MOST_SHOWN, Where
from app.lab_place import FIRST, MONTHS, MOST_SEED, Place, draws
from app.lab_view import LABS, Wishes, choices, shown
from app.language import Speaker
from app.parts import Go, Say, part
from model.dates import date_of, month_of

GOAL = "2025-12"
"""The end of the plan, which one step goes to."""
MOST_DIGITS = 20
HERE = "/lab"
SAID = (
    "lab", "lab_lead", "lab_note", "lab_run", "lab_scenario", "lab_seed", "lab_seed_help", "lab_draw", "lab_draw_help",
    "lab_apply", "lab_move", "lab_step_1", "lab_step_12", "lab_to_goal", "lab_again", "lab_axis", "show_table",
    "lab_people", "lab_people_lead", "lab_status_filter", "lab_ages_filter", "lab_sex_filter", "lab_show",
    "lab_another", "lab_random", "lab_find_resident", "lab_find", "lab_life_lead", "lab_firms", "lab_find_firm",
    "lab_code", "lab_code_lead", "lab_copy", "lab_copied", "lab_not_copied",
)  # fmt: skip
"""What the page writes itself."""


@solara.component_vue("assets/lab.vue")
def LabView(  # noqa: N802
    words: dict[str, str],
    place: dict[str, Any],
    menus: dict[str, list[dict[str, str]]],
    bounds: dict[str, int],
    status: str,
    fault: str,
    seen: dict[str, Any] | None,
    where: dict[str, str],
    left: dict[str, int],
    event_apply: Callable[[Any], None],
    event_step: Callable[[Any], None],
    event_again: Callable[[Any], None],
    event_select: Callable[[Any], None],
    event_another: Callable[[Any], None],
    event_random: Callable[[Any], None],
    event_resident: Callable[[Any], None],
    event_firm: Callable[[Any], None],
) -> None:
    """Everything on the page; what a reader does comes back as events."""


@reacton.component
def Laboratory(  # noqa: N802
    speaker: Speaker,
    scenario: str,
    seed: int,
    month: str,
    go: Callable[..., None],
    draw: int | None = None,
) -> None:
    """The lab at a place; ``go`` is called with scenario, seed, draw and month to change the address."""
    place, unknown = _place(scenario, seed, draw, month)
    wishes, wish = reacton.use_state(Wishes())
    refused, refuse = reacton.use_state("")
    menus = reacton.use_memo(lambda: choices(speaker), [speaker.language])
    task = use_task(
        lambda: shown(speaker, place, wishes), dependencies=[speaker.language, place, wishes], raise_error=False
    )

    def move(to: Place) -> None:
        refuse("")
        go(scenario=to.scenario, seed=to.seed, draw=to.draw, month=to.date)

    def apply(asked: Any) -> None:
        chosen = _chosen(place, asked)
        if chosen is None:
            refuse(speaker.word("lab_refused", seed=MOST_SEED, draw=draws() - 1))
        else:
            move(chosen)

    def step(months: Any) -> None:
        ahead = min(_number(months) or 0, MONTHS - place.months)
        move(replace(place, date=date_of(month_of(place.date) + ahead)))

    def select(asked: Any) -> None:
        held = {key: {one["key"] for one in menus[key]} for key in Where._fields}
        if all(asked.get(key) in held[key] for key in held):
            wish(wishes._replace(where=Where(**{key: asked[key] for key in held})))

    def random(_: Any) -> None:
        # Looked up at once, so that the same resident is followed when the run moves on.
        with LABS.at(place) as lab:
            found = lab.residents(wishes.where, 1, wishes.turn + 1)
        if found:
            wish(wishes._replace(turn=wishes.turn + 1, resident=found[0].unique_id))

    fault = speaker.word("lab_failed") if task.error else refused or (speaker.word("lab_unknown") if unknown else "")
    seen = task.latest
    LabView(
        words=words_of(speaker),
        place={"scenario": place.scenario, "seed": place.seed, "draw": "" if place.draw is None else place.draw},
        menus=menus,
        bounds={"seed": MOST_SEED, "draw": draws() - 1, "digits": MOST_DIGITS},
        status=seen["status"] if seen and not task.pending else speaker.word("lab_working") if not fault else "",
        fault=fault,
        seen=seen,
        where=wishes.where._asdict(),
        left={"last": MONTHS - place.months, "goal": max(month_of(GOAL) + 1 - place.months, 0)},
        event_apply=apply,
        event_step=step,
        event_again=lambda _: move(replace(place, date=FIRST)),
        event_select=select,
        event_another=lambda _: wish(wishes._replace(turn=wishes.turn + 1)),
        event_random=random,
        event_resident=lambda asked: wish(wishes._replace(resident=_number(asked))),
        event_firm=lambda asked: wish(wishes._replace(firm=_number(asked))),
    )


@part
def LabPage(speaker: Speaker, view: View, go: Go, say: Say) -> None:  # noqa: N802
    """The lab as a part of the app's page, whose place stands in the address."""

    def move(scenario: str, seed: int, draw: int | None, month: str) -> None:
        go(f"{HERE}?{query(view.but(lab=Place(scenario, seed, draw, month)))}")

    lab = view.lab
    Laboratory(speaker=speaker, scenario=lab.scenario, seed=lab.seed, month=lab.date, go=move, draw=lab.draw)


def _place(scenario: str, seed: int, draw: int | None, month: str) -> tuple[Place, bool]:
    """The place of an address, and whether another one was asked for."""
    try:
        return Place(scenario, seed, draw, month), False
    except ValueError:
        return Place(), True


def _chosen(place: Place, asked: dict[str, Any]) -> Place | None:
    """The place with the scenario, seed and draw of the form; none where they are not allowed."""
    draw = str(asked.get("draw", "")).strip()
    seed, drawn = _number(asked.get("seed")), _number(draw) if draw else None
    if seed is None or (draw and drawn is None):
        return None
    try:
        return Place(str(asked.get("scenario")), seed, drawn, place.date)
    except ValueError:
        return None


def _number(asked: Any) -> int | None:
    """A whole number as it is written in a field; none for anything else."""
    text = str(asked).strip()
    return int(text) if len(text) <= MOST_DIGITS and text.isascii() and text.isdecimal() else None


def words_of(speaker: Speaker) -> dict[str, str]:
    """The words that the page writes itself."""
    filled = {
        "lab_seed_help": {"most": MOST_SEED}, "lab_draw_help": {"most": draws() - 1},
        "lab_people_lead": {"most": MOST_SHOWN},
    }  # fmt: skip
    return {key: speaker.word(key, **filled.get(key, {})) for key in SAID}
