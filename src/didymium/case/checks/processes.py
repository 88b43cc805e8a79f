"""Every process turns something into something, and every material is made, used or shipped."""

from __future__ import annotations

from collections.abc import Iterator

from didymium.case.case import Case
from didymium.case.checks.at import problem_at
from didymium.files.problems import Problem


def check_processes(case: Case) -> list[Problem]:
    """Return processes without coefficients, wrong reference coefficients, and unused materials."""
    return [
        *_empty_processes(case),
        *_reference_coefficients(case),
        *_zero_coefficients(case),
        *_orphans(case),
    ]


def _empty_processes(case: Case) -> Iterator[Problem]:
    described = {row.process for row in case.coefficients}
    for row in case.processes:
        if row.process not in described:
            remedy = "say in coefficients.csv what it uses and makes"
            yield problem_at(case, row, "has no coefficients", "process", row.process, remedy)


def _reference_coefficients(case: Case) -> Iterator[Problem]:
    described = {row.process for row in case.coefficients}
    references = {(row.process, row.material): row for row in case.coefficients if row.from_ is None}
    for process in case.processes:
        if process.process in described and (process.process, process.reference_material) not in references:
            message = (
                f"has no coefficient for its reference material {process.reference_material} from the start"
            )
            yield problem_at(case, process, message, "reference_material", process.process)
    materials = {row.process: row.reference_material for row in case.processes}
    for row in case.coefficients:
        if row.material == materials.get(row.process) and abs(row.t_per_t) != 1:
            message = f"is the coefficient of the reference material of {row.process} and must be 1 or -1"
            remedy = "divide the process's coefficients by it"
            yield problem_at(case, row, message, "t_per_t", row.t_per_t, remedy)


def _zero_coefficients(case: Case) -> Iterator[Problem]:
    started = {(row.process, row.material) for row in case.coefficients if row.t_per_t and row.from_ is None}
    for row in case.coefficients:
        if row.t_per_t == 0 and (row.process, row.material) not in started:
            message = "neither uses nor makes the material"
            yield problem_at(case, row, message, "t_per_t", row.t_per_t, "give tonnes, or delete the row")


def _orphans(case: Case) -> Iterator[Problem]:
    touched = {row.material for row in case.coefficients} | {row.material for row in case.routes}
    for row in case.materials:
        if row.material not in touched:
            remedy = "add it to coefficients.csv or routes.csv, or delete it"
            yield problem_at(case, row, "is in no process and on no route", "material", row.material, remedy)
