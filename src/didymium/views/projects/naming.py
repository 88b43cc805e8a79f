"""Words that tables and sentences about projects share: names of agencies, instruments, spans."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from didymium.decisions.finance.bankable import Least, Verdict
from didymium.decisions.finance.draws import Triangle
from didymium.decisions.finance.supports import (
    ConcessionalLoan,
    Equity,
    Facilitation,
    Grant,
    Guarantee,
    OfftakeFloor,
    Payer,
    Support,
    TaxCredit,
)
from didymium.decisions.programmes.figures import Figure
from didymium.decisions.projects.timeline import Span
from didymium.evidence.agencies import agencies
from didymium.views.evidence.speaking import Speaker
from didymium.views.projects.finance_data import INSTRUMENTS
from didymium.views.result_tables import Table, message_table
from didymium.views.wording import Words, number

MILLION, BILLION = 1e6, 1e9


def projects_table(
    words: Words,
    title: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[str]],
    right: Sequence[str] = (),
    note: str = "",
) -> Table:
    """Build a table whose title and columns are messages about projects."""
    return message_table(words, "projects", title, columns, rows, right, note)


def material_list(words: Words, tonnes: Mapping[str, float]) -> str:
    """List materials with their tonnes a year."""
    items = (
        words("projects.made", material=words.material(name), quantity=_quantity(words, name, t))
        for name, t in tonnes.items()
    )
    return words("list.comma").join(items) or "–"


def _quantity(words: Words, material: str, tonnes: float) -> str:
    """Write tonnes to three digits, or a quantity in the unit in which the material is read."""
    if words.in_units("quantity", (material,)):
        return words.quantity(material, tonnes)
    return words("unit.t", number=number(tonnes))


def millions(triangle: Triangle | None) -> str:
    """Write low, likely and high capital in million US dollars; a dash if nobody states it."""
    if triangle is None:
        return "–"
    low, likely, high = (plain(usd / MILLION) for usd in (triangle.low, triangle.mode, triangle.high))
    return likely if low == high else f"{likely} ({low}–{high})"


def month(day: dt.date) -> str:
    """Write a day as year and month."""
    return f"{day:%Y-%m}"


def span(found: Span) -> str:
    """Write the likely month with the early and the late one."""
    return f"{month(found.likely)} ({month(found.early)} – {month(found.late)})"


def share(value: float | None) -> str:
    """Write a share in per cent for a table; a dash where there is none."""
    return "–" if value is None else f"{plain(value * 100.0)} %"


def plain(value: float) -> str:
    """Write a number with three significant digits, without zeros at its end."""
    text = number(value)
    return text.rstrip("0").rstrip(".") if "." in text else text


def yes_no(words: Words, verdict: Verdict | None) -> str:
    """Say whether a project is bankable, and if not what is missing; a dash where it was not asked."""
    if verdict is None:
        return "–"
    if verdict.bankable:
        return words("finance.verdict.yes")
    if verdict.covers_debt:
        return words("finance.verdict.no_return")
    return words("finance.verdict.no_cover" if verdict.earns_return else "finance.verdict.no")


def least(words: Words, found: Least, *, is_share: bool) -> str:
    """Write the least of something that makes a project bankable; what not even the most does is said."""
    if found.value is None:
        most = share(found.asked) if is_share else number(found.asked)
        return words("finance.not_with", most=most)
    return share(found.value) if is_share else number(found.value)


def payer_name(words: Words, payer: Payer) -> str:
    """Return the name of who pays."""
    return agency_name(words, payer.agency, payer.region)


def agency_name(words: Words, agency: str, region: str) -> str:
    """Return the name of an agency; a treasury itself with its region."""
    known = {one.agency: one for one in agencies()}
    if agency in known:
        return known[agency].name_in(words.language)
    return words("finance.treasury", region=words.region(region))


def support_text(words: Words, support: Support) -> str:
    """Say an instrument with its figures and who gives it."""
    kind = INSTRUMENTS[type(support)]
    fields: dict[str, str] = {"agency": payer_name(words, support.payer)}
    match support:
        case Grant() | Equity():
            fields["share"] = share(support.share)
        case Guarantee():
            fields |= {"share": share(support.share), "fee": share(support.fee)}
        case ConcessionalLoan():
            fields |= {
                "share": share(support.share),
                "rate": share(support.rate),
                "years": plain(support.years),
            }
        case OfftakeFloor():
            fields |= {
                "share": share(support.share),
                "years": plain(support.years),
                "price": number(support.floor_usd_per_kg),
                "material": words.material(support.material),
            }
        case TaxCredit():
            fields |= {"share": share(support.rate), "years": plain(support.years)}
        case Facilitation():
            fields["share"] = share(support.shortened_share)
        case _:
            fields["share"] = share(support.cover_share)
    return words(f"finance.say.{kind}", **fields)


def billions(usd: float | None) -> str:
    """Write money for a table in billion US dollars."""
    return "–" if usd is None else plain(usd / BILLION)


def ranged(figure: Figure | None, scale: float = BILLION) -> str:
    """Write a figure with its range, if it has one."""
    if figure is None:
        return "–"
    value = plain(figure.value / scale)
    if figure.low == figure.high:
        return value
    return f"{value} ({plain(figure.low / scale)}–{plain(figure.high / scale)})"


def basis(speaker: Speaker, figure: Figure | None) -> str:
    """Say what a figure rests on: its assumption, else its facts."""
    if figure is None:
        return "–"
    parts = [speaker.words(figure.assumed)] if figure.assumed else []
    return speaker.words("list.comma").join([*parts, *dict.fromkeys(figure.facts)]) or "–"
