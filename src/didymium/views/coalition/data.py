"""An answer about an alliance as plain data: for JSON, files and the API. Money is million US dollars per
emergency, given that one comes, discounted to its declaration; a floor counts over its whole run.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from didymium.decisions.alliance.floor import FloorValues
from didymium.decisions.alliance.game import AllianceGame
from didymium.decisions.alliance.parts import CoalitionAnswer, Joining, Verified
from didymium.decisions.alliance.stability import Candidate, Stability
from didymium.views.coalition.view import CoalitionView

Record = dict[str, Any]


def coalition_data(view: CoalitionView) -> Record:
    """Return an answer as nested lists, texts and numbers."""
    answer = view.answer
    return {
        "case": view.case.settings.name,
        "members": [{"member": one.name, "regions": list(one.regions)} for one in answer.members],
        "request": answer.request.model_dump(mode="json"),
        "losses": losses_data(answer),
        "shares": shares_data(answer),
        "core": core_data(answer.expected),
        "tail_core": core_data(answer.tail),
        "superadditive": answer.superadditive,
        "everyone": stability_data(answer.everyone),
        "founders": stability_data(answer.founders),
        "joining": None if answer.joining is None else joining_data(answer.joining),
        "best_of_each_size": best_data(answer),
        "verified": [verified_data(one) for one in answer.verified],
        "floor": None if answer.floor is None else floor_data(answer.floor, answer.names),
        "floor_left_out": answer.floor_left_out,
        "futures": futures_data(view),
        "sets": sets_data(answer),
    }


def losses_data(answer: CoalitionAnswer) -> Record:
    """Return what all members are expected to lose: if nobody acts, each by itself, and together."""
    worth = answer.worth
    alone = float((worth.alone @ worth.probabilities).sum())
    return {
        "untouched_usd_million": float((worth.untouched @ worth.probabilities).sum()),
        "alone_usd_million": alone,
        "together_usd_million": alone - answer.sharing.total,
        "saved_usd_million": answer.sharing.total,
        "saved_with_floor_usd_million": answer.expected.total,
        "saved_tail_usd_million": answer.tail.total,
    }


def shares_data(answer: CoalitionAnswer) -> list[Record]:
    """Return of each member its share of what all save, by several rules, and whether it stays."""
    split, tail = answer.expected.core.split, answer.tail.shapley
    worth = answer.worth
    alone = worth.alone @ worth.probabilities
    return [
        {
            "member": one.member,
            "shapley_usd_million": one.share_musd,
            "adds_to_all_usd_million": one.adds_musd,
            "least_core_usd_million": split[one.member],
            "tail_shapley_usd_million": tail[one.member],
            "outside_usd_million": one.outside_musd,
            "stays": one.stays,
            "alone_loss_usd_million": float(alone[answer.names.index(one.member)]),
        }
        for one in answer.everyone.inside
    ]


def core_data(game: AllianceGame) -> Record:
    """Return whether any split holds, by how much, and who would leave at Shapley's values."""
    core = game.core
    return {
        "total_usd_million": game.total,
        "is_empty": core.is_empty,
        "excess_usd_million": core.excess_musd,
        "split_usd_million": dict(core.split),
        "objections": [
            {
                "members": [name for name in game.members if name in one.coalition],
                "gets_usd_million": -one.pays,
                "alone_usd_million": -one.alone,
                "excess_usd_million": one.excess,
            }
            for one in core.objections
        ],
    }


def stability_data(found: Stability) -> Record:
    """Return who would leave a set, who would come, and who should be asked next."""
    best = found.best_next
    return {
        "members": list(found.members),
        "value_usd_million": found.value_musd,
        "inside": [
            {
                "member": one.member,
                "adds_usd_million": one.adds_musd,
                "share_usd_million": one.share_musd,
                "outside_usd_million": one.outside_musd,
                "stays": one.stays,
            }
            for one in found.inside
        ],
        "outside": [candidate_data(one) for one in found.outside],
        "internally_stable": found.is_internally_stable,
        "externally_stable": found.is_externally_stable,
        "can_be_held": found.can_be_held,
        "best_next": None if best is None else best.member,
    }


def candidate_data(one: Candidate) -> Record:
    """Return what somebody outside a set would bring and get."""
    return {
        "member": one.member,
        "adds_usd_million": one.adds_musd,
        "share_usd_million": one.share_musd,
        "outside_usd_million": one.outside_musd,
        "comes": one.comes,
        "loses": list(one.loses),
    }


