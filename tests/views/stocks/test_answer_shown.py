"""What is shown of an answer about stockpiles: the same numbers everywhere, in every language, and no zero
where nothing is known.
"""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from didymium.locale import LANGUAGES, PSEUDO
from didymium.views.stocks.answer_data import stockpile_data
from didymium.views.stocks.charts import cover_bars, pool_bars
from didymium.views.stocks.cover_tables import cover_table, target_table
from didymium.views.stocks.export import write_stockpile
from didymium.views.stocks.sections import sections_of
from didymium.views.stocks.terminal import print_stockpile
from didymium.views.wording import words_for
from stock_view_cases import stockpile_view


def printed(lang: str = "en") -> str:
    file = io.StringIO()
    print_stockpile(file, stockpile_view(), None, lang)
    return file.getvalue()


def flat(text: str) -> str:
    """Text with every run of white space as one space."""
    return " ".join(text.split())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("stocks") / "out"
    write_stockpile(stockpile_view(), found)
    return found


def test_sizes_are_the_same_in_terminal_json_and_files(folder: Path) -> None:
    """5 t by hand, at 60 dollars a kg 0.3 million of capital, and 5,000 dollars a year."""
    data = json.loads((folder / "stockpile.json").read_text(encoding="utf-8"))
    assert data == json.loads(json.dumps(stockpile_data(stockpile_view())))
    (place,) = data["sizes"][0]["places"]
    assert (place["t"], place["capital_usd"], place["usd_per_year"]) == pytest.approx((5.0, 3e5, 5e3))
    row = pl.read_csv(folder / "sizes.csv").row(0, named=True)
    assert {name: row[name] for name in ("t", "capital_usd", "usd_per_year")} == {
        name: place[name] for name in ("t", "capital_usd", "usd_per_year")
    }
    said = flat(printed())
    assert "5.0 t of NdFeB magnet" in said
    assert "Filling them takes USD 300,000 at base prices, keeping them USD 5,000 a year." in said


def test_what_pays_and_from_when() -> None:
    """Held for an emergency that loses half a million, the stocks leave a quarter: 5,000 a year for 250,000
    saved pay from a chance of 2 % a year on.
    """
    said = "USD 250,000: they pay for themselves if one comes with a yearly chance of 2.0 %"
    assert said in flat(printed())
    data = stockpile_data(stockpile_view())["sizes"][0]
    assert data["break_even_yearly_chance"] == pytest.approx(0.02)
    assert sum(data["cost_parts_usd_per_year"].values()) == pytest.approx(data["usd_per_year"])


def test_the_pool_saves_half_and_shares_add_up() -> None:
    """10 t alone, 5 t together: 5,000 dollars a year saved, 2,500 by each of two members who are alike."""
    pool = stockpile_data(stockpile_view())["pool"]
    assert pool["saving"]["usd_per_year"] == pytest.approx(5e3)
    assert pool["saving"]["t_by_material"] == {"magnet_standard": pytest.approx(5.0)}
    assert [one["shapley_usd_per_year"] for one in pool["shares"]] == pytest.approx([2500.0, 2500.0])
    assert sum(one["receives_usd_per_year"] for one in pool["shares"]) == pytest.approx(0.0, abs=1.0)
    assert "Pooling saves USD 5,000, 50 %." in flat(printed())


def test_the_bar_of_all_is_the_sum_of_the_members() -> None:
    view = stockpile_view()
    assert view.pool is not None
    *members, all_of_them = pool_bars(words_for(view.case), view.pool.shares)
    for name in ("alone_usd_per_year", "pooled_usd_per_year"):
        together = sum(getattr(bar, name) for bar in members)
        assert together == pytest.approx(getattr(all_of_them, name), rel=1e-6)


def test_no_known_stock_is_not_zero() -> None:
    """A cell says so exactly where holdings.csv has no row, and its bar is marked as unknown."""
    view = stockpile_view()
    assert view.cover is not None
    words, table = words_for(view.case), cover_table(words_for(view.case), view.cover.cover)
    for column, name in ((3, "commercial_t"), (4, "public_t")):
        said = [row[column] == words("stocks.none_known") for row in table.rows]
        assert said == view.cover.cover.table[name].is_null().to_list()
        assert any(said)
    unknown = {(bar.member, bar.material) for bar in cover_bars(words, view.cover.cover) if not bar.known}
    held = view.cover.cover.table.filter(pl.col("held_t").is_null(), pl.col("pipeline_days").is_not_null())
    assert unknown == set(held.select("member", "material").iter_rows())


