"""The sheets of what a comparison rests on: costs, what each scenario changes, how it was run, and the sources."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from results.costs import NEEDS_PAIRS
from results.labels import group_name, payer
from results.page import Book, Cell, Long, Month, Number, Page
from results.telling import Telling
from results.wording import FIGURES, LICENCE, RECORD, STRENGTH

if TYPE_CHECKING:
    from scenarios.texts import Text

COSTS = (30, 46, 13, 36, 14, 14, 40)
ASSUMPTIONS = (34, 60, 24, 16, 27)
SOURCES = (34, 50, 12, 24, 40, 14, 64)
MONEY = "#,##0.0"


def costs(book: Book) -> None:
    """What each scenario costs in all, by payer, per additional employed resident and job, and lever by lever."""
    from scenarios.levers import lever_text

    telling, language = book.telling, book.telling.language
    found, word = telling.found.get("costs", []), telling.word
    page = Page(book, word("costs"), word("costs_title"), COSTS)
    date = max((one["until"] for one in found), default="")
    page.lead(word("costs_lead", date=telling.month(date)) if date else "", word("costs_note"))
    totals, by_payer, per, levers = [], [], [], []
    for one in found:
        title = telling.title(one["scenario"])
        unstated = ", ".join(telling.setting(name)[0] for name in one["not_stated"])
        totals.append([title, telling.month(one["until"]), Number(one["million_nok"], MONEY), unstated])
        for party, amount in (one.get("by_payer") or {}).items():
            by_payer.append([title, group_name("payer", party, language), Number(amount, MONEY)])
        for each in one["per"]:
            what = word("per_job" if "job" in each["what"] else "per_resident")
            ends = Number(each["low"], MONEY), Number(each["high"], MONEY)
            per.append([title, what, Number(each["amount"], MONEY), _answer(telling, one, each), *ends])
        for lever in one["levers"]:
            text = lever_text(lever["lever"])
            amount = word("missing") if lever["amount"] is None else Number(lever["amount"], MONEY)
            name, source = telling.setting(text.name)[0], telling.pick((text.cost_source_nb, text.cost_source_en))
            levers.append([title, name, amount, payer(text.payer, language), Long(source)])
    _part(page, "totals", ["scenario", "until", "amount", "not_stated"], totals)
    _part(page, "by_payer", ["scenario", "payer", "amount"], by_payer)
    _part(page, "per", ["scenario", "what", "amount", "said", "low", "high"], per)
    _part(page, "by_lever", ["scenario", "lever", "amount", "payer", "cost_source"], levers)


def _answer(telling: Telling, cost: dict[str, Any], per: dict[str, Any]) -> str:
    """A cost per additional, in words."""
    if per["amount"] is None:
        if per["said"] == NEEDS_PAIRS:
            return telling.word("more_pairs")
        if cost["more_million_nok"] > 0:
            return telling.word("no_effect")
        return telling.word("no_more_cost" if cost["million_nok"] > 0 else "no_cost")
    return telling.word("at_least" if cost["not_stated"] else "million", amount=telling.number(per["amount"], 1))


def assumptions(book: Book) -> None:
    """What each scenario changes by date, the measures it carries out, and how the numbers were made."""
    from scenarios.plan import measures
    from scenarios.settings import changes

    telling = book.telling
    experiment, word = telling.experiment, telling.word
    page = Page(book, word("assumptions"), word("assumptions_title"), ASSUMPTIONS)
    plan, told, changed, carried = measures(), [], [], []
    for name, one in experiment.scenarios.items():
        title = telling.title(name)
        said = telling.pick((one.file.description_nb, one.file.description_en))
        extends = ", ".join(Path(parent).name for parent in one.extends)
        told.append([title, said, Path(name).name, extends, Long(one.digest)])
        for key, path in changes(one).items():
            label, unit = telling.setting(key)
            changed += [[title, label, unit, Month(date), Number(value)] for date, value in path.items()]
        for key, path in one.measures.items():
            label = f"{key} {telling.pick((plan[key].title_nb, plan[key].title_en))}"
            strength = telling.pick(STRENGTH[plan[key].strength])
            carried += [[title, label, strength, Month(date), Number(value)] for date, value in path.items()]
    _part(page, "scenarios", ["scenario", "description", "file", "extends", "digest"], told)
    _part(page, "changes", ["scenario", "change", "unit", "from", "value"], changed)
    _part(page, "measures", ["scenario", "measure", "strength", "from", "intensity"], carried)
    _part(page, "record", ["what", "value"], list(_made(telling)))


def _made(telling: Telling) -> Any:
    """The record, line by line."""
    record = telling.found.get("record", {})
    for key, words in RECORD.items():
        value = record.get(key)
        if value is None:
            continue
        if key == "against":
            value = telling.title(value)
        yield [telling.pick(words), Number(value, "0") if isinstance(value, int) else str(value)]


def sources(book: Book) -> None:
    """The evidence of every lever that is changed, the effects it acts through, and the figures' sources."""
    from scenarios.levers import GRADES, lever_texts
    from scenarios.settings import changes
    from scenarios.texts import lever_effects

    telling = book.telling
    word, texts = telling.word, lever_texts()
    page = Page(book, word("sources"), word("sources_title"), SOURCES)
    changed = {name for one in telling.experiment.scenarios.values() for name in changes(one)}
    levers = [name for name in texts if name in changed]
    graded = [[telling.setting(name)[0], f"{texts[name].grade}: {telling.pick(GRADES[texts[name].grade])}"]
              for name in levers]  # fmt: skip
    acting = [[telling.setting(name)[0], *_effect(telling, one)] for name in levers for one in lever_effects(name)]
    _part(page, "effects", ["lever", "effect", "value", "unit", "prior", "confidence", "source"], acting)
    _part(page, "grades", ["lever", "evidence"], graded)
    given = [[telling.pick(holder), Long(telling.pick(gives))] for holder, gives in FIGURES]
    _part(page, "figures", ["holder", "gives"], given)
    page.sentences([telling.pick(LICENCE)])


def _effect(telling: Telling, one: "Text") -> list[Cell]:
    """What a lever's effect is, its value and prior, and what they rest on."""
    from scenarios.texts import CONFIDENCE

    known = one.declaration
    return [
        telling.pick((one.label_nb, one.label_en)), Number(float(known.default)),
        telling.pick((one.unit_nb, one.unit_en)), telling.prior(known.prior),
        telling.pick(CONFIDENCE[known.confidence]), telling.pick((one.source_nb, one.source_en)),
    ]  # fmt: skip


def _part(page: Page, name: str, heads: list[str], rows: Sequence[Sequence[Cell]]) -> None:
    """A heading and its table."""
    page.heading(page.book.telling.word(name))
    page.table(name, heads, rows)
