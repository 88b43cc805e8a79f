"""What each column of a table may hold, taken from the schema: kind, limits, choices, meaning."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from pydantic import BaseModel


class ColumnKind(StrEnum):
    """Kind of value that a column holds."""

    TEXT = "text"
    NUMBER = "number"
    INTEGER = "whole number"
    DATE = "date"


@dataclass(frozen=True)
class Column:
    """One column: its header, the attribute of the row that it fills, and what it may hold."""

    name: str
    attribute: str
    kind: ColumnKind
    required: bool
    """Whether the header must be there."""
    blank: bool
    """Whether a cell may be blank."""
    choices: tuple[str, ...]
    minimum: float | None
    above: float | None
    """Limit that the value must exceed."""
    maximum: float | None
    pattern: str | None
    description: str

    @property
    def numeric(self) -> bool:
        """Say whether the column holds a figure."""
        return self.kind in (ColumnKind.NUMBER, ColumnKind.INTEGER)


@cache
def columns_of(model: type[BaseModel]) -> tuple[Column, ...]:
    """Return the columns of a table in the order of its schema."""
    properties = model.model_json_schema(by_alias=True)["properties"]
    return tuple(
        _column(model, attribute, properties[field.alias or attribute])
        for attribute, field in model.model_fields.items()
    )


@cache
def column_names(model: type[BaseModel]) -> tuple[str, ...]:
    """Return the headers of a table in the order of its schema."""
    return tuple(column.name for column in columns_of(model))


def _column(model: type[BaseModel], attribute: str, described: dict[str, Any]) -> Column:
    field = model.model_fields[attribute]
    options = described.get("anyOf", [described])
    value = next(option for option in options if option.get("type") != "null")
    nullable = len(options) > 1
    return Column(
        name=field.alias or attribute,
        attribute=attribute,
        kind=_kind(value),
        required=field.is_required(),
        blank=nullable or not field.is_required(),
        choices=tuple(value.get("enum", ())),
        minimum=value.get("minimum"),
        above=value.get("exclusiveMinimum"),
        maximum=value.get("maximum"),
        pattern=value.get("pattern"),
        description=field.description or "",
    )


def _kind(value: dict[str, Any]) -> ColumnKind:
    if value.get("format") == "date":
        return ColumnKind.DATE
    kinds = {"number": ColumnKind.NUMBER, "integer": ColumnKind.INTEGER}
    return kinds.get(value.get("type", ""), ColumnKind.TEXT)
