"""``didymium users``: people, tokens and the audit from the command line."""

from __future__ import annotations

import json
import stat
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from didymium.catalogue.database import Database
from didymium.cli.app import app
from didymium.web.access.accounts.people import People

PASSWORD = "correct horse battery"


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "state"


def users(state: Path, *arguments: str, given: str = "") -> Result:
    return CliRunner().invoke(app, ["users", *arguments, "--state", str(state)], input=given)


def add(state: Path, name: str = "anna", role: str = "analyst") -> None:
    done = users(state, "add", name, "--role", role, "--password-file", "-", given=PASSWORD + "\n")
    assert done.exit_code == 0, done.output


def people(state: Path) -> People:
    return People(Database(f"sqlite:///{state / 'catalogue.sqlite'}"))


def test_a_user_from_beginning_to_end(state: Path, tmp_path: Path) -> None:
    """Added, listed, with another role and password, shut out, let in, removed; each is in the audit."""
    add(state)
    (listed,) = json.loads(users(state, "list", "--json").output)["users"]
    assert (listed["name"], listed["role"], listed["has_password"]) == ("anna", "analyst", True)
    assert "password_hash" not in listed
    assert users(state, "role", "anna", "admin").output == "anna is now an admin\n"
    (tmp_path / "new").write_text("another good one\n", encoding="utf-8")
    assert users(state, "password", "anna", "--password-file", str(tmp_path / "new")).exit_code == 0
    assert people(state).check_password("anna", "another good one") is not None
    assert users(state, "disable", "anna").exit_code == 0
    assert "disabled" in users(state, "list").output
    assert users(state, "enable", "anna").exit_code == 0
    assert users(state, "remove", "anna").exit_code == 0
    assert "no users yet" in users(state, "list").output
    acts = json.loads(users(state, "audit", "--json").output)["acts"]
    assert [act["action"] for act in reversed(acts)] == [
        "add user", "change role", "change password", "disable user", "enable user", "remove user",
    ]  # fmt: skip
    assert {act["address"] for act in acts} == {"command line"}
    assert PASSWORD not in users(state, "audit").output


def test_tokens(state: Path) -> None:
    """Printed once, alone on the output, so that a script can keep it; listed without what it is; revoked."""
    add(state)
    made = users(state, "token", "anna", "--label", "nightly", "--days", "30")
    token = made.stdout.strip()
    assert token.startswith("didymium_")
    found = people(state).tokens.find(token)
    assert found is not None and found.name == "anna"
    listed = users(state, "tokens", "anna")
    assert "nightly" in listed.output
    assert token not in listed.output + users(state, "audit").output
    number = json.loads(users(state, "tokens", "--json").output)["tokens"][0]["number"]
    assert users(state, "revoke", "anna", number).exit_code == 0
    assert people(state).tokens.find(token) is None


@pytest.mark.parametrize(
    ("arguments", "given", "message"),
    [
        (("add", "bela", "--role", "boss"), "", '"boss" is no role (choose viewer, analyst, admin)'),
        (("add", "be la", "--password-file", "-"), "short\n", '"be la" is no name'),
        (("add", "bela", "--password-file", "-"), "short\n", "the password is too short"),
        (("add", "anna", "--no-password"), "", 'there is a user "anna" already'),
        (("add", "bela"), PASSWORD, "nobody can type a password here: give --password-file"),
        (("role", "nobody", "admin"), "", 'there is no user "nobody"'),
        (("token", "anna", "--label", " "), "", "the label must be"),
        (("revoke", "anna", "0123"), "", '"anna" has no token 0123'),
    ],
)
def test_refusals(state: Path, arguments: tuple[str, ...], given: str, message: str) -> None:
    """Exit code 2 and the reason; nothing changes."""
    add(state)
    done = users(state, *arguments, given=given)
    assert done.exit_code == 2
    assert message in done.output
    assert [account.name for account in people(state).list()] == ["anna"]


def test_everything_wrong_is_said_at_once(state: Path) -> None:
    """One line each."""
    done = users(state, "add", "no name", "--password-file", "-", given="short\n")
    assert "is no name" in done.output
    assert "too short" in done.output


def test_a_folder_that_is_no_servers(state: Path) -> None:
    """A mistyped folder is said, and no catalogue is made in it."""
    done = users(state, "list")
    assert done.exit_code == 2
    assert "is no server's state folder" in done.output
    assert not state.exists()


def test_only_the_owner_reads_the_catalogue(state: Path) -> None:
    """It holds hashes of passwords."""
    add(state)
    assert stat.S_IMODE((state / "catalogue.sqlite").stat().st_mode) == 0o600


def test_a_catalogue_by_address(tmp_path: Path) -> None:
    """Another catalogue than the state folder's; one that cannot be opened is said with exit code 1."""
    url = f"sqlite:///{tmp_path / 'c.sqlite'}"
    made = CliRunner().invoke(app, ["users", "add", "robot", "--no-password", "--catalogue", url])
    assert made.exit_code == 0, made.output
    with closing(Database(url)) as database:
        assert [account.name for account in People(database).list()] == ["robot"]
    bad = CliRunner().invoke(app, ["users", "list", "--catalogue", "nosuch://x"])
    assert bad.exit_code == 1
    assert "cannot be a catalogue" in bad.output
