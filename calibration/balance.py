"""Flow balance: how often each group looks for work, so that its employment stays at the starting rate.

The starting tables say how many of each group are employed; the model's hazards say how many jobs end. What is left is
how many must look for work. It is found by running the model with constant conditions and correcting each group's
chance by the difference in log odds, until starting rates and simulated rates agree. Nothing later than the starting
figures enters. The answer stands in ``balance.toml`` of the municipality's pack; ``uv run python -m
calibration.balance NAME`` makes it anew. A pack without one begins with Halden's.
"""

import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from model.conditions import Conditions
from model.indicators import AGES_20_66, Counts
from model.municipality import Municipality
from model.parameters import Parameters
from model.rates import BANDS, Rates
from model.recording import MEASURES
from model.run import simulate

STEADY = Conditions(pandemic=0.0, dated_events=0.0)
"""Constant conditions: no pandemic, no dated events, and base demand that just makes up for automation."""
FIRST_YEAR, UNTIL = 6, "2036-12"
"""Novembers of the later years are compared with the start: slow groups need years to show where they are heading."""
SEEDS = 10_000_000
"""First of the seeds used here: a block that no projection uses."""

MOVES_NEW, MOVES_LONG = 3.0, 0.8
"""Changes of job, per cent a month, at tenure up to a year and above (SSB, Norway 2017-2019)."""
SEPARATIONS = 0.9286
"""Separations to non-employment, per cent a month (prior mean)."""
UNEMPLOYED_BY = {"band": 1, "origin": 2, "education": 3}
"""Breakdowns of the opening's unemployed, and their axes in a record's cells."""
LAST_LOOK = 120
"""Replications that say who is unemployed under the final rates."""
SIZE, MOST = 31_177, 80
"""Residents of Halden: a smaller place takes more replications in proportion, for as little chance, up to so many."""
FIRST_STEP = 0.8
"""Size of the first correction; later ones are smaller, so that chance is averaged out."""


@dataclass(frozen=True)
class Groups:
    """Employment rates by group, the opening's or a run's."""

    age_sex: np.ndarray
    """[band, sex]"""
    origin: np.ndarray
    education: np.ndarray
    health: np.ndarray

    @classmethod
    def of(cls, counts: Counts, rows: slice | list[int]) -> "Groups":
        """Rates over the given rows of a record, pooled."""
        cells = counts.cells[rows].sum(axis=0, dtype=np.float64)
        working, prime = cells[:, 1:9], cells[:, AGES_20_66]
        return cls(
            age_sex=_rate(cells, (2, 3, 4)).T,
            origin=_rate(working, (0, 1, 3, 4)),
            education=_rate(prime, (0, 1, 2, 4)),
            health=_rate(prime, (0, 1, 2, 3)),
        )


def _rate(cells: np.ndarray, axes: tuple[int, ...]) -> np.ndarray:
    people, employed = cells[..., 0].sum(axis=axes), cells[..., 1].sum(axis=axes)
    return np.clip((employed + 0.5) / (people + 1.0), 0.002, 0.998)


@dataclass(frozen=True)
class Outcome:
    """What one run says about balance."""

    groups: Groups
    scalars: dict[str, float]
    unemployed: dict[str, np.ndarray]
    """Registered unemployed in December by band, origin and education: the month of the opening."""


def outcome(municipality: Municipality, parameters: Parameters, unemployment: float, seed: int) -> Outcome:
    """Run the municipality under constant conditions and look at the years after the first.

    ``unemployment`` is what is wanted, per cent of the labour force.
    """
    run = simulate(municipality, parameters, conditions=STEADY, seed=seed, until=UNTIL)
    counts = Counts(run.record)
    novembers = list(range(12 * FIRST_YEAR + 11, len(run.dates), 12))
    names = (
        "unemployment_rate", "in_commuters", "out_commuters", "job_to_job_rate_new", "job_to_job_rate_long",
        "separation_rate",
    )  # fmt: skip
    scalars = {name: float(run.values(name)[13:].mean()) for name in names}
    decembers = counts.cells[12 + 12 * FIRST_YEAR :: 12, ..., MEASURES.index("unemployed")].sum(axis=0)
    unemployed = {
        name: decembers.sum(axis=tuple(axis for axis in range(5) if axis != kept))
        for name, kept in UNEMPLOYED_BY.items()
    }
    wanted = run.values("employed_residents")[0] * unemployment / (100.0 - unemployment)
    scalars["winter"] = float(run.values("unemployed")[2:4].mean() / wanted)
    return Outcome(Groups.of(counts, novembers), scalars, unemployed)


def correction(target: np.ndarray, found: np.ndarray, size: float) -> np.ndarray:
    """The factors that move each group's odds towards its target, one on average."""
    logit = np.log(target / (1 - target)) - np.log(found / (1 - found))
    return np.exp(size * (logit - logit.mean()))


def improve(
    rates: Rates, start: Groups, found: Groups, scalars: dict[str, float], wanted: dict[str, float], step: float
) -> Rates:
    """One correction of the rates, of size ``step``."""
    by_age_sex = correction(start.age_sex[1:9], found.age_sex[1:9], step)
    seek = rates.seek.copy()
    seek[1:9] *= by_age_sex[:, :, None]
    seek *= (wanted["unemployment_rate"] / scalars["unemployment_rate"]) ** (1.5 * step)
    health = correction(start.health, found.health, step)
    return replace(
        rates,
        seek=np.minimum(seek, 0.9),
        seek_origin=rates.seek_origin * correction(start.origin, found.origin, step),
        seek_education=rates.seek_education * correction(start.education, found.education, 0.8 * step),
        seek_health=rates.seek_health * np.array([health[0], health[1], health[1], 1.0]),
        commuter_search=rates.commuter_search * (wanted["in_commuters"] / scalars["in_commuters"]) ** step,
        outside_success=min(rates.outside_success * (wanted["out_commuters"] / scalars["out_commuters"]) ** step, 1.0),
    )


