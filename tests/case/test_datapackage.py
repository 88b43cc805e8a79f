"""A case is a Frictionless Data Package, and its reference is written from its schema."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from didymium.case.checks import check_case
from didymium.case.datapackage import build_datapackage, package_of, package_text, write_datapackage
from didymium.case.folder import bundled_cases
from didymium.case.reading import read_case
from didymium.case.reference import render_reference
from didymium.case.schema import TABLES
from didymium.scenario.reading import scenario_problems
from tiny_case import edit

ROOT = Path(__file__).parents[2]


def _frictionless(package: Path) -> subprocess.CompletedProcess[str]:
    """Validate in a process of its own: the library changes global state and warns on import."""
    command = [sys.executable, "-W", "ignore", "-m", "frictionless", "validate", package.name, "--json"]
    return subprocess.run(command, cwd=package.parent, capture_output=True, text=True, check=False)


def test_package_of_a_case_is_valid(tiny: Path) -> None:
    """Frictionless accepts what we write about a case, whatever the order of its columns."""
    write_datapackage(read_case(tiny))
    result = _frictionless(tiny / "datapackage.json")
    assert json.loads(result.stdout)["valid"], result.stdout
    assert result.returncode == 0


def test_package_catches_what_we_would(tiny: Path) -> None:
    """The package carries our limits: a share above one and an unknown region fail there as well."""
    write_datapackage(read_case(tiny))
    edit(tiny, "substitutes.csv", "20,0.4", "20,40")
    edit(tiny, "routes.csv", "AUS,JPN", "AUS,JAP")
    report = json.loads(_frictionless(tiny / "datapackage.json").stdout)
    errors = {task["name"]: [error["type"] for error in task["errors"]] for task in report["tasks"]}
    assert errors["substitutes"] == ["constraint-error"]
    assert errors["routes"] == ["foreign-key"]


@pytest.mark.parametrize("name", sorted(bundled_cases()))
def test_bundled_package_is_valid_and_current(name: str) -> None:
    """What ships validates and describes the tables as they are (else: check --write-datapackage)."""
    folder = bundled_cases()[name]
    result = _frictionless(folder / "datapackage.json")
    assert json.loads(result.stdout)["valid"], result.stdout
    shipped = (folder / "datapackage.json").read_text(encoding="utf-8")
    assert shipped == package_text(package_of(folder, read_case(name).settings))


@pytest.mark.parametrize("name", sorted(bundled_cases()))
def test_bundled_case_is_sound(name: str) -> None:
    """What ships passes its own check: tables, scenarios, sources."""
    case = read_case(name)
    assert [str(problem) for problem in check_case(case) + scenario_problems(case)] == []


def test_every_table_and_column_is_described(tiny: Path) -> None:
    """No column goes undocumented: the package and the reference come from the schema's own words."""
    package = build_datapackage(read_case(tiny).settings)
    described = {resource["name"]: resource["schema"]["fields"] for resource in package["resources"]}
    assert set(described) == set(TABLES)
    for fields in described.values():
        assert all(field["description"] for field in fields)


def test_reference_in_the_docs_is_current() -> None:
    """The committed reference is what ``python -m didymium.case.reference`` prints."""
    committed = (ROOT / "docs/reference/case-format.md").read_text(encoding="utf-8")
    assert committed == render_reference()


def test_added_facts_are_described(tiny: Path) -> None:
    """A table that is a folder of files is described file by file, so that other tools find every fact."""
    folder = tiny / "evidence" / "facts"
    folder.mkdir(parents=True)
    wide = "fact,subject,measure,material,value,unit,as_of,source,locator,note\n"
    narrow = "fact,subject,measure,value,unit,as_of,source,locator\n"
    (folder / "a.csv").write_text(wide)
    (folder / "b.csv").write_text(wide)
    (folder / "c.csv").write_text(narrow)
    package = package_of(tiny, read_case(tiny).settings)
    paths = {resource["name"]: resource["path"] for resource in package["resources"]}
    assert paths["facts"] == ["evidence/facts/a.csv", "evidence/facts/b.csv"]
    assert paths["facts_c"] == "evidence/facts/c.csv"
