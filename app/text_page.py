"""Pages of text, written as Markdown in ``words/``: help, privacy and accessibility, with the model's own numbers.

A number never stands in a text: it has a name in braces there, and is filled in from a record or a declaration.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from html import escape
from typing import Any, Literal

from app.language import FOLDER, SCALE, Speaker
from results.groups import Words

Name = Literal["help", "privacy", "accessibility"]
EXTENSIONS = ("def_list", "md_in_html", "toc")
CONTENTS = ("På denne siden", "On this page")
NAMED = ("show_table", "cancel", "copy", "save", "download", "upload", "excel", "csv_files")
"""Buttons and links that the help names as the app's pages do."""
TERMS = (
    "jobs", "employed_residents", "employment_rate_20_66", "employment_rate_15_74", "unemployed", "unemployment_rate",
    "population",
)  # fmt: skip
"""Indicators of the glossary, in its order."""


@cache
def text_page(speaker: Speaker, name: Name) -> str:
    """The page's HTML.

    Raises:
        KeyError: for a place in the text that nothing fills.
    """
    values = {"help": _help, "privacy": _privacy, "accessibility": lambda speaker: {}}[name](speaker)
    return rendered(speaker, name, values, blocks(speaker) if name == "help" else {})


def rendered(speaker: Speaker, name: str, values: Mapping[str, object], parts: Mapping[str, str]) -> str:
    """A text as HTML.

    Args:
        speaker: whose language the text is in.
        name: of the file: ``words/NAME.LANGUAGE.md``.
        values: what fills its places, escaped here.
        parts: what fills places that are paragraphs of their own, as HTML.

    Raises:
        KeyError: for a place that nothing fills.
    """
    from markdown import markdown
    from markdown.extensions.toc import slugify_unicode

    text = (FOLDER / f"{name}.{speaker.language}.md").read_text("utf-8")
    text = re.sub(r"(?<=[\d}]) %", "\u00a0%", text)
    toc = {"toc_depth": "2-2", "slugify": slugify_unicode}
    page = markdown(text, extensions=list(EXTENSIONS), extension_configs={"toc": toc})
    contents = f'<nav aria-label="{speaker.pick(CONTENTS)}">'
    page = re.sub(r'<div class="toc">(.*?)</div>', rf"{contents}\1</nav>", page, flags=re.DOTALL)
    for place in parts:
        page = page.replace(f"<p>{{{place}}}</p>", f"{{{place}}}")
    return page.format_map({place: escape(str(value)) for place, value in values.items()} | dict(parts))


def _help(speaker: Speaker) -> dict[str, object]:
    from app.address import HORIZONS, MOST_SCENARIOS
    from app.ask import STAGES
    from app.bundled import REPLICATIONS
    from app.figures import FILES
    from scenarios.plan import measures
    from scenarios.scenario import MOST_INTENSITY

    first, *others = (str(one) for one in STAGES)
    intensities = [speaker.word(f"intensity_{one}").lower() for one in range(int(MOST_INTENSITY) + 1)]
    return {
        **{key: speaker.word(key) for key in NAMED},
        "intensities": listed(speaker, quoted(speaker, intensities), ("eller", "or")),
        "files": listed(speaker, [one.upper() for one in FILES], ("eller", "or")),
        "residents": speaker.number(residents()), "measures": len(measures()), "levers": len(levers()),
        "first": first, "stages": listed(speaker, others), "last": others[-1], "bundled": REPLICATIONS,
        "most": MOST_SCENARIOS, "until": HORIZONS[0][:4], "until_longest": HORIZONS[-1][:4],
        "often": speaker.often(7, 10),
    }  # fmt: skip


def _privacy(speaker: Speaker) -> dict[str, object]:
    from app.server import LIMITS

    kept = LIMITS["SOLARA_KERNEL_CULL_TIMEOUT"]
    return {"residents": speaker.number(residents()), "minutes": int(kept.removesuffix("m"))}


def listed(speaker: Speaker, names: Iterable[str], joiner: Words = ("og", "and")) -> str:
    """Several names as one phrase."""
    *others, last = names
    return f"{', '.join(others)} {speaker.pick(joiner)} {last}" if others else last


def quoted(speaker: Speaker, names: Iterable[str]) -> list[str]:
    """Names in the quotation marks of the language."""
    before, after = speaker.pick(("«»", "“”"))
    return [f"{before}{name}{after}" for name in names]


def blocks(speaker: Speaker) -> dict[str, str]:
    """The parts of the help that are made of declarations: the scale of chances, and what the figures mean."""
    from results.labels import label, meaning

    shares = [0.0, *(most for most, _ in SCALE), 1.0]
    words = [*(name for _, name in SCALE), "very_likely"]
    rows = []
    for low, high, word in zip(shares, shares[1:], words, strict=False):
        between = f"{speaker.number(100 * low)}–{speaker.number(100 * high)}" + speaker.pick(("\u00a0%", "%"))
        rows.append(f"<li><strong>{escape(speaker.word(word))}</strong>: {between}</li>")
    terms = (
        f"<dt>{escape(label(one, speaker.language))}</dt><dd>{escape(meaning(one, speaker.language))}</dd>"
        for one in TERMS
    )
    return {"scale": f"<ul>{''.join(rows)}</ul>", "terms": f"<dl>{''.join(terms)}</dl>"}


def residents() -> int:
    """Residents when the model begins."""
    from calibration.targets import targets

    return round(next(one.value for one in targets() if one.name == "population_start"))


def levers() -> list[Any]:
    """The levers, without the values that refine them."""
    from scenarios.levers import lever_texts

    return [one for one in lever_texts().values() if not one.declaration.of]
