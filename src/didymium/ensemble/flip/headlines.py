"""The headlines of a scenario as questions with one answer each."""

from __future__ import annotations

import polars as pl

from didymium.case.case import Case
from didymium.ensemble.flip.search import Answers, Ask
from didymium.ensemble.inputs import Input
from didymium.ensemble.running.worker import NO_ANSWER, Worker
from didymium.indicators.loss import losses
from didymium.indicators.peaks import price_multiples
from didymium.indicators.roles import critical_materials, home_regions
from didymium.indicators.survival import first_short
from didymium.outcome.tables import Outcome

NOBODY = ""
"""Answer where there is none: nobody is short, nothing is lost."""
LARGEST_LOSS, MOST_LOST, HIGHEST_PRICE = "largest_loss", "most_lost", "highest_price"
FIRST_SHORT, SHORT = "first_short", "short"
YES, NO = "yes", "no"


def headline_answers(case: Case, base: Outcome, outcome: Outcome) -> Answers:
    """Return the answers to the headline questions of a scenario.

    ``largest_loss``: the member that loses most value added. For each member shown: ``most_lost REGION``, its
    sector that loses most; ``highest_price REGION``, the critical material whose price stands highest against
    the base run; ``first_short REGION``, the first day of the first period in which some sector is short;
    ``short REGION SECTOR``, whether a sector of the first priority runs short, yes or no.
    """
    shortages = first_short(base, outcome, None)
    multiples = price_multiples(base, outcome).drop_nulls("multiple")
    lost = losses(case, base, outcome).filter(pl.col("value_added_usd") > 0)
    answers = {
        LARGEST_LOSS: _largest(lost.filter(pl.col("region").is_in(list(home_regions(case)))), "region")
    }
    first = min((row.priority for row in case.demands), default=1)
    for region in home_regions(case):
        mine = shortages.filter(pl.col("region") == region)
        day = mine["from"].min()
        answers[f"{FIRST_SHORT} {region}"] = NOBODY if day is None else str(day)
        answers[f"{MOST_LOST} {region}"] = _largest(lost.filter(pl.col("region") == region), "sector")
        answers[f"{HIGHEST_PRICE} {region}"] = _highest_price(case, multiples, region)
        short = set(mine["sector"].to_list())
        for sector in sorted({r.sector for r in case.demands if (r.region, r.priority) == (region, first)}):
            answers[f"{SHORT} {region} {sector}"] = YES if sector in short else NO
    return answers


def asking(worker: Worker) -> Ask:
    """Return what answers the headlines of a worker's scenario with one input at a value."""

    def ask(item: Input, value: float) -> Answers:
        try:
            return headline_answers(*worker.outcomes([item], [value]))
        except NO_ANSWER:
            return {}

    return ask


def _largest(lost: pl.DataFrame, by: str) -> str:
    """Return who loses most value added."""
    total = lost.group_by(by).agg(pl.col("value_added_usd").sum())
    return str(total.sort("value_added_usd", by, descending=[True, False])[by][0]) if total.height else NOBODY


def _highest_price(case: Case, multiples: pl.DataFrame, region: str) -> str:
    wanted = list(critical_materials(case))
    mine = multiples.filter(pl.col("region") == region, pl.col("material").is_in(wanted))
    if not mine.height:
        return NOBODY
    return str(mine.sort("multiple", "material", descending=[True, False])["material"][0])
