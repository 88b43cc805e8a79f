"""What would flip an answer, in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from didymium.ensemble.flip.headlines import (
    FIRST_SHORT,
    HIGHEST_PRICE,
    LARGEST_LOSS,
    MOST_LOST,
    NOBODY,
    SHORT,
)
from didymium.ensemble.flip.search import NO_SOLUTION, Answers, Flip
from didymium.ensemble.inputs import input_of
from didymium.ensemble.sensitivity.words import Form, When, change_of, when_text
from didymium.views.result_tables import Table, table_of
from didymium.views.wording import Words

MOST_FLIPS = 20


def question_text(words: Words, question: str) -> str:
    """Say what a question asks, as it stands inside a sentence."""
    kind, *of = question.split()
    fields = {"region": words.place(of[0])} if of else {}
    if kind == SHORT:
        fields["sector"] = words.inside(words.sector(of[1]))
    if kind in ("marginal_plant", "quote_below_cost"):
        fields = {"material": words.inside(words.material(of[0]))}
    if kind == "holds":
        fields = {"design": words.inside(words(f"design.{of[0]}"))}
    return words(f"flip.{kind}", **fields)


def capital(text: str) -> str:
    """Return a text with its first letter in upper case."""
    return text[:1].upper() + text[1:]


def answer_text(words: Words, question: str, answer: str) -> str:
    """Say an answer."""
    kind = question.split()[0]
    if answer == NO_SOLUTION:
        return words("flip.no_answer")
    if answer == NOBODY:
        return words("flip.nobody")
    said: dict[str, Callable[[str], str]] = {
        LARGEST_LOSS: words.region,
        MOST_LOST: words.sector,
        HIGHEST_PRICE: words.material,
        FIRST_SHORT: words.period,
        "marginal_plant": words.plant,
        "cheapest_design": lambda design: words(f"design.{design}"),
    }
    if kind in said:
        return said[kind](answer)
    return words("word.yes") if answer == "yes" else words("flip.no")


def flip_table(words: Words, flips: Sequence[Flip], most: int | None = MOST_FLIPS) -> Table:
    """Return flips, the most likely first: question, answer as stated, what it becomes, and when."""
    rows = [
        (
            capital(question_text(words, flip.question)),
            answer_text(words, flip.question, flip.stated_answer),
            answer_text(words, flip.question, flip.other_answer),
            when_flips(words, flip),
            words.percent(flip.chance),
        )
        for flip in flips[:most]
    ]
    columns = ("question", "as_stated", "becomes", "flips_when", "chance_of_input")
    return table_of(words, "flip.table", columns, rows, columns[4:], words("flip.note"))


def when_flips(words: Words, flip: Flip) -> str:
    """Say at which value of its input an answer changes."""
    row = next(row for row in words.case.uncertain if row.input == flip.input)
    item = input_of(words.case, row)
    low, high = (flip.changes_at, None) if flip.rises else (None, flip.changes_at)
    form: Form = "above" if flip.rises else "below"
    if row.distribution == "choice" or flip.same_at == flip.changes_at:
        return when_text(words, When(item, "exactly", change_of(item), flip.changes_at, flip.changes_at))
    return when_text(words, When(item, form, change_of(item), low, high))


def steady_sentences(words: Words, stated: Answers, flips: Sequence[Flip]) -> list[str]:
    """Say which answers no single input changes within its range."""
    moved = {flip.question for flip in flips}
    steady = [question for question in stated if question not in moved]
    if not steady:
        return [words("flip.none_steady")]
    parts = [
        words(
            "flip.steady_part",
            question=question_text(words, question),
            answer=_inside(words, question, stated[question]),
        )
        for question in steady
    ]
    return [words("flip.steady", parts=words("flip.joined").join(parts))]


def _inside(words: Words, question: str, answer: str) -> str:
    """Say an answer inside a sentence: names of places, plants and months keep their capital."""
    said = answer_text(words, question, answer)
    return words.inside(said) if question.split()[0] in (MOST_LOST, HIGHEST_PRICE) else said
