"""``didymium quantiles``, ``risk``, ``sensitivity``, ``discover`` and ``export``: questions to an
ensemble.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from didymium.cli.case_commands import JsonOption, OverlayOption
from didymium.cli.console import FAILED, Refused, command, echo_json
from didymium.cli.ensemble_commands import CatalogueOption
from didymium.cli.steps import LangOption, check_language, refuse, writing

if TYPE_CHECKING:
    from didymium.case.case import Case
    from didymium.ensemble.inputs import Input
    from didymium.ensemble.reading.measures import Measure
    from didymium.ensemble.reading.results import Results

FolderArgument = Annotated[Path, typer.Argument(metavar="DIR", help="Folder that didymium ensemble wrote.")]
CaseOption = Annotated[str | None, typer.Option(help="The case, if it is not a bundled one.")]
OfOption = Annotated[
    str,
    typer.Option("--of", metavar="MEASURE", help='One number a scenario, such as "price_peak JPN dy_oxide".'),
]


def register(app: typer.Typer) -> None:
    """Add the commands that ask ensembles."""
    app.command("quantiles")(quantiles)
    app.command("risk")(risk)
    app.command("sensitivity")(sensitivity)
    app.command("discover")(discover)
    app.command("export")(export)


@command
def quantiles(
    folder: FolderArgument = Path("out/ensemble"),
    table: Annotated[
        str, typer.Option(help="prices, shortages, losses, stocks …: a table that it kept.")
    ] = "prices",
    value: Annotated[str | None, typer.Option(help="Figure of the table; without: its usual one.")] = None,
    region: Annotated[list[str] | None, typer.Option(help="Only this region; several times.")] = None,
    material: Annotated[
        list[str] | None, typer.Option(help="Only this material or group; several times.")
    ] = None,
    sector: Annotated[list[str] | None, typer.Option(help="Only this sector; several times.")] = None,
    quantile: Annotated[list[float] | None, typer.Option(help="A quantile; several times.")] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Also write them as CSV.")] = None,
    case: CaseOption = None,
    overlay: OverlayOption = None,
    catalogue: CatalogueOption = None,
    lang: LangOption = "en",
    as_json: JsonOption = False,
) -> None:
    """Show quantiles of any outcome by period, over all scenarios."""
    from didymium.ensemble.reading.quantiles import SHARES, VALUES
    from didymium.ensemble.reading.quantiles import quantiles as find_quantiles

    check_language(lang)
    with _asking(folder, catalogue) as results:
        found_case = _case_of(results, case, overlay)
        _check_names(found_case, "--region", "region", region or ())
        _check_names(found_case, "--sector", "sector", sector or ())
        _check_names(found_case, "--material", "material", material or ())
        materials = [name for asked in material or () for name in found_case.materials_of(asked)]
        asked = {"region": region, "material": materials, "sector": sector}
        where = {key: tuple(values) for key, values in asked.items() if values}
        shares = sorted(set(quantile)) if quantile else SHARES
        found = find_quantiles(results, table, value, where=where, shares=shares)
        count = len(results.drawn)
    if out is not None:
        with writing(out):
            from didymium.files.sheets import harmless_table
            from didymium.outcome.store import write_text

            write_text(out, harmless_table(found).write_csv())
    if as_json:
        rows = [{**row, "period": str(row["period"])} for row in found.iter_rows(named=True)]
        echo_json({"table": table, "value": value or VALUES[table][0], "scenarios": count, "quantiles": rows})
        return
    from didymium.views.ensemble.questions import print_quantiles
    from didymium.views.wording import words_for

    words = words_for(found_case, lang)
    title = words(
        "ensemble.table_quantiles", figure=f"{table} {value or VALUES[table][0]}", scenarios=f"{count:,}"
    )
    print_quantiles(sys.stdout, found_case, found, title, lang)


@command
def risk(
    folder: FolderArgument = Path("out/ensemble"),
    region: Annotated[list[str] | None, typer.Option(help="Only this region; several times.")] = None,
    alpha: Annotated[float, typer.Option(help="Share of scenarios below the tail.")] = 0.95,
    case: CaseOption = None,
    overlay: OverlayOption = None,
    catalogue: CatalogueOption = None,
    lang: LangOption = "en",
    as_json: JsonOption = False,
) -> None:
    """Say how likely who runs short, and what it may cost: expected loss, tail, loss exceedance curve."""
    from didymium.ensemble.reading.risk import losses_by_scenario
    from didymium.views.ensemble.overview import risk_overview

    check_language(lang)
    if not 0.0 < alpha < 1.0:
        refuse(f"--alpha {alpha:g} is not between 0 and 1")
    with _asking(folder, catalogue) as results:
        found_case = _case_of(results, case, overlay)
        regions = tuple(region or ()) or None
        _check_names(found_case, "--region", "region", regions or ())
        overview = risk_overview(found_case, results, regions, alpha)
        losses = losses_by_scenario(results, overview.regions) if "losses" in results.tables else None
    if as_json:
        from didymium.views.ensemble.overview import risk_report

        echo_json(risk_report(overview, losses))
        return
    from didymium.views.ensemble.terminal import print_risk

    print_risk(sys.stdout, found_case, overview, lang)


@command
def sensitivity(
    of: OfOption,
    folder: FolderArgument = Path("out/ensemble"),
    seed: Annotated[int, typer.Option(min=0, help="Seed of the intervals.")] = 0,
    case: CaseOption = None,
    overlay: OverlayOption = None,
    catalogue: CatalogueOption = None,
    lang: LangOption = "en",
    as_json: JsonOption = False,
) -> None:
    """Say which uncertain figures move a measure most: Sobol, Morris, or indices from any draws."""
    from didymium.ensemble.reading.measures import inputs_drawn, measured
    from didymium.ensemble.sensitivity.indices import sensitivity as find_sensitivity

    check_language(lang)
    with _asking(folder, catalogue) as results:
        found_case = _case_of(results, case, overlay)
        measure = _measure(found_case, of)
        names, drawn = inputs_drawn(results)
        inputs = _inputs(found_case, names)
        found = find_sensitivity(
            results.definition["sampling"], names, drawn, measured(results, measure),
            scenarios=results.drawn, wanted=results.wanted, seed=seed,
            correlated=tuple(item.name for item in inputs if item.row.correlation_group),
        )  # fmt: skip
    from didymium.views.ensemble.questions import print_sensitivity, sensitivity_report

    if as_json:
        echo_json(sensitivity_report(measure, found))
    else:
        print_sensitivity(sys.stdout, found_case, measure, found, inputs, lang)


@command
def discover(
    of: OfOption,
    folder: FolderArgument = Path("out/ensemble"),
    when: Annotated[
        str,
        typer.Option(metavar="CONDITION", help='true, "above 5", "below 0.8" or "above 90 %" of scenarios.'),
    ] = "true",
    coverage: Annotated[float, typer.Option(help="Least share of the cases to cover.")] = 0.6,
    boxes: Annotated[int, typer.Option(min=1, max=10, help="Most ranges to look for.")] = 1,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the random halves.")] = 0,
    case: CaseOption = None,
    overlay: OverlayOption = None,
    catalogue: CatalogueOption = None,
    lang: LangOption = "en",
    as_json: JsonOption = False,
) -> None:
    """Say in which ranges of the uncertain figures something happens (scenario discovery by PRIM)."""
    from didymium.ensemble.reading.measures import inputs_drawn, measured
    from didymium.ensemble.sensitivity.condition import read_condition
    from didymium.ensemble.sensitivity.discovery import Search
    from didymium.ensemble.sensitivity.discovery import discover as find_boxes

    check_language(lang)
    if not 0.0 < coverage < 1.0:
        refuse(f"--coverage {coverage:g} is not between 0 and 1")
    with _asking(folder, catalogue) as results:
        found_case = _case_of(results, case, overlay)
        measure, condition = _measure(found_case, of), read_condition(when)
        names, drawn = inputs_drawn(results)
        inputs = _inputs(found_case, names)
        search = Search(coverage=coverage, boxes=boxes)
        values = measured(results, measure)
        found = find_boxes(condition, names, drawn, values, search=search, failed=results.failed, seed=seed)
    from didymium.views.ensemble.questions import discovery_report, print_discovery

    if as_json:
        echo_json(discovery_report(measure, found))
    else:
        print_discovery(sys.stdout, found_case, measure, condition, found, inputs, lang)


@command
def export(
    to: Annotated[
        Path,
        typer.Option(
            "--to", metavar="FILE", help="Name ending in .xlsx, .csv, or .iamc.csv or .iamc.xlsx for IAMC."
        ),
    ],
    folder: FolderArgument = Path("out/ensemble"),
    case: CaseOption = None,
    overlay: OverlayOption = None,
    catalogue: CatalogueOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write quantiles and risks of an ensemble for others: Excel, CSV, or the IAMC format."""
    from didymium.views.ensemble.export import ExportError, write_export

    with _asking(folder, catalogue) as results:
        found_case = _case_of(results, case, overlay)
        try:
            with writing(to):
                rows = write_export(found_case, results, to)
        except ExportError as error:
            refuse(str(error))
    if as_json:
        echo_json({"file": str(to), "rows": rows})
    else:
        typer.echo(f"{to}: {rows:,} rows")


