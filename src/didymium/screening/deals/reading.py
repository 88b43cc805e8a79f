"""A deal from a file or from options, or everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from didymium.evidence.countries import country_codes
from didymium.evidence.deal_tests import PROPERTIES, SHARES, DealProperty, DealShare
from didymium.files.problems import InputError, Problem
from didymium.files.suggestion import did_you_mean
from didymium.files.toml_file import read_toml
from didymium.screening.answer import Holds
from didymium.screening.deals.deal import Deal, Share

Percent = Annotated[float, Field(ge=0, le=100)]
Bounds = Percent | Annotated[tuple[Percent, ...], Field(min_length=2, max_length=2)]
"""A share in percent, or its least and its most."""


class DealFile(BaseModel):
    """What a file says of a deal. What it does not say is unknown."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True, allow_inf_nan=False)

    acquirer: Annotated[str, Field(min_length=1)]
    """Name of the acquirer."""
    target: Annotated[str, Field(min_length=1)]
    """Name of the target."""
    acquirer_country: str = ""
    """Country of the acquirer, ISO 3166-1 alpha-3; absent: unknown."""
    target_country: str = ""
    """Country of the target."""
    stake: Bounds | None = None
    """Stake after the deal in percent, the larger of votes and capital, with those who act together."""
    stake_before: Bounds | None = None
    """Stake before the deal."""
    shares: dict[str, Bounds] = {}
    """Further shares in percent, by name (``votes_after``, ``foreign_votes`` …)."""
    is_so: tuple[str, ...] = ()
    """Properties that hold (``listed``, ``critical_minerals_34`` …)."""
    is_not_so: tuple[str, ...] = ()
    """Properties that do not hold."""


def read_deal(path: Path) -> Deal:
    """Read a deal from a TOML file.

    Raises:
        InputError: With everything that is wrong with it.
    """
    file, _, problems = read_toml(path, path.name, DealFile)
    if file is None:
        raise InputError(problems)
    return deal_of(file, path.name)


def deal_of(given: DealFile, name: str = "deal") -> Deal:
    """Return what a file or options say as a deal; ``name`` is what messages call them.

    Raises:
        InputError: With every unknown word, and every pair of statements that contradict each other.
    """
    problems = [*_word_problems(given, name), *_sense_problems(given, name)]
    if problems:
        raise InputError(problems)
    stated: dict[DealShare, Share] = {} if given.stake is None else {"stake_after": _bounds(given.stake)}
    return Deal(
        given.acquirer,
        given.target,
        given.acquirer_country,
        given.target_country,
        None if given.stake_before is None else _bounds(given.stake_before),
        {**stated, **{share: _bounds(given.shares[share]) for share in SHARES if share in given.shares}},
        _properties(given),
    )


def _properties(given: DealFile) -> Mapping[DealProperty, Holds]:
    so, not_so = set(given.is_so), set(given.is_not_so)
    return {name: Holds.YES if name in so else Holds.NO for name in PROPERTIES if name in so | not_so}


def _bounds(value: Bounds) -> Share:
    low, high = value if isinstance(value, tuple) else (value, value)
    return Share(low, high)


def _word_problems(given: DealFile, name: str) -> Iterator[Problem]:
    countries = country_codes()
    for column, country in (
        ("acquirer_country", given.acquirer_country),
        ("target_country", given.target_country),
    ):
        yield from _unknown(name, column, [country] if country else [], countries)
    yield from _unknown(name, "shares", given.shares, SHARES)
    yield from _unknown(name, "is_so", given.is_so, PROPERTIES)
    yield from _unknown(name, "is_not_so", given.is_not_so, PROPERTIES)


def _unknown(name: str, column: str, words: Iterable[str], known: Iterable[str]) -> Iterator[Problem]:
    names = set(known)
    for word in words:
        if word not in names:
            yield Problem(name, "is unknown", None, column, word, did_you_mean(word, names, limit=0))


def _sense_problems(given: DealFile, name: str) -> Iterator[Problem]:
    for word in sorted({*given.is_so} & {*given.is_not_so}):
        yield Problem(name, "is said to be so and not so", None, "is_not_so", word, "strike one")
    named = {"stake": given.stake, "stake_before": given.stake_before, **given.shares}
    for column, value in named.items():
        if isinstance(value, tuple) and value[0] > value[1]:
            yield Problem(name, "runs backwards", None, column, f"{value[0]} to {value[1]}", "exchange them")
    if given.stake is not None and "stake_after" in given.shares:
        yield Problem(name, "says the same as stake", None, "shares", "stake_after", "strike one")
    yield from _stake_problems(given, name)


def _stake_problems(given: DealFile, name: str) -> Iterator[Problem]:
    """Votes or capital cannot exceed the stake, which is the larger of the two."""
    if given.stake is None:
        return
    most = _ends(given.stake)[1]
    for column in ("votes_after", "capital_after"):
        least = _ends(given.shares.get(column, 0.0))[0]
        if least > most:
            remedy = "stake is the larger of votes and capital"
            yield Problem(name, "lies above the stake", None, column, f"{least:g}", remedy)


def _ends(value: Bounds) -> tuple[float, float]:
    return (value[0], value[-1]) if isinstance(value, tuple) else (value, value)
