"""Hot and cold agree on the bundled case too."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from bundled_case import NAME
from didymium.calibration.calibrate import calibrate
from didymium.case.reading import read_case
from didymium.market.build import build_market
from didymium.market.structure import Options
from didymium.scenario.hot import HotMarket
from didymium.scenario.reading import read_scenario
from didymium.scenario.run import run_scenario, scenario_structure
from didymium.scenario.schema import Scenario

pytestmark = pytest.mark.thorough


def varied(stated: Scenario, random: np.random.Generator) -> Scenario:
    """The scenario with other approved shares, other waits at customs, and bans of another length."""
    events = []
    for event in stated.event:
        changes: dict[str, object] = {}
        if getattr(event, "approval", ()):
            changes["approval"] = tuple(
                rate.model_copy(
                    update={"volume_share": min(1.0, float((rate.volume_share or rate.rate) * factor))}
                )
                for rate, factor in zip(
                    event.approval, random.uniform(0.5, 1.5, len(event.approval)), strict=True
                )
            )
        if hasattr(event, "extra_days"):
            changes["extra_days"] = event.extra_days * float(random.uniform(0.5, 1.5))
        if event.kind == "ban" and event.until:
            changes["until"] = event.until + dt.timedelta(days=int(random.integers(-60, 200)))
        events.append(event.model_copy(update=changes))
    return stated.model_copy(update={"event": tuple(events)})


@pytest.mark.parametrize(("name", "count"), [("full_stop", 4), ("licences_2025", 2)])
def test_hot_and_cold_agree(name: str, count: int) -> None:
    """Prices agree to 1e-6, and so do tonnes: also in the smallest markets (scandium, thulium) no two routes
    or users cost so nearly the same that the solver cannot tell them apart. A hundred scenarios are compared
    on the small case (``test_hot.py``); here each draw moves every rate, wait and ban at once.
    """
    case = read_case(NAME)
    base = calibrate(case).base
    stated = read_scenario(case, name).model_copy(update={"profile": "live"})
    hot = HotMarket(build_market(scenario_structure(case, base, stated, Options())))
    hot.run(stated)
    random = np.random.default_rng(11)
    for _ in range(count):
        found = varied(stated, random)
        warm, cold = hot.run(found), run_scenario(case, base, found).path
        size = np.maximum(1.0, np.abs(cold.duals))
        assert np.max(np.abs(warm.duals - cold.duals) / size) < 1e-6
        assert np.array_equal(np.isnan(warm.prices), np.isnan(cold.prices))
        size = np.maximum(1.0, np.abs(cold.tonnes))
        assert np.max(np.abs(warm.tonnes - cold.tonnes) / size) < 1e-6
        assert all(record.path == "hot" for record in warm.records[len(hot.base().records) :])
