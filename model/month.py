"""One month of the municipality, in order. Each line is a process: one rule, in the file of its name.

Conditions move first: they are resolved to monthly paths before the run, and every process reads its month of them.
"""

from model.demand import Demand
from model.demography import Demography
from model.education import Schooling
from model.health import Capacity
from model.layoffs import TemporaryLayoffs
from model.matching import Matching
from model.openings import Openings
from model.participation import Participation
from model.recording import Recording
from model.separations import Separations
from model.support import Support

MONTH = (
    Demography,
    Schooling,
    Capacity,
    Participation,
    Openings,
    Demand,
    TemporaryLayoffs,
    Separations,
    Support,
    Matching,
    Recording,
)
