"""The reference of the case format, written from the schema: ``python -m didymium.case.reference``."""

from __future__ import annotations

from collections.abc import Iterator
from inspect import getdoc

from pydantic import BaseModel

from didymium.case import schema
from didymium.case.schema import REQUIRED, TABLES
from didymium.case.settings import Defaults, Profile, Settings, Usual
from didymium.evidence.sources import Source
from didymium.files.columns import columns_of
from didymium.files.described import columns_table, plain
from didymium.files.row import Row

_PREFACE = """\
# The case format

<!-- Written by `python -m didymium.case.reference > docs/reference/case-format.md`. Do not edit. -->

A case is a folder: `case.toml` says what it is, CSV tables say what is there. `didymium check CASE` reads
all of it and names every problem at once. Files are UTF-8 with commas between the columns; numbers are plain
(`12000`, `0.25`); dates are `2025-04-04`. Key columns identify a row. A name used in a table must be defined
in the table of its kind.
"""
_SOURCES = """\
A `source` cell holds references separated by `;`. Each is one or more ids of facts (or of sources) separated
by commas, or `derived: how [id, id]`, or `assumed: why`; before it may stand the column that it speaks for
(`capacity_t_per_year=usgs_mcs2026; assumed: as its neighbours`). A reference without a column speaks for
every other figure of the row. """


def render_reference() -> str:
    """Return the reference as Markdown."""
    parts = [_PREFACE, _units(), "## case.toml\n", *_settings_parts()]
    for name, model in TABLES.items():
        parts += [f"## {model.file}\n", _table_introduction(name, model), columns_table(columns_of(model))]
    parts += ["## evidence/sources.csv\n", _SOURCES, "Key: `source`.\n", columns_table(columns_of(Source))]
    return "\n".join(parts)


def _units() -> str:
    """Return what the schema says of units, without its first line."""
    text = (schema.__doc__ or "").split("\n\n", 1)[-1].strip()
    return text.replace("``", "`") + "\n"


def _table_introduction(name: str, model: type[Row]) -> str:
    headers = {column.attribute: column.name for column in columns_of(model)}
    key = ", ".join(f"`{headers[attribute]}`" for attribute in model.key)
    needed = "Every case has it." if name in REQUIRED else "Optional."
    return f"{plain(getdoc(model) or '')} {needed} Key: {key}.\n"


def _settings_parts() -> Iterator[str]:
    yield _keys(Settings)
    inner: dict[str, type[BaseModel]] = {"[profiles.NAME]": Profile, "[usual]": Usual, "[defaults]": Defaults}
    for heading, model in inner.items():
        yield f"### {heading}\n\n{model.__doc__}\n"
        yield _keys(model)


def _keys(model: type[BaseModel]) -> str:
    lines = ["| key | default | meaning |", "|---|---|---|"]
    for name, entry in model.model_fields.items():
        default = "needed" if entry.is_required() else _default(entry.default)
        lines.append(f"| `{name}` | {default} | {plain(entry.description or '')} |")
    return "\n".join(lines) + "\n"


def _default(value: object) -> str:
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    return f"`{value:g}`" if isinstance(value, int | float) else ""


if __name__ == "__main__":
    print(render_reference(), end="")
