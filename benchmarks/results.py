"""The last ratios as a text that is kept with the code: ratios travel between machines, seconds do not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

NOTES = """\
Ratios of one run; `make bench ARGS="--results benchmarks/results.md"` writes them anew. Seconds stand beside
them to show sizes, and hold for one machine only.

How scenarios are compared:

- Everything compared runs in one process and takes turns, round by round; figures are medians.
- One scenario is two solves at each news: right-hand sides perturbed for prices, then the true ones.
- *Bare HiGHS* gets the same patches as arrays worked out before, puts the same basis back (`clearSolver`,
  `setBasis`), solves, and reads columns and, where ours do, their duals and row duals. It takes the same
  iterations to the same objectives, bit by bit. Ours starts from the values drawn: making the programs is
  in its time.
- *linopy persistent* gets the same programs as tables worked out before, and is hot from its own last basis,
  which may lie further away than our reference; with the *basis put back* by hand it takes our iterations. It
  reads columns and row duals only.
- *Rebuilt* writes the program anew for each news and solves it cold by the same algorithm, once where we
  solve twice. PyPSA's network leaves out what it cannot express, and is measured where one stage of news
  begins with the first period.
- Workers, *once ready*: after the first two scenarios of each, when its market stands.
- Pages are drawn by Chromium on the machine that also serves them, without a graphics card. *The engine in
  process* solves the same scenarios again afterwards; ten people share the cores with their ten pages.
- Memory grown is above that of the empty program, packages loaded.
"""


def as_markdown(kept: Mapping[str, Any]) -> str:
    """Return the ratios of what was measured as Markdown."""
    versions = ", ".join(f"{name} {version}" for name, version in kept["versions"].items())
    parts = ["# Last results", NOTES, f"Versions: {versions}."]
    for name, result in kept["specs"].items():
        parts.append(f"## {name}\n\n{_table(result['ratios'])}")
    for name, result in kept["scenarios"].items():
        lines = "\n".join(result["lines"])
        parts.append(f"## {name}: {result['about']}\n\n```text\n{lines}\n```\n\n{_table(result['ratios'])}")
    if "help" in kept:
        others = [kept["help"]["ratio"], *kept["evidence"]["ratios"]]
        parts.append(f"## Start and evidence\n\n{_table(others)}")
    return "\n\n".join(part.strip() for part in parts) + "\n"


def _table(ratios: Iterable[Mapping[str, Any]]) -> str:
    """Return the ratios that were measured as a table."""
    lines = ["| Ratio | Found | Wanted | |", "|---|---:|---|---|"]
    for bar in ratios:
        if bar["value"] is not None:
            lines.append(f"| {bar['label']} | {bar['value']:.3g} | {_wanted(bar)} | {bar['verdict']} |")
    return "\n".join(lines)


def _wanted(bar: Mapping[str, Any]) -> str:
    if bar["at_most"] is not None:
        return f"at most {bar['at_most']:g}"
    return f"at least {bar['at_least']:g}" if bar["at_least"] is not None else ""
