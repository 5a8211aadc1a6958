"""Validation: the baseline's projections from January 2019, scored against figures that the fit did not know."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from calibration.observed import Observed
from calibration.packs import read_pack
from calibration.rivals import NATIONAL, rivals
from results.hindcast import START, hindcast
from results.scores import INTERVALS, Scored, score

REPLICATIONS, HINDCASTS = 200, 100
EARLIEST_END = "2021-12"
GROUPS = {"population": "population by age", "unemploy": "registered unemployment"}
OTHER = "other figures"


class Validation(NamedTuple):
    """What was scored, and how it came to be."""

    record: dict[str, Any]
    figures: list[Scored]
    """Figures that the fit did not know."""
    known: list[Scored]
    """Figures that it did know: shown beside, not counted."""
    hindcast: list[Scored]
    """Projections from an earlier year; empty when a user's own figures are scored."""


def validate(
    observed: Sequence[Observed], replications: int = REPLICATIONS, *, municipality: str = "halden", back: bool = False,
    workers: int | None = None, archive: Path | None = None, on_done: Callable[[int, int], None] | None = None,
) -> Validation:  # fmt: skip
    """Project the baseline and score it; with ``back`` also from an earlier year.

    Raises:
        ValueError: for fewer than 20 replications, or no figure to score.
    """
    from results.ensembles import run_experiment

    if replications < 20:
        raise ValueError(f"replications = {replications}; allowed: a whole number of 20 or more")
    names = list(dict.fromkeys(one.indicator for one in observed))
    until = max([EARLIEST_END, *(one.date for one in observed)])
    experiment = run_experiment(
        [],
        replications,
        municipality=municipality,
        until=until,
        workers=workers,
        archive=archive,
        indicators=names,
        on_done=on_done,
    )
    pack = read_pack(municipality)
    found = [
        score(one, experiment.at("baseline", one.indicator, one.date), rivals(one.indicator, one.date, pack=pack))
        for one in observed
    ]
    content = experiment.record()
    record = {key: content[key] for key in ("model_version", "starting_tables", "posterior", "replications", "until")}
    fresh, known = ([one for one in found if one.observed.fitted == fitted] for fitted in (False, True))
    return Validation(record, fresh, known, hindcast(HINDCASTS, municipality) if back else [])


def group_of(scored: Scored) -> str:
    """Under which heading a figure is summed up."""
    name = scored.observed.indicator
    return next((said for start, said in GROUPS.items() if name.startswith(start)), OTHER)


def said(found: Validation) -> dict[str, Any]:
    """Everything as plain values: the record, a summary by group, every figure, and where rivals win in words."""
    groups: dict[str, list[Scored]] = {}
    for one in found.figures:
        groups.setdefault(group_of(one), []).append(one)
    if found.hindcast:
        groups[f"hindcast from {START}, population by age"] = found.hindcast
    told = {
        "record": found.record, "summary": {name: _summary(ones) for name, ones in groups.items()},
        "figures": [_figure(one) for one in found.figures], "known": [_figure(one) for one in found.known],
        "hindcast": [_figure(one) for one in found.hindcast],
    }  # fmt: skip
    return told | {"in_words": in_words(told)}


def _summary(ones: list[Scored]) -> dict[str, Any]:
    """Totals over the figures of one group, which share a unit or nearly so."""
    beaten = [one.skill > 0 for one in ones if one.skill is not None]
    ratios = [one.crps / one.rivals[one.best_rival][1] for one in ones if one.skill is not None]
    return {
        "figures": len(ones), "with_rivals": len(beaten), "won": sum(beaten),
        "skill": _round(1.0 - float(np.exp(np.mean(np.log(np.maximum(ratios, 1e-12)))))) if ratios else None,
        "relative_bias": _round(float(np.mean([one.bias / one.observed.value for one in ones if one.observed.value]))),
        "coverage": {str(share): _round(float(np.mean([one.covered[share] for one in ones]))) for share in INTERVALS},
    }  # fmt: skip


def _figure(one: Scored) -> dict[str, Any]:
    seen = one.observed
    return {
        "indicator": seen.indicator, "date": seen.date, "value": seen.value, "error": seen.error,
        "source": seen.source, "mean": _round(one.mean), "median": _round(one.median),
        "intervals": {str(share): [_round(end) for end in ends] for share, ends in one.intervals.items()},
        "bias": _round(one.bias), "coverage": {str(share): held for share, held in one.covered.items()},
        "crps": _round(one.crps),
        "rivals": {
            name: {"mean": _round(rival.mean), "sd": _round(rival.sd), "crps": _round(crps)}
            for name, (rival, crps) in one.rivals.items()
        },
        "best_rival": one.best_rival or None, "skill": None if one.skill is None else _round(one.skill),
    }  # fmt: skip


def _round(value: float) -> float:
    return float(f"{value:.6g}")


def in_words(found: dict[str, Any]) -> list[str]:
    """Plainly, where the model wins and where a rival does."""
    lines = []
    for name, one in found["summary"].items():
        if not one["with_rivals"]:
            lines.append(f"{name}: no rival has a past to project from.")
            continue
        verdict = (
            f"{one['skill']:.0%} better than the best rival of each figure" if one["skill"] > 0
            else f"{-one['skill']:.0%} worse than the best rival of each figure"
        )  # fmt: skip
        lines.append(f"{name}: the model wins {one['won']} of {one['with_rivals']}; {verdict} (mean ratio of CRPS).")
    lost = [one for one in (*found["figures"], *found["hindcast"]) if one["skill"] is not None and one["skill"] <= 0]
    if lost:
        listed = "; ".join(f"{one['indicator']} {one['date']}: {one['best_rival']}" for one in lost)
        lines.append(f"A rival wins at {listed}.")
    if any(one["date"] > "2019-12" and one["best_rival"] for one in found["figures"]):
        lines.append("Rivals start from the figures of the end of 2019; the model's runs start in January 2019.")
    if any(NATIONAL in one["rivals"] for one in found["figures"]):
        lines.append(f"The rival {NATIONAL!r} knows Norway's figure of the month; the model knows Norway's pandemic.")
    return lines
