"""How long 100,000 facts take to load, check and filter, beside reading the file with Python's csv module."""

from __future__ import annotations

import csv
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from didymium.evidence.countries import country_codes
from didymium.evidence.facts import Fact
from didymium.evidence.questions.disagreements import find_disagreements
from didymium.evidence.questions.querying import Lexicon, Query, find_facts
from didymium.evidence.reading import Folder, load_evidence, shared_evidence
from didymium.files.columns import column_names

FACTS = 100_000


def measure_evidence(repetitions: int) -> dict[str, float]:
    """Return median seconds of reading the file as CSV, loading with every check, a filter, and all
    disagreements.
    """
    base = shared_evidence()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        _write(folder / "facts.csv")
        loaded, problems = load_evidence([Folder(folder, "")], base)
        assert not problems
        lexicon = Lexicon(loaded)
        words = ("japan", "imports", "rare earths", "china")
        return {
            "csv": _median(repetitions, lambda: _read(folder / "facts.csv")),
            "load": _median(repetitions, lambda: load_evidence([Folder(folder, "")], base)),
            "filter": _median(
                10 * repetitions,
                lambda: find_facts(loaded, Query(anywhere=tuple(lexicon.meaning(words)))),
            ),
            "disagreements": _median(repetitions, lambda: find_disagreements(loaded)),
        }


def _write(path: Path) -> None:
    codes = sorted(country_codes())
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, column_names(Fact))
        writer.writeheader()
        for number in range(FACTS):
            writer.writerow(
                {
                    "fact": f"synthetic_{number}",
                    "subject": codes[number % len(codes)],
                    "measure": "imports",
                    "material": "rare_earths",
                    "partner": codes[number // 7 % len(codes)],
                    "value": f"{number % 997}.5",
                    "unit": "t",
                    "basis": "gross",
                    "as_of": str(2000 + number % 25),
                    "source": "mofcom_2025_18",
                    "locator": f"row {number}",
                }
            )


def _read(path: Path) -> int:
    with path.open(encoding="utf-8", newline="") as file:
        return sum(1 for _ in csv.reader(file))


def _median(repetitions: int, run: Callable[[], object]) -> float:
    seconds = []
    for _ in range(repetitions):
        begun = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - begun)
    return statistics.median(seconds)
