"""The second tab: who gains work in the scenario, and who is displaced."""

from functools import partial
from html import escape

from app.address import GROUPS, query
from app.figures import Figure
from app.pictures import Dot, ranges
from app.reading import READ_IN, Reading
from results.comparison import Gains, who_gains
from results.groups import GROUPS as MEMBERS

FEW = 5
"""Persons below which a gross number is not told."""
SURE = 2.0
"""Monte Carlo errors that a net must be away from nought to be called a gain or a loss."""


def people_tab(reading: Reading) -> str:
    """The tab's HTML."""
    word = reading.speaker.word
    found = figure(reading)
    if found is None:
        return f"<h2>{word('people_title')}</h2><p>{word('people_none')}</p>"
    return (
        f"<h2>{word('people_title')}</h2><p>{word('people_about')}</p>{_choices(reading)}"
        f"{found.html(reading.speaker, reading.files('people'))}<p>{word('displaced_about')}</p>"
    )


def _choices(reading: Reading) -> str:
    speaker, view = reading.speaker, reading.view
    links = []
    for group in GROUPS:
        here = ' aria-current="true"' if group == view.group else ""
        href = escape(f"/scenario?{query(view.but(group=group))}", quote=True)
        links.append(f'<a class="button" href="{href}"{here}>{speaker.word(f"by_{group}")}</a>')
    return f'<p class="tools">{" ".join(links)}</p>'


def figure(reading: Reading) -> Figure | None:
    """The net gain of each member of the chosen group; none where the scenario changes nothing."""
    speaker, group = reading.speaker, reading.view.group
    found = [
        one for one in who_gains(reading.found, reading.name, int(READ_IN[:4]))
        if one.group == group and one.gains + one.displaced > 0
    ]  # fmt: skip
    if not found:
        return None
    titles = [_title(reading, one) for one in found]
    dots = [
        Dot(title, one.net - SURE * one.error, one.net, one.net + SURE * one.error)
        for title, one in zip(titles, found, strict=True)
    ]
    best = max(zip(titles, found, strict=True), key=lambda pair: pair[1].net)
    sure = best[1].net > SURE * best[1].error
    finding = speaker.word(
        "people_finding" if sure else "people_unsure", group=best[0],
        net=speaker.number(best[1].net, signed=True), title=reading.title(reading.name),
    )  # fmt: skip
    columns = [speaker.word(key) for key in ("who", "gain", "displaced", "net", "plus_minus")]
    rows = [
        [title, _gross(reading, one.gains), _gross(reading, one.displaced), float(one.net), float(SURE * one.error)]
        for title, one in zip(titles, found, strict=True)
    ]
    title = speaker.word("people_by", by=speaker.word(f"by_{group}").lower(), year=READ_IN[:4])
    chart = partial(ranges, dots, speaker.word("net_axis"))
    return Figure(title, finding, speaker.word("people_note"), chart, columns, rows, 0)


def _gross(reading: Reading, value: float) -> float | str:
    return reading.speaker.word("fewer_than", number=FEW) if value < FEW else float(value)


def _title(reading: Reading, one: Gains) -> str:
    said = reading.speaker.pick(MEMBERS[one.group][one.name])
    return said[:1].upper() + said[1:]
