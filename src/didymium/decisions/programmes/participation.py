"""How far a member's firms take part in a project, from who leads it, holds stakes in it and builds it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from didymium.decisions.programmes.figures import Figure, Known, Row, assumption

UNKNOWN_SHARE = 0.5
"""Score of a firm that takes part with a share that no source states: the middle of 0 and 1."""


@dataclass(frozen=True)
class Participation:
    """A member's part in a project from 0 to 1; None: no source says who takes part."""

    part: Figure | None
    reason: str
    """Key of the message that says which rule gave it."""


def participation(known: Known, project: str, region: str) -> Participation:
    """Return a member's part in a project that is a subject of the evidence.

    1 if one of its firms leads it; else the share that its firms hold; else, for a joint venture that takes
    part, the share of the member among the founders, each counted alike; else :data:`UNKNOWN_SHARE` if a firm
    takes part with a share that nobody states; 0 if only others are known to take part.
    """
    rows = [row for measure in ("led_by", "partner", "japanese_partner")
            for row in known.rows(project, measure)]  # fmt: skip
    stakes = known.rows(project, "stake")
    taking = [row for row in rows if _belongs(known, str(row["value"]), region)]
    leading = [row for row in taking if row["measure"] == "led_by"]
    if leading:
        return Participation(Figure(1.0, 1.0, 1.0, _facts(leading)), "programmes.reason.leads")
    held = _held(known, stakes, region)
    if held is not None:
        return Participation(held, "programmes.reason.stake")
    for row in rows:
        joint = _founders(known, str(row["value"]))
        ours = [item for item in joint if _belongs(known, str(item["value"]), region)]
        if ours and len(ours) < len(joint):
            part = len(ours) / len(joint)
            found = Figure(part, 0.0, 1.0, _facts([row, *joint]), "programmes.assumed.equal_founders")
            return Participation(found, "programmes.reason.joint_venture")
    if taking:
        why = assumption(UNKNOWN_SHARE, "programmes.assumed.unknown_share", 0.0, 1.0)
        found = Figure(why.value, why.low, why.high, _facts(taking), why.assumed)
        return Participation(found, "programmes.reason.takes_part")
    if rows or stakes:
        return Participation(Figure(0.0, 0.0, 0.0, _facts([*rows, *stakes])), "programmes.reason.others")
    return Participation(None, "programmes.reason.unknown_who")


def _held(known: Known, stakes: list[Row], region: str) -> Figure | None:
    """The newest stake of each holder of the member, summed."""
    newest: dict[str, Row] = {}
    for row in sorted(stakes, key=lambda row: row["end"]):
        if row["base"] is not None and "disputed" not in row["warnings"]:
            newest[str(row["partner"])] = row
    ours = [row for holder, row in newest.items() if _belongs(known, holder, region)]
    share = sum(float(row["base"]) for row in ours)
    return Figure(share, share, share, _facts(ours)) if ours else None


def _belongs(known: Known, name: str, region: str) -> bool:
    return region in tuple(_line(known, name))


def _line(known: Known, name: str) -> Iterator[str]:
    """A firm, its owners, and their country."""
    seen: set[str] = set()
    while name and name not in seen:
        seen.add(name)
        yield name
        subject = known.evidence.subjects.get(name)
        name = subject.part_of if subject else ""


def _founders(known: Known, firm: str) -> list[Row]:
    """Partners of a firm: those that founded a joint venture."""
    subject = known.evidence.subjects.get(firm)
    if subject is None or subject.kind != "company":
        return []
    rows = [row for row in known.rows(firm, "partner") if "misprint" not in row["warnings"]]
    return list({str(row["value"]): row for row in rows}.values())


def _facts(rows: list[Row]) -> tuple[str, ...]:
    return tuple(str(row["fact"]) for row in rows)
