"""The planners' app as Solara sees it: a page an address, each inside the shell, all of it read from the address."""

from collections.abc import Callable
from importlib import import_module
from threading import Lock
from typing import Any, NamedTuple

import reacton
import solara
from solara.routing import use_router

from app import compare_page, scenario_page
from app.address import View, model_key, query, view_of
from app.compare_page import CompareAnswer, CompareHead, CompareParts
from app.language import Speaker
from app.parts import Go, Say, failed, part
from app.scenario_page import Answered, ScenarioControls, ScenarioHead
from app.server import BOOT
from model.variant import in_use
from model.version import model_version
from scenarios.shelf import load

SAID = ("app", "skip", "menu", "other_language", "lost", "reload", "caveat")
"""What the shell says on every page."""


def written(module: str, writer: str, **more: str) -> Callable[[Speaker], str]:
    """What writes a page, which is imported when it is first asked for: much of it needs the whole model.

    Whoever asks while it is written waits for what is written, rather than write it too.
    """
    writing = Lock()

    def write(speaker: Speaker) -> str:
        with writing:
            return getattr(import_module(f"app.{module}"), writer)(speaker, **more)

    return write


@part
def Lab(speaker: Speaker, view: View, go: Go, say: Say) -> None:  # noqa: N802
    """The model lab, imported when it is first asked for."""
    from app.lab_page import LabPage

    LabPage(speaker=speaker, view=view, go=go, say=say)


class Page(NamedTuple):
    """A page: its address, where it is linked from, and what it holds."""

    address: str
    menu: bool = True
    """In the menu; otherwise in the foot."""
    write: Callable[[Speaker], str] | None = None
    """Writes a page that is the same for everyone."""
    parts: tuple[Callable[..., Any], ...] = ()
    """The components of one that is not: each gets speaker, view, go and say."""
    shape: str = ""
    begins_as: tuple[str, ...] = ()
    """The scenarios it shows when its address names none."""


PAGES = {
    "overview": Page("/", write=written("overview", "overview")),
    "scenario": Page(
        scenario_page.HERE, parts=(ScenarioHead, ScenarioControls, Answered), shape="build",
        begins_as=(scenario_page.BEGINS_AS,),
    ),
    "compare": Page(
        compare_page.HERE, parts=(CompareHead, CompareParts, CompareAnswer), begins_as=compare_page.BEGINS_AS
    ),
    "plan": Page("/tiltak", write=written("measures_page", "measures_page")),
    "method": Page("/metode", write=written("method_page", "method_page")),
    "help": Page("/hjelp", write=written("text_page", "text_page", name="help")),
    "accessibility": Page(
        "/tilgjengelighet", menu=False, write=written("text_page", "text_page", name="accessibility")
    ),
    "privacy": Page("/personvern", menu=False, write=written("text_page", "text_page", name="privacy")),
    "lab": Page("/lab", menu=False, parts=(Lab,)),
}  # fmt: skip
"""Every page by its words' key."""


@solara.component_vue("assets/shell.vue")
def Shell(  # noqa: N802
    title: str, language: str, words: dict[str, str], links: list[dict[str, Any]], foot: list[dict[str, Any]],
    boot: str, body: str, shape: str, notice: str, children: list[Any], event_go: Callable[[Any], None],
) -> None:  # fmt: skip
    """Menu, main part and foot of every page, and the watch over the connection."""


def page(key: str) -> Any:
    """The component of a page."""
    here = PAGES[key]

    @reacton.component
    def Content() -> None:  # noqa: N802
        router = use_router()
        notice, say = reacton.use_state("")
        view = reacton.use_memo(lambda: seen(here, router.search), [router.search])
        speaker = Speaker(view.language)

        def go(href: Any) -> None:
            href = str(href)
            if href.startswith("/") and not href.startswith("//"):
                router.push(href)

        body, children, fault = "", [], ""
        try:
            if here.write is not None:
                body = here.write(speaker)
            children = [part(speaker=speaker, view=view, go=go, say=say) for part in here.parts]
        except Exception:
            fault = failed(speaker)
        said = fault or notice or told(speaker, view)
        words = {name: speaker.word(name) for name in SAID}
        words["version"] = speaker.word("version", model=model_said(), data=model_key())
        words |= {"other": speaker.other, "other_href": f"{here.address}{asked(view.but(language=speaker.other))}"}
        title = f"{speaker.word(key)} – {speaker.word('app')}"
        solara.Title(title)
        Shell(
            title=title, language=speaker.language, words=words, links=links(speaker, key, True),
            foot=links(speaker, key, False), boot=BOOT, body=body, shape=here.shape, notice=said, children=children,
            event_go=go,
        )  # fmt: skip

    return Content


def model_said() -> str:
    """The model's version, and of a variant its name too."""
    variant = in_use()
    return model_version() if variant.adds_nothing else f"{variant.version} ({variant.name})"


def seen(here: Page, search: str | None) -> View:
    """What an address shows on a page, with the scenarios that the page begins with when it names none."""
    view = view_of(search)
    if view.scenarios and len(here.begins_as) == 1:
        return view if len(view.scenarios) == 1 else view.but(scenarios=view.scenarios[:1], fault=view.fault)
    if not view.scenarios and here.begins_as:
        return view.but(scenarios=tuple(map(load, here.begins_as)), fault=view.fault)
    return view


def told(speaker: Speaker, view: View) -> str:
    """What is to be said of an address: that it cannot be believed, or that the model has changed since."""
    if view.fault is not None:
        return speaker.word("address_fault", said=speaker.fault(view.fault))
    if view.model:
        return speaker.word("old_link")
    return ""


def links(speaker: Speaker, here: str, menu: bool) -> list[dict[str, Any]]:
    """The pages of the menu, or of the foot."""
    return [
        {"text": speaker.word(name), "href": one.address + asked(View(speaker.language)), "here": name == here}
        for name, one in PAGES.items()
        if one.menu == menu
    ]


def asked(view: View) -> str:
    """What an address ends with."""
    found = query(view)
    return f"?{found}" if found else ""


@reacton.component
def Layout(children: list[Any]) -> None:  # noqa: N802
    """Nothing of Solara's own around a page."""
    solara.Column(children=children, gap="0", style={"padding": "0"})


routes = [
    solara.Route(
        path=one.address.strip("/") or "/",
        component=page(key),
        layout=Layout if one.address == "/" else None,
        label=key,
    )
    for key, one in PAGES.items()
]
