"""What a server writes down: one JSON object a line, whatever is logged and by whom.

Logs are set up for a whole process, so the tests log in one of their own.
"""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
from typing import Any

LOGGING = textwrap.dedent(
    """
    import datetime, logging, pathlib, structlog
    early = structlog.get_logger("didymium.web")
    from didymium.web.operations.logs import set_up_logs
    set_up_logs({as_json}, {verbose})
    log = structlog.get_logger("didymium.web")
    day, file = datetime.date(2025, 4, 4), pathlib.Path("x")
    log.info("ready", case="한국\\nsecond line", markets=3, day=day, file=file)
    early.warning("no answer", reason="a\\tb \\u2028 c")
    logging.getLogger("somebody.else").warning("lost %s of %d", "one\\ntwo", 5)
    try:
        1 / 0
    except ZeroDivisionError:
        logging.getLogger("uvicorn.error").exception("request failed")
        log.exception("solve failed", scenario="x")
    structlog.contextvars.bind_contextvars(request="abc")
    log.error("bound")
    log.debug("detail")
    logging.getLogger("uvicorn.access").info("GET /")
    logging.getLogger("alembic.runtime").info("upgrade")
    logging.getLogger("uvicorn.error").info("WebSocket /tab")
    logging.getLogger("somebody.else").warning("stack", stack_info=True)
    """
)


def logged(*, as_json: bool, verbose: bool = False) -> list[str]:
    """The lines that a process writes to its error output."""
    done = subprocess.run(
        [sys.executable, "-c", LOGGING.format(as_json=as_json, verbose=verbose)],
        capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    assert done.stdout == ""
    # Only what ends a line for a reader of lines: JSON may hold other separators as they are.
    return done.stderr.removesuffix("\n").split("\n")


def test_every_line_is_an_object() -> None:
    """Line breaks in values, errors with their traceback and what others log: each stays on its line, with
    its time, level and logger.
    """
    found: list[dict[str, Any]] = [json.loads(line) for line in logged(as_json=True)]
    assert [entry["event"] for entry in found] == [
        "ready", "no answer", "lost one\ntwo of 5", "request failed", "solve failed", "bound", "stack",
    ]  # fmt: skip
    for entry in found:
        assert entry["timestamp"].endswith("Z")
        assert entry["level"] in ("info", "warning", "error")
        assert entry["logger"]
    ready, warned, other, failed, solved, bound, _ = found
    assert (ready["case"], ready["markets"]) == ("한국\nsecond line", 3)
    assert "2025" in ready["day"]
    assert warned["logger"] == "didymium.web"
    assert (other["logger"], other["level"]) == ("somebody.else", "warning")
    for entry in (failed, solved):
        assert "ZeroDivisionError: division by zero" in entry["exception"]
    assert solved["scenario"] == "x"
    assert bound["request"] == "abc"


def test_letters_of_every_script_can_be_read() -> None:
    """Nobody reads escapes."""
    assert "한국" in "\n".join(logged(as_json=True))


def test_details_only_if_asked_for() -> None:
    """Verbose adds them; without it addresses that name somebody's tab are not written down."""
    details = {"detail", "GET /", "upgrade", "WebSocket /tab"}
    usual, verbose = (
        {json.loads(line)["event"] for line in logged(as_json=True, verbose=asked)} for asked in (False, True)
    )
    assert not details & usual
    assert details | usual == verbose


def test_lines_for_a_person() -> None:
    """The same in words; to a file without colours."""
    text = "\n".join(logged(as_json=False))
    assert "ready" in text
    assert "markets=3" in text
    assert "\x1b[" not in text
