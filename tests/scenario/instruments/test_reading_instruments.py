"""Slips in the instruments of a scenario file: each is named with file, line and remedy."""

from pathlib import Path

import pytest

from didymium.case.case import Case
from didymium.case.reading import read_case
from didymium.files.problems import InputError
from didymium.scenario.reading import read_scenario
from tiny_case import write_tiny_case

CLUBS = """\
club,region,from,until
friends,AUS,2024-01-01,
friends,JPN,,
later,JPN,2026-01-01,
"""
ROUTES = """\
material,origin,destination,base_t_per_year,freight_usd_per_kg,tariff,transit_days,via,until,source
oxide,AUS,JPN,10000,0.1,0,12,open_sea,,report
"""
HEAD = """\
title = "An instrument"
profile = "shock"

[[instrument]]
"""
"""The kind stands in line 5 of every file, the next keys in the lines after it."""
TAIL = 'from = 2025-04-01\nsource = "report"\n'

FLOOR = 'kind = "price_floor"\nclub = "JPN"\nmaterial = "oxide"\nfloor_usd_per_kg = 80\n'
TARIFF = 'kind = "tariff"\nclub = "JPN"\nmaterials = ["oxide"]\nad_valorem = 0.5\n'
CONTRACT = 'kind = "contract_for_difference"\nclub = "AUS"\nmaterial = "oxide"\nstrike_usd_per_kg = 80\n'
OFFTAKE = (
    'kind = "offtake"\nbuyer = "JPN"\nplants = ["mill"]\nmaterial = "oxide"\nfloor_usd_per_kg = 80\n'
    "t_per_year = 100\n"
)
CREDIT = 'kind = "tax_credit"\nclub = "AUS"\nmaterials = ["oxide"]\nshare = 0.1\n'
GRANT = 'kind = "capital_grant"\nplants = ["next"]\nusd_million = 5\noperating_from = 2027-01-01\n'
RULE = (
    'kind = "procurement_rule"\nclub = "JPN"\nsectors = ["cars"]\nmaterials = ["oxide"]\ntrusted = ["AUS"]\n'
)
STOCK = (
    'kind = "shared_stock"\nholder = "vault"\nregion = "JPN"\nmaterial = "oxide"\nlevel_t = 50\n'
    "price_usd_per_kg = 60\nmove_t_per_month = 5\nreplenish_months = 6\n"
)
OBLIGATION = (
    'kind = "stock_obligation"\nclub = "JPN"\nmaterials = ["oxide"]\ndays = 30\nfine_usd_per_kg_year = 9\n'
)
COLLECTION = (
    'kind = "collection_target"\nclub = "AUS"\nmaterial = "ore"\nt_per_year = 10\nfine_usd_per_kg = 2\n'
)
PURCHASE = (
    'kind = "public_purchase"\nholder = "agency"\nclub = "JPN"\nmaterial = "oxide"\nprice_usd_per_kg = 70\n'
)
CAP = 'kind = "dependence_cap"\nclub = "JPN"\nmaterials = ["oxide"]\nshare = 0.5\n'
PRIORITY = 'kind = "priority_allocation"\nclub = "JPN"\nmaterials = ["oxide"]\nsectors = ["cars"]\n'
SUBSIDY = 'kind = "production_subsidy"\nplants = ["mill"]\nmaterial = "oxide"\nusd_per_kg = 5\n'
LIMIT = 'kind = "export_limit"\nclub = "AUS"\nmaterials = ["oxide"]\nvolume_share = 0.5\n'
GAP = 'kind = "price_gap_subsidy"\nclub = "friends"\nmaterial = "oxide"\ntarget_usd_per_kg = 70\n'
MINIMUM = (
    'kind = "minimum_procurement_price"\nclub = "friends"\nmaterial = "oxide"\nprice_usd_per_kg = 70\n'
    "buyers_share = 1\n"
)
SOUND = (
    FLOOR, TARIFF, CONTRACT, OFFTAKE, CREDIT, GRANT, RULE, STOCK, OBLIGATION, COLLECTION, PURCHASE, CAP,
    PRIORITY, SUBSIDY, LIMIT, GAP, MINIMUM,
)  # fmt: skip
"""An instrument of every kind on the tiny case."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny case with a club that begins in 2026."""
    return write_tiny_case(tmp_path_factory.mktemp("tiny"), clubs=CLUBS, routes=ROUTES)


