"""What a restriction of a rival's file costs its author for good, as figures that can be recorded."""

import datetime as dt
from types import SimpleNamespace

import pytest

from didymium.decisions.rival import lasting
from didymium.decisions.rival.lasting import lasting_of, lasting_restrictions
from didymium.files.problems import InputError
from rival_cases import read_rival

DAY = dt.date(2027, 1, 1)


def _found(restriction: object) -> SimpleNamespace:
    """Return a break-even of one length that earns 7 while it lasts and loses 9 afterwards."""
    effect = SimpleNamespace(while_it_lasts=7.0, afterwards=-9.0)
    trial = SimpleNamespace(
        months=6, begins=DAY, earnings=effect, income=effect, takers=(), built=(), closed=()
    )
    return SimpleNamespace(
        restriction=restriction, trials=(trial,), last=DAY, terms=SimpleNamespace(required_return=0.1),
        months=lambda measure: {"earnings": 4.5, "income": None}[measure],
    )  # fmt: skip


def test_figures_are_those_that_were_found() -> None:
    found = lasting_of("oxide", _found(SimpleNamespace(volume_shares=(0.25,))))  # type: ignore[arg-type]
    assert (found.earnings_turn_months, found.income_turns_months, found.volume_share) == (4.5, None, 0.25)
    assert found.lengths[0].earnings.total == -2.0


def test_each_restriction_is_tried_as_severe_as_it_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the hand-made rival the one lever that restricts, down to nothing, on its own materials."""
    asked = []

    def tried(case: object, base_year: object, restriction: object, progress: object) -> SimpleNamespace:
        asked.append(restriction)
        return _found(restriction)

    monkeypatch.setattr(lasting, "break_even", tried)
    found = lasting_restrictions(None, None, read_rival())  # type: ignore[arg-type]
    assert [one.lever for one in found] == ["oxide"]
    (restriction,) = asked
    assert (restriction.origin, restriction.materials, restriction.destinations) == (
        "AUS",
        ("oxide",),
        ("JPN",),
    )
    assert restriction.volume_shares == (0.0,) and restriction.regions == ("AUS",)


def test_a_rival_that_restricts_nothing_is_refused() -> None:
    rival = read_rival()
    rival = rival.model_copy(update={"lever": rival.lever[1:]})
    with pytest.raises(InputError, match="no lever of the kind restriction"):
        lasting_restrictions(None, None, rival)  # type: ignore[arg-type]
