"""The first page: a member at a glance, and from each figure the way to what it rests on."""

from __future__ import annotations

from urllib.parse import parse_qsl

from anyio.to_thread import run_sync

from didymium.evidence.questions.changes import changes_near
from didymium.evidence.questions.deadlines import deadlines_on
from didymium.views.evidence.agreements_view import changes_table, deadlines_table
from didymium.views.member import FIRST_MONTHS, Member, cover_table, member_of, shown_members, survival_table
from didymium.views.result_tables import survive_text
from didymium.views.rival.view import RecordedRivals
from didymium.views.run_view import ScenarioRun
from didymium.views.sentences import said_goods
from didymium.views.wording import Words
from didymium.web.engine.recorded import RecordedCase
from didymium.web.lab.choices import first_settings
from didymium.web.lab.link import link_of
from didymium.web.lab.settings import LabSettings
from didymium.web.look.asking import REFUSED, answer_of, show_refusal
from didymium.web.look.figure import FigureCard, From
from didymium.web.look.html import Tag, link, table
from didymium.web.look.visit import Visit, today
from didymium.web.pages.overview.bars import loss_bars, origin_bars
from didymium.web.pages.overview.called import called_card
from didymium.web.pages.overview.rival import rival_card

NEAR_DAYS = 90
"""Promises that fall due within so many days of today are shown."""
PATH = "/"


async def build(visit: Visit) -> None:
    """Show a member."""
    first = first_settings(visit.server.case, today())
    try:
        run = await answer_of(visit, first)
    except REFUSED as error:
        show_refusal(visit, error)
        return
    members = shown_members(run)
    region = visit.query.get("member", "")
    recorded = await run_sync(visit.server.recorded.own)
    rivals = await run_sync(visit.server.rivals.found)
    _Overview(visit, run, first, region if region in members else members[0], recorded, rivals).show()


