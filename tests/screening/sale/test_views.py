"""Every language says the review's own figures, and files hold the same as the JSON."""

import io
import json
from pathlib import Path

import polars as pl
import pytest

from didymium.evidence.reading import shared_evidence
from didymium.screening.sale.verdict import all_said
from didymium.views.answer.parts import print_answer, render_answer
from didymium.views.screening.sale.data import sale_data
from didymium.views.screening.sale.files import write_sale
from didymium.views.screening.sale.shown import show_sale
from didymium.views.screening.sale.view import SaleView, tell
from didymium.views.wording import words_for
from sale_cases import reviewed, two_mines


def viewed(folder: Path, **more: object) -> SaleView:
    return SaleView(two_mines(folder), shared_evidence(), reviewed(folder, **more))


@pytest.mark.parametrize("language", ["en", "ko", "ja"])
@pytest.mark.parametrize(
    "more",
    [
        {},
        {"reading": "redirected", "offtake_share": 0.25},
        {"control": "no"},
        {"control": "yes", "stake_percent": 10.0},
        {"buyer_country": "JPN"},
        {"buyer_country": "JPN", "scenario": "stop"},
        {"plant": "great_mine"},
    ],
)
def test_every_sentence_is_filled_in(tmp_path: Path, language: str, more: dict[str, object]) -> None:
    view = viewed(tmp_path, **more)
    words = words_for(view.case, language)
    for said in all_said(view.review):
        text = tell(words, view, said)
        assert "{" not in text and "(" + "'" not in text and len(text) > 5, said.key


def test_the_days_are_the_same_in_words_tables_json_and_files(tmp_path: Path) -> None:
    view = viewed(tmp_path / "case")
    shown = io.StringIO()
    print_answer(shown, show_sale(words_for(view.case, "en"), view, charts=False))
    assert "after 61 days instead of 122 days, 61 days earlier" in " ".join(shown.getvalue().split())
    row = sale_data(view)["market"]["sectors"][0]
    assert (row["before_survive_days"], row["after_survive_days"]) == (122, 61)
    write_sale(view, tmp_path / "out")
    written = json.loads((tmp_path / "out" / "sale.json").read_text(encoding="utf-8"))
    assert written["market"]["sectors"][0]["after_survive_days"] == 61
    sectors = pl.read_csv(tmp_path / "out" / "sectors.csv")
    assert sectors["before_survive_days"].to_list() == [122]
    index = pl.read_csv(tmp_path / "out" / "concentration.csv").filter(by="control", measure="output")
    assert index["index_after_low"][0] == pytest.approx((12**2 + 120**2) / 132**2 * 1e4)


def test_the_page_names_the_guidelines_and_escapes_names(tmp_path: Path) -> None:
    view = viewed(tmp_path, buyer="<b>Buyer & Sons</b>")
    page = render_answer(show_sale(words_for(view.case, "en"), view))
    assert "<b>Buyer" not in page and "&lt;b&gt;Buyer" in page
    assert "Guidelines on the assessment of horizontal mergers" in page
