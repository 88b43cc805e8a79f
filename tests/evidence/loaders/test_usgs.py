"""USGS Mineral Commodity Summaries: real rows of both data releases against the file, read by eye."""

from collections.abc import Callable
from pathlib import Path

import pytest

from didymium.evidence.evidence import Evidence
from didymium.evidence.facts import Fact
from didymium.evidence.loaders.loaded import Loaded
from didymium.evidence.loaders.usgs import load, read_value
from evidence.small_evidence import fact_frame

Sample = Callable[[str], Path]
Mended = Callable[..., Path]
Written = Callable[[str, bytes], Path]
Refused = Callable[..., str]
NEW, OLD = "usgs_mcs2026.csv", "usgs_mcs2025_world.csv"


def one(loaded: Loaded, place: str) -> Fact:
    """The fact that stands at a place of the file."""
    (found,) = [fact for fact in loaded.facts if fact.locator.startswith(place)]
    return found


def test_samples_are_as_published(sample: Sample) -> None:
    """The release of 2026 is Windows-1252 (a long dash is one byte), that of 2025 UTF-8 with a mark."""
    assert b"Statistics\x97United States" in sample(NEW).read_bytes()
    assert sample(OLD).read_bytes().startswith(b"\xef\xbb\xbfSOURCE,")


FIGURES_2026 = [
    ("row 3:", "USA", "imports", "gallium", "8890", "kg", "2021"),
    ("row 5:", "USA", "price", "gallium", "277", "usd_per_kg", "2021"),
    ("row 8:", "CHN", "output", "gallium", "839000", "kg", "2024"),
    ("row 9:", "world", "output", "gallium", "848000", "kg", "2024"),
    ("row 10:", "CHN", "capacity", "gallium", "1600", "t_per_year", "2025"),
    ("row 13:", "world", "reserves", "rare_earths", "85000000", "t", "2025"),
]


@pytest.mark.parametrize("figure", FIGURES_2026, ids=[row[0] for row in FIGURES_2026])
def test_figure_of_2026(sample: Sample, figure: tuple[str, ...]) -> None:
    """Figures are those of the file without separators; capacity is a yearly rate: 1,600,000 kg are 1600 t a
    year.
    """
    place, *expected = figure
    found = one(load(sample(NEW)), place)
    row = [found.subject, found.measure, found.material, found.value, found.unit, found.as_of]
    assert row == expected


FIGURES_2025 = [
    ("row 3: Gallium, China, column PROD_2023", "CHN", "output", "621000", "kg", "2023"),
    ("row 3: Gallium, China, column PROD_EST_ 2024", "CHN", "output", "750000", "kg", "2024"),
    ("row 3: Gallium, China, column CAP_EST_ 2024", "CHN", "capacity", "1000", "t_per_year", "2024"),
    (
        "row 5: Gallium, Korea, Republic of, column CAP_EST_ 2024",
        "KOR",
        "capacity",
        "16",
        "t_per_year",
        "2024",
    ),
    ("row 7: Gallium, World total (rounded), column PROD_2023", "world", "output", "633000", "kg", "2023"),
    ("row 10: Rare earths, Burma, column PROD_2023", "MMR", "output", "43000", "t", "2023"),
    ("row 11: Rare earths, China, column RESERVES_2024", "CHN", "reserves", "44000000", "t", "2024"),
]


@pytest.mark.parametrize("figure", FIGURES_2025, ids=[row[0] for row in FIGURES_2025])
def test_figure_of_2025(sample: Sample, figure: tuple[str, ...]) -> None:
    """One row of a country gives a figure for each year: China's gallium in 2024 is 750,000 kg."""
    place, *expected = figure
    found = one(load(sample(OLD)), place)
    assert [found.subject, found.measure, found.value, found.unit, found.as_of] == expected


def test_dash_is_nothing(sample: Sample) -> None:
    """A long dash says that nothing was made: zero, not unknown."""
    assert one(load(sample(NEW)), "row 2:").value == "0"


