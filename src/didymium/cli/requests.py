"""Options that make up a request: built and checked as a whole, wrong ones named by their options."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from pydantic import BaseModel

Model = TypeVar("Model", bound="BaseModel")


def listed(text: str | None) -> tuple[str, ...]:
    """Return names separated by commas or spaces."""
    return tuple((text or "").replace(",", " ").split())


@contextmanager
def naming_options(options: Mapping[str, str]) -> Iterator[None]:
    """Name problems of a request by the options that gave it: ``options`` are those of its fields."""
    from didymium.files.problems import InputError

    try:
        yield
    except InputError as error:
        raise InputError(
            [replace(problem, file=options.get(problem.file, problem.file)) for problem in error.problems]
        ) from None


def request_of(
    model: type[Model], fields: Mapping[str, Any], options: Mapping[str, str], place: int = 0
) -> Model:
    """Build a request of options; what is None keeps its default. ``place`` is where in the path to a wrong
    value its field stands, -1 for the last.

    Raises:
        InputError: With every figure that is out of bounds, by the name of its option.
    """
    from pydantic import ValidationError

    from didymium.files.problems import InputError, Problem

    try:
        return model.model_validate({name: value for name, value in fields.items() if value is not None})
    except ValidationError as error:
        problems = [
            Problem(
                options.get(str(one["loc"][place]), str(one["loc"][place])),
                f"is wrong: {one['msg'][:1].lower()}{one['msg'][1:]}",
                value=str(one["input"]),
            )
            for one in error.errors()
        ]
        raise InputError(problems) from None
