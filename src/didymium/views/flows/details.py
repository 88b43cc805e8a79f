"""A country, a plant or a flow of the map in figures, with what they rest on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from didymium.case.case import Case
from didymium.case.schema import Plant
from didymium.indicators.spans import spans_of_outcome
from didymium.views.evidence.speaking import Speaker
from didymium.views.flows.columns import ORDER
from didymium.views.flows.grounds import Ground, grounds_of
from didymium.views.flows.map_layers import capacity_of, flow_lines, plant_points, region_points
from didymium.views.flows.movements import GROSS, Movements, contents, movements
from didymium.views.result_tables import Table
from didymium.views.run_view import ScenarioRun
from didymium.views.wording import Words, number

_BASE = ("base_t_per_year", "capacity_t_per_year")
"""Figures that a country's numbers rest on."""


@dataclass(frozen=True)
class Detail:
    """What is known of a thing on the map."""

    identity: str
    title: str
    rows: tuple[tuple[str, str], ...]
    """Label and figure with its unit."""
    tables: tuple[Table, ...]
    grounds: tuple[Ground, ...]
    """The figures of the case behind it."""


def describe(speaker: Speaker, run: ScenarioRun, element: str, what: str, period: dt.date) -> Detail:
    """Describe a country (``region:JPN``), a plant (``plant:lynas_mt_weld``) or a flow
    (``flow:magnet:CHN:JPN``: stage, from, to) in a period.

    Raises:
        ValueError: If there is no such thing, or as :func:`didymium.views.flows.movements.movements`.
    """
    case = speaker.words.case
    moved = movements(case, run.outcome, element, period)
    kind, _, name = what.partition(":")
    if kind == "region" and any(row.region == name for row in case.regions):
        return _region(speaker, run, moved, name)
    plant = next((row for row in case.plants if row.plant == name), None) if kind == "plant" else None
    if plant and not case.is_confidential("plants", plant.identity):
        return _plant(speaker, run, moved, plant)
    if kind == "flow" and name.count(":") == 2:
        stage, origin, destination = name.split(":")
        return _flow(speaker, moved, stage, origin, destination)
    raise ValueError(f'"{what}" is nothing on the map')


def tonnes_of(words: Words, element: str, t: float) -> str:
    """Say tonnes a year of an element, counted as oxide."""
    if element == GROSS:
        return words("web.chain.t_gross", tonnes=words.tonnes(t))
    return words("web.chain.t_element", tonnes=words.tonnes(t), element=element)


def _when(words: Words, run: ScenarioRun, moved: Movements) -> tuple[str, str]:
    return words("web.chain.period"), words.period(moved.period, spans_of_outcome(run.outcome))


def _plant(speaker: Speaker, run: ScenarioRun, moved: Movements, plant: Plant) -> Detail:
    words, case = speaker.words, speaker.words.case
    process = next(row for row in case.processes if row.process == plant.process)
    point = next((item for item in plant_points(case, moved) if item.plant == plant.plant), None)
    made = point.made_t if point else 0.0
    capacity = capacity_of(case, plant, moved.period, moved.until)
    rows = [
        _when(words, run, moved),
        (words("label.region"), words.region(plant.region)),
        (words("web.chain.does"), f"{words(f'stage.{process.stage}')}: {process.name_en}"),
        (words("web.chain.state"), words(f"status.{plant.status}")),
        *([(words("web.chain.owners"), plant.owners)] if plant.owners else []),
        (words("web.chain.made"), tonnes_of(words, moved.element, made)),
        (
            words("web.chain.capacity"),
            words(
                "web.chain.t_material",
                tonnes=words.tonnes(capacity),
                material=words.inside(words.material(process.reference_material)),
            ),
        ),
    ]
    if point and point.capacity_t > 0 and made > 0:
        rows.append((words("web.chain.load"), words.percent(min(made / point.capacity_t, 1.0))))
    grounds = grounds_of(case, words.plant(plant.plant), plant)
    for change in case.capacity_changes:
        if change.plant == plant.plant:
            grounds += grounds_of(case, f"{words.plant(plant.plant)}, {words.date(change.from_)}", change)
    grounds += _recipe_grounds(words, moved, plant.process)
    table = _materials_table(words, moved, moved.output.filter(pl.col("plant") == plant.plant))
    return Detail(f"plant:{plant.plant}", words.plant(plant.plant), tuple(rows), (table,), tuple(grounds))


def _recipe_grounds(words: Words, moved: Movements, process: str) -> list[Ground]:
    held = contents(words.case, moved.element)
    return [
        ground
        for row in words.case.coefficients
        if row.process == process and row.material in held
        for ground in grounds_of(words.case, words.material(row.material), row)
    ]


def _materials_table(words: Words, moved: Movements, output: pl.DataFrame) -> Table:
    """Return what a plant makes and uses, gross and of the element."""
    rows = [
        (
            words("web.chain.makes" if gross > 0 else "web.chain.uses"),
            words.material(material),
            number(abs(gross), 4),
            number(abs(t), 4),
        )
        for material, gross, t in output.sort("t", descending=True).select("material", "gross_t", "t").rows()
    ]
    headers = (words("web.chain.way"), words("label.material"), *_tonnes_headers(words, moved.element))
    return Table(words("web.chain.materials"), headers, tuple(rows), frozenset({2, 3}))


def _tonnes_headers(words: Words, element: str) -> tuple[str, str]:
    counted = words("web.chain.of_element", element=element) if element else words("label.t_per_year")
    return words("web.chain.gross"), counted


