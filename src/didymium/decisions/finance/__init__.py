"""The finance of projects: cash flows, public support and who bears it, and what makes a project bankable."""

from didymium.decisions.finance.applying import apply, cash_flow
from didymium.decisions.finance.bankable import (
    Asks,
    Hurdle,
    Least,
    Needs,
    Verdict,
    in_scenarios,
    judge,
    needs_of,
)
from didymium.decisions.finance.cash_flow import CashFlow, PublicFlow
from didymium.decisions.finance.draws import ProjectDraws, draw_project
from didymium.decisions.finance.metrics import (
    break_even_price,
    debt_service_cover,
    internal_rate_of_return,
    least_cover,
    lower_quantile,
    net_present_value,
    payback_years,
    price_factor,
)
from didymium.decisions.finance.mix import Menu, Mix, MixSearch, cheapest_mix
from didymium.decisions.finance.offers import Offer, Setting, offer_of
from didymium.decisions.finance.operation import Operation, held_until, spread_over
from didymium.decisions.finance.problems import FinanceError
from didymium.decisions.finance.public_cost import PayerCost, cost_by_payer, years_over_ceiling
from didymium.decisions.finance.supports import (
    ConcessionalLoan,
    Equity,
    Facilitation,
    Grant,
    Guarantee,
    Insurance,
    OfftakeFloor,
    Payer,
    Support,
    TaxCredit,
)
from didymium.decisions.finance.terms import ProjectTerms, project_terms

__all__ = [
    "Asks",
    "CashFlow",
    "ConcessionalLoan",
    "Equity",
    "Facilitation",
    "FinanceError",
    "Grant",
    "Guarantee",
    "Hurdle",
    "Insurance",
    "Least",
    "Menu",
    "Mix",
    "MixSearch",
    "Needs",
    "Offer",
    "OfftakeFloor",
    "Operation",
    "Payer",
    "PayerCost",
    "ProjectDraws",
    "ProjectTerms",
    "PublicFlow",
    "Setting",
    "Support",
    "TaxCredit",
    "Verdict",
    "apply",
    "break_even_price",
    "cash_flow",
    "cheapest_mix",
    "cost_by_payer",
    "debt_service_cover",
    "draw_project",
    "held_until",
    "in_scenarios",
    "internal_rate_of_return",
    "judge",
    "least_cover",
    "lower_quantile",
    "needs_of",
    "net_present_value",
    "offer_of",
    "payback_years",
    "price_factor",
    "project_terms",
    "spread_over",
    "years_over_ceiling",
]
