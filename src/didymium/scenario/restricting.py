"""Which events keep goods from buyers abroad."""

from __future__ import annotations

from didymium.scenario.schema import Ban, Event, ExportQuota, ExportRestriction, RouteClosure, Scenario


def holds_back(event: Event) -> bool:
    """Say whether an event lets less leave or pass than before: a ban, a licence, a quota, a closure."""
    if isinstance(event, RouteClosure):
        return event.volume_share < 1.0
    return isinstance(event, Ban | ExportRestriction | ExportQuota)


def restricts(scenario: Scenario) -> bool:
    """Say whether anything in a scenario keeps goods from buyers abroad."""
    return any(holds_back(event) for event in scenario.event)
