"""What is shown of origins: bounds, why they are open, rules; told in three languages without raw words."""

from __future__ import annotations

import datetime as dt
import functools
import re
import tomllib
from pathlib import Path
from typing import Any, get_args

import pytest

from didymium.case.case import Case
from didymium.case.reading import read_case
from didymium.evidence.product_tests import CONDITIONS, PRODUCT_STAGES
from didymium.evidence.reading import shared_evidence
from didymium.files.problems import InputError
from didymium.locale import catalogue
from didymium.screening.lots.findings import LotFindingKind
from didymium.screening.lots.gaps import GapKind
from didymium.screening.lots.vocabulary import CUSTODY_MODELS
from didymium.screening.procurement.product import Product
from didymium.screening.procurement.screening import Verdict, screen_product
from didymium.screening.procurement.stating import StatedProduct, product_of
from didymium.views.answer.parts import ShownAnswer, render_answer
from didymium.views.evidence.speaking import Speaker, speaker_for
from didymium.views.screening.origin.rule_tables import all_deciding, grounds_table, verdicts_table
from didymium.views.screening.origin.shown import show_origin
from didymium.views.screening.origin.tables import say_share, state_of
from didymium.views.screening.origin.view import LotQuestion, OriginView, view_lots, view_product
from lot_documents import chain, entry, lot, making, read, sending

EVIDENCE = shared_evidence()
DAY = dt.date(2027, 1, 1)
LANGUAGES = ("en", "ko", "ja")
CERTIFICATE = "https://certificates.example/1"
RAW = re.compile(r"screen\.[a-z_]+\.|[{}]|\b(?:end_item|mass_balance|identity_preserved|off_the_shelf)\b")


@functools.cache
def _case() -> Case:
    return read_case("japan_us_magnets")


def _speaker(language: str = "en") -> Speaker:
    return speaker_for(_case(), language)


def _texts(answer: ShownAnswer) -> list[str]:
    """Return every text that an answer shows."""
    found = [answer.title, answer.lead]
    for part in answer.parts:
        found += [part.heading, *part.said]
        for table in (*part.tables, *part.folded):
            found += [table.title, *table.headers, *(cell for row in table.rows for cell in row)]
    return found


def _broken() -> list[dict[str, Any]]:
    """Return events with something wrong in mass, time, place, books and certificates."""
    claims = {"didymium:claims": [{"stage": "mine", "country": "AUS", "share": 0.9}]}
    unsaid = making(12, "2026-06-01", [("E", 5.0)], [("F", 5.0)], "metal", "JPN", 1)
    del unsaid["didymium:stage"]
    return [
        entry(1, "2026-01-10", "A", 60.0, "mine", "AUS", 1, certificationInfo=CERTIFICATE),
        entry(2, "2026-01-11", "C", 40.0, "mine", "CHN", 1, certificationInfo="urn:none:1"),
        making(
            3, "2026-02-01", [("A", 60.0), ("C", 40.0)], [("X", 30.0), ("Y", 40.0)], "separation", "MYS", 1,
            "mass_balance", ilmd=claims,
        ),
        making(4, "2026-02-02", [("X", 45.0), ("Z", 1.0)], [("M", 80.0)], ["metal", "magnet"], "JPN", 2),
        making(5, "2026-01-01", [("Y", 10.0)], [("L", 9.0)], "metal", "JPN", 1, "identity_preserved"),
        sending(6, "2026-01-20", "A", 10.0, 7),
        making(7, "2026-03-01", [("P", 1.0)], [("Q", 1.0)], "metal", "JPN", 1),
        making(8, "2026-03-02", [("Q", 1.0)], [("P", 1.0)], "metal", "JPN", 1),
        entry(9, "2026-04-01", "L", 5.0, "mine", "AUS", 1),
        entry(10, "2026-05-01", "E", 5.0, "mine", "AUS", 1, ilmd={"cbvmda:countryOfOrigin": "AUS"}),
        making(
            11, "2026-05-02", [("A", 1.0), ("C", 1.0)], [("G", 1.0), ("H", 1.0)], "metal", "JPN", 1,
            "identity_preserved",
        ),
        unsaid,
    ]  # fmt: skip


