"""Every language says the same things with the same figures in them."""

import re
from collections import Counter
from importlib import import_module
from pathlib import Path
from typing import get_args

import pytest

import didymium
from didymium.case.schema import Plant
from didymium.decisions.floors.designs import DESIGNS
from didymium.locale import LANGUAGES, MODULES, PSEUDO, UnknownLanguage, catalogue, fields_of, pseudo
from didymium.scenario.accounts import TRANSFER_ITEMS

ENGLISH = catalogue("en").messages
SOURCES = Path(didymium.__file__).parent
IDS = re.compile(
    r"""["']((?:unit|date|word|say|why|report|note|label|chart|term|list|money|design|short|status|item|ensemble|flip|measure)\.[a-z_]+)["']"""
)


@pytest.mark.parametrize("language", [*LANGUAGES, PSEUDO])
def test_all_catalogues_have_the_same_messages_with_the_same_fields(language: str) -> None:
    messages = catalogue(language).messages
    assert set(messages) == set(ENGLISH)
    differing = [key for key, text in ENGLISH.items() if fields_of(messages[key]) != fields_of(text)]
    assert differing == []


def test_no_message_stands_in_two_catalogues() -> None:
    """The later one would silently take the place of the other wherever it is said."""
    modules = [import_module(module.format("en")).MESSAGES for module in MODULES]
    keys = [key for messages in modules for key in messages]
    assert [key for key, count in Counter(keys).items() if count > 1] == []


@pytest.mark.parametrize("language", ["ko", "ja"])
def test_nothing_is_left_in_english(language: str) -> None:
    messages = catalogue(language).messages
    same = [
        key
        for key, text in ENGLISH.items()
        if messages[key] == text and re.search("[a-z]{3}", fields_out(text))
    ]
    assert same == []


def fields_out(text: str) -> str:
    return re.sub(r"\{[a-z_]+\}", "", text)


def test_korean_puts_no_particle_right_after_a_field() -> None:
    """A particle depends on the ending of the name before it, which nobody knows when writing the
    template."""
    particle = re.compile(
        r"\{(?:region|material|sector|exporter|series|list)\}(?:은|는|이|가|을|를|와|과|으로|로)(?![가-힣])"
    )
    assert [key for key, text in catalogue("ko").messages.items() if particle.search(text)] == []


def test_every_message_that_the_program_names_exists() -> None:
    named = {
        key
        for path in (SOURCES / "views").rglob("*.*")
        if path.suffix in (".py", ".j2")
        for key in IDS.findall(path.read_text())
    }
    assert named - {"report.html"} <= set(ENGLISH)


def test_the_pseudo_language_keeps_fields() -> None:
    assert pseudo("a {b} c") == "⟦à {b} c⟧"


def test_an_unknown_language_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UnknownLanguage, match="en, ko, ja"):
        catalogue("xx")


def test_every_design_status_and_item_has_its_words() -> None:
    """They are looked up by what the code calls them, so nothing else would notice one that is missing."""
    names = [f"{kind}.{design}" for kind in ("design", "short") for design in DESIGNS]
    names += [f"status.{status}" for status in get_args(Plant.model_fields["status"].annotation)]
    unspoken = ("duty", "licence rent", "mark-up", "rule")
    names += [f"item.{item.replace(' ', '_')}" for item in TRANSFER_ITEMS if item not in unspoken]
    assert set(names) <= set(ENGLISH)
