"""What an answer about an alliance says in sentences."""

from __future__ import annotations

from didymium.decisions.alliance.floor import MOST_FLOOR_MEMBERS
from didymium.decisions.alliance.game import AllianceGame
from didymium.decisions.alliance.parts import CoalitionAnswer, Joining
from didymium.decisions.alliance.request import SHARING_MEANS
from didymium.decisions.alliance.stability import Stability
from didymium.views.coalition.data import change_of, losses_data
from didymium.views.coalition.naming import is_something, member_inside, money, named, set_name
from didymium.views.coalition.view import CoalitionView
from didymium.views.wording import Words, number

MOST_NAMED = 3


def joining_sentences(words: Words, view: CoalitionView) -> list[str]:
    """Say what the newcomer adds to the founders and gets, whether it would come, and who comes next."""
    answer = view.answer
    if answer.joining is None:
        return [words("coalition.say.nobody_left")]
    return [
        *_newcomer(words, answer, answer.joining),
        *_payments(words, answer.joining),
        *next_sentences(words, answer.founders),
    ]


def _newcomer(words: Words, answer: CoalitionAnswer, joining: Joining) -> list[str]:
    one, before = joining.candidate, answer.founders.value_musd
    fields = {"newcomer": member_inside(words, one.member), "founders": named(words, joining.founders)}
    if not is_something(one.adds_musd):
        said = [words.sentence("coalition.say.adds_nothing", **fields)]
    else:
        sums = {
            "adds": money(words, one.adds_musd),
            "before": money(words, before),
            "after": money(words, before + one.adds_musd),
        }
        said = [words.sentence("coalition.say.adds", **fields, **sums)]
    shares = {"share": money(words, one.share_musd), "outside": money(words, one.outside_musd)}
    said.append(words("coalition.say.share", **shares))
    said.append(words(f"coalition.say.{_wish(one.comes, one.outside_musd - one.share_musd)}"))
    if one.loses:
        said.append(words("coalition.say.loses", list=named(words, one.loses)))
    elif one.comes:
        said.append(words("coalition.say.nobody_loses"))
    return said


def _wish(comes: bool, more_outside_musd: float) -> str:
    """Return which message says whether somebody would rather stay out."""
    if comes:
        return "comes"
    return "stays_out" if is_something(more_outside_musd) else "indifferent"


def _payments(words: Words, joining: Joining) -> list[str]:
    items = [
        words(
            f"coalition.say.{'receives' if one.receives_musd > 0 else 'gives'}",
            member=member_inside(words, one.member),
            money=money(words, abs(one.receives_musd)),
        )
        for one in joining.losses
        if is_something(one.receives_musd)
    ]
    return [words("coalition.say.payments", list="; ".join(items))] if items else []


def next_sentences(words: Words, founders: Stability) -> list[str]:
    """Say who outside adds most to the founders, and who comes after."""
    names, best = named(words, founders.members), founders.best_next
    if best is None or not is_something(best.adds_musd):
        return [words("coalition.say.no_next", founders=names)]
    fields = {"member": member_inside(words, best.member), "adds": money(words, best.adds_musd)}
    said = [words("coalition.say.best_next", founders=names, **fields)]
    items = [
        words(
            "coalition.say.next_item",
            member=member_inside(words, one.member),
            adds=money(words, one.adds_musd),
        )
        for one in founders.outside[1:]
        if is_something(one.adds_musd)
    ]
    if items:
        said.append(words("coalition.say.then", list=words("list.comma").join(items)))
    return said


def _next_item(words: Words, member: str, musd: float) -> str:
    return words("coalition.say.next_item", member=member_inside(words, member), adds=money(words, musd))


def share_sentences(words: Words, view: CoalitionView) -> list[str]:
    """Say what all members save together, in expectation and by the tail, and to whom most of it falls."""
    answer = view.answer
    losses = losses_data(answer)
    names = ("saved", "untouched", "alone", "together")
    fields = {name: money(words, losses[f"{name}_usd_million"]) for name in names}
    said = [words("coalition.say.total", count=len(answer.members), **fields)]
    worst, tail = words.percent(1.0 - answer.request.alpha), money(words, answer.tail.total)
    said.append(words("coalition.say.tail", worst=worst, tail=tail))
    ranked = sorted(answer.expected.shapley.items(), key=lambda item: -item[1])
    items = [_next_item(words, name, share) for name, share in ranked[:MOST_NAMED] if is_something(share)]
    if items:
        said.append(words("coalition.say.most", list=words("list.comma").join(items)))
    return said


def stability_sentences(words: Words, view: CoalitionView) -> list[str]:
    """Say whether any split holds, who would object to Shapley's, and who would rather stay out."""
    answer = view.answer
    return [
        core_sentence(words, answer.expected),
        *_tail_core(words, answer),
        _objection_sentence(words, answer.expected),
        *_inside(words, answer),
        *_doors(words, answer.founders),
        words(f"coalition.say.{'superadditive' if answer.superadditive else 'not_superadditive'}"),
    ]


def core_sentence(words: Words, game: AllianceGame) -> str:
    """Say whether the core is empty, and by how much the worst-placed set is short or ahead."""
    core = game.core
    if core.is_empty:
        return words("coalition.say.core_empty", excess=money(words, core.excess_musd))
    if is_something(core.excess_musd):
        return words("coalition.say.core", slack=money(words, -core.excess_musd))
    return words("coalition.say.core_tight")


