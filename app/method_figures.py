"""Figures of the method's page: the fit, projections beside simple rules, and where uncertainty comes from."""

import re
from collections.abc import Sequence
from html import escape
from typing import Any

from app.figures import plain_table
from app.language import Speaker
from app.method_pictures import Beside, Met, Share, beside_picture, fit_picture, shares_picture
from app.method_words import AREAS, GROUPS, MULTIPLES, ORIGINS, RULES, TOLD_BY, Namer
from app.pictures import svg
from calibration.summary import WITHIN, told
from scenarios.texts import CONFIDENCE

NINE_OF_TEN = 1.645
"""Standard deviations to each side that hold 9 of 10 draws."""
FOREMOST = 5
"""Conditions that are listed."""
VEGAS_WORDS = re.compile(r' (?:role|aria-\w+)="[^"]*"')
"""What Vega says of every mark and axis, in English; the picture as a whole says its finding instead."""
INTERPLAY = "interplay"
HINDCAST = re.compile(r"(hindcast) from (\d{4})")
"""What the record calls the groups of figures that were projected from an earlier year."""


def figure(
    speaker: Speaker, title: str, finding: str, note: str, chart: Any, columns: Sequence[str],
    rows: Sequence[Sequence[str]], caption: str = "",
) -> str:  # fmt: skip
    """A chart with its finding in a sentence, and its table beneath, which may have a caption of its own."""
    drawn = VEGAS_WORDS.sub("", svg(chart, speaker.language))
    drawn = drawn.replace("<svg ", f'<svg role="img" aria-label="{escape(finding, quote=True)}" ', 1)
    said = escape(title, quote=True)
    return (
        f'<figure><h3>{said}</h3><div class="scroll" tabindex="0" role="region" aria-label="{said}">{drawn}</div>'
        f"<figcaption><strong>{escape(finding)}</strong> {escape(note)}</figcaption>"
        f"<details><summary>{escape(speaker.word('show_table'))}</summary>"
        f"{plain_table(speaker, caption or title, columns, rows)}</details></figure>"
    )


def fit(namer: Namer, record: dict[str, Any]) -> str:
    """How far the fitted model is from each figure of 2019."""
    speaker, targets = namer.speaker, record["targets"]
    drawn, rows = [], []
    for one in targets:
        reading, error = one["reading"], (one["error"] ** 2 + one["chance"] ** 2) ** 0.5
        spread = NINE_OF_TEN * one["posterior_sd"]
        ends = one["posterior_mean"] - spread, one["posterior_mean"] + spread
        drawn.append(Met(namer.reading(reading), one["off"], *((end - one["value"]) / error for end in ends)))
        low, high = (namer.value(reading, end) for end in ends)
        rows.append((
            namer.reading(reading), f"{namer.name(AREAS, one['area'])} {one['year'].replace('-', '–')}",
            namer.value(reading, one["value"]), namer.value(reading, one["posterior_mean"]),
            speaker.word("from_to", low=low, high=high), speaker.number(one["off"], 1, signed=True),
            namer.name(TOLD_BY, one["source"]), speaker.pick(CONFIDENCE[one["confidence"]]),
        ))  # fmt: skip
    worst, within = max(targets, key=lambda one: abs(one["off"])), speaker.number(WITHIN)
    finding = namer.said(
        "fit_finding", met=sum(abs(one["off"]) <= WITHIN for one in targets), targets=len(targets),
        within=within, worst=namer.quoted([namer.reading(worst["reading"])]), off=speaker.number(abs(worst["off"]), 1),
    )  # fmt: skip
    columns = namer.words(
        "target", "area_year", "measured", "middle", "range", "distance",
        "source", "confidence",
    )  # fmt: skip
    chart = fit_picture(drawn, WITHIN, namer.said("fit_axis"))
    note = namer.said("fit_note", within=within)
    return figure(speaker, namer.said("fit_title"), finding, note, chart, columns, rows)


def ahead(namer: Namer, record: dict[str, Any]) -> str:
    """The model's error beside the best simple rule's, for figures that the fit did not know."""
    ones = record["figures"]
    return _beside(namer, namer.said("ahead_title", years=years(namer, ones)), ones)


def back(namer: Namer, record: dict[str, Any]) -> str:
    """The same for the years before, begun in an earlier year."""
    ones = record["hindcast"]
    title = namer.said("back_title", years=years(namer, ones), began=began(record))
    return _beside(namer, title, ones)


def years(namer: Namer, figures: Sequence[dict[str, Any]]) -> str:
    """The years of figures, as a phrase."""
    return namer.listed(sorted({one["date"][:4] for one in figures}))


def began(record: dict[str, Any]) -> str:
    """The year from which the record's figures were projected again."""
    return next(found[2] for name in record["summary"] if (found := HINDCAST.match(name)))


