"""Begin a case as a copy of another."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import tomlkit

from didymium.case.datapackage import package_text
from didymium.case.folder import SETTINGS, bundled_cases, find_case
from didymium.case.reading import read_case
from didymium.files.atomic import whole_folder
from didymium.files.problems import InputError, Problem

_NAME = re.compile(r"[a-z0-9][a-z0-9_]*")


def new_case(name: str, from_case: str | Path, parent_dir: Path) -> Path:
    """Copy a bundled case, or the case in a folder, under a new name; return the new folder.

    Everything is copied as it stands, comments too; only the name in ``case.toml`` changes.

    Raises:
        InputError: If the name is not valid or taken, or the case to copy has problems.
    """
    target = parent_dir / name
    _refuse(name, target)
    source = find_case(from_case)
    read_case(source)
    with whole_folder(target) as unfinished:
        shutil.copytree(
            source, unfinished, dirs_exist_ok=True, ignore=shutil.ignore_patterns(".*", "__pycache__")
        )
        _rename(unfinished / SETTINGS, name)
        _rename_package(unfinished / "datapackage.json", name)
    return target


def _refuse(name: str, target: Path) -> None:
    if not _NAME.fullmatch(name):
        remedy = "small letters a to z, digits and _, like my_case"
        raise InputError([Problem(name, "is no valid name of a case", remedy=remedy)])
    if name in bundled_cases():
        raise InputError([Problem(name, "is the name of a bundled case", remedy="choose another name")])
    if target.exists():
        raise InputError(
            [Problem(str(target), "exists already", remedy="choose another name, or move it away")]
        )


def _rename(settings: Path, name: str) -> None:
    document = tomlkit.parse(settings.read_text(encoding="utf-8-sig"))
    document["name"] = name
    settings.write_text(tomlkit.dumps(document), encoding="utf-8", newline="")


def _rename_package(path: Path, name: str) -> None:
    if path.is_file():
        package = json.loads(path.read_text(encoding="utf-8"))
        package["name"] = name.replace("_", "-")
        path.write_text(package_text(package), encoding="utf-8", newline="")
