"""Whether a rival file agrees with its case and with itself: every disagreement at once."""

from __future__ import annotations

import math
from collections.abc import Iterator

from didymium.case.case import Case
from didymium.case.names import Names, Target, names_of
from didymium.decisions.rival.days import last_day
from didymium.decisions.rival.moves import FIGURES, dials_of, events_of, everything, range_limits, range_of
from didymium.decisions.rival.results import NONE, PASSIVE
from didymium.decisions.rival.schema import CapacityLever, DelayLever, DumpingLever, Lever, Range, Rival
from didymium.decisions.rival.search import MOST_POINTS
from didymium.evidence.dates import add_months
from didymium.evidence.provenance import parse_references
from didymium.files.suggestion import did_you_mean
from didymium.files.wording import Finding, Path
from didymium.scenario.checks import check_scenario
from didymium.scenario.schema import Scenario

BELIEVABLE = {"export_tax": 1e6, "dumping": 1e12}
"""The most that a file may state where nothing bounds a figure, in its unit."""


def check_rival(case: Case, rival: Rival) -> list[Finding]:
    """Return every disagreement of a rival file with its case and with itself, but those of its policies,
    which are scenarios (:mod:`didymium.decisions.rival.reading`).
    """
    names = names_of(case)
    found = [
        *_who(case, names, rival),
        *_days(case, rival),
        *_aim(case, names, rival),
        *_names_once(rival),
        *_conduct(case, rival),
    ]
    for number, lever in enumerate(rival.lever):
        found += _lever(case, names, rival, lever, ("lever", number))
    for number, policy in enumerate(rival.policy):
        if policy.cost_usd_million or policy.source:
            found += _source(case, policy.source, ("policy", number, "source"))
    if not found:
        found = [*_size(rival), *_within_the_run(case, rival)]
    return found or list(_as_events(case, rival))


def _who(case: Case, names: Names, rival: Rival) -> Iterator[Finding]:
    for number, region in enumerate(rival.regions):
        yield from _name(names, Target.REGION, region, ("regions", number))
    yield from _name(names, Target.REGION_OR_CLUB, rival.club, ("club",))
    members = frozenset(case.regions_of(rival.club, rival.moves_on))
    if not members:
        message = f"has no member on the day on which the rival moves, {rival.moves_on}"
        yield Finding(("club",), message, rival.club, "name another club, or another day")
    for number, region in enumerate(rival.regions):
        if region in rival.regions[:number]:
            yield Finding(("regions", number), "stands here twice", region, "name each region once")
        if region in members:
            message = f"is a member of {rival.club}: nobody is its own rival"
            yield Finding(("regions", number), message, region, "name a region outside, or another club")


def _name(names: Names, target: Target, name: str, path: Path) -> Iterator[Finding]:
    problem = names.problem(target, name, "", None, None)
    if problem is not None:
        yield Finding(path, problem.message, name, problem.remedy)


def _days(case: Case, rival: Rival) -> Iterator[Finding]:
    settings = case.settings
    if rival.moves_on <= settings.start:
        yield Finding(("moves_on",), f"is not after the case begins, {settings.start}", str(rival.moves_on))
    if rival.answers_on is not None and rival.answers_on <= rival.moves_on:
        message = f"is not after the rival's move, {rival.moves_on}"
        yield Finding(("answers_on",), message, str(rival.answers_on))
    if rival.begin is not None and not settings.start <= rival.begin < rival.moves_on:
        message = f"is not between the case's first day, {settings.start}, and the rival's move"
        yield Finding(("begin",), message, str(rival.begin))
    for key in ("profile", "recheck_profile"):
        name = getattr(rival, key)
        if name not in settings.profiles and (name or key == "profile"):
            remedy = did_you_mean(name, settings.profiles)
            yield Finding((key,), "is not among the profiles of case.toml", name, remedy)


def _conduct(case: Case, rival: Rival) -> Iterator[Finding]:
    for found in check_scenario(case, Scenario(title="", profile=rival.profile, conduct=rival.conduct)):
        if found.path == ("conduct",):
            yield found


def _aim(case: Case, names: Names, rival: Rival) -> Iterator[Finding]:
    aim = rival.aim
    for key in ("share_of", "harm_to"):
        target = Target.MATERIAL_OR_GROUP if key == "share_of" else Target.REGION_OR_CLUB
        for number, name in enumerate(getattr(aim, key)):
            yield from _name(names, target, name, ("aim", key, number))
    if not any((aim.revenue, aim.income, aim.share, aim.harm)):
        remedy = "give revenue, income, share or harm a weight"
        yield Finding(("aim",), "has no maximum: every weight is 0 and all moves are as good", None, remedy)
    for weight, of in (("share", "share_of"), ("harm", "harm_to")):
        if getattr(aim, weight) and not getattr(aim, of):
            yield Finding(("aim", weight), f"counts nothing: {of} is blank", f"{getattr(aim, weight):g}")
    for number, name in enumerate(aim.harm_to):
        own = sorted(set(case.regions_of(name, rival.moves_on)) & set(rival.regions))
        if own:
            message = f"is, or holds, a region of the rival ({', '.join(own)}): it would harm itself"
            yield Finding(("aim", "harm_to", number), message, name, "name others only")
    yield from _source(case, aim.source, ("aim", "source"))


def _source(case: Case, text: str, path: Path) -> Iterator[Finding]:
    try:
        references = parse_references(text)
    except ValueError as error:
        yield Finding(path, f"cannot be read: {error}", text)
        return
    if not references:
        yield Finding(path, "is blank", remedy='write a source id or "assumed: why"')
    for name in sorted({name for reference in references for name in reference.ids}):
        if not case.is_evidence(name):
            remedy = did_you_mean(name, case.sources, limit=0) or "add it to evidence/sources.csv"
            yield Finding(path, "is neither a fact nor a source", name, remedy)


