"""Blocks, the pen, hashes and the solver."""

from dataclasses import replace

import numpy as np
import pytest

from didymium.market.perturbation import hash_factors
from didymium.market.program import Block, Pen, Program
from didymium.market.solver import HotSolver, SolverError
from market_cases import CaseBuilder, Profile, build

KNOWN_FACTORS = [1.3931675160897388, 1.049074350895271]


def small_pen() -> Pen:
    """Two columns by two periods in units of 10 t, one row by two periods in units of 5 t."""
    pen = Pen(2)
    columns = pen.add_columns(
        "run", lambda entity: f"plant {entity}", [10.0, 10.0], cost=[[1.0], [3.0]], upper=4.0
    )
    rows = pen.add_rows("need", lambda entity: "all", [5.0], lower=[[2.0, 6.0]], upper=np.inf)
    pen.put(rows.index(0), columns.index([0, 1]), 1.0)
    return pen


def test_block_places() -> None:
    """Entity e in period t stands at offset + e·T + t; a view has the same shape."""
    block = Block("b", 7, 3, 4, str)
    assert block.index(1).tolist() == [11, 12, 13, 14]
    assert block.index([0, 2]).tolist() == [[7, 8, 9, 10], [15, 16, 17, 18]]
    assert int(block.index(2, 3)) == 18
    values = np.arange(30.0)
    assert block.view(values)[2, 3] == 18.0
    assert block.slice == slice(7, 19)


def test_pen_scales_tonnes_to_units() -> None:
    """A tonne per tonne between columns of 10 t and rows of 5 t is 2 units per unit; entries in one place
    add up.
    """
    pen = small_pen()
    pen.put(0, 0, 0.5)
    pen.put(1, 1, 0.0)
    program = pen.finish()
    assert program.shape == (2, 4)
    np.testing.assert_allclose(program.matrix.toarray(), [[3.0, 0.0, 2.0, 0.0], [0.0, 2.0, 0.0, 2.0]])
    assert program.cost.tolist() == [1.0, 1.0, 3.0, 3.0]
    assert program.upper.tolist() == [4.0] * 4


def test_names_are_in_the_words_of_the_case() -> None:
    """Block, entity and period; a position outside is an error."""
    program = small_pen().finish()
    assert program.column_label(3) == "run plant 1, period 1"
    assert program.row_label(0) == "need all, period 0"
    with pytest.raises(IndexError):
        program.column_label(4)


def test_hash_factors_never_change() -> None:
    """blake2b with eight bytes: known values, so that every machine and every version perturbs alike; all
    lie from ½ to 1½.
    """
    assert hash_factors(["", "CHN|dy_oxide|2025-04-01"]) == pytest.approx(KNOWN_FACTORS, abs=1e-15)
    many = hash_factors(str(number) for number in range(2000))
    assert 0.5 <= many.min() < 0.51 and 1.49 < many.max() <= 1.5
    assert many.mean() == pytest.approx(1.0, abs=0.02)
    assert len(np.unique(many)) == 2000


def solved(program: Program, algorithm: str = "ipm") -> tuple[np.ndarray, np.ndarray, float]:
    answer = HotSolver(program, algorithm).solve()
    return answer.columns, answer.row_duals, answer.objective


@pytest.mark.parametrize("algorithm", ["ipm", "simplex"])
def test_a_program_that_a_pencil_solves(algorithm: str) -> None:
    """The cheap plant meets 2 and 6 units of need with 1 and 3 units of activity at cost 1: objective 4,
    and one unit more of need costs ½.
    """
    columns, duals, objective = solved(small_pen().finish(), algorithm)
    np.testing.assert_allclose(columns, [1, 3, 0, 0], atol=1e-9)
    np.testing.assert_allclose(duals, [0.5, 0.5], atol=1e-9)
    assert objective == pytest.approx(4.0)


