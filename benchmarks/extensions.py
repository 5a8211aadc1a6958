"""``python -m benchmarks.extensions``: what extending the model costs.

An own compiled process should cost its own loop and little more; a sketch on Mesa agents may cost 60 ms a month; a life
should be told in 3 s. Runs without and with an addition take turns, so that the machine's moods fall on both.
"""

import os
import subprocess
import sys
import time
from statistics import median

import numpy as np

from calibration import load_municipality
from model import LabourMarket, Municipality, Resident, Sketch, Variant, after
from model.codes import Status
from model.compiled import rule
from model.draws import stream, uniform
from model.matching import Matching
from model.tables import Column
from model.variant import STANDARD

LUCK = stream("benchmarks.luck")
TURNS = 15
UNTIL = "2025-12"
_OUTSIDE = int(Status.OUTSIDE)


@rule
def be_lucky(residents, used, luck, key):
    """Counts each resident's lucky months outside the labour force."""
    for i in range(used):
        if residents.present[i] and residents.status[i] == _OUTSIDE and uniform(key, residents.id[i]) < 0.05:
            luck[i] += 1


class Compiled:
    """The rule as a compiled process."""

    def __init__(self, municipality, parameters, levers, conditions, months):
        self.seconds = 0.0

    def step(self, market) -> None:
        """One month, timed, so that the loop can be told from the mechanism around it."""
        began = time.perf_counter()
        be_lucky(market.residents.columns, market.residents.used, market.residents.luck, market.key(LUCK))
        self.seconds += time.perf_counter() - began


class Sketched(Sketch):
    """The same rule for one Mesa agent."""

    def __init__(self, *given):
        super().__init__(*given)
        self.seconds, self.months = 0.0, 0

    def step(self, market) -> None:
        """One month, timed."""
        began = time.perf_counter()
        super().step(market)
        self.seconds, self.months = self.seconds + time.perf_counter() - began, self.months + 1

    def act(self, agent: Resident) -> None:
        """A lucky month outside the labour force."""
        if agent.status == _OUTSIDE and self.draw(LUCK, agent) < 0.05:
            agent.luck += 1


LUCKY = {"luck": Column(np.int16, "months", "Lucky months")}
COMPILED = Variant("compiled", processes=(after(Matching, Compiled),), residents=LUCKY)
SKETCHED = Variant("sketched", processes=(after(Matching, Sketched),), residents=LUCKY)


def lived(municipality: Municipality, variant: Variant, until: str = UNTIL) -> tuple[float, LabourMarket]:
    """Seconds of processor time for the months of one run, and the market after it."""
    market = LabourMarket(municipality, rng=1, until=until, variant=variant)
    began = time.process_time()
    while market.running:
        market.step()
    return time.process_time() - began, market


def own(market: LabourMarket, kind: type):
    """The process of a kind."""
    return next(one for one in market.processes if isinstance(one, kind))


def main() -> None:
    """Measure and print."""
    halden = load_municipality("halden")
    for variant in (STANDARD, COMPILED):
        lived(halden, variant, "2019-12")
    without, overhead, loops = [], [], []
    for _ in range(TURNS):
        plain, _ = lived(halden, STANDARD)
        mine, market = lived(halden, COMPILED)
        loop = own(market, Compiled).seconds
        without.append(plain)
        loops.append(loop)
        overhead.append(100 * (mine - plain - loop) / plain)
    sketch, compiled = (lived(halden, one, "2019-12")[1] for one in (SKETCHED, COMPILED))
    assert (sketch.residents.luck == compiled.residents.luck).all()
    taken = own(sketch, Sketched)
    spread = f"{min(overhead):+.1f} to {max(overhead):+.1f} %"
    rows = [
        ("a run to 2025, without (CPU)", f"{median(without):.3f} s", ""),
        ("own loop of a compiled process, of it", f"{median(loops):.4f} s", ""),
        (f"the mechanism around it ({spread})", f"{median(overhead):+.1f} %", "5 %"),
        ("a sketch over all residents, a month", f"{1000 * taken.seconds / taken.months:.0f} ms", "60 ms"),
        ("the same compiled, a month", f"{1000 * median(loops) / 84:.2f} ms", ""),
    ]
    seconds = []
    for _ in range(3):
        began = time.perf_counter()
        subprocess.run([sys.executable, "-m", "app", "trace", "1234", "--seed", "1"], check=True, capture_output=True,
                       env=os.environ | {"COLUMNS": "120"})  # fmt: skip
        seconds.append(time.perf_counter() - began)
    rows.append(("halden trace", f"{median(seconds):.1f} s", "3 s"))
    print(f"{len(halden.residents):,} residents, {TURNS} turns; measurement, median, bound")
    for name, value, bound in rows:
        print(f"{name:<60}{value:>10}  {bound:>6}")


if __name__ == "__main__":
    main()