def _names_once(rival: Rival) -> Iterator[Finding]:
    for key, entries in (("lever", rival.lever), ("policy", rival.policy)):
        seen = {NONE, PASSIVE} if key == "policy" else set()
        for number, entry in enumerate(entries):
            if entry.name in seen:
                yield Finding((key, number, "name"), "is taken: every name stands for one", entry.name)
            seen.add(entry.name)


def _lever(case: Case, names: Names, rival: Rival, lever: Lever, path: Path) -> Iterator[Finding]:
    yield from _source(case, lever.source, (*path, "source"))
    figure, _, _, least, most = FIGURES[lever.kind]
    yield from _range(range_of(lever), (*path, figure), least, most, BELIEVABLE.get(lever.kind))
    if isinstance(lever, DelayLever) and lever.working_days.between:
        message = "has no effect on days that licences take: they are whole"
        yield Finding((*path, figure, "between"), message, "true", "take it out, or give more levels")
    if lever.from_ is not None and lever.from_ < rival.moves_on:
        message = f"is before the rival's move is known, {rival.moves_on}"
        yield Finding((*path, "from"), message, str(lever.from_))
    if isinstance(lever, CapacityLever):
        yield from _own_plants(case, names, rival, lever, path)
        return
    if lever.origin not in rival.regions:
        remedy = did_you_mean(lever.origin, rival.regions) or f"one of {', '.join(rival.regions)}"
        yield Finding((*path, "origin"), "is no region of the rival", lever.origin, remedy)
    if isinstance(lever, DumpingLever):
        yield from _range(lever.price_share, (*path, "price_share"), 0.0, 1.0)
        yield from _name(names, Target.MATERIAL, lever.material, (*path, "material"))
        return
    for number, name in enumerate(lever.materials):
        yield from _name(names, Target.MATERIAL_OR_GROUP, name, (*path, "materials", number))
    for number, name in enumerate(lever.destinations if lever.destinations != "all" else ()):
        yield from _name(names, Target.REGION_OR_CLUB, name, (*path, "destinations", number))


def _own_plants(
    case: Case, names: Names, rival: Rival, lever: CapacityLever, path: Path
) -> Iterator[Finding]:
    place = {row.plant: row.region for row in case.plants}
    for number, plant in enumerate(lever.plants):
        here = (*path, "plants", number)
        yield from _name(names, Target.PLANT, plant, here)
        if plant in place and place[plant] not in rival.regions:
            yield Finding(here, f"lies in {place[plant]}, no region of the rival", plant)


def _range(
    stated: Range, path: Path, least: float, most: float | None, believable: float | None = None
) -> Iterator[Finding]:
    if stated.levels and stated.model_fields_set & {"least", "most", "steps"}:
        message = "has levels and limits or steps: the limits are the least and the most of the levels"
        yield Finding(path, message, remedy="take least, most and steps out, or the levels")
    low, high = range_limits(stated, least, most)
    if high is None:
        message = "has no most, and nothing else bounds it: the aim may have no maximum"
        yield Finding(path, message, remedy="name the most that the rival could do, with its source")
        return
    if low > high:
        yield Finding(path, f"has limits that contradict: the least, {low:g}, is above the most", f"{high:g}")
    highest = believable if most is None else most
    for limit in (low, high):
        if highest is not None and not least <= limit <= highest:
            yield Finding(path, f"must be from {least:g} to {highest:g}", f"{limit:g}")


def _size(rival: Rival) -> Iterator[Finding]:
    count = math.prod(len(dial.levels) for dial in dials_of(rival))
    if count > MOST_POINTS:
        message = f"make {count:,} moves together; a search looks at {MOST_POINTS:,} at most"
        yield Finding(("lever",), message, remedy="give levers fewer steps or levels")


def _within_the_run(case: Case, rival: Rival) -> Iterator[Finding]:
    """A move, an answer or a lever after the last day of the run would be one that never comes."""
    remedy = "take a longer profile, or an earlier day"
    for profile in dict.fromkeys((rival.profile, rival.recheck_profile or rival.profile)):
        last = last_day(case, rival, profile)
        if rival.moves_on > last:
            message = f"is after the last day of the run on the profile {profile}, {last}"
            yield Finding(("moves_on",), message, str(rival.moves_on), remedy)
    last = last_day(case, rival, rival.profile)
    if rival.answers_on is not None and rival.answers_on > last:
        message = f"is after the last day of the run, {last}"
        yield Finding(("answers_on",), message, str(rival.answers_on), remedy)
    for number, lever in enumerate(rival.lever):
        begins = add_months(lever.from_ or rival.moves_on, max(getattr(lever, "begins_after_months", (0,))))
        if begins > last:
            message = f"may begin after the last day of the run, {last}: it would do nothing"
            yield Finding(("lever", number), message, str(begins), remedy)


def _as_events(case: Case, rival: Rival) -> Iterator[Finding]:
    """Yield what is wrong with levers as the events that they become, such as that no route is concerned."""
    for number, lever in enumerate(rival.lever):
        alone = rival.model_copy(update={"lever": (lever,)})
        events = events_of(alone, everything(dials_of(alone)))
        if not events:
            message = "can do nothing: at its only level it leaves everything as it is"
            yield Finding(("lever", number), message, remedy="give it another level, or take it out")
        scenario = Scenario(title="", profile=rival.profile, begin=rival.begin, event=events)
        for found in check_scenario(case, scenario):
            yield Finding(("lever", number, *found.path[2:]), found.message, found.value, found.remedy)
