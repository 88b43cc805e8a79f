"""Facts and sources."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import Depends, Query, Request, Response
from pydantic import Field

from didymium.evidence.questions.querying import Query as FactQuery
from didymium.evidence.questions.querying import UnknownWords
from didymium.files.problems import InputError, Problem
from didymium.files.suggestion import did_you_mean
from didymium.web.api.answers.kept import kept_of
from didymium.web.api.answers.paging import UNCHANGED, Page, Part, page_body, page_links, unchanging
from didymium.web.api.answers.parameters import QUERY, Day, Key, Language, Reader
from didymium.web.api.answers.refusals import refusals
from didymium.web.api.answers.routes import router_of
from didymium.web.api.evidence.library import Entry, Library, library_of
from didymium.web.api.evidence.records import FactRecord, SourceRecord
from didymium.web.problem import Refusal

router = router_of("Evidence")

Word = Annotated[str, Field(min_length=1, max_length=100)]
Words = Annotated[list[Word], Query(max_length=10)]
SourceKind = Literal["official", "company", "press", "peer_reviewed", "secondary", "seed"]


@dataclass(frozen=True)
class Filters:
    """What facts are asked for: words by where they are looked for, and dates."""

    words: tuple[tuple[str, tuple[str, ...]], ...]
    first: dt.date | None
    last: dt.date | None

    def query(self, library: Library) -> FactQuery:
        """Return what to look for.

        Raises:
            InputError: With every word that names nothing.
        """
        problems: list[Problem] = []
        meant: dict[str, list[frozenset[str]]] = {}
        for column, words in self.words:
            try:
                meant[column] = library.lexicon.meaning(words)
            except UnknownWords as error:
                problems += _unknown(column, error)
        if problems:
            raise InputError(problems)
        anywhere = [*meant.pop("words", []), *([_any(meant.pop("region"))] if meant.get("region") else [])]
        wanted = {column: _any(found) for column, found in meant.items() if found}
        return FactQuery(wanted, tuple(anywhere), self.first, self.last)


def _any(found: list[frozenset[str]]) -> frozenset[str]:
    return frozenset().union(*found)


def _unknown(column: str, error: UnknownWords) -> Iterator[Problem]:
    for word, hint in error.words.items():
        yield Problem(QUERY, "names nothing known", None, column, word, hint)


async def _filters(
    words: Annotated[
        Words, Query(description="What they are about, in any language; every word counts.")
    ] = [],  # noqa: B006
    subject: Annotated[Words, Query(description="Whose; several for any of them.")] = [],  # noqa: B006
    measure: Annotated[Words, Query(description="Of what: import_share, price …")] = [],  # noqa: B006
    material: Annotated[Words, Query(description="Material or mineral.")] = [],  # noqa: B006
    region: Annotated[Words, Query(description="Subject, place or partner.")] = [],  # noqa: B006
    source: Annotated[Words, Query(description="Source.")] = [],  # noqa: B006
    first: Annotated[Day | None, Query(alias="from", description="First day.")] = None,
    until: Annotated[Day | None, Query(description="Last day.")] = None,
    date: Annotated[Day | None, Query(description="A day on which they held.")] = None,
) -> Filters:
    if date and (first or until):
        raise InputError([Problem(QUERY, "is one day: leave out from and until", None, "date", str(date))])
    if first and until and until < first:
        raise InputError([Problem(QUERY, f"lies before from {first}", None, "until", str(until))])
    asked = {
        "words": words, "subject": subject, "measure": measure, "material": material, "source": source,
        "region": region,
    }  # fmt: skip
    chosen = tuple((column, tuple(names)) for column, names in asked.items() if names)
    return Filters(chosen, date or first, date or until)


@router.get("/facts", response_model=Page[FactRecord], responses=UNCHANGED)
async def facts(
    request: Request,
    _: Reader,
    filters: Annotated[Filters, Depends(_filters)],
    part: Part,
    lang: Language = "en",
) -> Response:
    """Find facts: what every source says, in time order, as `didymium facts` does."""
    library = library_of(request)

    def make() -> tuple[bytes, int]:
        return library.facts(filters.query(library), lang, part)

    body, total = await kept_of(request).answer(("facts", filters, part, lang), make)
    return unchanging(request, body, page_links(request, part, total))


@router.get("/facts/{fact}", response_model=FactRecord, responses={**refusals(404), **UNCHANGED})
async def fact(request: Request, _: Reader, fact: Key, lang: Language = "en") -> Response:
    """Return a fact with its source in full."""
    library = library_of(request)
    if fact not in library.evidence.fact_ids:
        raise Refusal(404, f'there is no fact "{fact}"')
    return unchanging(
        request, await kept_of(request).answer(("fact", fact, lang), lambda: library.fact(fact, lang))
    )


@router.get("/sources", response_model=Page[SourceRecord], responses=UNCHANGED)
async def sources(
    request: Request,
    _: Reader,
    part: Part,
    kind: Annotated[SourceKind | None, Query(description="Only of a kind.")] = None,
) -> Response:
    """List the sources, and how many facts rest on each."""
    library = library_of(request)
    entries = await kept_of(request).answer(("sources",), lambda: library.sources("en"))
    chosen = [entry.body for entry in entries if kind in (None, entry.choice)]
    body = page_body(part, part.of(chosen), len(chosen))
    return unchanging(request, body, page_links(request, part, len(chosen)))


@router.get("/sources/{source}", response_model=SourceRecord, responses={**refusals(404), **UNCHANGED})
async def source(request: Request, _: Reader, source: Key) -> Response:
    """Return a source."""
    library = library_of(request)
    entries = await kept_of(request).answer(("sources",), lambda: library.sources("en"))
    return unchanging(request, named(entries, source, "source").body)


def named(entries: Iterable[Entry], name: str, what: str) -> Entry:
    """Return the entry of a name.

    Raises:
        Refusal: 404, with what may have been meant.
    """
    known = {entry.name: entry for entry in entries}
    if name in known:
        return known[name]
    hint = did_you_mean(name, known, limit=0)
    raise Refusal(404, f'there is no {what} "{name}"' + (f" ({hint})" if hint else ""))