def _view(events: list[dict[str, Any]], *lots: str, **more: Any) -> OriginView:
    certificates = {
        "didymium:certificates": [
            {
                "id": CERTIFICATE,
                "gs1:certificationAgency": "Invented Assurance",
                "gs1:certificationEndDate": "2026-01-09",
                "didymium:quantity": {"quantity": 10, "uom": "KGM"},
            }
        ]
    }
    question = LotQuestion(lots, **({"trusted": frozenset({"AUS", "JPN"})} | more))
    return view_lots(EVIDENCE, read(*events, **certificates), question, DAY)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_broken_document_is_told_in_every_language_without_raw_words(language: str) -> None:
    product = Product("ndfeb_magnet", buyer="us_war")
    view = _view(_broken(), product=product, issuers=("Invented Assurance",))
    answer = show_origin(_speaker(language), view, charts=False)

    assert view.trace is not None
    # The document is broken in most of the ways there are.
    assert len({finding.kind for finding in view.trace.findings}) >= 10
    assert [text for text in _texts(answer) if RAW.search(text)] == []
    assert render_answer(answer).startswith("<!")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_case_of_the_product_table_is_told_in_every_language(language: str) -> None:
    path = Path(__file__).parent / "procurement" / "cases.toml"
    speaker = _speaker(language)
    for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]:
        made = {
            stage: ",".join(f"{country}={100 * share:g}" for country, share in shares.items())
            for stage, shares in case.get("made", {}).items()
        }
        stated = StatedProduct(
            case["material"], buyer=case.get("buyer", "us_war"), kind=case.get("kind", "good"),
            is_market=case.get("market", False), made=made, begun=case.get("begun"),
        )  # fmt: skip
        answer = screen_product(EVIDENCE, product_of(stated, EVIDENCE), case["day"])
        tables = [
            verdicts_table(speaker, answer),
            grounds_table(speaker, all_deciding(answer), "grounds"),
            grounds_table(speaker, answer.findings, "other_grounds"),
        ]
        cells = [cell for table in tables for row in table.rows for cell in row[1:]]
        assert [cell for cell in cells if RAW.search(cell)] == [], case["what"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_the_engines_has_a_message(language: str) -> None:
    messages = catalogue(language).messages
    keys = [f"screen.lot.found.{kind}" for kind in get_args(LotFindingKind)]
    keys += [f"screen.lot.kind.{kind}" for kind in get_args(LotFindingKind)]
    keys += [f"screen.lot.gap.{kind}" for kind in get_args(GapKind)]
    keys += [f"screen.lot.custody.{model}" for model in (*CUSTODY_MODELS, "unknown")]
    keys += [f"screen.lot.note.{note}" for note in ("other_types", "in_error", "no_mass", "counts")]
    keys += [f"screen.product.step.{stage}" for stage in PRODUCT_STAGES]
    keys += [f"screen.product.condition.{condition}" for condition in CONDITIONS]
    keys += [f"screen.product.verdict.{verdict.value}" for verdict in Verdict]

    assert [key for key in keys if key not in messages] == []


def test_a_gap_names_the_lot_whose_document_is_missing() -> None:
    # The iron of the invented magnet enters as metal: nobody says where it was mined.
    view = _view(chain())
    gaps = view.gaps[lot("MAGNET")]

    assert {(gap.stage, gap.kind, gap.lots) for gap in gaps} == {
        ("mine", "no_document", (lot("IRON"),)),
        ("separation", "no_document", (lot("IRON"),)),
    }


def test_mixing_by_mass_balance_is_named_as_what_leaves_a_lot_open() -> None:
    events = [
        entry(1, "2026-01-10", "A", 60.0, "mine", "AUS", 1),
        entry(2, "2026-01-11", "C", 40.0, "mine", "CHN", 1),
        making(
            3, "2026-02-01", [("A", 60.0), ("C", 40.0)], [("X", 40.0), ("Y", 60.0)], "separation", "MYS", 1,
            "mass_balance",
        ),
    ]  # fmt: skip
    gaps = _view(events, "Y").gaps[lot("Y")]

    assert [(gap.stage, gap.kind, gap.lots) for gap in gaps] == [("mine", "mixed", (lot("Y"),))]


def test_without_a_trusted_issuer_what_enters_is_named_as_not_certified() -> None:
    gaps = _view([entry(1, "2026-01-10", "A", 1.0, "mine", "AUS", 1)], issuers=()).gaps[lot("A")]

    assert [(gap.kind, gap.lots) for gap in gaps] == [("not_certified", (lot("A"),))]


def test_a_share_of_which_nothing_is_known_is_unknown_and_not_everything() -> None:
    speaker = _speaker()

    assert say_share(speaker, 0.0, 1.0) == "unknown"
    assert say_share(speaker, 0.3, 1.0) == "30 to 100 %"
    assert say_share(speaker, 1.0, 1.0) == "100 %"


def test_a_certificate_that_has_ended_by_the_day_is_expired() -> None:
    view = _view(_broken())
    assert view.trace is not None

    assert state_of(view.trace.document.certificates[CERTIFICATE], view.trace) == "expired"
    assert state_of(None, view.trace) == "unknown"


def test_a_lot_may_be_named_by_its_end_alone_and_an_unknown_one_is_refused() -> None:
    assert list(_view(chain(), "MAGNET").gaps) == [lot("MAGNET")]
    with pytest.raises(InputError, match="NOTHING"):
        _view(chain(), "NOTHING")


def test_a_stage_that_documents_speak_of_may_not_be_stated_too() -> None:
    stated = product_of(StatedProduct("ndfeb_magnet", made={"metal": "USA"}), EVIDENCE)
    with pytest.raises(InputError, match="metal"):
        _view(chain(), product=stated)


def test_a_stated_stage_fills_what_no_document_says() -> None:
    stated = product_of(StatedProduct("ndfeb_magnet", made={"end_item": "CHN"}), EVIDENCE)
    (product,) = _view(chain(), product=stated).products

    assert product.answer.product.stages["end_item"].shares == {"CHN": (1.0, 1.0)}
    assert product.answer.product.stages["metal"].shares == {"JPN": (1.0, 1.0)}


@pytest.mark.parametrize(
    ("text", "shares", "left"),
    [
        ("JPN", {"JPN": (1.0, 1.0)}, 0.0),
        ("Japan", {"JPN": (1.0, 1.0)}, 0.0),
        ("CHN=40", {"CHN": (0.4, 0.4)}, 0.6),
        # One country without a share has the rest of the others' bounds; of two each may have all of it.
        ("CHN=40-50,AUS", {"CHN": (0.4, 0.5), "AUS": (0.5, 0.6)}, 0.0),
        ("CHN=40,AUS,JPN", {"CHN": (0.4, 0.4), "AUS": (0.0, 0.6), "JPN": (0.0, 0.6)}, 0.0),
    ],
)
def test_countries_of_a_stage_are_read_with_their_bounds(
    text: str, shares: dict[str, tuple[float, float]], left: float
) -> None:
    stage = product_of(StatedProduct("ndfeb_magnet", made={"mine": text}), EVIDENCE).stages["mine"]

    assert stage.shares == {country: pytest.approx(bounds) for country, bounds in shares.items()}
    assert stage.others_high == pytest.approx(left)


@pytest.mark.parametrize(
    "text",
    ["XXX", "CHN=120", "CHN=60,AUS=50", "CHN=-1", "CHN=nan", "CHN,CHN", "CHN=50-40", ",", "CHN=1e9", "=5"],
)
def test_wrong_countries_are_refused_by_their_stage(text: str) -> None:
    with pytest.raises(InputError, match="mine"):
        product_of(StatedProduct("ndfeb_magnet", made={"mine": text}), EVIDENCE)


def test_all_that_is_wrong_with_a_product_is_told_at_once() -> None:
    stated = StatedProduct(
        "nothing", buyer="nobody", kind="thing", given=("free",), not_given=("free", "others"), weights="x=1",
        prohibited_cost="many",
    )  # fmt: skip
    with pytest.raises(InputError) as raised:
        product_of(stated, EVIDENCE)

    named = {problem.file for problem in raised.value.problems}
    assert named == {"material", "buyer", "kind", "given", "not_given", "weights", "prohibited_cost"}


def test_the_timeline_says_from_which_day_a_chinese_mine_is_too_much() -> None:
    made = {"mine": "CHN", "separation": "MYS", "metal": "JPN", "alloy": "JPN", "magnet": "JPN"}
    stated = StatedProduct(
        "ndfeb_magnet", buyer="us_war", made=made, not_given=("others",), delivered_as_is=True
    )  # fmt: skip
    view = view_product(EVIDENCE, product_of(stated, EVIDENCE), dt.date(2026, 12, 31), timeline=True)
    (product,) = view.products
    changes = [(change.first, change.verdicts["us_dfars_magnets"]) for change in product.timeline]

    assert product.answer.verdict("us_dfars_magnets") is Verdict.COMPLIES
    assert changes[-1] == (dt.date(2027, 1, 1), Verdict.FAILS)


def test_the_chart_says_in_words_what_it_shows() -> None:
    answer = show_origin(_speaker(), _view(chain()))
    (chart,) = [chart for part in answer.parts for chart in part.charts]

    assert "Mining: Australia 30 to 100 %, any other country up to 70 %" in chart.description
    assert 'role="img"' in chart.svg
