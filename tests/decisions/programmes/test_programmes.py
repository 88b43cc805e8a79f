"""Terms, clock, chain, candidates, tests of KIEP and the dollar sheet, from the evidence that ships.

The figures are those that the sources print: the St. Louis Fed, KIEP's brief of March 2026 and the press
named in the facts.
"""

from __future__ import annotations

import datetime as dt

import pytest

from didymium.case.project_schema import Project, ProjectStake
from didymium.decisions.programmes.candidates import LAPSE_CHANCE, Candidate, candidates, total_of
from didymium.decisions.programmes.chain import decision_chains
from didymium.decisions.programmes.clock import due_window, funding_days
from didymium.decisions.programmes.currency import rate_of
from didymium.decisions.programmes.decline import ELASTICITY, forgone_revenue
from didymium.decisions.programmes.dollars import DollarSheet, dollar_sheet
from didymium.decisions.programmes.figures import Figure, known_on
from didymium.decisions.programmes.kiep_tests import ProjectScores, score_row
from didymium.decisions.programmes.members import MEMBERS, member_of
from didymium.decisions.programmes.outflow import outflow_usd, over_cap
from didymium.decisions.programmes.sheet import ProgrammeSheet, programme_sheet
from didymium.decisions.programmes.split import even_project
from didymium.decisions.programmes.terms import programme_terms
from didymium.evidence.evidence import Evidence
from didymium.evidence.reading import shared_evidence
from didymium.files.problems import InputError
from didymium.locale.projects import en

DAY = dt.date(2026, 11, 22)
BILLION = 1e9
SIX = (
    "portsmouth_gas", "texas_crude_export", "georgia_diamond", "tennessee_alabama_smr", "pennsylvania_gas",
    "texas_gas",
)  # fmt: skip


@pytest.fixture(scope="module")
def evidence() -> Evidence:
    return shared_evidence()


@pytest.fixture(scope="module")
def japan(evidence: Evidence) -> ProgrammeSheet:
    return programme_sheet(evidence, "JPN", DAY)


@pytest.fixture(scope="module")
def korea(evidence: Evidence) -> ProgrammeSheet:
    return programme_sheet(evidence, "KOR", DAY)


def dollars(sheet: ProgrammeSheet, schedule: str, case: str) -> DollarSheet:
    """One of the sheets in dollars."""
    return next(it for it in sheet.dollars if (it.schedule, it.income_case) == (schedule, case))


def score(sheet: ProgrammeSheet, project: str) -> ProjectScores:
    return next(item for item in sheet.scores if item.project == project)


def candidate(sheet: ProgrammeSheet, name: str) -> Candidate:
    return next(item for item in sheet.candidates if item.name == name)


def test_terms_of_japan(japan: ProgrammeSheet) -> None:
    """550 billion by 19 January 2029, half and then a tenth, six-month SOFR of 4 % and the 2 % of Katz's
    example; no yearly limit; equity of 1 to 2 %."""
    terms = japan.terms
    assert terms.total_usd.value == terms.cash_usd.value == 550 * BILLION
    assert terms.ends_on == dt.date(2029, 1, 19)
    assert (terms.share_before.value, terms.share_after.value) == (0.5, 0.1)
    assert terms.deemed_rate == pytest.approx(0.06)
    assert terms.yearly_cap_usd is None
    assert terms.equity_share is not None
    assert (terms.equity_share.low, terms.equity_share.high) == (0.01, 0.02)
    assert terms.binding_facts


def test_terms_of_korea(korea: ProgrammeSheet) -> None:
    """200 of 350 billion in cash, at most 20 a year; its deemed interest is nowhere stated, so Japan's is
    assumed, visibly."""
    terms = korea.terms
    assert (terms.total_usd.value, terms.cash_usd.value) == (350 * BILLION, 200 * BILLION)
    assert terms.yearly_cap_usd is not None and terms.yearly_cap_usd.value == 20 * BILLION
    assert terms.spread.assumed == "programmes.assumed.interest_like_japan"
    assert terms.readings[0].name == "principal_only"


