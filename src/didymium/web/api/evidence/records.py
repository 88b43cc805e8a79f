"""What the API says of evidence: the records of the command line, as models."""

from __future__ import annotations

import datetime as dt

from pydantic import BaseModel, ConfigDict

from didymium.evidence.agreements import Agreement, Rule, State
from didymium.evidence.questions.deadlines import DeadlineStatus
from didymium.evidence.questions.disagreements import Kind
from didymium.evidence.sources import Source


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class CorrectionRecord(_Record):
    """A mistake of a source, and what is right."""

    column: str
    """Column of the fact that is wrong."""
    printed: str
    """What the source prints."""
    corrected: str
    """What is right."""
    reason: str
    """Why we say so."""
    status: str
    """``open``, ``reported`` or ``confirmed``."""


class FactRecord(_Record):
    """Who is said to have how much of what, when, by whom and where it says so."""

    fact: str
    """Identifier."""
    subject: str
    """Whose figure."""
    measure: str
    """What is measured."""
    material: str
    """Material or mineral; blank: none in particular."""
    stage: str
    """Stage of the chain; blank: none in particular."""
    region: str
    """Where; blank: nowhere in particular."""
    partner: str
    """The other side; blank: none or all."""
    value: float | str
    """The value: a number, or text for dates, names and words."""
    low: float | None
    """Lower end of the stated range."""
    high: float | None
    """Upper end of the stated range."""
    unit: str
    """Unit of the value."""
    basis: str
    """What a tonne or a share is counted in; blank: does not apply or not said."""
    detail: str
    """Which of several variants."""
    as_of: str
    """When it held or was said."""
    until: str
    """The date that the value speaks of; blank: its own."""
    source: str
    """Who says so."""
    locator: str
    """Where in the source."""
    warnings: list[str]
    """What to know before using the figure."""
    note: str
    """What a reader should know."""
    printed: str
    """The value as the source prints it."""
    subject_name: str
    """Name of the subject."""
    measure_name: str
    """Name of the measure."""
    text: str
    """The value in words, with unit and range."""
    source_title: str
    """Title of the source."""
    source_kind: str
    """How near the source is to the fact."""
    source_published: str
    """Date of publication as far as known."""
    source_url: str
    """Address of the source; blank: not recovered."""
    corrections: list[CorrectionRecord]
    """Corrections in force."""
    confidential: bool
    """Always false: what is confidential does not leave by the API."""


class SourceRecord(Source):
    """A source, and how many facts rest on it."""

    facts: int
    """Facts that rest on it."""


class SumOfParts(_Record):
    """A sum that a source states, and what its parts give."""

    sum: str
    """Identifier of the statement."""
    stated: float
    """What the source states, in the base unit."""
    computed: float
    """What the parts give."""


class DisagreementRecord(_Record):
    """Facts that cannot all be right, or not of the same thing."""

    kind: Kind
    """What disagrees: figures of one date, latest figures, dates, names, words, or a sum and its parts."""
    subject: str
    """Whose figures."""
    measure: str
    """What is measured."""
    material: str
    """Material; blank: none in particular."""
    partner: str
    """The other side; blank: none or all."""
    as_of: str
    """The date in question."""
    spread: float | None
    """Largest over smallest value, less one."""
    sources: list[str]
    """The sources that disagree."""
    title: str
    """What it is about, in words."""
    facts: list[FactRecord]
    """The facts, by value."""
    case_rests_on: dict[str, list[str]]
    """Places of the case that rest on one of the facts."""
    sum: SumOfParts | None = None
    """For sums: what is stated and what the parts give."""


class DeadlineRecord(_Record):
    """A promise with a date, as it stands on a day."""

    agreement: str
    """The agreement."""
    provision: str
    """Number of the provision."""
    promise: str
    """What is promised."""
    due: dt.date
    """The day on which it falls due."""
    status: DeadlineStatus
    """Where it stands; ``unknown``: the day has passed and no source says what happened."""
    days: int
    """Days from the day asked about to the due day; of what is met, from the day on which it was."""
    last_known: State | None = None
    """The last thing known by then."""
    source: str
    """Who says so."""
    locator: str
    """Where."""


class StateOnDay(_Record):
    """The state of an agreement on a day."""

    state: str
    """``in_force``, ``suspended``, ``pending``, ``struck_down``, ``expired``, ``repealed``, ``not_yet`` or
    ``unknown``."""
    since: dt.date | None = None
    """First day of this state; of ``not_yet`` the day on which it begins."""
    until: dt.date | None = None
    """Last day of this state as far as known."""


class PartOnDay(StateOnDay):
    """The state of a part of a rule on a day."""

    part: str
    """The part."""


class AgreementRecord(Agreement):
    """An agreement with its state and its deadlines on a day."""

    title_text: str
    """Title in the language asked for."""
    state: StateOnDay
    """Its state on the day."""
    deadlines: tuple[DeadlineRecord, ...]
    """Its promises with a date, as they stand on the day."""


class RuleRecord(Rule):
    """A rule with the state of its parts on a day."""

    title_text: str
    """Title in the language asked for."""
    states: tuple[PartOnDay, ...]
    """State of each part on the day."""
