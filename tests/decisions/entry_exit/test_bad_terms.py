"""Bad input of entry and exit is named all at once."""

from __future__ import annotations

import datetime as dt
import math

import pytest

from didymium.case.case import Case
from didymium.decisions.entry_exit import EntryTerms, Mothball, Restriction, break_even, enter_and_leave
from didymium.files.problems import InputError
from didymium.market.base_year import BaseYear
from didymium.scenario.schema import PlantOutage, Scenario
from entry_cases import one_market
from market_cases import CaseBuilder


def test_terms_and_scenario_are_refused_together() -> None:
    """Shares, years, names, foresight and a plant that does not exist: all findings of one call."""
    outage = PlantOutage(
        kind="plant_outage", plants=("odl",), from_=dt.date(2026, 1, 1), source="assumed: test"
    )
    terms = EntryTerms(
        quarters=0, years=0, required_return=2.0, capital_share=1.5, life_years=0.0, lead_years=-1.0,
        most_tranches=0, mothballs={"odl": Mothball(-1.0)},
    )  # fmt: skip
    with pytest.raises(InputError) as refused:
        enter_and_leave(
            one_market(), BaseYear(), Scenario(title="", foresight="perfect", event=(outage,)), terms
        )
    said = [str(problem) for problem in refused.value.problems]
    for part in (
        'capital_share: "1.5" is no share',
        'life_years: "0" is not above nothing',
        'lead_years: "-1" is below nothing',
        'required_return: "2" is no yearly return',
        'most_tranches: "0" is no number of steps',
        'years: "0" leaves less than a year',
        '"odl" is not in plants.csv (did you mean "old"?)',
        "of odl are below nothing",
        'foresight: "perfect" leaves nothing to be surprised by',
        'event.0.plants: "odl" is not in plants.csv',
    ):
        assert any(part in one for one in said), (part, said)


def test_figures_beyond_reach_are_refused() -> None:
    """A lead of a thousand million years, a life without end, and no figure at all."""
    terms = EntryTerms(lead_years=1e9, life_years=math.inf, outlook_years=math.nan)
    with pytest.raises(InputError) as refused:
        enter_and_leave(one_market(), BaseYear(), terms=terms)
    said = [str(problem) for problem in refused.value.problems]
    for part in (
        'lead_years: "1e+09" is out',
        'life_years: "inf" is out',
        'outlook_years: "nan" is not above',
    ):
        assert any(part in one for one in said), (part, said)


def test_what_outlasts_the_run_is_refused() -> None:
    """Three years are looked at. A restriction that begins in the second leaves no day after two years of it,
    and one that begins after the third none at all: the sum would leave out what is lost for good.
    """
    case, terms = restricted(), EntryTerms(quarters=0, years=3)
    for begins, months in ((dt.date(2026, 1, 1), (6, 12, 24)), (dt.date(2060, 1, 1), (6,))):
        wrong = Restriction("AAA", ("m",), begins=begins, months=months)
        with pytest.raises(InputError, match="last beyond the last day of the run, 2027-12-31") as refused:
            break_even(case, BaseYear(), wrong, terms)
        assert f'months: "{months[-1]}"' in str(refused.value)


def test_lengths_are_whole_months_from_any_day() -> None:
    """Three months from 15 January 2026 end on 15 April."""
    whole = Restriction("AAA", ("m",), begins=dt.date(2026, 1, 15), months=(3,))
    (trial,) = break_even(restricted(), BaseYear(), whole, EntryTerms(quarters=0, years=3)).trials
    assert trial.ends == dt.date(2026, 4, 15)


def restricted() -> Case:
    """A market whose only supplier lies abroad."""
    case = CaseBuilder().source_of("m", "AAA", 60, 10).route("m", "AAA", "BBB")
    demand = {"curve": "linear", "elasticity": -1.0, "base_price_usd_per_kg": 50}
    return case.demand("users", "BBB", "m", 100, **demand).build()


def test_a_restriction_that_means_nothing_is_refused() -> None:
    """Lengths, shares, regions, days and materials, beside a profile that the case does not have."""
    wrong = Restriction(
        "AAA", ("m",), begins=dt.date(2020, 1, 1), months=(0, 12), volume_shares=(1.0,), regions=("XXX",)
    )
    with pytest.raises(InputError) as refused:
        break_even(one_market(), BaseYear(), wrong, EntryTerms(profile="plna"))
    said = [str(problem) for problem in refused.value.problems]
    for part in (
        'months: "0" is no length',
        'volume_shares: "1" restricts nothing',
        'regions: "XXX" is not in regions.csv',
        'begins: "2020-01-01" is before the case begins',
        '"plna" is not among the profiles',
    ):
        assert any(part in one for one in said), (part, said)
    with pytest.raises(InputError, match="is not in materials.csv"):
        break_even(one_market(), BaseYear(), Restriction("AAA", ("n",)), EntryTerms())
