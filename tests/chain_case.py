"""A case small enough for paper: two pits and two mills in AUS and JPN, one smelter in JPN, one chain in CHN.

From 1 t of ore a mill makes 0.5 t of oxide and 0.25 t of waste oxide; 1.25 t of oxide makes 1 t of metal.
"""

from pathlib import Path

from tiny_case import write_tiny_case

WHY = "assumed: round number"

TABLES = {
    "regions": """\
region,name_en,name_ko,name_ja,lat,lon
AUS,Australia,호주,オーストラリア,-25,134
JPN,Japan,일본,日本,36,138
CHN,China,중국,中国,35,105
""",
    "clubs": """\
club,region,from,until
partners,AUS,,
partners,JPN,,
""",
    "materials": """\
material,stage,basis,name_en,name_ko,name_ja,hs_codes
ore,mine,reo,Ore,광석,鉱石,
oxide,separation,reo,Oxide,산화물,酸化物,
residue,separation,reo,Residue,잔사,残渣,
metal,metal,metal,Metal,금속,金属,
""",
    "material_groups": "",
    "contents": "",
    "processes": """\
process,stage,reference_material,name_en
mining,mine,ore,Mining
separating,separation,ore,Separation
smelting,metal,metal,Smelting
""",
    "coefficients": f"""\
process,material,t_per_t,from,source
mining,ore,1,,{WHY}
separating,ore,-1,,{WHY}
separating,oxide,0.5,,{WHY}
separating,residue,0.25,,{WHY}
smelting,oxide,-1.25,,{WHY}
smelting,metal,1,,{WHY}
""",
    "plants": f"""\
plant,process,region,name_en,capacity_t_per_year,base_t_per_year,cost_usd_per_kg,start,end,status,owners,source
pit,mining,AUS,The pit,1000,800,5,,,operating,Digger,{WHY}
mill,separating,AUS,The mill,600,600,8,,,operating,Digger,{WHY}
dear_mill,separating,JPN,The dear mill,600,200,9,,,operating,,{WHY}
smelter,smelting,JPN,The smelter,200,160,9,,,operating,,{WHY}
planned_mill,separating,JPN,A plan,600,,9,2027-01-01,,planned,,{WHY}
china_pit,mining,CHN,Chinese pit,1000,800,2,,,operating,,{WHY}
china_mill,separating,CHN,Chinese mill,1000,800,3,,,operating,,{WHY}
""",
    "capacity_changes": "",
    "routes": f"""\
material,origin,destination,base_t_per_year,freight_usd_per_kg,tariff,transit_days,via,until,source
ore,AUS,JPN,200,0,0,12,,,{WHY}
oxide,AUS,JPN,100,0,0,12,,,{WHY}
""",
    "demands": f"""\
sector,region,material,base_t_per_year,growth_per_year,curve,elasticity,loss_usd_per_kg,source
cars,JPN,metal,160,0.1,constant_elasticity,-0.2,400,{WHY}
cars,AUS,oxide,100,0,constant_elasticity,-0.2,400,{WHY}
""",
    "substitutes": "",
    "holdings": "",
    "prices": f"""\
material,region,from,until,price_usd_per_kg,use,market,source
oxide,CHN,2024-01-01,2024-12-31,40,calibration,fob,{WHY}
residue,CHN,2024-01-01,2024-12-31,4,calibration,fob,{WHY}
oxide,CHN,2025-01-01,2025-01-31,9,backtest,fob,{WHY}
oxide,CHN,2025-02-01,2025-02-28,12,backtest,fob,{WHY}
oxide,JPN,2025-03-05,2025-03-05,100,backtest,landed,{WHY}
""",
    "totals": "",
    "observed": "",
    "plant_costs": f"""\
plant,operating_low_usd_per_kg,operating_usd_per_kg,operating_high_usd_per_kg,capital_million_usd,life_years,construction_years,source
pit,4,5,6,,,,{WHY}
mill,6,8,10,6,10,0,{WHY}
dear_mill,12,14,16,6,10,0,{WHY}
smelter,2,3,4,2,10,0,{WHY}
planned_mill,1,1,1,6,10,2,{WHY}
china_pit,1,2,3,,,,{WHY}
china_mill,3,4,5,1,10,0,{WHY}
""",
    "cost_advantages": f"""\
region,stage,environment_share,labour_share,energy_share,scale_share,source
CHN,separation,0.3,0.2,0.1,0.2,{WHY}
""",
    "stop": "",
}

SETTINGS = """\
name = "tiny"
title = "A chain on paper"
base_year = 2024
start = 2025-01-01
currency_year = 2024
discount_rate = 0.08
calibrated = false
critical_materials = ["oxide"]
home_regions = ["JPN"]
source = "assumed: a textbook rate"

[usual]
exporter = "CHN"

[profiles.shock]
months = 18
quarters = 6
"""


def write_chain_case(folder: Path, **changes: str) -> Path:
    """Write the case, with whole tables replaced."""
    tables = {**TABLES, **changes}
    extra = {name: tables.pop(name) for name in ("plant_costs", "cost_advantages")}
    write_tiny_case(folder, **tables)
    (folder / "case.toml").write_text(SETTINGS, encoding="utf-8")
    for name, text in extra.items():
        if text:
            (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder
