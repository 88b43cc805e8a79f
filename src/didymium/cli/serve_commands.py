"""``didymium serve``."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from didymium.cli.case_commands import CaseArgument, OverlayOption
from didymium.cli.console import DEBUG, DEFAULT_CASE, FAILED, Refused, command
from didymium.cli.steps import refuse

if TYPE_CHECKING:
    from didymium.web.settings import OpenIdConnect, ServerSettings

SECRET_VARIABLE = "DIDYMIUM_OPENID_SECRET"


def register(app: typer.Typer) -> None:
    """Add the command that serves pages and the API."""
    app.command("serve")(serve)


@command
def serve(
    case: CaseArgument = DEFAULT_CASE,
    host: Annotated[
        str, typer.Option(help="Address to listen on; any but this machine's own needs --auth.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 8080,
    overlay: OverlayOption = None,
    state: Annotated[
        Path, typer.Option(metavar="DIR", help="Folder for jobs, the catalogue and the server's secret.")
    ] = Path("out/serve"),
    catalogue: Annotated[
        str | None,
        typer.Option(
            metavar="URL", help="Shared catalogue: sqlite:///FILE or postgresql://USER@HOST/DATABASE."
        ),
    ] = None,
    auth: Annotated[str, typer.Option(help="Who may come in: none, password or oidc.")] = "none",
    public_url: Annotated[
        str | None,
        typer.Option(metavar="URL", help="Address that browsers use, if a proxy stands before the server."),
    ] = None,
    oidc_issuer: Annotated[
        str | None, typer.Option(metavar="URL", help="Issuer of identities, with --auth oidc.")
    ] = None,
    oidc_client: Annotated[
        str | None,
        typer.Option(
            metavar="ID", help=f"What the issuer calls this server; its secret is in {SECRET_VARIABLE}."
        ),
    ] = None,
    solver_threads: Annotated[
        int, typer.Option(min=1, max=64, help="Scenarios solved at the same time for the pages.")
    ] = 2,
    job_processes: Annotated[
        int, typer.Option(min=0, max=64, help="Long jobs at the same time; 0: none are run here.")
    ] = 1,
    open_browser: Annotated[bool, typer.Option("--open", help="Open the page in a browser.")] = False,
    log_json: Annotated[
        bool, typer.Option("--log-json", help="Write logs as JSON, one object a line.")
    ] = False,
) -> None:
    """Serve the pages and the API; nothing leaves this machine, and only this machine is let in unless --auth
    says who else may come.
    """
    from didymium.web.settings import ServerSettings

    if auth not in ("none", "password", "oidc"):
        refuse(f'--auth "{auth}" is none of none, password, oidc')
    settings = ServerSettings(
        case=case,
        overlay=overlay,
        host=host,
        port=port,
        state=state,
        catalogue=catalogue,
        authentication=auth,  # type: ignore[arg-type]
        openid=_openid(auth, oidc_issuer, oidc_client),
        public_url=public_url,
        solver_threads=solver_threads,
        job_processes=job_processes,
    )
    _check(settings)
    _serve(settings, open_browser, log_json)


def _openid(auth: str, issuer: str | None, client: str | None) -> OpenIdConnect | None:
    from didymium.web.settings import OpenIdConnect

    if auth != "oidc":
        return None
    secret = os.environ.get(SECRET_VARIABLE, "")
    lacking = [
        name
        for name, value in (
            ("--oidc-issuer", issuer),
            ("--oidc-client", client),
            (f"the variable {SECRET_VARIABLE}", secret),
        )
        if not value
    ]
    if lacking or not issuer or not client:
        refuse(f"--auth oidc also needs {', '.join(lacking)}")
    return OpenIdConnect(issuer, client, secret)


def _check(settings: ServerSettings) -> None:
    """Refuse to stand open to others without saying who may come in."""
    if settings.authentication != "none":
        return
    open_by = [] if settings.is_local else [f"--host {settings.host} is open to other machines"]
    open_by += ["--public-url lets others in through a proxy"] if settings.public_url else []
    if open_by:
        refuse(
            f"{', and '.join(open_by)}: say who may come in with --auth password "
            "(and `didymium users add`) or --auth oidc"
        )


def _serve(settings: ServerSettings, open_browser: bool, log_json: bool) -> None:
    """Open the server and run it until it is told to stop."""
    from didymium.calibration.price import PricingError
    from didymium.calibration.reconcile import ReconciliationError
    from didymium.catalogue.database import CatalogueError
    from didymium.web.access.secret import SecretError
    from didymium.web.access.signing_in.openid import OpenIdError
    from didymium.web.jobs.errors import JobError
    from didymium.web.serving import AddressError, run_server

    try:
        run_server(
            settings, log_json=log_json, verbose=bool(os.environ.get(DEBUG)), open_browser=open_browser
        )
    except (ReconciliationError, PricingError) as error:
        raise Refused(f"{settings.case} cannot be calibrated: {error}", FAILED) from None
    except (AddressError, CatalogueError, OpenIdError, SecretError, JobError) as error:
        raise Refused(str(error), FAILED) from None
