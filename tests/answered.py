"""Answers of the app for tests: small experiments as pages read them, and what a page says."""

import html
import re
from pathlib import Path
from xml.etree import ElementTree

from app.address import View
from app.asking import ask_compared, ask_scenario
from app.editing import renamed, with_value
from app.language import Speaker
from app.reading import Reading
from results.ensembles import run_experiment
from results.report import HEADLINES
from scenarios.shelf import Scenario, load

HOSTILE = '<script>alert(1)</script> "&{file}'
"""A title that would run, end an attribute, or be filled in, if a page let it."""
PAIRS = ("div", "figure", "table", "tr", "td", "th", "ul", "li", "p", "details", "summary", "strong", "h2", "h3", "a")


def own(title: str = HOSTILE, base: str = "plan", specialists: float = 8.0) -> Scenario:
    """A planner's own scenario: the plan with more job specialists."""
    return renamed(with_value(load(base), "levers", "job_specialists", specialists), title)


def answered(view: View, archive: Path, replications: int = 6) -> Reading:
    """The simulated answer to a page's question."""
    ask = ask_scenario(view) if len(view.scenarios) == 1 else ask_compared(view)
    found = run_experiment(
        ask.scenarios, replications, against=ask.against, until=view.until, archive=archive, workers=1,
        indicators=HEADLINES,
    )  # fmt: skip
    return Reading(Speaker(view.language), view, ask, found)


def tables(page: str) -> dict[str, list[list[str]]]:
    """A page's tables by caption, as rows of what a reader sees."""
    found = {}
    for table in re.findall(r"<table>.*?</table>", page, re.DOTALL):
        caption = html.unescape(re.findall(r"<caption>(.*?)</caption>", table)[0])
        rows = re.findall(r"<tr>(.*?)</tr>", table)
        found[caption] = [[html.unescape(one) for one in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)] for row in rows]
    return found


def plain(page: str) -> str:
    """What a reader sees outside the pictures."""
    page = re.sub(r"<svg\b.*?</svg>", " ", page, flags=re.DOTALL)
    return html.unescape(re.sub(r"<[^>]+>", " ", page))


def sound(page: str) -> str:
    """The page, if every place is filled, every tag closed, every picture told in words and nothing of a title runs."""
    assert not re.search(r"\{\w*\}", html.unescape(page).replace(HOSTILE, ""))
    assert "<script" not in page
    assert not re.search(r"\b(None|nan|NaN|inf)\b", plain(page))
    for tag in PAIRS:
        assert len(re.findall(rf"<{tag}[ >]", page)) == page.count(f"</{tag}>"), tag
    pictures = re.findall(r"<svg .*?</svg>", page, re.DOTALL)
    assert len(pictures) == page.count("<figure>") == page.count("<figcaption>")
    for figure in re.findall(r"<figure>.*?</figure>", page, re.DOTALL):
        (picture,) = re.findall(r"<svg .*?</svg>", figure, re.DOTALL)
        drawn = ElementTree.fromstring(picture)
        finding = drawn.get("aria-label")
        assert drawn.get("role") == "img"
        assert finding
        assert f"<figcaption>{html.escape(finding)} " in figure
        assert len(tables(figure)) == 1
        assert re.findall(r"/nedlasting/figur\.(\w+)\?", figure) == ["svg", "png", "csv"]
    return page
