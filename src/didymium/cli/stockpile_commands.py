"""``didymium stockpile``."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
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
    check_language,
    check_places,
    checked_case,
    refuse,
    writing,
)

if TYPE_CHECKING:
    from didymium.case.case import Case
    from didymium.decisions.rival.schema import Rival
    from didymium.decisions.stockpile.answered import StockpileAnswered
    from didymium.decisions.stockpile.answering import StockpileAnswer
    from didymium.decisions.stockpile.asking import StockpileRequest
    from didymium.decisions.stocks.shortfall.emergency import Emergency
    from didymium.decisions.stocks.sizing.frontier import Frontier
    from didymium.views.stocks.view import StockpileView

STEPS = 40
"""Steps of an answer, about: scenarios, groups of members, runs of the market."""
PARTS = ("size", "stages", "pool", "buy", "release", "check", "shortfall")
"""Parts beside cover, which is always answered, in the order in which they are shown."""


def register(app: typer.Typer) -> None:
    """Add the command about stockpiles."""
    app.command("stockpile")(stockpile)


@command
def stockpile(
    case: CaseArgument = DEFAULT_CASE,
    members: Annotated[
        str | None,
        typer.Option("--members", metavar="LIST", help="Regions or clubs; blank: the case's home regions."),
    ] = None,
    materials: Annotated[
        str | None, typer.Option("--materials", metavar="LIST", help="Hold only these materials or groups.")
    ] = None,
    size: Annotated[bool, typer.Option("--size", help="How much to hold.")] = False,
    stages: Annotated[bool, typer.Option("--stages", help="At which stage to hold it.")] = False,
    pool: Annotated[bool, typer.Option("--pool", help="Alone and together, and who pays.")] = False,
    buy: Annotated[
        int | None, typer.Option("--buy", metavar="MONTHS", help="Plan to buy it within so many months.")
    ] = None,
    release: Annotated[bool, typer.Option("--release", help="When to release, against hindsight.")] = False,
    check: Annotated[bool, typer.Option("--check", help="Put the stocks into the market again.")] = False,
    shortfall: Annotated[
        bool, typer.Option("--shortfall", help="The US shortfall method, and its list of 2013.")
    ] = False,
    emergency: Annotated[
        Path | None,
        typer.Option("--emergency", metavar="FILE", help="Emergency of the shortfall method, as TOML."),
    ] = None,
    scenario: Annotated[
        list[str] | None,
        typer.Option("--scenario", metavar="NAME[=WEIGHT]", help="What may come; several times for several."),
    ] = None,
    draws: Annotated[
        int, typer.Option("-n", "--draws", help="Draws of uncertain figures; 0: as stated.")
    ] = 0,
    seed: Annotated[int, typer.Option(help="Seed of the draws.")] = 0,
    days: Annotated[int, typer.Option(help="Length of the emergency from its declaration.")] = 180,
    bound_loss: Annotated[
        float | None,
        typer.Option("--bound-loss", metavar="SHARE", help="Share of the loss that may be left."),
    ] = None,
    tail: Annotated[
        float | None,
        typer.Option("--tail", metavar="SHARE", help="The same for the mean of the worst emergencies."),
    ] = None,
    alpha: Annotated[
        float, typer.Option(help="With --tail: share of emergencies that are not worst.")
    ] = 0.95,
    serve: Annotated[
        str | None, typer.Option("--serve", metavar="LIST", help="Sectors that must be served all the days.")
    ] = None,
    chance: Annotated[
        float | None, typer.Option("--chance", help="With --serve: chance with which that may fail.")
    ] = None,
    sharing: Annotated[
        str, typer.Option("--sharing", help="Rule of a pool: by_need, proportional or loan.")
    ] = "by_need",
    price_move: Annotated[
        float, typer.Option("--price-move", metavar="SHARE", help="By how much buying may move a price.")
    ] = 0.05,
    capital_rate: Annotated[
        float | None, typer.Option("--capital-rate", help="Yearly cost of money; blank: the case's.")
    ] = None,
    probability: Annotated[
        float | None, typer.Option("--probability", help="Yearly chance of such an emergency.")
    ] = None,
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
    """Say what stocks are worth now, how much to hold, at which stage, alone or together."""
    check_language(lang)
    if out is not None:
        from didymium.views.stocks.export import ENDINGS

        check_places([out], ENDINGS)
    asked = dict(zip(PARTS, (size, stages, pool, buy is not None, release, check, shortfall), strict=True))
    fields = {
        "parts": ("cover", *(part for part, wanted in asked.items() if wanted)),
        "members": listed(members),
        "search_rules": True,
        "in_market": release and bool(serve),
        "draws": draws,
        "seed": seed,
        "days": days,
        **_bound(bound_loss, tail, alpha, listed(serve), chance),
        "sharing_rule": sharing,
        "buy_months": buy,
        "price_move": price_move,
        "capital_rate": capital_rate,
        "yearly_chance": probability,
        "workers": workers,
    }
    weighted = [_weighted(one) for one in scenario or ()]
    found = checked_case(case, overlay, as_json)
    held = [one for name in listed(materials) for one in found.materials_of(name)]
    from didymium.decisions.stockpile.asking import StockpileRequest

    given: dict[str, object] = {**fields, "materials": held, "scenarios": weighted or _shipped(found)}
    request = request_of(StockpileRequest, given, OPTIONS)
    stated = None if emergency is None else _emergency(emergency)
    if not found.settings.calibrated:
        refuse(f"{found.settings.name} is not calibrated: stocks are measured by its base flows and prices")
    who = chosen_rival(found, rival, rival_file, _contradicting(request))
    turned = None if who is None else _turned(found, request, who)
    view = _answered(found, request, stated, turned, quiet or as_json)
    _show(view, out, lang, as_json, quiet)


def _contradicting(request: StockpileRequest) -> Iterator[tuple[str, str, str]]:
    """Yield what does not go with a rival who answers: it needs stocks to see."""
    from didymium.decisions.stockpile.request import SIZED

    if not request.wants(*SIZED):
        yield "--rival", "answers stocks, and none are asked for", "add --size"


def _turned(case: Case, request: StockpileRequest, rival: Rival) -> Rival:
    """Return a rival turned to those who hold stocks."""
    from didymium.decisions.stockpile.answered import rival_facing
    from didymium.decisions.stockpile.asking import check_request

    with naming_options(OPTIONS):
        checked = check_request(case, request)
        return rival_facing(case, checked.members, checked.request, rival)


def _weighted(text: str) -> dict[str, object]:
    """Read a scenario with its weight."""
    name, _, weight = text.partition("=")
    try:
        return {"name": name, "weight": float(weight) if weight else 1.0}
    except ValueError:
        refuse(f'--scenario "{text}" has a weight that is not a number (write {name}=2)')


def _bound(
    loss: float | None, tail: float | None, alpha: float, serve: tuple[str, ...], chance: float | None
) -> dict[str, object]:
    """Return what is asked of stocks; several bounds at once are refused."""
    given = [
        option
        for option, value in (("--bound-loss", loss), ("--tail", tail), ("--serve", serve or None))
        if value is not None
    ]
    if len(given) > 1:
        refuse(f"{' and '.join(given)} are different questions: give one of them")
    if chance is not None and not serve:
        refuse("--chance goes with --serve: name the sectors that may fail")
    if serve:
        ask = "served" if chance is None else "served_but_for"
        return {"ask": ask, "sectors": serve, **({} if chance is None else {"chance": chance})}
    if tail is not None:
        return {"ask": "tail", "share_of_loss": tail, "alpha": alpha}
    return {} if loss is None else {"share_of_loss": loss}


OPTIONS: Mapping[str, str] = {
    "members": "--members",
    "materials": "--materials",
    "scenarios": "--scenario",
    "draws": "-n",
    "seed": "--seed",
    "days": "--days",
    "share_of_loss": "--bound-loss",
    "alpha": "--alpha",
    "sectors": "--serve",
    "chance": "--chance",
    "sharing_rule": "--sharing",
    "buy_months": "--buy",
    "price_move": "--price-move",
    "check": "--check",
    "capital_rate": "--capital-rate",
    "yearly_chance": "--probability",
    "workers": "--workers",
}
"""Options by the field that they fill."""


def _shipped(case: Case) -> list[dict[str, object]]:
    """Return the case's scenarios in which exports are restricted, alike."""
    from didymium.scenario.reading import restricting_scenarios

    return [{"name": name} for name in restricting_scenarios(case)]


