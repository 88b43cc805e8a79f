"""What is shown of a portfolio: the numbers of the answer, the same everywhere, in every language."""

from __future__ import annotations

import io
import json
import math
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from didymium.decisions.investment.request import PortfolioRequest
from didymium.decisions.portfolio.answer import Risk, Spent
from didymium.locale import LANGUAGES, PSEUDO
from didymium.views.portfolio.data import payments_by_year, portfolio_data
from didymium.views.portfolio.files import portfolio_tables, write_portfolio
from didymium.views.portfolio.report import render_portfolio
from didymium.views.portfolio.sections import sections_of
from didymium.views.portfolio.sentences import answer_sentences, left_sentences, linked_sentence
from didymium.views.portfolio.tables import loss_table
from didymium.views.portfolio.terminal import print_portfolio
from didymium.views.portfolio.view import PortfolioView
from didymium.views.wording import words_for
from portfolio_view_cases import ALL, JAPAN, answer, nothing, paper_case, portfolio_view


def flat(view: PortfolioView, lang: str = "en") -> str:
    """What the terminal shows, every run of white space as one space."""
    file = io.StringIO()
    print_portfolio(file, view, None, lang)
    return " ".join(file.getvalue().split())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("portfolio") / "out"
    write_portfolio(portfolio_view(), found)
    return found


def test_what_is_chosen_when_with_what_and_whose_money() -> None:
    said = flat(portfolio_view())
    assert "New pit, decided 2027-01: the cheapest mix of support; Japan pays out USD 10 million." in said
    assert "New mill, decided 2026-01: a cost-plus contract; Australia pays out USD 12 million." in said
    assert "Funders pay out USD 22 million in all" in said
    assert "USD 15 million (Japan, 2026 to 2033)" in said


def test_losses_are_those_of_the_answer_and_of_the_whole_market() -> None:
    """(−10 + 200)/2 without, (−20 + 120)/2 with; the worse half is the shock itself."""
    said = flat(portfolio_view())
    assert (
        "Over 2 futures, USD 95 million is lost on average without them and USD 50 million with them." in said
    )
    assert "worst 50 % of futures, USD 200 million without them and USD 120 million with them" in said
    assert "whole market, of users and makers everywhere and not only in member countries" in said


def test_the_gap_is_said() -> None:
    """(85 − 83.3) / 85 is two per cent; bounds that meet leave none."""
    assert "by more than 2.0 % of the objective" in flat(portfolio_view())
    proved = replace(answer(), lower_usd_million=85.0)
    assert "No portfolio does better than this." in flat(portfolio_view(proved))


def test_a_payment_that_no_budget_counts_is_said() -> None:
    """Australia pays 6 million in 2028, after the last year of its budget; one of all years counts it."""
    assert "counts against none" in flat(portfolio_view())
    counted = replace(answer(), spent=(Spent(ALL, 22.0),))
    said = flat(portfolio_view(counted))
    assert "counts against none" not in said
    assert "all funders, from 2026 on" in said


def test_payments_fall_into_the_years_after_each_decision() -> None:
    """Japan pays in the year of the decision, Australia in that and two years later, and nothing between."""
    assert payments_by_year(portfolio_view()) == {"JPN": {2027: 10.0}, "AUS": {2026: 6.0, 2028: 6.0}}


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("capital", "nobody has stated its capital"),
        ("feed", "there is no feed for it in the market"),
        ("funder", "nobody with a budget may support it"),
    ],
)
def test_every_reason_has_its_words(reason: str, said: str) -> None:
    found = replace(answer(), excluded={"dear_pit": reason})
    view = portfolio_view(found)
    assert left_sentences(words_for(view.naming), view) == [f"Could not be chosen: Dear pit. Reason: {said}."]


def test_projects_left_are_told_apart_from_those_excluded() -> None:
    view = portfolio_view(replace(answer(), excluded={}))
    (said,) = left_sentences(words_for(view.naming), view)
    assert said.startswith("Could be chosen and is not")
    barred = portfolio_view(replace(answer(), excluded={}), PortfolioRequest(exclude=("dear_pit",)))
    assert left_sentences(words_for(view.naming), barred) == ["Excluded by the question: Dear pit."]


def test_a_mine_without_separation_adds_nothing() -> None:
    """Ten dollars are nothing next to 67.5 million: the pair is told as one of which each needs the other."""
    said = flat(portfolio_view())
    assert "New pit and New mill avoid nothing by themselves: one makes ore that the other needs." in said
    assert "Together they avoid USD 68 million." in said


def test_linked_funds_that_save_nothing_say_so() -> None:
    view = portfolio_view()
    linked = view.answer.linked
    assert linked is not None
    words = words_for(view.naming)
    assert "changes nothing that counts" in linked_sentence(words, linked)
    saving = replace(linked, less_lost_usd_million=3.0, same_for_usd_million=18.0)
    said = linked_sentence(words, saving)
    assert "USD 3.0 million less is lost" in said
    assert "One fund of USD 18 million loses no more" in said


def test_the_best_is_held_against_others() -> None:
    """No random one loses less than 85 million; the greedy rule finds nothing to begin with."""
    said = flat(portfolio_view())
    assert "Of 2 random portfolios that keep the budgets none loses less than the best." in said
    assert "USD 150 million (weighed); the best loses USD 85 million. Greedy: –." in said
    held = answer().held
    assert held is not None
    beaten = replace(answer(), held=replace(held, random_usd_million=(80.0, 100.0)))
    assert "Of 2 random portfolios that keep the budgets 1 lose less" in flat(portfolio_view(beaten))