@contextmanager
def _asking(folder: Path, catalogue: str | None) -> Iterator[Results]:
    """Open an ensemble and end with a message if it, or the question, is not right."""
    from didymium.case.distributions import DistributionError
    from didymium.catalogue.database import CatalogueError
    from didymium.ensemble.reading.measures import MeasureError
    from didymium.ensemble.reading.quantiles import QuestionError
    from didymium.ensemble.reading.results import Results
    from didymium.ensemble.running.folder import FolderError
    from didymium.ensemble.sensitivity.condition import ConditionError
    from didymium.ensemble.sensitivity.prim import DiscoveryMissing
    from didymium.ensemble.sensitivity.result import SensitivityError

    try:
        with Results(folder, catalogue) as results:
            if not results.drawn:
                refuse(f"no scenario of {folder} is finished yet: run didymium ensemble again")
            yield results
    except (FolderError, MeasureError, QuestionError, ConditionError, SensitivityError) as error:
        refuse(str(error))
    except DistributionError as error:
        refuse(f"uncertain.csv: {error}; run didymium check")
    except (CatalogueError, DiscoveryMissing) as error:
        raise Refused(str(error), FAILED) from None


def _case_of(results: Results, name: str | None, overlay: Path | None) -> Case:
    """Read the case of an ensemble, and say so if it has changed since."""
    from didymium.case.reading import read_case
    from didymium.files.problems import InputError
    from didymium.outcome.identity import case_hash

    told = results.definition
    try:
        case = read_case(name or told["case"], overlay)
    except InputError:
        if name is not None:
            raise
        refuse(
            f'the ensemble is of the case "{told["case"]}", which is no bundled one: say where with --case'
        )
    if case.settings.name != told["case"]:
        refuse(f'the ensemble is of the case "{told["case"]}", not of {case.settings.name}')
    if case_hash(case) != told["case_sha256"]:
        typer.echo(f"note: {case.settings.name} is not, or no longer, the case of this ensemble", err=True)
    return case


