"""The settings of the lab as the query of a link, and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from pydantic import ValidationError

from didymium.files.problems import InputError, Problem
from didymium.files.wording import findings
from didymium.web.lab.settings import LabSettings

SEPARATOR = "."
"""Between the items of a list: a sign that codes do not hold and that links need not escape."""
LISTS = tuple(
    name for name, field in LabSettings.model_fields.items() if str(field.annotation).startswith("tuple")
)


def link_of(settings: LabSettings, first: LabSettings) -> str:
    """Return the query that says in what settings differ from the first ones; the first day of the run is
    always said, so that a link means the same next month.
    """
    values = settings.model_dump(mode="json")
    told = {
        name: SEPARATOR.join(value) if name in LISTS else _plain(value)
        for name, value in values.items()
        if name == "begin" or getattr(settings, name) != getattr(first, name)
    }
    return urlencode(told)


def settings_of(query: Mapping[str, str], first: LabSettings) -> LabSettings:
    """Return the settings that a query describes; parameters that are not the lab's are left alone.

    Raises:
        InputError: With every parameter that makes no sense.
    """
    values: dict[str, Any] = first.model_dump(mode="json")
    for name in LabSettings.model_fields:
        if name in query:
            text = query[name]
            values[name] = [part for part in text.split(SEPARATOR) if part] if name in LISTS else text
    try:
        return LabSettings.model_validate(values)
    except ValidationError as error:
        raise setting_problems(error, values) from None


def setting_problems(error: ValidationError, values: Mapping[str, Any]) -> InputError:
    """Say in words what is wrong with values of settings."""
    found = findings(error, values, lambda _: tuple(LabSettings.model_fields))
    return InputError(
        [
            Problem("link", item.message, None, ".".join(map(str, item.path)), item.value, item.remedy)
            for item in found
        ]
    )


def _plain(value: object) -> object:
    """Return a number without a needless point."""
    return int(value) if isinstance(value, float) and value.is_integer() else value
