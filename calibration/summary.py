"""The Norwegian summary of the calibration's page: what a planner should know, with the records' own numbers."""

from typing import Any

from calibration.checks import record_of
from scenarios.levers import lever_texts

WITHIN = 2.0
"""Standard errors within which a target counts as met."""
SOURCES_NB = {
    "chance": "tilfeldigheter", "behaviour": "atferd vi ikke kjenner sikkert", "lever effects": "usikre virkninger av tiltak",
    "outside world": "verden utenfor",
}  # fmt: skip
GROUPS_NB = {
    "population by age": "folkemengden etter alder i 2021 og 2022",
    "registered unemployment": "registrert ledighet i 2020",
}


def in_norwegian(record: dict[str, Any]) -> list[str]:
    """The summary as points."""
    met = sum(abs(one["off"]) <= WITHIN for one in record["targets"])
    silent = sum(one["left"] >= 0.9 for one in record["values"])
    points = [
        f"- **Tilpasning:** {met} av {len(record['targets'])} måltall treffes innenfor to standardfeil. Om {silent} av "
        f"{len(record['values'])} ukjente størrelser sier tallene nesten ingenting; usikkerheten deres følger med videre."
    ]
    recovery = record_of("recovery")
    if recovery:
        found = recovery["recovery"]
        points.append(
            f"- **Finner metoden fram?** Vi lot den lete etter {found['plan']['truths']} kjente fasiter. 90 prosents "
            f"spennene inneholdt fasiten i {_percent(found['coverage'])} av tilfellene."
        )
    return [*points, *_validation(), *_sensitivity()]


def _validation() -> list[str]:
    record = record_of("validation")
    if not record:
        return []
    parts = [
        f"{GROUPS_NB[name]}: modellen var bedre enn beste enkle framskriving for {one['won']} av {one['with_rivals']} tall"
        for name, one in record["summary"].items() if name in GROUPS_NB
    ]  # fmt: skip
    return [
        f"- **Mot tall modellen ikke kjente:** {'; '.join(parts)}. Enkle framskrivinger (siste tall, trend, "
        "kohortmetoden, landets utvikling) er gode på kort sikt. Modellens nytte er at den kan svare på hva tiltak gjør."
    ]


def _sensitivity() -> list[str]:
    record = record_of("sensitivity")
    if not record:
        return []
    first, texts = record["headlines"][0], lever_texts()
    outside = [one for one in record["screening"] if one["kind"] == "condition"][:3]
    levers = [one for one in record["screening"] if one["kind"] == "lever"][:3]
    sources = record["sources"][first]
    lines = [
        f"- **Hva framskrivingen henger på:** av ytre forhold mest {_listed(outside, first, {})}; av tiltakene i planen mest "
        f"{_listed(levers, first, {name: text.label_nb for name, text in texts.items()})} (sysselsatte i november 2025)."
    ]
    for what, words in (("level", "Nivået på sysselsettingen"), ("effect of the plan", "Virkningen av planen")):
        shares = sorted(sources[what]["sources"].items(), key=lambda one: -one[1]["first"])[:2]
        told = " og ".join(f"{SOURCES_NB[name]} ({_percent(max(one['first'], 0.0))})" for name, one in shares)
        lines.append(f"- **{words}** er usikker mest på grunn av {told}.")
    return lines


def _listed(ones: list[dict[str, Any]], first: str, titles: dict[str, str]) -> str:
    return ", ".join(
        f"{titles.get(one['name'], one['name'])} ({one[first]['importance']:.0f} personer)" for one in ones
    )


def _percent(share: float) -> str:
    return f"{100 * share:.0f} prosent"
