"""When the runs of a game begin and end."""

from __future__ import annotations

import datetime as dt

from didymium.case.case import Case
from didymium.decisions.rival.schema import Rival
from didymium.market.periods import make_periods

FIRST_DAY_LEAD_MONTHS = 1


def first_day(case: Case, rival: Rival, profile: str) -> dt.date:
    """Return the first day of a rival's run on a division of time: that of its file, else the first of the
    month so many months before its move as the profile leads in, but not before the case begins.
    """
    if rival.begin is not None:
        return rival.begin
    moves_on = rival.moves_on
    lead = max(case.settings.profiles[profile].lead_months, FIRST_DAY_LEAD_MONTHS)
    months = moves_on.year * 12 + moves_on.month - 1 - lead
    return max(dt.date(months // 12, months % 12 + 1, 1), case.settings.start)


def last_day(case: Case, rival: Rival, profile: str) -> dt.date:
    """Return the last day of a rival's run on a division of time."""
    periods = make_periods(first_day(case, rival, profile), case.settings.profiles[profile])
    return periods.bounds[-1] - dt.timedelta(days=1)
