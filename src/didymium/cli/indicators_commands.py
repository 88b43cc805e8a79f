"""``didymium indicators``: criticality by named methods, on the solved market and on facts."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from didymium.cli.case_commands import CaseArgument, JsonOption, OverlayOption, QuietOption
from didymium.cli.console import DEFAULT_CASE, command, echo_json
from didymium.cli.progress import progress_bar
from didymium.cli.requests import listed, naming_options, request_of
from didymium.cli.steps import (
    LangOption,
    answering,
    calibrated,
    check_language,
    check_places,
    checked_case,
    refuse,
    writing,
)

if TYPE_CHECKING:
    from didymium.case.case import Case
    from didymium.views.criticality.request import IndicatorsRequest
    from didymium.views.criticality.view import IndicatorsFound

OPTIONS = {
    "regions": "--region", "years": "--year", "scenarios": "--scenario", "methods": "--method",
    "names": "--material", "profile": "--profile", "countries": "--country", "theta": "--theta",
    "probability": "--probability", "probabilities": "--probability", "in_use": "--in-use",
    "until": "--until",
}  # fmt: skip
_Lists = list[str] | None


def register(app: typer.Typer) -> None:
    """Add the command about criticality."""
    app.command("indicators")(indicators)


@command
def indicators(
    case: CaseArgument = DEFAULT_CASE,
    region: Annotated[
        _Lists,
        typer.Option("--region", metavar="LIST", help="Regions, clubs, world; blank: home regions, world."),
    ] = None,
    year: Annotated[
        _Lists,
        typer.Option("--year", metavar="LIST", help="Calendar years; blank: the first whole one of the run."),
    ] = None,
    scenario: Annotated[
        _Lists,
        typer.Option(
            "--scenario", metavar="LIST", help="Scenarios; what each moves is shown. Blank: the base run."
        ),
    ] = None,
    method: Annotated[
        _Lists,
        typer.Option("--method", metavar="LIST", help="Methods, as supply_risk; blank: all."),
    ] = None,
    material: Annotated[
        _Lists,
        typer.Option("--material", metavar="LIST", help="Materials, elements, minerals; blank: all."),
    ] = None,
    facts: Annotated[bool, typer.Option("--facts", help="From facts alone; nothing is solved.")] = False,
    disruption: Annotated[
        bool,
        typer.Option(
            "--disruption",
            help="What a stop of exports costs: our own reconstruction of the USGS approach.",
        ),
    ] = False,
    country: Annotated[
        _Lists,
        typer.Option(
            "--country", metavar="LIST", help="With --disruption: who stops; blank: all that export."
        ),
    ] = None,
    theta: Annotated[
        float | None, typer.Option(metavar="SHARE", help="With --disruption: part held back; blank: 1.")
    ] = None,
    probability: Annotated[
        str | None,
        typer.Option(
            "--probability",
            metavar="SHARE|FILE",
            help="With --disruption: chance a year, or a CSV file: commodity, origin, probability.",
        ),
    ] = None,
    in_use: Annotated[
        bool,
        typer.Option(
            "--in-use", help="Stocks in use, scrap to come; solved only if --scenario names a run to follow."
        ),
    ] = False,
    until: Annotated[
        int | None,
        typer.Option("--until", metavar="YEAR", help="With --in-use: last year; blank: 2040 or so."),
    ] = None,
    profile: Annotated[
        str | None,
        typer.Option(
            "--profile", metavar="NAME", help="Division of time, as live; blank: the scenario's own."
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Folder for tables, charts, report and JSON.")
    ] = None,
    iamc: Annotated[
        Path | None, typer.Option("--iamc", metavar="FILE", help="Also write the IAMC format: .csv or .xlsx.")
    ] = None,
    overlay: OverlayOption = None,
    lang: LangOption = "en",
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Indicators of criticality by named methods, on the solved market and on facts."""
    check_language(lang)
    given = {"--country": country, "--theta": theta, "--probability": probability}
    _check_options(given, until, disruption=disruption, in_use=in_use)
    _check_files(out, iamc)
    found = checked_case(case, overlay, as_json)
    with naming_options(OPTIONS):
        request = _request(
            {
                "regions": _names(region), "years": _names(year), "scenarios": _names(scenario),
                "methods": _names(method), "names": _names(material), "countries": _names(country),
                "profile": profile, "theta": theta, "until": until, "in_use": in_use or None,
                "disruption": disruption or None,
                "market": not facts and (method is not None or not (disruption or in_use)),
                "facts": facts or not (disruption or in_use),
            },
            probability,
        )  # fmt: skip
        answer = _find(found, request, quiet or as_json)
    _show(answer, out, iamc, lang, as_json, quiet)


