"""The tables of a case: every column, its meaning and its unit. The reference is generated from this file.

Mass is in tonnes of the material as its ``basis`` states (gross weight, rare earth oxide, metal or magnet).
Money is US dollars of the case's currency year. A figure that nobody knows is left blank: blank is not
zero.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field

from didymium.case.cell_types import Name, NonNegative, Positive, Share, Source
from didymium.case.in_use_schema import Lifetime, PastUse, UsePlace
from didymium.case.market_power_schema import MarketPower
from didymium.case.market_unit_schema import MarketUnit
from didymium.case.project_schema import Deposit, DepositElement, ExchangeRate, Project, ProjectStake
from didymium.files.row import Row

Uncertainty = Annotated[float, Field(gt=0, le=10)]

Stage = Literal[
    "mine", "separation", "processing", "metal", "magnet", "power", "scrap", "use", "other"
]  # fmt: skip


class Region(Row):
    """A country (ISO 3166-1 alpha-3) or a named group of countries."""

    file = "regions.csv"
    key = ("region",)
    unsourced = frozenset({"lat", "lon"})

    region: Name
    """Code of the region: ISO 3166-1 alpha-3, or ``EUX`` (rest of the EU), ``ROW`` (rest of the world)."""
    name_en: str
    """English name."""
    name_ko: str
    """Korean name."""
    name_ja: str
    """Japanese name."""
    lat: Annotated[float, Field(ge=-90, le=90)]
    """Latitude of the point drawn on maps, degrees north."""
    lon: Annotated[float, Field(ge=-180, le=180)]
    """Longitude of the point drawn on maps, degrees east."""


class ClubMember(Row):
    """Membership of a region in a club (alliance, partners, g7 …), with its dates."""

    file = "clubs.csv"
    key = ("club", "region")

    club: Name
    """Name of the club."""
    region: Name
    """The member."""
    from_: Annotated[dt.date | None, Field(alias="from")] = None
    """First day of membership; blank: since before the case begins."""
    until: dt.date | None = None
    """Last day of membership; blank: open."""


class Material(Row):
    """A material at a stage of the chain."""

    file = "materials.csv"
    key = ("material",)

    material: Name
    """Name of the material."""
    stage: Stage
    """Stage of the chain at which the material is traded."""
    basis: Literal["gross", "reo", "metal", "magnet"]
    """What a tonne means: gross weight, rare earth oxide content, metal, or finished magnet."""
    name_en: str
    """English name."""
    name_ko: str
    """Korean name."""
    name_ja: str
    """Japanese name."""
    hs_codes: str = ""
    """Harmonised System codes under which it is traded, separated by spaces."""


class MaterialGroup(Row):
    """A name that stands for several materials, accepted wherever a material is in totals and scenarios."""

    file = "material_groups.csv"
    key = ("group", "material")

    group: Name
    """Name of the group, for instance ``magnet``."""
    material: Name
    """A material of the group."""


class Content(Row):
    """How much of an element a material holds. Processes may not make an element from nothing."""

    file = "contents.csv"
    key = ("material", "element")

    material: Name
    """The material."""
    element: Name
    """Chemical symbol; ``NdPr`` counts neodymium and praseodymium together."""
    t_oxide_per_t: Annotated[float, Field(ge=0, le=1.6)]
    """Tonnes of the element, counted as oxide, in a tonne of the material; above 1 for metals."""
    source: Source
    """Where the figure comes from."""


class Process(Row):
    """A way to turn materials into others."""

    file = "processes.csv"
    key = ("process",)

    process: Name
    """Name of the process."""
    stage: Stage
    """Stage of the chain."""
    reference_material: Name
    """The material that its activity, capacity and cost are counted in; its coefficient is 1 or −1."""
    name_en: str
    """English name."""


class Coefficient(Row):
    """Tonnes of a material per tonne of activity of a process: inputs negative, outputs positive."""

    file = "coefficients.csv"
    key = ("process", "material", "from_")

    process: Name
    """The process."""
    material: Name
    """The material used (negative) or made (positive)."""
    t_per_t: float
    """Tonnes per tonne of activity."""
    from_: Annotated[dt.date | None, Field(alias="from")] = None
    """First day on which the figure holds; blank: from the start. Later rows express thrifting."""
    source: Source
    """Where the figure comes from."""


class Plant(Row):
    """A process at a place: a named plant, or the aggregate of a country's plants."""

    file = "plants.csv"
    key = ("plant",)
    unsourced = frozenset({"lat", "lon"})

    plant: Name
    """Name of the plant."""
    process: Name
    """What it does."""
    region: Name
    """Where it stands."""
    name_en: str
    """English name."""
    capacity_t_per_year: NonNegative
    """Largest activity in tonnes of the process's reference material a year."""
    base_t_per_year: NonNegative | None = None
    """Activity observed in the base year; blank: unknown, left to the reconciliation."""
    uncertainty: Uncertainty | None = None
    """Standard deviation of the observed activity as a share of it; blank: the case's default."""
    cost_usd_per_kg: NonNegative
    """Cost of the first tonne, without the materials bought, in US dollars per kg of the reference
    material."""
    cost_at_capacity_usd_per_kg: NonNegative | None = None
    """Cost of the last tonne at full capacity; blank: as the supply elasticity implies, else the same as
    the first."""
    supply_elasticity: Positive | None = None
    """Per cent more supply for one per cent more margin above the base price; blank: the case's default."""
    capacity_growth_per_year: Annotated[float, Field(gt=-1, lt=1)] | None = None
    """Growth of the capacity, a year, for aggregates that keep expanding; blank: none. Named plants use
    capacity_changes.csv."""
    start: dt.date | None = None
    """First day of operation; blank: before the case begins."""
    end: dt.date | None = None
    """Last day of operation; blank: none known."""
    status: Literal["operating", "ramping", "construction", "planned", "closed"] = "operating"
    """Planned and closed plants do not enter a run unless a scenario builds them."""
    owners: str = ""
    """Owners, separated by commas."""
    lat: Annotated[float, Field(ge=-90, le=90)] | None = None
    """Latitude, degrees north; blank: the region's."""
    lon: Annotated[float, Field(ge=-180, le=180)] | None = None
    """Longitude, degrees east; blank: the region's."""
    source: Source
    """Where the figures come from."""


