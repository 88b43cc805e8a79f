"""Capacity that nobody supports: built when prices promise a return over its life, closed when they do not;
and what a restriction costs its author once that has worked itself out.
"""

from didymium.decisions.entry_exit.candidates.planned import Candidate, LeftOut
from didymium.decisions.entry_exit.course import Decision
from didymium.decisions.entry_exit.income import Effect
from didymium.decisions.entry_exit.lasting import MEASURES, BreakEven, Restriction, Trial, break_even
from didymium.decisions.entry_exit.running import EntryAndExit, enter_and_leave
from didymium.decisions.entry_exit.takers import Taker
from didymium.decisions.entry_exit.terms import EntryTerms, Mothball

__all__ = [
    "MEASURES",
    "BreakEven",
    "Candidate",
    "Decision",
    "Effect",
    "EntryAndExit",
    "EntryTerms",
    "LeftOut",
    "Mothball",
    "Restriction",
    "Taker",
    "Trial",
    "break_even",
    "enter_and_leave",
]
