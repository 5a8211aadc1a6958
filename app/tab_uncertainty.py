"""The fourth tab: how sure can we be, and of what: calculation, behaviour and levers, chance, and the model itself."""

from functools import partial

from app.address import SHOWN
from app.figures import Figure, plain_table
from app.pictures import Dot, ranges
from app.reading import READ_IN, Reading
from results.comparison import Difference, due_to_draws, level

ROUGH = 100
"""Replications below which numbers are called rough."""


def uncertainty_tab(reading: Reading) -> str:
    """The tab's HTML."""
    speaker = reading.speaker
    word = speaker.word
    parts = [f"<h2>{word('uncertainty_title')}</h2>"]
    if reading.replications < ROUGH:
        parts.append(f'<p class="notice">{word("rough", n=reading.replications)}</p>')
    parts.append(f"<p>{word('uncertainty_about')}</p>")
    parts.append(figure(reading).html(speaker, reading.files("uncertainty")))
    change = reading.change("employed_residents")
    share = due_to_draws(change)
    if share is not None:
        rounded = round(100 * share / 5) * 5
        parts.append(f"<p>{word('share_of_draws', share=rounded, rest=100 - rounded)}</p>")
    rows = []
    for indicator in SHOWN:
        one = reading.change(indicator)
        digits = max(1, reading.digits(indicator))
        rows.append([
            speaker.label(indicator), speaker.number(one.mean, digits, signed=True),
            speaker.number(2 * one.error, digits + 1), speaker.number(one.to_halve),
        ])  # fmt: skip
    columns = [word(key) for key in ("indicator", "mean_effect", "plus_minus", "to_halve")]
    parts.append(f"<h2>{word('calculation_title')}</h2><p>{word('calculation_about', n=reading.replications)}</p>")
    parts.append(plain_table(speaker, word("calculation_title"), columns, rows))
    parts.append(f"<h2>{word('levels_title')}</h2>{_levels(reading)}")
    parts.append(f"<h2>{word('model_title')}</h2><p>{word('model_about')}</p>")
    parts.append(f'<p><a href="/metode{_language(reading)}">{word("method_link")}</a></p>')
    return "".join(parts)


def _language(reading: Reading) -> str:
    return "?lang=en" if reading.speaker.language == "en" else ""


def _levels(reading: Reading) -> str:
    speaker = reading.speaker
    rows = []
    for name in dict.fromkeys((reading.name, reading.found.against)):
        for indicator in SHOWN:
            one = level(reading.found, name, indicator, READ_IN)
            digits = reading.digits(indicator)
            ends = [speaker.number(end, digits) for end in (*one.half, *one.most)]
            rows.append([
                reading.title(name), speaker.label(indicator), speaker.number(one.median, digits),
                speaker.word("from_to", low=ends[0], high=ends[1]), speaker.word("from_to", low=ends[2], high=ends[3]),
            ])  # fmt: skip
    columns = [speaker.word(key) for key in ("scenario", "indicator", "middle", "half", "nine_of_ten")]
    return plain_table(speaker, speaker.word("levels_caption", date=speaker.month(READ_IN)), columns, rows)


def figure(reading: Reading) -> Figure:
    """Three intervals around the same mean: the calculation's, the expected effect's, and one Halden's."""
    speaker = reading.speaker
    change = reading.change("employed_residents")
    told = [(key, *ends) for key, ends in intervals(change)]
    dots = [Dot(speaker.word(key), low, change.mean, high) for key, low, high in told]
    low, high = told[-1][1:]
    finding = speaker.word(
        "uncertainty_finding", low=speaker.number(low, signed=True), high=speaker.number(high, signed=True)
    )
    columns = [speaker.word(key) for key in ("which", "from", "middle_mean", "to")]
    rows = [[speaker.word(key), float(low), float(change.mean), float(high)] for key, low, high in told]
    title = speaker.word("uncertainty_chart", label=speaker.label("employed_residents"))
    chart = partial(ranges, dots, speaker.word("extra_axis"))
    return Figure(title, finding, speaker.word("uncertainty_note"), chart, columns, rows, 0)


def intervals(change: Difference) -> list[tuple[str, tuple[float, float]]]:
    """The intervals by the key of what they are called, the narrowest first."""
    found: list[tuple[str, tuple[float, float]]] = [
        ("by_calculation", (change.mean - 2 * change.error, change.mean + 2 * change.error))
    ]
    if change.expected is not None:
        found.append(("by_expected", (change.expected.most.low, change.expected.most.high)))
    found.append(("by_halden", (change.most.low, change.most.high)))
    return found