class CapacityChange(Row):
    """A later capacity of a plant: a ramp, an expansion, a closure."""

    file = "capacity_changes.csv"
    key = ("plant", "from_")

    plant: Name
    """The plant."""
    from_: Annotated[dt.date, Field(alias="from")]
    """First day of the new capacity."""
    capacity_t_per_year: NonNegative
    """New capacity in tonnes of the reference material a year."""
    source: Source
    """Where the figure comes from."""


class Route(Row):
    """A way for a material from one region to another."""

    file = "routes.csv"
    key = ("material", "origin", "destination", "via")

    material: Name
    """What is shipped."""
    origin: Name
    """From where."""
    destination: Name
    """To where."""
    base_t_per_year: NonNegative | None = None
    """Flow observed in the base year; blank: unknown, left to the reconciliation; 0: open but unused."""
    uncertainty: Uncertainty | None = None
    """Standard deviation of the observed flow as a share of it; blank: the case's default."""
    freight_usd_per_kg: NonNegative
    """Freight and insurance in US dollars per kg."""
    tariff: NonNegative = 0.0
    """Duty as a share of the price at the origin."""
    transit_days: NonNegative
    """Days from dispatch to arrival."""
    limit_t_per_year: NonNegative | None = None
    """Largest flow; blank: none."""
    qualification_months: NonNegative = 0.0
    """Months before a route without base flow can carry anything: buyers must first qualify the supplier."""
    premium_usd_per_kg: NonNegative = 0.0
    """What a flow above the base flow costs on top: qualification, or the risk of a grey route."""
    loss_share: Share = 0.0
    """Share that does not arrive (seizures on a grey route)."""
    via: str = ""
    """Choke points and transit countries passed, separated by spaces."""
    until: dt.date | None = None
    """Last day on which the route is used; blank: open."""
    source: Source
    """Where the figures come from."""


