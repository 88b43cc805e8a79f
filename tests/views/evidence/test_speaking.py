"""Facts in words: values as printed, ranges, amounts of each language's scale, directions of trade."""

from __future__ import annotations

from typing import Any

import pytest

from didymium.case.reading import read_case
from didymium.views.evidence.speaking import Speaker, speaker_for


@pytest.fixture(scope="module")
def speakers() -> dict[str, Speaker]:
    case = read_case("japan_us_magnets")
    return {language: speaker_for(case, language) for language in ("en", "ko", "ja")}


def of(speaker: Speaker, **columns: Any) -> dict[str, Any]:
    """A fact that ships, with some columns changed."""
    return {**speaker.evidence.fact("kiep_japan_committed"), **columns}


@pytest.mark.parametrize(
    "language,said", [("en", "USD 550 billion"), ("ko", "5,500억 달러"), ("ja", "5,500億ドル")]
)
def test_money_takes_the_scale_of_the_language(
    language: str, said: str, speakers: dict[str, Speaker]
) -> None:
    """Printed as 5,500 hundred million: Korean and Japanese count so, English in billions."""
    assert speakers[language].value(of(speakers[language])) == said


@pytest.mark.parametrize(
    "low,high,said",
    [
        (None, None, "61 %"),
        (60.0, 62.0, "60 % to 62 %"),
        (60.0, 70.0, "61 % (60 % to 70 %)"),
        (61.0, None, "61 % or more"),
        (None, 61.0, "up to 61 %"),
    ],
)
def test_ranges(low: float | None, high: float | None, said: str, speakers: dict[str, Speaker]) -> None:
    """A value in the middle of its range is a range; at an end of an open one, a bound."""
    speaker = speakers["en"]
    row = of(speaker, value="61", number=61.0, unit="percent", dimension="share", low=low, high=high)
    assert speaker.value(row) == said


def test_exports_go_to_and_imports_come_from(speakers: dict[str, Speaker]) -> None:
    speaker = speakers["en"]
    cells = {
        "material": "rare_earths",
        "partner": "KOR",
        "stage": "",
        "region": "",
        "basis": "",
        "detail": "",
    }
    assert speaker.about(of(speaker, measure="exports", **cells)).endswith("→ South Korea")
    assert speaker.about(of(speaker, measure="imports", **cells)).endswith("← South Korea")
