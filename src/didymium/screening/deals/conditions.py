"""The conditions of a deal test, each answered by itself: yes, no or unknown, with what would decide it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from didymium.evidence.deal_tests import DealProperty, DealTest, ShareLimit
from didymium.evidence.evidence import Evidence
from didymium.evidence.rule_tests import Threshold
from didymium.screening.answer import Figure, Holds, Said, any_of
from didymium.screening.deals.deal import Known
from didymium.screening.rules import limit_of

WISHES = frozenset(
    {
        "board_seat", "proposes_sale", "nonpublic_technology", "nonpublic_information", "observer",
        "decision_making", "appoints_officer", "pays_for_control",
    }
)  # fmt: skip
"""What an acquirer may give up."""
PROMISES = frozenset({"keeps_core_conditions", "keeps_quasi_conditions", "mitigation_proposed"})
"""What an acquirer may promise."""


@dataclass(frozen=True)
class Check:
    """One condition and its answer."""

    holds: Holds
    reasons: tuple[Said, ...]
    """What the answer rests on."""
    missing: tuple[Said, ...] = ()
    """What would have to be known."""
    avoid: tuple[Said, ...] = ()
    """What the acquirer could change so that it fails; empty: nothing."""
    reach: tuple[Said, ...] = ()
    """What the acquirer could change so that it holds; empty: nothing."""
    figures: tuple[Figure, ...] = ()


def checks_of(test: DealTest, known: Known, evidence: Evidence) -> list[Check]:
    """Return the answers to every condition of a test; none but the country's where that rules it out."""
    places = list(_countries(test, known))
    if any(check.holds is Holds.NO for check in places):
        return places
    return [
        *places,
        *(_needed(name, known) for name in test.needs),
        *_alternatives(test, known),
        *(_unwanted(name, known) for name in test.none_of),
        *(check for limit in test.shares for check in _share(limit, known, evidence)),
    ]


def _countries(test: DealTest, known: Known) -> Iterator[Check]:
    if test.target_in:
        yield _place("target", known.target_country, test.target_in, inside=True)
    if test.acquirer_in:
        yield _place("acquirer", known.acquirer_country, test.acquirer_in, inside=True)
    if test.acquirer_not_in:
        yield _place("acquirer", known.acquirer_country, test.acquirer_not_in, inside=False)


def _place(who: str, country: str, countries: tuple[str, ...], *, inside: bool) -> Check:
    if not country:
        missing = Said(f"screen.deal.missing.{who}_country")
        return Check(Holds.UNKNOWN, (missing,), (missing,))
    holds = Holds.YES if (country in countries) == inside else Holds.NO
    return Check(holds, (Said(f"screen.deal.reason.{who}_country", {"country": country}),))


def _needed(name: DealProperty, known: Known) -> Check:
    holds = known.so(name)
    avoid = (_said("remedy.give_up", name),) if name in WISHES else ()
    reach = (_said("remedy.promise", name),) if name in PROMISES else ()
    return Check(holds, (_reason(name, holds),), _missing(name, holds), avoid, reach)


def _unwanted(name: DealProperty, known: Known) -> Check:
    so = known.so(name)
    reach = (_said("remedy.give_up", name),) if name in WISHES else ()
    return Check(~so, (_reason(name, so),), _missing(name, so), (), reach)


def _alternatives(test: DealTest, known: Known) -> Iterator[Check]:
    """One of several is enough: all of them would have to be given up."""
    if not test.any_of:
        return
    answers = {name: known.so(name) for name in test.any_of}
    holds = any_of(answers.values())
    deciding = [name for name, so in answers.items() if so is holds]
    missing = tuple(said for name in deciding for said in _missing(name, holds))
    present = [name for name, so in answers.items() if so is not Holds.NO]
    avoid = tuple(_said("remedy.give_up", name) for name in present) if set(present) <= WISHES else ()
    yield Check(holds, tuple(_reason(name, holds) for name in deciding), missing, avoid)


def _share(limit: ShareLimit, known: Known, evidence: Evidence) -> Iterator[Check]:
    if limit.from_ is not None:
        figure = _figure(limit, limit.from_, known, evidence)
        yield _compared(limit, figure, figure.holds, avoid=(_lower(figure),))
    if limit.below is not None:
        figure = _figure(limit, limit.below, known, evidence)
        yield _compared(limit, figure, ~figure.holds, reach=(_lower(figure),))


def _figure(limit: ShareLimit, threshold: Threshold, known: Known, evidence: Evidence) -> Figure:
    share, figure = known.share(limit.share), limit_of(evidence, threshold)
    return Figure(
        limit.share,
        share.low,
        share.high,
        figure.unit,
        figure.value,
        figure.included,
        figure.fact,
        figure.warnings,
    )


def _compared(
    limit: ShareLimit,
    figure: Figure,
    holds: Holds,
    avoid: tuple[Said, ...] = (),
    reach: tuple[Said, ...] = (),
) -> Check:
    condition = f"screen.deal.share.{limit.share}"
    fields = {"share": condition, "low": figure.low, "high": figure.high, "limit": figure.threshold}
    side = {Holds.YES: "reached", Holds.NO: "not_reached", Holds.UNKNOWN: "open"}[figure.holds]
    missing = (Said("screen.deal.missing.share", {"share": condition, "limit": figure.threshold}),)
    return Check(
        holds,
        (Said(f"screen.deal.reason.share_{side}", fields),),
        missing if holds is Holds.UNKNOWN else (),
        avoid,
        reach,
        (figure,),
    )


def _lower(figure: Figure) -> Said:
    key = "stay_below" if figure.included else "stay_at_most"
    fields = {"share": f"screen.deal.share.{figure.name}", "limit": figure.threshold}
    return Said(f"screen.deal.remedy.{key}", fields)


def _reason(name: DealProperty, holds: Holds) -> Said:
    return _said(
        {Holds.YES: "reason.is", Holds.NO: "reason.is_not", Holds.UNKNOWN: "reason.open"}[holds], name
    )


def _missing(name: DealProperty, holds: Holds) -> tuple[Said, ...]:
    return (_said("missing.property", name),) if holds is Holds.UNKNOWN else ()


def _said(key: str, name: DealProperty) -> Said:
    """``condition`` is itself the key of a message: the property in words."""
    return Said(f"screen.deal.{key}", {"condition": f"screen.deal.property.{name}"})
