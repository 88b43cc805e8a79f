"""Bad questions and bad projects are refused in words, all at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from didymium.case.checks import check_case
from didymium.case.reading import read_case
from didymium.decisions.investment.asking import check_projects
from didymium.decisions.investment.request import BudgetAsked, PortfolioRequest, ProjectsRequest
from didymium.files.problems import InputError
from investment_cases import PROJECT, PROJECTS, TABLES, WHY, investment_case, write_investment_case


def test_everything_wrong_with_projects_is_named_at_once(tmp_path: Path) -> None:
    """A project without a start, one in a currency without a rate, stakes of 120 %."""
    projects = (
        PROJECT | {"earliest_decision": ""},
        PROJECTS[1] | {"currency": "AUD"},
        PROJECTS[2],
    )
    stakes = (
        f"project,holder,region,share,source\nnew_mill,Digger,AUS,0.7,{WHY}\nnew_mill,Mill,JPN,0.5,{WHY}\n"
    )
    plants = TABLES["plants"].replace("300,,6,2028-01-01", "300,,6,")
    write_investment_case(tmp_path, projects, plants=plants, project_stakes=stakes)
    said = "\n".join(str(problem) for problem in check_case(read_case(str(tmp_path))))
    assert "is blank, and no plant of the project has a start" in said
    assert "has no row in exchange_rates.csv" in said
    assert "brings the stakes in new_mill to 120 %, more than 100 %" in said


@pytest.mark.parametrize("rate", ["discount_rate", "treasury_rate"])
def test_negative_rates_are_refused(rate: str) -> None:
    """By the request itself, whoever asks."""
    with pytest.raises(ValidationError, match="greater than or equal to 0"):
        ProjectsRequest.model_validate({rate: -0.01})


def test_everything_wrong_with_a_question_is_named_at_once(tmp_path: Path) -> None:
    """Names that nobody knows, each with what was meant; years that leave no room; budgets of nobody, in a
    currency without a rate, with the years the wrong way round; a project both in and out.
    """
    case = investment_case(tmp_path)
    request = PortfolioRequest(
        projects=("new_pitt",),
        scenarios=("stopp",),
        commit=("new_mil", "dear_pit"),
        exclude=("dear_pit",),
        last_year=2027,
        first_shock_year=2030,
        last_shock_year=2029,
        floor_material="oxyde",
        budgets=(
            BudgetAsked(funders=("JPX",), amount_million=1),
            BudgetAsked(funders=("JPN",), amount_million=1, currency="EUR"),
            BudgetAsked(funders=("JPN",), amount_million=1, first_year=2031, last_year=2030),
        ),
        link=("JPN", "AUS"),
    )
    with pytest.raises(InputError) as refused:
        check_projects([case], request)
    said = str(refused.value)
    for words in (
        "new_pitt", "new_pit", "stopp", "new_mil", "is committed too", "leaves no time for projects",
        "comes before the first", "do not lie within the horizon", "oxyde", "is no region",
        "has no exchange rate", "has no budget",
    ):  # fmt: skip
        assert words in said, words
    assert len(refused.value.problems) >= 12


def test_a_portfolio_needs_a_budget(tmp_path: Path) -> None:
    """Without one everything would be bought."""
    case = investment_case(tmp_path)
    with pytest.raises(InputError, match="say how much may be spent"):
        check_projects([case], PortfolioRequest(last_year=2033, last_shock_year=2033))


def test_budgets_in_other_currencies_become_dollars(tmp_path: Path) -> None:
    """300 million euros at 0.75 euros for a dollar are 400 million dollars."""
    case = investment_case(tmp_path, exchange_rates=f"currency,per_usd,source\nEUR,0.75,{WHY}\n")
    asked = BudgetAsked(funders=("JPN",), amount_million=300, currency="EUR", first_year=2028, last_year=2030)
    checked = check_projects([case], PortfolioRequest(budgets=(asked,), last_year=2036))
    (line,) = checked.budgets.lines
    assert line.usd_million == pytest.approx(400.0)
    assert (line.funders, line.first_year, line.last_year) == (frozenset({"JPN"}), 2028, 2030)


def test_one_scenario_restricts_and_may_come(tmp_path: Path) -> None:
    """Without names every scenario that restricts exports may come; there is one."""
    case = investment_case(tmp_path)
    checked = check_projects([case], ProjectsRequest(last_year=2036))
    assert [shock.name for shock in checked.shocks[0]] == ["stop"]