def test_a_tail_of_nothing_is_a_dash_and_no_number() -> None:
    """With no weight on the tail the answer may have none: not a number is neither zero nor JSON."""
    untold = Risk(50.0, math.nan, 50.0, (-20.0, 120.0))
    view = portfolio_view(replace(answer(), best=replace(answer().best, risk=untold)))
    assert loss_table(words_for(view.naming), view).rows[1][2] == "–"
    assert portfolio_data(view)["best"]["tail_usd_million"] is None
    assert not any("worst" in one for one in answer_sentences(words_for(view.naming), view))


def test_nothing_chosen_is_an_answer() -> None:
    empty = replace(
        answer(), best=nothing(), spent=(Spent(JAPAN, 0.0),), additions=(), pairs=(), near=(),
        regret=replace(answer().regret, names=("", ""), by_future_usd_million=((0.0, 0.0), (0.0, 0.0))),
        frontier=(), linked=None, held=None,
    )  # fmt: skip
    view = portfolio_view(empty)
    assert "No project is chosen" in flat(view)
    assert "svg" in render_portfolio(words_for(view.naming), view)
    assert set(portfolio_tables(portfolio_data(view))) == {
        "budgets", "excluded", "losses_by_future", "portfolios", "regret"
    }  # fmt: skip


def test_data_say_the_same_as_the_answer() -> None:
    data, found = portfolio_data(portfolio_view()), answer()
    assert data["best"]["expected_usd_million"] == found.best.risk.expected_usd_million
    assert data["objective"]["gap"] == pytest.approx(0.02)
    assert [one["spent_usd_million"] for one in data["budgets"]] == [10.0, 6.0]
    assert data["futures"][1] == {
        "future": "future 2",
        "shocks": [{"case": "paper", "scenario": "stop", "news": "2029-01-01"}],
        "without_usd_million": 200.0,
        "with_usd_million": 120.0,
    }
    assert [(one["portfolio"], one["worst_usd_million"]) for one in data["regret"]] == [
        ("best", 0.0), ("near-1", 1.0), ("nothing", 80.0)
    ]  # fmt: skip
    mill = data["best"]["projects"][1]
    # Decided at the beginning of 2026, and 24 months is the likely lead time.
    assert (mill["first_product"], mill["paid_usd_million"]) == ("2028-01-01", 12.0)
    assert json.loads(json.dumps(data, allow_nan=False)) == data


def test_files_hold_the_same_numbers(folder: Path) -> None:
    data = json.loads((folder / "portfolio.json").read_text(encoding="utf-8"))
    assert data == portfolio_data(portfolio_view())
    for name, table in portfolio_tables(data).items():
        assert pl.read_parquet(folder / f"{name}.parquet").equals(table)
        assert pl.read_csv(folder / f"{name}.csv").height == table.height
    chosen = pl.read_csv(folder / "chosen.csv")
    assert chosen["paid_usd_million"].to_list() == [10.0, 12.0]
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["cases"][0]["case"] == "paper"
    assert manifest["request"] == data["request"]


def test_the_report_shows_every_chart_that_is_a_file(folder: Path) -> None:
    page = (folder / "report.html").read_text(encoding="utf-8")
    charts = {path.stem for path in folder.glob("*.svg")}
    assert charts == {
        f"portfolio-{name}"
        for name in (
            "timeline", "payments", "futures", "additions", "pairs", "grid", "regret", "frontier", "held"
        )
    }  # fmt: skip
    assert all(f'id="{name}-title"' in page for name in charts)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_language_has_the_same_sections_and_figures(lang: str) -> None:
    view = portfolio_view()
    english = sections_of(words_for(view.naming), view, charts=False)
    others = sections_of(words_for(view.naming, lang), view, charts=False)
    for first, second in zip(english, others, strict=True):
        assert first.name == second.name
        assert len(first.said) == len(second.said)
        for one, other in zip(first.tables, second.tables, strict=True):
            assert [[row[place] for place in sorted(one.right)] for row in one.rows] == [
                [row[place] for place in sorted(other.right)] for row in other.rows
            ]


def test_nothing_is_said_outside_the_catalogue() -> None:
    """In the made-up language every message stands in brackets; only names and figures do not."""
    view = portfolio_view()
    words = words_for(view.naming, PSEUDO)
    for section in sections_of(words, view):
        assert section.heading(words).startswith("⟦")
        assert all(text.startswith("⟦") for text in section.said)
        assert all(header.startswith("⟦") for table in section.tables for header in table.headers)
        assert all(chart.title.startswith("⟦") for chart in section.charts)


def test_names_of_several_cases_are_known() -> None:
    """The first case's name of a material stands; what only the second knows is said too."""
    first = paper_case()
    oxide = next(row for row in first.materials if row.material == "oxide")
    other = replace(
        first,
        tables={
            **first.tables,
            "materials": (
                oxide.model_copy(update={"name_en": "Another oxide"}),
                oxide.model_copy(update={"material": "copper", "name_en": "Copper"}),
            ),
        },
    )
    words = words_for(replace(portfolio_view(), cases=(first, other)).naming)
    assert (words.material("oxide"), words.material("copper")) == ("Oxide", "Copper")
