"""``didymium respond``."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Any

import typer

from didymium.cli.case_commands import CaseArgument, JsonOption, OverlayOption, QuietOption
from didymium.cli.console import DEFAULT_CASE, FAILED, Refused, command, echo_json
from didymium.cli.ensemble_commands import chosen_scenario, usual_scenario_of
from didymium.cli.progress import progress_bar
from didymium.cli.requests import listed, naming_options, request_of
from didymium.cli.steps import (
    LangOption,
    answering,
    calibrated,
    check_language,
    check_places,
    checked_case,
    day_of,
    refuse,
    writing,
)

if TYPE_CHECKING:
    from didymium.case.case import Case
    from didymium.decisions.response.asking import ResponseRequest
    from didymium.decisions.response.metrics import NodeRisk
    from didymium.decisions.response.planning import Response
    from didymium.decisions.response.saving import SavedPlan
    from didymium.market.base_year import BaseYear
    from didymium.views.response.view import ResponseView

STEPS = 12
"""Steps of an answer, about: runs of the market, the plan, priorities, what would mend it."""


def register(app: typer.Typer) -> None:
    """Add the command about rapid response."""
    app.command("respond")(respond)


@command
def respond(
    case: CaseArgument = DEFAULT_CASE,
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", metavar="DATE", help="First day of the plan; nothing known later is used."),
    ] = None,
    scenario: Annotated[
        str | None,
        typer.Option("--scenario", help="A scenario of the case or a file; blank: the case's usual."),
    ] = None,
    profile: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Division of time, as live; blank: the scenario's own."),
    ] = None,
    days: Annotated[int, typer.Option("--days", help="Length of the plan.")] = 180,
    members: Annotated[
        str | None,
        typer.Option("--members", metavar="LIST", help="Regions or clubs; blank: the case's home regions."),
    ] = None,
    update: Annotated[
        Path | None,
        typer.Option("--update", metavar="NEWS", help="Plan again: a CSV file of news since the plan."),
    ] = None,
    plan: Annotated[
        Path | None,
        typer.Option("--plan", metavar="DIR", help="The plan to begin from: what --out wrote."),
    ] = None,
    first: Annotated[
        str | None,
        typer.Option("--first", metavar="LIST", help="Sectors in the order in which they are served."),
    ] = None,
    by_value: Annotated[
        bool, typer.Option("--by-value", help="No sector comes first: the value lost alone decides.")
    ] = False,
    chance: Annotated[
        float | None, typer.Option("--chance", help="Chance that licences are granted; blank: as reported.")
    ] = None,
    decision_after: Annotated[
        int | None, typer.Option("--decision-after", metavar="DAYS", help="Days until that is known.")
    ] = None,
    minimum_cover: Annotated[
        float | None,
        typer.Option("--minimum-cover", metavar="DAYS", help="Days of use that commercial holders keep."),
    ] = None,
    commercial: Annotated[
        float | None, typer.Option("--commercial", help="Share of commercial stocks above it that is let go.")
    ] = None,
    lead_days: Annotated[
        float | None, typer.Option("--lead-days", help="Days until public stocks open; blank: by stage.")
    ] = None,
    swaps: Annotated[
        bool, typer.Option("--swaps/--no-swaps", help="Whether members ship to each other.")
    ] = True,
    reallocation: Annotated[
        bool,
        typer.Option("--reallocation/--no-reallocation", help="Whether sectors give up goods for others."),
    ] = True,
    public_stocks: Annotated[
        bool, typer.Option("--public-stocks/--no-public-stocks", help="Whether public stocks are released.")
    ] = True,
    surge: Annotated[
        float | None, typer.Option("--surge", help="Output above capacity, as a share of it.")
    ] = None,
    divert: Annotated[
        float | None, typer.Option("--divert", help="Share of exports that can be kept back.")
    ] = None,
    buy: Annotated[
        float | None, typer.Option("--buy", help="Share of others' supply that can be bought.")
    ] = None,
    spare: Annotated[
        str | None,
        typer.Option("--spare", metavar="LIST", help="Regions or clubs from which nothing is taken away."),
    ] = None,
    metrics: Annotated[
        bool, typer.Option("--metrics", help="Time to survive and to recover of every node, too.")
    ] = False,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Folder for plan, tables, report, briefing.")
    ] = None,
    briefing: Annotated[
        Path | None,
        typer.Option("--briefing", metavar="FILE", help="Write the two-page briefing to an HTML file."),
    ] = None,
    pdf: Annotated[
        Path | None,
        typer.Option("--pdf", metavar="FILE", help="Print the briefing to PDF by a browser of the system."),
    ] = None,
    overlay: OverlayOption = None,
    lang: LangOption = "en",
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Plan deliveries in an emergency week by week, from what is known on a day."""
    check_language(lang)
    _check_outputs(out, pdf, lang)
    found = checked_case(case, overlay, as_json)
    outputs = _Outputs(out, briefing, pdf, lang, as_json, quiet, metrics)
    if update is not None or plan is not None:
        _again(found, update, plan, as_of, outputs)
        return
    day = day_of("--as-of", as_of)
    if day is None:
        refuse("--as-of is missing: give the first day of the plan (write --as-of 2025-06-01)")
    means = {
        "minimum_cover_days": minimum_cover,
        "commercial_share": commercial,
        "release_lead_days": lead_days,
        "surge_share": surge,
        "diversion_share": divert,
        "purchase_share": buy,
        "spared": listed(spare) or None,
        "swaps": None if swaps else False,
        "reallocation": None if reallocation else False,
        "public_stocks": None if public_stocks else False,
    }
    from didymium.decisions.response.asking import ResponseRequest

    request = request_of(
        ResponseRequest,
        {
            "as_of": day,
            "days": days,
            "members": listed(members),
            "sectors_first": listed(first),
            "by_value": by_value,
            "grant_chance": chance,
            "decision_after_days": decision_after,
            "means": {name: value for name, value in means.items() if value is not None},
        },
        OPTIONS,
        -1,
    )
    _begin(found, scenario or usual_scenario_of(found), profile, request, outputs)


