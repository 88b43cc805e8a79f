"""Files that people send: what would fill the disk, leave its folder or is something else is refused."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from didymium.files.problems import InputError
from didymium.web.access.uploads import MOST_ENTRIES, scenario_text, unpack_case

REGIONS = b"region,name_en\nJPN,Japan\n"


def archive(files: Mapping[str, bytes], change: Callable[[zipfile.ZipInfo], None] | None = None) -> bytes:
    """A zip archive of files; ``change`` may spoil what it says of each."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in files.items():
            info = zipfile.ZipInfo(name)
            info.filename = name
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            if change:
                change(info)
            made.writestr(info, text)
    return content.getvalue()


def refusal(content: bytes, folder: Path) -> str:
    """Why an archive is refused; nothing of it is left, neither in the folder nor beside it."""
    before = sorted(folder.parent.rglob("*"))
    with pytest.raises(InputError) as raised:
        unpack_case("case.zip", content, folder)
    assert sorted(folder.parent.rglob("*")) == before
    return str(raised.value)


def test_a_case_is_unpacked(tmp_path: Path) -> None:
    """With its folders, without the one around everything and without what macOS leaves."""
    files = {
        "mine/": b"",
        "mine/regions.csv": REGIONS,
        "mine/scenarios/stop.toml": b'title = "Stop"\n',
        "mine/.DS_Store": b"x",
        "__MACOSX/mine/._regions.csv": b"x",
    }
    assert unpack_case("case.zip", archive(files), tmp_path / "mine") == (
        "regions.csv",
        "scenarios/stop.toml",
    )
    assert (tmp_path / "mine/regions.csv").read_bytes() == REGIONS
    found = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()}
    assert found == {"mine/regions.csv", "mine/scenarios/stop.toml"}


@pytest.mark.parametrize(
    "name",
    ["../evil.csv", "a/../../evil.csv", "/etc/evil.csv", "C:/evil.csv", "..\\evil.csv",
     "a//evil.csv", "./evil.csv", "a\nb.csv", "evil.csv\0.txt", "a/\u202e.csv"],
)  # fmt: skip
def test_names_that_lead_elsewhere(tmp_path: Path, name: str) -> None:
    """Upwards, to the root, to a drive, or with signs that hide where: nothing is written anywhere."""
    told = refusal(archive({"regions.csv": REGIONS, name: b"x"}), tmp_path / "case")
    assert "has a name that leads elsewhere" in told


def test_links_and_devices(tmp_path: Path) -> None:
    """A link could point at any file of the server."""
    for kind in (stat.S_IFLNK, stat.S_IFCHR, stat.S_IFIFO):

        def change(info: zipfile.ZipInfo, kind: int = kind) -> None:
            info.external_attr = (kind | 0o777) << 16

        told = refusal(archive({"regions.csv": b"/etc/passwd"}, change), tmp_path / "case")
        assert "is a link or a device" in told


def test_archives_that_grow(tmp_path: Path) -> None:
    """By what they say of themselves: a thousand times the packed size, or more than 50 MB in all."""
    assert "would grow too much" in refusal(archive({"a.csv": b"0" * 10_000_000}), tmp_path / "case")
    assert "is too large unpacked" in refusal(archive({"a.csv": b"0" * 50_000_001}), tmp_path / "case")


def test_archives_that_lie(tmp_path: Path) -> None:
    """An entry that says it is small is not read beyond what it says."""
    content = bytearray(archive({"a.csv": b"0" * 1_000_000}))
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = content.index(signature) + offset
        content[place : place + 4] = struct.pack("<I", 10)
    assert "cannot be unpacked" in refusal(bytes(content), tmp_path / "case")


def test_too_many_or_odd_entries(tmp_path: Path) -> None:
    """More than 200, twice the same, other kinds of files, none at all: each is said, all at once."""
    folder = tmp_path / "case"
    many = {f"t{number}.csv": b"" for number in range(MOST_ENTRIES + 1)}
    assert "has 201 entries (at most 200)" in refusal(archive(many), folder)
    assert "differ in capitals only" in refusal(archive({"a.csv": REGIONS, "A.csv": REGIONS}), folder)
    assert "holds no file of a case" in refusal(archive({"folder/": b""}), folder)
    told = refusal(archive({"a.csv": b"x", "A.csv/b.csv": b"x"}), folder)
    assert "holds a file and a folder of the same name" in told
    assert "name that is too long" in refusal(archive({"가" * 100 + ".csv": b"x"}), folder)
    told = refusal(archive({"run.py": b"x", "page.html": b"x", "a/b/c/d/e.csv": b"x"}), folder)
    assert told.count("is no file of a case") == 2
    assert "name that is too long" in told


def test_what_is_no_archive(tmp_path: Path) -> None:
    """Text, half an archive, one with a password, one packed otherwise: in words."""
    whole = archive({"a.csv": REGIONS * 100})
    for content in (b"hello", b"", whole[: len(whole) // 2], whole[:60] + b"\xff" * 20 + whole[80:]):
        assert "cannot be unpacked" in refusal(content, tmp_path / "case")
    locked = bytearray(whole)
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    assert "is locked by a password" in refusal(bytes(locked), tmp_path / "case")

    def change(info: zipfile.ZipInfo) -> None:
        info.compress_type = zipfile.ZIP_LZMA

    assert "packed in an unusual way" in refusal(archive({"a.csv": REGIONS}, change), tmp_path / "case")


def test_what_was_there_stays(tmp_path: Path) -> None:
    """A refused archive does not harm the case that it should have replaced."""
    folder = tmp_path / "case"
    unpack_case("case.zip", archive({"regions.csv": REGIONS}), folder)
    refusal(archive({"../x.csv": b""}), folder)
    assert (folder / "regions.csv").read_bytes() == REGIONS


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("../stop.toml", b"", "is no name for a file"),
        ("a\\stop.toml", b"", "is no name for a file"),
        ("stop\x1b[0m.toml", b"", r"stop\?\[0m.toml: is no name for a file"),
        ("stop.exe", b"", "has another ending"),
        ("stop.toml", b"\xff\xfe", "is not UTF-8 text"),
        ("stop.toml", b"a\0b", "is not text"),
        ("stop.toml", b"#" * 200_001, "is too large .at most 200,000 bytes"),
    ],
)
def test_scenarios_that_are_refused(name: str, content: bytes, message: str) -> None:
    """For its name, its ending, its encoding or its size."""
    with pytest.raises(InputError, match=message):
        scenario_text(name, content)


def test_a_scenario_is_text() -> None:
    """As it was sent, without the mark that some editors put before it."""
    assert scenario_text("멈춤.toml", "\ufefftitle = '멈춤'".encode()) == "title = '멈춤'"
