"""Scenarios that people saved: in the catalogue, by a short key that a link can hold."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from didymium.catalogue.database import Database, now
from didymium.catalogue.tables import SAVED_SCENARIOS
from didymium.scenario.schema import Scenario

_SIGNS = "abcdefghijkmnpqrstuvwxyz23456789"
_LENGTH = 10
MOST_SAVED = 500
"""Scenarios that one person may keep."""


class TooManySaved(Exception):
    """Raised when a person has saved as many scenarios as they may."""


@dataclass(frozen=True)
class SavedScenario:
    """A saved scenario: ``settings`` are those of the lab's sliders, if it was saved from there."""

    key: str
    owner: str
    title: str
    case_name: str
    created: str
    scenario: Scenario
    settings: dict[str, Any] | None


class SavedScenarios:
    """The saved scenarios of a catalogue."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(
        self, owner: str, case_name: str, scenario: Scenario, settings: dict[str, Any] | None = None
    ) -> SavedScenario:
        """Keep a scenario under a new key; its title is the scenario's.

        Raises:
            TooManySaved: If the owner has no room left.
        """
        count = self._database.read(
            sa.select(sa.func.count()).select_from(SAVED_SCENARIOS).where(SAVED_SCENARIOS.c.owner == owner)
        )
        if count[0][0] >= MOST_SAVED:
            raise TooManySaved(
                f"{owner} has saved {MOST_SAVED} scenarios, the most there may be: delete some"
            )
        key = "".join(secrets.choice(_SIGNS) for _ in range(_LENGTH))
        created = now()
        content = {"scenario": json.loads(scenario.model_dump_json(by_alias=True)), "settings": settings}
        with self._database.writing() as connection:
            connection.execute(
                sa.insert(SAVED_SCENARIOS).values(
                    key=key,
                    owner=owner,
                    title=scenario.title[:200],
                    case_name=case_name,
                    content=content,
                    created=created,
                )
            )
        return SavedScenario(key, owner, scenario.title[:200], case_name, created, scenario, settings)

    def count(self, case_name: str, owner: str | None = None) -> int:
        """Return how many scenarios of a case are saved."""
        query = sa.select(sa.func.count()).select_from(SAVED_SCENARIOS)
        query = query.where(SAVED_SCENARIOS.c.case_name == case_name)
        if owner is not None:
            query = query.where(SAVED_SCENARIOS.c.owner == owner)
        return int(self._database.read(query)[0][0])

    def find(self, key: str) -> SavedScenario | None:
        """Return a saved scenario, or None."""
        rows = self._database.read(sa.select(SAVED_SCENARIOS).where(SAVED_SCENARIOS.c.key == key))
        return _saved(rows[0]) if rows else None

    def scenario_of(self, case_name: str, key: str) -> Scenario | None:
        """Return a scenario that somebody saved for a case, or None."""
        found = self.find(key)
        return found.scenario if found is not None and found.case_name == case_name else None

    def of_case(
        self, case_name: str, owner: str | None = None, offset: int = 0, limit: int = 50
    ) -> Sequence[SavedScenario]:
        """Return saved scenarios of a case, the latest first."""
        query = sa.select(SAVED_SCENARIOS).where(SAVED_SCENARIOS.c.case_name == case_name)
        if owner is not None:
            query = query.where(SAVED_SCENARIOS.c.owner == owner)
        order = (SAVED_SCENARIOS.c.created.desc(), SAVED_SCENARIOS.c.key)
        return [
            _saved(row) for row in self._database.read(query.order_by(*order).offset(offset).limit(limit))
        ]

    def delete(self, key: str) -> None:
        """Let go of a saved scenario."""
        with self._database.writing() as connection:
            connection.execute(sa.delete(SAVED_SCENARIOS).where(SAVED_SCENARIOS.c.key == key))


def _saved(row: sa.Row[Any]) -> SavedScenario:
    scenario = Scenario.model_validate_json(json.dumps(row.content["scenario"]))
    return SavedScenario(
        row.key, row.owner, row.title, row.case_name, row.created, scenario, row.content.get("settings")
    )
