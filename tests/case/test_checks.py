"""Checks: tables that disagree are found, each with the row and what would be right."""

from collections.abc import Callable
from pathlib import Path

import pytest

from didymium.case.caps import ladder_caps
from didymium.case.checks import check_case, notes_on
from didymium.case.figures import sources_summary
from didymium.case.reading import read_case
from didymium.evidence.provenance import Kind
from tiny_case import edit

Complaints = Callable[[Path], list[str]]


def test_tiny_case_is_sound(tiny: Path) -> None:
    """A case without mistakes has no problems and nothing to note."""
    case = read_case(tiny)
    assert check_case(case) == []
    assert notes_on(case) == []


DISAGREEMENTS = [
    ("routes.csv", "AUS,JPN", "AUS,JAP",
     'routes.csv row 2, column destination: "JAP" is not in regions.csv (did you mean "JPN"?)'),
    ("demands.csv", "cars,JPN", "cars,Japan",
     'demands.csv row 2, column region: "Japan" is not in regions.csv (did you mean "JPN"?)'),
    ("demands.csv", "cars,JPN", "car,JPN",
     'demands.csv row 2, column sector: "car" is not in sectors.csv (did you mean "cars"?)'),
    ("plants.csv", "mill,separating", "mill,separation",
     'plants.csv row 3, column process: "separation" is not in processes.csv (did you mean "separating"?)'),
    ("capacity_changes.csv", "mill,", "mil,",
     'capacity_changes.csv row 2, column plant: "mil" is not in plants.csv (did you mean "mill"?)'),
    ("totals.csv", "everything", "everythin",
     'totals.csv row 2, column material: "everythin" is not in materials.csv or material_groups.csv '
     '(did you mean "everything"?)'),
    ("observed.csv", "AUS,JPN", "AUS,JPN KOR",
     'observed.csv row 2, column destinations: "KOR" is not in regions.csv or clubs.csv '
     "(known: AUS, JPN, friends)"),
    ("substitutes.csv", "1,*,oxide", "1,trucks,oxide",
     'substitutes.csv row 2, column sectors: "trucks" is not in sectors.csv (known: cars)'),
    ("clubs.csv", "friends,JPN,,", "friends,JPN,,\nAUS,JPN,,",
     'clubs.csv, column club: "AUS" is the name of a region too (give it another name)'),
    ("case.toml", '["JPN"]', '["JAP"]',
     'case.toml, home_regions: "JAP" is not in regions.csv or clubs.csv (did you mean "JPN"?)'),
    ("case.toml", '["oxide"]', '["oxid"]',
     'case.toml, critical_materials: "oxid" is not in materials.csv or material_groups.csv '
     '(did you mean "oxide"?)'),
    ("case.toml", "months = 18\nquarters = 6\nlead_months = 1", "",
     "case.toml, profiles shock: has no periods (give months, quarters or years)"),
    ("case.toml", "lead_months = 1", "lead_months = 19",
     "case.toml, profiles shock: has more lead months (19) than months (18)"),
    ("case.toml", "[profiles.shock]\nmonths = 18\nquarters = 6\nlead_months = 1", "",
     "case.toml: has no profile (add [profiles.shock] with months = 18, quarters = 6)"),
    ("case.toml", 'source = "assumed: a textbook rate"', "",
     'case.toml, source: says nothing of discount_rate '
     '(write the id of a fact or source, "assumed: why" or "derived: how [id]")'),
    ("processes.csv", "mining,mine", "drilling,mine,ore,Drilling\nmining,mine",
     'processes.csv row 2, column process: "drilling" has no coefficients '
     "(say in coefficients.csv what it uses and makes)"),
    ("coefficients.csv", "oxide,1,,", "oxide,0.9,,",
     'coefficients.csv row 4, column t_per_t: "0.9" is the coefficient of the reference material of '
     'separating '
     "and must be 1 or -1 (divide the process's coefficients by it)"),
    ("coefficients.csv", "separating,oxide,1,", "separating,oxide,1,2026-01-01",
     'processes.csv row 3, column reference_material: "separating" has no coefficient for its reference '
     "material oxide from the start"),
    ("materials.csv", "oxide,separation", "dust,other,gross,Dust,먼지,塵,\noxide,separation",
     'materials.csv row 3, column material: "dust" is in no process and on no route '
     "(add it to coefficients.csv or routes.csv, or delete it)"),
    ("contents.csv", "oxide,NdPr,0.2", "oxide,NdPr,0.3",
     "coefficients.csv: process separating makes 0.3 t of NdPr (as oxide) from 0.22 t: mass is not conserved "
     "(compare its coefficients with contents.csv)"),
    ("contents.csv", "ore,NdPr,0.2,assumed: round number\n", "",
     "coefficients.csv: process separating makes 0.2 t of NdPr (as oxide) from 0 t: mass is not conserved "
     "(contents.csv says nothing of ore)"),
    ("coefficients.csv", "-1.1,,report", "-0.925925925925926,,report",
     "coefficients.csv: process separating makes 1.08 t of oxides from 1 t of REO: mass is not conserved "
     "(lower its outputs, or raise its inputs)"),
    ("coefficients.csv", "-1.1,,report", "-1.1,,report\nseparating,ore,-0.9,2026-01-01,report",
     "coefficients.csv: process separating makes 1.111 t of oxides from 1 t of REO from 2026-01-01: "
     "mass is not conserved (lower its outputs, or raise its inputs)"),
    ("plants.csv", "8,,,operating", "8,2020-01-01,2019-01-01,operating",
     'plants.csv row 3, column end: "2019-01-01" is before the start, 2020-01-01'),
    ("plants.csv", "8,,,operating", "8,2025-06-01,,operating",
     'plants.csv row 3, column start: "2025-06-01" is after the case\'s start, 2025-01-01, though the '
     'plant is '
     "operating (set status to construction or planned)"),
    ("plants.csv", "8,,,operating", "8,2026-06-01,,construction",
     'capacity_changes.csv row 2, column from: "2026-01-01" is before the plant\'s start, 2026-06-01'),
    ("plants.csv", "8,,,operating", "8,,2025-06-01,operating",
     'capacity_changes.csv row 2, column from: "2026-01-01" is after the plant\'s end, 2025-06-01'),
    ("routes.csv", "open_sea,,", "open_sea,2024-12-31,",
     'routes.csv row 2, column until: "2024-12-31" is before the case\'s start, 2025-01-01: the route '
     'is never '
     "used (delete the row, or blank the date)"),
    ("prices.csv", "2024-12-31", "2023-12-31",
     'prices.csv row 2, column until: "2023-12-31" is before from, 2024-01-01'),
    ("plants.csv", "10500,10000", "10500,11000",
     'plants.csv row 3, column base_t_per_year: "11000" is above the capacity of 10500 t a year'),
    ("routes.csv", "AUS,JPN", "AUS,AUS",
     'routes.csv row 2, column destination: "AUS" is the origin too (delete the row)'),
    ("holdings.csv", "500,100", "1500,100",
     'holdings.csv row 2, column level_t: "1500" is above the room of 1000 t'),
    ("routes.csv", "AUS,JPN", "JPN,AUS",
     'demands.csv row 2, column material: "oxide" cannot be had in JPN '
     "(add a route; it can be had in AUS)"),
    ("plants.csv", "5,,,operating", "5,,,planned",
     'demands.csv row 2, column material: "oxide" cannot be had in JPN '
     "(no running plant makes it from materials that can be had)"),
    ("demands.csv", "0.05", "5",
     'demands.csv row 2, column growth_per_year: "5" is more than a doubling a year (for 5 % write 0.05)'),
    ("demands.csv", "constant_elasticity,-0.2", "steps,",
     'demands.csv row 2, column curve: "steps" has no steps '
     "(add its steps to demand_steps.csv, or give another curve)"),
    ("demands.csv", "constant_elasticity,-0.2", "steps,-0.2",
     'demands.csv row 2, column elasticity: "-0.2" is not used with steps (leave it blank)'),
    ("substitutes.csv", "oxide,90", "oxide,10",
     'substitutes.csv row 3, column penalty_usd_per_kg: "10" is below rung 1, 20: penalties must rise'),
    ("substitutes.csv", "90,0.6", "90,0.5",
     "substitutes.csv row 3, column max_share: ladder motors saves only 0.9 of the oxide that cars "
     "uses, not 1 "
     "(end it with a rung for lost output)"),
    ("capacity_changes.csv", "12000,report", "12000,reprot",
     'capacity_changes.csv row 2, column source: "reprot" is neither a fact nor a source'
     ' (did you mean "report"?)'),
    ("capacity_changes.csv", "12000,report", "12000,from=report",
     "capacity_changes.csv row 2, column capacity_t_per_year: has no reference in source "
     '(add "capacity_t_per_year=…" to source: a fact, "assumed: why" or "derived: how [id]")'),
    ("capacity_changes.csv", "12000,report", "12000,capacity=report; report",
     'capacity_changes.csv row 2, column source: "capacity" speaks for an unknown column of '
     'capacity_changes.csv '
     '(did you mean "capacity_t_per_year"?)'),
    ("capacity_changes.csv", "12000,report", "12000,report; report",
     "capacity_changes.csv row 2, column source: speaks twice for the whole row (separate ids with commas)"),
    ("capacity_changes.csv", "12000,report", "12000,assumed:",
     'capacity_changes.csv row 2, column source: "assumed:" cannot be read: "assumed:" needs a reason '
     'after it '
     '(a ";" separates references)'),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "message"), DISAGREEMENTS)
