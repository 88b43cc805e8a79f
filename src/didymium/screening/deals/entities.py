"""Companies of covered nations, and what a deal makes of its target."""

from __future__ import annotations

import polars as pl

from didymium.evidence.deal_tests import DealShare
from didymium.evidence.evidence import Evidence
from didymium.screening.answer import Holds
from didymium.screening.deals.deal import Deal, Entity, Share


def covered_nations(evidence: Evidence) -> tuple[str, ...]:
    """Return the countries that the facts of the US tests on entities call covered nations."""
    is_member = (pl.col("subject") == "us_pfe") & (pl.col("measure") == "members")
    return tuple(sorted(evidence.facts.filter(is_member)["value"].to_list()))


def entity_after(evidence: Evidence, deal: Deal, acquirer: Entity, target: Entity) -> Entity:
    """Return the target as an entity after the deal: an acquirer of a covered nation, or on a list, becomes
    an owner of it, with at least its new stake. What is stated of the target after the deal stands.
    """
    stake = Share(deal.known().share("stake_after").low, None)
    gained: dict[DealShare, Share] = {}
    if _is_covered(evidence, acquirer):
        gained["covered_nation_share"] = stake
    if gained or acquirer.properties.get("named_entity") is Holds.YES:
        gained |= {"specified_one": stake, "specified_all": stake}
    return Entity(target.name, target.country, {**gained, **target.shares}, target.properties)


def _is_covered(evidence: Evidence, entity: Entity) -> bool:
    said = entity.properties.get("covered_nation_entity") is Holds.YES
    return said or entity.country in covered_nations(evidence)
