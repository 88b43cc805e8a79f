"""The catalogue: the same behaviour in a file and on a PostgreSQL server, one for several folders too."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from didymium.catalogue.database import CatalogueError
from didymium.ensemble.reading.results import Results
from didymium.ensemble.running.catalogue import EnsembleCatalogue
from didymium.ensemble.running.folder import FolderError
from didymium.ensemble.running.run import run_ensemble
from didymium.ensemble.running.threads import Threads
from didymium.ensemble.running.worker import Solved
from ensemble_cases import files_of, mini_definition
from postgresql_server import postgresql_server

NewCatalogue = Callable[[], str]
DEFINITION = {"case": "mini", "scenario": "licences", "scenarios": 3}
KEY, OTHER = "a" * 64, "b" * 64


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with postgresql_server() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A new catalogue: a file, or a database of its own on the server."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'shared.sqlite'}"
    address = sa.make_url(request.getfixturevalue("server"))
    name = f"d{abs(hash(tmp_path)):x}"
    engine = sa.create_engine(address, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return address.set(database=name).render_as_string(hide_password=False)


def solved(number: int, failure: str = "") -> Solved:
    tables = {} if failure else {"prices": b"\x00price %d\xff" % number, "stocks": b"stock %d" % number}
    path = "" if failure else ("cold" if number == 1 else "hot")
    return Solved(number, tables, 0.5, path, 4, 100, failure)


def test_what_is_entered_is_read(url: str, tmp_path: Path) -> None:
    """Scenarios with their tables, to the byte; failures with the reason; sums of how it went."""
    with closing(EnsembleCatalogue(url)) as catalogue:
        catalogue.add(KEY, tmp_path, DEFINITION)
        for number in (2, 0, 1):
            catalogue.enter(KEY, f"key {number}", solved(number))
        catalogue.enter(KEY, "key 3", solved(3, "these cannot hold together: 東京"))
    with closing(EnsembleCatalogue(url)) as catalogue:
        assert catalogue.states(KEY) == {n: ("failed" if n == 3 else "done", None) for n in range(4)}
        assert catalogue.parts(KEY, [0, 2, 3], "prices") == [
            (0, b"\x00price 0\xff"), (2, b"\x00price 2\xff"),
        ]  # fmt: skip
        progress = catalogue.progress(KEY)
        assert (progress.finished, progress.failed, progress.cold, progress.iterations) == (4, 1, 1, 400)
        assert progress.seconds == pytest.approx(2.0)
        assert catalogue.failures(KEY) == [(3, "these cannot hold together: 東京")]
        assert catalogue.states(OTHER) == {}
        assert catalogue.progress(OTHER).finished == 0


def test_gathering_lets_go_of_parts(url: str, tmp_path: Path) -> None:
    """Once in a file, scenarios keep its number and their parts go; those of others stay."""
    with closing(EnsembleCatalogue(url)) as catalogue:
        for key in (KEY, OTHER):
            catalogue.add(key, tmp_path, DEFINITION)
            for number in range(3):
                catalogue.enter(key, f"key {number}", solved(number))
        catalogue.gathered(KEY, [0, 1], 7)
        assert catalogue.states(KEY) == {0: ("done", 7), 1: ("done", 7), 2: ("done", None)}
        assert [number for number, _ in catalogue.parts(KEY, [0, 1, 2], "stocks")] == [2]
        assert len(catalogue.parts(OTHER, [0, 1, 2], "stocks")) == 3


def test_a_scenario_is_entered_whole_or_not_at_all(url: str, tmp_path: Path) -> None:
    """Entered twice it is refused, and what the first entry held stays."""
    with closing(EnsembleCatalogue(url)) as catalogue:
        catalogue.add(KEY, tmp_path, DEFINITION)
        catalogue.enter(KEY, "key 0", solved(0))
        twice = "^the catalogue cannot be written: (UNIQUE|duplicate key value violates unique) constraint"
        with pytest.raises(CatalogueError, match=twice):
            catalogue.enter(KEY, "key 0", Solved(0, {"more": b"x"}, 1.0, "hot", 1, 1))
        with pytest.raises(CatalogueError, match="the catalogue cannot be written"):
            catalogue.enter(OTHER, "key 0", solved(0))
        assert catalogue.parts(KEY, [0], "more") == []
        assert catalogue.states(OTHER) == {}
        assert catalogue.parts(KEY, [0], "stocks") == [(0, b"stock 0")]


def test_folders_finished_and_forgotten(url: str, tmp_path: Path) -> None:
    """The folder of an ensemble is known once it is finished; entered again it is noted anew; removed it is
    gone with all its scenarios; with scenarios forgotten it is no longer finished.
    """
    with closing(EnsembleCatalogue(url)) as catalogue:
        catalogue.add(KEY, tmp_path / "one", DEFINITION)
        assert catalogue.folder_of(KEY) is None
        catalogue.enter(KEY, "key 0", solved(0))
        catalogue.finish(KEY)
        assert catalogue.folder_of(KEY) == tmp_path / "one"
        catalogue.add(KEY, tmp_path / "two", DEFINITION)
        assert catalogue.folder_of(KEY) == tmp_path / "two"
        catalogue.forget(KEY, [0])
        assert catalogue.folder_of(KEY) is None
        assert catalogue.states(KEY) == {}


def test_an_ensemble_of_a_shared_catalogue(url: str, tmp_path: Path) -> None:
    """Solved, stopped, resumed and gathered as with a catalogue in the folder, to the byte; in another folder
    the finished one is found.
    """
    plain, out = tmp_path / "plain", tmp_path / "out"
    run_ensemble(mini_definition(4), plain, Threads(1))
    told: list[int] = []
    run_ensemble(mini_definition(4), out, Threads(1), catalogue_url=url, advance=told.append)
    assert sum(told) == 5
    assert files_of(out) == files_of(plain)
    assert not (out / "catalogue.sqlite").exists()
    elsewhere = run_ensemble(mini_definition(4), tmp_path / "other", Threads(1), catalogue_url=url)
    assert (elsewhere.folder, elsewhere.solved, elsewhere.found, elsewhere.left) == (out, 0, 5, 0)
    with pytest.raises(FolderError, match="is elsewhere: say where with --catalogue"):
        Results(out)
    with Results(out, url) as results:
        assert results.drawn == (1, 2, 3, 4)


def test_results_that_are_gone_are_solved_again(url: str, tmp_path: Path) -> None:
    """A shared catalogue may outlive the files: with the folder deleted, or put to another use, nothing is
    claimed to be there that is not.
    """
    out = tmp_path / "out"
    run_ensemble(mini_definition(3), out, Threads(1), catalogue_url=url)
    files = files_of(out)
    shutil.rmtree(out)
    again = run_ensemble(mini_definition(3), out, Threads(1), catalogue_url=url)
    assert (again.solved, files_of(out)) == (4, files)
    run_ensemble(mini_definition(2), out, Threads(1), catalogue_url=url, replace=True)
    other = run_ensemble(mini_definition(3), tmp_path / "other", Threads(1), catalogue_url=url)
    assert (other.folder, other.solved) == (tmp_path / "other", 4)
    assert files_of(tmp_path / "other") == files
    back = run_ensemble(mini_definition(2), out, Threads(1), catalogue_url=url)
    assert (back.solved, back.left) == (0, 0)


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("catalogue.db", '"catalogue.db" is no address of a catalogue'),
        ("nosuch://x", '"nosuch://x" cannot be a catalogue: write sqlite:///FILE or postgresql'),
        ("sqlite://", '"sqlite://" cannot be a catalogue'),
        ("postgresql://me@here:xx/db", "is no address of a catalogue"),
        ("sqlite:////no/such/folder/c.sqlite", "cannot be opened"),
        ("postgresql://me:secret@127.0.0.1:9/x", "the catalogue .*127.0.0.1:9/x cannot be opened"),
    ],
)
def test_catalogues_that_cannot_be_opened(address: str, message: str) -> None:
    """What is no address, no folder, or no server is said in one line, without the password."""
    with pytest.raises(CatalogueError, match=message) as raised:
        EnsembleCatalogue(address)
    assert "secret" not in str(raised.value)
    assert len(str(raised.value).splitlines()) == 1


def test_a_file_that_is_no_catalogue(tmp_path: Path) -> None:
    """A text file is refused."""
    (tmp_path / "c.sqlite").write_text("a letter to a friend " * 100, encoding="utf-8")
    with pytest.raises(CatalogueError, match="cannot be opened: file is not a database"):
        EnsembleCatalogue(f"sqlite:///{tmp_path / 'c.sqlite'}")


def test_a_server_by_its_usual_address(server: str) -> None:
    """``postgresql://`` and ``postgres://`` take the driver that comes with didymium[postgresql]."""
    for prefix in ("postgresql://", "postgres://"):
        with closing(EnsembleCatalogue(server.replace("postgresql+pg8000://", prefix))) as catalogue:
            assert catalogue.states(KEY) == {}
