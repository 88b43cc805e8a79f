"""Projects, gaps and deposits as plain data: for JSON, files and the API. Units are in the names, dates are
ISO, and what is not known is null, never zero.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from didymium.case.project_schema import ProjectStake
from didymium.decisions.finance.draws import Triangle
from didymium.decisions.projects.deposits import DepositValue
from didymium.decisions.projects.known import TOPICS, Fact, Known
from didymium.decisions.projects.supply_curve import SupplyCurve, SupplyStep
from didymium.decisions.projects.timeline import Span
from didymium.views.evidence.disagreements_view import disagreement_record
from didymium.views.evidence.facts_view import fact_record
from didymium.views.evidence.speaking import Speaker
from didymium.views.projects.finance_data import finance_record
from didymium.views.projects.programme_data import programme_record
from didymium.views.projects.view import Listed, ProjectsView

if TYPE_CHECKING:
    from didymium.decisions.investment.projects_answer import ProjectRow, ProjectsAnswer

Record = dict[str, Any]


def projects_data(view: ProjectsView, language: str = "en") -> Record:
    """Return an answer as nested lists, texts and numbers. ``finance``, ``gaps``, ``deposits``,
    ``supply_curves`` and ``programme`` are null if they were not asked for.
    """
    answer, deposits = view.answer, view.deposits
    return {
        "cases": [case.settings.name for case in view.cases],
        "request": None if answer is None else answer.prepared.request.model_dump(mode="json"),
        "projects": [
            project_record(view.speaker(language, row.case), row, in_full=view.in_full) for row in view.rows
        ],
        "finance": None if answer is None else finance_records(answer, view.answered),
        "gaps": None if answer is None else gaps_record(answer, view.answered),
        "deposits": None if deposits is None else [deposit_record(one) for one in deposits.values],
        "supply_curves": (
            None
            if deposits is None
            else {name: curve_record(curve) for name, curve in deposits.curves.items()}
        ),
        "deposit_prices_from": (
            None if deposits is None else "markets" if deposits.from_markets else "base_year"
        ),
        "programme": None if view.programme is None else programme_record(view.programme),
    }


def finance_records(answer: ProjectsAnswer, rows: tuple[ProjectRow, ...]) -> list[Record]:
    """Return the finance of some projects of an answer."""
    cases = answer.prepared.cases
    return [finance_record(row, cases[row.placed.place].settings.name) for row in rows]


def project_record(speaker: Speaker, row: Listed, *, in_full: bool = False) -> Record:
    """Return a project; ``in_full`` with every fact that the evidence has on it."""
    one, project = row.candidate, row.candidate.project
    return {
        "project": project.project,
        "case": row.case.settings.name,
        "name": project.name_in(speaker.language),
        "name_en": project.name_en,
        "name_ko": project.name_ko,
        "name_ja": project.name_ja,
        "agreement": project.agreement or None,
        "agreement_name": speaker.name(project.agreement) if project.agreement else None,
        "region": project.region,
        **place_of(row),
        "status": project.status,
        "is_decided": project.is_decided,
        "stages": list(one.stages),
        "plants": [plant.plant for plant in one.plants],
        "capacity_t_per_year": dict(one.capacity_t_per_year),
        "bought_t_per_year": dict(one.bought_t_per_year),
        "capital_usd_million": _millions(one.capital_usd),
        "operating_usd_million_per_year": _millions(one.operating_usd_per_year),
        "lead_months": _triangle(one.lead_months),
        "permitting_share": project.permitting_share,
        "ramp_years": project.ramp_years,
        "life_years": project.life_years,
        "success_share": project.success_share,
        "earliest_decision": one.timeline.decision.isoformat(),
        "permitted": span_record(one.timeline.permitted),
        "first_product": span_record(one.timeline.first_product),
        "full_output": span_record(one.timeline.full_output),
        "end": span_record(one.timeline.end),
        "stakes": [_stake(speaker, stake) for stake in one.stakes],
        "participants": project.participants.split(),
        "funders": project.funders.split(),
        "source": project.source,
        **_known(speaker, row.known, in_full),
    }


def _stake(speaker: Speaker, stake: ProjectStake) -> Record:
    return {
        "holder": stake.holder,
        "holder_name": speaker.name(stake.holder),
        "region": stake.region,
        "share": stake.share,
        "source": stake.source,
    }


def place_of(row: Listed) -> Record:
    """Return where a project stands, and whether that is its own place or its region's."""
    project = row.candidate.project
    if project.lat is not None and project.lon is not None:
        return {"lat": project.lat, "lon": project.lon, "has_own_place": True}
    region = next((one for one in row.case.regions if one.region == project.region), None)
    lat, lon = (None, None) if region is None else (region.lat, region.lon)
    return {"lat": lat, "lon": lon, "has_own_place": False}


