"""The shelf of scenarios: the catalogue's files by name, a user's by path, and what they extend."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from json import dumps
from pathlib import Path
from types import MappingProxyType

from model.variant import STANDARD, Variant, in_use
from scenarios.levers import suggestion
from scenarios.rows import CATALOGUE
from scenarios.scenario import Dated, Fault, ScenarioError, ScenarioFile, parse, read

ORDER = ("baseline", "plan", "plan_strong", "goal_", "jobs_first", "people_first", "lever_", "stress_")
"""How the catalogue is listed: names, and beginnings of names."""
DEEPEST = 20
"""Scenarios that may extend one another in a row."""


@dataclass(frozen=True)
class Scenario:
    """A scenario with everything it extends: dated changes of measures, levers and conditions by name."""

    name: str
    file: ScenarioFile
    extends: tuple[str, ...]
    """The names it builds on, the first one last."""
    measures: Mapping[str, Dated]
    levers: Mapping[str, Dated]
    conditions: Mapping[str, Dated]
    variant: Variant = STANDARD
    """The variant of the model whose levers and conditions it may name."""

    @property
    def digest(self) -> str:
        """A hash of what it changes: titles and the way it was written do not matter."""
        content = [dict(self.measures), dict(self.levers), dict(self.conditions)]
        return blake2b(dumps(content, sort_keys=True).encode(), digest_size=12).hexdigest()

    @property
    def title(self) -> tuple[str, str]:
        """The title, nb and en."""
        return self.file.title_nb, self.file.title_en


def names(folder: Path = CATALOGUE) -> list[str]:
    """The catalogue's scenarios, in the order of ``ORDER``."""

    def place(name: str) -> tuple[int, str]:
        found = [i for i, start in enumerate(ORDER) if name == start or (start[-1] == "_" and name.startswith(start))]
        return (found[-1] if found else len(ORDER)), name

    return sorted((path.stem for path in folder.glob("*.toml")), key=place)


@cache
def _from_catalogue(name: str, variant: Variant) -> Scenario:
    return _merged(name, read(CATALOGUE / f"{name}.toml", variant), CATALOGUE, (), variant)


def load(name: str, variant: Variant | None = None) -> Scenario:
    """A scenario by the catalogue's name, or by the path of a file that ends in ``.toml``.

    Args:
        variant: the variant of the model that it is for; that in use when not given.

    Raises:
        ScenarioError: for an unknown name, a faulty file, or a cycle in what extends what.
    """
    variant = variant or in_use()
    if name.endswith(".toml"):
        path = Path(name)
        return _merged(str(path), read(path, variant), path.parent, (), variant)
    if name not in names():
        raise ScenarioError(f"scenario = {name!r}; {suggestion(name, names())}, or a file ending in .toml")
    return _from_catalogue(name, variant)


def loads(text: str, name: str, variant: Variant | None = None) -> Scenario:
    """A scenario from its text, which may extend the catalogue's scenarios alone, for the variant as :func:`load`.

    Raises:
        ScenarioError: as :func:`load`.
    """
    variant = variant or in_use()
    return _merged(name, parse(text, name, variant), None, (), variant)


def _merged(
    name: str, file: ScenarioFile, folder: Path | None, above: tuple[str, ...], variant: Variant
) -> Scenario:  # fmt: skip
    changes = file.changes()
    if not file.extends:
        measures, levers, conditions = (MappingProxyType(changes[part]) for part in changes)
        return Scenario(name, file, (), measures, levers, conditions, variant)
    seen = (*above, name)
    parent = _parent(name, file.extends, folder, seen, variant)
    levers, conditions = (_updated(getattr(parent, part), changes[part]) for part in ("levers", "conditions"))
    measures = MappingProxyType({**parent.measures, **changes["measures"]})
    return Scenario(name, file, (parent.name, *parent.extends), measures, levers, conditions, variant)


def _parent(name: str, wanted: str, folder: Path | None, seen: tuple[str, ...], variant: Variant) -> Scenario:
    fault = Fault("extends", "extends", wanted)
    if wanted.endswith(".toml") and folder is not None:
        path = folder / wanted
        if any(Path(one).resolve() == path.resolve() for one in seen if one.endswith(".toml")):
            raise ScenarioError(f"{name}: extends = {wanted!r}: a cycle, {' -> '.join((*seen, wanted))}", fault)
        if len(seen) > DEEPEST:
            raise ScenarioError(f"{name}: extends = {wanted!r}: more than {DEEPEST} scenarios in a row", fault)
        return _merged(str(path), read(path, variant), path.parent, seen, variant)
    if wanted in seen:
        raise ScenarioError(f"{name}: extends = {wanted!r}: a cycle, {' -> '.join((*seen, wanted))}", fault)
    if wanted not in names():
        said = suggestion(wanted, names())
        raise ScenarioError(f"{name}: extends = {wanted!r}; {said}", fault._replace(said=said))
    return _merged(wanted, read(CATALOGUE / f"{wanted}.toml", variant), CATALOGUE, seen, variant)


def _updated(before: Mapping[str, Dated], changes: Mapping[str, Dated]) -> Mapping[str, Dated]:
    """The parent's changes by date, with the child's in their place where both name a month."""
    both = {**before}
    for name, path in changes.items():
        both[name] = dict(sorted({**before.get(name, {}), **path}.items()))
    return MappingProxyType(both)
