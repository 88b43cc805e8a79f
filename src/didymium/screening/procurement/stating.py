"""A product as a user states it: where each stage was done, circumstances, shares in per cent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar, get_args

from didymium.evidence.countries import country_codes
from didymium.evidence.evidence import Evidence
from didymium.evidence.product_tests import CONDITIONS, Condition, ProductKind, ProductStage
from didymium.evidence.questions.country_names import NoCountry, country_named
from didymium.files.problems import InputError, Problem
from didymium.files.suggestion import did_you_mean
from didymium.screening.answer import Holds
from didymium.screening.lots.origin import StageOrigin
from didymium.screening.percent import percent_bounds
from didymium.screening.procurement.product import Bounds, Product

_PERCENT = 100.0
_DIGITS = 12
KINDS: tuple[ProductKind, ...] = get_args(ProductKind)
Found = TypeVar("Found")


@dataclass(frozen=True)
class StatedProduct:
    """What a user says of a product; what is blank or left out is unknown."""

    material: str = ""
    """As in materials.csv, or a name in any language."""
    name: str = ""
    buyer: str = ""
    """A subject of evidence or a country: ``us_war``, ``eu``, ``JPN`` …"""
    kind: str = "good"
    """A kind of product; blank: not said."""
    is_market: bool = False
    made: Mapping[ProductStage, str] = field(default_factory=dict)
    """Where a stage was done: ``JPN``, or with shares in per cent ``CHN=40,AUS=50-60``. Countries without a
    share divide what the others leave."""
    given: tuple[str, ...] = ()
    """Circumstances of the purchase that are given."""
    not_given: tuple[str, ...] = ()
    """Those that are not; ``others``: all that ``given`` does not name."""
    weights: str = ""
    """Mass shares of materials in the item, per cent: ``ndfeb_magnet=2-5``."""
    prohibited_cost: str = ""
    """Share of direct material cost from prohibited entities, per cent: ``30`` or ``20-35``."""
    delivered_as_is: bool = False
    begun: int | None = None


def product_of(stated: StatedProduct, evidence: Evidence) -> Product:
    """Return the product that somebody states.

    Raises:
        InputError: With everything that is wrong; problems call the fields by their names, stages too.
    """
    problems: list[Problem] = []
    read_stage = partial(_read_stage, evidence)
    stages = {
        stage: _told(stage, partial(read_stage, stage), text, problems) for stage, text in stated.made.items()
    }
    product = Product(
        _told("material", lambda text: _material(text, evidence), stated.material, problems) or "",
        name=stated.name.strip(),
        buyer=_told("buyer", lambda text: _buyer(text, evidence), stated.buyer, problems) or "",
        kind=_told("kind", _kind, stated.kind, problems),
        is_market=stated.is_market,
        stages={stage: origin for stage, origin in stages.items() if origin is not None},
        conditions=_conditions(stated, problems),
        weight_shares=_told("weights", lambda text: _weights(text, evidence), stated.weights, problems) or {},
        prohibited_cost=_told("prohibited_cost", _cost, stated.prohibited_cost, problems),
        delivered_as_is=stated.delivered_as_is,
        begun=stated.begun,
    )
    if problems:
        raise InputError(problems)
    return product


def _read_stage(evidence: Evidence, stage: ProductStage, text: str) -> StageOrigin:
    """Return where a stage was done, as a text says it."""
    shares: dict[str, Bounds | None] = {}
    for name, bounds in _shares(text):
        country = _country(name, evidence)
        if country in shares:
            raise ValueError(f"names {country} twice")
        shares[country] = bounds
    said = [bounds for bounds in shares.values() if bounds is not None]
    low, high = sum(low for low, _ in said), min(1.0, sum(high for _, high in said))
    if low > 1.0 + 1e-9:
        raise ValueError("adds up to more than 100 %")
    rest = _rest(len(shares) - len(said), max(0.0, round(1.0 - low, _DIGITS)), round(1.0 - high, _DIGITS))
    left = 0.0 if rest is not None else max(0.0, round(1.0 - low, _DIGITS))
    found = {country: bounds or rest or (0.0, 0.0) for country, bounds in shares.items()}
    return StageOrigin(stage, found, left, {}, 1.0 - left)


def _rest(sharing: int, most: float, least: float) -> Bounds | None:
    """Return what each of some countries without a share has of what the others leave."""
    if not sharing:
        return None
    return (least, most) if sharing == 1 else (0.0, most)


def _told(name: str, read: Callable[[str], Found], text: str, problems: list[Problem]) -> Found | None:
    """Read a text that is not blank; what is wrong with it becomes a problem."""
    if not text.strip():
        return None
    try:
        return read(text.strip())
    except ValueError as error:
        problems.append(Problem(name, str(error), value=text[:80]))
        return None


def _shares(text: str) -> list[tuple[str, Bounds | None]]:
    """Read names with their shares, if they have one."""
    found: list[tuple[str, Bounds | None]] = []
    for part in text.split(","):
        name, sign, share = part.strip().partition("=")
        if not name.strip():
            raise ValueError("has an empty place between commas")
        found.append((name.strip(), _bounds(share.strip()) if sign else None))
    return found


def _bounds(text: str) -> Bounds:
    try:
        low, high = percent_bounds(text)
    except ValueError as error:
        raise ValueError(f'holds "{text[:40]}", which {error}') from None
    return round(low / _PERCENT, _DIGITS), round(high / _PERCENT, _DIGITS)


def _country(text: str, evidence: Evidence) -> str:
    try:
        return country_named(text, evidence)
    except NoCountry as error:
        raise ValueError(f'holds "{text[:40]}", which {error}') from None


def _material(text: str, evidence: Evidence) -> str:
    return _named(text, {name: _names(row) for name, row in evidence.materials.items()}, "material")


def _buyer(text: str, evidence: Evidence) -> str:
    if text in country_codes():
        return text
    return _named(text, {name: _names(row) for name, row in evidence.subjects.items()}, "buyer")


def _names(row: object) -> tuple[str, ...]:
    return tuple(str(getattr(row, f"name_{language}")) for language in ("en", "ko", "ja"))


def _named(text: str, known: Mapping[str, tuple[str, ...]], what: str) -> str:
    """Return the identifier of a thing: of itself, or of its name in any language."""
    if text in known:
        return text
    meaning = {name: identifier for identifier, names in known.items() for name in names}
    by_name = {name.casefold(): identifier for name, identifier in meaning.items()}
    found = by_name.get(text.casefold())
    if found is None:
        meaning |= {identifier: identifier for identifier in known}
        hint = did_you_mean(text[:80], meaning, limit=0, stands_for=meaning)
        raise ValueError(f"is no known {what}" + (f" ({hint})" if hint else ""))
    return found


def _kind(text: str) -> ProductKind:
    for kind in KINDS:
        if text == kind:
            return kind
    raise ValueError(f"is unknown (choose {', '.join(KINDS)})")


def _weights(text: str, evidence: Evidence) -> dict[str, Bounds]:
    found: dict[str, Bounds] = {}
    for name, bounds in _shares(text):
        if bounds is None:
            raise ValueError("needs a share of each material (write ndfeb_magnet=2-5)")
        found[_material(name, evidence)] = bounds
    if sum(low for low, _ in found.values()) > 1.0 + 1e-9:
        raise ValueError("adds up to more than 100 %")
    return found


def _cost(text: str) -> Bounds:
    return _bounds(text)


def _conditions(stated: StatedProduct, problems: list[Problem]) -> dict[Condition, Holds]:
    _check_words("given", stated.given, CONDITIONS, problems)
    _check_words("not_given", stated.not_given, (*CONDITIONS, "others"), problems)
    both = sorted(set(stated.given) & set(stated.not_given))
    if both:
        problems.append(Problem("given", "is named as given and as not given", value=", ".join(both)))
    others = Holds.NO if "others" in stated.not_given else Holds.UNKNOWN
    return {
        condition: Holds.YES if condition in stated.given
        else Holds.NO if condition in stated.not_given else others
        for condition in CONDITIONS
    }  # fmt: skip


def _check_words(name: str, words: tuple[str, ...], known: tuple[str, ...], problems: list[Problem]) -> None:
    for word in words:
        if word not in known:
            problems.append(Problem(name, f"is unknown (choose {', '.join(known)})", value=word[:80]))
