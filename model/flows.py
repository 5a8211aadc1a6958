"""What happened during a month, counted as it happens."""

from enum import IntEnum


class Flow(IntEnum):
    """Places in the month's array of counts (persons, posts or firms)."""

    BIRTHS = 0
    DEATHS = 1
    ARRIVALS = 2
    DEPARTURES = 3
    HIRES = 4
    """Posts in the municipality filled, by residents and in-commuters."""
    OUTSIDE_HIRES = 5
    """Residents who took a job elsewhere."""
    JOB_TO_JOB = 6
    """Employed residents who changed employer."""
    ILLNESS = 21
    """Residents' jobs that ended by reduced capacity or a full disability pension."""
    JOB_TO_JOB_NEW = 20
    """Of these, those with up to a year in the job they left."""
    SEPARATIONS = 7
    """Residents' jobs that ended in non-employment by quits, contract ends and dismissals."""
    DISMISSALS = 8
    """Jobs ended by a firm that shrinks or closes, in-commuters' included."""
    FIRM_ENTRIES = 9
    FIRM_EXITS = 10
    NEW_APPRENTICES = 11
    UNPLACED_APPRENTICES = 12
    """Pupils who had finished two vocational years and found no apprenticeship."""
    CERTIFICATES = 13
    NEW_DISABILITY = 14
    RETIREMENTS = 15
    """Retirements from work."""
    PLACES_TAKEN = 16
    """Places in support programmes filled."""
    COMMUTER_HIRES = 17
    COMMUTER_SEPARATIONS = 18
    BLOCKED_JOBS = 19
    """Jobs that base firms wanted and had no site for."""
