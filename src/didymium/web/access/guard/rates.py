"""How often somebody may ask."""

from __future__ import annotations

import ipaddress
import math
import time

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter, RateLimiter, SlidingWindowCounterRateLimiter

from didymium.web.access.accounts.person import Person
from didymium.web.problem import Refusal
from didymium.web.settings import ServerSettings

SIGN_INS_PER_MINUTE = 10
"""Attempts to sign in, of one address and for one name."""
OFTEN = "too many requests: wait a moment and try again"


class Rates:
    """Counts what addresses and people ask for, in the memory of this process."""

    def __init__(self, settings: ServerSettings) -> None:
        storage = MemoryStorage()
        self._exact = MovingWindowRateLimiter(storage)
        # Requests are too many to keep the time of each.
        self._counted = SlidingWindowCounterRateLimiter(storage)
        self._requests = RateLimitItemPerMinute(settings.requests_per_minute)
        self._per_person = {"solve": RateLimitItemPerMinute(settings.solves_per_minute)}
        self._sign_ins = RateLimitItemPerMinute(SIGN_INS_PER_MINUTE)

    def request(self, address: str) -> int | None:
        """Count a request; return None if it may go on, else after how many seconds to come again."""
        return _hit(self._counted, self._requests, "request", _network(address))

    def sign_in(self, address: str, name: str) -> int | None:
        """Count an attempt to sign in, for the address and for the name; return as :meth:`request` does."""
        by_address = _hit(self._exact, self._sign_ins, "address", _network(address))
        return by_address or _hit(self._exact, self._sign_ins, "name", name[:200].casefold())

    def limit(self, person: Person, what: str = "solve") -> None:
        """Count something that a person asks for.

        Raises:
            Refusal: 429, with Retry-After, if it was too often.
        """
        wait = _hit(self._exact, self._per_person[what], what, person.name)
        if wait:
            raise Refusal(429, OFTEN, headers={"Retry-After": str(wait)})


def _hit(limiter: RateLimiter, item: RateLimitItem, *names: str) -> int | None:
    if limiter.hit(item, *names):
        return None
    until = limiter.get_window_stats(item, *names).reset_time
    return max(1, math.ceil(until - time.time()))


def _network(address: str) -> str:
    """Return what counts as one address: of IPv6 the first 64 bits, which one household or office has."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is None:
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)