def test_what_is_disputed_stands_side_by_side(japan: ProgrammeSheet, korea: ProgrammeSheet) -> None:
    """Business days, days, and "not earlier than": each with its own facts."""
    kinds = {
        sheet.terms.member.region: {clock.kind for clock in sheet.terms.clocks} for sheet in (japan, korea)
    }
    assert kinds["JPN"] == {"within_working_days", "within_days", "not_before_days"}
    assert kinds["KOR"] == {"within_working_days", "not_before_working_days"}
    facts = [fact for clock in japan.terms.clocks for fact in clock.facts]
    assert len(facts) == len(set(facts))


def test_before_the_memorandum_there_are_no_terms(evidence: Evidence) -> None:
    """In July 2025 neither the split nor the term was known: each is named."""
    with pytest.raises(InputError) as wrong:
        programme_terms(evidence, MEMBERS["JPN"], dt.date(2025, 7, 1))
    assert "states no split before recovery by 2025-07-01" in str(wrong.value)
    assert "states no term of payment" in str(wrong.value)


def test_no_such_member() -> None:
    with pytest.raises(InputError, match="has no programme with known terms"):
        member_of("AUS")


def test_clock_by_hand(japan: ProgrammeSheet) -> None:
    """From Tuesday 17 February 2026, nine weeks on, it is Tuesday 21 April. Japan has free the 23rd of
    February and the 20th of March: two days more. The United States have no holiday in these weeks. 45 days
    of the calendar end on 3 April."""
    found = {
        (item.clock.kind, item.calendar): item.day for item in funding_days(japan.terms, dt.date(2026, 2, 17))
    }
    assert found["within_working_days", "weekdays"] == dt.date(2026, 4, 21)
    assert found["within_working_days", "host"] == dt.date(2026, 4, 21)
    assert found["within_working_days", "funder"] == dt.date(2026, 4, 23)
    assert found["within_working_days", "both"] == dt.date(2026, 4, 23)
    assert found["within_days", "every_day"] == dt.date(2026, 4, 3)
    assert due_window(japan.terms, dt.date(2026, 2, 17)) == (dt.date(2026, 4, 3), dt.date(2026, 4, 23))


def test_both_calendars_count_a_day_off_in_either(japan: ProgrammeSheet) -> None:
    """From 19 March 2026: Japan's 20 March, 29 April and 4 to 6 May add five days to 21 May; Memorial Day,
    25 May, adds one more where both calendars hold."""
    days = {item.calendar: item.day for item in funding_days(japan.terms, dt.date(2026, 3, 19))
            if item.clock.kind == "within_working_days"}  # fmt: skip
    assert days["funder"] == dt.date(2026, 5, 28)
    assert days["both"] == dt.date(2026, 5, 29)


@pytest.mark.parametrize(
    ("day", "state"),
    [(dt.date(2026, 3, 20), "due"), (dt.date(2026, 5, 10), "in_window"), (DAY, "unknown")],
)
def test_funding_of_the_second_tranche(evidence: Evidence, day: dt.date, state: str) -> None:
    """No source says that Japan paid: after the last way of counting the outcome is unknown, never "late"."""
    chain = decision_chains(evidence, programme_terms(evidence, MEMBERS["JPN"], day), day)[-1]
    steps = {step.step: step for step in chain.steps}
    assert chain.tranche == "us_japan_tranche_2"
    assert steps["funding"].state == state
    assert steps["consultation"].first == dt.date(2026, 3, 3)
    assert steps["recommendation"].state == "implied"
    assert steps["notice"].state == "assumed"


def test_the_six_projects(japan: ProgrammeSheet) -> None:
    """Those of the tranches of February and March 2026; amounts of the second are "up to"."""
    chosen = [item for item in japan.candidates if item.state == "chosen"]
    assert tuple(item.name for item in chosen) == SIX
    assert {item.name for item in chosen if "up_to" in item.flags} == set(SIX[3:])
    assert candidate(japan, "portsmouth_gas").operators == ("sb_energy",)
    assert all("start_unknown" in item.flags and "non_binding" in item.flags for item in chosen)


