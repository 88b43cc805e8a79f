"""What is a person's own within a link: behind the # of an address, which browsers send to no server."""

from __future__ import annotations

import base64
import binascii
import zlib
from collections.abc import Mapping

from pydantic import TypeAdapter, ValidationError

from didymium.web.engine.screening.question import LONGEST_TEXT

FRAGMENT = "own="
LONGEST_FRAGMENT = 8_000
"""Letters of an address that mail and chat leave whole."""
_OWN = TypeAdapter(dict[str, str])


def packed(own: Mapping[str, str]) -> str:
    """Return texts by name as the last part of an address; blank if there are none, or too long ones."""
    told = {name: text for name, text in own.items() if text}
    if not told:
        return ""
    whole = base64.urlsafe_b64encode(zlib.compress(_OWN.dump_json(told), 9)).decode().rstrip("=")
    return f"{FRAGMENT}{whole}" if len(whole) <= LONGEST_FRAGMENT else ""


def unpacked(fragment: str) -> dict[str, str]:
    """Return the texts of the last part of an address; none if it is no such part, or too large."""
    name, _, whole = fragment.partition("=")
    if f"{name}=" != FRAGMENT or len(whole) > LONGEST_FRAGMENT:
        return {}
    try:
        content = base64.urlsafe_b64decode(whole + "=" * (-len(whole) % 4))
        unpacking = zlib.decompressobj()
        # What says that it is small may grow a thousandfold.
        found = unpacking.decompress(content, 4 * LONGEST_TEXT)
        return {} if unpacking.unconsumed_tail else _OWN.validate_json(found, strict=True)
    except (binascii.Error, zlib.error, ValidationError, ValueError):
        return {}
