"""Definitions of backtests: sound ones are read, and all that is wrong with others is named at once."""

from pathlib import Path

import pytest

from backtest_cases import PRICE, bar_text, read_backtest_case, series_text, write_backtest_case
from didymium.backtest.reading import backtest_problems, cases_with_backtests, read_backtests
from didymium.case.case import Case
from didymium.case.reading import read_case
from didymium.files.problems import InputError
from tiny_case import TABLES


def _problems(folder: Path, text: str) -> list[str]:
    return [str(problem) for problem in backtest_problems(read_case(write_backtest_case(folder, text)))]


def test_a_sound_backtest_is_read_with_its_words(tmp_path: Path) -> None:
    bar = bar_text("between", ["price"], low=2.0, high=6.0)
    _, definition = read_backtest_case(tmp_path / "tiny", PRICE + bar)
    assert definition.series[0].title_in("ko") == "한국어"
    assert definition.split_in("ja") == "2024年のデータで定めた。"
    assert definition.series[0].why_in("en") == ""
    assert definition.bar[0].title_in("en") == "In English"


def test_keys_and_kinds_of_the_schema(tmp_path: Path) -> None:
    """Unknown keys, kinds and missing titles, each with its line and what may have been meant."""
    text = PRICE.replace('quantity = "price"', 'quantity = "prices"') + bar_text("betwen", ["price"])
    text += series_text("used", "use", "t", materials='["oxide"]', regions='["JPN"]', histori='"used"')
    assert _problems(tmp_path / "tiny", text) == [
        'backtests/crisis.toml line 14, series 1 quantity: "prices" is no quantity of series '
        '(did you mean "price"?)',
        "backtests/crisis.toml line 28, series 2 history: is missing",
        'backtests/crisis.toml line 37, series 2 histori: is unknown (did you mean "history"?)',
        'backtests/crisis.toml line 25, bar 1 test: "betwen" is no test of bar (did you mean "between"?)',
    ]


AGAINST_THE_CASE = [
    ('material="oxid"', "series 1 material", 'did you mean "oxide"?'),
    ('region="JAP"', "series 1 region", 'did you mean "JPN"?'),
    ('unit="t"', "series 1 unit", "write multiple or usd_per_kg"),
    ('history="risen"', "series 1 quotes: stands beside history", "say what happened"),
    ('reference=[2025-02-28, 2025-01-01]', "series 1 reference", "ends before it begins, 2025-02-28"),
    ('reference=[2023-01-01, 2023-12-31]', "series 1 reference", "holds nothing of what happened wholly"),
    ('quotes={ material = "oxide", region = "JPN", market = "spott" }', "series 1 quotes market",
     'did you mean "spot"?'),
    ('quotes={ material = "ore", region = "JPN" }', "series 1 quotes material",
     "has no row in prices.csv for region JPN"),
    ("from=2025-12-01", "series 1 from", "what happened is known from 2025-03-10 to 2025-04-15"),
    ("until=2024-12-01\nfrom=2025-01-01", "series 1 until", "is before from, 2025-01-01"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "place", "remedy"), AGAINST_THE_CASE)
def test_a_series_that_disagrees_with_the_case(tmp_path: Path, change: str, place: str, remedy: str) -> None:
    """Each is named with its place and what would be right."""
    key = change.split("=")[0]
    lines = [line for line in PRICE.splitlines() if line.split(" =")[0] != key]
    (problem,) = _problems(tmp_path / "tiny", "\n".join([*lines, change]) + "\n")
    assert place in problem and remedy in problem


def test_a_price_needs_a_market_in_the_case(tmp_path: Path) -> None:
    """Nobody digs, ships, uses or stores ore in Japan, so it has no price there to predict."""
    text = series_text("ore", "price", "usd_per_kg", material='"ore"', region='"JPN"', history='"made"')
    plants = TABLES["plants.csv"].replace("next,separating,JPN", "next,separating,AUS")
    folder = write_backtest_case(tmp_path / "tiny", text, plants=plants)
    assert [str(problem) for problem in backtest_problems(read_case(folder))] == [
        'backtests/crisis.toml line 17, series 1 region: "JPN" has no market for ore in this case '
        "(there is one in AUS)",
        'backtests/crisis.toml line 18, series 1 history: "made" is in t in history.csv '
        "(this series needs usd_per_kg)",
    ]


