"""Sums that a source states hold on its own figures, or are named with what they give."""

from collections.abc import Callable
from pathlib import Path

import pytest

from didymium.evidence.evidence import Evidence
from didymium.evidence.questions.sums import SumResult, check_sums
from evidence.small_evidence import complaints, fact, write_small_evidence

EvidenceOf = Callable[..., Evidence]
HEADER = "sum,relation,total,parts,tolerance,source,locator\n"
FACTS = [
    fact("world_2024", subject="world", value="1.0", unit="kt"),
    fact("china_2024", value=700),
    fact("japan_2024", value=280, subject="JPN"),
    fact("share_2024", measure="import_share", value=70, unit="percent"),
    fact("price_2024", measure="price", value=12, unit="usd_per_kg"),
    fact("owner_2024", measure="owner", value="acme", unit="name"),
]


def one(evidence_of: EvidenceOf, line: str) -> SumResult:
    """The result of a single sum over the facts above."""
    (result,) = check_sums(evidence_of(*FACTS, files={"sums.csv": f"{HEADER}all,{line},office,page 1\n"}))
    return result


SUMS = [
    ("adds_up,world_2024,china_2024 japan_2024,", 980.0, False),
    ("adds_up,world_2024,china_2024 japan_2024,0.02", 980.0, True),
    ("adds_up,world_2024,china_2024 japan_2024,0.019", 980.0, False),
    ("adds_up,world_2024,china_2024 japan_2024,0.05", 980.0, True),
    ("at_most,world_2024,china_2024 japan_2024,", 980.0, True),
    ("at_most,china_2024,china_2024 japan_2024,", 980.0, False),
    ("at_most,china_2024,japan_2024,", 280.0, True),
    ("is_share_of,share_2024,china_2024 / world_2024,", 0.7, True),
    ("is_share_of,share_2024,japan_2024 / world_2024,", 0.28, False),
    ("is_share_of,share_2024,china_2024 / china_2024 japan_2024,0.5", 700 / 980, False),
    ("is_share_of,share_2024,china_2024 / china_2024 japan_2024,1.5", 700 / 980, True),
]  # fmt: skip


@pytest.mark.parametrize(("line", "computed", "holds"), SUMS)
def test_sum_by_hand(evidence_of: EvidenceOf, line: str, computed: float, holds: bool) -> None:
    """700 t + 280 t = 980 t lack 0.02 kt of the 1.0 kt printed; 700/1000 is the 70 % printed, 700/980 = 71.4
    % is 1.4 points more. A tolerance counts in the unit of the total."""
    result = one(evidence_of, line)
    assert result.computed == pytest.approx(computed)
    assert result.holds is holds


def test_printed_figures_count_not_corrected_ones(evidence_of: EvidenceOf) -> None:
    """A sum tests what the source prints: correcting a part does not hide that the print fails."""
    corrections = (
        "correction,fact,column,printed,corrected,reason,status\n"
        "mend,japan_2024,value,280,300,adds up then,open\n"
    )
    sums = f"{HEADER}all,adds_up,world_2024,china_2024 japan_2024,,office,page 1\n"
    evidence = evidence_of(*FACTS, files={"sums.csv": sums, "corrections.csv": corrections})
    assert check_sums(evidence)[0].computed == 980.0


SLIPS = [
    ("adds_up,world_2023,china_2024,", 'column total: "world_2023" is no fact (did you mean "world_2024"?)'),
    ("adds_up,world_2024,chna_2024,", 'column parts: "chna_2024" is no fact (did you mean "china_2024"?)'),
    ("adds_up,world_2024,china_2024 owner_2024,",
     'column parts: "owner_2024" is no number (sums need figures)'),
    ("adds_up,world_2024,china_2024 price_2024,",
     'column parts: "china_2024 price_2024" mixes dimensions (use facts of the total\'s dimension)'),
    ("is_share_of,share_2024,china_2024,",
     'column parts: "china_2024" does not fit the relation '
     '(write "part part / whole" for is_share_of, and no "/" otherwise)'),
    ("at_most,world_2024,china_2024 / japan_2024,",
     'column parts: "china_2024 / japan_2024" does not fit the relation '
     '(write "part part / whole" for is_share_of, and no "/" otherwise)'),
    ("makes,world_2024,china_2024,",
     'column relation: "makes" is not among the choices (one of: adds_up, is_share_of, at_most)'),
    ("adds_up,world_2024,china_2024,-1", 'column tolerance: "-1" must be at least 0'),
]  # fmt: skip


@pytest.mark.parametrize(("line", "message"), SLIPS)
def test_slip_in_a_sum_is_named(tmp_path: Path, line: str, message: str) -> None:
    """A sum of nothing, of words or of tonnes and dollars is refused where it stands."""
    text = f"{HEADER}all,{line},office,page 1\n"
    folder = write_small_evidence(tmp_path, *FACTS, files={"sums.csv": text})
    assert f"sums.csv row 2, {message}" in complaints(folder)


def test_unknown_source_of_a_sum_is_named(tmp_path: Path) -> None:
    """Somebody must have stated the sum."""
    text = f"{HEADER}all,adds_up,world_2024,china_2024,,ofice,page 1\n"
    folder = write_small_evidence(tmp_path, *FACTS, files={"sums.csv": text})
    assert complaints(folder) == [
        'sums.csv row 2, column source: "ofice" is not in sources.csv (did you mean "office"?)'
    ]
