"""Demand from outside: what national demand, automation, the border, the pandemic, dated events and decisions taken
elsewhere do to the jobs that firms want, before anything inside the municipality answers."""

import numpy as np

from model.codes import Owner, SectorClass
from model.dates import MONTHS_A_YEAR


def reference_jobs(firms) -> np.ndarray:
    """[class, owner, industry] jobs wanted at the opening."""
    from model.codes import Industry

    shape = len(SectorClass), len(Owner), len(Industry)
    found = np.zeros(shape)
    kind = tuple(np.asarray(column, np.int64) for column in (firms.sector_class, firms.owner, firms.industry))
    np.add.at(found, kind, np.where(firms.present, firms.reference, 0.0))
    return found


def grown(jobs: np.ndarray, reference: float) -> np.ndarray:
    """What adding ``jobs`` multiplies a reference by; never below nought."""
    return np.maximum(1.0 + jobs / max(reference, 1.0), 0.0)


def outside_demand(municipality, parameters, levers, conditions, months: int) -> np.ndarray:
    """[month, class, owner, industry] jobs wanted relative to the reference for reasons outside the municipality.

    Demand, productivity, automation and decisions elsewhere move the base, border trade and the krone the visitor
    class, and the pandemic private firms of every class.
    """
    reference = reference_jobs(municipality.firms)
    base = conditions["national_demand"] * trend(conditions["base_productivity_demand"] - conditions["automation"])
    base *= grown(conditions["base_jobs"], reference[SectorClass.BASE].sum())
    shopping = conditions["border_trade"] * conditions["krone"] ** parameters.krone_elasticity
    visitor = np.maximum(1.0 + parameters.border_elasticity * (1.0 - shopping), 0.0)
    lost = np.minimum(pandemic_path(municipality.lost_demand, conditions), 1.0)
    index = np.ones((months, *reference.shape))
    index[:, SectorClass.BASE] *= base[:, None, None]
    index[:, SectorClass.VISITOR] *= visitor[:, None, None]
    index[:, :, Owner.PRIVATE] *= 1.0 - lost.T[:, None, :]
    return index


def trend(growth: np.ndarray) -> np.ndarray:
    """Level by month relative to the first one, when each month grows by its own yearly rate of ``growth``."""
    factors = (1.0 + growth) ** (1.0 / MONTHS_A_YEAR)
    factors[:1] = 1.0
    return np.cumprod(factors)


def pandemic_path(share: np.ndarray, conditions) -> np.ndarray:
    """[industry, month] a share the pandemic has in each industry, over all months, as strong as the condition says."""
    strength = conditions["pandemic"]
    path = np.zeros((len(share), len(strength)))
    path[:, : share.shape[1]] = share[:, : len(strength)]
    return path * strength


def event_jobs(municipality, switch: np.ndarray, months: int) -> tuple[np.ndarray, np.ndarray]:
    """Rows of firms with dated events, and the jobs each event adds by month."""
    events = [event for event in municipality.events if event.kind == "jobs"]
    rows = np.array([municipality.row_of(event.firm) for event in events], dtype=np.int64)
    jobs = np.array([event.path(months) * switch for event in events]).reshape(len(events), months)
    return rows, jobs


def largest_base_employer(firms) -> int:
    """The row of the base firm with the most jobs at the opening; -1 where there is none."""
    base = firms.present & (firms.sector_class == SectorClass.BASE)
    return int(np.argmax(np.where(base, firms.reference, -1.0))) if base.any() else -1
