"""Rival files: everything that is wrong with one is said at once, with what would be right."""

from __future__ import annotations

from pathlib import Path

import pytest

from didymium.case.case import Case
from didymium.case.reading import read_case
from didymium.decisions.rival.reading import list_rivals, read_rival, rival_problems
from didymium.files.problems import InputError
from tiny_case import edit, write_tiny_case

FILE = """\
title_en = "Australia answers"
title_ko = "호주의 대응"
title_ja = "オーストラリアの対応"
regions = ["AUS"]
club = "JPN"
moves_on = 2025-04-01
profile = "shock"

[aim]
income = 1.0
source = "assumed: a test"

[[lever]]
kind = "restriction"
name = "licences"
title_en = "Licences"
title_ko = "허가"
title_ja = "許可"
origin = "AUS"
materials = ["oxide"]
volume_share = { least = 0, most = 1, steps = 3 }
source = "assumed: from nothing to all"

[[policy]]
name = "duty"
title_en = "A duty"
title_ko = "관세"
title_ja = "関税"

[[policy.instrument]]
kind = "tariff"
club = "JPN"
materials = ["oxide"]
ad_valorem = 0.1
from = 2025-03-01
source = "assumed: a test"
"""


def written(folder: Path, *changes: tuple[str, str]) -> Case:
    """The tiny case with a rival file, parts of which are replaced."""
    write_tiny_case(folder)
    edit(folder, "clubs.csv", "friends,JPN,,", "friends,JPN,,\nlater,JPN,2040-01-01,")
    (folder / "rivals").mkdir()
    (folder / "rivals" / "one.toml").write_text(FILE, encoding="utf-8")
    for old, new in changes:
        edit(folder, "rivals/one.toml", old, new)
    return read_case(folder)


def said(folder: Path, *changes: tuple[str, str]) -> list[str]:
    with pytest.raises(InputError) as refused:
        read_rival(written(folder, *changes), "one")
    return [str(problem) for problem in refused.value.problems]


def test_a_sound_file_is_read(tmp_path: Path) -> None:
    """The file above has nothing wrong with it."""
    case = written(tmp_path)
    assert list_rivals(case) == ("one",)
    assert rival_problems(case) == []
    assert read_rival(case, "one").regions == ("AUS",)
    assert read_rival(case, tmp_path / "rivals" / "one.toml").club == "JPN"


def test_a_rival_who_is_a_member_is_refused(tmp_path: Path) -> None:
    """Nobody answers its own policy."""
    (problem,) = said(tmp_path, ('club = "JPN"\nmoves', 'club = "friends"\nmoves'))
    assert "AUS" in problem
    assert "is a member of friends: nobody is its own rival" in problem


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("least = 0, most = 1", "least = 0.8, most = 0.2", "has limits that contradict: the least, 0.8"),
        ("least = 0, most = 1", "least = 0, most = 1.5", "must be from 0 to 1"),
        ("steps = 3", "levels = [0.5]", "has levels and limits"),
        ("income = 1.0", "income = 0.0", "has no maximum: every weight is 0"),
        ("income = 1.0", "harm = 1.0", "counts nothing: harm_to is blank"),
        ("income = 1.0", 'income = 1.0\nharm_to = ["JPX"]', "is not in regions.csv or clubs.csv"),
        ('origin = "AUS"', 'origin = "JPN"', "is no region of the rival"),
        ('materials = ["oxide"]\nvolume', 'materials = ["oxid"]\nvolume', 'did you mean "oxide"'),
        ('name = "duty"', 'name = "none"', "is taken"),
        ("from = 2025-03-01", "from = 2025-05-01", "the alliance moves first"),
        ("moves_on = 2025-04-01", "moves_on = 2024-04-01", "is not after the case begins"),
        ('profile = "shock"', 'profile = "shok"', "is not among the profiles of case.toml"),
        ('"assumed: from nothing to all"', '"a_source"', "is neither a fact nor a source"),
        ("[[policy]]", "evaluations_most = 3\n[[policy]]", "is unknown"),
        ('regions = ["AUS"]', 'regions = ["AUS", "AUS"]', "stands here twice"),
        ("income = 1.0", 'income = 1.0\nharm_to = ["friends"]', "it would harm itself"),
        ('club = "JPN"\nmoves', 'club = "later"\nmoves', "has no member on the day on which the rival moves"),
        ("steps = 3 }", "steps = 3 }\nbegins_after_months = []", "is an empty list"),
        ("steps = 3 }", "steps = 3 }\nlasts_months = []", "is an empty list"),
        ('profile = "shock"', 'profile = ""', "is not among the profiles of case.toml"),
        ('profile = "shock"', 'profile = "shock"\nconduct = "conjectural_variation"', "has no effect"),
        (
            "2025-04-01",
            "2029-04-01\nbegin = 2025-02-01",
            "is after the last day of the run on the profile shock",
        ),
        ("2025-04-01", "2025-04-01\nanswers_on = 2050-01-01", "is after the last day of the run"),
        ('origin = "AUS"', 'origin = "AUS"\nfrom = 2040-01-01', "it would do nothing"),
        ('materials = ["oxide"]\nvolume', 'materials = ["ore"]\nvolume', "no route of the case leaves"),
        ('"oxide"]\nvolume', '"oxide"]\ndestinations = []\nvolume', "is an empty list"),
        ("least = 0, most = 1, steps = 3", "levels = [1]", "it leaves everything as it is"),
        ("least = 0, most = 1, steps = 3", "levels = [0, 1], steps = 9", "has levels and limits or steps"),
        ('name = "duty"', 'name = "duty"\nis_answer = true', "names no day for a second move"),
        ('club = "JPN"\nmaterials', 'club = "JPNN"\nmaterials', "is not in regions.csv or clubs.csv"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, old: str, new: str, message: str) -> None:
    """Each fault leads to a sentence that names the file, the place and the remedy."""
    found = said(tmp_path, (old, new))
    assert any(message in problem for problem in found), found
    assert all(problem.startswith("rivals/one.toml") for problem in found)


