"""Facts are added whole or not at all: whatever goes wrong, every byte of the folder stays."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from didymium.evidence.adding import Addition, add, additions, file_hash, kept_name, remove
from didymium.evidence.evidence import Evidence
from didymium.evidence.facts import Fact
from didymium.evidence.reading import Folder, load_evidence
from didymium.evidence.sources import Source
from didymium.files.atomic import restore_folder
from didymium.files.problems import InputError
from evidence.small_evidence import TODAY, fact, facts_csv, read_small_evidence, write_small_evidence

NEWS = Source(source="news", title="A bulletin", kind="press")
SUM = "sum,relation,total,parts,source,locator\nall,adds_up,base_fact,mine_a,office,page 1\n"


def row(identifier: str, **cells: Any) -> Fact:
    """A fact as a row of the schema."""
    plain = {"subject": "CHN", "measure": "output", "value": "100", "unit": "t", "as_of": "2024",
             "source": "office", "locator": "page 1"}  # fmt: skip
    return Fact.model_validate({**plain, "fact": identifier, **cells})


def bytes_of(folder: Path) -> dict[str, bytes]:
    """Every file of a folder with its content."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@pytest.fixture
def base(tmp_path: Path) -> Evidence:
    """What the folder is laid over."""
    return read_small_evidence(write_small_evidence(tmp_path / "base", fact("base_fact")))


@pytest.fixture
def folder(tmp_path: Path, base: Evidence) -> Path:
    """A folder with one addition, "mine", of two facts and a source."""
    path = tmp_path / "case" / "evidence"
    facts = [row("mine_a"), row("mine_b", source="news", value="7")]
    assert add(path, Addition("mine", {"facts": facts, "sources": [NEWS]}), base) == 2
    return path


def refusal(act: Callable[[], object]) -> list[str]:
    """The problems for which something is refused."""
    with pytest.raises(InputError) as raised:
        act()
    return [str(problem) for problem in raised.value.problems]


def beside(folder: Path) -> list[str]:
    """What stands where the folder stands."""
    return sorted(path.name for path in folder.parent.iterdir())


def test_addition_reads_back(folder: Path, base: Evidence) -> None:
    """What was added is there under its name and means the same when it is read again."""
    evidence, problems = load_evidence([Folder(folder, "")], base, today=TODAY)
    assert problems == []
    assert evidence.fact_ids == {"base_fact", "mine_a", "mine_b"}
    assert evidence.fact("mine_b")["base"] == 7.0
    assert evidence.sources["news"] == NEWS
    assert additions(folder) == ["mine"]


def test_second_addition_leaves_the_first(folder: Path, base: Evidence) -> None:
    """Another name adds beside: the first addition keeps its bytes."""
    before = bytes_of(folder)
    assert add(folder, Addition("more", {"facts": [row("more_a")]}), base) == 1
    after = bytes_of(folder)
    assert {name: after[name] for name in before} == before
    assert additions(folder) == ["mine", "more"]


def test_file_is_taken_as_it_is(folder: Path, base: Evidence, tmp_path: Path) -> None:
    """A person's own file of facts is copied byte for byte, line ends and all."""
    own = tmp_path / "my facts.csv"
    own.write_bytes(b"\xef\xbb\xbf" + facts_csv(fact("own_a")).replace("\n", "\r\n").encode())
    assert add(folder, Addition("own", {"facts": own}), base) == 1
    assert (folder / "facts" / "own.csv").read_bytes() == own.read_bytes()


def test_raw_file_is_kept_under_its_hash(folder: Path, base: Evidence, tmp_path: Path) -> None:
    """What figures were read from is kept unchanged, under the beginning of its SHA-256 and its own name."""
    raw = tmp_path / "release.csv"
    raw.write_bytes(b"abc")
    add(folder, Addition("more", {"facts": [row("more_a")]}, (raw,)), base)
    assert file_hash(raw) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert kept_name(raw) == "ba7816bf8f01_release.csv"
    assert (folder / "raw" / "more" / "ba7816bf8f01_release.csv").read_bytes() == b"abc"