def improve_parameters(parameters: Parameters, scalars: dict[str, float], step: float) -> Parameters:
    """One correction of the parameters whose national targets the model itself produces."""
    return replace(
        parameters,
        search_new_job=parameters.search_new_job * (MOVES_NEW / scalars["job_to_job_rate_new"]) ** step,
        search_long_job=parameters.search_long_job * (MOVES_LONG / scalars["job_to_job_rate_long"]) ** step,
        separation=parameters.separation * (SEPARATIONS / scalars["separation_rate"]) ** step,
    )


def balance(
    municipality: Municipality,
    parameters: Parameters,
    unemployment: float,
    *,
    rounds: int = 30,
    replications: int = 8,
    last_look: int = LAST_LOOK,
    free: bool = True,
    workers: int = 2,
    on_round: Callable[[int, float, dict[str, float]], None] | None = None,
) -> tuple[Rates, Parameters, dict[str, np.ndarray]]:
    """Rates and parameters under which the starting tables stay in balance, and who is then unemployed.

    ``unemployment`` is the wanted mean, per cent of the labour force.

    The last answer gives unemployment in February and March 2019 relative to the wanted yearly mean (``level``), and
    December's shares of the unemployed by band, origin and education, from replications with the final rates.
    """
    opening = simulate(municipality, parameters, seed=0, until="2019-01")
    start = Groups.of(Counts(opening.record), [0])
    wanted = {
        "unemployment_rate": unemployment,
        "in_commuters": opening.at("in_commuters", "2018-12"),
        "out_commuters": opening.at("out_commuters", "2018-12"),
    }
    rates = municipality.rates
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        for round_ in range(rounds):
            now = replace(municipality, rates=rates)
            seeds = range(SEEDS + round_ * replications, SEEDS + (round_ + 1) * replications)
            found = list(pool.map(partial(outcome, now, parameters, unemployment), seeds))
            groups = Groups(*(np.mean([getattr(one.groups, name) for one in found], axis=0) for name in _GROUPS))
            scalars = {name: float(np.mean([one.scalars[name] for one in found])) for name in found[0].scalars}
            if on_round:
                on_round(round_, float(np.abs(groups.age_sex[1:9] - start.age_sex[1:9]).max()), scalars)
            step = FIRST_STEP / (1.0 + round_ / 10.0)
            rates = improve(rates, start, groups, scalars, wanted, step)
            if free:
                parameters = improve_parameters(parameters, scalars, step)
        seeds = range(SEEDS + rounds * replications, SEEDS + rounds * replications + last_look)
        found = list(pool.map(partial(outcome, replace(municipality, rates=rates), parameters, unemployment), seeds))
    persons = {name: np.sum([one.unemployed[name] for one in found], axis=0) for name in UNEMPLOYED_BY}
    unemployed = {name: count / count.sum() for name, count in persons.items()}
    unemployed["level"] = np.mean([one.scalars["winter"] for one in found])
    return rates, parameters, unemployed


_GROUPS = ("age_sex", "origin", "education", "health")


def write(rates: Rates, parameters: Parameters, unemployed: dict[str, np.ndarray], path: Path) -> None:
    """Write the balanced tables as TOML, arrays as nested lists."""
    lines = [
        "# Chances of looking for work that keep the starting tables in balance with the model's flows.",
        f"# Made by: uv run python -m calibration.balance {path.parent.name}",
        "# Estimates: no source gives them; nothing after 2018 enters",
        f"# except the level of unemployment, mean of 2019. Age bands begin at {', '.join(map(str, BANDS))}.",
    ]
    for name in ("seek", "seek_origin", "seek_education", "seek_health"):
        lines.append(f"{name} = {np.round(getattr(rates, name), 6).tolist()}")
    for name in ("commuter_search", "outside_success"):
        lines.append(f"{name} = {round(float(getattr(rates, name)), 6)}")
    lines.append("[parameters]  # defaults in model/parameters.py follow these")
    for name in ("search_new_job", "search_long_job", "separation"):
        lines.append(f"{name} = {round(getattr(parameters, name), 6)}")
    lines.append("[unemployed]  # who is registered: shares in December; the first winter's level over 2019's mean")
    for name, share in unemployed.items():
        lines.append(f"{name} = {np.round(share, 5).tolist()}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main(name: str) -> None:
    """Balance a municipality and write its file, one line a round.

    The parameters are the model's own and those of all municipalities: only Halden's fit moves them.
    """
    from calibration.pack import load_municipality
    from calibration.packs import BALANCE, HOME, read_pack

    pack = read_pack(name)
    unemployment, path = 100.0 * pack.constants.unemployed_share.value, pack.folder / BALANCE
    free = name == HOME

    def say(round_: int, worst: float, scalars: dict[str, float]) -> None:
        told = ", ".join(f"{name} {value:.2f}" for name, value in scalars.items())
        print(f"round {round_ + 1}: worst age group off by {100 * worst:.1f} points; {told}", flush=True)

    few = SIZE / len(load_municipality(name).residents)
    replications, last = max(8, round(8 * few)), max(LAST_LOOK, round(LAST_LOOK * few))
    more = {"replications": min(replications, MOST), "last_look": min(last, 10 * MOST), "free": free}
    rates, parameters, unemployed = balance(load_municipality(name), Parameters(), unemployment, on_round=say, **more)
    write(rates, parameters, unemployed, path)
    # Who is unemployed in the first winter hangs on the opening, which has changed: look once more.
    write(*balance(load_municipality(name), parameters, unemployment, rounds=0, **more), path)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "halden")
