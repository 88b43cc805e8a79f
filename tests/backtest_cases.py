"""The tiny case with backtests, and a run of it that fits on paper.

Four periods of 2025: January, February, March, and the second quarter. Oxide costs 60 in Japan until the end
of February, 120 in March, 240 in the quarter; in Australia 50 throughout. Australia ships 900 t a month and
1,820 t in the quarter (20 t a day), of which Japan gets nine tenths; the base run stays at 60 USD and 900 t a
month (2,700 t in the quarter). Cars are short from March on.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from didymium.backtest.definition import Definition
from didymium.backtest.reading import read_backtests
from didymium.case.case import Case
from didymium.case.reading import read_case
from didymium.outcome.tables import SCHEMAS, Outcome, make_table
from tiny_case import write_tiny_case

BOUNDS = ("2025-01-01", "2025-02-01", "2025-03-01", "2025-04-01", "2025-07-01")
PERIODS = tuple(dt.date.fromisoformat(day) for day in BOUNDS[:-1])
TITLES = 'title_en = "In English"\ntitle_ko = "한국어"\ntitle_ja = "日本語"\n'
HEAD = f"""\
format = 1
{TITLES}scenario = "stop"
split_en = "Set on 2024."
split_ko = "2024년 자료로 정함."
split_ja = "2024年のデータで定めた。"
"""
HISTORY = """\
series,from,until,value,unit,source
from_aus,2025-01-01,2025-03-31,0.8,share,report
made,2025-03-01,2025-03-31,450,t,report
used,2025-02-01,2025-03-31,1000,t,report
stopped,2025-02-20,2025-03-31,12,days,report
risen,2025-03-01,2025-03-31,4,multiple,report
risen,2025-06-01,2025-08-31,5,multiple,report
"""
QUOTES = """\
material,region,from,until,price_usd_per_kg,use,market,source
oxide,JPN,2024-01-01,2024-12-31,60,calibration,delivered,report
oxide,JPN,2025-01-01,2025-01-31,50,backtest,spot,report
oxide,JPN,2025-02-01,2025-02-28,70,backtest,spot,report
oxide,JPN,2025-03-10,2025-03-10,180,backtest,spot,report
oxide,JPN,2025-03-17,2025-04-15,200,backtest,agency,report
oxide,AUS,2025-03-01,2025-03-31,40,backtest,mine,report
oxide,AUS,2025-01-01,2025-12-31,80,backtest,mine,report
"""


def series_text(name: str, quantity: str, unit: str, **keys: str) -> str:
    """Return a series of a backtest file; values as TOML."""
    lines = "".join(f"{key.rstrip('_')} = {value}\n" for key, value in keys.items())
    return f'[[series]]\n{TITLES}name = "{name}"\nquantity = "{quantity}"\nunit = "{unit}"\n{lines}'


def bar_text(test: str, series: Sequence[str], **keys: object) -> str:
    """Return a bar of a backtest file."""
    lines = "".join(f"{key.rstrip('_')} = {value}\n" for key, value in keys.items())
    names = ", ".join(f'"{name}"' for name in series)
    return f'[[bar]]\n{TITLES}test = "{test}"\nseries = [{names}]\nsource = "the issue"\n{lines}'


PRICE = series_text(
    "price", "price", "multiple", material='"oxide"', region='"JPN"',
    reference="[2025-01-01, 2025-02-28]", split="2025-03-15",
    quotes='{ material = "oxide", region = "JPN", market = ["spot", "agency"] }',
)  # fmt: skip
"""A price in multiples of what it was in January and February."""


def write_backtest_case(folder: Path, text: str = PRICE, **changes: str) -> Path:
    """Write the tiny case with quotes, history and one backtest named ``crisis``."""
    write_tiny_case(folder, **{"prices": QUOTES, **changes})
    (folder / "history.csv").write_text(HISTORY, encoding="utf-8")
    (folder / "backtests").mkdir(exist_ok=True)
    (folder / "backtests" / "crisis.toml").write_text(HEAD + text, encoding="utf-8")
    return folder


def read_backtest_case(folder: Path, text: str = PRICE, **changes: str) -> tuple[Case, Definition]:
    """Write and read the case and its backtest."""
    case = read_case(write_backtest_case(folder, text, **changes))
    return case, read_backtests(case)[0].definition


def hand_made_runs() -> tuple[Outcome, Outcome]:
    """Return the base run and the run of the crisis."""
    monthly = (900.0, 900.0, 900.0)
    base = _run((60.0, 60.0, 60.0, 60.0), (*monthly, 2700.0), (1000.0, 1000.0, 1000.0, 3000.0))
    crisis = _run((60.0, 60.0, 120.0, 240.0), (*monthly, 1820.0), (1000.0, 1000.0, 800.0, 1500.0))
    return base, crisis


def _run(prices: Sequence[float], shipped: Sequence[float], served: Sequence[float]) -> Outcome:
    tables = {name: make_table(name, dict.fromkeys(SCHEMAS[name], [])) for name in SCHEMAS}
    wanted = (1000.0, 1000.0, 1000.0, 3000.0)
    tables["prices"] = _table(
        "prices",
        [("JPN", "oxide", day, price, None, None, "ok") for day, price in zip(PERIODS, prices, strict=True)]
        + [("AUS", "oxide", day, 50.0, None, None, "ok") for day in PERIODS],
    )
    flows = [(day, t) for day, t in zip(PERIODS, shipped, strict=True)]
    tables["flows"] = _table(
        "flows",
        [("oxide", "AUS", "JPN", "", day, 0.9 * t, 0.9 * t, 0.9 * t) for day, t in flows]
        + [("ore", "AUS", "JPN", "", day, 0.1 * t, 0.1 * t, 0.1 * t) for day, t in flows]
        + [("oxide", "JPN", "JPN", "", day, 7.0, 7.0, 7.0) for day, _ in flows],
    )
    tables["output"] = _table(
        "output",
        [("mill", "separating", "AUS", "oxide", day, t) for day, t in flows]
        + [("mill", "separating", "AUS", "ore", day, -1.1 * t) for day, t in flows]
        + [("pit", "mining", "AUS", "ore", day, 2.0 * t) for day, t in flows],
    )
    tables["served"] = _table(
        "served",
        [
            ("cars", "JPN", "oxide", day, want, got, 0.0, want - got)
            for day, want, got in zip(PERIODS, wanted, served, strict=True)
        ],
    )
    return Outcome("tiny", "stop", "Nothing leaves", tables, {}, {"periods": list(BOUNDS)})


def _table(name: str, rows: Sequence[tuple[Any, ...]]) -> Any:
    columns = zip(*rows, strict=True)
    return make_table(name, dict(zip(SCHEMAS[name], (list(cells) for cells in columns), strict=True)))
