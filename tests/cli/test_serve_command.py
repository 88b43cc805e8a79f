"""``didymium serve`` before anything is served: what it refuses, in which words, with which exit code."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from didymium.cli import serve_commands
from didymium.cli.app import app
from didymium.web.settings import ServerSettings
from tiny_case import edit, write_tiny_case


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[ServerSettings]:
    """Settings of the servers that would have been started."""
    found: list[ServerSettings] = []
    monkeypatch.setattr(serve_commands, "_serve", lambda settings, *_: found.append(settings))
    monkeypatch.delenv(serve_commands.SECRET_VARIABLE, raising=False)
    return found


def serve(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["serve", *arguments])


def really_serve(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Serve in a process of its own, from an empty folder."""
    command = [sys.executable, "-m", "didymium", "serve", "--state", str(folder / "state"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=folder, timeout=120, check=False)


@pytest.fixture
def taken() -> Iterator[int]:
    """A port of this machine on which something else listens."""
    with closing(socket.socket()) as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield int(other.getsockname()[1])


@pytest.fixture
def free(taken: int) -> int:
    """A port that was free a moment ago."""
    with closing(socket.socket()) as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


def test_this_machine_alone_is_let_in_without_being_asked(started: list[ServerSettings]) -> None:
    """Nothing said: the bundled case, this machine, no accounts."""
    assert serve().exit_code == 0
    (settings,) = started
    assert (settings.host, settings.port, settings.authentication) == ("127.0.0.1", 8080, "none")
    assert settings.is_local


@pytest.mark.parametrize("host", ["localhost", "127.0.0.2", "::1"])
def test_addresses_of_this_machine(started: list[ServerSettings], host: str) -> None:
    assert serve("--host", host).exit_code == 0
    assert started[0].is_local


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "server.example"])
def test_others_are_not_let_in_without_saying_who(started: list[ServerSettings], host: str) -> None:
    """An address that others reach needs accounts; with them it is served."""
    refused = serve("--host", host)
    assert refused.exit_code == 2
    assert (
        f"--host {host} is open to other machines: say who may come in with --auth password" in refused.output
    )
    assert not started
    assert serve("--host", host, "--auth", "password").exit_code == 0


def test_a_proxy_lets_others_in_too(started: list[ServerSettings]) -> None:
    refused = serve("--public-url", "https://minerals.example")
    assert refused.exit_code == 2
    assert "--public-url lets others in through a proxy: say who may come in" in refused.output
    assert not started
    assert serve("--public-url", "https://minerals.example", "--auth", "password").exit_code == 0
    assert started[0].is_encrypted


def test_what_an_issuer_of_identities_needs_is_named_at_once(
    started: list[ServerSettings], monkeypatch: pytest.MonkeyPatch
) -> None:
    """All three, then what is still lacking; the secret comes by a variable, seen in no list of processes."""
    refused = serve("--auth", "oidc")
    assert refused.exit_code == 2
    assert refused.output == (
        "--auth oidc also needs --oidc-issuer, --oidc-client, the variable DIDYMIUM_OPENID_SECRET\n"
    )
    refused = serve("--auth", "oidc", "--oidc-client", "didymium")
    assert refused.output == "--auth oidc also needs --oidc-issuer, the variable DIDYMIUM_OPENID_SECRET\n"
    assert not started
    monkeypatch.setenv(serve_commands.SECRET_VARIABLE, "secret")
    named = ("--oidc-issuer", "https://id.example", "--oidc-client", "didymium")
    assert serve("--auth", "oidc", *named).exit_code == 0
    openid = started[0].openid
    assert openid is not None
    assert (openid.issuer, openid.client_id, openid.client_secret) == (
        "https://id.example",
        "didymium",
        "secret",
    )


def test_other_ways_in_are_unknown(started: list[ServerSettings]) -> None:
    refused = serve("--auth", "ldap")
    assert refused.exit_code == 2
    assert refused.output == '--auth "ldap" is none of none, password, oidc\n'
    assert not started


@pytest.mark.parametrize("option", ["--port", "--solver-threads", "--job-processes"])
def test_numbers_are_bounded(started: list[ServerSettings], option: str) -> None:
    assert serve(option, "70000").exit_code == 2
    assert not started


def test_help_names_every_option() -> None:
    """And says that nothing leaves the machine."""
    told = serve("--help")
    assert told.exit_code == 0
    for option in (
        "--host", "--port", "--overlay", "--state", "--catalogue", "--auth", "--public-url", "--oidc-issuer",
        "--oidc-client", "--solver-threads", "--job-processes", "--open", "--log-json",
    ):  # fmt: skip
        assert option in told.output
    assert "nothing leaves this machine" in " ".join(told.output.split())


def test_a_taken_port_is_said_at_once(taken: int, tmp_path: Path) -> None:
    """Before the case is read; what helps is said, and nothing is left behind."""
    ended = really_serve(tmp_path, "--port", str(taken), "no_such_case")
    assert ended.returncode == 1
    assert ended.stderr == f"127.0.0.1:{taken}: Address already in use (give another --port)\n"
    assert ended.stdout == ""
    assert list(tmp_path.iterdir()) == []


def test_an_address_of_another_machine(tmp_path: Path) -> None:
    """Of TEST-NET-1, which no machine has (RFC 5737): another port would not help."""
    ended = really_serve(tmp_path, "--host", "192.0.2.1", "--auth", "password")
    assert ended.returncode == 1
    assert ended.stderr.startswith("192.0.2.1:8080: ")
    assert ended.stderr.endswith("(give another --host)\n")


def test_a_case_with_problems_is_not_served(free: int, tmp_path: Path) -> None:
    """All of them are said, as ``didymium check`` says them, and the exit code is that of bad input."""
    folder = write_tiny_case(tmp_path / "tiny")
    edit(folder, "routes.csv", "oxide,AUS,JPN", "oxyde,AUS,JPNN")
    ended = really_serve(tmp_path, "--port", str(free), str(folder))
    assert ended.returncode == 2
    assert 'routes.csv row 2, column material: "oxyde" is not in materials.csv' in ended.stderr
    assert 'routes.csv row 2, column destination: "JPNN" is not in regions.csv' in ended.stderr
    assert "Traceback" not in ended.stderr
    checked = CliRunner().invoke(app, ["check", str(folder)])
    assert ended.stderr == checked.stderr


def test_a_case_that_is_not_there_and_a_catalogue_that_is_none(free: int, tmp_path: Path) -> None:
    """The one is bad input, the other fails, both in words."""
    missing = really_serve(tmp_path, "--port", str(free), "no_such_case")
    assert missing.returncode == 2
    assert "no_such_case" in missing.stderr
    folder = write_tiny_case(tmp_path / "tiny")
    nowhere = really_serve(tmp_path, "--port", str(free), "--catalogue", "mysql://somewhere/x", str(folder))
    assert nowhere.returncode == 1
    assert "cannot be a catalogue" in nowhere.stderr
    for ended in (missing, nowhere):
        assert "Traceback" not in ended.stderr
