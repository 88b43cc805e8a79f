"""Didymium: what export controls, floors and stockpiles do to critical minerals, each figure with its source.

The names below are public; everything else may change. They load on first use: ``import didymium`` is light.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from didymium.case.case import Case
    from didymium.case.reading import read_case
    from didymium.files.problems import InputError
    from didymium.scenario.reading import read_scenario

__version__ = "0.1.0"

_HOMES = {
    "Case": "didymium.case.case",
    "InputError": "didymium.files.problems",
    "read_case": "didymium.case.reading",
    "read_scenario": "didymium.scenario.reading",
}

__all__ = ["Case", "InputError", "__version__", "read_case", "read_scenario"]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'didymium' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
