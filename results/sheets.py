"""The sheets of a comparison's results: summary, month by month, all differences, and who gains."""

from typing import Any

from results.charts import CHART_COLUMN, ROWS_OF_A_CHART, Part, bar_chart, line_chart
from results.labels import group_name, group_title, meaning
from results.page import Book, Long, Month, Number, Page, Rows
from results.telling import FEW, Telling, change_form, error_form, level_form
from results.wording import READING

SUMMARY, SERIES = (30, 58, 24, *[13] * 12), (*[CHART_COLUMN] * 2, 3, 48, 34, 10, *[11] * 5)
DIFFERENCES = (60, 30, 10, 20, *[15] * 11, 13, 9, 19, 16, 34)
SUBGROUPS = (28, 24, 44, 13, *[12] * 3, 18, 3)
ABREAST = 2
"""Line charts beside one another."""
TABLE_OF_SERIES = 3
QUANTILE_COLUMNS = {"name": 4, "date": 5, "median": 6, "low": 7, "high": 10}
OPENING = "2018-12"
FOUND_IN_ALL = ("jobs", "employed_residents")
"""The indicators of the main findings: the plan's goal is argued with both."""
NEVER_COUNTED = ("0_14", "75_over")
"""Age bands outside 15-74, in which nobody is compared."""


def share_form(telling: Telling) -> str:
    """The cell format of a share in per cent."""
    return "0 %" if telling.language == "nb" else "0%"


def summary(book: Book) -> None:
    """The main findings, the goals as probabilities, the headline differences, and how to read them."""
    from results.report import HEADLINES, read_in

    telling = book.telling
    experiment, found, word = telling.experiment, telling.found, telling.word
    page, date = Page(book, word("summary"), f"{word('model')}: {word('summary_title')}", SUMMARY), read_in(experiment)
    against, pairs = telling.title(experiment.against), experiment.replications
    page.lead(
        word("summary_lead", against=against, date=telling.month(date), pairs=pairs), word("caveat"),
        word("fitted"),
        word("few") if pairs < FEW else "",
    )  # fmt: skip
    page.heading(word("findings"))
    page.sentences(telling.findings(date, FOUND_IN_ALL))
    page.heading(word("headlines"))
    names = list(experiment.scenarios)
    read = [one for one in found.get("differences", ()) if one["date"] == date and one["indicator"] in HEADLINES]
    levels = {(one["scenario"], one["indicator"], one["date"]): one["mean"] for one in found.get("levels", ())}
    rows = [
        [
            telling.title(one["scenario"]), telling.label(one["indicator"]), telling.unit(one["unit"], True),
            Number(levels.get((experiment.against, one["indicator"], date)), level_form(one["unit"])),
            *effects(one)[:2], *effects(one)[3:], Number(one["improved"], share_form(telling)),
        ]
        for one in sorted(read, key=lambda one: (names.index(one["scenario"]), HEADLINES.index(one["indicator"])))
    ]  # fmt: skip
    heads = [
        "scenario", "indicator", "unit", "baseline_level", "mean", "error", "expected_half_low", "expected_half_high",
        "expected_most_low", "expected_most_high", "half_low", "half_high", "most_low", "most_high", "improved",
    ]  # fmt: skip
    page.table("headlines", heads, rows)
    page.heading(word("goals"))
    goals(page, telling)
    page.heading(word("how_to_read"))
    page.sentences(telling.pick(one) for one in READING)
    page.heading(word("meanings"))
    named = [one for one in HEADLINES if one in experiment.indicators]
    rows = [[telling.label(one), Long(meaning(one, telling.language))] for one in named]
    page.table("meanings", ["indicator", "meaning"], rows)


def goals(page: Page, telling: Telling) -> None:
    """The chance of each goal, scenario below scenario."""
    found = telling.found.get("goals", ())
    order = list(dict.fromkeys(one["goal"] for one in found))
    share, rows = share_form(telling), []
    for one in sorted(found, key=lambda one: order.index(one["goal"])):
        said = telling.experiment.units.get(one["definition"].partition(" ")[0], "")
        form = change_form(said) if " than in " in one["definition"] else level_form(said)
        rows.append([
            telling.title(one["scenario"]), telling.goal(one["goal"], one["definition"]),
            telling.often(one["reached"], one["replications"]), Number(one["probability"], share),
            Number(one["error"], share), Number(one["reached"], "0"), Number(one["replications"], "0"),
            Number(one["mean"], form), Number(one["threshold"]),
        ])  # fmt: skip
    heads = ["scenario", "goal", "in_words", "chance", "chance_error", "reached", "of", "goal_mean", "threshold"]
    page.table("goals", heads, rows)


