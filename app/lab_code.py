"""The Python code that does what the lab shows, with Mesa's own words, ready to be copied."""

import sys
from types import ModuleType

from app.lab import MOST_SHOWN, Where
from app.lab_place import LAST, Place
from model.variant import in_use

HEAD = """from calibration.pack import load_municipality
from model import Firm, LabourMarket, Resident
{codes}{use}from results.question import {how}
from scenarios.settings import settings
from scenarios.shelf import load
{variant}
levers, conditions = settings(load("{place.scenario}"))
{parameters}
halden = load_municipality()
model = LabourMarket(halden, parameters, levers, conditions, rng={place.seed}, until="{last}")
model.run_for({place.months})  # {place.date}

months = model.datacollector.get_model_vars_dataframe()
jobs = model.value("jobs")

residents = model.agents_by_type[Resident]
"""
PARAMETERS = {
    False: ("central", "parameters, conditions = central(conditions)"),
    True: (
        "conditions_of, parameters_of",
        "parameters, conditions = parameters_of({draw}), conditions_of({draw}, conditions)",
    ),
}
"""What is imported and written for central values, and for a draw."""


def code(place: Place, where: Where, resident: int | None, firm: int | None) -> str:
    """A program that runs to a place, selects residents, and picks the resident and firm that are looked at."""
    how, parameters = PARAMETERS[place.draw is not None]
    names = [name for name, used in (("Sex", where.sex), ("Status", where.status)) if used]
    codes = f"from model.codes import {', '.join(names)}\n" if names else ""
    use, variant = _variant()
    values = parameters.format(draw=place.draw)
    parts = [HEAD.format(codes=codes, use=use, variant=variant, how=how, parameters=values, place=place, last=LAST)]
    condition = _condition(where)
    parts.append(f"chosen = residents.select(lambda r: {condition})\n" if condition else "chosen = residents\n")
    if resident is not None:
        parts.append(f"resident = residents.select(lambda r: r.unique_id == {resident}).to_list()[0]\n")
    parts.append("\nfirms = model.agents_by_type[Firm]\n")
    parts.append(f"largest = sorted(firms, key=lambda f: -f.jobs)[:{MOST_SHOWN}]\n")
    if firm is not None:
        parts.append(f"firm = firms.select(lambda f: f.row == {firm}).to_list()[0]\n")
    return "".join(parts)


def _variant() -> tuple[str, str]:
    """What is imported and written for the variant in use: nothing for the model as it stands."""
    variant = in_use()
    if variant.adds_nothing:
        return "", ""
    loaded = [(module, vars(held)) for module, held in list(sys.modules.items()) if isinstance(held, ModuleType)]
    places = [(module, name) for module, held in loaded for name, one in list(held.items()) if one is variant]
    if not places:
        return "", f"\n# To run with the variant {variant.name}, give it to model.variant.use here.\n"
    module, name = places[0]
    return "from model.variant import use\n", f"from {module} import {name}\n\nuse({name})\n"


def _condition(where: Where) -> str:
    parts = []
    if where.status:
        parts.append(f"r.status == Status.{where.status.upper()}")
    if where.ages:
        first, _, last = where.ages.partition("_")
        parts.append(f"r.age >= {first}" if last == "over" else f"{first} <= r.age <= {last}")
    if where.sex:
        parts.append(f"r.sex == Sex.{where.sex.upper()}")
    return " and ".join(parts)
