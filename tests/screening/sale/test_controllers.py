"""Who controls a plant: what the evidence knows of the owner named first, else visibly assumed."""

from pathlib import Path

import pytest

from didymium.evidence.reading import shared_evidence
from didymium.screening.sale.controllers import Controller, Controllers, named_owners
from sale_cases import two_mines


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Baogang, China Northern Rare Earth", ("Baogang", "China Northern Rare Earth")),
        ("IREL (Government of India)", ("IREL",)),
        ("", ()),
        (" , (only this) ", ()),
        ("((((" * 1000, ("((((" * 1000,)),
    ],
)
def test_owners_are_read_in_order_without_what_stands_in_parentheses(
    text: str, names: tuple[str, ...]
) -> None:
    assert named_owners(text) == names


def test_the_first_owner_counts_and_a_parent_takes_its_place(tmp_path: Path) -> None:
    found = Controllers(two_mines(tmp_path), shared_evidence())
    both = found.of_plant("p", "Baogang, Lynas", "AUS")
    child = found.of_plant("p", "china northern rare earth", "AUS")
    assert (both.name, both.country, both.basis) == ("baogang", "CHN", "evidence")
    assert child == both


def test_who_is_not_known_is_assumed_to_be_where_the_plant_stands(tmp_path: Path) -> None:
    found = Controllers(two_mines(tmp_path), shared_evidence())
    stranger = found.of_plant("p", "A Stranger", "JPN")
    nobody = found.of_plant("p", "", "JPN")
    assert (stranger.name, stranger.country, stranger.basis) == ("A Stranger", "JPN", "assumed_region")
    assert (nobody.name, nobody.basis) == ("", "assumed_region")


def test_what_a_register_states_overrules_the_evidence(tmp_path: Path) -> None:
    stated = {"Lynas": Controller("a_fund", "USA", "stated", "register")}
    found = Controllers(two_mines(tmp_path), shared_evidence(), stated)
    assert found.of_plant("p", "Lynas", "AUS").country == "USA"
    by_plant = Controllers(two_mines(tmp_path), shared_evidence(), {"p": stated["Lynas"]})
    assert by_plant.of_plant("P", "Baogang", "CHN").name == "a_fund"
