"""The instruments of public support: what each gives, who pays, and on which terms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from didymium.decisions.finance.operation import Operation
from didymium.decisions.finance.problems import positive_problem, refuse, share_problem
from didymium.decisions.finance.terms import ProjectTerms


@dataclass(frozen=True, order=True)
class Payer:
    """Who pays: an agency, and the region whose treasury stands behind it."""

    agency: str
    region: str


@dataclass(frozen=True)
class Grant:
    """Money for building that nobody pays back: a share of the capital, or an amount (at most the
    capital). It takes the place of debt and equity in their proportion, and is not written off.
    """

    payer: Payer
    share: float = 0.0
    amount_usd_million: float = 0.0


@dataclass(frozen=True)
class Guarantee:
    """A share of the commercial debt that the payer stands in for. Its interest falls by ``rate_cut``; the
    project pays ``fee`` a year on the debt covered.
    """

    payer: Payer
    share: float
    rate_cut: float
    fee: float = 0.0


@dataclass(frozen=True)
class ConcessionalLoan:
    """A public loan: a share of the capital, paid back like the other debt and of the same rank. It takes the
    place of commercial debt, and only beyond that of equity.
    """

    payer: Payer
    share: float
    rate: float
    years: float
    grace_years: float = 0.0


@dataclass(frozen=True)
class Equity:
    """A public stake: a share of the capital, with its share of what owners get and put in."""

    payer: Payer
    share: float


@dataclass(frozen=True)
class OfftakeFloor:
    """A promise for a share of the output over the first years of production: the payer adds what the price
    is below the floor, and gets a share of what it is above the strike.

    ``material`` is a product, or something contained in what is sold.
    """

    payer: Payer
    material: str
    floor_usd_per_kg: float
    share: float
    years: float
    strike_usd_per_kg: float | None = None
    upside_share: float = 0.0


@dataclass(frozen=True)
class Insurance:
    """Cover of a share of the commercial debt service that is missing in named price scenarios, and that no
    guarantee pays. The premium is a share a year of the debt covered.
    """

    payer: Payer
    cover_share: float
    premium: float
    scenarios: tuple[str, ...]


@dataclass(frozen=True)
class Facilitation:
    """Authorities that decide sooner: the part of the lead time that waits for permits is shorter by a
    share.
    """

    payer: Payer
    shortened_share: float
    cost_usd_million: float = 0.0


@dataclass(frozen=True)
class TaxCredit:
    """A credit of a share of the operating cost in the first years of production, or of the capital in the
    year of the first product. A transferable one is worth money without a profit; another waits for tax.
    """

    payer: Payer
    base: Literal["operating", "capital"]
    rate: float
    years: float = 0.0
    transferable: bool = True


Support = Grant | Guarantee | ConcessionalLoan | Equity | OfftakeFloor | Insurance | Facilitation | TaxCredit


def check_supports(supports: Sequence[Support], operation: Operation, terms: ProjectTerms) -> None:
    """See that supports fit each other and the project.

    Raises:
        FinanceError: With everything that is wrong with them.
    """
    found = [problem for support in supports for problem in _own_problems(support, operation, terms)]
    twice = sorted({f"the {_name(one)} of {one.payer.agency}" for one in supports if supports.count(one) > 1})
    refuse([*found, *(f"{said} is given twice: add the two up" for said in twice), *_sum_problems(supports)])


def _own_problems(support: Support, operation: Operation, terms: ProjectTerms) -> Iterator[str]:
    said = f"the {_name(support)} of {support.payer.agency}"
    match support:
        case Grant():
            yield from share_problem(f"the share of {said}", support.share)
            if support.amount_usd_million < 0:
                yield f"the amount of {said} is negative: give 0 or more"
        case Guarantee():
            yield from share_problem(f"the share of {said}", support.share)
            if terms.debt_rate - support.rate_cut <= -1:
                yield f"{said} cuts the rate by {support.rate_cut:g}: a real rate above -1 must be left"
        case ConcessionalLoan():
            yield from share_problem(f"the share of {said}", support.share)
            yield from _loan_problems(said, support, terms)
        case Equity():
            yield from share_problem(f"the share of {said}", support.share)
        case OfftakeFloor():
            yield from _floor_problems(said, support, operation)
        case Insurance():
            yield from share_problem(f"the cover of {said}", support.cover_share)
            for name in sorted(set(support.scenarios) - set(operation.scenario)):
                known = ", ".join(sorted(set(operation.scenario)))
                yield f"{said} names the scenario {name}, which no draw has (there are {known})"
        case Facilitation():
            yield from share_problem(f"the share of {said}", support.shortened_share)
        case TaxCredit():
            yield from share_problem(f"the rate of {said}", support.rate)


def _loan_problems(said: str, loan: ConcessionalLoan, terms: ProjectTerms) -> Iterator[str]:
    yield from positive_problem(f"the term of {said} in years", loan.years)
    if loan.rate <= -1:
        yield f"the rate of {said} is {loan.rate:g}: give a real rate above -1"
    if terms.ramp_years + loan.grace_years + loan.years > terms.life_years:
        yield (
            f"{said} is paid back over {loan.years:g} years after a ramp of {terms.ramp_years:g} and a "
            f"grace of {loan.grace_years:g}, the project lives {terms.life_years:g}: give a shorter term"
        )


def _floor_problems(said: str, floor: OfftakeFloor, operation: Operation) -> Iterator[str]:
    yield from share_problem(f"the share of {said}", floor.share)
    yield from share_problem(f"the upside share of {said}", floor.upside_share)
    yield from positive_problem(f"the term of {said} in years", floor.years)
    if floor.floor_usd_per_kg < 0:
        yield f"the floor of {said} is negative: give 0 or more"
    if floor.strike_usd_per_kg is not None and floor.strike_usd_per_kg < floor.floor_usd_per_kg:
        yield f"the strike of {said} is below its floor: give at least the floor"
    if floor.material not in {*operation.sold_kg, *operation.contained_kg}:
        known = ", ".join(sorted({*operation.sold_kg, *operation.contained_kg}))
        yield f"{said} is for {floor.material}, which the project does not sell (it sells {known})"


def _sum_problems(supports: Sequence[Support]) -> Iterator[str]:
    capital = sum(one.share for one in supports if isinstance(one, Grant | ConcessionalLoan | Equity))
    if capital > 1 + 1e-9:
        yield f"grants, public loans and public equity pay {capital:g} of the capital: give at most 1 in all"
    guaranteed = sum(one.share for one in supports if isinstance(one, Guarantee))
    if guaranteed > 1 + 1e-9:
        yield f"guarantees cover {guaranteed:g} of the debt: give at most 1 in total"
    for material in sorted({one.material for one in supports if isinstance(one, OfftakeFloor)}):
        floors = [one for one in supports if isinstance(one, OfftakeFloor) and one.material == material]
        if (bought := sum(one.share for one in floors)) > 1 + 1e-9:
            yield f"floors cover {bought:g} of the {material}: give at most 1 in total"


def _name(support: Support) -> str:
    return {
        Grant: "grant",
        Guarantee: "guarantee",
        ConcessionalLoan: "loan",
        Equity: "equity",
        OfftakeFloor: "offtake floor",
        Insurance: "insurance",
        Facilitation: "facilitation",
        TaxCredit: "tax credit",
    }[type(support)]
