"""Slips in releases of strategic stocks: each is named with file, line and remedy."""

from pathlib import Path

import pytest

from didymium.case.case import Case
from didymium.case.reading import read_case
from didymium.files.problems import InputError
from didymium.scenario.reading import read_scenario
from tiny_case import write_tiny_case

HOLDINGS = """\
holder,kind,region,material,level_t,draw_t_per_month,fill_t_per_month,room_t,source
traders,commercial,JPN,oxide,500,100,100,1000,assumed: three weeks of use
state,public,JPN,oxide,300,50,0,300,assumed: a round number
empty,public,JPN,oxide,0,50,0,300,assumed: a round number
sealed,public,JPN,oxide,300,0,0,300,assumed: a round number
"""
HEAD = 'title = "A release"\nprofile = "shock"\n\n[[instrument]]\nkind = "stock_release"\n'
OWN = 'holder = "vault"\nregion = "JPN"\nmaterial = "oxide"\nlevel_t = 50\n'
OPENED = 'holder = "state"\nregion = "JPN"\nmaterial = "oxide"\n'
ABROAD = 'holder = "vault"\nregion = "AUS"\nmaterial = "oxide"\nlevel_t = 50\nmembers = ["friends"]\n'
TAIL = 'from = 2025-04-01\nsource = "report"\n'


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """The tiny case with public holdings; oxide goes from AUS to JPN in 12 days."""
    return read_case(write_tiny_case(tmp_path_factory.mktemp("tiny"), holdings=HOLDINGS))


def problems(case: Case, text: str) -> list[str]:
    """Return what is wrong with a scenario file of this text."""
    assert case.path is not None
    path: Path = case.path / "scenarios" / "release.toml"
    path.write_text(text, encoding="utf-8")
    try:
        read_scenario(case, "release")
    except InputError as error:
        return [str(problem) for problem in error.problems]
    return []


@pytest.mark.parametrize("text", [OWN, OPENED, ABROAD], ids=["own level", "opened holding", "to members"])
def test_a_sound_release_has_no_problem(case: Case, text: str) -> None:
    """A stock of its own, a row of holdings, and goods for a member along a route are read as they stand."""
    assert problems(case, HEAD + text + TAIL) == []


WRONG = [
    (OWN, "level_t = 50", "level_t = 0", 'line 9, instrument 1 level_t: "0" must be above 0'),
    (OWN, "level_t = 50", "level_t = -5", 'line 9, instrument 1 level_t: "-5" must be above 0'),
    (OWN, "level_t = 50\n", "",
     'line 6, instrument 1 holder: "vault" has no row for oxide in JPN in holdings.csv, and no level_t is '
     "given (name one of empty, sealed, state, traders, or give level_t)"),
    (OPENED, '"state"', '"stat"',
     'line 6, instrument 1 holder: "stat" has no row for oxide in JPN in holdings.csv'),
    (OPENED, '"state"', '"traders"',
     'line 6, instrument 1 holder: "traders" holds oxide in JPN as a commercial stock'),
    (OPENED, '"state"', '"empty"',
     'line 6, instrument 1 holder: "empty" has no oxide in JPN to release: level_t is 0'),
    (OPENED, '"state"', '"sealed"',
     'line 6, instrument 1 holder: "sealed" may draw nothing of oxide in JPN: draw_t_per_month is 0'),
    (OWN, '"vault"', '"state"',
     'line 6, instrument 1 holder: "state" holds oxide in JPN in holdings.csv already'),
    (OWN, '"JPN"', '"JPM"',
     'line 7, instrument 1 region: "JPM" is not in regions.csv (did you mean "JPN"?)'),
    (OWN, '"oxide"', '"ore"', 'line 7, instrument 1 region: "JPN" has no market for ore'),
    (OWN, "level_t = 50\n", 'level_t = 50\nmembers = ["JPN", "AUS"]\n',
     'line 10, instrument 1 members: "AUS" has no route for oxide from JPN '
     "(give transit_days and freight_usd_per_kg)"),
    (OWN, "level_t = 50\n", 'level_t = 50\nmembers = ["friends"]\ntransit_days = 10\n',
     'line 10, instrument 1 members: "AUS" has no route for oxide from JPN (give freight_usd_per_kg)'),
    (OWN, "level_t = 50\n", 'level_t = 50\nmembers = ["foes"]\n',
     'line 10, instrument 1 members: "foes" is not in regions.csv or clubs.csv'),
    (OWN, "level_t = 50\n", "level_t = 50\ntransit_days = 10\n",
     'line 10, instrument 1 transit_days: "10" has no effect: nothing is released to another region'),
    (OWN, "level_t = 50\n", "level_t = 50\nuntil = 2025-03-01\n",
     'line 10, instrument 1 until: "2025-03-01" is before from, 2025-04-01'),
    (OWN, "level_t = 50\n", "level_t = 50\nlead_days = 30\nuntil = 2025-04-30\n",
     'line 10, instrument 1 lead_days: "30" is 30 days, but the emergency ends on 2025-04-30'),
    (OWN, "level_t = 50\n", "level_t = 50\nlead_days = -1\n",
     'line 10, instrument 1 lead_days: "-1" must be at least 0'),
]  # fmt: skip


