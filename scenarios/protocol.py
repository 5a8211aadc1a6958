"""The tables of ``docs/odd.md``, made from the declarations; its prose is written by hand between them.

A table stands between ``<!-- table: name -->`` and ``<!-- end -->``. ``uv run python -m scenarios.documents`` fills
them in; a test compares the page with what would be filled in.
"""

import ast
import inspect
import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from textwrap import dedent

from model import codes, parameters
from model.commuters import Commuters
from model.conditions import Conditions
from model.declare import Declaration, Prior, declarations
from model.education import TRAINING_INDUSTRIES
from model.firms import Firms
from model.indicators import INDICATORS
from model.levers import Levers
from model.month import MONTH
from model.parameters import Parameters
from model.programmes import MONTHS
from model.rates import BANDS, Rates
from model.residents import Residents
from model.tables import Table
from scenarios.levers import EFFECTS

FOLDER = Path(__file__).parents[1] / "docs"
PAGE = "odd.md"
MODEL = Path(inspect.getfile(codes)).parent

DRAWN = {
    "demography.exits": ("resident", "Death, moving out or staying"),
    "demography.births": ("resident (mother)", "Whether she gives birth"),
    "demography.arrivals": ("address of a slot", "Whether the slot is filled; with 1 added, what job a newcomer has"),
    "demography.newcomers": ("newcomer's address", "The row copied from the table of newcomers; a child's id and sex"),
    "demography.keepers": ("resident", "Whether an employed leaver keeps the job here"),
    "education.tracks": ("resident", "Track at 16; re-entry and track at 17-21"),
    "education.drop_out": ("resident", "Drop-out from any enrolment"),
    "education.completion": ("resident", "The final test of an apprentice; whether a bachelor goes on"),
    "education.higher_entry": ("resident", "Entry to higher education; with 1 added, whether a job is left"),
    "education.apprentice_places": ("resident", "Whether a pupil finds an apprenticeship"),
    "education.apprentice_firm": ("resident", "At which firm"),
    "health.capacity": ("resident", "Falling ill; pension, recovery or neither"),
    "health.grade": ("resident", "Whether illness ends the job; whether a pension is full"),
    "participation.seek": ("resident", "Registering as unemployed; looking for work when enrolled or on a pension"),
    "participation.give_up": ("resident", "Leaving the register"),
    "participation.retire": ("resident", "Retirement"),
    "demand.shocks": ("firm", "The firm's yearly shock"),
    "demand.closing": ("firm", "Closing"),
    "demand.rounding": ("firm, kept", "The threshold at which wanted jobs are rounded"),
    "demand.lost_growth": ("firm", "Whether growth without a site goes elsewhere"),
    "demand.entry": ("address of a slot", "Whether a new firm starts"),
    "demand.entry_size": ("address of a slot", "Its size"),
    "demand.supported_entry": ("address of a slot", "Whether a company starts with growth capital"),
    "decisions.state_jobs": ("month of the pursuit, kept", "When state jobs that are pursued are decided"),
    "decisions.plants": ("month of the pursuit, kept", "The same for plants; each project has its own key"),
    "decisions.fairway": ("month of the pursuit, kept", "The same for the fairway"),
    "layoffs.order": ("resident or commuter, kept", "Place in the order of temporary layoff"),
    "separations.end": ("resident or commuter", "Separation, dismissal or neither"),
    "separations.destination": ("resident", "Whether one separated registers"),
    "separations.transfer": ("resident or commuter", "Who moves along in a dated transfer"),
    "support.queue": ("resident", "The race for places (key changed by programme); rounding of an intake"),
    "matching.search": ("resident or commuter", "Looking for a job; with 1 added, a commuter's leaving"),
    "matching.posts": ("post", "The post's place on the ring"),
    "matching.skill": ("post", "The level of education it asks for"),
    "matching.apply": ("resident or commuter", "The seeker's point on the ring; region of a job outside"),
    "matching.taste": ("pair", "Whether the post suits the seeker"),
    "matching.race": ("pair", "The seeker's time in the race for the post"),
    "matching.elsewhere": ("resident", "Whether the application goes outside, and succeeds"),
    "priors.NAME": ("number of the draw, kept", "The parameter or condition NAME of a draw from the priors"),
}
"""Whose draw it is in each stream, and what it decides. A draw is made every month unless it is kept for the run;
"with 1 added" means the key XOR 1."""

