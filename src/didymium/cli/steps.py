"""Steps that commands share: read and check a case, calibrate it, solve, write, and refuse in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from didymium.cli.console import FAILED, Refused, end_with_problems
from didymium.cli.requests import listed

if TYPE_CHECKING:
    from didymium.calibration.calibrate import Calibration
    from didymium.case.case import Case
    from didymium.outcome.tables import Outcome
    from didymium.views.evidence.speaking import Speaker

LangOption = Annotated[str, typer.Option("--lang", help="Language of texts: en, ko or ja.")]


def check_language(lang: str) -> None:
    """Refuse a language that has no catalogue."""
    from didymium.locale import LANGUAGES

    if lang not in LANGUAGES:
        refuse(f'--lang "{lang}" is not spoken here (choose {", ".join(LANGUAGES)})')


def case_names(case: str, beside: str | None) -> list[str]:
    """Return a case and those of ``--with``, and refuse one that is named twice."""
    names = [case, *listed(beside)]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        refuse(f"--with names {', '.join(twice)} again: name each case once")
    return names


def check_places(folders: list[Path], endings: tuple[str, ...] | None = None) -> None:
    """Refuse folders that results cannot be written to, before anything is solved; ``endings`` are those of
    the files that may be replaced, an outcome's own unless said otherwise.
    """
    from didymium.outcome.store import OWN_ENDINGS, OutcomeError, check_place

    for folder in folders:
        try:
            check_place(folder, endings or OWN_ENDINGS)
        except (OutcomeError, OSError) as error:
            refuse(str(error))


@contextmanager
def writing(place: Path) -> Iterator[None]:
    """End with a message if the system does not let a result be written (no room, no permission)."""
    from didymium.outcome.store import OutcomeError

    try:
        yield
    except OutcomeError as error:
        refuse(str(error))
    except OSError as error:
        raise Refused(f"{place} cannot be written: {error.strerror or error}", FAILED) from None


@contextmanager
def answering(title: str) -> Iterator[None]:
    """End with a message if a program has no answer: what contradicts what, in the case's words."""
    from didymium.calibration.price import PricingError
    from didymium.calibration.reconcile import ReconciliationError
    from didymium.market.checks import MassBalanceError
    from didymium.market.solver import SolverError
    from didymium.scenario.instruments.settle import UnsettledError

    try:
        yield
    except (SolverError, MassBalanceError, UnsettledError, ReconciliationError, PricingError) as error:
        raise Refused(f"{title}: no answer. {error}", FAILED) from None


def refuse(message: str) -> NoReturn:
    """End a command because of what it was given."""
    raise Refused(message)


def checked_case(name: str, overlay: Path | None, as_json: bool) -> Case:
    """Read a case and end with its problems, if it has any."""
    from didymium.case.checks import check_case
    from didymium.case.reading import read_case

    case = read_case(name, overlay)
    problems = check_case(case)
    if problems:
        end_with_problems(problems, as_json)
    return case


def calibrated(case: Case) -> Calibration:
    """Calibrate a case, or say why that fails."""
    from didymium.calibration.calibrate import calibrate as calibrate_case
    from didymium.calibration.price import PricingError
    from didymium.calibration.reconcile import ReconciliationError

    try:
        return calibrate_case(case)
    except (ReconciliationError, PricingError) as error:
        raise Refused(f"{case.settings.name} cannot be calibrated: {error}", FAILED) from None


def speaker_of(name: str, overlay: Path | None, lang: str) -> Speaker:
    """Read a case and return a speaker of its evidence in a language."""
    from didymium.case.reading import read_case
    from didymium.views.evidence.speaking import speaker_for

    check_language(lang)
    return speaker_for(read_case(name, overlay), lang)


def day_of(option: str, text: str | None) -> dt.date | None:
    """Read a date that an option gives."""
    try:
        return None if text is None else dt.date.fromisoformat(text)
    except ValueError:
        refuse(f'{option} "{text}" is not a date (write 2025-04-01)')


def case_of_outcome(outcome: Outcome, name: str | None, overlay: Path | None = None) -> Case:
    """Read the case that a result belongs to, and say so if it has changed since."""
    from didymium.case.reading import read_case
    from didymium.files.problems import InputError
    from didymium.outcome.identity import case_hash

    try:
        case = read_case(name or outcome.case, overlay)
    except InputError:
        if name is not None:
            raise
        refuse(
            f'the result is of the case "{outcome.case}", which is no bundled one: '
            "say where it is with --case"
        )
    if case_hash(case) != outcome.manifest.get("case_sha256"):
        typer.echo(
            f"note: {case.settings.name} is not, or no longer, the case that this result was solved on",
            err=True,
        )
    return case
