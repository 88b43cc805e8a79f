"""How far members are ready to go in an emergency. Every figure is a choice of whoever asks, and can be
set.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Share = Annotated[float, Field(ge=0, le=1)]


class Means(BaseModel):
    """What may be done, and to what extent. The defaults are assumptions: no government has published any."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True, allow_inf_nan=False)

    public_stocks: bool = True
    """Whether public holdings are released."""
    release_lead_days: Annotated[float, Field(ge=0, le=366)] | None = None
    """Days from the declared emergency to the first release; blank: what stock_terms.csv says for the
    stage."""
    commercial_share: Share = 1.0
    """Share of commercial holdings above the minimum cover that their holders let go on request."""
    minimum_cover_days: Annotated[float, Field(ge=0, le=1000)] = 10.0
    """Days of the region's use that every commercial holder keeps."""
    surge_share: Annotated[float, Field(ge=0, le=1)] = 0.1
    """Output above stated capacity that plants reach for some months, as a share of it."""
    swaps: bool = True
    """Whether members ship to each other what they would not in the market."""
    swap_transit_days: Annotated[float, Field(gt=0, le=366)] = 30.0
    """Days between members where the case has no route of the material between them."""
    swap_freight_usd_per_kg: Annotated[float, Field(ge=0, le=1e6)] = 1.0
    """Freight between them in that case, US dollars per kg."""
    diversion_share: Share = 0.5
    """Share of members' exports to others that can be kept back for members."""
    diversion_premium: Annotated[float, Field(ge=0, le=100)] = 0.2
    """What keeping it back costs, as a share of the base price: buyers elsewhere are compensated."""
    purchase_share: Share = 0.1
    """Share of what others outside the alliance make and import that can be bought from them."""
    purchase_premium: Annotated[float, Field(ge=0, le=100)] = 1.0
    """What is paid for it on top of the base price, as a share of that."""
    spared: tuple[str, ...] = ()
    """Regions and clubs outside the alliance from which nothing is kept back and nothing bought away."""
    reallocation: bool = True
    """Whether what one sector has may go to a sector that loses more by each kg."""
