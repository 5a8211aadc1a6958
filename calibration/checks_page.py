"""The parts of the calibration's page that show the checks: recovery, second method, validation and sensitivity."""

from collections.abc import Callable
from typing import Any

from calibration.charts import rank_chart, sensitivity_chart, sources_chart, validation_chart
from calibration.checks import Check, of_another_model, record_of

Tell = Callable[[dict[str, Any]], tuple[list[str], dict[str, bytes]]]
FOREMOST = 30
"""Factors of the page's table; the record has all."""


def parts() -> tuple[list[str], dict[str, bytes]]:
    """Lines of the page, and its charts by file name."""
    lines: list[str] = []
    charts: dict[str, bytes] = {}
    checks: tuple[tuple[Check, str, Tell], ...] = (
        ("recovery", "Does the fit find what is known?", _recovery),
        ("validation", "Against figures that the fit did not know", _validation),
        ("sensitivity", "What the projection hangs on", _sensitivity),
    )
    for check, heading, tell in checks:
        record = record_of(check)
        lines += [f"## {heading}", ""]
        if not record:
            lines += [f"Not made yet: `halden {_command(check)} --keep`.", ""]
            continue
        if of_another_model(record):
            lines += [f"*Of an earlier version of the model; `halden {_command(check)} --keep` makes it anew.*", ""]
        told, drawn = tell(record)
        lines += told
        charts |= drawn
    return lines, charts


def _command(check: Check) -> str:
    return "validate" if check == "validation" else check


def _recovery(record: dict[str, Any]) -> tuple[list[str], dict[str, bytes]]:
    found, second = record["recovery"], record["second_method"]
    low, high = found["binomial_limits"]
    plan, truths = found["plan"], found["plan"]["truths"]
    outside = [one["name"] for one in found["values"] if not one["within_limits"]]
    lines = [
        f"`halden recovery`: {truths} truths drawn from the prior on a reduced problem (the values named below free, the",
        f"others at their prior means). Each lives one 2019; {plan['members']} members and {plan['steps']} steps fit it",
        f"from what is read of it, errors included; {plan['projected']} draws are projected to {found['projected_to']}.",
        f"Pooled over identified values and headlines the 90 % intervals hold **{found['coverage']:.1%}** of the truths.",
        f"A single one lies within {low} to {high} of {truths} 99 times of 100; outside: {', '.join(outside) or 'none'}.",
        "",
        "![Rank histogram of the truths](charts/recovery.svg)",
        "",
        "| Value or headline | Spread left | Held by 90 % | Ranks, tenths of the draws |",
        "|---|---|---|---|",
    ]
    for one in found["values"]:
        left = "" if one["left"] is None else f"{one['left']:.0%}"
        ranks = " ".join(str(count) for count in one["ranks"])
        lines.append(f"| {one['name']} | {left} | {one['covered']} of {truths} | {ranks} |")
    apart = max(second["values"], key=lambda one: abs(one["apart"]))
    ratios = [one["spread_ratio"] for one in second["values"]]
    lines += [
        "",
        "### A second method",
        "",
        "On the same reduced problem, with Halden's own figures: a quadratic emulator of every reading",
        f"({second['plan']['points']} runs; it explains {second['emulator_explains']:.0%} of a reading's variance in the",
        "median) and Markov chains (emcee). Values in standard deviations of the prior. The means lie at most",
        f"{abs(apart['apart']):.2f} posterior standard deviations apart ({apart['name']}); the smoother's spreads are",
        f"{min(ratios):.2f} to {max(ratios):.2f} of the chains'.",
        "",
        "| Value | Smoother | Chains | Apart, SD | Spreads' ratio |",
        "|---|---|---|---|---|",
    ]
    for one in second["values"]:
        both = (f"{one[name]['mean']:+.2f} ± {one[name]['sd']:.2f}" for name in ("smoother", "chains"))
        lines.append(f"| {one['name']} | {' | '.join(both)} | {one['apart']:+.2f} | {one['spread_ratio']:.2f} |")
    return [*lines, ""], {"recovery.svg": rank_chart(found)}


