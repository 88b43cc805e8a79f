"""Corrections change what is computed with, never what is printed, and say when they have become needless."""

from collections.abc import Callable
from pathlib import Path

import pytest

from didymium.evidence.evidence import Evidence
from evidence.small_evidence import complaints, fact, write_small_evidence

EvidenceOf = Callable[..., Evidence]
HEADER = "correction,fact,column,printed,corrected,reason,evidence,status\n"
FACTS = [fact("wrong", value="1.5", low="1", unit="kt"), fact("right", subject="JPN", as_of="2024-06")]


def corrected(evidence_of: EvidenceOf, line: str) -> Evidence:
    """The facts with one correction."""
    return evidence_of(*FACTS, files={"corrections.csv": f"{HEADER}mend,{line}\n"})


COLUMNS = [
    ("wrong,value,1.5,15,a digit is lost,right,open", {"value": "15", "number": 15.0, "base": 15000.0}),
    ("wrong,unit,kt,t,thousands twice,,reported", {"unit": "t", "base": 1.5, "base_low": 1.0}),
    ("wrong,low,1,1.2,a digit is lost,,confirmed", {"low": 1.2, "base_low": 1200.0, "base": 1500.0}),
    ("wrong,low,1.0,1.2,printed alike,,open", {"low": 1.2}),
    ("wrong,subject,CHN,JPN,another row,,open", {"subject": "JPN"}),
    ("wrong,as_of,2024,2023,a year early,,open", {"as_of": "2023"}),
]


@pytest.mark.parametrize(("line", "changed"), COLUMNS)
def test_correction_counts_where_figures_are_used(
    evidence_of: EvidenceOf, line: str, changed: dict[str, object]
) -> None:
    """Results use the corrected text and what follows from it; everything else of the table stays."""
    evidence = corrected(evidence_of, line)
    before, after = evidence.facts.to_dicts(), evidence.corrected.to_dicts()
    assert {name: after[0][name] for name in changed} == changed
    assert after[1] == before[1]
    assert evidence.corrected.schema == evidence.facts.schema


def test_printed_text_stays(evidence_of: EvidenceOf) -> None:
    """A reader is always shown what the source prints."""
    evidence = corrected(evidence_of, "wrong,value,1.5,15,a digit is lost,right,open")
    assert evidence.fact("wrong")["value"] == "1.5"
    assert evidence.facts["base"][0] == 1500.0


def test_withdrawn_correction_has_no_effect(evidence_of: EvidenceOf) -> None:
    """If it was no mistake, the printed value stands."""
    evidence = corrected(evidence_of, "wrong,value,1.5,15,no mistake after all,,withdrawn")
    assert evidence.corrected.equals(evidence.facts)


def test_two_columns_of_one_fact(evidence_of: EvidenceOf) -> None:
    """A value and its unit can both be wrong; the two corrections work together: 1500 t are 1,500 t."""
    line = "wrong,value,1.5,1500,given in t,,open\nagain,wrong,unit,kt,t,given in t,,open"
    after = corrected(evidence_of, line).corrected.row(0, named=True)
    assert (after["value"], after["unit"], after["base"]) == ("1500", "t", 1500.0)


SLIPS = [
    ("wrong,value,1.6,15,why,,open",
     'column printed: "1.6" is no longer printed '
     '(the fact says "1.5" now: the source has been mended, delete the correction)'),
    ("wrong,unit,t,kg,why,,open",
     'column printed: "t" is no longer printed '
     '(the fact says "kt" now: the source has been mended, delete the correction)'),
    ("wrong,value,1.6,15,why,,withdrawn",
     'column printed: "1.6" is no longer printed '
     '(the fact says "1.5" now: the source has been mended, delete the correction)'),
    ("wrong,value,1.5,1.50,why,,open",
     'column corrected: "1.50" is what is printed (a correction changes something)'),
    ("wrang,value,1.5,15,why,,open", 'column fact: "wrang" is no fact (name a row of facts.csv)'),
    ("wrong,value,1.5,15,why,rihgt,open", 'column evidence: "rihgt" is no fact (name rows of facts.csv)'),
    ("wrong,price,1.5,15,why,,open",
     'column column: "price" is not among the choices '
     "(one of: value, low, high, unit, partner, subject, as_of, region)"),
    ("wrong,value,1.5,15,,,open", "column reason: is blank (it needs a value)"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "message"), SLIPS)
def test_slip_in_a_correction_is_named(tmp_path: Path, line: str, message: str) -> None:
    """The guard fires once the fact says something else than the correction expects, and slips are named."""
    text = f"{HEADER}mend,{line}\n"
    folder = write_small_evidence(tmp_path, *FACTS, files={"corrections.csv": text})
    assert complaints(folder) == [f"corrections.csv row 2, {message}"]
