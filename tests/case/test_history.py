"""history.csv: what happened later, in one unit a series, each value as its source says it."""

from pathlib import Path

from didymium.case.checks import check_case
from didymium.case.reading import read_case

HEADER = "series,from,until,value,unit,source\n"


def _complaints(folder: Path, rows: str) -> list[str]:
    (folder / "history.csv").write_text(HEADER + rows, encoding="utf-8")
    return [str(problem) for problem in check_case(read_case(folder))]


def test_sound_history_is_read(tiny: Path) -> None:
    """A share and the days until something stopped are two series; both are read with their dates."""
    rows = "from_aus,2025-01-01,2025-12-31,0.58,share,report\nstop,2025-04-04,2025-05-09,35,days,report\n"
    assert _complaints(tiny, rows) == []
    assert [(row.series, row.value, row.unit) for row in read_case(tiny).history] == [
        ("from_aus", 0.58, "share"), ("stop", 35.0, "days"),
    ]  # fmt: skip


def test_all_problems_of_history_at_once(tiny: Path) -> None:
    """Another unit, a share in per cent, a period that ends before it begins, a source that nobody knows."""
    rows = (
        "one,2025-01-01,2025-12-31,58,share,report\n"
        "one,2026-01-01,2025-12-31,58,t,report\n"
        "two,2026-01-01,2026-12-31,58,t,reprt\n"
    )
    assert _complaints(tiny, rows) == [
        'history.csv row 2, column value: "58" is above 1 (write 0.85 for 85 %)',
        'history.csv row 3, column until: "2025-12-31" is before from, 2026-01-01',
        'history.csv row 3, column unit: "t" is not the unit of the series one, share '
        "(give the row a series of its own)",
        'history.csv row 4, column source: "reprt" is neither a fact nor a source (did you mean "report"?)',
    ]
