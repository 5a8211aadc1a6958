"""The integer codes of the tables' columns. Names are the words of the glossary; numbers never change meaning."""

from enum import IntEnum


class Sex(IntEnum):
    """Register sex."""

    FEMALE = 0
    MALE = 1


class Origin(IntEnum):
    """Background, after Statistics Norway's reasons for immigration."""

    REST = 0
    """Born in Norway, or an immigrant who is neither of the two below."""
    LABOUR = 1
    """Came for work, or from the EU/EFTA area as family of one who did."""
    REFUGEE = 2
    """Came as a refugee or as family of one."""


class Health(IntEnum):
    """Work capacity as the employment service registers it."""

    GOOD = 0
    REDUCED = 1


class Education(IntEnum):
    """Highest completed education (NUS2000, grouped)."""

    BASIC = 0
    """Compulsory school, or none."""
    UPPER_GENERAL = 1
    VOCATIONAL = 2
    """Trade or journeyman's certificate."""
    SHORT_HIGHER = 3
    """Up to four years."""
    LONG_HIGHER = 4


class Status(IntEnum):
    """Labour status. Enrolment and benefit are separate facts: pupils, students and pensioners also work."""

    OUTSIDE = 0
    """Neither employed, laid off nor registered unemployed; children too."""
    UNEMPLOYED = 1
    """Registered fully unemployed without an employer."""
    LAID_OFF = 2
    """Temporarily laid off in full: keeps the employer, and is registered unemployed at once."""
    EMPLOYED = 3


class Enrolment(IntEnum):
    """Ordinary education after compulsory school."""

    NONE = 0
    SCHOOL_GENERAL = 1
    SCHOOL_VOCATIONAL = 2
    APPRENTICE = 3
    HIGHER = 4


class Benefit(IntEnum):
    """Long-term income security that bears on labour supply."""

    NONE = 0
    WORK_ASSESSMENT = 1
    """Arbeidsavklaringspenger, while work capacity is assessed."""
    DISABILITY_FULL = 2
    DISABILITY_PARTIAL = 3
    OLD_AGE = 4


class Programme(IntEnum):
    """Places in support; one resident holds at most one."""

    NONE = 0
    ORDINARY = 1
    """The employment service's ordinary measures."""
    JOB_SPECIALIST = 2
    """A job specialist's caseload (individual placement and support)."""
    ADULT_TRAINING = 3
    INTEGRATION = 4
    """Language, education and work combined."""
    ADDED_MEASURE = 5
    """Ordinary measures beyond those of 2019."""
    FURTHER_TRAINING = 6
    """A course for one in work whose job is at risk."""


class Region(IntEnum):
    """Where a resident works, or where an in-commuter lives."""

    HALDEN = 0
    """The municipality itself, whichever the pack describes."""
    NEDRE_GLOMMA = 1
    OSLO = 2
    SWEDEN = 3
    ELSEWHERE = 4


class Industry(IntEnum):
    """NACE sections, grouped."""

    AGRICULTURE = 0
    MANUFACTURING = 1
    """B-E: industry proper, mining, power and water."""
    CONSTRUCTION = 2
    RETAIL = 3
    TRANSPORT = 4
    """G45-46 and H: motor and wholesale trade, transport, storage and post."""
    HOSPITALITY = 5
    TECHNICAL = 6
    """J and M: information technology, research, engineering, consultancy."""
    BUSINESS = 7
    """K, L and N: finance, property, staffing, cleaning and security."""
    ADMINISTRATION = 8
    EDUCATION = 9
    HEALTH_CARE = 10
    CULTURE = 11
    """R-U: culture, sport and personal services."""


class SectorClass(IntEnum):
    """The plan's five classes."""

    BASE = 0
    """Sells outside the region."""
    VISITOR = 1
    """Lives of residents' and visitors' spending: retail, hospitality, culture and personal services."""
    REGIONAL = 2
    """Serves firms and households of the labour-market region."""
    LOCAL = 3
    """Private services that follow the population."""
    PUBLIC = 4


class Owner(IntEnum):
    """Who decides on the firm's staff."""

    PRIVATE = 0
    MUNICIPAL = 1
    COUNTY = 2
    STATE = 3
