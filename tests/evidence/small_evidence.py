"""A small folder of evidence, written by hand: enough words for every test, and facts that a test gives."""

import csv
import datetime as dt
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl

from didymium.evidence.evidence import Evidence
from didymium.evidence.fact_table import SCHEMA, typed
from didymium.evidence.facts import Fact
from didymium.evidence.reading import Folder, load_evidence
from didymium.files.columns import column_names

TODAY = dt.date(2026, 11, 22)
"""The day of the tests: nothing can have been observed after it."""

UNITS = """\
unit,dimension,factor
percent,share,0.01
share,share,1
ratio,ratio,1
kg,mass,0.001
t,mass,1
kt,mass,1000
mt,mass,1000000
t_per_year,mass_rate,1
kt_per_year,mass_rate,1000
usd,money_usd,1
thousand_usd,money_usd,1000
million_usd,money_usd,1000000
billion_usd,money_usd,1000000000
thousand_jpy,money_jpy,1000
trillion_jpy,money_jpy,1000000000000
jpy_per_usd,exchange_rate,1
usd_per_kg,price,1
usd_per_t,price,0.001
days,time,1
count,count,1
index,index,1
date,date,1
name,name,1
words,words,1
"""

_MEASURES = """\
output,mass,flow,0,Output,생산량,生産量
imports,mass,flow,0,Imports,수입량,輸入量
exports,mass,flow,0,Exports,수출량,輸出量
imports_value,money_usd,flow,0,Imports in dollars,수입액,輸入額
exports_value,money_usd,flow,0,Exports in dollars,수출액,輸出額
imports_value_jpy,money_jpy,flow,0,Imports in yen,수입액 (엔),輸入額（円）
exports_value_jpy,money_jpy,flow,0,Exports in yen,수출액 (엔),輸出額（円）
demand,mass,flow,0,Demand,수요,需要
price,price,flow,0,Price,가격,価格
reserves,mass,level,0,Reserves,매장량,埋蔵量
stock,mass,level,0,Stock,재고량,在庫量
capacity,mass_rate,level,24,Capacity,생산 능력,生産能力
import_reliance,share,level,36,Net import reliance,순수입 의존도,純輸入依存度
import_share,share,level,36,Share of imports,수입 비중,輸入シェア
tariff_rate,share,level,0,Tariff rate,관세율,関税率
approval_rate,share,several,0,Approval rate,승인율,承認率
growth,ratio,flow,0,Growth,증감,増減
number_of,count,level,12,Number,수,数
political_stability,index,flow,0,Political stability,정치적 안정성,政治的安定
target_days,time,level,36,Stock target,비축 목표,備蓄目標
committed,money_usd,level,36,Committed,약정액,約束額
announced,money_usd,several,0,Announced,발표액,公表額
yearly_cap,money_usd,level,36,Yearly cap,연간 한도,年間上限
yearly_amount_jpy,money_jpy,level,12,Yearly amount in yen,연간 금액,年間金額
direct_investment_outward,money_jpy,flow,0,Outward investment,해외직접투자,対外直接投資
exchange_rate,exchange_rate,level,0,Exchange rate,환율,為替レート
announced_on,date,event,0,Announced on,발표일,発表日
ends_on,date,event,0,Ends on,종료일,終了日
signed_on,date,event,0,Signed on,서명일,署名日
located_in,name,event,0,Located in,위치,所在地
owner,name,level,12,Owner,소유자,所有者
members,name,several,0,Member,구성원,構成員
binding_force,words,level,36,Binding force,법적 구속력,法的拘束力
status,words,several,0,Status,상태,状況
"""
MEASURES = "measure,dimension,kind,latest_months,name_en,name_ko,name_ja,meaning\n" + "".join(
    f"{line},What it says\n" for line in _MEASURES.splitlines()
)

