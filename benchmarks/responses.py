"""A plan for an emergency: how long it takes beside the market run behind it, and in all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from benchmarks.bars import Bar, ratio
from benchmarks.measuring import Measured
from benchmarks.specs import BUNDLED
from benchmarks.watch import Watch
from didymium.calibration.calibrate import calibrate
from didymium.case.reading import read_case
from didymium.decisions.response.answering import answer_of
from didymium.decisions.response.asking import ResponseRequest
from didymium.decisions.response.news import parse_news
from didymium.decisions.response.planning import plan_response
from didymium.decisions.response.saving import saved_plan
from didymium.decisions.response.updating import update_plan
from didymium.scenario.reading import read_scenario
from didymium.scenario.run import run_scenario

SCENARIO = "licences_2025"
REQUEST = ResponseRequest(as_of=dt.date(2025, 6, 1), days=180, members=("JPN", "USA", "KOR"))
NEWS = b"""date,kind,origin,destinations,materials,subject,value,until,source
2025-06-20,licence,CHN,JPN,magnet_high_temp,,0.6,,assumed: news for a measurement
"""
MOST_SECONDS = 30.0
"""A plan with its lists should be there within so many seconds."""


def measure_responses(watch: Watch, name: str) -> None:
    """Solve the scenario, plan, rank and mend, and plan again with news."""
    case = read_case(BUNDLED)
    base, scenario = calibrate(case).base, read_scenario(case, name)
    with watch.phase("scenario"):
        run_scenario(case, base, scenario)
    with watch.phase("plan"):
        response = plan_response(case, base, name, scenario, REQUEST)
    with watch.phase("lists"):
        answer_of(response)
    with watch.phase("update"):
        update_plan(case, base, saved_plan(response, scenario), parse_news(case, NEWS, "news.csv"))
    watch.counts["branches"] = len(response.branches)


def response_bars(found: Mapping[str, Measured]) -> list[Bar]:
    """Return what a plan takes beside the scenario's own run, and in all."""
    (measured,) = found.values()
    seconds = measured.seconds
    scenario, plan, lists = (seconds.get(name) for name in ("scenario", "plan", "lists"))
    whole = None if plan is None or lists is None else plan + lists
    return [
        Bar("a plan, both branches run / the scenario's run", ratio(plan, scenario), at_most=3.0),
        Bar("priorities, vulnerabilities, what would mend it / the plan", ratio(lists, plan), at_most=1.5),
        Bar("planned again with news / the plan", ratio(seconds.get("update"), plan), at_most=1.5),
        Bar(f"plan and lists / {MOST_SECONDS:.0f} s", ratio(whole, MOST_SECONDS), at_most=1.0),
    ]


def response_lines(found: Mapping[str, Measured]) -> list[str]:
    """Say how long each step took."""
    (measured,) = found.values()
    return [", ".join(f"{name} {seconds:.2f} s" for name, seconds in measured.seconds.items())]
