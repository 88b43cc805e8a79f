"""What events and instruments share: dates, a source, and the types of their figures."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Names = tuple[str, ...] | Literal["all"]
Share = Annotated[float, Field(ge=0, le=1)]
STRICT = ConfigDict(
    frozen=True, extra="forbid", use_attribute_docstrings=True, populate_by_name=True, allow_inf_nan=False
)


class Entry(BaseModel):
    """A dated table of a scenario file with its source."""

    model_config = STRICT

    title: str = ""
    """What it is in a few words."""
    from_: Annotated[dt.date, Field(alias="from")]
    """First day of effect."""
    until: dt.date | None = None
    """Last day of effect; blank: open."""
    announced: dt.date | None = None
    """Day on which it became known; blank: the first day of effect."""
    source: str
    """Source ids, or ``assumed: why``; several separated by ``;``."""

    @property
    def known_from(self) -> dt.date:
        """Day on which agents learn of it."""
        return self.announced or self.from_
