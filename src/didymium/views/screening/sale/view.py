"""A review of a sale with the case and the evidence that it is about, and its identifiers in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from didymium.case.case import Case
from didymium.evidence.evidence import Evidence
from didymium.screening.answer import Said
from didymium.screening.sale.review import SaleReview
from didymium.views.wording import Words


@dataclass(frozen=True, eq=False)
class SaleView:
    """What is shown of a review."""

    case: Case
    evidence: Evidence
    review: SaleReview


def party(words: Words, view: SaleView, name: str) -> str:
    """Name of an owner, a country or a plant that stands for its unnamed owner."""
    if not name:
        return words("screen.sale.unnamed")
    if words.region(name) != name:
        return words.region(name)
    known = view.evidence.name(name, words.language)
    return known if known != name else words.plant(name) if _is_plant(view, name) else name


def _is_plant(view: SaleView, name: str) -> bool:
    return any(row.plant == name for row in view.case.plants)


def tell(words: Words, view: SaleView, said: Said) -> str:
    """Return a sentence with its identifiers, figures and dates in words."""
    return words.sentence(
        said.key, **{name: _told(words, view, name, it) for name, it in said.fields.items()}
    )


def _told(words: Words, view: SaleView, name: str, value: object) -> object:
    if isinstance(value, dt.date):
        return value.isoformat()
    ending = name.rsplit("_", 1)[-1]
    teller = _tellers(words, view).get(name) or _tellers(words, view).get(ending)
    return value if teller is None else teller(value)


def _tellers(words: Words, view: SaleView) -> Mapping[str, Callable[..., str]]:
    """Return how fields of a name, or with an ending, are told."""

    def listed(tell_one: Callable[[str], str]) -> Callable[..., str]:
        return lambda names: words("list.comma").join(tell_one(one) for one in names)

    return {
        "plant": words.plant,
        "plants": listed(words.plant),
        "material": lambda name: words.inside(words.material(name)),
        "materials": listed(lambda name: words.inside(words.material(name))),
        "markets": listed(lambda name: words.inside(words.material(name))),
        "sector": words.sector,
        "region": words.region,
        "country": lambda name: party(words, view, name),
        "seller": lambda name: party(words, view, name),
        "buyer": lambda name: party(words, view, name),
        "by": lambda by: words(f"screen.sale.by.{by}"),
        "percent": lambda value: f"{value:g}",
        "index": lambda value: f"{value:,.0f}",
        "share": words.percent,
        "days": words.days,
        "t": words.tonnes,
        "usd": words.money,
    }  # fmt: skip
