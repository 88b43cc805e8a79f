"""Korean."""

from __future__ import annotations

MESSAGES: dict[str, str] = {
    # Words, numbers, dates
    "list.two": "{first} 및 {last}",
    "list.many": "{first} 및 {last}",
    "list.comma": ", ",
    "money.plain": "{number}달러",
    "money.million": "{number}만 달러",
    "money.billion": "{number}억 달러",
    "money.trillion": "{number}조 달러",
    "money.per_kg": "kg당 {number}달러",
    "unit.t": "{number} t",
    "unit.kg": "{number} kg",
    "unit.days": "{number}일",
    "unit.day": "{number}일",
    "unit.percent": "{number} %",
    "unit.multiple": "×{number}",
    "unit.times": "{number}배",
    "date.day": "{year}년 {month} {day}일",
    "date.month": "{year}년 {month}",
    "date.months": "{first}~{last}",
    "date.quarter": "{year}년 {first}~{last}",
    "month.1": "1월",
    "month.2": "2월",
    "month.3": "3월",
    "month.4": "4월",
    "month.5": "5월",
    "month.6": "6월",
    "month.7": "7월",
    "month.8": "8월",
    "month.9": "9월",
    "month.10": "10월",
    "month.11": "11월",
    "month.12": "12월",
    "word.unknown": "알 수 없음",
    "word.none": "없음",
    "word.world": "세계",
    "word.at_once": "즉시",
    "word.still": "분석 기간 말",
    "word.no_supply": "{date}부터 공급 없음",
    "word.commercial": "민간",
    "word.public": "공공",
    "word.others": "기타",
    "made.vehicle": "차량 {number}대",
    "made.megawatt_of_wind_turbine": "풍력 터빈 {number} MW",
    "made.inverter_compressor": "인버터 압축기 {number}대",
    "made.servo_motor": "서보 모터 {number}대",
    "made.gearless_machine": "기어리스 권상기 {number}대",
    "made.smartphone": "스마트폰 {number}대",
    "made.hard_disk_drive": "하드디스크 {number}대",
    "made.combat_aircraft": "전투기 {number}대",
    "made.other": "{unit} {number}단위",
    # Sentences of the summary
    "say.base": "이 분석에서는 아무 일도 일어나지 않으며, 다른 모든 분석의 비교 기준이 된다.",
    "say.start": "규제 시작일: {date}.",
    "say.horizon": "계산 기간: {first} ~ {last}.",
    "say.drift": (
        "사건이 없는 계산에서도 가격 {count}건이 기준 연도에서 15 % 넘게 벗어난다. 사례의 수요와 공급 증가가 어긋난다는 뜻이므로 "
        "해당 결과는 주의해서 읽어야 한다. 차이가 큰 것: {list}."
    ),
    "say.drift_item": "{region} {material} (kg당 {low}~{high}달러, 기준 연도 {base}달러)",
    "say.short": (
        "{region}: 핵심 소재가 가장 먼저 부족해지는 부문은 다음과 같다. {sector} 부문, 소재 "
        "{material}, 기간 {date} ~ {until}, 최악의 시기에 부족분 {percent}."
    ),
    "say.short_open": (
        "{region}: 핵심 소재가 가장 먼저 부족해지는 부문은 다음과 같다. {sector} 부문, 소재 "
        "{material}, 기간 {date} ~ 분석 기간 말, 최악의 시기에 부족분 {percent}."
    ),
    "say.short_worst": (
        "한 번이라도 부족을 겪는 {count}개 부문 가운데 금액 기준으로 부족이 큰 부문: {list}."
    ),
    "say.short_item": "{sector}({material} 최대 {percent} 부족)",
    "say.not_short": "{region}: 핵심 소재가 부족한 부문이 없다.",
    "say.price": "{material} 최고 가격: {list}.",
    "say.price_inside": "{material} 최고 가격: {list}. 같은 시기 {exporter} 국내 가격은 {inside}이다.",
    "say.price_item": "{period} {region} {price}({multiple})",
    "say.price_basis": "괄호 안의 배수는 같은 기간 사건이 없는 분석 대비이다.",
    "say.price_calm": "표시된 회원국에서 사건이 없을 때보다 {percent} 넘게 비싸지는 핵심 소재는 없다.",
    "say.no_supply": "{material}: 어떤 가격에도 구할 수 없는 곳이 있다. {list}.",
    "say.no_supply_item": "{region}({date}부터)",
    "say.stock_empty": "{region}: 다음 {kind} 재고가 바닥난다. {list}.",
    "say.stock_empty_item": "{material} {period}(처음 {first}분)",
    "say.stock": "{region}: 다음 {kind} 재고가 줄어든다. {list}.",
    "say.stock_item": "{material} {first}분에서 {lowest}분으로({period})",
    "say.stock_untouched": "사례에 있는 핵심 소재 재고는 거의 줄지 않는다.",
    "say.stock_none": "표시된 회원국의 핵심 소재 재고는 사례에 없다.",
    "say.stock_assumed": (
        "사례의 재고 수치 {total}개 가운데 {count}개는 가정이며, 그에 따른 일수도 가정이다."
    ),
    "say.loss": ("{region}: 분석 기간 동안 자석 {tonnes} 분량이 부족하며, 이는 다음에 해당한다. {list}."),
    "say.loss_unknown": (
        "{region}: 분석 기간 동안 자석 {tonnes} 분량이 부족하다. 이를 제품 수로 나타낼 수치는 없다."
    ),
    "say.loss_item": "{units}({sector})",
    "say.loss_value": "부가가치로는 약 {money} 규모이다.",
    "say.loss_value_jobs": "부가가치로는 약 {money}, 일자리로는 {jobs}인년 규모이다.",
    "say.loss_gap": (
        "다음 부문의 부족분은 제품 수, 금액, 일자리에 들어 있지 않다(단위당 함량 수치 없음). {sectors}."
    ),
    "say.loss_assumed": "부가가치와 일자리는 가정한 원단위에 근거하므로 자릿수 정도의 의미만 있다.",
    "say.customs_high": (
        "{series}: 분석상 반출 {predicted}, 세관 보고 {reported}, 차이 {percent} 과대. 기간별 오차는 "
        "보고량 대비 {mean}, 사건이 없는 분석의 오차는 {base}이다."
    ),
    "say.customs_low": (
        "{series}: 분석상 반출 {predicted}, 세관 보고 {reported}, 차이 {percent} 과소. 기간별 오차는 "
        "보고량 대비 {mean}, 사건이 없는 분석의 오차는 {base}이다."
    ),
    "say.customs_others": "다른 계열의 합계 오차: {list}.",
    "say.customs_item": "{series} {error}",
    "say.customs_none": "이 분석 기간에 해당하는 세관 보고 수치가 없다.",
    "say.provenance": (
        "사례의 수치 {total}개 중 {cited} 인용, {derived} 인용 수치에서 도출, {assumed} 가정이다."
    ),
    "say.confidential": "비공개 행 {count}개가 계산에 쓰였으나 여기에는 하나도 표시하지 않는다.",
    "say.calibration": (
        "기준 연도를 맞추면서 가장 크게 조정된 수치: {figure}({place}), 표준편차의 {deviations}배."
    ),
    "say.report": "모든 출처를 담은 보고서: {path}",
    # Why a price is high
    "why.high": (
        "{period} {region}의 {material} 가격은 {price}로, 사건이 없는 분석의 {base} 대비 {times}이다."
    ),
    "why.same": "{period} {region}의 {material} 가격은 {price}로, 사건이 없는 분석({base})과 거의 같다.",
    "why.low": "{period} {region}의 {material} 가격은 {price}로, 사건이 없는 분석의 {base} 수준보다 낮다.",
    "why.no_base": (
        "{period} {region}의 {material} 가격은 {price}이며, 사건이 없는 분석에는 비교할 가격이 없다."
    ),
    "why.no_supply": "{region}의 {material}: {period}에는 어떤 가격에도 1 t을 더 구할 수 없다.",
    "why.unknown": "이 분석에는 {date} {region}의 {material} 가격이 없다.",
    "why.drivers": "제약이 되는 것과, 그 여유가 1 kg 늘어날 때의 가치:",
    "why.driver": "{text} ({amount})",
    "why.no_drivers": "이 가격에 대해 기록된 제약이 없다.",
    "why.short": "같은 시기 {region}에서 그 일부를 얻지 못하는 부문: {sectors}.",
    "why.stock": "{region}의 재고는 사용량 {days}분이다.",
    # The report: headings
    "report.title": "{case}: 규제가 미치는 영향",
    "report.lead": (
        "모든 결과는 didymium이 사례로부터 계산한 것으로 그 가정 아래에서만 성립하며 예측이 아니다. "
        "모든 입력값은 출처를 밝힌다."
    ),
    "report.contents": "차례",
    "report.summary": "쉬운 요약",
    "report.short_heading": "누가 무엇이 언제부터 부족한가",
    "report.price_heading": "가격은 얼마인가",
    "report.stock_heading": "재고는 얼마나 버티는가",
    "report.loss_heading": "그 의미",
    "report.customs_heading": "세관 보고와 얼마나 맞는가",
    "report.scenarios": "모든 시나리오 비교",
    "report.charts": "사건이 없는 분석과의 비교",
    "report.customs": "기간별 예측과 세관 보고",
    "report.calibration": "기준 연도를 맞춘 방법",
    "report.moved": "가장 크게 조정된 보고 수치",
    "report.prior": "아무도 보고하지 않은 흐름",
    "report.wedges": "가격 사이의 가장 큰 격차",
    "report.plant_losses": "기준 연도에 손실을 내는 공장",
    "report.quotes": "기준 연도 가격과 시세",
    "report.tables": "표",
    "report.table_prices": "최고 가격",
    "report.table_short": "부족",
    "report.table_stocks": "재고",
    "report.table_losses": "손실",
    "report.table_dependence": "공급의 출하지",
    "report.table_world": "공장 소재지별 세계 생산",
    "report.chain": "기준 연도의 공급망",
    "report.assumed": "가정한 것",
    "report.assumed_share": "수치의 근거",
    "report.assumptions": "시나리오의 가정",
    "report.case_assumptions": "사례의 가정",
    "report.sources": "출처",
    "report.unused": "쓰이지 않은 행",
    "report.computed": "계산 방법",
    # The report: remarks
    "note.scenarios": (
        "가격 배수는 같은 기간 사건이 없는 분석 대비이며, 표시된 회원국과 핵심 소재 중 최고값이다. "
        "손실은 그 분석 대비 충족되지 않은 양이다."
    ),
    "note.moved": (
        "조정은 서로 어긋나는 수치를 모든 수지가 맞을 때까지 움직인다. 표준편차(sd) 하나는 그 수치에 "
        "밝힌 불확실성이다."
    ),
    "note.prior": "이 흐름은 수지와 0으로 당기는 약한 사전값만으로 정해졌다. 비율은 세계 사용량 대비이다.",
    "note.wedges": (
        "격차는 도착지에서 받는 값이 출하지의 가격, 운임, 관세를 넘는 부분으로 품질, 계약 또는 잘못된 "
        "수치 때문일 수 있다."
    ),
    "note.not_calibrated": "이 사례는 기준 연도에 맞추지 않았다. 공장의 비용은 표에 적힌 그대로이다.",
    "note.dependence": (
        "사건이 없는 분석의 첫 열두 기간. 비율은 출하 톤수 기준이다. 광석을 캔 곳이 아니라 출하한 곳을 "
        "센다. HHI는 출하지의 허핀달-허시먼 지수(0~1)이다."
    ),
    "note.customs": (
        "예측은 분석에서 수출국 세관을 통과한 양이며, 오차는 예측을 보고량으로 나누고 1을 뺀 값이다."
    ),
    "note.losses": (
        "사건이 없는 분석 대비. 제품 수는 sectors.csv의 원단위로 자석을 환산한 것이며 원단위가 없으면 "
        "비워 둔다. 일자리는 인년이다."
    ),
    "note.stocks": "사건이 없는 분석의 사용 속도로 센 일수. 아무도 보고하지 않은 재고는 사례에 없다.",
    "note.short": (
        "사건이 없는 분석에서 충족된 양의 {percent} 미만이 충족되면 부족으로 본다. 버티는 시간은 "
        "{date}부터 센다. 부족은 기간의 첫날에 시작한다."
    ),
    "note.short_rows": "{count}개 중 큰 것 {shown}개.",
    "note.first_rows": "{count}개 중 앞의 {shown}개.",
    "note.unused": "사례의 모든 행은 계산에 쓰이거나 여기에 적힌다.",
    "note.no_unused": "사례의 모든 행이 계산에 쓰였다.",
    "note.chain": (
        "각 단계에서 쓰인 {element} 톤수(산화물 환산). 띠는 출하지와 사용지를 잇고 두께는 양이다. 같은 "
        "단계 안의 사용과 스크랩에서 온 것은 뺐다."
    ),
    "note.map": (
        "모든 소재를 합한 지역 간 최대 흐름 {count}개. 원은 각 지역의 출하량. 육지 윤곽: Natural "
        "Earth, 퍼블릭 도메인."
    ),
    "note.confidential_chain": "이 절의 그림에는 비공개 행을 넣지 않았다.",
    "note.sources_more": "외 {count}건(출처 절에 수록)",
    "note.computed_from": "맞춘 기준 연도, 사례, 시나리오로부터 계산했다.",
    "note.start_line": "점선은 규제 첫날이다.",
    "note.shortfall": (
        "사건이 없는 분석에서 충족된 양 대비 %, 부문마다 가장 부족한 핵심 소재. 금액 기준 부족이 큰 "
        "순서로 최대 {count}행."
    ),
    "note.few_series": "기간이 {count}개 미만인 계열은 표에만 있다.",
    "note.no_assumptions": "시나리오가 밝힌 가정이 없다.",
    # Columns
    "label.scenario": "시나리오",
    "label.region": "지역",
    "label.sector": "부문",
    "label.material": "소재",
    "label.from": "시작",
    "label.until": "끝",
    "label.worst": "최대 부족",
    "label.missing": "부족분, t",
    "label.base_price": "기준, 달러/kg",
    "label.peak_price": "최고, 달러/kg",
    "label.multiple": "배수",
    "label.when": "시기",
    "label.first_short": "첫 부족",
    "label.loss_by_member": "회원국별 손실",
    "label.peak": "최고 가격",
    "label.survive": "버티는 시간",
    "label.holder": "보유자",
    "label.first_days": "처음 일수",
    "label.lowest_days": "최저 일수",
    "label.lowest_t": "최저, t",
    "label.unit": "단위",
    "label.units": "제품 수",
    "label.value_added": "부가가치",
    "label.jobs": "인년",
    "label.series": "계열",
    "label.period": "기간",
    "label.predicted": "예측, t",
    "label.reported": "보고, t",
    "label.base_run": "사건 없음, t",
    "label.count_periods": "기간 수",
    "label.error": "오차",
    "label.miss": "기간별 오차",
    "label.total": "합계",
    "label.figure": "수치",
    "label.stated": "보고, t/년",
    "label.reconciled": "조정, t/년",
    "label.deviations": "이동, sd",
    "label.source": "출처",
    "label.flow": "흐름",
    "label.t_per_year": "t/년",
    "label.wedge": "격차, 달러/kg",
    "label.wedge_share": "가격 대비",
    "label.plant": "공장",
    "label.loss": "손실, 달러/kg",
    "label.quote": "시세, 달러/kg",
    "label.calibrated": "보정 가격, 달러/kg",
    "label.market": "시장",
    "label.share": "비율",
    "label.hhi": "HHI",
    "label.largest": "최대",
    "label.stage": "단계",
    "label.consumption": "겉보기 소비, t",
    "label.reliance": "순수입 의존도",
    "label.output": "생산, t",
    "label.table": "표",
    "label.row": "행",
    "label.reason": "이유",
    "label.cited": "인용",
    "label.derived": "도출",
    "label.assumed": "가정",
    "label.item": "항목",
    "label.value": "값",
    "label.assumption": "가정",
    "label.where": "위치",
    "label.count": "수치 수",
    "stage.mine": "채광",
    "stage.separation": "분리",
    "stage.metal": "금속",
    "stage.magnet": "자석",
    "stage.scrap": "스크랩",
    "stage.use": "사용",
    "stage.other": "기타",
    "kind.official": "공식",
    "kind.company": "기업",
    "kind.press": "언론",
    "kind.peer_reviewed": "심사 논문",
    "kind.secondary": "2차 자료",
    "kind.seed": "미확인",
    # Charts
    "chart.prices": "사건이 없는 분석 대비 가격 배수",
    "chart.prices_alt": (
        "핵심 소재별 꺾은선 그림. 지역별 가격을 사건이 없는 분석의 배수로 시간에 따라 나타낸다. {detail}"
    ),
    "chart.prices_y": "기준 가격 대비 배수(로그)",
    "chart.shortfall": "부문과 지역별 부족 비율",
    "chart.shortfall_alt": "열 지도. 부문과 지역, 기간마다 사건이 없는 분석 대비 부족 비율(%). {detail}",
    "chart.shortfall_none": "표시된 회원국에서는 어느 기간에도 핵심 소재가 부족한 부문이 없다.",
    "chart.customs": "수출국 세관을 통과한 양, 톤",
    "chart.customs_alt": "기간별로 세관 보고는 막대, 분석의 예측은 선. {detail}",
    "chart.stocks": "사용 일수로 본 재고(민간과 공공 합계)",
    "chart.stocks_alt": "소재별 꺾은선 그림. 지역별 재고가 며칠분인지 시간에 따라 나타낸다. {detail}",
    "chart.stocks_y": "사용 일수",
    "chart.chain": "기준 연도의 채광에서 사용까지, {element} 산화물 천 t",
    "chart.chain_alt": "공급망의 생키 그림. 지역 묶음별 채광, 분리, 금속, 자석, 사용. {detail}",
    "chart.map": "기준 연도의 지역 간 출하, {element}",
    "chart.map_alt": "지역 간 최대 흐름의 세계 지도, 연간 산화물 톤. {detail}",
    "chart.predicted": "분석",
    "chart.reported": "세관",
    "chart.without": "사건 없음",
    "chart.peak_detail": "{region} {material}: 최대 {multiple}({period}).",
    "chart.short_detail": "{region} {sector}: 최대 {percent}({period}).",
    "chart.customs_detail": "{series}: 예측 {predicted}, 보고 {reported}.",
    "chart.stock_detail": "{region} {material}: 최저 {days}분({period}).",
    "chart.flow_detail": "{origin} → {destination}, {stage}: {tonnes}.",
    # Terminal
    "term.prices": "가격",
    "term.short": "누가 언제부터 부족한가",
    "term.stocks": "재고는 얼마나 버티는가",
    "term.customs": "세관 보고와의 비교",
    "term.scenarios": "모든 시나리오",
    "term.sources": "수치의 근거",
    "term.nobody": "표시된 회원국에는 없다.",
    "term.more": "외 {count}건은 보고서에",
    "term.written": "결과: {path}",
    # 기준가격과 시세 조작 검사
    "word.by_product": "부산물",
    "word.below": "원가 미만",
    "word.surely_below": "최저 원가 미만",
    "word.below_full": "자본비 포함 원가 미만",
    "say.price_terms_plants": "시장경제국 공장이 {year}년 {club} 사용량의 {share} 충족에 필요한 가격. 자본의 실질 수익률 {rate}, {currency_year}년 미국 달러/kg.",
    "say.price_terms_embodied": "시장경제국 공장이 {year}년 {club} 사용량(수입품에 들어 있는 양 포함)의 {share} 충족에 필요한 가격. 자본의 실질 수익률 {rate}, {currency_year}년 미국 달러/kg.",
    "say.no_price_short": "{material}: 가격 없음. 사용량의 {share}까지만 충족할 수 있으며 공급 {missing} 부족.",
    "say.no_price_by_product": "{material}: 가격 없음. 다른 생산의 부산물만으로 이 비율이 충족됨.",
    "say.no_price_no_use": "{material}: 가격 없음. 회원국 사용량 없음.",
    "say.idle": "{plant}: 생산 없음. 남은 원료({material})가 없음.",
    "say.without_cost": "plant_costs.csv에 행이 없어 제외: {plants}.",
    "say.base_priced": "이를 위해 가동하는 공장이 없어 기준연도 가격으로 평가: {materials}.",
    "say.price_not": "어떤 정부도 목록, 산식, 기준가격을 발표하지 않았으며 이는 우리의 해석임. 원가에는 세금, 운전자본, 보조금이 포함되지 않음.",
    "say.cost_figures": "운영비 {operating}건 중 {operating_assumed}건, 자본비 {capital}건 중 {capital_assumed}건이 가정. 출처 {sources}개(--json으로 확인).",
    "say.manipulation": "{exporter} 내 호가와 한계 공장(기준연도에 가동한 가장 비싼 공장)의 원가 비교. 원가는 {year}년 미국 달러로 고정.",
    "say.no_home_plant": "원가가 알려진 {exporter} 공장 중 이를 위해 가동한 곳 없음.",
    "say.home_cost": "한계 공장: {plant}. 자본비 제외 원가 {cost}({low}~{high}) USD/kg, 자본비 포함 {full}.",
    "say.cost_assumed": "이 원가는 가정값이므로 아래는 가격에 대한 판정이 아님.",
    "say.quotes_below": "호가 {count}개 중 {below}개가 자본비 제외 원가 미만.",
    "label.members_use": "사용량, t",
    "label.reference": "기준가격",
    "label.range": "범위",
    "label.marginal_plant": "한계 공장",
    "label.embodied": "수입품 포함",
    "label.inside": "역내",
    "label.inside_when": "시점",
    "label.gap": "차이",
    "label.outside": "역외",
    "label.outside_when": "시점",
    "label.outside_gap": "차이",
    "label.cumulative": "누계, t",
    "label.cost": "원가",
    "label.operating": "운영비",
    "label.capital": "자본비",
    "label.inputs": "원료",
    "label.credit": "부산물",
    "label.dearer": "비싼 정도",
    "label.environment": "환경",
    "label.labour": "노동",
    "label.energy": "에너지",
    "label.scale": "규모",
    "label.unexplained": "설명 안 됨",
    "label.less_cost": "원가 차감",
    "label.less_full_cost": "총원가 차감",
    "label.verdict": "판정",
    "term.reference_prices": "기준가격, USD/kg",
    "term.quoted_prices": "수출국 안팎의 최근 호가(USD/kg)와 기준가격과의 차이",
    "term.advantage": "수출국의 원가 우위와 가정한 구성, USD/kg",
    "term.share_at": "가정한 비율, {stage}",
    "term.manipulation": "시세 조작 검사",
}
