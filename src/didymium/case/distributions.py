"""The distributions that uncertain.csv can name, and what their parameters must satisfy."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from didymium.case.pairs import read_pairs

_NEEDED: Mapping[str, tuple[str, ...]] = {
    "uniform": ("low", "high"),
    "loguniform": ("low", "high"),
    "triangular": ("low", "mode", "high"),
    "normal": ("mean", "deviation"),
    "lognormal": ("median", "spread"),
    "choice": ("values",),
}
_ALLOWED: Mapping[str, tuple[str, ...]] = {
    "normal": ("low", "high"),
    "lognormal": ("low", "high"),
    "choice": ("weights",),
}


class DistributionError(ValueError):
    """Raised when parameters make no distribution; the message says which and what would be right."""


@dataclass(frozen=True)
class Distribution:
    """A distribution with its numbers: single ones by name, and the ``values`` and ``weights`` of a
    choice.
    """

    kind: str
    numbers: Mapping[str, float]
    values: tuple[float, ...] = ()
    weights: tuple[float, ...] = ()


def read_distribution(kind: str, parameters: str) -> Distribution:
    """Read a distribution from the text of its parameters.

    Raises:
        DistributionError: If parameters are missing, unknown, not numbers, or cannot be sampled.
    """
    try:
        pairs = read_pairs(parameters)
    except ValueError as error:
        raise DistributionError(str(error)) from None
    needed, allowed = _NEEDED[kind], _ALLOWED.get(kind, ())
    missing = [name for name in needed if name not in pairs]
    unknown = [name for name in pairs if name not in (*needed, *allowed)]
    if missing or unknown:
        said = [f"needs {' and '.join(missing)}"] if missing else []
        said += [f"knows no {' and no '.join(unknown)}"] if unknown else []
        raise DistributionError(f"{kind} {', and '.join(said)} (write {_example(kind)})")
    if kind == "choice":
        return _choice(pairs)
    found = Distribution(kind, {name: _number(name, text) for name, text in pairs.items()})
    for complaint in _complaints(found):
        raise DistributionError(f"{kind}: {complaint}")
    return found


def _choice(pairs: Mapping[str, str]) -> Distribution:
    values = tuple(_number("values", text) for text in pairs["values"].split())
    weights = tuple(_number("weights", text) for text in pairs.get("weights", "").split())
    if len(set(values)) < len(values):
        raise DistributionError("choice: a value stands twice")
    if weights and len(weights) != len(values):
        raise DistributionError(f"choice: {len(values)} values but {len(weights)} weights")
    if any(weight <= 0.0 for weight in weights):
        raise DistributionError("choice: weights must be above 0")
    return Distribution("choice", {}, values, weights or (1.0,) * len(values))


def _number(name: str, text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        raise DistributionError(f'{name} "{text}" is not a number') from None
    if not math.isfinite(number):
        raise DistributionError(f"{name} must be finite")
    return number


def _complaints(found: Distribution) -> Iterator[str]:
    numbers = found.numbers
    low, high = numbers.get("low", -math.inf), numbers.get("high", math.inf)
    if low >= high:
        yield f"low {low:g} is not below high {high:g}"
    middle = next((name for name in ("mode", "mean", "median") if name in numbers), None)
    if middle and not low <= numbers[middle] <= high:
        yield f"{middle} {numbers[middle]:g} lies outside {low:g} to {high:g}"
    if numbers.get("deviation", 1.0) <= 0.0:
        yield "deviation must be above 0"
    if numbers.get("spread", 2.0) <= 1.0:
        yield "spread must be above 1"
    if found.kind in ("loguniform", "lognormal"):
        below = [name for name in ("low", "median") if numbers.get(name, 1.0) <= 0.0]
        if below:
            yield f"{below[0]} must be above 0"


def _example(kind: str) -> str:
    examples = {
        "uniform": "low=0.5; high=2",
        "loguniform": "low=0.5; high=2",
        "triangular": "low=0.5; mode=1; high=2",
        "normal": "mean=1; deviation=0.2",
        "lognormal": "median=1; spread=1.5",
        "choice": "values=0.25 0.5 1; weights=1 2 1",
    }
    return examples[kind]
