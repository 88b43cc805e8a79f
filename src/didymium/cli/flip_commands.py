"""``didymium flip``: the value of each uncertain figure at which an answer changes."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from didymium.cli.case_commands import CaseArgument, JsonOption, OverlayOption, QuietOption
from didymium.cli.console import DEFAULT_CASE, command, echo_json
from didymium.cli.ensemble_commands import MOST_WORKERS, chosen_inputs, chosen_scenario, usual_scenario_of
from didymium.cli.progress import progress_bar
from didymium.cli.steps import (
    LangOption,
    answering,
    calibrated,
    check_language,
    checked_case,
    refuse,
    writing,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from didymium.case.case import Case
    from didymium.decisions.flips import Question
    from didymium.ensemble.flip.search import Answers, Flip
    from didymium.ensemble.inputs import Inputs
    from didymium.market.base_year import BaseYear
    from didymium.scenario.schema import Scenario


PROFILE = "live"
"""Division of time in which flips are searched unless another is asked for."""
FlipOption = Annotated[
    bool,
    typer.Option("--flip", help="Also search which uncertain figures of the case would flip the answer."),
]
FlipInputOption = Annotated[
    list[str] | None, typer.Option("--input", help="With --flip, move only this input; several times.")
]


def register(app: typer.Typer) -> None:
    """Add the command that searches for flips."""
    app.command("flip")(flip)


@command
def flip(
    case: CaseArgument = DEFAULT_CASE,
    scenario: Annotated[
        str | None,
        typer.Option("--scenario", help="A scenario or instrument file, or a path; blank: the case's usual."),
    ] = None,
    only: Annotated[
        list[str] | None,
        typer.Option("--input", help="Move only this input of uncertain.csv; several times."),
    ] = None,
    profile: Annotated[str, typer.Option(help="Division of time, one of the case's profiles.")] = PROFILE,
    workers: Annotated[
        int | None, typer.Option(min=1, max=MOST_WORKERS, help="Threads; without: one a core.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Also write them as JSON.")
    ] = None,
    overlay: OverlayOption = None,
    lang: LangOption = "en",
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Say what would have to be true for the headlines of a scenario to be wrong."""
    check_language(lang)
    found = checked_case(case, overlay, as_json)
    scenario = scenario or usual_scenario_of(found)
    content = chosen_scenario(found, scenario, profile if profile in found.settings.profiles else None)
    inputs = chosen_inputs(found, content, only)
    if not content.happens:
        refuse(f"nothing happens in {content.title}: it has no headlines")
    if not inputs.moving:
        refuse("no input of uncertain.csv moves anything in this scenario")
    with answering(content.title):
        stated, flips = search_flips(found, content, inputs, workers, quiet or as_json)
    from didymium.ensemble.flip.search import flips_report

    report = {"scenario": Path(scenario).stem, "profile": content.profile, **flips_report(stated, flips)}
    if out is not None:
        import json

        from didymium.outcome.store import write_text

        with writing(out):
            write_text(out, json.dumps(report, indent=1, ensure_ascii=False) + "\n")
    if as_json:
        echo_json(report)
    elif not quiet:
        from didymium.views.ensemble.terminal import print_flips

        print_flips(sys.stdout, found, content.title, len(inputs.moving), stated, flips, lang)


def decision_flips(
    case: Case,
    base_year: BaseYear,
    questions: Sequence[Question],
    only: Sequence[str] | None,
    quiet: bool,
) -> tuple[Answers, list[Flip]]:
    """Find the flips of a decision, on as many threads as there are copies of its question."""
    from didymium.decisions.flips import asking_decision
    from didymium.ensemble.flip.search import find_flips
    from didymium.ensemble.inputs import case_inputs

    known = [row.input for row in case.uncertain]
    for name in only or ():
        if name not in known:
            refuse(f'--input "{name}" is not in uncertain.csv (there are {", ".join(known)})')
    inputs = case_inputs(case, only)
    if not inputs:
        refuse(f"{case.settings.name} states no uncertain figure of the case itself in uncertain.csv")
    with progress_bar("flip", len(inputs) + 1, quiet, time_left=True) as advance:
        stated = questions[0](case, base_year)
        advance("as stated", 1)
        asks = [asking_decision(case, base_year, question) for question in questions]
        return stated, find_flips(inputs, stated, asks, advance=lambda name: advance(name, 1))


def search_flips(
    case: Case, scenario: Scenario, inputs: Inputs, workers: int | None, quiet: bool
) -> tuple[Answers, list[Flip]]:
    """Find the flips of a scenario's headlines on several threads, with a progress bar."""
    import numpy as np

    from didymium.ensemble.flip.headlines import asking, headline_answers
    from didymium.ensemble.flip.search import find_flips
    from didymium.ensemble.running.work import work_of
    from didymium.ensemble.running.worker import Crew

    ends = np.array([item.ends for item in inputs.moving]).T
    work = work_of(case, calibrated(case).base, scenario, inputs.moving, ends)
    count = min(workers or os.cpu_count() or 1, len(inputs.moving))
    with progress_bar("flip", len(inputs.moving) + 1, quiet, time_left=True) as advance:
        crew = Crew(work)
        asked = [crew.join() for _ in range(count)]
        stated = headline_answers(*asked[0].outcomes([], []))
        advance("as stated", 1)
        flips = find_flips(
            inputs.moving, stated, [asking(worker) for worker in asked], advance=lambda name: advance(name, 1)
        )
    return stated, flips
