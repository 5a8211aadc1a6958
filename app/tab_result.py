"""The first tab: do we reach the goals, what does the scenario change, and how does it go over the years."""

from collections.abc import Sequence
from functools import partial
from html import escape

from app.address import SHOWN, query
from app.bundled import GOALS, bundle, stale
from app.figures import Figure, plain_table
from app.language import Speaker
from app.pictures import Goal, Line, fan
from app.reading import READ_IN, SINCE, Reading, observed, spoken_effect, whole
from scenarios.shelf import load

MORE = 500
RATE = 70.0


def result_tab(reading: Reading) -> str:
    """The tab's HTML."""
    speaker = reading.speaker
    word = speaker.word
    parts = [verdict(reading), goals(reading), f"<h2>{word('changes_most')}</h2><ul>"]
    for indicator in SHOWN:
        one = reading.change(indicator)
        said = spoken_effect(speaker, one, reading.digits(indicator), reading.unit(indicator, True))
        often = speaker.often(round(one.improved * one.replications), one.replications)
        label = escape(speaker.label(indicator))
        parts.append(f"<li><strong>{label}</strong>: {said}. {word('higher_in', often=often)}</li>")
    parts.append(f"</ul><h2>{word('development', year=reading.view.until[:4])}</h2>{choices(reading)}")
    parts.append(development(reading).html(speaker, reading.files("development")))
    return "".join(parts)


def verdict(reading: Reading) -> str:
    """The answer in large letters: both goals, and how many more are in work."""
    speaker, name = reading.speaker, reading.name
    both, trend = (reading.chances(one)["both"] for one in (name, reading.found.against))
    n = reading.replications
    change = reading.change("employed_residents")
    extra = spoken_effect(speaker, change, 0, reading.unit("employed_residents", True))
    said = speaker.word(
        "verdict", chance=speaker.chance(both.reached, n), likelihood=speaker.likelihood(both.reached, n)
    )
    beside = speaker.word(
        "verdict_beside", often=speaker.often(both.reached, n), against=reading.title(reading.found.against),
        chance=speaker.chance(trend.reached, n),
    )  # fmt: skip
    against = escape(reading.title(reading.found.against))
    return (
        f'<div class="verdict"><p class="big" data-testid="verdict">{said}</p><p>{escape(beside)}</p>'
        f'<p data-testid="extra">{speaker.word("extra_against", against=against)}: <strong>{extra}</strong></p></div>'
    )


def goals(reading: Reading) -> str:
    """Every goal's chance, in the scenario, in what it is compared with, and in the plan."""
    speaker = reading.speaker
    kept, n = bundle(), reading.replications
    columns, rows = [speaker.word("goal")], []
    for name in (reading.name, reading.found.against):
        columns.append(reading.title(name))
    with_plan = plan_beside(reading)
    if with_plan:
        columns.append(speaker.pick(load("plan").title))
    mine, theirs = (reading.chances(name) for name in (reading.name, reading.found.against))
    for said, goal in GOALS.items():
        cells = [told(speaker, one[goal].reached, n) for one in (mine, theirs)]
        if with_plan:
            cells.append(told(speaker, kept["goals"]["plan"][said], kept["replications"]))
        meaning = speaker.word("both_meaning" if said == "both" else said)
        rows.append([meaning, *cells])
    caption = speaker.word("goals_caption", date=speaker.month(READ_IN))
    return f"<h2>{speaker.word('goals_title')}</h2>" + plain_table(speaker, caption, columns, rows)


def told(speaker: Speaker, reached: int, of: int) -> str:
    """A chance as a number, in words and as a frequency."""
    return f"{speaker.chance(reached, of)} – {speaker.likelihood(reached, of)} ({speaker.often(reached, of)})"


def plan_beside(reading: Reading) -> bool:
    """Whether the plan's bundled answer may stand beside: the same model, and not the plan itself."""
    plan = load("plan").digest
    mine = {one.digest for one in (*reading.ask.scenarios, reading.ask.against)}
    return plan not in mine and reading.ask.against.name == "baseline" and not stale(bundle())


