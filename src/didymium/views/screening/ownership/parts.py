"""The parts of an answer on owners or on a deal, in the order in which a reader asks."""

from __future__ import annotations

from collections.abc import Iterator

from didymium.screening.answer import Said
from didymium.screening.deals.from_register import Owned
from didymium.screening.register.records import Assumed
from didymium.views.answer.parts import ShownPart
from didymium.views.evidence.speaking import Speaker
from didymium.views.result_tables import Table
from didymium.views.screening.ownership.charts import owners_charts
from didymium.views.screening.ownership.deal_parts import deal_parts, entity_parts
from didymium.views.screening.ownership.saying import (
    say_parties,
    say_share,
)
from didymium.views.screening.ownership.tables import (
    anomalies_table,
    claims_table,
    control_table,
    listed_table,
    owners_table,
    pairs_table,
    states_table,
    ultimate_table,
    undisclosed_table,
)
from didymium.views.screening.ownership.view import OwnershipView, TargetOwners
from didymium.views.screening.saying import join_said, say_said


def ownership_parts(speaker: Speaker, view: OwnershipView, *, charts: bool = True) -> list[ShownPart]:
    """Return the deal, the owners, who controls, states, lists, the entity, the register and its faults."""
    return [part for part in _parts(speaker, view, charts) if part.said or part.charts or _filled(part)]


def _filled(part: ShownPart) -> bool:
    return any(table.rows for table in (*part.tables, *part.folded))


def _parts(speaker: Speaker, view: OwnershipView, charts: bool) -> Iterator[ShownPart]:
    if view.deal is not None:
        yield from deal_parts(speaker, view, view.deal, charts)
    if view.owned is not None and view.owners is not None:
        yield from _owners(speaker, view.owned, view.owners, charts)
    if view.entity is not None:
        yield from entity_parts(speaker, view, view.entity, charts)
    if view.owned is not None and view.large is not None:
        yield _large(speaker, view, view.owned)
    if view.owned is not None:
        yield _faults(speaker, view, view.owned)


def _owners(speaker: Speaker, owned: Owned, found: TargetOwners, charts: bool) -> Iterator[ShownPart]:
    words = speaker.words
    yield ShownPart(
        "owners",
        words("screen.ownership.section.owners"),
        tuple(_owner_sentences(speaker, owned, found)),
        (ultimate_table(speaker, owned, found), owners_table(speaker, owned, found)),
        (claims_table(speaker, owned, found.target), undisclosed_table(speaker, owned, found.target)),
        owners_charts(speaker, owned, found) if charts else (),
    )
    yield ShownPart(
        "control",
        words("screen.ownership.section.control"),
        tuple(_control_sentences(speaker, owned, found)),
        (control_table(speaker, owned, found),),
    )
    states = found.states.share
    yield ShownPart(
        "states",
        words("screen.ownership.section.states"),
        (
            words(
                "screen.ownership.states",
                share=say_share(speaker, states.low, states.high),
                open=say_share(speaker, states.open_high, states.open_high),
            ),
        ),
        (states_table(speaker, owned, found),),
    )
    yield ShownPart(
        "listed", words("screen.ownership.section.listed"), (), (listed_table(speaker, owned, found),)
    )


def _owner_sentences(speaker: Speaker, owned: Owned, found: TargetOwners) -> Iterator[str]:
    owners, words, target = found.owners, speaker.words, owned.register.names.name(found.target)
    if not len(owners.parties):
        yield words("screen.ownership.no_owner", target=target)
        return
    yield words("screen.ownership.count", target=target, count=len(owners.parties))
    if owners.unstated_high > 0:
        unstated = say_share(speaker, owners.unstated_low, owners.unstated_high)
        yield words("screen.ownership.unstated", share=unstated)
    if len(owners.undetermined):
        parties = say_parties(speaker, owned, owners.undetermined.tolist())
        yield words("screen.ownership.undetermined", parties=parties)
    if not owners.complete:
        yield words("screen.ownership.incomplete")
    claims = [claim for claim in owned.register.claims_on(found.target) if not claim.explained]
    if claims:
        yield words("screen.ownership.unexplained", count=len(claims))
    if Assumed.VOTES in found.assumed:
        yield words("screen.ownership.votes_assumed")
    if Assumed.CAPITAL in found.assumed:
        yield words("screen.ownership.capital_assumed")


def _control_sentences(speaker: Speaker, owned: Owned, found: TargetOwners) -> Iterator[str]:
    top, words = found.controllers, speaker.words
    if top.ultimate:
        key = "controlled_by" if len(top.ultimate) == 1 else "controlled_jointly"
        yield words(f"screen.ownership.{key}", parties=say_parties(speaker, owned, top.ultimate))
    if top.circular:
        yield words("screen.ownership.circular_control")
    if top.possible:
        yield words("screen.ownership.perhaps_controlled", parties=say_parties(speaker, owned, top.possible))
    if not (top.ultimate or top.circular or top.possible):
        yield words("screen.ownership.uncontrolled" if top.decided else "screen.ownership.undecided_control")
    elif not top.decided:
        yield words("screen.ownership.undecided_control")


def _large(speaker: Speaker, view: OwnershipView, owned: Owned) -> ShownPart:
    large, words = view.large, speaker.words
    assert large is not None
    said = [
        words(
            "screen.ownership.large",
            percent=f"{100 * large.threshold:g}",
            count=f"{len(large.sure):,}",
            borderline=f"{len(large.borderline):,}",
        )
    ]
    if len(large.undecided):
        parties = say_parties(speaker, owned, large.undecided.tolist())
        said.append(words("screen.ownership.large_undecided", parties=parties))
    tables: tuple[Table, ...] = (
        pairs_table(speaker, owned, large.sure, "large"),
        pairs_table(speaker, owned, large.borderline, "borderline"),
    )
    return ShownPart("large", words("screen.ownership.section.large"), tuple(said), tables)


def _faults(speaker: Speaker, view: OwnershipView, owned: Owned) -> ShownPart:
    notes: tuple[Said, ...] = owned.register.notes
    anomalies = view.anomalies
    said = [say_said(speaker, note) for note in notes]
    tables: tuple[Table, ...] = ()
    if anomalies is None or not anomalies.counts:
        said.append(speaker.words("screen.ownership.no_anomaly"))
    else:
        counted = [
            f"{speaker.words(f'screen.ownership.anomaly.{kind}')}: {number:,}"
            for kind, number in anomalies.counts.items()
        ]
        said.append(speaker.words("screen.ownership.anomalies", found=join_said(speaker, counted)))
        tables = (anomalies_table(speaker, owned, anomalies),)
    return ShownPart("data", speaker.words("screen.ownership.section.data"), tuple(said), tables)
