"""The sentences of screening in words: identifiers become names, figures get their units."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from didymium.evidence.evidence import Evidence
from didymium.screening.answer import Figure, Finding, Said
from didymium.views.evidence.speaking import Speaker

PLAIN_FIELDS = frozenset(
    {"item", "user", "name", "whole", "party_name", "holder", "lot", "event", "plant", "place", "certificate"}
)
"""Fields that a user typed: they are shown as they are."""
_SHARES = frozenset({"tolerance", "claimed", "came_in"})
"""Fields that are shares of a whole: they are said in per cent."""
_PRODUCT_WORDS = {"stage": "step", "stages": "step", "condition": "condition"}
"""Fields whose values are words of the rules of buying, with the messages that name them."""


def say_said(speaker: Speaker, said: Said) -> str:
    """Return a sentence with its fields in words."""
    fields = {name: _field(speaker, name, value) for name, value in said.fields.items()}
    if {"low", "high"} <= said.fields.keys():
        fields["bounds"] = _percent_bounds(speaker, said.fields["low"], said.fields["high"])
    if {"rule", "part"} <= said.fields.keys():
        fields["part"] = say_part(speaker, str(said.fields["rule"]), str(said.fields["part"]))
    return speaker.words(said.key, **fields)


def say_all(speaker: Speaker, sentences: Iterable[Said]) -> str:
    """Return sentences one after the other, each once."""
    return join_said(speaker, (say_said(speaker, said) for said in sentences))


def join_said(speaker: Speaker, sentences: Iterable[str]) -> str:
    """Return parts of a sentence in a row, each once, parted as the language parts them."""
    return speaker.words("screen.semicolon").join(dict.fromkeys(sentences))


def say_state(speaker: Speaker, state: str, since: dt.date | None, until: dt.date | None) -> str:
    """Return a state with the days on which it holds, as far as known."""
    words = speaker.words
    if state == "unknown":
        return words("say.unknown_since", date=str(since)) if since else words("state.unknown")
    named = words(f"state.{state}")
    if state == "not_yet":
        return named
    if until is None:
        return words("screen.state_since", state=named, since=str(since)) if since else named
    return words("screen.state_between", state=named, since=str(since), until=str(until))


def say_figure(speaker: Speaker, figure: Figure, named: str = "") -> str:
    """Return a figure with its bounds, held against its threshold; ``named`` says what is measured."""
    words = speaker.words
    name = named or _figure_name(speaker, figure.name)
    value = say_bounds(speaker, figure.low, figure.high, figure.unit)
    if figure.threshold is None:
        return words("screen.figure_alone", name=name, value=value)
    sign = "screen.figure_from" if figure.included else "screen.figure_above"
    threshold = speaker.figure(f"{figure.threshold:g}", figure.unit)
    text = words(sign, name=name, value=value, threshold=threshold)
    warned = [words(f"warning.{word}") for word in figure.warnings]
    return f"{text} ({words('list.comma').join(warned)})" if warned else text


def say_bounds(speaker: Speaker, low: float | None, high: float | None, unit: str = "percent") -> str:
    """Return a value between two bounds with its unit; None: nothing bounds it."""
    words = speaker.words
    if low is None and high is None:
        return words("state.unknown")
    if low is not None and low == high:
        return speaker.figure(_shown(low), unit)
    if high is None:
        assert low is not None
        return words("word.at_least", value=speaker.figure(_shown(low), unit))
    if low is None or low == 0.0:
        return words("word.at_most", value=speaker.figure(_shown(high), unit))
    return words("word.range", low=_shown(low), high=speaker.figure(_shown(high), unit))


def say_rule(speaker: Speaker, finding: Finding) -> str:
    """Return a rule and its part by their titles."""
    rule = speaker.name(finding.rule)
    if finding.part == "all":
        return rule
    part = say_part(speaker, finding.rule, finding.part)
    return speaker.words("screen.rule_part", rule=rule, part=part)


def say_part(speaker: Speaker, rule: str, part: str) -> str:
    """Return the title of a part of a rule; its number where the rule has none such."""
    known = speaker.evidence.rules.get(rule)
    titles = [one.title for one in known.part if one.part == part] if known is not None else []
    return titles[0].in_language(speaker.language) if titles else part


def rule_id(finding: Finding) -> str:
    """Return the identifier of a rule with its part, short enough for a narrow column."""
    return finding.rule if finding.part == "all" else f"{finding.rule} ({finding.part})"


def say_place(finding: Finding) -> str:
    """Return the source of a state and the place in it."""
    return f"{finding.source}, {finding.locator}"


def cited(evidence: Evidence, findings: Iterable[Finding]) -> list[str]:
    """Return the sources that findings rest on: of the states, of the thresholds and of the rules."""
    named: dict[str, None] = {}
    for finding in findings:
        named[finding.source] = None
        for figure in finding.figures:
            if figure.fact:
                named[str(evidence.fact(figure.fact)["source"])] = None
        named.update(dict.fromkeys(evidence.rules[finding.rule].source[:1]))
    return list(named)


def _percent_bounds(speaker: Speaker, low: object, high: object) -> str:
    least, most = (float(end) if isinstance(end, int | float) else None for end in (low, high))
    return say_bounds(speaker, least, most)


def _figure_name(speaker: Speaker, name: str) -> str:
    """Return what a figure measures; shares of deals have their names among the deals' messages."""
    known = f"screen.figure.{name}"
    is_known = known in speaker.words.catalogue.messages
    return speaker.words(known if is_known else f"screen.deal.share.{name}")


def _separated(value: float) -> str:
    """Return a number of four significant digits, with thousands parted and no noughts at its end."""
    return f"{value:,.0f}" if abs(value) >= 1e4 else f"{float(f'{value:.4g}'):,.10g}"


def _shown(value: float) -> str:
    return f"{value:.4g}"


def _field(speaker: Speaker, name: str, value: object) -> str:
    if value is None:
        return speaker.words("state.unknown")
    if isinstance(value, bool):
        return speaker.words("word.yes" if value else "word.no")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, int | float):
        return f"{_separated(100.0 * value)} %" if name in _SHARES else _separated(float(value))
    if isinstance(value, tuple | list | frozenset):
        joined = [_field(speaker, name, one) for one in value]
        return speaker.words("list.comma").join(joined)
    text = str(value)
    if name in PLAIN_FIELDS:
        return text
    if text.startswith("screen.") and text in speaker.words.catalogue.messages:
        return speaker.words(text)
    if name in ("uses", "listed"):
        return speaker.words(f"screen.export.use.{text}")
    return _product_word(speaker, name, text) or _lot_word(speaker, name, text) or _name(speaker, text)


def _product_word(speaker: Speaker, name: str, text: str) -> str:
    """Return a stage or circumstance of a product in words; blank if it is none."""
    key = f"screen.product.{_PRODUCT_WORDS.get(name, '')}.{text}"
    return speaker.words(key) if key in speaker.words.catalogue.messages else ""


def _lot_word(speaker: Speaker, name: str, text: str) -> str:
    """Return a making of lots, or what is weighed, in words; blank if it is none."""
    words = speaker.words
    if name == "element" and not text:
        return words("screen.lot.gross_mass")
    if name != "process":
        return ""
    kind, _, rest = text.partition(" ")
    if kind == "event":
        return words("screen.lot.process.event", number=rest)
    site, _, period = rest.partition(" ")
    return words("screen.lot.process.account", site=site, period=period) if kind == "account" else text


def _name(speaker: Speaker, text: str) -> str:
    return speaker.name(text) if text else speaker.words("state.unknown")
