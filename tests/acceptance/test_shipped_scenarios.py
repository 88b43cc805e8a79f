"""Every shipped scenario runs past its first news and leaves tables that obey the laws."""

from __future__ import annotations

import re

import pytest

from bundled_case import (
    HALF_YEAR,
    NAME,
    NINE_MONTHS,
    assert_accounts_close,
    assert_mass_is_kept,
    with_profile,
)
from didymium.calibration.calibrate import Calibration
from didymium.case.case import Case
from didymium.case.reading import read_case
from didymium.scenario.course import news_days
from didymium.scenario.reading import list_instruments, list_scenarios, read_scenario
from didymium.views.service import solve_scenario
from doc_pages import PAGES, blocks_of

SCENARIOS = list_scenarios(read_case(NAME))
INSTRUMENTS = list_instruments(read_case(NAME))
IN_DOCS = {
    found
    for page in PAGES
    for block in blocks_of(page)
    if block.is_run
    for found in re.findall(r"^didymium solve --scenario (\w+) --out", block.text, re.MULTILINE)
}
"""What pages of the docs solve on the case as it ships: test_docs.py holds what each does to their figures.
That accounts close under each kind of instrument is said by test_instrument_properties.py, too."""


def test_the_shipped_scenarios_are_there() -> None:
    """What the project promises: the base, the licences of 2025, the rules of October 2025, the two readings
    of Japan's 2026, the lapse of November 2026, a full stop, and the deals in force.
    """
    assert set(SCENARIOS) >= {
        "base", "licences_2025", "october_2025_rules", "japan_2026_as_written", "japan_2026_as_reported",
        "lapse_november_2026", "full_stop", "alliance_2026",
    }  # fmt: skip


@pytest.mark.parametrize("name", SCENARIOS)
def test_shipped_scenario(name: str, bundled: Case, calibration: Calibration) -> None:
    """Nine months hold the first news of every scenario (three months before, six after, or from the day
    that the file gives): it solves, accounts close, mass is kept, something happens, and what is paid for
    the supply of last resort stays below a thousandth of turnover. Full runs of 24 periods take 10 to 16 s
    each and are run by ``didymium run``.
    """
    content = read_scenario(bundled, name)
    short = with_profile(bundled, NINE_MONTHS)
    run = solve_scenario(short, calibration, name, content)
    assert_accounts_close(run)
    assert_mass_is_kept(short, run)
    if not content.event and not content.instrument:
        assert run.outcome["flows"].equals(run.base["flows"])
        return
    last = run.outcome["prices"]["period"].max()
    assert news_days(content)[0] <= last
    assert run.outcome.manifest["news"]
    assert not run.outcome["flows"].equals(run.base["flows"])


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=pytest.mark.thorough if name in IN_DOCS else ()) for name in INSTRUMENTS],
)
def test_shipped_instrument(name: str, bundled: Case, calibration: Calibration) -> None:
    """Every deal and rule that a scenario may include settles on the bundled case, does something within half
    a year of its run's first day, and leaves accounts that close.
    """
    run = solve_scenario(with_profile(bundled, HALF_YEAR), calibration, name, read_scenario(bundled, name))
    assert_accounts_close(run)
    assert not run.outcome["flows"].equals(run.base["flows"])
