"""Tables, sentences and data say the same numbers, in every language."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import get_args, get_type_hints

import pytest

from didymium.decisions.allocation.means import Means
from didymium.decisions.allocation.outage import RiskNode
from didymium.decisions.response.mending import changes_of
from didymium.locale import LANGUAGES, PSEUDO, catalogue
from didymium.views.response import finding_tables, sentences, tables
from didymium.views.response.data import response_data
from didymium.views.response.naming import tonnes
from didymium.views.response.tasks import ALWAYS, SHOWN
from didymium.views.response.view import ResponseView
from didymium.views.result_tables import Table
from didymium.views.wording import Words, number, words_for
from response_view_cases import june_view

Build = Callable[[Words, ResponseView], Table]
BUILDERS: tuple[Build, ...] = (
    tables.this_week_table,
    tables.plan_table,
    tables.swaps_table,
    tables.reallocation_table,
    tables.decisions_table,
    finding_tables.priorities_table,
    finding_tables.single_sources_table,
    finding_tables.failing_stages_table,
    finding_tables.failing_sectors_table,
    finding_tables.short_table,
    finding_tables.mends_table,
    finding_tables.savings_table,
    finding_tables.assumed_table,
)


def words(lang: str = "en") -> Words:
    return words_for(june_view().response.case, lang)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_table_and_sentence_is_said(lang: str) -> None:
    view, said = june_view(), words(lang)
    texts = []
    for build in BUILDERS:
        table = build(said, view)
        assert table.rows, table.title
        assert all(len(row) == len(table.headers) for row in table.rows)
        texts += [table.title, *table.headers, table.note, *(cell for row in table.rows for cell in row)]
    for tell in (
        sentences.situation_sentences,
        sentences.plan_sentences,
        sentences.fallback_sentences,
        sentences.short_sentences,
        sentences.assumed_sentences,
    ):
        texts += tell(said, view)
    assert not [text for text in texts if re.search(r"response\.|[{}]", text)]


def test_nothing_bypasses_the_catalogue() -> None:
    """In the pseudo-language every letter of a sentence that is not a name of the case is marked."""
    said = Words(catalogue(PSEUDO), june_view().response.case)
    for text in sentences.plan_sentences(said, june_view()):
        assert text.startswith("⟦") and text.endswith("⟧")


def test_the_plan_table_shows_the_tasks() -> None:
    view = june_view()
    table = tables.plan_table(words(), view)
    place = tables.PLAN_COLUMNS.index("t")
    assert [row[place] for row in table.rows] == [tonnes(task.t) for task in view.tasks]


def test_tables_of_kinds_hold_the_whole_plan() -> None:
    view = june_view()
    kinds = sorted({task.kind for task in view.tasks})
    counts = [len(tables.plan_table(words(), view, (kind,)).rows) for kind in kinds]
    assert sum(counts) == len(view.tasks)


def test_the_data_is_plain_and_says_what_the_tables_say() -> None:
    view = june_view()
    data = response_data(view)
    assert json.loads(json.dumps(data, allow_nan=False)) == data
    assert {"plan", "priorities", "vulnerabilities"} <= set(data)
    assert [row["t"] for row in data["plan"]] == [task.t for task in view.tasks]
    assert [tonnes(row["t"]) for row in data["plan"]] == [
        row[3] for row in tables.plan_table(words(), view).rows
    ]
    assert [number(row["loss_usd_per_day"], 2) for row in data["priorities"]] == [
        row[2] for row in finding_tables.priorities_table(words(), view).rows
    ]
    for task in data["plan"]:
        assert sum(week["t"] for week in task["weeks"]) == pytest.approx(task["t"])


def test_savings_are_the_means_of_the_branches() -> None:
    data = response_data(june_view())
    for name in ("loss_if_nobody_acts_usd", "loss_apart_usd", "cost_together_usd", "loss_together_usd"):
        mean = sum(branch["probability"] * branch[name] for branch in data["branches"])
        assert data["savings"][name] == pytest.approx(mean)


def test_every_choice_of_the_means_is_shown_with_its_basis() -> None:
    data = response_data(june_view())
    shown = {row["name"]: row["basis"] for row in data["assumed"]}
    assert set(shown) == set(Means.model_fields)
    assert shown["release_lead_days"] == "terms"
    assert set(shown.values()) == {"terms", "assumed"}


def test_the_first_week_is_there_by_its_last_day_and_the_way() -> None:
    """The week of 1 June 2025 ends on the 7th: what is under way for 28 days is there by 5 July."""
    view = june_view()
    assert view.this_week == (dt.date(2025, 6, 1), dt.date(2025, 6, 7))
    table = tables.this_week_table(words(), view)
    week = [task for task in view.tasks if task.begin == view.this_week[0]]
    assert len(table.rows) == len(week)
    for task, row in zip(week, table.rows, strict=True):
        assert row[2] == tonnes(task.weeks[0][1])
        if task.delay_days == 28.0:
            assert row[3] == "5 July"


def test_whatever_the_plan_may_name_has_its_words() -> None:
    """These are looked up by what the code calls them, so nothing else would notice one that is missing."""
    means = Means(surge_share=0.0, purchase_share=0.1)
    names = [f"means.{name}" for name in Means.model_fields]
    names += [f"mend.{change.name}" for change in changes_of(means)]
    names += [f"kind.{kind}" for kind in (*SHOWN, "give_up")]
    names += [f"{what}.{kind}" for what in ("do", "decide") for kind in SHOWN]
    names += [f"branch.{name}" for name in (ALWAYS, "granted", "refused", "as_known")]
    names += [f"column.missing_t_{name}" for name in ("granted", "refused", "as_known")]
    names += [f"holder.{row.holder}" for row in june_view().response.case.holdings]
    names += [f"node.{kind}" for kind in get_args(get_type_hints(RiskNode)["kind"])]
    names += [f"recovery.{basis}" for basis in ("scenario", "qualification", "assumed")]
    assert {f"response.{name}" for name in names} <= set(catalogue("en").messages)


def test_every_message_of_the_response_that_the_views_name_exists() -> None:
    folder = Path(tables.__file__).parent
    templates = folder.parent / "templates" / "briefing.html.j2"
    texts = [path.read_text(encoding="utf-8") for path in (*folder.glob("*.py"), templates)]
    named = {key for text in texts for key in re.findall(r"""["'](response\.[a-z_.]+)["']""", text)}
    assert len(named) > 40
    assert named - {"response.json"} <= set(catalogue("en").messages)
