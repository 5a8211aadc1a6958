"""Parts of a page: components that are told the language, the view, where to go and how to say what may not be."""

import functools
import logging
import secrets
from collections.abc import Callable
from html import escape
from typing import Any

import reacton
import solara

from app.address import View
from app.language import Speaker

Go = Callable[[str], None]
"""Goes to an address."""
Say = Callable[[str], None]
"""Says on the page what may not be."""
log = logging.getLogger("halden.app")


def part(write: Callable[[Speaker, View, Go, Say], None]) -> Callable[..., Any]:
    """A part of a page as a component; one that fails says so with an id, and the rest of the page stands."""

    @reacton.component
    @functools.wraps(write)
    def Part(speaker: Speaker, view: View, go: Go, say: Say) -> None:  # noqa: N802
        try:
            write(speaker, view, go, say)
        except Exception:
            solara.HTML("p", unsafe_innerHTML=escape(failed(speaker)), attributes={"class": "fault", "role": "alert"})

    return Part


def failed(speaker: Speaker) -> str:
    """What is said when a page or a part of it cannot be made: an id, which the log explains."""
    name = secrets.token_hex(4)
    log.exception("a page failed (%s)", name)
    return speaker.word("error", id=name)
