"""A case that was sent is checked as on the command line, reads no file of the server, and leaves none."""

from __future__ import annotations

import asyncio
import io
import json
import stat
import tempfile
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from asgi_client import TestClient
from didymium.cli.app import app as command_line
from didymium.web.api import checking
from didymium.web.api.checking import Checks
from didymium.web.problem import Refusal
from didymium.web.server import Server
from tiny_case import TABLES, edit
from web_servers import browser, close, make_api, make_server, small_case

ZIP = {"Content-Type": "application/zip"}


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where the server unpacks what comes; after each test, whatever came, nothing is left there."""
    folder = tmp_path / "unpacked"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield folder
    assert list(folder.iterdir()) == []


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """The folder of the small case."""
    return small_case(tmp_path)


def packed(files: dict[str, bytes], attributes: int = 0o644) -> bytes:
    """A ZIP archive of files; ``attributes`` says what each of them is."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in files.items():
            info = zipfile.ZipInfo(name)
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, attributes << 16
            made.writestr(info, text)
    return content.getvalue()


def archive(folder: Path, inside: str = "") -> bytes:
    """A ZIP archive of a case."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return packed({inside + path.relative_to(folder).as_posix(): path.read_bytes() for path in files})


def by_command(folder: Path) -> dict[str, object]:
    """What ``didymium check --json`` says of a case."""
    found: dict[str, object] = json.loads(
        CliRunner().invoke(command_line, ["check", str(folder), "--json"]).stdout
    )
    return found


@pytest.mark.parametrize("inside", ["", "tiny/", "renamed/"])
def test_a_sound_case_has_no_problems(client: TestClient, case: Path, inside: str) -> None:
    """With or without a folder around it: what the command line says besides is there too."""
    (case / "README.md").write_text("# Mine\n", encoding="utf-8")
    answer = client.post("/api/check", content=archive(case, inside), headers=ZIP)
    assert answer.status_code == 200, answer.text
    found, expected = answer.json(), by_command(case)
    assert (found["name"], found["title"]) == ("tiny", "Two regions and one oxide")
    assert (found["problems"], found["problem_count"]) == ([], 0)
    assert found["notes"] == expected["notes"]
    assert found["ladder_caps"] == expected["ladder_caps"] != []


def test_tables_and_scenarios_that_disagree(client: TestClient, case: Path) -> None:
    """Every problem in tables that can be read, in the words and the order of the command line."""
    edit(case, "routes.csv", "AUS,JPN", "AUS,JAP")
    edit(case, "plants.csv", "12000,11000", "12000,13000")
    edit(case, "scenarios/stop.toml", '"AUS"', '"AUT"')
    answer = client.post("/api/check", content=archive(case), headers=ZIP)
    found = answer.json()
    assert answer.status_code == 200
    assert found["problems"] == by_command(case)["problems"]
    assert found["problem_count"] == len(found["problems"]) >= 3
    assert found["name"] == "tiny"
    assert (found["notes"], found["ladder_caps"]) == ([], [])


def test_files_that_cannot_be_read(client: TestClient, case: Path) -> None:
    """Bad cells, a table that is missing, a file that belongs elsewhere and settings that are none."""
    edit(case, "plants.csv", "12000,11000", "x,11000")
    edit(case, "case.toml", "2025-01-01", '"2025-01-01"')
    (case / "regions.csv").unlink()
    (case / "region.csv").write_text("region\n", encoding="utf-8")
    found = client.post("/api/check", content=archive(case), headers=ZIP).json()
    assert found["problems"] == by_command(case)["problems"]
    assert len(found["problems"]) >= 4
    assert (found["name"], found["title"]) == (None, None)


def test_an_archive_that_holds_another_thing(client: TestClient) -> None:
    """Tables without settings are no case; the answer does not say where the server unpacked them."""
    found = client.post("/api/check", content=packed({"regions.csv": b"region\n"}), headers=ZIP).json()
    assert [problem["file"] for problem in found["problems"]] == ["case"]
    assert found["problems"][0]["message"] == "holds no case.toml"


@pytest.mark.parametrize("through", ["{}", "parts/part.toml"])
def test_files_of_the_server_cannot_be_read(
    client: TestClient, case: Path, tmp_path: Path, through: str
) -> None:
    """A scenario includes no file from outside of its case, directly or through another; whether there is one
    cannot be told from the answer, nor where on the server the case lay.
    """
    secret = tmp_path / "secret.toml"
    secret.write_text('password = "sesame"\n', encoding="utf-8")
    (case / "scenarios" / "parts").mkdir()
    told = []
    for name in (str(secret), str(tmp_path / "nothing.toml")):
        line = f'include = ["{name}"]\n'
        (case / "scenarios" / "parts" / "part.toml").write_text(f'title = "Part"\n{line}', encoding="utf-8")
        (case / "scenarios" / "own.toml").write_text(
            f'title = "Own"\ninclude = ["{through.format(name)}"]\n', encoding="utf-8"
        )
        found = client.post("/api/check", content=archive(case), headers=ZIP)
        assert "sesame" not in found.text
        assert "unpacked" not in found.text
        told.append(found.text.replace(name, "NAME"))
    assert told[0] == told[1]
    assert "is neither an instrument file of tiny nor a file" in told[0]


@pytest.mark.parametrize(
    "text",
    ["a = " + "[" * 5000, "a" + ".a" * 5000 + " = 1", "a = " + "1" * 5000,
     f'title = "x"\ninclude = ["{"x" * 5000}", "\\u0000"]'],
)  # fmt: skip
def test_toml_that_would_break_its_reader(client: TestClient, case: Path, text: str) -> None:
    """Nested too deeply, numbers without end, names that no file can have: problems, not failures."""
    (case / "scenarios" / "odd.toml").write_text(text, encoding="utf-8")
    answer = client.post("/api/check", content=archive(case), headers=ZIP)
    assert answer.status_code == 200, answer.text
    assert {problem["file"] for problem in answer.json()["problems"]} == {"scenarios/odd.toml"}
    assert answer.json()["problems"] == by_command(case)["problems"]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "cannot be unpacked"),
        (b"PK\x03\x04 and then nothing", "cannot be unpacked"),
        (packed({"regions.csv": b"0" * 20_000_000}), "would grow too much when unpacked"),
        (packed({"../regions.csv": b"region\n"}), "leads elsewhere"),
        (packed({"/etc/regions.csv": b"region\n"}), "leads elsewhere"),
        (packed({"regions.csv": b"/etc/passwd"}, stat.S_IFLNK | 0o777), "is a link or a device"),
        (packed({f"t{number}.csv": b"" for number in range(201)}), "has 201 entries (at most 200)"),
        (packed({"run.py": b"print()"}), "is no file of a case"),
    ],
    ids=["nothing", "half", "bomb", "upwards", "root", "link", "many", "program"],
)
def test_archives_that_are_refused(client: TestClient, content: bytes, told: str) -> None:
    """What would fill the disk, leave its folder or is something else: in words, and unpacked nowhere."""
    answer = client.post("/api/check", content=content, headers=ZIP)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert told in answer.json()["detail"]
    assert answer.json()["problems"][0]["file"].startswith("body.zip")


def test_bodies_of_another_kind(client: TestClient, server: Server) -> None:
    """Only an archive, and none larger than any body may be."""
    assert client.post("/api/check", json={"case": "tiny"}).status_code == 415
    too_large = b"0" * (server.settings.upload_bytes + 1)
    assert client.post("/api/check", content=too_large, headers=ZIP).status_code == 413


def test_a_long_list_is_cut(client: TestClient, case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All problems are counted; a small archive cannot make an answer without end."""
    monkeypatch.setattr(checking, "MOST_PROBLEMS", 10)
    rows = "".join(f"R{number},,,,x,\n" for number in range(50))
    (case / "regions.csv").write_text(TABLES["regions.csv"] + rows, encoding="utf-8")
    found = client.post("/api/check", content=archive(case), headers=ZIP).json()
    expected = by_command(case)["problems"]
    assert isinstance(expected, list)
    assert (found["problems"], found["problem_count"]) == (expected[:10], len(expected))


