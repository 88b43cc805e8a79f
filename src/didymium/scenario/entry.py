"""What events and instruments share: dates, a source, and the types of their figures."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal, Self

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
    end_known_from: dt.date | None = None
    """Day on which it became known that it ends after ``until``, before which it is believed to stay; blank:
    as soon as it is known itself."""
    source: str
    """Source ids, or ``assumed: why``; several separated by ``;``."""

    @property
    def known_from(self) -> dt.date:
        """Day on which agents learn of it."""
        return self.announced or self.from_

    def known_on(self, day: dt.date) -> Self:
        """Return it as it is known on a day: without its end as long as nobody knows of that."""
        if self.end_known_from is None or self.end_known_from <= day:
            return self
        return self.model_copy(update={"until": None, "end_known_from": None})
