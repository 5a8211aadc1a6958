"""Live labs: those used last are kept, and one that was dropped is made again by replay."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from app.lab import Lab
from app.lab_place import OPENING, Place

KEPT = 20
"""Labs kept alive. One takes 6.5 MB at the end of its run (measured), so all of them take about 130 MB."""
HANDS = 2
"""Labs that may be worked with at once; others wait their turn."""


class Labs:
    """Live labs, of which the least recently used is dropped; a dropped one is made again by replay.

    A lab is in one pair of hands at a time: whoever asks takes it off the shelf and puts it back, so no run is
    stepped while someone reads it.

    Args:
        most: labs on the shelf.
        hands: how many may be worked with at once.
    """

    def __init__(self, most: int = KEPT, hands: int = HANDS) -> None:
        self.most = most
        self.kept: list[Lab] = []
        self._shelf = threading.Lock()
        self._hands = threading.BoundedSemaphore(hands)

    @contextmanager
    def at(self, place: Place) -> Iterator[Lab]:
        """The lab of a place, stepped to its month, for as long as it is held."""
        with self._hands:
            lab = self._take(place) or Lab(place.scenario, place.seed, place.draw)
            lab.step_to(place.date)
            try:
                yield lab
            finally:
                with self._shelf:
                    self.kept.append(lab)
                    dropped = [self.kept.pop(0) for _ in range(len(self.kept) - self.most)]
                for one in dropped:
                    one.close()

    def _take(self, place: Place) -> Lab | None:
        """The lab on the shelf that has come nearest to the place, and not past it."""

        origin = replace(place, date=OPENING)
        with self._shelf:
            near = [lab for lab in self.kept if lab.origin == origin and lab.date <= place.date]
            found = max(near, key=lambda lab: lab.date, default=None)
            if found is not None:
                self.kept.remove(found)
            return found
