"""Which municipality a command is about, and what must be said of what its results rest on."""

from collections.abc import Iterable

MUNICIPALITY = "halden"
HELP = "A municipality by the name of its pack, or the folder of one."


def remarks(municipality: str, scenarios: Iterable[str] = ()) -> list[str]:
    """What a reader of its results must know: whose fit and balance they rest on, whether the fit is out of date, and
    whose plan a scenario is.

    Raises:
        ValueError: if there is no such municipality, its pack or the fit is not right, or a scenario is unknown or
            faulty.
    """
    from calibration.posterior import out_of_date, posterior

    said = [*_of_another(municipality, scenarios), out_of_date(posterior(municipality).record, municipality)]
    return [one for one in said if one]


def _of_another(municipality: str, scenarios: Iterable[str]) -> list[str]:
    """What must be said of a municipality that is not Halden."""
    from calibration.pack import load_municipality
    from calibration.packs import BALANCE, HOME, file_of, folder_of, name_of, read_pack
    from calibration.posterior import borrowed

    if folder_of(municipality) == folder_of(HOME):
        return []
    load_municipality(municipality)  # so that a fault of its files is the only thing that is said
    pack, here = read_pack(municipality), name_of(municipality)
    said = [borrowed(municipality)]
    if file_of(pack.folder, BALANCE).parent == folder_of(HOME):
        said.append(
            f"{here} has no {BALANCE}: how often people look for work is Halden's, so employment drifts in the first "
            f"years; `uv run python -m calibration.balance {municipality}` makes it"
        )
    of_plan = [name for name in dict.fromkeys(scenarios) if _of_the_plan(name)]
    if of_plan:
        said.append(
            f"{', '.join(of_plan)}: levels are those of Halden's plan, in persons, places, hectares and kroner; "
            f"nothing is scaled to {here}"
        )
    return said


def _of_the_plan(name: str) -> bool:
    """Whether a scenario has measures of the plan, or is of the catalogue, whose levels are the plan's."""
    from scenarios.shelf import load

    scenario = load(name)
    return bool(scenario.measures) or (bool(scenario.levers) and not name.endswith(".toml"))
