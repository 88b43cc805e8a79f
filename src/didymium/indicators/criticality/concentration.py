"""How few hands supply is in: shares, the Herfindahl–Hirschman index, its forms weighted with governance.

``HHI = Σ s²`` of the shares s (Herfindahl 1950, Hirschman 1945), from 1/n (n equal suppliers) to 1 (one
supplier). Offices that control mergers count shares in per cent: 0 to 10,000. The European Commission
weights each squared share with the governance of its country on a scale on which 10 is worst, and with a
parameter of trade (guidelines of 2017, doi 10.2873/769526): ``Σ s² · WGI · t``, from 0 to 10 where t is 1.
"""

from __future__ import annotations

from collections.abc import Mapping

PER_CENT_SQUARED = 10_000.0
"""What turns an index of shares from 0 to 1 into one of shares in per cent."""


def shares(supply: Mapping[str, float], unnamed: float = 0.0) -> dict[str, float]:
    """Return each supplier's share of supply, the largest first; equals in alphabetical order.

    ``unnamed`` is what other suppliers, many and small, supply together: it counts in the whole, and adds
    nothing to an index of squares.

    Raises:
        ValueError: If a supplier's tonnes are negative, or nothing is supplied.
    """
    if unnamed < 0 or any(tonnes < 0 for tonnes in supply.values()):
        raise ValueError("a supplier cannot supply less than nothing")
    total = sum(supply.values()) + unnamed
    if total <= 0:
        raise ValueError("nothing is supplied")
    ordered = sorted(supply.items(), key=lambda item: (-item[1], item[0]))
    return {supplier: tonnes / total for supplier, tonnes in ordered if tonnes > 0}


def herfindahl(supply: Mapping[str, float], unnamed: float = 0.0) -> float:
    """Return the Herfindahl–Hirschman index of tonnes by supplier, from 0 to 1."""
    return sum(share**2 for share in shares(supply, unnamed).values())


def herfindahl_of_per_cent(supply: Mapping[str, float], unnamed: float = 0.0) -> float:
    """Return the Herfindahl–Hirschman index of shares in per cent, from 0 to 10,000."""
    return PER_CENT_SQUARED * herfindahl(supply, unnamed)


def weighted_herfindahl(
    supply: Mapping[str, float],
    weights: Mapping[str, float],
    trade: Mapping[str, float] | None = None,
    unnamed: float = 0.0,
) -> float:
    """Return ``Σ s² · weight · t``: squared shares weighted by supplier, t from ``trade`` or 1.

    With weights from 0 to 1 the index stays within 0 and 1; with the European weights (0 to 10, 10 the
    worst governed) within 0 and 10, more where t is above 1.

    Raises:
        KeyError: If a supplier has no weight.
    """
    parameters = trade or {}
    return sum(
        share**2 * weights[supplier] * parameters.get(supplier, 1.0)
        for supplier, share in shares(supply, unnamed).items()
    )


def largest(
    supply: Mapping[str, float], count: int = 1, unnamed: float = 0.0
) -> tuple[tuple[str, float], ...]:
    """Return the largest suppliers with their shares, the largest first."""
    return tuple(shares(supply, unnamed).items())[:count]


def share_of_largest(supply: Mapping[str, float], count: int = 1, unnamed: float = 0.0) -> float:
    """Return the share that the ``count`` largest suppliers have together."""
    return sum(share for _, share in largest(supply, count, unnamed))
