"""The origin of lots and products as plain data, for JSON."""

from __future__ import annotations

from typing import Any

from didymium.screening.lots.certificates import CertificateReview
from didymium.screening.lots.findings import LotFinding
from didymium.screening.lots.gaps import Gap, custody_of, reviews_of
from didymium.screening.lots.origin import StageOrigin
from didymium.screening.lots.tracing import LotOrigin, LotTrace
from didymium.screening.procurement.product import Product
from didymium.screening.procurement.screening import ProductAnswer
from didymium.views.evidence.speaking import Speaker
from didymium.views.screening.data import findings_data, said_data
from didymium.views.screening.origin.parts import say_note
from didymium.views.screening.origin.rule_tables import missing_of
from didymium.views.screening.origin.tables import say_gap, state_of
from didymium.views.screening.origin.view import OriginView, ProductView
from didymium.views.screening.saying import say_said


def origin_data(speaker: Speaker, view: OriginView) -> dict[str, Any]:
    """Return every lot that was traced with its bounds, what is wrong, and what the rules say of it."""
    return {
        "as_of": view.day,
        "reading": view.reading,
        **(_document(speaker, view, view.trace) if view.trace is not None else {}),
        "products": [_product(speaker, product) for product in view.products],
    }


def _document(speaker: Speaker, view: OriginView, trace: LotTrace) -> dict[str, Any]:
    return {
        "file": trace.document.file,
        "element": trace.element or None,
        "trusted": sorted(trace.trusted),
        "club_members_left_out": list(view.left_out),
        "trusted_issuers": None if view.issuers is None else list(view.issuers),
        "assumed_tolerance": trace.assumed_tolerance,
        "notes": [say_note(speaker, note) for note in trace.document.notes],
        "lots": [_lot(speaker, view, origin) for origin in trace.origins.values()],
        "findings": [_found(speaker, finding) for finding in trace.findings],
        "certificates": [_certificate(trace, uri) for uri in _certificates(trace)],
    }


def _lot(speaker: Speaker, view: OriginView, origin: LotOrigin) -> dict[str, Any]:
    """Return one lot; its findings and uses of certificates only where it was looked at closely."""
    found: dict[str, Any] = {
        "lot": origin.lot,
        "mass_kg": origin.mass_kg,
        "stages": [_stage(*pair) for pair in zip(origin.stages, origin.trusted, strict=True)],
    }
    if view.trace is None or origin.lot not in view.gaps:
        return found
    return found | {
        "custody": {stage.stage: list(custody_of(origin, stage.stage)) for stage in origin.stages},
        "open_because": [_gap(speaker, gap) for gap in view.gaps[origin.lot]],
        "made_of": list(origin.sources),
        "certificates": [_review(review) for review in reviews_of(view.trace, origin.lot)],
        "findings": [_found(speaker, finding) for finding in origin.findings],
    }


def _stage(stage: StageOrigin, trusted: tuple[float, float]) -> dict[str, Any]:
    return {
        "stage": stage.stage,
        "countries": {country: {"low": low, "high": high} for country, (low, high) in stage.shares.items()},
        "booked": dict(stage.booked),
        "any_other_country_high": stage.others_high,
        "documented": stage.documented,
        "trusted": {"low": trusted[0], "high": trusted[1]},
    }


def _gap(speaker: Speaker, gap: Gap) -> dict[str, Any]:
    said = say_gap(speaker, gap)
    return {"stage": gap.stage, "kind": gap.kind, "lots": list(gap.lots), "said": said}


def _found(speaker: Speaker, finding: LotFinding) -> dict[str, Any]:
    return {
        "kind": finding.kind,
        "said": say_said(speaker, finding.said),
        "lots": list(finding.lots),
        "events": list(finding.events),
        "fields": dict(finding.said.fields),
    }


def _review(review: CertificateReview) -> dict[str, Any]:
    return {
        "certificate": review.certificate,
        "event": review.event,
        "known": review.known,
        "valid": review.valid.value,
        "in_scope": review.in_scope.value,
        "issuer_trusted": review.trusted.value,
        "counts": review.counts.value,
    }


def _certificates(trace: LotTrace) -> list[str]:
    return list(dict.fromkeys(review.certificate for review in trace.reviews))


def _certificate(trace: LotTrace, uri: str) -> dict[str, Any]:
    known = trace.document.certificates.get(uri)
    state = {"certificate": uri, "state": state_of(known, trace)}
    if known is None:
        return state
    return state | {
        "issuer": known.issuer,
        "standard": known.standard,
        "valid_from": known.valid_from,
        "valid_until": known.valid_until,
    }


def _product(speaker: Speaker, product: ProductView) -> dict[str, Any]:
    answer = product.answer
    return {
        "lot": product.lot or None,
        **_stated(answer.product),
        "verdicts": _verdicts(answer),
        "missing": {
            rule: list(dict.fromkeys(said_data(speaker, missing)))
            for rule in answer.rules
            if (missing := missing_of(answer, rule))
        },
        "findings": findings_data(speaker, answer.findings),
        "readings": {reading: _verdicts(one) for reading, one in product.readings.items()},
        "timeline": [
            {"from": change.first, "verdicts": {rule: v.value for rule, v in change.verdicts.items()}}
            for change in product.timeline
        ],
    }


def _stated(product: Product) -> dict[str, Any]:
    return {
        "material": product.material,
        "name": product.about,
        "buyer": product.buyer or None,
        "kind": product.kind,
        "is_market": product.is_market,
        "delivered_as_is": product.delivered_as_is,
        "begun": product.begun,
        "conditions": {name: holds.value for name, holds in product.conditions.items()},
        "prohibited_cost": product.prohibited_cost,
        "weight_shares": dict(product.weight_shares),
        "stages": {
            stage: {
                "countries": {name: {"low": low, "high": high} for name, (low, high) in one.shares.items()},
                "any_other_country_high": one.others_high,
            }
            for stage, one in product.stages.items()
        },
    }


def _verdicts(answer: ProductAnswer) -> dict[str, str]:
    return {rule: answer.verdict(rule).value for rule in answer.rules}