def test_dropped_and_to_come(japan: ProgrammeSheet) -> None:
    """KIEP: displays, copper refining and batteries were left out; crude oil and Alaska are to come; mineral
    projects in the United States of the joint fact sheet are possible."""
    by_state: dict[str, set[str]] = {}
    for item in japan.candidates:
        by_state.setdefault(item.state, set()).add(item.name)
    assert by_state["dropped"] == {"displays", "copper_refining", "storage_batteries"}
    assert by_state["expected"] == {"crude_oil_infrastructure"}
    assert by_state["proposed"] == {"alaska_crude", "joint_crude_stock"}
    assert by_state["eligible"] == {"reelement", "copper_world", "exurban", "albemarle_lithium"}


def test_start_after_the_last_day(japan: ProgrammeSheet) -> None:
    """Copper World starts "around 2029", a year of which all but 19 days lie after the end."""
    assert "may_start_late" in candidate(japan, "copper_world").flags
    assert "starts_late" not in candidate(japan, "reelement").flags


def test_totals_by_hand(japan: ProgrammeSheet) -> None:
    """33 + 2.1 + 0.6 = 35.7 are firm, 40 + 17 + 16 = 73 are bounds: 108.7 at most. On average
    0.8 · (35.7 + 0.75 · 73) = 72.36."""
    found = japan.chosen_total
    assert found.firm_usd == pytest.approx(35.7 * BILLION)
    assert found.bound_usd == pytest.approx(108.7 * BILLION)
    assert found.expected_usd == pytest.approx(72.36 * BILLION)
    assert found.unknown == ()
    kept = total_of([candidate(japan, name) for name in SIX], dict.fromkeys(LAPSE_CHANCE, 0.0))
    assert kept.expected_usd == pytest.approx((35.7 + 0.75 * 73) * BILLION)


def test_unknown_amounts_are_named_not_zero(japan: ProgrammeSheet) -> None:
    assert "displays" in japan.all_total.unknown
    assert candidate(japan, "displays").amount_usd is None


def test_vendor_reach_by_hand(japan: ProgrammeSheet, korea: ProgrammeSheet) -> None:
    """Half of 108.7 billion is equipment, a tenth metal under a tariff of 50 %; Korea has chosen nothing."""
    assert japan.vendors.equipment_usd.value == pytest.approx(54.35 * BILLION)
    assert japan.vendors.metal_usd.value == pytest.approx(10.87 * BILLION)
    assert japan.vendors.duty_rate is not None and japan.vendors.duty_rate.value == 0.5
    assert japan.vendors.clause == ("kiep_mou_vendor",)
    assert korea.vendors.capital_usd.value == 0


def test_japan_passes_its_outward_investment(japan: ProgrammeSheet) -> None:
    """From 1 January 2026, when the first tranche's year began, to 19 January 2029 it is 1,115 days: 365 of
    them take 550 · 365 / 1115 = 180.04 billion. At 157.8 yen that is 28.4 trillion yen, 3.3 % more than the
    average of 27.5; KIEP, with 85 trillion over three years, prints 28.3."""
    line = dollars(japan, "even", "usual").lines[0]
    assert (dt.date(2029, 1, 19) - dt.date(2026, 1, 1)).days + 1 == 1115
    assert line.outflow_usd == pytest.approx(550 * BILLION * 365 / 1115)
    assert line.outflow_local == pytest.approx(28.41e12, rel=1e-3)
    assert line.of_outward_investment == pytest.approx(28.41 / 27.5, rel=1e-3)


