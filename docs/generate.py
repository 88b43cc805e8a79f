"""Write the generated pages of the reference anew: ``python docs/generate.py``. A test holds them current."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer.main

from didymium.backtest import reference as backtest_reference
from didymium.backtest.history import recorded
from didymium.backtest.reading import cases_with_backtests
from didymium.case import reference as case_reference
from didymium.case.reading import read_case
from didymium.cli import console
from didymium.cli.app import app
from didymium.decisions.rival import reference as rival_reference
from didymium.evidence import reference as evidence_reference
from didymium.outcome import tables
from didymium.scenario import reference as scenario_reference
from didymium.validation.record import read_record
from didymium.views.answer.markdown import markdown_of
from didymium.views.backtest.shown import show_backtests
from didymium.views.backtest.view import view_recorded
from didymium.views.validation.shown import shown_validation

HERE = Path(__file__).resolve().parent / "reference"
UNITS = {
    "t": "tonnes", "usd": "US dollars", "price_low": "US dollars per kg", "price_high": "US dollars per kg",
    "period": "first day of the period", "units": "things, as `unit` says", "jobs": "years of work",
}  # fmt: skip
ENDINGS = {"_usd_per_kg": "US dollars per kg", "_t": "tonnes", "_usd": "US dollars"}
INDICATORS = """\
## Indicators

These tables are computed from the two runs (see [indicators](../mechanisms/indicators.md)). Where there is a
column `run`, it says whether a row is of the `base` run or of the `scenario`.

| table | what it holds |
|---|---|
| `dependence` | output, exports, imports, apparent consumption and import reliance by region and material |
| `origins` | from where each region's supply of each material was shipped, tonnes and share |
| `concentration` | Herfindahl–Hirschman index of origins by region; of world output with region `world` |
| `cover` | levels and cover days by region, material, kind of holder and period |
| `survival` | when each sector first runs short, of what, and when it recovers |
| `who_pays` | gains and losses against the base run by region, group and sector: they add up to welfare |
| `leakage` | of floors and tariffs: change of a club's imports of every later stage over the run |
| `benchmarks` | of clubs with a dependence cap: shares of use mined, processed, recycled; largest supplier |
"""
VALIDATION = """\
What the model would have said of crises from what was announced at the time, beside what happened, and what
others published beside what the product finds by the code that answers users. What fails stands here too.
How it is done: [backtests](../mechanisms/backtests.md), [criticality](../mechanisms/criticality.md).

