"""Made registers have the skew of real ones, and are the same for the same seed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from didymium.screening.register.reading import read_register
from didymium.screening.register.register import Register
from register_cases import DAY

ROOT = Path(__file__).resolve().parents[2]
PARTIES, HOLDINGS = 5_000, 15_000
PROGRAM = (
    "import sys; from pathlib import Path; from benchmarks.ownership.registers import *;"
    f"[write_made_register(Path(p), RegisterSize({PARTIES}, {HOLDINGS})) for p in sys.argv[1:]]"
)


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    places = [tmp_path_factory.mktemp("made") / name for name in ("one", "two")]
    subprocess.run([sys.executable, "-c", PROGRAM, *map(str, places)], cwd=ROOT, check=True, timeout=120)
    return places


@pytest.fixture(scope="module")
def made(folders: list[Path]) -> Register:
    return read_register(folders[0], DAY)


def test_the_same_seed_makes_the_same_register(folders: list[Path]) -> None:
    for file in ("parties.parquet", "holdings.parquet"):
        assert (folders[0] / file).read_bytes() == (folders[1] / file).read_bytes()


def test_sizes_are_those_asked_for(made: Register) -> None:
    """Own shares are left out, which takes away one holding in a hundred at most."""
    assert made.holdings.party_count == PARTIES
    assert 0.99 * HOLDINGS <= made.holdings.holding_count <= HOLDINGS


def test_most_companies_have_one_to_three_owners_and_a_few_owners_have_hundreds(made: Register) -> None:
    owners = np.bincount(made.holdings.owned, minlength=PARTIES)
    owners = owners[owners > 0]
    assert np.mean(owners <= 3) > 0.8
    stakes = np.sort(np.bincount(made.holdings.owner, minlength=PARTIES))[::-1]
    assert stakes[0] > 100 and np.median(stakes[stakes > 0]) <= 2


def test_nobody_is_held_by_more_than_all_and_some_hold_each_other(made: Register) -> None:
    rows = made.holdings
    assert np.bincount(rows.owned, rows.capital_low, PARTIES).max() <= 1 + 1e-9
    graph = csr_array((np.ones(rows.holding_count), (rows.owner, rows.owned)), shape=(PARTIES, PARTIES))
    circles = np.bincount(connected_components(graph, connection="strong")[1])
    assert (circles > 1).any()
