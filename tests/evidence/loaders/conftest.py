"""Fixtures of the tests of loaders: samples, and the words of the small evidence for the shared ones."""

from collections.abc import Callable
from pathlib import Path

import pytest

from didymium.evidence.evidence import Evidence
from didymium.evidence.loaders.loaded import Loaded
from didymium.files.problems import InputError

SAMPLES = Path(__file__).parent / "samples"


@pytest.fixture(autouse=True)
def small_words(words: Evidence, monkeypatch: pytest.MonkeyPatch) -> None:
    """Loaders know the words of the small evidence, whatever the shared one holds at the moment."""
    for module in ("loaders.usgs", "reading"):
        monkeypatch.setattr(f"didymium.evidence.{module}.shared_evidence", lambda: words)


@pytest.fixture
def sample() -> Callable[[str], Path]:
    """A dozen real rows, byte for byte as the office publishes them."""
    return lambda name: SAMPLES / name


@pytest.fixture
def mended(tmp_path: Path) -> Callable[..., Path]:
    """A sample with some bytes replaced; they must stand in it."""

    def write(name: str, *changes: tuple[bytes, bytes]) -> Path:
        content = (SAMPLES / name).read_bytes()
        for old, new in changes:
            assert old in content
            content = content.replace(old, new)
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return write


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str, bytes], Path]:
    """A file of some bytes."""

    def write(name: str, content: bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return write


@pytest.fixture
def refused() -> Callable[[Callable[[Path], Loaded], Path], str]:
    """The one problem for which a file is refused."""

    def act(load: Callable[[Path], Loaded], path: Path) -> str:
        with pytest.raises(InputError) as raised:
            load(path)
        (problem,) = raised.value.problems
        return str(problem)

    return act
