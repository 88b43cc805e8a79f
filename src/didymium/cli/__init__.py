"""The command line: one module a command group, each command a thin layer over a capability."""

from __future__ import annotations


def main() -> None:
    """Run the command line. Exit codes: 0 fine, 1 the answer is no or something failed, 2 bad input."""
    from didymium.cli.app import app

    app()
