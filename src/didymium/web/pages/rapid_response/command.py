"""The command line that gives the same numbers as the page."""

from __future__ import annotations

import shlex

from didymium.web.engine.responses import ResponseQuestion
from didymium.web.pages.rapid_response.asked import SAVED, ResponseForm
from didymium.web.server import Server

FIGURES = {
    "minimum_cover_days": "--minimum-cover",
    "commercial_share": "--commercial",
    "release_lead_days": "--lead-days",
    "surge_share": "--surge",
    "diversion_share": "--divert",
    "purchase_share": "--buy",
}
SWITCHES = {
    "swaps": "--no-swaps",
    "reallocation": "--no-reallocation",
    "public_stocks": "--no-public-stocks",
}


def commands_of(server: Server, form: ResponseForm, question: ResponseQuestion) -> list[str]:
    """Return the command that makes the plan, and one for each round of news, in files of their own."""
    folders = ["out/response", *(f"out/response_{number}" for number in range(1, len(form.news) + 1))]
    again = [
        ["didymium", "respond", server.case_argument, "--plan", before, "--update", f"news_{number}.csv"]
        for number, before in enumerate(folders[:-1], start=1)
    ]
    overlay = [] if server.overlay_argument is None else ["--overlay", server.overlay_argument]
    made = [shlex.join([*line, *overlay, "--out", out]) for line, out in zip(again, folders[1:], strict=True)]
    return [command_of(server, form, question), *made]


def command_of(server: Server, form: ResponseForm, question: ResponseQuestion) -> str:
    """Return the command that makes the plan before any news."""
    request, means = question.request, question.request.means
    saved = form.scenario.startswith(SAVED)
    scenario = f"{form.scenario.removeprefix(SAVED)}.toml" if saved else form.scenario
    parts = ["didymium", "respond", server.case_argument, "--as-of", request.as_of.isoformat()]
    parts += ["--scenario", scenario, "--days", str(request.days)]
    lists = (
        ("--members", request.members),
        ("--first", request.sectors_first),
        ("--spare", means.spared),
    )
    for option, names in lists:
        parts += [option, ",".join(names)] if names else []
    parts += ["--by-value"] if request.by_value else []
    figures: list[tuple[str, float | None]] = [
        ("--chance", request.grant_chance),
        ("--decision-after", request.decision_after_days),
    ]
    figures += [
        (option, getattr(means, field))
        for field, option in FIGURES.items()
        if field in means.model_fields_set
    ]
    for option, value in figures:
        parts += [option, f"{value:.15g}"] if value is not None else []
    parts += [option for field, option in SWITCHES.items() if not getattr(means, field)]
    if server.overlay_argument is not None:
        parts += ["--overlay", server.overlay_argument]
    return shlex.join([*parts, "--out", "out/response"])
