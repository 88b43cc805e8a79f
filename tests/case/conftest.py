"""Fixtures of the tests of cases."""

from collections.abc import Callable
from pathlib import Path

import pytest

from didymium.case.case import Case
from didymium.case.checks import check_case
from didymium.case.reading import read_case
from didymium.files.problems import InputError
from tiny_case import write_tiny_case


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """The folder of the tiny case, writable."""
    return write_tiny_case(tmp_path / "tiny")


@pytest.fixture
def refusals() -> Callable[..., list[str]]:
    """Read a case that cannot be read and return its problems, one a line."""

    def read(folder: Path, overlay: Path | None = None) -> list[str]:
        with pytest.raises(InputError) as raised:
            read_case(folder, overlay)
        return [str(problem) for problem in raised.value.problems]

    return read


@pytest.fixture
def complaints() -> Callable[[Path], list[str]]:
    """Read and check a case and return what does not agree, one a line."""

    def check(folder: Path) -> list[str]:
        case: Case = read_case(folder)
        return [str(problem) for problem in check_case(case)]

    return check
