"""From what somebody asks for to the definition of an ensemble, or a refusal in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from didymium.case.case import Case
from didymium.ensemble.inputs import Inputs, inputs_of
from didymium.ensemble.running.definition import Definition
from didymium.ensemble.running.folder import salt_of
from didymium.ensemble.running.work import TABLES, USUAL_TABLES, work_of
from didymium.ensemble.sampling.choose import SAMPLINGS, draw_by
from didymium.ensemble.sampling.correlation import CorrelationError
from didymium.ensemble.sampling.designs import DesignError
from didymium.ensemble.sampling.draws import Draws, LeverError, grid
from didymium.files.suggestion import did_you_mean
from didymium.market.base_year import BaseYear
from didymium.scenario.schema import Scenario


class PlanError(ValueError):
    """Raised for an ensemble that cannot be. ``option`` names what was asked for amiss, without the marks of
    the command line; None if the message says all.
    """

    def __init__(self, message: str, option: str | None = None) -> None:
        self.option = option
        super().__init__(message)

    def said(self, mark: str = "") -> str:
        """Return the message, after the option with a mark before its name, such as ``--``."""
        return f"{mark}{self.option} {self}" if self.option else str(self)


def with_profile(case: Case, scenario: Scenario, profile: str | None) -> Scenario:
    """Return a scenario with another division of time, if one is named.

    Raises:
        PlanError: If the case has no such profile.
    """
    if profile is None:
        return scenario
    if profile not in case.settings.profiles:
        there = ", ".join(case.settings.profiles)
        raise PlanError(f'"{profile}" is not in case.toml (there are {there})', "profile")
    return scenario.model_copy(update={"profile": profile})


def uncertain_inputs(case: Case, scenario: Scenario, only: Sequence[str] | None = None) -> Inputs:
    """Return the uncertain inputs of a scenario, all or those named.

    Raises:
        PlanError: If the case has none, or none of a name.
        InputError: If an input's values are impossible for the figures that they would change.
    """
    known = [row.input for row in case.uncertain]
    if not known:
        raise PlanError(
            f"{case.settings.name} has no uncertain.csv: nothing would differ from scenario to scenario"
        )
    for name in only or ():
        if name not in known:
            meant = did_you_mean(name, known) or f"there are {', '.join(known)}"
            raise PlanError(f'"{name}" is not in uncertain.csv ({meant})', "input")
    return inputs_of(case, scenario, only)


def drawn(
    inputs: Inputs, sampling: str, count: int, seed: int, levels: Mapping[str, Sequence[float]] | None = None
) -> Draws:
    """Return the draws of an ensemble: every combination of levels if there are any, else ``count`` draws.

    Raises:
        PlanError: If the design is none or not possible, or nothing would differ.
    """
    try:
        if levels:
            return grid(inputs, levels)
        if sampling not in SAMPLINGS:
            raise PlanError(f'"{sampling}" is not among {", ".join(SAMPLINGS)}', "sampling")
        if not inputs.moving:
            raise PlanError(
                "no input of uncertain.csv moves anything in this scenario: all scenarios would be the same"
            )
        return draw_by(inputs, sampling, count, seed)
    except (DesignError, CorrelationError, LeverError) as error:
        raise PlanError(str(error)) from None


def kept_tables(asked: Sequence[str] | None) -> tuple[str, ...]:
    """Return the tables that an ensemble keeps, in their usual order; those asked for, or the usual ones.

    Raises:
        PlanError: If a table is none.
    """
    for name in asked or ():
        if name not in TABLES:
            raise PlanError(f'"{name}" is not among {", ".join(TABLES)}', "table")
    return tuple(name for name in TABLES if name in asked) if asked else USUAL_TABLES


def define(
    case: Case,
    base_year: BaseYear,
    name: str,
    scenario: Scenario,
    inputs: Inputs,
    draws: Draws,
    tables: Sequence[str],
    folder: Path,
) -> Definition:
    """Return the ensemble of a scenario, to be run in a folder. With confidential figures a random text that
    stands in the folder goes into its keys.

    Raises:
        FolderError: If that text cannot be kept there.
    """
    varied = [item for name in draws.names for item in inputs.moving if item.name == name]
    work = work_of(case, base_year, scenario, varied, draws.values, tables=tables)
    return Definition(work, name, draws, salt_of(folder) if case.confidential else "")