class Demand(Row):
    """What a sector of a region uses of a material."""

    file = "demands.csv"
    key = ("sector", "region", "material")
    unsourced = frozenset({"priority"})

    sector: Name
    """The sector."""
    region: Name
    """The region."""
    material: Name
    """The material."""
    base_t_per_year: NonNegative | None
    """Use in the base year; blank: unknown, left to the reconciliation."""
    uncertainty: Uncertainty | None = None
    """Standard deviation of the use as a share of it; blank: the case's default."""
    growth_per_year: Annotated[float, Field(gt=-1, le=10)] = 0.0
    """Growth of the use at base price, a year."""
    curve: Literal["constant_elasticity", "constant_elasticity_fine", "linear", "steps"] = (
        "constant_elasticity"
    )
    """Form of the demand curve through base use and base price; ``constant_elasticity_fine`` is cut into
    narrow steps however small the elasticity; ``steps`` are in demand_steps.csv."""
    elasticity: Annotated[float, Field(ge=-100, le=0)] = 0.0
    """Per cent change of use for one per cent more price, at the base point."""
    loss_usd_per_kg: NonNegative | None = None
    """Value lost for each kg that is missing when nothing can replace it; the highest price the sector
    pays."""
    priority: Annotated[int, Field(ge=1)] = 1
    """Order of service in an emergency: 1 first."""
    base_price_usd_per_kg: NonNegative | None = None
    """Price at which the base use was observed; blank: the calibrated base price."""
    source: Source
    """Where the figures come from."""


class DemandStep(Row):
    """One step of a demand curve given as steps."""

    file = "demand_steps.csv"
    key = ("sector", "region", "material", "step")
    unsourced = frozenset({"step"})

    sector: Name
    """The sector."""
    region: Name
    """The region."""
    material: Name
    """The material."""
    step: Annotated[int, Field(ge=1)]
    """Number of the step."""
    t_per_year: Positive
    """Width of the step in tonnes a year."""
    worth_usd_per_kg: NonNegative
    """What a kg on this step is worth to the buyer."""
    source: Source
    """Where the figures come from."""


class Substitute(Row):
    """One rung of a ladder: what a sector does when a material is dear or missing."""

    file = "substitutes.csv"
    key = ("ladder", "rung")
    unsourced = frozenset({"rung"})

    ladder: Name
    """Name of the ladder."""
    rung: Annotated[int, Field(ge=1)]
    """Number of the rung, cheapest first."""
    sectors: str
    """Sectors that can climb it, separated by spaces; ``*`` for all."""
    from_material: Name
    """The material that is saved."""
    to_material: Name | None = None
    """What is used in its place; blank: nothing of the chain (another motor, ferrite, more copper)."""
    t_per_t: NonNegative = 0.0
    """Tonnes of the replacement per tonne saved."""
    penalty_usd_per_kg: NonNegative
    """What the rung costs per kg saved: beyond what the saved material, less its replacement, is worth at
    base prices; for lost output all that is lost."""
    max_share: Share
    """Largest share of the use that the rung can save once it is fully open."""
    months: NonNegative
    """Months from the start of a shortage until the rung is fully open; it opens evenly."""
    kind: Literal["replacement", "saving", "lost_output"] = "replacement"
    """Whether something else does the work, less of it is needed, or the work is not done: what is saved by
    lost output counts as unserved."""
    name_en: str
    """The rung in a few words."""
    source: Source
    """Where the figures come from."""


