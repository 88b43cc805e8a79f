"""``didymium screen ownership``: who owns a party, and whom an acquisition must be told to."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from didymium.cli.case_commands import JsonOption, OverlayOption
from didymium.cli.console import DEFAULT_CASE, command
from didymium.cli.screen.deal_options import DealOptions, deal_of_options
from didymium.cli.screen.showing import (
    CaseOption,
    OutOption,
    ReadingOption,
    check_out,
    percent_bounds,
    reading_of,
    show,
)
from didymium.cli.steps import LangOption, day_of, refuse, speaker_of

if TYPE_CHECKING:
    from didymium.screening.register.register import Register
    from didymium.views.screening.ownership.asking import OwnershipQuestion

Texts = list[str]


@command
def ownership(
    owners: Annotated[
        Path | None,
        typer.Argument(metavar="OWNERS", help="Who owns whom: BODS 0.4 (.json, .jsonl), .csv, or Parquet."),
    ] = None,
    target: Annotated[
        str, typer.Option("--target", metavar="NAME", help="Whose owners; what is bought.")
    ] = "",
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DATE", help="The day asked about; without it, today.")
    ] = None,
    parties: Annotated[
        Path | None, typer.Option("--parties", metavar="FILE.csv", help="Parties of a .csv of owners.")
    ] = None,
    owners_of_all: Annotated[
        float | None,
        typer.Option("--owners-of-all", metavar="PERCENT", help="All holdings of so much in the register."),
    ] = None,
    acquirer: Annotated[str, typer.Option("--acquirer", metavar="NAME", help="Who acquires a stake.")] = "",
    acquirer_country: Annotated[
        str | None, typer.Option("--acquirer-country", metavar="COUNTRY", help="Its country, as HKG.")
    ] = None,
    target_country: Annotated[
        str | None, typer.Option("--target-country", metavar="COUNTRY", help="Country of the target.")
    ] = None,
    stake: Annotated[
        str | None, typer.Option("--stake", metavar="PERCENT", help="Share acquired, as 8 or 5-10.")
    ] = None,
    before: Annotated[
        str | None,
        typer.Option("--before", metavar="PERCENT", help="Share held before; blank: not known."),
    ] = None,
    seller: Annotated[str, typer.Option("--seller", metavar="NAME", help="Who sells, if known.")] = "",
    listed: Annotated[
        bool | None, typer.Option("--listed/--unlisted", help="Whether the target is listed.")
    ] = None,
    is_so: Annotated[
        str | None,
        typer.Option("--is", metavar="LIST", help="What is so: critical_minerals_34, board_seat …"),
    ] = None,
    is_not_so: Annotated[
        str | None, typer.Option("--is-not", metavar="LIST", help="What is not so: state_owned …")
    ] = None,
    shares: Annotated[
        Texts | None,
        typer.Option("--share", metavar="NAME=PERCENT", help="Further share, as foreign_votes=20-35."),
    ] = None,
    deal: Annotated[
        Path | None, typer.Option("--deal", metavar="FILE.toml", help="The deal from a file instead.")
    ] = None,
    us_listed: Annotated[
        Texts | None, typer.Option("--us-listed", metavar="NAME", help="Party on US lists (repeat).")
    ] = None,
    cn_listed: Annotated[
        Texts | None, typer.Option("--cn-listed", metavar="NAME", help="Party on Chinese lists (repeat).")
    ] = None,
    named: Annotated[
        Texts | None, typer.Option("--named", metavar="NAME", help="Specified foreign entity (repeat).")
    ] = None,
    lists_complete: Annotated[
        bool, typer.Option("--lists-complete", help="You have checked that no other owner is listed.")
    ] = False,
    reading: ReadingOption = "as_known",
    timeline: Annotated[bool, typer.Option("--timeline", help="Answer on every date as well.")] = False,
    out: OutOption = None,
    case: CaseOption = DEFAULT_CASE,
    overlay: OverlayOption = None,
    lang: LangOption = "en",
    as_json: JsonOption = False,
) -> None:
    """Say who owns and controls a party, and who must be told of an acquisition, by when, and why."""
    from didymium.screening.deals.deal import Share
    from didymium.views.screening.ownership.asking import OwnershipQuestion
    from didymium.views.screening.ownership.shown import show_ownership
    from didymium.views.screening.ownership.view import view_ownership

    check_out(out)
    speaker = speaker_of(case, overlay, lang)
    day = day_of("--as-of", as_of) or dt.date.today()
    options = DealOptions(
        acquirer, acquirer_country, target, target_country, stake, before, listed, is_so, is_not_so,
        tuple(shares or ()), deal,
    )  # fmt: skip
    stated = deal_of_options(options, speaker.evidence)
    question = OwnershipQuestion(
        target=target or ("" if stated is None else stated.target),
        owners_of_all=_percent(owners_of_all),
        deal=stated,
        bought=None if stake is None else Share(*percent_bounds("--stake", stake)),
        seller=seller,
        us_listed=tuple(us_listed or ()),
        cn_listed=tuple(cn_listed or ()),
        named=tuple(named or ()),
        lists_complete=lists_complete,
    )
    _refuse_nothing(owners, question, parties)
    view = view_ownership(
        speaker.evidence,
        question,
        day,
        _register(owners, day, parties),
        reading=reading_of(reading),
        timeline=timeline or out is not None,
    )
    show(show_ownership(speaker, view, charts=out is not None), out, as_json)


def _percent(share: float | None) -> float | None:
    if share is not None and not 0 < share <= 100:
        refuse(f'--owners-of-all "{share:g}" is no share above 0 and up to 100 (write 25)')
    return share


def _refuse_nothing(owners: Path | None, question: OwnershipQuestion, parties: Path | None) -> None:
    """Refuse a question that nothing can answer."""
    if owners is None:
        if question.deal is None:
            refuse("OWNERS is missing: a register of owners, or a deal (--acquirer, --target, --stake)")
        register_only = {
            "--owners-of-all": question.owners_of_all is not None,
            "--seller": question.seller,
            "--us-listed": question.us_listed,
            "--cn-listed": question.cn_listed,
            "--named": question.named,
            "--lists-complete": question.lists_complete,
            "--parties": parties is not None,
        }
        alone = [option for option, given in register_only.items() if given]
        if alone:
            refuse(f"{', '.join(alone)}: only with OWNERS, a register of owners")
    elif not question.target and question.owners_of_all is None:
        refuse("say whose owners with --target NAME, or --owners-of-all 25 for all holdings of 25 % and more")


def _register(owners: Path | None, day: dt.date, parties: Path | None) -> Register | None:
    from didymium.screening.register.reading import read_register

    return None if owners is None else read_register(owners, day, parties)
