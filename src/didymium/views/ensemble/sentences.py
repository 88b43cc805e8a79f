"""What an ensemble comes to, in sentences."""

from __future__ import annotations

import polars as pl

from didymium.views.ensemble.flips import steady_sentences
from didymium.views.ensemble.overview import Overview
from didymium.views.ensemble.tables import input_name
from didymium.views.wording import Words

MOST = 4
SURE = 0.995


def question_sentences(words: Words, overview: Overview) -> list[str]:
    """Say what was asked: which scenario, how many draws, of which inputs."""
    told = overview.definition
    names = [input_name(words, name) for name in told["inputs"]]
    said = [
        words(
            "ensemble.question",
            count=f"{told['scenarios']:,}",
            title=told["title"],
            inputs=len(names),
            sampling=words(f"ensemble.sampling_{told['sampling']}"),
            seed=told["seed"],
        )
    ]
    if names:
        said.append(words("ensemble.varied", names=words.listed(names)))
    if told["idle_inputs"]:
        idle = [input_name(words, name) for name in told["idle_inputs"]]
        said.append(words("ensemble.idle_inputs", names=words.listed(idle)))
    return said


def state_sentences(words: Words, overview: Overview) -> list[str]:
    """Say how the run went: solved, found done, cold, without an answer."""
    if overview.finished is None:
        return []
    finished, progress = overview.finished, overview.finished.progress
    said = [
        words(
            "ensemble.state",
            solved=f"{finished.solved:,}",
            found=f"{finished.found:,}",
            cold=f"{progress.cold:,}",
            seconds=words.about(progress.seconds / max(progress.finished, 1)),
        )
    ]
    if progress.failed:
        number, why = finished.failures[0]
        said.append(
            words("ensemble.failed", count=f"{progress.failed:,}", number=number, why=" ".join(why.split()))
        )
    return said


def answer_sentences(words: Words, overview: Overview) -> list[str]:
    """Say what is likely: who runs short, what it costs."""
    return [*_short(words, overview), *_losses(words, overview)]


def flip_sentences(words: Words, overview: Overview) -> list[str]:
    """Say which answers no single input changes; nothing if nobody searched."""
    if overview.answers is None:
        return []
    return steady_sentences(words, overview.answers, overview.flips)


def _short(words: Words, overview: Overview) -> list[str]:
    if overview.shortfalls is None:
        return []
    table = overview.shortfalls
    said = []
    for region in dict.fromkeys(table["region"].to_list()):
        mine = table.filter(pl.col("region") == region)
        surely = [words.sector(row) for row in mine.filter(pl.col("probability") >= SURE)["sector"]]
        maybe = mine.filter(pl.col("probability").is_between(0.0, SURE, closed="none")).head(MOST)
        place = words.place(region)
        if surely:
            said.append(words.sentence("ensemble.surely_short", region=place, sectors=words.listed(surely)))
        if maybe.height:
            parts = [
                words(
                    "ensemble.chance_of",
                    sector=words.sector(row["sector"]),
                    percent=words.percent(row["probability"]),
                )
                for row in maybe.iter_rows(named=True)
            ]
            said.append(words.sentence("ensemble.maybe_short", region=place, parts=words.listed(parts)))
    return said or [words("ensemble.nobody_short")]


def _losses(words: Words, overview: Overview) -> list[str]:
    if overview.risks is None or "expected_usd" not in overview.risks.columns:
        return []
    row = overview.risks.row(-1, named=True)
    if not row["worst_usd"]:
        return [words("ensemble.no_loss")]
    return [
        words(
            "ensemble.loss",
            expected=words.money(row["expected_usd"]),
            tail=words.money(row["conditional_value_at_risk_usd"]),
            rest=words.percent(1 - overview.alpha),
        )
    ]
