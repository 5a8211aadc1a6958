"""The protocol ``docs/odd.md`` says what the code says: order, names, constants and Halden's own figures."""

import ast
import importlib
import re
import tomllib
from typing import Any

import numpy as np
import pytest

from calibration import establishments, load_municipality, margins, pandemic, workplaces
from calibration.figures import DATA, read_table
from calibration.packs import read_pack
from model import Conditions, Levers, Parameters, simulate
from model.codes import Industry, Programme
from model.commuters import CommuterColumns
from model.declare import declarations
from model.firms import FirmColumns
from model.indicators import INDICATORS
from model.month import MONTH
from model.programmes import CHAINS
from model.rates import Rates
from model.residents import ResidentColumns
from scenarios.protocol import DRAWN, FOLDER, PAGE, TABLES, explained, filled, streams

TEXT = (FOLDER / PAGE).read_text("utf-8")
PROSE = re.sub(r"<!-- table: (\w+) -->\n.*?<!-- end -->", r"<!-- \1 -->", TEXT, flags=re.DOTALL)
"""What is written by hand: the made tables hold every name anyway."""
COLUMNS = [*ResidentColumns._fields, *FirmColumns._fields, *CommuterColumns._fields]
DECLARED = [one.name for family in (Parameters, Levers, Conditions) for one in declarations(family)]
RATES = [name for name, meaning in explained(Rates).items() if meaning]
STATE = ["ready_room", "ready_land", "land_a_year", "layoff_share", "lost_demand", "measure_places", "out_regions"]
STATE += ["state_jobs_won", "plants_built", "fairway_lowered"]


def test_it_has_the_seven_elements_and_the_eleven_concepts_in_order():
    elements = re.findall(r"^## (\d)\. ", PROSE, re.MULTILINE)
    assert elements == list("1234567")
    concepts = re.findall(r"^### 4\.\d+ (\w+)", PROSE, re.MULTILINE)
    assert concepts == [
        "Basic", "Emergence", "Adaptation", "Objectives", "Learning", "Prediction", "Sensing", "Interaction",
        "Stochasticity", "Collectives", "Observation",
    ]  # fmt: skip


def test_a_stale_table_is_made_anew_and_a_missing_place_is_named():
    assert filled(TEXT) == TEXT, "uv run python -m scenarios.documents makes the tables anew"
    assert filled(TEXT.replace("| `separation` | 0.00365 |", "| `separation` | 0.005 |")) == TEXT
    with pytest.raises(ValueError, match=r"odd\.md: .* differ in levers"):
        filled(TEXT.replace("<!-- table: levers -->", ""))


def test_the_submodels_stand_in_the_order_of_the_month():
    found = re.findall(r"^### 7\.(\d+) (\w+)", PROSE, re.MULTILINE)
    assert found[1 : len(MONTH) + 1] == [(str(step), one.__name__) for step, one in enumerate(MONTH, start=1)]


@pytest.mark.parametrize("name", [*DECLARED, *COLUMNS, *RATES, *streams(), *(one.name for one in Programme if one)])
def test_the_prose_names_every_value_column_rate_stream_and_programme(name: str):
    assert re.search(rf"(?<![\w.]){re.escape(name)}(?!\w)|p\.{re.escape(name)}(?!\w)", PROSE), name


def test_every_stream_is_explained_and_no_other():
    assert set(streams()) == set(DRAWN)


def test_the_prose_names_nothing_that_is_not_there():
    """A parameter or column that changes its name must change it here."""
    words = set(re.findall(r"(?<![\w./])(?:p\.)?([a-z][a-z0-9]*(?:_[a-z0-9]+)+)(?![\w./])", PROSE))
    known = {*DECLARED, *COLUMNS, *RATES, *STATE, *INDICATORS, *TABLES}
    known |= {part.split(".")[1] for part in streams()}
    assert words - known == set()


STATED = re.findall(r"\b([a-z]+)\.([A-Z][A-Z0-9_]*)\s+=\s+(\[[^\]]*\]|\([^)]*\)|\{[^}]*\}|-?[\d.]*\d)", PROSE)


@pytest.mark.parametrize(("module", "name", "said"), STATED, ids=lambda part: str(part)[:30])
def test_a_constant_has_the_value_that_is_said(module: str, name: str, said: str):
    found: Any = None
    if module == "halden":
        found = getattr(read_pack(module).constants, name.lower())
    for package in ("model", "calibration", "results"):
        try:
            found = getattr(importlib.import_module(f"{package}.{module}"), name)
        except ModuleNotFoundError:
            continue
    found, wanted = getattr(found, "value", found), ast.literal_eval(said)
    if isinstance(wanted, dict):
        assert found == wanted
    else:
        np.testing.assert_allclose(np.asarray(found, float), np.asarray(wanted, float), rtol=1e-6)


