"""Tables of an ensemble, in the words of a language."""

from __future__ import annotations

import polars as pl

from didymium.views.ensemble.overview import Overview
from didymium.views.result_tables import Table, table_of
from didymium.views.wording import Words, number

MOST_USERS = 20
"""Users named on the page before the rest is folded away."""


def peak_table(words: Words, overview: Overview) -> Table | None:
    """Return the period in which each price stands highest in the middle scenario, with its range."""
    if overview.prices is None:
        return None
    # Where most draws have no price, quantiles of the others say little.
    found = overview.prices.filter(pl.col("q95").is_not_null(), pl.col("scenarios") >= pl.col("without"))
    rows = []
    for (material, region), part in found.group_by(["material", "region"], maintain_order=True):
        peak = part.sort("q50", descending=True, nulls_last=True).row(0, named=True)
        if peak["q95"] is None or peak["q95"] < 1.05:
            continue
        cells = [
            words.multiple(peak[name]) if peak[name] is not None else "–" for name in ("q05", "q50", "q95")
        ]
        stated = "–" if peak["as_stated"] is None else words.multiple(peak["as_stated"])
        without = words.percent(peak["without"] / max(peak["without"] + peak["scenarios"], 1))
        rows.append(
            (words.material(str(material)), words.region(str(region)), words.period(peak["period"]), stated)
            + (*cells, without if peak["without"] else "–")
        )
    rows.sort(key=lambda row: (row[0], row[1]))
    columns = ("material", "region", "highest_in", "as_stated", "low", "middle", "high", "no_supply_share")
    return table_of(words, "ensemble.table_prices", columns, rows, columns[3:], words("ensemble.note_prices"))


def shortfall_table(words: Words, overview: Overview) -> Table | None:
    """Return how likely each sector runs short, most likely first; those that never do are left out."""
    if overview.shortfalls is None:
        return None
    rows = [
        (
            words.region(row["region"]),
            words.sector(row["sector"]),
            words("word.yes") if row["as_stated"] else "–",
            words.percent(row["probability"]),
            words(
                "ensemble.range",
                low=words.percent(row["probability_low"]),
                high=words.percent(row["probability_high"]),
            ),
            words.period(row["first_period"]),
            words.tonnes(row["expected_missing_t"]),
            words.tonnes(row["missing_t_high"]),
        )
        for row in overview.shortfalls.iter_rows(named=True)
        if row["short"] > 0
    ]
    columns = (
        *("region", "sector", "short_as_stated", "probability", "interval", "first_period"),
        *("expected_missing", "missing_high"),
    )
    return table_of(words, "ensemble.table_shortfalls", columns, rows, columns[3:5] + columns[6:],
                    words("ensemble.note_shortfalls"))  # fmt: skip


def risk_table(words: Words, overview: Overview) -> Table | None:
    """Return the risk of loss of the home regions."""
    if overview.risks is None or "expected_usd" not in overview.risks.columns:
        return None
    columns = (
        "expected_usd",
        "median_usd",
        "value_at_risk_usd",
        "conditional_value_at_risk_usd",
        "worst_usd",
    )
    rows = [
        (
            words("ensemble.all_members") if row["region"] == "all" else words.region(row["region"]),
            words.percent(row["any_loss"]),
            *(words.money(row[column]) for column in columns),
        )
        for row in overview.risks.iter_rows(named=True)
    ]
    labels = ("region", "any_loss", "expected", "median", "value_at_risk", "tail_mean", "worst_loss")
    note = words("ensemble.note_risks", percent=words.percent(overview.alpha),
                 rest=words.percent(1 - overview.alpha))  # fmt: skip
    return table_of(words, "ensemble.table_risks", labels, rows, labels[1:], note)


def input_table(words: Words, overview: Overview) -> Table:
    """Return the inputs that were varied, with their range and what it rests on."""
    names = [*overview.definition["inputs"], *overview.definition["idle_inputs"]]
    known = {row.input: row for row in words.case.uncertain}
    rows = []
    for name in names:
        row = known.get(name)
        if row is None:
            continue
        idle = name in overview.definition["idle_inputs"]
        figure = f"{row.table} {row.column}\n{_listed(row.rows)}".strip()
        moved = words("ensemble.idle" if idle else f"ensemble.change_{row.change}")
        ranged = f"{words(f'ensemble.{row.distribution}')}: {row.parameters}\n{moved}"
        if row.correlation_group:
            fields = {"group": row.correlation_group, "correlation": number(row.correlation)}
            ranged += f"\n{words('ensemble.group', **fields)}"
        rows.append((f"{input_name(words, name)}\n{name}", figure, ranged, row.source))
    columns = ("what", "figure", "range", "source")
    return table_of(words, "ensemble.table_inputs", columns, rows)


def _listed(selection: str) -> str:
    """Return a selection of rows with room for line breaks."""
    return selection.replace("|", ", ").replace("=", " = ")


def input_name(words: Words, name: str) -> str:
    """Return what an input is called in a sentence."""
    row = next((row for row in words.case.uncertain if row.input == name), None)
    return name.replace("_", " ") if row is None else row.name_in(words.language)


def quantile_table(words: Words, found: pl.DataFrame, title: str) -> Table:
    """Return quantiles as a table: keys, period, as stated, and one column for each quantile."""
    shares = [name for name in found.columns if name.startswith("q") and name[1:].isdigit()]
    keys = found.columns[: found.columns.index("period")]
    headers = (
        *(words(f"label.{key}") for key in keys),
        words("label.period"),
        words("label.as_stated"),
        words("label.mean"),
        *(words.percent(float("0." + name[1:])) for name in shares),
        words("label.without"),
    )
    rows = [
        (
            *(_named(words, key, row[key]) for key in keys),
            words.period(row["period"]),
            number(row["as_stated"]),
            number(row["mean"]),
            *(number(row[name]) for name in shares),
            f"{row['without']:,}" if row["without"] else "–",
        )
        for row in found.iter_rows(named=True)
    ]
    right = frozenset(range(len(keys) + 1, len(headers)))
    return Table(title, headers, tuple(rows), right)


def _named(words: Words, key: str, value: str) -> str:
    if key in ("region", "origin", "destination"):
        return words.region(value)
    if key == "material":
        return words.material(value)
    if key == "sector":
        return words.sector(value)
    return words.plant(value) if key == "plant" else value
