"""The parts of what the rules say of a deal, and of a company and its owners."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from didymium.screening.deals.answers import RuleAnswer
from didymium.screening.deals.deal import Deal
from didymium.views.answer.parts import ShownPart
from didymium.views.evidence.speaking import Speaker
from didymium.views.screening.ownership.charts import duties_charts
from didymium.views.screening.ownership.deal_tables import (
    changes_table,
    deal_grounds_table,
    deal_tests_table,
    deciding,
    missing_table,
    others,
    readings_table,
    rules_table,
    timeline_table,
    told_table,
)
from didymium.views.screening.ownership.saying import (
    say_all_rules,
    say_asked,
    say_duty,
    say_outcome,
)
from didymium.views.screening.ownership.view import OwnershipView, Screened
from didymium.views.screening.saying import join_said, say_bounds, say_rule, say_said


def deal_parts(
    speaker: Speaker, view: OwnershipView, screened: Screened, charts: bool
) -> Iterator[ShownPart]:
    """Return who must be told of a deal, why, what to change, the readings and the timeline."""
    answer, words = screened.answer, speaker.words
    asking = [rule for rule in answer.rules if rule.possible]
    quiet = [rule for rule in answer.rules if not rule.possible]
    yield ShownPart(
        "deal",
        words("screen.deal.section.answer"),
        tuple(_deal_sentences(speaker, view, screened, asking)),
        (told_table(speaker, answer), rules_table(speaker, asking, "deal_rules")),
        (rules_table(speaker, quiet, "deal_quiet"),),
    )
    yield _why(speaker, screened)
    yield ShownPart(
        "deal_change",
        words("screen.deal.section.change"),
        (words("screen.deal.one_is_enough"),) if changes_table(speaker, asking).rows else (),
        (missing_table(speaker, asking), changes_table(speaker, asking)),
    )
    yield ShownPart(
        "deal_readings", words("screen.deal.section.readings"), (), (readings_table(speaker, screened),)
    )
    yield _over_time(speaker, view, screened, "deal", charts)


def _deal_sentences(
    speaker: Speaker, view: OwnershipView, screened: Screened, asking: list[RuleAnswer]
) -> Iterator[str]:
    words, deal = speaker.words, screened.given
    assert isinstance(deal, Deal)
    stake = deal.known().share("stake_after")
    yield words(
        "screen.deal.verdict",
        day=str(view.day),
        acquirer=deal.acquirer,
        target=deal.target,
        stake=say_bounds(speaker, stake.low, stake.high),
        verdict=say_all_rules(speaker, screened.answer),
    )
    for rule in asking:
        for duty in rule.duties:
            asked, told = say_asked(speaker, rule, duty), join_said(speaker, say_duty(speaker, duty))
            yield words("screen.deal.told", rule=speaker.name(rule.rule), asked=asked, told=told)
    for finding in screened.answer.accompanying:
        yield words("screen.deal.besides", rule=say_rule(speaker, finding))
    yield from (say_said(speaker, note) for note in view.notes)
    yield words("screen.deal.scope", rules=len(screened.answer.rules))


def _why(speaker: Speaker, screened: Screened) -> ShownPart:
    first, rest = deciding(screened.answer), others(screened.answer)
    return ShownPart(
        "deal_tests",
        speaker.words("screen.deal.section.tests"),
        (),
        (deal_tests_table(speaker, first, "tests"), deal_grounds_table(speaker, first, "grounds")),
        (deal_tests_table(speaker, rest, "other_tests"), deal_grounds_table(speaker, rest, "other_grounds")),
    )


def entity_parts(
    speaker: Speaker, view: OwnershipView, screened: Screened, charts: bool
) -> Iterator[ShownPart]:
    """Return what a company counts as, the tests in files and behind a click, and the timeline."""
    words, answer = speaker.words, screened.answer
    key = "screen.entity.verdict" if view.deal is None else "screen.entity.verdict_after"
    verdict = say_all_rules(speaker, answer)
    asking = [rule for rule in answer.rules if rule.possible]
    first, rest = deciding(answer), others(answer)
    yield ShownPart(
        "entity",
        words("screen.entity.section.answer"),
        (
            words(key, day=str(view.day), target=answer.about, verdict=verdict),
            *_entity_rules(speaker, answer.rules),
        ),
        (),
        (
            rules_table(speaker, answer.rules, "entity_rules"),
            missing_table(speaker, asking),
            deal_tests_table(speaker, first, "tests"),
            deal_grounds_table(speaker, first, "grounds"),
            deal_tests_table(speaker, rest, "other_tests"),
            deal_grounds_table(speaker, rest, "other_grounds"),
            readings_table(speaker, screened),
        ),
    )
    yield _over_time(speaker, view, screened, "entity", charts)


def _entity_rules(speaker: Speaker, rules: Sequence[RuleAnswer]) -> Iterator[str]:
    for rule in rules:
        verdict = say_outcome(speaker, rule)
        yield speaker.words("screen.entity.rule", rule=speaker.name(rule.rule), verdict=verdict)


def _over_time(
    speaker: Speaker, view: OwnershipView, screened: Screened, name: str, charts: bool
) -> ShownPart:
    tables = [timeline_table(speaker, spans, reading) for reading, spans in screened.timelines.items()]
    drawn = duties_charts(speaker, screened, view.day, name) if charts and screened.timelines else ()
    heading = speaker.words(f"screen.{name}.section.timeline")
    return ShownPart(f"{name}_timeline", heading, (), tuple(tables[:1]), tuple(tables[1:]), drawn)
