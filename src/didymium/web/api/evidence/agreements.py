"""Agreements, their deadlines, rules, and where sources disagree."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Annotated

from fastapi import Query, Request, Response

from didymium.evidence.questions.deadlines import DeadlineStatus
from didymium.web.api.answers.kept import kept_of
from didymium.web.api.answers.paging import UNCHANGED, Page, Part, Slice, page_body, page_links, unchanging
from didymium.web.api.answers.parameters import AsOf, Key, Language, Reader
from didymium.web.api.answers.refusals import refusals
from didymium.web.api.answers.routes import router_of
from didymium.web.api.evidence.facts import Filters, Words, named
from didymium.web.api.evidence.library import Entry, library_of
from didymium.web.api.evidence.records import (
    AgreementRecord,
    DeadlineRecord,
    DisagreementRecord,
    RuleRecord,
)

router = router_of("Evidence")


@router.get("/disagreements", response_model=Page[DisagreementRecord], responses=UNCHANGED)
async def disagreements(
    request: Request,
    _: Reader,
    part: Part,
    words: Annotated[Words, Query(description="Only about this; every word counts.")] = [],  # noqa: B006
    lang: Language = "en",
) -> Response:
    """List where sources disagree, with the spread, and sums that do not add up."""
    library = library_of(request)
    filters = Filters((("words", tuple(words)),), None, None) if words else None

    def make() -> Sequence[Entry]:
        return library.disagreements_about(filters.query(library) if filters else None, lang)

    return _page(request, part, await kept_of(request).answer(("disagreements", filters, lang), make))


@router.get("/agreements", response_model=Page[AgreementRecord], responses=UNCHANGED)
async def agreements(
    request: Request, _: Reader, part: Part, as_of: AsOf = None, lang: Language = "en"
) -> Response:
    """List the agreements signed by a day: who promised what, and where each promise stands on the day."""
    return _page(request, part, await _agreements(request, as_of, lang))


@router.get(
    "/agreements/{agreement}", response_model=AgreementRecord, responses={**refusals(404), **UNCHANGED}
)
async def agreement(
    request: Request, _: Reader, agreement: Key, as_of: AsOf = None, lang: Language = "en"
) -> Response:
    """Return an agreement with its provisions, its state and its deadlines on a day."""
    found = named(await _agreements(request, as_of, lang), agreement, "agreement signed by then")
    return unchanging(request, found.body)


@router.get("/deadlines", response_model=Page[DeadlineRecord], responses=UNCHANGED)
async def deadlines(
    request: Request,
    _: Reader,
    part: Part,
    status: Annotated[DeadlineStatus | None, Query(description="Only those that stand so.")] = None,
    as_of: AsOf = None,
    lang: Language = "en",
) -> Response:
    """List the promises with a date by due day: due, met, late, or unknown."""
    library, day = library_of(request), as_of or dt.date.today()
    entries = await kept_of(request).answer(("deadlines", day, lang), lambda: library.deadlines(day, lang))
    return _page(request, part, [entry for entry in entries if status in (None, entry.choice)])


@router.get("/rules", response_model=Page[RuleRecord], responses=UNCHANGED)
async def rules(
    request: Request, _: Reader, part: Part, as_of: AsOf = None, lang: Language = "en"
) -> Response:
    """List the rules issued by a day, and which of their parts were in force on it."""
    library, day = library_of(request), as_of or dt.date.today()
    return _page(
        request, part, await kept_of(request).answer(("rules", day, lang), lambda: library.rules(day, lang))
    )


async def _agreements(request: Request, as_of: dt.date | None, lang: str) -> Sequence[Entry]:
    library, day = library_of(request), as_of or dt.date.today()
    return await kept_of(request).answer(("agreements", day, lang), lambda: library.agreements(day, lang))


def _page(request: Request, part: Slice, entries: Sequence[Entry]) -> Response:
    items = [entry.body for entry in part.of(entries)]
    return unchanging(request, page_body(part, items, len(entries)), page_links(request, part, len(entries)))
