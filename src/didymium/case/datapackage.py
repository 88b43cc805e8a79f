"""``datapackage.json``: the tables of a case described as a Frictionless Data Package, from the schema."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from didymium.case.case import Case
from didymium.case.folder import EVIDENCE
from didymium.case.schema import TABLES
from didymium.case.settings import Settings
from didymium.evidence.facts import Fact
from didymium.evidence.reading import TABLES as EVIDENCE_TABLES
from didymium.evidence.sources import Source
from didymium.files.atomic import write_whole_file
from didymium.files.columns import Column, ColumnKind, column_names, columns_of
from didymium.files.csv_file import read_csv
from didymium.files.problems import InputError, Problem

_TYPES = {
    ColumnKind.TEXT: "string",
    ColumnKind.NUMBER: "number",
    ColumnKind.INTEGER: "integer",
    ColumnKind.DATE: "date",
}
_FOREIGN_KEYS = {
    "region": "regions",
    "origin": "regions",
    "destination": "regions",
    "material": "materials",
    "reference_material": "materials",
    "from_material": "materials",
    "to_material": "materials",
    "process": "processes",
    "sector": "sectors",
    "plant": "plants",
    "product": "materials",
    "project": "projects",
    "deposit": "deposits",
}
"""Columns that hold one name of another table."""
_EVIDENCE: Mapping[str, type[BaseModel]] = {
    "sources": Source,
    "facts": Fact,
    **{f"evidence_{name}": model for name, model in EVIDENCE_TABLES.items()},
}
"""Tables of the case's own evidence, those with a name that a case table has or might have prefixed."""
_LOOSE = frozenset({"totals", "observed", "use_history", "market_power", *_EVIDENCE})
"""Tables whose names may also be groups, clubs or lists."""
_OWN_NAMES = frozenset({("lifetimes", "product")})
"""Columns that name what no other table does, though elsewhere a column called so does."""


def build_datapackage(
    settings: Settings, headers: Mapping[str, Iterable[str]] | None = None
) -> dict[str, Any]:
    """Describe the tables of a case.

    ``headers`` gives the columns of each table as they stand in its file (``sources`` for
    evidence/sources.csv); without it, every table is described with every column.
    """
    if headers is None:
        headers = {name: column_names(model) for name, model in TABLES.items()}
    models: dict[str, type[BaseModel]] = {**TABLES, **_EVIDENCE}
    resources = [_resource(name, models[name], headers) for name in models if name in headers]
    return {
        "profile": "tabular-data-package",
        "name": settings.name.replace("_", "-"),
        "title": settings.title,
        "resources": resources,
    }


def package_of(folder: Path, settings: Settings) -> dict[str, Any]:
    """Describe the tables of a case as they stand in its folder, with the columns that they have there."""
    present = {name: files for name in (*TABLES, *_EVIDENCE) if (files := _files(folder, name))}
    headers = {name: read_csv(folder / files[0], files[0]).header for name, files in present.items()}
    package = build_datapackage(settings, headers)
    described = {resource["name"]: resource for resource in package["resources"]}
    for name, files in present.items():
        _add_parts(package["resources"], described[name], folder, files)
    return package


def _add_parts(
    resources: list[dict[str, Any]], resource: dict[str, Any], folder: Path, files: list[str]
) -> None:
    """Let a resource hold all files of its table that have its columns; the others get one each."""
    header = read_csv(folder / files[0], files[0]).header
    alike = [file for file in files if read_csv(folder / file, file).header == header]
    resource["path"] = alike[0] if len(alike) == 1 else alike
    name = resource["name"]
    for file in files:
        if file not in alike:
            model = _EVIDENCE[name]
            columns = {name: read_csv(folder / file, file).header}
            part = {**_resource(name, model, columns), "name": f"{name}_{Path(file).stem}", "path": file}
            resources.append(part)


def _files(folder: Path, name: str) -> list[str]:
    """Return the files of a table: evidence tables may be folders of files."""
    single = _path(name)
    found = [single] if (folder / single).is_file() else []
    if name in _EVIDENCE:
        parts = sorted((folder / single).with_suffix("").glob("*.csv"))
        found += [part.relative_to(folder).as_posix() for part in parts]
    return found


def write_datapackage(case: Case) -> None:
    """Write ``datapackage.json`` of the folder that a case was read from.

    Raises:
        InputError: If the case was not read from a folder.
    """
    if case.path is None:
        raise InputError([Problem(case.settings.name, "was not read from a folder", remedy="write it first")])
    write_whole_file(case.path / "datapackage.json", package_text(package_of(case.path, case.settings)))


def package_text(package: dict[str, Any]) -> str:
    """Return the text of ``datapackage.json``."""
    return json.dumps(package, ensure_ascii=False, indent=2) + "\n"


def _resource(name: str, model: type[BaseModel], headers: Mapping[str, Iterable[str]]) -> dict[str, Any]:
    by_name = {column.name: column for column in columns_of(model)}
    columns = [by_name[header] for header in headers[name]]
    schema: dict[str, Any] = {"fields": [_field(column) for column in columns], "missingValues": [""]}
    schema["primaryKey"] = [column.name for column in columns if column.attribute in _key(model)]
    if keys := _foreign_keys(name, columns, headers):
        schema["foreignKeys"] = keys
    return {
        "name": name,
        "path": _path(name),
        "profile": "tabular-data-resource",
        "description": model.__doc__ or "",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema,
    }


def _path(name: str) -> str:
    """Return the file of a table within the case: evidence tables lie in a folder of their own."""
    return f"{EVIDENCE}/{name.removeprefix('evidence_')}.csv" if name in _EVIDENCE else f"{name}.csv"


def _key(model: type[BaseModel]) -> tuple[str, ...]:
    return getattr(model, "key", ("source",))


def _field(column: Column) -> dict[str, Any]:
    limits = {
        "required": True if not column.blank else None,
        "enum": list(column.choices) or None,
        "pattern": column.pattern,
        "minimum": column.above if column.minimum is None else column.minimum,
        "maximum": column.maximum,
    }
    constraints = {key: value for key, value in limits.items() if value is not None}
    field: dict[str, Any] = {
        "name": column.name,
        "type": _TYPES[column.kind],
        "description": column.description,
    }
    return field | ({"constraints": constraints} if constraints else {})


def _foreign_keys(
    name: str, columns: Iterable[Column], headers: Mapping[str, Iterable[str]]
) -> list[dict[str, Any]]:
    if name in _LOOSE:
        return []
    return [
        {"fields": [column.name], "reference": {"resource": target, "fields": [TABLES[target].key[0]]}}
        for column in columns
        if (target := _FOREIGN_KEYS.get(column.name)) is not None
        and target != name
        and target in headers
        and (name, column.name) not in _OWN_NAMES
    ]
