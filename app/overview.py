"""The first page: do we reach the goals? Answered at once, with a chart, what the plan adds, and what to know."""

from functools import cache
from html import escape
from typing import Any

from app.bundled import READ_IN, bundle, stale
from app.language import Speaker
from app.pictures import Line, fan
from calibration.targets import targets
from results.telling import WHOLE_UNITS
from scenarios.shelf import load

CARDS = {"goal_1": ("goal_1_residents", "goal_1_jobs"), "goal_2": ("goal_2_rate",), "both": ("both",)}
RATE = "employment_rate_20_66"
RATE_GOAL = (2025, 70.0)
LOCALES: dict[str, dict[str, Any]] = {
    "nb": {"decimal": ",", "thousands": "\u00a0", "grouping": [3], "currency": ["", "\u00a0kr"]},
    "en": {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["NOK ", ""]},
}


@cache
def overview(speaker: Speaker) -> str:
    """The page's HTML."""
    kept = bundle()
    word = speaker.word
    parts = [f"<h1>{word('overview_title')}</h1>"]
    if stale(kept):
        parts.append(f'<p class="notice" role="status">{escape(word("stale"))}</p>')
    parts.append(f'<p class="answer">{escape(answer(speaker, kept))}</p>')
    parts.append(f"<p>{word('overview_lead', of=kept['replications'])}</p>")
    parts.append('<div class="cards">' + "".join(_card(speaker, kept, card) for card in CARDS) + "</div>")
    parts.append(f"<h2>{word('development', year=2030)}</h2>")
    parts += [_figure(speaker, kept, indicator) for indicator in ("employed_residents", RATE, "jobs")]
    parts.append(f"<p class='small'>{escape(word('sources'))}</p>")
    parts.append(f"<h2>{word('starting_points')}</h2><p>{word('extra')}:</p><div class='cards'>")
    parts += [_starting_point(speaker, kept, name) for name in kept["gained"]]
    parts.append(f"</div><h2>{word('know')}</h2><ul>")
    parts += [f"<li>{word(key)}</li>" for key in ("know_band", "know_plan", "know_goal")]
    return "".join([*parts, "</ul>"])


def answer(speaker: Speaker, kept: dict[str, Any]) -> str:
    """The question's answer in a sentence: both goals, with today's trend and with the plan."""
    of, (trend, plan, *_) = kept["replications"], kept["goals"].values()
    first, second = trend["both"], plan["both"]
    return speaker.word(
        "answer", trend=speaker.likelihood(first, of), trend_often=speaker.often(first, of),
        plan=speaker.likelihood(second, of), plan_often=speaker.often(second, of),
    )  # fmt: skip


def _card(speaker: Speaker, kept: dict[str, Any], card: str) -> str:
    word, of = speaker.word, kept["replications"]
    rows = []
    for goal in CARDS[card]:
        meaning = word("both_meaning" if goal == "both" else goal)
        rows.append(f'<p class="small">{escape(meaning)}</p><dl>')
        for name, reached in kept["goals"].items():
            count = reached[goal]
            chance, said = speaker.chance(count, of), speaker.likelihood(count, of)
            rows.append(
                f"<dt>{escape(speaker.pick(load(name).title))}</dt>"
                f'<dd><span class="bar" aria-hidden="true"><span style="width:{100 * count / of:.0f}%"></span></span>'
                f"<strong>{chance}</strong> – {said}<br>"
                f'<span class="small">{speaker.often(count, of)}</span></dd>'
            )
        rows.append("</dl>")
    return f'<section class="card"><h2>{escape(word(card))}</h2>{"".join(rows)}</section>'


def _digits(indicator: str) -> int:
    from model.indicators import INDICATORS

    return 0 if INDICATORS[indicator].unit in WHOLE_UNITS else 1


def lines_of(speaker: Speaker, kept: dict[str, Any], indicator: str) -> list[Line]:
    """Every scenario's line of an indicator."""
    found = []
    for name in kept["goals"]:
        rows = [row for row in kept["bands"] if (row["scenario"], row["indicator"]) == (name, indicator)]
        columns = ([row[key] for row in rows] for key in ("q05", "q50", "q95"))
        found.append(Line(speaker.pick(load(name).title), [int(row["date"][:4]) for row in rows], *columns))
    return found


def observed(indicator: str) -> list[tuple[int, float]]:
    """The figures known by November: those of the opening count for November 2018."""
    return sorted(
        (int(one.reading[-7:-3]), one.value)
        for one in targets()
        if one.reading in (f"{indicator}@2018-12", f"{indicator}@2019-11")
    )


def _figure(speaker: Speaker, kept: dict[str, Any], indicator: str) -> str:
    word, label, digits = speaker.word, speaker.label(indicator), _digits(indicator)
    lines, dots = lines_of(speaker, kept, indicator), observed(indicator)
    last = lines[0].years.index(int(READ_IN[:4]))
    finding = word(
        "chart_finding", label=label, year=READ_IN[:4], low=speaker.number(lines[0].middle[last], digits),
        baseline=lines[0].title, high=speaker.number(lines[1].middle[last], digits), plan=lines[1].title,
    )  # fmt: skip
    goal = RATE_GOAL if indicator == RATE else None
    svg = fan(lines, dots, goal, LOCALES[speaker.language])
    svg = svg.replace("<svg ", f'<svg role="img" aria-label="{escape(finding, quote=True)}" ', 1)
    caption = f"{escape(finding)} {escape(word('chart_band', baseline=lines[0].title))}"
    return (
        f'<figure><h3>{escape(label)}</h3><div class="scroll" tabindex="0" role="region" aria-label="{escape(label)}">'
        f"{svg}</div><figcaption>{caption}</figcaption>"
        f"<details><summary>{word('show_table')}</summary>{_table(speaker, label, lines, dots, digits)}</details>"
        "</figure>"
    )


def _table(speaker: Speaker, label: str, lines: list[Line], dots: list[tuple[int, float]], digits: int) -> str:
    word, known = speaker.word, dict(dots)
    heads = "".join(f'<th scope="col">{escape(one.title)}</th>' for one in lines)
    rows = []
    for year in sorted({*known, *lines[0].years}):
        cells = []
        for one in lines:
            if year in one.years:
                at = one.years.index(year)
                low, middle, high = (speaker.number(ends[at], digits) for ends in (one.low, one.middle, one.high))
                cells.append(f"<td>{middle} ({word('from_to', low=low, high=high)})</td>")
            else:
                cells.append("<td></td>")
        seen = speaker.number(known[year], digits) if year in known else ""
        rows.append(f'<tr><th scope="row">{year}</th>{"".join(cells)}<td>{seen}</td></tr>')
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(label)}"><table>'
        f"<caption>{escape(label)}</caption><thead><tr>"
        f'<th scope="col">{word("month")}</th>{heads}<th scope="col">{word("observed")}</th></tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )


def _starting_point(speaker: Speaker, kept: dict[str, Any], name: str) -> str:
    scenario, gained = load(name), kept["gained"][name]
    mean, low, high = (speaker.number(gained[key], signed=True) for key in ("mean", "low", "high"))
    said = speaker.word("extra_said", mean=mean, low=low, high=high)
    about = speaker.pick((scenario.file.description_nb, scenario.file.description_en))
    title = escape(speaker.pick(scenario.title))
    return (
        f'<section class="card"><h3>{title}</h3><p><strong>{said}</strong></p>'
        f'<p class="small">{escape(about)}</p></section>'
    )
