"""Who can stop what, and the scenario that follows; figures that ship agree with each other."""

from __future__ import annotations

import datetime as dt
import re
from importlib import resources

import polars as pl
import pytest

from didymium.case.reading import read_case
from didymium.indicators.disruption.commodities import (
    Commodity,
    commodities_of,
    listed_commodities,
    probabilities,
    published,
    published_minerals,
    published_probability,
)
from didymium.indicators.disruption.stops import net_exports, scenario_of, stops
from didymium.indicators.input_output.shipped import SOURCE, sector_industry_rows
from didymium.market.base_year import BaseYear
from market_in_shock import PRICES, chain

OXIDE = Commodity("oxide", ("oxide",))
MAGNET = Commodity("magnet", ("magnet",))
BASE = BaseYear(
    flow={
        ("oxide", "OUT", "JPN", ""): 120.0,
        ("magnet", "JPN", "THA", ""): 60.0,
        ("magnet", "JPN", "KOR", ""): 0.5,
    },
    price=PRICES,
)


def test_net_exports_balance() -> None:
    """Japan exports 60.5 t of magnets that others import; over all regions they sum to nothing."""
    found = net_exports(chain().build(), BASE, MAGNET)
    assert (found["JPN"], found["THA"], found["KOR"]) == (60.5, -60.0, -0.5)
    assert sum(found.values()) == 0.0


def test_only_exporters_stop_unless_others_are_named() -> None:
    case = chain().build()
    assert [stop.origin for stop in stops(case, BASE, [OXIDE, MAGNET], None, 1.0, 2025)] == ["OUT", "JPN"]
    (named,) = stops(case, BASE, [MAGNET], ["THA"], 1.0, 2025)
    assert (named.net_exports_t, named.share) == (-60.0, 0.0)


def test_a_whole_stop_is_a_ban_of_a_year_and_a_part_a_limit() -> None:
    case = chain().build()
    (whole,) = stops(case, BASE, [OXIDE], None, 1.0, 2026)
    (event,) = scenario_of(case, whole).event
    assert (event.kind, event.from_, event.until) == ("ban", dt.date(2026, 1, 1), dt.date(2026, 12, 31))
    (part,) = stops(case, BASE, [OXIDE], None, 0.3, 2026)
    (event,) = scenario_of(case, part).event
    assert event.kind == "export_restriction"
    assert event.volume_share == pytest.approx(0.7)


@pytest.mark.parametrize("name", ["japan_us_magnets", "allied_minerals"])
def test_commodities_are_materials_of_their_case(name: str) -> None:
    """And the Survey published a figure for each of them."""
    case, figures = read_case(name), {row.mineral for row in published()}
    known = {row.material for row in case.materials}
    for commodity in listed_commodities(name):
        assert set(commodity.materials) <= known
        assert set(published_minerals(name)[commodity.name]) <= figures
    assert commodities_of(case) == listed_commodities(name)
    assert commodities_of(case, [case.materials[0].material])[0].materials == (case.materials[0].material,)


def test_gallium_and_germanium_together_cost_less_than_apart() -> None:
    """Open-File Report 2024-1057: 3.4 billion dollars, not 3.1 + 0.4; each within its range."""
    figures = {row.mineral: row for row in published() if row.report == "OFR 2024-1057"}
    apart = [figures[name].net_decrease_usd_million for name in ("Gallium", "Germanium")]
    assert figures["Gallium and germanium"].net_decrease_usd_million < sum(apart)
    for row in figures.values():
        assert row.low_usd_million is not None and row.high_usd_million is not None
        assert row.low_usd_million <= row.net_decrease_usd_million <= row.high_usd_million


def test_probabilities_that_follow_from_the_order_of_the_list() -> None:
    """Rhodium stands between samarium (4,498) and lutetium (2,059) with 64,340 unweighted; niobium between
    tungsten (539) and magnesium (481) with 10,441: quotients to two digits. What is unknown is None.
    """
    rhodium, niobium = published_probability("rhodium", "ZAF"), published_probability("niobium", "BRA")
    assert rhodium is not None and niobium is not None
    assert rhodium.probability_low == round(2059 / 64340, 3)
    assert rhodium.probability_high == round(4498 / 64340, 3)
    assert niobium.probability_low == round(481 / 10441, 3)
    assert niobium.probability_high == round(539 / 10441, 3)
    assert published_probability("lithium", "CHL") is None


def test_every_source_of_the_shipped_figures_is_known() -> None:
    """Ids stand alone or in brackets after what was derived from them; all are in sources.csv."""
    known = set(pl.read_csv(str(resources.files("didymium.evidence") / "data" / "sources.csv"))["source"])
    for row in (*published(), *sector_industry_rows(), *probabilities()):
        if not row.source.startswith("assumed: "):
            ids = re.findall(r"\[(.*)\]", row.source) or [row.source]
            assert {name.strip() for part in ids for name in part.split(",")} <= known, row.source
    assert SOURCE in known
