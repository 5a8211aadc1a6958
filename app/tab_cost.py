"""The third tab: what the scenario costs, who pays, and the cost of each additional person in work and job."""

from html import escape

from app.figures import plain_table
from app.language import Speaker
from app.reading import READ_IN, Reading
from results.comparison import Difference
from results.costs import by_payer, cost_per, costs, total
from results.labels import group_name, payer
from scenarios.levers import lever_text
from scenarios.shelf import Scenario

PER = (("per_resident", "employed_residents"), ("per_job", "jobs"))


def cost_tab(speaker: Speaker, scenario: Scenario, reading: Reading | None) -> str:
    """The tab's HTML; costs need no simulation, the cost of each additional person does."""
    word = speaker.word
    found = costs(scenario, READ_IN)
    if not found:
        return f"<h2>{word('cost_title')}</h2><p>{word('cost_none')}</p>"
    amount, unstated = total(found), [one.lever for one in found if one.amount is None]
    parts = [f"<h2>{word('cost_title')}</h2>"]
    said = word("cost_total", amount=speaker.number(amount, 1), date=speaker.month(READ_IN))
    parts.append(f'<p class="verdict"><span class="big">{said}</span></p><p>{word("cost_about")}</p>')
    payers = [[group_name("payer", name, speaker.language), sum_] for name, sum_ in by_payer(found).items()]
    if payers:
        parts.append(plain_table(speaker, word("who_pays"), [word("payer"), word("million")], payers, 1))
    if unstated:
        names = ", ".join(_name(speaker, name) for name in unstated)
        parts.append(f"<p>{word('cost_unstated', levers=escape(names))}</p>")
    if reading is not None:
        rows = []
        for key, indicator in PER:
            rows.append([word(key), per(speaker, amount, key, reading.change(indicator), not unstated)])
        parts.append(f"<h2>{word('cost_per_title')}</h2>")
        parts.append(plain_table(speaker, word("cost_per_title"), [word("what"), word("million_each")], rows, 1))
        parts.append(f'<p class="small">{word("cost_per_note", date=speaker.month(READ_IN))}</p>')
    rows = [
        [_name(speaker, one.lever), one.amount if one.amount is not None else word("not_stated"),
         payer(one.payer, speaker.language), _source(speaker, one.lever)]
        for one in found
    ]  # fmt: skip
    columns = [word(key) for key in ("lever", "million", "payer", "cost_source")]
    parts.append(f"<h2>{word('cost_levers')}</h2>{plain_table(speaker, word('cost_levers'), columns, rows, 1)}")
    return "".join(parts)


def per(speaker: Speaker, amount: float, key: str, change: Difference, complete: bool) -> str:
    """The cost of each additional one, with the interval that the expected effect gives it."""
    expected = change.expected.most if change.expected else None
    one = cost_per(amount, key, change.mean, change.error, expected, complete)
    if one.amount is None:
        return speaker.word("no_cost" if not amount > 0 else "no_effect")
    said = speaker.number(one.amount, 1)
    if one.low is not None and one.high is not None:
        said += f" ({speaker.word('from_to', low=speaker.number(one.low, 1), high=speaker.number(one.high, 1))})"
    elif one.low is not None:
        said += f" ({speaker.word('or_more', low=speaker.number(one.low, 1))})"
    return said if complete else speaker.word("at_least", amount=said)


def _name(speaker: Speaker, lever: str) -> str:
    text = lever_text(lever)
    return speaker.pick((text.label_nb, text.label_en))


def _source(speaker: Speaker, lever: str) -> str:
    text = lever_text(lever)
    return speaker.pick((text.cost_source_nb, text.cost_source_en))
