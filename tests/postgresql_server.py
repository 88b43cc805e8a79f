"""A PostgreSQL server of the tests' own, from Debian's package, in a folder that goes with it."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MISSING = "no PostgreSQL here: apt-get install postgresql (as .ci/run does), or put initdb on the PATH"


def _binaries() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[4]))
    on_path = shutil.which("initdb")
    if not found and on_path is None:
        raise AssertionError(MISSING)
    return found[-1].parent if found else Path(str(on_path)).resolve().parent


def _user() -> int | None:
    """The server refuses root: under root it runs as the user of Debian's package, or as nobody."""
    if os.getuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_uid
        except KeyError:
            continue
    raise AssertionError("there is neither a user postgres nor nobody to run PostgreSQL as")


@contextmanager
def postgresql_server() -> Iterator[str]:
    """Start a server on a free port of this machine and give its URL; it stops and its files go
    afterwards."""
    binaries, user = _binaries(), _user()
    home = Path(tempfile.mkdtemp(prefix="didymium-postgresql-"))
    try:
        if user is not None:
            os.chown(home, user, -1)
        data, log = home / "data", home / "log"
        initdb = [
            binaries / "initdb",
            "-D",
            data,
            "-U",
            "didymium",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C",
            "-N",
        ]
        made = subprocess.run(initdb, user=user, capture_output=True, text=True, cwd=home, timeout=60)
        assert made.returncode == 0, made.stderr
        port = _free_port()
        options = ["-D", data, "-p", str(port), "-h", "127.0.0.1", "-k", home, "-c", "fsync=off"]
        with log.open("w") as said, subprocess.Popen(
            [binaries / "postgres", *options], user=user, stdout=said, stderr=said, cwd=home
        ) as server:  # fmt: skip
            try:
                _wait_for(port, server, log)
                yield f"postgresql+pg8000://didymium@127.0.0.1:{port}/postgres"
            finally:
                server.terminate()
                server.wait(timeout=30)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _wait_for(port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        assert server.poll() is None, log.read_text()
        if "ready to accept connections" in log.read_text():
            return
        time.sleep(0.05)
    raise AssertionError(f"PostgreSQL does not answer on port {port}: {log.read_text()}")
