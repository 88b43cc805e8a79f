"""The settings of a case as TOML text that reads back as the same settings."""

from __future__ import annotations

from typing import Any

import tomlkit

from didymium.case.settings import Settings


def settings_text(settings: Settings) -> str:
    """Write ``case.toml``: what was set, in the order of the schema; defaults stay unsaid."""
    values: dict[str, Any] = settings.model_dump(exclude_unset=True)
    plain = {key: value for key, value in values.items() if not isinstance(value, dict)}
    tables = {key: value for key, value in values.items() if isinstance(value, dict)}
    return tomlkit.dumps({key: _listed(value) for key, value in (plain | tables).items()})


def _listed(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _listed(item) for key, item in value.items()}
    return list(value) if isinstance(value, tuple) else value
