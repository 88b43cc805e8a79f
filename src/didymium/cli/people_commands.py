"""``didymium users``: who may use a server, their tokens, and the audit of what they did."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from didymium.cli.case_commands import JsonOption
from didymium.cli.console import FAILED, Refused, command, echo_json
from didymium.cli.steps import refuse

if TYPE_CHECKING:
    from didymium.web.access.accounts.audit import Audit
    from didymium.web.access.accounts.people import People
    from didymium.web.access.accounts.roles import Role

users = typer.Typer(
    no_args_is_help=True, help="Who may use a server: people, their roles and tokens, the audit."
)

NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="Name of the user.")]
StateOption = Annotated[
    Path, typer.Option("--state", metavar="DIR", help="State folder of the server, with its catalogue.")
]
CatalogueOption = Annotated[
    str | None,
    typer.Option("--catalogue", metavar="URL", help="Its catalogue, if it is not in the state folder."),
]
RoleOption = Annotated[str, typer.Option("--role", help="viewer, analyst or admin.")]
PasswordFileOption = Annotated[
    str | None,
    typer.Option("--password-file", metavar="FILE", help="File with the password, or - for the input."),
]
STATE = Path("out/serve")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(users, name="users")


@users.command("add")
@command
def add(
    name: NameArgument,
    role: RoleOption = "viewer",
    password_file: PasswordFileOption = None,
    no_password: Annotated[
        bool, typer.Option("--no-password", help="Somebody who only uses tokens, such as a program.")
    ] = False,
    state: StateOption = STATE,
    catalogue: CatalogueOption = None,
    as_json: JsonOption = False,
) -> None:
    """Add a user; the password is asked for, twice, unless a file holds it."""
    found_role = _role(role)
    with _opened(state, catalogue, make=True) as (people, audit):
        password = None if no_password else _password(name, password_file)
        people.add(name, found_role, password)
        _note(audit, "add user", f"{name} {found_role.value}")
    _say({"user": name, "role": found_role.value}, f"{name} is now {_a(found_role)}", as_json)


@users.command("list")
@command
def list_users(
    state: StateOption = STATE, catalogue: CatalogueOption = None, as_json: JsonOption = False
) -> None:
    """List users."""
    with _opened(state, catalogue) as (people, _):
        accounts = people.list()
    if as_json:
        from dataclasses import asdict

        echo_json({"users": [asdict(account) for account in accounts]})
        return
    for account in accounts:
        how = "OpenID Connect" if account.subject else "password" if account.has_password else "tokens only"
        note = "  disabled" if account.disabled else ""
        typer.echo(f"{account.name:24} {account.role.value:8} {how:15} since {account.created[:10]}{note}")
    if not accounts:
        typer.echo("no users yet: didymium users add NAME --role admin")


@users.command("role")
@command
def role(
    name: NameArgument,
    new_role: Annotated[str, typer.Argument(metavar="ROLE", help="viewer, analyst or admin.")],
    state: StateOption = STATE,
    catalogue: CatalogueOption = None,
    as_json: JsonOption = False,
) -> None:
    """Give a user another role."""
    found = _role(new_role)
    with _opened(state, catalogue) as (people, audit):
        people.set_role(name, found)
        _note(audit, "change role", f"{name} {found.value}")
    _say({"user": name, "role": found.value}, f"{name} is now {_a(found)}", as_json)


@users.command("password")
@command
def password(
    name: NameArgument,
    password_file: PasswordFileOption = None,
    state: StateOption = STATE,
    catalogue: CatalogueOption = None,
    as_json: JsonOption = False,
) -> None:
    """Give a user another password; they are signed out everywhere."""
    with _opened(state, catalogue) as (people, audit):
        people.set_password(name, _password(name, password_file))
        _note(audit, "change password", name)
    _say({"user": name}, f"{name} has a new password and is signed out everywhere", as_json)


@users.command("disable")
@command
def disable(
    name: NameArgument,
    state: StateOption = STATE,
    catalogue: CatalogueOption = None,
    as_json: JsonOption = False,
) -> None:
    """Shut a user out, at once, but keep the account."""
    with _opened(state, catalogue) as (people, audit):
        people.set_disabled(name)
        _note(audit, "disable user", name)
    _say({"user": name, "disabled": True}, f"{name} is shut out", as_json)


@users.command("enable")
@command
def enable(
    name: NameArgument,
    state: StateOption = STATE,
    catalogue: CatalogueOption = None,
    as_json: JsonOption = False,
) -> None:
    """Let a user in again."""
    with _opened(state, catalogue) as (people, audit):
        people.set_disabled(name, disabled=False)
        _note(audit, "enable user", name)
    _say({"user": name, "disabled": False}, f"{name} may sign in again", as_json)


@users.command("remove")
@command
def remove(
    name: NameArgument,
    state: StateOption = STATE,
    catalogue: CatalogueOption = None,
    as_json: JsonOption = False,
) -> None:
    """Remove a user, with sessions and tokens; the audit keeps what they did."""
    with _opened(state, catalogue) as (people, audit):
        people.remove(name)
        _note(audit, "remove user", name)
    _say({"user": name, "removed": True}, f"{name} is removed", as_json)


@users.command("token")
@command
def token(
    name: NameArgument,
    label: Annotated[str, typer.Option("--label", metavar="TEXT", help="What the token is for.")],
    days: Annotated[int, typer.Option("--days", help="Days until it ends.")] = 90,
    state: StateOption = STATE,
    catalogue: CatalogueOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a token for the API and print it: it cannot be shown again."""
    with _opened(state, catalogue) as (people, audit):
        made = people.tokens.create(name, label, days)
        _note(audit, "make token", f"{name}: {label}")
    if as_json:
        echo_json({"user": name, "label": label, "days": days, "token": made})
        return
    typer.echo(made)
    typer.echo("keep it well: it is not shown again. Send it as  Authorization: Bearer TOKEN", err=True)


