"""``didymium validation``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from didymium.cli.case_commands import JsonOption, QuietOption
from didymium.cli.console import DEFAULT_CASE, command, echo_json
from didymium.cli.progress import progress_bar
from didymium.cli.requests import listed
from didymium.cli.steps import LangOption, check_language, check_places, writing

if TYPE_CHECKING:
    import polars as pl

    from didymium.validation.comparison import Comparison


def register(app: typer.Typer) -> None:
    """Add the command about published figures."""
    app.command("validation")(validation)


@command
def validation(
    only: Annotated[
        list[str] | None,
        typer.Option("--only", metavar="LIST", help="Problems or methods, as mexss; blank: all."),
    ] = None,
    record: Annotated[
        bool, typer.Option("--record", help="Keep what is found as the record, with today's day.")
    ] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit with 1 if a figure is no longer the recorded one.")
    ] = False,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Folder for tables, charts and report.")
    ] = None,
    lang: LangOption = "en",
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Hold what the product finds against what others published, anew."""
    import datetime as dt

    from didymium.validation.record import (
        RECORD,
        departures,
        read_record,
        updated_record,
        write_record,
    )

    check_language(lang)
    if out is not None:
        from didymium.views.answer.files import ENDINGS

        check_places([out], ENDINGS)
    found = _found(tuple(name for text in only or () for name in listed(text)), quiet or as_json)
    before = read_record()
    departed = departures(found, before)
    today = dt.datetime.now(dt.UTC).date()
    if record:
        with writing(RECORD):
            write_record(updated_record(before, found, today))
    _show(updated_record(before.clear(), found, today), departed, out, lang, as_json, quiet)
    if strict and not departed.is_empty():
        raise typer.Exit(1)


def _found(only: tuple[str, ...], quiet: bool) -> list[Comparison]:
    from didymium.validation.run import SUBJECTS, compare

    with progress_bar("validation", len(only) or len(SUBJECTS), quiet) as advance:
        return compare(only, lambda subject: advance(subject, 1))


def _show(
    found: pl.DataFrame, departed: pl.DataFrame, out: Path | None, lang: str, as_json: bool, quiet: bool
) -> None:
    from didymium.case.reading import read_case
    from didymium.views.validation.shown import shown_validation

    answer = shown_validation(read_case(DEFAULT_CASE), found, lang, departed)
    if out is not None:
        from didymium.views.answer.files import write_answer

        with writing(out):
            write_answer(answer, out)
    if as_json:
        echo_json({"out": None if out is None else str(out), **answer.data})
    elif not quiet:
        from didymium.views.answer.parts import print_answer

        print_answer(sys.stdout, answer, out)
