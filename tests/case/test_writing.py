"""Writing a case: nothing is lost, and nothing is left half written."""

import datetime as dt
import shutil
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from didymium.case import writing
from didymium.case.case import Case
from didymium.case.create import new_case
from didymium.case.reading import read_case
from didymium.case.schema import Coefficient, Holding, Region
from didymium.case.writing import write_case
from didymium.files.problems import InputError
from tiny_case import edit, write_tiny_case


def _content(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _same(left: Case, right: Case) -> bool:
    return (left.settings, left.tables, left.sources) == (right.settings, right.tables, right.sources)


def test_read_write_read_is_equal(tiny: Path, tmp_path: Path) -> None:
    """A case that is read, written and read again is the same, with scenarios and evidence."""
    case = read_case(tiny)
    write_case(case, tmp_path / "copy")
    assert _same(read_case(tmp_path / "copy"), case)
    assert (tmp_path / "copy/scenarios/stop.toml").read_bytes() == (tiny / "scenarios/stop.toml").read_bytes()


def test_writing_twice_gives_the_same_bytes(tiny: Path, tmp_path: Path) -> None:
    """Cases are compared with git, so what did not change is written the same; over itself, too."""
    write_case(read_case(tiny), tmp_path / "copy")
    once = _content(tmp_path / "copy")
    write_case(read_case(tmp_path / "copy"), tmp_path / "copy")
    assert _content(tmp_path / "copy") == once


_texts = st.text(
    st.characters(codec="utf-8", exclude_categories=["C", "Z"]) | st.sampled_from(' ",;\n#=')
).map(str.strip)
_names = st.text("abcXYZ019_", min_size=1, max_size=6).filter(lambda name: not name.startswith("_"))
_amounts = st.floats(min_value=0, max_value=1e10)
_titles = _texts.filter(bool).map(lambda text: "t" + text)
_dates = st.dates(dt.date(1900, 1, 1), dt.date(2200, 1, 1))
_regions = st.builds(
    Region, region=_names, name_en=_titles, name_ko=_titles, name_ja=_titles,
    lat=st.floats(-90, 90), lon=st.floats(-180, 180),
)  # fmt: skip
_holdings = st.builds(
    Holding, holder=_names, kind=st.sampled_from(["commercial", "public"]), region=_names, material=_names,
    level_t=_amounts, draw_t_per_month=_amounts, fill_t_per_month=_amounts, room_t=st.none() | _amounts,
    source=_titles,
)  # fmt: skip
_coefficients = st.builds(
    lambda values: Coefficient.model_validate(values),
    st.fixed_dictionaries(
        {"process": _names, "material": _names, "source": _titles,
         "t_per_t": st.floats(allow_nan=False, allow_infinity=False)},
        optional={"from": _dates},
    ),
)  # fmt: skip


def _distinct(rows: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(rows, max_size=4, unique_by=lambda row: row.identity).map(tuple)


@settings(max_examples=60, deadline=None)
@given(_distinct(_regions), _distinct(_holdings), _distinct(_coefficients))
def test_any_rows_survive_the_round_trip(
    regions: tuple[Region, ...], holdings: tuple[Holding, ...], coefficients: tuple[Coefficient, ...]
) -> None:
    """Whatever a row holds (quotes, commas, line ends, any script, tiny and huge numbers) is kept."""
    with TemporaryDirectory() as folder:
        case = read_case(write_tiny_case(Path(folder) / "tiny"))
        tables = {"regions": regions, "holdings": holdings, "coefficients": coefficients}
        changed = replace(case, tables={**case.tables, **tables})
        write_case(changed, Path(folder) / "copy")
        assert _same(read_case(Path(folder) / "copy"), changed)


def test_failure_in_the_middle_leaves_everything_as_it_was(
    tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk half way neither leaves a half case nor harms the one that is there."""
    case, before = read_case(tiny), _content(tiny)
    names = sorted(path.name for path in tmp_path.iterdir())
    written = []

    def fail_at_third_table(*arguments: Any) -> str:
        written.append(arguments)
        if len(written) == 3:
            raise OSError("no space left on device")
        return "x"

    monkeypatch.setattr(writing, "csv_text", fail_at_third_table)
    for target in (tiny, tmp_path / "fresh"):
        written.clear()
        with pytest.raises(OSError, match="no space left"):
            write_case(case, target)
    assert _content(tiny) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == names


def test_failure_at_the_last_step_restores_the_old_case(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the new folder cannot take the place of the old one, the old one comes back."""
    case, before = read_case(tiny), _content(tiny)
    rename = Path.rename

    def fail(self: Path, target: Path) -> Path:
        if self.name == "new":
            raise OSError("busy")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fail)
    with pytest.raises(OSError, match="busy"):
        write_case(case, tiny)
    assert _content(tiny) == before


def test_other_folders_are_not_replaced(tiny: Path, tmp_path: Path) -> None:
    """A mistyped target must not cost somebody a folder of photographs."""
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "cat.jpg").write_text("x")
    with pytest.raises(InputError, match="is there and is no case"):
        write_case(read_case(tiny), tmp_path / "photos")


def test_new_case_is_a_renamed_copy(tiny: Path, tmp_path: Path) -> None:
    """A new case differs from the one it was copied from in its name only; comments in case.toml stay."""
    edit(tiny, "case.toml", "discount_rate = 0.08", "discount_rate = 0.08  # real")
    folder = new_case("mine", tiny, tmp_path)
    old, new = read_case(tiny), read_case(folder)
    assert new.settings == old.settings.model_copy(update={"name": "mine"})
    assert (new.tables, new.sources, new.notes) == (old.tables, old.sources, ())
    assert "# real" in (folder / "case.toml").read_text()


def test_new_case_refuses_what_is_there(tiny: Path, tmp_path: Path) -> None:
    """Nothing is overwritten, and a name that cannot be a case's is refused."""
    with pytest.raises(InputError, match="exists already"):
        new_case("tiny", tiny, tmp_path)
    with pytest.raises(InputError, match="is no valid name of a case"):
        new_case("../Mine", tiny, tmp_path)
    shutil.rmtree(tiny / "scenarios")
    (tiny / "plants.csv").unlink()
    with pytest.raises(InputError, match=r"plants\.csv: is missing"):
        new_case("mine", tiny, tmp_path)
    assert not (tmp_path / "mine").exists()
