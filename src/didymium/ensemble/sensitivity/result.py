"""What sensitivity analysis finds: an index for each input, and what must be said beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Method = Literal["sobol", "morris", "given_data"]


class SensitivityError(ValueError):
    """Raised when indices cannot be computed; the message says what is missing."""


@dataclass(frozen=True)
class Estimate:
    """A number, and by how much it may be off either way at 95 % confidence."""

    value: float
    confidence: float


@dataclass(frozen=True)
class SobolIndex:
    """Shares of the variance of an outcome: due to one input alone, and with all it does together with
    others.
    """

    name: str
    first: Estimate
    total: Estimate

    @property
    def main(self) -> Estimate:
        """The index by which inputs are ranked."""
        return self.total


@dataclass(frozen=True)
class MorrisIndex:
    """Change of an outcome as an input goes from its 5 % to its 95 % quantile, in the unit of the outcome.

    ``mu_star`` is the mean of its size, ``mu`` with its sign, ``sigma`` its deviation: large where the input
    acts in bends or together with others.
    """

    name: str
    mu_star: Estimate
    mu: float
    sigma: float

    @property
    def main(self) -> Estimate:
        """The index by which inputs are ranked."""
        return self.mu_star


@dataclass(frozen=True)
class GivenDataIndex:
    """From any draws: how far knowing the input moves the distribution of the outcome (``delta``, 0 to 1),
    and the share of the variance due to it alone (``first``).
    """

    name: str
    delta: Estimate
    first: Estimate

    @property
    def main(self) -> Estimate:
        """The index by which inputs are ranked."""
        return self.delta


Index = SobolIndex | MorrisIndex | GivenDataIndex


@dataclass(frozen=True)
class Note:
    """Something to say beside a result: a message of the catalogue, its numbers, and inputs it names."""

    message: str
    numbers: Mapping[str, int] = field(default_factory=dict)
    inputs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sensitivity:
    """Indices of all inputs in their order; none if the outcome is the same in every scenario."""

    method: Method
    indices: tuple[Index, ...]
    scenarios: int
    """Scenarios that the indices were computed from."""
    notes: tuple[Note, ...] = ()

    @property
    def constant(self) -> bool:
        """Whether nothing moves the outcome."""
        return not self.indices

    @property
    def ranked(self) -> tuple[Index, ...]:
        """The indices, the most influential input first."""
        return tuple(sorted(self.indices, key=lambda index: -index.main.value))
