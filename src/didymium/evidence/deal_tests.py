"""What a part of a rule asks of an acquisition, or of who owns a company, as data: conditions that must all
hold, what follows, who is to be told and when.
"""

from __future__ import annotations

from typing import Literal, get_args

from pydantic import Field

from didymium.evidence.rule_tests import RuleTestModel, Threshold
from didymium.evidence.vocabulary import Identifier

DealStep = Literal[
    "definition", "sector", "stake", "specified_investor", "exemption", "report", "indirect", "call_in",
    "mitigation", "joint_review", "control", "covered_investment", "government_stake", "critical_technology",
    "outbound", "listed_entity", "controlled", "one_owner", "all_owners", "debt", "officers", "payments",
    "listed_owners",
]  # fmt: skip
"""Which question of a deal, or of who owns a company, a test answers."""
DealEffect = Literal[
    "prohibited_entity", "restricted_entity", "restricted_outbound", "declaration_mandatory", "notify_before",
    "report_after", "reviewable", "exempt", "classed", "accompanies",
]  # fmt: skip
"""What follows. ``restricted_entity``: what binds its listed owners binds it. ``restricted_outbound``:
prohibited or to be notified. ``reviewable``: nothing must be told, yet the authority may look at it.
``exempt``: takes back what the steps under ``exempts`` ask. ``classed``: the properties under ``implies``
hold. ``accompanies``: adds to a notification, asks for none."""
DealShare = Literal[
    "stake_after", "votes_after", "capital_after", "holder_votes_after", "foreign_votes", "government_votes",
    "authorised_holder_votes", "specified_one", "specified_all", "specified_debt", "covered_nation_share",
    "us_listed_owners", "cn_listed_owners",
]  # fmt: skip
"""Shares in percent, direct and indirect together, after the deal. ``stake_after``: the larger of votes and
capital of the target, with those who act together. ``holder_votes_after``: votes of the acquirer in a foreign
company that holds the target. ``foreign_votes``, ``government_votes``, ``authorised_holder_votes``: votes in
the acquirer of those abroad together, of one foreign government, of the largest holder to whom the technology
may not go without a permit. The others are owners of the target: the largest specified foreign entity, all of
these together, their part of its debt, holders of covered nations together, parties on the lists of the US or
of China together."""
DealProperty = Literal[
    "acquires", "listed", "designated_sector", "core_sector", "critical_minerals_34", "supply_chain_2023",
    "supply_chain_2024", "special_core_business", "foreign_investor", "foreign_partners", "foreign_officers",
    "state_owned", "sanctioned_before", "financial_institution", "specified_investor", "quasi_specified",
    "high_risk_investor", "foreign_influence", "through_holder", "holder_above_level", "board_seat",
    "proposes_sale",
    "nonpublic_technology", "nonpublic_information", "keeps_core_conditions", "keeps_quasi_conditions",
    "mitigation_proposed", "above_report_level", "foreign_person", "foreign_controlled", "excepted_investor",
    "tid_business", "critical_technology", "covered_infrastructure", "sensitive_data", "listed_industry",
    "control_after", "observer", "decision_making", "authorisation_for_acquirer", "authorisation_for_holder",
    "semiconductors", "quantum", "artificial_intelligence", "hypersonics", "high_performance_computing",
    "covered_nation_entity", "named_entity", "publicly_traded", "traded_threshold_met", "appoints_officer",
    "pays_for_control",
]  # fmt: skip
"""What may be so or not of a deal, its acquirer, its target and what the acquirer wishes; each has a sentence
of its own in the catalogues (``screen.deal.property.…``)."""
SHARES: tuple[DealShare, ...] = get_args(DealShare)
PROPERTIES: tuple[DealProperty, ...] = get_args(DealProperty)


class ShareLimit(RuleTestModel):
    """A share that must reach a limit, or must stay below one."""

    share: DealShare
    """Which share."""
    from_: Threshold | None = Field(default=None, alias="from")
    """From which figure on it holds."""
    below: Threshold | None = None
    """Below which figure it holds; ``included`` says whether the figure itself is too much."""


class DealTest(RuleTestModel):
    """One way in which a part of a rule touches a deal or a company: every condition given must hold."""

    step: DealStep
    """The question that it answers."""
    effect: DealEffect
    """What follows if it holds while the part is in force."""
    of: Literal["deal", "entity"] = "deal"
    """Whether it asks about an acquisition, or about a company and its owners."""
    target_in: tuple[Identifier, ...] = ()
    """Countries of the target; absent: any."""
    acquirer_in: tuple[Identifier, ...] = ()
    """Countries of the acquirer; absent: any."""
    acquirer_not_in: tuple[Identifier, ...] = ()
    """Countries that the acquirer must not be of."""
    needs: tuple[DealProperty, ...] = ()
    """What must be so."""
    any_of: tuple[DealProperty, ...] = ()
    """Of which one must be so; absent: none asked."""
    none_of: tuple[DealProperty, ...] = ()
    """What must not be so."""
    shares: tuple[ShareLimit, ...] = ()
    """Shares and their limits."""
    implies: tuple[DealProperty, ...] = ()
    """What then is so too (``classed``)."""
    closed: bool = False
    """Whether nothing but tests like this one makes ``implies`` so."""
    exempts: tuple[DealStep, ...] = ()
    """Steps of the same rule that it takes back (``exempt``)."""
    tell: tuple[Identifier, ...] = ()
    """Who must be told: subjects."""
    through: Identifier | None = None
    """Through whom it is handed in."""
    days_before: Identifier | None = None
    """Fact with the time that must lie between telling and completing."""
    months_before: Identifier | None = None
    """Fact with the earliest time before the deal at which it may be told."""
    days_after: Identifier | None = None
    """Fact with the time after the deal within which a report is due."""
    facts: tuple[Identifier, ...] = ()
    """Further facts that it rests on; their warnings are shown."""
    note: str = ""
    """Why it reads so, where the text leaves room."""
