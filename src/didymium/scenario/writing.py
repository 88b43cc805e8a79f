"""A scenario as the text of a file that reads back as the same scenario."""

from __future__ import annotations

from typing import Any

import tomlkit

from didymium.scenario.schema import Scenario

TABLES = ("event", "instrument")


def scenario_text(scenario: Scenario) -> str:
    """Write a scenario as TOML: what differs from the defaults, in the order of the schema; each event and
    instrument is a table of its own.
    """
    values = _without_none(scenario.model_dump(by_alias=True, exclude_defaults=True))
    document = tomlkit.document()
    for key, value in values.items():
        if key not in TABLES:
            document.add(key, tomlkit.item(value))
    for key in TABLES:
        for entry in values.get(key, []):
            _append(document, key, entry)
    return tomlkit.dumps(document)


def _append(document: tomlkit.TOMLDocument, key: str, entry: dict[str, Any]) -> None:
    """Append an entry to an array of tables; lists of tables within it become arrays of tables too."""
    if key not in document:
        document.add(key, tomlkit.aot())
    document[key].append(tomlkit.item(entry))


def _without_none(value: Any) -> Any:
    """Return plain data without what is blank, tuples as lists: TOML has neither."""
    if isinstance(value, dict):
        return {key: _without_none(item) for key, item in value.items() if item is not None}
    if isinstance(value, list | tuple):
        return [_without_none(item) for item in value]
    return value
