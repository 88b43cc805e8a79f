"""What the base year says of market power, as a record and as a table."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from calibration_case import mini_case, quote
from didymium.calibration.calibrate import Calibration, calibrate
from didymium.case.case import Case
from didymium.case.market_power_schema import MarketPower
from didymium.views.calibration_view import calibration_report
from didymium.views.case_tables import calibration_tables
from didymium.views.wording import words_for

ROWS = (
    MarketPower(exporter="CHN", material="mag", perceived_elasticity=-20.0, source="assumed: test"),
    MarketPower(exporter="CHN", material="nd", perceived_elasticity=-0.5, source="assumed: test"),
    MarketPower(exporter="CHN", material="magh", conjecture=0.4, source="assumed: test"),
)


@cache
def powerful() -> Calibration:
    """Magnets at 50 in Japan against 45 in China: at an elasticity of −20 that is more than Cournot's."""
    return calibrate(case())


def case(*confidential: tuple[str, tuple[str, ...]]) -> Case:
    plain = mini_case()
    prices = (*plain.prices, quote("mag", "JPN", 50.0, uncertainty=0.001))
    tables = {**plain.tables, "prices": prices, "market_power": ROWS}
    return replace(plain, tables=tables, confidential=frozenset(confidential))


def test_each_conjecture_is_reported_with_what_it_is_read_from() -> None:
    """Who earns most by its power first; what the wedge holds beside what is used; how many hold more than
    Cournot power.
    """
    report = calibration_report(powerful())
    first, *others = report["conjectures"]
    assert (first["exporter"], first["material"], first["destination"]) == ("CHN", "mag", "JPN")
    assert (first["reading"], first["conjecture"]) == ("above_cournot", 1.0)
    assert first["wedge_holds"] > 1.0
    assert {row["material"]: row["conjecture"] for row in others}["magh"] == 0.4
    assert report["counts"]["conjectures"] == 3
    assert report["counts"]["above_cournot"] == sum((row["wedge_holds"] or 0) > 1 for row in [first, *others])


def test_the_table_says_so_in_every_language() -> None:
    """The note counts the wedges above 1; without such exporters there is no table."""
    report = calibration_report(powerful())
    for language, said in (
        ("en", "More than 1 is read from"),
        ("ko", "1보다 큰 값"),
        ("ja", "1より大きい値"),
    ):
        words = words_for(case(), language)
        (table,) = (
            one for one in calibration_tables(words, report) if one.title == words("report.conjectures")
        )
        assert said in table.note
        assert len(table.rows) == 3
    plain = calibration_report(calibrate(mini_case()))
    words = words_for(mini_case(), "en")
    assert words("report.conjectures") not in [one.title for one in calibration_tables(words, plain)]


def test_confidential_rows_are_not_told() -> None:
    """Neither a row laid over the case, nor a total that counts a confidential route."""
    hidden = case(("market_power", ("CHN", "magh", "")), ("routes", ("mag", "CHN", "JPN", "")))
    told = calibration_report(calibrate(hidden))["conjectures"]
    assert [row["material"] for row in told] == ["nd"]
