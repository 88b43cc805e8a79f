"""A question about owners: whose, on which lists, and of which deal; names become parties of a register."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from didymium.evidence.deal_tests import DealProperty
from didymium.evidence.evidence import Evidence
from didymium.files.problems import InputError, Problem
from didymium.screening.answer import Holds, Said
from didymium.screening.deals.deal import MOST, Deal, Entity, Share
from didymium.screening.deals.entities import entity_after
from didymium.screening.deals.from_register import (
    Lists,
    Owned,
    deal_from_register,
    deal_with,
    entity_from_register,
    owned_of,
)
from didymium.screening.register.names import find_party
from didymium.screening.register.register import Register

_ROUNDING = 1e-9


@dataclass(frozen=True)
class OwnershipQuestion:
    """What is asked. Parties are given by identifier or name, in any script."""

    target: str = ""
    """Whose owners, or what is acquired; blank: only ``owners_of_all`` is asked."""
    owners_of_all: float | None = None
    """Share in percent from which on all holdings of the register are asked for."""
    deal: Deal | None = None
    """The deal as it is stated; without it nobody acquires anything."""
    bought: Share | None = None
    """Share in percent that the deal adds; None: the deal states the stake after it, or nothing does."""
    seller: str = ""
    """Who sells, if the register has it."""
    us_listed: tuple[str, ...] = ()
    """Parties of the register on US lists."""
    cn_listed: tuple[str, ...] = ()
    """Parties on Chinese lists."""
    named: tuple[str, ...] = ()
    """Parties named as specified foreign entities."""
    lists_complete: bool = False
    """Whether no other party is on these lists or has its main office in a covered nation."""


@dataclass(frozen=True, eq=False)
class AskedDeal:
    """A deal with what a register adds to it, and what should be known of how it was put together."""

    deal: Deal
    acquirer: Entity
    notes: tuple[Said, ...]


def owned_by(register: Register, question: OwnershipQuestion) -> Owned:
    """Return a register ready for questions, with the parties that are on lists.

    Raises:
        InputError: With every party that the register lacks or has several of.
    """
    names, problems = register.names, list[Problem]()
    found: dict[str, list[int]] = {}
    asked = {"us_listed": question.us_listed, "cn_listed": question.cn_listed, "named": question.named}
    for what, texts in asked.items():
        found[what] = []
        for text in texts:
            try:
                found[what].append(find_party(names, text, what))
            except InputError as error:
                problems += error.problems
    if problems:
        raise InputError(problems)
    lists = Lists(found["us_listed"], found["cn_listed"], found["named"], question.lists_complete)
    return owned_of(register, lists)


def asked_deal(
    evidence: Evidence, question: OwnershipQuestion, owned: Owned | None, target: int | None
) -> AskedDeal:
    """Return the deal of a question; a register that has the acquirer tells what it held before.

    Raises:
        InputError: If the acquirer's name stands for several parties, or the seller for none, or more is
            bought than is left.
        ValueError: If the question has no deal.
    """
    given = question.deal
    if given is None:
        raise ValueError("the question has no deal")
    if owned is None or target is None:
        return AskedDeal(
            _stated(given, question.bought), Entity(given.acquirer, given.acquirer_country), _open(question)
        )
    acquirer = _party_if_any(owned, given.acquirer)
    if acquirer is None:
        shown = _target_alone(owned, given, target)
        deal = deal_with(shown, _stated(given, question.bought))
        notes = (_outside(owned, given.acquirer), *_open(question))
        return AskedDeal(deal, Entity(given.acquirer, given.acquirer_country), notes)
    seller = find_party(owned.register.names, question.seller, "seller") if question.seller else None
    shown = deal_from_register(owned, acquirer, target, question.bought or Share(), seller=seller)
    if given.before is not None:
        given = _stated(given, question.bought)
    deal = deal_with(shown, given)
    return AskedDeal(deal, entity_from_register(owned, acquirer, evidence), _held_before(deal))


def asked_entity(
    evidence: Evidence,
    question: OwnershipQuestion,
    owned: Owned | None,
    target: int | None,
    deal: AskedDeal | None,
) -> Entity:
    """Return the target as a company with its owners; after the deal if there is one."""
    if owned is not None and target is not None:
        entity = entity_from_register(owned, target, evidence)
    else:
        country = "" if deal is None else deal.deal.target_country
        entity = Entity(question.target, country)
    return entity if deal is None else entity_after(evidence, deal.deal, deal.acquirer, entity)


def _stated(deal: Deal, bought: Share | None) -> Deal:
    """Return a deal with the stake after it: what is bought on top of what was held before, if that is said;
    otherwise at least what is bought.
    """
    if bought is None or "stake_after" in deal.shares:
        return deal
    before = deal.before
    low = (bought.low or 0.0) + (0.0 if before is None or before.low is None else before.low)
    if low > MOST + _ROUNDING:
        remedy = "what is bought and what was held before are at most 100 % together"
        raise InputError([Problem("stake", "is more than is left", value=f"{low:g}", remedy=remedy)])
    high = None
    if before is not None and before.high is not None and bought.high is not None:
        high = min(MOST, round(before.high + bought.high, 9))
    return replace(deal, shares={**deal.shares, "stake_after": Share(min(MOST, round(low, 9)), high)})


def _open(question: OwnershipQuestion) -> tuple[Said, ...]:
    deal = question.deal
    if deal is None or question.bought is None or deal.before is not None or "stake_after" in deal.shares:
        return ()
    return (Said("screen.deal.note.before_not_said"),)


def _held_before(deal: Deal) -> tuple[Said, ...]:
    """Say that a register leaves open what was held before, if it does: then the deal may add nothing."""
    before = deal.before
    if before is None or before.low == before.high:
        return ()
    return (Said("screen.deal.note.before_open", {"low": before.low, "high": before.high}),)


def _target_alone(owned: Owned, given: Deal, target: int) -> Deal:
    """Return a deal with what the register says of the target: its country, and whether it is listed."""
    listed = owned.register.is_listed(target)
    properties: dict[DealProperty, Holds] = (
        {} if listed is None else {"listed": Holds.YES if listed else Holds.NO}
    )
    name = owned.register.names.name(target)
    return Deal(given.acquirer, name, "", owned.country(target), None, {}, properties)


def _party_if_any(owned: Owned, text: str) -> int | None:
    """Return a party of the register, None if it has none of that name; several are refused."""
    names = owned.register.names
    if text.strip() and not _has_surrogates(text) and not names.find(text):
        return None
    return find_party(names, text, "acquirer")


def _outside(owned: Owned, text: str) -> Said:
    """Say that an acquirer is not in the register, and which parties are called nearly so."""
    names = owned.register.names
    alike: Sequence[int] = names.alike(text)
    if not alike:
        return Said("screen.deal.note.acquirer_outside", {"party_name": text})
    called = tuple(dict.fromkeys(names.name(party) for party in alike[:3]))
    return Said("screen.deal.note.acquirer_alike", {"party_name": text, "name": called})


def _has_surrogates(text: str) -> bool:
    return any("\ud800" <= letter <= "\udfff" for letter in text)