def test_limits(sample: Sample) -> None:
    """ ">95" is at least 95 and has no upper end; ">85,000,000" likewise."""
    loaded = load(sample(NEW))
    found = one(loaded, "row 11:")
    assert (found.measure, found.value, found.low, found.high) == ("import_reliance", "95", 95.0, None)
    assert one(loaded, "row 13:").low == 85_000_000


def test_shares_of_imports(sample: Sample) -> None:
    """28 % of American imports of 2021 to 2024 came from Canada: the share is the importer's."""
    found = one(load(sample(NEW)), "row 6:")
    assert (found.subject, found.measure, found.partner) == ("USA", "import_share", "CAN")
    assert (found.value, found.unit, found.as_of, found.note) == (
        "28",
        "percent",
        "2024",
        "average of 2021–24",
    )


def test_estimates_are_marked(sample: Sample) -> None:
    """What the office estimated is imputed, what was reported to it is not."""
    new, old = load(sample(NEW)), load(sample(OLD))
    assert one(new, "row 10:").warnings == "imputed"
    assert one(new, "row 3:").warnings == ""
    assert one(old, "row 8: Rare earths, United States, column PROD_2023").warnings == ""
    assert one(old, "row 8: Rare earths, United States, column PROD_EST_ 2024").warnings == "imputed"


def test_rare_earths_are_counted_as_oxide(sample: Sample) -> None:
    """Rare earths are in oxide equivalent, which is never compared with metal."""
    found = one(load(sample(OLD)), "row 8: Rare earths, United States, column PROD_2023")
    assert (found.stage, found.basis, found.unit) == ("mine", "reo", "t")
    assert one(load(sample(NEW)), "row 13:").basis == "reo"


def test_skipped_rows_are_counted_with_an_example(sample: Sample) -> None:
    """What gives no figure is counted by reason: 12 rows are 9 facts and 3 skipped ones."""
    loaded = load(sample(NEW))
    assert loaded.skipped == {"not available (NA)": 1, "no country": 1, "net exporter (E)": 1}
    assert loaded.examples["not available (NA)"] == "row 4: Gallium, United States, Exports, 2021"
    assert len(loaded.facts) == 9


def test_withheld_is_skipped(mended: Mended) -> None:
    """W is withheld: no figure, and none is made up. (None of the real rows kept here holds one: it is put in
    the place of a figure.)
    """
    loaded = load(mended(NEW, (b'"839,000"', b"W")))
    assert loaded.skipped["withheld (W)"] == 1
    assert loaded.examples["withheld (W)"] == "row 8: Gallium, China, Primary production, 2024"
    assert [found for found in loaded.facts if found.locator.startswith("row 8:")] == []


def test_cells_of_2025_are_counted(sample: Sample) -> None:
    """12 rows of 5 figures: 26 facts, 31 blanks and 3 figures of "other countries", who are nobody."""
    loaded = load(sample(OLD))
    assert (len(loaded.facts), dict(loaded.skipped)) == (26, {"blank": 31, "no country of its own": 3})


def test_unknown_words_are_counted(mended: Mended) -> None:
    """A mineral, a statistic or a unit that we do not know is skipped by name, never read as another."""
    changes = [
        (b"Gallium,Canada,Import sources", b"Unobtainium,Canada,Import sources"),
        (b",Price,", b",Rumour,"),
        (b"China,Production,Primary production,kilograms", b"China,Production,Primary production,flasks"),
    ]
    loaded = load(mended(NEW, *changes))
    for reason in (
        "Unobtainium is not in materials.csv",
        "statistic rumour is not known",
        "unit flasks is not known for production",
    ):
        assert loaded.skipped[reason] == 1
    assert len(loaded.facts) == 6


PRINTED = [
    ("839,000", ("839000", None, None)), ("1.51", ("1.51", None, None)), (".5", (".5", None, None)),
    ("—", ("0", None, None)), ("–", ("0", None, None)), ("-", ("0", None, None)),
    (">95", ("95", 95.0, None)), ("<50", ("50", None, 50.0)), ("> 1,000", ("1000", 1000.0, None)),
    ("10–20", ("15", 10.0, 20.0)), ("1,000-3,000", ("2000", 1000.0, 3000.0)), ("1.5 — 2", ("1.75", 1.5, 2.0)),
    (" 12 ", ("12", None, None)),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), PRINTED)
