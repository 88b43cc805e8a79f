"""Charts of owners: what each holds; and of duties: what each rule asks through time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import matplotlib.dates as mdates
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from didymium.screening.deals.from_register import Owned
from didymium.screening.deals.screen import Span
from didymium.views.evidence.speaking import Speaker
from didymium.views.screening.ownership.saying import names_of, say_country, say_share
from didymium.views.screening.ownership.view import Screened, TargetOwners
from didymium.views.screening.saying import join_said
from didymium.views.svg import HATCHES, PALETTE, Chart, draw

MOST_BARS = 15
"""Owners drawn, the largest."""
LONGEST_NAME = 40
_COLOURS = PALETTE[1:7]
_REST = PALETTE[7]
_AROUND = dt.timedelta(days=120)
"""How far the time axis goes on before the first change and after the last."""
_OUTCOMES = {
    "prohibited_entity": (PALETTE[0], HATCHES[0]),
    "restricted_entity": (PALETTE[0], HATCHES[1]),
    "restricted_outbound": (PALETTE[4], HATCHES[3]),
    "declaration_mandatory": (PALETTE[1], HATCHES[3]),
    "notify_before": (PALETTE[1], HATCHES[0]),
    "report_after": (PALETTE[5], HATCHES[1]),
    "reviewable": (PALETTE[6], HATCHES[2]),
    "exempt": (PALETTE[3], HATCHES[0]),
    "unknown": (PALETTE[7], HATCHES[4]),
    "not_in_force": ("#dddddd", HATCHES[0]),
    "not_caught": ("#f2f2f2", HATCHES[0]),
}


def owners_charts(speaker: Speaker, owned: Owned, found: TargetOwners) -> tuple[Chart, ...]:
    """Draw the integrated shares of the largest owners by country; nothing if there are none."""
    owners = found.owners
    parties = owners.parties[:MOST_BARS].tolist()
    if not parties:
        return ()
    names = names_of(owned, parties)
    colours = _by_country([owned.country(party) for party in parties])

    def paint(figure: Figure) -> None:
        axis = figure.subplots()
        for place, party in enumerate(parties):
            colour, hatch = colours[owned.country(party)]
            low, high = float(owners.integrated_low[place]), float(owners.integrated_high[place])
            axis.barh(place, 100 * low, 0.7, color=colour, hatch=hatch, edgecolor="white")
            if high > low:
                axis.barh(place, 100 * (high - low), 0.7, left=100 * low, color="white", edgecolor=colour)
        axis.set_yticks(range(len(parties)), [_short(names[party]) for party in parties])
        axis.invert_yaxis()
        axis.set_xlim(0, 100)
        axis.set_xlabel(speaker.words("screen.ownership.chart.share"))
        axis.grid(visible=False, axis="y")
        axis.set_axisbelow(True)
        figure.legend(handles=_countries(speaker, colours), loc="outside upper left", ncols=4, fontsize=8)

    shares = zip(parties, owners.integrated_low, owners.integrated_high, strict=False)
    detail = join_said(
        speaker, (f"{names[party]} {say_share(speaker, low, high)}" for party, low, high in shares)
    )
    title = speaker.words("screen.ownership.chart.owners", target=owned.register.names.name(found.target))
    description = speaker.words("screen.ownership.chart.owners_alt", detail=detail)
    return (draw("screen-owners", title, description, 1.3 + 0.3 * len(parties), paint),)


def duties_charts(speaker: Speaker, screened: Screened, day: dt.date, name: str) -> tuple[Chart, ...]:
    """Draw what each rule asks through time, as known; nothing if no rule ever asks anything."""
    spans = next(iter(screened.timelines.values()), ())
    rules = list(dict.fromkeys(rule.rule for span in spans for rule in span.answer.rules if rule.possible))
    days = [span.first for span in spans if span.first is not None]
    if not rules or not days:
        return ()
    ends = min(*days, day) - _AROUND, max(*days, day) + _AROUND

    def paint(figure: Figure) -> None:
        axis = figure.subplots()
        for place, rule in enumerate(rules):
            _bars(axis, place, rule, spans, ends)
        axis.set_yticks(range(len(rules)), [_short(speaker.name(rule)) for rule in rules])
        axis.invert_yaxis()
        axis.xaxis_date()
        axis.xaxis.set_major_formatter(mdates.DateFormatter("%Y-%m"))  # type: ignore[no-untyped-call]
        axis.grid(visible=False, axis="y")
        axis.set_axisbelow(True)
        axis.axvline(mdates.date2num(day), color="black", linewidth=1.0)  # type: ignore[no-untyped-call]
        figure.legend(handles=_outcomes(speaker, rules, spans), loc="outside lower center", ncols=3)

    words = speaker.words
    detail = ". ".join(_detail(speaker, rule, spans) for rule in rules)
    title, description = (
        words("screen.deal.chart.duties"),
        words("screen.deal.chart.duties_alt", detail=detail),
    )
    return (draw(f"screen-{name}-duties", title, description, 1.6 + 0.4 * len(rules), paint),)


def _by_country(countries: Sequence[str]) -> Mapping[str, tuple[str, str]]:
    """Give the first countries a colour each; the others share the last one."""
    found = list(dict.fromkeys(countries))
    fills = [*zip(_COLOURS, HATCHES, strict=False), (_REST, HATCHES[4])]
    return {country: fills[min(place, len(fills) - 1)] for place, country in enumerate(found)}


def _countries(speaker: Speaker, colours: Mapping[str, tuple[str, str]]) -> list[Patch]:
    """Return one entry for each colour: the first countries, then the others together."""
    entries: dict[tuple[str, str], str] = {}
    for country, fill in colours.items():
        said = speaker.words("word.others") if fill in entries else say_country(speaker, country)
        entries[fill] = said
    return [
        Patch(facecolor=colour, hatch=hatch, edgecolor="white", label=said)
        for (colour, hatch), said in entries.items()
    ]


def _bars(axis: Axes, place: int, rule: str, spans: Sequence[Span], ends: tuple[dt.date, dt.date]) -> None:
    for outcome, first, last in _stretches(rule, spans, ends):
        colour, hatch = _OUTCOMES[outcome]
        left, width = mdates.date2num(first), (last - first).days  # type: ignore[no-untyped-call]
        axis.barh(place, width, left=left, height=0.6, color=colour, hatch=hatch, edgecolor="white")


def _stretches(
    rule: str, spans: Sequence[Span], ends: tuple[dt.date, dt.date]
) -> list[tuple[str, dt.date, dt.date]]:
    """Return outcome, first day and the day after the last of each time in which a rule asks the same."""
    found: list[tuple[str, dt.date, dt.date]] = []
    for span in spans:
        outcome = _outcome(span, rule)
        first = ends[0] if span.first is None else span.first
        last = ends[1] if span.last is None else span.last + dt.timedelta(days=1)
        if found and found[-1][0] == outcome:
            first = found.pop()[1]
        found.append((outcome, first, last))
    return found


def _outcome(span: Span, rule: str) -> str:
    return next((one.outcome for one in span.answer.rules if one.rule == rule), "not_in_force")


def _outcomes(speaker: Speaker, rules: Sequence[str], spans: Sequence[Span]) -> list[Patch]:
    seen = {_outcome(span, rule) for rule in rules for span in spans}
    return [
        Patch(
            facecolor=colour,
            hatch=hatch,
            edgecolor="#999999",
            label=speaker.words(f"screen.deal.outcome.{name}"),
        )
        for name, (colour, hatch) in _OUTCOMES.items()
        if name in seen
    ]


def _detail(speaker: Speaker, rule: str, spans: Sequence[Span]) -> str:
    """Say what a rule asks from which day on, leaving out days that change nothing of it."""
    said: list[str] = []
    before = ""
    for span in spans:
        outcome = _outcome(span, rule)
        if outcome != before and span.first is not None:
            said.append(f"{span.first} {speaker.words(f'screen.deal.outcome.{outcome}')}")
        before = outcome
    return f"{speaker.name(rule)}: {'; '.join(said)}"


def _short(name: str) -> str:
    # Matplotlib reads text between dollar signs as mathematics.
    text = name.replace("$", r"\$")
    return text if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…".replace("$", r"\$")
