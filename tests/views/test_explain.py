"""Why a price is high: from the drivers of the run, largest first."""

import datetime as dt
from dataclasses import replace

import polars as pl

from didymium.outcome.tables import Outcome
from didymium.views.explain import explain
from hand_made import APR, MAR, base_outcome, make_case, shocked_outcome


def with_drivers() -> Outcome:
    shocked = shocked_outcome()
    rows = [
        ("JPN", "magnet", MAR, "stock", "makers", 12.0, "The makers' stock is drawn as fast as it can be."),
        (
            "JPN",
            "magnet",
            MAR,
            "route",
            "CHN JPN",
            150.0,
            "China lets only a third of its usual shipments leave",
        ),
        ("JPN", "magnet", APR, "route", "CHN JPN", 60.0, "Another month"),
    ]
    names = ("region", "material", "period", "kind", "subject", "shadow_usd_per_kg", "text")
    drivers = pl.DataFrame(rows, schema=list(names), orient="row")
    return replace(shocked, tables={**shocked.tables, "drivers": drivers})


def say(region: str, material: str, day: dt.date, outcome: Outcome | None = None) -> list[str]:
    return explain(make_case(), base_outcome(), outcome or with_drivers(), region, material, day)


def test_it_names_the_price_the_multiple_and_the_drivers_in_order() -> None:
    said = say("JPN", "magnet", dt.date(2025, 3, 17))
    assert (
        said[0] == "Magnet in Japan costs USD 200 per kg in March 2025, "
        "4.0 times the USD 50 per kg of the run without events."
    )
    assert said[2] == "– China lets only a third of its usual shipments leave (USD 150 per kg)"
    assert said[3].startswith("– The makers' stock")
    assert "Another month" not in " ".join(said)


def test_it_adds_who_goes_without_and_what_stocks_are_left() -> None:
    said = say("JPN", "magnet", MAR)
    assert (
        said[-2] == "In the same period these sectors in Japan go without a part of it: "
        "medical imaging and electric vehicles."
    )
    assert said[-1] == "Stocks of it in Japan stand at 46 days of use."


def test_a_price_that_fell_one_that_is_gone_and_one_that_nobody_knows() -> None:
    assert "less than the USD 40 per kg" in say("CHN", "magnet", MAR)[0]
    assert "cannot be had at any price" in say("JPN", "dy_oxide", APR)[0]
    assert "about the same" in say("JPN", "dy_oxide", dt.date(2025, 1, 5))[0]
    assert say("VNM", "magnet", MAR) == ["This run has no price for magnet in Viet Nam on 1 March 2025."]
    assert say("JPN", "magnet", dt.date(2030, 1, 1))[0].startswith("This run has no price")


def test_without_drivers_it_says_that_none_were_recorded() -> None:
    shocked = shocked_outcome()
    bare = replace(
        shocked, tables={name: table for name, table in shocked.tables.items() if name != "drivers"}
    )
    assert "The run recorded no binding limit for this price." in say("JPN", "magnet", MAR, bare)
