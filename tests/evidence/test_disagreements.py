"""Where sources disagree, and where they only seem to: ranges, last digits, units, bases, dates, names."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from didymium.evidence.evidence import Evidence
from didymium.evidence.questions.disagreements import Disagreement, find_disagreements
from evidence.small_evidence import fact, fact_frame

EvidenceOf = Callable[..., Evidence]
Cells = dict[str, object]


def found(words: Evidence, *rows: dict[str, str]) -> list[Disagreement]:
    """The disagreements among some facts."""
    return find_disagreements(replace(words, facts=fact_frame(words, rows)))


def pair(first: Cells, second: Cells) -> tuple[dict[str, str], dict[str, str]]:
    """Two facts of two offices."""
    return fact("one", **first), fact("two", **{"source": "rival", **second})


def test_same_date_two_sources(words: Evidence) -> None:
    """750 t against 839 t for one year: 839/750 - 1 = 11.9 % apart, the smaller first, both offices named."""
    (only,) = found(words, *pair({"value": 839}, {"value": 750}))
    assert (only.kind, only.subject, only.measure, only.material) == ("same_date", "CHN", "output", "gallium")
    assert [row["fact"] for row in only.facts] == ["two", "one"]
    assert only.spread == pytest.approx(839 / 750 - 1)
    assert only.sources == ("rival", "office")
    assert only.as_of == "2024"


def test_source_against_itself(words: Evidence) -> None:
    """A source that prints two figures for one thing disagrees with itself: it is named once."""
    (only,) = found(words, *pair({"value": 100}, {"value": 120, "source": "office"}))
    assert only.sources == ("office",)


AGREE = [
    ("ranges overlap", {"value": 100, "low": 90, "high": 115}, {"value": 120, "low": 110, "high": 130}),
    ("ranges touch", {"value": 100, "low": 90, "high": 110}, {"value": 120, "low": 110, "high": 130}),
    ("a value lies in a range", {"value": 100, "low": 80, "high": 120}, {"value": 118}),
    ("last digit: 1.5 kt may be 1,540 t", {"value": "1.5", "unit": "kt"}, {"value": 1540}),
    ("last digit: 100.5 rounds to 100", {"value": "100"}, {"value": "100.5"}),
    ("less than half a per cent", {"value": 1000}, {"value": 1004}),
    ("other unit, same quantity", {"value": 2, "unit": "kt"}, {"value": 2000000, "unit": "kg"}),
    ("per cent and share",
     {"measure": "tariff_rate", "unit": "percent", "value": 25},
     {"measure": "tariff_rate", "unit": "share", "value": "0.25"}),
    ("other basis", {"value": 100, "basis": "reo"}, {"value": 60, "basis": "metal"}),
    ("other detail", {"value": 100, "detail": "low_purity"}, {"value": 60, "detail": "refined"}),
    ("other target year", {"value": 100, "until": "2030"}, {"value": 60, "until": "2035"}),
    ("flow over another length", {"value": 100}, {"value": 50, "as_of": "2024-H1"}),
    ("flow of another year", {"value": 100}, {"value": 150, "as_of": "2023"}),
    ("other material", {"value": 100}, {"value": 60, "material": "germanium"}),
    ("other stage", {"value": 100, "stage": "mine"}, {"value": 60, "stage": "refining"}),
    ("other partner", {"measure": "imports", "partner": "JPN"}, {"measure": "imports", "value": 7}),
    ("superseded", {"value": 100, "warnings": "imputed superseded"}, {"value": 150}),
    ("several values stand side by side",
     {"measure": "announced", "unit": "usd"}, {"measure": "announced", "unit": "usd", "value": 7}),
    ("zero and zero", {"value": 0}, {"value": "0.0"}),
]  # fmt: skip


@pytest.mark.parametrize(("first", "second"), [case[1:] for case in AGREE], ids=[case[0] for case in AGREE])
def test_no_disagreement(words: Evidence, first: Cells, second: Cells) -> None:
    """Figures that may both be right, or speak of different things, are not set against each other."""
    assert found(words, *pair(first, second)) == []


DIFFER = [
    ("ranges apart", {"value": 100, "low": 90, "high": 109}, {"value": 120, "low": 110, "high": 130}, 0.2),
    ("last digit: 1.5 kt is not 1,560 t", {"value": "1.5", "unit": "kt"}, {"value": 1560}, 0.04),
    ("more than half a per cent", {"value": 1000}, {"value": 1006}, 0.006),
    ("kilograms against tonnes", {"value": 750000, "unit": "kg"}, {"value": 839}, 839 / 750 - 1),
    ("both of no detail", {"value": 100, "basis": "reo"}, {"value": 150, "basis": "reo"}, 0.5),
    ("same target year", {"value": 100, "until": "2030"}, {"value": 150, "until": "2030"}, 0.5),
    ("disputed still counts", {"value": 100, "warnings": "disputed"}, {"value": 150}, 0.5),
    ("opposite signs have no spread", {"value": -5}, {"value": 5}, None),
    ("nothing against something has none", {"value": 0}, {"value": 5}, None),
    ("both negative",
     {"measure": "political_stability", "unit": "index", "value": "-1.0"},
     {"measure": "political_stability", "unit": "index", "value": "-2.0"}, 1.0),
]  # fmt: skip


@pytest.mark.parametrize(
    ("first", "second", "spread"), [case[1:] for case in DIFFER], ids=[case[0] for case in DIFFER]
)
def test_disagreement(words: Evidence, first: Cells, second: Cells, spread: float | None) -> None:
    """Figures whose ranges have nothing in common cannot both be right."""
    (only,) = found(words, *pair(first, second))
    assert only.spread == (None if spread is None else pytest.approx(spread))


LATEST = [("2024-01", "2025-12", 1), ("2023-12", "2025-12", 0), ("2025-12", "2025-12", 1)]


@pytest.mark.parametrize(("older", "newer", "count"), LATEST)
def test_latest_figures(words: Evidence, older: str, newer: str, count: int) -> None:
    """Capacity moves slowly (24 months): from the end of January 2024 to the end of December 2025 it is 700
    days, within 24 × 30.4 = 730.5; from the end of December 2023 it is 731 days, and more may have been
    built."""
    cells = {"measure": "capacity", "unit": "t_per_year"}
    rows = pair({**cells, "as_of": older}, {**cells, "as_of": newer, "value": 200})
    assert len(found(words, *rows)) == count


def test_latest_figure_of_each_source(words: Evidence) -> None:
    """Only the newest figure of a source speaks for it: an older one that it has replaced is no dispute."""
    cells: Cells = {"measure": "capacity", "unit": "t_per_year"}
    rows = [
        fact("old", **cells, value=50, as_of="2024"),
        fact("new", **cells, value=100, as_of="2025"),
        fact("other", **cells, value=100, as_of="2025-06", source="rival"),
    ]
    assert found(words, *rows) == []
    rows[2] = fact("other", **cells, value=200, as_of="2025-06", source="rival")
    (only,) = found(words, *rows)
    assert only.kind == "latest"
    assert [row["fact"] for row in only.facts] == ["new", "other"]
    assert only.as_of == "2025 – 2025-06"


def test_flow_is_never_compared_by_latest(words: Evidence) -> None:
    """Output of two years is two figures, however near the years lie."""
    assert found(words, *pair({"as_of": "2025-06"}, {"as_of": "2025-07", "value": 300})) == []


WORDED = [
    ("a day in the month named", "signed_on", "date", "2025-10", "2025-10-28", 0),
    ("a month in the year named", "signed_on", "date", "2025", "2025-10", 0),
    ("another day", "signed_on", "date", "2025-10-27", "2025-10-28", 1),
    ("a day outside the month", "signed_on", "date", "2025-09", "2025-10-28", 1),
    ("another quarter", "ends_on", "date", "2029-Q1", "2029-Q2", 1),
    ("a place within the other", "located_in", "name", "indiana", "USA", 0),
    ("a place within a place within", "located_in", "name", "gary", "USA", 0),
    ("two parts of one country", "located_in", "name", "indiana", "ohio", 1),
    ("two countries", "located_in", "name", "USA", "DEU", 1),
    ("a company and its part", "owner", "name", "acme_metals", "acme", 0),
    ("two companies", "owner", "name", "acme", "rival_mining", 1),
    ("a material and its group", "owner", "name", "dysprosium", "rare_earths", 0),
    ("members stand side by side", "members", "name", "USA", "DEU", 0),
    ("case does not matter", "binding_force", "words", "Binding", "binding", 0),
    ("other words", "binding_force", "words", "binding", "non_binding", 1),
    ("free words stand side by side", "status", "words", "halted", "running", 0),
]


@pytest.mark.parametrize(
    ("measure", "unit", "first", "second", "count"),
    [case[1:] for case in WORDED],
    ids=[case[0] for case in WORDED],
)
def test_dates_names_and_words(
    words: Evidence, measure: str, unit: str, first: str, second: str, count: int
) -> None:
    """Values in words disagree unless one contains the other: a month its days, a country its places."""
    cells = {"subject": "acme", "measure": measure, "unit": unit, "material": ""}
    rows = pair({**cells, "value": first}, {**cells, "value": second})
    kinds = [item.kind for item in found(words, *rows)]
    assert kinds == [unit] * count


def test_three_places_need_one_chain(words: Evidence) -> None:
    """Gary lies in Indiana and Indiana in the United States; Ohio breaks the chain for all three."""
    cells: Cells = {"subject": "acme", "measure": "located_in", "unit": "name", "material": ""}
    rows = [fact(name, **cells, value=name) for name in ("gary", "indiana", "USA")]
    assert found(words, *rows) == []
    assert len(found(words, *rows, fact("ohio", **cells, value="ohio"))) == 1


OWNERS = [("2025-06", "2026-05", 1), ("2024-06", "2026-05", 0)]


@pytest.mark.parametrize(("older", "newer", "count"), OWNERS)
def test_owner_may_change(words: Evidence, older: str, newer: str, count: int) -> None:
    """Owners are compared within 12 months: two years on, another owner is news and no disagreement."""
    cells = {"subject": "acme", "measure": "owner", "unit": "name", "material": ""}
    rows = pair(
        {**cells, "value": "acme", "as_of": older}, {**cells, "value": "rival_mining", "as_of": newer}
    )
    assert len(found(words, *rows)) == count


def test_event_happened_once(words: Evidence) -> None:
    """The day of a signing does not move with the date of the report about it."""
    cells = {"subject": "acme", "measure": "signed_on", "unit": "date", "material": ""}
    rows = pair({**cells, "value": "2019-03-01"}, {**cells, "value": "2019-04-01", "as_of": "2026"})
    assert len(found(words, *rows)) == 1


def test_sum_that_fails_is_a_disagreement(evidence_of: EvidenceOf) -> None:
    """60 t and 30 t are not the 100 t that the source prints as their total: 90/100 lacks 10 %."""
    sums = "sum,relation,total,parts,source,locator\nall,adds_up,total,part_a part_b,office,page 2\n"
    rows = [
        fact("total", subject="world"),
        fact("part_a", value=60),
        fact("part_b", value=30, subject="JPN"),
    ]
    (only,) = find_disagreements(evidence_of(*rows, files={"sums.csv": sums}))
    assert (only.kind, only.subject) == ("sum", "world")
    assert only.spread == pytest.approx(0.1)
    assert [row["fact"] for row in only.facts] == ["part_a", "part_b", "total"]
    assert only.sum is not None and (only.sum.stated, only.sum.computed) == (100.0, 90.0)


def test_words_then_widest(words: Evidence) -> None:
    """Names come first, then figures of one date from the widest down, then latest figures of several
    dates."""
    rows = [
        *pair({"value": 100}, {"value": 110}),
        fact("three", material="germanium"),
        fact("four", material="germanium", value=300, source="rival"),
        fact("five", measure="capacity", unit="t_per_year", as_of="2025"),
        fact("six", measure="capacity", unit="t_per_year", as_of="2025-06", value=900, source="rival"),
        fact("seven", measure="located_in", unit="name", value="indiana"),
        fact("eight", measure="located_in", unit="name", value="ohio", source="rival"),
    ]
    order = [(item.kind, item.material) for item in found(words, *rows)]
    assert order == [
        ("name", "gallium"), ("same_date", "germanium"), ("same_date", "gallium"), ("latest", "gallium"),
    ]  # fmt: skip


def as_set(items: Sequence[Disagreement]) -> set[tuple[str, frozenset[str]]]:
    """Disagreements by kind and the facts in them."""
    return {(item.kind, frozenset(row["fact"] for row in item.facts)) for item in items}


_CELLS = st.fixed_dictionaries(
    {
        "subject": st.sampled_from(["CHN", "JPN"]),
        "measure": st.sampled_from(["output", "reserves", "stock"]),
        "value": st.integers(0, 30),
        "unit": st.sampled_from(["t", "kt", "kg"]),
        "as_of": st.sampled_from(["2024", "2024-06", "2023"]),
        "source": st.sampled_from(["office", "rival", "paper"]),
        "warnings": st.sampled_from(["", "superseded", "disputed"]),
    }
)
_SLOW = st.fixed_dictionaries(
    {
        "measure": st.just("capacity"),
        "unit": st.sampled_from(["t_per_year", "kt_per_year"]),
        "value": st.integers(1, 5),
        "as_of": st.sampled_from(["2022", "2023-06", "2024", "2025-Q1"]),
        "source": st.sampled_from(["office", "rival", "paper"]),
    }
)


def numbered(cells: Sequence[Cells]) -> list[dict[str, str]]:
    """Facts with an identifier each."""
    return [fact(f"f{number}", **each) for number, each in enumerate(cells)]


@settings(deadline=None)
@given(st.data(), st.lists(_CELLS | _SLOW, max_size=12))
def test_order_of_rows_does_not_matter(words: Evidence, data: st.DataObject, cells: list[Cells]) -> None:
    """Rows of a file may be sorted in any way: the same facts disagree, listed in the same order."""
    rows = numbered(cells)
    again = data.draw(st.permutations(rows))
    first, second = found(words, *rows), found(words, *again)
    assert as_set(first) == as_set(second)
    assert [[row["fact"] for row in item.facts] for item in first] == [
        [row["fact"] for row in item.facts] for item in second
    ]


@settings(deadline=None)
@given(st.integers(0, 10**9), st.integers(0, 3), st.sampled_from([("t", "kg"), ("kt", "t"), ("mt", "kt")]))
def test_unit_makes_no_disagreement(
    words: Evidence, digits: int, decimals: int, units: tuple[str, str]
) -> None:
    """The same quantity in a unit a thousand times smaller is the same figure, however it rounds in
    binary."""
    large = f"{digits // 10**decimals}.{digits % 10**decimals:0{decimals}d}" if decimals else str(digits)
    small = str(digits * 10 ** (3 - decimals))
    rows = pair({"value": large, "unit": units[0]}, {"value": small, "unit": units[1]})
    assert found(words, *rows) == []


_RANGED = st.tuples(st.integers(2, 500), st.integers(1, 50), st.booleans())


@settings(deadline=None)
@given(st.lists(_RANGED, min_size=2, max_size=5))
def test_ranges_in_another_unit_disagree_alike(words: Evidence, figures: list[tuple[int, int, bool]]) -> None:
    """With stated ranges, writing some figures in kilograms instead of tonnes changes no answer."""

    def rows(mixed: bool) -> list[dict[str, str]]:
        return [
            fact(
                f"f{number}", value=value * by, low=(value - half) * by, high=(value + half) * by,
                unit="kg" if by == 1000 else "t",
            )
            for number, (value, half, small) in enumerate(figures)
            for by in [1000 if mixed and small else 1]
        ]  # fmt: skip

    assert as_set(found(words, *rows(mixed=True))) == as_set(found(words, *rows(mixed=False)))


@settings(deadline=None)
@given(st.lists(_CELLS, max_size=12))
def test_superseded_facts_change_nothing(words: Evidence, cells: list[Cells]) -> None:
    """Leaving superseded facts out beforehand gives the same disagreements."""
    rows = numbered(cells)
    current = [row for row in rows if row["warnings"] != "superseded"]
    assert as_set(found(words, *rows)) == as_set(found(words, *current))


@settings(deadline=None)
@given(st.lists(_CELLS, max_size=12))
def test_each_disagreement_is_of_one_thing(words: Evidence, cells: list[Cells]) -> None:
    """Facts set against each other share subject, measure and date, and the smallest and largest figures
    differ by more than half a per cent."""
    for item in found(words, *numbered(cells)):
        assert len({(row["subject"], row["measure"], row["as_of"]) for row in item.facts}) == 1
        bases = [row["base"] for row in item.facts]
        assert max(bases) - min(bases) > 0.005 * max(bases)


def test_narrowed_search_keeps_the_sums_of_its_rows(evidence_of: EvidenceOf) -> None:
    """A search among some rows answers for those rows and the sums that they stand in, not for all."""
    sums = "sum,relation,total,parts,source,locator\nall,adds_up,total,part,office,page 2\n"
    evidence = evidence_of(fact("total", subject="world"), fact("part", value=60), files={"sums.csv": sums})
    assert find_disagreements(evidence, evidence.facts.filter(pl.col("subject") == "USA")) == []
    assert len(find_disagreements(evidence, evidence.facts.filter(pl.col("subject") == "CHN"))) == 1
    assert len(find_disagreements(evidence)) == 1
