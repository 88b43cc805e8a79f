"""What investors ask for and believe, when plants close, and how time is divided."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from didymium.case.case import Case
from didymium.files.problems import InputError, Problem
from didymium.files.suggestion import did_you_mean

_SHARES = ("least_share", "capital_share", "habit", "standing_share")
_POSITIVE = ("smallest_part", "tranche_share", "life_years", "outlook_years", "exit_years")
_NOT_NEGATIVE = ("lead_years", "ramp_years")
MOST_YEARS = 100.0
"""No lead, life or outlook is longer, no step larger than so many times what it adds to."""


@dataclass(frozen=True)
class Mothball:
    """How long a plant may stand still before it closes for good, and what it costs to start again, US
    dollars a tonne of yearly capacity.
    """

    years: float
    restart_usd_per_t: float = 0.0


@dataclass(frozen=True)
class EntryTerms:
    """Terms of entry and exit. Whatever is not stated in the case is assumed: each field says what.

    Money is real, rates are real and a year.
    """

    profile: str = ""
    """Division of time, one of the case's profiles; blank: ``quarters`` and ``years``."""
    quarters: int = 8
    """Quarters from the first day on, in which a restriction shows that would drown in a year."""
    years: int = 8
    """Years after the quarters."""
    required_return: float = 0.10
    """Return that an investor without support asks for, where plant_costs.csv says nothing; assumed."""
    lead_years: float = 2.0
    """Years from the decision to the first product where nobody states them; assumed."""
    ramp_years: float = 1.0
    """Years from the first product to full output of a plant that no project describes; assumed."""
    life_years: float = 20.0
    """Years of production where nobody states them; assumed."""
    capital_share: float = 0.3
    """Share of the cost of making a kg, beyond the materials bought, that is capital, where plant_costs.csv
    says nothing; assumed."""
    tranche_share: float = 0.1
    """Size of a step of entry, as a share of what its process made in its region in the base year."""
    most_tranches: int = 3
    """Steps that a process can take in a region at a review: with a tenth each 30 % of what it made;
    assumed."""
    smallest_part: float = 0.25
    """Part of a step down to which those are asked for whom a whole step does not pay, by halves."""
    least_share: float = 0.01
    """Share of what its stage of the chain turned over in the base year below which what a process made in a
    region draws in nobody: the fringe would take long to weigh, and moves nothing."""
    outlook_years: float = 3.0
    """Years from the first product on for which investors look at the prices believed; what they show on
    average is taken to hold for the rest of the life, for higher prices later would draw in others."""
    exit_years: float = 2.0
    """Years over which what a plant is believed to earn must cover its avoidable cost; assumed."""
    standing_share: float = 0.0
    """Cost of keeping a plant ready, a year, as a share of its avoidable cost at full capacity."""
    mothballs: Mapping[str, Mothball] = field(default_factory=dict)
    """Plants that stand still before they close, by name."""
    habit: float = 0.5
    """Share of the substitution reached at its height that lasts once the shortage is over; assumed."""
    entrants: bool = True
    """Whether others may add what ran in the base year where it ran, beside the planned plants of the
    case."""
    projects: bool = True
    """Whether planned plants may be built without support."""
    base_year_pays: bool = True
    """Whether prices of the base year just pay an entrant: what is earned above stated cost is then a rent
    of sites, permits and skill that an entrant pays for too. Else the stated cost stands, and the base
    year may be no long-run equilibrium."""


def check_terms(case: Case, terms: EntryTerms) -> None:
    """See that terms make sense and fit a case.

    Raises:
        InputError: With everything that is wrong.
    """
    problems = list(_problems(case, terms))
    if problems:
        raise InputError(problems)


def _problems(case: Case, terms: EntryTerms) -> Iterator[Problem]:
    for name in _SHARES:
        value = getattr(terms, name)
        if not 0.0 <= value <= 1.0:
            yield _wrong(name, "is no share", value, "give 0 to 1")
    for name in _POSITIVE:
        if not getattr(terms, name) > 0.0:
            yield _wrong(name, "is not above nothing", getattr(terms, name), "give more than 0")
    for name in _NOT_NEGATIVE:
        if not getattr(terms, name) >= 0.0:
            yield _wrong(name, "is below nothing", getattr(terms, name), "give 0 or more")
    for name in (*_POSITIVE, *_NOT_NEGATIVE):
        if getattr(terms, name) > MOST_YEARS:
            yield _wrong(name, "is out of reach", getattr(terms, name), f"give at most {MOST_YEARS:g}")
    if not 0.0 <= terms.required_return < 1.0:
        yield _wrong("required_return", "is no yearly return", terms.required_return, "give 0.1 for 10 %")
    if terms.most_tranches < 1:
        yield _wrong("most_tranches", "is no number of steps", terms.most_tranches, "give 1 or more")
    yield from _division(case, terms)
    yield from _mothballs(case, terms)


def _division(case: Case, terms: EntryTerms) -> Iterator[Problem]:
    profiles = case.settings.profiles
    if terms.profile and terms.profile not in profiles:
        remedy = did_you_mean(terms.profile, profiles)
        yield Problem(
            "entry terms", "is not among the profiles of case.toml", value=terms.profile, remedy=remedy
        )
    if not terms.profile and not (0 <= terms.quarters <= 120 and 0 <= terms.years <= 60):
        yield _wrong("quarters", "or years are out of reach", terms.quarters, "give at most 120 and 60")
    elif not terms.profile and terms.quarters / 4 + terms.years < 1:
        yield _wrong("years", "leaves less than a year to look at", terms.years, "give at least one year")


def _mothballs(case: Case, terms: EntryTerms) -> Iterator[Problem]:
    names = [row.plant for row in case.plants]
    for name, mothball in sorted(terms.mothballs.items()):
        if name not in names:
            yield Problem("entry terms", "is not in plants.csv", value=name, remedy=did_you_mean(name, names))
        if not (mothball.years >= 0 and mothball.restart_usd_per_t >= 0):
            value = f"{mothball.years:g} years, {mothball.restart_usd_per_t:g} US dollars a tonne"
            yield Problem("entry terms", f"of {name} are below nothing", value=value, remedy="give 0 or more")


def _wrong(name: str, message: str, value: float, remedy: str) -> Problem:
    return Problem("entry terms", message, column=name, value=f"{value:g}", remedy=remedy)
