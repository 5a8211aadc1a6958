"""What the model lab shows of one run at one month: figures, tables, people and firms, in words."""

import math
from html import escape
from itertools import groupby
from typing import Any, NamedTuple

from app.lab import MOST_SHOWN, Lab, Where
from app.lab_code import code
from app.lab_pictures import Months, months
from app.lab_place import MONTHS, Place
from app.lab_words import NOTHING, STATUSES, column, firm_name, value, when
from app.labs import Labs
from app.language import Speaker
from model.codes import Region
from model.dates import date_of
from model.firms import Firms
from model.indicators import HEADLINES
from results.groups import GROUPS
from results.labels import FLOWS, unit
from results.telling import FINE_UNITS, WHOLE_UNITS
from scenarios.shelf import load

type Table = dict[str, Any]

LABS = Labs()
"""The labs that all readers share."""
FIGURES = {
    "lab_chart_work": (("employed_residents", "lab_residents_line"), ("jobs", "lab_jobs_line")),
    "lab_chart_search": (("unemployed", "lab_unemployed_line"), ("vacancies", "lab_vacancies_line")),
}
"""The lines of each chart, with what each is called at its end."""
JOB = ("employer", "region")
NONE_AT_FIRST = ("enrolment", "benefit", "programme")
"""Of one who is first seen it is not told that there is none of these."""
FOREMOST = (*HEADLINES, "vacancies", "outside", "in_commuters", "out_commuters", "firms")


class Wishes(NamedTuple):
    """What a reader wants to look at."""

    where: Where = Where("unemployed")
    turn: int = 0
    resident: int | None = None
    firm: int | None = None


def shown(speaker: Speaker, place: Place, wishes: Wishes, labs: Labs = LABS) -> dict[str, Any]:
    """The lab's page, as text and tables."""
    with labs.at(place) as lab:
        view = View(speaker, lab)
        person, firm = view.person(wishes.resident), view.firm(wishes.firm)
        found: dict[str, Any] = {
            "status": view.status(), "now": view.now(FOREMOST), "all": view.now(None), "happened": view.happened(),
            "sample": view.sample(wishes), "person": person, "firms": view.firms(), "firm": firm,
        }  # fmt: skip
        lines = {
            title: tuple(Months(speaker.word(word), tuple(lab.series(name).tolist())) for name, word in one)
            for title, one in FIGURES.items()
        }
    chosen = (int(one["key"]) if one and one.get("here") else None for one in (person, firm))
    found["code"] = code(place, wishes.where, *chosen)
    found["figures"] = [figure(speaker, speaker.word(title), one, place) for title, one in lines.items()]
    return found


def figure(speaker: Speaker, title: str, lines: tuple[Months, ...], place: Place) -> dict[str, Any]:
    """A chart with its finding in words, and its numbers as a table."""
    number, at = speaker.number, when(speaker, place.date)
    finding = " ".join(
        speaker.word(
            "lab_finding", title=one.title[:1].upper() + one.title[1:], month=at,
            value=number(one.values[-1]), change=number(one.values[-1] - one.values[0], signed=True),
        )
        for one in lines
    )  # fmt: skip
    heads = [when(speaker, date_of(one)) for one in range(-1, place.months)]
    numbers = ([number(one) for one in row] for row in zip(*(one.values for one in lines), strict=True))
    rows = [[head, *row] for head, row in zip(heads, numbers, strict=True)]
    svg = months(lines, speaker.language)
    svg = svg.replace("<svg ", f'<svg role="img" aria-label="{escape(finding, quote=True)}" ', 1)
    return {
        "title": title, "finding": finding, "svg": svg,
        "table": table(title, [speaker.word("lab_month"), *(one.title for one in lines)], rows),
    }  # fmt: skip


def table(caption: str, heads: list[str], rows: list[list[str]], keys: list[str] | None = None) -> Table:
    """A table as the page draws it; ``keys`` name rows that can be chosen."""
    return {
        "caption": caption,
        "heads": heads,
        "rows": [{"key": keys[i] if keys else "", "cells": row} for i, row in enumerate(rows)],
    }


