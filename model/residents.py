"""Residents: every person living in the municipality, one row each."""

from typing import Annotated, ClassVar, NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.codes import Benefit, Education, Enrolment, Health, Industry, Origin, Programme, Region, Sex, Status
from model.tables import Column, Table

NOBODY = -1
"""The employer of one who works for no firm in the municipality."""
NEVER = -30_000
"""A month before all others: the value of an event that has not happened."""


class ResidentColumns(NamedTuple):
    """The columns of :class:`Residents`, in the order of storage."""

    id: Annotated[NDArray, Column(np.uint64, "address", "Permanent address of the resident's draws")]
    present: Annotated[NDArray, Column(np.bool_, "yes/no", "Lives in the municipality now")]
    birth_month: Annotated[NDArray, Column(np.int16, "month", "Month of birth; 0 is January 2019")]
    arrival_month: Annotated[NDArray, Column(np.int16, "month", "Month of birth here or of moving in", blank=NEVER)]
    sex: Annotated[NDArray, Column(np.int8, "code", "Register sex", Sex)]
    origin: Annotated[NDArray, Column(np.int8, "code", "Background", Origin)]
    health: Annotated[NDArray, Column(np.int8, "code", "Work capacity", Health)]
    education: Annotated[NDArray, Column(np.int8, "code", "Highest completed education", Education)]
    status: Annotated[NDArray, Column(np.int8, "code", "Labour status", Status)]
    enrolment: Annotated[NDArray, Column(np.int8, "code", "Ordinary education in progress", Enrolment)]
    enrolled_since: Annotated[NDArray, Column(np.int16, "month", "Month the enrolment began", blank=NEVER)]
    benefit: Annotated[NDArray, Column(np.int8, "code", "Long-term benefit", Benefit)]
    employer: Annotated[NDArray, Column(np.int32, "row", "Row of the employing firm, -1 for none here", blank=NOBODY)]
    region: Annotated[NDArray, Column(np.int8, "code", "Where the job is; HALDEN for one without a job", Region)]
    industry: Annotated[NDArray, Column(np.int8, "code", "Industry of the present or last job", Industry, blank=-1)]
    since: Annotated[NDArray, Column(np.int16, "month", "Month the present labour status began", blank=NEVER)]
    job_since: Annotated[NDArray, Column(np.int16, "month", "Month the present job began", blank=NEVER)]
    programme: Annotated[NDArray, Column(np.int8, "code", "Place in support", Programme)]
    programme_since: Annotated[NDArray, Column(np.int16, "month", "Month the place was taken", blank=NEVER)]
    completed: Annotated[NDArray, Column(np.int8, "code", "Last programme completed", Programme)]
    completed_month: Annotated[NDArray, Column(np.int16, "month", "Month that programme ended", blank=NEVER)]


class Residents(Table):
    """Everybody who lives in the municipality, and those who did during the run (``present`` false)."""

    Columns: ClassVar[type] = ResidentColumns
    columns: ResidentColumns