def _check_options(given: Mapping[str, object], until: int | None, *, disruption: bool, in_use: bool) -> None:
    """Refuse options that would do nothing."""
    idle = [name for name, value in given.items() if value is not None and not disruption]
    wrong = [f"{', '.join(idle)}: only with --disruption"] if idle else []
    wrong += ["--until: only with --in-use"] if until is not None and not in_use else []
    if wrong:
        refuse("\n".join(wrong))


def _check_files(out: Path | None, iamc: Path | None) -> None:
    """Refuse places that cannot be written to, before anything is solved."""
    if out is not None:
        from didymium.views.answer.files import ENDINGS

        check_places([out], ENDINGS)
    if iamc is not None and not iamc.name.lower().endswith((".csv", ".xlsx")):
        refuse(f"--iamc {iamc}: the ending says no format (write .csv or .xlsx)")


def _names(values: list[str] | None) -> tuple[str, ...] | None:
    """Return all names given; None if there are none, which asks for what a blank option means."""
    return tuple(name for text in values or () for name in listed(text)) or None


def _request(fields: dict[str, object], probability: str | None) -> IndicatorsRequest:
    """Build the request; a probability is a number, or a file with one for each stop."""
    from didymium.views.criticality.request import IndicatorsRequest

    if probability is not None:
        file = Path(probability)
        if file.suffix.lower() == ".csv":
            fields["probabilities"] = _probabilities(file)
        else:
            fields["probability"] = probability
    return request_of(IndicatorsRequest, fields, OPTIONS)


def _probabilities(file: Path) -> list[tuple[str, str, float]]:
    """Read the chances of stops from a file, or end with all that is wrong in it."""
    from didymium.files.problems import InputError
    from didymium.files.table_file import read_table
    from didymium.views.criticality.chances import Chance

    found = read_table(file, str(file), Chance, Chance.key)
    if found.problems:
        raise InputError(found.problems)
    return [(row.commodity, row.origin, row.probability) for _, row in found.rows]


def _find(case: Case, request: IndicatorsRequest, quiet: bool) -> IndicatorsFound:
    from functools import cache

    from didymium.indicators.criticality.answer import UnknownIndicator
    from didymium.indicators.disruption.commodities import UnknownDisruption
    from didymium.views.criticality.asking import find_indicators, steps_of

    with answering(case.settings.name), progress_bar("indicators", steps_of(request), quiet) as advance:
        try:
            return find_indicators(case, request, cache(lambda: calibrated(case)), advance)
        except (UnknownIndicator, UnknownDisruption) as error:
            refuse(str(error))


def _show(
    found: IndicatorsFound, out: Path | None, iamc: Path | None, lang: str, as_json: bool, quiet: bool
) -> None:
    from didymium.views.criticality.shown import shown_indicators

    answer = shown_indicators(found, lang, with_charts=out is not None)
    if out is not None:
        from didymium.views.answer.files import write_answer

        with writing(out):
            write_answer(answer, out)
    if iamc is not None:
        _write_iamc(found, iamc)
    if as_json:
        files = {"out": out, "iamc": iamc}
        echo_json(
            {**{name: None if path is None else str(path) for name, path in files.items()}, **answer.data}
        )
    elif not quiet:
        from didymium.views.answer.parts import print_answer

        print_answer(sys.stdout, answer, out)
        if iamc is not None:
            typer.echo(answer.words("say.file_written", path=iamc))


def _write_iamc(found: IndicatorsFound, file: Path) -> None:
    from didymium.views.criticality.iamc import write_indicators_iamc
    from didymium.views.iamc import ExportError

    with writing(file):
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            write_indicators_iamc(found, file)
        except ExportError as error:
            refuse(f"--iamc: {error}")