@dataclass(frozen=True)
class _Outputs:
    """Where an answer goes, and whether nodes are surveyed too."""

    out: Path | None
    briefing: Path | None
    pdf: Path | None
    lang: str
    as_json: bool
    quiet: bool
    metrics: bool


def _begin(case: Case, name: str, profile: str | None, request: ResponseRequest, outputs: _Outputs) -> None:
    """Make a plan and show it."""
    from didymium.decisions.response.answering import answer_request
    from didymium.decisions.response.saving import saved_plan
    from didymium.views.response.view import ResponseView

    happening = chosen_scenario(case, name, profile)
    base = _base_of(case)
    bar = progress_bar("respond", STEPS, outputs.quiet or outputs.as_json)
    with bar as advance, answering("respond"), naming_options(OPTIONS):
        answer = answer_request(
            case, base, name, happening, request, progress=lambda message: advance(message, 1)
        )
        risks = _risks(answer.response, advance) if outputs.metrics else ()
    _finish(ResponseView(answer), risks, saved_plan(answer.response, happening), outputs)


def _again(
    case: Case, news_file: Path | None, plan: Path | None, as_of: str | None, outputs: _Outputs
) -> None:
    """Make a plan again and show it with what changed."""
    from didymium.decisions.response.answering import answer_of
    from didymium.decisions.response.news import read_news
    from didymium.decisions.response.saving import read_plan, saved_plan
    from didymium.decisions.response.updating import update_plan
    from didymium.views.response.view import ResponseView

    if news_file is None or plan is None:
        refuse("--update and --plan go together: the news, and the folder of the plan that it changes")
    if as_of is not None:
        refuse("--as-of is the plan's own: leave it out, the day is that of the last news")
    saved, news, base = read_plan(plan), read_news(case, news_file), _base_of(case)
    bar = progress_bar("respond", STEPS, outputs.quiet or outputs.as_json)
    with bar as advance, answering("respond"), naming_options(OPTIONS):
        made = update_plan(case, base, saved, news, progress=lambda message: advance(message, 1))
        answer = answer_of(made.response, progress=lambda message: advance(message, 1))
        risks = _risks(made.response, advance) if outputs.metrics else ()
    kept = saved_plan(made.response, made.scenario, made.all_news)
    _finish(ResponseView(answer, made), risks, kept, outputs)


