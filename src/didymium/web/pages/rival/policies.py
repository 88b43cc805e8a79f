"""What may be done with each policy and the reply to it: take the scenario along, look at it in the shock
lab, work it anew.
"""

from __future__ import annotations

from functools import partial

from nicegui import ui

from didymium.catalogue.database import CatalogueError
from didymium.decisions.rival.results import NONE
from didymium.scenario.reading import parse_scenario
from didymium.views.answer.parts import ShownAnswer
from didymium.views.rival.shown import scenario_file, solve_command
from didymium.web.access.accounts.roles import Permission
from didymium.web.lab.saved import MOST_SAVED, TooManySaved
from didymium.web.look.acting import allowed, note
from didymium.web.look.asking import refusal_text
from didymium.web.look.html import Tag, button, download, link
from didymium.web.look.visit import Visit
from didymium.web.pages.rival.tabs import PATH
from didymium.web.problem import Refusal


def show_policies(visit: Visit, answer: ShownAnswer) -> None:
    """Draw the policies of an answer with what may be done with each."""
    words, rival = visit.words, str(answer.data["rival"])
    Tag("h2", words("web.rival.each"))
    first = next(iter(answer.data["policies"]))["policy"]
    command = solve_command(visit.server.case_argument, first, ".")
    Tag("p", words("rival.say.scenarios", command=command), classes="quiet")
    said = Tag("p", "", role="status", aria_live="polite", id="rival-said")
    with Tag("ul", classes="plain"):
        for reply in answer.data["policies"]:
            with Tag("li"):
                Tag("p", str(reply["title"])).style("margin:.5rem 0 .15rem")
                _actions(visit, answer, rival, str(reply["policy"]), str(reply["title"]), said)


def _actions(visit: Visit, answer: ShownAnswer, rival: str, policy: str, title: str, said: Tag) -> None:
    words, file = visit.words, scenario_file(policy)
    text = answer.files[file]
    with Tag("div", classes="row"):
        button(
            words("web.rival.take"),
            lambda _: download(text.encode(), file),
            "button small",
            id=f"rival-take-{policy}",
            aria_label=f"{words('web.rival.take')}: {title}",
        )
        if visit.person.may(Permission.SAVE):
            button(
                words("web.rival.to_lab"),
                partial(_to_lab, visit, file, text, said),
                "button small",
                id=f"rival-lab-{policy}",
                aria_label=f"{words('web.rival.to_lab')}: {title}",
            )
        if policy != NONE:
            address = visit.address(PATH, view="anew", rival=rival, policy=policy)
            link(words("web.rival.anew"), address, aria_label=f"{words('web.rival.anew')}: {title}")


async def _to_lab(visit: Visit, file: str, text: str, said: Tag, _: object) -> None:
    """Save the scenario for the person, and open the lab on top of it."""
    server = visit.server
    try:
        person = await allowed(visit, Permission.SAVE)
        scenario = parse_scenario(server.case, text, file)
        kept = server.saved.save(person.name, server.case.settings.name, scenario)
    except Refusal:
        said.say(visit.words("web.lab.may_not_save"))
    except TooManySaved:
        said.say(visit.words("web.lab.too_many", most=MOST_SAVED))
    except CatalogueError as error:
        said.say(refusal_text(visit, error))
    else:
        await note(visit, "save scenario", f"{kept.key} {kept.title}")
        ui.navigate.to(visit.address("/shock-lab", saved=kept.key))