def test_disagreement_is_named(
    tiny: Path, complaints: Complaints, file: str, old: str, new: str, message: str
) -> None:
    """Each disagreement between rows is named where it stands, with what would be right."""
    edit(tiny, file, old, new)
    assert message in complaints(tiny)


def test_cost_at_capacity_below_cost(tiny: Path, complaints: Complaints) -> None:
    """Costs rise towards capacity; a supply curve that falls has no unique answer."""
    edit(tiny, "capacity_changes.csv", "2026-01-01", "2026-02-01")
    text = (tiny / "plants.csv").read_text().splitlines()
    rows = [text[0] + ",cost_at_capacity_usd_per_kg", text[1] + ",4", text[2] + ",", text[3] + ","]
    (tiny / "plants.csv").write_text("\n".join(rows))
    assert complaints(tiny) == [
        'plants.csv row 2, column cost_at_capacity_usd_per_kg: "4" is below cost_usd_per_kg, 5: '
        "costs rise towards capacity"
    ]


def test_steps_must_fall_and_belong_to_a_demand(tiny: Path, complaints: Complaints) -> None:
    """The worth of later steps is lower, and steps without a demand would be dropped in silence."""
    edit(tiny, "demands.csv", "constant_elasticity,-0.2", "steps,")
    (tiny / "demand_steps.csv").write_text(
        "sector,region,material,step,t_per_year,worth_usd_per_kg,source\n"
        "cars,JPN,oxide,2,100,90,report\ncars,JPN,oxide,1,100,80,report\ncars,AUS,oxide,1,100,80,report\n"
    )
    assert complaints(tiny) == [
        'demand_steps.csv row 2, column worth_usd_per_kg: "90" is not below step 1, 80: worth must fall',
        'demand_steps.csv row 4: "cars, AUS, oxide" belongs to no row of demands.csv',
    ]


