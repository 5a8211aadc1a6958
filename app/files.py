"""What may be taken home: the comparison as a workbook and as tables, figures, and the scenario's file.

A file's address is that of the page with the number of replications that were shown, so it holds the same numbers.
Nothing is simulated here: what is not simulated yet is refused, in words.
"""

import io
import logging
import secrets
import tempfile
import zipfile
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.address import View, view_of
from app.ask import STAGES, Ask
from app.language import Speaker
from app.simulations import MUNICIPALITY
from scenarios.scenario import write

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

log = logging.getLogger("halden.app")
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FIGURES = ("svg", "png", "csv")


class NotThereError(Exception):
    """A file that cannot be given; ``word`` is the key of the sentence that says why."""

    def __init__(self, word: str, status: int = 404) -> None:
        super().__init__(word)
        self.word, self.status = word, status


def given(request: "Request") -> "Response":
    """A file, or a page that says why there is none."""
    from starlette.responses import Response

    view = view_of(request.url.query)
    speaker = Speaker(view.language)
    try:
        if view.fault is not None:
            return _refused(speaker, speaker.fault(view.fault), 400)
        name = request.path_params["name"]
        body, kind, called = _file(name, view, speaker, request.query_params)
    except NotThereError as why:
        return _refused(speaker, speaker.word(why.word), why.status)
    except Exception:
        fault = secrets.token_hex(4)
        log.exception("a file failed (%s)", fault)
        return _refused(speaker, speaker.word("error", id=fault), 500)
    headers = {"content-disposition": f'attachment; filename="{called}"', "cache-control": "no-store"}
    return Response(body, media_type=kind, headers=headers)


def _refused(speaker: Speaker, said: str, status: int) -> "Response":
    from starlette.responses import HTMLResponse

    home = "/" + ("?lang=en" if speaker.language == "en" else "")
    return HTMLResponse(
        f'<!doctype html><html lang="{speaker.language}"><meta charset="utf-8"><title>{escape(speaker.word("app"))}'
        f'</title><main style="font:1.1rem/1.5 sans-serif;margin:3rem auto;max-width:40rem"><h1>'
        f'{escape(speaker.word("no_page" if status == 404 else "no_file"))}</h1><p>{escape(said)}</p>'
        f'<p><a href="{home}">{escape(speaker.word("overview"))}</a></p></main></html>',
        status,
    )  # fmt: skip


def no_page(request: "Request") -> "Response":
    """What is answered to an address that no page has."""
    speaker = Speaker.of(request.query_params.get("lang"))
    return _refused(speaker, speaker.word("no_page_about"), 404)


def _file(name: str, view: View, speaker: Speaker, more: Any) -> tuple[Any, str, str]:
    if name == "scenario.toml":
        if not view.scenarios:
            raise NotThereError("no_page_about")
        scenario = view.scenarios[0]
        return write(scenario.file), "application/toml; charset=utf-8", f"{slug(scenario.title[0])}.toml"
    stem, _, kind = name.rpartition(".")
    if stem == "figur" and kind in FIGURES:
        figure = _figure(str(more.get("figur", "")), view, speaker, more)
        body, media = figure.file(kind, speaker)
        return body, media, f"{slug(figure.title)}.{kind}"
    if name == "sammenligning.xlsx":
        return _workbook(_ask(view), _replications(more), speaker), EXCEL, "sammenligning.xlsx"
    if name == "sammenligning.zip":
        return _tables(_ask(view), _replications(more)), "application/zip", "sammenligning.zip"
    raise NotThereError("no_page_about")


def slug(text: str) -> str:
    """A title as the name of a file."""
    plain = text.lower().translate(str.maketrans("æøå", "aoa"))
    return "-".join("".join(one if one.isascii() and one.isalnum() else " " for one in plain).split())[:60] or "halden"


def _ask(view: View) -> Ask:
    from app.asking import ask_compared, ask_scenario

    if not view.scenarios:
        raise NotThereError("no_page_about")
    if len(view.scenarios) == 1:
        return ask_scenario(view)
    return ask_compared(view)


def _replications(more: Any) -> int | None:
    """As many as an address asks for, if figures are shown after so many."""
    asked = str(more.get("n", ""))
    return next((number for number in STAGES if asked == str(number)), None)


def kept(ask: Ask, wanted: int | None) -> int:
    """As many replications as are simulated, and no more than are wanted.

    Raises:
        NotThereError: when there are none yet.
    """
    from results.question import Question
    from results.store import Store

    store = Store.of(Question(MUNICIPALITY, ask.until))
    chosen = {one.name: one for one in (ask.against, *ask.scenarios)}
    for number in (wanted, *reversed(STAGES)) if wanted else reversed(STAGES):
        if not store.lacking(chosen, ask.against.name, range(number)):
            return number
    raise NotThereError("not_simulated", 409)


def experiment(ask: Ask, wanted: int | None, indicators: Any = None) -> Any:
    """The comparison as it is kept."""
    from results.ensembles import run_experiment

    def refuse(*_: int) -> None:  # where blocks are damaged, or vanish between the look and the reading
        raise NotThereError("not_simulated", 409)

    return run_experiment(
        ask.scenarios, kept(ask, wanted), against=ask.against, municipality=MUNICIPALITY, until=ask.until, workers=1,
        indicators=indicators, on_done=refuse,
    )  # fmt: skip


def _workbook(ask: Ask, wanted: int | None, speaker: Speaker) -> bytes:
    from results.report import report
    from results.workbook import write_workbook

    found = experiment(ask, wanted)
    with tempfile.TemporaryDirectory() as folder:
        path = write_workbook(Path(folder) / "a.xlsx", found, report(found), speaker.language)
        return path.read_bytes()


def _tables(ask: Ask, wanted: int | None) -> bytes:
    from results.downloads import write_csv
    from results.report import report

    found = experiment(ask, wanted)
    packed = io.BytesIO()
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as whole:
        for path in write_csv(Path(folder), found, report(found)):
            whole.write(path, path.name)
    return packed.getvalue()


def _figure(name: str, view: View, speaker: Speaker, more: Any) -> Any:
    from app import overview
    from app.reading import Reading
    from results.report import HEADLINES

    kind, _, indicator = name.partition("-")
    if kind == "overview":
        try:
            return overview.figure(speaker, indicator)
        except KeyError:
            raise NotThereError("no_page_about") from None
    known = _figures()
    if kind not in known:
        raise NotThereError("no_page_about")
    ask = _ask(view)
    reading = Reading(speaker, view, ask, experiment(ask, _replications(more), HEADLINES))
    found = known[kind](reading, indicator)
    if found is None:
        raise NotThereError("no_page_about")
    return found


def _figures() -> "dict[str, Callable[[Any, str], Any]]":
    from app import compare_page, tab_people, tab_result, tab_uncertainty
    from app.address import SHOWN

    def difference(reading: Any, indicator: str) -> Any:
        several = len(reading.found.scenarios) > 1
        return compare_page.differences(reading, indicator) if indicator in SHOWN and several else None

    return {
        "development": lambda reading, _: tab_result.development(reading),
        "people": lambda reading, _: tab_people.figure(reading),
        "uncertainty": lambda reading, _: tab_uncertainty.figure(reading),
        "difference": difference,
    }