class Holding(Row):
    """A stock of a material that somebody holds somewhere."""

    file = "holdings.csv"
    key = ("holder", "region", "material")

    holder: Name
    """Who holds it."""
    kind: Literal["commercial", "public"]
    """Commercial stocks earn a convenience yield and are drawn when prices rise; public ones keep their
    level."""
    region: Name
    """Where it lies."""
    material: Name
    """What it is."""
    level_t: NonNegative
    """Level at the start in tonnes."""
    target_days: NonNegative | None = None
    """Stated target in days of the region's use; blank: none known."""
    draw_t_per_month: NonNegative
    """Largest release in tonnes a month."""
    fill_t_per_month: NonNegative
    """Largest addition in tonnes a month."""
    room_t: NonNegative | None = None
    """Largest level; blank: twice the level at the start."""
    storage_usd_per_t_year: NonNegative = 0.0
    """Cost of storage in US dollars per tonne and year, without capital."""
    loss_per_year: Share = 0.0
    """Share that spoils in a year."""
    source: Source
    """Where the figures come from."""


class StockTerms(Row):
    """What it takes to keep a material in stock at a stage of the chain, and how long plants hold it.

    A row without a material holds for every material of the stage; a material's own row takes its place
    as a whole.
    """

    file = "stock_terms.csv"
    key = ("stage", "material")

    stage: Stage
    """Stage of the chain."""
    material: Name | None = None
    """A material of the stage; blank: every material of the stage that has no row of its own."""
    storage_usd_per_t_year: NonNegative
    """Cost of storage in US dollars per tonne and year, without capital."""
    quality_loss_per_year: Share
    """Share of its value that goods lose in a year while they lie: what must be dried, tested or ground
    again, grades that nobody asks for any more."""
    shelf_life_years: Positive | None = None
    """Years after which goods must have been rotated; blank: they keep."""
    rotation_cost_share: Share | None = None
    """Share of the value lost on selling old goods and buying new ones; blank: nothing is rotated."""
    work_in_process_days: NonNegative | None = None
    """Days for which what a plant of the stage takes in is under way in it; blank: unknown."""
    release_lead_days: NonNegative | None = None
    """Days from a declared emergency to the first tonne out of a public stock; blank: unknown."""
    source: Source
    """Where the figures come from."""


class PriceQuote(Row):
    """A price that somebody reported: an anchor of the calibration, or a figure to hold results against."""

    file = "prices.csv"
    key = ("material", "region", "from_", "market")

    material: Name
    """The material."""
    region: Name
    """Where it holds."""
    from_: Annotated[dt.date, Field(alias="from")]
    """First day of the period that it speaks of."""
    until: dt.date
    """Last day of that period."""
    price_usd_per_kg: NonNegative
    """The price in US dollars per kg of the material."""
    uncertainty: Uncertainty | None = None
    """Standard deviation as a share of the price; blank: the case's default."""
    use: Literal["calibration", "backtest"]
    """Base-year anchors calibrate; later ones are only compared."""
    market: str
    """Which market and quotation: in China, delivered in Europe …"""
    source: Source
    """Where the figure comes from."""


class PlantCost(Row):
    """What it costs to run and to build a plant. Reference prices are built up from these rows."""

    file = "plant_costs.csv"
    key = ("plant",)

    plant: Name
    """The plant."""
    product: Name | None = None
    """The output, or the reference material, per kg of which the operating cost is stated; blank: the
    reference material of the plant's process."""
    operating_low_usd_per_kg: NonNegative
    """Lowest credible operating cost, US dollars per kg of ``product``, without capital."""
    operating_usd_per_kg: NonNegative
    """Operating cost, US dollars per kg of ``product``, without capital."""
    operating_high_usd_per_kg: NonNegative
    """Highest credible operating cost, US dollars per kg of ``product``, without capital."""
    inputs: Literal["bought", "included"] = "bought"
    """Whether the materials that the plant takes come on top of the operating cost or are part of it."""
    by_products: Literal["credited", "net"] = "credited"
    """Whether what else the plant makes is still to be subtracted, or the stated cost is net of it."""
    capital_million_usd: NonNegative | None = None
    """What it costs to build, million US dollars, without interest; blank: unknown, which is not zero."""
    capital_capacity_t_per_year: Positive | None = None
    """Capacity that this capital builds, tonnes of the process's reference material a year; blank: the
    plant's capacity in the year asked for."""
    life_years: Positive | None = None
    """Years over which the capital is earned back."""
    construction_years: NonNegative | None = None
    """Years over which the capital is spent, evenly; blank: at once."""
    required_return: Annotated[float, Field(ge=0, lt=1)] | None = None
    """Real return that the owner of this plant must earn, a year; blank: what the command asks for."""
    source: Source
    """Where the figures come from."""