GENERIC = 'stream(f"priors.{declaration.name}")', 'stream("priors.NAME")'
"""The one stream whose name is made from a parameter's, as it stands in the source and in the table."""


def rows(head: tuple[str, ...], body: Iterable[tuple[str, ...]]) -> str:
    """A Markdown table."""
    lines = [head, ("---",) * len(head), *body]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") or "-" for cell in line) + " |" for line in lines)


def said(prior: Prior | None, fixed: str = "fixed") -> str:
    """A prior in words."""
    if prior is None:
        return fixed
    return f"{prior.family}({', '.join(f'{name} {value:g}' for name, value in prior.numbers)})"


def explained(of: type) -> dict[str, str]:
    """The text that stands under each member or field of a class."""
    body = ast.parse(dedent(inspect.getsource(of))).body[0].body  # type: ignore[attr-defined]
    found, name = {}, ""
    for node in body:
        if isinstance(node, ast.Assign | ast.AnnAssign):
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            name = target.id  # type: ignore[union-attr]
            found[name] = ""
        elif name and isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            found[name] = " ".join(str(node.value.value).replace("``", "`").split())
    return found


def first_line(of: object) -> str:
    """The first line of a docstring."""
    return (inspect.getdoc(of) or "").split("\n")[0]


def processes_table() -> str:
    """The month in order."""
    head = ("Step", "Process", "File", "What it does")
    return rows(
        head,
        (
            (str(step), f"`{one.__name__}`", f"`model/{one.__module__.split('.')[-1]}.py`", first_line(one))
            for step, one in enumerate(MONTH, start=1)
        ),
    )


def columns_table(table: type[Table]) -> str:
    """State variables of one kind of row."""
    body = (
        (
            f"`{name}`",
            column.dtype.__name__.rstrip("_"),
            column.unit + (f" of {column.codes.__name__}" if column.codes else ""),
            column.meaning,
            f"{int(column.blank)}",
        )
        for name, column in table.declared().items()
    )
    return rows(("State variable", "Type", "Unit", "Meaning", "Blank"), body)


def codes_table() -> str:
    """Every code of every coded column."""
    enums = [one for one in vars(codes).values() if inspect.isclass(one) and one.__module__ == codes.__name__]
    body = []
    for one in enums:
        meaning = explained(one)
        for member in one:  # type: ignore[attr-defined]
            body.append((f"`{one.__name__}`", str(int(member)), f"`{member.name}`", meaning[member.name]))
    return rows(("Code", "Number", "Name", "Meaning"), body)


def industries_table() -> str:
    """What the model, not a municipality, lays down by industry."""
    body = (
        (
            f"`{one.name}`",
            f"{TRAINING_INDUSTRIES.get(one, 0.0):g}",
        )
        for one in codes.Industry
    )
    return rows(("Industry", "Apprentices per reference job, relative"), body)


def programmes_table() -> str:
    """Length of a place by programme."""
    meaning = explained(codes.Programme)
    body = ((f"`{one.name}`", str(MONTHS[one]), meaning[one.name]) for one in codes.Programme if one)
    return rows(("Programme", "Months of a place", "What it is"), body)


def streams() -> dict[str, str]:
    """Every stream of draws in the model's sources, with its file."""
    found = {}
    for path in sorted(MODEL.glob("*.py")):
        text = path.read_text("utf-8").replace(*GENERIC)
        for name in re.findall(r'(?<![`\w])stream\("([^"]+)"\)(?!`)', text):
            found[name] = path.name
    return found


def streams_table() -> str:
    """Streams of draws."""
    body = ((f"`{name}`", f"`model/{file}`", *DRAWN[name]) for name, file in streams().items())
    return rows(("Stream", "File", "Id", "Decides"), body)


def rates_table() -> str:
    """Transition tables of a municipality."""
    body = ((f"`{name}`", meaning) for name, meaning in explained(Rates).items() if meaning)
    return rows(("Table", "Shape and meaning"), body)


