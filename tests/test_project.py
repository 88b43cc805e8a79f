"""The promises of the project's files: locks without addresses, licences, a light command line."""

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("requirements.lock", "requirements-bench.lock")
HEAVY = (
    "numpy",
    "polars",
    "pydantic",
    "rich",
    "highspy",
    "scipy",
    "matplotlib",
    "pyarrow",
    "pandas",
    "flodym",
)

LEFT_OUT = frozenset({"pickle4", "plotly"})
"""What flodym asks for and what we use of it never imports: the lock leaves it out."""

# No letter before it: LGPL does not count.
STRONG_COPYLEFT = re.compile(r"(?<![a-z])A?GPL|(?<!Lesser )General Public License", re.IGNORECASE)


def runtime_requirements() -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return [Requirement(line) for line in project["dependencies"]]


def runtime_closure() -> dict[str, metadata.Distribution]:
    """Every installed distribution that the product needs on this platform, by canonical name."""
    found: dict[str, metadata.Distribution] = {}
    waiting = [(requirement, "") for requirement in runtime_requirements()]
    seen: set[tuple[str, frozenset[str]]] = set()
    while waiting:
        requirement, extra = waiting.pop()
        if requirement.marker and not requirement.marker.evaluate({"extra": extra}):
            continue
        name = canonicalize_name(requirement.name)
        key = (name, frozenset({extra, *requirement.extras}))
        if key in seen or name in LEFT_OUT:
            continue
        seen.add(key)
        found[name] = metadata.distribution(name)
        for line in found[name].requires or ():
            waiting.extend((Requirement(line), wanted) for wanted in ("", *requirement.extras))
    return found


def licence_claims(distribution: metadata.Distribution) -> list[str]:
    """What the distribution says of its licence: expression, else classifiers, else a first line: of the
    field, else of the licence that it carries.
    """
    fields = distribution.metadata
    if expression := fields.get("License-Expression"):
        return [expression]
    classifiers = [
        line.split(" :: ")[-1]
        for line in fields.get_all("Classifier", [])
        if line.startswith("License :: ") and not line.endswith("OSI Approved")
    ]
    # Some put a whole text into the free field, with the licences of bundled files below their own.
    return classifiers or first_line(fields.get("License") or "") or carried_licences(distribution)


def first_line(text: str) -> list[str]:
    return text.strip().splitlines()[:1]


def carried_licences(distribution: metadata.Distribution) -> list[str]:
    """The first lines of the licence files of a distribution that names no licence; several count as one, so
    that somebody looks.
    """
    files = distribution.metadata.get_all("License-File", [])
    texts = [distribution.read_text(f"licenses/{name}") or "" for name in files]
    return [" AND ".join(first_line(text)[0] for text in texts)] if texts and all(texts) else []


def alternatives(claims: list[str]) -> Iterator[str]:
    """The licences a user may choose between; a nested expression counts as one, so that somebody looks."""
    for claim in claims:
        yield from [claim] if "(" in claim else re.split(r"\s+OR\s+", claim)


def is_free_of_strong_copyleft(claims: list[str]) -> bool:
    """True if at least one licence offered is neither GPL nor AGPL; a package that names none fails."""
    return any(not STRONG_COPYLEFT.search(claim) for claim in alternatives(claims))


@pytest.mark.parametrize("name", LOCKS)
def test_lock_holds_no_address(name: str) -> None:
    """A lock that names an index works only where that index is; the hashes say enough."""
    text = (ROOT / name).read_text(encoding="utf-8")
    for forbidden in ("://", "--index-url", "--extra-index-url", "--find-links", "file:", " @ ", "-e "):
        assert forbidden not in text, f"{name} contains {forbidden!r}"


@pytest.mark.parametrize("name", LOCKS)
def test_lock_names_no_path(name: str) -> None:
    """Comments included: who compiled a lock, and where, is nobody's business."""
    for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
        assert not re.search(r"(^|[\s=])[/~]", line), f"{name}: {line}"


@pytest.mark.parametrize("name", LOCKS)
def test_each_locked_package_has_a_hash(name: str) -> None:
    """`pip --require-hashes` refuses the whole file if one is missing."""
    entries = re.split(r"\n(?=[A-Za-z0-9])", (ROOT / name).read_text(encoding="utf-8"))[1:]
    assert entries
    assert not [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry]


def test_lock_fits_the_requirements() -> None:
    """A floor raised in pyproject.toml without `make lock` would install what the product does not accept."""
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pins = re.findall(r"^([a-z0-9-]+)==(\S+)", text, re.MULTILINE)
    for requirement in runtime_requirements():
        versions = [version for name, version in pins if name == canonicalize_name(requirement.name)]
        assert versions, f"{requirement.name} is not locked"
        assert all(requirement.specifier.contains(version) for version in versions), requirement


@pytest.mark.parametrize(
    ("claims", "accepted"),
    [
        (["MIT"], True),
        (["MPL-2.0 AND MIT"], True),
        (["LGPL-3.0-or-later"], True),
        (["GNU Lesser General Public License v3 (LGPLv3)"], True),
        (["GPL-2.0-only OR MIT"], True),
        (["Artistic License", "GNU General Public License (GPL)"], True),
        (["GPL-3.0-or-later"], False),
        (["AGPL-3.0-only"], False),
        (["MIT AND GPL-3.0-only"], False),
        (["(MIT OR BSD-3-Clause) AND GPL-3.0-only"], False),
        (["GPLv3"], False),
        (["GNU General Public License v3 (GPLv3)"], False),
        (["GNU Affero General Public License v3"], False),
        ([], False),
    ],
)
def test_licence_rule(claims: list[str], accepted: bool) -> None:
    """LGPL and MPL bind only their own files; of licences offered as a choice, one that fits is enough."""
    assert is_free_of_strong_copyleft(claims) is accepted


def test_what_the_lock_leaves_out_is_not_needed() -> None:
    """flodym is imported without plotly, which draws, and pickle4, which is part of Python."""
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    locked = set(re.findall(r"^([a-z0-9-]+)==", text, re.MULTILINE))
    assert not locked & LEFT_OUT
    program = (
        "import sys; sys.modules.update(plotly=None, pickle4=None); import flodym; flodym.InflowDrivenDSM"
    )
    answer = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False
    )
    assert answer.returncode == 0, answer.stderr


def test_runtime_packages_are_free_of_gpl() -> None:
    """An Apache-2.0 product cannot be passed on together with a GPL package."""
    closure = runtime_closure()
    assert {"numpy", "highspy", "pydantic-core"} <= closure.keys()
    refused = {
        name: claims
        for name, distribution in closure.items()
        if not is_free_of_strong_copyleft(claims := licence_claims(distribution))
    }
    assert not refused


def test_help_imports_nothing_heavy() -> None:
    """`didymium --help` must answer at once, so solvers, tables and rich markup are imported on demand."""
    program = "import sys; sys.argv = ['didymium', '--help']; from didymium.cli import main; sys.exit(main())"
    answer = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", program],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    lines = [line for line in answer.stderr.splitlines() if line.startswith("import time:")]
    other = [line for line in answer.stderr.splitlines() if not line.startswith("import time:")]
    assert answer.returncode == 0, "\n".join(other)
    assert "Usage" in answer.stdout
    imported = {line.rsplit("|", 1)[1].strip().split(".")[0] for line in lines}
    assert "didymium" in imported
    assert not imported.intersection(HEAVY)
