"""``didymium projects``."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
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
    case_names,
    check_language,
    check_places,
    checked_case,
    day_of,
    refuse,
    writing,
)

if TYPE_CHECKING:
    from didymium.case.case import Case
    from didymium.decisions.investment.projects_answer import ProjectsAnswer
    from didymium.decisions.investment.request import ProjectsRequest
    from didymium.files.problems import Problem
    from didymium.views.projects.view import ProjectsView

STEPS_EACH = 2
"""Steps of an answer for each project beside the futures: finance and mixes."""


def register(app: typer.Typer) -> None:
    """Add the command about projects."""
    app.command("projects")(projects)


@command
def projects(
    case: CaseArgument = DEFAULT_CASE,
    beside: Annotated[
        str | None, typer.Option("--with", metavar="CASES", help="Further cases, judged together.")
    ] = None,
    project: Annotated[
        list[str] | None,
        typer.Option("--project", metavar="NAME", help="Only this project, in full; several times for more."),
    ] = None,
    members: Annotated[
        str | None,
        typer.Option("--members", metavar="LIST", help="Only projects in which these regions take part."),
    ] = None,
    finance: Annotated[
        bool, typer.Option("--finance", help="Solve the markets: is it bankable, what does it need.")
    ] = False,
    floor: Annotated[
        float | None,
        typer.Option("--floor", metavar="USD", help="USD per kg; blank: the case's usual."),
    ] = None,
    floor_material: Annotated[
        str | None, typer.Option("--floor-material", help="What it is for; blank: the case's usual.")
    ] = None,
    floor_years: Annotated[
        float | None, typer.Option("--floor-years", help="How long it holds; blank: until debt is paid.")
    ] = None,
    scenario: Annotated[
        list[str] | None,
        typer.Option("--scenario", metavar="NAME", help="What may come; several times for several."),
    ] = None,
    futures: Annotated[int | None, typer.Option("--futures", help="Futures drawn; blank: 12.")] = None,
    draws: Annotated[
        int | None, typer.Option("--draws", help="Draws of cost and time for each future; blank: 16.")
    ] = None,
    seed: Annotated[int | None, typer.Option("--seed", help="Seed of the draws; blank: 1.")] = None,
    calm: Annotated[
        float | None, typer.Option("--calm", metavar="SHARE", help="Chance that nothing comes.")
    ] = None,
    first_shock: Annotated[
        int | None, typer.Option("--first-shock", metavar="YEAR", help="First year in which it may come.")
    ] = None,
    last_shock: Annotated[
        int | None, typer.Option("--last-shock", metavar="YEAR", help="Last such year.")
    ] = None,
    decide_from: Annotated[
        str | None,
        typer.Option("--decide-from", metavar="DATE", help="No decision before; blank: next year."),
    ] = None,
    last_year: Annotated[
        int | None, typer.Option("--last-year", help="Last year of the markets that are solved.")
    ] = None,
    entry: Annotated[
        float | None, typer.Option("--entry", metavar="SHARE", help="What others can add in a year.")
    ] = None,
    discount_rate: Annotated[
        float | None, typer.Option("--discount-rate", help="Real return of owners; blank: the case's.")
    ] = None,
    least_cover: Annotated[
        float | None, typer.Option("--least-cover", help="Cash over debt service that is asked for.")
    ] = None,
    war_price: Annotated[
        float | None, typer.Option("--war-price", metavar="SHARE", help="Prices in a price war.")
    ] = None,
    war_first: Annotated[int | None, typer.Option("--war-first", help="First year of the price war.")] = None,
    war_years: Annotated[int | None, typer.Option("--war-years", help="Years that it lasts.")] = None,
    treasury_rate: Annotated[
        float | None, typer.Option("--treasury-rate", help="Real rate at which treasuries discount.")
    ] = None,
    alone: Annotated[
        bool, typer.Option("--alone", help="Each as if no other undecided project were built.")
    ] = False,
    no_mixes: Annotated[
        bool, typer.Option("--no-mixes", help="Do not look for the cheapest mix of support.")
    ] = False,
    deposits: Annotated[
        bool, typer.Option("--deposits", help="Deposits, and what they would supply by element.")
    ] = False,
    programme: Annotated[
        str | None,
        typer.Option("--programme", metavar="MEMBER", help="Japan's (JPN) or Korea's (KOR) programme."),
    ] = None,
    day: Annotated[
        str | None, typer.Option("--day", metavar="DATE", help="The programme as known on a day.")
    ] = None,
    rate: Annotated[
        list[str] | None,
        typer.Option("--rate", metavar="KRW=1400", help="Units of a currency for one US dollar."),
    ] = None,
    workers: Annotated[int, typer.Option(min=1, max=256, help="Threads.")] = 2,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Folder for tables, charts and report.")
    ] = None,
    overlay: OverlayOption = None,
    lang: LangOption = "en",
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Say which projects there are, which pay for themselves, and what the others need from whom."""
    check_language(lang)
    if out is not None:
        from didymium.views.projects.export import ENDINGS

        check_places([out], ENDINGS)
    asked = _Asked(
        tuple(project or ()), listed(members), deposits, programme, day_of("--day", day), _rates(rate or ())
    )
    if asked.day is not None and programme is None:
        refuse("--day goes with --programme: say whose programme, JPN or KOR")
    fields: dict[str, object] = {
        "scenarios": tuple(scenario) if scenario else None,
        "futures": futures,
        "seed": seed,
        "calm_share": calm,
        "first_shock_year": first_shock,
        "last_shock_year": last_shock,
        "decide_from": decide_from,
        "last_year": last_year,
        "entry_growth": entry,
        "floor_usd_per_kg": floor,
        "floor_material": floor_material,
        "floor_years": floor_years,
        "discount_rate": discount_rate,
        "least_cover": least_cover,
        "draws_each": draws,
        "war_price_share": war_price,
        "war_first_year": war_first,
        "war_years": war_years,
        "treasury_rate": treasury_rate,
        "alone": alone or None,
        "mixes": False if no_mixes else None,
    }
    _check_finance(fields, finance)
    found = [
        checked_case(name, overlay if name == case else None, as_json) for name in case_names(case, beside)
    ]
    request = _checked(found, asked, fields, finance)
    found = _at_rates(found, asked.rates)
    view = _view(found, asked, request if finance else None, workers, quiet or as_json)
    _show(view, out, lang, as_json, quiet)