def test_even_outflow_pays_everything_once(
    evidence: Evidence, japan: ProgrammeSheet, korea: ProgrammeSheet
) -> None:
    """All years together are the cash part; Korea's run on at the cap after the selection ends: ten years."""
    for sheet in (japan, korea):
        found = outflow_usd(evidence, sheet.terms, "even")
        assert sum(found.values()) == pytest.approx(sheet.terms.cash_usd.value)
    assert list(found) == list(range(2026, 2036))
    assert over_cap(found, 20 * BILLION) == {}
    assert over_cap({2026: 21.0, 2027: 20.0}, 20.0) == {2026: 1.0}


def test_announced_outflow(japan: ProgrammeSheet, korea: ProgrammeSheet) -> None:
    """36 and 73 billion fall due in April and May 2026. Korea announced nothing."""
    (line,) = dollars(japan, "announced", "none").lines
    assert (line.year, line.outflow_usd) == (2026, 109 * BILLION)
    assert dollars(korea, "announced", "usual").lines == ()


def test_korea_in_a_usual_year(korea: ProgrammeSheet) -> None:
    """Income of 15 to 18, 16.5 in the middle, leaves 3.5 of the 20 for bonds: 1.06 times the 3.3 that firms
    issued in 2025. The issues that the brief names, 2 + 0.7 + 1.2 = 3.9, are more than the total printed."""
    sheet = dollars(korea, "even", "usual")
    line = sheet.lines[0]
    assert (line.income_usd, line.bonds_usd, line.rest_usd) == (16.5 * BILLION, 3.5 * BILLION, 0)
    assert line.bonds_of_private_bonds == pytest.approx(3.5 / 3.3)
    assert sheet.named_bonds_usd is not None and sheet.named_bonds_usd.value == pytest.approx(3.9 * BILLION)
    assert sheet.bonds_disagree


def test_korea_without_income(korea: ProgrammeSheet) -> None:
    """Bonds fill at most 5; the other 15 of each year come out of 428.05 billion of reserves."""
    first, second, *_ = dollars(korea, "even", "none").lines
    assert (first.income_usd, first.bonds_usd, first.rest_usd) == (0, 5 * BILLION, 15 * BILLION)
    assert second.reserves_left_usd == pytest.approx(398.05 * BILLION)


def test_no_first_year_after_the_end(evidence: Evidence, japan: ProgrammeSheet) -> None:
    with pytest.raises(InputError, match="lies after the programme"):
        dollar_sheet(evidence, japan.terms, DAY, first_year=2030)


def test_currency_without_a_rate(evidence: Evidence) -> None:
    """Named, with what to do; the caller's own rate is taken before the evidence's."""
    with pytest.raises(InputError, match='"TWD" has no rate by 2026-11-22'):
        rate_of(evidence, "TWD", DAY)
    own = Figure(32.0, 32.0, 32.0, assumed="programmes.assumed.lapse")
    assert rate_of(evidence, "TWD", DAY, {"TWD": own}) is own
    assert rate_of(evidence, "KRW", DAY).value == 1495.5


def test_declining_costs_by_hand(japan: ProgrammeSheet, korea: ProgrammeSheet) -> None:
    """Japan's cars: 5,340.9 billion yen at 157.8 are 33.85 billion dollars; ten points more are 3.385. All
    of its goods: 133.8 in eleven months are 145.96 in twelve, 14.6 more duty. At an elasticity of one,
    exports become 1.15/1.25 = 0.92 of what they were. Korea: 113.4 · 12/11 = 123.71."""
    cars, goods = japan.losses
    assert cars.extra_duty_usd.value == pytest.approx(3.3846 * BILLION, rel=1e-4)
    assert goods.extra_duty_usd.value == pytest.approx(14.596 * BILLION, rel=1e-4)
    assert ELASTICITY == 1.0
    assert goods.exports_lost_usd.value == pytest.approx(0.08 * 145.964 * BILLION, rel=1e-4)
    assert goods.exports_lost_usd.low < goods.exports_lost_usd.value < goods.exports_lost_usd.high
    assert "programmes_s301_forced_jpn" in goods.legal_basis
    assert "programmes_ieepa_ruling_day" in goods.legal_basis
    assert [loss.goods for loss in korea.losses] == ["all"]
    assert korea.losses[0].exports_usd.value == pytest.approx(123.71 * BILLION, rel=1e-4)


