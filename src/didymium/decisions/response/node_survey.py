"""Time to survive and to recover of every node that the members of a response depend on."""

from __future__ import annotations

from didymium.decisions.allocation.baseline import read_baseline
from didymium.decisions.allocation.delays import delays_of
from didymium.decisions.allocation.outage import RiskNode
from didymium.decisions.allocation.reading import SituationReader
from didymium.decisions.allocation.regrid import weeks_from
from didymium.decisions.allocation.situation import without_giving_way
from didymium.decisions.response.metrics import NodeRisk, node_risks, risk_nodes, without_events
from didymium.decisions.response.planning import Response
from didymium.decisions.response.recovery import Recovery, RecoveryTerms, recovery_of

SURVEY_DAYS = 540
"""Days over which outages are followed: the longest recovery that is assumed, and half a year for what is
under way."""
PERIOD_DAYS = 14


def survey_nodes(response: Response, terms: RecoveryTerms | None = None) -> tuple[NodeRisk, ...]:
    """Return what an outage of each node does in the run without events, from the first day of the plan on,
    the largest impact first; recoveries are those that are known on the day. Where the run ends sooner than
    ``SURVEY_DAYS``, outages are followed to its end.

    Raises:
        SolverError: If a program has no answer, which only a fault of the figures can do.
    """
    case, request, members = response.case, response.request, response.members
    paths = without_events(response.branches[0].paths)
    end = paths.path.market.structure.periods.bounds[-1]
    days = min(SURVEY_DAYS, (end - request.as_of).days)
    periods = weeks_from(request.as_of, days, PERIOD_DAYS)
    reader = SituationReader(
        case, paths, members, request.means, delays_of(case), periods, declared=request.as_of
    )
    situation = reader.read()
    if not request.means.reallocation:
        situation = without_giving_way(situation)
    baseline = read_baseline(reader, situation)

    def recovery(node: RiskNode) -> Recovery:
        return recovery_of(
            case, node, members, terms=terms or RecoveryTerms(), scenario=response.known, day=request.as_of
        )

    return node_risks(situation, baseline, risk_nodes(situation, baseline), recovery)
