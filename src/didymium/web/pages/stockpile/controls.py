"""The form of the page: members, what may come, what is asked of stocks, how they are shared and filled."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from didymium.web.look.forms import choice_field, send_button, text_field
from didymium.web.look.html import Tag
from didymium.web.look.visit import Visit
from didymium.web.pages.rapid_response.asked import sectors_of
from didymium.web.pages.stockpile.asked import (
    ASKS,
    MEMBER,
    PART,
    QUICK,
    RULES,
    SECTOR,
    SENT,
    WEIGHT,
    StockpileForm,
    offered_scenarios,
)

ALWAYS = ("size",)
"""Parts that all others rest on."""


class Controls:
    """Draws the controls inside the form around it."""

    def __init__(self, visit: Visit, form: StockpileForm) -> None:
        self._visit, self._form = visit, form
        words = visit.words
        Tag("input", type="hidden", name=SENT, value="yes")
        self._members()
        self._scenarios()
        self._number("days", least=1, most=3660)
        asks = {name: words(f"web.stockpile.ask_{name}") for name in ASKS}
        choice_field(words("web.stockpile.ask"), "ask", asks, form.ask)
        self._bounds()
        self._sectors()
        self._number("rate", hint="web.stockpile.rate_hint", most=100)
        rules = {name: words(f"stocks.rule.{name}") for name in RULES}
        choice_field(words("web.stockpile.rule"), "rule", rules, form.rule)
        self._parts()
        send_button(words("web.stockpile.work_out"))

    def _members(self) -> None:
        words, case, form = self._visit.words, self._visit.server.case, self._form
        here = form.members or case.settings.home_regions
        regions = [row.region for row in case.regions]
        first = [name for name in case.settings.home_regions if name in regions]
        names = (*first, *case.clubs, *(name for name in regions if name not in first), *here)
        said = ", ".join(words.region(name) for name in here)
        with self._folded(words("web.stockpile.members", members=said)):
            self._boxes(MEMBER, words("web.stockpile.members_legend"), names, here, words.region)

    def _scenarios(self) -> None:
        words, server, form = self._visit.words, self._visit.server, self._form
        offered = offered_scenarios(server)
        titles = {name: server.shipped[name].title for name in offered}
        said = "; ".join(titles.get(name, name) for name in form.weights)
        with self._folded(words("web.stockpile.scenarios", scenarios=said)):
            Tag("p", words("web.stockpile.scenarios_hint"), classes="quiet")
            for name in dict.fromkeys((*offered, *form.weights)):
                weight = form.weights.get(name, "")
                text_field(
                    titles.get(name, name),
                    f"{WEIGHT}{name}",
                    weight,
                    kind="number",
                    min=0,
                    max=1000,
                    step="any",
                )

    def _bounds(self) -> None:
        words, form = self._visit.words, self._form
        with self._folded(words("web.stockpile.bounds")):
            self._number("share", most=100)
            text_field(
                words("web.stockpile.own"), "bounds", form.bounds, hint=words("web.stockpile.own_hint")
            )
            self._number("worst", most=100)
            self._number("chance", most=100)

    def _sectors(self) -> None:
        words, form = self._visit.words, self._form
        names = (*sectors_of(self._visit.server.case), *form.sectors)
        with self._folded(words("web.stockpile.sectors"), bool(form.sectors)):
            self._boxes(SECTOR, words("web.stockpile.sectors_legend"), names, form.sectors, words.sector)

    def _parts(self) -> None:
        words, form = self._visit.words, self._form
        offered = [name for name in QUICK if name not in ALWAYS]

        def title(name: str) -> str:
            return words("web.stockpile.part_cover" if name == "cover" else f"stocks.section.{name}")

        with self._folded(words("web.stockpile.parts"), True):
            self._boxes(PART, words("web.stockpile.parts_legend"), offered, form.parts, title)

    def _folded(self, title: str, is_open: bool = False) -> Tag:
        frame = Tag("details", classes="field", open=is_open)
        with frame:
            Tag("summary", title)
        return frame

    def _boxes(
        self,
        prefix: str,
        legend: str,
        names: Iterable[str],
        ticked: Iterable[str],
        said: Callable[[str], str],
    ) -> None:
        here = set(ticked)
        with Tag("fieldset"):
            Tag("legend", legend)
            for name in dict.fromkeys(names):
                with Tag("label", classes="check"):
                    Tag("input", type="checkbox", name=f"{prefix}{name}", checked=name in here)
                    Tag("span", said(name))

    def _number(self, name: str, *, hint: str = "", least: int = 0, most: int) -> None:
        words = self._visit.words
        text_field(
            words(f"web.stockpile.{name}"),
            name,
            self._form.figures[name],
            kind="number",
            hint=words(hint) if hint else "",
            min=least,
            max=most,
            step="any",
        )
