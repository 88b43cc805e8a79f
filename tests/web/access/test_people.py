"""People, their passwords, sessions and tokens: the same in a file and on a PostgreSQL server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from didymium.catalogue.database import Database
from didymium.catalogue.tables import SESSIONS, TOKENS, USERS
from didymium.web.access.accounts.audit import Audit
from didymium.web.access.accounts.passwords import Passwords
from didymium.web.access.accounts.people import People
from didymium.web.access.accounts.person import LOCAL, Person
from didymium.web.access.accounts.roles import Permission, Role, highest, may
from didymium.web.access.problems import PeopleError
from guarded_server import PASSWORD, FrozenClock, quick_passwords
from postgresql_server import postgresql_server
from two_catalogues import new_catalogue


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with postgresql_server() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    server = request.getfixturevalue("server") if request.param == "postgresql" else None
    with closing(Database(new_catalogue(request.param, tmp_path, server))) as opened:
        yield opened


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock()


@pytest.fixture
def people(database: Database, clock: FrozenClock) -> People:
    found = People(database, clock, quick_passwords())
    found.add("anna", Role.ANALYST, PASSWORD)
    return found


def test_what_each_role_may() -> None:
    """A later role may all that an earlier one may; only an admin sees and changes what others do."""
    table = {role: {permission.value for permission in Permission if may(role, permission)} for role in Role}
    assert table == {
        Role.VIEWER: {"read", "solve"},
        Role.ANALYST: {"read", "solve", "save", "run_jobs", "upload"},
        Role.ADMIN: {permission.value for permission in Permission},
    }
    assert highest(["staff", "analyst", "viewer"]) is Role.ANALYST
    assert highest(["Admin", "root"]) is Role.VIEWER


def test_passwords_are_kept_as_argon2id(database: Database, people: People) -> None:
    """The catalogue never holds the password; two who choose the same one have different hashes."""
    people.add("bela", Role.VIEWER, PASSWORD)
    one, two = (row.password_hash for row in database.read(sa.select(USERS).order_by(USERS.c.name)))
    assert one.startswith("$argon2id$v=19$")
    assert one != two
    assert Passwords()._hasher.memory_cost == 65536  # RFC 9106, the second choice: 64 MiB


def test_a_password_opens_its_account_only(people: People) -> None:
    """Wrong, empty, or of nobody: None; disabled: None, and let in again: the person."""
    assert people.check_password("anna", PASSWORD) == Person("anna", Role.ANALYST)
    assert people.check_password("anna", PASSWORD + " ") is None
    assert people.check_password("anna", "") is None
    assert people.check_password("nobody", PASSWORD) is None
    assert people.check_password("Anna", PASSWORD) is None
    assert people.check_password("anna\0", PASSWORD) is None
    people.set_disabled("anna")
    assert people.check_password("anna", PASSWORD) is None
    people.set_disabled("anna", disabled=False)
    assert people.check_password("anna", PASSWORD) is not None


def test_who_has_no_password_cannot_sign_in_with_one(people: People) -> None:
    """Neither an empty password nor the text that stands for nobody's opens an account without one."""
    people.add("robot", Role.VIEWER)
    for tried in ("", "nobody has this password"):
        assert people.check_password("robot", tried) is None
        assert people.check_password("nobody", tried) is None


def test_old_hashes_are_made_anew(database: Database, people: People, clock: FrozenClock) -> None:
    """Once the costs rise, the next sign-in makes the hash with the new ones; the password stays."""
    stronger = People(database, clock, quick_passwords(memory_kib=16))
    assert stronger.check_password("anna", PASSWORD) is not None
    assert "m=16," in database.read(sa.select(USERS.c.password_hash))[0][0]
    assert stronger.check_password("anna", PASSWORD) is not None


def test_input_methods_may_compose_letters_otherwise(people: People) -> None:
    """A password typed in full-width letters or decomposed syllables is the same one (RFC 8265)."""
    people.set_password("anna", "한국의 좋은 비밀번호 Ａ1")
    assert people.check_password("anna", "한국의 좋은 비밀번호 A1") is not None


