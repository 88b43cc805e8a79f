"""A minimum cover that somebody asks for, held against what holders have on the day of the plan."""

from __future__ import annotations

from collections.abc import Iterator

from didymium.case.case import Case
from didymium.case.schema import Holding
from didymium.decisions.allocation.delays import delays_of
from didymium.decisions.allocation.reading import SituationReader
from didymium.decisions.allocation.regrid import weeks_from
from didymium.decisions.response.asking import ResponseRequest
from didymium.files.problems import InputError, Problem
from didymium.market.stocks import levels_t
from didymium.scenario.path import ScenarioPaths

ROUNDING_DAYS = 0.05
"""A cover short by less than about an hour is held."""


def refuse_missing_cover(
    case: Case, paths: ScenarioPaths, members: tuple[str, ...], request: ResponseRequest
) -> None:
    """Refuse a minimum cover that the request states and that some commercial holder of a member does not
    have on the day of the plan. The default refuses nothing: who has less then keeps all of it.

    Raises:
        InputError: With the row of each holding that has less.
    """
    if "minimum_cover_days" not in request.means.model_fields_set:
        return
    problems = list(cover_problems(case, paths, members, request))
    if problems:
        raise InputError(problems)


def cover_problems(
    case: Case, paths: ScenarioPaths, members: tuple[str, ...], request: ResponseRequest
) -> Iterator[Problem]:
    """Yield a problem for each commercial holding of members with less than the minimum cover on the day, in
    the order of holdings.csv; confidential rows are not named.
    """
    asked = request.means.minimum_cover_days
    for row, days in covers_days(case, paths, members, request):
        if days < asked - ROUNDING_DAYS and not case.is_confidential("holdings", row.identity):
            place = case.places.get(("holdings", row.identity))
            yield Problem(
                place[0] if place else row.file,
                f"has {days:.1f} days of {row.material} in {row.region} on {request.as_of}, less than the "
                f"minimum cover of {asked:g}",
                row=place[1] if place else None,
                value=row.holder,
                remedy=f"ask for at most {max(days, 0.0):.1f} days, or for none: who has less then keeps all",
            )


def covers_days(
    case: Case, paths: ScenarioPaths, members: tuple[str, ...], request: ResponseRequest
) -> list[tuple[Holding, float]]:
    """Return the commercial holdings of members with the days of their region's use that they cover on the
    first day of the plan; those of regions that use nothing are left out.
    """
    stocks = paths.path.market.stocks
    if stocks is None:
        return []
    weeks = weeks_from(request.as_of, request.days)
    reader = SituationReader(
        case, paths, members, request.means, delays_of(case), weeks, declared=request.as_of
    )
    levels = levels_t(stocks, paths.path.tonnes)
    found = []
    for position, row in enumerate(paths.path.market.structure.holdings):
        use = reader.use_t_per_day((row.region, row.material))
        level = reader.grid.level_on(request.as_of, row.level_t, levels[position])
        if row.region in members and row.kind == "commercial" and use > 0.0:
            found.append((row, level / use))
    return found
