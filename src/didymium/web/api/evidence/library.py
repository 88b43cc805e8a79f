"""The evidence of a server, prepared for many readers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, TypeVar

import polars as pl
from fastapi import Request
from pydantic import BaseModel

from didymium.case.figures import places_by_fact
from didymium.evidence.evidence import Evidence
from didymium.evidence.questions.deadlines import deadlines_on
from didymium.evidence.questions.disagreements import Disagreement, find_disagreements
from didymium.evidence.questions.querying import Lexicon, Query, find_facts
from didymium.views.evidence.agreements_view import agreement_record, deadline_record, rule_record
from didymium.views.evidence.disagreements_view import disagreement_record
from didymium.views.evidence.facts_view import fact_record
from didymium.views.evidence.sources_list import records
from didymium.views.evidence.speaking import Speaker
from didymium.web.api.answers.paging import Slice, page_body
from didymium.web.api.evidence import records as models
from didymium.web.server import Server

Made = TypeVar("Made")


@dataclass(frozen=True)
class Entry:
    """An entry of a list: its name, what it may be chosen by, and its JSON."""

    name: str
    choice: str
    body: bytes


class Library:
    """Evidence without what is confidential, in every language."""

    def __init__(self, server: Server) -> None:
        self._server = server

    def prepare(self) -> None:
        """Look up once what every question needs, before anybody waits for it."""
        _ = self.lexicon, self.evidence.fact_ids
        find_facts(self.evidence, Query(anywhere=(frozenset({"JPN"}),)))

    @cached_property
    def evidence(self) -> Evidence:
        """The evidence that may be shown."""
        whole = self._server.speaker("en").evidence
        hidden = {table: [name for kind, name in whole.confidential if kind == table] for table in _TABLES}
        if not any(hidden.values()):
            return whole
        return replace(
            whole,
            facts=whole.facts.filter(~pl.col("fact").is_in(hidden["facts"])),
            agreements=_without(whole.agreements, hidden["agreements"]),
            rules=_without(whole.rules, hidden["rules"]),
        )

    @cached_property
    def lexicon(self) -> Lexicon:
        """Every word that the evidence knows."""
        return Lexicon(self.evidence)

    @cached_property
    def disagreements(self) -> Sequence[Disagreement]:
        """Every disagreement."""
        return find_disagreements(self.evidence)

    @cached_property
    def _used(self) -> Mapping[str, Sequence[str]]:
        return places_by_fact(self._server.case)

    def speaker(self, language: str) -> Speaker:
        """Return who says what may be shown in a language."""
        return replace(self._server.speaker(language), evidence=self.evidence)

    def facts(self, query: Query, language: str, part: Slice) -> tuple[bytes, int]:
        """Return a page of the facts that a query asks for as JSON, and how many they are."""
        found, speaker = find_facts(self.evidence, query), self.speaker(language)
        rows = found.slice(part.offset, part.limit).iter_rows(named=True)
        items = [_json(models.FactRecord, fact_record(speaker, row)) for row in rows]
        return page_body(part, items, found.height), found.height

    def fact(self, name: str, language: str) -> bytes:
        """Return a fact as JSON.

        Raises:
            KeyError: If there is none of that name.
        """
        return _json(models.FactRecord, fact_record(self.speaker(language), self.evidence.fact(name)))

    def sources(self, language: str) -> Sequence[Entry]:
        """Return every source, by identifier."""
        hidden = {name for table, name in self.evidence.confidential if table == "sources"}
        return [
            Entry(row["source"], row["kind"], _json(models.SourceRecord, row))
            for row in records(self.speaker(language), "sources", None)
            if row["source"] not in hidden
        ]

    def disagreements_about(self, query: Query | None, language: str) -> Sequence[Entry]:
        """Return the disagreements in which one of the facts of a query stands; all without a query."""
        named = None if query is None else set(find_facts(self.evidence, query)["fact"].to_list())
        speaker = self.speaker(language)
        return [
            Entry(item.subject, item.kind, _json(models.DisagreementRecord, record))
            for item in self.disagreements
            if named is None or any(row["fact"] in named for row in item.facts)
            for record in (disagreement_record(speaker, item, self._used),)
        ]

    def agreements(self, day: dt.date, language: str) -> Sequence[Entry]:
        """Return the agreements signed by a day, with their state and deadlines on it."""
        speaker = self.speaker(language)
        return [
            Entry(name, item.kind, _json(models.AgreementRecord, agreement_record(speaker, item, day)))
            for name, item in self.evidence.agreements.items()
            if item.signed <= day
        ]

    def deadlines(self, day: dt.date, language: str) -> Sequence[Entry]:
        """Return the promises with a date of what was signed by a day, by due day."""
        speaker = self.speaker(language)
        return [
            Entry(
                item.agreement.agreement,
                item.status,
                _json(models.DeadlineRecord, deadline_record(speaker, item)),
            )
            for item in deadlines_on(list(self.evidence.agreements.values()), day)
        ]

    def rules(self, day: dt.date, language: str) -> Sequence[Entry]:
        """Return the rules issued by a day, with the state of their parts on it."""
        speaker = self.speaker(language)
        return [
            Entry(name, item.kind, _json(models.RuleRecord, rule_record(speaker, item, day)))
            for name, item in self.evidence.rules.items()
            if item.issued <= day
        ]


_TABLES = ("facts", "agreements", "rules")


def library_of(request: Request) -> Library:
    """Return the evidence of the server that a request has come to."""
    library: Library = request.app.state.library
    return library


def _json(model: type[BaseModel], record: Mapping[str, Any]) -> bytes:
    """Return a record as JSON that its model has checked."""
    return (
        model.model_validate(record).model_dump_json(by_alias=True, exclude_none=_is_sparse(model)).encode()
    )


def _is_sparse(model: type[BaseModel]) -> bool:
    """Say whether a record leaves out what is blank, as the file that it comes from does."""
    return model in (models.AgreementRecord, models.RuleRecord, models.DeadlineRecord)


def _without(things: Mapping[str, Made], names: Iterable[str]) -> dict[str, Made]:
    hidden = set(names)
    return {name: thing for name, thing in things.items() if name not in hidden}