def test_price_needs_a_limit(tiny: Path, complaints: Complaints) -> None:
    """A use without elasticity, loss or full ladder would pay any price."""
    edit(tiny, "demands.csv", "constant_elasticity,-0.2,400", "constant_elasticity,,")
    assert complaints(tiny) == []
    (tiny / "substitutes.csv").unlink()
    assert complaints(tiny) == [
        "demands.csv row 2, column loss_usd_per_kg: is blank, and neither an elasticity nor a full "
        "ladder limits "
        "the price (give a loss or an elasticity)"
    ]


def test_zero_use_needs_no_supplier(tiny: Path, complaints: Complaints) -> None:
    """A use of nothing is no demand, so it need not be reached."""
    edit(tiny, "demands.csv", "JPN,oxide,10000", "JPN,ore,0")
    assert not any("cannot be had" in line for line in complaints(tiny))


def test_losing_mass_is_no_problem(tiny: Path, complaints: Complaints) -> None:
    """Separation loses some; half a per cent of gain is rounding."""
    edit(tiny, "coefficients.csv", "-1.1,", "-0.996,")
    assert complaints(tiny) == []


def test_idle_plants_loops_and_unused_sources_are_noted(tiny: Path, complaints: Complaints) -> None:
    """What is odd but not wrong is noted: a plant without ore, a gaining loop, a source nobody cites."""
    edit(tiny, "plants.csv", "9,2027-01-01,,planned", "9,,,operating")
    edit(tiny, "evidence/sources.csv", "report,A report", "other,Another,press\nreport,A report")
    edit(tiny, "coefficients.csv", "mining,ore,1", "mining,oxide,-0.5,,report\nmining,ore,1")
    notes = notes_on(read_case(tiny))
    assert "materials run in a loop that gives 1.82 t for 1 t: oxide → ore → oxide" in notes or (
        "materials run in a loop that gives 1.82 t for 1 t: ore → oxide → ore" in notes
    )
    assert "plants.csv row 4: plant next cannot run, as ore cannot be had in JPN" in notes
    assert "no table cites 1 sources of the case: other" in notes


