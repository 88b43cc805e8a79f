"""What commands share: exit codes, problems as text or JSON, no traceback for bad input."""

from __future__ import annotations

import functools
import json
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NoReturn, ParamSpec, TypeVar

import typer

if TYPE_CHECKING:
    from didymium.files.problems import Problem

FINE, FAILED, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130
"""Exit codes: all is well; the answer is no or something failed; bad input; stopped by the user."""

DEFAULT_CASE = "japan_us_magnets"

DEBUG = "DIDYMIUM_DEBUG"
"""Environment variable: if set, unexpected errors show their traceback. ``--verbose`` sets it."""

_Parameters = ParamSpec("_Parameters")
_Result = TypeVar("_Result")


class Refused(Exception):
    """Raised to end a command with a message and an exit code: bad input unless said otherwise."""

    def __init__(self, message: str, code: int = BAD_INPUT) -> None:
        self.code = code
        super().__init__(message)


def command(function: Callable[_Parameters, _Result]) -> Callable[_Parameters, _Result]:
    """Decorate a command: bad input, Ctrl-C and unexpected errors end in a message and an exit code.

    A command with a parameter ``as_json`` gets its problems as JSON.
    """

    @functools.wraps(function)
    def guarded(*arguments: _Parameters.args, **options: _Parameters.kwargs) -> _Result:
        try:
            return function(*arguments, **options)
        except (typer.Exit, typer.Abort):
            raise
        except KeyboardInterrupt:
            typer.echo("stopped", err=True)
            raise typer.Exit(INTERRUPTED) from None
        except BrokenPipeError:
            _close_output()
        except Exception as error:
            _end_with(error, as_json=bool(options.get("as_json")))

    return guarded


def end_with_problems(problems: Sequence[Problem], as_json: bool = False) -> NoReturn:
    """Print problems and exit with 2: as JSON on the output, else one a line on the error output."""
    if as_json:
        echo_json({"problems": [problem.as_dict() for problem in problems]})
    else:
        echo_problems(problems)
    raise typer.Exit(BAD_INPUT)


def echo_problems(problems: Sequence[Problem]) -> None:
    """Print problems on the error output, one a line, and how many they are."""
    for problem in problems:
        typer.echo(str(problem), err=True)
    if len(problems) > 1:
        typer.echo(f"{len(problems)} problems", err=True)


def echo_json(data: object) -> None:
    """Print data as JSON; letters of every script stay readable."""
    typer.echo(json.dumps(data, ensure_ascii=False, indent=2, default=str))


def _end_with(error: Exception, as_json: bool) -> NoReturn:
    from didymium.files.problems import InputError

    if isinstance(error, InputError):
        end_with_problems(error.problems, as_json)
    if _is_verbose():
        traceback.print_exception(error)
    if isinstance(error, Refused):
        _say_error(str(error), as_json)
        raise typer.Exit(error.code)
    if isinstance(error, OSError):
        _say_error(f"{error.filename or 'the output'} cannot be read or written: {error.strerror}", as_json)
        raise typer.Exit(FAILED)
    _say_error(f"unexpected error: {type(error).__name__}: {error}", as_json)
    if not _is_verbose():
        hint = "this is a bug: run again as `didymium --verbose …` and report what it prints, with the case"
        typer.echo(hint, err=True)
    raise typer.Exit(FAILED)


def _say_error(message: str, as_json: bool) -> None:
    if as_json:
        echo_json({"error": message})
    else:
        typer.echo(message, err=True)


def _is_verbose() -> bool:
    return bool(os.environ.get(DEBUG))


def _close_output() -> NoReturn:
    """End quietly when the reader of the output has gone (``didymium check | head``)."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    raise typer.Exit(FAILED)
