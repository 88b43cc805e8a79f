"""Follows material from process to process and keeps, for each lot, what is known of its origin.

Method: the custody models of ISO 22095:2020 (identity preserved, segregated, controlled blending, mass
balance). A process mixes its inputs by mass. What a site with mass balance, or one that does not say how it
keeps lots apart, sends out in several lots need not be mixed evenly: only bounds are known of each.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from didymium.screening.lots.accounts import with_claims
from didymium.screening.lots.findings import Doubts
from didymium.screening.lots.ledger import Draw, Ledger, Process
from didymium.screening.lots.masses import element_mass
from didymium.screening.lots.order import circular_processes, in_order
from didymium.screening.lots.states import Columns, State, blank, mixed, passed, perhaps_passed, taken


class Following:
    """The states of all lots of a document, for one element (blank: gross mass)."""

    def __init__(self, ledger: Ledger, columns: Columns, element: str, doubts: Doubts) -> None:
        self.ledger, self.columns, self.element, self.doubts = ledger, columns, element, doubts
        self._made: list[list[tuple[float | None, State]]] = [[] for _ in ledger.lots]
        self._known: dict[int, State] = {}
        self.circular = circular_processes(ledger)
        _name_circles(ledger, self.circular, doubts)
        for number in in_order(ledger, self.circular):
            self._run(number, ledger.processes[number])

    def state(self, lot: int) -> State:
        """Return what is known of a lot: of its makings by mass; nothing if no document makes it."""
        if lot not in self._known:
            makings = self._made[lot]
            masses = [mass for mass, _ in makings]
            self._known[lot] = (
                mixed([state for _, state in makings], masses) if makings else blank(self.columns)
            )
        return self._known[lot]

    def _run(self, number: int, process: Process) -> None:
        """Work out what a process makes."""
        whole, parts = self._mixture(number, process)
        doubt = 1.0 - max(self.doubts.of_outputs.get(number, 0.0), self.doubts.certified.get(number, 0.0))
        outputs: list[State] = []
        for draw, part in zip(process.outputs, self._parts(process), strict=True):
            state = taken(whole, part) if parts else whole
            state = state if process.is_entry else state.scaled(doubt)
            outputs.append(self._passed(process, draw, state))
        outputs = with_claims(self, process, whole, outputs, self._parts(process))
        for draw, state in zip(process.outputs, outputs, strict=True):
            kept = state.scaled(doubt) if process.is_entry else state
            self._made[draw.lot].append((element_mass(self.ledger, draw, self.element), kept))

    def _passed(self, process: Process, draw: Draw, state: State) -> State:
        """Return the state of an output after the stages of its event; one that names none may be any."""
        event = draw.event
        if event.stages_said or process.is_entry:
            return passed(state, self.columns, event.stages, event.country)
        return perhaps_passed(state, self.columns, event.country)

    def _mixture(self, number: int, process: Process) -> tuple[State, bool]:
        """Return the state of all inputs together, and whether outputs may differ from it."""
        if process.is_entry or not process.inputs or number in self.circular:
            return blank(self.columns), False
        states = [self._drawn(number, draw) for draw in process.inputs]
        masses = [element_mass(self.ledger, draw, self.element) for draw in process.inputs]
        whole = mixed(states, masses)
        uneven = process.custody in ("mass_balance", "unknown")
        if process.custody == "identity_preserved" and _differ(states):
            uneven = True
            lots = [self.ledger.lots[draw.lot] for draw in process.inputs]
            events = [event.number for event in process.events]
            self.doubts.add("identity_mixed", {"process": process.name}, lots, events)
        return whole, uneven and len(process.outputs) > 1

    def _drawn(self, number: int, draw: Draw) -> State:
        """Return the state of what a process draws of a lot, without what is in doubt."""
        doubts = self.doubts
        share = max(doubts.of_draw.get((number, draw.lot), 0.0), doubts.of_lot.get(draw.lot, 0.0))
        return self.state(draw.lot).scaled(1.0 - share)

    def _parts(self, process: Process) -> list[float | None]:
        """Return the part of a process's output that each output is; None if masses are not known."""
        masses = [element_mass(self.ledger, draw, self.element) for draw in process.outputs]
        known = [mass for mass in masses if mass is not None]
        total = sum(known)
        if len(known) < len(masses) or total <= 0.0:
            return [None] * len(masses)
        return [mass / total for mass in known]


def _differ(states: Sequence[State]) -> bool:
    first = states[0]
    return any(
        not (np.allclose(first.low, state.low) and np.allclose(first.high, state.high))
        for state in states[1:]
    )


def _name_circles(ledger: Ledger, circular: dict[int, int], doubts: Doubts) -> None:
    circles: dict[int, list[int]] = {}
    for number, circle in circular.items():
        circles.setdefault(circle, []).append(number)
    for numbers in circles.values():
        processes = [ledger.processes[number] for number in numbers]
        lots = sorted({ledger.lots[draw.lot] for process in processes for draw in process.outputs})
        events = [event.number for process in processes for event in process.events]
        doubts.add("cycle", {"lots": len(lots), "lot": lots[0]}, lots, events)