@pytest.mark.parametrize(
    ("name", "password", "message"),
    [
        ("anna", PASSWORD, 'a user "anna" already'),
        ("ANNA", PASSWORD, "differs in capitals only"),
        ("bela", "short", "too short: write at least 12"),
        ("bela.bartok1", "Bela.Bartok1", "the password is the name itself"),
        ("bela", "x" * 1001, "too long"),
        ("bela", "aaaaaaaaaaaaab", "repeats"),
        ("be la", PASSWORD, "is no name"),
        ("bela\n", PASSWORD, "is no name"),
        ("", PASSWORD, "is no name"),
        ("b" * 101, PASSWORD, "is no name"),
        ("Local", PASSWORD, "stands for whoever uses a server without accounts"),
    ],
)
def test_names_and_passwords_that_are_no_good(people: People, name: str, password: str, message: str) -> None:
    """Each is refused in words, and nobody is added."""
    with pytest.raises(PeopleError, match=message):
        people.add(name, Role.VIEWER, password)
    assert [account.name for account in people.list()] == ["anna"]


def test_everything_wrong_is_said_at_once(people: People) -> None:
    """A bad name with a bad password gives both."""
    with pytest.raises(PeopleError) as raised:
        people.add("no name", Role.VIEWER, "short")
    assert len(raised.value.faults) == 2


def test_changes_of_nobody(people: People) -> None:
    """Whoever is not there cannot be changed."""
    for change in (
        lambda: people.remove("nobody"),
        lambda: people.set_disabled("nobody"),
        lambda: people.set_role("nobody", Role.ADMIN),
        lambda: people.set_password("nobody", PASSWORD),
        lambda: people.tokens.create("nobody", "x"),
    ):
        with pytest.raises(PeopleError, match='no user "nobody"'):
            change()


def test_a_session_ends_of_idleness_and_of_age(people: People, clock: FrozenClock) -> None:
    """Used at least every 12 hours it lasts 7 days, and no longer; unused it ends after 12 hours."""
    key = people.sessions.open("anna")
    for _ in range(13):
        clock.go(hours=11.9)
        assert people.sessions.find(key) == Person("anna", Role.ANALYST)
    clock.go(hours=13.4)
    assert people.sessions.find(key) is None
    idle = people.sessions.open("anna")
    clock.go(hours=11.9)
    assert people.sessions.find(idle, is_use=False) is not None
    clock.go(hours=0.2)
    assert people.sessions.find(idle) is None


def test_a_session_that_ended_is_cleared_away(database: Database, people: People, clock: FrozenClock) -> None:
    """The next one that opens takes it away, so that the table does not grow."""
    people.sessions.open("anna")
    clock.go(hours=13)
    key = people.sessions.open("anna")
    assert len(database.read(sa.select(SESSIONS))) == 1
    assert people.sessions.find(key) is not None


def test_only_hashes_of_keys_are_kept(database: Database, people: People) -> None:
    """Who reads the catalogue can neither take over a session nor use a token."""
    session, token = people.sessions.open("anna"), people.tokens.create("anna", "loader")
    for table, key in ((SESSIONS, session), (TOKENS, token)):
        kept = database.read(sa.select(table.c.key))[0][0]
        assert len(kept) == 64
        assert key not in kept
    assert len(session) >= 43  # 256 bits
    assert people.sessions.find(people.sessions.open("anna")[:-1]) is None
    assert people.sessions.find(token) is None
    assert people.tokens.find(session) is None


def test_sessions_end_with_what_they_rest_on(people: People) -> None:
    """Closed, disabled, removed or with another password, the user is out; another role holds at once."""
    key = people.sessions.open("anna")
    people.set_role("anna", Role.VIEWER)
    assert people.sessions.find(key) == Person("anna", Role.VIEWER)
    people.sessions.close(key)
    assert people.sessions.find(key) is None
    for end in (
        lambda: people.set_password("anna", PASSWORD + "2"),
        lambda: people.set_disabled("anna"),
        lambda: people.remove("anna"),
    ):
        people.set_disabled("anna", disabled=False)
        key, token = people.sessions.open("anna"), people.tokens.create("anna", "x")
        end()
        assert people.sessions.find(key) is None
    assert people.tokens.find(token) is None


