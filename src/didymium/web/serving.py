"""Runs a server until it is told to stop: SIGINT or SIGTERM end it gracefully, a second one at once."""

from __future__ import annotations

import errno
import os
import signal
import socket
import sys
import webbrowser

from didymium.web.operations.logs import set_up_logs
from didymium.web.settings import ServerSettings

GRACE_SECONDS = 10


_OTHER_PORT = (errno.EADDRINUSE, errno.EACCES)
"""Why an address is refused that another port helps against: taken, or for the system alone."""


class AddressError(Exception):
    """Raised if an address cannot be listened on; the message says why and what helps."""


def run_server(
    settings: ServerSettings, *, log_json: bool = False, verbose: bool = False, open_browser: bool = False
) -> None:
    """Open a server and answer requests until a signal ends it.

    Raises:
        AddressError: If the address cannot be listened on.
        InputError, CatalogueError, ReconciliationError, PricingError: As
            :func:`didymium.web.opening.open_server`.
        JobError: If another server uses the same state folder.
    """
    set_up_logs(log_json, verbose)
    listening = _listen(settings)
    # NiceGUI would keep files of its own in the working folder.
    os.environ.setdefault("NICEGUI_STORAGE_PATH", str((settings.state / "nicegui").resolve()))
    # What serves takes seconds to load: a name that is no case's is said before.
    from didymium.case.folder import find_case

    find_case(settings.case)
    import uvicorn

    from didymium.web.opening import open_server

    server = open_server(settings)
    server.jobs.claim()
    # The pages take seconds to load: what is wrong with the case or the catalogue is said before.
    from didymium.web.application import make_application

    application = make_application(server)
    address = f"http://{_place(settings)}/"
    print(f"didymium serves {server.case.settings.name} on {address} (stop it with Ctrl-C)", file=sys.stderr)
    if open_browser:
        webbrowser.open(address)
    config = uvicorn.Config(
        application,
        log_config=None,
        access_log=False,
        server_header=False,
        ws_max_size=settings.upload_bytes,
        timeout_graceful_shutdown=GRACE_SECONDS,
        proxy_headers=settings.public_url is not None,
        forwarded_allow_ips="127.0.0.1,::1" if settings.public_url is not None else "",
    )
    # uvicorn sends itself the signal again once it has stopped, which would end this process by it.
    for kind in (signal.SIGINT, signal.SIGTERM):
        signal.signal(kind, lambda *_: None)
    uvicorn.Server(config).run(sockets=[listening])


def _listen(settings: ServerSettings) -> socket.socket:
    """Take the address before anything is opened, so that a taken one is said at once."""
    kind = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listening = socket.socket(kind, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((settings.host, settings.port))
        listening.listen(2048)
    except OSError as error:
        listening.close()
        remedy = "give another --port" if error.errno in _OTHER_PORT else "give another --host"
        raise AddressError(f"{_place(settings)}: {error.strerror} ({remedy})") from None
    return listening


def _place(settings: ServerSettings) -> str:
    """Return host and port as they stand in an address."""
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"{host}:{settings.port}"