def _tail_core(words: Words, answer: CoalitionAnswer) -> list[str]:
    core, worst = answer.tail.core, words.percent(1.0 - answer.request.alpha)
    if core.is_empty:
        excess = money(words, core.excess_musd)
        return [words("coalition.say.tail_core_empty", worst=worst, excess=excess)]
    return [words("coalition.say.tail_core", worst=worst)]


def _objection_sentence(words: Words, game: AllianceGame) -> str:
    found = game.core.objections
    if not found:
        return words("coalition.say.no_objection")
    worst = [name for name in game.members if name in found[0].coalition]
    fields = {"set": set_name(words, worst), "excess": money(words, found[0].excess)}
    if len(found) == 1:
        return words("coalition.say.objects_one", **fields)
    return words("coalition.say.objects", count=len(found), **fields)


def _inside(words: Words, answer: CoalitionAnswer) -> list[str]:
    """Say who would rather stay out of the founders' set and of all."""
    said = []
    for found in (answer.founders, answer.everyone):
        is_all = len(found.members) == len(answer.members)
        group = words("coalition.everyone") if is_all else set_name(words, found.members)
        leaving = [one.member for one in found.inside if not one.stays]
        if not leaving:
            said.append(words("coalition.say.all_stay", group=group))
            continue
        said.append(words("coalition.say.would_leave", group=group, list=named(words, leaving)))
        said.append(words(f"coalition.say.{'held' if found.can_be_held else 'not_held'}", group=group))
    return list(dict.fromkeys(said))


def _doors(words: Words, founders: Stability) -> list[str]:
    """Say who would come in at no founder's cost."""
    if not founders.outside:
        return []
    welcome = [one.member for one in founders.outside if one.comes and not one.loses]
    group = set_name(words, founders.members)
    if not welcome:
        return [words("coalition.say.closed", group=group)]
    return [words("coalition.say.open", group=group, list=named(words, welcome))]


def floor_sentences(words: Words, view: CoalitionView) -> list[str]:
    """Say what the floor is worth to all together and where it is in force, or why it is unused."""
    answer = view.answer
    asked, floor = answer.request.floor, answer.floor
    if asked is None or floor is None:
        return []
    fields = {
        "price": words.price(asked.usd_per_kg, asked.material),
        "material": words.inside(words.material(asked.material)),
        "design": words.inside(words(f"design.{asked.enforcement}")),
    }
    game = answer.expected
    if floor.parts[-1]:
        where = "; ".join(set_name(words, game.names(part)) for part in floor.parts[-1])
        sums = {"worth": money(words, float(floor.values[-1])), "added": money(words, float(floor.added[-1]))}
        said = [words("coalition.say.floor_worth", **fields, **sums)]
        said.append(words("coalition.say.floor_where", list=where))
    else:
        said = [words("coalition.say.floor_unused", **fields)]
    change = change_of(floor, game.everyone)
    if change is not None:
        message = "gains" if change > 0 else "costs"
        said.append(words(f"coalition.say.floor_{message}", change=money(words, abs(change))))
    if floor.changes.unsettled:
        names = "; ".join(set_name(words, game.names(mask)) for mask in sorted(floor.changes.unsettled))
        said.append(words("coalition.say.floor_no_answer", count=len(floor.changes.unsettled), list=names))
    return said


def counted_sentences(words: Words, view: CoalitionView) -> list[str]:
    """Say what a value counts, how many futures stand for how many, and why there is no floor."""
    answer = view.answer
    days = words.days(answer.futures.days)
    said = [words(f"coalition.counted.{name}", days=days) for name in ("unit", "members", "unused")]
    said.append(_standing(words, answer))
    if answer.futures.failures:
        fields = {"count": len(answer.futures.failures), "whole": answer.futures.drawn}
        said.append(words("stocks.say.failures", **fields))
    if answer.floor_left_out:
        fields = {"count": len(answer.members), "most": MOST_FLOOR_MEMBERS}
        said.append(words(f"coalition.counted.{answer.floor_left_out}", **fields))
    return said


def _standing(words: Words, answer: CoalitionAnswer) -> str:
    whole = len(answer.futures.emergencies)
    if not answer.is_reduced:
        return words("coalition.counted.all_futures", all=whole)
    widest = max(answer.verified, key=lambda one: abs(one.difference_musd))
    fields = {
        "few": len(answer.standing.emergencies),
        "all": whole,
        "set": set_name(words, widest.members),
        "standing": money(words, widest.standing_musd),
        "whole": money(words, widest.whole_musd),
        "difference": money(words, widest.difference_musd),
    }
    return words("coalition.counted.standing", **fields)


def assumed_sentences(words: Words, view: CoalitionView) -> list[str]:
    """Say what values rest on that nobody published."""
    request, means = view.answer.request, view.answer.futures.means
    usual = means == SHARING_MEANS
    said = [
        words("coalition.assumed.given"),
        words("coalition.assumed.planner"),
        words(f"coalition.assumed.{'means' if usual else 'other_means'}"),
        words(f"coalition.assumed.{'give_way' if request.give_way_abroad else 'no_give_way'}"),
        words(
            "coalition.assumed.ways",
            days=words.days(means.swap_transit_days),
            freight=number(means.swap_freight_usd_per_kg, 2),
        ),
        words("coalition.assumed.weights"),
        words("stocks.assumed.levels"),
    ]
    return said if view.answer.floor is None else [*said, words("coalition.assumed.floor")]
