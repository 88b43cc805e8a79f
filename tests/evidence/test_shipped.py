"""The evidence that ships: whole, traceable to the sentence, and saying what the founding documents say."""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections import Counter
from pathlib import Path

import polars as pl
import pytest

from didymium.evidence.evidence import Evidence
from didymium.evidence.questions.deadlines import deadlines_on, force_on
from didymium.evidence.questions.disagreements import SMALLEST, Disagreement, find_disagreements
from didymium.evidence.questions.programmes import comparisons, programmes_on
from didymium.evidence.questions.promises import new_areas, one_sided
from didymium.evidence.questions.sums import check_sums
from didymium.evidence.questions.trend import trends
from didymium.evidence.reading import load_evidence, shared_evidence
from didymium.views.evidence.published import ACTION_PLAN, OLDER_PLAN, TABLE_6_FIELDS

SEEDS = Path(__file__).parent / "seeds"
ITEMS = {
    "nysight_2025": 88,
    "epoch_times_2025": 71,
    "kiep_2026": 502,
    "japanese_explainer_2025": 158,
    "g7_editorial_2026": 105,
}
"""Figures and named mechanisms of each founding document, counted while reading it."""
SOURCES = {name: (name,) for name in ITEMS} | {"g7_editorial_2026": ("yomiuri_2026_01", "g7_digest_2026_01")}
TODAY = dt.date(2026, 11, 22)


@pytest.fixture(scope="module")
def evidence() -> Evidence:
    return shared_evidence()


@pytest.fixture(scope="module")
def found(evidence: Evidence) -> list[Disagreement]:
    return find_disagreements(evidence)


