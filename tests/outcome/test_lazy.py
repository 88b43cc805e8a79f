"""What is worked out on demand is worked out once, also where many ask at the same time."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor

import pytest

from didymium.outcome.lazy import Lazy, LazyDict


class Made:
    """Makers that count how often they are run."""

    def __init__(self) -> None:
        self.count: Counter[str] = Counter()

    def one(self, name: str) -> Callable[[], str]:
        def make() -> str:
            self.count[name] += 1
            return name.upper()

        return make

    def several(self, *names: str) -> Callable[[], Mapping[str, str]]:
        def make() -> Mapping[str, str]:
            self.count["+".join(names)] += 1
            return {name: name.upper() for name in names}

        return make


def both(made: Made) -> Lazy[str]:
    return Lazy({"a": made.one("a"), "b": made.one("b")}, {("c", "d"): made.several("c", "d")})


def test_nothing_is_made_before_it_is_asked_for() -> None:
    """Names and their number are known without making anything."""
    made = Made()
    lazy = both(made)
    assert (list(lazy), len(lazy)) == (["a", "b", "c", "d"], 4)
    assert not made.count
    assert lazy["b"] == "B"
    assert made.count == {"b": 1}


def test_each_is_made_once() -> None:
    """Values that belong together are made by one run for all of them."""
    made = Made()
    lazy = both(made)
    for _ in range(3):
        assert dict(lazy) == {"a": "A", "b": "B", "c": "C", "d": "D"}
    assert made.count == {"a": 1, "b": 1, "c+d": 1}


def test_an_unknown_name_is_a_key_error() -> None:
    """As in every mapping; asking whether a name is there makes what is there, and nothing else."""
    made = Made()
    lazy = both(made)
    with pytest.raises(KeyError):
        lazy["e"]
    assert "e" not in lazy
    assert lazy.get("e") is None
    assert not made.count


def test_a_maker_may_ask_for_others() -> None:
    """Losses come from what was served: the mapping is asked while it makes."""
    lazy: Lazy[int] = Lazy(
        {"one": lambda: 1, "two": lambda: lazy["one"] + 1}, {("three",): lambda: {"three": lazy["two"] + 1}}
    )
    assert lazy["three"] == 3


def test_a_maker_that_fails_is_asked_again() -> None:
    """An error is its asker's; it does not stay."""
    attempts = iter([ValueError("not yet"), None])

    def make() -> str:
        error = next(attempts)
        if error:
            raise error
        return "well"

    lazy = Lazy({"a": make})
    with pytest.raises(ValueError, match="not yet"):
        lazy["a"]
    assert lazy["a"] == "well"


def test_many_threads_have_each_made_once() -> None:
    """Eight threads start together and ask for everything, each in an order of its own."""
    made, barrier = Made(), threading.Barrier(8)
    names = [f"n{number}" for number in range(40)]
    lazy = Lazy({name: made.one(name) for name in names}, {("x", "y"): made.several("x", "y")})

    def ask(seed: int) -> list[str]:
        barrier.wait(30)
        order = names[seed * 5 :] + ["x", "y"] + names[: seed * 5]
        return [lazy[name] for name in order]

    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(ask, range(8)))
    assert all(sorted(values) == sorted(name.upper() for name in (*names, "x", "y")) for values in found)
    assert set(made.count.values()) == {1}
    assert made.count["x+y"] == 1


def test_a_mapping_made_as_a_whole() -> None:
    """One run for all keys, also from many threads; length and keys are those of what was made."""
    runs, barrier = list[int](), threading.Barrier(6)

    def make() -> dict[str, int]:
        runs.append(1)
        return {"a": 1, "b": 2}

    lazy = LazyDict(make)
    assert not runs

    def ask(_: int) -> dict[str, int]:
        barrier.wait(30)
        return dict(lazy)

    with ThreadPoolExecutor(6) as threads:
        found = list(threads.map(ask, range(6)))
    assert found == [{"a": 1, "b": 2}] * 6
    assert (len(lazy), len(runs), "c" in lazy) == (2, 1, False)
