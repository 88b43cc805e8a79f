"""What interests come to, and which of them are stakes of the graph."""

import numpy as np
import pytest

from didymium.screening.ownership.holdings import Kind, Right
from didymium.screening.register.records import Assumed
from register_cases import Json, entity, holds, interest, person, read, stakes

A, B, P = entity("A"), entity("B"), person("P")
ANY = (0.0, 1.0, 0.0, 1.0)


@pytest.mark.parametrize(
    ("interests", "bounds", "rights"),
    [
        ([interest(exact=25)], (0.25, 0.25, 0.25, 0.25), 0),
        ([interest(exact=25), interest("votingRights", 40)], (0.25, 0.25, 0.4, 0.4), 0),
        ([interest("votingRights", 40)], (0.4, 0.4, 0.4, 0.4), 0),
        # Two lots of shares of one owner add up.
        ([interest(exact=25), interest(exact=10)], (0.35, 0.35, 0.35, 0.35), 0),
        # Shares that are not counted may be any.
        ([interest()], ANY, 0),
        ([interest("unknownInterest")], ANY, 0),
        ([], ANY, 0),
        # A right brings no shares; a band keeps its ends.
        ([interest("appointmentOfBoard")], (0.0, 0.0, 0.0, 0.0), Right.BOARD_MAJORITY),
        ([interest(share={"minimum": 25, "maximum": 50})], (0.25, 0.5, 0.25, 0.5), 0),
        # Partnerships have no shares: rights to surplus assets are the capital. They bring no votes.
        ([interest("rightsToSurplusAssetsOnDissolution", 50)], (0.5, 0.5, 0.0, 0.0), 0),
        ([interest("beneficiaryOfLegalArrangement")], (0.0, 1.0, 0.0, 0.0), 0),
        ([interest("trustee")], (0.0, 0.0, 0.0, 0.0), Right.CONTROL),
        # The standard writes a golden share as control by articles whose details speak of a veto.
        (
            [interest("controlViaCompanyRulesOrArticles", details="Veto over sales of the mine")],
            (0.0, 0.0, 0.0, 0.0),
            Right.GOLDEN_SHARE,
        ),
    ],
)  # fmt: skip
def test_interests_come_to_shares_votes_and_rights(
    interests: list[Json], bounds: tuple[float, ...], rights: int
) -> None:
    register = read(A, B, holds("A", "B", *interests))
    assert stakes(register)["A", "B"] == pytest.approx(bounds)
    assert register.holdings.rights.tolist() == [rights]


def test_votes_that_are_not_stated_are_marked_as_assumed() -> None:
    """One share, one vote is an assumption that an answer must be able to show."""
    register = read(
        A,
        B,
        P,
        holds("P", "A", interest(exact=9), interest("votingRights", 9)),
        holds("A", "B", interest(exact=9)),
    )
    assert register.assumed.tolist() == [Assumed.NOTHING, Assumed.VOTES]
    assert [(note.key, note.fields["count"]) for note in register.notes] == [
        ("screen.register.votes_assumed", 1)
    ]
    only_a = np.array([True, False, False])
    assert register.assumed_among(only_a) is Assumed.NOTHING
    assert register.assumed_among(~only_a) is Assumed.VOTES


def test_an_excluded_bound_is_on_the_right_side_of_its_figure() -> None:
    """More than 25 % passes a test that 25 % itself does not; less than 25 % fails one that it passes."""
    above = stakes(read(A, B, holds("A", "B", interest(share={"exclusiveMinimum": 25}))))["A", "B"]
    below = stakes(read(A, B, holds("A", "B", interest(share={"exclusiveMaximum": 25}))))["A", "B"]
    assert above[0] > 0.25 and above[0] == pytest.approx(0.25) and above[1] == 1.0
    assert below[1] < 0.25 and below[1] == pytest.approx(0.25) and below[0] == 0.0


