"""How every screening command ends: files, JSON or text."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from didymium.cli.console import echo_json
from didymium.cli.steps import check_places, refuse, writing

if TYPE_CHECKING:
    from didymium.evidence.evidence import Evidence
    from didymium.screening.rules import Reading
    from didymium.views.answer.parts import ShownAnswer

CaseOption = Annotated[
    str, typer.Option("--case", help="Bundled case or folder whose rules are laid over the shared ones.")
]
OutOption = Annotated[
    Path | None, typer.Option("--out", metavar="DIR", help="Folder for report, tables, charts and JSON.")
]
ReadingOption = Annotated[
    str,
    typer.Option(
        "--reading",
        help="After the last known day: as_known (unknown), extended (goes on) or lapsed (suspensions end).",
    ),
]


def check_out(out: Path | None) -> None:
    """Refuse a folder that the answer cannot be written to, before anything is worked out."""
    if out is not None:
        from didymium.views.answer.files import ENDINGS

        check_places([out], ENDINGS)


def reading_of(text: str) -> Reading:
    """Read a reading."""
    from didymium.screening.rules import READINGS

    for reading in READINGS:
        if text == reading:
            return reading
    refuse(f'--reading "{text}" is unknown (choose {", ".join(READINGS)})')


def country_of(option: str, text: str, evidence: Evidence) -> str:
    """Read a country: an ISO 3166-1 alpha-3 code, or a name in any language of the product."""
    from didymium.evidence.questions.country_names import NoCountry, country_named

    try:
        return country_named(text, evidence)
    except NoCountry as error:
        refuse(f'{option} "{text}" {error}')


def percent_bounds(option: str, text: str) -> tuple[float, float]:
    """Read a share in per cent, or two with a hyphen between: the least and the most."""
    from didymium.screening.percent import percent_bounds as read

    try:
        return read(text)
    except ValueError as error:
        refuse(f'{option} "{text}" {error}')


def show(answer: ShownAnswer, out: Path | None, as_json: bool) -> None:
    """Write the files that were asked for, then print JSON or text."""
    if out is not None:
        from didymium.views.answer.files import write_answer

        with writing(out):
            write_answer(answer, out)
    if as_json:
        echo_json({"out": None if out is None else str(out), **answer.data})
    else:
        from didymium.views.answer.parts import print_answer

        print_answer(sys.stdout, answer, out)