def test_same_name_replaces(folder: Path, base: Evidence) -> None:
    """A corrected file of the same name takes the place of the old one, sources and all, if that is meant."""
    tables = {"facts": [row("mine_a", value="50")], "sources": []}
    assert refusal(lambda: add(folder, Addition("mine", tables), base)) == [
        "mine: is the name of an addition already (give another name, or replace it)"
    ]
    assert add(folder, Addition("mine", tables), base, replace=True) == 1
    evidence, _ = load_evidence([Folder(folder, "")], base, today=TODAY)
    assert evidence.fact_ids == {"base_fact", "mine_a"}
    assert evidence.fact("mine_a")["value"] == "50"
    assert "news" not in evidence.sources


BAD = [
    ([row("mine_c", unit="furlong")],
     'facts/bad.csv row 2, column unit: "furlong" is not in units.csv (add it)'),
    ([row("mine_a")],
     'facts/bad.csv row 2, column fact: "mine_a" stands already in facts/mine.csv row 2 '
     "(give each fact its own id)"),
    ([row("base_fact")],
     'facts/bad.csv row 2, column fact: "base_fact" stands already in facts.csv row 2 '
     "(give each fact its own id)"),
    ([row("mine_c"), row("mine_d", source="nws")],
     'facts/bad.csv row 3, column source: "nws" is not in sources.csv (did you mean "news"?)'),
    ([row("mine_c", as_of="2999")],
     'facts/bad.csv row 2, column as_of: "2999" lies in the future (as_of is when it was said; the date that '
     "a target or term speaks of goes into until)"),
]  # fmt: skip


@pytest.mark.parametrize(("facts", "message"), BAD)
def test_bad_addition_changes_no_byte(folder: Path, base: Evidence, facts: list[Fact], message: str) -> None:
    """One bad row refuses the whole addition, says which, and leaves the folder as it was."""
    before = bytes_of(folder)
    assert refusal(lambda: add(folder, Addition("bad", {"facts": facts}), base)) == [message]
    assert bytes_of(folder) == before
    assert beside(folder) == ["evidence"]


def test_bad_replacement_changes_no_byte(folder: Path, base: Evidence) -> None:
    """A replacement that would take away the source of another fact is refused: the old addition stays."""
    add(folder, Addition("more", {"facts": [row("more_a", source="news")]}), base)
    before = bytes_of(folder)
    tables = {"facts": [row("mine_a")], "sources": []}
    assert refusal(lambda: add(folder, Addition("mine", tables), base, replace=True)) == [
        'facts/more.csv row 2, column source: "news" is not in sources.csv (add it to sources.csv)'
    ]
    assert bytes_of(folder) == before


def test_users_own_file_is_named(folder: Path, base: Evidence, tmp_path: Path) -> None:
    """Problems name the file that the person gave, not the place where it was tried."""
    own = tmp_path / "my facts.csv"
    own.write_text(facts_csv(fact("own_a", value="lots")), encoding="utf-8")
    before = bytes_of(folder)
    (problem,) = refusal(lambda: add(folder, Addition("own", {"facts": own}), base))
    assert problem.startswith('my facts.csv row 2, column value: "lots" is not a number')
    assert bytes_of(folder) == before


@pytest.mark.parametrize("name", ["", "Mine", "my facts", "../mine", "mine.csv", "_mine"])
def test_name_of_an_addition(folder: Path, base: Evidence, name: str) -> None:
    """A name becomes the name of files: small letters, digits and _ only."""
    assert refusal(lambda: add(folder, Addition(name, {"facts": [row("x")]}), base)) == [
        f"{name}: is no valid name of an addition (small letters a to z, digits and _)"
    ]


