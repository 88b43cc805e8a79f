"""``didymium load``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from didymium.cli.case_commands import JsonOption
from didymium.cli.console import command, echo_json
from didymium.cli.evidence_commands import (
    ReplaceOption,
    base_with_names,
    own_evidence_folder,
    refresh_package,
)
from didymium.cli.steps import refuse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pydantic import BaseModel

    from didymium.evidence.loaders.loaded import Loaded

KINDS = ("usgs", "comtrade", "baci", "japan_customs", "bgs", "world_bank")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("load")(load)


@command
def load(
    kind: Annotated[str, typer.Argument(metavar="KIND", help=f"What it is: {', '.join(KINDS)}.")],
    file: Annotated[Path | None, typer.Argument(metavar="FILE", help="The file as it was published.")] = None,
    case: Annotated[
        str | None,
        typer.Option("--case", metavar="CASE", help="A case of your own; without it, nothing is kept."),
    ] = None,
    fetch: Annotated[
        str | None,
        typer.Option(
            "--fetch",
            metavar="WHAT",
            help="Instead of a file, ask the service: JPN:2024:280530 (comtrade), 2020:2024 (world_bank).",
        ),
    ] = None,
    name: Annotated[
        str | None, typer.Option("--name", help="Name of the addition; without it, the file's.")
    ] = None,
    replace: ReplaceOption = False,
    as_json: JsonOption = False,
) -> None:
    """Read a published file into facts, each with its source; keep the file; say what was skipped."""
    from didymium.evidence.loaders.registry import LOADERS

    if kind not in LOADERS:
        refuse(f'"{kind}" is no loader (choose {", ".join(LOADERS)})')
    if (file is None) == (fetch is None):
        refuse("give a file, or --fetch")
    if file is not None and not file.is_file():
        refuse(f"no such file: {file}")
    loaded = LOADERS[kind].read(file) if file is not None else _fetched(kind, fetch or "")
    if file is not None:
        loaded = loaded.of_file(file)
    if not loaded.facts:
        typer.echo(_skipped(loaded), err=True)
        refuse("no fact could be read from it")
    kept = _keep(loaded, case, file, name or _name(kind, file), replace) if case else None
    if as_json:
        echo_json(_record(kind, loaded, kept))
    else:
        _echo(kind, loaded, kept, case)


def _fetched(kind: str, what: str) -> Loaded:
    parts = what.split(":")
    if kind == "comtrade" and len(parts) in (3, 4):
        from didymium.evidence.loaders.trade import fetch_comtrade

        return fetch_comtrade(*parts)
    if kind == "world_bank" and len(parts) == 2 and all(part.isdigit() for part in parts):
        from didymium.evidence.loaders.surveys import fetch_world_bank

        return fetch_world_bank(int(parts[0]), int(parts[1]))
    refuse(
        f'--fetch "{what}" cannot be asked of {kind}: '
        "write JPN:2024:280530 (comtrade) or 2020:2024 (world_bank)"
    )


def _name(kind: str, file: Path | None) -> str:
    from didymium.evidence.adding import name_from

    return kind if file is None else name_from(file, kind)


def _keep(loaded: Loaded, case: str, file: Path | None, name: str, replace: bool) -> str:
    from didymium.case.figures import cited_ids
    from didymium.case.reading import read_case
    from didymium.evidence.adding import Addition, add

    found = read_case(case)
    folder, base = own_evidence_folder(found), base_with_names(found)
    tables: dict[str, Sequence[BaseModel]] = {
        "sources": [loaded.source],
        "materials": list(loaded.materials.values()),
        "facts": loaded.facts,
    }
    addition = Addition(name, tables, () if file is None else (file,))
    add(folder, addition, base, needed=cited_ids(found), replace=replace)
    refresh_package(found)
    return name


def _skipped(loaded: Loaded) -> str:
    lines = [
        f"  {count:,} skipped: {reason} (first: {loaded.examples[reason]})"
        for reason, count in loaded.skipped.most_common()
    ]
    return "\n".join(lines) if lines else "  nothing skipped"


def _echo(kind: str, loaded: Loaded, kept: str | None, case: str | None) -> None:
    typer.echo(f"{kind}: {len(loaded.facts):,} facts read")
    typer.echo(_skipped(loaded))
    if kept is None:
        typer.echo("nothing kept: add --case ./my_case to keep them (begin one with `didymium new my_case`)")
    else:
        typer.echo(
            f"added to {case} as {kept}; to take them back: didymium facts remove {kept} --case {case}"
        )


def _record(kind: str, loaded: Loaded, kept: str | None) -> dict[str, object]:
    return {
        "loader": kind,
        "facts": len(loaded.facts),
        "skipped": [
            {"reason": reason, "count": count, "first": loaded.examples[reason]}
            for reason, count in loaded.skipped.most_common()
        ],
        "added": kept,
    }
