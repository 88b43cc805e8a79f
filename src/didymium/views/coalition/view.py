"""An answer about an alliance with the case that it is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from didymium.case.case import Case
from didymium.decisions.alliance.parts import CoalitionAnswer
from didymium.scenario.reading import read_scenario, restricting_scenarios


@dataclass(frozen=True, eq=False)
class CoalitionView:
    """What is shown of an answer about an alliance."""

    case: Case
    answer: CoalitionAnswer
    titles: Mapping[str, str] = field(default_factory=dict)
    """Titles of scenarios by name."""

    def title_of(self, future: str) -> str:
        """Return how a future is called: by the title of its scenario, with the number of its draw."""
        name, comma, draw = future.partition(", ")
        return f"{self.titles.get(name, name)}{comma}{draw}"


def view_of(case: Case, answer: CoalitionAnswer) -> CoalitionView:
    """Return what is shown of an answer."""
    asked = tuple(one.name for one in answer.request.scenarios) or restricting_scenarios(case)
    return CoalitionView(case, answer, {name: read_scenario(case, name).title for name in asked})
