"""The origin of lots and products as an answer that terminal, report, page and files show."""

from __future__ import annotations

from typing import Any

from didymium.screening.answer import Finding
from didymium.views.answer.parts import ShownAnswer
from didymium.views.evidence.speaking import Speaker
from didymium.views.screening.origin.data import origin_data
from didymium.views.screening.origin.parts import origin_parts
from didymium.views.screening.origin.rule_tables import all_deciding
from didymium.views.screening.origin.view import OriginView
from didymium.views.screening.saying import cited


def show_origin(speaker: Speaker, view: OriginView, *, charts: bool = True) -> ShownAnswer:
    """Return everything that is shown of an origin; without ``charts`` none is drawn."""
    words = speaker.words
    data = origin_data(speaker, view)
    return ShownAnswer(
        name="origin",
        words=words,
        title=words("screen.lot.title", day=str(view.day)),
        lead=words("screen.lot.lead" if view.trace is not None else "screen.product.lead"),
        parts=tuple(origin_parts(speaker, view, charts=charts)),
        data=data,
        evidence=view.evidence,
        sources=tuple(cited(view.evidence, _named(view))),
        asked=_asked(view, data),
    )


def _named(view: OriginView) -> list[Finding]:
    """Return the findings whose sources are named: those that decide."""
    return [finding for product in view.products for finding in all_deciding(product.answer)]


def _asked(view: OriginView, data: dict[str, Any]) -> dict[str, Any]:
    trace = view.trace
    names = ("as_of", "reading", "file", "element", "trusted", "trusted_issuers")
    kept = ("material", "buyer", "kind", "is_market", "delivered_as_is", "begun", "conditions", "stages")
    return {
        **{name: data[name] for name in names if name in data},
        "lots": [] if trace is None else list(trace.origins),
        "product": {name: data["products"][0][name] for name in kept} if data["products"] else None,
    }
