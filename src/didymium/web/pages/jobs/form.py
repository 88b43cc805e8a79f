"""The form that submits a job."""

from __future__ import annotations

from anyio.to_thread import run_sync

from didymium.case.case import Case
from didymium.catalogue.database import CatalogueError
from didymium.files.problems import InputError
from didymium.scenario.schema import Scenario
from didymium.web.access.accounts.roles import Permission
from didymium.web.jobs.errors import JobError
from didymium.web.jobs.requests import MOST_SCENARIOS
from didymium.web.lab.choices import lab_profile
from didymium.web.look.acting import allowed, note
from didymium.web.look.asking import refusal_text
from didymium.web.look.forms import choice_field, send_button, sent_form, text_field
from didymium.web.look.html import Tag
from didymium.web.look.visit import Visit
from didymium.web.pages.jobs.board import JobBoard
from didymium.web.pages.jobs.submission import LAB, SHIPPED, request_of, sources
from didymium.web.problem import Refusal

COUNT, SEED = 200, 1


def show_form(visit: Visit, board: JobBoard) -> None:
    """Draw the form; what is submitted appears on the board."""
    words, case = visit.words, visit.server.case
    Tag("h2", words("web.jobs.new"))
    known = sources(visit)
    named = f"{SHIPPED}{visit.query.get('scenario', '')}"
    first = LAB if LAB in known else named if named in known else next(iter(known), "")
    kinds = {kind: words(f"web.jobs.kind_{kind}") for kind in ("solve", "ensemble")}
    chosen = visit.query.get("kind", "")
    profiles = {"": words("web.jobs.own_profile"), **{name: name for name in case.settings.profiles}}
    profile = full_profile(case) if LAB in known else ""

    async def send(given: dict[str, str]) -> None:
        await _submit(visit, board, given, said)

    with sent_form(send):
        with Tag("div", classes="grid"):
            kind = choice_field(words("label.kind"), "kind", kinds, chosen if chosen in kinds else "solve")
            choice_field(words("web.jobs.scenario"), "scenario", known, first)
            choice_field(
                words("web.jobs.profile"), "profile", profiles, profile, hint=words("web.jobs.profile_hint")
            )
            text_field(words("web.jobs.title"), "title", hint=words("web.jobs.title_hint"))
        with Tag("div", classes="grid", hidden=chosen != "ensemble") as more:
            _number(words("web.jobs.count"), "count", COUNT, 1, MOST_SCENARIOS)
            _number(words("web.jobs.seed"), "seed", SEED, 0, 2**53)
        kind.on(
            "change",
            lambda event: more.set(hidden=event.args != "ensemble"),
            js_handler="(e) => emit(e.target.value)",
        )
        with Tag("div", classes="row"):
            send_button(words("web.jobs.submit"))
    said = Tag("p", "", classes="problems", role="status", aria_live="polite", id="job-said")


def full_profile(case: Case) -> str:
    """Return the profile in which a scenario of the lab is solved in full: that of scenario files that name
    none, where the case has it, else the lab's own.
    """
    usual = str(Scenario.model_fields["profile"].default)
    return usual if usual in case.settings.profiles else lab_profile(case)


def _number(label: str, name: str, value: int, low: int, high: int) -> None:
    text_field(label, name, str(value), kind="number", min=low, max=high, step=1)


async def _submit(visit: Visit, board: JobBoard, given: dict[str, str], said: Tag) -> None:
    """Submit what the form states, if the person may; say what came of it."""
    try:
        person = await allowed(visit, Permission.RUN_JOBS)
        request = await run_sync(request_of, visit, given)
        job = await run_sync(visit.server.jobs.submit, person.name, request)
    except Refusal:
        await note(visit, "submit job", given.get("scenario", ""), "refused")
        said.say(visit.words("web.jobs.may_not"))
    except InputError as error:
        said.say(refusal_text(visit, error))
    except JobError as error:
        said.say(str(error))
    except CatalogueError:
        said.say(visit.words("web.refused.catalogue"))
    else:
        await note(visit, "submit job", f"{job.key} {job.kind} {job.title}")
        said.say(visit.words("web.jobs.submitted", title=job.title))
        await board.refresh()