def series(book: Book) -> None:
    """Quantiles of the headline indicators by month, with a chart of each."""
    from results.downloads import series as quantiles
    from results.report import HEADLINES, read_in

    telling = book.telling
    experiment, word, date = telling.experiment, telling.word, read_in(telling.experiment)
    page = Page(book, word("series"), word("series_title"), SERIES, wrapped=False)
    page.lead(word("series_lead"), word("series_chart_lead", sheet=word("differences")))
    page.row += 1
    named = [one for one in HEADLINES if one in experiment.indicators]
    found = sorted(quantiles(experiment, named), key=lambda one: named.index(one["indicator"]))
    rows = [
        [
            telling.label(one["indicator"]), telling.title(one["scenario"]), Month(one["date"]),
            *(_number(one[key], level_form(one["unit"])) for key in ("q50", "q05", "q25", "q75", "q95")),
        ]
        for one in found
    ]  # fmt: skip
    heads = ["indicator", "scenario", "date", "median", "q05", "q25", "q75", "q95"]
    # Charts stand at the left, where they are seen first; they are what is printed.
    placed = page.table("series", heads, rows, fixed=True, column=TABLE_OF_SERIES)
    page.print_whole(placed.first + ROWS_OF_A_CHART * -(-len(named) // ABREAST), ABREAST)
    for place, indicator in enumerate(named):
        said = experiment.units[indicator]
        anchor = (placed.first + place // ABREAST * ROWS_OF_A_CHART, place % ABREAST)
        read = {one["scenario"]: one for one in found if one["indicator"] == indicator and one["date"] == date}
        line_chart(
            page, anchor, telling.label(indicator), telling.unit(said), level_form(said),
            _parts(telling, placed.first, place), "5 %, 95 %", QUANTILE_COLUMNS,
            _told(telling, indicator, date, read),
        )  # fmt: skip


def _parts(telling: Telling, first: int, place: int) -> list[Part]:
    """Each scenario's rows for indicator number ``place``, without the opening, which is no month."""
    names, months = list(telling.experiment.values), len(telling.experiment.dates)
    starts = [first + (place * len(names) + turn) * months for turn in range(len(names))]
    skipped = 1 if months > 1 and telling.experiment.dates[0] == OPENING else 0
    return [
        Part(telling.title(name), Rows(start + skipped, start + months - 1))
        for name, start in zip(names, starts, strict=True)
    ]


def differences(book: Book) -> None:
    """Every difference of the report."""
    telling = book.telling
    against = telling.title(telling.experiment.against)
    title = telling.word("differences_title", against=against)
    page = Page(book, telling.word("differences"), title, DIFFERENCES)
    page.row += 1
    rows = [
        [
            telling.label(one["indicator"]), telling.title(one["scenario"]), Month(one["date"]),
            telling.unit(one["unit"], True), *effects(one), Number(one["improved"], share_form(telling)),
            Number(one["replications"], "0"), Number(one["to_halve"], "0"), Number(one["pairing"], "#,##0.0"),
            one["indicator"],
        ]
        for one in telling.found.get("differences", ())
    ]  # fmt: skip
    heads = [
        "indicator", "scenario", "date", "unit", "mean", "error", "expected_sd", "expected_half_low",
        "expected_half_high", "expected_most_low", "expected_most_high", "half_low", "half_high", "most_low",
        "most_high", "improved", "replications", "to_halve", "pairing", "name",
    ]  # fmt: skip
    page.table("differences", heads, rows, fixed=True)


def subgroups(book: Book) -> None:
    """Who gains and who is displaced, by group, with a chart of the net by age."""
    telling = book.telling
    found, word = telling.found.get("people", ()), telling.word
    page = Page(book, word("subgroups"), word("subgroups_title"), SUBGROUPS)
    if not found:
        page.sentences([word("no_people")])
        return
    against = telling.title(telling.experiment.against)
    page.lead(word("subgroups_lead", against=against), word("subgroups_note", against=against))
    page.row += 1
    rows = [
        [
            telling.title(one["scenario"]), group_title(one["group"], telling.language),
            group_name(one["group"], one["name"], telling.language), Number(one["year"], "0"),
            Number(one["gains"], "#,##0"), Number(one["displaced"], "#,##0"),
            Number(one["net"], change_form("persons")), Number(one["error"], error_form("persons")),
        ]
        for one in found
    ]  # fmt: skip
    heads = ["scenario", "group", "member", "year", "gains", "displaced", "net", "error"]
    placed = page.table("subgroups", heads, rows, fixed=True)
    ages = [
        (placed.first + place, one) for place, one in enumerate(found)
        if one["group"] == "age" and one["name"] not in NEVER_COUNTED
    ]  # fmt: skip
    if not ages:
        return
    parts = []
    for scenario in dict.fromkeys(one["scenario"] for _, one in ages):
        own = [row for row, one in ages if one["scenario"] == scenario]
        parts.append(Part(telling.title(scenario), Rows(own[0], own[-1])))
    told = "; ".join(
        f"{telling.title(one['scenario'])}, {group_name('age', one['name'], telling.language)}: "
        f"{telling.number(one['net'], signed=True)}" for _, one in ages
    )  # fmt: skip
    bar_chart(
        page, (placed.first - 1, len(SUBGROUPS)), word("net_by_age"), telling.unit("persons"), change_form("persons"),
        parts, {"name": 0, "category": 2, "value": 6, "error": 7}, f"{word('net_by_age')}. {told}.",
    )  # fmt: skip


def effects(one: dict[str, Any]) -> list[Number]:
    """A difference's mean, its error, the expected effect's spread and intervals, and one Halden's intervals."""
    form, expected = change_form(one["unit"]), one["expected"] or {}
    found = [Number(one["mean"], form), Number(one["error"], error_form(one["unit"]))]
    found.append(Number(expected.get("sd"), error_form(one["unit"])))
    for interval in (expected.get("half"), expected.get("most"), one["half"], one["most"]):
        found += [Number((interval or {}).get(end), form) for end in ("low", "high")]
    return found


def _told(telling: Telling, indicator: str, date: str, read: dict[str, dict[str, Any]]) -> str:
    """A line chart's text alternative: what it shows, and where it stands at the date that is read."""
    said = telling.experiment.units[indicator]
    decimals = len(level_form(said).partition(".")[2])
    values = [
        f"{telling.title(name)} {telling.number(one['q50'], decimals)} "
        f"({telling.number(one['q05'], decimals)}–{telling.number(one['q95'], decimals)})"
        for name, one in read.items() if one["q50"] == one["q50"]
    ]  # fmt: skip
    start = telling.word("line_told", label=telling.label(indicator), unit=telling.unit(said), date=telling.month(date))
    return f"{start}: {'; '.join(values)}."


def _number(value: float, form: str) -> Number:
    return Number(value if value == value else None, form)
