"""The question "what would a floor do" and the designs that answer it, as scenarios."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Literal

from didymium.scenario.schema import Scenario

DESIGNS = (
    "none",
    "border_levy",
    "border_levy_downstream",
    "contract",
    "purchase",
    "minimum_procurement",
    "price_gap_subsidy",
)
"""The designs that are compared, in the order in which they are shown."""
DUMPING_PRICE_SHARE = 0.6
DUMPING_YEARS = 2
WHY = "assumed: the question that is asked"


@dataclass(frozen=True)
class FloorQuestion:
    """A floor on a material in a club from a day on; with ``dumping_t_per_year`` under a price war that
    ``dumping_origin`` begins on the same day: so many tonnes at 40 % under the base price for two years.

    ``scenario`` is what happens besides: its events and instruments take part in every design. With
    ``foresight`` perfect everybody knows from the first day what will come; with surprise each piece of news
    comes on its day, as a rival's answer does.
    """

    material: str
    floor_usd_per_kg: float
    club: str
    begin: dt.date
    profile: str
    scenario: Scenario | None = None
    dumping_origin: str = ""
    dumping_t_per_year: float = 0.0
    foresight: Literal["perfect", "surprise"] = "perfect"


def scenario_of(question: FloorQuestion, design: str) -> Scenario:
    """Return a design as a scenario; the floor is known to all from its first day."""
    besides = question.scenario
    instruments = besides.instrument if besides else ()
    events = besides.event if besides else ()
    return Scenario.model_validate(
        {
            "title": f"{question.material}, {design.replace('_', ' ')}",
            "foresight": question.foresight,
            "profile": question.profile,
            "begin": question.begin,
            "event": (*events, *_dumping(question)),
            "instrument": (*instruments, *_instruments(question, design)),
        }
    )


def _instruments(question: FloorQuestion, design: str) -> tuple[dict[str, Any], ...]:
    shared = {"from": question.begin, "source": WHY, "club": question.club, "material": question.material}
    price = question.floor_usd_per_kg
    if design == "none":
        return ()
    if design == "price_gap_subsidy":
        return ({**shared, "kind": "price_gap_subsidy", "target_usd_per_kg": price},)
    floor = {**shared, "kind": "price_floor", "floor_usd_per_kg": price}
    if design == "border_levy_downstream":
        return ({**floor, "reach": "downstream"},)
    return ({**floor, "enforcement": design},)


def _dumping(question: FloorQuestion) -> tuple[dict[str, Any], ...]:
    if not question.dumping_t_per_year:
        return ()
    begin = question.begin
    return (
        {
            "kind": "dumping",
            "origin": question.dumping_origin,
            "material": question.material,
            "t_per_year": question.dumping_t_per_year,
            "price_share": DUMPING_PRICE_SHARE,
            "from": begin,
            "until": _years_after(begin, DUMPING_YEARS) - dt.timedelta(days=1),
            "source": WHY,
        },
    )


def _years_after(day: dt.date, years: int) -> dt.date:
    """Return the same day years later; 29 February becomes 1 March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return dt.date(day.year + years, 3, 1)