MATERIALS = """\
material,kind,name_en,name_ko,name_ja,part_of
rare_earths,group,Rare earths,희토류,希土類,
heavy_rare_earths,group,Heavy rare earths,중희토류,重希土類,rare_earths
dysprosium,element,Dysprosium,디스프로슘,ジスプロシウム,heavy_rare_earths
gallium,element,Gallium,갈륨,ガリウム,
germanium,element,Germanium,저마늄,ゲルマニウム,
rare_earth_compounds,product,Rare earth compounds,희토류 화합물,希土類化合物,rare_earths
rare_earth_compounds_all,product,All rare earth compounds,희토류 화합물 전체,希土類化合物全体,rare_earths
"""

SUBJECTS = """\
subject,kind,name_en,name_ko,name_ja,part_of
world,country_group,World,세계,世界,
indiana,place,Indiana,인디애나,インディアナ,USA
gary,place,Gary,게리,ゲーリー,indiana
ohio,place,Ohio,오하이오,オハイオ,USA
acme,company,Acme,아크메,アクメ,
acme_metals,company,Acme Metals,아크메 메탈,アクメ・メタル,acme
rival_mining,company,Rival Mining,라이벌 광업,ライバル鉱業,
promise,programme,The promise,약속,約束,
first_tranche,programme,First tranche,1차분,第1弾,promise
second_tranche,programme,Second tranche,2차분,第2弾,promise
dam,project,The dam,댐,ダム,first_tranche
"""

AREAS = """\
area,field,name_en,name_ko,name_ja
minerals,minerals,Minerals,광물,鉱物
stockpiling,minerals,Stockpiling,비축,備蓄
technology,technology,Technology,기술,技術
quantum,technology,Quantum,양자,量子
"""

SOURCES = """\
source,title,kind
office,The office's yearbook,official
rival,Another office's yearbook,official
paper,A newspaper,press
"""

TABLES = {
    "units.csv": UNITS,
    "measures.csv": MEASURES,
    "materials.csv": MATERIALS,
    "subjects.csv": SUBJECTS,
    "areas.csv": AREAS,
    "sources.csv": SOURCES,
}
"""The text of each file; facts come from the test."""

PLAIN = {
    "subject": "CHN", "measure": "output", "material": "gallium", "value": "100", "unit": "t",
    "as_of": "2024", "source": "office", "locator": "page 1",
}  # fmt: skip
"""What a fact says unless the test says otherwise: China's output of gallium in 2024 was 100 t."""


def fact(identifier: str, **cells: object) -> dict[str, str]:
    """A fact as the cells of its row."""
    blank = dict.fromkeys(column_names(Fact), "")
    return {**blank, **PLAIN, "fact": identifier, **{name: str(value) for name, value in cells.items()}}


def facts_csv(*rows: Mapping[str, str]) -> str:
    """Facts as the text of a file."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, column_names(Fact), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def write_small_evidence(
    folder: Path, *rows: Mapping[str, str], files: Mapping[str, str] | None = None
) -> Path:
    """Write the words, some facts, and other files by their names."""
    texts = {**TABLES, "facts.csv": facts_csv(*rows), **(files or {})}
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
    return folder


def read_small_evidence(folder: Path) -> Evidence:
    """Read a folder in which nothing may be wrong."""
    evidence, problems = load_evidence([Folder(folder, "")], today=TODAY)
    assert [str(problem) for problem in problems] == []
    return evidence


def complaints(folder: Path) -> list[str]:
    """Every problem of a folder, one a line."""
    _, problems = load_evidence([Folder(folder, "")], today=TODAY)
    return [str(problem) for problem in problems]


def fact_frame(evidence: Evidence, rows: Sequence[Mapping[str, str]]) -> pl.DataFrame:
    """Facts as a table without a file, for properties of many tables."""
    raw = pl.DataFrame(list(rows), schema=dict.fromkeys(column_names(Fact), pl.String))
    raw = raw.with_columns(pl.lit("facts.csv").alias("file"), pl.int_range(2, raw.height + 2).alias("row"))
    return typed(raw, evidence.units).select(list(SCHEMA))