@pytest.fixture(scope="module")
def case(folder: Path) -> Case:
    """The same, read."""
    return read_case(folder)


def problems(case: Case, text: str) -> list[str]:
    """Return what is wrong with a scenario file of this text."""
    assert case.path is not None
    (case.path / "scenarios" / "club.toml").write_text(text, encoding="utf-8")
    try:
        read_scenario(case, "club")
    except InputError as error:
        return [str(problem) for problem in error.problems]
    return []


@pytest.mark.parametrize("text", SOUND, ids=lambda text: text.split('"')[1])
def test_a_sound_instrument_has_no_problem(case: Case, text: str) -> None:
    """One instrument of every kind is read as it stands."""
    assert problems(case, HEAD + text + TAIL) == []


WRONG = [
    (FLOOR, "floor_usd_per_kg = 80", "floor_usd_per_kg = -1",
     'line 8, instrument 1 floor_usd_per_kg: "-1" must be at least 0'),
    (FLOOR, '"price_floor"', '"price_flor"',
     'line 5, instrument 1 kind: "price_flor" is no kind of instrument (did you mean "price_floor"?)'),
    (FLOOR, 'club = "JPN"', 'club = "fiends"',
     'line 6, instrument 1 club: "fiends" is not in regions.csv or clubs.csv (did you mean "friends"?)'),
    (FLOOR, 'club = "JPN"', 'club = "later"',
     'line 6, instrument 1 club: "later" has no member on 2025-04-01 (see clubs.csv)'),
    (FLOOR, '"oxide"', '"oxyde"',
     'line 7, instrument 1 material: "oxyde" is not in materials.csv (did you mean "oxide"?)'),
    (FLOOR, 'club = "JPN"', 'club = "friends"',
     'line 6, instrument 1 club: "friends" imports no oxide from outside: nothing can be charged'),
    (FLOOR, "floor_usd_per_kg = 80\n", "floor_usd_per_kg = 80\nreach = \"down\"\n",
     'line 9, instrument 1 reach: "down" is not among the choices (did you mean "downstream"?)'),
    (FLOOR, "kg = 80\n", 'kg = 80\nenforcement = "contract"\nreach = "downstream"\n',
     'line 10, instrument 1 reach: "downstream" has no effect on a floor that is held by contract'),
    (TARIFF, "ad_valorem = 0.5", "ad_valorem = -1.01",
     'line 8, instrument 1 ad_valorem: "-1.01" must be at least -1'),
    (TARIFF, "ad_valorem = 0.5\n", "", "line 4, instrument 1: is a tariff of nothing"),
    (TARIFF, "ad_valorem = 0.5\n", "ad_valorem = 0.5\nin_quota_ad_valorem = 0.1\n",
     "line 4, instrument 1: has rates within a quota but no quota_t_per_year"),
    (TARIFF, "ad_valorem = 0.5\n", "ad_valorem = 0.5\nquota_t_per_year = 5\nin_quota_ad_valorem = 0.6\n",
     "line 4, instrument 1: is dearer within the quota than above it"),
    (TARIFF, 'club = "JPN"', 'club = "AUS"',
     'line 6, instrument 1 club: "AUS" imports no oxide from outside: nothing can be charged'),
    (CONTRACT, TAIL, "from = 2025-04-01\nuntil = 2025-03-01\nsource = \"report\"\n",
     'line 10, instrument 1 until: "2025-03-01" is before from, 2025-04-01'),
    (CONTRACT, 'club = "AUS"', 'plants = ["pit"]',
     'line 6, instrument 1 plants: "pit" does not make oxide'),
    (CONTRACT, 'club = "AUS"', 'plants = ["milk"]',
     'line 6, instrument 1 plants: "milk" is not in plants.csv (did you mean "mill"?)'),
    (CONTRACT, 'club = "AUS"\n', "",
     "line 4, instrument 1 plants: is missing (name plants, or a club whose plants are meant)"),
    (CONTRACT, "strike_usd_per_kg = 80\n",
     "strike_usd_per_kg = 80\nsecond_strike_usd_per_kg = 70\nupside_share = 0.5\n",
     'line 9, instrument 1 second_strike_usd_per_kg: "70" is below the price that is held, 80'),
    (CONTRACT, "strike_usd_per_kg = 80\n", "strike_usd_per_kg = 80\nupside_share = 0.5\n",
     'line 9, instrument 1 upside_share: "0.5" has no second_strike_usd_per_kg above which it is paid'),
    (CONTRACT, "strike_usd_per_kg = 80\n", "strike_usd_per_kg = 80\nsettlement = \"yearly\"\n",
     'line 9, instrument 1 settlement: "yearly" is not among the choices'),
    (OFFTAKE, 'buyer = "JPN"', 'buyer = "JAP"',
     'line 6, instrument 1 buyer: "JAP" is not in regions.csv (did you mean "JPN"?)'),
    (OFFTAKE, "t_per_year = 100\n", "", "line 4, instrument 1 t_per_year: is missing"),
    (CREDIT, "share = 0.1", "share = 10", 'line 8, instrument 1 share: "10" must be at most 1'),
    (CREDIT, TAIL, TAIL + "\n[[instrument.phase]]\nfrom = 2025-03-01\nshare = 0.05\n",
     'line 13, instrument 1 phase 1 from: "2025-03-01" is not after 2025-04-01'),
    (CREDIT, "share = 0.1", 'share = 0.1\nplants = ["pit"]',
     'line 9, instrument 1 plants: "pit" does not make oxide'),
    (CREDIT.replace('"AUS"', '"JPN"'), "share = 0.1", 'share = 0.1\nplants = ["mill"]',
     'line 9, instrument 1 plants: "mill" is in AUS, outside JPN'),
    (CREDIT, "share = 0.1", 'share = 0.1\nplants = ["next"]',
     'line 9, instrument 1 plants: "next" does not run and nothing builds it'),
    (TARIFF, "ad_valorem = 0.5", 'ad_valorem = 0.5\norigins = ["JPN"]',
     'line 9, instrument 1 origins: "JPN" send no oxide to JPN from outside: nothing can be charged'),
    (GRANT, "operating_from = 2027-01-01\n", "",
     'line 4, instrument 1 operating_from: "next" is missing: planned plants need a first day'),
    (GRANT, "2027-01-01", "2025-03-01",
     'line 8, instrument 1 operating_from: "2025-03-01" is before the grant, 2025-04-01'),
    (RULE, 'trusted = ["AUS"]\n', "",
     "line 4, instrument 1 trusted: is missing (name trusted regions, or plants)"),
    (RULE, '["cars"]', '["cats"]',
     'line 7, instrument 1 sectors: "cats" is not in sectors.csv (did you mean "cars"?)'),
    (RULE, 'club = "JPN"', 'club = "AUS"',
     "line 7, instrument 1 sectors: have no demand for these materials in AUS"),
    (STOCK, '"oxide"', '"ore"', 'line 7, instrument 1 region: "JPN" has no market for ore'),
    (STOCK, "replenish_months = 6", "replenish_months = 0",
     'line 12, instrument 1 replenish_months: "0" must be at least 1'),
    (OBLIGATION, 'club = "JPN"', 'club = "AUS"',
     'line 6, instrument 1 club: "AUS" has no commercial holding of these materials'),
    (COLLECTION, 'club = "AUS"', 'club = "JPN"',
     'line 6, instrument 1 club: "JPN" has no plant that makes ore'),
    (PURCHASE, '"oxide"', '"ore"', 'line 7, instrument 1 club: "JPN" has no market for ore'),
    (CAP, 'club = "JPN"', 'club = "friends"',
     'line 6, instrument 1 club: "friends" imports no oxide from outside: nothing can be charged'),
    (PRIORITY, "sectors", "sector",
     'line 8, instrument 1 sector: is unknown (did you mean "sectors"?)'),
    (SUBSIDY, '"report"', '"reprot"',
     'line 10, instrument 1 source: "reprot" is neither a fact nor a source (did you mean "report"?)'),
    (GAP, 'club = "friends"', 'club = "JPN"',
     'line 6, instrument 1 club: "JPN" has no running plant that makes oxide, and nothing builds next '
     "(build it with a project_build event or a capital_grant)"),
    (GAP, '"oxide"', '"magnet"', 'line 7, instrument 1 material: "magnet" is not in materials.csv'),
    (MINIMUM.replace('"oxide"', '"ore"'), 'club = "friends"', 'club = "JPN"',
     'line 6, instrument 1 club: "JPN" has no plant that makes ore: nothing can be supported'),
    (SUBSIDY, '["mill"]', '["mill", "next"]',
     'line 6, instrument 1 plants: "next" does not run and nothing builds it '
     "(build it with a project_build event or a capital_grant)"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "old", "new", "message"), WRONG)