| to repeat | command |
|---|---|
| every backtest | `didymium backtest` |
| the last record, without solving | `didymium backtest --recorded` |
| every published figure | `didymium validation` |
"""
EXITS = (
    (console.FINE, "all is well"),
    (console.FAILED, "the answer is no, or something failed"),
    (console.BAD_INPUT, "bad input: what is wrong is printed, one problem a line, as JSON with `--json`"),
    (console.INTERRUPTED, "stopped by the user"),
)


def pages() -> dict[str, str]:
    """Return every generated page by file name."""
    return {
        "case-format.md": case_reference.render_reference(),
        "backtest-format.md": backtest_reference.render_reference(),
        "rival-format.md": rival_reference.render_reference(),
        "evidence-format.md": evidence_reference.render_reference(),
        "scenario-format.md": scenario_reference.render_reference(),
        "outcome-tables.md": render_outcome_tables(),
        "commands.md": render_commands(),
        "validation.md": render_validation(),
    }


def render_validation() -> str:
    """Return the backtests as last recorded, then what others published beside what the product finds."""
    parts = [
        "# Validation\n",
        "<!-- Written by `python docs/generate.py`. Do not edit. -->\n",
        VALIDATION,
        "## Backtests\n",
    ]
    for name in cases_with_backtests():
        case = read_case(name)
        views = [view_recorded(case, found) for found in recorded(case)]
        if views:
            command = f"`didymium backtest {name}`"
            parts.append(f"### {case.settings.title}\n\nTo repeat it: {command}\n")
            parts.append(markdown_of(show_backtests(views, charts=False), level=4))
    parts += [
        "## Published figures\n",
        markdown_of(shown_validation(read_case("mexss"), read_record(), "en"), level=3),
    ]
    return "\n".join(parts)


def render_outcome_tables() -> str:
    """Return the columns of every outcome table and what they mean."""
    meanings = _meanings()
    parts = [
        "# Tables of an outcome\n",
        "<!-- Written by `python docs/generate.py`. Do not edit. -->\n",
        "`solve` and `run` write each table twice, as `NAME.parquet` and `NAME.csv`, with `summary.json`\n"
        "and `manifest.json` beside them. The base run on the same periods lies in the folder `base/`.\n",
    ]
    for name, schema in tables.SCHEMAS.items():
        parts += [f"## {name}\n", f"{meanings[name]}\n", "| column | type | unit |\n|---|---|---|"]
        parts[-1] += (
            "".join(f"\n| `{column}` | {_type(kind)} | {_unit(column)} |" for column, kind in schema.items())
            + "\n"
        )
    return "\n".join([*parts, INDICATORS])


def _meanings() -> dict[str, str]:
    """Return what the text below ``SCHEMAS`` says."""
    body = ast.parse(Path(tables.__file__).read_text(encoding="utf-8")).body
    text = next(
        after.value.value
        for before, after in zip(body, body[1:], strict=False)
        if isinstance(before, ast.AnnAssign)
        and ast.unparse(before.target) == "SCHEMAS"
        and isinstance(after, ast.Expr)
    )
    items = re.findall(r"^- ``(\w+)``: (.+?)(?=^- ``|\Z)", text, re.MULTILINE | re.DOTALL)
    return {name: _sentence(" ".join(meaning.replace("``", "`").split())) for name, meaning in items}


def _sentence(text: str) -> str:
    return text if text.startswith("`") else text[:1].upper() + text[1:]


def _type(kind: object) -> str:
    return {"String": "text", "Date": "date", "Float64": "number"}.get(str(kind), str(kind))


def _unit(column: str) -> str:
    if column in UNITS:
        return UNITS[column]
    return next((unit for ending, unit in ENDINGS.items() if column.endswith(ending)), "")


def render_commands() -> str:
    """Return every command with its arguments and options, and the exit codes."""
    group: Any = typer.main.get_command(app)
    parts = [
        "# Commands\n",
        "<!-- Written by `python docs/generate.py`. Do not edit. -->\n",
        f"{group.help}\n",
        "`didymium --help` lists the commands, `didymium COMMAND --help` their options.\n",
        _options(group.params),
    ]
    for name, command in group.commands.items():
        usage = " ".join(_usage(command))
        parts += [
            f"## didymium {name}\n",
            f"{_plain(command.help)}\n",
            f"```text\ndidymium {name} {usage}\n```\n",
            _options(command.params),
        ]
    parts += [
        "## Exit codes\n",
        "| code | meaning |\n|---|---|\n" + "\n".join(f"| {code} | {text} |" for code, text in EXITS),
    ]
    return "\n".join(parts) + "\n"


def _usage(command: Any) -> Iterator[str]:
    for parameter in command.params:
        if parameter.param_type_name == "argument":
            name = _label(parameter)
            yield name if parameter.required else f"[{name}]"
    yield "[options]"


def _options(parameters: list[Any]) -> str:
    lines = ["| option | value | default | meaning |", "|---|---|---|---|"]
    for parameter in parameters:
        is_argument = parameter.param_type_name == "argument"
        names = _label(parameter) if is_argument else ", ".join(parameter.opts)
        value = "" if is_argument or getattr(parameter, "is_flag", False) else _label(parameter)
        meaning = _plain(getattr(parameter, "help", "") or "")
        lines.append(f"| `{names}` | {value} | {_default(parameter)} | {meaning} |")
    return "\n".join(lines) + "\n"


def _label(parameter: Any) -> str:
    if isinstance(parameter.metavar, str):
        return parameter.metavar
    name = (parameter.name or "").upper()
    return name if parameter.param_type_name == "argument" else "text"


def _default(parameter: Any) -> str:
    if parameter.required:
        return "needed"
    value = parameter.default
    return "" if value in (None, False, [], ()) or callable(value) or "UNSET" in repr(value) else f"`{value}`"


def _plain(text: str | None) -> str:
    return " ".join((text or "").replace("|", "\\|").split())


if __name__ == "__main__":
    for file, page in pages().items():
        (HERE / file).write_text(page, encoding="utf-8")
