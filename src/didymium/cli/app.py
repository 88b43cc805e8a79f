"""The typer application. A command group is a module with ``register(app)``; add it to the list below.

Nothing heavy may be imported here or at the top of a command module: ``didymium --help`` must stay quick.
"""

from __future__ import annotations

import os
from typing import Annotated

import typer

from didymium.cli import (
    agreement_commands,
    backtest_commands,
    case_commands,
    coalition_commands,
    ensemble_commands,
    ensemble_questions,
    evidence_commands,
    flip_commands,
    floor_commands,
    indicators_commands,
    load_commands,
    outcome_commands,
    people_commands,
    portfolio_commands,
    price_commands,
    projects_commands,
    respond_commands,
    rival_commands,
    screen,
    serve_commands,
    solve_commands,
    stockpile_commands,
    trace_commands,
    validation_commands,
    why_commands,
)
from didymium.cli.console import DEBUG

app = typer.Typer(
    name="didymium",
    help="What export controls, floors and stockpiles do to critical minerals, each figure with its source.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
)


def _show_version(asked: bool) -> None:
    if asked:
        from didymium import __version__

        typer.echo(f"didymium {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    verbose: Annotated[
        bool, typer.Option("--verbose", help="Show where an unexpected error comes from.")
    ] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    if verbose:
        os.environ[DEBUG] = "1"


# One line a command group, in the order of --help.
solve_commands.register(app)
case_commands.register(app)
outcome_commands.register(app)
why_commands.register(app)
ensemble_commands.register(app)
ensemble_questions.register(app)
flip_commands.register(app)
floor_commands.register(app)
price_commands.register(app)
stockpile_commands.register(app)
projects_commands.register(app)
portfolio_commands.register(app)
coalition_commands.register(app)
rival_commands.register(app)
screen.register(app)
respond_commands.register(app)
trace_commands.register(app)
backtest_commands.register(app)
indicators_commands.register(app)
validation_commands.register(app)
evidence_commands.register(app)
load_commands.register(app)
agreement_commands.register(app)
serve_commands.register(app)
people_commands.register(app)
