"""What an ensemble is: everything that its results depend on, and the keys that stand for it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from didymium.ensemble.running.work import Work
from didymium.ensemble.sampling.draws import Draws
from didymium.market.solver import FEASIBILITY_TOLERANCE
from didymium.outcome.identity import case_hash, code_hash, text_hash

Floats = NDArray[np.float64]

FORMAT = 1
"""Version of the layout of a results folder."""


@dataclass(frozen=True)
class Definition:
    """The work, its name, and the draws of every scenario."""

    work: Work
    scenario_name: str
    draws: Draws
    salt: str = ""
    """Random text in the keys of an ensemble with confidential figures."""

    @property
    def count(self) -> int:
        """Number of draws."""
        return len(self.draws.values)

    @cached_property
    def common(self) -> str:
        """Hash of what all scenarios share: case, scenario as stated, inputs, tables, options, code."""
        work = self.work
        return text_hash(
            json.dumps(
                {
                    "format": FORMAT,
                    "salt": self.salt,
                    "case": case_hash(work.case, confidential=True),
                    "scenario": work.scenario.model_dump_json(),
                    "inputs": [item.row.model_dump_json() for item in work.inputs],
                    "tables": work.tables,
                    "options": repr((sorted(work.options.built), sorted(work.options.apart))),
                    "algorithm": work.algorithm,
                    "tolerance": FEASIBILITY_TOLERANCE,
                    "code": code_hash(),
                }
            )
        )

    @cached_property
    def key(self) -> str:
        """Key of the ensemble."""
        content = np.ascontiguousarray(self.draws.values, dtype="<f8").tobytes()
        return hashlib.sha256(self.common.encode() + content).hexdigest()

    def scenario_key(self, number: int) -> str:
        """Key of one scenario: of the same draws on the same work it is the same in every ensemble."""
        values = self.draws.values[number - 1] if number else np.zeros(0)
        content = np.ascontiguousarray(values, dtype="<f8").tobytes()
        return hashlib.sha256(self.common.encode() + content).hexdigest()

    def as_dict(self) -> dict[str, Any]:
        """Return what is written beside the results; nothing in it depends on the clock or the machine."""
        work = self.work
        return {
            "format": FORMAT,
            "key": self.key,
            "common": self.common,
            "case": work.case.settings.name,
            "case_sha256": case_hash(work.case),
            "confidential_overlay": bool(work.case.confidential),
            "scenario": self.scenario_name,
            "title": work.scenario.title,
            "scenario_sha256": text_hash(work.scenario.model_dump_json()),
            "profile": work.scenario.profile,
            "begin": str(work.scenario.begin),
            "home_regions": list(work.case.settings.home_regions),
            "critical_materials": list(work.case.settings.critical_materials),
            "code_sha256": code_hash(),
            "sampling": self.draws.method,
            "seed": self.draws.seed,
            "scenarios": self.count,
            "inputs": list(self.draws.names),
            "idle_inputs": list(self.draws.idle),
            "tables": list(work.tables),
            "cold_algorithm": work.algorithm,
        }


def differences(one: Mapping[str, Any], other: Mapping[str, Any]) -> Sequence[str]:
    """Say in which ways two definitions differ, a phrase each."""
    words = {
        "case": "case",
        "case_sha256": "figures of the case",
        "scenario": "scenario",
        "scenario_sha256": "contents of the scenario",
        "profile": "profile",
        "sampling": "sampling",
        "seed": "seed",
        "scenarios": "number of scenarios",
        "inputs": "inputs",
        "tables": "tables kept",
        "code_sha256": "version of didymium",
        "confidential_overlay": "confidential overlay",
    }
    shown = ("case", "scenario", "profile", "sampling", "seed", "scenarios", "confidential_overlay")
    found = []
    for key, word in words.items():
        if one.get(key) != other.get(key):
            values = f" ({one.get(key)}, not {other.get(key)})" if key in shown else ""
            found.append(word + values)
    return found or (["draws"] if one.get("key") != other.get("key") else [])
