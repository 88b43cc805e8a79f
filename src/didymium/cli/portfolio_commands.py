"""``didymium portfolio``."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from didymium.cli.case_commands import CaseArgument, JsonOption, OverlayOption, QuietOption
from didymium.cli.console import DEFAULT_CASE, FAILED, Refused, command, echo_json
from didymium.cli.progress import progress_bar
from didymium.cli.requests import listed, naming_options, request_of
from didymium.cli.rival_options import PASSIVE, RivalFileOption, RivalOption, chosen_rival
from didymium.cli.steps import (
    LangOption,
    answering,
    calibrated,
    case_names,
    check_language,
    check_places,
    checked_case,
    refuse,
    writing,
)

if TYPE_CHECKING:
    from didymium.case.case import Case
    from didymium.decisions.investment.budget_file import BudgetFile
    from didymium.decisions.investment.request import BudgetAsked, PortfolioRequest
    from didymium.decisions.rival.schema import Rival
    from didymium.files.problems import Problem
    from didymium.views.portfolio.view import PortfolioView

MOST_BILLION = 1e4
"""Budgets above ten trillion US dollars are a slip."""


def register(app: typer.Typer) -> None:
    """Add the command about portfolios."""
    app.command("portfolio")(portfolio)


@command
def portfolio(
    case: CaseArgument = DEFAULT_CASE,
    beside: Annotated[
        str | None, typer.Option("--with", metavar="CASES", help="Further cases, chosen from together.")
    ] = None,
    budget: Annotated[
        str | None,
        typer.Option(
            "--budget",
            metavar="BILLION|FILE",
            help="Billion USD of all funders over all years, or a CSV file of budgets.",
        ),
    ] = None,
    project: Annotated[
        list[str] | None,
        typer.Option("--project", metavar="NAME", help="Choose among these only; several times for more."),
    ] = None,
    commit: Annotated[
        str | None, typer.Option("--commit", metavar="LIST", help="Projects that must be chosen.")
    ] = None,
    exclude: Annotated[
        str | None, typer.Option("--exclude", metavar="LIST", help="Projects that must not be.")
    ] = None,
    aim: Annotated[
        str | None, typer.Option("--aim", help="least_loss for the money (blank), or what is worth_it.")
    ] = None,
    risk_weight: Annotated[
        float | None, typer.Option("--risk-weight", metavar="SHARE", help="Weight of the tail; blank: 0.5.")
    ] = None,
    tail_share: Annotated[
        float | None, typer.Option("--tail-share", metavar="SHARE", help="Worst futures; blank: 0.1.")
    ] = None,
    delays: Annotated[
        str | None, typer.Option("--delays", metavar="YEARS", help="Years to wait, tried; blank: 0,2.")
    ] = None,
    link: Annotated[
        str | None, typer.Option("--link", metavar="LIST", help="Funders that might put funds together.")
    ] = None,
    frontier: Annotated[
        str | None, typer.Option("--frontier", metavar="LIST", help="Budgets times 0.33,1,3 are tried too.")
    ] = None,
    alternatives: Annotated[
        int | None, typer.Option("--alternatives", help="Others nearly as good; blank: up to 5.")
    ] = None,
    check: Annotated[
        int | None,
        typer.Option("--check", metavar="N", help="Hold against N random ones and a greedy one."),
    ] = None,
    gap: Annotated[
        float | None, typer.Option("--gap", metavar="SHARE", help="How near to the best; blank: 0.001.")
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
    discount_rate: Annotated[
        float | None, typer.Option("--discount-rate", help="Real return of owners; blank: the case's.")
    ] = None,
    least_cover: Annotated[
        float | None, typer.Option("--least-cover", help="Cash over debt service that is asked for.")
    ] = None,
    treasury_rate: Annotated[
        float | None, typer.Option("--treasury-rate", help="Real rate at which treasuries discount.")
    ] = None,
    alone: Annotated[
        bool, typer.Option("--alone", help="Price each as if no other undecided project were built.")
    ] = False,
    no_mixes: Annotated[
        bool, typer.Option("--no-mixes", help="Floors and cost-plus only, no search for the cheapest mix.")
    ] = False,
    rival: RivalOption = PASSIVE,
    rival_file: RivalFileOption = None,
    workers: Annotated[int, typer.Option(min=1, max=256, help="Threads.")] = 2,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Folder for tables, charts and report.")
    ] = None,
    overlay: OverlayOption = None,
    lang: LangOption = "en",
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Choose which projects to back, when and with what, under budgets."""
    check_language(lang)
    if out is not None:
        from didymium.views.portfolio.files import ENDINGS

        check_places([out], ENDINGS)
    fields: dict[str, object] = {
        "projects": tuple(project or ()),
        "commit": listed(commit),
        "exclude": listed(exclude),
        "aim": aim,
        "risk_weight": risk_weight,
        "tail_share": tail_share,
        "delays_years": None if delays is None else listed(delays),
        "link": listed(link),
        "frontier": listed(frontier),
        "alternatives": alternatives,
        "check": check,
        "relative_gap": gap,
        "scenarios": tuple(scenario or ()),
        "futures": futures,
        "draws_each": draws,
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
        "treasury_rate": treasury_rate,
        "alone": alone or None,
        "mixes": False if no_mixes else None,
    }
    cases = [
        checked_case(name, overlay if name == case else None, as_json) for name in case_names(case, beside)
    ]
    request = _request(cases, fields, budget)
    who = chosen_rival(cases[0], rival, rival_file)
    view = _view(cases, request, who, workers, quiet or as_json)
    _show(view, out, lang, as_json, quiet)


