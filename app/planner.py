"""The planners' app as Solara sees it: a page an address, each inside the shell."""

from typing import Any
from urllib.parse import parse_qs

import reacton
import solara
from solara.routing import use_router

from app.language import Speaker
from app.measures_page import measures_page
from app.overview import overview
from app.server import BOOT
from model.version import model_version

SAID = ("app", "skip", "menu", "other_language", "lost", "reload", "caveat")
"""What the shell says on every page."""
PAGES = {"overview": ("/", overview), "plan": ("/tiltak", measures_page)}
"""Every page: its words' key, its address, and what writes it."""


@solara.component_vue("assets/shell.vue")
def Shell(  # noqa: N802
    title: str, language: str, words: dict[str, str], links: list[dict[str, Any]], boot: str, body: str
) -> None:
    """Menu, main part and foot of every page, and the watch over the connection."""


def page(key: str) -> Any:
    """The component of a page."""

    @reacton.component
    def Page() -> None:  # noqa: N802
        asked = parse_qs(use_router().search or "")
        speaker = Speaker.of(asked.get("lang", ["nb"])[0])
        body = reacton.use_memo(lambda: PAGES[key][1](speaker), [speaker.language])
        links = [
            {"text": speaker.word(name), "href": address + query(speaker.language), "here": name == key}
            for name, (address, _) in PAGES.items()
        ]
        words = {name: speaker.word(name) for name in SAID}
        words["version"] = speaker.word("version", model=model_version())
        words |= {"other": speaker.other, "other_href": PAGES[key][0] + query(speaker.other)}
        title = f"{speaker.word(key)} – {speaker.word('app')}"
        solara.Title(title)
        Shell(title=title, language=speaker.language, words=words, links=links, boot=BOOT, body=body)

    return Page


def query(language: str) -> str:
    """What an address ends with in a language."""
    return "?lang=en" if language == "en" else ""


@reacton.component
def Layout(children: list[Any]) -> None:  # noqa: N802
    """Nothing of Solara's own around a page."""
    solara.Column(children=children, gap="0", style={"padding": "0"})


routes = [
    solara.Route(
        path=address.strip("/") or "/", component=page(key), layout=Layout if address == "/" else None, label=key
    )
    for key, (address, _) in PAGES.items()
]
