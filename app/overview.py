"""The first page: do we reach the goals? Answered at once, with a chart, what the plan adds, and what to know."""

from functools import cache, partial
from html import escape
from typing import Any

from app.address import View, query
from app.bundled import INDICATORS, READ_IN, bundle, stale
from app.figures import Figure
from app.language import Speaker
from app.pictures import Line, fan
from app.reading import DOWNLOADS, digits_of, observed
from app.tab_result import goal_mark, line_table
from results.labels import meaning
from scenarios.shelf import load

CARDS = {"goal_1": ("goal_1_residents", "goal_1_jobs"), "goal_2": ("goal_2_rate",), "both": ("both",)}
LOOKS = ("plan_strong", "baseline", "plan")
"""Which line each scenario is drawn with: the same on every page."""


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
    parts += [figure(speaker, one).html(speaker, _files(speaker, one)) for one in INDICATORS]
    meanings = "".join(
        f"<dt>{escape(speaker.label(one))}</dt><dd>{escape(meaning(one, speaker.language))}</dd>" for one in INDICATORS
    )
    parts.append(f"<details><summary>{word('meanings')}</summary><dl>{meanings}</dl></details>")
    parts.append(f"<p class='small'>{escape(word('sources'))}</p>")
    parts.append(f"<h2>{word('starting_points')}</h2><p>{word('extra')}:</p><div class='cards'>")
    parts += [_starting_point(speaker, kept, name) for name in kept["gained"]]
    own = escape(f"/scenario?{query(View(speaker.language, (load('baseline'),)))}", quote=True)
    parts.append(
        f'<section class="card"><h3><a href="{own}">{word("own_start")}</a></h3>'
        f"<p>{word('own_start_about')}</p></section>"
    )
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


def lines_of(speaker: Speaker, kept: dict[str, Any], indicator: str) -> list[Line]:
    """Every scenario's line of an indicator."""
    found = []
    for name in kept["goals"]:
        rows = [row for row in kept["bands"] if (row["scenario"], row["indicator"]) == (name, indicator)]
        low, middle, high = ([row[key] for row in rows] for key in ("q05", "q50", "q95"))
        look = LOOKS.index(name) if name in LOOKS else None
        years = [int(row["date"][:4]) for row in rows]
        found.append(Line(speaker.pick(load(name).title), years, low, middle, high, look=look))
    return found


def figure(speaker: Speaker, indicator: str) -> Figure:
    """An indicator over the years, in every scenario.

    Raises:
        KeyError: for an indicator that the answer does not hold.
    """
    kept = bundle()
    word, label, digits = speaker.word, speaker.label(known(indicator)), digits_of(indicator)
    lines, dots = lines_of(speaker, kept, indicator), observed(indicator)
    last = lines[0].years.index(int(READ_IN[:4]))
    finding = word(
        "chart_finding", label=label, year=READ_IN[:4], low=speaker.number(lines[0].middle[last], digits),
        baseline=lines[0].title, high=speaker.number(lines[1].middle[last], digits), plan=lines[1].title,
    )  # fmt: skip
    note = word("chart_band", baseline=lines[0].title)
    columns, rows = line_table(speaker, lines, dots)
    chart = partial(fan, lines, dots, goal_mark(speaker, lines[0], indicator))
    drawn = kept.get("drawn", {}).get(speaker.language, {}).get(indicator, "")
    return Figure(label, finding, note, chart, columns, rows, digits, drawn)


def known(indicator: str) -> str:
    """The indicator, if the answer holds it.

    Raises:
        KeyError: if it does not.
    """
    if indicator not in INDICATORS:
        raise KeyError(indicator)
    return indicator


def _files(speaker: Speaker, indicator: str) -> str:
    language = query(View(speaker.language))
    return f"{DOWNLOADS}/figur.{{file}}?figur=overview-{indicator}" + (f"&{language}" if language else "")


def _starting_point(speaker: Speaker, kept: dict[str, Any], name: str) -> str:
    scenario, gained = load(name), kept["gained"][name]
    mean, low, high = (speaker.number(gained[key], signed=True) for key in ("mean", "low", "high"))
    said = speaker.word("extra_said", mean=mean, low=low, high=high)
    about = speaker.pick((scenario.file.description_nb, scenario.file.description_en))
    title = escape(speaker.pick(scenario.title))
    href = escape(f"/scenario?{query(View(speaker.language, (scenario,)))}", quote=True)
    return (
        f'<section class="card"><h3><a href="{href}">{title}</a></h3><p><strong>{said}</strong></p>'
        f'<p class="small">{escape(about)}</p></section>'
    )
