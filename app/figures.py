"""Figures: a chart with its finding in a sentence, its table beneath, and the same as files."""

import csv
import io
from collections.abc import Callable, Sequence
from html import escape
from typing import Any

from app.language import Speaker
from app.pictures import png, svg
from results.downloads import safe

FILES = ("svg", "png", "csv")


class Figure:
    """A figure.

    Args:
        title: its heading.
        finding: what it shows, in a sentence.
        note: how to read it.
        chart: makes the Altair chart, which takes longer than all else and may have been drawn before.
        columns: the table's headings; the first column names the rows.
        rows: the table's cells, numbers as numbers.
        digits: decimals of its numbers.
        drawn: the chart as SVG, when it was drawn before.
    """

    def __init__(
        self, title: str, finding: str, note: str, chart: Callable[[], Any], columns: Sequence[str],
        rows: Sequence[Sequence[Any]], digits: int = 0, drawn: str = "",
    ) -> None:  # fmt: skip
        self.title, self.finding, self.note, self.chart = title, finding, note, chart
        self.columns, self.rows, self.digits, self.drawn = columns, rows, digits, drawn

    def html(self, speaker: Speaker, files: str, level: int = 3) -> str:
        """The figure on a page.

        Args:
            files: the address of its files, which end in ``{file}``.
            level: of its heading.
        """
        drawn = self.svg(speaker).replace(
            "<svg ", f'<svg role="img" aria-label="{escape(self.finding, quote=True)}" ', 1
        )
        title, word = escape(self.title), speaker.word
        links = " · ".join(
            f'<a href="{escape(files.format(file=one), quote=True)}" download>{one.upper()}</a>' for one in FILES
        )
        return (
            f'<figure><h{level}>{title}</h{level}><div class="scroll" tabindex="0" role="region" aria-label="{title}">'
            f"{drawn}</div><figcaption>{escape(self.finding)} {escape(self.note)}</figcaption>"
            f"<details><summary>{word('show_table')}</summary>{table(speaker, self)}</details>"
            f'<p class="small">{word("download_figure")} {links}</p></figure>'
        )

    def svg(self, speaker: Speaker) -> str:
        """The chart as SVG."""
        return self.drawn or svg(self.chart(), speaker.language)

    def csv(self, speaker: Speaker) -> bytes:
        """The table as a file that the language's spreadsheets open right."""
        nb = speaker.language == "nb"
        text = io.StringIO(newline="")
        writer = csv.writer(text, delimiter=";" if nb else ",", lineterminator="\r\n")
        writer.writerow([safe(one) for one in self.columns])
        for row in self.rows:
            writer.writerow([
                f"{cell:.{self.digits + 2}f}".replace(".", "," if nb else ".") if isinstance(cell, float)
                else "" if cell is None else safe(str(cell)) for cell in row
            ])  # fmt: skip
        return text.getvalue().encode("utf-8-sig")

    def file(self, kind: str, speaker: Speaker) -> tuple[bytes, str]:
        """The figure as a file, and its media type."""
        if kind == "svg":
            return self.svg(speaker).encode(), "image/svg+xml"
        if kind == "png":
            return png(self.chart(), speaker.language), "image/png"
        return self.csv(speaker), "text/csv; charset=utf-8"


def table(speaker: Speaker, figure: Figure) -> str:
    """The table of a figure."""
    return plain_table(speaker, figure.title, figure.columns, figure.rows, figure.digits)


def plain_table(
    speaker: Speaker, caption: str, columns: Sequence[str], rows: Sequence[Sequence[Any]], digits: int = 0,
    signed: bool = False,
) -> str:  # fmt: skip
    """A table that may be wider than the page; the first cell of a row names it."""
    heads = "".join(f'<th scope="col">{escape(one)}</th>' for one in columns)
    body = []
    for row in rows:
        first, *rest = (shown(speaker, cell, digits, signed) for cell in row)
        body.append(f'<tr><th scope="row">{first}</th>{"".join(f"<td>{one}</td>" for one in rest)}</tr>')
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(caption, quote=True)}"><table>'
        f"<caption>{escape(caption)}</caption><thead><tr>{heads}</tr></thead><tbody>{''.join(body)}</tbody></table></div>"
    )


def shown(speaker: Speaker, cell: Any, digits: int, signed: bool = False) -> str:
    """A cell as HTML."""
    if cell is None:
        return ""
    if isinstance(cell, float):
        return speaker.number(cell, digits, signed)
    return escape(str(cell))