def _measure(case: Case, text: str) -> Measure:
    """Read a measure of regions, sectors and materials that the case has."""
    from didymium.ensemble.reading.measures import read_measure

    measure = read_measure(text)
    for name, value in measure.of:
        _check_names(case, "--of", name, (value,))
    return measure


def _check_names(case: Case, option: str, kind: str, names: Sequence[str]) -> None:
    """Refuse names that a case does not have."""
    from didymium.case.names import Target, names_of

    targets = {"region": Target.REGION, "sector": Target.SECTOR, "material": Target.MATERIAL_OR_GROUP}
    known = names_of(case)
    for name in names:
        if problem := known.problem(targets[kind], name, option, None, None):
            refuse(
                f'{option} "{name}" {problem.message}' + (f" ({problem.remedy})" if problem.remedy else "")
            )


def _inputs(case: Case, names: Sequence[str]) -> list[Input]:
    """Return the inputs of the case by name; a name that it no longer has is left out."""
    from didymium.ensemble.inputs import input_of

    rows = {row.input: row for row in case.uncertain}
    gone = [name for name in names if name not in rows]
    if gone:
        refuse(f"uncertain.csv has no {', '.join(gone)} any more: give the case of the ensemble with --case")
    return [input_of(case, rows[name]) for name in names]