def test_who_may_check(tmp_path: Path, case: Path) -> None:
    """Analysts, not viewers; the audit has what was checked and what was refused."""
    server = make_server(tmp_path, case, authentication="password")
    api, content = make_api(server), archive(case)
    sent = {
        name: browser(api, name).post("/api/check", content=content, headers=ZIP)
        for name in ("", "vera", "anna")
    }
    assert {name: answer.status_code for name, answer in sent.items()} == {"": 401, "vera": 403, "anna": 200}
    browser(api, "anna").post("/api/check", content=b"nothing", headers=ZIP)
    acts = [act for act in server.audit.list() if act.action == "check case"]
    assert [(act.who, act.outcome) for act in acts] == [("anna", "refused"), ("anna", "done")]
    assert acts[1].subject == "tiny: 0 problems"
    close(server)


def test_two_at_once() -> None:
    """A third is refused until one of the two is over."""

    async def ask() -> None:
        checks, go_on = Checks(), threading.Event()
        answer = checking._Checked(b"{}", "")

        def work() -> checking._Checked:
            go_on.wait()
            return answer

        running = [asyncio.create_task(checks.run(work)) for _ in range(2)]
        await asyncio.sleep(0)
        with pytest.raises(Refusal, match="2 cases are being checked") as refused:
            await checks.run(lambda: answer)
        assert (refused.value.status, "Retry-After" in refused.value.headers) == (503, True)
        go_on.set()
        assert await asyncio.gather(*running) == [answer, answer]
        assert await checks.run(lambda: answer) is answer

    asyncio.run(ask())


def test_a_check_that_takes_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is answered in time; its place is taken until it is really over."""
    monkeypatch.setattr(checking, "LONGEST_SECONDS", 0.0)

    async def ask() -> None:
        checks, go_on = Checks(), threading.Event()
        answer = checking._Checked(b"{}", "")

        def work() -> checking._Checked:
            go_on.wait()
            return answer

        for _ in range(2):
            with pytest.raises(Refusal, match="the check takes longer than 0 seconds"):
                await checks.run(work)
        with pytest.raises(Refusal, match="2 cases are being checked"):
            await checks.run(work)
        go_on.set()
        while checks._running:
            await asyncio.sleep(0)
        monkeypatch.setattr(checking, "LONGEST_SECONDS", 60.0)
        assert await checks.run(lambda: answer) is answer

    asyncio.run(ask())
