"""The reference of rival files, written from the schema: ``python -m didymium.decisions.rival.reference``."""

from __future__ import annotations

from typing import get_args

from pydantic import BaseModel

from didymium.decisions.rival.schema import Aim, Lever, Policy, Range, Rival
from didymium.scenario.reference import keys_table

_PREFACE = """\
# The rival format

<!-- Written by `python -m didymium.decisions.rival.reference > docs/reference/rival-format.md`. No edits. -->

A rival is a TOML file in the folder `rivals/` of a case: who moves against an alliance, what it wants, what
it may do within which limits, and the policies of the alliance that it answers. `didymium rival CASE` plays
it, `didymium rival CASE --list` says what the file holds, `didymium check CASE` checks it; `--record` keeps
the game as `rivals/NAME.json`. How a reply is found is told under
[the best reply](../mechanisms/best-reply.md). Keys that are not listed here are errors.

Regions may be clubs of `clubs.csv`, materials may be groups of `material_groups.csv`. Every aim and every
lever names its source, as in the [case format](case-format.md).
"""
_LEVERS = """\
## [[lever]]

One table for each thing that the rival may set; `kind` says what. These keys every lever has:
"""
_RANGE = """\
### Limits

What is searched is given by its limits, as `{ least = 0, most = 1, steps = 5 }` or by the levels,
as `{ levels = [0, 0.25, 1] }`:
"""
_POLICIES = """\
## [[policy]]

One table for each policy; its instruments and events are those of [the scenario format](scenario-format.md),
as `[[policy.instrument]]` and `[[policy.event]]`.
"""


def render_reference() -> str:
    """Return the reference as Markdown."""
    parts = [_PREFACE, "## Keys of the file\n", keys_table(Rival, omit={"aim", "lever", "policy"})]
    parts += ["## [aim]\n", f"{_plain(Aim)}\n", keys_table(Aim), _LEVERS, *_levers()]
    parts += [_RANGE, keys_table(Range), _POLICIES, keys_table(Policy)]
    return "\n".join(parts)


def _levers() -> list[str]:
    """Write what every lever has in common, then each kind with its own keys."""
    models: list[type[BaseModel]] = list(get_args(get_args(Lever)[0]))
    common = set(models[0].model_fields).intersection(*(model.model_fields for model in models)) - {"kind"}
    parts = [keys_table(models[0], only=common)]
    for model in models:
        (kind,) = get_args(model.model_fields["kind"].annotation)
        own = {name for name in model.model_fields if name not in common and name != "kind"}
        parts += [f"### {kind}\n", f"{_plain(model)}\n", keys_table(model, only=own)]
    return parts


def _plain(model: type[BaseModel]) -> str:
    return " ".join((model.__doc__ or "").replace("``", "`").split())


if __name__ == "__main__":
    print(render_reference(), end="")
