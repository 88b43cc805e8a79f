"""What a cell of a table may hold: the types that the tables of a case share."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_]*$")]
"""An identifier: letters, digits and underscores."""
Source = Annotated[str, Field(min_length=1)]
"""References to evidence; see :mod:`didymium.evidence.provenance`."""
NonNegative = Annotated[float, Field(ge=0, le=1e10)]
Positive = Annotated[float, Field(gt=0, le=1e10)]
Share = Annotated[float, Field(ge=0, le=1)]
