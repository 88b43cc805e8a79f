"""The sliders and switches of the lab. Each change is handed on as an update of the settings."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from didymium.market.periods import add_months
from didymium.views.wording import Words
from didymium.web.lab.choices import Choices, choices_of
from didymium.web.lab.settings import MOST_MONTHS, LabSettings
from didymium.web.look.html import Tag, check, field, select, slider
from didymium.web.look.visit import Visit

Change = Callable[..., Any]
"""Called with the settings that change, by name."""
Say = Callable[[float], str]
STARTS = 12
FLOOR_OF_PRICE = 3.0
"""The floor's slider ends at so many times the base price of its material."""
LEAST_ROUND = 10.0
STEPS = 20.0
"""Below the first a slider of prices has at least so many steps."""
MOST_DAYS = 180
DESIGNS = ("border_levy", "contract", "purchase", "minimum_procurement")


class Controls:
    """Draws the controls as settings have them."""

    def __init__(self, visit: Visit, settings: LabSettings, begin: dt.date, change: Change) -> None:
        """``begin`` is the first day of the run that the settings describe."""
        self.visit, self.settings, self.begin, self.change = visit, settings, begin, change
        self.choices: Choices = choices_of(visit.server.case)

    @property
    def words(self) -> Words:
        """Words of the visit."""
        return self.visit.words

    def show(self) -> None:
        """Draw them all."""
        words = self.words
        with Tag("fieldset"):
            Tag("legend", words("web.lab.what_happens"))
            self._scenario()
            self._restriction()
        with Tag("fieldset"):
            Tag("legend", words("web.lab.what_we_do"))
            self._club()
            self._floor()
            self._stocks()
            self._projects()
            self._recycling()
            self._priority()

    def _slider(self, name: str, low: float, high: float, step: float, say: Say, hint: str = "") -> None:
        """A slider of a setting with its value in words beside the label."""
        value = float(getattr(self.settings, name))
        whole = isinstance(getattr(self.settings, name), int)

        def moved(now: float) -> None:
            shown.say(say(now))

        def released(now: float) -> Any:
            made.set(aria_valuetext=say(now))
            shown.say(say(now))
            return self.change(**{name: round(now) if whole else now})

        with Tag("div", classes="field"):
            with Tag("label", for_=f"lab-{name}").style(
                "display:flex;justify-content:space-between;gap:.5rem"
            ):
                Tag("span", self.words(f"web.lab.{name}"))
                shown = Tag("span", say(value), classes="value", id=f"lab-{name}-value")
            made = slider(f"lab-{name}", low, high, step, value, say(value), released, moved)
            if hint:
                Tag("span", hint, classes="quiet")

    def _list(self, name: str, options: Mapping[str, str]) -> None:
        value = getattr(self.settings, name)
        shown = {value: value, **options} if value and value not in options else options
        field(
            self.words(f"web.lab.{name}"),
            lambda identifier: select(
                identifier, shown, value, lambda chosen: self.change(**{name: chosen}), name=name
            ),
        )

    def _ticks(self, name: str, options: Mapping[str, str], said: Callable[[int], str]) -> None:
        """Boxes to tick for a setting that lists names, folded away, with how many are ticked."""
        chosen = list(getattr(self.settings, name))

        def ticked(code: str, is_on: bool) -> Any:
            if is_on and code not in chosen:
                chosen.append(code)
            if not is_on and code in chosen:
                chosen.remove(code)
            summary.say(said(len(chosen)))
            return self.change(**{name: tuple(chosen)})

        with Tag("details", classes="field"):
            summary = Tag("summary", said(len(chosen)))
            for code, text in options.items():
                check(text, code in chosen, partial(ticked, code), name=f"{name}-{code}")

    def _scenario(self) -> None:
        words, case = self.words, self.visit.server.case
        options = {"": words("web.lab.no_scenario")}
        shipped = self.visit.server.shipped
        options |= {name: scenario.title for name, scenario in shipped.items() if scenario.happens}
        for saved in self.visit.server.saved.of_case(case.settings.name, self.visit.person.name):
            options[f"saved:{saved.key}"] = words("web.lab.saved_one", title=saved.title)
        self._list("scenario", options)

    def _restriction(self) -> None:
        words, choices = self.words, self.choices
        self._slider("severity", 0, 100, 5, self._severity)
        self._slider("start", 0, max(STARTS, self.settings.start), 1, self._start)
        self._slider("months", 0, MOST_MONTHS, 1, self._length)
        self._list("origin", {code: words.region(code) for code in choices.origins})
        options = {name: self._material(name) for name in (*self.settings.materials, *choices.materials)}
        self._ticks("materials", options, lambda count: words("web.lab.materials_count", count=count))
        places = {code: self._place(code) for code in choices.destinations}
        field(
            words("web.lab.destinations"),
            lambda identifier: select(
                identifier, places, self.settings.destinations[0] if self.settings.destinations else "all",
                lambda chosen: self.change(destinations=(chosen,)), name="destinations",
            ),
        )  # fmt: skip

    def _club(self) -> None:
        self._list("club", {code: self._place(code) for code in self.choices.clubs})

    def _floor(self) -> None:
        words = self.words
        material = self.settings.floor_material
        usual = self._base_price(material)
        high, step = _range(FLOOR_OF_PRICE * usual)
        price = words.price(usual, material)
        hint = words("web.lab.floor_hint", material=words.material(material), price=price)
        self._slider("floor", 0, max(high, self.settings.floor), step, self._floor_text, hint)
        self._list("floor_material", {name: words.material(name) for name in self.choices.floor_materials})
        self._list("floor_design", {name: words(f"web.lab.design_{name}") for name in DESIGNS})

    def _stocks(self) -> None:
        words = self.words
        self._slider(
            "stock_days",
            0,
            max(MOST_DAYS, self.settings.stock_days),
            10,
            self._days,
            words("web.lab.stock_hint"),
        )
        self._slider(
            "shared_days",
            0,
            max(MOST_DAYS, self.settings.shared_days),
            10,
            self._days,
            words("web.lab.shared_hint"),
        )
        self._list("shared_material", {name: words.material(name) for name in self.choices.shared_materials})

    def _projects(self) -> None:
        words = self.words
        if not self.choices.projects:
            return
        names = {code: words.plant(code) for code in self.choices.projects}
        self._ticks("projects", names, lambda count: words("web.lab.projects_count", count=count))
        self._slider("projects_after", 0, MOST_MONTHS, 1, self._start)

    def _recycling(self) -> None:
        if self.choices.scrap:
            self._slider("recycling", 0, 500, 25, self._more)

    def _priority(self) -> None:
        words = self.words
        names = {code: words.sector(code) for code in self.choices.sectors}
        self._ticks("priority", names, lambda count: words("web.lab.priority_count", count=count))

    def _severity(self, value: float) -> str:
        return self.words("web.lab.off") if not value else self.words.percent(value / 100)

    def _start(self, value: float) -> str:
        return self.words.period(add_months(self.begin, round(value)))

    def _length(self, value: float) -> str:
        months = round(value)
        return (
            self.words("web.lab.open_end") if not months else self.words("web.lab.months_count", count=months)
        )

    def _days(self, value: float) -> str:
        return self.words.days(value) if value else self.words("web.lab.off")

    def _more(self, value: float) -> str:
        return f"+{self.words.percent(value / 100)}" if value else self.words("web.lab.off")

    def _floor_text(self, value: float) -> str:
        material = self.settings.floor_material
        return self.words.price(value, material) if value else self.words("web.lab.off")

    def _material(self, code: str) -> str:
        known = f"web.group.{code}"
        messages = self.words.catalogue.messages
        return self.words(known) if known in messages else self.words.material(code)

    def _place(self, code: str) -> str:
        if code == "all":
            return self.words("web.lab.everywhere")
        known = f"web.club.{code}"
        return self.words(known) if known in self.words.catalogue.messages else self.words.region(code)

    def _base_price(self, material: str) -> float:
        prices = self.visit.server.calibration.base.price
        members = self._members()
        found = [price for (place, what), price in prices.items() if what == material and place in members]
        return max(found, default=0.0)

    def _members(self) -> Sequence[str]:
        club = self.settings.club
        return self.visit.server.case.regions_of(club, self.settings.begin) if club else ()


def _range(price: float) -> tuple[float, float]:
    """Return the end of a slider of prices, and its step: round numbers, at least twenty steps."""
    if price >= LEAST_ROUND:
        high = round(price, -1)
        return high, 5.0 if high <= 500 else 50.0
    step = 10.0 ** math.floor(math.log10(max(price, 1e-6) / STEPS))
    return round(math.ceil(price / step) * step, 9), step
