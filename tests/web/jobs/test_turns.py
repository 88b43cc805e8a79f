"""Whose turn it is: people take turns, whoever has waited longest first."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from didymium.web.jobs.turns import in_turn

Queued = list[tuple[str, str, str]]


def queued(text: str) -> Queued:
    """Jobs in the order of their entry, each called by its owner's letter and a number: ``a1 a2 b1``."""
    return [(name, name[0], f"{time:03d}") for time, name in enumerate(text.split())]


def test_three_owners_take_turns() -> None:
    """Ann entered all of hers first; Ben and Cho wait for one of them each, not for four."""
    assert in_turn(queued("a1 a2 a3 a4 b1 b2 c1"), {}) == ["a1", "b1", "c1", "a2", "b2", "a3", "a4"]


def test_whoever_has_waited_longest_goes_first() -> None:
    """Ann's last job began after Ben's, Cho has had none: Cho, Ben, Ann, whatever the order of entry."""
    order = in_turn(queued("a1 a2 b1 b2 c1 c2"), {"a": "2025-04-04T10", "b": "2025-04-04T09"})
    assert order == ["c1", "b1", "a1", "c2", "b2", "a2"]


def test_the_order_is_what_starting_one_after_the_other_gives() -> None:
    """To start the first, note when, and ask again gives the same order as asking once."""
    left, starts, taken = queued("a1 b1 a2 a3 c1 b2 a4 c2 c3"), {"b": "0"}, []
    whole = in_turn(left, starts)
    for step in range(len(left)):
        key = in_turn(left, starts)[0]
        taken.append(key)
        starts[key[0]] = f"1-{step:03d}"
        left = [job for job in left if job[0] != key]
    assert taken == whole


def test_nobody_waits() -> None:
    assert in_turn([], {"a": "2025"}) == []


@given(
    st.lists(st.sampled_from("abcd"), max_size=30),
    st.dictionaries(st.sampled_from("abcd"), st.sampled_from(["1", "2", "3"])),
    st.randoms(use_true_random=False),
)
def test_fairness(owners: list[str], starts: dict[str, str], shuffle: st.random_module) -> None:  # type: ignore[valid-type]
    """Every job has its turn; nobody's n-th comes before another's n-th by more than one of theirs; one
    person's jobs keep their order; the order of the rows does not matter.
    """
    jobs = [(f"{owner}{n}", owner, f"{n:03d}") for n, owner in enumerate(owners)]
    order = in_turn(jobs, starts)
    assert sorted(order) == sorted(key for key, _, _ in jobs)
    mixed = list(jobs)
    shuffle.shuffle(mixed)  # type: ignore[attr-defined]
    assert in_turn(mixed, starts) == order
    for owner in set(owners):
        own = [int(key[1:]) for key in order if key[0] == owner]
        assert own == sorted(own)
    rounds = [sum(earlier[0] == key[0] for earlier in order[:place]) for place, key in enumerate(order)]
    assert rounds == sorted(rounds)