@dataclass(frozen=True)
class _Asked:
    """What is asked beside finance."""

    projects: tuple[str, ...]
    members: tuple[str, ...]
    deposits: bool
    programme: str | None
    day: dt.date | None
    rates: Mapping[str, float]


OPTIONS: Mapping[str, str] = {
    "projects": "--project",
    "members": "--members",
    "programme": "--programme",
    "rates": "--rate",
    "scenarios": "--scenario",
    "futures": "--futures",
    "seed": "--seed",
    "calm_share": "--calm",
    "first_shock_year": "--first-shock",
    "last_shock_year": "--last-shock",
    "shock years": "--first-shock and --last-shock",
    "decide_from": "--decide-from",
    "last_year": "--last-year",
    "entry_growth": "--entry",
    "floor_usd_per_kg": "--floor",
    "floor_material": "--floor-material",
    "floor_years": "--floor-years",
    "discount_rate": "--discount-rate",
    "least_cover": "--least-cover",
    "draws_each": "--draws",
    "war_price_share": "--war-price",
    "war_first_year": "--war-first",
    "war_years": "--war-years",
    "treasury_rate": "--treasury-rate",
    "alone": "--alone",
    "mixes": "--no-mixes",
    "exchange rates": "--rate",
}
"""Options by the field that they fill."""


def _rates(texts: Sequence[str]) -> dict[str, float]:
    """Read exchange rates."""
    found: dict[str, float] = {}
    wrong = []
    for text in texts:
        currency, _, number = text.partition("=")
        try:
            found[currency.strip().upper()] = float(number)
        except ValueError:
            wrong.append(text)
    if wrong:
        shown = " and ".join(f'--rate "{text}"' for text in wrong)
        refuse(f"{shown}: no rate can be read (write KRW=1400: units of the currency for one US dollar)")
    return found


