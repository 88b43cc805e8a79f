"""What the sliders and switches of the shock lab say. Each field is a parameter of a link."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

MOST_MONTHS = 24
MOST_LISTED = 60

Design = Literal["border_levy", "contract", "purchase", "minimum_procurement"]
Listed = Annotated[tuple[str, ...], Field(max_length=MOST_LISTED)]


class LabSettings(BaseModel):
    """A restriction, and what the alliance does about it; zero stands for off."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True, allow_inf_nan=False)

    scenario: Annotated[str, Field(max_length=100)] = ""
    """Scenario of the case that is taken in, or ``saved:`` and the key of one that somebody saved; blank:
    none."""
    begin: dt.date
    """First day of the run; with a scenario taken in, that of its own run counts."""
    origin: Annotated[str, Field(max_length=20)] = ""
    """Region whose exports are restricted."""
    materials: Listed = ()
    """Materials or groups that are restricted."""
    destinations: Listed = ("all",)
    """Regions or clubs to which exports are restricted; ``all`` for every region."""
    severity: Annotated[int, Field(ge=0, le=100)] = 0
    """Per cent of the usual exports that no longer leave; 0: no restriction."""
    start: Annotated[int, Field(ge=0, le=MOST_MONTHS)] = 1
    """Months from the first day of the run to the first day of the restriction."""
    months: Annotated[int, Field(ge=0, le=MOST_MONTHS)] = 6
    """How many months the restriction lasts; 0: open."""
    club: Annotated[str, Field(max_length=40)] = ""
    """Club that acts."""
    floor: Annotated[float, Field(ge=0, le=1e6)] = 0.0
    """Price floor, US dollars per kg; 0: none."""
    floor_material: Annotated[str, Field(max_length=60)] = ""
    """Material under the floor."""
    floor_design: Design = "border_levy"
    """How the floor is held."""
    stock_days: Annotated[int, Field(ge=0, le=365)] = 0
    """Days of use that firms of the club must hold of the critical materials of which they hold stocks; 0: no
    duty."""
    shared_days: Annotated[int, Field(ge=0, le=365)] = 0
    """Days of the club's use in a shared stock; 0: none."""
    shared_material: Annotated[str, Field(max_length=60)] = ""
    """Material of the shared stock."""
    projects: Listed = ()
    """Planned plants that are built."""
    projects_after: Annotated[int, Field(ge=0, le=MOST_MONTHS)] = 6
    """Months from the first day of the run until they operate."""
    recycling: Annotated[int, Field(ge=0, le=500)] = 0
    """Per cent of end-of-life scrap that the club collects beyond what it collects in the base year."""
    priority: Listed = ()
    """Sectors that are served first in the club, in this order."""

    @property
    def restricts(self) -> bool:
        """Whether there is a restriction beside what a scenario brings."""
        return bool(self.severity and self.origin and self.materials)
