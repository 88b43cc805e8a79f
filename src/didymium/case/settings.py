"""``case.toml``: what the case is, when it begins, and the defaults that its tables rest on."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

_STRICT = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True, allow_inf_nan=False)


class Profile(BaseModel):
    """How a run divides time: first months, then quarters, then years."""

    model_config = _STRICT

    months: Annotated[int, Field(ge=0, le=240)] = 0
    """Number of months."""
    quarters: Annotated[int, Field(ge=0, le=120)] = 0
    """Number of quarters that follow."""
    years: Annotated[int, Field(ge=0, le=60)] = 0
    """Number of years that follow."""
    lead_months: Annotated[int, Field(ge=0, le=24)] = 0
    """Months shown before the first news of a scenario."""


class Defaults(BaseModel):
    """Figures used where a row leaves them blank."""

    model_config = _STRICT

    flow_uncertainty: Annotated[float, Field(gt=0)] = 0.2
    """Standard deviation of an observed flow, as a share."""
    price_uncertainty: Annotated[float, Field(gt=0)] = 0.1
    """Standard deviation of a quoted price, as a share."""
    supply_elasticity: Annotated[float, Field(gt=0)] = 0.3
    """Elasticity of a plant's supply above its base output."""
    source: str = ""
    """Where the defaults come from."""


class Usual(BaseModel):
    """What commands and pages take where nothing else is asked for."""

    model_config = _STRICT

    scenario: str = ""
    """The scenario that is told in full; blank: the first, by name, of the case's that is not ``base``."""
    shock: str = ""
    """The scenario at which the sliders of the shock lab stand at first; blank: no restriction."""
    exporter: str = ""
    """The supplier outside whose prices and costs are looked at; blank: who exports on the most routes."""
    club: str = ""
    """The club or region that instruments are for; blank: the first of clubs.csv."""
    floor_club: str = ""
    """The club or region in which a price floor holds; blank: as ``club``."""
    floor_material: str = ""
    """The material under a price floor; blank: the first critical material that is shipped."""
    floor_usd_per_kg: Annotated[float, Field(gt=0)] | None = None
    """The floor in US dollars per kg; blank: twice the highest base price."""
    sectors: tuple[str, ...] = ()
    """Sectors whose product stands for what users pay more: a car, a megawatt of wind turbine; blank: the
    first two that state ``kg_per_unit``."""
    members: tuple[str, ...] = ()
    """Members of an alliance, each a region, a club or ``LABEL=NAME+NAME``; blank: the home regions."""
    founders: tuple[str, ...] = ()
    """Those of the members whom others may join; blank: the first two."""
    newcomer: str = ""
    """The member who would join first; blank: none in particular."""


class Settings(BaseModel):
    """The contents of ``case.toml``."""

    model_config = _STRICT

    format: Annotated[int, Field(ge=1, le=1)] = 1
    """Version of the case format."""
    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_]*$")]
    """Name of the case, the same as its folder's."""
    title: str
    """Title in one line."""
    base_year: Annotated[int, Field(ge=1900, le=2200)]
    """The year whose flows and prices calibrate the market."""
    start: dt.date
    """First day of the first period."""
    currency_year: Annotated[int, Field(ge=1900, le=2200)]
    """Year of the US dollars."""
    discount_rate: Annotated[float, Field(ge=0, lt=1)]
    """Real rate at which agents discount, a year."""
    growth_per_year: Annotated[float, Field(gt=-0.5, lt=1)] = 0.0
    """Growth of the whole chain with which base flows and spare capacity scale, a year."""
    calibrated: bool = True
    """Whether flows and prices are reconciled with the base year; false for textbook cases that state their
    costs outright."""
    critical_materials: tuple[str, ...] = ()
    """Materials that summaries and charts show first."""
    home_regions: tuple[str, ...] = ()
    """Members that summaries and charts show first."""
    profiles: dict[str, Profile] = Field(default_factory=dict)
    """Divisions of time by name: ``shock``, ``live``, ``plan`` …"""
    usual: Usual = Usual()
    """What commands and pages take where nothing else is asked for."""
    defaults: Defaults = Defaults()
    """Figures used where a row leaves them blank."""
    source: str = ""
    """Where discount rate and growth come from."""