def test_an_indirect_interest_is_a_claim_beside_its_chain() -> None:
    """P holds 60 % of A, A holds 50 % of B; that P holds 30 % of B through A must not count twice."""
    register = read(
        A, B, P,
        holds("P", "A", interest(exact=60), record="r1", isComponent=True),
        holds("A", "B", interest(exact=50), record="r2", isComponent=True),
        holds("P", "B", interest(exact=30, directOrIndirect="indirect"), componentRecords=["r1", "r2", "A"]),
    )  # fmt: skip
    assert set(stakes(register)) == {("P", "A"), ("A", "B")}
    (claim,) = register.claims_on(1)
    assert (register.names.identifier(claim.owner), claim.capital, claim.explained) == ("P", (0.3, 0.3), True)


def test_an_indirect_interest_without_its_chain_is_a_claim_that_nothing_explains() -> None:
    register = read(B, P, holds("P", "B", interest(exact=30, directOrIndirect="indirect")))
    assert stakes(register) == {}
    assert [claim.explained for claim in register.claims] == [False]
    assert "screen.register.unexplained" in {note.key for note in register.notes}


def test_direct_and_indirect_interests_of_one_relationship_go_their_own_ways() -> None:
    """50 % direct and 50 % through A, as in the standard's example of mixed ownership."""
    through = interest(exact=50, directOrIndirect="indirect")
    register = read(
        A, B, P,
        holds("P", "A", interest(exact=100), record="r1", isComponent=True),
        holds("A", "B", interest(exact=50), record="r2", isComponent=True),
        holds("P", "B", interest(exact=50), through, componentRecords=["r1", "r2"]),
    )  # fmt: skip
    assert {pair: bounds[0] for pair, bounds in stakes(register).items()} == {
        ("P", "A"): 1.0, ("A", "B"): 0.5, ("P", "B"): 0.5,
    }  # fmt: skip


def test_what_may_be_direct_or_not_is_direct_unless_its_chain_is_there() -> None:
    alone = read(B, P, holds("P", "B", interest(exact=30, directOrIndirect="unknown")))
    assert list(stakes(alone)) == [("P", "B")]
    chained = read(
        A, B, P, holds("A", "B", interest(exact=30), record="r1"),
        holds("P", "B", interest(exact=30, directOrIndirect="unknown"), componentRecords=["r1"]),
    )  # fmt: skip
    assert list(stakes(chained)) == [("A", "B")]


def test_the_same_company_in_two_declarations_is_one_party() -> None:
    """Records with one official number are one party. Two declarations that state its stake differently bound
    it; two records within one declaration add up."""
    number = {"identifiers": [{"scheme": "GB-COH", "id": "00000000"}]}
    first, second = entity("A", **number), entity("A2", **number)
    register = read(
        first, second, B,
        holds("A", "B", interest(exact=20), record="r1"),
        holds("A", "B", interest(exact=10), record="r2"),
        holds("A2", "B", interest(exact=35), record="r3", changes={"declarationSubject": "y"}),
    )  # fmt: skip
    assert stakes(register)["A", "B"] == pytest.approx((0.3, 0.35, 0.3, 0.35))
    assert register.names.find("A2") == register.names.find("A")


def test_an_owner_who_is_not_disclosed_is_somebody_unknown() -> None:
    """30 % of B belong to somebody; of A it is only said that nobody had to be named."""
    register = read(
        A, B,
        holds({"reason": "interestedPartyExemptFromDisclosure"}, "B", interest(exact=30), record="r1"),
        holds({"reason": "noBeneficialOwners"}, "A", record="r2"),
    )  # fmt: skip
    ((owner, owned),) = stakes(register)
    assert owned == "B"
    assert register.holdings.kinds[register.names.find(owner)[0]] == Kind.UNKNOWN
    assert [entry.reason for entry in register.undisclosed_in(0)] == ["noBeneficialOwners"]
    assert [entry.reason for entry in register.undisclosed_in(1)] == ["interestedPartyExemptFromDisclosure"]