def test_a_slip_is_named_with_its_line(case: Case, text: str, old: str, new: str, message: str) -> None:
    """Each slip is named with file, line, key, value and remedy, and nothing else is said to be wrong."""
    whole = HEAD + text + TAIL
    assert whole.count(old) == 1
    found = problems(case, whole.replace(old, new))
    assert any(problem.startswith(f"scenarios/club.toml {message}") for problem in found), found


def two(first: str, second: str, *, ends: str = "", begins: str = "2025-04-01") -> str:
    """Return a file of two instruments: the last day of the first, the first day of the second."""
    until = f"until = {ends}\n" if ends else ""
    after = f'from = {begins}\nsource = "report"\n'
    return HEAD + first + until + TAIL + "\n[[instrument]]\n" + second + after


def test_two_floors_of_one_club_contradict_each_other(case: Case) -> None:
    """The second of two floors on one material at one time is named, with the first's number."""
    (found,) = problems(case, two(FLOOR, FLOOR.replace("80", "90")))
    assert found.startswith(
        'scenarios/club.toml line 16, instrument 2 floor_usd_per_kg: "90" is a second floor of JPN on oxide '
        "beside instrument 1"
    )


def test_one_floor_after_another_is_sound(case: Case) -> None:
    """A floor may end before the next begins; on the same day it may not."""
    assert problems(case, two(FLOOR, FLOOR, ends="2025-12-31", begins="2026-01-01")) == []
    assert len(problems(case, two(FLOOR, FLOOR, ends="2026-01-01", begins="2026-01-01"))) == 1


def test_a_plant_that_a_grant_builds_may_be_supported(case: Case) -> None:
    """A subsidy for a planned plant is sound beside the grant that builds it."""
    assert problems(case, two(GRANT, SUBSIDY.replace("mill", "next"))) == []


def test_holders_have_names_of_their_own(case: Case) -> None:
    """An agency and a stock of one name would be one holder."""
    (found,) = problems(case, two(PURCHASE, STOCK.replace("vault", "agency")))
    assert 'line 15, instrument 2 holder: "agency" is the holder of instrument 1 as well' in found


def test_all_slips_come_at_once(case: Case) -> None:
    """Slips in two instruments are named together."""
    assert len(problems(case, two(FLOOR.replace("JPN", "later"), TARIFF.replace("JPN", "later")))) == 2
