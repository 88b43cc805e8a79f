"""English."""

from __future__ import annotations

MESSAGES: dict[str, str] = {
    # Words, numbers, dates
    "list.two": "{first} and {last}",
    "list.many": "{first} and {last}",
    "list.comma": ", ",
    "money.plain": "USD {number}",
    "money.million": "USD {number} million",
    "money.billion": "USD {number} billion",
    "money.trillion": "USD {number} trillion",
    "money.per_kg": "USD {number} per kg",
    "money.unit": "USD/{unit}",
    "money.per_unit": "USD {number} per {unit}",
    "unit.goods": "{quantity} of {material}",
    "goods.any": "goods",
    "goods.magnet": "magnets",
    "unit.of": "{number} {unit}",
    "unit.a_day": "{quantity} a day",
    "unit.a_year": "{quantity} a year",
    "scale.million": "{number} million",
    "scale.billion": "{number} billion",
    "scale.trillion": "{number} trillion",
    "unit.t": "{number} t",
    "unit.kg": "{number} kg",
    "unit.days": "{number} days",
    "unit.day": "{number} day",
    "unit.percent": "{number} %",
    "unit.multiple": "×{number}",
    "unit.times": "{number} times",
    "date.day": "{day} {month} {year}",
    "date.month": "{month} {year}",
    "date.months": "{first} to {last}",
    "date.quarter": "{first} to {last} {year}",
    "month.1": "January",
    "month.2": "February",
    "month.3": "March",
    "month.4": "April",
    "month.5": "May",
    "month.6": "June",
    "month.7": "July",
    "month.8": "August",
    "month.9": "September",
    "month.10": "October",
    "month.11": "November",
    "month.12": "December",
    "word.unknown": "unknown",
    "word.none": "none",
    "word.world": "world",
    "word.at_once": "at once",
    "word.still": "end of run",
    "word.no_supply": "no supply from {date}",
    "word.commercial": "commercial",
    "word.public": "public",
    "word.others": "Others",
    "made.vehicle": "{number} vehicles",
    "made.megawatt_of_wind_turbine": "{number} megawatts of wind turbines",
    "made.inverter_compressor": "{number} inverter compressors",
    "made.servo_motor": "{number} servo motors",
    "made.gearless_machine": "{number} gearless lift machines",
    "made.smartphone": "{number} smartphones",
    "made.hard_disk_drive": "{number} hard disk drives",
    "made.combat_aircraft": "{number} combat aircraft",
    "made.other": "{number} × {unit}",
    # Sentences of the summary
    "say.base": "Nothing happens in this run: it is what every other run is compared with.",
    "say.start": "The restriction begins on {date}.",
    "say.horizon": "The run looks from {first} to {last}.",
    "say.drift": (
        "Without events {count} prices leave the base year's by more than 15 %, which says that demand and "
        "supply of the case grow apart; furthest: {list}. Read results there with care."
    ),
    "say.drift_item": "{material} in {region} (USD {low} to {high} per kg against {base})",
    "say.short": (
        "{region}: the first to run short of a critical material is {sector}, of {material}, from "
        "{date} to {until}; at worst {percent} of it is missing."
    ),
    "say.short_open": (
        "{region}: the first to run short of a critical material is {sector}, of {material}, from "
        "{date} to the end of the run; at worst {percent} of it is missing."
    ),
    "say.short_worst": "Of {count} sectors that run short at some time, these miss most by value: {list}.",
    "say.short_item": "{sector} (up to {percent} of its {material})",
    "say.not_short": "{region}: no sector runs short of a critical material.",
    "say.price": "{material} peaks at {list}.",
    "say.price_inside": "{material} peaks at {list}; inside {exporter} it costs {inside} at that time.",
    "say.price_item": "{price} in {region} in {period} ({multiple})",
    "say.price_basis": "Multiples in brackets are against the run without events in the same period.",
    "say.price_calm": (
        "No critical material costs the members shown more than {percent} above the run without events."
    ),
    "say.no_supply": "{material}: nothing is left to buy at any price in {list}.",
    "say.no_supply_item": "{region} (from {date})",
    "say.stock_empty": "{region}: these {kind} stocks are used up: {list}.",
    "say.stock_empty_item": "{material} in {period} (from {first} of use)",
    "say.stock": "{region}: these {kind} stocks are drawn down: {list}.",
    "say.stock_item": "{material} from {first} of use to {lowest} in {period}",
    "say.stock_untouched": "The stocks of critical materials in the case are hardly touched.",
    "say.stock_none": "The case holds no stocks of critical materials in the members shown.",
    "say.stock_assumed": (
        "{count} of the {total} stock levels in the case are assumed; so are the days that rest on them."
    ),
    "say.loss": "{region}: {goods} are missing over the run, which stands for {list}.",
    "say.loss_unknown": "{region}: {goods} of use go unmet over the run; no figure says what that means in units.",
    "say.loss_item": "{units} ({sector})",
    "say.loss_value": "That is about {money} of value added.",
    "say.loss_value_jobs": "That is about {money} of value added and {jobs} years of work.",
    "say.loss_gap": (
        "What is missing in {sectors} is not in these units, money and work: no figure says how much a "
        "unit holds."
    ),
    "say.loss_assumed": (
        "Value added and work rest on assumed intensities and say no more than the order of magnitude."
    ),
    "say.customs_high": (
        "{series}: the run lets {predicted} leave where customs reported {reported}, {percent} too "
        "much. Period by period it misses by {mean} of what was reported, the run without events by "
        "{base}."
    ),
    "say.customs_low": (
        "{series}: the run lets {predicted} leave where customs reported {reported}, {percent} too "
        "little. Period by period it misses by {mean} of what was reported, the run without events by "
        "{base}."
    ),
    "say.customs_others": "Totals of the other series: {list}.",
    "say.customs_item": "{series} {error}",
    "say.customs_none": "No reported customs figure falls within this run.",
    "say.provenance": (
        "Of {total} figures in the case, {cited} are cited, {derived} are derived from cited ones and "
        "{assumed} are assumed."
    ),
    "say.confidential": (
        "Confidential rows that took part in the calculation: {count}. None of them is shown here."
    ),
    "say.calibration": (
        "Closing the base year moved this figure most: {figure} ({place}), by {deviations} standard "
        "deviations."
    ),
    "say.report": "Report with every source: {path}",
    # Why a price is high
    "why.high": (
        "{material} in {region} costs {price} in {period}, {times} the {base} of the run without events."
    ),
    "why.same": (
        "{material} in {region} costs {price} in {period}, about the same as in the run without events "
        "({base})."
    ),
    "why.low": (
        "{material} in {region} costs {price} in {period}, less than the {base} of the run without events."
    ),
    "why.no_base": (
        "{material} in {region} costs {price} in {period}; the run without events has no price to "
        "compare it with."
    ),
    "why.no_supply": "{material} in {region}: in {period} one more tonne cannot be had at any price.",
    "why.unknown": "This run has no price for {material} in {region} on {date}.",
    "why.drivers": "What binds, and what one more kilogram of room there would be worth:",
    "why.driver": "{text} ({amount})",
    "why.no_drivers": "The run recorded no binding limit for this price.",
    "why.short": "In the same period these sectors in {region} go without a part of it: {sectors}.",
    "why.stock": "Stocks of it in {region} stand at {days} of use.",
    # The report: headings
    "report.title": "{case}: what the restrictions do",
    "report.lead": (
        "Every result is computed by didymium from the case and holds under its assumptions; it is no "
        "forecast. Every input names its source."
    ),
    "report.contents": "Contents",
    "report.summary": "In plain words",
    "report.short_heading": "Who is short of what, from when",
    "report.price_heading": "At what prices",
    "report.stock_heading": "How long stocks last",
    "report.loss_heading": "What it means",
    "report.customs_heading": "How well the run calls what customs reported",
    "report.scenarios": "All scenarios side by side",
    "report.charts": "Against the run without events",
    "report.customs": "Prediction against customs, period by period",
    "report.calibration": "How the base year was closed",
    "report.moved": "Reported figures moved most",
    "report.prior": "Flows that nobody reports",
    "report.wedges": "Largest wedges between prices",
    "report.conjectures": "Market power that the base year shows",
    "report.plant_losses": "Plants that run at a loss in the base year",
    "report.quotes": "Base-year prices against quotes",
    "report.tables": "Tables",
    "report.table_prices": "Price peaks",
    "report.table_short": "Shortages",
    "report.table_stocks": "Stocks",
    "report.table_losses": "Losses",
    "report.table_dependence": "Where supply is shipped from",
    "report.table_world": "World output by region of the plants",
    "report.chain": "The chain in the base year",
    "report.assumed": "What is assumed",
    "report.assumed_share": "What the figures rest on",
    "report.assumptions": "Assumptions of the scenario",
    "report.case_assumptions": "Assumptions of the case",
    "report.sources": "Sources",
    "report.unused": "Rows not used",
    "report.computed": "How it was computed",
    # The report: remarks
    "note.scenarios": (
        "Price multiples are against the run without events in the same period: the highest over the "
        "members shown, for the critical materials. Losses are what goes unmet against that run."
    ),
    "note.moved": (
        "A reconciliation moves figures that disagree until every balance closes. One standard "
        "deviation (sd) is the uncertainty stated for the figure."
    ),
    "note.prior": (
        "Only the balances and a weak pull to zero set these flows. The share is of the world's use."
    ),
    "note.conjectures": (
        "A conjecture is by how much an exporter believes total sales to rise with its own: 1 is Cournot, 0 no "
        "power. It is read from the wedge at the elasticity that the exporter perceives; no more than 1 is used, "
        "for a wedge that holds more is not all power. Only runs with conduct = conjectural_variation use it."
    ),
    "note.above_cournot": "More than 1 is read from {count} of {all}.",
    "note.wedges": (
        "A wedge is what a kilogram fetches on arrival beyond price, freight and duty at the origin: "
        "quality, contracts, or a figure that is wrong."
    ),
    "note.not_calibrated": "This case is not calibrated: plants cost what its tables say.",
    "note.dependence": (
        "First twelve periods of the run without events. Shares count shipments in tonnes: who "
        "shipped, not where the ore was mined. HHI is the Herfindahl–Hirschman index of the origins, 0 "
        "to 1."
    ),
    "note.customs": (
        "Predicted is what clears the exporter's customs in the run; the error is predicted over "
        "reported, less one."
    ),
    "note.losses": "Against the run without events. Units count what is missing at the intensities of sectors.csv and are blank where there is none. Work is in years.",
    "note.stocks": (
        "Days of use at the rate of the run without events. A stock that nobody reports is not in the case."
    ),
    "note.short": (
        "A sector is short where less than {percent} of what the run without events meets is met. Time "
        "to survive counts from {date}. A shortage begins with a period."
    ),
    "note.short_rows": "The {shown} largest of {count}.",
    "note.first_rows": "The first {shown} of {count}.",
    "note.unused": "Every row of the case takes part or is named here.",
    "note.no_unused": "Every row of the case takes part.",
    "note.chain": (
        "Tonnes of {element}, counted as oxide, used at each stage; bands join the shipper to the "
        "user, their thickness is the quantity. Use within a material's own stage and what comes from "
        "scrap are left out."
    ),
    "note.map": (
        "The {count} largest flows between regions, over all materials. Circles: what regions ship. "
        "Land outline: Natural Earth, public domain."
    ),
    "note.confidential_chain": "Confidential rows are left out of the figures of this section.",
    "note.sources_more": "and {count} more (listed under Sources)",
    "note.computed_from": "Computed from the calibrated base year, the case and the scenario.",
    "note.start_line": "The dotted line marks the first day of the restriction.",
    "note.shortfall": (
        "Per cent of what the run without events meets; for each sector the critical material of which "
        "most is missing. The {count} rows that miss most by value at most."
    ),
    "note.few_series": "Series with fewer than {count} periods are only in the table.",
    "note.no_assumptions": "The scenario states none.",
    # Columns
    "label.scenario": "Scenario",
    "label.region": "Region",
    "label.sector": "Sector",
    "label.material": "Material",
    "label.from": "From",
    "label.until": "Until",
    "label.worst": "Missing at worst",
    "label.missing": "Missing, t",
    "label.missing_read": "Missing",
    "label.base_read": "Base",
    "label.peak_read": "Peak",
    "label.lowest_t_read": "Lowest",
    "label.base_price": "Base, USD/kg",
    "label.peak_price": "Peak, USD/kg",
    "label.multiple": "Multiple",
    "label.when": "When",
    "label.first_short": "First shortage",
    "label.loss_by_member": "Loss by member",
    "label.peak": "Price peaks",
    "label.survive": "Time to survive",
    "label.holder": "Holder",
    "label.first_days": "Days at the start",
    "label.lowest_days": "Days at the lowest",
    "label.lowest_t": "Lowest, t",
    "label.unit": "Unit",
    "label.units": "Units",
    "label.value_added": "Value added",
    "label.jobs": "Years of work",
    "label.series": "Series",
    "label.period": "Period",
    "label.predicted": "Predicted, t",
    "label.reported": "Reported, t",
    "label.base_run": "Without events, t",
    "label.count_periods": "Periods",
    "label.error": "Error",
    "label.miss": "Missed by",
    "label.total": "Total",
    "label.figure": "Figure",
    "label.stated": "Reported, t a year",
    "label.reconciled": "Reconciled, t a year",
    "label.deviations": "Moved, sd",
    "label.source": "Sources",
    "label.flow": "Flow",
    "label.t_per_year": "t a year",
    "label.wedge": "Wedge, USD/kg",
    "label.perceived": "Elasticity",
    "label.wedge_holds": "Read",
    "label.conjecture": "Used",
    "label.read_from": "Read from",
    "why.driver_market_power": "{subject} adds {amount} to its cost by market power",
    "conjecture.stated": "stated",
    "conjecture.calibrated": "wedge",
    "conjecture.above_cournot": "part of the wedge",
    "conjecture.no_wedge": "no wedge",
    "conjecture.no_sales": "no sales",
    "conjecture.no_curve": "no known demand",
    "label.wedge_share": "Share of price",
    "label.plant": "Plant",
    "label.loss": "Loss, USD/kg",
    "label.quote": "Quote, USD/kg",
    "label.calibrated": "Calibrated, USD/kg",
    "label.market": "Market",
    "label.share": "Share",
    "label.hhi": "HHI",
    "label.largest": "Largest",
    "label.stage": "Stage",
    "label.consumption": "Apparent consumption, t",
    "label.reliance": "Net import reliance",
    "label.output": "Output, t",
    "label.table": "Table",
    "label.row": "Row",
    "label.reason": "Reason",
    "label.cited": "Cited",
    "label.derived": "Derived",
    "label.assumed": "Assumed",
    "label.item": "Item",
    "label.value": "Value",
    "label.assumption": "Assumption",
    "label.where": "Where",
    "label.count": "Figures",
    "stage.mine": "mine",
    "stage.separation": "separation",
    "stage.processing": "processing",
    "stage.power": "power generation",
    "stage.metal": "metal",
    "stage.magnet": "magnet",
    "stage.scrap": "scrap",
    "stage.use": "use",
    "stage.other": "other",
    "kind.official": "official",
    "kind.company": "company",
    "kind.press": "press",
    "kind.peer_reviewed": "peer reviewed",
    "kind.secondary": "secondary",
    "kind.seed": "unverified",
    # Charts
    "chart.prices": "Prices as multiples of the run without events",
    "chart.prices_alt": (
        "Line charts, one for each critical material: price by region over time as a multiple of the "
        "run without events. {detail}"
    ),
    "chart.prices_y": "multiple of base price (log)",
    "chart.shortfall": "Share of use that is missing, by sector and region",
    "chart.shortfall_alt": (
        "Heat table: share of use missing against the run without events, for each sector and region "
        "in each period, in per cent. {detail}"
    ),
    "chart.shortfall_none": "No sector of the members shown is short of a critical material in any period.",
    "chart.customs": "What left the exporter's customs, tonnes",
    "chart.customs_alt": (
        "Bars for what customs reported and a line for what the run predicts, by period. {detail}"
    ),
    "chart.stocks": "Stocks in days of use, commercial and public together",
    "chart.stocks_alt": (
        "Line charts, one for each material: how many days of use the stocks of each region last, over "
        "time. {detail}"
    ),
    "chart.stocks_y": "days of use",
    "chart.chain": "From mine to use in the base year, kt of {element} oxide",
    "chart.chain_alt": (
        "Sankey diagram of the chain: mine, separation, metal, magnet and use by group of regions. {detail}"
    ),
    "chart.map": "Shipments between regions in the base year, {element}",
    "chart.map_alt": "World map of the largest flows between regions, tonnes of oxide a year. {detail}",
    "chart.predicted": "run",
    "chart.reported": "customs",
    "chart.without": "without events",
    "chart.peak_detail": "{region}, {material}: at most {multiple} in {period}.",
    "chart.short_detail": "{sector}, {region}: at most {percent} in {period}.",
    "chart.customs_detail": "{series}: {predicted} predicted, {reported} reported.",
    "chart.stock_detail": "{region}, {material}: at least {days} in {period}.",
    "chart.flow_detail": "{origin} to {destination}, {stage}: {tonnes}.",
    # Terminal
    "term.prices": "Prices",
    "term.short": "Short, from when",
    "term.stocks": "How long stocks last",
    "term.customs": "Against customs",
    "term.scenarios": "All scenarios",
    "term.sources": "What the figures rest on",
    "term.nobody": "Nobody in the members shown.",
    "term.more": "and {count} more in the report",
    "term.written": "Results: {path}",
    # Reference prices and the manipulation test
    "word.by_product": "by-product",
    "word.below": "below cost",
    "word.surely_below": "below the lowest cost",
    "word.below_full": "below cost with capital",
    "say.price_terms_plants": "Price at which plants of market economies meet {share} of what {club} use in {year}, with a real return of {rate} on capital; US dollars of {currency_year} per kg.",
    "say.price_terms_embodied": "Price at which plants of market economies meet {share} of what {club} use in {year}, also inside imported goods, with a real return of {rate} on capital; US dollars of {currency_year} per kg.",
    "say.no_price_short": "{material}: no price. At most {share} of the use can be met; {missing} of supply are missing.",
    "say.no_price_by_product": "{material}: no price. By-products of other production meet the share, whatever their own price.",
    "say.no_price_no_use": "{material}: no price. The members use none.",
    "say.idle": "{plant} makes nothing: no {material} is left for it.",
    "say.without_cost": "Left out, because plant_costs.csv has no row: {plants}.",
    "say.base_priced": "Inputs taken at base-year prices, because no plant runs for them: {materials}.",
    "say.price_not": "No government has published a list, a formula or a reference price: this is our reading. Costs hold no tax, working capital or subsidy.",
    "say.cost_figures": "Of {operating} operating costs {operating_assumed} are assumed, of {capital} capital costs {capital_assumed}; {sources} sources (--json names them).",
    "say.manipulation": "Quoted prices in {exporter} beside the cost of its marginal plant: the dearest that ran in the base year. Costs stay at US dollars of {year}.",
    "say.no_home_plant": "No plant of {exporter} with known costs ran for it in the base year.",
    "say.home_cost": "Marginal plant: {plant}. Cost {cost} ({low} to {high}) USD/kg without capital, {full} with capital.",
    "say.cost_assumed": "The cost is assumed: what follows is no finding about prices.",
    "say.quotes_below": "{below} of {count} quotes are below the cost without capital.",
    "label.members_use": "Use, t",
    "label.reference": "Reference",
    "label.range": "Range",
    "label.marginal_plant": "Marginal plant",
    "label.embodied": "With imports",
    "label.inside": "Inside",
    "label.inside_when": "When",
    "label.gap": "Gap",
    "label.outside": "Outside",
    "label.outside_when": "When",
    "label.outside_gap": "Gap",
    "label.cumulative": "Sum, t",
    "label.cost": "Cost",
    "label.operating": "Running",
    "label.capital": "Capital",
    "label.inputs": "Inputs",
    "label.credit": "Credit",
    "label.dearer": "Dearer by",
    "label.environment": "Environment",
    "label.labour": "Labour",
    "label.energy": "Energy",
    "label.scale": "Scale",
    "label.unexplained": "Unexplained",
    "label.less_cost": "Less cost",
    "label.less_full_cost": "Less full cost",
    "label.verdict": "Verdict",
    "term.reference_prices": "Reference prices, USD/kg",
    "term.quoted_prices": "Last quoted prices inside and outside the exporter, USD/kg, and reference less quote",
    "term.advantage": "The exporter's cost advantage, split as assumed, USD/kg",
    "term.share_at": "Assumed shares, {stage}",
    "term.manipulation": "Manipulation test",
    # Floors compared
    "design.none": "no floor",
    "design.border_levy": "levy at the border",
    "design.border_levy_downstream": "levy reaching later stages",
    "design.contract": "contracts for difference",
    "design.purchase": "public purchase",
    "design.minimum_procurement": "minimum procurement price",
    "design.price_gap_subsidy": "price-gap subsidy",
    "short.none": "None",
    "short.border_levy": "Levy",
    "short.border_levy_downstream": "Levy all",
    "short.contract": "CfD",
    "short.purchase": "Buy",
    "short.minimum_procurement": "Procure",
    "short.price_gap_subsidy": "Gap",
    "status.operating": "runs",
    "status.ramping": "ramping",
    "status.construction": "being built",
    "status.planned": "planned",
    "status.closed": "closed",
    "label.price_in": "Price in the club, {unit}",
    "label.price_out": "Price outside, {unit}",
    "label.held": "Floor held",
    "label.imports": "Imports, t",
    "label.exports": "Exports, t",
    "label.public_money": "Public money, USD million",
    "label.unit_cost": "A {unit}, change in USD",
    "label.bought": "Bought, t",
    "label.status": "Status",
    "label.breakeven": "From",
    "label.gain": "Gain, million USD",
    "label.pays_buyers": "Buyers",
    "label.pays_member_producers": "Members' plants",
    "label.pays_treasuries": "Treasuries",
    "label.pays_traders": "Traders",
    "label.pays_outside_producers": "Outside plants",
    "label.pays_outside_others": "Outside, rest",
    "label.pays_stock_value": "Stock value",
    "label.pays_others": "Others",
    "label.pays_sum": "Sum",
    "term.floor_designs": "Designs side by side, means a year",
    "term.floor_accounts": "Who gains (+) and who pays (−), million USD a year",
    "term.floor_findings": "Findings",
    "term.floor_buyers": "Buyers in members, by what they lose most",
    "term.floor_plants": "Members' plants: the price from which each runs, {unit}, and what it makes, t a year",
    "say.floor_question": "A floor of {floor} under {material} in {club}, from {first}; the run ends on {last}.",
    "say.floor_dumping": "Price war: {origin} offers {tonnes} a year at 40 % under the base price for two years.",
    "say.floor_below_market": "The market price is above the floor anyway.",
    "say.floor_holds": "The floor holds throughout.",
    "say.floor_not_meant": "The market price stays at {price}; members' plants are paid the difference.",
    "say.floor_lost": "From {date} on no member's price reaches the floor.",
    "say.floor_in_part": "Members buy {share} of their use at no less than the floor.",
    "say.floor_export_parity": "Members export {exports} a year and import {imports}: what exports fetch sets the price, {price}, and a levy on imports cannot raise it.",
    "say.needed_purchase": "To hold it, an agency would have to buy {tonnes} a year for {money}.",
    "say.needed_contract": "Contracts that pay members' plants the difference would cost {money} a year.",
    "say.started": "Runs because of it: {plants}.",
    "say.stopped": "Stops because of it: {plants}.",
    "say.two_answers": "The search that starts from high rates ends at another answer: measures.csv holds both.",
    "say.breakeven": "A plant runs from the price that covers its stated cost for the first tonne, with inputs and by-products at their mean prices without a floor; planned plants are not built in these runs.",
    "say.levy_is_our_reading": "No government has published a formula: the levy is our reading of a border-adjusted floor.",
    "chart.floor": "Designs that hold a floor of {floor}",
    "chart.floor_prices": "Price, {unit}",
    "chart.floor_tonnes": "Tonnes a year",
    "chart.floor_money": "Public money, million USD a year",
    "chart.floor_alt": "{design}: price {inside} {unit} in the club, {outside} outside, public money USD {money} million.",
    "label.members_output": "Members' output, t",
    "term.floor_leakage": "Imports of later stages, change in t a year",
    # What instruments came to
    "item.levy": "levy",
    "item.tariff": "tariff",
    "item.export_tax": "export tax",
    "item.contract": "contract for difference",
    "item.contract_upside": "upside paid back",
    "item.offtake": "offtake floor",
    "item.offtake_upside": "rebate to the buyer",
    "item.price_gap": "price gap",
    "item.procurement_premium": "procurement premium",
    "item.subsidy": "subsidy",
    "item.tax_credit": "tax credit",
    "item.grant": "grant",
    "item.fine": "fine",
    "item.waiver": "waiver",
    "item.fixed_price": "fixed price",
    "item.priority": "priority",
    "item.purchase": "purchase",
    "item.release": "release of a stock",
    "say.start_instruments": "The first instrument is in force from {date}.",
    "term.measures": "What the instruments came to: charged (+), paid out (−)",
    "label.instrument": "Instrument",
    "label.paid_as": "Paid as",
    "label.rate": "USD/kg",
    "label.charged_t": "Tonnes",
    "label.money": "USD million",
    "say.unsettled": "No answer: its rates do not settle ({moves}).",
    "item.delivered": "delivered to the buyer",
    "item.first_refusal": "first refusal",
    "label.leakage": "Leakage, contained t",
    "chart.floor_unit": "A {unit}, USD",
    "chart.floor_unit_thousand": "A {unit}, thousand USD",
    "chart.floor_units": "Change of cost",
    "truth.past_table": "Error of each series, record by record",
    "truth.moved": "Last change",
    "truth.past": "– Record {number}, {date}: {note}",
    "truth.bars": "{met} of {bars} bars are met.",
    "truth.closer": "Of {compared} series that can be compared, {closer} are closer to what happened than the run in which nothing happens ({series} series, {points} points in all).",
    "truth.called": "{series}, {days}: {predicted} predicted, {actual} happened.",
    "truth.near": "{series}: {near} of {count} points within {share} of what happened.",
    "truth.published": "{agree} of {count} figures that others published are found to the digits published.",
    "truth.record": "Recorded on {date}; to repeat it: {command}",
    "truth.no_backtest": "No crisis of the past is held against this case.",
    "report.validation": "How well would it have been called?",
}
