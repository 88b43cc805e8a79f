"""The settings of the lab as a scenario: the same that a file of the command line would state."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

from didymium.calibration.calibrate import Calibration
from didymium.case.case import Case
from didymium.case.counted import named_materials
from didymium.case.names import Target, names_of
from didymium.files.problems import InputError, Problem
from didymium.files.suggestion import did_you_mean
from didymium.indicators.roles import critical_materials
from didymium.market.periods import add_months
from didymium.market.stocks import DAYS_PER_MONTH
from didymium.scenario.checks import MOST_YEARS
from didymium.scenario.course import run_periods
from didymium.scenario.reading import read_scenario, refuse_wrong
from didymium.scenario.schema import Ban, ExportRestriction, Scenario
from didymium.web.lab.choices import choices_of, lab_profile
from didymium.web.lab.settings import LabSettings

NAME = "shock_lab"
"""What messages call a scenario of the lab, and the stem of its file."""
SAVED = "saved:"
"""Before the key of a saved scenario, where settings name one."""
BUILD_UP_MONTHS = 12.0
"""Time to build up a stock that no restriction of the lab ends."""
FINE_OF_PRICE = 1.0
"""Fine on a missing kg of stock for a year, and on a kg of scrap that is not collected, as a multiple of the
price."""
DRAWN_IN_MONTHS = 3
REPLENISHED_IN_MONTHS = 12
_SET = "assumed: set in the shock lab"
_TARGETS = {
    "origin": Target.REGION,
    "materials": Target.MATERIAL_OR_GROUP,
    "destinations": Target.REGION_OR_CLUB,
    "club": Target.REGION_OR_CLUB,
    "floor_material": Target.MATERIAL,
    "shared_material": Target.MATERIAL,
    "projects": Target.PLANT,
    "priority": Target.SECTOR,
}
"""What settings name."""

Table = dict[str, Any]


def scenario_of(
    case: Case,
    calibration: Calibration,
    settings: LabSettings,
    profile: str = "",
    find: Callable[[str], Scenario | None] = lambda key: None,
) -> Scenario:
    """Return the scenario that settings describe, in a profile of the case (blank: the lab's); ``find`` looks
    up a scenario that somebody saved by its key.

    Raises:
        InputError: With every problem, if the case has not what they name.
    """
    _check(case, settings)
    profile = profile or lab_profile(case)
    taken = _taken_in(case, settings, profile, find)
    begin = _begin(case, settings, taken)
    maker = _Maker(case, calibration, settings, begin, taken)
    tables: Table = {
        "title": _title(taken),
        "profile": profile,
        "begin": begin,
        "event": tuple(maker.events()),
        "instrument": tuple(maker.instruments()),
    }
    scenario = Scenario.model_validate(tables)
    if taken:
        scenario = scenario.model_copy(
            update={
                "summary": taken.summary,
                "foresight": taken.foresight,
                "belief_ends_in_months": taken.belief_ends_in_months,
                "event": taken.event + scenario.event,
                "instrument": taken.instrument + scenario.instrument,
            }
        )
    refuse_wrong(case, scenario, NAME)
    return scenario


def _check(case: Case, settings: LabSettings) -> None:
    """Refuse names that the case does not know, and days that no run reaches, before amounts are worked out
    from them.
    """
    names, problems = names_of(case), list[Problem]()
    for key, target in _TARGETS.items():
        value = getattr(settings, key)
        for name in (value,) if isinstance(value, str) else value:
            found = names.problem(target, name, "", None, key) if name and name != "all" else None
            if found:
                problems.append(Problem(NAME, found.message, None, key, name, found.remedy))
    if settings.begin.year > case.settings.base_year + MOST_YEARS:
        message = f"is more than {MOST_YEARS} years after the base year, {case.settings.base_year}"
        problems.append(Problem(NAME, message, None, "begin", str(settings.begin)))
    if problems:
        raise InputError(problems)


def begin_of(
    case: Case, settings: LabSettings, find: Callable[[str], Scenario | None] = lambda key: None
) -> dt.date:
    """Return the first day of the run that settings describe.

    Raises:
        InputError: If there is no scenario of the name that they take in.
    """
    return _begin(case, settings, _taken_in(case, settings, lab_profile(case), find))


def _begin(case: Case, settings: LabSettings, taken: Scenario | None) -> dt.date:
    return run_periods(case, taken).bounds[0] if taken else settings.begin


def _taken_in(
    case: Case, settings: LabSettings, profile: str, find: Callable[[str], Scenario | None]
) -> Scenario | None:
    """Return the scenario that is taken in: links come from outside, so by its name or key, never by a
    path.
    """
    name = settings.scenario
    if not name:
        return None
    if name.startswith(SAVED):
        taken = find(name.removeprefix(SAVED))
    else:
        taken = read_scenario(case, name) if name in choices_of(case).scenarios else None
    if taken is None:
        remedy = did_you_mean(name, choices_of(case).scenarios)
        message = f"is no scenario of {case.settings.name}, and nobody saved one under that key"
        raise InputError([Problem(NAME, message, None, "scenario", name, remedy)])
    return taken.model_copy(update={"profile": profile})


def _title(taken: Scenario | None) -> str:
    return f"Shock lab: {taken.title}" if taken else "Shock lab"


class _Maker:
    """Writes the tables of events and instruments that settings ask for."""

    def __init__(
        self,
        case: Case,
        calibration: Calibration,
        settings: LabSettings,
        begin: dt.date,
        taken: Scenario | None,
    ) -> None:
        """``begin`` is the first day of the run, ``taken`` the scenario that is taken in."""
        self.case, self.settings, self.begin, self.taken = case, settings, begin, taken
        self.prices = calibration.base.price
        self.runs, self.uses = calibration.base.run, calibration.base.use

    def events(self) -> Iterator[Table]:
        """The restriction and the plants that are built."""
        asked = self.settings
        if asked.restricts:
            yield self._restriction()
        if asked.projects:
            start = add_months(self.begin, asked.projects_after)
            yield {
                "kind": "project_build",
                "plants": asked.projects,
                "from": start,
                "announced": self.begin,
                "source": _SET,
            }

    def _restriction(self) -> Table:
        asked = self.settings
        first = self._first_day_restricted()
        last = add_months(first, asked.months) - dt.timedelta(days=1) if asked.months else None
        table: Table = {
            "kind": "ban" if asked.severity == 100 else "export_restriction",
            "origin": asked.origin,
            "materials": asked.materials,
            "destinations": "all" if "all" in asked.destinations else asked.destinations,
            "from": first,
            "until": last,
            "announced": first,
            "source": _SET,
        }
        return table if asked.severity == 100 else {**table, "volume_share": 1 - asked.severity / 100}

    def _months_until(self, last: dt.date) -> float:
        """Return how many months lie from the first day of the run to the end of a day."""
        after = last + dt.timedelta(days=1)
        if after.day == self.begin.day:
            return float((after.year - self.begin.year) * 12 + after.month - self.begin.month)
        return (after - self.begin).days / DAYS_PER_MONTH

    def _last_day_in_peace(self) -> dt.date | None:
        """Return the day before the first restriction of the whole scenario, if it begins after the run."""
        days = [self._first_day_restricted()] if self.settings.restricts else []
        restricting = (ExportRestriction, Ban)
        events = self.taken.event if self.taken else ()
        days += [event.from_ for event in events if isinstance(event, restricting)]
        first = min(days, default=self.begin)
        return first - dt.timedelta(days=1) if first > self.begin else None

    def _first_day_restricted(self) -> dt.date:
        return add_months(self.begin, self.settings.start)

    def instruments(self) -> Iterator[Table]:
        """What the club does, all from the first day of the run."""
        asked, shared = self.settings, {"from": self.begin, "source": _SET}
        if asked.floor and asked.club:
            yield {**shared, **self._floor()}
        if asked.stock_days and asked.club:
            yield {**shared, **self._stock_duty()}
        if asked.shared_days and asked.club and self._use_t_per_day(asked.shared_material) > 0:
            yield {**shared, **self._shared_stock()}
        if asked.recycling and asked.club and self._collected_t() > 0:
            yield {**shared, **self._collection()}
        if asked.priority and asked.club:
            yield {**shared, **self._priority()}

    def _floor(self) -> Table:
        asked = self.settings
        return {
            "kind": "price_floor",
            "club": asked.club,
            "material": asked.floor_material,
            "floor_usd_per_kg": asked.floor,
            "enforcement": asked.floor_design,
        }

    def _stock_duty(self) -> Table:
        """A duty to hold stocks until the restriction begins, which then may be drawn; built up by then."""
        materials, asked = self._held() or critical_materials(self.case), self.settings
        end = self._last_day_in_peace()
        return {
            "until": end,
            "kind": "stock_obligation",
            "club": asked.club,
            "materials": materials,
            "days": float(asked.stock_days),
            "build_up_months": self._months_until(end) if end else BUILD_UP_MONTHS,
            "fine_usd_per_kg_year": max(FINE_OF_PRICE * max(map(self._price, materials)), 1.0),
        }

    def _shared_stock(self) -> Table:
        asked = self.settings
        level_t = self._use_t_per_day(asked.shared_material) * asked.shared_days
        return {
            "kind": "shared_stock",
            "holder": "shared_stock",
            "region": self._largest_user(asked.shared_material),
            "material": asked.shared_material,
            "level_t": level_t,
            "price_usd_per_kg": self._price(asked.shared_material),
            "move_t_per_month": level_t / DRAWN_IN_MONTHS,
            "replenish_months": REPLENISHED_IN_MONTHS,
        }

    def _collection(self) -> Table:
        scrap = choices_of(self.case).scrap
        return {
            "kind": "collection_target",
            "club": self.settings.club,
            "material": scrap,
            "t_per_year": self._collected_t() * (1 + self.settings.recycling / 100),
            "fine_usd_per_kg": max(FINE_OF_PRICE * self._price(scrap), 1.0),
        }

    def _priority(self) -> Table:
        return {
            "kind": "priority_allocation",
            "club": self.settings.club,
            "materials": named_materials(self.case) or critical_materials(self.case),
            "sectors": self.settings.priority,
        }

    def _members(self) -> tuple[str, ...]:
        return self.case.regions_of(self.settings.club, self.begin)

    def _held(self) -> tuple[str, ...]:
        """Return the critical materials of which firms of the club hold stocks."""
        members = set(self._members())
        held = {
            row.material for row in self.case.holdings if row.kind == "commercial" and row.region in members
        }
        return tuple(name for name in critical_materials(self.case) if name in held)

    def _price(self, material: str) -> float:
        """Return the highest base price of a material among members, US dollars per kg."""
        members = set(self._members())
        found = [
            price for (place, what), price in self.prices.items() if what == material and place in members
        ]
        return max(found, default=0.0)

    def _uses(self, material: str) -> dict[str, float]:
        """Return the base year's use of a material in each member, tonnes a year."""
        found = dict.fromkeys(self._members(), 0.0)
        for row in self.case.demands:
            if row.material == material and row.region in found:
                found[row.region] += self.uses.get(row.identity, row.base_t_per_year or 0.0)
        return found

    def _use_t_per_day(self, material: str) -> float:
        return sum(self._uses(material).values()) / 365.0

    def _largest_user(self, material: str) -> str:
        uses = self._uses(material)
        return max(uses, key=lambda region: (uses[region], region))

    def _collected_t(self) -> float:
        """Return the scrap that members collect in the base year, tonnes."""
        scrap, members = choices_of(self.case).scrap, set(self._members())
        collectors = {
            row.process: row.t_per_t
            for row in self.case.coefficients
            if row.material == scrap and row.t_per_t > 0
        }
        return sum(
            collectors[row.process] * self.runs.get(row.plant, row.base_t_per_year or 0.0)
            for row in self.case.plants
            if row.process in collectors and row.region in members
        )
