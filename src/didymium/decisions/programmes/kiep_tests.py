"""KIEP's three tests of a project: direct part, indirect part through vendors, and worth for security.

Each is a number from 0 to 1 with the facts behind it; none is weighed against another. What no source lets us
score is None, not zero. After section 3 of the brief of March 2026 (direct participation, indirect
participation, value for economic security).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from didymium.case.project_schema import Project, ProjectStake
from didymium.decisions.programmes.candidates import Candidate
from didymium.decisions.programmes.figures import Figure, Known, Row, figure_of
from didymium.decisions.programmes.members import HOST, Member
from didymium.decisions.programmes.participation import UNKNOWN_SHARE, Participation, participation
from didymium.decisions.programmes.vendors import equipment_share, vendor_clause

RIVAL = "CHN"
"""Whose share of the world's output is the measure of dependence."""


@dataclass(frozen=True)
class Score:
    """One test: a number from 0 to 1 with its range, or None; ``reason`` is the key of a message."""

    value: Figure | None
    reason: str


@dataclass(frozen=True)
class ProjectScores:
    """The three tests of a project for a member."""

    project: str
    member: str
    direct: Score
    indirect: Score
    security: Score


def score_candidate(known: Known, member: Member, owner: Member, found: Candidate) -> ProjectScores:
    """Score a candidate of the programme of ``owner`` for a member, who may be another one."""
    part = participation(known, found.name, member.region)
    return ProjectScores(
        found.name, member.region, Score(part.part, part.reason), _indirect(known, member, owner, found),
        security(known, member, found.minerals, found.name),
    )  # fmt: skip


def score_row(
    known: Known, member: Member, project: Project, stakes: Sequence[ProjectStake]
) -> ProjectScores:
    """Score a row of a case's ``projects.csv``; minerals are those of the subject that it names."""
    minerals = tuple(str(row["value"]) for row in known.rows(project.subject, "mineral"))
    reached = project.region == HOST
    indirect = (
        Score(equipment_share(), "programmes.reason.vendors_if_chosen")
        if reached
        else Score(Figure(0.0, 0.0, 0.0), "programmes.reason.outside")
    )
    return ProjectScores(
        project.project, member.region, _direct_of_row(known, member, project, stakes), indirect,
        security(known, member, minerals, project.subject),
    )  # fmt: skip


def security(known: Known, member: Member, minerals: Sequence[str], subject: str) -> Score:
    """Return how far the project's mineral depends on a rival or a strait: the highest share that a fact
    states. For a mineral with no share of its own, that of the group that it belongs to counts.
    """
    shares = [row for mineral in minerals for row in _shares(known, member, mineral)]
    if shares:
        worst = max(shares, key=lambda row: float(row["base"]))
        rival = worst["subject"] == RIVAL
        name = "programmes.reason.rival_share" if rival else "programmes.reason.route_share"
        return Score(figure_of(worst), name)
    said = tuple(str(row["fact"]) for row in known.rows(subject, "statement"))
    return Score(None, "programmes.reason.said_only" if said else "programmes.reason.no_share")


def _shares(known: Known, member: Member, mineral: str) -> list[Row]:
    """The rival's shares of the newest year at each stage, and the member's imports through a strait."""
    rows = known.rows(RIVAL, "output_share", material=mineral, partner="")
    newest: dict[str, Row] = {}
    for row in sorted(rows, key=lambda row: row["end"]):
        if "superseded" not in row["warnings"] and row["base"] is not None:
            newest[str(row["stage"])] = row
    imports = known.rows(member.region, "import_share", material=mineral)
    route = [row for row in imports if _is_place(known, str(row["partner"]))]
    found = [*newest.values(), *route]
    material = known.evidence.materials.get(mineral)
    if not found and material is not None and material.part_of:
        return _shares(known, member, material.part_of)
    return found


def _is_place(known: Known, name: str) -> bool:
    """Say whether a name is that of a place, as a strait is, and not of a country."""
    subject = known.evidence.subjects.get(name)
    return subject is not None and subject.kind == "place"


def _indirect(known: Known, member: Member, owner: Member, found: Candidate) -> Score:
    clause = vendor_clause(known, owner)
    if member.region != owner.region:
        return Score(Figure(0.0, 0.0, 0.0, clause), "programmes.reason.other_clause")
    share = equipment_share()
    reached = Figure(share.value, share.low, share.high, clause, share.assumed)
    if found.state == "chosen":
        return Score(reached, "programmes.reason.vendors")
    if found.state == "dropped":
        return Score(Figure(0.0, 0.0, 0.0, found.facts), "programmes.reason.dropped")
    return Score(reached, "programmes.reason.vendors_if_chosen")


def _direct_of_row(known: Known, member: Member, project: Project, stakes: Sequence[ProjectStake]) -> Score:
    """Stakes of the case first, then what the evidence says of its subject, then the participants."""
    held = sum(row.share for row in stakes if row.project == project.project and row.region == member.region)
    if held > 0:
        return Score(Figure(held, held, held), "programmes.reason.stake")
    found: Participation | None = None
    if project.subject:
        found = participation(known, project.subject, member.region)
        if found.part is not None and found.part.value > 0:
            return Score(found.part, found.reason)
    taking = project.participants.split()
    if member.region in taking:
        share = Figure(UNKNOWN_SHARE, 0.0, 1.0, (), "programmes.assumed.unknown_share")
        return Score(share, "programmes.reason.takes_part")
    if taking:
        return Score(Figure(0.0, 0.0, 0.0), "programmes.reason.others")
    return Score(found.part, found.reason) if found else Score(None, "programmes.reason.unknown_who")
