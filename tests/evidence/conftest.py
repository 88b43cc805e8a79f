"""Fixtures of the tests of evidence."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from didymium.evidence.evidence import Evidence
from evidence.small_evidence import read_small_evidence, write_small_evidence


@pytest.fixture
def evidence_of(tmp_path: Path) -> Callable[..., Evidence]:
    """Write facts (and other files) and read them back; nothing may be wrong with them."""

    def read(*rows: Mapping[str, str], files: Mapping[str, str] | None = None) -> Evidence:
        return read_small_evidence(write_small_evidence(tmp_path / "evidence", *rows, files=files))

    return read


@pytest.fixture(scope="session")
def words(tmp_path_factory: pytest.TempPathFactory) -> Evidence:
    """The words of the small evidence without any fact."""
    return read_small_evidence(write_small_evidence(tmp_path_factory.mktemp("words") / "evidence"))