def _region(speaker: Speaker, run: ScenarioRun, moved: Movements, region: str) -> Detail:
    words, case = speaker.words, speaker.words.case
    point = next(item for item in region_points(case, run, moved) if item.region == region)
    rows = [
        _when(words, run, moved),
        (words("web.chain.served"), tonnes_of(words, moved.element, point.served_t)),
    ]
    if point.unserved_t > 1e-6:
        rows.append((words("web.chain.unserved"), tonnes_of(words, moved.element, point.unserved_t)))
    headers = tuple(
        words(f"web.chain.{name}") for name in ("stage", "made", "imports", "exports", "used", "reliance")
    )
    balances = [
        (
            words(f"stage.{stage}"),
            *(number(t, 3) for t in (held.made_t, held.imports_t, held.exports_t, held.used_t)),
            "–" if held.reliance is None else words.percent(max(held.reliance, 0.0)),
        )
        for stage, held in sorted(point.stages.items(), key=lambda item: ORDER.index(item[0]))
    ]
    right = frozenset(range(1, len(headers)))
    stages = Table(_of_element(words, "web.chain.by_stage", moved.element), headers, tuple(balances), right)
    tables = (stages, _partners_table(words, moved, region))
    return Detail(
        f"region:{region}",
        words.region(region),
        tuple(rows),
        tables,
        tuple(_region_grounds(words, moved, region)),
    )


def _of_element(words: Words, key: str, element: str) -> str:
    unit = words("web.chain.of_element", element=element) if element else words("label.t_per_year")
    return f"{words(key)} ({unit})"


def _partners_table(words: Words, moved: Movements, region: str) -> Table:
    """Return what a region gets from whom and sends to whom, largest first."""
    rows = [
        (
            words("web.chain.gets" if line.destination == region else "web.chain.sends"),
            words.region(line.origin if line.destination == region else line.destination),
            words(f"stage.{line.stage}"),
            number(line.t, 3),
        )
        for line in flow_lines(words.case, moved)
        if region in (line.origin, line.destination)
    ]
    headers = tuple(words(f"web.chain.{name}") for name in ("way", "partner", "stage", "tonnes"))
    return Table(
        _of_element(words, "web.chain.partners", moved.element), headers, tuple(rows), frozenset({3})
    )


def _region_grounds(words: Words, moved: Movements, region: str) -> Iterable[Ground]:
    """Yield the base-year figures of a region's plants and users of the element."""
    case, held = words.case, contents(words.case, moved.element)
    running = set(moved.output.filter(pl.col("region") == region)["plant"])
    for plant in case.plants:
        if plant.plant in running:
            yield from grounds_of(case, words.plant(plant.plant), plant, _BASE)
    for row in case.demands:
        if row.region == region and row.material in held:
            name = f"{words.sector(row.sector)}, {words.inside(words.material(row.material))}"
            yield from grounds_of(case, name, row, _BASE)


def _flow(speaker: Speaker, moved: Movements, stage: str, origin: str, destination: str) -> Detail:
    words, case = speaker.words, speaker.words.case
    stages = {row.material: str(row.stage) for row in case.materials}
    lines = moved.shipments.filter(pl.col("origin") == origin, pl.col("destination") == destination)
    lines = lines.filter(pl.col("material").replace_strict(stages, default="") == stage)
    routes = [
        row
        for row in case.routes
        if (row.origin, row.destination) == (origin, destination)
        and stages[row.material] == stage
        and row.material in contents(case, moved.element)
    ]
    if not routes and not lines.height:
        raise ValueError(f"nothing of stage {stage} goes from {origin} to {destination}")
    rows = (
        (words("web.chain.period"), words.period(moved.period, {moved.period: moved.until})),
        (words("web.chain.stage"), words(f"stage.{stage}")),
        (words("web.chain.sent"), tonnes_of(words, moved.element, float(lines["t"].sum()))),
        (words("web.chain.arrived"), tonnes_of(words, moved.element, float(lines["arrived_t"].sum()))),
    )
    cells = [
        (words.material(material), number(gross, 4), number(t, 4))
        for material, gross, t in lines.sort("t", descending=True).select("material", "gross_t", "t").rows()
    ]
    headers = (words("label.material"), *_tonnes_headers(words, moved.element))
    table = Table(words("web.chain.materials"), headers, tuple(cells), frozenset({1, 2}))
    grounds = [
        ground
        for row in routes
        for ground in grounds_of(case, _route_name(words, row.material, row.via), row)
    ]
    title = _way(words, origin, destination)
    return Detail(f"flow:{stage}:{origin}:{destination}", title, rows, (table,), tuple(grounds))


def _way(words: Words, origin: str, destination: str) -> str:
    return f"{words.region(origin)} → {words.region(destination)}"


def _route_name(words: Words, material: str, via: str) -> str:
    return f"{words.material(material)} ({via.replace('_', ' ')})" if via else words.material(material)


def things_of(words: Words, run: ScenarioRun, element: str, period: dt.date) -> dict[str, str]:
    """Return what can be described, by identity, with its name: countries, plants, then flows of the map."""
    case: Case = words.case
    moved = movements(case, run.outcome, element, period)
    regions = {f"region:{row.region}": words.region(row.region) for row in case.regions}
    plants = {
        point.identity: f"{words.plant(point.plant)} ({words.region(point.region)})"
        for point in plant_points(case, moved)
    }
    flows = {
        line.identity: f"{_way(words, line.origin, line.destination)}, {words(f'stage.{line.stage}')}"
        for line in flow_lines(case, moved)
    }
    return {**regions, **plants, **flows}