def groups() -> Iterator[tuple[str, list[Declaration]]]:
    """Parameters under the headings of their file."""
    declared = {one.name: one for one in declarations(Parameters)}
    heading, found = "", []
    for line in inspect.getsource(parameters.Parameters).splitlines():
        title = re.fullmatch(r" {4}# ([A-Z][\w ]+)", line)
        name = re.match(r" {4}(\w+): float", line)
        if title:
            if found:
                yield heading, found
            heading, found = title[1], []
        elif name:
            found.append(declared[name[1]])
    yield heading, found


def parameters_table() -> str:
    """Every parameter, in the groups of its file."""
    head = ("Parameter", "Default", "Unit", "Range", "Meaning", "Prior", "Source", "Confidence")
    parts = []
    for heading, declared in groups():
        body = (
            (
                f"`{one.name}`", f"{one.default:g}", one.unit, f"{one.low:g} to {one.high:g}", one.label,
                said(one.prior), one.source, one.confidence,
            )
            for one in declared
        )  # fmt: skip
        parts += [f"**{heading}**", "", rows(head, body), ""]
    return "\n".join(parts[:-1])


def levers_table() -> str:
    """Every lever."""
    head = ("Lever", "Default", "Unit", "Range", "Lag, months", "Refines", "Meaning", "Acts through", "Source")
    body = (
        (
            f"`{one.name}`", f"{one.default:g}", one.unit, f"{one.low:g} to {one.high:g}", f"{one.lag}",
            f"`{one.of}`" if one.of else "", one.label, ", ".join(f"`{effect}`" for effect in EFFECTS[one.name]),
            f"{one.source} ({one.confidence})",
        )
        for one in declarations(Levers)
    )  # fmt: skip
    return rows(head, body)


def conditions_table() -> str:
    """Every condition."""
    body = (
        (
            f"`{one.name}`", f"{one.default:g}", f"{one.off:g}" if one.off is not None else "", one.unit,
            f"{one.low:g} to {one.high:g}", one.label, said(one.prior), one.source, one.confidence,
        )
        for one in declarations(Conditions)
    )  # fmt: skip
    head = ("Condition", "Default", "Off", "Unit", "Range", "Meaning", "Prior", "Source", "Confidence")
    return rows(head, body)


def indicators_table() -> str:
    """Every indicator."""
    body = ((f"`{one.name}`", one.unit, one.kind, one.meaning) for one in INDICATORS.values())
    return rows(("Indicator", "Unit", "Kind", "Meaning"), body)


def bands_table() -> str:
    """Age bands of the statistics."""
    ages = [f"{first} to {last - 1}" for first, last in pairwise(BANDS)] + [f"{BANDS[-1]} and over"]
    return rows(("Band", "Ages"), ((str(band), said) for band, said in enumerate(ages)))


TABLES = {
    "processes": processes_table,
    "residents": lambda: columns_table(Residents),
    "firms": lambda: columns_table(Firms),
    "commuters": lambda: columns_table(Commuters),
    "codes": codes_table,
    "bands": bands_table,
    "streams": streams_table,
    "rates": rates_table,
    "programmes": programmes_table,
    "industries": industries_table,
    "parameters": parameters_table,
    "levers": levers_table,
    "conditions": conditions_table,
    "indicators": indicators_table,
}
_PLACE = re.compile(r"<!-- table: (\w+) -->\n.*?<!-- end -->", re.DOTALL)


def protocol_page() -> str:
    """The protocol with every table as it would be made now."""
    return filled((FOLDER / PAGE).read_text("utf-8"))


def filled(text: str) -> str:
    """A page with its tables made anew.

    Raises:
        ValueError: if the page lacks a table's place, has it twice, or has one of an unknown table.
    """
    places = _PLACE.findall(text)
    if sorted(places) != sorted(TABLES):
        odd = sorted(set(places) ^ set(TABLES)) or ["one that stands twice"]
        raise ValueError(f"{PAGE}: its tables and those that can be made differ in {', '.join(odd)}")
    return _PLACE.sub(lambda place: f"<!-- table: {place[1]} -->\n{TABLES[place[1]]()}\n<!-- end -->", text)
