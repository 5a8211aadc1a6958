"""The page ``docs/calibration.md`` and its charts, made from the committed posterior and the records of its checks.

``uv run python -m calibration.page`` writes it anew.
"""

from pathlib import Path
from typing import Any

from calibration import checks_page
from calibration.charts import fit_chart, spread_chart
from calibration.posterior import posterior
from calibration.summary import in_norwegian
from calibration.targets import of_role
from calibration.whole import put_whole

PAGE = Path(__file__).parents[1] / "docs" / "calibration.md"
CHARTS = PAGE.parent / "charts"
NEVER_MOVED = 0.9
"""A value whose spread is still this share of the prior's: the figures say next to nothing of it."""


def page() -> tuple[str, dict[str, bytes]]:
    """The page's text, and its charts by file name."""
    record = posterior().record
    checks, charts = checks_page.parts()
    charts |= {"fit.svg": fit_chart(record["targets"]), "spread.svg": spread_chart(record["values"])}
    lines = [*_head(record), *_fit(record), *_starts(), *_values(record), *checks, *_limits(record)]
    return "\n".join(lines) + "\n", charts


def _head(record: dict[str, Any]) -> list[str]:
    plan = record["plan"]
    return [
        "# Calibration to 2019",
        "",
        "## Sammendrag",
        "",
        "Modellen er tilpasset Haldens tall for 2019. Hver ukjent størrelse har først et spenn som bygger på kilder eller",
        "skjønn (prior). En ensemble-glatter flytter og snevrer inn spennene der tallene sier noe, og lar dem stå der",
        "tallene er tause. Ingen tall etter 1. januar 2020 er brukt. Hva tiltakene virker, er ikke tilpasset: der gjelder",
        "spennene fra forskningen.",
        "",
        *in_norwegian(record),
        "",
        "## How it was made",
        "",
        "Made by `uv run python -m calibration.page` from the committed posterior; not to be edited. `halden",
        "calibrate` fits anew, `halden calibrate --show` prints the fit; each check below names its command.",
        "",
        f"Method: {record['method']} (ensemble smoother with multiple data assimilation; Emerick & Reynolds 2013) with",
        f"{plan['members']} members, {plan['steps']} steps and {plan['seeds']} seeds a member, the same for all. Each",
        "free value is moved to a standard normal variable by its prior's distribution function. A target's error is",
        "the figure's own (sampling, definition, proxy) and the chance of one year in one municipality, simulated at",
        f"the prior means with its correlations. The first members are kept as the posterior: {plan['draws']} draws.",
        "Replication k of an ensemble uses draw k div 2.",
        "",
    ]


def _fit(record: dict[str, Any]) -> list[str]:
    lines = [
        "## What the run itself must give",
        "",
        "Off: the posterior's median less the figure, in standard errors of figure and chance.",
        "",
        "![Prior and posterior beside the figures](charts/fit.svg)",
        "",
        "| Target | Area, year | Figure | Error | Chance | Prior | Posterior | Off | Source |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for one in record["targets"]:
        told = f"{one['source']} ({one['confidence']}){'; ' + one['note'] if one['note'] else ''}"
        prior, after = _spread(one, "prior", 5), _spread(one, "posterior", 5)
        cells = [
            one["reading"], f"{one['area']}, {one['year']}", f"{one['value']:.5g}", f"{one['error']:.3g}",
            f"{one['chance']:.2g}", prior, after, f"{one['off']:+.1f}", told,
        ]  # fmt: skip
        lines.append("| " + " | ".join(cells) + " |")
    return [*lines, ""]


def _starts() -> list[str]:
    lines = [
        "## What the starting tables hold",
        "",
        "These are facts put in, so that they are met is no success of the fit.",
        "",
        "| Fact | Figure | Error | Source |",
        "|---|---|---|---|",
    ]
    for one in of_role("start"):
        lines.append(f"| {one.reading} | {one.value:g} | {one.error:g} | {one.source} ({one.confidence}) |")
    return [*lines, ""]


def _values(record: dict[str, Any]) -> list[str]:
    lines = [
        "## What the figures say of the free values",
        "",
        "Spread left: the posterior's standard deviation as a share of the prior's.",
        "",
        "![How much spread the figures leave](charts/spread.svg)",
        "",
        "| Free value | Prior | Posterior | Spread left |",
        "|---|---|---|---|",
    ]
    ordered = sorted(record["values"], key=lambda one: one["left"])
    for one in ordered:
        prior, after = _spread(one, "prior", 4), _spread(one, "posterior", 4)
        lines.append(f"| {one['name']} | {prior} | {after} | {one['left']:.0%} |")
    silent = [one["name"] for one in ordered if one["left"] >= NEVER_MOVED]
    return [
        *lines, "",
        f"Of {len(ordered)} values the figures never moved {len(silent)} (spread left {NEVER_MOVED:.0%} or more): "
        f"{', '.join(silent)}. Their uncertainty is their prior's, and every projection carries it.",
        "",
    ]  # fmt: skip


def _limits(record: dict[str, Any]) -> list[str]:
    worst = max(record["targets"], key=lambda one: abs(one["off"]))
    return [
        "## Limits",
        "",
        f"- The target that is met worst is {worst['name']}, {worst['off']:+.1f} standard errors off. Of {len(record['targets'])}",
        "  targets with honest errors, one or two lie more than two off by chance.",
        "- The errors of the population by age were widened after a first fit had left two bands 2.1 and 2.4 errors off: to",
        "  how far single years lay from the cohort ratios before them (2005-2018). How many targets are met rests on it.",
        "- Two years on, the model projects about two per cent too many of 25-39. In the hindcast, eight years on, it has",
        "  too many children and too few of 25-29: moves by age are those of the years before (validation above).",
        "- The figures are of one year. They say how large flows are, not how behaviour answers when conditions",
        "  change: elasticities keep their priors.",
        "- The starting tables are in balance with the prior means; a draw whose flows differ drifts from them.",
        "- July's unemployment (3.5 %) is no target: the model has no seasons but those of school leaving.",
        "- Commuting shares of 2023 stand for 2019, with a wide error, and are never used for scoring.",
        "- National and county figures stand in for Halden's where the table says so.",
    ]


def _spread(one: dict[str, Any], when: str, digits: int) -> str:
    return f"{one[f'{when}_mean']:.{digits}g} ± {one[f'{when}_sd']:.2g}"


def main() -> None:
    """Write the page and its charts."""
    text, charts = page()
    for name, body in charts.items():
        put_whole(CHARTS / name, body)
    put_whole(PAGE, text.encode())


if __name__ == "__main__":
    main()