def joining_data(joining: Joining) -> Record:
    """Return what the newcomer brings to the founders, and what everybody loses before and after."""
    return {
        "founders": list(joining.founders),
        "newcomer": candidate_data(joining.candidate),
        "losses": [
            {
                "member": one.member,
                "untouched_usd_million": one.untouched_musd,
                "alone_usd_million": one.alone_musd,
                "founders_usd_million": one.founders_musd,
                "joined_usd_million": one.joined_musd,
                "receives_usd_million": one.receives_musd,
                "after_payments_usd_million": one.joined_musd - one.receives_musd,
                "share_usd_million": one.share_musd,
            }
            for one in joining.losses
        ],
    }


def best_data(answer: CoalitionAnswer) -> list[Record]:
    """Return by number of members the set of most value, and the least value of a set of that size."""
    game = answer.expected
    sizes = np.array([mask.bit_count() for mask in range(len(game.values))])
    return [
        {
            "size": mask.bit_count(),
            "members": list(game.names(mask)),
            "value_usd_million": float(game.values[mask]),
            "least_value_usd_million": float(game.values[sizes == mask.bit_count()].min()),
            "tail_usd_million": float(answer.tail.values[mask]),
        }
        for mask in game.best_of_each_size()
    ]


def verified_data(one: Verified) -> Record:
    """Return a set on the futures that stand for all, and on all; by sharing alone."""
    return {
        "members": list(one.members),
        "standing_usd_million": one.standing_musd,
        "all_futures_usd_million": one.whole_musd,
        "difference_usd_million": one.difference_musd,
        "standing_tail_usd_million": one.standing_tail_musd,
        "all_futures_tail_usd_million": one.whole_tail_musd,
        "difference_tail_usd_million": one.difference_tail_musd,
    }


def floor_data(floor: FloorValues, members: tuple[str, ...]) -> list[Record]:
    """Return for every set what a floor is worth to it, where it is then in force, and what it changes."""
    added, rows = floor.added, []
    for mask in range(1, len(floor.values)):
        inside = [name for place, name in enumerate(members) if mask >> place & 1]
        outside = {name: float(floor.outside[mask, place]) for place, name in enumerate(members)}
        rows.append({
            "members": inside,
            "worth_usd_million": float(floor.values[mask]),
            "added_usd_million": float(added[mask]),
            "in_force_in": [
                [name for place, name in enumerate(members) if part >> place & 1]
                for part in floor.parts[mask]
            ],
            "change_of_members_usd_million": change_of(floor, mask),
            "others_usd_million": {name: usd for name, usd in outside.items() if name not in inside},
            "no_answer": floor.changes.unsettled.get(mask, ""),
        })  # fmt: skip
    return rows


def change_of(floor: FloorValues, mask: int) -> float | None:
    """Return by how much a floor in force in all of a set changes its members' welfare; None if the market
    has no answer.
    """
    if mask in floor.changes.unsettled:
        return None
    changes = floor.changes.of_member[mask]
    inside = [float(usd) for place, usd in enumerate(changes) if mask >> place & 1]
    return sum(inside) + float(floor.changes.joint[mask])


def futures_data(view: CoalitionView) -> Record:
    """Return how many futures stand for how many, and each that counts."""
    answer = view.answer
    worth, gains = answer.worth, answer.worth.gains[-1]
    untouched, alone = worth.untouched.sum(axis=0), worth.alone.sum(axis=0)
    return {
        "all": len(answer.futures.emergencies),
        "standing": len(answer.standing.emergencies),
        "drawn": answer.futures.drawn,
        "failures": list(answer.futures.failures),
        "days": answer.futures.days,
        "list": [
            {
                "future": one.name,
                "title": view.title_of(one.name),
                "declared": one.declared.isoformat(),
                "probability": one.probability,
                "untouched_usd_million": float(untouched[place]),
                "alone_usd_million": float(alone[place]),
                "saved_usd_million": float(gains[place]),
            }
            for place, one in enumerate(answer.standing.emergencies)
        ],
    }


def sets_data(answer: CoalitionAnswer) -> list[Record]:
    """Return the value of every set of at least one member, the smaller ones first."""
    game = answer.expected
    masks = sorted(range(1, len(game.values)), key=lambda mask: (mask.bit_count(), mask))
    return [
        {
            "members": list(game.names(mask)),
            "size": mask.bit_count(),
            "value_usd_million": float(game.values[mask]),
            "sharing_usd_million": float(answer.sharing.values[mask]),
            "tail_usd_million": float(answer.tail.values[mask]),
        }
        for mask in masks
    ]
