"""The pool of in-commuters: people who live elsewhere and work, or might work, in the municipality."""

from typing import Annotated, ClassVar, NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.codes import Education, Industry, Region
from model.residents import NEVER, NOBODY
from model.tables import Column, Table


class CommuterColumns(NamedTuple):
    """The columns of :class:`Commuters`, in the order of storage."""

    id: Annotated[NDArray, Column(np.uint64, "address", "Permanent address of the person's draws")]
    region: Annotated[NDArray, Column(np.int8, "code", "Where the person lives", Region)]
    education: Annotated[NDArray, Column(np.int8, "code", "Highest completed education", Education)]
    employer: Annotated[NDArray, Column(np.int32, "row", "Row of the employing firm, -1 for none here", blank=NOBODY)]
    industry: Annotated[NDArray, Column(np.int8, "code", "Industry of the present or last job", Industry, blank=-1)]
    job_since: Annotated[NDArray, Column(np.int16, "month", "Month the present job began", blank=NEVER)]
    laid_off_since: Annotated[NDArray, Column(np.int16, "month", "Month of full temporary layoff", blank=NEVER)]
    tied: Annotated[NDArray, Column(np.bool_, "yes/no", "Commutes for the present job alone, and is gone when it ends")]


class Commuters(Table):
    """A finite pool per region; those with an employer are in-commuters, the rest may apply for vacancies here."""

    Columns: ClassVar[type] = CommuterColumns
    columns: CommuterColumns
