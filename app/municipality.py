"""Which municipality a command is about, and what must be said of one that is not Halden."""

from collections.abc import Iterable
from typing import Any

MUNICIPALITY = "halden"
HELP = "A municipality by the name of its pack, or the folder of one."


def remarks(municipality: str, scenarios: Iterable[Any] = ()) -> list[str]:
    """What a reader of its results must know: whose fit and balance they rest on, and whose plan a scenario is.

    Raises:
        ValueError: if there is no such municipality, or its pack is not right.
    """
    from calibration.packs import BALANCE, HOME, file_of, folder_of, name_of, read_pack
    from calibration.posterior import borrowed
    from scenarios.plan import plan_scenarios

    read_pack(municipality)
    if name_of(municipality) == HOME:
        return []
    said = [borrowed(municipality)]
    if file_of(folder_of(municipality), BALANCE).parent.name == HOME != name_of(municipality):
        said.append(
            f"{name_of(municipality)} has no {BALANCE}: how often people look for work is Halden's, so the first years may "
            f"drift; uv run python -m calibration.balance {municipality} makes it"
        )
    of_plan = [name for name in map(str, scenarios) if plan_scenarios(name)]
    if of_plan:
        said.append(
            f"{', '.join(of_plan)}: measures are at the levels of Halden's plan, in Halden's size; nothing is scaled to "
            f"{name_of(municipality)}"
        )
    return [one for one in said if one]