def test_every_problem_of_a_file_at_once(tmp_path: Path) -> None:
    """Scenario, names used twice, series that no table has, bars without series or out of reach."""
    text = PRICE + PRICE
    text += series_text("sent", "exports", "t", observed='"export"')
    text += bar_text("between", ["prise"], low=6.0, high=2.0)
    text += bar_text("within", ["price"], share=0.25, at_least=3)
    folder = write_backtest_case(tmp_path / "tiny", text)
    file = folder / "backtests" / "crisis.toml"
    file.write_text(
        file.read_text().replace(
            'scenario = "stop"', 'scenario = "stopp"\nprofile = "long"\nbegin = 2024-06-01'
        )
    )
    found = [str(problem).split(": ", 1)[1] for problem in backtest_problems(read_case(folder))]
    assert found == [
        '"stopp" is no scenario of tiny (did you mean "stop"?)',
        '"2024-06-01" is before the case begins, 2025-01-01',
        '"long" is not among the profiles of case.toml (known: shock)',
        '"price" is the name of an earlier series (give it another name)',
        '"export" is no series of observed.csv (did you mean "exports"?)',
        '"prise" is no series of this file (did you mean "price"?)',
        '"2" is below low, 6',
        '"3" is more points than price has in these days, 2 (ask for fewer, or widen it)',
    ]


def test_a_file_that_no_record_could_name_is_refused(tmp_path: Path) -> None:
    """Records name a backtest by its file: one of spaces would be refused after it was solved."""
    folder = write_backtest_case(tmp_path / "tiny")
    (folder / "backtests" / "crisis.toml").rename(folder / "backtests" / "the crisis.toml")
    (problem,) = backtest_problems(read_case(folder))
    assert str(problem).startswith("backtests/the crisis.toml: has no valid name (name the file with letters")


def test_an_empty_list_is_called_one(tmp_path: Path) -> None:
    folder = write_backtest_case(tmp_path / "tiny", PRICE + bar_text("at_most", [], value=1.0))
    (problem,) = backtest_problems(read_case(folder))
    assert str(problem).endswith('bar 1 series: "[]" is an empty list (name at least one)')


def test_a_backtest_that_is_not_there_is_refused_with_the_nearest(tmp_path: Path) -> None:
    case, _ = read_backtest_case(tmp_path / "tiny")
    with pytest.raises(InputError, match=r'crises: is no backtest of tiny \(did you mean "crisis"\?\)'):
        read_backtests(case, ("crises",))


def test_confidential_rows_are_not_held_against_anything(tmp_path: Path) -> None:
    """What is recorded of a backtest is public, so that rows laid over the case count for nothing in it."""
    from didymium.backtest.actuals import points_of

    folder = write_backtest_case(tmp_path / "tiny")
    overlay = tmp_path / "secret"
    overlay.mkdir()
    (overlay / "prices.csv").write_text(
        "material,region,from,until,price_usd_per_kg,use,market,source\n"
        "oxide,JPN,2025-03-20,2025-03-20,999,backtest,spot,report\n"
    )
    plain, laid = read_case(folder), read_case(folder, overlay)
    series = read_backtests(plain)[0].definition.series[0]
    assert points_of(laid, series) == points_of(plain, series)
    assert len(laid.prices) == len(plain.prices) + 1


@pytest.fixture(scope="module")
def bundled() -> list[Case]:
    return [read_case(name) for name in cases_with_backtests()]


def test_bundled_backtests_have_no_problems(bundled: list[Case]) -> None:
    """Every backtest that comes with the product agrees with its case."""
    assert [str(problem) for case in bundled for problem in backtest_problems(case)] == []