class _Overview:
    """Draws the page of one member."""

    def __init__(
        self,
        visit: Visit,
        run: ScenarioRun,
        settings: LabSettings,
        region: str,
        recorded: RecordedCase,
        rivals: RecordedRivals,
    ) -> None:
        self.visit, self.run, self.settings = visit, run, settings
        self.recorded, self.rivals = recorded, rivals
        self.member: Member = member_of(run, visit.words, region)

    @property
    def words(self) -> Words:
        """Words of the visit."""
        return self.visit.words

    def show(self) -> None:
        """Draw everything, the most important first."""
        words, member = self.words, self.member
        Tag("h1", words("web.overview.title", region=words.region(member.region)))
        Tag("p", self._lead(), classes="lead")
        self._choose()
        with Tag("div", classes="grid"):
            self._weakest()
            if self.run.scenario.happens:
                self._lost()
                self._first()
            self._shortest()
        if self.recorded.views:
            called_card(self.visit, self.recorded.views)
        if self.rivals.views:
            rival_card(self.visit, self.rivals.views[0])
        with Tag("div", classes="two").style("margin-top:1.25rem"):
            self._origins()
            if self.run.scenario.happens:
                self._losses()
        if self.run.scenario.happens:
            self._scenario()
            Tag("h2", words("web.overview.falls_short"))
            table(survival_table(words, self.run, member), is_headed=True)
        Tag("h2", words("web.overview.cover_now"))
        table(cover_table(words, member), is_headed=True)
        self._changes()

    def _lead(self) -> str:
        """Say what the page shows: what follows from a stop of exports, or from a scenario of the case."""
        words = self.words
        if self.settings.restricts:
            return words("web.overview.lead", exporter=words.place(self.settings.origin))
        if self.run.scenario.happens:
            return words("web.overview.lead_scenario", title=self._title())
        return words("web.overview.lead_general")

    def _title(self) -> str:
        """Return the title of the scenario of the case that the sliders stand on."""
        shipped = self.visit.server.shipped.get(self.settings.scenario)
        return (shipped or self.run.scenario).title

    def _choose(self) -> None:
        words = self.words
        with Tag("nav", aria_label=words("web.overview.members")), Tag("p", classes="row"):
            for region in shown_members(self.run):
                here = "page" if region == self.member.region else None
                chosen = "button main" if here else "button"
                link(words.region(region), self.visit.address(PATH, member=region), chosen, aria_current=here)

    def _card(self, title: str, big: str, said: str, address: str = "", bad: bool = True) -> None:
        """A figure in large with its sentence and the way to what it rests on."""
        with Tag("div", classes="card"):
            Tag("h2", title, classes="quiet").style("margin:0;font-weight:550;font-size:.95rem")
            Tag("p", big, classes="big bad" if bad else "big").style("margin:.15rem 0")
            Tag("p", said).style("margin-bottom:.35rem")
            if address:
                name = self.words("web.overview.where_from")
                link(name, address, "quiet", aria_label=f"{name} {title}")

    def _why(self, **parameters: object) -> str:
        told = dict(parse_qsl(link_of(self.settings, first_settings(self.visit.server.case, today()))))
        return self.visit.address("/why", region=self.member.region, **parameters, **told)

    def _weakest(self) -> None:
        words, found = self.words, self.member.weakest
        if found is None:
            self._card(words("web.overview.weakest"), "–", words("web.overview.no_origin"), bad=False)
            return
        stage = words(f"stage.{found.stage}")
        said = words(
            "web.overview.weakest_said",
            percent=words.percent(found.share),
            origin=words.region(found.origin),
        )
        self._card(
            words("web.overview.weakest"), stage[:1].upper() + stage[1:], said, self._why(stage=found.stage)
        )

    def _lost(self) -> None:
        words, lost = self.words, self.member.lost
        title = words("web.overview.lost", months=FIRST_MONTHS)
        if lost is None:
            self._card(title, "–", words("web.overview.nothing_yet"), bad=False)
            return
        fields = {
            "sector": words.sector(lost.sector),
            "begin": words.date(lost.begin),
            "last": words.date(lost.last),
        }
        if lost.units is None:
            tonnes = self.member.losses.filter(sector=lost.sector)["missing_t"][0]
            said = words("web.overview.lost_said_t", goods=said_goods(words, lost.sector, tonnes), **fields)
        else:
            said = words("web.overview.lost_said", units=words.made(lost.units, lost.sector), **fields)
        self._card(title, f"−{words.percent(lost.share)}", said, self._why(sector=lost.sector))

    def _first(self) -> None:
        words, found = self.words, self.member.survival
        if not found.height:
            self._card(words("web.overview.first"), "–", words("web.overview.nothing"), bad=False)
            return
        row = found.sort("from", "worst_share").row(0, named=True)
        survive = survive_text(words, row["survive_days"])
        said = words(
            "web.overview.first_said",
            sector=words.sector(row["sector"]),
            material=words.material(row["first_material"]),
            survive=survive,
        )
        address = self._why(sector=row["sector"], date=row["from"])
        self._card(words("web.overview.first"), survive, said, address)

    def _shortest(self) -> None:
        words, cover = self.words, self.member.cover.drop_nulls("cover_days")
        if not cover.height:
            self._card(words("web.overview.shortest"), "–", words("web.overview.no_stock"), bad=False)
            return
        row = cover.row(0, named=True)
        said = words(
            "web.overview.shortest_said",
            material=words.material(row["material"]),
            tonnes=words.quantity(row["material"], row["level_t"]),
        )
        address = self._why(stock=row["material"])
        self._card(words("web.overview.shortest"), words.days(row["cover_days"]), said, address, bad=False)

    def _origins(self) -> None:
        words, member = self.words, self.member
        region = words.region(member.region)
        weakest = member.weakest.stage if member.weakest else "separation"
        FigureCard(
            self.visit,
            f"origins_{member.region}",
            words("web.overview.origins_title", region=region),
            origin_bars(words, member),
            member.origins.select("stage", "origin", "share", "usd"),
            note=words("web.overview.origins_note"),
            sources=self._sources(stage=weakest),
            level="h2",
        )

    def _losses(self) -> None:
        words, member = self.words, self.member
        names = {"region": words.region(member.region), "months": FIRST_MONTHS}
        FigureCard(
            self.visit,
            f"lost_output_{member.region}",
            words("web.overview.losses_title", **names),
            loss_bars(words, member),
            member.losses.select(
                "sector", "share", "missing_t", "expected_t", "unit", "units", "value_added_usd"
            ),
            note=words("web.overview.losses_note"),
            sources=self._sources(sector=member.lost.sector) if member.lost else (),
            level="h2",
        )

    def _sources(self, **what: str) -> tuple[From, ...]:
        words = self.words
        return (
            From(words("web.overview.model")),
            From(words("web.overview.grounds"), self._why(**what)),
        )

    def _said(self) -> str:
        """Say the scenario that is solved."""
        words, settings, profile = self.words, self.settings, self.run.scenario.profile
        if not settings.restricts:
            return words("web.overview.scenario_own", title=self._title(), profile=profile)
        event = self.run.scenario.event[0]
        return words(
            "web.overview.scenario",
            percent=words.percent(settings.severity / 100),
            exporter=words.place(settings.origin),
            begin=words.date(event.from_),
            last=words.date(event.until) if event.until else words("web.lab.open_end"),
            count=len(settings.materials),
            profile=profile,
        )

    def _scenario(self) -> None:
        words, said = self.words, self._said()
        with Tag("p", classes="quiet").style("margin-top:.75rem"):
            Tag("span", said + " ")
            link(words("web.overview.open_lab"), f"/shock-lab?{self._query()}")
            Tag("span", " · ")
            link(words("web.overview.open_chain"), self._on_map())

    def _on_map(self) -> str:
        """Return the address of the member on the map, in the scenario that the first page shows."""
        shipped = self.visit.server.case.settings.usual.shock
        picked = f"region:{self.member.region}"
        return self.visit.address("/chain", scenario=shipped, picked=picked)

    def _query(self) -> str:
        return link_of(self.settings, first_settings(self.visit.server.case, today()))

    def _changes(self) -> None:
        """What rules change and which promises fall due around today."""
        words, speaker, day = self.words, self.visit.speaker, today()
        changes = changes_near(tuple(speaker.evidence.rules.values()), day, NEAR_DAYS)
        deadlines = [
            item
            for item in deadlines_on(tuple(speaker.evidence.agreements.values()), day)
            if abs((item.due - day).days) <= NEAR_DAYS
        ]
        Tag("h2", words("web.overview.changes", days=NEAR_DAYS))
        if changes:
            table(changes_table(speaker, changes))
        if deadlines:
            table(deadlines_table(speaker, deadlines))
        with Tag("p"):
            link(words("web.overview.changes_more"), "/agreements")
