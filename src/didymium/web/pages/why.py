"""Where a figure comes from: a price, a sector's lost output, or the origins of a stage, traced to its
facts.
"""

from __future__ import annotations

import datetime as dt

import polars as pl

from didymium.indicators.output_loss import output_loss
from didymium.indicators.roles import critical_materials, restriction_start
from didymium.indicators.stages import ORDER
from didymium.indicators.why import NoSuchPrice, Why, why
from didymium.indicators.why_lost import NothingLost, why_lost, why_origins, why_stock
from didymium.market.periods import add_months
from didymium.views.evidence.facts_view import corrections_of
from didymium.views.evidence.why_view import facts_behind, why_tables
from didymium.views.explain import explain, highest_prices
from didymium.views.member import FIRST_MONTHS
from didymium.views.run_view import ScenarioRun
from didymium.views.sentences import said_goods
from didymium.web.look.asking import REFUSED, answer_of, lab_settings, show_refusal
from didymium.web.look.html import Tag, lines, link, table
from didymium.web.look.shell import Page
from didymium.web.look.visit import Visit

KINDS = ("price", "sector", "stage", "stock")


async def build(visit: Visit) -> None:
    """Trace the figure that the address names."""
    words, query = visit.words, visit.query
    named = [kind for kind in KINDS if query.get(kind)]
    regions = {row.region for row in visit.server.case.regions}
    if len(named) != 1 or query.get("region") not in regions:
        Tag("h1", words("web.page.why"))
        Tag("p", words("web.why.wrong"), classes="notice")
        return
    try:
        run = await answer_of(visit, lab_settings(visit))
        tracer = _Tracer(visit, run, query["region"])
        tracers = {
            "price": tracer.price,
            "sector": tracer.sector,
            "stage": tracer.stage,
            "stock": tracer.stock,
        }
        tracers[named[0]](query[named[0]])
    except REFUSED as error:
        show_refusal(visit, error)
    except (NoSuchPrice, NothingLost, LookupError, ValueError) as error:
        Tag("p", words("web.why.none", reason=str(error)), classes="notice")


class _Tracer:
    """Draws where figures of a region come from."""

    def __init__(self, visit: Visit, run: ScenarioRun, region: str) -> None:
        self.visit, self.run, self.region = visit, run, region
        self.words, self.case = visit.words, visit.server.case

    def price(self, material: str) -> None:
        """A price, on the day that the address names, else where it stands highest."""
        words, run = self.words, self.run
        names = {"material": words.material(material), "region": words.region(self.region)}
        Tag("h1", words("web.why.title_price", **names))
        asked = self.visit.query.get("date", "")
        if asked:
            day = dt.date.fromisoformat(asked)
        else:
            highest = highest_prices(self.case, run.base, run.outcome, self.region, material)
            if not highest:
                raise NoSuchPrice(f"{material}, {self.region}")
            day = highest[0][2]
        lines(explain(self.case, run.base, run.outcome, self.region, material, day, words.language))
        self._tables(why(self.case, run.scenario, run.outcome, self.region, material, day))

    def sector(self, sector: str) -> None:
        """What a sector loses in the first months of the restriction."""
        words, run = self.words, self.run
        names = {"sector": words.sector(sector), "region": words.region(self.region)}
        Tag("h1", words("web.why.title_loss", **names))
        begin = restriction_start(run.scenario, run.outcome) or min(run.outcome["served"]["period"])
        if self.visit.query.get("date"):
            begin = dt.date.fromisoformat(self.visit.query["date"])
        end = add_months(begin, FIRST_MONTHS)
        found = why_lost(self.case, run.scenario, run.base, run.outcome, self.region, sector, begin, end)
        lost = output_loss(self.case, run.base, run.outcome, begin, end).filter(
            region=self.region, sector=sector
        )
        if lost.height:
            self._lost(lost.row(0, named=True), found, begin)
        self._tables(found)

    def _lost(self, row: dict[str, object], found: Why, begin: dt.date) -> None:
        words = self.words
        last = row["until"]
        assert isinstance(last, dt.date)
        said = words(
            "web.why.lead_loss",
            goods=said_goods(words, str(row["sector"]), float(str(row["missing_t"]))),
            material=words.inside(words.material(found.material)),
            begin=words.date(begin),
            last=words.date(last - dt.timedelta(days=1)),
            percent=words.percent(float(str(row["share"]))),
        )
        Tag("p", said)
        if row["units"] is not None:
            Tag("p", words("web.why.lead_loss_units"))

    def stock(self, material: str) -> None:
        """How much of a material a region holds, and who uses it there."""
        words = self.words
        names = {"material": words.material(material), "region": words.region(self.region)}
        Tag("h1", words("web.why.title_stock", **names))
        self._tables(why_stock(self.case, self.region, material, self.case.settings.start))

    def stage(self, stage: str) -> None:
        """Where a region's supply of a stage comes from."""
        words = self.words
        if stage not in ORDER:
            raise LookupError(stage)
        names = {"stage": words(f"stage.{stage}"), "region": words.region(self.region)}
        Tag("h1", words("web.why.title_stage", **names))
        Tag("p", words("web.overview.origins_note"))
        self._tables(why_origins(self.case, self.region, stage, self.case.settings.start))

    def _tables(self, found: Why) -> None:
        """Facts, then events, then what is assumed, and how many there are of each."""
        words, speaker = self.words, self.visit.speaker
        facts: pl.DataFrame = facts_behind(speaker, found)
        counts = {
            "facts": facts.height,
            "sources": facts["source"].n_unique(),
            "assumed": len(found.assumed),
        }
        Tag("p", words("web.why.counts", **counts), classes="lead")
        for made in why_tables(speaker, found):
            if made.rows:
                Tag("h2", made.title)
                table(made, more=lambda count: words("say.more_rows", count=count), is_headed=True)
        for text in corrections_of(speaker, facts):
            Tag("p", text, classes="quiet")
        materials = [name for name in critical_materials(self.case) if name != found.material]
        with Tag("p", classes="row"):
            for name in materials:
                address = {
                    **self.visit.query,
                    "price": name,
                    "sector": "",
                    "stage": "",
                    "stock": "",
                    "date": "",
                }
                text = words(
                    "web.why.title_price", material=words.material(name), region=words.region(self.region)
                )
                link(text, self.visit.address("/why", **address), "quiet")


PAGE = Page("why", "/why", build, listed=False)
