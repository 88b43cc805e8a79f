"""A small valid case of two regions, written by hand: a mine and a separation plant in AUS, a user in JPN."""

from pathlib import Path

TABLES = {
    "case.toml": """\
name = "tiny"
title = "Two regions and one oxide"
base_year = 2024
start = 2025-01-01
currency_year = 2024
discount_rate = 0.08
critical_materials = ["oxide"]
home_regions = ["JPN"]
source = "assumed: a textbook rate"

[profiles.shock]
months = 18
quarters = 6
lead_months = 1
""",
    "regions.csv": """\
region,name_en,name_ko,name_ja,lat,lon
AUS,Australia,호주,オーストラリア,-25,134
JPN,Japan,일본,日本,36,138
""",
    "clubs.csv": """\
club,region,from,until
friends,AUS,2024-01-01,
friends,JPN,,
""",
    "materials.csv": """\
material,stage,basis,name_en,name_ko,name_ja,hs_codes
ore,mine,reo,Ore,광석,鉱石,2530
oxide,separation,reo,Oxide,산화물,酸化物,2846
""",
    "material_groups.csv": """\
group,material
everything,ore
everything,oxide
""",
    "contents.csv": """\
material,element,t_oxide_per_t,source
ore,NdPr,0.2,assumed: round number
oxide,NdPr,0.2,assumed: round number
""",
    "processes.csv": """\
process,stage,reference_material,name_en
mining,mine,ore,Mining
separating,separation,oxide,Separation
""",
    "coefficients.csv": """\
process,material,t_per_t,from,source
mining,ore,1,,assumed: by definition
separating,ore,-1.1,,report
separating,oxide,1,,assumed: by definition
""",
    "plants.csv": """\
plant,process,region,name_en,capacity_t_per_year,base_t_per_year,cost_usd_per_kg,start,end,status,source
pit,mining,AUS,The pit,12000,11000,5,,,operating,report
mill,separating,AUS,The mill,10500,10000,8,,,operating,"cost_usd_per_kg=assumed: as elsewhere; report"
next,separating,JPN,A plan,1000,,9,2027-01-01,,planned,assumed: a plan
""",
    "capacity_changes.csv": """\
plant,from,capacity_t_per_year,source
mill,2026-01-01,12000,report
""",
    "routes.csv": """\
material,origin,destination,base_t_per_year,freight_usd_per_kg,tariff,transit_days,via,until,source
oxide,AUS,JPN,10000,0.1,0,12,open_sea,,report
""",
    "sectors.csv": """\
sector,name_en,name_ko,name_ja,source
cars,Cars,자동차,自動車,assumed: no figures
""",
    "demands.csv": """\
sector,region,material,base_t_per_year,growth_per_year,curve,elasticity,loss_usd_per_kg,source
cars,JPN,oxide,10000,0.05,constant_elasticity,-0.2,400,report
""",
    "substitutes.csv": """\
ladder,rung,sectors,from_material,penalty_usd_per_kg,max_share,months,name_en,source
motors,1,*,oxide,20,0.4,12,Less magnet,report
motors,2,*,oxide,90,0.6,36,Another motor,assumed: round number
""",
    "holdings.csv": """\
holder,kind,region,material,level_t,draw_t_per_month,fill_t_per_month,room_t,source
traders,commercial,JPN,oxide,500,100,100,1000,assumed: three weeks of use
""",
    "prices.csv": """\
material,region,from,until,price_usd_per_kg,use,market,source
oxide,JPN,2024-01-01,2024-12-31,60,calibration,delivered,report
""",
    "totals.csv": """\
total,quantity,material,origins,t_per_year,source
made,output,everything,AUS,21000,report
""",
    "observed.csv": """\
series,material,origin,destinations,from,until,t,source
exports,oxide,AUS,JPN,2025-01-01,2025-01-31,800,report
""",
    "evidence/sources.csv": """\
source,title,kind
report,A report,official
""",
    "scenarios/stop.toml": """\
title = "Nothing leaves"
profile = "shock"

[[event]]
kind = "ban"
origin = "AUS"
materials = ["oxide"]
from = 2025-04-04
announced = 2025-04-01
source = "report"
""",
}
"""The text of each file."""


def write_tiny_case(folder: Path, **changes: str) -> Path:
    """Write the case, with whole files replaced (``plants="…"``); empty text leaves a file out."""
    for name, text in TABLES.items():
        stem = name.rsplit("/", 1)[-1].removesuffix(".csv")
        text = changes.get(stem, text)
        if text:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    return folder


def edit(folder: Path, file: str, old: str, new: str) -> None:
    """Replace text in a file of a case; the text must be there once."""
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
    path.write_text(text.replace(old, new), encoding="utf-8")