class View:
    """One lab, while it is held, in a language."""

    def __init__(self, speaker: Speaker, lab: Lab) -> None:
        self.speaker, self.lab = speaker, lab
        self.say = speaker.word

    def status(self) -> str:
        """Which run this is, and how far it has come."""
        place = self.lab.place
        draw = self.say("lab_central") if place.draw is None else self.say("lab_drawn", draw=place.draw)
        return self.say(
            "lab_status", scenario=self.speaker.pick(load(place.scenario).title), seed=place.seed, parameters=draw,
            month=when(self.speaker, place.date), ran=place.months, of=MONTHS,
        )  # fmt: skip

    def now(self, chosen: tuple[str, ...] | None) -> Table:
        """The chosen indicators, or all, with their changes since last month."""
        found, rows = {one.indicator: one for one in self.lab.indicators()}, []
        for name in found if chosen is None else chosen:
            one = found[name]
            digits = 0 if one.unit in WHOLE_UNITS else 2 if one.unit in FINE_UNITS else 1
            rows.append([
                self.speaker.label(name), self._number(one.value, digits), self._number(one.change, digits, True),
                unit(one.unit, self.speaker.language),
            ])  # fmt: skip
        heads = [self.say(key) for key in ("lab_indicator", "lab_value", "lab_change", "lab_unit")]
        if chosen is None:
            return table(self.say("lab_all", count=len(rows)), heads, rows)
        return table(self.say("lab_now", month=when(self.speaker, self.lab.date)), heads, rows)

    def _number(self, value: float, digits: int, signed: bool = False) -> str:
        return self.speaker.number(value, digits, signed) if math.isfinite(value) else NOTHING

    def happened(self) -> Table:
        """The last month's flows."""
        rows = [
            [self.speaker.pick(FLOWS[name]), self.speaker.number(count)] for name, count in self.lab.what_happened()
        ]
        caption = self.say("lab_happened", month=when(self.speaker, self.lab.date))
        return table(caption, [self.say("lab_what"), self.say("lab_count")], rows)

    def sample(self, wishes: Wishes) -> Table:
        """Some of the residents that fit."""
        found = self.lab.residents(wishes.where, MOST_SHOWN, wishes.turn)
        declared = self.lab.market.residents.declared()
        rows = [
            [
                str(one.unique_id), str(one.age), *(value(self.speaker, declared[name], getattr(one, name))
                for name in ("sex", "status", "education")), self.employer(one.employer, one.region),
            ]
            for one in found
        ]  # fmt: skip
        keys = ("lab_number", "lab_age", "lab_sex", "lab_status_filter", "lab_education", "lab_employer")
        count = self.speaker.number(len(self.lab.rows(wishes.where)))
        caption = self.say("lab_chosen", shown=len(rows), found=count) if rows else self.say("lab_nobody")
        return table(caption, [self.say(key) for key in keys], rows, [str(one.unique_id) for one in found])

    def employer(self, row: int, region: int) -> str:
        """Whom one works for, or in which region."""
        if row >= 0:
            return firm_name(self.speaker, row, self.lab.firm_name(row))
        if region == Region.HALDEN:
            return NOTHING
        where = self.speaker.pick(GROUPS["region"][Region(region).name.lower()])
        return self.say("lab_elsewhere", region=where)

    def person(self, id: int | None) -> dict[str, Any] | None:
        """One resident: life so far, and every column."""
        if id is None:
            return None
        try:
            one = self.lab.resident(id)
        except ValueError:
            return {"fault": self.say("lab_no_resident", id=id)}
        rows = [
            [column(self.speaker, "residents", name), value(self.speaker, declared, getattr(one, name))]
            for name, declared in self.lab.market.residents.all_declared().items()
            if name not in JOB
        ]
        rows.append([self.say("lab_employer"), self.employer(one.employer, one.region)])
        title = self.say("lab_resident", id=id, age=one.age) if one.present else self.say("lab_gone", id=id)
        heads = [self.say("lab_what"), self.say("lab_value")]
        return {
            "key": str(id), "here": one.present, "title": title, "life": self.life(id),
            "columns": table(self.say("lab_columns"), heads, rows),
        }  # fmt: skip

    def life(self, id: int) -> Table:
        """A resident's life by month, as far as it changed."""
        rows, known = [], {}
        for date, events in groupby(self.lab.life(id), lambda one: one.date):
            changed = {one.column: one.value for one in events}
            begins = not known
            known |= changed
            told = [
                self.say("lab_moved_in" if held else "lab_moved_out") if name == "present" else self._told(name, held)
                for name, held in changed.items()
                if name not in JOB and not (begins and self._is_none(name, held))
            ]
            job = self.employer(*(known[name] for name in JOB)) if changed.keys() & set(JOB) else NOTHING
            if job != NOTHING:
                told.append(f"{self.say('lab_employer')}: {job}")
            rows += [[when(self.speaker, date), "; ".join(told)]] if told else []
        return table(self.say("lab_life"), [self.say("lab_from"), self.say("lab_what")], rows)

    def _is_none(self, name: str, held: Any) -> bool:
        """Whether there is nothing to tell of one who is first seen: none of what one may have, a blank own column."""
        own = self.lab.market.variant.residents
        return held == own[name].blank if name in own else name in NONE_AT_FIRST and not held

    def _told(self, name: str, held: Any) -> str:
        declared = self.lab.market.residents.all_declared()[name]
        return f"{column(self.speaker, 'residents', name)}: {value(self.speaker, declared, held)}"

    def firms(self) -> Table:
        """The largest firms."""
        found, declared = self.lab.firms(), Firms.declared()
        rows = [
            [
                firm_name(self.speaker, one.row, self.lab.firm_name(one.row)),
                *(value(self.speaker, declared[name], getattr(one, name)) for name in ("industry", "sector_class")),
                *(self.speaker.number(count) for count in (one.jobs, one.desired, one.vacancies)),
            ]
            for one in found
        ]
        keys = ("lab_firm", "lab_industry", "lab_class", "lab_staff", "lab_desired", "lab_vacancies")
        caption = self.say("lab_largest", shown=len(rows))
        return table(caption, [self.say(key) for key in keys], rows, [str(one.row) for one in found])

    def firm(self, row: int | None) -> dict[str, Any] | None:
        """One firm: every column."""
        if row is None:
            return None
        try:
            one = self.lab.firm(row)
        except ValueError:
            return {"fault": self.say("lab_no_firm", most=len(self.lab.market.firms) - 1)}
        rows = [
            [column(self.speaker, "firms", name), value(self.speaker, declared, getattr(one, name))]
            for name, declared in self.lab.market.firms.all_declared().items()
        ]
        heads, name = [self.say("lab_what"), self.say("lab_value")], self.lab.firm_name(row)
        title = firm_name(self.speaker, row, name)
        title = self.say("lab_firm_title", name=title, row=row) if name else title
        return {
            "key": str(row), "here": one.present, "title": title,
            "columns": table(self.say("lab_firm_columns"), heads, rows),
        }  # fmt: skip


def choices(speaker: Speaker) -> dict[str, list[dict[str, str]]]:
    """What each menu holds."""
    from results.groups import AGES
    from scenarios.shelf import names

    anyone = [{"key": "", "said": speaker.word("lab_anyone")}]
    told = {"status": STATUSES, "ages": AGES, "sex": GROUPS["sex"]}
    menus = {
        name: anyone + [{"key": key, "said": speaker.pick(words)} for key, words in one.items()]
        for name, one in told.items()
    }
    return menus | {"scenario": [{"key": name, "said": speaker.pick(load(name).title)} for name in names()]}
