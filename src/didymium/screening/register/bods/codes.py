"""Code lists of the Beneficial Ownership Data Standard, version 0.4 (openownership/data-standard, schema/
codelists), and what they mean here.
"""

from __future__ import annotations

from didymium.screening.ownership.holdings import Kind, Right

VERSION = "0.4"
RECORD_TYPES = ("entity", "person", "relationship")
RECORD_STATUSES = ("new", "updated", "closed")
DIRECTNESS = ("direct", "indirect", "unknown")
ENTITY_KINDS: dict[str, Kind] = {
    "registeredEntity": Kind.ENTITY,
    "legalEntity": Kind.ENTITY,
    "arrangement": Kind.ARRANGEMENT,
    "anonymousEntity": Kind.UNKNOWN,
    "unknownEntity": Kind.UNKNOWN,
    "state": Kind.STATE,
    "stateBody": Kind.STATE,
}
"""Kind of party for each ``entityType``."""
PERSON_KINDS: dict[str, Kind] = {
    "knownPerson": Kind.PERSON,
    "anonymousPerson": Kind.PERSON,
    "unknownPerson": Kind.UNKNOWN,
}
"""Kind of party for each ``personType``. Of an unknown person not even that it is one person is sure."""
UNSPECIFIED_REASONS = (
    "noBeneficialOwners",
    "subjectUnableToConfirmOrIdentifyBeneficialOwner",
    "interestedPartyHasNotProvidedInformation",
    "subjectExemptFromDisclosure",
    "interestedPartyExemptFromDisclosure",
    "unknown",
    "informationUnknownToPublisher",
)
SHARES = "shareholding"
VOTES = "votingRights"
UNKNOWN_INTERESTS = frozenset({"unknownInterest", "unpublishedInterest"})
"""Interests that may be anything: shares and votes are bounded by nothing."""
ECONOMIC = frozenset(
    {"rightsToSurplusAssetsOnDissolution", "rightsToProfitOrIncome", "beneficiaryOfLegalArrangement"}
)
"""Interests that stand for the capital where there are no shares: partnerships, trusts."""
RIGHTS: dict[str, Right] = {
    "appointmentOfBoard": Right.BOARD_MAJORITY,
    "otherInfluenceOrControl": Right.INFLUENCE,
    "seniorManagingOfficial": Right.INFLUENCE | Right.INFORMATION,
    "settlor": Right.INFLUENCE,
    "trustee": Right.CONTROL,
    "protector": Right.INFLUENCE,
    "rightsGrantedByContract": Right.INFLUENCE,
    "conditionalRightsGrantedByContract": Right.INFLUENCE,
    "controlViaCompanyRulesOrArticles": Right.CONTROL,
    "controlByLegalFramework": Right.CONTROL,
    "boardMember": Right.BOARD_SEAT | Right.INFORMATION,
    "boardChair": Right.BOARD_SEAT | Right.INFORMATION | Right.INFLUENCE,
    "nominator": Right.CONTROL,
}
"""Special rights that an interest gives. The standard defines the appointment of the board as the absolute
right to appoint it; control by statute or articles it calls control."""
VETO_WORDS = ("veto", "golden share")
"""Words in the details of a control by articles that make it a golden share, as the standard's guidance on
state-owned enterprises writes one."""
INTEREST_TYPES = (
    SHARES, VOTES, *sorted(ECONOMIC), *RIGHTS, *sorted(UNKNOWN_INTERESTS),
    "enjoymentAndUseOfAssets", "rightToProfitOrIncomeFromAssets", "nominee",
)  # fmt: skip
