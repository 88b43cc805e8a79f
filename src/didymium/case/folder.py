"""Where a case lies, and which files its folder may hold."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

from didymium.case.schema import REQUIRED, TABLES
from didymium.files.problems import InputError, Problem
from didymium.files.suggestion import did_you_mean

SETTINGS = "case.toml"
EVIDENCE = "evidence"
SOURCES = f"{EVIDENCE}/sources.csv"

_BESIDE_TABLES = frozenset({
    SETTINGS, "datapackage.json", "README.md", "scenarios", "instruments", "backtests", "rivals", "evidence",
})  # fmt: skip
_OVERLAY = frozenset({"README.md", "evidence"})
_IGNORED = re.compile(r"\..*|~\$.*|.*~|Thumbs\.db|desktop\.ini|__pycache__|__init__\.py", re.IGNORECASE)


def bundled_cases() -> dict[str, Path]:
    """Return the folders of the cases that come with the product, by name."""
    folder = Path(str(files("didymium"))) / "cases"
    return {path.parent.name: path.parent for path in sorted(folder.glob(f"*/{SETTINGS}"))}


def find_case(path_or_name: str | Path) -> Path:
    """Return the folder of a case: a bundled name first, else a path.

    Raises:
        InputError: If there is no such folder, or it holds no case.toml.
    """
    bundled = bundled_cases()
    name = str(path_or_name)
    if isinstance(path_or_name, str) and name in bundled:
        return bundled[name]
    folder = Path(path_or_name)
    if not folder.is_dir():
        remedy = did_you_mean(name, bundled) or "give the name of a bundled case or the path of a folder"
        raise InputError([Problem(name, "is neither a bundled case nor a folder", remedy=remedy)])
    if not (folder / SETTINGS).is_file():
        raise InputError([Problem(name, f"holds no {SETTINGS}", remedy="is it the folder of a case?")])
    return folder


def folder_problems(folder: Path) -> list[Problem]:
    """Return what the folder of a case holds too much or too little."""
    missing = [name for name in TABLES if name in REQUIRED and not (folder / f"{name}.csv").is_file()]
    problems = [
        Problem(f"{name}.csv", "is missing", remedy="every case needs this table") for name in missing
    ]
    return problems + _unknown(folder, _BESIDE_TABLES, "")


def overlay_problems(overlay: Path, case_folder: Path) -> list[Problem]:
    """Return why a folder cannot be laid over a case."""
    name = overlay.name
    if not overlay.is_dir():
        return [Problem(str(overlay), "is no folder", remedy="give the folder of the confidential tables")]
    inner, outer = overlay.resolve(), case_folder.resolve()
    if inner.is_relative_to(outer) or outer.is_relative_to(inner):
        message = "lies inside the case folder" if inner.is_relative_to(outer) else "contains the case folder"
        return [Problem(str(overlay), message, remedy="keep confidential rows in a folder outside the case")]
    if (overlay / SETTINGS).exists():
        return [
            Problem(
                f"{name}/{SETTINGS}", "may not stand in an overlay", remedy="an overlay holds tables only"
            )
        ]
    return _unknown(overlay, _OVERLAY, f"{name}/")


def _unknown(folder: Path, allowed: frozenset[str], prefix: str) -> list[Problem]:
    known = allowed | {f"{name}.csv" for name in TABLES}
    problems = []
    for path in sorted(folder.iterdir()):
        if path.name not in known and not _IGNORED.fullmatch(path.name):
            what = "is no table of a case" if path.suffix == ".csv" else "is no part of a case"
            alike = [name for name in known if Path(name).suffix == path.suffix]
            remedy = did_you_mean(path.name, alike, limit=0) or "move it into evidence/ or out of the folder"
            problems.append(Problem(f"{prefix}{path.name}", what, remedy=remedy))
    return problems
