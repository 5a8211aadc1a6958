"""Method and sources: what the model is, how it was fitted and tried, and where its figures come from.

The text stands in ``words/method.*.md``, names and headings in ``words/method.*.toml``; every number is read here, from
the records of the fit and its checks or from the model's declarations.
"""

from collections.abc import Mapping
from functools import cache
from html import escape
from typing import Any

from app.language import Speaker
from app.method_figures import ahead, back, began, conditions, fit, groups, lost, shares, years
from app.method_sources import evidence, grades, sources, tables
from app.method_words import CHECKS, MONTH, Namer
from app.text_page import levers, rendered, residents
from calibration.checks import Check, of_another_model, record_of
from calibration.page import NEVER_MOVED
from calibration.posterior import out_of_date, posterior
from calibration.recovery import HEADLINES
from calibration.summary import WITHIN
from calibration.targets import LAST

RECORDS: dict[Check, str] = {"recovery": "recovery", "validation": "validate", "sensitivity": "sensitivity"}
"""Each check's record, and the command that makes it anew."""
WEAKEST = 2
"""Groups that the limits name."""
type Records = Mapping[str, dict[str, Any]]


@cache
def method_page(speaker: Speaker) -> str:
    """The page's HTML.

    Raises:
        KeyError: for a name or a place in the text that nothing fills.
    """
    namer = Namer(speaker)
    records = {check: record_of(check) for check in RECORDS}
    values = {**_model(namer), **_fitted(namer), **_tried(namer, records), **_figures(namer)}
    return rendered(speaker, "method", values, _parts(namer, records))


def _model(namer: Namer) -> dict[str, object]:
    from calibration.packs import read_pack
    from model.codes import Region
    from results.goals import plan_goals
    from results.question import REPLICATIONS_OF_A_DRAW
    from scenarios.plan import measures, strengths
    from scenarios.shelf import load, names

    number, (first, *_, last) = namer.speaker.number, plan_goals()
    firms = round(read_pack().constants.firms.value)
    stress = [namer.speaker.pick(load(one).title) for one in names() if one.startswith("stress_")]
    return {
        "residents": number(residents()), "firms": number(firms), "levers": len(levers()), "measures": len(measures()),
        "none": strengths()["none"], "regions": len(Region) - 1, "more": number(first.threshold),
        "since": first.since[:4], "goal_year": first.date[:4], "goal_month": first.date, "rate": number(last.threshold),
        "of_a_draw": REPLICATIONS_OF_A_DRAW, "stress": namer.quoted(stress),
    }  # fmt: skip


def _fitted(namer: Namer) -> dict[str, object]:
    record = posterior().record
    plan, targets = record["plan"], record["targets"]
    years = [int(one["year"].rpartition("-")[2]) for one in targets]
    last_known = int(LAST[:4]) + 1
    later = [namer.reading(one["reading"]) for one, year in zip(targets, years, strict=True) if year > last_known]
    return {
        "targets": len(targets), "within": namer.speaker.number(WITHIN), "values": len(record["values"]),
        "silent": sum(one["left"] >= NEVER_MOVED for one in record["values"]), "method": record["method"],
        "later": namer.quoted(later), "last_known": last_known,
        **{key: plan[key] for key in ("draws", "members", "steps", "seeds")},
    }  # fmt: skip


def _tried(namer: Namer, records: Records) -> dict[str, object]:
    recovery, second = (records["recovery"][part] for part in ("recovery", "second_method"))
    validation = records["validation"]
    low, high = recovery["binomial_limits"]
    beaten = [namer.dated(one["indicator"], one["date"]) for one in lost(validation["figures"])]
    by_ratio = sorted(validation["hindcast"], key=lambda one: one["skill"])
    weakest = dict.fromkeys(namer.reading(one["indicator"]) for one in by_ratio)
    return {
        "truths": recovery["plan"]["truths"], "interval": namer.percent(recovery["interval"]),
        "coverage": namer.percent(recovery["coverage"]), "projected": namer.speaker.month(recovery["projected_to"]),
        "projections": namer.quoted(namer.reading(one) for one in HEADLINES), "low": low, "high": high,
        "inside": sum(one["within_limits"] for one in recovery["values"]), "tried": len(recovery["values"]),
        "apart": namer.speaker.number(max(abs(one["apart"]) for one in second["values"]), 2),
        "lost": "; ".join(beaten), "weakest": namer.quoted(list(weakest)[:WEAKEST]),
        "replications": validation["record"]["replications"], "ahead_years": years(namer, validation["figures"]),
        "back_years": years(namer, validation["hindcast"]), "began": began(validation),
    }  # fmt: skip


def _figures(namer: Namer) -> dict[str, object]:
    from calibration.figures import figures

    table = figures()
    years = table["year"].str[:4].astype(int)
    return {"figures": namer.speaker.number(len(table)), "first_year": years.min(), "last_year": years.max()}


def _parts(namer: Namer, records: Records) -> dict[str, str]:
    validation, sensitivity = records["validation"], records["sensitivity"]
    return {
        "outdated": _outdated(namer, records), "month": _month(namer), "fit": fit(namer, posterior().record),
        "ahead": ahead(namer, validation), "back": back(namer, validation), "groups": groups(namer, validation),
        "shares": shares(namer, sensitivity), "conditions": conditions(namer, sensitivity), "grades": grades(namer),
        "evidence": evidence(namer), "sources": sources(namer), "version": _version(namer), "tables": tables(),
    }  # fmt: skip


def _outdated(namer: Namer, records: Records) -> str:
    old = ["calibrate"] if out_of_date(posterior().record) else []
    old += [command for check, command in RECORDS.items() if of_another_model(records[check])]
    if not old:
        return ""
    parts, commands = (namer.name(CHECKS, one) for one in old), (f"uv run halden {one}" for one in old)
    said = namer.said("stale", parts=namer.listed(parts), commands=namer.listed(commands))
    return f'<p class="notice" role="status">{escape(said)}</p>'


def _month(namer: Namer) -> str:
    from model import month

    return "<ol>" + "".join(f"<li>{escape(namer.name(MONTH, one.__name__))}</li>" for one in month.MONTH) + "</ol>"


def _version(namer: Namer) -> str:
    from model.version import model_version

    found = posterior()
    facts = {
        "model": model_version(), "posterior": found.digest,
        "start": found.record["starting_tables"],
    }  # fmt: skip
    rows = (f"<li>{escape(namer.said(key))}: <code>{value}</code></li>" for key, value in facts.items())
    return f"<ul>{''.join(rows)}</ul>"
