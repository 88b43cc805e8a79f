"""The tables of a case about investment: projects, who owns them, exchange rates, deposits.

Units as in :mod:`didymium.case.schema`.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field

from didymium.case.cell_types import Name, NonNegative, Positive, Share, Source
from didymium.files.row import Row


class Project(Row):
    """A candidate for investment: what it opens in the chain, its cost, its time, who takes part."""

    file = "projects.csv"
    key = ("project",)
    unsourced = frozenset({"lat", "lon"})

    project: Name
    """Name of the project."""
    name_en: str
    """English name."""
    name_ko: str
    """Korean name."""
    name_ja: str
    """Japanese name."""
    subject: str = ""
    """Subjects of the evidence whose facts tell of it, separated by spaces; blank: only those named like its
    plants."""
    agreement: str = ""
    """Agreement of the evidence that names it; blank: none."""
    region: Name
    """Where it stands."""
    lat: Annotated[float, Field(ge=-90, le=90)] | None = None
    """Latitude, degrees north; blank: the region's."""
    lon: Annotated[float, Field(ge=-180, le=180)] | None = None
    """Longitude, degrees east; blank: the region's."""
    plants: str
    """Plants of plants.csv that it builds, separated by spaces."""
    status: Literal["idea", "study", "permitted", "financed", "construction", "operating"]
    """How far it has come. From ``financed`` on nobody has to choose it any more: it is built."""
    earliest_decision: dt.date | None = None
    """First day on which the investment can be decided; blank: a start of its plants must say when it
    comes."""
    lead_months_low: NonNegative
    """Months from the decision to the first product, with permits and building, if all goes well."""
    lead_months: NonNegative
    """The same, most likely."""
    lead_months_high: NonNegative
    """The same, if little goes well."""
    permitting_share: Share = 0.0
    """Share of the lead time that waits for permits, which authorities can shorten."""
    ramp_years: NonNegative = 0.0
    """Years from the first product to full capacity, in equal steps."""
    life_years: Positive
    """Years of production."""
    success_share: Share
    """Chance that the project is built once its money is there."""
    currency: Name = "USD"
    """Currency of the capital; any but US dollars needs a row in exchange_rates.csv."""
    capital_low_million: NonNegative | None = None
    """Capital to build it, millions of ``currency``, if all goes well; blank: unknown."""
    capital_million: NonNegative | None = None
    """The same, most likely; blank: unknown, which is not zero."""
    capital_high_million: NonNegative | None = None
    """The same, if little goes well; blank: unknown."""
    sustaining_share: Share = 0.0
    """Capital to keep it going, a year, as a share of the capital to build it."""
    working_capital_days: NonNegative = 0.0
    """Days of revenue that are tied up in stocks and unpaid bills."""
    tax_rate: Share
    """Tax on profits."""
    royalty_rate: Share = 0.0
    """Royalty on revenue."""
    debt_share: Share
    """Share of the capital that lenders give without public help."""
    debt_rate: Annotated[float, Field(gt=-1, lt=1)]
    """Real interest of that debt, a year."""
    debt_years: Positive
    """Years of production in which debt is paid back."""
    participants: str = ""
    """Regions whose firms take part directly, separated by spaces."""
    funders: str = ""
    """Regions whose treasuries may support it, separated by spaces; blank: any."""
    source: Source
    """Where the figures come from."""

    @property
    def plant_names(self) -> tuple[str, ...]:
        """The plants that it builds."""
        return tuple(self.plants.split())

    @property
    def subject_names(self) -> tuple[str, ...]:
        """The subjects of the evidence whose facts tell of it."""
        return tuple(self.subject.split())

    @property
    def is_decided(self) -> bool:
        """Whether nobody has to choose it any more."""
        return self.status in ("financed", "construction", "operating")

    def name_in(self, language: str) -> str:
        """Return its name in a language."""
        return {"ko": self.name_ko, "ja": self.name_ja}.get(language) or self.name_en


class ProjectStake(Row):
    """Who owns how much of a project."""

    file = "project_stakes.csv"
    key = ("project", "holder")

    project: Name
    """The project."""
    holder: str
    """The owner: a subject of the evidence, or a name."""
    region: Name | None = None
    """Region of the owner; blank: none of the case's."""
    share: Share
    """Share of the project."""
    source: Source
    """Where the figure comes from."""


class ExchangeRate(Row):
    """What a currency is worth."""

    file = "exchange_rates.csv"
    key = ("currency",)

    currency: Name
    """Code of the currency, ISO 4217."""
    per_usd: Positive
    """Units of it for one US dollar."""
    source: Source
    """Where the figure comes from."""


class Deposit(Row):
    """A body of ore: how much there is, how rich, how well known, and what its mining would cost."""

    file = "deposits.csv"
    key = ("deposit",)
    unsourced = frozenset({"lat", "lon"})

    deposit: Name
    """Name of the deposit."""
    name_en: str
    """English name."""
    name_ko: str
    """Korean name."""
    name_ja: str
    """Japanese name."""
    project: Name | None = None
    """The project of projects.csv that would mine it; blank: none."""
    region: Name | None = None
    """Where it lies; blank: in waters beyond any country."""
    lat: Annotated[float, Field(ge=-90, le=90)] | None = None
    """Latitude, degrees north; blank: the region's."""
    lon: Annotated[float, Field(ge=-180, le=180)] | None = None
    """Longitude, degrees east; blank: the region's."""
    kind: str
    """Kind of ore: bastnaesite, monazite, ion-adsorption clay, deep-sea mud, nodules …"""
    knowledge: Literal["inferred", "indicated", "measured", "probable", "proven", "unstated"]
    """How well the tonnage is known; a sum over classes bears the weakest of them."""
    ore_mt: NonNegative | None = None
    """Ore, million tonnes; blank: unknown."""
    grade_percent: Annotated[float, Field(ge=0, le=100)] | None = None
    """Content of the mineral, per cent of the ore; for rare earths of total rare earth oxide; blank:
    unknown."""
    recovery_share: Share | None = None
    """Share of the content that comes out as a product; blank: unknown."""
    output_t_per_year: NonNegative | None = None
    """Product that is planned, tonnes of the mineral (rare earth oxide) a year; blank: nothing is
    planned."""
    cost_usd_per_kg: NonNegative | None = None
    """Stated or estimated full cost, US dollars per kg of the mineral (rare earth oxide); blank: unknown."""
    doubt: str = ""
    """What stands against it, in a few English words; blank: nothing known."""
    legal_route: str = ""
    """Whose permit it needs, in a few English words; blank: the usual mining law of its region."""
    source: Source
    """Where the figures come from."""

    def name_in(self, language: str) -> str:
        """Return its name in a language."""
        return {"ko": self.name_ko, "ja": self.name_ja}.get(language) or self.name_en


class DepositElement(Row):
    """The share of an element in what a deposit yields."""

    file = "deposit_elements.csv"
    key = ("deposit", "element")

    deposit: Name
    """The deposit."""
    element: Name
    """Chemical symbol."""
    share: Share
    """Share of the total rare earth oxide; for other ores share of the ore."""
    source: Source
    """Where the figure comes from."""