class CostAdvantage(Row):
    """Of what the cost advantage of a country's plants is made, at a stage of the chain."""

    file = "cost_advantages.csv"
    key = ("region", "stage")

    region: Name
    """The country whose plants are cheaper."""
    stage: Stage
    """Stage of the chain."""
    environment_share: Share
    """Share of the gap that comes from laxer care of waste, water and radiation."""
    labour_share: Share
    """Share that comes from cheaper labour."""
    energy_share: Share
    """Share that comes from cheaper energy."""
    scale_share: Share
    """Share that comes from larger plants and equipment built in series; what is left of 1 is unexplained."""
    source: Source
    """Where the figures come from."""


class Total(Row):
    """A reported sum of outputs, flows or uses, which the reconciled base year should add up to."""

    file = "totals.csv"
    key = ("total",)

    total: Name
    """Name of the sum."""
    quantity: Literal["output", "input", "flow", "use"]
    """What is summed: what plants make of the material, what they take, what is shipped, what sectors use."""
    material: Name
    """Material or material group."""
    process: str = ""
    """Only plants of these processes, separated by spaces; blank: all."""
    sector: str = ""
    """Only these sectors, separated by spaces; blank: all."""
    origins: str = ""
    """Only plants, sectors or flows of (from) these regions, separated by spaces; blank: all."""
    destinations: str = ""
    """Only flows to these regions, separated by spaces; blank: all."""
    t_per_year: NonNegative
    """The sum in tonnes a year."""
    uncertainty: Uncertainty | None = None
    """Standard deviation as a share of the sum; blank: the case's default."""
    source: Source
    """Where the figure comes from."""


class Observed(Row):
    """A reported quantity of a later period, held against results and never used to make them."""

    file = "observed.csv"
    key = ("series", "from_")

    series: Name
    """Name of the series."""
    material: Name
    """Material or material group."""
    origin: Name
    """Exporter."""
    destinations: str = ""
    """Importers, separated by spaces; blank: the world."""
    from_: Annotated[dt.date, Field(alias="from")]
    """First day of the period."""
    until: dt.date
    """Last day of the period."""
    t: NonNegative
    """Tonnes that left the exporter in the period."""
    source: Source
    """Where the figure comes from."""


class Happened(Row):
    """What happened later, of whatever quantity: a backtest holds predictions against it."""

    file = "history.csv"
    key = ("series", "from_")

    series: Name
    """Name of the series."""
    from_: Annotated[dt.date, Field(alias="from")]
    """First day of the period; of a number of days, the day from which they count."""
    until: dt.date
    """Last day of the period."""
    value: NonNegative
    """What was reported: a sum over the period in tonnes, a mean of it for shares and prices."""
    unit: Literal["t", "share", "usd_per_kg", "days", "multiple"]
    """Unit of the value; the same in every row of a series."""
    source: Source
    """Where the figure comes from."""


