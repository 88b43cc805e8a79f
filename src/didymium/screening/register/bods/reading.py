"""A file of the Beneficial Ownership Data Standard 0.4, read for a day."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from didymium.screening.answer import Said
from didymium.screening.register.arrays import register_of
from didymium.screening.register.bods.checking import check_references, read_statements
from didymium.screening.register.bods.day import records_on
from didymium.screening.register.bods.graph import Network, network_of
from didymium.screening.register.bods.json_values import values_of
from didymium.screening.register.bods.texts import LARGEST_BYTES, bytes_of, text_of
from didymium.screening.register.findings import Findings
from didymium.screening.register.register import Register


def read_bods(path: Path, day: dt.date, largest_bytes: int = LARGEST_BYTES) -> Register:
    """Read a JSON array or JSON lines of statements as they stand on a day.

    Raises:
        InputError: With everything that is wrong, each with its statement and field.
    """
    findings = Findings(path.name)
    return parse_bods(bytes_of(path, findings, largest_bytes), path.name, day, largest_bytes)


def parse_bods(content: bytes, file: str, day: dt.date, largest_bytes: int = LARGEST_BYTES) -> Register:
    """Read the bytes of such a file; ``file`` is its name in messages.

    Raises:
        InputError: With everything that is wrong, each with its statement and field.
    """
    findings = Findings(file)
    statements = read_statements(values_of(text_of(content, findings, largest_bytes), findings), findings)
    if not len(findings) and not statements.read:
        raise findings.refuse("holds no statements")
    check_references(statements, findings)
    findings.raise_any()
    network = network_of(records_on(statements.read, day), day)
    return register_of(
        network.parties, network.stakes, day, claims=network.claims, undisclosed=network.undisclosed,
        notes=_notes(network),
    )  # fmt: skip


def _notes(network: Network) -> list[Said]:
    counts = {
        "merged": network.merged,
        "claims": len(network.claims),
        "unexplained": sum(not explained for _, explained in network.claims),
        "undisclosed": len(network.undisclosed),
        "unstated": network.unstated,
        "unsure": network.unsure,
    }
    return [Said(f"screen.register.{key}", {"count": count}) for key, count in counts.items() if count]
