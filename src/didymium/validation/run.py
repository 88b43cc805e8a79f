"""Find every published figure anew, by the subjects that somebody asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from didymium.files.problems import InputError, Problem
from didymium.files.suggestion import did_you_mean
from didymium.validation import criticality, economy, games, leaders, oligopoly, optima
from didymium.validation.comparison import Comparison

Progress = Callable[[str], None]

SUBJECTS: Mapping[str, Callable[[], list[Comparison]]] = {
    "trnsport": optima.transport,
    "mexss": optima.steel,
    "farmer": optima.harvest,
    "gloves": games.gloves,
    "airport": games.airport,
    "votes": games.votes,
    "estate": games.estate,
    "cournot": oligopoly.cournot,
    "five_firms": oligopoly.five_firms,
    "stackelberg": leaders.stackelberg,
    "dominant_firm": leaders.dominant_firm,
    "optimal_tariff": leaders.optimal_tariff,
    "miller_blair": economy.miller_blair,
    "ec_2023": criticality.commission,
    "geopolrisk": criticality.geopolrisk,
    "usgs_2025": economy.survey,
    "odym": economy.cohorts,
    "magnets_in_use": economy.goods_in_use,
}
"""What can be compared, in the order in which it is shown."""


def compare(only: Iterable[str] = (), progress: Progress = lambda message: None) -> list[Comparison]:
    """Compare the subjects asked for, all of them without any.

    Raises:
        InputError: Names every subject that there is none of.
    """
    wanted = tuple(dict.fromkeys(only)) or tuple(SUBJECTS)
    problems = [_unknown(name) for name in wanted if name not in SUBJECTS]
    if problems:
        raise InputError(problems)
    found: list[Comparison] = []
    for subject in SUBJECTS:
        if subject in wanted:
            progress(subject)
            found += SUBJECTS[subject]()
    return found


def _unknown(name: str) -> Problem:
    return Problem(
        file="--only",
        value=name,
        message="is nothing that is compared",
        remedy=did_you_mean(name, SUBJECTS, limit=len(SUBJECTS)),
    )