def test_summary_counts_figures_by_kind(tiny: Path) -> None:
    """The share of assumed figures is part of the answer; latitudes and rungs are no figures."""
    summary = sources_summary(read_case(tiny))
    assert "regions" not in summary.tables
    assert summary.tables["plants"] == {Kind.CITED: 5, Kind.ASSUMED: 3}
    assert summary.tables["substitutes"] == {Kind.CITED: 3, Kind.ASSUMED: 3}
    assert summary.cited == {"official": summary.total[Kind.CITED]}


def test_ladder_cap_is_the_last_rung_needed(tiny: Path) -> None:
    """No price passes the penalty at which all of a use is replaced; without full cover there is no cap."""
    (cap,) = ladder_caps(read_case(tiny))
    assert (cap.sector, cap.material, cap.penalty_usd_per_kg, cap.replacement) == ("cars", "oxide", 90, None)
    edit(tiny, "substitutes.csv", "20,0.4", "20,1")
    assert ladder_caps(read_case(tiny))[0].penalty_usd_per_kg == 20
    edit(tiny, "substitutes.csv", "20,1", "20,0.1")
    (cap,) = ladder_caps(read_case(tiny))
    assert cap.penalty_usd_per_kg is None
    assert cap.covered_share == pytest.approx(0.7)


def test_usual_names_must_be_there(tiny: Path, complaints: Callable[[Path], list[str]]) -> None:
    """What commands take where nothing is asked for is named in the tables, in scenarios/, among members."""
    usual = """
[usual]
scenario = "nowhere"
exporter = "AUT"
club = "friend"
floor_material = "oxide"
sectors = ["cars"]
members = ["JPN", "BOTH=AUS+JPM"]
founders = ["BOTH"]
newcomer = "KOR"
"""
    settings = tiny / "case.toml"
    text = settings.read_text(encoding="utf-8").replace("[profiles.shock]", f"{usual}\n[profiles.shock]")
    settings.write_text(text, encoding="utf-8")
    assert complaints(tiny) == [
        'case.toml, usual exporter: "AUT" is not in regions.csv (did you mean "AUS"?)',
        'case.toml, usual club: "friend" is not in regions.csv or clubs.csv (did you mean "friends"?)',
        'case.toml, usual members: "JPM" is not in regions.csv or clubs.csv (did you mean "JPN"?)',
        'case.toml, usual newcomer: "KOR" is no member',
        'case.toml, usual scenario: "nowhere" is not in scenarios/',
    ]


def test_kilograms_a_unit_say_of_what(tiny: Path, complaints: Callable[[Path], list[str]]) -> None:
    """A car takes 2 kg: of oxide, or of ore? Once a sector uses both, it must be said."""
    edit(
        tiny,
        "demands.csv",
        "cars,JPN,oxide,",
        "cars,AUS,ore,10,0,constant_elasticity,-0.2,9,report\ncars,JPN,oxide,",
    )
    edit(tiny, "sectors.csv", "name_ja,source", "name_ja,unit_en,counted,kg_per_unit,source")
    edit(tiny, "sectors.csv", "assumed: no figures", "car,,2,assumed: no figures")
    (problem,) = [text for text in complaints(tiny) if text.startswith("sectors.csv")]
    assert problem == (
        "sectors.csv row 2, column counted: is blank, though the sector uses several materials "
        "(name the material or group of which kg_per_unit speaks)"
    )
    edit(tiny, "sectors.csv", "car,,2", "car,everything,2")
    assert not [text for text in complaints(tiny) if text.startswith("sectors.csv")]
