"""Firms: every establishment in the municipality, one-person firms included, one row each."""

from typing import Annotated, ClassVar, NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.codes import Industry, Owner, SectorClass
from model.residents import NEVER
from model.tables import Column, Table


class FirmColumns(NamedTuple):
    """The columns of :class:`Firms`, in the order of storage."""

    id: Annotated[NDArray, Column(np.uint64, "address", "Permanent address of the firm's draws")]
    present: Annotated[NDArray, Column(np.bool_, "yes/no", "In business now")]
    industry: Annotated[NDArray, Column(np.int8, "code", "Industry", Industry)]
    sector_class: Annotated[NDArray, Column(np.int8, "code", "The plan's class", SectorClass)]
    owner: Annotated[NDArray, Column(np.int8, "code", "Who decides on staff", Owner)]
    start_month: Annotated[NDArray, Column(np.int16, "month", "Month the firm started here", blank=NEVER)]
    staff: Annotated[NDArray, Column(np.int32, "persons", "Residents employed or temporarily laid off")]
    commuters: Annotated[NDArray, Column(np.int32, "persons", "In-commuters employed or temporarily laid off")]
    reference: Annotated[NDArray, Column(np.float32, "jobs", "Jobs wanted under the conditions of January 2019")]
    shock: Annotated[NDArray, Column(np.float32, "log", "The firm's own demand relative to its reference")]
    site: Annotated[NDArray, Column(np.float32, "jobs", "Jobs that the present site has room for")]
    desired: Annotated[NDArray, Column(np.int32, "jobs", "Jobs wanted this month")]
    vacancies: Annotated[NDArray, Column(np.int32, "posts", "Open posts")]
    layoffs: Annotated[NDArray, Column(np.float32, "share", "Share of staff to be dismissed this month")]


class Firms(Table):
    """Every establishment, and those that closed during the run (``present`` false)."""

    Columns: ClassVar[type] = FirmColumns
    columns: FirmColumns
