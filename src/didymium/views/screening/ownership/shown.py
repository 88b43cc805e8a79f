"""An answer on owners or on a deal, as terminal, report, page and files show it."""

from __future__ import annotations

import hashlib
from typing import Any

from didymium.screening.ownership.holdings import TYPES
from didymium.views.answer.parts import ShownAnswer
from didymium.views.evidence.speaking import Speaker
from didymium.views.screening.ownership.data import ownership_data, pairs_frame
from didymium.views.screening.ownership.parts import ownership_parts
from didymium.views.screening.ownership.view import OwnershipView
from didymium.views.screening.saying import cited


def show_ownership(speaker: Speaker, view: OwnershipView, *, charts: bool = True) -> ShownAnswer:
    """Return everything that is shown of a question about owners; without ``charts`` none is drawn."""
    data = ownership_data(speaker, view)
    owned, large = view.owned, view.large
    return ShownAnswer(
        name="ownership",
        words=speaker.words,
        title=_title(speaker, view),
        lead=_lead(speaker, view),
        parts=tuple(ownership_parts(speaker, view, charts=charts)),
        data=data,
        evidence=view.evidence,
        sources=tuple(_sources(view)),
        asked=_asked(view, data),
        frames={} if owned is None or large is None else {"all_large": lambda: pairs_frame(owned, large)},
    )


def _title(speaker: Speaker, view: OwnershipView) -> str:
    if view.deal is not None:
        return speaker.words("screen.deal.title", day=str(view.day))
    return speaker.words("screen.ownership.title", day=str(view.day))


def _lead(speaker: Speaker, view: OwnershipView) -> str:
    words = speaker.words
    if view.deal is not None:
        return words("screen.deal.lead", target=view.target_name)
    if view.owners is not None:
        return words("screen.ownership.lead", target=view.target_name)
    return words("screen.ownership.lead_all")


def _sources(view: OwnershipView) -> list[str]:
    findings = [
        finding
        for screened in (view.deal, view.entity)
        if screened is not None
        for rule in screened.answer.rules
        for finding in rule.findings
    ]
    return cited(view.evidence, findings)


def _asked(view: OwnershipView, data: dict[str, Any]) -> dict[str, Any]:
    question = view.question
    deal = data["deal"]
    stated = (
        () if deal is None else ("acquirer", "acquirer_country", "target_country", "shares", "properties")
    )
    return {
        "target": question.target,
        "register": _register(view),
        "as_of": view.day,
        "reading": view.reading,
        "owners_of_all": question.owners_of_all,
        "seller": question.seller,
        "us_listed": list(question.us_listed),
        "cn_listed": list(question.cn_listed),
        "named": list(question.named),
        "lists_complete": question.lists_complete,
        **{name: deal[name] for name in stated},
    }


def _register(view: OwnershipView) -> dict[str, Any] | None:
    """Return what tells one register from another: its size, and the hash of all its stakes."""
    if view.owned is None:
        return None
    holdings = view.owned.register.holdings
    digest = hashlib.sha256()
    for name in TYPES:
        digest.update(getattr(holdings, name).data)
    return {
        "parties": holdings.party_count,
        "holdings": holdings.holding_count,
        "sha256": digest.hexdigest(),
    }
