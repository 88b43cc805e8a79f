"""What is asked about a sale."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Withholding = Literal["withheld", "redirected"]
"""What the buyer does with the plant's output while its country restricts exports. ``withheld``: it leaves
the market. ``redirected``: it goes on being made, and abroad it is shipped to the buyer's country only;
users in the plant's own region stay supplied."""
READINGS: tuple[Withholding, ...] = ("withheld", "redirected")
Control = Literal["by_stake", "yes", "no"]
"""Whether control passes: by more than half of the shares, or as stated."""
HALF_PERCENT = 50.0
"""Control passes with more than this, unless it is stated otherwise."""


class SaleRequest(BaseModel):
    """A question about the sale of a plant of a case."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, use_attribute_docstrings=True)

    plant: str
    """The plant sold."""
    buyer: Annotated[str, Field(min_length=1, max_length=200)]
    """Name of the buyer."""
    buyer_country: str
    """Country that controls the buyer: ISO 3166-1 alpha-3, or a region of the case."""
    scenario: str = ""
    """The restriction of exports under which the deal is tried; blank: the harshest of the case by the
    buyer's country."""
    reading: Withholding = "withheld"
    """What the buyer does with the output under that restriction."""
    stake_percent: Annotated[float, Field(gt=0, le=100)] = 100.0
    """Share of the plant that is sold, per cent."""
    control: Control = "by_stake"
    """Whether control passes."""
    offtake_share: Annotated[float, Field(ge=0, le=1)] = 0.0
    """Share of the output that contracts keep for the present customers in any case (a mitigation)."""
    members: tuple[str, ...] = ()
    """Regions whose shortages are compared; blank: those that the case shows first."""
    profile: str = "live"
    """Division of time, one of the case's profiles."""

    @property
    def control_passes(self) -> bool:
        """Whether the buyer controls the plant after the deal."""
        if self.control == "by_stake":
            return self.stake_percent > HALF_PERCENT
        return self.control == "yes"
