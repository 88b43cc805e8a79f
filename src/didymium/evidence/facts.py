"""A fact: who is said to have how much of what, when, by whom and where it says so."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import Field

from didymium.evidence.vocabulary import Identifier, StageName
from didymium.files.row import Row

WARNINGS = (
    "imputed", "derived", "press_estimate", "disputed", "superseded", "redacted", "misprint", "projection",
    "incomplete",
)  # fmt: skip
"""What a reader must know before using a figure. ``imputed``: estimated by the source; ``derived``: computed
by us from the source's figures; ``press_estimate``: no office stands behind it; ``disputed``: another source
denies it; ``superseded``: the source or a later one corrected it; ``redacted``: part is withheld;
``misprint``: the source contradicts itself here; ``projection``: about the future; ``incomplete``: only part
of the text was seen."""

Basis = Literal[
    "", "gross", "reo", "oxide", "metal", "element", "magnet", "concentrate", "contained", "mass", "value",
    "metal_equivalent", "lce", "finished",
]  # fmt: skip
BASES: tuple[str, ...] = get_args(Basis)
"""What a tonne or a share is counted in; only figures of one basis are compared."""

AS_OF = r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?|-Q[1-4]|-H[12])?$"
"""A year, half, quarter, month or day."""


class Fact(Row):
    """One row of ``facts.csv`` or of a file in ``facts/``."""

    file = "facts.csv"
    key = ("fact",)
    unsourced = frozenset({"low", "high"})

    fact: Identifier
    """Identifier, used in ``source`` cells, sums, agreements and corrections."""
    subject: Identifier
    """Whose figure: a subject of subjects.csv, an agreement, a rule, or a country's ISO 3166-1 alpha-3
    code."""
    measure: Identifier
    """What is measured: a row of measures.csv."""
    material: str = ""
    """Material or mineral; blank: none in particular."""
    stage: StageName | None = None
    """Stage of the chain; blank: none in particular."""
    region: str = ""
    """Where, if the subject is no country; blank: nowhere in particular."""
    partner: str = ""
    """The other side (origin of imports, holder of a share, sector of use); blank: none or all."""
    value: Annotated[str, Field(min_length=1)]
    """A number; a date (year-month-day) for unit ``date``; a subject, material or country for unit ``name``;
    a few words for unit ``words``."""
    low: float | None = None
    """Lower end of the stated range; blank: none stated."""
    high: float | None = None
    """Upper end of the stated range; blank: none stated."""
    unit: Identifier
    """Unit of the value: a row of units.csv, of the measure's dimension."""
    basis: Basis = ""
    """What a tonne or a share is counted in; blank: does not apply or not said."""
    detail: str = ""
    """Which of several variants (form, grade, terms of delivery); only figures of one detail are compared."""
    as_of: Annotated[str, Field(pattern=AS_OF)]
    """When it held or was said: ``2024``, ``2025-Q3``, ``2025-06`` or ``2025-06-30``; never in the future."""
    until: Annotated[str, Field(pattern=AS_OF)] | None = None
    """For terms, targets and projections: the date that the value speaks of, which may lie ahead."""
    source: Identifier
    """Who says so: one source."""
    locator: Annotated[str, Field(min_length=1)]
    """Where in the source: page, table, row, line, clause."""
    warnings: str = ""
    """Words of the fixed vocabulary, separated by spaces."""
    note: str = ""
    """What a reader should know, in our words."""


class Sum(Row):
    """A statement of a source that some facts make another one."""

    file = "sums.csv"
    key = ("sum",)
    unsourced = frozenset({"tolerance"})

    sum: Identifier
    """Identifier."""
    relation: Literal["adds_up", "is_share_of", "at_most"]
    """``adds_up``: the parts add up to the total; ``is_share_of``: the parts over the parts after ``/``
    are the total, a share or a rate; ``at_most``: the parts together do not exceed the total."""
    total: Identifier
    """The fact that states the result."""
    parts: Annotated[str, Field(min_length=1)]
    """Facts, separated by spaces. ``is_share_of``: parts of the numerator, ``/``, the denominator."""
    tolerance: Annotated[float, Field(ge=0)] = 0.0
    """Largest difference allowed, in the unit of the total: half of the last digit that the source prints."""
    source: Identifier
    """Who states it."""
    locator: Annotated[str, Field(min_length=1)]
    """Where."""


class Correction(Row):
    """A mistake of a source: what it prints, what is right, why, and how we shall know that it was mended."""

    file = "corrections.csv"
    key = ("correction",)

    correction: Identifier
    """Identifier."""
    fact: Identifier
    """The fact that holds what the source prints; results use the corrected value instead."""
    column: Literal["value", "low", "high", "unit", "partner", "subject", "as_of", "region"]
    """Column of the fact that is wrong."""
    printed: Annotated[str, Field(min_length=1)]
    """What the source prints. The guard: once the fact says something else, the source has been mended and
    the check asks to delete the correction."""
    corrected: Annotated[str, Field(min_length=1)]
    """What is right."""
    reason: Annotated[str, Field(min_length=1)]
    """Why we say so."""
    evidence: str = ""
    """Facts that show it, separated by spaces."""
    status: Literal["open", "reported", "confirmed", "withdrawn"]
    """``open``: found by us; ``reported``: told to the source; ``confirmed``: the source or a better one
    agrees; ``withdrawn``: it was no mistake, and the printed value stands."""