def lost(figures: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The figures at which a simple rule is better."""
    return [one for one in figures if one["best_rival"] and one["skill"] <= 0]


def _beside(namer: Namer, title: str, figures: Sequence[dict[str, Any]]) -> str:
    speaker, drawn, rows = namer.speaker, [], []
    scored = [one for one in figures if one["best_rival"]]
    for one in scored:
        name, rule = namer.dated(one["indicator"], one["date"]), one["rivals"][one["best_rival"]]["crps"]
        drawn.append(Beside(name, one["crps"] / rule))
        said = [namer.value(one["indicator"], x) for x in (one["value"], one["median"], *one["intervals"]["90"])]
        error, its = (speaker.number(x, 1) for x in (one["crps"], rule))
        between = speaker.word("from_to", low=said[2], high=said[3])
        rows.append((name, said[0], said[1], between, error, namer.name(RULES, one["best_rival"]), its))
    finding = namer.said("beside_finding", won=len(scored) - len(lost(scored)), figures=len(scored))
    ticks = {multiple: namer.name(MULTIPLES, multiple) for multiple in MULTIPLES}
    sides = namer.said("better"), namer.said("worse")
    chart = beside_picture(drawn, sides, ticks, namer.said("beside_axis"))
    columns = namer.words(
        "figure", "measured", "middle", "range", "error", "rule",
        "rule_error",
    )  # fmt: skip
    return figure(speaker, title, finding, namer.said("beside_note"), chart, columns, rows)


def groups(namer: Namer, record: dict[str, Any]) -> str:
    """By group of figures: how often the model is better, and how often its interval held what was observed."""
    rows = []
    for name, one in record["summary"].items():
        earlier = HINDCAST.match(name)
        counts = one["figures"], one["won"], one["with_rivals"] - one["won"]
        held = namer.percent(one["coverage"]["90"])
        rows.append((namer.name(GROUPS, earlier[1] if earlier else name), *(str(count) for count in counts), held))
    columns = namer.words(
        "group", "figures", "better_count", "worse_count", "held"
    )  # fmt: skip
    return plain_table(namer.speaker, namer.said("groups_title"), columns, rows)


def shares(namer: Namer, record: dict[str, Any]) -> str:
    """How much of the variance of each headline, and of the plan's effect on it, each source makes."""
    speaker, drawn, rows, foremost, errors = namer.speaker, [], [], [], []
    words = {"level": namer.said("level"), "effect of the plan": namer.said("effect")}
    for what, group in words.items():
        for headline, whats in record["sources"].items():
            label, found, cells = namer.reading(headline), whats[what]["sources"], []
            errors += [one["error"] for one in found.values()]
            parts = parted(found)
            for origin, share in parts.items():
                said = namer.percent(share)
                drawn.append(Share(label, group, namer.name(ORIGINS, origin), 100 * share, said))
                cells.append(said if origin == INTERPLAY else namer.said(
                    "share_cell", alone=said, all=namer.percent(found[origin]["total"])
                ))  # fmt: skip
            rows.append((f"{label}: {group.lower()}", *cells))
            if headline == record["headlines"][0]:
                most = max(parts, key=lambda name: parts[name])
                foremost += [namer.name(ORIGINS, most), namer.percent(parts[most])]
    values = dict(zip(("source", "percent", "plan", "plan_percent"), foremost, strict=True))
    finding = namer.said("share_finding", headline=namer.reading(record["headlines"][0]), **values)
    month, error = speaker.month(record["date"]), speaker.number(100 * max(errors))
    note = namer.said("share_note", month=month, error=error)
    columns = [namer.said("headline"), *dict.fromkeys(one.source for one in drawn)]
    return figure(
        speaker, namer.said("share_title"), finding, note, shares_picture(drawn), columns, rows,
        namer.said("share_table"),
    )  # fmt: skip


def parted(sources: dict[str, dict[str, float]]) -> dict[str, float]:
    """Shares of the variance by source alone, none below nought, and what their interplay makes."""
    alone = {name: max(one["first"], 0.0) for name, one in sources.items()}
    return alone | {INTERPLAY: max(1.0 - sum(alone.values()), 0.0)}


def conditions(namer: Namer, record: dict[str, Any]) -> str:
    """The conditions of the outside world that move the first headline most, told from chance."""
    from results.labels import condition

    speaker, headline, walks, rows = namer.speaker, record["headlines"][0], record["record"]["walks"], []
    for one in record["screening"]:
        if one["kind"] != "condition" or not told(one, headline, record):
            continue
        label, unit = condition(one["name"], speaker.language)
        ends = (_amount(namer, one[end], one["unit"]) for end in ("low", "high"))
        error = speaker.number(2.0 * one[headline]["spread"] / walks**0.5)
        moved = f"{speaker.number(one[headline]['mean'], signed=True)} ± {error}"
        rows.append((f"{label} ({unit})", *ends, moved))
    title = namer.said("conditions_title", month=speaker.month(record["date"]))
    columns = namer.words("condition", "from", "to", "moves")
    return plain_table(speaker, title, columns, rows[:FOREMOST])


def _amount(namer: Namer, value: float, unit: str) -> str:
    if unit.startswith("share"):
        return namer.speaker.number(100 * value, 1).removesuffix(namer.speaker.pick((",0", ".0"))) + namer.sign
    said = f"{value:.3g}".replace("-", "−")
    return said.replace(".", ",") if namer.speaker.language == "nb" else said
