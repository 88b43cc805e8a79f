"""Whose turn it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def in_turn(queued: Sequence[tuple[str, str, str]], last_starts: Mapping[str, str]) -> list[str]:
    """Return the keys of queued jobs, each given as key, owner and time of entry, in the order of turns.

    Owners take turns: first whoever has waited longest since a job of theirs was last started, those without
    any before all others and among themselves by their oldest job. Each takes their oldest job, and goes to
    the end. So many jobs of one person hold up another's for one job at most.
    """
    by_owner: dict[str, list[tuple[str, str]]] = {}
    for key, owner, created in queued:
        by_owner.setdefault(owner, []).append((created, key))
    for jobs in by_owner.values():
        jobs.sort()
    owners = sorted(by_owner, key=lambda owner: (last_starts.get(owner, ""), by_owner[owner][0]))
    rounds = max((len(jobs) for jobs in by_owner.values()), default=0)
    return [by_owner[owner][n][1] for n in range(rounds) for owner in owners if n < len(by_owner[owner])]
