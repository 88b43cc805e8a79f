"""``didymium trace``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from didymium.cli.case_commands import JsonOption, OverlayOption, QuietOption
from didymium.cli.console import command, echo_json
from didymium.cli.requests import listed, naming_options, request_of
from didymium.cli.steps import (
    LangOption,
    case_of_outcome,
    check_language,
    check_places,
    day_of,
    refuse,
    writing,
)

if TYPE_CHECKING:
    from didymium.case.case import Case
    from didymium.outcome.tables import Outcome
    from didymium.views.screening.trace.view import TraceView

OPTIONS = {
    "material": "--material",
    "elements": "--element",
    "regions": "--region",
    "sectors": "--sector",
    "begin": "--from",
    "end": "--until",
    "pairs": "--pair",
}
"""Options by the field that they fill."""


def register(app: typer.Typer) -> None:
    """Add the command about origins."""
    app.command("trace")(trace)


@command
def trace(
    folder: Annotated[Path, typer.Argument(metavar="OUT", help="Folder that solve or run wrote.")],
    material: Annotated[
        str | None,
        typer.Option(help="A material or a group that is used; blank: what counts in products of the case."),
    ] = None,
    region: Annotated[
        list[str] | None,
        typer.Option(metavar="LIST", help="Regions or clubs; blank: the case's home regions."),
    ] = None,
    element: Annotated[
        list[str] | None,
        typer.Option(metavar="LIST", help="As dysprosium or Dy; blank: all that it holds."),
    ] = None,
    sector: Annotated[
        list[str] | None, typer.Option(metavar="LIST", help="Sectors, each told apart; blank: whole use.")
    ] = None,
    begin: Annotated[str | None, typer.Option("--from", metavar="DATE", help="First day.")] = None,
    end: Annotated[
        str | None, typer.Option("--until", metavar="DATE", help="Day before which they begin.")
    ] = None,
    pair: Annotated[
        list[str] | None, typer.Option(metavar="LIST", help="Stages told together; blank: mine+separation.")
    ] = None,
    case: Annotated[
        str | None, typer.Option("--case", help="The case, if the result is of no bundled one.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Folder for tables and charts.")
    ] = None,
    overlay: OverlayOption = None,
    lang: LangOption = "en",
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Say where an element in what a region uses was mined, separated, made metal and made magnet."""
    from didymium.indicators.spans import spans_of_outcome
    from didymium.screening.tracing.request import TraceRequest
    from didymium.screening.tracing.trace import trace as trace_origins
    from didymium.views.screening.trace.view import TraceView

    check_language(lang)
    if out is not None:
        from didymium.views.screening.trace.files import ENDINGS

        check_places([out], ENDINGS)
    outcome, base = _read(folder)
    found = case_of_outcome(outcome, case, overlay)
    fields = {
        "material": material or _counted(found),
        "regions": _all(region) or tuple(found.settings.home_regions),
        "elements": _all(element),
        "sectors": _all(sector),
        "begin": day_of("--from", begin),
        "end": day_of("--until", end),
        "pairs": _pairs(_all(pair)) or None,
    }
    request = request_of(TraceRequest, fields, OPTIONS)
    with naming_options(OPTIONS):
        answer = trace_origins(found, outcome, request, base)
    view = TraceView(found, outcome.scenario, outcome.title, spans_of_outcome(outcome), request, answer)
    _show(view, out, lang, as_json, quiet)


def _all(texts: list[str] | None) -> tuple[str, ...]:
    """Return names given with commas or several times."""
    return tuple(one for text in texts or () for one in listed(text))


def _counted(case: Case) -> str:
    """Return the material or group that counts in the products of all sectors, else a critical material."""
    from didymium.case.counted import counted_goods
    from didymium.indicators.roles import critical_materials

    return counted_goods(case, [row.sector for row in case.sectors]) or critical_materials(case)[0]


def _pairs(names: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """Read pairs of stages."""
    pairs = tuple(tuple(one.split("+")) for one in names)
    wrong = ["+".join(one) for one in pairs if len(one) != 2]  # noqa: PLR2004
    if wrong:
        refuse(f'--pair "{wrong[0]}" is no pair of stages (write mine+separation)')
    return pairs


def _read(folder: Path) -> tuple[Outcome, Outcome | None]:
    """Read a result, and its base run if it is beside it."""
    from didymium.outcome.store import OutcomeError, read_outcome

    try:
        base = folder / "base"
        return read_outcome(folder), read_outcome(base) if (base / "summary.json").is_file() else None
    except OutcomeError as error:
        refuse(str(error))


def _show(view: TraceView, out: Path | None, lang: str, as_json: bool, quiet: bool) -> None:
    if out is not None:
        from didymium.views.screening.trace.files import write_trace

        with writing(out):
            write_trace(view, out, lang)
    if as_json:
        from didymium.views.screening.trace.data import trace_data

        echo_json({"out": None if out is None else str(out), **trace_data(view)})
    elif not quiet:
        from didymium.views.answer.parts import print_answer
        from didymium.views.screening.trace.parts import shown_trace

        print_answer(sys.stdout, shown_trace(view, lang, charts=False), out)
