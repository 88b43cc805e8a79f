"""``didymium agreements``, ``rules``, ``programmes``, ``trend`` and ``tables``."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from didymium.cli.case_commands import CaseArgument, JsonOption, OverlayOption
from didymium.cli.console import DEFAULT_CASE, command, echo_json
from didymium.cli.steps import LangOption, day_of, refuse, speaker_of, writing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from didymium.evidence.agreements import Agreement
    from didymium.views.evidence.speaking import Speaker
    from didymium.views.result_tables import Table

_Text = TypeVar("_Text")

AsOfOption = Annotated[
    str | None, typer.Option("--as-of", metavar="DATE", help="The day asked about; without it, today.")
]
NameOption = Annotated[
    list[str] | None, typer.Option("--name", metavar="ID", help="Only this one, in full; several times.")
]


def register(app: typer.Typer) -> None:
    """Add the commands about agreements, rules and programmes."""
    app.command("agreements")(agreements)
    app.command("rules")(rules)
    app.command("programmes")(programmes)
    app.command("trend")(trend)
    app.command("tables")(tables)


@command
def agreements(
    case: CaseArgument = DEFAULT_CASE,
    as_of: AsOfOption = None,
    name: NameOption = None,
    one_sided: Annotated[
        bool, typer.Option("--one-sided", help="List what only some of the parties state.")
    ] = False,
    ics: Annotated[
        Path | None, typer.Option("--ics", metavar="FILE", help="Write the deadlines as an iCalendar file.")
    ] = None,
    overlay: OverlayOption = None,
    lang: LangOption = "en",
    as_json: JsonOption = False,
) -> None:
    """Show who promised what, and which promises are due, met, late or unknown on a day."""
    from didymium.evidence.questions.promises import one_sided as one_sided_claims
    from didymium.views.evidence import agreements_view

    speaker, day = speaker_of(case, overlay, lang), _day(as_of)
    chosen = [item for item in _chosen(speaker.evidence.agreements, name, "agreement") if item.signed <= day]
    if ics is not None:
        _write_ics(speaker, chosen, day, ics, as_json)
    if as_json:
        listed = [agreements_view.agreement_record(speaker, item, day) for item in chosen]
        claims = [
            {"agreement": agreement.agreement, **provision.model_dump(mode="json", exclude_none=True)}
            for agreement, provision in one_sided_claims(chosen)
        ]
        echo_json({"as_of": day, "one_sided": claims} | ({} if one_sided else {"agreements": listed}))
    elif one_sided:
        _print_table(agreements_view.one_sided_table(speaker, chosen))
    else:
        agreements_view.print_agreements(sys.stdout, speaker, chosen, day, whole=bool(name))


@command
def rules(
    case: CaseArgument = DEFAULT_CASE,
    as_of: AsOfOption = None,
    name: NameOption = None,
    overlay: OverlayOption = None,
    lang: LangOption = "en",
    as_json: JsonOption = False,
) -> None:
    """Show which rules were in force on a day; after the last date that is known, since when nobody knows."""
    from didymium.views.evidence import agreements_view

    speaker, day = speaker_of(case, overlay, lang), _day(as_of)
    chosen = _chosen(speaker.evidence.rules, name, "rule")
    if as_json:
        listed = [agreements_view.rule_record(speaker, item, day) for item in chosen if item.issued <= day]
        echo_json({"as_of": day, "rules": listed})
    else:
        agreements_view.print_rules(sys.stdout, speaker, chosen, day)


@command
def programmes(
    case: CaseArgument = DEFAULT_CASE,
    as_of: AsOfOption = None,
    overlay: OverlayOption = None,
    lang: LangOption = "en",
    as_json: JsonOption = False,
) -> None:
    """Show investment programmes as money: committed, announced, remaining, by year, against limits."""
    from didymium.evidence.questions.programmes import programmes_on
    from didymium.views.evidence import programmes_view

    speaker, day = speaker_of(case, overlay, lang), _day(as_of)
    found = programmes_on(speaker.evidence, day)
    if as_json:
        records = [programmes_view.programme_record(speaker, item) for item in found]
        echo_json({"as_of": day, "programmes": records})
    else:
        programmes_view.print_programmes(sys.stdout, speaker, found, day)


@command
def trend(
    case: CaseArgument = DEFAULT_CASE,
    overlay: OverlayOption = None,
    lang: LangOption = "en",
    as_json: JsonOption = False,
) -> None:
    """Show what moved from summit to summit, by field, computed from the provisions."""
    from didymium.evidence.questions.trend import trends
    from didymium.views.evidence import programmes_view

    speaker = speaker_of(case, overlay, lang)
    found = trends(speaker.evidence)
    if as_json:
        echo_json({"trend": [programmes_view.trend_record(speaker, item) for item in found]})
    else:
        programmes_view.print_trend(sys.stdout, speaker, found)


@command
def tables(
    number: Annotated[
        int | None, typer.Argument(metavar="[N]", help="1 to 7; without it, all.", min=1, max=7)
    ] = None,
    case: Annotated[str, typer.Option("--case", help="The case whose evidence counts too.")] = DEFAULT_CASE,
    lang: LangOption = "en",
    as_json: JsonOption = False,
) -> None:
    """Rebuild the tables of KIEP's brief of March 2026 from facts and provisions, with their misprints."""
    from didymium.views.evidence.published import print_published, published_record, published_tables

    speaker = speaker_of(case, None, lang)
    found = published_tables(speaker, [number] if number else None)
    if as_json:
        echo_json({"tables": [published_record(item) for item in found]})
    else:
        print_published(sys.stdout, speaker, found)


def _day(as_of: str | None) -> dt.date:
    return day_of("--as-of", as_of) or dt.date.today()


def _chosen(texts: Mapping[str, _Text], names: list[str] | None, what: str) -> list[_Text]:
    from didymium.files.suggestion import did_you_mean

    for name in names or ():
        if name not in texts:
            hint = did_you_mean(name, texts, limit=0)
            refuse(f'--name "{name}" is no {what}' + (f" ({hint})" if hint else ""))
    return [texts[name] for name in names or texts]


def _write_ics(
    speaker: Speaker, chosen: Sequence[Agreement], day: dt.date, path: Path, as_json: bool
) -> None:
    from didymium.evidence.questions.deadlines import deadlines_on
    from didymium.files.atomic import write_whole_file
    from didymium.views.evidence.calendar_file import deadlines_calendar

    found = deadlines_on(chosen, day)
    with writing(path):
        path.absolute().parent.mkdir(parents=True, exist_ok=True)
        write_whole_file(path, deadlines_calendar(speaker, found, day).decode("utf-8"))
    if not as_json:
        typer.echo(speaker.words("say.ics_written", count=len(found), path=path))


def _print_table(table: Table) -> None:
    from didymium.views.printing import console_for, heading, print_table

    console = console_for(sys.stdout)
    heading(console, table.title)
    print_table(console, table)