def _known(speaker: Speaker, known: Known | None, in_full: bool) -> Record:
    if known is None:
        return {"partners": None, "offtakes": None, "support": None, "provisions": [], "disagreements": []}
    found: Record = {
        "partners": partner_names(speaker, known),
        "offtakes": said_of(speaker, known.facts["offtakes"]),
        "support": said_of(speaker, known.facts["support"]),
        "provisions": [
            {
                "agreement": agreement,
                "number": provision.number,
                "title": provision.title.in_language(speaker.language),
            }
            for agreement, provision in known.provisions
        ],
        "disagreements": [disagreement_record(speaker, item, {}) for item in known.disagreements],
    }
    if in_full:
        found["subjects"] = sorted(known.subjects)
        found["facts"] = {
            topic: [fact_record(speaker, fact) for fact in known.facts[topic]] for topic in TOPICS
        }
    return found


def partner_names(speaker: Speaker, known: Known) -> list[str]:
    """Return the names of partners that facts give, each once, with the newest stake where one is stated."""
    stakes: dict[str, str] = {}
    for fact in known.facts["partners"]:
        if fact["measure"] == "stake" and fact["partner"]:
            stakes.setdefault(fact["partner"], speaker.value(fact))
    names = [str(fact["value"]) for fact in known.facts["partners"] if fact["dimension"] == "name"]
    return [
        f"{speaker.name(name)} ({stakes[name]})" if name in stakes else speaker.name(name)
        for name in dict.fromkeys([*names, *stakes])
    ]


def said_of(speaker: Speaker, facts: tuple[Fact, ...]) -> list[str]:
    """Return facts in words, each once, with who is named beside the figure and what it is of."""
    return list(dict.fromkeys(_said(speaker, fact) for fact in facts))


def _said(speaker: Speaker, fact: Fact) -> str:
    named = [speaker.name(fact[column]) for column in ("partner", "material") if fact[column]]
    value = speaker.value(fact)
    return speaker.words("projects.said_by", who=", ".join(named), what=value) if named else value


def span_record(span: Span) -> Record:
    """Return a day that is not certain."""
    return {
        "early": span.early.isoformat(),
        "likely": span.likely.isoformat(),
        "late": span.late.isoformat(),
    }


def gaps_record(answer: ProjectsAnswer, rows: tuple[ProjectRow, ...]) -> Record:
    """Return what members lack by case, and which part of it each project closes."""
    return {
        "by_case": [
            {
                "case": one.case,
                "members": list(one.members),
                "rivals": list(one.rivals),
                "rows": one.table.to_dicts(),
            }
            for one in answer.gaps
        ],
        "closed": [record for row in rows for record in row.gaps.to_dicts()],
    }


def deposit_record(value: DepositValue) -> Record:
    """Return a deposit at its prices."""
    one = value.deposit
    return {
        **one.model_dump(mode="json"),
        "shares": dict(value.shares),
        "contained_t": dict(value.contained_t),
        "planned_t_per_year": dict(value.planned_t_per_year),
        "value_usd_per_kg": dict(value.value_usd_per_kg),
        "heavy_share": value.heavy_share,
        "basket_usd_per_kg": value.basket_usd_per_kg,
        "known_share": value.known_share,
        "priced_share": value.priced_share,
        "magnet_value_share": value.magnet_value_share,
    }


def curve_record(curve: SupplyCurve) -> Record:
    """Return the supply curve of an element."""
    return {
        "element": curve.element,
        "t_per_year": curve.t_per_year,
        "steps": [step_record(step) for step in curve.steps],
        "cost_unknown": [one.deposit.deposit for one in curve.cost_unknown],
        "output_unknown": [one.deposit.deposit for one in curve.output_unknown],
    }


def step_record(step: SupplyStep) -> Record:
    """Return one deposit on a supply curve."""
    return {
        "deposit": step.value.deposit.deposit,
        "t_per_year": step.t_per_year,
        "cumulative_t_per_year": step.cumulative_t_per_year,
        "left_usd_per_kg": finite(step.left_usd_per_kg),
        "price_usd_per_kg": step.price_usd_per_kg,
        "allocated_usd_per_kg": step.allocated_usd_per_kg,
        "pays": step.pays,
    }


def finite(value: float | None) -> float | None:
    """Return a number that JSON can hold."""
    return value if value is not None and math.isfinite(value) else None


def _millions(triangle: Triangle | None) -> Record | None:
    return None if triangle is None else {name: usd / 1e6 for name, usd in _triangle(triangle).items()}


def _triangle(triangle: Triangle) -> dict[str, float]:
    return {"low": triangle.low, "likely": triangle.mode, "high": triangle.high}