def test_most_constants_are_stated():
    assert len(STATED) > 60


def row(*cells: Any) -> str:
    return "| " + " | ".join(str(cell) or "-" for cell in cells) + " |"


def employers() -> list[str]:
    table = read_table(DATA / "halden" / "employers.csv", ("name",))
    names = ["name", "industry", "sector_class", "owner", "jobs", "standard_error", "confidence"]
    return [row(*one) for one in table[names].itertuples(index=False)]


def events() -> list[str]:
    table = read_table(DATA / "halden" / "events.csv", ("name",))
    names = ["name", "kind", "firm", "to_firm", "start", "months", "jobs", "confidence"]
    return [row(*one) for one in table[names].itertuples(index=False)]


def industries() -> list[str]:
    found = []
    for one in Industry:
        parts = establishments.NATIONAL.get(one, ())
        national = ", ".join(f"{name} × {share:g}" for name, share in parts) or "none"
        single = f"{establishments.ONE_PERSON.get(one, establishments.ONE_PERSON_OTHERS):g}"
        single = "none" if one == Industry.ADMINISTRATION else single
        affinity = ", ".join(f"{value:g}" for value in workplaces.AFFINITY[one])
        national = "see above" if one == Industry.MANUFACTURING else national
        found.append(row(f"`{one.name}`", national, single, f"{workplaces.WOMEN[one]:g}", affinity))
    return found


def peaks() -> list[str]:
    return [
        row(f"`{one.name}`", f"{pandemic.PEAK.get(one, 0.0):g}", f"{pandemic.LOST.get(one, 0.0):g}") for one in Industry
    ]


def balanced() -> list[str]:
    made = tomllib.loads((DATA / "halden" / "balance.toml").read_text("utf-8"))
    who = made["unemployed"]

    def listed(values: list[float]) -> str:
        return ", ".join(f"{value:g}" for value in values)

    lines = [row(f"`{name}`", listed(made[name])) for name in ("seek_origin", "seek_education", "seek_health")]
    lines += [row(f"`{name}`", f"{made[name]:g}") for name in ("commuter_search", "outside_success")]
    lines.append(row("Unemployed by age band, 0 to 9", listed(who["band"])))
    lines.append(row("Unemployed by origin", listed(who["origin"])))
    lines.append(row("Unemployed by education", listed(who["education"])))
    lines.append(row("Level of the first winter", f"{who['level']:g}"))
    return lines + [
        row(sex, *(f"{made['seek'][band][number][0]:g}" for band in range(1, 9)))
        for number, sex in enumerate(("Women", "Men"))
    ]


def course() -> str:
    shares = pandemic.course()[14:]
    return ", ".join(f"{value:.3f}" for value in shares / shares[0])


def opening() -> list[str]:
    run = simulate(load_municipality("halden"), seed=0, until="2019-01")
    names = (
        "population", "jobs", "jobs_class_base", "jobs_class_visitor", "jobs_class_regional", "jobs_class_local",
        "jobs_class_public", "employed_residents", "employment_rate_20_66", "employment_rate_15_74", "working_here",
        "out_commuters", "in_commuters", "unemployed", "unemployment_rate", "labour_force", "outside",
        "disability_pensioners", "apprentices", "students", "firms", "vacancies",
    )  # fmt: skip
    return [row(f"`{name}`", f"{round(run.at(name, '2018-12'), 2):,.10g}") for name in names]


def rates() -> list[str]:
    known = load_municipality("halden").rates
    employed, pensioned = margins.employment(read_pack()), margins.disability(read_pack())
    found = []
    for age in (0, 5, 10, 16, 18, 20, 25, 30, 40, 50, 60, 66, 70, 80, 90, 100):
        values = (
            *known.mortality[:, age], known.fertility[age], known.leaving[age], known.reduced_inflow[age],
            known.disability_inflow[age], known.need[age], *employed[age], *pensioned[age],
        )  # fmt: skip
        found.append(row(age, *(f"{value:.3g}" for value in values)))
    return found


def chains() -> list[str]:
    """The beginnings of the rows on what a place does."""
    return [
        f"| `{one.name}`{'' if one != Programme.INTEGRATION else ', combined'} | {chain.finding:g} | {chain.losing:g} |"
        for one, chain in CHAINS.items()
    ]


@pytest.mark.parametrize("lines", [employers, events, industries, peaks, balanced, chains, opening, rates])
def test_haldens_figures_are_those_of_the_pack(lines):
    for line in lines():
        assert line in PROSE, line


def test_the_course_of_the_pandemic_is_that_of_the_figures():
    prose = re.sub(r"\s+", " ", PROSE)
    assert course() in prose
    assert f"{pandemic.course()[14]:.4f} in March 2020" in prose
