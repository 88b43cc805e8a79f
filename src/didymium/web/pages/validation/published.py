"""Published figures beside ours, as they were last found."""

from __future__ import annotations

from didymium.validation.record import read_record
from didymium.views.validation.shown import shown_validation
from didymium.web.look.answer import show_shown
from didymium.web.look.visit import Visit


def show_published(visit: Visit) -> None:
    """Draw every kind of published figure: how many are found, those that are not with the reason of each,
    the day, and the command that finds them anew.
    """
    show_shown(visit, shown_validation(visit.server.case, read_record(), visit.language))
