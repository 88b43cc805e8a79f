"""The guide to the API tells the truth: its calls run against a server of the bundled case."""

from __future__ import annotations

import json
import shlex
import shutil
import socket
import subprocess
import threading
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path
from shutil import make_archive

import pytest
import uvicorn

from bundled_case import NAME
from didymium.case.folder import bundled_cases
from doc_pages import ROOT, blocks_of
from web_servers import close, make_api, make_server

PAGE = ROOT / "docs" / "guide" / "api.md"
ADDRESS = "http://127.0.0.1:8080"
"""Where the guide says that a server is."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server of the bundled case, whose jobs run."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = make_server(tmp_path_factory.mktemp("guide"), NAME)
        server.jobs.start()
        running = uvicorn.Server(uvicorn.Config(make_api(server), log_config=None, lifespan="off", ws="none"))
        thread = threading.Thread(target=running.run, kwargs={"sockets": [listening]})
        thread.start()
        while not running.started:
            time.sleep(0.05)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        running.should_exit = True
        thread.join()
        server.jobs.stop()
        close(server)


def test_python_of_the_guide_runs(address: str) -> None:
    """A reader who runs the blocks from top to bottom finds what they claim."""
    namespace: dict[str, object] = {"__name__": "guide"}
    blocks = [block for block in blocks_of(PAGE) if block.language == "py"]
    assert len(blocks) == 10
    for block in blocks:
        text = "\n" * (block.line - 1) + block.text.replace(ADDRESS, address)
        exec(compile(text, str(PAGE), "exec"), namespace)
    namespace["server"].close()  # type: ignore[attr-defined]


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_curl_of_the_guide_runs(address: str, tmp_path: Path) -> None:
    """The addresses of the guide answer, the scenario file is one, and a copy of the case is sound."""
    make_archive(str(tmp_path / "mine"), "zip", bundled_cases()[NAME])
    blocks = [block for block in blocks_of(PAGE) if block.language == "sh"]
    calls = [
        shlex.split(line.replace(ADDRESS, address)) for block in blocks for line in block.text.splitlines()
    ]
    answers = [
        subprocess.run(call, capture_output=True, check=True, timeout=60, cwd=tmp_path).stdout
        for call in calls
    ]
    assert json.loads(answers[0])["name"] == NAME
    assert json.loads(answers[1])["total"] > 0
    assert all(item["status"] == "due" for item in json.loads(answers[2])["items"])
    assert tomllib.loads(answers[3].decode())["title"]
    assert json.loads(answers[4])["name"] == NAME
    assert json.loads(answers[4])["problems"] == []