def items(seed: str) -> list[dict[str, str]]:
    text = (SEEDS / f"{seed}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def test_the_shared_evidence_has_no_problem() -> None:
    assert load_evidence(today=TODAY)[1] == []


def test_every_source_has_a_kind_and_a_licence(evidence: Evidence) -> None:
    assert [name for name, source in evidence.sources.items() if not source.licence.strip()] == []


def test_every_source_is_used(evidence: Evidence) -> None:
    """A source that no fact, text or sum rests on is not evidence."""
    used = set(evidence.facts["source"]) | {row.source for row in evidence.sums.values()}
    for agreement in evidence.agreements.values():
        used |= {*agreement.source, *(interval.source for interval in agreement.force)}
        used |= {provision.source for provision in agreement.provision}
        used |= {state.source for provision in agreement.provision for state in provision.state}
    for rule in evidence.rules.values():
        used |= {*rule.source, *(interval.source for part in rule.part for interval in part.interval)}
    assert len(used) > 300
    assert used <= set(evidence.sources)


@pytest.mark.parametrize("seed", ITEMS)
def test_each_seed_has_all_its_figures_and_mechanisms(seed: str, evidence: Evidence) -> None:
    """Every item of the reading list is in the tables, and whoever holds an entry finds the line again."""
    rows = items(seed)
    assert len(rows) == ITEMS[seed]
    facts = {row["fact"]: row for row in evidence.facts.iter_rows(named=True)}
    for row in rows:
        entries = row["entries"].split()
        assert entries, f"{seed} item {row['item']} is entered nowhere"
        locators = [_locator(evidence, facts, entry) for entry in entries]
        assert any(re.search(rf"\bline {row['line']}\b", locator) for locator in locators), row


def _locator(evidence: Evidence, facts: dict[str, dict[str, str]], entry: str) -> str:
    """Return where an entry says that it stands."""
    kind, _, name = entry.rpartition(":")
    if kind == "agreement":
        agreement, _, number = name.partition("/")
        text = evidence.agreements[agreement]
        provisions = {provision.number: provision for provision in text.provision}
        return provisions[number].locator if number else text.locator
    if kind == "sum":
        return evidence.sums[name].locator
    if kind == "correction":
        return str(facts[evidence.corrections[name].fact]["locator"])
    if kind == "rule":
        return evidence.rules[name.partition("/")[0]].locator
    return str(facts[name]["locator"])


@pytest.mark.parametrize("seed", ITEMS)
def test_every_fact_of_a_seed_is_on_its_list(seed: str, evidence: Evidence) -> None:
    """Nothing is said to come from a founding document that its reader did not find there."""
    listed = {entry for row in items(seed) for entry in row["entries"].split()}
    own = evidence.facts.filter(pl.col("source").is_in(SOURCES[seed]))["fact"].to_list()
    assert sorted(set(own) - listed) == []


def test_words_of_facts_are_said_in_every_language(evidence: Evidence) -> None:
    words = evidence.facts.filter(pl.col("dimension") == "words")["value"].to_list()
    sentences = [word for word in words if " " in word and re.search("[a-z]{3}", word)]
    reasons = [row.reason for row in evidence.corrections.values()]
    assert sorted({*sentences, *reasons} - set(evidence.phrases)) == []


FIVE = [
    ("same_date", "JPN", "import_share", {85.0, 90.0}),
    ("latest", "JPN", "import_share", {58.0, 60.0}),
    ("same_date", "us_japan_550", "committed", {5500.0, 5550.0}),
    ("name", "neves", "japanese_partner", {"mitsubishi_corporation", "mitsui"}),
    ("sum", "us_japan_550", "share_of_programme", {97.5, 5.0}),
    ("date", "cn_2025_61", "in_force_from", {"2025-10-09", "2025-12-01"}),
    ("latest", "lofdal", "stake", {15.0, 40.0}),
]
"""What the design asks the software to find by itself: five in the seeds, and the press against them."""


@pytest.mark.parametrize("kind,subject,measure,values", FIVE)
def test_known_disagreements_are_found(
    kind: str, subject: str, measure: str, values: set[object], found: list[Disagreement]
) -> None:
    said = [
        {row["number"] if row["number"] is not None else row["value"] for row in item.facts}
        for item in found
        if (item.kind, item.subject, item.measure) == (kind, subject, measure)
    ]
    assert any(values <= one for one in said), said


def test_there_are_many_more_and_none_is_an_artefact_of_units(found: list[Disagreement]) -> None:
    """Figures that disagree do so in the same dimension and basis, by more than rounding."""
    assert len(found) >= len(FIVE) + 10
    for item in found:
        assert len({(row["dimension"], row["basis"]) for row in item.facts}) == 1 or item.kind == "sum"
        bases = [row["base"] for row in item.facts if row["base"] is not None]
        if item.kind in ("same_date", "latest"):
            assert max(bases) - min(bases) > SMALLEST * max(abs(base) for base in bases)
            printed = {(row["number"], row["unit"]) for row in item.facts}
            assert len(printed) > 1


def test_sums_of_the_documents_add_up_but_for_two(evidence: Evidence) -> None:
    """The parts of the programme add up; a considerable part for rare earths beside 97.5 % for power plants
    does not, nor do the Korean bonds of a footnote (20 + 7 + 12 against 33).
    """
    results = {result.sum.sum: result for result in check_sums(evidence)}
    failing = {name for name, result in results.items() if not result.holds}
    assert failing == {"programme_shares_at_most_all", "kiep_korea_private_issues"}
    parts = {result.sum.parts for result in results.values()}
    assert len(parts) > 15


def test_trend_is_that_of_table_6_and_one_field_more(evidence: Evidence) -> None:
    """KIEP: investment, minerals and science advance, economic security narrows, defence stays as it was."""
    directions = {trend.field: trend.direction for trend in trends(evidence)}
    assert {name: directions[name] for name in TABLE_6_FIELDS} == {
        "investment": "progress",
        "economic_security": "narrowing",
        "critical_minerals": "progress",
        "science_technology": "progress",
        "defence_security": "unchanged",
    }
    assert directions["energy"] == "progress"


def test_what_is_new_against_the_plan_with_mexico(evidence: Evidence) -> None:
    """KIEP underlines two things: downstream competitiveness, and the answer to economic coercion."""
    plans = [evidence.agreements[name] for name in (ACTION_PLAN, OLDER_PLAN)]
    assert new_areas(*plans) == ["downstream", "anti_coercion"]


def test_what_only_one_side_published(evidence: Evidence) -> None:
    """KIEP marks market access for farm goods (Washington alone) and Tokyo's word on the tariff deal."""
    claims = Counter(
        (agreement.agreement, provision.stated_by)
        for agreement, provision in one_sided(list(evidence.agreements.values()))
    )
    assert claims["summit_2026_03", ("USA",)] >= 1
    assert claims["summit_2026_03", ("JPN",)] >= 2
    assert claims["summit_2025_10", ("JPN",)] >= 1


def test_programmes_as_money(evidence: Evidence) -> None:
    """550 committed, 36 + 73 = 109 announced, 441 remaining; 28.3 against 27.5 trillion yen; a cap of 20."""
    programmes = {item.subject: item for item in programmes_on(evidence, TODAY)}
    japan = programmes["us_japan_550"]
    assert (japan.committed_usd, japan.announced_usd, japan.remaining_usd) == pytest.approx(
        (550e9, 109e9, 441e9)
    )
    assert [year.announced_usd for year in japan.years] == pytest.approx([0, 109e9])
    korea = programmes["us_korea_350"]
    assert korea.yearly_cap is not None and korea.yearly_cap["base"] == 20e9
    assert set(programmes) == {"us_japan_550", "us_korea_350", "us_taiwan_250", "us_eu_600"}
    ratios = [item.ratio for item in comparisons(evidence, TODAY) if item.yearly["subject"] == "us_japan_550"]
    assert ratios == pytest.approx([28.3 / 27.5])


def test_deadlines_of_the_framework(evidence: Evidence) -> None:
    """The ministerial met its 180 days on day 137; six months for finance passed on 28 April 2026 and no
    source says that it was met, so nobody knows.
    """
    framework = evidence.agreements["us_japan_framework_2025"]
    status = {
        deadline.provision.area: (deadline.due, deadline.status, deadline.days)
        for deadline in deadlines_on([framework], TODAY)
    }
    assert status["ministerial"] == (dt.date(2026, 4, 26), "met", 180 - 137)
    assert status["project_finance"][:2] == (dt.date(2026, 4, 28), "unknown")


@pytest.mark.parametrize(
    "rule,part,day,state",
    [
        ("cn_2025_18", None, TODAY, "in_force"),
        ("cn_2025_57", None, dt.date(2026, 11, 10), "suspended"),
        ("cn_2025_57", None, dt.date(2026, 11, 11), "unknown"),
        ("cn_2025_57", None, dt.date(2025, 10, 20), "pending"),
        ("cn_2024_46", "2", TODAY, "suspended"),
        ("cn_2024_46", "2", dt.date(2026, 11, 28), "unknown"),
        ("cn_2026_1", None, TODAY, "in_force"),
        ("us_ieepa_tariffs", None, dt.date(2026, 3, 1), "struck_down"),
    ],
)
def test_rules_on_a_date(rule: str, part: str | None, day: dt.date, state: str, evidence: Evidence) -> None:
    """A suspension that ran out without news leaves the rule unknown, never in force by guess."""
    parts = [row for row in evidence.rules[rule].part if part in (None, row.part)]
    assert state in {force_on(row.interval, day).state for row in parts}


@pytest.mark.parametrize(
    "name",
    [
        "list_us_2025",
        "list_us_2022",
        "list_eu_crm_2023",
        "list_japan_espa",
        "list_korea_2023",
        "list_korea_strategic_2023",
    ],
)
def test_lists_of_minerals_hold_as_many_as_they_say(name: str, evidence: Evidence) -> None:
    """A mineral that the list names within another (bauxite within aluminium) is no entry of its own."""
    rows = evidence.facts.filter(pl.col("subject") == name)
    names = set(rows.filter(pl.col("measure") == "listed")["value"].to_list())
    listed = len([mineral for mineral in names if evidence.materials[mineral].part_of not in names])
    stated = rows.filter(pl.col("measure") == "number_of")["number"].to_list()
    assert listed in stated, (listed, stated)
