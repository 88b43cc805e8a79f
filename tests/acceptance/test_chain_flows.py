"""The diagram of the bundled case keeps mass, and agrees with the tables of the outcome."""

import polars as pl
import pytest

from didymium.case.case import Case
from didymium.indicators.spans import spans_of_outcome
from didymium.market.periods import Periods
from didymium.screening.tracing.request import TraceRequest
from didymium.screening.tracing.trace import trace
from didymium.views.flows.columns import USE, stage_and_step
from didymium.views.flows.map_layers import map_layers
from didymium.views.flows.movements import contents, elements_of, periods_of
from didymium.views.flows.sankey import sankey
from didymium.views.flows.tracing import UNEXPLAINED
from didymium.views.run_view import ScenarioRun


def test_mass_is_kept_in_every_period_for_every_element(bundled: Case, licences: ScenarioRun) -> None:
    for element in elements_of(bundled):
        for period in periods_of(licences.outcome)[::4]:
            found = sankey(bundled, licences, element, period)
            largest = max((node.t for node in found.nodes), default=0.0)
            for node in found.nodes:
                if node.is_middle:
                    assert node.inflow_t == pytest.approx(node.outflow_t, abs=1e-6 * largest), node
            missing = [node.t for node in found.nodes if node.column == UNEXPLAINED]
            assert sum(missing) <= 1e-6 * largest, (element, period)


@pytest.mark.parametrize("element", ["NdPr", "Dy", "Tb"])
def test_the_diagram_adds_up_to_the_tables(bundled: Case, licences: ScenarioRun, element: str) -> None:
    spans = spans_of_outcome(licences.outcome)
    period = periods_of(licences.outcome)[4]
    years = float(Periods((period, spans[period])).years[0])
    held = pl.col("material").replace_strict(contents(bundled, element), default=0.0, return_dtype=pl.Float64)
    stage = {row.process: str(row.stage) for row in bundled.processes}
    output = licences.outcome["output"].filter(pl.col("period") == period)
    made = output.filter(pl.col("t") > 0).select(
        "region", pl.col("process").replace_strict(stage).alias("stage"), t=pl.col("t") * held / years
    )
    found = sankey(bundled, licences, element, period)
    for name in ("mine", "separation", "metal", "magnet"):
        # Goods (named by their material) that leave the boxes of a stage are what its plants made; the rest
        # is what they lost in making it.
        boxes = {node.identity for node in found.nodes if stage_and_step(node.column)[0] == name}
        goods = [
            t
            for link in found.links
            if link.source in boxes
            for material, t in link.t_by_material.items()
            if material
        ]
        assert sum(goods) == pytest.approx(made.filter(pl.col("stage") == name)["t"].sum(), rel=1e-6)
    served = licences.outcome["served"].filter(pl.col("period") == period)
    met = served.select(t=pl.col("served_t") * held / years)["t"].sum()
    used = sum(node.t for node in found.nodes if node.column == USE)
    # Standard magnets that replace high-temperature ones are used too, beyond what is served with them.
    assert met <= used * (1 + 1e-9)
    assert used == pytest.approx(met, rel=0.1)


def test_plants_make_no_more_than_they_can(bundled: Case, licences: ScenarioRun) -> None:
    for period in periods_of(licences.outcome)[::6]:
        layers = map_layers(bundled, licences, "NdPr", period)
        over = [point for point in layers.plants if point.made_t > 1.001 * point.capacity_t]
        assert not over, over
        assert all(point.made_t >= 0 for point in layers.plants)


def test_tracing_keeps_mass_through_the_licences(bundled: Case, licences: ScenarioRun) -> None:
    """Over the run the element's account closes and next to nothing is unexplained; the shares of every use
    add up to one.
    """
    request = TraceRequest(material="magnet", elements=("Dy", "Sm"), regions=("JPN",))
    found = trace(bundled, licences.outcome, request, licences.base)
    for element in ("Dy", "Sm"):
        account = found.balance.filter(pl.col("element") == element)
        items = dict(account.select("item", "t").iter_rows())
        assert abs(sum(items.values())) <= 1e-9 * items["mined"]
        assert items["unexplained"] <= 1e-3 * items["mined"]
    whole = found.origins.group_by("element", "material", "period", "stage").agg(pl.col("share").sum())
    assert whole["share"].to_list() == pytest.approx([1.0] * whole.height, abs=1e-6)
    assert found.processes["created_t"].sum() == 0.0
