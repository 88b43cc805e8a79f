"""Indices from whatever draws there are: Borgonovo's delta and the first Sobol index, by classes of an input.

Scenarios are sorted into classes by the value of an input. The first index is the variance of the class means
over the whole variance; delta is half the mean distance between the distribution of the outcome in a class
and the whole one (Borgonovo 2007, Reliab. Eng. Syst. Saf. 92:771; Plischke, Borgonovo and Smith 2013, Eur. J.
Oper. Res. 226:536, whose number of classes, kernel and correction of the bias by resampling are taken).

SALib.analyze.delta does the same for outcomes with a density, but takes its random numbers from the process,
and skips classes in which the outcome never varies. Here an outcome may also take single values often (0 or
1; no loss at all): the distance then is counted value by value. Delta does not change when the outcome is
stretched, so the rest is compared as normal scores, where a few extreme scenarios do not blur the many.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

OFTEN = 0.05
"""A value that at least this share of the scenarios takes is counted by itself."""
DIGITS = 6
"""Outcomes are told apart to this many digits of their range."""
CELLS = 256
REACH = 6.4
"""Densities of normal scores are computed on so many cells from minus to plus this score."""
STEP = 2 * REACH / CELLS
NARROWEST = 2 * STEP
"""Least width of a kernel."""


def class_count(scenarios: int) -> int:
    """Return the number of classes for a number of scenarios (Plischke et al. 2013, as SALib has it)."""
    exponent = 2.0 / (7.0 + np.tanh((1500.0 - scenarios) / 500.0))
    return int(min(np.ceil(scenarios**exponent), 48))


def first_class_count(scenarios: int) -> int:
    """Return the number of classes for the first index: more, since means need fewer scenarios than shapes.

    Few classes would hide an input that acts up and down within one of them.
    """
    return int(np.sqrt(scenarios))


def classes_of(values: Floats, most: int) -> Integers:
    """Return the class of each scenario: as many scenarios in each, or one for each value if these are
    few.
    """
    found, places = np.unique(values, return_inverse=True)
    if len(found) <= most:
        return np.asarray(places, dtype=np.int64)
    from scipy.stats import rankdata  # it takes long to load

    ranks = rankdata(values, method="ordinal")
    return np.asarray((ranks - 1) * most // len(values), dtype=np.int64)


def first_index(outcome: Floats, classes: Integers) -> float:
    """Return the variance of the class means over the variance of the outcome."""
    counts = np.bincount(classes)
    sums = np.bincount(classes, weights=outcome - outcome.mean())
    taken = counts > 0
    between = float((sums[taken] ** 2 / counts[taken]).sum() / len(outcome))
    variance = float(outcome.var())
    return between / variance if variance > 0.0 else 0.0


class Shape:
    """An outcome made ready for distances: which of its values are counted singly, and the scores of the
    rest.

    ``place`` is the number of the value counted singly, or −1; shape (scenarios,).
    """

    def __init__(self, outcome: Floats) -> None:
        span = float(np.ptp(outcome)) or 1.0
        told = np.round((outcome - outcome.min()) / span, DIGITS)
        found, places, counts = np.unique(told, return_inverse=True, return_counts=True)
        often = counts >= max(OFTEN * len(outcome), 2)
        numbers = np.where(often, np.cumsum(often) - 1, -1)
        self.singles = int(often.sum())
        self.place: Integers = numbers[places]
        self.score: Floats = np.zeros(len(outcome))
        rest = self.place < 0
        if rest.any():
            from scipy.stats import rankdata

            self.score[rest] = ndtri(rankdata(told[rest]) / (rest.sum() + 1.0))

    def distance(self, taken: Integers, classes: Integers) -> float:
        """Return delta among the scenarios ``taken``, which may stand there several times.

        Both arguments have the shape (scenarios,); the result lies between 0 and 1.
        """
        count = int(classes.max()) + 1
        sizes = np.bincount(classes, minlength=count).astype(np.float64)
        within = self._masses(taken, classes, sizes)
        whole = self._masses(taken, np.zeros_like(classes), np.array([float(len(taken))]))
        return float(0.5 * (np.abs(within - whole).sum(axis=1) * sizes).sum() / sizes.sum())

    def _masses(self, taken: Integers, classes: Integers, sizes: Floats) -> Floats:
        """Return the distribution in each class: shares of single values, then of the cells."""
        place, count = self.place[taken], len(sizes)
        single = place >= 0
        parts = []
        if self.singles:
            at = classes[single] * self.singles + place[single]
            shares = np.bincount(at, minlength=count * self.singles).reshape(count, self.singles)
            parts.append(shares / np.maximum(sizes, 1.0)[:, None])
        if not single.all():
            parts.append(_smoothed(self.score[taken[~single]], classes[~single], sizes))
        return np.concatenate(parts, axis=1)


def _smoothed(scores: Floats, classes: Integers, sizes: Floats) -> Floats:
    """Return the mass of each class in each cell, spread by a Gaussian kernel; shape (classes, cells).

    The width is Silverman's, of each class by itself.
    """
    count = len(sizes)
    members = np.bincount(classes, minlength=count)
    sums = np.bincount(classes, weights=scores, minlength=count)
    squares = np.bincount(classes, weights=scores**2, minlength=count)
    several = np.maximum(members, 2)
    deviation = np.sqrt(np.maximum(squares - sums**2 / np.maximum(members, 1), 0.0) / (several - 1))
    deviation = np.where(members > 1, deviation, scores.std())
    width = np.maximum(deviation * (0.75 * several) ** -0.2, NARROWEST)
    at = (scores + REACH) / STEP - 0.5
    lower = np.floor(at).astype(np.int64)
    upper_part = at - lower
    masses = np.zeros((count, CELLS))
    np.add.at(masses, (classes, lower), 1.0 - upper_part)
    np.add.at(masses, (classes, lower + 1), upper_part)
    masses /= np.maximum(sizes, 1.0)[:, None]
    waves = 2 * np.pi * np.fft.rfftfreq(CELLS, STEP)
    kernels = np.exp(-0.5 * (width[:, None] * waves) ** 2)
    return np.asarray(np.fft.irfft(np.fft.rfft(masses, axis=1) * kernels, n=CELLS, axis=1))


def corrected(found: float, again: Floats) -> tuple[float, float]:
    """Return an estimate less its bias, and its deviation, from the same estimate on resamples.

    Classes differ by chance too; resamples differ by as much again (Plischke et al. 2013, equation 30).
    """
    return 2.0 * found - float(again.mean()), float(again.std(ddof=1))
