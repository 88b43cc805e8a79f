"""The reference of scenario files, written from the schema: ``python -m didymium.scenario.reference``."""

from __future__ import annotations

import datetime as dt
import types
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import annotated_types
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from didymium.scenario.instruments.schema import Instrument, Phase
from didymium.scenario.schema import Approval, Event, QuotaWeight, QuotaWindow, Scenario, TaxStep

_PREFACE = """\
# The scenario format

<!-- Written by `python -m didymium.scenario.reference > docs/reference/scenario-format.md`. Do not edit. -->

A scenario is a TOML file: what happens to a case, what an alliance does about it, from when, and since when
it is known. Those of a case lie in its folder `scenarios/`; its folder `instruments/` holds files of the same
format with deals and rules to include. Dates are written plainly (`2025-04-04`); a list of names is
`["dy_oxide"]`. Keys that are not listed here are errors. Every event and every instrument names
its source.

Regions may be clubs of `clubs.csv`, materials may be groups of `material_groups.csv`.
"""
_COMMON = """\
## [[event]]

One table for each event; `kind` says which. These keys every event has:
"""
_INSTRUMENTS = """\
## [[instrument]]

One table for each instrument; `kind` says which. What each does is in the
[guide](../guide/scenarios.md#instruments). These keys every instrument has:
"""
_PHASE = """\
### [[instrument.phase]]

Later rates, below an instrument of kind `tax_credit`.
"""
_APPROVAL = """\
### [[event.approval]]

A licence regime over time, below an event of kind `export_restriction`. Reports count applications, not
tonnes: what share of the volume the rate stands for is an assumption, and says so.
"""
_QUOTA = """\
### [[event.quota]]

The tonnes of each window, below an event of kind `export_quota`. After the last
window that is known, others like it are believed to follow.
"""
_WEIGHT = """\
### [[event.weight]]

How materials count against the quota, below an event of kind `export_quota`.
"""
_STEP = """\
### [[event.step]]

Later rates, below an event of kind `export_tax`.
"""
_WORDS = {"str": "text", "float": "number", "int": "whole number", "bool": "true or false", "date": "date"}
_LISTS = {str: "list of names", int: "list of whole numbers", float: "list of numbers", dt.date: "two dates"}


_TABLES_OF_EVENTS: dict[str, tuple[str, type[BaseModel]]] = {
    "approval": (_APPROVAL, Approval),
    "quota": (_QUOTA, QuotaWindow),
    "weight": (_WEIGHT, QuotaWeight),
    "step": (_STEP, TaxStep),
}


def render_reference() -> str:
    """Return the reference as Markdown."""
    parts = [_PREFACE, "## Keys of the file\n", keys_table(Scenario, omit={"event", "instrument"})]
    parts += [_COMMON, *_kinds(Event, _TABLES_OF_EVENTS)]
    parts += [_INSTRUMENTS, *_kinds(Instrument, {"phase": (_PHASE, Phase)})]
    return "\n".join(parts)


def _kinds(union: Any, inner: Mapping[str, tuple[str, type[BaseModel]]]) -> list[str]:
    """Write what every kind of a union has in common, then each with its own keys and the tables in it."""
    models: list[type[BaseModel]] = list(get_args(get_args(union)[0]))
    common = _common_keys(models)
    parts = [keys_table(models[0], only=common)]
    for model in models:
        own = {name for name in model.model_fields if name not in common and name != "kind"}
        doc = " ".join((model.__doc__ or "").split())
        parts += [f"### {_kind(model)}\n", f"{doc}\n", keys_table(model, only=own)]
        for key, (text, entry) in inner.items():
            if key in own:
                parts += [text, keys_table(entry)]
    return parts


def _common_keys(models: list[type[BaseModel]]) -> set[str]:
    shared = set.intersection(*(set(model.model_fields) for model in models)) - {"kind"}
    return {name for name in shared if len({_text(model, name) for model in models}) == 1}


def _text(model: type[BaseModel], name: str) -> str:
    """Return what a model says of a key."""
    return model.model_fields[name].description or ""


def _kind(model: type[BaseModel]) -> str:
    return ", ".join(get_args(model.model_fields["kind"].annotation))


def keys_table(model: type[BaseModel], *, only: set[str] | None = None, omit: set[str] | None = None) -> str:
    """Write a table of the keys of a model, of those in ``only`` or of those not in ``omit``."""
    lines = ["| key | value | default | meaning |", "|---|---|---|---|"]
    for name, entry in model.model_fields.items():
        if (only is None or name in only) and name not in (omit or set()):
            meaning = " ".join((entry.description or "").replace("``", "`").replace("|", "\\|").split())
            lines.append(f"| `{entry.alias or name}` | {_value(entry)} | {_default(entry)} | {meaning} |")
    return "\n".join(lines) + "\n"


def _value(entry: FieldInfo) -> str:
    limits = [text for constraint in entry.metadata for text in _limits(constraint)]
    return ", ".join([_type(entry.annotation), *limits])


def _type(annotation: Any) -> str:
    """Say a type in words: names for a tuple of texts, choices for a literal."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        return ", ".join(f"`{choice}`" for choice in arguments)
    if origin is Annotated:
        limits = [text for constraint in arguments[1:] for text in _constraints(constraint)]
        return ", ".join([_type(arguments[0]), *limits])
    if origin in (Union, types.UnionType):
        return " or ".join(_type(argument) for argument in arguments if argument is not type(None))
    if origin is tuple:
        plain = get_args(arguments[0])[0] if get_origin(arguments[0]) is Annotated else arguments[0]
        return _LISTS.get(plain, "tables")
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return "table"
    return _WORDS.get(getattr(annotation, "__name__", ""), str(annotation))


def _constraints(constraint: Any) -> Iterator[str]:
    metadata = constraint.metadata if isinstance(constraint, FieldInfo) else [constraint]
    for item in metadata:
        yield from _limits(item)


def _limits(constraint: Any) -> Iterator[str]:
    if isinstance(constraint, annotated_types.Ge):
        yield f"at least {constraint.ge:g}"
    if isinstance(constraint, annotated_types.Gt):
        yield f"above {constraint.gt:g}"
    if isinstance(constraint, annotated_types.Le):
        yield f"at most {constraint.le:g}"


def _default(entry: FieldInfo) -> str:
    if entry.is_required():
        return "needed"
    value = entry.default
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, int | float):
        return f"`{value:g}`"
    if isinstance(value, BaseModel):
        said = value.model_dump(exclude_defaults=True)
        return f"`{{ {', '.join(f'{key} = {one:g}' for key, one in said.items())} }}`" if said else ""
    if isinstance(value, tuple) and value:
        return f"`{list(value)}`".replace("'", '"')
    return f"`{value}`" if value else ""


if __name__ == "__main__":
    print(render_reference(), end="")
