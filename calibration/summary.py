"""The Norwegian summary of the calibration's page: what a planner should know, with the records' own numbers."""

from typing import Any

from calibration.checks import record_of

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
    first = record["headlines"][0]
    outside = [one for one in record["screening"] if one["kind"] == "condition" and told(one, first, record)]
    listed = "; ".join(f"{one['label_nb']} ({one[first]['mean']:+.0f} personer)" for one in outside[:3])
    level, effect = (record["sources"][first][what]["sources"] for what in ("level", "effect of the plan"))
    main = sorted(level, key=lambda name: -level[name]["first"])[:2]
    shares = " og ".join(f"{SOURCES_NB[name]} ({_percent(level[name]['first'])})" for name in main)
    return [
        f"- **Ytre forhold som betyr mest** for sysselsatte i november 2025, fra lavt til høyt: {listed}.",
        f"- **Nivået på sysselsettingen** er usikkert mest på grunn av {shares}.",
        f"- **Virkningen av planen** er usikker fordi virkningene av tiltakene er det ({_percent(effect['lever effects']['first'])} "
        "alene, med en usikkerhet på om lag ti prosentpoeng), og mest fordi tilfeldigheter i hvem som møter hvilken ledige jobb virker sammen med alt annet. Derfor "
        "sammenlignes mange par av kjøringer. Hva hvert tiltak gjør alene, står i [lever_effects.md](lever_effects.md).",
    ]


def told(one: dict[str, Any], headline: str, record: dict[str, Any]) -> bool:
    """Whether a factor's mean effect is told from chance: beyond twice its Monte Carlo error."""
    return abs(one[headline]["mean"]) > 2.0 * one[headline]["spread"] / record["record"]["walks"] ** 0.5


def _percent(share: float) -> str:
    return f"{100 * share:.0f} prosent"