def test_an_answer_must_last_until_its_day(tmp_path: Path) -> None:
    """A duty that is over in May is nothing that the alliance could add in July."""
    found = said(
        tmp_path,
        ("2025-04-01", "2025-04-01\nanswers_on = 2025-07-01"),
        ('name = "duty"', 'name = "duty"\nis_answer = true'),
        ("from = 2025-03-01", "from = 2025-03-01\nuntil = 2025-05-31"),
    )
    assert "is over on the day of the answer, 2025-07-01" in found[0]


def test_a_tax_beyond_belief_is_refused(tmp_path: Path) -> None:
    """No scenario could hold it: said when the file is read, not in the middle of a search."""
    found = said(
        tmp_path,
        ('kind = "restriction"\n', 'kind = "export_tax"\nspecific_usd_per_kg = { most = 1e300 }\n'),
        ("volume_share = { least = 0, most = 1, steps = 3 }\n", ""),
    )
    assert "must be from 0 to 1e+06" in found[0]


def test_an_aim_without_a_maximum_is_refused(tmp_path: Path) -> None:
    """A tax that nothing bounds has no best: the file must say how much the rival could do."""
    tax = 'kind = "export_tax"\nspecific_usd_per_kg = { least = 0 }\n'
    found = said(
        tmp_path,
        ('kind = "restriction"\n', tax),
        ("volume_share = { least = 0, most = 1, steps = 3 }\n", ""),
    )
    assert any("the aim may have no maximum" in problem for problem in found), found


def test_all_faults_come_at_once(tmp_path: Path) -> None:
    """Three faults in three places are three problems."""
    found = said(
        tmp_path,
        ('origin = "AUS"', 'origin = "JPN"'),
        ("income = 1.0", "income = 0.0"),
        ('profile = "shock"', 'profile = "shok"'),
    )
    assert len(found) == 3


def test_too_many_moves_are_refused(tmp_path: Path) -> None:
    """Twenty levels, forty days to begin and forty lengths are more than a search looks at."""
    months = ", ".join(map(str, range(40)))
    found = said(
        tmp_path,
        ("steps = 3", "steps = 40"),
        ('origin = "AUS"', f'origin = "AUS"\nbegins_after_months = [{months}]\nlasts_months = [{months}]'),
    )
    assert "make 64,000 moves together" in found[0]


def test_an_unknown_name_is_refused(tmp_path: Path) -> None:
    """A name near another gets it as a remedy."""
    with pytest.raises(InputError, match='did you mean "one"'):
        read_rival(written(tmp_path), "ona")
