"""One fact: all that is known of it, what else is said of the same, and what rests on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from didymium.case.figures import places_by_fact
from didymium.evidence.questions.disagreements import find_disagreements
from didymium.views.evidence.disagreements_view import title_of as disagreement_title
from didymium.views.evidence.facts_view import corrections_of, is_confidential
from didymium.web.look.html import Tag, link
from didymium.web.look.tables import pairs
from didymium.web.look.visit import Visit
from didymium.web.pages.evidence.asked import PATH
from didymium.web.pages.evidence.facts import figure_of
from didymium.web.pages.evidence.rows import fact_table, source_card, title_of

MOST_PLACES = 30


def show_fact(visit: Visit, identifier: str) -> None:
    """Draw a fact, or say that there is none of this name."""
    words, speaker = visit.words, visit.speaker
    found = speaker.evidence.facts.filter(pl.col("fact") == identifier)
    if not found.height:
        Tag(
            "p", words("web.evidence.no_such_fact", fact=identifier[:100]), classes="notice bad", role="alert"
        )
        return
    row = found.row(0, named=True)
    Tag("h2", title_of(speaker, row))
    Tag("p", speaker.value(row), classes="big")
    for sentence in corrections_of(speaker, found):
        Tag("p", sentence, classes="notice")
    with Tag("div", classes="two"):
        with Tag("div", classes="card"):
            Tag("h3", words("label.fact"))
            pairs(_said(visit, row))
        source_card(visit, row["source"], "h3")
    _uses(visit, identifier)
    _others(visit, row)


def _said(visit: Visit, row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    words, speaker = visit.words, visit.speaker
    warnings = speaker.warnings(row)
    if is_confidential(speaker, row["fact"]):
        warnings.append(words("word.confidential"))
    yield words("label.fact"), row["fact"]
    yield words("label.subject"), speaker.name(row["subject"])
    yield words("label.measure"), speaker.about(row)
    yield words("web.evidence.printed"), f"{row['value']} {speaker.unit(row['unit'])}".strip()
    yield words("label.date"), speaker.date(row)
    yield words("label.locator"), row["locator"]
    yield words("label.warnings"), words("list.comma").join(warnings)
    yield words("label.remarks"), row["note"] or ""


def _uses(visit: Visit, identifier: str) -> None:
    """Say which figures of the case rest on a fact."""
    places = places_by_fact(visit.server.case).get(identifier, ())
    if not places:
        return
    Tag("h3", visit.words("web.evidence.uses", case=visit.server.case.settings.title))
    with Tag("ul"):
        for place in places[:MOST_PLACES]:
            Tag("li", str(place))


def _others(visit: Visit, row: Mapping[str, Any]) -> None:
    """Draw what else is said of the same subject, measure and material, and where that disagrees."""
    words, evidence = visit.words, visit.speaker.evidence
    same = ("subject", "measure", "material")
    others = evidence.by_date.filter(*(pl.col(name) == row[name] for name in same))
    if others.height < 2:
        return
    Tag("h2", words("web.evidence.others"))
    figure_of(visit, others)
    fact_table(visit, words("web.evidence.others"), others.head(100).to_dicts())
    with Tag("p"):
        link(words("web.evidence.all_others"), visit.address(PATH, **{name: row[name] for name in same}))
    only = evidence.facts.filter(pl.col("fact") == row["fact"])
    found = find_disagreements(evidence, only)
    if found:
        Tag("h2", words("web.evidence.view_disagreements"))
        with Tag("ul"):
            for item in found:
                Tag("li", disagreement_title(visit.speaker, item))
