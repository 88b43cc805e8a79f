"""What the European Commission published in 2023, held against what the formulas give with published inputs.

The 90 rows of the study (doi 10.2873/725585) were read in a transcription. The study's shares of supply and
of end use by country and sector, from which all of it could be computed anew, were found in no source that
may be passed on; so each row is checked as far as its own figures, its group, the list of the act and the few
shares that are quoted elsewhere reach. Every disagreement has its explanation in
``ec_2023_differences.csv``; one without an explanation, or an explanation without disagreement, fails a test.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from statistics import fmean
from typing import Any

import polars as pl

from didymium.evidence.evidence import Evidence
from didymium.indicators.criticality.concentration import weighted_herfindahl
from didymium.indicators.criticality.economic_importance import CRITICAL as IMPORTANT
from didymium.indicators.criticality.governance import EUROPEAN_SCALE, instability
from didymium.indicators.criticality.reference import reference_table
from didymium.indicators.criticality.supply_risk import CRITICAL, bottleneck, supply_risk

LIST_OF_THE_ACT = "list_eu_crm_2023"
BY_LAW = frozenset({"copper", "nickel"})
"""Critical because the act says so of every strategic raw material, whatever their figures."""
OTHER_NAMES: Mapping[str, str] = {"natural_graphite": "graphite", "titanium_metal": "titanium"}
"""Names in the list of the act that differ from those of the study's table."""
CHECK_COLUMNS: Mapping[str, pl.DataType] = {
    "material": pl.String(), "what": pl.String(), "published": pl.Float64(), "low": pl.Float64(),
    "high": pl.Float64(), "agrees": pl.Boolean(), "explanation": pl.String(),
}  # fmt: skip
CHINA = "CHN"
HALF_DIGIT = 0.05
"""Half of the last digit that supply risk and economic importance are printed with."""
FLOAT = 1e-9


@dataclass(frozen=True)
class Check:
    """A published figure and the range in which ours lies, with rounding of the inputs taken into account."""

    material: str
    what: str
    published: float
    low: float
    high: float

    @property
    def agrees(self) -> bool:
        """Whether some value of our range is printed as the published figure is."""
        digit = HALF_DIGIT + FLOAT
        return self.low - digit <= self.published <= self.high + digit


def results() -> pl.DataFrame:
    """Return the published results, one row a material or group."""
    return reference_table("ec_2023_results")


def published_checks(evidence: Evidence) -> pl.DataFrame:
    """Return every check of the published results, columns :data:`CHECK_COLUMNS`.

    ``what`` is one of ``bottleneck`` (supply risk is the higher of the two stages), ``group_risk`` and
    ``group_importance`` (a group has the mean of its elements), ``critical`` (1 if the act lists it, and by
    the two thresholds), ``heavy_processing`` (supply risk of a heavy rare earth out of one monopoly),
    ``cerium_processing`` (supply risk out of the quoted shares) and ``china_weight`` (the weight of China
    that those risks imply, against the World Bank in four of the five years).
    """
    explained = explanations()
    rows = [
        (c.material, c.what, c.published, c.low, c.high, c.agrees, explained.get((c.material, c.what), ""))
        for c in _checks(evidence)
    ]
    return pl.DataFrame(rows, schema=dict(CHECK_COLUMNS), orient="row").sort("what", "material")


def explanations() -> Mapping[tuple[str, str], str]:
    """Return why a published figure differs, by material and check (or by ``transcription``)."""
    table = reference_table("ec_2023_differences").select("material", "what", "explanation")
    return {(material, what): text for material, what, text in table.iter_rows()}


def _checks(evidence: Evidence) -> Iterator[Check]:
    for row in results().iter_rows(named=True):
        yield from _bottleneck(row)
        yield from _critical(row, evidence)
    yield from _groups()
    yield from _heavy()
    yield _cerium()
    yield _china()


def _bottleneck(row: Mapping[str, Any]) -> Iterator[Check]:
    by_stage = [
        (stage, float(value))
        for stage in ("extraction", "processing")
        if (value := row[f"risk_{stage}"]) is not None
    ]
    worst = bottleneck(by_stage)[1]
    yield Check(str(row["material"]), "bottleneck", row["supply_risk"], worst, worst)