@pytest.mark.parametrize(("text", "old", "new", "message"), WRONG)
def test_a_slip_is_named_with_its_line(case: Case, text: str, old: str, new: str, message: str) -> None:
    """Each slip is named with file, line, key, value and remedy."""
    whole = HEAD + text + TAIL
    assert whole.count(old) == 1
    found = problems(case, whole.replace(old, new))
    assert any(problem.startswith(f"scenarios/release.toml {message}") for problem in found), found


def test_a_lead_ends_within_the_run(case: Case) -> None:
    """The run has 18 months and six quarters from January 2025 on: 1,000 days after June 2026 lie beyond."""
    begun = HEAD.replace("\n\n", "\nbegin = 2025-01-01\n\n")
    text = begun + OWN + TAIL.replace("2025-04", "2026-06")
    assert problems(case, text + "lead_days = 500\n") == []
    (found,) = problems(case, text + "lead_days = 1000\n")
    assert 'lead_days: "1000" puts the first release on 2029-02-25, after the run' in found


def two(first: str, second: str, *, ends: str = "", begins: str = "2025-04-01") -> str:
    """Return a file of two releases: the last day of the first, the first day of the second."""
    until = f"until = {ends}\n" if ends else ""
    return (
        f'{HEAD}{first}{until}{TAIL}\n[[instrument]]\nkind = "stock_release"\n{second}'
        f'from = {begins}\nsource = "report"\n'
    )


def test_a_stock_is_released_once(case: Case) -> None:
    """A level of its own belongs to one release; a holding may be opened again after it was closed."""
    said = 'instrument 2 holder: "vault" releases the stock of instrument 1 as well'
    for text in (two(OWN, OWN), two(OWN, OWN, ends="2025-05-31", begins="2025-09-01")):
        (found,) = problems(case, text)
        assert said in found
    (found,) = problems(case, two(OPENED, OPENED))
    assert '"state" releases the stock of instrument 1 as well' in found
    assert problems(case, two(OPENED, OPENED, ends="2025-05-31", begins="2025-09-01")) == []


def test_a_stock_of_its_own_is_no_other_instrument_s(case: Case) -> None:
    """An agency that buys and a stock that is released under one name would be one row of the stocks."""
    agency = (
        '\n[[instrument]]\nkind = "public_purchase"\nholder = "vault"\nclub = "JPN"\nmaterial = "oxide"\n'
        f"price_usd_per_kg = 70\n{TAIL}"
    )
    (found,) = problems(case, HEAD + OWN + TAIL + agency)
    assert 'instrument 1 holder: "vault" is the holder of instrument 2 as well' in found