def test_forgone_revenue_by_hand(japan: ProgrammeSheet) -> None:
    """A dollar in a project that earns 0.1 a year for three years, all split evenly: 0.05 a year. From year
    2 on, at 10 %: 0.05 + 0.05 / 1.1."""
    split = even_project(japan.terms, japan.terms.reading("principal_and_interest"), 0.1, 3)
    assert forgone_revenue(split, 2, 0.10) == pytest.approx(0.05 + 0.05 / 1.1)


def test_revenue_at_risk(japan: ProgrammeSheet) -> None:
    """At 6 % of cash nothing is ever recovered, so Japan's half, 3 % a year of 108.7 billion over 30 years,
    is worth 0.03 · (1 + annuity of 29 years at 6 %) of it when the first cash comes."""
    six = japan.forgone[0]
    assert six.yearly_cash == 0.06
    annuity = (1 - 1.06**-29) / 0.06
    assert six.revenue_usd == pytest.approx(108.7 * BILLION * 0.03 * (1 + annuity))


def test_direct_part(japan: ProgrammeSheet, korea: ProgrammeSheet) -> None:
    """SoftBank's SB Energy leads Portsmouth; Hitachi is one of two founders of the reactor's builder;
    Element Six is of De Beers; nobody is named for the gas plants of the second tranche."""
    direct = {name: score(japan, name).direct for name in SIX}
    assert direct["portsmouth_gas"].reason == "programmes.reason.leads"
    values = {name: item.value and item.value.value for name, item in direct.items()}
    assert values == {
        "portsmouth_gas": 1.0, "texas_crude_export": 0.0, "georgia_diamond": 0.0,
        "tennessee_alabama_smr": 0.5, "pennsylvania_gas": None, "texas_gas": None,
    }  # fmt: skip
    mitsubishi = score(japan, "copper_world").direct.value
    assert mitsubishi is not None and mitsubishi.value == pytest.approx(0.30)
    smr = score(korea, "tennessee_alabama_smr").direct.value
    assert smr is not None and smr.value == 0


def test_security_value(japan: ProgrammeSheet, korea: ProgrammeSheet) -> None:
    """China makes over 95 % of abrasive synthetic diamond; over 70 % of Japan's crude came through Hormuz, a
    figure that no fact states for Korea; reactors are praised without a figure."""
    values = {name: score(japan, name).security for name in SIX}
    diamond, crude = values["georgia_diamond"].value, values["texas_crude_export"].value
    assert diamond is not None and diamond.value == pytest.approx(0.95)
    assert crude is not None and crude.value == pytest.approx(0.70)
    assert values["tennessee_alabama_smr"].value is None
    assert values["tennessee_alabama_smr"].reason == "programmes.reason.said_only"
    assert score(korea, "texas_crude_export").security.value is None


def test_indirect_part(japan: ProgrammeSheet, korea: ProgrammeSheet) -> None:
    """Japan's programme prefers Japanese vendors, so Korea's reach nothing in it; what was dropped reaches
    nobody."""
    own, other = score(japan, "texas_gas").indirect.value, score(korea, "texas_gas").indirect.value
    assert own is not None and (own.low, own.value, own.high) == (0.3, 0.5, 0.7)
    assert other is not None and other.value == 0
    assert score(japan, "displays").indirect.reason == "programmes.reason.dropped"


def row(**cells: object) -> Project:
    """A row of projects.csv."""
    plain = {
        "project": "p", "name_en": "P", "name_ko": "P", "name_ja": "P", "region": "AUS", "plants": "q",
        "status": "study", "lead_months_low": 12, "lead_months": 24, "lead_months_high": 36, "life_years": 20,
        "success_share": 0.5, "tax_rate": 0.3, "debt_share": 0.5, "debt_rate": 0.05, "debt_years": 10,
        "source": "assumed: on paper",
    }  # fmt: skip
    return Project.model_validate({**plain, **cells})


