"""Scores of a projection against what was observed: how near, how biased, and whether its intervals hold.

CRPS, the continuous ranked probability score, is the mean absolute error of a whole distribution, in the figure's
unit: smaller is better, and a sharp projection in the wrong place loses to a wide one. Skill is what is gained over
the best rival: 1 is perfect, 0 no better, below 0 worse.
"""

from typing import NamedTuple

import numpy as np

from calibration.observed import Observed
from calibration.rivals import Rival

INTERVALS = (50, 90)


class Scored(NamedTuple):
    """One figure: what was projected, what was observed, and how the rivals did."""

    observed: Observed
    mean: float
    median: float
    intervals: dict[int, tuple[float, float]]
    """Ends of the central intervals, by their per cent."""
    crps: float
    rivals: dict[str, tuple[Rival, float]]
    """Each rival and its CRPS."""

    @property
    def bias(self) -> float:
        """Mean projection less the figure."""
        return self.mean - self.observed.value

    @property
    def covered(self) -> dict[int, bool]:
        """Whether each interval holds the figure."""
        return {share: low <= self.observed.value <= high for share, (low, high) in self.intervals.items()}

    @property
    def best_rival(self) -> str:
        """The rival with the smallest CRPS; empty where there is none."""
        return min(self.rivals, key=lambda name: self.rivals[name][1], default="")

    @property
    def skill(self) -> float | None:
        """1 less the ratio of the model's CRPS to the best rival's; none without rivals."""
        if not self.rivals:
            return None
        best = self.rivals[self.best_rival][1]
        return 1.0 - self.crps / best if best > 0 else None


def score(observed: Observed, projected: np.ndarray, rivals: list[Rival]) -> Scored:
    """Score an ensemble of projections [replication] and the rivals against a figure.

    The figure's own error is added to the ensemble and to the rivals: what is projected is what would be observed. The
    score of the ensemble is the fair one, which does not depend on how many replications there are.

    Raises:
        ValueError: without the library of the scores.
    """
    try:
        import scoringrules as sr
    except ImportError:
        raise ValueError("scores need a library more; get it with `uv sync --extra fit`") from None
    ensemble = with_error(np.asarray(projected, np.float64), observed.error)
    low, high = ((1 - np.array(INTERVALS) / 100) / 2, (1 + np.array(INTERVALS) / 100) / 2)
    ends = np.quantile(ensemble, [low, high], method="weibull")
    return Scored(
        observed, float(ensemble.mean()), float(np.median(ensemble)),
        {share: (float(ends[0, k]), float(ends[1, k])) for k, share in enumerate(INTERVALS)},
        float(sr.crps_ensemble(observed.value, ensemble, estimator="fair")),
        {
            one.name: (one, float(sr.crps_normal(observed.value, one.mean, np.hypot(one.sd, observed.error))))
            for one in rivals
        },
    )  # fmt: skip


def with_error(ensemble: np.ndarray, error: float) -> np.ndarray:
    """The ensemble with normal errors of the figure added: evenly spread quantiles in a fixed shuffled order."""
    if error == 0.0:
        return ensemble
    from scipy.special import ndtri

    n = len(ensemble)
    order = np.random.default_rng(n).permutation(n)
    return ensemble + error * ndtri((order + 0.5) / n)