def choices(reading: Reading) -> str:
    """Links that choose what the chart shows."""
    speaker, view = reading.speaker, reading.view
    links = []
    for indicator in SHOWN:
        here = ' aria-current="true"' if indicator == view.indicator else ""
        href = escape(f"/scenario?{query(view.but(indicator=indicator))}", quote=True)
        links.append(f'<a class="button" href="{href}"{here}>{escape(speaker.label(indicator))}</a>')
    later = "2030-12" if view.until == "2025-12" else "2025-12"
    for changed, key in (
        ({"until": later}, "until_later" if later == "2030-12" else "until_plan"),
        ({"runs": not view.runs}, "hide_runs" if view.runs else "show_runs"),
    ):
        href = escape(f"/scenario?{query(view.but(**changed))}", quote=True)
        links.append(f'<a class="button" href="{href}">{speaker.word(key)}</a>')
    if reading.ask.scenarios[0].conditions:
        href = escape(f"/scenario?{query(view.but(same=not view.same))}", quote=True)
        key = "against_trend" if view.same else "against_same"
        links.append(f'<a class="button" href="{href}">{speaker.word(key)}</a>')
    return f'<p class="tools">{" ".join(links)}</p>'


def development(reading: Reading) -> Figure:
    """The chosen indicator over the years."""
    speaker, indicator = reading.speaker, reading.view.indicator
    label, digits = speaker.label(indicator), reading.digits(indicator)
    lines = [reading.line(reading.name, indicator, 0, reading.view.runs)]
    if reading.name != reading.found.against:
        lines.append(reading.line(reading.found.against, indicator, 1))
    if plan_beside(reading):
        lines.append(bundled_line(speaker, "plan", indicator, lines[0].years))
    dots = observed(indicator)
    at = lines[0].years.index(int(READ_IN[:4]))
    finding = speaker.word(
        "finding", label=label, year=READ_IN[:4], middle=speaker.number(lines[0].middle[at], digits),
        low=speaker.number(lines[0].low[at], digits), high=speaker.number(lines[0].high[at], digits),
        title=lines[0].title,
    )  # fmt: skip
    note = speaker.word("band_note", title=lines[0].title)
    chart = partial(fan, lines, dots, goal_mark(speaker, lines[0], indicator))
    columns, rows = line_table(speaker, lines, dots)
    return Figure(label, finding, note, chart, columns, rows, digits)


def bundled_line(speaker: Speaker, name: str, indicator: str, years: Sequence[int]) -> Line:
    """A scenario's line from the answer that is kept."""
    rows = [
        row for row in bundle()["bands"]
        if (row["scenario"], row["indicator"]) == (name, indicator) and int(row["date"][:4]) in years
    ]  # fmt: skip
    low, middle, high = ([row[key] for row in rows] for key in ("q05", "q50", "q95"))
    return Line(speaker.pick(load(name).title), [int(row["date"][:4]) for row in rows], low, middle, high, look=2)


def goal_mark(speaker: Speaker, line: Line, indicator: str) -> Goal | None:
    """Where the line should be in 2025: goal 2 is a rate, goal 1 is counted from the line itself in 2021."""
    year, since = int(READ_IN[:4]), int(SINCE[:4])
    if indicator == "employment_rate_20_66":
        return Goal(year, RATE, speaker.word("goal_2_mark"))
    if not whole(indicator):
        return None
    return Goal(year, line.middle[list(line.years).index(since)] + MORE, speaker.word("goal_1_mark"))


def line_table(speaker: Speaker, lines: list[Line], dots: list[tuple[int, float]]) -> tuple[list[str], list[list]]:
    """The columns and rows of lines: a row a year."""
    word, known = speaker.word, dict(dots)
    columns = [word("month")]
    for one in lines:
        columns += [f"{one.title}, {word(key)}" for key in ("middle", "from", "to")]
    columns.append(word("observed"))
    rows: list[list] = []
    for year in sorted({*known, *lines[0].years}):
        row: list = [str(year)]
        for one in lines:
            at = list(one.years).index(year) if year in one.years else None
            ends = (one.middle, one.low, one.high)
            row += [None if at is None else float(part[at]) for part in ends]
        rows.append([*row, float(known[year]) if year in known else None])
    return columns, rows