def _validation(record: dict[str, Any]) -> tuple[list[str], dict[str, bytes]]:
    lines = [
        f"`halden validate`: {record['record']['replications']} replications of the baseline from January 2019. CRPS is",
        "the mean absolute error of a whole distribution, in the figure's unit; skill is 1 less CRPS over that of the",
        "best rival, so below 0 the rival wins. Rivals know what was known at the end of 2019, and have the spread of",
        "their own past errors. `--observed FILE` scores your own figures. The hindcast begins in 2010: the figures allow it",
        "for the population by age; jobs, commuting and benefits before 2017 are not known. It knows the moves and refugees of",
        "the years before, and has the behaviour of 2019.",
        "",
        "![Projections and what was observed](charts/validation.svg)",
        "",
        "| Group | Figures | Model wins | Skill | Relative bias | In 50 % | In 90 % |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, one in record["summary"].items():
        skill = "" if one["skill"] is None else f"{one['skill']:+.2f}"
        lines.append(
            f"| {name} | {one['figures']} | {one['won']} of {one['with_rivals']} | {skill} | "
            f"{one['relative_bias']:+.1%} | {one['coverage']['50']:.0%} | {one['coverage']['90']:.0%} |"
        )
    lines += ["", *[f"- {said}" for said in record["in_words"]], ""]
    lines += [
        "| Figure | Date | Observed | Projected | 90 % | CRPS | Best rival | Its CRPS | Skill |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for one in (*record["figures"], *record["hindcast"]):
        low, high = one["intervals"]["90"]
        rival = one["best_rival"]
        its = f"{one['rivals'][rival]['crps']:.3g}" if rival else ""
        skill = "" if one["skill"] is None else f"{one['skill']:+.2f}"
        lines.append(
            f"| {one['indicator']} | {one['date']} | {one['value']:.5g} | {one['median']:.5g} | {low:.5g} to {high:.5g} | "
            f"{one['crps']:.3g} | {rival or 'none'} | {its} | {skill} |"
        )
    return [*lines, ""], {"validation.svg": validation_chart(record)}


def _sensitivity(record: dict[str, Any]) -> tuple[list[str], dict[str, bytes]]:
    first, made = record["headlines"][0], record["record"]
    heads = " | ".join(name.replace("_", " ") for name in record["headlines"])
    lines = [
        f"`halden sensitivity`: Morris's screening ({made['walks']} walks) of {len(record['screening'])} parameters,",
        "conditions and levers, and Sobol's indices of the ten foremost (SALib). A factor's range is the 5-95 % of its",
        "posterior or prior; of a condition without one our estimate; of a lever none to the plan. Numbers are the mean",
        f"change over the range in {record['date']}, persons, jobs or percentage points, with its Monte Carlo error. What",
        "lies within two errors is not told from chance: single levers are better seen in [lever_effects.md](lever_effects.md).",
        "",
        "![What matters most](charts/sensitivity.svg)",
        "",
        f"| Factor | Kind | Range | {heads} |",
        "|---|---|---|" + "---|" * len(record["headlines"]),
    ]
    for one in record["screening"][:FOREMOST]:
        cells = (
            f"{one[name]['mean']:+.4g} ± {one[name]['spread'] / made['walks'] ** 0.5:.2g}"
            for name in record["headlines"]
        )
        lines.append(f"| {one['name']} | {one['kind']} | {one['low']:g} to {one['high']:g} | {' | '.join(cells)} |")
    lines += [
        "", "Sobol's indices: share of the variance with interactions (without), the other factors at mid-range.", "",
        f"| Factor | {heads} |", "|---|" + "---|" * len(record["headlines"]),
    ]  # fmt: skip
    for place, one in enumerate(record["indices"][first]):
        cells = (f"{of[place]['total']:.2f} ({of[place]['first']:.2f})" for of in record["indices"].values())
        lines.append(f"| {one['name']} | {' | '.join(cells)} |")
    cells = (f"{value:.3g}" for value in record["spread"].values())
    lines += [f"| standard deviation | {' | '.join(cells)} |", ""]
    return [*lines, *_sources(record)], {
        "sensitivity.svg": sensitivity_chart(record),
        "sources.svg": sources_chart(record),
    }


def _sources(record: dict[str, Any]) -> list[str]:
    sources = list(next(iter(record["sources"].values()))["level"]["sources"])
    lines = [
        "## Where uncertainty comes from", "",
        f"First-order shares of the variance in {record['date']} ({record['record']['sources']} samples, pick-freeze):",
        "chance is a seed, behaviour a draw of the posterior, lever effects a draw of their priors, the outside world the",
        "conditions that have a prior; in brackets with interplay, which for the plan's effect is mostly that of chance with",
        "all the rest: who meets which vacancy. Monte Carlo errors are about ten points. Conditions nobody has a prior for (national",
        "demand, the border, refugees) are not in here: scenarios vary them.", "",
        "![Sources of variance](charts/sources.svg)", "",
        f"| Headline | Of | Mean | SD | {' | '.join(sources)} |", "|---|---|---|---|" + "---|" * len(sources),
    ]  # fmt: skip
    for name, whats in record["sources"].items():
        for what, one in whats.items():
            cells = (f"{max(share['first'], 0.0):.0%} ({share['total']:.0%})" for share in one["sources"].values())
            lines.append(f"| {name} | {what} | {one['mean']:.5g} | {one['sd']:.3g} | {' | '.join(cells)} |")
    return [*lines, ""]
