"""Japanese."""

from __future__ import annotations

MESSAGES: dict[str, str] = {
    # Words, numbers, dates
    "list.two": "{first}、{last}",
    "list.many": "{first}、{last}",
    "list.comma": "、",
    "money.plain": "{number}ドル",
    "money.million": "{number}万ドル",
    "money.billion": "{number}億ドル",
    "money.trillion": "{number}兆ドル",
    "money.per_kg": "1 kg当たり{number}ドル",
    "unit.t": "{number} t",
    "unit.kg": "{number} kg",
    "unit.days": "{number}日",
    "unit.day": "{number}日",
    "unit.percent": "{number} %",
    "unit.multiple": "×{number}",
    "unit.times": "{number}倍",
    "date.day": "{year}年{month}{day}日",
    "date.month": "{year}年{month}",
    "date.months": "{first}～{last}",
    "date.quarter": "{year}年{first}～{last}",
    "month.1": "1月",
    "month.2": "2月",
    "month.3": "3月",
    "month.4": "4月",
    "month.5": "5月",
    "month.6": "6月",
    "month.7": "7月",
    "month.8": "8月",
    "month.9": "9月",
    "month.10": "10月",
    "month.11": "11月",
    "month.12": "12月",
    "word.unknown": "不明",
    "word.none": "なし",
    "word.world": "世界",
    "word.at_once": "直ちに",
    "word.still": "分析期間末",
    "word.no_supply": "{date}から供給なし",
    "word.commercial": "民間",
    "word.public": "公的",
    "word.others": "その他",
    "made.vehicle": "車両{number}台",
    "made.megawatt_of_wind_turbine": "風力タービン{number} MW",
    "made.inverter_compressor": "インバーター圧縮機{number}台",
    "made.servo_motor": "サーボモーター{number}台",
    "made.gearless_machine": "ギアレス巻上機{number}台",
    "made.smartphone": "スマートフォン{number}台",
    "made.hard_disk_drive": "ハードディスク{number}台",
    "made.combat_aircraft": "戦闘機{number}機",
    "made.other": "{unit} {number}単位",
    # Sentences of the summary
    "say.base": "この計算では何も起こらない。他のすべての計算はこれと比べる。",
    "say.start": "規制の開始日は{date}である。",
    "say.horizon": "計算期間：{first}から{last}まで。",
    "say.drift": (
        "事象のない計算でも{count}件の価格が基準年から15 %を超えて離れる。ケースの需要と供給の伸びが食い違うためであり、"
        "該当する結果は慎重に読む必要がある。差が大きいもの：{list}。"
    ),
    "say.drift_item": "{region}・{material}（1 kg当たり{low}～{high}ドル、基準年{base}ドル）",
    "say.short": (
        "{region}：重要素材が最初に不足するのは{sector}で、素材は{material}、期間は{date}から{until}ま"
        "で、最悪の時期の不足は{percent}である。"
    ),
    "say.short_open": (
        "{region}：重要素材が最初に不足するのは{sector}で、素材は{material}、期間は{date}から分析期間末"
        "まで、最悪の時期の不足は{percent}である。"
    ),
    "say.short_worst": "一度でも不足する{count}部門のうち、金額で不足が大きいのは次の部門である。{list}。",
    "say.short_item": "{sector}（{material}が最大{percent}不足）",
    "say.not_short": "{region}：重要素材が不足する部門はない。",
    "say.price": "{material}の最高価格は、{list}である。",
    "say.price_inside": (
        "{material}の最高価格は、{list}である。同じ時期の{exporter}国内の価格は{inside}である。"
    ),
    "say.price_item": "{period}に{region}で{price}（{multiple}）",
    "say.price_basis": "括弧内の倍率は、同じ期間の事象のない計算に対するものである。",
    "say.price_calm": "表示した加盟国では、事象がない場合より{percent}を超えて高くなる重要素材はない。",
    "say.no_supply": "{material}は、次の地域ではいくら払っても手に入らない。{list}。",
    "say.no_supply_item": "{region}（{date}から）",
    "say.stock_empty": "{region}：次の{kind}在庫が尽きる。{list}。",
    "say.stock_empty_item": "{material}は{period}（当初{first}分）",
    "say.stock": "{region}：次の{kind}在庫が減る。{list}。",
    "say.stock_item": "{material}は{first}分から{lowest}分へ（{period}）",
    "say.stock_untouched": "ケースにある重要素材の在庫はほとんど減らない。",
    "say.stock_none": "表示した加盟国の重要素材の在庫はケースにない。",
    "say.stock_assumed": (
        "ケースの在庫量{total}件のうち{count}件は仮定であり、それに基づく日数も仮定である。"
    ),
    "say.loss": "{region}：分析期間中に磁石が{tonnes}不足し、次に相当する。{list}。",
    "say.loss_unknown": (
        "{region}：分析期間中に{tonnes}の需要が満たされない。これを製品数に換算する数値はない。"
    ),
    "say.loss_item": "{units}（{sector}）",
    "say.loss_value": "付加価値では約{money}に当たる。",
    "say.loss_value_jobs": "付加価値では約{money}、雇用では{jobs}人年に当たる。",
    "say.loss_gap": (
        "次の部門の不足分は、製品数、金額、雇用に含まれない（単位当たりの含有量の数値がない）。{sectors}。"
    ),
    "say.loss_assumed": "付加価値と雇用は仮定した原単位によるもので、桁の目安にすぎない。",
    "say.customs_high": (
        "{series}：計算上の通関量は{predicted}、税関の報告は{reported}で、{percent}過大である。期間ごと"
        "の誤差は報告量の{mean}、事象のない計算では{base}である。"
    ),
    "say.customs_low": (
        "{series}：計算上の通関量は{predicted}、税関の報告は{reported}で、{percent}過小である。期間ごと"
        "の誤差は報告量の{mean}、事象のない計算では{base}である。"
    ),
    "say.customs_others": "他の系列の合計の誤差：{list}。",
    "say.customs_item": "{series} {error}",
    "say.customs_none": "この計算の期間に当たる税関の報告値はない。",
    "say.provenance": (
        "ケースの数値{total}件のうち、引用が{cited}、引用値からの導出が{derived}、仮定が{assumed}である。"
    ),
    "say.confidential": "非公開の行{count}件を計算に用いたが、ここには一つも示さない。",
    "say.calibration": (
        "基準年の調整で最も大きく動いた数値は{figure}（{place}）で、標準偏差の{deviations}倍である。"
    ),
    "say.report": "すべての出典を載せた報告書：{path}",
    # Why a price is high
    "why.high": (
        "{period}の{region}における{material}の価格は{price}で、事象のない計算の{base}に対して{times}である。"
    ),
    "why.same": (
        "{period}の{region}における{material}の価格は{price}で、事象のない計算（{base}）とほぼ同じである。"
    ),
    "why.low": "{period}の{region}における{material}の価格は{price}で、事象のない計算の{base}より低い。",
    "why.no_base": (
        "{period}の{region}における{material}の価格は{price}である。事象のない計算には比べる価格がない。"
    ),
    "why.no_supply": "{region}の{material}：{period}には、いくら払ってもあと1 tが手に入らない。",
    "why.unknown": "この計算には{date}の{region}における{material}の価格がない。",
    "why.drivers": "制約となっているものと、その余地が1 kg増えたときの価値：",
    "why.driver": "{text}（{amount}）",
    "why.no_drivers": "この価格について記録された制約はない。",
    "why.short": "同じ時期に{region}でその一部を得られない部門：{sectors}。",
    "why.stock": "{region}の在庫は使用量の{days}分である。",
    # The report: headings
    "report.title": "{case}：規制の影響",
    "report.lead": (
        "結果はすべてdidymiumがケースから計算したもので、その仮定の下でのみ成り立ち、予測ではない。入力"
        "値はすべて出典を示す。"
    ),
    "report.contents": "目次",
    "report.summary": "やさしい要約",
    "report.short_heading": "誰に何がいつから足りないか",
    "report.price_heading": "価格はいくらか",
    "report.stock_heading": "在庫はどれだけもつか",
    "report.loss_heading": "その意味",
    "report.customs_heading": "税関の報告とどれだけ合うか",
    "report.scenarios": "全シナリオの比較",
    "report.charts": "事象のない計算との比較",
    "report.customs": "期間ごとの予測と税関の報告",
    "report.calibration": "基準年の調整",
    "report.moved": "最も大きく動いた報告値",
    "report.prior": "誰も報告していない流れ",
    "report.wedges": "価格間の最大の差",
    "report.plant_losses": "基準年に赤字の工場",
    "report.quotes": "基準年の価格と相場",
    "report.tables": "表",
    "report.table_prices": "最高価格",
    "report.table_short": "不足",
    "report.table_stocks": "在庫",
    "report.table_losses": "損失",
    "report.table_dependence": "供給の出荷元",
    "report.table_world": "工場所在地別の世界生産",
    "report.chain": "基準年の供給網",
    "report.assumed": "仮定したこと",
    "report.assumed_share": "数値の根拠",
    "report.assumptions": "シナリオの仮定",
    "report.case_assumptions": "ケースの仮定",
    "report.sources": "出典",
    "report.unused": "使われなかった行",
    "report.computed": "計算の方法",
    # The report: remarks
    "note.scenarios": (
        "価格の倍率は同じ期間の事象のない計算に対するもので、表示した加盟国と重要素材のうち最高の値であ"
        "る。損失はその計算に対して満たされない量である。"
    ),
    "note.moved": (
        "調整では、食い違う数値をすべての収支が合うまで動かす。標準偏差（sd）一つ分は、その数値に示され"
        "た不確かさである。"
    ),
    "note.prior": (
        "これらの流れは収支と、ゼロへ引く弱い事前値だけで決まった。割合は世界の使用量に対するものである。"
    ),
    "note.wedges": (
        "差とは、到着地での値が出荷元の価格、運賃、関税を上回る分であり、品質、契約、または誤った数値による。"
    ),
    "note.not_calibrated": "このケースは基準年に合わせていない。工場の費用は表のとおりである。",
    "note.dependence": (
        "事象のない計算の最初の12期間。割合は出荷トン数により、鉱石の採掘地ではなく出荷元を数える。HHI"
        "は出荷元のハーフィンダール・ハーシュマン指数（0～1）。"
    ),
    "note.customs": "予測は計算上輸出国の税関を通った量、誤差は予測を報告量で割って1を引いた値である。",
    "note.losses": (
        "事象のない計算との比較。製品数はsectors.csvの原単位で磁石を換算したもので、原単位がなければ空"
        "欄とする。雇用は人年。"
    ),
    "note.stocks": "事象のない計算の使用速度で数えた日数。誰も報告していない在庫はケースにない。",
    "note.short": (
        "事象のない計算で満たされる量の{percent}に届かないとき不足とする。持ちこたえる時間は{date}から"
        "数える。不足は期間の初日に始まる。"
    ),
    "note.short_rows": "{count}件のうち大きい{shown}件。",
    "note.first_rows": "{count}件のうち初めの{shown}件。",
    "note.unused": "ケースの行はすべて計算に使われるか、ここに記される。",
    "note.no_unused": "ケースのすべての行が計算に使われた。",
    "note.chain": (
        "各段階で使われた{element}のトン数（酸化物換算）。帯は出荷元と使用地を結び、太さは量を表す。同"
        "じ段階の中での使用とスクラップからの分は省いた。"
    ),
    "note.map": (
        "全素材を合わせた地域間の最大の流れ{count}本。円は各地域の出荷量。陸の輪郭：Natural "
        "Earth、パブリックドメイン。"
    ),
    "note.confidential_chain": "この節の図に非公開の行は含まれない。",
    "note.sources_more": "ほか{count}件（出典の節に掲載）",
    "note.computed_from": "調整した基準年、ケース、シナリオから計算した。",
    "note.start_line": "点線は規制の初日を示す。",
    "note.shortfall": (
        "事象のない計算で満たされる量に対する%。部門ごとに最も不足する重要素材を示す。金額で不足の大き"
        "い順に最大{count}行。"
    ),
    "note.few_series": "{count}期間に満たない系列は表にのみ載せる。",
    "note.no_assumptions": "シナリオが述べる仮定はない。",
    # Columns
    "label.scenario": "シナリオ",
    "label.region": "地域",
    "label.sector": "部門",
    "label.material": "素材",
    "label.from": "開始",
    "label.until": "終了",
    "label.worst": "最大の不足",
    "label.missing": "不足分、t",
    "label.base_price": "基準、ドル/kg",
    "label.peak_price": "最高、ドル/kg",
    "label.multiple": "倍率",
    "label.when": "時期",
    "label.first_short": "最初の不足",
    "label.loss_by_member": "加盟国別の損失",
    "label.peak": "最高価格",
    "label.survive": "持ちこたえる時間",
    "label.holder": "保有者",
    "label.first_days": "当初の日数",
    "label.lowest_days": "最低の日数",
    "label.lowest_t": "最低、t",
    "label.unit": "単位",
    "label.units": "製品数",
    "label.value_added": "付加価値",
    "label.jobs": "人年",
    "label.series": "系列",
    "label.period": "期間",
    "label.predicted": "予測、t",
    "label.reported": "報告、t",
    "label.base_run": "事象なし、t",
    "label.count_periods": "期間数",
    "label.error": "誤差",
    "label.miss": "期間ごとの誤差",
    "label.total": "合計",
    "label.figure": "数値",
    "label.stated": "報告、t/年",
    "label.reconciled": "調整後、t/年",
    "label.deviations": "移動、sd",
    "label.source": "出典",
    "label.flow": "流れ",
    "label.t_per_year": "t/年",
    "label.wedge": "差、ドル/kg",
    "label.wedge_share": "価格比",
    "label.plant": "工場",
    "label.loss": "損失、ドル/kg",
    "label.quote": "相場、ドル/kg",
    "label.calibrated": "調整後、ドル/kg",
    "label.market": "市場",
    "label.share": "割合",
    "label.hhi": "HHI",
    "label.largest": "最大",
    "label.stage": "段階",
    "label.consumption": "見掛消費、t",
    "label.reliance": "純輸入依存度",
    "label.output": "生産、t",
    "label.table": "表",
    "label.row": "行",
    "label.reason": "理由",
    "label.cited": "引用",
    "label.derived": "導出",
    "label.assumed": "仮定",
    "label.item": "項目",
    "label.value": "値",
    "label.assumption": "仮定",
    "label.where": "場所",
    "label.count": "数値の数",
    "stage.mine": "採掘",
    "stage.separation": "分離",
    "stage.metal": "金属",
    "stage.magnet": "磁石",
    "stage.scrap": "スクラップ",
    "stage.use": "使用",
    "stage.other": "その他",
    "kind.official": "公式",
    "kind.company": "企業",
    "kind.press": "報道",
    "kind.peer_reviewed": "査読論文",
    "kind.secondary": "二次資料",
    "kind.seed": "未確認",
    # Charts
    "chart.prices": "事象のない計算に対する価格の倍率",
    "chart.prices_alt": (
        "重要素材ごとの折れ線図。地域別の価格を、事象のない計算に対する倍率で時間に沿って示す。{detail}"
    ),
    "chart.prices_y": "基準価格に対する倍率（対数）",
    "chart.shortfall": "部門と地域ごとの不足の割合",
    "chart.shortfall_alt": (
        "ヒートマップ。部門、地域、期間ごとの、事象のない計算に対する不足の割合（%）。{detail}"
    ),
    "chart.shortfall_none": "表示した加盟国では、どの期間にも重要素材が不足する部門はない。",
    "chart.customs": "輸出国の税関を通った量、トン",
    "chart.customs_alt": "期間ごとに、税関の報告を棒、計算の予測を線で示す。{detail}",
    "chart.stocks": "使用日数で見た在庫（民間と公的の合計）",
    "chart.stocks_alt": "素材ごとの折れ線図。地域別の在庫が何日分かを時間に沿って示す。{detail}",
    "chart.stocks_y": "使用日数",
    "chart.chain": "基準年の採掘から使用まで、{element}酸化物の千t",
    "chart.chain_alt": "供給網のサンキー図。地域群ごとの採掘、分離、金属、磁石、使用。{detail}",
    "chart.map": "基準年の地域間の出荷、{element}",
    "chart.map_alt": "地域間の最大の流れを示す世界地図、年間の酸化物トン。{detail}",
    "chart.predicted": "計算",
    "chart.reported": "税関",
    "chart.without": "事象なし",
    "chart.peak_detail": "{region}、{material}：最大{multiple}（{period}）。",
    "chart.short_detail": "{region}、{sector}：最大{percent}（{period}）。",
    "chart.customs_detail": "{series}：予測{predicted}、報告{reported}。",
    "chart.stock_detail": "{region}、{material}：最低{days}分（{period}）。",
    "chart.flow_detail": "{origin}から{destination}、{stage}：{tonnes}。",
    # Terminal
    "term.prices": "価格",
    "term.short": "誰がいつから不足するか",
    "term.stocks": "在庫はどれだけもつか",
    "term.customs": "税関の報告との比較",
    "term.scenarios": "全シナリオ",
    "term.sources": "数値の根拠",
    "term.nobody": "表示した加盟国にはない。",
    "term.more": "ほか{count}件は報告書に",
    "term.written": "結果：{path}",
    # 基準価格と相場操作の検査
    "word.by_product": "副産物",
    "word.below": "原価割れ",
    "word.surely_below": "最低原価も下回る",
    "word.below_full": "資本費込み原価割れ",
    "say.price_terms_plants": "市場経済国の工場が{year}年に{club}の使用量の{share}を満たすための価格。資本の実質収益率{rate}、{currency_year}年米ドル/kg。",
    "say.price_terms_embodied": "市場経済国の工場が{year}年に{club}の使用量（輸入品に含まれる分を含む）の{share}を満たすための価格。資本の実質収益率{rate}、{currency_year}年米ドル/kg。",
    "say.no_price_short": "{material}：価格なし。満たせるのは使用量の{share}までで、供給が{missing}足りない。",
    "say.no_price_by_product": "{material}：価格なし。他の生産の副産物だけでこの割合を満たす。",
    "say.no_price_no_use": "{material}：価格なし。加盟国は使用していない。",
    "say.idle": "{plant}：生産なし。原料（{material}）が残っていない。",
    "say.without_cost": "plant_costs.csvに行がないため除外：{plants}。",
    "say.base_priced": "そのために動く工場がないため基準年の価格で評価：{materials}。",
    "say.price_not": "どの政府もリスト、算式、基準価格を公表しておらず、これは我々の解釈である。原価に税、運転資本、補助金は含まない。",
    "say.cost_figures": "操業費{operating}件のうち{operating_assumed}件、資本費{capital}件のうち{capital_assumed}件が仮定。出典{sources}件（--jsonで表示）。",
    "say.manipulation": "{exporter}国内の相場と限界工場（基準年に稼働した最も高い工場）の原価との比較。原価は{year}年米ドルで固定。",
    "say.no_home_plant": "原価のわかる{exporter}の工場でこのために動いたものはない。",
    "say.home_cost": "限界工場：{plant}。資本費を除く原価{cost}（{low}～{high}）USD/kg、資本費込み{full}。",
    "say.cost_assumed": "この原価は仮定であり、以下は価格についての判定ではない。",
    "say.quotes_below": "相場{count}件のうち{below}件が資本費を除く原価を下回る。",
    "label.members_use": "使用量、t",
    "label.reference": "基準価格",
    "label.range": "幅",
    "label.marginal_plant": "限界工場",
    "label.embodied": "輸入品込み",
    "label.inside": "国内",
    "label.inside_when": "時点",
    "label.gap": "差",
    "label.outside": "国外",
    "label.outside_when": "時点",
    "label.outside_gap": "差",
    "label.cumulative": "累計、t",
    "label.cost": "原価",
    "label.operating": "操業費",
    "label.capital": "資本費",
    "label.inputs": "原料",
    "label.credit": "副産物",
    "label.dearer": "割高分",
    "label.environment": "環境",
    "label.labour": "労働",
    "label.energy": "エネルギー",
    "label.scale": "規模",
    "label.unexplained": "説明できず",
    "label.less_cost": "原価との差",
    "label.less_full_cost": "総原価との差",
    "label.verdict": "判定",
    "term.reference_prices": "基準価格、USD/kg",
    "term.quoted_prices": "輸出国内外の直近の相場（USD/kg）と基準価格との差",
    "term.advantage": "輸出国の原価優位と仮定した内訳、USD/kg",
    "term.share_at": "仮定した割合、{stage}",
    "term.manipulation": "相場操作の検査",
}
