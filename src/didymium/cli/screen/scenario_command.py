"""``didymium screen scenario``: a case's export restrictions from the rules themselves."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from didymium.cli.case_commands import CaseArgument, JsonOption, OverlayOption
from didymium.cli.console import DEFAULT_CASE, command, echo_json
from didymium.cli.requests import listed
from didymium.cli.screen.showing import ReadingOption, reading_of
from didymium.cli.steps import checked_case, day_of, refuse, writing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from didymium.screening.restrictions.from_rules import LeftOut, RulesScenario


@command
def scenario(
    case: CaseArgument = DEFAULT_CASE,
    origin: Annotated[str, typer.Option("--origin", help="Region whose exports the rules restrict.")] = "CHN",
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", metavar="DATE", help="Day on which the rules are known; without it, today."),
    ] = None,
    reading: ReadingOption = "as_known",
    begin: Annotated[
        str | None, typer.Option("--begin", metavar="DATE", help="First day of the run; blank: the case's.")
    ] = None,
    military_sectors: Annotated[
        str | None,
        typer.Option("--military-sectors", metavar="LIST", help="Sectors that stand for military users."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="File to write; without it, the terminal.")
    ] = None,
    overlay: OverlayOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a scenario of a case from the export rules on a day, so that law and market agree."""
    from didymium.scenario.writing import scenario_text
    from didymium.screening.restrictions.from_rules import (
        MILITARY_SECTORS,
        RestrictionRequest,
        restrictions_from_rules,
    )

    found = checked_case(case, overlay, as_json)
    if found.evidence is None:
        refuse(f"{found.settings.name} has no rules: it was not read from a folder")
    if origin not in {row.region for row in found.regions}:
        refuse(f'--origin "{origin}" is no region of the case')
    request = RestrictionRequest(
        origin=origin,
        as_of=day_of("--as-of", as_of) or dt.date.today(),
        reading=reading_of(reading),
        begin=day_of("--begin", begin),
        military_sectors=tuple(listed(military_sectors) or MILITARY_SECTORS),
    )
    try:
        made = restrictions_from_rules(found, found.evidence, request)
    except ValueError as error:
        refuse(str(error))
    text = scenario_text(made.scenario)
    if out is not None:
        _write(out, text)
    if as_json:
        echo_json(_record(made, out))
        return
    if out is None:
        typer.echo(text)
    for line in _left_out(made.left_out):
        typer.echo(line, err=True)


def _write(out: Path, text: str) -> None:
    from didymium.files.atomic import write_whole_file

    if out.suffix != ".toml":
        refuse(f'--out "{out}" must end in .toml')
    with writing(out):
        write_whole_file(out, text)


def _left_out(parts: Sequence[LeftOut]) -> list[str]:
    """Say for each reason which parts of rules are not in the scenario."""
    reasons: dict[str, list[str]] = {}
    for part in parts:
        reasons.setdefault(part.reason, []).append(f"{part.rule} ({part.part})")
    return [
        f"not in it, {reason.replace('_', ' ')}: {', '.join(dict.fromkeys(names))}"
        for reason, names in reasons.items()
    ]


def _record(made: RulesScenario, out: Path | None) -> dict[str, object]:
    return {
        "out": None if out is None else str(out),
        "scenario": made.scenario.model_dump(mode="json", by_alias=True, exclude_defaults=True),
        "left_out": [
            {"rule": one.rule, "part": one.part, "reason": one.reason, "materials": list(one.materials)}
            for one in made.left_out
        ],
    }
