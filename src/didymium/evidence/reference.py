"""The reference of the evidence format, written from the schema: ``python -m
didymium.evidence.reference``.
"""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel

from didymium.evidence import agreements, facts
from didymium.evidence.reading import TABLES
from didymium.evidence.sources import Source
from didymium.files.columns import columns_of
from didymium.files.described import columns_table, plain
from didymium.files.row import Row

_PREFACE = """\
# The evidence format

<!-- Written by `python -m didymium.evidence.reference > docs/reference/evidence-format.md`. Do not edit. -->

Evidence is a folder: the one that comes with the product, and `evidence/` in a case, laid over it. Each table
below is a file (`facts.csv`) or a folder of files (`facts/*.csv`); agreements and rules are TOML, one file a
text, named after it. `raw/` keeps files as they were loaded. A fact without unit, source or locator, with a
word that no table has, or observed in the future is refused, and all problems are listed at once.
"""
_FACTS = """\
Facts on the same subject, measure, material, stage, region, partner, basis, detail, term and dimension are
compared with each other; see [disagreements](../mechanisms/disagreements.md).
"""


def render_reference() -> str:
    """Return the reference as Markdown."""
    parts = [
        _PREFACE,
        "## facts.csv\n",
        _introduction(facts.Fact),
        _FACTS,
        columns_table(columns_of(facts.Fact)),
    ]
    parts += ["### Warnings\n", _warnings()]
    parts += ["## sources.csv\n", "One row a source. Key: `source`.\n", columns_table(columns_of(Source))]
    for name, model in TABLES.items():
        parts += [f"## {name}.csv\n", _introduction(model), columns_table(columns_of(model))]
    parts += ["## agreements/NAME.toml\n", *_texts(agreements.Agreement, _AGREEMENT)]
    parts += ["## rules/NAME.toml\n", *_texts(agreements.Rule, _RULE)]
    return "\n".join(parts)


_AGREEMENT: dict[str, type[BaseModel]] = {
    "[[force]]": agreements.Interval,
    "[[provision]]": agreements.Provision,
    "[provision.due]": agreements.Due,
    "[[provision.state]]": agreements.State,
}
_RULE: dict[str, type[BaseModel]] = {"[[part]]": agreements.Part, "[[part.interval]]": agreements.Interval}


def _introduction(model: type[Row]) -> str:
    key = ", ".join(f"`{attribute}`" for attribute in model.key)
    return f"{plain(model.__doc__ or '')} Key: {key}.\n"


def _warnings() -> str:
    words = ", ".join(f"`{word}`" for word in facts.WARNINGS)
    return f"The words that `warnings` may hold: {words}.\n"


def _texts(model: type[BaseModel], inner: dict[str, type[BaseModel]]) -> Iterator[str]:
    titles = 'Titles are tables of three languages: `{en = "…", ko = "…", ja = "…"}`.'
    yield f"{plain(model.__doc__ or '')} {titles}\n"
    yield _keys(model)
    for heading, table in inner.items():
        yield f"### {heading}\n\n{plain(table.__doc__ or '')}\n"
        yield _keys(table)


def _keys(model: type[BaseModel]) -> str:
    lines = ["| key | needed | meaning |", "|---|---|---|"]
    for name, entry in model.model_fields.items():
        needed = "yes" if entry.is_required() else ""
        lines.append(f"| `{entry.alias or name}` | {needed} | {plain(entry.description or '')} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(render_reference(), end="")
