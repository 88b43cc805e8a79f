"""Tables of the origin of lots: shares by stage, what is missing, certificates, what is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from didymium.screening.answer import Holds
from didymium.screening.lots.certificates import CertificateReview
from didymium.screening.lots.events import Certificate
from didymium.screening.lots.findings import LotFinding
from didymium.screening.lots.gaps import Gap, custody_of
from didymium.screening.lots.origin import StageOrigin
from didymium.screening.lots.tracing import LotOrigin, LotTrace
from didymium.views.evidence.speaking import Speaker
from didymium.views.result_tables import Table, message_table
from didymium.views.screening.origin.view import OriginView
from didymium.views.screening.saying import say_bounds, say_said
from didymium.views.wording import number

_DUST = 1e-9
_MOST_NAMED = 3
"""Lots or events that a cell names; of the rest it gives the number."""


def say_share(speaker: Speaker, low: float, high: float) -> str:
    """Return a share between two bounds in per cent; one of which nothing is known is unknown."""
    if low <= _DUST and high >= 1.0 - _DUST:
        return speaker.words("state.unknown")
    low, high = round(low, 9), round(high, 9)
    return say_bounds(speaker, 100.0 * low, 100.0 * high)


def lots_table(speaker: Speaker, view: OriginView) -> Table:
    """Return every lot that was traced: its mass, how far its origin is known, what is wrong."""
    assert view.trace is not None
    with_trust = bool(view.trace.trusted)
    rows = [_lot(speaker, view, origin, with_trust=with_trust) for origin in view.trace.origins.values()]
    columns = ("lot", "mass_kg", "least_known", *(["least_trusted"] if with_trust else []), "problems")
    return message_table(speaker.words, "screen.lot", "lots", columns, rows, ("mass_kg", "problems"))


def _lot(speaker: Speaker, view: OriginView, origin: LotOrigin, *, with_trust: bool) -> list[str]:
    known = min(1.0 - stage.others_high for stage in origin.stages)
    row = [origin.lot, say_mass(speaker, origin.mass_kg), f"{number(100.0 * max(0.0, known), 3)} %"]
    if with_trust:
        least = min(origin.trusted)
        row.append(say_share(speaker, *least))
    return [*row, str(len(origin.findings)) if origin.lot in view.gaps else ""]


def say_mass(speaker: Speaker, mass_kg: float | None) -> str:
    """Return a mass in kg, or that it is not known."""
    return speaker.words("state.unknown") if mass_kg is None else number(mass_kg, 4)


def origins_table(speaker: Speaker, stages: Sequence[StageOrigin]) -> Table:
    """Return by stage and country the bounds of the share, and what the books claim."""
    rows = [row for stage in stages for row in _stage_rows(speaker, stage)]
    columns = ("stage", "country", "share", "booked")
    return message_table(speaker.words, "screen.lot", "origins", columns, rows, ("share", "booked"))


def by_share(stage: StageOrigin) -> list[tuple[str, tuple[float, float]]]:
    """Return the countries of a stage with their bounds, the largest first."""
    return sorted(stage.shares.items(), key=lambda row: (-row[1][0], -row[1][1], row[0]))


def _stage_rows(speaker: Speaker, stage: StageOrigin) -> Iterator[tuple[str, ...]]:
    name = speaker.words(f"screen.product.step.{stage.stage}")
    for country, (low, high) in by_share(stage):
        booked = stage.booked.get(country, 0.0)
        said = f"{number(100.0 * booked, 3)} %" if booked > _DUST else ""
        yield name, speaker.name(country), say_share(speaker, low, high), said
    if stage.others_high > _DUST:
        anywhere = speaker.words("screen.lot.any_country" if stage.shares else "screen.lot.anywhere")
        yield name, anywhere, say_share(speaker, 0.0, stage.others_high), ""


def stages_table(speaker: Speaker, view: OriginView, origin: LotOrigin) -> Table:
    """Return by stage what is trusted, the custody model, and why anything is open."""
    assert view.trace is not None
    with_trust = bool(view.trace.trusted)
    gaps = view.gaps.get(origin.lot, ())
    rows = []
    for stage, trusted in zip(origin.stages, origin.trusted, strict=True):
        row = [speaker.words(f"screen.product.step.{stage.stage}")]
        row += [say_share(speaker, *trusted)] if with_trust else []
        row.append(_custody(speaker, origin, stage))
        row.append(say_gaps(speaker, [gap for gap in gaps if gap.stage == stage.stage]))
        rows.append(row)
    columns = ("stage", *(["trusted"] if with_trust else []), "custody", "why_open")
    return message_table(speaker.words, "screen.lot", "stages", columns, rows)


def _custody(speaker: Speaker, origin: LotOrigin, stage: StageOrigin) -> str:
    models = custody_of(origin, stage.stage)
    said = [speaker.words(f"screen.lot.custody.{model}") for model in models or ("unknown",)]
    return speaker.words("list.comma").join(said)


def say_gaps(speaker: Speaker, gaps: Iterable[Gap]) -> str:
    """Return why a stage is open."""
    return " ".join(say_gap(speaker, gap) for gap in gaps)


def say_gap(speaker: Speaker, gap: Gap) -> str:
    """Return one reason why a stage is open."""
    return speaker.words(f"screen.lot.gap.{gap.kind}", lots=_some(speaker, gap.lots))


def _some(speaker: Speaker, names: Sequence[str]) -> str:
    """Return a few names; of the rest their number."""
    text = speaker.words("list.comma").join(names[:_MOST_NAMED])
    left = len(names) - _MOST_NAMED
    return speaker.words("screen.lot.and_more", names=text, count=left) if left > 0 else text


def findings_table(speaker: Speaker, findings: Sequence[LotFinding]) -> Table:
    """Return what does not hold together, with the events that show it."""
    rows = [
        (
            speaker.words(f"screen.lot.kind.{finding.kind}"),
            say_said(speaker, finding.said),
            _some(speaker, [str(event) for event in finding.events]),
        )
        for finding in findings
    ]
    return message_table(speaker.words, "screen.lot", "findings", ("problem", "detail", "events"), rows)


def certificates_table(speaker: Speaker, trace: LotTrace, reviews: Iterable[CertificateReview]) -> Table:
    """Return the certificates named in the making of lots: whether each counts, and why not."""
    rows = []
    for uri, uses in _by_certificate(reviews).items():
        known = trace.document.certificates.get(uri)
        rows.append(
            (
                uri,
                known.issuer if known and known.issuer else speaker.words("state.unknown"),
                speaker.words(f"screen.lot.certificate.{state_of(known, trace)}", until=_until(known)),
                _all(speaker, [use.valid for use in uses]),
                _all(speaker, [use.in_scope for use in uses]),
                _all(speaker, [use.trusted for use in uses]),
            )
        )
    columns = ("certificate", "issuer", "on_the_day", "valid", "in_scope", "issuer_trusted")
    return message_table(speaker.words, "screen.lot", "certificates", columns, rows)


def state_of(certificate: Certificate | None, trace: LotTrace) -> str:
    """Return what a certificate is on the day asked about: ``valid``, ``expired``, ``revoked``, ``not_yet``,
    ``undated`` or ``unknown``.
    """
    if certificate is None:
        return "unknown"
    first, last = certificate.valid_from, certificate.valid_until
    if certificate.revoked:
        return "revoked"
    if last is not None and trace.day > last:
        return "expired"
    if first is not None and trace.day < first:
        return "not_yet"
    return "valid" if first and last else "undated"


def _until(certificate: Certificate | None) -> str:
    return str(certificate.valid_until or "") if certificate else ""


def _by_certificate(reviews: Iterable[CertificateReview]) -> dict[str, list[CertificateReview]]:
    found: dict[str, list[CertificateReview]] = {}
    for review in reviews:
        found.setdefault(review.certificate, []).append(review)
    return found


def _all(speaker: Speaker, answers: Sequence[Holds]) -> str:
    """Return what the uses of a certificate have in common; of several answers each."""
    said = dict.fromkeys(speaker.words(f"screen.holds.{answer.value}") for answer in answers)
    return speaker.words("list.comma").join(said)