def _check_finance(fields: Mapping[str, object], finance: bool) -> None:
    given = [OPTIONS[name] for name, value in fields.items() if value is not None]
    if given and not finance:
        refuse(f"{', '.join(given)} would change nothing: add --finance, which solves the markets")


def _checked(
    cases: list[Case], asked: _Asked, fields: Mapping[str, object], finance: bool
) -> ProjectsRequest:
    """Build the request, and end with everything that is wrong with what was asked, all at once."""
    from didymium.decisions.investment.request import ProjectsRequest
    from didymium.files.problems import InputError
    from didymium.views.projects.asking import name_problems, programme_problems, rate_problems

    problems: list[Problem] = [
        *name_problems(cases, asked.projects, asked.members),
        *programme_problems(asked.programme),
        *rate_problems(cases, asked.programme, asked.rates),
    ]
    request = ProjectsRequest()
    try:
        request = request_of(ProjectsRequest, {**fields, "projects": asked.projects}, OPTIONS)
        if finance:
            from didymium.decisions.investment.asking import check_projects

            check_projects(cases, request)
    except InputError as error:
        problems += error.problems
    if problems:
        with naming_options(OPTIONS):
            raise InputError(list(dict.fromkeys(problems)))
    return request


def _at_rates(cases: list[Case], rates: Mapping[str, float]) -> list[Case]:
    from didymium.views.projects.asking import with_rates

    return [with_rates(case, rates) for case in cases]


def _view(
    cases: list[Case], asked: _Asked, request: ProjectsRequest | None, workers: int, quiet: bool
) -> ProjectsView:
    from didymium.evidence.reading import shared_evidence
    from didymium.views.projects.asking import rate_figures
    from didymium.views.projects.view import (
        ProjectsView,
        answered_deposits,
        base_deposits,
        listed_projects,
        programme_view,
    )

    answer, found, part = None, None, None
    with _in_words(), answering("projects"), naming_options(OPTIONS):
        rows = listed_projects(cases, asked.projects, asked.members)
        if asked.programme is not None:
            day, rates = asked.day or dt.date.today(), rate_figures(asked.rates)
            evidence = cases[0].evidence or shared_evidence()
            part = programme_view(evidence, asked.programme, day, rows, rates)
        if request is not None:
            if not rows:
                refuse("no project fits what was asked: there is nothing to judge")
            names = tuple(row.name for row in rows)
            answer = _answer(cases, request.model_copy(update={"projects": names}), workers, quiet)
        if asked.deposits and answer is not None:
            found = answered_deposits(answer)
        elif asked.deposits:
            found = base_deposits(cases, [calibrated(case).base for case in cases])
    return ProjectsView(tuple(cases), rows, bool(asked.projects), answer, found, part)


@contextmanager
def _in_words() -> Iterator[None]:
    """End with a message if the terms of a project make no sense."""
    from didymium.decisions.finance.problems import FinanceError

    try:
        yield
    except FinanceError as error:
        refuse(str(error))


def _answer(cases: list[Case], request: ProjectsRequest, workers: int, quiet: bool) -> ProjectsAnswer:
    from didymium.decisions.investment.projects_answer import answer_projects

    for case in cases:
        if not case.settings.calibrated:
            refuse(f"{case.settings.name} is not calibrated: projects are judged by market prices")
    base_years = [calibrated(case).base for case in cases]
    steps = len(cases) * (request.futures + 1) + STEPS_EACH * len(request.projects)
    with progress_bar("projects", steps, quiet) as advance:
        return answer_projects(
            cases, base_years, request, workers=workers, progress=lambda step: advance(step, 1)
        )


def _show(view: ProjectsView, out: Path | None, lang: str, as_json: bool, quiet: bool) -> None:
    if out is not None:
        from didymium.views.projects.export import write_projects

        with writing(out):
            write_projects(view, out, lang)
    if as_json:
        from didymium.views.projects.data import projects_data

        echo_json({"out": None if out is None else str(out), **projects_data(view, lang)})
    elif not quiet:
        from didymium.views.projects.terminal import print_projects

        print_projects(sys.stdout, view, out, lang)
