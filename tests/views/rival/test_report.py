"""The report says which policy stands once a rival answers, from what was recorded."""

from pathlib import Path

from didymium.case.reading import read_case
from didymium.views.rival.report import rival_section
from didymium.views.rival.view import recorded_rivals
from didymium.views.wording import words_for
from rival_cases import NAME, RIVAL
from rival_servers import case_with_rival
from tiny_case import write_tiny_case


def test_recorded_games_are_a_section(tmp_path: Path) -> None:
    """Sentences, the table of policies, the replies, one chart, and the sources of the rival's file."""
    section = rival_section(words_for(read_case(case_with_rival(tmp_path)), "en"))
    assert section is not None and section.heading == "What if the rival answers?"
    (part,) = section.parts
    assert part.heading == "Australia" and "“A duty to hold stocks” stands best" in part.sentences[0]
    assert [len(table.rows) for table in section.tables] == [4, 4]
    assert len(section.figures) == 1 and section.sources == ("report",)


def test_nothing_recorded_is_no_section_and_a_damaged_record_is_named(tmp_path: Path) -> None:
    plain = read_case(write_tiny_case(tmp_path / "plain"))
    assert rival_section(words_for(plain, "en")) is None
    place = case_with_rival(tmp_path)
    (place / "rivals" / f"{NAME}.json").write_text("{}", encoding="utf-8")
    (place / "rivals" / "other.toml").write_text(RIVAL, encoding="utf-8")
    found = recorded_rivals(read_case(place))
    assert (found.views, found.unrecorded) == ((), ("other",))
    section = rival_section(words_for(read_case(place), "en"))
    assert section is not None and "is damaged" in section.paragraphs[0]