def test_remove_takes_all_of_it(folder: Path, base: Evidence) -> None:
    """An addition goes with its sources; what others added stays byte for byte."""
    add(folder, Addition("more", {"facts": [row("more_a")]}), base)
    more = bytes_of(folder)["facts/more.csv"]
    assert remove(folder, "mine", base) == 2
    assert bytes_of(folder) == {"facts/more.csv": more}


def test_remove_what_is_not_there(folder: Path, base: Evidence) -> None:
    """A slip in the name lists what there is."""
    assert refusal(lambda: remove(folder, "mines", base)) == ["mines: is no addition (there are: mine)"]
    remove(folder, "mine", base)
    assert refusal(lambda: remove(folder, "mine", base)) == ["mine: is no addition (there are: none)"]


def test_remove_refused_if_a_row_cites_it(folder: Path, base: Evidence) -> None:
    """A figure of the case would rest on nothing: the place is named, the addition stays."""
    before = bytes_of(folder)
    needed = {"mine_a": "plants.csv row 3, source"}
    assert refusal(lambda: remove(folder, "mine", base, needed=needed)) == [
        "mine_a: is cited in plants.csv row 3, source (cite something else there first)"
    ]
    assert bytes_of(folder) == before


@pytest.mark.parametrize("name", ["../sources", "..", "mine/../mine", ""])
def test_remove_takes_names_only(folder: Path, base: Evidence, name: str) -> None:
    """A path is no name: nothing outside the addition can be deleted."""
    before = bytes_of(folder)
    assert "is no valid name of an addition" in refusal(lambda: remove(folder, name, base))[0]
    assert bytes_of(folder) == before


def test_killed_between_the_renames_is_put_back(folder: Path, base: Evidence) -> None:
    """What a kill left in the workshop comes back before anything else happens."""
    before = bytes_of(folder)
    workshop = folder.parent / f".{folder.name}.killed"
    workshop.mkdir()
    folder.rename(workshop / "old")
    assert restore_folder(folder)
    assert bytes_of(folder) == before
    assert beside(folder) == ["evidence"]


def test_remove_refused_if_a_sum_needs_it(folder: Path, base: Evidence) -> None:
    """A sum that names one of its facts would be left hanging: the addition stays, every byte."""
    (folder / "sums.csv").write_text(SUM, encoding="utf-8")
    before = bytes_of(folder)
    assert refusal(lambda: remove(folder, "mine", base)) == [
        'sums.csv row 2, column parts: "mine_a" is no fact'
    ]
    assert bytes_of(folder) == before


def test_remove_refused_if_its_source_is_cited(folder: Path, base: Evidence) -> None:
    """Facts of another addition that rest on its source keep it there."""
    add(folder, Addition("more", {"facts": [row("more_a", source="news")]}), base)
    before = bytes_of(folder)
    assert refusal(lambda: remove(folder, "mine", base)) == [
        'facts/more.csv row 2, column source: "news" is not in sources.csv (add it to sources.csv)'
    ]
    assert bytes_of(folder) == before


def fails_once(
    real: Callable[..., Any], fits: Callable[..., bool], error: BaseException
) -> Callable[..., Any]:
    """A function that fails the first time that its arguments fit, and works otherwise."""
    failed = False

    def function(*arguments: Any, **named: Any) -> Any:
        nonlocal failed
        if not failed and fits(*arguments, **named):
            failed = True
            raise error
        return real(*arguments, **named)

    return function


def staging(_source: str, target: str, *_rest: Any, **_named: Any) -> bool:
    """Whether a copy of the folder's facts is made to try the addition out."""
    return Path(target).name == "facts" and Path(target).parent.name == "evidence"


def writing(_source: str, target: str, *_rest: Any, **_named: Any) -> bool:
    """Whether the facts of what was tried out are written beside the folder."""
    return Path(target).name == "facts" and Path(target).parent.name == "new"


