"""What files beside a case call by a title in each language: rivals, levers, policies, backtests."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field

from didymium.scenario.entry import STRICT

Text = Annotated[str, Field(min_length=1)]


class Titled(BaseModel):
    """Something with a title in each language."""

    model_config = STRICT

    title_en: Text
    """Title in English."""
    title_ko: Text
    """Title in Korean."""
    title_ja: Text
    """Title in Japanese."""

    def title_in(self, language: str) -> str:
        """Return the title in a language, in English where there is none."""
        return str(getattr(self, f"title_{language}", self.title_en))
