"""What a finished job gives: its files, none beside them, and all of them in an archive."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from didymium.web.jobs.errors import NoSuchJob
from didymium.web.jobs.results import CHUNK_BYTES, result_file, result_files, zipped

LARGE = bytes(range(256)) * (CHUNK_BYTES // 100)


@pytest.fixture
def result(tmp_path: Path) -> Path:
    """A result with a secret beside it and one in a link."""
    folder = tmp_path / "job" / "result"
    (folder / "base").mkdir(parents=True)
    (folder / "prices.csv").write_text("price\n1\n", encoding="utf-8")
    (folder / "base" / "prices.csv").write_bytes(LARGE)
    for hidden in (".salt", ".lock", "catalogue.sqlite-wal"):
        (folder / hidden).write_text("secret", encoding="utf-8")
    (tmp_path / "job" / "order.json").write_text("{}", encoding="utf-8")
    (folder / "link.csv").symlink_to(tmp_path / "job" / "order.json")
    return folder


def test_the_list(result: Path) -> None:
    """Names and sizes; nothing hidden, no link."""
    assert [(file.name, file.bytes) for file in result_files(result)] == [
        ("base/prices.csv", len(LARGE)), ("prices.csv", 8),
    ]  # fmt: skip


def test_a_file_by_name(result: Path) -> None:
    assert result_file(result, "base/prices.csv").read_bytes() == LARGE


@pytest.mark.parametrize(
    "name",
    [
        "../order.json", "base/../../order.json", "base/../prices.csv", "./prices.csv", "/etc/passwd", "",
        ".", "..", "base", "base/", "link.csv", ".salt", "catalogue.sqlite-wal", "prices.csv\0.png",
        "..\\order.json", "%2e%2e/order.json", "PRICES.CSV",
    ],
)  # fmt: skip
def test_no_other_name_leads_anywhere(result: Path, name: str) -> None:
    """Neither out of the folder, nor to what is hidden in it."""
    with pytest.raises(NoSuchJob, match="the result holds no file"):
        result_file(result, name)


def test_the_archive(result: Path) -> None:
    """Every file of the list, whole, in a folder; the same bytes each time; in pieces, not at once."""
    pieces = list(zipped(result, "job-1"))
    content = b"".join(pieces)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["job-1/base/prices.csv", "job-1/prices.csv"]
        assert archive.read("job-1/base/prices.csv") == LARGE
    assert len([piece for piece in pieces if piece]) > 2
    assert b"".join(zipped(result, "job-1")) == content


def test_nothing_there(tmp_path: Path) -> None:
    """A result that is gone has no files."""
    assert result_files(tmp_path / "gone") == ()
