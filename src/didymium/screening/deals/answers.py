"""What a rule asks in all, from the findings on its tests."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from didymium.evidence.deal_tests import DealTest
from didymium.evidence.evidence import Evidence
from didymium.screening.answer import Finding, Holds, Said, any_of
from didymium.screening.deals.definitions import state_missing
from didymium.screening.rules import Reading

RANK = (
    "prohibited_entity", "restricted_entity", "restricted_outbound", "declaration_mandatory", "notify_before",
    "report_after", "reviewable", "exempt",
)  # fmt: skip
"""Effects, the strongest first."""
ENDED = ("repealed", "expired", "struck_down")
"""States after which a part does not come back."""
OUTCOMES = (*RANK, "unknown", "not_in_force", "not_caught")
"""What a rule may answer. ``unknown``: something stronger than what is sure remains possible;
``not_in_force``: a test may hold, but its part is pending, suspended or not yet in force."""


@dataclass(frozen=True)
class Duty:
    """Who must be told, through whom, and when. None: the rule or its sources set no time."""

    effect: str
    tell: tuple[str, ...]
    """Subjects of evidence."""
    through: str | None
    days_before: float | None
    """Days that must lie between telling and completing."""
    months_before: float | None
    """Months before the deal from which on it may be told."""
    days_after: float | None
    """Days after the deal within which a report is due."""


@dataclass(frozen=True)
class Judged:
    """A test with its finding."""

    test: DealTest
    finding: Finding


@dataclass(frozen=True)
class RuleAnswer:
    """What one rule says of one deal or entity on one day."""

    rule: str
    outcome: str
    """One of ``OUTCOMES``."""
    at_least: str
    """The strongest effect that is sure; blank: none."""
    possible: tuple[str, ...]
    """Effects that are sure or may follow, the strongest first."""
    exemption: Holds | None
    """Whether an exemption takes back what is asked; unknown: it could, and ``missing`` says what decides.
    None: nothing is asked, or the rule has none."""
    duties: tuple[Duty, ...]
    """Who is to be told, for the effects in ``possible``."""
    findings: tuple[Finding, ...]
    missing: tuple[Said, ...]
    """What would have to be known."""
    remedies: tuple[Said, ...]
    """What could be changed for it not to be asked."""
    warnings: tuple[str, ...]
    """Warnings on the facts behind what is asked."""


@dataclass(frozen=True)
class ScreenAnswer:
    """What every rule says of a deal or an entity on a day."""

    about: str
    day: dt.date
    reading: Reading
    rules: tuple[RuleAnswer, ...]

    @property
    def outcome(self) -> str:
        """The strongest answer of any rule; unknown if a stronger one is possible."""
        strongest = _strongest([rule.at_least for rule in self.rules if rule.at_least])
        unsure = _strongest([effect for rule in self.rules for effect in rule.possible])
        if strongest == unsure:
            return strongest or _weakest([rule.outcome for rule in self.rules])
        return "unknown"

    @property
    def accompanying(self) -> tuple[Finding, ...]:
        """Return what adds to a notification that is asked, or may be: a joint review, measures proposed."""
        if not any("notify_before" in rule.possible for rule in self.rules):
            return ()
        findings = [finding for rule in self.rules for finding in rule.findings]
        return tuple(one for one in findings if one.effect == "accompanies" and one.bites is not Holds.NO)

    def rule(self, name: str) -> RuleAnswer:
        """Return the answer of one rule.

        Raises:
            KeyError: If it has no test of this kind.
        """
        for answer in self.rules:
            if answer.rule == name:
                return answer
        raise KeyError(name)


def rule_answer(
    rule: str, tested: Sequence[Judged], defined: Mapping[str, tuple[Said, ...]], evidence: Evidence
) -> RuleAnswer:
    """Return what a rule asks: each duty unless an exemption takes it back. One that may be exempt is asked
    all the same: an exemption is earned by keeping to its conditions. ``defined`` says what leaves a property
    open.
    """
    asks = [one for one in tested if one.test.effect in RANK and one.test.effect != "exempt"]
    answers = {id(one): (_asked(one, tested), _exempt(one, tested)) for one in asks}
    sure = _strongest([one.test.effect for one in asks if answers[id(one)][0] is Holds.YES])
    open_ = [one.test.effect for one in asks if answers[id(one)][0] is Holds.UNKNOWN]
    exempted = [one for one in asks if answers[id(one)][1] is Holds.YES and one.finding.bites is not Holds.NO]
    sure = sure or ("exempt" if any(one.finding.bites is Holds.YES for one in exempted) else "")
    possible = {effect for effect in (sure, *open_) if effect} | ({"exempt"} if exempted else set())
    lifts = [answers[id(one)][1] for one in asks if one.finding.bites is not Holds.NO]
    if any(lift is Holds.UNKNOWN for lift in lifts):
        possible.add("exempt")
    ordered = tuple(effect for effect in RANK if effect in possible)
    live = _live(tested, ordered)
    return RuleAnswer(
        rule,
        _outcome(sure, ordered, asks),
        sure,
        ordered,
        any_of(lifts) if lifts and _has_exemption(tested) else None,
        _duties(live, evidence),
        tuple(one.finding for one in tested),
        _together(said for one in live for said in _missing(one.finding, defined)),
        _together(said for one in live for said in one.finding.remedies),
        tuple(dict.fromkeys(word for one in live for word in one.finding.warnings)),
    )


def _outcome(sure: str, possible: tuple[str, ...], asks: Sequence[Judged]) -> str:
    if possible and sure != possible[0]:
        return "unknown"
    if sure:
        return sure
    waiting = [one for one in asks if one.finding.state not in ENDED and one.finding.holds is not Holds.NO]
    return "not_in_force" if waiting else "not_caught"


def _exempt(one: Judged, tested: Sequence[Judged]) -> Holds:
    exemptions = [other for other in tested if one.test.step in other.test.exempts]
    return any_of(other.finding.bites for other in exemptions)


def _asked(one: Judged, tested: Sequence[Judged]) -> Holds:
    return Holds.NO if _exempt(one, tested) is Holds.YES else one.finding.bites


def _has_exemption(tested: Sequence[Judged]) -> bool:
    return any(one.test.effect == "exempt" and one.finding.state == "in_force" for one in tested)


def _live(tested: Sequence[Judged], possible: tuple[str, ...]) -> list[Judged]:
    """The tests that decide: those whose effect may follow, what adds to them, and exemptions from them."""
    effects = {*possible, "accompanies", "exempt"} if possible else set()
    return [one for one in tested if one.test.effect in effects and _open(one)]


def _open(one: Judged) -> bool:
    """An exemption that fails still says how it would be earned."""
    return one.finding.bites is not Holds.NO or (
        one.test.effect == "exempt" and one.finding.state == "in_force" and bool(one.finding.remedies)
    )


def _duties(live: Sequence[Judged], evidence: Evidence) -> tuple[Duty, ...]:
    duties = [
        Duty(
            one.test.effect,
            one.test.tell,
            one.test.through,
            _time(one.test.days_before, evidence),
            _time(one.test.months_before, evidence),
            _time(one.test.days_after, evidence),
        )
        for one in live
        if one.test.tell and one.finding.bites is not Holds.NO
    ]
    return tuple(dict.fromkeys(duties))


def _time(fact: str | None, evidence: Evidence) -> float | None:
    return None if fact is None else float(evidence.fact(fact)["number"])


def _strongest(effects: Sequence[str]) -> str:
    return next((effect for effect in RANK if effect in effects), "")


def _weakest(outcomes: Sequence[str]) -> str:
    return next((outcome for outcome in ("unknown", "not_in_force") if outcome in outcomes), "not_caught")


def _missing(finding: Finding, defined: Mapping[str, tuple[Said, ...]]) -> Iterator[Said]:
    """What a finding misses; for a property that the rules define, what its definition misses too."""
    for said in finding.missing:
        yield said
        yield from defined.get(str(said.fields.get("condition", "")).rpartition(".")[2], ())
    yield from state_missing(finding)


def _together(said: Iterable[Said]) -> tuple[Said, ...]:
    found: dict[tuple[str, str], Said] = {}
    for one in said:
        found.setdefault((one.key, str(sorted(one.fields.items(), key=str))), one)
    return tuple(found.values())