OPTIONS: Mapping[str, str] = {
    "projects": "--project",
    "budgets": "--budget",
    "budget": "--budget",
    "commit": "--commit",
    "exclude": "--exclude",
    "aim": "--aim",
    "risk_weight": "--risk-weight",
    "tail_share": "--tail-share",
    "delays_years": "--delays",
    "link": "--link",
    "frontier": "--frontier",
    "alternatives": "--alternatives",
    "check": "--check",
    "relative_gap": "--gap",
    "scenarios": "--scenario",
    "futures": "--futures",
    "draws_each": "--draws",
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
    "treasury_rate": "--treasury-rate",
}
"""Options by the field that they fill."""


def _request(cases: list[Case], fields: Mapping[str, object], budget: str | None) -> PortfolioRequest:
    """Build the request, and end with everything that is wrong with what was asked, all at once."""
    from didymium.decisions.investment.asking import check_projects
    from didymium.decisions.investment.request import BudgetAsked, PortfolioRequest
    from didymium.files.problems import InputError

    problems: list[Problem] = []
    file: BudgetFile | None = None
    # So that the rest is looked at although the budgets or an option cannot be read.
    budgets: tuple[BudgetAsked, ...] = (BudgetAsked(amount_million=0.0),)
    readable = True
    try:
        budgets, file = _budgets(budget)
    except InputError as error:
        readable = False
        problems += error.problems
    try:
        request = request_of(PortfolioRequest, fields, OPTIONS)
    except InputError as error:
        problems += error.problems
        wrong = {problem.file for problem in error.problems}
        right = {name: value for name, value in fields.items() if OPTIONS.get(name) not in wrong}
        request = request_of(PortfolioRequest, right, OPTIONS)
    # Funders to be linked need budgets of their own, which only budgets that could be read tell.
    unread = {} if readable else {"link": ()}
    request = request.model_copy(update={"budgets": budgets, **unread})
    try:
        check_projects(cases, request)
    except InputError as error:
        problems += error.problems
    if problems:
        with naming_options(OPTIONS):
            raise InputError([problem if file is None else file.located(problem) for problem in problems])
    return request


def _budgets(text: str | None) -> tuple[tuple[BudgetAsked, ...], BudgetFile | None]:
    """Read a number of billion US dollars, or a file.

    Raises:
        InputError: If it is neither, or with every problem in the file.
    """
    from didymium.decisions.investment.budget_file import read_budgets
    from didymium.decisions.investment.request import BudgetAsked
    from didymium.files.problems import InputError, Problem

    if text is None:
        return (), None
    try:
        billion = float(text)
    except ValueError:
        if not Path(text).is_file():
            message = "is neither a number of billion US dollars nor a file"
            remedy = "write 3, or the name of a CSV file"
            raise InputError([Problem("--budget", message, value=text, remedy=remedy)]) from None
        file = read_budgets(Path(text))
        return file.budgets, file
    if not 0.0 <= billion <= MOST_BILLION:
        message, remedy = "is no budget", f"give billion US dollars from 0 to {MOST_BILLION:,.0f}"
        raise InputError([Problem("--budget", message, value=text, remedy=remedy)])
    return (BudgetAsked(amount_million=billion * 1000.0),), None


def _view(
    cases: list[Case], request: PortfolioRequest, rival: Rival | None, workers: int, quiet: bool
) -> PortfolioView:
    from didymium.decisions.investment.portfolio_answer import answer_portfolio
    from didymium.views.portfolio.view import view_of

    for case in cases:
        if not case.settings.calibrated:
            refuse(f"{case.settings.name} is not calibrated: projects are judged by market prices")
    base_years = [calibrated(case).base for case in cases]
    with (
        _in_words(),
        answering("portfolio"),
        naming_options(OPTIONS),
        progress_bar("portfolio", _steps(cases, request), quiet) as advance,
    ):
        prepared, answer = answer_portfolio(
            cases, base_years, request, workers=workers, progress=_told_once(advance), rival=rival
        )
    return view_of(prepared, request, answer)


def _steps(cases: list[Case], request: PortfolioRequest) -> int:
    """Return about how many steps an answer tells of: prices, finance, mixes, markets, searches, checks."""
    undecided = sum(not row.is_decided for case in cases for row in case.projects)
    searches = 4 + len(request.frontier) + (len(request.link) > 1) + request.check + 2 * (request.check > 0)
    return (len(cases) + 1) * request.futures + 2 * undecided + searches


def _told_once(advance: Callable[[str, int], None]) -> Callable[[str], None]:
    """Return what counts a step when it is first told of: a search tells of each of its rounds."""
    last = [""]

    def told(step: str) -> None:
        advance(step, int(step != last[0]))
        last[0] = step

    return told


@contextmanager
def _in_words() -> Iterator[None]:
    """End with a message if the terms of a project make no sense, or nothing keeps the budgets."""
    from didymium.decisions.finance.problems import FinanceError
    from didymium.ensemble.two_stage import TwoStageError

    try:
        yield
    except FinanceError as error:
        refuse(str(error))
    except TwoStageError as error:
        raise Refused(f"no portfolio keeps the budgets: {error}", FAILED) from None


def _show(view: PortfolioView, out: Path | None, lang: str, as_json: bool, quiet: bool) -> None:
    if out is not None:
        from didymium.views.portfolio.files import write_portfolio

        with writing(out):
            write_portfolio(view, out, lang)
    if as_json:
        from didymium.views.portfolio.data import portfolio_data

        echo_json({"out": None if out is None else str(out), **portfolio_data(view)})
    elif not quiet:
        from didymium.views.portfolio.terminal import print_portfolio

        print_portfolio(sys.stdout, view, out, lang)