def test_every_level_of_the_bundled_case_is_said_to_be_assumed() -> None:
    view = stockpile_view()
    assert view.cover is not None
    assert set(view.cover.cover.table["held_rests_on"].drop_nulls()) == {"assumed"}
    assert "Every level of stock that is used here is assumed" in flat(printed())


def test_targets_are_in_the_table_with_what_they_rest_on() -> None:
    view = stockpile_view()
    assert view.cover is not None
    table = target_table(words_for(view.case), view.cover.cover)
    stated = view.cover.cover.table.filter(pl.col("target_days").is_not_null())
    assert len(table.rows) == stated.height > 0
    assert all(row[-1] for row in table.rows)


def test_the_check_shows_ten_percent_less(folder: Path) -> None:
    said = flat(printed())
    assert "1.20 times the plan does" in said
    assert "With ten percent less the first named sector is short after 25 days." in said
    (check,) = json.loads((folder / "stockpile.json").read_text(encoding="utf-8"))["checks"]
    assert check["market_proof"] == [
        {"member": "JPN", "material": "magnet_standard", "t": pytest.approx(6.0)}
    ]
    assert check["ten_percent_less"]["served_days"] == 25


def test_the_list_of_2013_stands_beside_our_arithmetic(folder: Path) -> None:
    """Our net tonnes are those that the report prints after extra purchases, but for its last digits."""
    table = pl.read_csv(folder / "shortfall_2013.csv")
    assert table.height == 18
    left = (table["our_net_t"] - table["after_extra_buy_t"]).abs()
    assert (left <= 1.5 * table["digit_t"]).all()


@pytest.mark.parametrize("lang", [*LANGUAGES, PSEUDO])
def test_every_language_says_everything(lang: str) -> None:
    said = printed(lang)
    assert not re.search(r"stocks\.[a-z_]+|\{[a-z_]+\}", said)


@pytest.mark.parametrize("lang", ["ko", "ja"])
def test_headings_and_columns_are_translated(lang: str) -> None:
    """No heading of a section, a table or a column is the English one."""
    view = stockpile_view()
    english, other = (sections_of(words_for(view.case, code), view, charts=False) for code in ("en", lang))
    for first, second in zip(english, other, strict=True):
        for one, two in zip((*first.tables, *first.folded), (*second.tables, *second.folded), strict=True):
            assert one.title != two.title
            assert not set(one.headers) & set(two.headers)


def test_nothing_is_left_unmarked_in_the_pseudo_language() -> None:
    """Names of the case and figures aside, every header and title went through a catalogue."""
    view = stockpile_view()
    for section in sections_of(words_for(view.case, PSEUDO), view, charts=False):
        for table in (*section.tables, *section.folded):
            assert table.title.startswith("⟦")
            assert all(header.startswith("⟦") for header in table.headers)


def test_the_page_stands_alone_and_its_charts_are_files_too(folder: Path) -> None:
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert not re.search(r'<(?:script|link|img)[^>]*(?:src|href)="http', page)
    names = {path.stem for path in folder.glob("*.svg")}
    assert names == {"stock-cover", "stock-frontier-JPN", "stock-pool"}
    ids = re.findall(r'<svg[^>]*aria-labelledby="([^ "]+)', page)
    assert sorted(ids) == sorted(f"{name}-title" for name in names)
    for title in ("What is assumed", "Sources", "How much to hold: Japan"):
        assert title in page


def test_a_part_that_was_not_asked_for_is_nowhere(tmp_path: Path) -> None:
    view = replace(stockpile_view(), sizes={}, stages={}, pool=None, buy=None, release=None, checks=())
    data = stockpile_data(view)
    assert set(data) == {"case", "members", "request", "cover", "shortfall"}
    write_stockpile(view, tmp_path / "out")
    assert not {path.name for path in (tmp_path / "out").iterdir()} & {"sizes.csv", "stock-pool.svg"}
