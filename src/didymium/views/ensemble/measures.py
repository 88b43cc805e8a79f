"""Measures and conditions in words."""

from __future__ import annotations

from didymium.case.counted import counted_goods, counted_materials
from didymium.ensemble.reading.measures import Measure
from didymium.ensemble.sensitivity.condition import Condition
from didymium.views.wording import Words


def measure_name(words: Words, measure: Measure) -> str:
    """Say what a measure is: ``highest multiple of the base price of dysprosium oxide in Japan``."""
    told = dict(measure.of)
    place = words.place(told["region"])
    who = words.inside(words.sector(told["sector"])) if "sector" in told else ""
    what = words.inside(words.material(told["material"])) if "material" in told else ""
    of = "_".join(name for name in ("sector", "material") if name in told)
    key = f"measure.{measure.kind}" + (
        f"_{of}" if measure.kind in ("loss", "missing", "short") and of else ""
    )
    if measure.kind == "worst_share" and what:
        key = "measure.worst_share_material"
    return words(key, region=place, sector=who, material=what, goods=words.goods_name(_goods(words, measure)))


def _goods(words: Words, measure: Measure) -> str:
    """Return what counts in the sectors of a measure: a material, a group, or nothing in particular."""
    sector = dict(measure.of).get("sector")
    return counted_goods(words.case, [sector] if sector else counted_materials(words.case))


def amount(words: Words, measure: Measure, value: float) -> str:
    """Say a value of a measure with its unit."""
    if measure.kind == "price_peak":
        return words.multiple(value)
    if measure.kind == "loss":
        return words.money(value)
    missing = measure.kind == "missing"
    return words.quantity(_goods(words, measure), value) if missing else words.percent(value)


def condition_text(words: Words, measure: Measure, condition: Condition, limit: float) -> str:
    """Say a condition on a measure, as the beginning of a sentence (in Korean a noun phrase, in Japanese a
    clause).
    """
    if condition.side == "true":
        return words.sentence("ensemble.what_true", measure=measure_name(words, measure))
    side = f"ensemble.what_{condition.side}"
    text = words.sentence(side, measure=measure_name(words, measure), limit=amount(words, measure, limit))
    return text