@pytest.mark.parametrize("factor", [1e-6, 1e6])
def test_the_unit_of_money_does_not_show(factor: float) -> None:
    """Costs a million times larger or smaller give the same flows, and duals and objective in proportion."""
    program = small_pen().finish()
    columns, duals, objective = solved(replace(program, cost=program.cost * factor))
    np.testing.assert_allclose(columns, [1, 3, 0, 0], atol=1e-9)
    np.testing.assert_allclose(duals, np.array([0.5, 0.5]) * factor, rtol=1e-9)
    assert objective == pytest.approx(4.0 * factor)


def test_hot_changes_of_every_kind() -> None:
    """Bounds, costs, sides and coefficients sent to a hot solver give what a cold one finds in the changed
    program.
    """
    program = small_pen().finish()
    matrix = program.matrix.copy()
    matrix[0, 0] = 1.0
    changed = replace(
        program, matrix=matrix, upper=np.array([0.5, 4.0, 4.0, 4.0]), cost=np.array([1.0, 5.0, 3.0, 3.0]),
        row_lower=np.array([3.0, 6.0]),
    )  # fmt: skip
    hot = HotSolver(program)
    hot.solve()
    hot.change_to(changed)
    answer = hot.solve()
    np.testing.assert_allclose(answer.columns, solved(changed)[0], atol=1e-9)
    assert answer.objective == pytest.approx(0.5 + 3 * 1.25 + 3 * 3)
    assert [record.path for record in hot.records] == ["cold", "hot"]
    hot.change_to(program)
    assert hot.solve().objective == pytest.approx(4.0)


def test_unknown_options_are_refused() -> None:
    """An option that HiGHS does not know, or a solver that the wheel lacks, is an error and not silently
    simplex.
    """
    solver = HotSolver(small_pen().finish())
    with pytest.raises(SolverError, match="refuses option no_such_option") as refusal:
        solver._set("no_such_option", 1)
    assert refusal.value.status == "failed"
    with pytest.raises(SolverError, match="refuses option solver"):
        HotSolver(small_pen().finish(), "no_such_algorithm").solve()


@pytest.mark.parametrize("algorithm", ["ipm", "simplex"])
def test_no_answer_has_a_name(algorithm: str) -> None:
    """Need above all capacity is infeasible; a column that earns without end is unbounded, cold and hot."""
    program = small_pen().finish()
    infeasible = replace(program, row_lower=np.array([100.0, 6.0]))
    unbounded = replace(
        program, cost=np.array([-1.0, 1.0, 3.0, 3.0]), upper=np.array([np.inf, 4.0, 4.0, 4.0])
    )
    for failing, status in ((infeasible, "infeasible"), (unbounded, "unbounded")):
        with pytest.raises(SolverError) as failure:
            HotSolver(failing, algorithm).solve()
        assert failure.value.status == status
        hot = HotSolver(program, algorithm)
        hot.solve()
        hot.change_to(failing)
        with pytest.raises(SolverError) as failure:
            hot.solve()
        assert failure.value.status == status
        hot.change_to(program)
        assert hot.solve().objective == pytest.approx(4.0)


def test_every_column_has_a_name_of_its_own() -> None:
    """Hashes of names break ties, so no two columns may share one: same route twice by other ways, users
    alike but for their ladders.
    """
    builder = CaseBuilder().source_of("metal", "AAA", 10, 1).route("metal", "AAA", "BBB", via="suez")
    builder.route("metal", "AAA", "BBB", via="cape").rung("lean", 1, "metal", 5, 0.5)
    for sector, elasticity in (("cars", -0.2), ("wind", -0.4), ("toys", -0.2)):
        builder.demand(sector, "BBB", "metal", 5, elasticity=elasticity, base_price_usd_per_kg=9)
    program = build(builder.build(), Profile(months=2)).program
    labels = [program.column_label(position) for position in range(len(program.cost))]
    assert len(set(labels)) == len(labels)