def _critical(row: Mapping[str, Any], evidence: Evidence) -> Iterator[Check]:
    """Hold the thresholds against the act's list, which names groups and not their elements."""
    if row["group"]:
        return
    material = str(row["material"])
    listed = OTHER_NAMES.get(material, material) in dict(evidence.listed[LIST_OF_THE_ACT])
    if material == "titanium":  # the act lists titanium metal; the mineral was assessed by itself
        listed = False
    meets = row["supply_risk"] >= CRITICAL and row["economic_importance"] >= IMPORTANT
    ours = float(meets or material in BY_LAW)
    yield Check(material, "critical", float(listed), ours, ours)


def _groups() -> Iterator[Check]:
    table = results()
    for group in ("heavy_rare_earths", "light_rare_earths", "platinum_group"):
        whole = table.row(by_predicate=pl.col("material") == group, named=True)
        parts = table.filter(pl.col("group") == group)
        for what, column in (("group_risk", "supply_risk"), ("group_importance", "economic_importance")):
            mean = fmean(parts[column].to_list())
            yield Check(group, what, whole[column], mean - HALF_DIGIT, mean + HALF_DIGIT)


def china_weight() -> tuple[float, float]:
    """Return between which bounds governance times trade parameter of China lies by the supply risks of heavy
    rare earths that the Commission printed.

    China makes all of them, so that the index is this weight; each printed figure bounds it, and the bounds
    must overlap. Those that do not (terbium, yttrium) are left out and explained.
    """
    odd = {material for material, what in explanations() if what == "heavy_processing"}
    bounds = [_implied(row) for row in _heavy_rows() if row["material"] not in odd]
    return max(low for low, _ in bounds), min(high for _, high in bounds)


def _heavy_rows() -> list[dict[str, Any]]:
    heavy = results().filter(pl.col("group") == "heavy_rare_earths")
    return heavy.drop_nulls("risk_processing").to_dicts()


def _implied(row: Mapping[str, Any]) -> tuple[float, float]:
    """Return the bounds that a printed risk sets: half of its last digit to both sides."""
    whole = (1.0 - row["recycled_share"]) * row["substitution_sr"]
    return (row["risk_processing"] - HALF_DIGIT) / whole, (row["risk_processing"] + HALF_DIGIT) / whole


def _heavy() -> Iterator[Check]:
    ends = china_weight()
    for row in _heavy_rows():
        low, high = (
            supply_risk(
                weighted_herfindahl({CHINA: 1.0}, {CHINA: weight}),
                row["recycled_share"],
                row["substitution_sr"],
            )
            for weight in ends
        )
        yield Check(str(row["material"]), "heavy_processing", row["risk_processing"], low, high)


def _china() -> Check:
    """Hold the weight that the printed risks share against the World Bank's mean of six dimensions."""
    table = reference_table("governance_mean").filter(pl.col("region") == CHINA)
    weights = [EUROPEAN_SCALE * instability(value) for value in table["estimate"]]
    return Check("china", "china_weight", fmean(china_weight()), min(weights), max(weights))


def _cerium() -> Check:
    """Compute the processing risk of cerium from the quoted shares of light rare earths: China weighs what
    heavy rare earths say, Malaysia what the World Bank says, and the small ones anything from 0 to 10.
    """
    cerium = results().row(by_predicate=pl.col("material") == "cerium", named=True)
    shares = reference_table("ec_2023_supply_shares").filter(pl.col("material") == "light_rare_earths")
    supply = {region: share for region, share in shares.select("region", "share").iter_rows()}
    malaysia = _mean_weight("MYS")
    ends = [
        supply_risk(
            weighted_herfindahl(supply, {**dict.fromkeys(supply, other), CHINA: china, "MYS": malaysia}),
            cerium["recycled_share"],
            cerium["substitution_sr"],
        )
        for china, other in zip(china_weight(), (0.0, EUROPEAN_SCALE), strict=True)
    ]
    return Check("cerium", "cerium_processing", cerium["risk_processing"], ends[0], ends[1])


def _mean_weight(region: str) -> float:
    """Return governance from 0 to 10 by the mean of six dimensions, mean of the years in the table."""
    table = reference_table("governance_mean").filter(pl.col("region") == region)
    return fmean(EUROPEAN_SCALE * instability(value) for value in table["estimate"])