def test_printed_figure(text: str, expected: tuple[str, float | None, float | None]) -> None:
    """A range stands for its middle with its ends; a limit for itself with one end."""
    found = read_value(text)
    assert found is not None
    assert (found.value, found.low, found.high) == expected


@pytest.mark.parametrize("text", ["Large", "20–10", "5–5", "1e5", "-5", "about 5", "5 t", ">", "1,2,", "NA"])
def test_no_figure(text: str) -> None:
    """What is no plain figure is none, rather than a guess."""
    assert read_value(text) is None


def test_identifiers_are_separate_and_sound(sample: Sample, words: Evidence) -> None:
    """Both releases can be added side by side: no identifier twice, every fact with a number and a date."""
    facts = [*load(sample(NEW)).facts, *load(sample(OLD)).facts]
    assert len({found.fact for found in facts}) == len(facts)
    rows = [
        {name: "" if value is None else str(value) for name, value in found.model_dump().items()}
        for found in facts
    ]
    frame = fact_frame(words, rows)
    assert frame.select("number", "start", "end", "base").null_count().sum_horizontal().sum() == 0


LAYOUT_2026 = "this reader knows the data release of 2026; unknown columns: "


def test_other_files_are_refused(written: Written, sample: Sample, refused: Refused, mended: Mended) -> None:
    """A page, a workbook, an empty file, a bare header and another year's layout each say what they are."""
    known = "this reader knows the data releases of 2025 (world data) and 2026"
    refusals = {
        b"<!DOCTYPE html><html><body>Not found</body></html>":
            'x.csv row 1: "<!DOCTYPE html><html><body>Not found</bo" is a web page '
            "(save the file itself, not the page about it)",
        b"\n  <html>\n": 'x.csv row 1: "<html>" is a web page (save the file itself, not the page about it)',
        b"PK\x03\x04rest": "x.csv: is a ZIP archive or an Excel workbook (unpack it, or save it as CSV)",
        b"": "x.csv: is empty (fetch it again)",
        b"\n \n": "x.csv: is empty (fetch it again)",
        b"Commodity,Year,Value\nGallium,2027,1\n":
            f'x.csv row 1: "Commodity,Year,Value" has another layout ({known})',
        sample(NEW).read_bytes().splitlines(keepends=True)[0]:
            "x.csv: holds a header and no rows (fetch it again)",
    }  # fmt: skip
    for content, message in refusals.items():
        assert refused(load, written("x.csv", content)) == message


def test_missing_file_is_refused(tmp_path: Path, refused: Refused) -> None:
    """A slip in the name is no crash."""
    assert refused(load, tmp_path / "no.csv") == "no.csv: cannot be read: No such file or directory"


YEARS = [
    (NEW, (b"Statistics_detail,", b"Detail,"),
     "usgs_mcs2026.csv row 1: has another layout: column Statistics_detail is missing "
     f"({LAYOUT_2026}Detail, Is critical mineral 2025)"),
    (OLD, (b"PROD_EST_ 2024", b"PROD_EST_2025"),
     "usgs_mcs2025_world.csv row 1: has another layout: column PROD_EST_ 2024 is missing "
     "(this reader knows the world data of 2025; unknown columns: PROD_EST_2025)"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "change", "message"), YEARS)
def test_layout_of_another_year_is_refused(
    mended: Mended, refused: Refused, name: str, change: tuple[bytes, bytes], message: str
) -> None:
    """Another year's columns are never read as if they were these."""
    assert refused(load, mended(name, change)) == message


@pytest.mark.parametrize("name", [NEW, OLD])
def test_cut_off_file_is_refused(sample: Sample, written: Written, refused: Refused, name: str) -> None:
    """A download that broke off in the middle of the last row gives no facts at all."""
    lines = sample(name).read_bytes().splitlines(keepends=True)
    content = b"".join(lines[:-1]) + lines[-1][:30]
    message = refused(load, written(name, content))
    assert f"{name} row 13:" in message
    assert message.endswith("(is the file cut off? fetch it again)")