@users.command("tokens")
@command
def tokens(
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="Of one user only.")] = None,
    state: StateOption = STATE,
    catalogue: CatalogueOption = None,
    as_json: JsonOption = False,
) -> None:
    """List tokens, without what they are."""
    with _opened(state, catalogue) as (people, _):
        found = people.tokens.list(name)
    if as_json:
        from dataclasses import asdict

        echo_json({"tokens": [asdict(one) for one in found]})
        return
    for one in found:
        used = f"used {one.used[:10]}" if one.used else "never used"
        typer.echo(f"{one.number}  {one.user:24} until {one.expires[:10]}  {used:15} {one.label}")
    if not found:
        typer.echo("no tokens")


@users.command("revoke")
@command
def revoke(
    name: NameArgument,
    number: Annotated[str, typer.Argument(metavar="NUMBER", help="As `didymium users tokens` shows it.")],
    state: StateOption = STATE,
    catalogue: CatalogueOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take a token back."""
    with _opened(state, catalogue) as (people, audit):
        people.tokens.revoke(name, number)
        _note(audit, "revoke token", f"{name}: {number}")
    _say({"user": name, "revoked": number}, f"the token {number} of {name} is of no use any more", as_json)


@users.command("audit")
@command
def audit_list(
    limit: Annotated[int, typer.Option("--limit", min=1, max=1000, help="How many acts.")] = 100,
    after: Annotated[int | None, typer.Option("--after", help="Only older ones than this number.")] = None,
    state: StateOption = STATE,
    catalogue: CatalogueOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show who did what, the newest first."""
    with _opened(state, catalogue) as (_, audit):
        acts = audit.list(after, limit)
    if as_json:
        from dataclasses import asdict

        echo_json({"acts": [asdict(act) for act in acts]})
        return
    for act in acts:
        line = (
            f"{act.number:6} {act.at[:19]}  {act.who or '-':20} {act.address:16} {act.action}: {act.subject}"
        )
        typer.echo(line + ("  REFUSED" if act.outcome == "refused" else ""))
    if not acts:
        typer.echo("nothing happened yet")


@contextmanager
def _opened(state: Path, catalogue: str | None, make: bool = False) -> Iterator[tuple[People, Audit]]:
    """Open the people and the audit of a server; what speaks against a change ends the command in words."""
    from didymium.catalogue.database import CatalogueError
    from didymium.web.access.accounts.audit import Audit
    from didymium.web.access.accounts.people import People
    from didymium.web.access.opening import CATALOGUE, open_catalogue
    from didymium.web.access.problems import PeopleError

    if catalogue is None and not make and not (state / CATALOGUE).is_file():
        refuse(f"{state} is no server's state folder: say which with --state or --catalogue, or add a user")
    try:
        database = open_catalogue(state, catalogue)
        try:
            yield People(database), Audit(database)
        finally:
            database.close()
    except PeopleError as error:
        refuse("\n".join(error.faults))
    except CatalogueError as error:
        raise Refused(str(error), FAILED) from None


def _role(name: str) -> Role:
    from didymium.web.access.accounts.roles import Role

    try:
        return Role(name)
    except ValueError:
        refuse(f'"{name}" is no role (choose {", ".join(Role)})')


def _password(name: str, file: str | None) -> str:
    """Return the password: from a file or the input without its line's end, else typed twice."""
    if file == "-":
        return sys.stdin.readline().rstrip("\r\n")
    if file is not None:
        try:
            return Path(file).read_text(encoding="utf-8").rstrip("\r\n")
        except UnicodeDecodeError:
            refuse(f"{file} is not UTF-8 text")
    if not sys.stdin.isatty():
        refuse("nobody can type a password here: give --password-file FILE, or - for the input")
    return str(typer.prompt(f"Password of {name}", hide_input=True, confirmation_prompt=True))


def _note(audit: Audit, action: str, subject: str) -> None:
    """Write down what was changed, by whoever has this machine."""
    from didymium.web.access.accounts.person import LOCAL

    audit.record(LOCAL, "command line", action, subject)


def _say(record: dict[str, object], sentence: str, as_json: bool) -> None:
    if as_json:
        echo_json(record)
    else:
        typer.echo(sentence)


def _a(role: Role) -> str:
    return f"{'a' if role.value == 'viewer' else 'an'} {role.value}"
