"""Tables described in Markdown, from their schema."""

from __future__ import annotations

from didymium.files.columns import Column, ColumnKind


def columns_table(columns: tuple[Column, ...]) -> str:
    """Return the columns of a table as a Markdown table."""
    lines = ["| column | value | needed | meaning |", "|---|---|---|---|"]
    for column in columns:
        lines.append(
            f"| `{column.name}` | {_value(column)} | {_needed(column)} | {plain(column.description)} |"
        )
    return "\n".join(lines) + "\n"


def _value(column: Column) -> str:
    if column.choices:
        return ", ".join(f"`{choice}`" for choice in column.choices)
    limits = [
        f"at least {column.minimum:g}" if column.minimum is not None else "",
        f"above {column.above:g}" if column.above is not None else "",
        f"at most {column.maximum:g}" if column.maximum is not None else "",
    ]
    kind = "name" if column.kind is ColumnKind.TEXT and column.pattern else str(column.kind)
    return ", ".join(part for part in (kind, *limits) if part)


def _needed(column: Column) -> str:
    if not column.blank:
        return "yes"
    return "column" if column.required else ""


def plain(description: str) -> str:
    """Return a description on one line, fit for a cell of Markdown."""
    return " ".join(description.replace("``", "`").replace("|", "\\|").split())
