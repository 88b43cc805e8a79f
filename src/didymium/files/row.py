"""The common base of every table row: strict, frozen, with its key and its figures named."""

from __future__ import annotations

from typing import ClassVar

from pydantic import BaseModel, ConfigDict


class Row(BaseModel):
    """One row of a case table.

    Subclasses say in ``key`` which columns identify a row and in ``unsourced`` which numeric columns are
    labels or choices rather than statements about the world. Every other number needs a reference in
    ``source``.
    """

    model_config = ConfigDict(
        frozen=True, extra="forbid", use_attribute_docstrings=True, populate_by_name=True, allow_inf_nan=False
    )

    file: ClassVar[str]
    key: ClassVar[tuple[str, ...]]
    unsourced: ClassVar[frozenset[str]] = frozenset()

    @property
    def identity(self) -> tuple[str, ...]:
        """Return the values of the key columns as text; empty key columns are empty text."""
        return tuple("" if (value := getattr(self, name)) is None else str(value) for name in self.key)