def test_tokens(people: People, clock: FrozenClock) -> None:
    """A token is its user until its day; the list shows when it was used, and a number to take it back by."""
    key = people.tokens.create("anna", "nightly run", days=30)
    assert key.startswith("didymium_")
    assert people.tokens.list("anna")[0].used is None
    assert people.tokens.find(key) == Person("anna", Role.ANALYST)
    (token,) = people.tokens.list()
    assert (token.label, token.used) == ("nightly run", "2026-03-01T12:00:00+00:00")
    people.set_disabled("anna")
    assert people.tokens.find(key) is None
    people.set_disabled("anna", disabled=False)
    clock.go(days=29.9)
    assert people.tokens.find(key) is not None
    clock.go(days=0.2)
    assert people.tokens.find(key) is None
    other = people.tokens.create("anna", "other")
    with pytest.raises(PeopleError, match="has no token"):
        people.tokens.revoke("bela", people.tokens.list()[0].number)
    people.tokens.revoke("anna", next(t.number for t in people.tokens.list() if t.label == "other"))
    assert people.tokens.find(other) is None
    with pytest.raises(PeopleError, match="label must be .*; a token lasts 1 to 366 days"):
        people.tokens.create("anna", " ", days=0)


def test_who_comes_through_a_provider(people: People) -> None:
    """Added at the first sign-in, found again at the next by issuer and subject, with the provider's role."""
    issuer = "https://id.example.org"
    person = people.person_for_subject(issuer, "42", "kim", Role.VIEWER)
    assert person == Person("kim", Role.VIEWER)
    assert people.person_for_subject(issuer, "42", "kim.renamed", Role.ADMIN) == Person("kim", Role.ADMIN)
    found = people.find("kim")
    assert found is not None
    assert (found.role, found.has_password) == (Role.ADMIN, False)
    people.set_disabled("kim")
    assert people.person_for_subject(issuer, "42", "kim", Role.ADMIN) is None


def test_a_claimed_name_opens_nobodys_account(people: People) -> None:
    """A provider that says "anna", or the same subject of another provider, is somebody else than anna."""
    one = people.person_for_subject("https://one.example", "1", "anna", Role.VIEWER)
    two = people.person_for_subject("https://two.example", "1", "ANNA", Role.VIEWER)
    odd = people.person_for_subject("https://one.example", "x" * 500, "김 민수/<b>", Role.VIEWER)
    local = people.person_for_subject("https://one.example", "2", "local", Role.VIEWER)
    assert one and two and odd and local
    names = {person.name for person in (one, two, odd, local)}
    assert len(names | {"anna", "local"}) == 6
    assert odd.name == "b"
    again = people.person_for_subject("https://one.example", "x" * 500, "", Role.VIEWER)
    assert again == odd


def test_the_audit(database: Database, clock: FrozenClock) -> None:
    """Newest first, page by page; text that would draw on a terminal or break a line is made plain."""
    audit = Audit(database, clock)
    for number in range(5):
        audit.record(Person("anna", Role.ANALYST), "10.0.0.1", "run job", f"job {number}")
        clock.go(seconds=1)
    audit.record(None, "10.0.0.2", "sign in", "x\r\n\x1b[31mfake\u202e line" + "y" * 900, "refused")
    audit.record(LOCAL, "a" * 200, "solve", "s")
    last, refused, *older = audit.list(limit=4)
    assert (last.who, last.role, len(last.address)) == ("local", "admin", 64)
    assert refused.outcome == "refused"
    assert (refused.who, refused.role) == ("", "")
    assert refused.subject.startswith("x   [31mfake  line")
    assert len(refused.subject) == 500
    assert [act.subject for act in older] == ["job 4", "job 3"]
    assert [act.subject for act in audit.list(after=older[-1].number)] == ["job 2", "job 1", "job 0"]
    assert audit.list()[-1].at == "2026-03-01T12:00:00+00:00"
