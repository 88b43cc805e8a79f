"""Portfolios held against a rival that sees what is built: the best, the greedy one, nothing, and others
nearly as good, each with the restriction that it provokes.

The futures that the portfolio was chosen in keep their figures and what becomes of each project; only the
shock of the rival's market is no longer drawn: it is the rival's reply. So what is lost before and after
differs by the shock alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from didymium.decisions.investment.rival_course import YEAR, LongRunRival
from didymium.decisions.long_run.futures import LongFuture, MarketFuture
from didymium.decisions.long_run.markets import Setting
from didymium.decisions.portfolio.answer import HeldPortfolios, PortfolioAnswered
from didymium.decisions.portfolio.chooser import Chooser
from didymium.decisions.portfolio.model import Funding, Plan
from didymium.decisions.portfolio.recourse import recourses
from didymium.decisions.rival.results import NONE, Move, Reply

MOST_NEAR = 2
"""Portfolios nearly as good that are held against the rival too."""


@dataclass(eq=False)
class Holding:
    """Holds portfolios of one plan against a rival."""

    rival: LongRunRival
    plan: Plan
    chooser: Chooser
    futures: Sequence[LongFuture]
    progress: Callable[[str], None] = lambda message: None
    _choosers: dict[Move, Chooser] = field(default_factory=dict)

    def held(self, named: Mapping[str, Sequence[Funding]]) -> HeldPortfolios:
        """Return portfolios by name, each with its reply; of those that build the same only the first.

        Raises:
            SolverError: If a market has no answer.
        """
        found: dict[frozenset[str], PortfolioAnswered] = {}
        for name, fundings in named.items():
            built = frozenset(item.build.name for item in fundings)
            if built not in found:
                found[built] = self._answered(name, fundings)
        held = tuple(found.values())
        alike = self.chooser.relative_gap * max(abs(one.objective_before_usd_million) for one in held)
        return HeldPortfolios(self.rival.rival, self.rival.dials, held, alike)

    def _answered(self, name: str, fundings: Sequence[Funding]) -> PortfolioAnswered:
        reply = self.rival.best_reply(name, fundings, progress=self.progress)
        self.progress(f"losses of {name} after the reply")
        replied, decision = self._after(reply), self.plan.decision_of(fundings)
        return PortfolioAnswered(
            name,
            self.chooser.portfolio(self.plan, decision),
            replied.portfolio(self.plan, decision),
            reply,
            self.chooser.objective(self.plan, decision),
            replied.objective(self.plan, decision),
            int(reply.move[YEAR.name]) if reply.attacks else None,
        )

    def _after(self, reply: Reply) -> Chooser:
        """Return what measures portfolios in the futures with a reply for the shock; the same reply to
        several portfolios is put in once.
        """
        if reply.move not in self._choosers:
            own = self.rival.setting
            setting = Setting(own.markets, own.horizon, own.entry)
            futures = [self._with_reply(future, reply) for future in self.futures]
            made = recourses(setting, self.plan, futures, self.chooser.workers)
            self._choosers[reply.move] = replace(self.chooser, recourses=made, known=(), _losses={})
        return self._choosers[reply.move]

    def _with_reply(self, future: LongFuture, reply: Reply) -> LongFuture:
        place = self.rival.place
        calm = MarketFuture(future.markets[place].case, "", None, ())
        events = reply.scenario.event
        if events:
            calm = replace(calm, shock=NONE, news=min(event.known_from for event in events), events=events)
        markets = (*future.markets[:place], calm, *future.markets[place + 1 :])
        return replace(future, markets=markets)