class Sector(Row):
    """A sector of use, and what a kg that it misses means there in plain units."""

    file = "sectors.csv"
    key = ("sector",)

    sector: Name
    """Name of the sector."""
    name_en: str
    """English name."""
    name_ko: str
    """Korean name."""
    name_ja: str
    """Japanese name."""
    unit_en: str = ""
    """What is made with it: vehicle, megawatt of wind turbine …; blank: nothing countable."""
    unit_ko: str = ""
    """The same in Korean; blank: the English one."""
    unit_ja: str = ""
    """The same in Japanese; blank: the English one."""
    counted: str = ""
    """Material or group of which ``kg_per_unit`` speaks and of which missing tonnes are added up; blank: all
    that the sector uses."""
    kg_per_unit: Positive | None = None
    """What one unit takes of what is counted, kg; blank: unknown."""
    value_added_usd_per_unit: NonNegative | None = None
    """Value added in making one unit, US dollars; blank: unknown."""
    jobs_per_million_usd: NonNegative | None = None
    """Jobs per million US dollars of value added a year; blank: unknown."""
    source: Source
    """Where the figures come from."""

    def unit_in(self, language: str) -> str:
        """Return what is made in a language, in English where there is no other name."""
        return {"ko": self.unit_ko, "ja": self.unit_ja}.get(language) or self.unit_en


class Uncertain(Row):
    """A figure that nobody knows well, and how likely which values are: what an ensemble varies."""

    file = "uncertain.csv"
    key = ("input",)
    unsourced = frozenset({"correlation"})

    input: Name
    """Name of the uncertain input."""
    name_en: str
    """What it is, in English, as it stands in a sentence: ``price elasticity of magnet use``."""
    name_ko: str = ""
    """What it is, in Korean; blank: the English name."""
    name_ja: str = ""
    """What it is, in Japanese; blank: the English name."""
    table: str
    """Where the figure stands: a table of the case, ``case`` for case.toml, or ``event`` or ``instrument``
    for the entries of the scenario that is run."""
    rows: str = ""
    """Which rows or entries: ``column=value`` pairs separated by ``;``, several values by ``|``; groups of
    materials and clubs of regions may be named. Blank: all."""
    column: str
    """Which column or key. In events also ``approval.volume_share`` (the share that every approval lets
    through) and ``dates`` (all its dates move together)."""
    change: Literal["set", "factor", "add"]
    """Whether the value drawn takes the place of the figure, multiplies it, or is added to it; dates are
    moved by whole days (``add``)."""
    distribution: Literal["uniform", "triangular", "normal", "lognormal", "loguniform", "choice"]
    """Distribution of the value."""
    parameters: str
    """Its parameters, ``name=value`` pairs separated by ``;``: ``low`` and ``high`` (uniform, loguniform),
    also ``mode`` (triangular); ``mean`` and ``deviation`` (normal), ``median`` and ``spread`` (lognormal: the
    value lies between median / spread and median × spread two times in three), each with ``low`` and ``high``
    as bounds at will; ``values`` and at will ``weights`` (choice), separated by spaces."""
    correlation_group: str = ""
    """Inputs of one group move together."""
    correlation: Annotated[float | None, Field(ge=-1, le=1)] = None
    """Correlation between any two inputs of the group, of their normal scores; the same in every row of
    it."""
    source: Source
    """Where the range comes from: ``parameters=…``."""

    def name_in(self, language: str) -> str:
        """Return what it is in a language, in English where there is no other name."""
        return {"ko": self.name_ko, "ja": self.name_ja}.get(language) or self.name_en


TABLES: dict[str, type[Row]] = {
    model.file.removesuffix(".csv"): model
    for model in (
        *(Region, ClubMember, Material, MaterialGroup, MarketUnit, Content, Process, Coefficient),
        *(Plant, CapacityChange, Route, Sector, Demand, DemandStep, Substitute, Holding, StockTerms),
        MarketPower,
        *(PriceQuote, PlantCost, CostAdvantage, Total, Observed, Happened, Uncertain),
        *(Lifetime, PastUse, UsePlace),
        *(Project, ProjectStake, ExchangeRate, Deposit, DepositElement),
    )
}
"""Every table of a case by name, in the order in which a reader meets them."""

REQUIRED = frozenset({"regions", "materials", "processes", "coefficients", "plants", "demands", "sectors"})
"""Tables without which a folder is no case."""
