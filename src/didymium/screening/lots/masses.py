"""Checks masses: no process makes more than it uses, no lot gives more than it held."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from didymium.screening.lots.findings import Doubts
from didymium.screening.lots.ledger import Draw, Ledger, Process

_DUST = 1e-12


def check_masses(ledger: Ledger, doubts: Doubts) -> None:
    """Find transformations that make more than they use, lots that give more than they held, lots that come
    from nothing, lots that are made twice, and makings that do not say what they did.

    A transformation is checked by each element whose content is known in everything that it uses and makes;
    otherwise by gross mass.
    """
    for number, process in enumerate(ledger.processes):
        if not process.is_entry:
            _check_process(ledger, number, process, doubts)
        _check_stages(ledger, process, doubts)
    for lot in range(len(ledger.lots)):
        _check_lot(ledger, lot, doubts)


def _check_stages(ledger: Ledger, process: Process, doubts: Doubts) -> None:
    """Find makings that do not say which stage they did: it may be any."""
    for event in process.events:
        if event.made and not event.stages_said and not event.claims:
            name = event.made[0].lot
            doubts.add("stage_not_said", {"lot": name, "on": event.time.date()}, [name], [event.number])


def exceeds(more: float, base: float, tolerance: float) -> bool:
    """Return whether a mass is above another by more than a tolerance, the dust of sums left aside."""
    return more > base * (1.0 + tolerance) * (1.0 + _DUST)


def _check_process(ledger: Ledger, number: int, process: Process, doubts: Doubts) -> None:
    excess = 0.0
    for element, used, made in _balances(ledger, process):
        if not exceeds(made, used, process.tolerance):
            continue
        excess = max(excess, 1.0 - used / made)
        fields = {
            "process": process.name, "element": element, "used_kg": used, "made_kg": made,
            "tolerance": process.tolerance, "stated": process.tolerance_stated,
        }  # fmt: skip
        lots = [ledger.lots[draw.lot] for draw in process.outputs]
        doubts.add("more_out_than_in", fields, lots, [event.number for event in process.events])
    if excess:
        doubts.of_outputs[number] = excess


def _balances(ledger: Ledger, process: Process) -> Iterator[tuple[str, float, float]]:
    """Return what is used and made: by element where that is known everywhere, else gross (blank)."""
    elements = {element for draw in process.outputs for element in ledger.contents.get(draw.lot, ())}
    found = False
    for element in sorted(elements):
        used, made = (mass_of(ledger, draws, element) for draws in (process.inputs, process.outputs))
        if used is not None and made is not None:
            found = True
            yield element, used, made
    if not found:
        used, made = mass_of(ledger, process.inputs, ""), mass_of(ledger, process.outputs, "")
        if used is not None and made is not None:
            yield "", used, made


def mass_of(ledger: Ledger, draws: Iterable[Draw], element: str) -> float | None:
    """Return the mass of an element (blank: gross) in draws, kg; None if any of it is not known."""
    total = 0.0
    for draw in draws:
        mass = element_mass(ledger, draw, element)
        if mass is None:
            return None
        total += mass
    return total


def element_mass(ledger: Ledger, draw: Draw, element: str) -> float | None:
    """Return the mass of an element (blank: gross) in one draw, kg, or None."""
    share = 1.0 if not element else ledger.contents.get(draw.lot, {}).get(element)
    return None if draw.mass_kg is None or share is None else draw.mass_kg * share


def _check_lot(ledger: Ledger, lot: int, doubts: Doubts) -> None:
    made_by, used_by = ledger.made_by[lot], ledger.used_by[lot]
    name = ledger.lots[lot]
    if not made_by:
        if name not in ledger.containers:
            numbers = [draw.event.number for _, draw in used_by]
            doubts.add("from_nothing", {"lot": name}, [name], numbers)
        return
    _check_twice(ledger, lot, doubts)
    held, drawn = ledger.mass_made(lot), ledger.mass_drawn(lot)
    if held is None or drawn is None:
        return
    tolerance = max(ledger.processes[number].tolerance for number, _ in made_by)
    if exceeds(drawn, held, tolerance):
        numbers = [draw.event.number for _, draw in used_by] + [d.event.number for d in ledger.destroyed[lot]]
        doubts.add("overdrawn", {"lot": name, "held_kg": held, "drawn_kg": drawn}, [name], numbers)
        _doubt_draws(used_by, lot, held, drawn, doubts)


def _doubt_draws(
    used_by: Iterable[tuple[int, Draw]], lot: int, held: float, drawn: float, doubts: Doubts
) -> None:
    """Leave of what each process draws only what remains if all others got theirs: who got what the lot never
    held, nobody knows.
    """
    of_process: dict[int, float] = {}
    for process, draw in used_by:
        of_process[process] = of_process.get(process, 0.0) + (draw.mass_kg or 0.0)
    for process, mass in of_process.items():
        left = max(0.0, held - (drawn - mass))
        doubts.doubt_draw(process, lot, 1.0 - left / mass if mass > 0.0 else 1.0)


def _check_twice(ledger: Ledger, lot: int, doubts: Doubts) -> None:
    """Find lots that a transformation makes and that also enter from outside: the entry has no origin."""
    makers = [(number, ledger.processes[number].is_entry) for number, _ in ledger.made_by[lot]]
    if len({is_entry for _, is_entry in makers}) < 2:
        return
    name = ledger.lots[lot]
    numbers = [draw.event.number for _, draw in ledger.made_by[lot]]
    doubts.add("made_twice", {"lot": name}, [name], numbers)
    for number, is_entry in makers:
        if is_entry:
            doubts.of_outputs[number] = 1.0
