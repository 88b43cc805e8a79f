"""The pages, one module each, in the order of the navigation. They show what the layers below found."""

from __future__ import annotations

from didymium.web.look.shell import Page
from didymium.web.pages import (
    account,
    agreements,
    chain,
    evidence,
    indicators,
    jobs,
    overview,
    price_floor,
    projects,
    rapid_response,
    rival,
    screening,
    shock_lab,
    stockpile,
    validation,
    why,
)

PAGES: tuple[Page, ...] = (
    overview.PAGE,
    chain.PAGE,
    shock_lab.PAGE,
    price_floor.PAGE,
    rival.PAGE,
    stockpile.PAGE,
    projects.PAGE,
    rapid_response.PAGE,
    screening.PAGE,
    indicators.PAGE,
    validation.PAGE,
    agreements.PAGE,
    evidence.PAGE,
    jobs.PAGE,
    why.PAGE,
    account.PAGE,
)