def test_rows_of_a_case(evidence: Evidence) -> None:
    """A stake of the case counts before the evidence; without one, participants with an unknown share are
    half; outside the United States no vendor clause holds; gallium's share is China's, 100 % in 2025."""
    known, member = known_on(evidence, DAY), MEMBERS["JPN"]
    stake = ProjectStake.model_validate(
        {"project": "p", "holder": "x", "region": "JPN", "share": 0.15, "source": "assumed: on paper"}
    )
    held = score_row(known, member, row(subject="alcoa_gallium"), [stake])
    assert held.direct.value is not None and held.direct.value.value == 0.15
    assert held.indirect.reason == "programmes.reason.outside"
    assert held.security.value is not None and held.security.value.value == pytest.approx(1.0)
    taking = score_row(known, member, row(participants="JPN AUS", region="USA"), [])
    assert taking.direct.value is not None and taking.direct.value.value == 0.5
    assert taking.indirect.reason == "programmes.reason.vendors_if_chosen"
    assert score_row(known, member, row(participants="AUS"), []).direct.value == Figure(0.0, 0.0, 0.0)
    assert score_row(known, member, row(), []).direct.value is None


def test_least_yield_that_pays_japan(japan: ProgrammeSheet) -> None:
    """Half the cash must carry an annuity of 6 % over 30 years, 0.0726: cash of 0.1453 of the principal a
    year. The literal reading asks for far more, the principal first for less."""
    least = {item.reading: item.yearly_cash for item in japan.least_yields}
    assert least["principal_and_interest"] == pytest.approx(2 * 0.06 / (1 - 1.06**-30), rel=1e-3)
    assert least["interest_only"] > least["principal_and_interest"] > least["principal_first"]


def test_every_reason_and_assumption_has_words(japan: ProgrammeSheet, korea: ProgrammeSheet) -> None:
    """Keys that the sheet hands to a page are in the catalogue."""
    keys = {test.reason for item in (*japan.scores, *korea.scores)
            for test in (item.direct, item.indirect, item.security)}  # fmt: skip
    keys |= {reading.assumed for sheet in (japan, korea) for reading in sheet.terms.readings} - {""}
    keys |= {
        f"programmes.reading.{reading.name}" for sheet in (japan, korea) for reading in sheet.terms.readings
    }
    keys |= {f"programmes.step.{step.step}" for chain in japan.chains for step in chain.steps}
    keys |= {f"programmes.flag.{flag}" for item in japan.candidates for flag in item.flags}
    keys |= {f"programmes.candidate.{item.name}" for item in japan.candidates if not item.is_subject}
    assert keys <= set(en.MESSAGES)


def test_every_fact_named_exists(evidence: Evidence, japan: ProgrammeSheet, korea: ProgrammeSheet) -> None:
    """Whoever follows a number finds its fact."""
    named = {fact for item in japan.candidates for fact in item.facts}
    named |= {fact for sheet in (japan, korea) for clock in sheet.terms.clocks for fact in clock.facts}
    named |= {fact for item in japan.scores for test in (item.direct, item.indirect, item.security)
              if test.value for fact in test.value.facts}  # fmt: skip
    assert len(named) > 20
    assert named <= evidence.fact_ids


def test_candidates_only_as_known(evidence: Evidence) -> None:
    """On 1 March 2026 only the first tranche was known, and no project of the joint fact sheet."""
    terms = programme_terms(evidence, MEMBERS["JPN"], dt.date(2026, 3, 1))
    found = candidates(evidence, terms, dt.date(2026, 3, 1))
    assert tuple(item.name for item in found if item.state == "chosen") == SIX[:3]
    assert {item.state for item in found} <= {"chosen", "expected", "proposed"}
