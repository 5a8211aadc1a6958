"""The pages ``docs/measures.md`` and ``docs/levers.md``, made from the declarations and the catalogue.

The tables of ``docs/odd.md`` are filled in too (:mod:`scenarios.protocol`).

``uv run python -m scenarios.documents`` writes them; a test compares them with what it would write.
"""

from scenarios.levers import GRADES, LeverText, lever_texts, readings
from scenarios.plan import Measure, measures, strategies, strengths
from scenarios.protocol import FOLDER, PAGE, protocol_page, said
from scenarios.texts import CONFIDENCE, Text, lever_effects

MADE = "Made by `uv run python -m scenarios.documents`; not to be edited."
STRENGTHS = {"direct": "direkte / direct", "indirect": "indirekte / indirect", "none": "ikke modellert / not modelled"}
PER = {
    "year": ("per enhet og år", "per unit and year"),
    "once": ("per enhet, én gang", "per unit, once"),
    "when built": ("når den bygges", "when built"),
    "when done": ("når det er gjort", "when done"),
}


def both(nb: str, en: str) -> str:
    """A text in both languages; once where they say it alike."""
    return nb if nb == en else f"{nb} · {en}"


def measures_page() -> str:
    """The plan's tree: every measure with status, lever, reading and reason."""
    count = strengths()
    lines = [
        "# Planens 87 tiltak · The plan's 87 measures",
        "",
        f"{count['direct']} virker direkte gjennom et virkemiddel i modellen, {count['indirect']} indirekte, og "
        f"{count['none']} har ingen kanal; da står grunnen. «Lest som» er nivået i scenarioet `plan`: planen oppgir "
        "nesten ingen tall, så lesningen er vår og forsiktig. Korte titler er våre.",
        "",
        f"{count['direct']} act directly through a lever of the model, {count['indirect']} indirectly, and "
        f"{count['none']} have no channel, with the reason. «Read as» is the level in the scenario `plan`: the plan "
        "states almost no quantities, so the reading is ours and cautious. Short titles are ours.",
        "",
        MADE,
    ]
    told = ""
    for one in measures().values():
        if one.strategy != told:
            told = one.strategy
            strategy = strategies()[told]
            lines += [
                "",
                f"## {told} {strategy.title_nb} · {strategy.title_en}",
                "",
                "| Tiltak | Tittel · Title | Styrke · Strength | Virkemiddel · Lever | Lest som · Read as | "
                "Kanal · Channel | Grunn · Reason |",
                "|---|---|---|---|---|---|---|",
            ]
        lines.append(_measure_row(one))
    return "\n".join(lines) + "\n"


def _measure_row(one: Measure) -> str:
    texts = lever_texts()
    read = "<br>".join(
        f"{reading.lever} {reading.level:g} {both(texts[reading.lever].unit_nb, texts[reading.lever].unit_en)}"
        for reading in readings()
        if reading.measure == one.id
    )
    levers = "<br>".join(f"[{name}](levers.md#{name})" for name in one.levers)
    cells = (
        one.id, both(one.title_nb, one.title_en), STRENGTHS[one.strength], levers, read,
        both(one.channel_nb, one.channel_en), both(one.reason_nb, one.reason_en),
    )  # fmt: skip
    return "| " + " | ".join(cell.replace("|", "\\|") or "-" for cell in cells) + " |"


def levers_page() -> str:
    """Every lever in both languages, with unit, range, lag, cost, evidence and effects."""
    lines = [
        "# Virkemidlene · The levers",
        "",
        "Evidensgrad · Evidence grade: "
        + "; ".join(f"**{grade}** {nb} · {en}" for grade, (nb, en) in GRADES.items())
        + ".",
        "",
        "Der modellen selv frembringer en virkning (fortrengning, innlåsing, ringvirkninger), legges den ikke "
        "til igjen. · Where the model itself produces an effect (displacement, lock-in, multiplier), it is not "
        "added again.",
        "",
        MADE,
    ]
    for one in lever_texts().values():
        lines += _lever(one)
    return "\n".join(lines) + "\n"


def _lever(one: LeverText) -> list[str]:
    declared = one.declaration
    refines = f" (presiserer `{declared.of}` · refines `{declared.of}`)" if declared.of else ""
    owner = declared.of or one.name
    plan = ", ".join(measure.id for measure in measures().values() if owner in measure.levers)
    source, payer = both(one.cost_source_nb, one.cost_source_en), both(one.payer_nb, one.payer_en)
    cost = "ikke oppgitt · not stated" + (f". {source}" if source else "")
    if one.cost is not None:
        nb, en = PER[one.cost_unit]
        cost = f"{one.cost:g} mill. kr {nb} · {one.cost:g} million NOK {en}; {payer}. {source}"
    level = f"{one.level:g}: {one.level_nb} · {one.level_en}" if one.level is not None else "ikke i planen · not in it"
    decided_by = both(one.decided_by_nb, one.decided_by_en)
    by_others = "" if one.municipal else " (kommunen påvirker bare om det skjer · the municipality only influences it)"
    lag = "ingen · none"
    if declared.lag:
        lag = f"virker tidligst etter {declared.lag} måneder · first effect after {declared.lag} months"
    return [
        "",
        f"## {one.name}",
        "",
        f"**{one.label_nb} · {one.label_en}**{refines}",
        "",
        one.help_nb,
        "",
        f"*{one.help_en}*",
        "",
        f"- Enhet · Unit: {both(one.unit_nb, one.unit_en)}, {declared.low:g}-{declared.high:g}; "
        f"{declared.default:g} endrer ingenting · changes nothing",
        f"- Forsinkelse · Lag: {lag}",
        f"- Planen lest som · The plan read as: {level}",
        f"- Kostnad · Cost: {cost}",
        f"- Avgjøres av · Decided by: {decided_by}{by_others}",
        f"- Evidens · Evidence: {one.grade}",
        f"- Tiltak · Measures: {plan}",
        "",
        "| Parameter | Betydning · Meaning | Verdi · Value | Prior | Kilde · Source | Sikkerhet · Confidence |",
        "|---|---|---|---|---|---|",
        *(_effect_row(effect) for effect in lever_effects(one.name)),
    ]


def _effect_row(effect: Text) -> str:
    known = effect.declaration
    cells = (
        f"`{known.name}`", both(effect.label_nb, effect.label_en),
        f"{known.default:g} {both(effect.unit_nb, effect.unit_en)}", said(known.prior, "fast · fixed"),
        both(effect.source_nb, effect.source_en), both(*CONFIDENCE[known.confidence]),
    )  # fmt: skip
    return "| " + " | ".join(cells) + " |"


PAGES = {"measures.md": measures_page, "levers.md": levers_page, PAGE: protocol_page}


def main() -> None:
    """Write the pages."""
    FOLDER.mkdir(exist_ok=True)
    for name, page in PAGES.items():
        (FOLDER / name).write_text(page(), "utf-8")


if __name__ == "__main__":
    main()
