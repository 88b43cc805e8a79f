"""``make bench``: measure, print ratios with pass or miss, keep everything in out/benchmarks.json.

A miss does not fail the command.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import importlib.util
import json
import os
import platform
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.bars import Bar, bars_of, evidence_bars, help_bar
from benchmarks.evidence import measure_evidence
from benchmarks.measuring import Measured, measure, measure_help
from benchmarks.results import as_markdown
from benchmarks.specs import BUNDLED, SPECS
from benchmarks.sweeping import SWEEPS, failures

OTHERS = ("linopy", "pypsa")
PACKAGES = ("didymium", "highspy", "numpy", "scipy", "linopy", "pypsa")
NOT_EXPRESSIBLE = (
    "a transit that ends within a period: the whole dispatch moves to one snapshot",
    "balances that may be slack: every bus needs a component for the surplus",
    "a stock's level without a column for its change",
    "bounds as bounds: they become rows",
)
"""What PyPSA's network is measured without."""
BUSY = 1.5
"""Load above which other work runs."""
PHASES = ("read", "calibrate", "build", "hand_over", "cold")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what the arguments ask for."""
    chosen = _parser().parse_args(arguments)
    if chosen.check:
        return _check()
    wanted = chosen.specs or [*SPECS, *SWEEPS]
    results: dict[str, dict[str, Any]] = {}
    for name in (name for name in wanted if name in SPECS):
        found = _measure(name, chosen.repeat, chosen.own)
        bars = bars_of(found)
        print(_report(name, found, bars), flush=True)
        results[name] = _kept(found, bars)
    if any("pypsa" in result["measured"] for result in results.values()):
        print("\nnot expressible in PyPSA\n" + "\n".join(f"  {line}" for line in NOT_EXPRESSIBLE))
    sweeps = {name: _sweep(name, chosen.own) for name in wanted if name in SWEEPS}
    kept: dict[str, Any] = {"versions": _versions(), "specs": results, "scenarios": sweeps}
    if results:
        kept |= _measure_alone(chosen.repeat)
    chosen.out.parent.mkdir(parents=True, exist_ok=True)
    chosen.out.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    print(f"\nkept in {chosen.out}")
    if chosen.results:
        chosen.results.write_text(as_markdown(kept), encoding="utf-8")
        print(f"ratios written to {chosen.results}")
    return 0


def _measure_alone(repetitions: int) -> dict[str, Any]:
    """Measure and print what belongs to no case: the start of the command, and evidence."""
    seconds = measure_help(2 * repetitions + 1)
    bar = help_bar(seconds)
    print(f"\ndidymium --help\n{_lines([bar])}")
    facts = measure_evidence(repetitions)
    ratios = evidence_bars(facts)
    timed = ", ".join(f"{name} {value * 1000:.0f} ms" for name, value in facts.items())
    print(f"\n100,000 facts: {timed}\n{_lines(ratios)}")
    return {
        "evidence": {"seconds": facts, "ratios": [ratio.as_dict() for ratio in ratios]},
        "help": {"seconds": seconds, "ratio": bar.as_dict()},
        "not_expressible_in_pypsa": NOT_EXPRESSIBLE,
    }


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "specs", nargs="*", choices=[[], *SPECS, *SWEEPS], help="what to measure; nothing: everything"
    )
    parser.add_argument("--repeat", type=int, default=3, help="fresh processes for each figure (default 3)")
    parser.add_argument("--own", action="store_true", help="only our own builder and solver")
    parser.add_argument(
        "--check",
        action="store_true",
        help="instead, solve the small cases by all builders and compare the optima",
    )
    parser.add_argument(
        "--out", type=Path, default=Path("out/benchmarks.json"), help="where figures are kept"
    )
    parser.add_argument("--results", type=Path, help="also write the ratios as text, benchmarks/results.md")
    return parser


def _sweep(name: str, own: bool) -> dict[str, Any]:
    """Measure many scenarios, print what was found, and return what is kept."""
    sweep, busy = SWEEPS[name], _busy()
    found = sweep.measure(own)
    bars = [] if failures(found) else sweep.bars(found)
    lines = [*busy, *failures(found), *(sweep.lines(found) if not failures(found) else ())]
    measured = [bar for bar in bars if bar.value is not None]
    print(
        "\n".join([f"\n{name}: {sweep.about}", *(f"  {line}" for line in lines), _lines(measured)]),
        flush=True,
    )
    return {"about": sweep.about, "lines": lines, **_kept(found, bars)}


def _busy() -> list[str]:
    """Warn where other work runs: our own measurements before this one leave a load of about one."""
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    return [f"other work ran at the same time (load {load:.1f}): measure again"] if load > BUSY else []


def _kept(found: Mapping[str, Measured], bars: Sequence[Bar]) -> dict[str, Any]:
    return {
        "measured": {what: figures.as_dict() for what, figures in found.items()},
        "ratios": [bar.as_dict() for bar in bars],
    }


def _measure(name: str, repetitions: int, own: bool) -> dict[str, Measured]:
    """Measure one case: what is quick several times, the simplex once."""
    found = {what: measure(what, name, repetitions) for what in ("build", "cold", "run")}
    if name == BUNDLED or SPECS[name].check:
        found["simplex"] = measure("simplex", name, 1)
    if name == BUNDLED:
        found["floor"] = measure("floor", name, 1)
    for what in OTHERS:
        if not own and importlib.util.find_spec(what):
            found[what] = measure(what, name, repetitions)
    return found


def _check() -> int:
    for name, spec in SPECS.items():
        if not spec.check:
            continue
        found = measure("check", name, 1)
        shares = ", ".join(f"{what.split('_')[0]} {share:.1e}" for what, share in found.counts.items())
        print(f"{name}: optimum differs by {shares or found.failure}")
    return 0


def _report(name: str, found: Mapping[str, Measured], bars: Sequence[Bar]) -> str:
    ours = found["cold"]
    counts = ours.counts or found["build"].counts
    size = ", ".join(f"{counts.get(what, 0):,.0f} {what}" for what in ("rows", "columns", "coefficients"))
    lines = [f"\n{name}: {size}", _phases(found)]
    for what in OTHERS:
        if what in found and found[what].counts:
            lines.append(
                f"  {what}: "
                + ", ".join(f"{found[what].counts[count]:,.0f} {count}" for count in ("rows", "columns"))
            )
    lines += [f"  {what}: {figures.failure}" for what, figures in found.items() if figures.failure]
    return "\n".join([*lines, _lines(bars)])


def _phases(found: Mapping[str, Measured]) -> str:
    """Say how long each of our phases takes, as a share of the cold solve, and the peak memory after it."""
    ours = found["cold"]
    cold = ours.seconds.get("cold")
    if not cold:
        return "  no cold solve"
    lines = [f"  {'our phase':<44}{'of cold solve':>14}{'seconds':>10}{'peak MB':>9}"]
    for phase in PHASES:
        seconds = ours.seconds[phase]
        name = phase.replace("_", "-")
        lines.append(f"  {name:<44}{seconds / cold:>14.4f}{seconds:>10.3f}{ours.peak_mb[phase]:>9.0f}")
    run = found["run"].seconds
    if "hot_median" in run:
        lines += [
            f"  {label:<44}{run[key] / cold:>14.4f}{run[key]:>10.3f}" for key, label in _RUN_LABELS.items()
        ]
    return "\n".join(lines)


_RUN_LABELS = {
    "hot_median": "hot re-solve of news, median",
    "hot_max": "hot re-solve of news, longest",
    "run": "whole run of the scenario",
}


def _lines(bars: Sequence[Bar]) -> str:
    lines = [f"  {'ratio':<52}{'found':>10}  {'wanted':<14}"]
    for bar in bars:
        value = "–" if bar.value is None else f"{bar.value:.3g}"
        lines.append(f"  {bar.label:<52}{value:>10}  {bar.wanted:<14}{bar.verdict}")
    return "\n".join(line.rstrip() for line in lines)


def _versions() -> dict[str, str]:
    found = {"python": platform.python_version(), "system": f"{platform.system()} {platform.machine()}"}
    for package in PACKAGES:
        try:
            found[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            found[package] = "not installed"
    return found


if __name__ == "__main__":
    raise SystemExit(main())
