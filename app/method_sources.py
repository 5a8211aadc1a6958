"""What the method's page builds on: the evidence behind each lever, and the sources of the figures."""

import re
from collections import Counter
from html import escape

from app.figures import plain_table
from app.method_words import HOLDS, INSTITUTIONS, Namer
from app.text_page import levers
from scenarios.levers import GRADES, lever_text, lever_texts
from scenarios.texts import CONFIDENCE, lever_effects

PUBLISHERS = {
    "press": r"ha-halden|dagsavisen|f-b\.no|fredrikstadavisa|finansavisen|nrk\.no", "encyclopaedia": r"Wikipedia",
    "profile": r"kommuneprofilen", "plan": r"halden\.kommune", "college": r"hiof\.no", "imdi": r"IMDi",
    "nav": r"nav\.no|NAV", "ssb": r"SSB|ssb\.no", "county": r"evensrii/Telemark",
}  # fmt: skip
"""How the declared source of a figure tells whose it is; the first that fits, since some name two."""
COPY = re.compile(r"\brepo\b")
"""What the declared source of a figure from an open copy holds."""
STATBANK = "https://www.ssb.no/statbank/table/{number}"
_NUMBER = re.compile(r"(?<![\w/.-])\d{5}(?![\w/.-])")


def grades(namer: Namer) -> str:
    """What each grade means, and how many levers have it."""
    found = Counter(one.grade for one in levers())
    rows = [(grade, namer.speaker.pick(meaning), str(found[grade])) for grade, meaning in GRADES.items()]
    return plain_table(namer.speaker, namer.said("grades_title"), namer.words("grade", "means", "levers"), rows)


def evidence(namer: Namer) -> str:
    """Every lever with its grade, what is known, and the source of each effect."""
    pick, rows = namer.speaker.pick, []
    for name, one in lever_texts().items():
        label = escape(pick((one.label_nb, one.label_en)))
        if one.declaration.of:
            whole = lever_text(one.declaration.of)
            refined = namer.said("refines", lever=pick((whole.label_nb, whole.label_en)))
            label += f'<br><span class="small">{escape(refined)}</span>'
        effects = "".join(
            f"<li>{escape(pick((text.label_nb, text.label_en)))}: {escape(pick((text.source_nb, text.source_en)))} "
            f"({escape(pick(CONFIDENCE[text.declaration.confidence]))})</li>"
            for text in lever_effects(name)
        )
        known = f"{escape(pick((one.help_nb, one.help_en)))}" + (f"<ul class='small'>{effects}</ul>" if effects else "")
        rows.append(f'<tr><th scope="row">{label}</th><td>{one.grade}</td><td>{known}</td></tr>')
    heads = "".join(f'<th scope="col">{escape(one)}</th>' for one in namer.words("lever", "grade", "known"))
    title = escape(namer.said("evidence_title"), quote=True)
    return (
        f'<details><summary>{title}</summary><div class="scroll" tabindex="0" role="region" aria-label="{title}">'
        f"<table><caption>{title}</caption><thead><tr>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
        "</details>"
    )


def institution(source: str) -> str:
    """Whose a figure is, by its declared source.

    Raises:
        KeyError: for a source of an institution that is not known here.
    """
    for name, pattern in PUBLISHERS.items():
        if re.search(pattern, source):
            return name
    raise KeyError(source)


def sources(namer: Namer) -> str:
    """Who published the figures, how many, and how sure they are."""
    from calibration.figures import figures

    table = figures()
    whose = table["source"].map(institution)
    rows = []
    for name in INSTITUTIONS:
        own = table[whose == name]
        copied = sum(bool(COPY.search(source)) for source in own["source"])
        sure = Counter(own["confidence"])
        said = ", ".join(
            f"{namer.speaker.pick(CONFIDENCE[confidence])} {count}" for confidence, count in sure.most_common()
        )
        names = namer.name(INSTITUTIONS, name), namer.name(HOLDS, name)
        rows.append((*names, namer.speaker.number(len(own)), namer.speaker.number(copied), said))
    columns = namer.words("whose", "what", "figures", "copied", "confidence")
    return plain_table(namer.speaker, namer.said("sources_title"), columns, rows)


def tables() -> str:
    """Links to the tables of the statbank that the figures name."""
    from calibration.figures import figures

    found = sorted({number for source in figures()["source"] for number in _NUMBER.findall(source)})
    return ", ".join(f'<a href="{STATBANK.format(number=one)}">{one}</a>' for one in found)
