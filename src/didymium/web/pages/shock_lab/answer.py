"""The answer side of the lab: charts, what drove it in words, and the comparison with pinned scenarios."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from urllib.parse import parse_qsl

import polars as pl

from didymium.indicators.roles import critical_materials, exporter, home_regions
from didymium.indicators.spans import spans_of_outcome
from didymium.views.explain import explain, highest_prices
from didymium.views.lab_tables import key_figures, missing_shares, paid_by_side, price_courses
from didymium.views.result_tables import Table
from didymium.views.run_view import ScenarioRun
from didymium.views.sentences import (
    horizon_sentences,
    loss_remarks,
    member_losses,
    short_sentences,
)
from didymium.views.wording import Words, as_date
from didymium.web.lab.link import link_of
from didymium.web.look.chart import Options
from didymium.web.look.figure import FigureCard, From
from didymium.web.look.html import Tag, lines, link, table
from didymium.web.look.visit import Visit
from didymium.web.pages.shock_lab.charts import missing_heat, paid_bars, price_lines
from didymium.web.pages.shock_lab.state import LabState

MOST_REGIONS = 5


class Answer:
    """Draws the answer to the settings of a state, and draws it anew when there is another one."""

    def __init__(self, visit: Visit) -> None:
        self.visit = visit
        self._cards: dict[str, FigureCard] = {}
        with Tag("div", classes="two") as self._charts:
            pass
        with Tag("section", classes="answer") as self._section:
            self._heading = Tag("h2", visit.words("web.lab.compare"))
            self._compared = Tag("div")
            Tag("h2", visit.words("web.lab.drivers"))
            self._said = Tag("div")

    @property
    def words(self) -> Words:
        """Words of the visit."""
        return self.visit.words

    def stale(self, stale: bool = True) -> None:
        """Grey everything until the new answer is there."""
        for card in self._cards.values():
            card.stale(stale)
        self._grey_words(stale)

    def _grey_words(self, stale: bool) -> None:
        self._section.classes(add="stale") if stale else self._section.classes(remove="stale")
        self._section.set(aria_busy="true" if stale else None)

    def show_first(self, state: LabState, run: ScenarioRun) -> None:
        """Draw what is known at once: prices and what is missing."""
        self._prices(state, run)
        self._missing(state, run)

    def show_rest(self, state: LabState, run: ScenarioRun, pinned: Mapping[str, ScenarioRun]) -> None:
        """Draw what the accounts and indicators say, beside the pinned answers."""
        self._paid(state, run)
        self._compared.clear()
        with self._compared:
            table(comparison_table(self.words, state, run, pinned), is_headed=True)
        self._said.clear()
        with self._said:
            self._drivers(state, run)
        self._grey_words(False)

    def _card(
        self, name: str, title: str, note: str, sources: tuple[From, ...], draw: tuple[Options, pl.DataFrame]
    ) -> None:
        options, numbers = draw
        if name in self._cards:
            self._cards[name].show(options, numbers, title=title, note=note, sources=sources)
            return
        with self._charts:
            self._cards[name] = FigureCard(
                self.visit, f"lab_{name}", title, options, numbers, note=note, sources=sources, level="h2"
            )

    def _prices(self, state: LabState, run: ScenarioRun) -> None:
        words, case = self.words, self.visit.server.case
        origin = exporter(case, run.scenario, run.base)
        regions = list(dict.fromkeys([state.region, *([origin] if origin else []), *home_regions(case)]))
        regions = regions[:MOST_REGIONS]
        courses = price_courses(run, state.material, regions)
        title = words("web.lab.prices_title", material=words.material(state.material))
        draw = price_lines(words, run, courses, regions, state.material), courses
        self._card(
            "prices", title, words("web.lab.prices_note"), self._from(state, price=state.material), draw
        )

    def _missing(self, state: LabState, run: ScenarioRun) -> None:
        words = self.words
        missing = missing_shares(run, state.region)
        title = words("web.lab.missing_title", region=words.region(state.region))
        worst = missing.filter(pl.col("share") > 0).sort("missing_usd", descending=True)
        sector = {"sector": worst["sector"][0]} if worst.height else {"stage": "separation"}
        draw = missing_heat(words, run, missing), missing
        self._card("missing", title, words("web.lab.missing_note"), self._from(state, **sector), draw)

    def _paid(self, state: LabState, run: ScenarioRun) -> None:
        words, case = self.words, self.visit.server.case
        club = state.settings.club
        members = frozenset(case.regions_of(club, run.scenario.begin)) if club else frozenset()
        origin = exporter(case, run.scenario, run.base)
        paid = paid_by_side(run, state.region, members, origin)
        names = {
            "member": words.region(state.region),
            "club": words("web.lab.side_club"),
            "exporter": words.region(origin or ""),
            "others": words("web.lab.side_others"),
        }
        draw = paid_bars(words, paid, names), paid
        title = words("web.lab.paid_title")
        self._card("paid", title, words("web.lab.paid_note"), (From(words("web.lab.model")),), draw)

    def _from(self, state: LabState, **what: str) -> tuple[From, ...]:
        words = self.words
        told = dict(parse_qsl(link_of(state.settings, state.first)))
        address = self.visit.address("/why", region=state.region, **what, **told)
        return From(words("web.lab.model")), From(words("web.overview.grounds"), address)

    def _drivers(self, state: LabState, run: ScenarioRun) -> None:
        """Say who falls short and why prices stand where they do, each with the way to its grounds."""
        words, case = self.words, self.visit.server.case
        place = list(run.outcome.summary["home_regions"])
        short = dict(zip(place, short_sentences(words, run), strict=False))
        if state.region in short:
            Tag("p", short[state.region])
        losses = member_losses(words, run, state.region)
        lines([*losses, *(loss_remarks(words, run) if losses else ())])
        for region, material, day in highest_prices(case, run.base, run.outcome, state.region):
            lines(explain(case, run.base, run.outcome, region, material, day, words.language))
            grounds, name = self._from(state, price=material)[1], words("web.overview.where_from")
            with Tag("p"):
                link(name, grounds.address, aria_label=f"{name} {words.material(material)}")
        lines(horizon_sentences(words, run))


def comparison_table(
    words: Words, state: LabState, run: ScenarioRun, pinned: Mapping[str, ScenarioRun]
) -> Table:
    """Return the base run, pinned scenarios and the one at hand side by side."""
    materials = critical_materials(words.case)
    runs = {name: key_figures(item, state.region, materials) for name, item in pinned.items()}
    runs["now"] = key_figures(run, state.region, materials)
    headers = [words("web.lab.figure"), words("web.lab.run_base")]
    headers += [words(f"web.lab.run_{name}") for name in runs]

    def money(usd: float | None) -> str:
        return "–" if usd is None else words.money(usd)

    def multiple(factor: float | None) -> str:
        return "–" if factor is None else words.multiple(factor)

    rows = [
        (
            words("web.lab.value_added", region=words.region(state.region)),
            words.money(0.0),
            *(money(found.value_added_usd) for found in runs.values()),
        ),
        *(
            (
                words.sentence("web.lab.missing", goods=words.goods_name(goods)),
                words.quantity(goods, 0.0),
                *(words.quantity(goods, found.missing_t.get(goods, 0.0)) for found in runs.values()),
            )
            for goods in dict.fromkeys(goods for found in runs.values() for goods in found.missing_t)
        ),
        (words("web.lab.sectors_short"), "0", *(str(found.sectors_short) for found in runs.values())),
    ]
    rows += [
        (
            words("web.lab.peak_of", material=words.material(material)),
            words.multiple(1.0),
            *(multiple(found.peaks[material]) for found in runs.values()),
        )
        for material in materials
    ]
    right = frozenset(range(1, len(headers)))
    return Table(words("web.lab.compare"), tuple(headers), tuple(rows), right)


def horizon_text(words: Words, run: ScenarioRun) -> str:
    """Say what was solved: profile and span."""
    spans = spans_of_outcome(run.outcome)
    first, last = min(spans), max(spans.values())
    return words(
        "web.lab.solved",
        profile=run.scenario.profile,
        first=words.period(as_date(first)),
        last=words.date(last - dt.timedelta(days=1)),
        periods=len(spans),
    )