def _emergency(path: Path) -> Emergency:
    from didymium.decisions.stocks.shortfall.emergency import read_emergency

    return read_emergency(path)


def _answered(
    case: Case, request: StockpileRequest, emergency: Emergency | None, rival: Rival | None, quiet: bool
) -> StockpileView:
    from didymium.decisions.stocks.shortfall.shortfall import shortfall
    from didymium.decisions.stocks.sizing.sizing import SizingError
    from didymium.ensemble.running.plan import PlanError
    from didymium.views.stocks.answer_view import with_emergency

    bar = progress_bar("stockpile", STEPS, quiet)
    try:
        with bar as advance, answering("stockpile"), naming_options(OPTIONS):
            view = _view(case, request, rival, lambda message: advance(message, 1))
    except SizingError as error:
        raise Refused(f"no stocks keep the bound: {error}", FAILED) from None
    except PlanError as error:
        refuse(error.said("--"))
    return view if emergency is None else with_emergency(view, shortfall(emergency))


def _view(
    case: Case, request: StockpileRequest, rival: Rival | None, progress: Callable[[str], None]
) -> StockpileView:
    from didymium.decisions.stockpile.frontiers import frontiers_of
    from didymium.views.stocks.answer_view import view_of

    answer = _answer(case, request, progress)
    frontiers = frontiers_of(answer)
    held = None if rival is None else _held(answer, rival, frontiers, progress)
    return replace(view_of(answer, frontiers), answered=held)


def _held(
    answer: StockpileAnswer,
    rival: Rival,
    frontiers: Mapping[str, Frontier],
    progress: Callable[[str], None],
) -> StockpileAnswered:
    """Return the stocks held against a rival."""
    from didymium.decisions.stockpile.answered import hold_stocks

    base = calibrated(answer.case).base
    return hold_stocks(answer, base, rival, frontiers=frontiers, progress=progress)


def _answer(case: Case, request: StockpileRequest, progress: Callable[[str], None]) -> StockpileAnswer:
    from didymium.decisions.stockpile.answering import answer_stockpile
    from didymium.views.stocks.answer_view import outcomes_of

    calibration = calibrated(case)
    outcomes = outcomes_of(case, calibration.base, request.profile, progress)
    return answer_stockpile(case, calibration, request, outcomes=outcomes, progress=progress)


def _show(view: StockpileView, out: Path | None, lang: str, as_json: bool, quiet: bool) -> None:
    if out is not None:
        from didymium.views.stocks.export import write_stockpile

        with writing(out):
            write_stockpile(view, out, lang)
    if as_json:
        from didymium.views.stocks.answer_data import stockpile_data

        echo_json({"out": None if out is None else str(out), **stockpile_data(view)})
    elif not quiet:
        from didymium.views.stocks.terminal import print_stockpile

        print_stockpile(sys.stdout, view, out, lang)
