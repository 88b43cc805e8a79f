"""``didymium diff``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from didymium.cli.case_commands import JsonOption
from didymium.cli.console import BAD_INPUT, FAILED, FINE, command, echo_json


def register(app: typer.Typer) -> None:
    """Add the commands about outcomes."""
    app.command("diff")(diff)


@command
def diff(
    first: Annotated[Path, typer.Argument(metavar="OUT1", help="Folder that solve or run wrote.")],
    second: Annotated[Path, typer.Argument(metavar="OUT2", help="Another one.")],
    as_json: JsonOption = False,
) -> None:
    """Compare two results: which tables differ, and where most. Exits with 1 if anything differs."""
    from didymium.outcome.difference import compare_outcomes
    from didymium.outcome.store import OutcomeError, read_outcome

    try:
        found = compare_outcomes(read_outcome(first), read_outcome(second))
    except OutcomeError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(BAD_INPUT) from None
    if as_json:
        echo_json({"differences": found})
    else:
        _echo(found)
    raise typer.Exit(FAILED if found else FINE)


def _echo(found: list[dict[str, Any]]) -> None:
    if not found:
        typer.echo("no difference")
    for item in found:
        typer.echo(f"{item['table']}.{item['column']}: {item['differing']} of {item['rows']} rows differ")
        for row in item["largest"]:
            place = ", ".join(str(value) for key, value in row.items() if key not in ("before", "after"))
            typer.echo(f"  {place}: {_number(row['before'])} → {_number(row['after'])}")


def _number(value: float | None) -> str:
    return "none" if value is None else f"{value:,.6g}"