def _base_of(case: Case) -> BaseYear:
    if not case.settings.calibrated:
        refuse(f"{case.settings.name} is not calibrated: a response needs base prices and flows")
    return calibrated(case).base


def _finish(view: ResponseView, risks: tuple[NodeRisk, ...], saved: SavedPlan, outputs: _Outputs) -> None:
    """Write what was asked for, and show the rest."""
    from didymium.decisions.response.saving import plan_data

    lang = outputs.lang
    written = _write(view, risks, outputs.out, outputs.briefing, outputs.pdf, lang, plan_data(saved))
    _show(view, risks, written, lang, outputs.as_json, outputs.quiet)


OPTIONS = {
    "as_of": "--as-of",
    "members": "--members",
    "sectors_first": "--first",
    "days": "--days",
    "grant_chance": "--chance",
    "decision_after_days": "--decision-after",
    "minimum_cover_days": "--minimum-cover",
    "commercial_share": "--commercial",
    "release_lead_days": "--lead-days",
    "surge_share": "--surge",
    "diversion_share": "--divert",
    "purchase_share": "--buy",
    "spared": "--spare",
}
"""Options by the field that they fill."""


def _check_outputs(out: Path | None, pdf: Path | None, lang: str) -> None:
    from didymium.views.response.files import ENDINGS
    from didymium.views.response.pdf import PdfError, check_printing

    if out is not None:
        check_places([out], ENDINGS)
    if pdf is not None:
        try:
            check_printing(lang)
        except PdfError as error:
            raise Refused(str(error), FAILED) from None


def _risks(response: Response, advance: Callable[[str, int], None]) -> tuple[NodeRisk, ...]:
    from didymium.decisions.response.node_survey import survey_nodes

    advance("time to survive and to recover", 1)
    return survey_nodes(response)


def _write(
    view: ResponseView,
    risks: tuple[NodeRisk, ...],
    out: Path | None,
    briefing: Path | None,
    pdf: Path | None,
    lang: str,
    saved: dict[str, Any],
) -> list[Path]:
    """Write what was asked for, and return where it is."""
    from didymium.views.response.files import write_response

    written = []
    if out is not None:
        with writing(out):
            write_response(view, out, lang, risks=risks, saved=saved)
        written.append(out)
    if briefing is not None or pdf is not None:
        written += _write_briefing(view, briefing, pdf, lang)
    return written


def _write_briefing(view: ResponseView, briefing: Path | None, pdf: Path | None, lang: str) -> list[Path]:
    from didymium.outcome.store import write_text
    from didymium.views.response.briefing import render_briefing
    from didymium.views.response.pdf import PdfError, print_pdf
    from didymium.views.wording import words_for

    page = render_briefing(words_for(view.response.case, lang), view)
    if briefing is not None:
        with writing(briefing):
            write_text(briefing, page)
    if pdf is not None:
        with writing(pdf), TemporaryDirectory(prefix="didymium-briefing-") as folder:
            source = Path(folder) / "briefing.html"
            source.write_text(page, encoding="utf-8")
            try:
                print_pdf(source, pdf, lang)
            except PdfError as error:
                raise Refused(str(error), FAILED) from None
    return [path for path in (briefing, pdf) if path is not None]


def _show(
    view: ResponseView,
    risks: tuple[NodeRisk, ...],
    written: list[Path],
    lang: str,
    as_json: bool,
    quiet: bool,
) -> None:
    if as_json:
        from didymium.views.response.data import response_data

        echo_json({"written": [str(path) for path in written], **response_data(view, risks)})
    elif not quiet:
        from didymium.views.response.terminal import print_response

        print_response(sys.stdout, view, written, lang, risks)
