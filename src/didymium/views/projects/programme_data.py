"""A national programme as plain data: rules, decisions, candidates, totals, dollars, losses and tests."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import Any

from didymium.decisions.programmes.candidates import Candidate, Total
from didymium.decisions.programmes.chain import Step, TrancheChain
from didymium.decisions.programmes.clock import FundingDay
from didymium.decisions.programmes.decline import TariffLoss
from didymium.decisions.programmes.dollars import DollarSheet
from didymium.decisions.programmes.figures import Figure
from didymium.decisions.programmes.kiep_tests import ProjectScores, Score
from didymium.decisions.programmes.terms import ProgrammeTerms
from didymium.decisions.programmes.vendors import VendorReach
from didymium.views.projects.view import ProgrammeView

Record = dict[str, Any]


def programme_record(view: ProgrammeView) -> Record:
    """Return a programme on a day; every figure with its range, the facts or the assumption behind it."""
    sheet = view.sheet
    return {
        "member": sheet.terms.member.region,
        "programme": sheet.terms.member.programme,
        "day": sheet.terms.day.isoformat(),
        "terms": terms_record(sheet.terms),
        "chains": [_chain(chain) for chain in sheet.chains],
        "clock": {"notice": view.notice.isoformat(), "days": [_funding_day(one) for one in view.clock]},
        "candidates": [_candidate(one) for one in sheet.candidates],
        "chosen_total": _total(sheet.chosen_total),
        "all_total": _total(sheet.all_total),
        "vendors": _vendors(sheet.vendors),
        "dollars": [_dollars(one) for one in sheet.dollars],
        "losses": [_loss(one) for one in sheet.losses],
        "forgone": [asdict(one) for one in sheet.forgone],
        "recoveries": [asdict(one) for one in sheet.recoveries],
        "least_yields": [
            {
                "reading": one.reading,
                "yearly_cash": one.yearly_cash if math.isfinite(one.yearly_cash) else None,
            }
            for one in sheet.least_yields
        ],
        "operating_years": sheet.operating_years,
        "scores": [_scores(one) for one in sheet.scores],
        "project_scores": [_scores(one) for one in view.scores],
    }


def figure_record(figure: Figure | None) -> Record | None:
    """Return a figure with its range and what it rests on."""
    if figure is None:
        return None
    return {
        "value": figure.value,
        "low": figure.low,
        "high": figure.high,
        "facts": list(figure.facts),
        "assumed": figure.assumed or None,
    }


def terms_record(terms: ProgrammeTerms) -> Record:
    """Return the rules of a programme."""
    figures = (
        "total_usd", "cash_usd", "yearly_cap_usd", "share_before", "share_after", "benchmark_rate", "spread",
        "equity_share",
    )  # fmt: skip
    return {
        **{name: figure_record(getattr(terms, name)) for name in figures},
        "deemed_rate": terms.deemed_rate,
        "signed": None if terms.signed is None else terms.signed.isoformat(),
        "ends_on": None if terms.ends_on is None else terms.ends_on.isoformat(),
        "ends_facts": list(terms.ends_facts),
        "binding_facts": list(terms.binding_facts),
        "readings": [
            {"name": one.name, "facts": list(one.facts), "assumed": one.assumed or None}
            for one in terms.readings
        ],
        "clocks": [{"kind": one.kind, "count": one.count, "facts": list(one.facts)} for one in terms.clocks],
    }


def _chain(chain: TrancheChain) -> Record:
    return {
        "tranche": chain.tranche,
        "announced_on": chain.announced_on.isoformat(),
        "steps": [_step(step) for step in chain.steps],
    }


def _step(step: Step) -> Record:
    return {
        "step": step.step,
        "by": step.by,
        "state": step.state,
        "first": None if step.first is None else step.first.isoformat(),
        "last": None if step.last is None else step.last.isoformat(),
        "facts": list(step.facts),
    }


def _funding_day(one: FundingDay) -> Record:
    return {
        "kind": one.clock.kind,
        "count": one.clock.count,
        "calendar": one.calendar,
        "day": one.day.isoformat(),
        "is_last": one.is_last,
    }


def _candidate(one: Candidate) -> Record:
    return {
        "name": one.name,
        "tranche": one.tranche or None,
        "state": one.state,
        "amount_usd": figure_record(one.amount_usd),
        "places": list(one.places),
        "operators": list(one.operators),
        "minerals": list(one.minerals),
        "start": None if one.start is None else one.start.isoformat(),
        "flags": list(one.flags),
        "facts": list(one.facts),
    }


def _total(total: Total) -> Record:
    return {**asdict(total), "unknown": list(total.unknown)}


def _vendors(reach: VendorReach) -> Record:
    names = ("capital_usd", "equipment_usd", "metal_usd", "duty_rate")
    figures = {name: figure_record(getattr(reach, name)) for name in names}
    return {**figures, "clause": list(reach.clause)}


def _dollars(sheet: DollarSheet) -> Record:
    names = (
        "rate", "outward_investment_usd", "income_usd", "bonds_usd", "private_bonds_usd", "named_bonds_usd",
        "reserves_usd", "equity_usd",
    )  # fmt: skip
    return {
        "schedule": sheet.schedule,
        "income_case": sheet.income_case,
        **{name: figure_record(getattr(sheet, name)) for name in names},
        "bonds_disagree": sheet.bonds_disagree,
        "lines": [asdict(line) for line in sheet.lines],
    }


def _loss(loss: TariffLoss) -> Record:
    names = ("exports_usd", "rate_agreed", "rate_returned", "extra_duty_usd", "exports_lost_usd")
    figures = {name: figure_record(getattr(loss, name)) for name in names}
    return {"goods": loss.goods, **figures, "legal_basis": list(loss.legal_basis)}


def _scores(scores: ProjectScores) -> Record:
    tests = ("direct", "indirect", "security")
    return {
        "project": scores.project,
        "member": scores.member,
        **{name: _score(getattr(scores, name)) for name in tests},
    }


def _score(score: Score) -> Record:
    return {**(figure_record(score.value) or {"value": None}), "reason": score.reason}
