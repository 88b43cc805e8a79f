"""What the answers of screening hold. Units stand in the names; sentences are in the language asked for."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict

Rows = list[dict[str, Any]]


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class ExportRecord(_Record):
    """May goods leave, as `didymium screen export --json` prints it."""

    as_of: str
    """The day asked about."""
    shipped_from: str
    """Country that the goods leave."""
    destination: str
    """Country of the end user."""
    end_user: str
    """Who uses the goods; blank: unknown."""
    end_uses: list[str] | None
    """Uses that are meant; null: unknown."""
    verdict: str
    """`permitted`, `licence`, `prohibited` or `unknown`."""
    least: str
    """The mildest verdict that what is known allows."""
    most: str
    """The strictest."""
    because: Rows
    """Rules that decide, or may."""
    missing: list[str]
    """What is needed to decide."""
    findings: Rows
    """Each test with its figures, its interval, its source, and what would change it."""
    readings: dict[str, Any]
    """The verdict under each reading of what nobody knows yet."""
    licences: Rows
    """How long licences take by law and as seen, and what share was approved."""
    timelines: dict[str, Rows]
    """The verdict on every date, under each reading; empty unless it was asked for."""


class OwnershipRecord(_Record):
    """Who owns, and what the rules ask, as `didymium screen ownership --json` prints it."""

    as_of: str
    """The day asked about."""
    reading: str
    """The reading asked for."""
    target: str
    """The company asked about."""
    owners: dict[str, Any] | None
    """Its owners, who controls it, what states and listed parties hold; null without a register."""
    large: Rows | dict[str, Any] | None
    """All large holdings of the register, if they were asked for."""
    data: dict[str, Any] | None
    """What the register holds, and what is wrong or odd in it."""
    deal: dict[str, Any] | None
    """What each rule asks of the deal: who is told, by when, why."""
    entity: dict[str, Any] | None
    """What the company counts as, after the deal if there is one."""
    notes: list[str]
    """What should be known of how the deal was put together."""


class OriginRecord(_Record):
    """Where lots or a product come from, as `didymium screen origin --json` prints it. What is about
    documents is left out where the origin of a product is stated.
    """

    model_config = ConfigDict(frozen=True, extra="allow", use_attribute_docstrings=True)

    as_of: str
    """The day asked about."""
    reading: str
    """The reading asked for."""
    products: Rows
    """What rules of buying say of each lot or product; empty if nobody asked."""


class SaleRecord(_Record):
    """What a sale does, as `didymium screen sale --json` prints it."""

    case: str
    """Name of the case."""
    request: dict[str, Any]
    """What was asked for."""
    plant: dict[str, Any]
    """The plant sold."""
    seller: dict[str, Any]
    """Who controls it now, and how that is known."""
    buyer: dict[str, Any]
    """Who buys."""
    control_passes: bool
    """Whether the buyer controls it after the deal."""
    members: list[str]
    """Regions whose shortages are compared."""
    said: Rows
    """What follows, as keys and fields of sentences."""
    concentration: Rows
    """Herfindahl–Hirschman index and largest shares before and after, against the guidelines."""
    controllers: Rows
    """Who controls the plants of these markets."""
    market: dict[str, Any] | None
    """Shortages under the restriction before and after; null if nothing is solved."""
    why_no_market: dict[str, Any] | None
    """Why not."""


class TraceRecord(_Record):
    """Where elements come from, as `didymium trace --json` prints it; tonnes are of oxide."""

    case: str
    """Name of the case."""
    scenario: str
    """Name of the run."""
    request: dict[str, Any]
    """What was asked for."""
    materials: list[str]
    """Materials whose use is traced."""
    elements: list[str]
    """Elements that are followed."""
    counted_as: dict[str, str]
    """What was asked for, by the element that it is counted in."""
    periods: list[str]
    """First days of the periods."""
    use: Rows
    """What regions use."""
    origins: Rows
    """Where it was mined, separated, made metal and magnet, and what last border it crossed."""
    pairs: Rows
    """Regions of two stages together."""
    hidden: Rows
    """Direct against traced dependence."""
    created: Rows
    """Plants whose coefficients create the element."""
    unexplained: Rows
    """Pools from which more leaves than comes in."""
    balance: Rows
    """Account of each element over the run."""
