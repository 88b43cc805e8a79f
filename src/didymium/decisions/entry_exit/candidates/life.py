"""Years of operation of something built: output, discount, and what capital must earn."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Life:
    """When something built spends, makes and ends, in years from the decision; K years of operation."""

    lead_years: float
    """From the decision to the first product."""
    ramp_years: float
    """From the first product to full output, in equal steps about a year apart."""
    life_years: float
    required_return: float
    permitting_share: float = 0.0
    """Share of the lead in which permits are awaited and nothing is spent."""

    @cached_property
    def running(self) -> Floats:
        """Share of each year of operation within the life; shape (K,)."""
        return np.asarray(np.clip(self.life_years - np.arange(math.ceil(self.life_years)), 0.0, 1.0))

    @property
    def step_starts(self) -> Floats:
        """First day of each step of the ramp, years after the first product."""
        steps = math.ceil(self.ramp_years)
        return np.asarray(self.ramp_years / max(steps, 1) * np.arange(steps + 1))

    @cached_property
    def output(self) -> Floats:
        """Output of each year of operation, as a share of a year at full capacity; shape (K,)."""
        edges = np.minimum(np.arange(len(self.running) + 1.0), self.life_years)
        return np.asarray(np.diff(np.clip(edges[:, None] - self.step_starts, 0.0, None).mean(axis=1)))

    @cached_property
    def discount(self) -> Floats:
        """Worth on the day of the decision of a dollar in the middle of each year of operation; shape
        (K,).
        """
        middles = np.arange(len(self.running)) + self.running / 2.0
        return np.asarray((1.0 + self.required_return) ** -(self.lead_years + middles))

    @property
    def building_discount(self) -> float:
        """Worth on the day of the decision of a dollar of capital, spent evenly once permits are there."""
        rate, begin = math.log1p(self.required_return), self.lead_years * self.permitting_share
        length = self.lead_years - begin
        if rate * length < 1e-9:
            return math.exp(-rate * begin)
        return math.exp(-rate * begin) * -math.expm1(-rate * length) / (rate * length)

    @property
    def charge(self) -> float:
        """What a dollar of capital must earn in a year at full output for the whole to be worth nothing."""
        return self.building_discount / float(self.output @ self.discount)
