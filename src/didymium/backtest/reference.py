"""The reference of backtest files, written from the schema: ``python -m didymium.backtest.reference``."""

from __future__ import annotations

from typing import Any, get_args

from pydantic import BaseModel

from didymium.backtest.definition import UNITS, Bar, Definition, Quotes, Series
from didymium.backtest.records import BandRow, PathRow, PointRow, Score
from didymium.files.columns import columns_of
from didymium.files.described import columns_table
from didymium.scenario.reference import keys_table

_PREFACE = """\
# The backtest format

<!-- Written by `python -m didymium.backtest.reference > docs/reference/backtest-format.md`. Do not edit. -->

A backtest is a TOML file in the folder `backtests/` of a case: which scenario is run, which series are held
against what happened, and the bars. `didymium backtest CASE` runs it, `didymium check CASE` checks it. What
happened stands in the tables of the case: `prices.csv`, `observed.csv`, `history.csv`. How points are
predicted and scored is told under [backtests](../mechanisms/backtests.md). Keys that are not listed here are
errors.
"""
_SERIES = """\
## [[series]]

One table for each series; `quantity` says what is predicted. These keys every series has:
"""
_QUOTES = """\
### quotes and against_quotes
"""
_BARS = """\
## [[bar]]

One table for each bar; `test` says what is held against which limit. These keys every bar has:
"""
_RECORDS = """\
## What is recorded

`didymium backtest --record --note WHY` appends to `backtests/scores.csv` and puts what it predicted in the
place of the last record; `--bands N` records the range of an ensemble.
"""


def render_reference() -> str:
    """Return the reference as Markdown."""
    parts = [_PREFACE, "## Keys of the file\n", keys_table(Definition, omit={"series", "bar"})]
    parts += [_SERIES, *_kinds(Series, "quantity"), _QUOTES, f"{_plain(Quotes)}\n", keys_table(Quotes)]
    parts += [_BARS, *_kinds(Bar, "test"), _RECORDS]
    for name, row in (
        ("scores.csv", Score), ("points/NAME.csv", PointRow), ("paths/NAME.csv", PathRow),
        ("bands/NAME.csv", BandRow),
    ):  # fmt: skip
        parts += [f"### backtests/{name}\n", f"{_plain(row)}\n", columns_table(columns_of(row))]
    return "\n".join(parts)


def _kinds(union: Any, key: str) -> list[str]:
    """Write what every model of a union has in common, then each with its own keys."""
    models: list[type[BaseModel]] = list(get_args(get_args(union)[0]))
    common = set(models[0].model_fields).intersection(*(model.model_fields for model in models)) - {key}
    common -= {name for name in common if len({_said(model, name) for model in models}) > 1}
    parts = [keys_table(models[0], only=common)]
    for model in models:
        (kind,) = get_args(model.model_fields[key].annotation)
        own = {name for name in model.model_fields if name not in common and name != key}
        units = f" Unit: {' or '.join(UNITS[kind])}." if kind in UNITS else ""
        parts += [f"### {kind}\n", f"{_plain(model)}{units}\n", keys_table(model, only=own)]
    return parts


def _said(model: type[BaseModel], name: str) -> str:
    return model.model_fields[name].description or ""


def _plain(model: type[BaseModel]) -> str:
    return " ".join((model.__doc__ or "").replace("``", "`").split())


if __name__ == "__main__":
    print(render_reference(), end="")
