"""A deal from options, or from a file: everything that is wrong is named by its option."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from didymium.cli.requests import listed
from didymium.cli.screen.showing import country_of, percent_bounds
from didymium.cli.steps import refuse

if TYPE_CHECKING:
    from didymium.evidence.evidence import Evidence
    from didymium.files.problems import Problem
    from didymium.screening.deals.deal import Deal
    from didymium.screening.deals.reading import DealFile

_OPTIONS: Mapping[str, str] = {
    "is_so": "--is", "is_not_so": "--is-not", "shares": "--share", "stake_before": "--before",
}  # fmt: skip
"""Options by the field of a deal that they fill."""


@dataclass(frozen=True)
class DealOptions:
    """What the options say of a deal, as they were typed."""

    acquirer: str = ""
    acquirer_country: str | None = None
    target: str = ""
    target_country: str | None = None
    stake: str | None = None
    before: str | None = None
    is_listed: bool | None = None
    is_so: str | None = None
    is_not_so: str | None = None
    shares: Sequence[str] = ()
    file: Path | None = None


def deal_of_options(options: DealOptions, evidence: Evidence) -> Deal | None:
    """Return the deal that options or a file state; None if nobody acquires anything.

    Raises:
        InputError: With every unknown word, and what contradicts.
        Refused: If options for a deal come without an acquirer, or beside a file.
    """
    from didymium.files.problems import InputError
    from didymium.screening.deals.reading import deal_of, read_deal

    typed = _typed(options)
    if options.file is not None:
        if typed:
            refuse(
                f"--deal says it all: leave out {', '.join(typed)}, or write them into {options.file.name}"
            )
        return read_deal(options.file)
    if not options.acquirer.strip():
        if typed:
            refuse(f"{', '.join(typed)}: say who acquires with --acquirer NAME")
        return None
    if not options.target.strip():
        refuse("--acquirer acquires a stake in whom? Say --target NAME")
    try:
        return deal_of(_file(options, evidence), "options")
    except InputError as error:
        raise InputError([_by_option(problem) for problem in error.problems]) from None


def _typed(options: DealOptions) -> list[str]:
    """Return the options on a deal that were given, besides the target's name."""
    given = {
        "--acquirer": options.acquirer,
        "--acquirer-country": options.acquirer_country,
        "--target-country": options.target_country,
        "--stake": options.stake,
        "--before": options.before,
        "--listed": options.is_listed is not None,
        "--is": options.is_so,
        "--is-not": options.is_not_so,
        "--share": options.shares,
    }
    return [name for name, value in given.items() if value]


def _file(options: DealOptions, evidence: Evidence) -> DealFile:
    from didymium.screening.deals.reading import DealFile

    is_so, is_not_so = listed(options.is_so), listed(options.is_not_so)
    if options.is_listed is True:
        is_so = (*is_so, "listed")
    elif options.is_listed is False:
        is_not_so = (*is_not_so, "listed")
    return DealFile(
        acquirer=options.acquirer,
        target=options.target,
        acquirer_country=_country("--acquirer-country", options.acquirer_country, evidence),
        target_country=_country("--target-country", options.target_country, evidence),
        stake_before=None if options.before is None else percent_bounds("--before", options.before),
        shares=dict(_share(text) for text in options.shares),
        is_so=is_so,
        is_not_so=is_not_so,
    )


def _country(option: str, text: str | None, evidence: Evidence) -> str:
    return "" if text is None else country_of(option, text, evidence)


def _share(text: str) -> tuple[str, tuple[float, float]]:
    name, sign, bounds = text.partition("=")
    if not sign:
        refuse(f'--share "{text}" has no figure (write foreign_votes=20, or foreign_votes=20-35)')
    return name.strip(), percent_bounds(f"--share {name.strip()}", bounds)


def _by_option(problem: Problem) -> Problem:
    option = _OPTIONS.get(problem.column or "")
    return problem if option is None else replace(problem, file=option, column=None)
