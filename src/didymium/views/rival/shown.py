"""A game as an answer in parts: what the terminal, the report, the page and files show."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator, Mapping
from functools import partial

import polars as pl

from didymium.decisions.rival.results import Game
from didymium.evidence.provenance import parse_references
from didymium.evidence.reading import shared_evidence
from didymium.scenario.writing import scenario_text
from didymium.views.answer.parts import ShownAnswer, ShownPart
from didymium.views.rival import tables
from didymium.views.rival.charts import (
    POLICIES,
    TRIED,
    policies_chart,
    policies_frame,
    tried_chart,
    tried_frame,
)
from didymium.views.rival.data import rival_data
from didymium.views.rival.lasting import LASTING, lasting_frame, lasting_part
from didymium.views.rival.naming import members_of, rival_name
from didymium.views.rival.saying import (
    answer_sentences,
    recheck_sentences,
    rules_sentences,
    search_sentences,
    second_sentences,
)
from didymium.views.rival.view import RivalView
from didymium.views.wording import Words, words_for

NAME = "rival"


def shown_rival(view: RivalView, lang: str, with_charts: bool = True) -> ShownAnswer:
    """Return everything that is shown of a game; charts take a while and may be left out where nobody sees
    them.
    """
    words = words_for(view.case, lang)
    named = rival_name(words, view.rival)
    lead = words(
        "rival.lead", case=view.case.settings.title, members=members_of(words, view.rival), rival=named
    )
    return ShownAnswer(
        NAME,
        words,
        view.rival.title_in(lang),
        lead,
        tuple(_parts(words, view, with_charts)),
        rival_data(words, view),
        view.case.evidence or shared_evidence(),
        sources_behind(view),
        asked_of(view),
        frames_of(view),
        files=scenario_files(view.game),
    )


def asked_of(view: RivalView) -> Mapping[str, object]:
    """Return what was asked: the rival, its aim, and the policies held against it."""
    policies = [reply.policy for reply in view.game.replies]
    return {"rival": view.name, "aim": view.rival.aim.model_dump(mode="json"), "policies": policies}


def frames_of(view: RivalView) -> dict[str, Callable[[], pl.DataFrame]]:
    """Return what makes the numbers of the charts, by the name of each."""
    made = {POLICIES: policies_frame, TRIED: tried_frame}
    if view.lasting:
        made[LASTING] = lasting_frame
    return {name: partial(make, view) for name, make in made.items()}


def scenario_files(game: Game) -> dict[str, str]:
    """Return of each policy the scenario in which the rival's reply follows it, by the name of a file."""
    return {scenario_file(reply.policy): scenario_text(reply.scenario) for reply in game.replies}


def scenario_file(policy: str) -> str:
    """Return the name of the file that holds a policy with the reply to it."""
    return f"scenario_{policy}.toml"


def solve_command(case: str, policy: str, folder: str) -> str:
    """Return the command that runs a policy with the reply to it from the files of a game."""
    file = f"{folder}/{scenario_file(policy)}"
    return shlex.join(["didymium", "solve", case, "--scenario", file, "--out", f"out/rival_{policy}"])


def sources_behind(view: RivalView) -> tuple[str, ...]:
    """Return the ids of the sources that the rival's file names, and those behind its facts."""
    texts = [view.rival.aim.source, *(one.source for one in (*view.rival.lever, *view.rival.policy))]
    texts += [entry.source for policy in view.rival.policy for entry in (*policy.instrument, *policy.event)]
    references = [one for text in texts for one in parse_references(text)]
    return tuple(dict.fromkeys(view.case.sources_behind(references)))


def _parts(words: Words, view: RivalView, drawn: bool) -> Iterator[ShownPart]:
    yield ShownPart(
        "answer",
        words("rival.section.answer"),
        tuple(answer_sentences(words, view)),
        (tables.policies_table(words, view), tables.replies_table(words, view)),
        (tables.members_table(words, view),),
        (policies_chart(words, view),) if drawn else (),
    )
    yield ShownPart(
        "search",
        words("rival.section.search"),
        tuple(search_sentences(words, view)),
        (tables.search_table(words, view),),
    )
    if view.game.cross.policies:
        yield ShownPart(
            "cross",
            words("rival.section.cross"),
            (words("rival.say.cross"),),
            (tables.cross_table(words, view),),
            (tables.cross_aim_table(words, view),),
        )
    if view.game.answered:
        said = tuple(second_sentences(words, view))
        yield ShownPart("second", words("rival.section.second"), said, tables.second_tables(words, view))
    if view.lasting:
        yield lasting_part(words, view, drawn=drawn)
    count = f"{sum(len(reply.tried) for reply in view.game.replies):,}"
    yield ShownPart(
        "tried",
        words("rival.section.tried"),
        (words("rival.say.tried", count=count),),
        folded=tables.tried_tables(words, view),
        charts=(tried_chart(words, view),) if drawn else (),
    )
    if any(reply.rechecked is not None for reply in view.game.replies):
        said = tuple(recheck_sentences(words, view))
        yield ShownPart("recheck", words("rival.section.recheck"), said, (tables.recheck_table(words, view),))
    yield ShownPart(
        "rules",
        words("rival.section.rules"),
        tuple(rules_sentences(words, view.rival)),
        (tables.levers_table(words, view.rival), tables.chosen_table(words, view.rival)),
    )
