"""``didymium check`` and ``didymium new``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from didymium.cli.console import DEFAULT_CASE, FINE, command, echo_json, end_with_problems

if TYPE_CHECKING:
    from didymium.case.case import Case

CaseArgument = Annotated[str, typer.Argument(metavar="CASE", help="A bundled case, or the folder of one.")]
OverlayOption = Annotated[
    Path | None,
    typer.Option("--overlay", metavar="DIR", help="Folder of confidential rows laid over the case."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
QuietOption = Annotated[bool, typer.Option("--quiet", help="Print nothing but problems.")]


def register(app: typer.Typer) -> None:
    """Add the commands about cases."""
    app.command("check")(check)
    app.command("new")(new)


@command
def check(
    case: CaseArgument = DEFAULT_CASE,
    overlay: OverlayOption = None,
    sources: Annotated[bool, typer.Option("--sources", help="Show what the figures rest on.")] = False,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
    write_datapackage: Annotated[
        bool, typer.Option("--write-datapackage", help="Write datapackage.json anew from the tables.")
    ] = False,
) -> None:
    """Check a case: every problem at once, each with file, row, column, value and what would be right."""
    from didymium.backtest.reading import backtest_problems
    from didymium.case.reading import read_case
    from didymium.decisions.rival.reading import rival_problems
    from didymium.scenario.case_check import case_problems

    found = read_case(case, overlay)
    problems = case_problems(found) + backtest_problems(found) + rival_problems(found)
    if problems:
        end_with_problems(problems, as_json)
    if write_datapackage:
        from didymium.case.datapackage import write_datapackage as write

        write(found)
    if as_json:
        echo_json(_as_json(found, sources))
    elif not quiet:
        _echo(found, sources)
    raise typer.Exit(FINE)


@command
def new(
    name: Annotated[str, typer.Argument(help="Name of the new case, and of its folder.")],
    from_case: Annotated[
        str, typer.Option("--from", metavar="CASE", help="The case to copy.")
    ] = DEFAULT_CASE,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Begin a case in a new folder here, as a copy of another."""
    from didymium.case.create import new_case

    folder = new_case(name, from_case, Path())
    if as_json:
        echo_json({"case": name, "folder": str(folder), "from": from_case})
    elif not quiet:
        typer.echo(f"{folder} is a copy of {from_case}; edit its tables, then run: didymium check ./{folder}")


def _as_json(case: Case, sources: bool) -> dict[str, object]:
    from dataclasses import asdict

    from didymium.case.caps import ladder_caps
    from didymium.case.checks import notes_on
    from didymium.case.figures import sources_summary

    found: dict[str, object] = {
        "case": case.settings.name,
        "problems": [],
        "notes": notes_on(case),
        "ladder_caps": [asdict(cap) for cap in ladder_caps(case)],
    }
    if sources:
        summary = sources_summary(case)
        found["sources"] = {
            "figures": summary.tables,
            "total": summary.total,
            "cited": summary.cited,
            "without_fact": summary.without_fact,
        }
    return found


def _echo(case: Case, sources: bool) -> None:
    from didymium.case.checks import notes_on
    from didymium.cli.case_report import caps_lines, sources_lines, summary_line

    typer.echo(summary_line(case))
    for line in caps_lines(case) + (sources_lines(case) if sources else []):
        typer.echo(line)
    for note in notes_on(case):
        typer.echo(f"note: {note}")