ACTIONS = [
    lambda folder, base: add(folder, Addition("more", {"facts": [row("more_a")]}), base),
    lambda folder, base: add(
        folder, Addition("mine", {"facts": [row("mine_a")], "sources": []}), base, replace=True
    ),
    lambda folder, base: remove(folder, "mine", base),
]
ERRORS = [OSError("no space left"), KeyboardInterrupt()]


@pytest.mark.parametrize("error", ERRORS, ids=["disk full", "interrupted"])
@pytest.mark.parametrize("step", [staging, writing])
@pytest.mark.parametrize("act", ACTIONS, ids=["add", "replace", "remove"])
def test_killed_while_copying(
    folder: Path, base: Evidence, monkeypatch: pytest.MonkeyPatch, act: Callable[..., int],
    step: Callable[..., bool], error: BaseException,
) -> None:  # fmt: skip
    """If the disk is full or somebody presses Ctrl-C in the middle, the old folder is there as it was."""
    before = bytes_of(folder)
    monkeypatch.setattr(shutil, "copytree", fails_once(shutil.copytree, step, error))
    with pytest.raises(type(error)):
        act(folder, base)
    assert bytes_of(folder) == before
    assert beside(folder) == ["evidence"]


@pytest.mark.parametrize(
    "moved", ["evidence", "new"], ids=["moving the old one away", "putting the new one there"]
)
@pytest.mark.parametrize("act", ACTIONS, ids=["add", "replace", "remove"])
def test_killed_while_exchanging(
    folder: Path, base: Evidence, monkeypatch: pytest.MonkeyPatch, act: Callable[..., int], moved: str
) -> None:
    """If the new folder cannot be put in place, the old one comes back; nothing is left beside it."""
    before = bytes_of(folder)
    broken = fails_once(Path.rename, lambda path, _target: path.name == moved, OSError("denied"))
    monkeypatch.setattr(Path, "rename", lambda path, target: broken(path, target))
    with pytest.raises(OSError, match="denied"):
        act(folder, base)
    assert bytes_of(folder) == before
    assert beside(folder) == ["evidence"]


def test_after_a_failure_it_can_be_tried_again(
    folder: Path, base: Evidence, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A failure leaves no lock behind."""
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "copytree", fails_once(shutil.copytree, writing, OSError("no space left")))
        with pytest.raises(OSError, match="no space left"):
            add(folder, Addition("more", {"facts": [row("more_a")]}), base)
    assert add(folder, Addition("more", {"facts": [row("more_a")]}), base) == 1


def test_reader_sees_the_old_or_the_new_folder(
    folder: Path, base: Evidence, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the new folder is being written, the old one can be read whole."""
    before, seen = bytes_of(folder), []
    real = shutil.copytree

    def watched(*arguments: Any, **named: Any) -> Any:
        seen.append(bytes_of(folder))
        found = real(*arguments, **named)
        seen.append(bytes_of(folder))
        return found

    monkeypatch.setattr(shutil, "copytree", watched)
    add(folder, Addition("more", {"facts": [row("more_a")]}), base)
    assert len(seen) >= 4 and all(each == before for each in seen)
    assert bytes_of(folder) != before


def test_somebody_else_is_adding(folder: Path, base: Evidence, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of two people adding at once one would be lost: the second is told to wait, the first goes through."""
    monkeypatch.setattr("didymium.evidence.adding._BUSY_SECONDS", 0)
    second = Addition("second", {"facts": [row("second_a")]})
    real = shutil.copytree
    told: list[str] = []

    def meanwhile(*arguments: Any, **named: Any) -> Any:
        if not told and writing(*arguments, **named):
            told.extend(refusal(lambda: add(folder, second, base)))
        return real(*arguments, **named)

    monkeypatch.setattr(shutil, "copytree", meanwhile)
    add(folder, Addition("first", {"facts": [row("first_a")]}), base)
    assert told == [f"{folder}: is being changed by somebody else (try again when they are done)"]
    assert additions(folder) == ["first", "mine"]
    assert add(folder, second, base) == 1
